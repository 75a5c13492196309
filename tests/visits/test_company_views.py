"""The host's list, the page of a visit, and what can be done there."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLog
from accounts.roles import Role
from grievances.files import checked
from grievances.moment import as_of
from tests import made_visits as made
from tests import make
from tests.visits import hosts
from tests.visits.hosts import CASE, REFUSED, SOLVED, WHY_NOT, moves, newest, page_of
from visits import actions
from visits.models import Visit
from visits.workflow import Move, Part, Status

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
LIST = "/visits/"


def paper(name: str = "약도.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


@pytest.fixture
def company():
    return made.factory()


@pytest.fixture
def member(client, company):
    person = make.owner(company)
    make.sign_in(client, person)
    return person


def asked(queries: CaptureQueriesContext) -> str:
    return "\n".join(query["sql"][:160] for query in queries)


def send(client, visit: Visit, verb: str, **words):
    address = reverse(f"visits:{verb.replace('-', '_')}", args=[visit.visit_no])
    return client.post(address, {"seen": newest(visit), **words})


# --- The list --------------------------------------------------------------------------------------------------------


def test_what_waits_for_the_company_comes_first_then_what_comes_then_what_was(client, member, company):
    of = made.programme()
    day = made.next_thursday()
    was = made.visit(Status.DECLINED, of=of, to=company)
    asked = made.visit(of=of, to=company)
    fixed = made.visit(Status.SCHEDULED, of=of, to=company, on=made.slot(of, day + timedelta(days=7)))
    sooner = made.visit(Status.SCHEDULED, of=of, to=company, on=made.slot(of, day))
    offered = made.visit(Status.OFFERED, of=of, to=company, on=made.slot(of, day + timedelta(days=14)))

    page = client.get(LIST).content.decode()

    shown = re.findall(r'href="/visits/(V\d{4}-\d{5})/"', page)
    assert shown == [visit.visit_no for visit in (offered, sooner, fixed, asked, was)]
    assert re.findall(r'<h2 id="part[^>]*>(.*?)</h2>', page) == ["답해 주실 것", "앞으로 있을 방문", "지난 방문"]


def test_minutes_to_confirm_wait_for_the_company(client, member, company):
    hosts.with_minutes(to=company)

    page = client.get(LIST).content.decode()

    assert "답해 주실 것" in page
    assert page.count("data-waits") == 1


def test_visits_to_others_are_not_listed(client, member, company):
    own, other = made.visit(to=company), made.visit(to=made.factory("다온도금"))

    page = client.get(LIST).content.decode()

    assert own.visit_no in page
    assert other.visit_no not in page


def test_an_empty_list_explains_the_visits_and_leads_to_the_request(client, member):
    page = client.get(LIST).content.decode()

    assert "공장으로 찾아가 막힌 일을 함께 봅니다" in page
    assert 'href="/visits/request/"' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_a_fixed_number_of_questions(client, member, company, rows):
    of = made.programme()
    for week in range(rows):
        made.visit(
            Status.OFFERED, of=of, to=company, on=made.slot(of, made.next_thursday() + timedelta(days=7 * week))
        )

    client.get(LIST)  # What a session begins with is not the list's.

    with CaptureQueriesContext(connection) as queries:
        page = client.get(LIST).content.decode()

    assert page.count("case-row") == rows
    assert len(queries) == 7, asked(queries)


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_page_says_first_what_is_true_and_asks_for_an_answer(client, member, company):
    visit = made.visit(Status.OFFERED, to=company)

    page = page_of(client, visit)

    assert re.search(r'class="state-sentence">[^<]*방문을 제안드렸습니다', page)
    assert "찾아뵈어도 되겠습니까?" in page
    assert "이날로 받아들이기" in page
    assert "지금 하실 일은 없습니다." not in page


def test_the_page_says_who_comes_how_long_and_what_to_prepare(client, member, company):
    team = made.member_of_team("정지원")
    visit = made.visit(Status.SCHEDULED, to=company, team=(team,))
    outside = actions.Going(Part.OUTSIDE, name="한공단", body="산업단지공단")
    actions.set_roster(visit, [actions.Going(Part.TEAM, team), outside], by=make.manager())

    page = page_of(client, visit)

    assert "(90분)" in page
    assert re.search(r"<dt>지원단</dt>\s*<dd>정지원", page)
    assert re.search(r"<dt>외부기관</dt>\s*<dd>한공단\(산업단지공단\)</dd>", page)
    assert "미리 살펴 주십시오" in page
    assert f'href="/visits/{visit.visit_no}/visit.ics"' in page


def test_what_officials_do_among_themselves_is_not_told(client, member, company):
    visit = made.visit(Status.SCHEDULED, to=company, team=(made.member_of_team(),))

    page = page_of(client, visit)

    assert visit.history.filter(move=Move.ROSTER).exists()
    assert "함께 갈 사람을 정했습니다" not in page


def test_minutes_and_lines_are_not_there_before_they_are_sent(client, member, company):
    visit = made.visit(Status.HELD, to=company)
    made.line(visit, CASE)

    page = page_of(client, visit)

    assert made.MINUTES not in page
    assert CASE not in page
    assert client.get(reverse("visits:minutes_pdf", args=[visit.visit_no])).status_code == 404


def test_each_line_says_how_it_ended_and_what_became_of_it(client, member, company):
    visit = hosts.with_minutes(to=company)
    case = visit.promises.get(said=CASE).grievance

    page = page_of(client, visit)

    assert made.MINUTES in page
    assert all(said in page for said in (SOLVED, CASE, REFUSED, WHY_NOT, "현장 해결", "애로 접수", "불수용"))
    assert "접수하고 담당부서를 정합니다." in page
    assert f'href="/grievances/{case.receipt_no}/"' in page


def test_a_case_that_was_kept_from_colleagues_is_not_told_of(client, company):
    owner = make.owner(company)
    colleague = make.member(company)
    visit = hosts.with_minutes(to=company)
    case = visit.promises.get(said=CASE).grievance
    case.is_private = True
    case.save(update_fields=["is_private"])
    seen_by_owner = page_of(make.sign_in(client, owner), visit)

    seen_by_colleague = page_of(make.sign_in(client, colleague), visit)

    assert f"애로 {case.receipt_no} 보기" in seen_by_owner
    assert f"애로 {case.receipt_no} 보기" not in seen_by_colleague
    assert "접수하고 담당부서를 정합니다." not in seen_by_colleague
    assert CASE in seen_by_colleague


@pytest.mark.parametrize("lines", [1, 3])
def test_the_page_asks_the_database_a_fixed_number_of_questions(client, member, company, lines):
    visit = made.visit(Status.HELD, to=company)
    for number in range(lines):
        line = made.line(visit, f"{CASE} {number}")
        ending = actions.Ending(made.PromiseState.GRIEVANCE, title="가로등", category=make.category())
        with as_of(visit.ends_at):
            actions.decide(line, ending, by=make.manager())
    with as_of(visit.ends_at + timedelta(hours=1)):
        actions.send_minutes(visit, by=make.manager())

    client.get(LIST)

    with CaptureQueriesContext(connection) as queries:
        page = page_of(client, visit)

    assert page.count('class="promise"') == lines
    assert len(queries) == 12, asked(queries)


# --- Who comes in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["amend", "add-files", "accept", "ask-other", "cancel", "confirm", "object"])
def test_the_visit_of_another_company_is_not_there(client, member, verb):
    visit = made.visit(Status.OFFERED, to=made.factory("다온도금"))

    answers = [client.get(visit.get_absolute_url()), send(client, visit, verb, wishes="오후", reason="까닭")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert moves(visit) == [Move.REQUEST, Move.OFFER]


def test_an_official_comes_to_the_visit_in_the_workplace(client):
    visit = made.visit()
    make.sign_in(client, make.official(Role.MANAGER))

    answer = client.get(visit.get_absolute_url())

    assert answer.headers["Location"] == reverse("admin:visits_visit_change", args=[visit.pk])


def test_whoever_goes_along_comes_to_the_field_workspace(client):
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))
    make.sign_in(client, team)

    answer = client.get(visit.get_absolute_url())

    assert answer.headers["Location"] == reverse("field:visit", args=[visit.visit_no])


def test_an_officer_who_does_not_go_along_comes_to_nothing(client):
    visit = made.visit(Status.SCHEDULED)
    make.sign_in(client, make.official(Role.OFFICER))

    assert client.get(visit.get_absolute_url()).status_code == 404


# --- What the host answers -------------------------------------------------------------------------------------------


def test_an_offer_is_accepted(client, member, company):
    visit = made.visit(Status.OFFERED, to=company)

    answer = send(client, visit, "accept")

    visit.refresh_from_db()
    assert (answer.status_code, visit.status) == (302, Status.SCHEDULED)
    assert "방문이 확정되었습니다." in page_of(client, visit)


def test_another_day_is_asked_for_in_buttons_and_words(client, member, company):
    visit = made.visit(Status.OFFERED, to=company)

    send(client, visit, "ask-other", half="오후", wishes="12월 셋째 주")

    visit.refresh_from_db()
    assert (visit.status, visit.wishes) == (Status.REQUESTED, "오후, 12월 셋째 주")


def test_another_day_without_any_wish_is_asked_which(client, member, company):
    visit = made.visit(Status.OFFERED, to=company)

    answer = send(client, visit, "ask-other")

    assert answer.status_code == 422
    assert "언제가 좋은지 적어 주십시오." in answer.content.decode()
    assert moves(visit) == [Move.REQUEST, Move.OFFER]


def test_what_was_asked_for_is_changed_and_the_story_says_how(client, member, company):
    visit = made.visit(to=company)

    send(client, visit, "amend", topics="정문 앞 불법주차", present="대표, 생산부장", place="제2공장")

    assert re.search(r"<dt>함께할 분</dt>\s*<dd>– → 대표, 생산부장</dd>", page_of(client, visit))


def test_files_are_uploaded_and_taken_again_for_saving(client, member, company):
    visit = made.visit(to=company)

    send(client, visit, "add-files", attachments=[paper("약도.pdf"), paper("배치도.pdf")])

    files = list(visit.files.all())
    taken = client.get(files[0].get_absolute_url())
    content = b"".join(taken.streaming_content)
    assert [file.name for file in files] == ["약도.pdf", "배치도.pdf"]
    assert content == PDF
    assert taken.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in taken.headers["Content-Security-Policy"]
    assert not AccessLog.objects.exists()


def test_cancelling_says_why(client, member, company):
    visit = made.visit(Status.SCHEDULED, to=company)

    without = send(client, visit, "cancel")
    with_reason = send(client, visit, "cancel", reason="공장이 쉽니다.")

    visit.refresh_from_db()
    assert (without.status_code, with_reason.status_code, visit.status) == (422, 302, Status.CANCELLED)
    assert "새로 방문 신청하기" in page_of(client, visit)


def test_minutes_are_confirmed_with_a_score(client, member, company):
    visit = hosts.with_minutes(to=company)

    with as_of(visit.minutes_sent_at + timedelta(hours=1)):
        answer = send(client, visit, "confirm", version=1, score=4, comment="빨리 와 주셨습니다.")

    visit.refresh_from_db()
    assert answer.status_code == 302
    assert (visit.confirmed_by, visit.score, visit.comment) == (member.name, 4, "빨리 와 주셨습니다.")
    assert "님이" in page_of(client, visit)


def test_a_word_without_a_score_is_asked_for_the_score(client, member, company):
    visit = hosts.with_minutes(to=company)

    answer = send(client, visit, "confirm", version=1, comment="빨리 와 주셨습니다.")

    assert answer.status_code == 422
    assert "점수도 골라 주십시오." in answer.content.decode()
    assert "빨리 와 주셨습니다." in answer.content.decode()


def test_minutes_that_were_put_right_meanwhile_are_not_confirmed_unread(client, member, company):
    visit = hosts.with_minutes(to=company)
    seen = newest(visit)
    with as_of(visit.minutes_sent_at + timedelta(hours=1)):
        actions.send_minutes(visit, by=make.manager())

    with as_of(visit.minutes_sent_at + timedelta(hours=2)):
        stale = client.post(reverse("visits:confirm", args=[visit.visit_no]), {"seen": seen, "version": 1})
        answer = client.post(reverse("visits:confirm", args=[visit.visit_no]), {"version": 1})

    visit.refresh_from_db()
    assert (stale.status_code, answer.status_code, visit.confirmed_at) == (409, 422, None)
    assert 'name="version" value="2"' in answer.content.decode()


def test_an_objection_names_its_lines_and_what_was_done_stands_beside_it(client, member, company):
    visit = hosts.with_minutes(to=company)

    with as_of(visit.minutes_sent_at + timedelta(hours=1)):
        send(client, visit, "object", line_2="가로등은 세 개입니다.", line_3="", words="만난 사람이 빠졌습니다.")
    objected = page_of(client, visit)
    with as_of(visit.minutes_sent_at + timedelta(hours=2)):
        actions.send_minutes(visit, by=make.manager(), settlement="세 개로 고쳤습니다.")

    assert list(visit.objections.values_list("promise__number", "words")) == [
        (2, "가로등은 세 개입니다."),
        (None, "만난 사람이 빠졌습니다."),
    ]
    assert objected.count("살펴보고 있습니다.") == 2
    assert page_of(client, visit).count("세 개로 고쳤습니다.") == 3


def test_an_objection_without_words_is_asked_what_is_wrong(client, member, company):
    visit = hosts.with_minutes(to=company)

    answer = send(client, visit, "object")

    assert answer.status_code == 422
    assert not visit.objections.exists()


def test_a_stale_page_is_told_what_changed_and_may_try_again(client, member, company):
    visit = made.visit(Status.OFFERED, to=company)
    seen = newest(visit)
    other = made.slot(visit.programme, visit.on + timedelta(days=7))
    visit = actions.offer(visit, other, by=make.manager())

    stale = client.post(reverse("visits:accept", args=[visit.visit_no]), {"seen": seen})
    again = send(client, visit, "accept")

    assert (stale.status_code, again.status_code) == (409, 302)
    assert "그사이 있었던 일 1건 보기" in stale.content.decode()
    assert f'name="seen" value="{newest(visit) - 1}"' in stale.content.decode()


def test_what_was_typed_for_a_visit_that_moved_on_can_be_copied(client, member, company):
    visit = made.visit(Status.OFFERED, to=company)
    actions.decline(visit, "이번 시즌은 찼습니다.", by=make.manager())

    answer = client.post(reverse("visits:ask_other", args=[visit.visit_no]), {"wishes": "12월 셋째 주"})

    assert answer.status_code == 422
    assert "보내지 못한 글입니다." in answer.content.decode()
    assert "12월 셋째 주" in answer.content.decode()


@pytest.mark.parametrize("verb", ["amend", "add-files", "accept", "ask-other", "cancel", "confirm", "object"])
def test_a_move_is_only_made_by_a_form(client, member, company, verb):
    visit = made.visit(Status.OFFERED, to=company)

    assert client.get(reverse(f"visits:{verb.replace('-', '_')}", args=[visit.visit_no])).status_code == 405


# --- Files and the sheet ---------------------------------------------------------------------------------------------


def test_officials_leave_a_line_in_the_access_log_and_strangers_find_no_file(client, member, company):
    visit = made.visit(to=company)
    actions.add_files(visit, [checked(paper())], by=member)
    file = visit.files.get()

    by_stranger = make.sign_in(client, make.owner(made.factory("다온도금"))).get(file.get_absolute_url())
    by_official = make.sign_in(client, make.official(Role.MANAGER)).get(file.get_absolute_url())
    list(by_official.streaming_content)

    assert (by_stranger.status_code, by_official.status_code) == (404, 200)
    assert list(AccessLog.objects.values_list("what", "subject_kind", "subject_id", "subject_label")) == [
        ("DOWNLOAD", "현장방문", visit.visit_no, f"{visit.visit_no} {company.name} 약도.pdf")
    ]

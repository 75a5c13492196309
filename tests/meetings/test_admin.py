"""The office's desk for meetings: to whom the doors are open, what can be done there, what comes back refused."""

import io
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import AccessLog
from accounts.roles import Role
from grievances import actions as grievances
from grievances.models import Grievance
from grievances.workflow import Outcome
from grievances.workflow import Status as CaseStatus
from meetings import actions
from meetings.models import Meeting
from meetings.workflow import DEFER, Kind, Status
from tests import made_meetings as made
from tests import make

pytestmark = pytest.mark.django_db

LIST, ADD = reverse("admin:meetings_meeting_changelist"), reverse("admin:meetings_meeting_add")
WORDS = "예산을 세워 내년에 고칩니다."


def page_of(meeting: Meeting) -> str:
    return reverse("admin:meetings_meeting_change", args=[meeting.pk])


def move_of(meeting: Meeting, key: str) -> str:
    return reverse("admin:meetings_meeting_move", args=[meeting.pk, key])


def on_item(what: str, meeting: Meeting, number: int, *more: str) -> str:
    """The page of an item, by its number; doors where something is done to it, by its row."""
    row = number if what == "item" else meeting.agenda.get(number=number).pk
    return reverse(f"admin:meetings_meeting_{what}", args=[meeting.pk, row, *more])


def kept(**said: object) -> dict[str, object]:
    day = timezone.localdate() + timedelta(days=30)
    return {
        "words": WORDS,
        "answer": "내년 예산에 넣습니다.",
        "target_on": day,
        "report_on": day,
        "seen": 10**9,
    } | said


@pytest.fixture
def office(client):
    return make.sign_in(client, make.manager())


@pytest.fixture
def running():
    """A one-stop meeting that goes on, about one case."""
    return made.meeting(about=(make.grievance(title="공업로 12번길 패임"),), during=made.just_now())


# --- The list and a new one ----------------------------------------------------------------------------------------


def test_the_list_shows_what_comes_first(office):
    held, far, near = made.meeting(Status.HELD), made.meeting(during=made.in_days(20)), made.meeting()

    page = office.get(LIST)

    assert [meeting.pk for meeting in page.context["cl"].result_list] == [near.pk, far.pk, held.pk]


@pytest.mark.parametrize("state", ["ahead", "to-decide", "to-close", "to-confirm", "took-place", "cancelled"])
def test_the_list_is_narrowed_to_one_state(office, running, state):
    held, over = made.meeting(Status.HELD), made.meeting(during=made.in_days(-1))
    gone = made.meeting(Status.CANCELLED)

    page = office.get(f"{LIST}?state={state}")

    wanted = {
        "ahead": {running.pk, over.pk},
        "to-decide": {running.pk},
        "to-close": {over.pk},
        "to-confirm": {held.pk},
        "took-place": {held.pk},
        "cancelled": {gone.pk},
    }
    assert {meeting.pk for meeting in page.context["cl"].result_list} == wanted[state]


def test_a_meeting_is_planned_from_its_form(office):
    key, day = uuid.uuid4(), timezone.localdate() + timedelta(days=7)
    said = {"key": key, "kind": "JOINT", "on": day, "begins": "14:00", "ends": "16:00", "place": "경기도청"}

    office.get(ADD)
    answer = office.post(ADD, said)

    meeting = Meeting.objects.get(plan_key=key)
    assert answer.url == page_of(meeting)
    assert (meeting.kind, meeting.on, meeting.begins_at.astimezone().minute) == (Kind.JOINT, day, 0)


def test_a_meeting_that_ends_before_it_begins_is_not_planned(office):
    said = {"key": uuid.uuid4(), "kind": "JOINT", "on": timezone.localdate(), "begins": "14:00", "ends": "13:00"}

    answer = office.post(ADD, said | {"place": "시청"})

    assert answer.status_code == 422
    assert "시작하는 때보다 뒤여야" in answer.content.decode()
    assert not Meeting.objects.exists()


# --- Doors ---------------------------------------------------------------------------------------------------------


def test_an_officer_reads_a_meeting_about_their_case_and_does_nothing_there(client, running):
    case = running.agenda.get().grievance
    make.sign_in(client, case.officer)

    page = client.get(page_of(running))
    answers = [
        client.post(move_of(running, "HOLD"), {"minutes": "x"}),
        client.post(on_item("decide", running, 1, DEFER), {"words": "x"}),
        client.get(ADD),
    ]

    assert case.title in page.content.decode()
    assert "지금은 읽기만 할 수 있습니다" in page.content.decode()
    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_another_departments_officer_finds_no_meeting(client, running):
    make.sign_in(client, make.official(Role.OFFICER, of=make.department("환경과")))

    answers = [client.get(page_of(running)), client.get(on_item("item", running, 1))]
    report = client.get(reverse("admin:meetings_meeting_report", args=[running.pk]))

    assert [answer.status_code for answer in (*answers, report)] == [404, 404, 404]


def test_who_sees_one_of_two_cases_reads_only_the_heading_of_the_other(client):
    mine = make.grievance(title="우리 부서 사건")
    firm = make.company("가람사출")
    other = make.grievance(of=firm, in_=make.department("환경과"), title="남의 부서 사건")
    meeting = made.meeting(about=(mine, other), during=made.just_now())
    make.sign_in(client, mine.officer)

    page = client.get(page_of(meeting)).content.decode()
    item = client.get(on_item("item", meeting, 2)).content.decode()

    assert "우리 부서 사건" in page
    for text in (page, item):
        assert "기반시설 · 산업단지 밖" in text
        assert "남의 부서 사건" not in text
        assert other.receipt_no not in text
        assert "가람사출" not in text


def test_who_sees_one_of_two_cases_reads_what_was_typed_without_the_other(client):
    mine = make.grievance(title="우리 부서 사건")
    other = make.grievance(of=make.company("가람사출"), in_=make.department("환경과"), title="남의 부서 사건")
    named = "가람사출의 남의 부서 사건"
    meeting, manager = made.meeting(about=(mine, other), during=made.just_now()), make.manager()
    for item in meeting.agenda.all():
        actions.word(item, f"{named} 안건", by=manager)
        actions.decide(item, DEFER, f"{named} 다음에", by=manager)
    actions.confirm(actions.hold(meeting, f"{named} 이야기", by=manager), by=manager)
    make.sign_in(client, mine.officer)
    report = reverse("admin:meetings_meeting_report", args=[meeting.pk])

    pages = [page_of(meeting), on_item("item", meeting, 1), on_item("item", meeting, 2), LIST]
    said = [client.get(page).content.decode() for page in pages]
    book = client.post(report, {"kind": "xlsx", "reason": "부서 보고"})
    said.append(str(list(load_workbook(io.BytesIO(b"".join(book.streaming_content))).active.values)))
    sheet = client.post(report, {"kind": "pdf", "reason": "부서 보고"})
    said.append(
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(b"".join(sheet.streaming_content))).pages)
    )

    assert [words for words in said if "가람사출" in words or "남의 부서 사건" in words] == []
    assert "이야기" in said[0]
    assert "2번 안건 다음에" in said[0]


def test_the_history_is_read_on_the_page_of_the_meeting_behind_its_veil(client, running):
    history = reverse("admin:meetings_meeting_history", args=[running.pk])
    make.sign_in(client, running.agenda.get().grievance.officer)
    led = client.get(history)
    make.sign_in(client, make.official(Role.OFFICER, of=make.department("환경과")))

    assert (led.status_code, led.headers["Location"]) == (302, page_of(running))
    assert client.get(history).status_code == 404


def test_nobody_finds_a_meeting_by_words_they_may_not_read(client):
    mine, other = make.grievance(), make.grievance(of=make.company("가람사출"), in_=make.department("환경과"))
    meeting, manager = made.meeting(about=(mine, other)), make.manager()
    actions.amend(meeting, by=manager, title="가람사출 회의", during=meeting.during, place=meeting.place)
    make.sign_in(client, mine.officer)

    found = [list(client.get(LIST, {"q": word}).context["cl"].result_list) for word in ("가람", meeting.meeting_no)]

    assert found == [[], [meeting]]


def test_an_examiner_reads_everything(client, running):
    make.sign_in(client, make.official(Role.EXAMINER))

    page = client.get(page_of(running))

    assert running.agenda.get().grievance.title in page.content.decode()


# --- The page ------------------------------------------------------------------------------------------------------


def test_all_but_the_newest_entries_are_folded_away(office):
    meeting = made.meeting(Status.HELD, about=tuple(make.grievance() for _ in range(10)))

    page = office.get(page_of(meeting))
    whole = office.get(page_of(made.meeting()))

    folded = page.content.decode().partition("그 전 이력 3건 보기")[2].partition("</details>")[0]
    assert (len(page.context["lines"]), len(page.context["earlier"])) == (10, 3)
    assert "회의 만들기" in folded
    assert "그 전 이력" not in whole.content.decode()


def test_a_view_is_one_line_of_the_access_log_that_says_how_many_cases(office):
    meeting = made.meeting(about=(make.grievance(), make.grievance()))

    office.get(page_of(meeting))

    line = AccessLog.objects.latest("number")
    assert (line.subject_kind, line.subject_id, line.rows) == ("회의", meeting.meeting_no, 2)


def test_the_page_of_an_item_is_a_view_of_its_case(office, running):
    office.get(on_item("item", running, 1))

    line = AccessLog.objects.latest("number")
    assert (line.subject_kind, line.subject_id) == ("기업애로", running.agenda.get().grievance.receipt_no)


def test_the_page_asks_as_often_for_three_items_as_for_one(office):
    meeting = made.meeting(about=(make.grievance(),))
    office.get(page_of(meeting))
    with CaptureQueriesContext(connection) as one:
        office.get(page_of(meeting))
    actions.put_on(meeting, [make.grievance().receipt_no, make.grievance().receipt_no], by=make.manager())
    with CaptureQueriesContext(connection) as three:
        office.get(page_of(meeting))

    assert len(one) == len(three)


def test_the_list_asks_as_often_for_three_meetings_as_for_one(office):
    made.meeting()
    office.get(LIST)
    with CaptureQueriesContext(connection) as one:
        office.get(LIST)
    made.meeting(), made.meeting()
    with CaptureQueriesContext(connection) as three:
        office.get(LIST)

    assert len(one) == len(three)


def test_numbers_that_do_not_fit_come_back_each_with_its_sentence(office):
    meeting, case = made.meeting(), make.grievance()

    refused = office.post(move_of(meeting, "PUT_ON"), {"receipt_nos": "2020-99999 2020-99998", "seen": 10**9})
    partly = office.post(
        move_of(meeting, "PUT_ON"), {"receipt_nos": f"{case.receipt_no}\n2020-99999", "seen": 10**9}, follow=True
    )

    assert refused.status_code == 422
    assert "2020-99998: 이 접수번호의 사건이 없습니다." in refused.content.decode()
    assert "2020-99999: 이 접수번호의 사건이 없습니다." in partly.content.decode()
    assert list(meeting.agenda.values_list("grievance", flat=True)) == [case.pk]


def test_what_is_no_number_is_said_to_be_none(office):
    answer = office.post(move_of(made.meeting(), "PUT_ON"), {"receipt_nos": "도로과 사건"})

    assert "접수번호가 아닙니다: 도로과, 사건" in answer.content.decode()


def test_people_of_ours_and_guests_are_put_on_the_list(office):
    head = make.official(Role.HEAD)
    meeting = made.meeting(about=(make.grievance(),))
    rows = {
        "guests-TOTAL_FORMS": "2",
        "guests-INITIAL_FORMS": "0",
        "guests-0-name": "김도로",
        "guests-0-body": "경기도",
    }

    page = office.get(f"{page_of(meeting)}?move=SET_PEOPLE")
    office.post(move_of(meeting, "SET_PEOPLE"), {"people": [head.pk], "seen": 10**9} | rows)

    assert head.name in page.content.decode()
    assert [one.shown_name for one in meeting.attendees.for_page()] == [head.name, "김도로"]


def test_what_another_did_meanwhile_is_shown_before_it_is_sent_again(office):
    meeting = made.meeting()
    colleague = make.official(Role.MANAGER, name="다른 총괄")
    actions.put_on(meeting, [make.grievance().receipt_no], by=colleague)

    answer = office.post(move_of(meeting, "CANCEL"), {"reason": "겹침", "seen": 0})

    assert answer.status_code == 409
    assert "다른 총괄" in answer.content.decode()
    assert Meeting.objects.get(pk=meeting.pk).status == Status.PLANNED


def test_a_heading_is_changed_and_an_item_lifted_and_taken_off(office):
    meeting = made.meeting(about=(make.grievance(), make.grievance()))
    second = made.item(meeting, meeting.agenda.last().grievance)

    office.post(on_item("word", meeting, 2), {"heading": "공업로 안전"})
    office.post(on_item("lift", meeting, 2))
    office.post(on_item("take_off", meeting, 2))

    assert [(item.pk, item.number, item.heading) for item in meeting.agenda.all()] == [(second.pk, 1, "공업로 안전")]


# --- Deciding ------------------------------------------------------------------------------------------------------


def test_a_decision_opens_the_form_of_the_case_and_moves_it(office, running):
    case = running.agenda.get().grievance

    page = office.get(f"{on_item('item', running, 1)}?decide=KEEP")
    answer = office.post(on_item("decide", running, 1, "KEEP"), kept())

    assert 'name="report_on"' in page.content.decode()
    assert answer.url == f"{page_of(running)}#item-1"
    assert Grievance.objects.get(pk=case.pk).is_long_term
    assert running.agenda.get().decision == "KEEP"


def test_the_history_of_the_case_leads_to_the_meeting(office, running):
    case = running.agenda.get().grievance
    office.post(on_item("decide", running, 1, "KEEP"), kept())

    for_officials = office.get(reverse("admin:grievances_grievance_change", args=[case.pk])).content.decode()
    for_company = make.sign_in(office, case.filer).get(case.get_absolute_url()).content.decode()

    assert f'<a href="{page_of(running)}">' in for_officials
    assert page_of(running) not in for_company
    assert "원스톱 처리회의" in for_company


def test_what_the_case_refuses_comes_back_with_what_was_typed(office, running):
    today = timezone.localdate()

    answer = office.post(on_item("decide", running, 1, "KEEP"), kept(report_on=today, target_on=today))

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "다음 보고일은 내일 이후로 정해 주십시오." in text
    assert "내년 예산에 넣습니다." in text
    assert WORDS in text
    assert not running.agenda.get().is_decided


def test_a_decision_without_its_words_is_not_sent(office, running):
    answer = office.post(on_item("decide", running, 1, "KEEP"), kept(words=""))

    assert answer.status_code == 422
    assert not running.agenda.get().is_decided


def test_what_happened_in_the_case_meanwhile_is_shown_first(office, running):
    case = running.agenda.get().grievance
    grievances.message(case, "경기도에서 답이 왔습니다.", by=case.officer)

    answer = office.post(on_item("decide", running, 1, "KEEP"), kept(seen=0))

    assert answer.status_code == 409
    assert "경기도에서 답이 왔습니다." in answer.content.decode()
    assert not running.agenda.get().is_decided


def test_a_decision_about_a_case_that_was_solved_meanwhile_comes_back_with_all_that_was_typed(office, running):
    case = running.agenda.get().grievance
    seen = case.history.latest("pk").pk
    grievances.resolve(case, Outcome.SOLVED, "패인 곳을 메웠습니다.", by=case.officer)

    answer = office.post(on_item("decide", running, 1, "KEEP"), kept(seen=seen))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "‘완료’ 상태여서" in text
    assert WORDS in text
    assert "내년 예산에 넣습니다." in text
    assert not running.agenda.get().is_decided


def test_a_decision_about_what_another_decided_meanwhile_comes_back_with_all_that_was_typed(office):
    case = make.grievance()
    meeting = made.meeting(about=(case, make.grievance()), during=made.just_now())
    colleague = make.official(Role.MANAGER, name="다른 총괄")
    said = {"outcome": Outcome.SOLVED, "answer": "패인 곳을 메웠습니다."}
    actions.decide(made.item(meeting, case), "RESOLVE", "다 되었습니다.", by=colleague, **said)

    answer = office.post(on_item("decide", meeting, 1, "KEEP"), kept())

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "이미 정한 안건입니다." in text
    assert WORDS in text
    assert "내년 예산에 넣습니다." in text
    assert made.item(meeting, case).words == "다 되었습니다."


def test_a_decision_reaches_the_case_it_was_typed_about_though_the_items_changed_places(office):
    case, other = make.grievance(), make.grievance()
    meeting = made.meeting(about=(case, other), during=made.just_now())
    door = on_item("decide", meeting, 2, "KEEP")
    actions.lift(made.item(meeting, other), by=make.official(Role.MANAGER, name="다른 총괄"))

    answer = office.post(door, kept())

    assert answer.url == f"{page_of(meeting)}#item-1"
    assert made.item(meeting, other).decision == "KEEP"
    assert not made.item(meeting, case).is_decided


def test_what_was_typed_about_an_item_that_was_taken_off_meanwhile_stands_there_to_be_taken_along(office, running):
    door = on_item("decide", running, 1, "KEEP")
    actions.take_off(running.agenda.get(), by=make.official(Role.MANAGER, name="다른 총괄"))

    answer = office.post(door, kept())

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "다른 사람이 이 안건을 내렸습니다." in text
    assert WORDS in text
    assert "내년 예산에 넣습니다." in text
    assert office.get(door).url == page_of(running)


@pytest.mark.parametrize("what", ["word", "lift", "take_off"])
def test_whoever_changes_an_item_that_was_taken_off_meanwhile_reads_that(office, running, what):
    door = on_item(what, running, 1)
    actions.take_off(running.agenda.get(), by=make.official(Role.MANAGER, name="다른 총괄"))

    answer = office.post(door, {"heading": "공업로"}, follow=True)

    assert "그 사이 내린 안건입니다." in answer.content.decode()


def test_only_decisions_that_fit_the_case_are_offered(office):
    meeting = made.meeting(about=(make.grievance(CaseStatus.INFEASIBLE),), during=made.just_now())

    page = office.get(on_item("item", meeting, 1))

    assert [choice.key for choice in page.context["choices"]] == ["LOOK_AGAIN", "REOPEN", "NOTE", DEFER]
    assert office.get(f"{on_item('item', meeting, 1)}?decide=KEEP").status_code == 404


def test_a_note_says_the_words_themselves(office, running):
    case = running.agenda.get().grievance

    office.post(on_item("decide", running, 1, "NOTE"), {"words": "다음 주에 함께 봅니다.", "seen": 10**9})

    entry = case.history.latest("pk")
    assert (entry.move, entry.note, entry.is_internal) == ("NOTE", "다음 주에 함께 봅니다.", True)
    assert running.agenda.get().entry == entry


def test_what_was_put_off_is_suggested_to_the_next_meeting_of_its_kind(office):
    case = make.grievance()
    made.meeting(Status.HELD, about=(case,))

    page = office.get(f"{page_of(made.meeting())}?move=PUT_ON")

    assert page.context["move"].form["receipt_nos"].value() == case.receipt_no


# --- Given out -----------------------------------------------------------------------------------------------------


def test_the_report_asks_why_and_keeps_it(office):
    case = make.grievance(title="공업로 12번길 패임")
    meeting = made.meeting(Status.CONFIRMED, about=(case,))
    report = reverse("admin:meetings_meeting_report", args=[meeting.pk])

    refused = office.post(report, {"kind": "pdf", "reason": ""})
    sheet = office.post(report, {"kind": "pdf", "reason": "시장 보고"})
    book = office.post(report, {"kind": "xlsx", "reason": "시장 보고"})

    lines = list(AccessLog.objects.filter(what=AccessLog.What.EXPORT).values_list("subject_id", "reason", "rows"))
    assert refused.status_code == 422
    assert lines == [(meeting.meeting_no, "시장 보고", 1)] * 2
    pdf = PdfReader(io.BytesIO(b"".join(sheet.streaming_content)))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "공업로 12번길 패임" in "".join(page.extract_text() for page in pdf.pages).replace("\n", " ")
    rows = list(load_workbook(io.BytesIO(b"".join(book.streaming_content))).active.values)
    assert rows[1][:4] == ("1", case.receipt_no, case.title, case.company.name)


def test_the_report_of_somebody_who_sees_one_of_two_cases_has_the_heading_of_the_other(client):
    mine = make.grievance(title="우리 부서 사건")
    other = make.grievance(in_=make.department("환경과"), title="남의 부서 사건")
    meeting = made.meeting(about=(mine, other))
    make.sign_in(client, mine.officer)
    report = reverse("admin:meetings_meeting_report", args=[meeting.pk])

    book = client.post(report, {"kind": "xlsx", "reason": "부서 보고"})

    rows = list(load_workbook(io.BytesIO(b"".join(book.streaming_content))).active.values)
    assert [row[2] for row in rows[1:]] == ["우리 부서 사건", "기반시설 · 산업단지 밖"]
    assert other.receipt_no not in str(rows)
    assert len({len(row) for row in rows}) == 1

"""The company's list, the page of a case, its moves, and its files."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccessLog
from accounts.roles import Role
from grievances import actions, deadlines, wording
from grievances.case_page import VERBS
from grievances.files import checked
from grievances.models import Attachment, Grievance
from grievances.workflow import Move, Solved, Status
from tests import make

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def member(client):
    """A member of an approved company, signed in."""
    person = make.owner(make.company())
    make.sign_in(client, person)
    client.get("/grievances/")  # the first request of a session writes down where it is from
    return person


def paper(name: str = "약도.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def soon(days: int = 5):
    return timezone.localdate() + timedelta(days=days)


def asked(member):
    case = make.grievance(by=member)
    return actions.ask(case, "약도를 보내 주십시오.", soon(), by=case.officer)


def questioned(member):
    """Extended once, and asked whether it may be a second time."""
    return make.asked_for_consent(make.extended(make.grievance(by=member)))


def send(client, case, verb: str, **words):
    return client.post(f"/grievances/{case.receipt_no}/{verb}/", words)


def page_of(client, case) -> str:
    return client.get(case.get_absolute_url()).content.decode()


def moves(case) -> list[str]:
    return [entry.move for entry in case.history.all()]


# --- The list -----------------------------------------------------------------------------------------------------


def test_what_waits_for_the_company_comes_first(client, member):
    make.grievance(by=member, title="도는 것")
    asked(member)
    make.grievance(Status.RESOLVED, by=member, title="답한 것")
    make.grievance(Status.CLOSED, by=member, title="끝난 것")

    rows = list(client.get("/grievances/").context["page"])

    assert [row.get_status_display() for row in rows] == ["처리 중", "완료", "처리 중", "종결"]
    assert [row.rank for row in rows] == [0, 1, 2, 3]
    assert "까지 보완해 주십시오." in client.get("/grievances/").content.decode()


def test_a_question_about_the_deadline_comes_first_until_it_is_answered_or_too_late(client, member):
    case = questioned(member)
    make.filed(member, title="도는 것")

    rows = list(client.get("/grievances/").context["page"])
    page = client.get("/grievances/").content.decode()
    Grievance.objects.filter(pk=case.pk).update(**dict.fromkeys(("due_at", "half_at", "most_at"), case.arrived_at))
    late = client.get("/grievances/")

    assert [(row.pk == case.pk, row.awaits_consent, row.rank) for row in rows] == [(True, True, 0), (False, False, 2)]
    assert "답을 기다립니다" in page
    assert [row.rank for row in late.context["page"]] == [2, 2]
    assert "답을 기다립니다" not in late.content.decode()


def test_an_answer_that_was_rated_waits_for_nobody(client, member):
    case = make.grievance(Status.RESOLVED, by=member)
    actions.rate(case.answers.get(), Solved.YES, 5, by=member)

    page = client.get("/grievances/").content.decode()

    assert "해결되었는지 알려 주십시오" not in page
    assert case.title in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 3), ("?show=running", 2), ("?show=ended", 1), ("?q=가로등", 1), ("?show=ended&q=가로등", 0), ("?show=x", 3)],
)
def test_the_list_is_narrowed(client, member, query, found):
    make.filed(member, title="가로등이 꺼졌습니다")
    make.grievance(by=member, title="도로가 파였습니다")
    make.grievance(Status.CLOSED, by=member, title="버스가 서지 않습니다")

    page = client.get(f"/grievances/{query}").context["page"]

    assert page.paginator.count == found


def test_cases_of_others_are_not_listed(client, member):
    make.filed(title="남의 일입니다")
    make.filed(member, title="우리 일입니다")

    page = client.get("/grievances/").content.decode()

    assert "우리 일입니다" in page
    assert "남의 일입니다" not in page


def test_an_empty_list_leads_to_filing(client, member):
    page = client.get("/grievances/").content.decode()

    assert "아직 신청하신 애로가 없습니다" in page
    assert 'href="/grievances/new/"' in page


@pytest.mark.parametrize("rows", [1, 20, 100])
def test_the_list_asks_the_database_a_fixed_number_of_questions(client, member, rows):
    case = asked(member)
    for number in range(rows - 1):
        make.filed(member, title=f"{number}번째 일")

    with CaptureQueriesContext(connection) as queries:
        page = client.get("/grievances/")

    assert len(page.context["page"].object_list) == min(rows, 20)
    assert case.title in page.content.decode()
    assert len(queries) == 8, "\n".join(query["sql"][:120] for query in queries)


# --- The page of a case -------------------------------------------------------------------------------------------


def test_the_page_says_first_what_is_true_now(client, member):
    case = make.grievance(by=member)

    page = page_of(client, case)

    assert "도로과가" in page
    assert "지금 하실 일은 없습니다" in page
    assert f"tel:{case.officer.phone}" in page


def test_what_is_asked_stands_at_the_top_with_its_day(client, member):
    case = asked(member)

    page = page_of(client, case)

    assert page.index("까지 보내 주십시오") < page.index("지금까지 있었던 일")
    assert "약도를 보내 주십시오." in page


def test_a_question_about_the_deadline_stands_at_the_top_with_both_days_and_no_threat(client, member):
    case = questioned(member)
    now = wording.until_words(case.due_at)
    then = wording.until_words(deadlines.lengthened(case, 3).due_at)

    page = page_of(client, case)

    question = page[page.index('id="consent"') : page.index("지금까지 있었던 일")]
    assert f"<dd>{now}</dd>" in question
    assert f"<dd>{then}</dd>" in question
    assert "측량을 맡겼고 30일에 끝납니다." in question
    assert f"동의하지 않으셔도 됩니다. 그러면 지금처럼 {now} 답하며, 불이익은 없습니다." in question
    assert [verb in question for verb in ("동의합니다</button>", "동의하지 않습니다</button>")] == [True, True]
    assert "지금 하실 일은 없습니다" not in page
    assert "어떻게 답하시든 결과를 바로 알려 드립니다." in page


def test_an_extension_tells_its_reason_and_its_days(client, member):
    case = make.grievance(by=member)
    before = wording.day_words(case.due_at)
    case = make.extended(case)

    page = page_of(client, case)

    assert "경기도의 의견을 기다립니다." in page
    assert f"<dd>{before} → {wording.day_words(case.due_at)}</dd>" in page


def test_an_investigation_says_from_when_to_when(client, member):
    case = make.grievance(by=member)
    case = actions.investigate(case, soon(0), soon(2), "도로 폭을 잽니다.", by=case.officer)

    page = page_of(client, case)

    assert f"{wording.day_words(soon(0))}부터 {wording.day_words(soon(2))}까지" in page
    assert "현장조사를 마치면 조사한 결과를 알려 드립니다." in page


def test_a_promise_is_said_beside_the_law(client, member):
    case = make.grievance(by=member)
    promised = case.due_at - timedelta(days=1)
    Grievance.objects.filter(pk=case.pk).update(promised_at=promised)

    page = page_of(client, case)

    assert "<dt>답하기로 한 날</dt>" in page
    assert "<dt>법정기한</dt>" in page
    assert "<dt>처리기한</dt>" not in page


def test_the_dossier_is_shown_in_plain_words(client, member):
    page = page_of(client, make.grievance(Status.INFEASIBLE, by=member))

    for words in ("도로법 제61조", "점용 허가를 검토했습니다.", "행정심판을 청구하실 수 있습니다.", "다시 볼 날"):
        assert page.count(words) == 1


def test_a_note_never_reaches_the_company(client, member):
    case = make.grievance(by=member)
    actions.note(case, "직원끼리 하는 말입니다.", by=case.officer)
    actions.message(case, "기업이 읽는 말입니다.", by=case.officer)

    page = page_of(client, case)

    assert "기업이 읽는 말입니다." in page
    assert "직원끼리 하는 말입니다." not in page


def test_the_case_of_another_company_is_not_there(client, member):
    case = make.filed()

    assert client.get(case.get_absolute_url()).status_code == 404
    assert send(client, case, "message", text="안녕하십니까").status_code == 404
    assert moves(case) == [Move.FILE]


def test_an_official_comes_to_the_case_in_the_workplace_instead(client):
    case = make.grievance()
    make.sign_in(client, case.officer)

    answer = client.get(case.get_absolute_url())

    assert (answer.status_code, answer.url) == (302, f"/admin/grievances/grievance/{case.pk}/change/")


def test_an_official_of_another_department_comes_to_nothing(client):
    case = make.grievance()
    make.sign_in(client, make.official(Role.OFFICER, of=make.department("다른과")))

    assert client.get(case.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("entries", [1, 20, 100])
def test_the_page_asks_the_database_a_fixed_number_of_questions(client, member, entries):
    case = asked(member)
    for number in range(entries):
        actions.message(case, f"{number}번째 글", by=case.officer, files=[checked(paper())] if number % 5 == 0 else [])

    with CaptureQueriesContext(connection) as queries:
        page = page_of(client, case)

    assert page.count("번째 글") == entries
    assert len(queries) == 20, "\n".join(query["sql"][:120] for query in queries)


# --- Moves --------------------------------------------------------------------------------------------------------


def test_a_supplement_is_sent_with_its_files(client, member):
    case = asked(member)

    answer = send(client, case, "supplement", text="보냅니다.", attachments=[paper()])

    assert answer.status_code == 302
    assert moves(case)[-1] == Move.SUPPLEMENT
    assert [one.name for one in case.history.last().attachments.all()] == ["약도.pdf"]


@pytest.mark.parametrize(("verb", "move", "times"), [("agree", Move.AGREE, 2), ("decline", Move.DECLINE, 1)])
def test_the_question_is_answered_with_a_word_to_the_officer(client, member, verb, move, times):
    case = questioned(member)

    answer = send(client, case, verb, words="이달 안에 부탁드립니다.", seen=case.history.last().pk)

    case.refresh_from_db()
    entry = case.history.last()
    assert answer.status_code == 302
    assert (entry.move, entry.note, entry.by, case.extended_times) == (move, "이달 안에 부탁드립니다.", member, times)
    assert 'id="consent"' not in page_of(client, case)


def test_a_colleague_who_was_faster_is_no_harm(client, member):
    case = questioned(member)
    actions.decline(case, by=make.member(case.company))

    answer = send(client, case, "agree", words="길게 쓴 말입니다.")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "지금은 동의를 물은 것이 없습니다." in page
    assert "<dd>길게 쓴 말입니다.</dd>" in page


def test_what_is_too_long_comes_back_with_the_question(client, member):
    case = questioned(member)

    answer = send(client, case, "decline", words="가" * 3001)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.index('id="consent"') < page.index("가" * 3001)
    assert case.history.last().move == Move.ASK_CONSENT


def test_more_time_is_asked_for(client, member):
    case = asked(member)

    send(client, case, "more-time", until=soon(9).isoformat(), reason="사진을 찍어야 합니다.")

    assert timezone.localdate(case.supplement_requests.get().reply_by) == soon(9)


def test_a_message_is_sent(client, member):
    case = make.grievance(by=member)

    page = client.post(f"/grievances/{case.receipt_no}/message/", {"text": "언제 오십니까?"}, follow=True)

    assert "언제 오십니까?" in page.content.decode()
    assert "글을 보냈습니다" in page.content.decode()


def test_what_was_filed_is_changed_and_the_story_says_how(client, member):
    case = make.filed(member)

    send(
        client,
        case,
        "amend",
        category=case.category_id,
        title="새 제목",
        body=case.body,
        place=case.place,
        hoped_for="",
    )

    case.refresh_from_db()
    assert case.title == "새 제목"
    assert "공장 앞 도로가 파였습니다 → 새 제목" in page_of(client, case)


def test_withdrawing_asks_twice(client, member):
    case = make.filed(member)

    unsure = send(client, case, "withdraw", reason="저절로 풀렸습니다.")
    send(client, case, "withdraw", reason="저절로 풀렸습니다.", is_sure="on")

    case.refresh_from_db()
    assert unsure.status_code == 422
    assert "저절로 풀렸습니다." in unsure.content.decode()
    assert case.status == Status.CLOSED


def test_a_second_look_is_asked_for_with_a_reason(client, member):
    case = make.grievance(Status.RESOLVED, by=member)

    without = send(client, case, "reopen", reason="")
    send(client, case, "reopen", reason="다시 파였습니다.")

    case.refresh_from_db()
    assert without.status_code == 422
    assert case.status == Status.IN_PROGRESS


def test_a_refusal_keeps_what_was_typed(client, member):
    case = make.grievance(by=member)

    answer = send(client, case, "supplement", text="길게 쓴 글입니다.")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "지금은 보완을 요구받은 것이 없습니다" in page
    assert "<dd>길게 쓴 글입니다.</dd>" in page


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.INFEASIBLE, Status.CLOSED])
def test_a_move_that_came_too_late_is_answered_with_the_page(client, member, verb, status):
    case = make.grievance(status, by=member)

    answer = send(client, case, verb, text="알립니다.", reason="다시 봐 주십시오.")

    assert answer.status_code in {302, 422}
    assert answer.status_code == 302 or f"<h1>{case.title}</h1>" in answer.content.decode()


def test_a_stale_page_is_told_what_changed_and_may_try_again(client, member):
    case = make.grievance(by=member)
    seen = case.history.last().pk
    actions.message(case, "그사이 쓴 글입니다.", by=case.officer)

    late = send(client, case, "message", text="먼저 쓰던 글입니다.", seen=seen)
    page = late.content.decode()
    send(client, case, "message", text="먼저 쓰던 글입니다.", seen=case.history.last().pk)

    assert late.status_code == 409
    assert "그사이 쓴 글입니다." in page
    assert ">\n먼저 쓰던 글입니다.</textarea>" in page
    assert f'name="seen" value="{case.history.filter(move=Move.MESSAGE).first().pk}"' in page
    assert moves(case).count(Move.MESSAGE) == 2


def test_a_note_among_officials_does_not_make_a_page_stale(client, member):
    case = make.grievance(by=member)
    seen = case.history.last().pk
    actions.note(case, "메모", by=case.officer)

    assert send(client, case, "message", text="글입니다.", seen=seen).status_code == 302


@pytest.mark.parametrize("verb", VERBS)
def test_a_move_is_only_made_by_a_form(client, member, verb):
    case = make.grievance(by=member)

    assert client.get(f"/grievances/{case.receipt_no}/{verb}/").status_code == 405


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("supplement", {"text": "보냅니다."}),
        ("more-time", {"until": soon(9).isoformat(), "reason": "까닭"}),
        ("message", {"text": "글"}),
        ("withdraw", {"is_sure": "on"}),
    ],
)
def test_a_move_asks_the_database_few_questions(client, member, verb, words):
    case = asked(member)

    seen = case.history.last().pk

    with CaptureQueriesContext(connection) as queries:
        answer = send(client, case, verb, **words, seen=seen)

    assert answer.status_code == 302
    assert len(queries) <= 20, "\n".join(query["sql"][:150] for query in queries)


def test_many_files_cost_no_more_questions_than_one(client, member):
    asked_for = []
    for names in (["하나.pdf"], ["둘.pdf", "셋.pdf", "넷.pdf"]):
        case, files = asked(member), [paper(name) for name in names]
        with CaptureQueriesContext(connection) as queries:
            send(client, case, "supplement", text="보냅니다.", attachments=files)
        asked_for.append(len(queries))
        assert case.attachments.count() == len(names)

    assert asked_for[0] == asked_for[1] <= 22


# --- Files --------------------------------------------------------------------------------------------------------


def attached(case, by, **kwargs) -> Attachment:
    actions.message(case, "", by=by, files=[checked(paper())], **kwargs)
    return Attachment.objects.latest("pk")


def take(client, file) -> int:
    """Download it, to the last byte."""
    answer = client.get(file.get_absolute_url())
    if answer.streaming:
        assert b"".join(answer.streaming_content) == PDF
    return answer.status_code


def test_a_file_is_saved_and_never_shown(client, member):
    case = make.grievance(by=member)
    file = attached(case, member)

    assert take(client, file) == 200
    answer = client.head(file.get_absolute_url())
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


def test_members_leave_no_line_in_the_access_log_and_officials_do(client, member):
    case = make.grievance(by=member)
    file = attached(case, member)

    take(client, file)
    before = AccessLog.objects.filter(what=AccessLog.What.DOWNLOAD).count()
    make.sign_in(client, case.officer)
    take(client, file)

    line = AccessLog.objects.get(what=AccessLog.What.DOWNLOAD)
    assert before == 0
    assert (line.by, line.subject_id) == (case.officer, case.receipt_no)


def test_files_of_another_company_and_of_another_department_are_not_there(client, member):
    file = attached(make.grievance(), make.manager())
    elsewhere = make.official(Role.OFFICER, of=make.department("다른과"))

    as_member = take(client, file)
    make.sign_in(client, elsewhere)

    assert as_member == 404
    assert take(client, file) == 404


def test_a_file_of_a_note_is_for_officials(client, member):
    case = make.grievance(by=member)
    actions.note(case, "메모", by=case.officer, files=[checked(paper())])

    assert client.get(Attachment.objects.get().get_absolute_url()).status_code == 404


def test_a_file_of_a_draft_is_its_writers(client, member):
    company = member.seats.get().company
    draft = actions.save_draft(company, {}, by=member)
    file = actions.attach_to_draft(draft, checked(paper()), by=member)

    own = take(client, file)
    make.sign_in(client, make.member(company))

    assert own == 200
    assert take(client, file) == 404

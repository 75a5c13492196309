"""The page of a case in the workplace: who sees it, what it offers, what its forms do."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from accounts.roles import Role
from grievances import actions, deadlines, wording
from grievances.actions import grouping, reforming
from grievances.admin.moves import ASKING, CLOCK, STEPS
from grievances.clock import LegalKind
from grievances.models import Answer, AnswerTemplate, Attachment, Forwarding, Grievance, Viewing
from grievances.moment import as_of
from grievances.workflow import ClosingReason, Move, Outcome, Solved, Status, refusal
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
ANSWER = {"outcome": "SOLVED", "answer": "3월 17일에 도로를 고쳤습니다."}


def page_of(case, move: str = "") -> str:
    return reverse("admin:grievances_grievance_change", args=[case.pk]) + (f"?move={move}" if move else "")


def move_of(case, move: str) -> str:
    return reverse("admin:grievances_grievance_move", args=[case.pk, move])


def presence_of(case) -> str:
    return reverse("admin:grievances_grievance_presence", args=[case.pk])


def offered(client, case) -> list[str]:
    return re.findall(r"\?move=(\w+)#move", client.get(page_of(case)).content.decode())


def newest(case) -> int:
    return case.history.latest("pk").pk


def in_days(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def text_of(response) -> str:
    return unescape(response.content.decode())


# --- Who sees it -----------------------------------------------------------------------------------------------------


def test_an_officer_opens_a_case_and_the_access_log_says_so(client):
    officer = make.officer()
    case = make.grievance(to=officer)
    make.sign_in(client, officer)

    response = client.get(page_of(case))

    assert response.status_code == 200
    assert case.title in text_of(response)
    assert case.body in text_of(response)
    assert list(AccessLog.objects.values_list("what", "by", "subject_kind", "subject_id", "subject_label")) == [
        ("VIEW", officer.pk, "기업애로", case.receipt_no, f"{case.receipt_no} {case.company.name}")
    ]


def test_a_form_that_comes_back_is_a_reading_too(client):
    case = make.grievance()
    make.sign_in(client, case.officer)

    client.post(move_of(case, "RESOLVE"), {})
    client.post(move_of(case, "RESOLVE"), ANSWER | {"seen": newest(case)})

    assert AccessLog.objects.count() == 1


def test_a_case_of_another_department_is_not_there(client):
    case = make.grievance()
    make.sign_in(client, make.official(Role.OFFICER, of=make.department("환경과")))

    statuses = [
        client.get(page_of(case)).status_code,
        client.post(move_of(case, "RESOLVE"), ANSWER).status_code,
        client.post(presence_of(case)).status_code,
        *(
            client.get(page_of(case).replace(str(case.pk), odd)).status_code
            for odd in ("x", "१", "9" * 30, "9" * 5000)
        ),
    ]

    assert statuses == [404] * 7
    assert not AccessLog.objects.exists()


def test_an_examiner_only_reads_and_sees_people_masked(client):
    case = make.grievance()
    make.sign_in(client, make.official(Role.EXAMINER))

    response = client.get(page_of(case, "RESOLVE"))

    assert "이 사건은 읽기만 할 수 있습니다." in text_of(response)
    assert "data-draft" not in text_of(response)
    assert case.filer.phone not in text_of(response)
    assert case.filer.email not in text_of(response)
    assert "010-****-5678" in text_of(response)
    assert client.post(move_of(case, "NOTE"), {"text": "몰래"}).status_code == 403


def test_those_who_hold_the_case_read_whom_to_call(client):
    case = make.grievance()
    make.sign_in(client, case.officer)

    response = client.get(page_of(case))

    assert case.filer.name in text_of(response)
    assert case.filer.phone in text_of(response)


def test_opening_a_case_changes_nothing_but_the_access_log(client):
    case = make.grievance()
    make.sign_in(client, case.officer)

    client.get(page_of(case, "RESOLVE"))

    assert not Viewing.objects.exists()
    assert AccessLog.objects.count() == 1


# --- What it offers --------------------------------------------------------------------------------------------------


def test_the_buttons_are_the_moves_that_can_be_made_now(client):
    case = make.filed()
    make.sign_in(client, make.manager())
    before = offered(client, case)
    case = actions.receive(case, LegalKind.GRIEVANCE, make.department(), by=make.manager())

    after = offered(client, case)

    assert before == ["RECEIVE", "MESSAGE", "CORRECT", "FORWARD", "CLOSE_REPEAT"]
    assert after == ["MESSAGE", "ASSIGN", "OFFER_TRANSFER", "CORRECT", "SUGGEST_REFORM", "FORWARD", "CLOSE_REPEAT"]


def test_a_hindered_move_is_shown_with_its_reason(client):
    case = make.grievance()
    make.sign_in(client, case.officer)

    page = text_of(client.get(page_of(case)))

    assert "RETURN" not in offered(client, case)
    assert "답 없는 보완요구가 두 번 있어야 반려할 수 있습니다(시행령 제25조). 지금 0번입니다." in page


OFFICERS = {"RESOLVE", "FIND_INFEASIBLE", "KEEP", "ASK", "SUPPLEMENT"} | {
    key for key, step in STEPS.items() if step.group in {CLOCK, ASKING}
}


def _on_the_clock(case: Grievance, move: str) -> Grievance:
    """Lengthened or investigated, where the move needs it."""
    if move == "ASK_CONSENT":
        return make.extended(case)
    if move in {"INVESTIGATE_LONGER", "END_INVESTIGATION"}:
        today = timezone.localdate()
        return actions.investigate(case, today, today + timedelta(days=2), "폭을 잽니다.", by=case.officer)
    return case


def _with_others(case: Grievance, move: str) -> Grievance:
    """In a group, or with a proposal that waits for its reply, where the move needs it."""
    if move == "UNGROUP":
        lead = make.grievance(of=make.company("대표 회사"), title="대표 사건")
        return grouping.group(case, lead, by=make.manager())
    if move in {"REFORM_ANSWERED", "ASK_AGAIN"}:
        again_on = timezone.localdate() + timedelta(days=30)
        return reforming.suggest_reform(
            case, "국토교통부", "도로 폭을 다시 정하자고 했습니다.", again_on, by=make.manager()
        )
    return case


ASKED = {"ACCEPT_TRANSFER", "DECLINE_TRANSFER", "RULE_TRANSFER", "TAKE_BACK"}
"""Moves in a case that is offered, or was declined: see test_custody_doors."""


@pytest.mark.parametrize("move", [key for key, step in STEPS.items() if step.group and key not in ASKED])
def test_the_form_of_a_move_opens_for_those_to_whom_it_is_offered_and_for_nobody_else(client, move):
    cases = {
        "RECEIVE": make.filed(),
        "LOOK_AGAIN": make.grievance(at=Status.INFEASIBLE),
        "REOPEN": make.grievance(at=Status.RESOLVED),
    }
    case = cases.get(move) or make.grievance()
    if move == "SUPPLEMENT":
        actions.ask(case, "도면", timezone.localdate() + timedelta(days=5), by=case.officer)
    if move == "FORWARD_RESULT":
        case = actions.forward(case, "한국전력", "02-000-0000", "전력 일입니다.", by=make.manager())
    case = _with_others(_on_the_clock(case, move), move)
    make.sign_in(client, case.officer if move in OFFICERS else make.manager())

    own = text_of(client.get(page_of(case, move)))
    make.sign_in(client, make.official(Role.EXAMINER))
    foreign = text_of(client.get(page_of(case, move)))

    if move == "RETURN":  # needs two requests without an answer
        assert 'id="move"' not in own
    else:
        assert 'id="move"' in own
        assert STEPS[move].verb in own
    assert 'id="move"' not in foreign


def test_what_lengthens_the_time_and_what_is_waited_for_stands_on_the_page(client):
    case = make.grievance()
    before = wording.until_words(case.due_at)
    case = make.asked_for_consent(make.extended(case))
    make.sign_in(client, case.officer)

    page = text_of(client.get(page_of(case)))

    due, then = wording.until_words(case.due_at), wording.until_words(deadlines.lengthened(case, 3).due_at)
    assert f"<dd>{before} → {due} · 관계 기관·부서의 협조 필요</dd>" in page
    assert f"동의하면 <b>{then}</b> 답합니다. 답이 없거나 동의하지 않으면 지금처럼 {due} 답합니다." in page
    assert "측량을 맡겼고 30일에 끝납니다." in page
    assert "이미 동의를 물었습니다. 기업의 답을 기다립니다." in page
    assert "<b>기한연장</b>" not in page


def test_a_consent_that_comes_too_late_is_not_waited_for(client):
    with as_of(timezone.now() - timedelta(days=60)):
        case = make.asked_for_consent(make.extended(make.grievance()))
    make.sign_in(client, case.officer)

    page = text_of(client.get(page_of(case)))

    assert "그사이 처리기한이 지나 더 늘릴 수 없습니다(시행령 제21조①)." in page
    assert "동의하면" not in page.partition('id="story"')[0]


# --- What its forms do -----------------------------------------------------------------------------------------------


def test_receiving_sets_what_the_clock_goes_by(client):
    unit, case = make.department(), make.filed()
    case.category.department = unit
    case.category.save()
    officer = make.officer(unit)
    make.sign_in(client, make.manager())
    form = text_of(client.get(page_of(case, "RECEIVE")))

    response = client.post(
        move_of(case, "RECEIVE"),
        {"legal_kind": "STATUTORY", "days": "10", "department": unit.pk, "officer": officer.pk, "seen": newest(case)},
    )

    assert f'<option value="{unit.pk}" selected>' in form
    assert "고충 · 7일 · " in form
    assert response["Location"] == f"{page_of(case)}#done-RECEIVE"
    case.refresh_from_db()
    assert (case.status, case.legal_kind, case.period_amount, case.department, case.officer) == (
        Status.IN_PROGRESS,
        LegalKind.STATUTORY,
        10,
        unit,
        officer,
    )


def test_receiving_a_statutory_case_asks_for_its_period(client):
    case = make.filed()
    make.sign_in(client, make.manager())

    response = client.post(
        move_of(case, "RECEIVE"), {"legal_kind": "STATUTORY", "department": make.department().pk, "note": "급합니다."}
    )

    assert response.status_code == 422
    assert "법정 민원은 그 법령이 정한 처리기간(일)을 적으십시오." in text_of(response)
    assert "급합니다." in text_of(response)


def test_an_answer_goes_out_with_its_files(client):
    case = make.grievance()
    make.sign_in(client, case.officer)
    sent = {**ANSWER, "seen": newest(case), "files": [SimpleUploadedFile("결과.pdf", PDF)]}

    response = client.post(move_of(case, "RESOLVE"), sent)

    assert response["Location"] == f"{page_of(case)}#done-RESOLVE"
    assert Answer.objects.values_list("outcome", "text", "by").get() == ("SOLVED", ANSWER["answer"], case.officer.pk)
    assert list(Attachment.objects.values_list("name", "is_internal")) == [("결과.pdf", False)]


def test_infeasible_asks_for_the_whole_dossier_and_keeps_what_was_typed(client):
    case = make.grievance()
    make.sign_in(client, case.officer)

    response = client.post(move_of(case, "FIND_INFEASIBLE"), {"tried": "점용 허가를 검토했습니다."})

    assert response.status_code == 422
    assert sorted(response.context["move"].form.errors) == [
        "answer",
        "could_change",
        "limit",
        "look_again_on",
        "provision",
        "remedies",
    ]
    assert "점용 허가를 검토했습니다." in text_of(response)


def test_a_correction_keeps_before_and_after(client):
    case = make.grievance(title="공장앞 도로")
    make.sign_in(client, case.officer)
    sent = {
        "seen": newest(case),
        "category": case.category_id,
        "title": "공장 앞 도로",
        "body": case.body,
        "reason": "띄어쓰기",
        "consent": "",
    }

    refused = client.post(move_of(case, "CORRECT"), sent)
    client.post(move_of(case, "CORRECT"), sent | {"consent": "박대표, 오늘 전화"})

    assert refused.status_code == 422
    case.refresh_from_db()
    assert case.title == "공장 앞 도로"
    page = text_of(client.get(page_of(case)))
    assert "<dt>제목 앞</dt><dd>공장앞 도로</dd>" in page
    assert "<dt>제목 뒤</dt><dd>공장 앞 도로</dd>" in page


def test_a_repeat_names_the_earlier_cases(client):
    firm = make.company()
    first = make.grievance(at=Status.RESOLVED, of=firm)
    second = make.grievance(at=Status.RESOLVED, of=firm, by=first.filer)
    third = make.filed(first.filer, of=firm)
    make.grievance(at=Status.RESOLVED, title="남의 사건")
    make.sign_in(client, make.manager())
    form = text_of(client.get(page_of(third, "CLOSE_REPEAT")))
    sent = {"seen": newest(third), "as_duplicate": "repeat", "reason": "같은 내용에 두 번 답했습니다."}

    one = client.post(move_of(third, "CLOSE_REPEAT"), sent | {"earlier": [first.pk]})
    client.post(move_of(third, "CLOSE_REPEAT"), sent | {"earlier": [first.pk, second.pk]})

    assert "남의 사건" not in form
    assert one.status_code == 409
    assert "두 건 있어야 합니다(법 제23조①)." in text_of(one)
    third.refresh_from_db()
    assert third.closing_reason == ClosingReason.REPEATED


def test_what_the_receiving_body_did_is_recorded_later(client):
    case = make.grievance()
    case = actions.forward(case, "한국전력", "02-000-0000", "전력 일입니다.", by=make.manager())
    make.sign_in(client, make.manager())

    client.post(move_of(case, "FORWARD_RESULT"), {"seen": newest(case), "result": "변압기를 바꾸었습니다."})

    assert Forwarding.objects.get().result == "변압기를 바꾸었습니다."
    assert case.history.latest("pk").note == "이송 결과: 변압기를 바꾸었습니다."


def test_a_memo_is_for_staff_only_and_looks_like_it(client):
    case = make.grievance()
    make.sign_in(client, case.officer)

    client.post(move_of(case, "NOTE"), {"text": "소관부터 가릴 것."})

    entry = case.history.latest("pk")
    assert (entry.move, entry.is_internal, entry.note) == (Move.NOTE, True, "소관부터 가릴 것.")
    lanes = re.findall(r'<li data-lane="(\w+)">', text_of(client.get(page_of(case))))
    assert lanes == ["staff", "company", "company"]


def test_an_empty_memo_comes_back_with_its_fault(client):
    case = make.grievance()
    make.sign_in(client, case.officer)

    response = client.post(move_of(case, "NOTE"), {"text": " "})

    assert response.status_code == 422
    assert response.context["memo"].errors == {"text": ["필수 항목입니다."]}


def test_only_an_owner_of_a_role_may_make_its_move(client):
    case = make.grievance()
    make.sign_in(client, make.manager())

    response = client.post(move_of(case, "RESOLVE"), ANSWER)

    assert response.status_code == 403
    case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS


def test_at_the_desk_nobody_acts_as_a_member_of_their_own_company(client):
    member = make.owner(make.company())
    case = make.grievance(at=Status.RESOLVED, by=member)
    from accounts import actions as people

    people.grant(member, Role.EXAMINER, by=make.administrator())
    make.sign_in(client, member)

    response = client.post(move_of(case, "REOPEN"), {"reason": "다시"})

    assert response.status_code == 403


def test_a_move_that_is_over_is_refused_with_a_sentence_and_nothing_typed_is_lost(client):
    case = make.grievance()
    actions.resolve(case, Outcome.SOLVED, "먼저 답", by=case.officer)
    make.sign_in(client, case.officer)

    response = client.post(move_of(case, "RESOLVE"), ANSWER | {"seen": newest(case)})

    assert response.status_code == 409
    assert refusal(Move.RESOLVE, Status.RESOLVED) in text_of(response)
    assert ANSWER["answer"] in text_of(response)


# --- Stale pages, colleagues -----------------------------------------------------------------------------------------


def test_a_stale_page_says_what_changed_and_sending_again_goes_through(client):
    case = make.grievance()
    opened_at = newest(case)
    actions.message(case, "사진을 더 보냅니다.", by=case.filer)
    make.sign_in(client, case.officer)

    stale = client.post(move_of(case, "RESOLVE"), ANSWER | {"seen": opened_at})
    seen = re.search(r'name="seen" value="(\d+)"', text_of(stale)).group(1)
    again = client.post(move_of(case, "RESOLVE"), ANSWER | {"seen": seen})

    assert stale.status_code == 409
    assert "그 사이 바뀐 것" in text_of(stale)
    assert "사진을 더 보냅니다." in text_of(stale)
    assert ANSWER["answer"] in text_of(stale)
    assert again.status_code == 302
    case.refresh_from_db()
    assert case.status == Status.RESOLVED


@pytest.mark.parametrize("seen", ["", "x", "9" * 30])
def test_a_form_that_does_not_say_what_was_seen_is_asked_to_look(client, seen):
    case = make.grievance()
    make.sign_in(client, case.officer)

    response = client.post(move_of(case, "RESOLVE"), ANSWER | {"seen": seen})

    assert response.status_code == 409
    assert Grievance.objects.get().status == Status.IN_PROGRESS


def test_colleagues_on_the_same_case_see_each_other(client):
    case = make.grievance()
    colleague = make.manager()
    actions.note_viewing(case, by=colleague)
    gone = make.official(Role.MANAGER, name="간사람")
    actions.note_viewing(case, by=gone)
    Viewing.objects.filter(person=gone).update(seen_at=timezone.now() - timedelta(minutes=2))
    make.sign_in(client, case.officer)

    quiet = client.post(presence_of(case), {"seen": newest(case)}).json()
    seen = newest(case)
    actions.note(case, "새 메모", by=colleague)
    news = client.post(presence_of(case), {"seen": seen}).json()

    assert quiet == {"others": [colleague.name], "is_news": False}
    assert news["is_news"] is True


def test_a_page_that_tells_it_is_open_keeps_nobody_signed_in(client):
    case = make.grievance()
    make.sign_in(client, case.officer)
    client.get(page_of(case))
    session = client.session
    session["seen_at"] -= 600
    session.save()

    client.post(presence_of(case), headers={"X-Pulse": "presence"})
    by_itself = client.session["seen_at"]
    client.post(presence_of(case))

    assert by_itself == session["seen_at"]
    assert client.session["seen_at"] > session["seen_at"]


# --- Templates, preview ----------------------------------------------------------------------------------------------


def template(**fields) -> AnswerTemplate:
    words = {"name": "보수 결과", "text": "{기업} 귀하. ‘{제목}’({접수번호})에 답합니다. {담당부서} {담당자} {전화}"}
    return AnswerTemplate.objects.create(**(words | fields))


def test_a_template_fills_the_answer_with_the_facts_of_the_case(client):
    case, chosen = make.grievance(), template(outcome=Outcome.PARTLY_SOLVED)
    make.sign_in(client, case.officer)

    response = client.post(move_of(case, "RESOLVE"), {"template": chosen.pk, "fill": "new", "answer": ""})

    form = response.context["move"].form
    assert response.status_code == 200
    assert form["answer"].value() == (
        f"한빛정밀 귀하. ‘{case.title}’({case.receipt_no})에 답합니다. 도로과 처리담당 010-1234-5678"
    )
    assert form["outcome"].value() == Outcome.PARTLY_SOLVED
    assert Grievance.objects.get().status == Status.IN_PROGRESS


def test_a_template_never_overwrites_what_was_typed_without_asking(client):
    case, chosen = make.grievance(), template(text="서식")
    make.sign_in(client, case.officer)

    def typed_after(how: str) -> tuple[str, bool]:
        response = client.post(
            move_of(case, "RESOLVE"), {"template": chosen.pk, "fill": how, "answer": "쓴 글", "outcome": "SOLVED"}
        )
        return response.context["move"].form["answer"].value(), "어떻게 넣을까요?" in text_of(response) and (
            'role="alert" hidden' not in text_of(response)
        )

    assert [typed_after(how) for how in ("new", "append", "replace")] == [
        ("쓴 글", True),
        ("쓴 글\n\n서식", False),
        ("서식", False),
    ]


def test_templates_of_other_categories_and_moves_are_not_offered(client):
    case = make.grievance()
    fitting = template(name="맞는 것", category=case.category)
    template(name="다른 분야", category=make.category("교통·버스"))
    template(name="다른 움직임", move=Move.KEEP)
    template(name="안 쓰는 것", is_active=False)
    make.sign_in(client, case.officer)

    response = client.get(page_of(case, "RESOLVE"))

    assert [one for one, _words in response.context["templates"]] == [fitting]


def test_the_preview_is_the_letter_word_for_word_and_nothing_of_it_remains(client):
    case = make.grievance()
    make.sign_in(client, case.officer)
    Message.objects.all().delete()
    sent = ANSWER | {"seen": newest(case)}

    shown = client.post(move_of(case, "RESOLVE"), sent | {"preview": "1"}).context["move"].letters
    left = (Message.objects.count(), Answer.objects.count(), Grievance.objects.get().status)
    client.post(move_of(case, "RESOLVE"), sent)
    real = Message.objects.get(to=case.filer.email)

    assert left == (0, 0, Status.IN_PROGRESS)
    assert [letter.to for letter in shown] == [case.filer.email]
    assert shown[0].subject == real.subject
    without_link = re.compile(r"http\S+")
    assert without_link.sub("", shown[0].text) == without_link.sub("", real.text)


def test_a_preview_says_what_is_missing(client):
    case = make.grievance()
    make.sign_in(client, case.officer)

    response = client.post(move_of(case, "RESOLVE"), {"preview": "1", "answer": "글"})

    assert response.status_code == 422
    assert "outcome" in response.context["move"].form.errors


# --- What stands beside it -------------------------------------------------------------------------------------------


def test_the_companys_other_cases_and_its_opinion_stand_beside(client):
    case = make.grievance(at=Status.RESOLVED)
    other = make.grievance(by=case.filer, of=case.company, title="가로등이 꺼졌습니다")
    make.grievance(title="남의 회사 일")
    actions.rate(case.answers.get(), Solved.NO, 1, "그대로입니다.", by=case.filer)
    make.sign_in(client, case.officer)

    response = client.get(page_of(case))

    assert list(response.context["others"]) == [other]
    assert "해결되지 않았습니다 · 1점" in text_of(response)
    assert "까지 다시 전화해야 합니다" in text_of(response)


# --- Budgets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 20, 100])
def test_the_page_asks_the_database_a_fixed_number_of_questions(client, django_assert_num_queries, rows):
    case = make.grievance()
    for number in range(rows):
        actions.note(case, f"메모 {number}", by=case.officer)
    for number in range(min(rows, 12)):
        make.grievance(by=case.filer, of=case.company, title=f"다른 일 {number}")
    make.sign_in(client, make.manager())
    client.get(page_of(case))

    with django_assert_num_queries(23):
        page = text_of(client.get(page_of(case)))

    assert page.count('<li data-lane="staff">') == rows


SENT = {
    "RECEIVE": {"legal_kind": "GRIEVANCE"},
    "RESOLVE": ANSWER,
    "FIND_INFEASIBLE": {
        **dict.fromkeys(("provision", "tried", "could_change", "remedies", "answer"), "글"),
        "limit": "LAW",
        "look_again_on": in_days(90),
    },
    "KEEP": {"answer": "글", "target_on": in_days(60), "report_on": in_days(30)},
    "ASK": {"what": "도면", "reply_on": in_days(9)},
    "SUPPLEMENT": {"text": "도면입니다."},
    "MESSAGE": {"text": "글"},
    "ASSIGN": {},
    "LOOK_AGAIN": {"finding": "그대로입니다.", "look_again_on": in_days(90)},
    "REOPEN": {"reason": "다시 봅니다."},
    "CORRECT": {"body": "내용", "reason": "까닭", "consent": "박대표, 전화"},
    "FORWARD_RESULT": {"result": "마쳤습니다."},
    "FORWARD": {"body": "한국전력", "contact": "02-000-0000", "reason": "까닭"},
    "RETURN": {"reason": "두 번 오지 않았습니다."},
    "CLOSE_REPEAT": {"as_duplicate": "duplicate", "reason": "까닭"},
    "EXTEND": {"reason": "COOPERATION", "explanation": "경기도의 답을 기다립니다.", "amount": "2"},
    "ASK_CONSENT": {"reason": "FACTS", "explanation": "측량이 남았습니다.", "amount": "2"},
    "INVESTIGATE": {"first": in_days(0), "last": in_days(2), "reason": "폭을 잽니다."},
    "INVESTIGATE_LONGER": {"last": in_days(4), "reason": "비가 옵니다."},
    "END_INVESTIGATION": {"finding": "4미터입니다."},
    "NOTE": {"text": "메모"},
}


def _ready_for(move: str) -> Grievance:
    firm = make.company()
    owner = make.owner(firm)
    make.member(firm)
    statuses = {"RECEIVE": Status.OPEN, "LOOK_AGAIN": Status.INFEASIBLE, "REOPEN": Status.RESOLVED}
    if move == "RETURN":
        return _unanswered_twice(owner)
    case = make.grievance(at=statuses.get(move, Status.IN_PROGRESS), by=owner, of=firm)
    if move == "SUPPLEMENT":
        return actions.ask(case, "도면", timezone.localdate() + timedelta(days=5), by=case.officer)
    if move == "FORWARD_RESULT":
        return actions.forward(case, "한국전력", "02-000-0000", "전력 일입니다.", by=make.manager())
    return _on_the_clock(case, move)


def _unanswered_twice(owner) -> Grievance:
    """Two supplement requests whose time passed without an answer."""
    now = timezone.now()
    with as_of(now - timedelta(days=60)):
        case = make.grievance(by=owner)
    for days in (50, 30):
        with as_of(now - timedelta(days=days)):
            actions.ask(case, "도면", timezone.localdate(now - timedelta(days=days - 5)), by=case.officer)
    return case


USUAL = 18
COUNTS = {
    "RECEIVE": 26,  # and whose time ends and whose begins
    "REOPEN": 20,  # and whose time begins, and whether the officer is still there
    "SUPPLEMENT": 21,
    "EXTEND": 23,
    "ASK_CONSENT": 22,
    "INVESTIGATE": 21,
    "INVESTIGATE_LONGER": 22,
    "END_INVESTIGATION": 20,
}
"""They read the rulebook, and what stopped the clock of the case; some write a row or a document of their own."""


@pytest.mark.parametrize("move", SENT)
def test_every_move_asks_the_database_few_questions(client, move):
    case = _ready_for(move)
    others = make.grievance(by=case.filer, of=case.company, title="이어서 처리할 일")
    heir = make.official(Role.OFFICER, of=make.department(), name="새주무")
    facts = {"department": make.department().pk, "officer": heir.pk, "category": case.category_id, "title": "새 제목"}
    make.sign_in(client, case.officer if move in {*OFFICERS, "RETURN"} else make.manager())
    sent = facts | {"earlier": [others.pk]} | SENT[move] | {"seen": newest(case)}
    client.get(page_of(case))

    with CaptureQueriesContext(connection) as asked:
        response = client.post(move_of(case, move), sent)

    assert response.status_code == 302
    assert len(asked) <= COUNTS.get(move, USUAL), "\n".join(question["sql"] for question in asked.captured_queries)


@pytest.mark.parametrize("move", ["RECEIVE", "CORRECT", "CLOSE_REPEAT"])
def test_a_form_asks_little_more_than_the_page(client, django_assert_max_num_queries, move):
    case = make.filed()
    make.sign_in(client, make.manager())
    client.get(page_of(case))

    with django_assert_max_num_queries(25):
        response = client.get(page_of(case, move))

    assert response.context["move"].step is STEPS[move]

"""협조·자문: who is asked, by when they answer, who may, and what is told of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Department, RoleGrant
from accounts.roles import Role
from grievances import actions
from grievances.models import Consultation, Grievance, HistoryEntry
from grievances.moment import as_of
from grievances.workflow import Move, MoveRefused, Outcome, Status
from notifications.models import Message
from tests import make
from tests.grievances.opinions import asked, attached, body, in_days

pytestmark = pytest.mark.django_db


def letters_to(address: str) -> list[Message]:
    """What went out to them, the newest last."""
    return list(Message.objects.filter(to=address).order_by("pk"))


def test_one_of_three_is_asked():
    case, expert, other = make.grievance(), make.official(Role.EXPERT), make.department("환경정책과")

    for whom in ({}, {"expert": expert, "department": other}, {"department": other} | body()):
        with pytest.raises(MoveRefused, match="하나를 고르십시오"):
            actions.consult(case, "물음", in_days(1), by=case.officer, **whom)

    assert not Consultation.objects.exists()


def test_a_question_says_what_it_asks():
    case = make.grievance()

    with pytest.raises(MoveRefused, match="무엇을 묻는지"):
        actions.consult(case, "  ", in_days(1), by=case.officer, department=make.department("환경정책과"))


def test_a_question_stands_in_the_history_for_officials_only():
    question = asked(department=make.department("환경정책과"))

    entry = HistoryEntry.objects.get(grievance=question.grievance, move=Move.CONSULT)

    assert (entry.is_internal, entry.note, entry.details["asked"]) == (True, question.question, "환경정책과")
    assert question.is_waiting
    assert (question.is_masked, question.told) == (False, "")


@pytest.mark.parametrize(("days", "why"), [(-1, "오늘이나 그 뒤로"), (60, "처리기한까지로")])
def test_the_day_for_the_answer_is_ahead_and_inside_the_deadline(days, why):
    with pytest.raises(MoveRefused, match=why):
        asked(days=days)

    assert not Consultation.objects.exists()


def test_on_the_last_day_the_answer_is_due_when_the_case_is():
    case = make.grievance()

    question = asked(case, days=(timezone.localdate(case.due_at) - timezone.localdate()).days)

    assert question.reply_by == case.due_at


def standing_still() -> Grievance:
    case = make.grievance()
    return actions.ask(case, "설비 목록", in_days(40), by=case.officer)


def overdue() -> Grievance:
    with as_of(timezone.now() - timedelta(days=60)):
        return make.grievance()


def not_reported_on() -> Grievance:
    with as_of(timezone.now() - timedelta(days=60)):
        case = make.grievance()
        return actions.keep(case, "길게 봅니다.", target_on=in_days(300), report_on=in_days(-1), by=case.officer)


@pytest.mark.parametrize("made", [standing_still, overdue, not_reported_on])
def test_a_case_whose_own_time_says_nothing_waits_two_weeks_at_most(made):
    case = made()

    with pytest.raises(MoveRefused, match="답할 날은 두 주 안으로"):
        asked(case, days=15)

    assert timezone.localdate(asked(case, days=14).reply_by) == in_days(14)


def test_a_long_term_case_asks_up_to_its_next_report():
    case = make.grievance()
    case = actions.keep(case, "길게 봅니다.", target_on=in_days(300), report_on=in_days(60), by=case.officer)

    with pytest.raises(MoveRefused, match="다음 보고일까지로"):
        asked(case, days=61)

    assert timezone.localdate(asked(case, days=60).reply_by) == in_days(60)


def test_the_department_that_has_the_case_is_not_asked():
    case = make.grievance()

    with pytest.raises(MoveRefused, match="이 사건을 맡은 부서"):
        asked(case, department=case.department)


def accepted(case: Grievance, unit: Department) -> None:
    actions.offer_transfer(case, unit, "하수의 일입니다.", by=case.officer)
    actions.accept_transfer(case, by=make.official(Role.HEAD, of=unit))


def handed_over(case: Grievance, unit: Department) -> None:
    actions.hand_over(case, make.official(Role.OFFICER, of=unit, name="새담당"), by=make.manager())


@pytest.mark.parametrize("taken", [accepted, handed_over])
def test_a_department_that_takes_the_case_over_is_not_asked_by_itself(taken):
    case, unit = make.grievance(), make.department("하수과")
    own, other = asked(case, department=unit), asked(case, department=make.department("환경정책과"))

    taken(case, unit)

    own.refresh_from_db()
    assert own.taken_back_at is not None
    assert list(Consultation.objects.waiting()) == [other]


def test_a_case_that_stays_in_its_department_leaves_its_questions_alone():
    case = make.grievance()
    question = asked(case, department=make.department("하수과"))

    handed_over(case, case.department)

    assert list(Consultation.objects.waiting()) == [question]


def test_only_an_expert_is_asked_as_one():
    with pytest.raises(MoveRefused, match="위원이 아닙니다"):
        asked(expert=make.person("일반인"))


def test_an_outside_body_needs_an_address():
    with pytest.raises(MoveRefused, match="이메일"):
        asked(**body(email=""))


def test_who_does_not_hold_the_case_asks_nobody():
    case, stranger = make.grievance(), make.official(Role.OFFICER, of=make.department("환경정책과"))

    for who in (stranger, make.manager(), case.filer):
        with pytest.raises(PermissionDenied):
            asked(case, by=who)

    assert not Consultation.objects.exists()


def test_only_files_of_the_case_are_shown():
    case, other = make.grievance(), make.grievance()
    foreign = attached(other)

    with pytest.raises(MoveRefused, match="이 사건의 붙임만"):
        asked(case, files=[foreign])


# --- Answers ---------------------------------------------------------------------------------------------------------


def test_anybody_of_the_department_answers_for_it():
    unit = make.department("환경정책과")
    head, question = make.official(Role.HEAD, of=unit, name="한과장"), asked(department=unit)

    actions.advise(question, "다시 받지 않아도 됩니다.", by=head)

    question.refresh_from_db()
    entry = HistoryEntry.objects.get(move=Move.ADVISE)
    assert (question.answer, question.answered_by, question.is_waiting) == (
        "다시 받지 않아도 됩니다.",
        "한과장",
        False,
    )
    assert (entry.by, entry.unit, entry.is_internal) == (head, "환경정책과", True)


def test_nobody_else_answers():
    question = asked(department=make.department("환경정책과"))
    others = (question.grievance.officer, make.manager(), make.official(Role.EXPERT), question.grievance.filer)

    for who in others:
        with pytest.raises(PermissionDenied):
            actions.advise(question, "제 생각에는", by=who)

    assert Consultation.objects.get().is_waiting


def test_an_expert_answers_what_they_are_asked_and_nothing_else():
    question, other = asked(), make.official(Role.EXPERT, name="박위원")

    with pytest.raises(PermissionDenied):
        actions.advise(question, "제 생각에는", by=other)
    actions.advise(question, "받아야 합니다.", by=question.expert)

    assert Consultation.objects.get().answered_by == "최세무"


def test_who_is_no_expert_any_more_does_not_answer():
    question = asked()
    RoleGrant.objects.filter(person=question.expert).update(until=timezone.now())
    expert = type(question.expert).objects.get(pk=question.expert_id)

    with pytest.raises(PermissionDenied):
        actions.advise(question, "받아야 합니다.", by=expert)


def test_a_guest_of_an_outside_body_says_who_they_are():
    question = asked(**body())

    with pytest.raises(MoveRefused, match="이름을 적어"):
        actions.advise(question, "전주를 옮깁니다.", by=None)
    actions.advise(question, "전주를 옮깁니다.", by=None, name="이과장", position="과장")

    entry = HistoryEntry.objects.get(move=Move.ADVISE)
    assert Consultation.objects.get().answered_by == "이과장 과장"
    assert (entry.unit, entry.details["who"]) == ("한국전력 시연지사", "한국전력 시연지사 이과장 과장")


def test_a_question_is_answered_once():
    question = asked()
    actions.advise(question, "받아야 합니다.", by=question.expert)

    with pytest.raises(MoveRefused, match="이미 답한"):
        actions.advise(question, "생각이 바뀌었습니다.", by=question.expert)

    assert Consultation.objects.get().answer == "받아야 합니다."


def test_the_asked_put_the_day_off_once():
    question = asked(days=1)

    actions.postpone(question, in_days(3), "자료를 더 봅니다.", by=question.expert)
    with pytest.raises(MoveRefused, match="한 번만"):
        actions.postpone(question, in_days(4), "조금 더", by=question.expert)

    assert timezone.localdate(Consultation.objects.get().reply_by) == in_days(3)


@pytest.mark.parametrize(("days", "why"), [(1, "뒤의 날"), (60, "처리기한까지로")])
def test_the_day_is_put_off_to_a_later_one_inside_the_deadline(days, why):
    question = asked(days=1)

    with pytest.raises(MoveRefused, match=why):
        actions.postpone(question, in_days(days), "자료를 더 봅니다.", by=question.expert)


def test_what_was_taken_back_is_not_answered():
    question = asked()
    actions.take_question_back(question, by=question.grievance.officer)

    with pytest.raises(MoveRefused, match="거두어졌습니다"):
        actions.advise(question, "받아야 합니다.", by=question.expert)
    with pytest.raises(MoveRefused, match="이미 답했거나 거둔"):
        actions.take_question_back(question, by=question.grievance.officer)


def test_only_the_unit_in_charge_takes_a_question_back():
    unit = make.department("환경정책과")
    question = asked(department=unit)

    with pytest.raises(PermissionDenied):
        actions.take_question_back(question, by=make.official(Role.HEAD, of=unit))


def test_a_question_ends_with_its_case_and_whoever_was_asked_hears_so():
    question = asked()
    case = question.grievance

    actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=case.officer)

    assert not Consultation.objects.waiting().exists()
    assert "마무리되어" in letters_to(question.expert.email)[-1].text
    with pytest.raises(MoveRefused):
        actions.advise(question, "받아야 합니다.", by=question.expert)


def test_the_unit_in_charge_stays_responsible_while_others_think():
    question = asked(department=make.department("환경정책과"))
    case = Grievance.objects.get(pk=question.grievance_id)

    answered = actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=case.officer)

    assert answered.status == Status.RESOLVED


def test_a_meeting_may_decide_that_somebody_is_asked():
    case, unit = make.grievance(), make.department("환경정책과")
    meeting = actions.decided_in(actions.Origin("원스톱회의", "/meetings/1/"))

    actions.consult(case, "허가가 필요합니까?", in_days(1), by=make.manager(), department=unit, backing=meeting)

    assert HistoryEntry.objects.get(move=Move.CONSULT).details["decided_in"]["label"] == "원스톱회의"


def test_the_database_holds_no_answer_without_somebody_who_gave_it():
    question = asked()

    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.filter(pk=question.pk).update(answer="누군가", answered_at=timezone.now())


# --- Who hears of it -------------------------------------------------------------------------------------------------


def test_an_expert_hears_the_question_and_nothing_of_the_case():
    question = asked()
    case = question.grievance

    (mail,) = letters_to(question.expert.email)

    assert question.question in mail.text
    assert f"/opinions/{question.key}/" in mail.text
    assert (mail.about, mail.link) == ("", f"/opinions/{question.key}/")
    for secret in (case.receipt_no, case.title, case.company.name):
        assert secret not in mail.subject + mail.text + mail.html


def test_who_is_no_expert_any_more_hears_nothing_of_the_question():
    question = asked(days=4)
    before = len(letters_to(question.expert.email))
    RoleGrant.objects.filter(person=question.expert).update(until=timezone.now())

    mails = reminded_at(question.reply_by + timedelta(hours=1))
    actions.take_question_back(Consultation.objects.for_page().get(), by=question.grievance.officer)

    assert question.grievance.officer.email in opinions_in(mails)
    assert len(letters_to(question.expert.email)) == before


def asked_back_in(question: Consultation) -> list[str]:
    """Who is named in the mail that says how the question stands now."""
    reminded_at(question.reply_by - timedelta(hours=30))
    text = letters_to(question.expert.email)[-1].text
    return [name for name in ("도로과 처리담당", "도로과 새담당", "하수과 새담당", "하수과 처리담당") if name in text]


def test_who_asked_is_to_be_asked_back_while_they_work_where_the_case_is():
    question = asked(days=4)

    handed_over(question.grievance, question.grievance.department)

    assert asked_back_in(question) == ["도로과 처리담당"]


def test_in_another_department_its_officer_is_to_be_asked_back():
    question = asked(days=4)

    handed_over(question.grievance, make.department("하수과"))

    assert asked_back_in(question) == ["하수과 새담당"]


def test_a_body_gets_a_link_and_nothing_of_the_case():
    question = asked(**body())
    case = question.grievance

    (mail,) = letters_to("power@body.example")

    assert "/opinions/answer/" in mail.text
    assert "이과장 님" in mail.text
    for secret in (case.receipt_no, case.title, case.company.name):
        assert secret not in mail.subject + mail.text + mail.html


def test_everybody_of_a_department_hears_which_case_it_is_asked_about():
    unit = make.department("환경정책과")
    people = [make.official(Role.OFFICER, of=unit), make.official(Role.HEAD, of=unit)]

    question = asked(department=unit)

    for person in people:
        (mail,) = letters_to(person.email)
        assert question.grievance.receipt_no in mail.text


@pytest.mark.parametrize("by_link", [False, True])
def test_the_officer_hears_the_answer(by_link):
    question = asked(**(body() if by_link else {}))
    officer = question.grievance.officer

    actions.advise(question, "받아야 합니다.", by=None if by_link else question.expert, name="이과장")

    mail = letters_to(officer.email)[-1]
    assert "의견이 왔습니다" in mail.subject
    assert "받아야 합니다." in mail.text
    assert ("한국전력 시연지사 이과장" if by_link else "애로클리너 위원 최세무") in mail.text


def test_the_officer_hears_that_it_takes_longer():
    question = asked()

    actions.postpone(question, in_days(3), "자료를 더 봅니다.", by=question.expert)

    mail = letters_to(question.grievance.officer.email)[-1]
    assert "의견이 늦어집니다" in mail.subject
    assert "자료를 더 봅니다." in mail.text


def test_who_was_asked_hears_that_the_question_is_taken_back():
    question = asked(**body())

    actions.take_question_back(question, by=question.grievance.officer)

    assert "답하지 않으셔도 됩니다" in letters_to("power@body.example")[-1].text


def test_the_company_hears_of_none_of_it():
    question = asked()
    before = len(letters_to(question.grievance.filer.email))

    actions.postpone(question, in_days(3), "자료를 더 봅니다.", by=question.expert)
    actions.advise(question, "받아야 합니다.", by=question.expert)

    assert len(letters_to(question.grievance.filer.email)) == before


# --- Reminders -------------------------------------------------------------------------------------------------------


def reminded_at(at) -> list[tuple[str, str]]:
    """Subjects of what goes out then, with their readers."""
    newest = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with as_of(at):
        actions.remind()
    sent = Message.objects.filter(pk__gt=newest).order_by("pk")
    return [(mail.to, mail.subject.removeprefix("[기업SOS] ")) for mail in sent]


def opinions_in(mails: list[tuple[str, str]]) -> list[str]:
    return [to for to, subject in mails if "의견" in subject or "답하실 때" in subject]


def test_whoever_is_asked_and_whoever_waits_are_reminded_the_day_before_and_when_it_has_passed():
    question = asked(days=4)
    expert, officer = question.expert.email, question.grievance.officer.email

    eve = reminded_at(question.reply_by - timedelta(hours=30))
    again = reminded_at(question.reply_by - timedelta(hours=29))
    passed = reminded_at(question.reply_by + timedelta(hours=1))

    assert set(opinions_in(eve)) == {expert, officer}
    assert opinions_in(again) == []
    assert set(opinions_in(passed)) == {expert, officer}


def test_nobody_is_reminded_of_what_was_answered():
    question = asked(days=4)
    actions.advise(question, "받아야 합니다.", by=question.expert)

    assert opinions_in(reminded_at(question.reply_by + timedelta(hours=1))) == []


def test_another_day_for_the_answer_is_reminded_of_anew():
    question = asked(days=2)
    reminded_at(question.reply_by - timedelta(hours=30))
    actions.postpone(question, in_days(5), "자료를 더 봅니다.", by=question.expert)
    later = Consultation.objects.get().reply_by

    assert question.expert.email in opinions_in(reminded_at(later - timedelta(hours=30)))


def test_two_questions_of_one_day_are_two_reminders():
    expert = make.official(Role.EXPERT)
    question, other = asked(expert=expert, days=4), asked(expert=expert, days=4)

    reminded_at(question.reply_by - timedelta(hours=30))

    mail = letters_to(expert.email)[-1]
    assert f"/opinions/{question.key}/" in mail.text
    assert f"/opinions/{other.key}/" in mail.text

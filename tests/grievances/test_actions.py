"""The moves of a grievance."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.roles import Role
from grievances import actions
from grievances.clock import LegalKind
from grievances.models import CallBack, Grievance, HistoryEntry
from grievances.workflow import ClosingReason, Move, MoveRefused, Outcome, Solved, Status
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db


def soon(days: int = 5):
    return timezone.localdate() + timedelta(days=days)


def test_a_member_files_and_gets_a_receipt():
    member = make.owner(make.company())

    case = make.filed(member)

    assert case.status == Status.OPEN
    assert case.receipt_no == f"{timezone.localdate().year}-00001"
    assert [entry.move for entry in case.history.all()] == [Move.FILE]
    assert Message.objects.filter(person=member, about=case.receipt_no).count() == 1


def test_the_same_form_twice_gives_the_same_receipt():
    member, key = make.owner(make.company()), uuid.uuid4()
    words = {"category": make.category(), "title": "제목", "body": "내용"}
    company = member.seats.get().company

    first = actions.file(company, by=member, key=key, **words)
    second = actions.file(company, by=member, key=key, **words)

    assert first.pk == second.pk
    with pytest.raises(actions.AlreadyFiled, match=first.receipt_no):
        actions.file(company, by=member, key=key, **words | {"body": "다른 내용"})
    assert Grievance.objects.count() == 1


def test_the_whole_way_from_filing_to_rating():
    officer, case = make.officer(), make.filed()
    case = actions.receive(case, LegalKind.GRIEVANCE, make.department(), by=make.manager(), officer=officer)
    due = case.due_at
    paused = actions.ask(case, "약도를 보내 주십시오.", soon(), by=officer)
    actions.ask_for_more_time(case, soon(9), "사진을 찍어야 합니다.", by=case.filer)
    case = actions.supplement(case, "보냅니다.", by=case.filer)
    stops = (paused.is_paused, case.is_paused, case.due_at >= due)
    case = actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=officer)
    actions.rate(case.answers.get(), Solved.YES, 5, "고맙습니다.", by=case.filer)

    assert stops == (True, False, True)
    assert [entry.move for entry in case.history.all()] == [
        Move.FILE,
        Move.RECEIVE,
        Move.ASK,
        Move.MORE_TIME,
        Move.SUPPLEMENT,
        Move.RESOLVE,
        Move.RATE,
    ]


def test_infeasible_is_reopened_and_kept():
    case = make.grievance(Status.INFEASIBLE)
    assert case.look_again_on

    case = actions.reopen(case, "법이 바뀌었습니다.", by=case.filer)
    case = actions.keep(case, "예산을 세웁니다.", target_on=soon(100), report_on=soon(30), by=case.officer)

    assert (case.status, case.is_long_term, case.look_again_on, case.answered_at) == (
        Status.IN_PROGRESS,
        True,
        None,
        None,
    )


def test_the_rest_of_the_moves():
    manager = make.manager()
    company = make.company()
    owner = make.owner(company)
    make.official(Role.HEAD)

    case = make.grievance(by=owner)
    actions.assign(case, make.official(Role.OFFICER), by=manager)
    actions.note(case, "메모", by=case.officer)
    actions.message(case, "언제 되나요?", by=owner)
    actions.amend(case, by=owner, title="새 제목")
    actions.correct(case, reason="오타", consent="전화로 동의", by=case.officer, title="새 제목입니다")
    first = make.grievance(Status.RESOLVED, by=owner)
    second = make.grievance(Status.RESOLVED, by=owner)
    third = actions.close_repeat(make.filed(owner), [first, second], "같은 내용입니다.", by=manager)
    forwarded = actions.forward(make.filed(owner), "경기도", "031-000-0000", "도로가 도의 것입니다.", by=manager)
    actions.record_forward_result(forwarded, "고쳤답니다.", by=manager)
    actions.look_again(make.grievance(Status.INFEASIBLE, by=owner), "아직입니다.", soon(30), by=manager)

    assert third.closing_reason == ClosingReason.REPEATED
    assert Grievance.objects.get(pk=case.pk).title == "새 제목입니다"
    assert HistoryEntry.objects.filter(move=Move.CORRECT).get().details["changes"] == {
        "title": ["새 제목", "새 제목입니다"]
    }


def test_another_department_may_not_answer():
    stranger = make.officer(make.department("세정과"))
    case = make.grievance()

    with pytest.raises(PermissionDenied):
        actions.resolve(case, Outcome.SOLVED, "답", by=stranger)


def test_a_stale_page_cannot_answer_twice():
    case = make.grievance()
    stale = Grievance.objects.get(pk=case.pk)
    actions.resolve(case, Outcome.SOLVED, "답", by=case.officer)

    with pytest.raises(MoveRefused):
        actions.resolve(stale, Outcome.SOLVED, "또 답", by=case.officer)

    assert case.history.filter(move=Move.RESOLVE).count() == 1


def test_whoever_is_discontent_is_called_by_somebody_else():
    case = make.grievance(Status.RESOLVED)

    rating_case = actions.rate(case.answers.get(), Solved.NO, 1, "그대로입니다.", by=case.filer)

    task = rating_case.answers.get().rating.call_back
    actions.call_back(task, "사과드림", by=make.manager())
    note, task = case.history.latest("pk"), CallBack.objects.get()
    assert (note.move, note.note, note.is_internal) == (Move.NOTE, "다시 전화함: 사과드림", True)
    assert (task.taken_by, task.note, task.done_at is None) == (make.manager(), "사과드림", False)

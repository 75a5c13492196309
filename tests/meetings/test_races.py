"""Races over one item and one meeting: one wins, the other is told. Threads of their own, real commits."""

import uuid

import pytest

from meetings import actions
from meetings.models import AgendaItem, Meeting
from meetings.workflow import DEFER, Kind, Move, Status
from tests import made_meetings as made
from tests import make
from tests.grievances.at_once import at_once, one_waits_for_the_other

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_two_people_decide_one_item_at_once():
    case = make.grievance()
    meeting = made.meeting(about=(case, make.grievance()), during=made.just_now())
    item, managers = made.item(meeting, case), [make.manager(), make.manager()]

    told = at_once(
        lambda: actions.decide(item, "NOTE", "첫 사람", by=managers[0], text="첫 사람"),
        lambda: actions.decide(item, "NOTE", "둘째 사람", by=managers[1], text="둘째 사람"),
    )

    assert sorted(told) == ["", "이미 정한 안건입니다. 한 번 정한 것은 바꾸지 않습니다."]
    assert case.history.filter(move="NOTE").count() == 1
    assert AgendaItem.objects.get(pk=item.pk).words == ["첫 사람", "둘째 사람"][told.index("")]
    assert meeting.history.filter(move=Move.DECIDE).count() == 1


def test_minutes_are_confirmed_while_the_last_item_is_decided():
    meeting = made.meeting(about=(make.grievance(),), during=made.just_now())
    manager = make.manager()
    actions.hold(meeting, made.MINUTES, by=manager)

    told = one_waits_for_the_other(
        lambda: actions.decide(made.item(meeting), DEFER, "다음에", by=manager),
        lambda: actions.confirm(meeting, by=manager),
    )

    assert told == ""
    assert Meeting.objects.get(pk=meeting.pk).status == Status.CONFIRMED


def test_an_item_is_put_on_while_minutes_are_confirmed():
    meeting = made.meeting(Status.HELD)
    manager, case = make.manager(), make.grievance()

    told = one_waits_for_the_other(
        lambda: actions.confirm(meeting, by=manager),
        lambda: actions.put_on(meeting, [case.receipt_no], by=manager),
    )

    assert told.startswith("이 회의는 ‘회의록 확정’ 상태여서")
    assert not meeting.agenda.exists()


def test_two_people_fill_one_review_at_once():
    made.kept(), made.kept()
    meeting, managers = made.meeting(kind=Kind.REVIEW), [make.manager(), make.manager()]

    told = at_once(*(lambda by=by: actions.fill(meeting, by=by) for by in managers))

    assert sorted(told) == ["", "새로 올릴 사건이 없습니다. 장기추진과 처리 불가인 사건이 모두 안건에 있습니다."]
    assert list(meeting.agenda.values_list("number", flat=True)) == [1, 2]


def test_two_meetings_planned_at_once_have_numbers_of_their_own():
    managers = [make.manager(), make.manager()]

    told = at_once(
        *(
            lambda by=by: actions.plan(Kind.JOINT, made.in_days(3), made.PLACE, by=by, key=uuid.uuid4())
            for by in managers
        )
    )

    assert told == ["", ""]
    assert len(set(Meeting.objects.values_list("meeting_no", flat=True))) == 2

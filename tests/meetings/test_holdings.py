"""인계 of meetings: seats in those ahead."""

import pytest

from accounts import actions
from accounts.leaving import hanging_on
from accounts.roles import Role
from meetings.workflow import Status
from tests import made_meetings, make

pytestmark = pytest.mark.django_db


def test_the_successor_comes_to_meetings_ahead_instead():
    leaver, successor = make.official(Role.COMMITTEE, name="김떠남"), make.official(Role.OFFICER, name="이이음")
    other = make.official(Role.OFFICER, name="박함께")
    meeting = made_meetings.meeting(people=(leaver, other))
    made_meetings.meeting(Status.CANCELLED, people=(leaver,))
    assert [str(one) for one in hanging_on(leaver)] == ["참석할 회의 1건"]

    handed = actions.hand_over(leaver, {"meetings": successor}, by=make.manager())

    assert (handed.count, handed.refused) == (1, [])
    assert {one.shown_name for one in meeting.attendees.for_page()} == {"이이음", "박함께"}
    assert hanging_on(leaver) == []

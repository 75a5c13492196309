"""인계 of meetings: seats in those ahead."""

import pytest

from accounts import actions
from accounts.leaving import hanging_on
from accounts.roles import Role
from meetings import actions as meetings
from meetings.actions import Coming
from meetings.workflow import Status
from notifications.models import Message
from tests import made_meetings, make
from tests.meetings.attendees import invited, last_mail

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


def test_the_successor_is_asked_to_come_where_others_were_asked():
    leaver, other = make.official(Role.COMMITTEE, name="김떠남"), make.official(Role.OFFICER, name="박함께")
    successor, late = make.official(Role.OFFICER, name="이이음"), make.official(Role.OFFICER, name="최나중")
    meeting, manager = invited(leaver, other), make.manager()
    meetings.set_people(meeting, [Coming(one) for one in (leaver, other, late)], by=manager)
    since = last_mail()

    actions.hand_over(leaver, {"meetings": successor}, by=manager)

    subjects = Message.objects.filter(pk__gt=since, subject__contains="회의에 모십니다").values_list("to", flat=True)
    assert list(subjects) == [successor.email]
    told = meeting.attendees.filter(invited_at__isnull=False)
    assert {one.shown_name for one in told} == {"박함께", "이이음"}


def test_a_meeting_is_named_without_what_the_official_may_not_see():
    mine = make.grievance()
    other = make.grievance(of=make.company("가람사출"), in_=make.department("환경과"))
    leaver, manager = make.official(Role.EXPERT), make.manager()
    meeting = invited(leaver, about=(mine, other))
    meetings.amend(meeting, by=manager, title="가람사출 회의", during=meeting.during, place=meeting.place)

    told = [hanging_on(leaver, seen_by=by)[0].rows[0].label for by in (mine.officer, manager)]

    assert told == [f"{meeting.meeting_no} ○○기업 회의", f"{meeting.meeting_no} 가람사출 회의"]


def test_the_mail_about_what_was_handed_over_names_meetings_as_every_mail_does():
    case = make.grievance(of=make.company("가람사출"), in_=make.department("환경과"))
    leaver, successor, manager = make.official(Role.EXPERT), make.official(Role.OFFICER), make.manager()
    meeting = invited(leaver, about=(case,))
    meetings.amend(meeting, by=manager, title="가람사출 회의", during=meeting.during, place=meeting.place)

    handed = actions.hand_over(leaver, {"meetings": successor}, by=make.official(Role.MANAGER, name="다른 총괄"))

    (row,) = handed.taken[successor]["참석할 회의"]
    mail = Message.objects.get(to=successor.email, subject__contains="이어 맡은 일")
    assert row.label == f"{meeting.meeting_no} 가람사출 회의"
    assert f"· {meeting.meeting_no} ○○기업 회의" in mail.text
    assert "가람사출" not in mail.text

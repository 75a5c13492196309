"""Whom to ask: who is away that day or sits elsewhere at that time is shown as such."""

from datetime import timedelta

import pytest

from accounts import actions as accounts
from accounts.models import Absence
from accounts.roles import Role
from grievances.moment import now
from meetings import actions, rosters
from meetings.forms.desk import PeopleForm
from tests import made_meetings as made
from tests import make
from tests.meetings.attendees import invited

pytestmark = pytest.mark.django_db


def test_who_is_away_or_elsewhere_is_named_and_nobody_else():
    away, elsewhere, free = (make.official(Role.COMMITTEE, name=name) for name in ("가위원", "나위원", "다위원"))
    meeting, other = made.meeting(during=made.in_days(7)), invited(elsewhere, during=made.in_days(7, hour=11))
    invited(free, during=made.in_days(7, hour=15))
    accounts.enter_absence(away, meeting.on, meeting.on, Absence.Why.TRIP, by=make.manager())
    people = [one.pk for one in (away, elsewhere, free)]

    found = rosters.hindered(meeting, people)
    actions.cancel(other, "눈이 옵니다.", by=make.manager())

    day = f"{meeting.on.month}월 {meeting.on.day}일"
    assert found == {away.pk: f"부재 ({day}까지)", elsewhere.pk: f"같은 때 {other.title}"}
    assert set(rosters.hindered(meeting, people)) == {away.pk}


def test_the_pick_says_it_and_offers_the_team(client):
    busy, team = make.official(Role.EXPERT, name="바쁜이"), make.official(Role.TEAM, name="정지원")
    during = made.in_days(7)
    other, meeting = invited(busy, during=during), made.meeting(during=during)

    form = PeopleForm(meeting=meeting, at=now() + timedelta(seconds=1))

    assert any(label.startswith("바쁜이") and other.title in label for _pk, label in form.fields["people"].choices)
    assert (team.pk, "정지원") in [(pk, label) for pk, label in form.fields["team"].choices]

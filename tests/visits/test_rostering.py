"""Who goes along."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from grievances.workflow import MoveRefused
from tests import made_visits as made
from tests import make
from visits import actions
from visits.actions import Going
from visits.models import RosterEntry
from visits.rosters import clashes
from visits.workflow import Part, Status

pytestmark = pytest.mark.django_db


def names(visit) -> list[tuple[str, str]]:
    return [(entry.shown_name, entry.part) for entry in visit.roster.order_by("pk")]


def test_the_roster_is_what_was_sent_and_the_history_says_who_came_and_went():
    visit, manager = made.visit(Status.SCHEDULED), make.manager()
    first, second = made.member_of_team("정지원"), made.member_of_team("한현장", Part.SQUAD)
    outside = Going(Part.OUTSIDE, name="윤외부", body="예시공단", email="yun@body.example")
    visit = actions.set_roster(visit, [Going(Part.TEAM, first), outside], by=manager)
    kept = visit.roster.get(person=first).key

    visit = actions.set_roster(visit, [Going(Part.TEAM, first), Going(Part.SQUAD, second)], by=manager)

    assert names(visit) == [("정지원", Part.TEAM), ("한현장", Part.SQUAD)]
    assert visit.roster.get(person=first).key == kept
    details = visit.history.last().details
    assert [row["name"] for row in details["came"]] == ["한현장"]
    assert [row["name"] for row in details["went"]] == ["윤외부"]
    assert visit.history.last().is_internal


def test_somebody_stands_on_a_roster_once_and_outside_people_have_names():
    visit, team = made.visit(Status.SCHEDULED), made.member_of_team()

    with pytest.raises(MoveRefused, match="두 번"):
        actions.set_roster(visit, [Going(Part.TEAM, team), Going(Part.SQUAD, team)], by=make.manager())
    with pytest.raises(MoveRefused, match="이름을 적어"):
        actions.set_roster(visit, [Going(Part.OUTSIDE, body="예시공단")], by=make.manager())
    with pytest.raises(PermissionDenied):
        actions.set_roster(visit, [Going(Part.TEAM, team)], by=visit.requested_by)
    assert names(visit) == []


def test_who_is_busy_is_known_before_anything_is_saved():
    programme = made.programme()
    team, free = made.member_of_team("정지원"), made.member_of_team("한가한")
    visit = made.visit(Status.OFFERED, of=programme, team=(team,))

    found = clashes([team, free], visit.during)

    assert [(clash.person, clash.elsewhere) for clash in found] == [(team, visit)]
    assert clashes([team], visit.during, but=visit) == []
    assert clashes([team], None) == []


def test_moving_the_day_is_refused_where_somebody_is_elsewhere():
    programme, other = made.programme(), made.programme("현장방문")
    team = made.member_of_team("정지원")
    made.visit(Status.SCHEDULED, of=other, to=made.factory("다온도금"), on=made.slot(other, order=2), team=(team,))
    visit = made.visit(
        Status.SCHEDULED, of=programme, to=made.factory("가람사출"), on=made.slot(programme), team=(team,)
    )

    with pytest.raises(MoveRefused, match="정지원: 같은 시간에 다온도금 방문"):
        actions.move_day(visit, made.slot(programme, order=2), "기업이 부탁함", by=make.manager())

    visit.refresh_from_db()
    assert visit.slot.order == 1
    assert [entry.during for entry in visit.roster.all()] == [visit.during]


def test_the_database_itself_refuses_a_person_in_two_places():
    programme, other = made.programme(), made.programme("현장방문")
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, of=programme, to=made.factory("다온도금"), team=(team,))
    second = made.visit(Status.SCHEDULED, of=other, to=made.factory("가람사출"), on=made.slot(other))

    with pytest.raises(IntegrityError, match="roster_has_a_person_in_one_place_at_a_time"), transaction.atomic():
        RosterEntry.objects.create(visit=second, person=team, part=Part.TEAM, during=visit.during)

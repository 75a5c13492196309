"""인계 of visits: seats on rosters ahead, and visits that nobody else would write up."""

import pytest
from django.utils import timezone

from accounts import actions
from accounts.leaving import hanging_on
from accounts.models import User
from accounts.roles import Role
from tests import made_visits, make
from visits.models import Visit
from visits.workflow import Status

pytestmark = pytest.mark.django_db


def kinds(person: User) -> dict[str, list[str]]:
    return {one.holding.key: [row.label for row in one.rows] for one in hanging_on(person)}


def roster(visit: Visit) -> list[str]:
    return sorted(entry.shown_name for entry in visit.roster.for_page())


@pytest.fixture
def leaver():
    return made_visits.member_of_team("김떠남")


@pytest.fixture
def successor():
    return made_visits.member_of_team("이이음")


def test_a_seat_on_a_roster_ahead_goes_to_the_successor(leaver, successor):
    visit = made_visits.visit(Status.SCHEDULED, team=(leaver, made_visits.member_of_team("박함께")))
    assert kinds(leaver) == {"visits": [f"{visit.visit_no} {visit.host}"]}

    handed = actions.hand_over(leaver, {"visits": successor}, by=make.manager())

    assert (handed.count, handed.refused) == (1, [])
    assert roster(visit) == ["박함께", "이이음"]
    assert kinds(leaver) == {}


def test_whoever_goes_along_already_sits_there_once(leaver, successor):
    visit = made_visits.visit(Status.SCHEDULED, team=(leaver, successor))

    actions.hand_over(leaver, {"visits": successor}, by=make.manager())

    assert roster(visit) == ["이이음"]


def test_somebody_who_is_elsewhere_at_that_time_is_refused_in_words(leaver, successor):
    one = made_visits.visit(Status.SCHEDULED, team=(leaver,))
    other = made_visits.programme("기업 방문")
    made_visits.visit(Status.SCHEDULED, of=other, to=made_visits.factory("큰솔"), team=(successor,))

    handed = actions.hand_over(leaver, {"visits": successor}, by=make.manager())

    ((_row, why_not),) = handed.refused
    assert why_not.startswith("한 사람이 같은 시간에 두 곳에 갈 수 없습니다.")
    assert roster(one) == ["김떠남"]


def test_a_visit_whose_minutes_are_left_is_joined_by_the_successor(leaver, successor):
    visit = made_visits.visit(Status.HELD, team=(leaver,))
    assert kinds(leaver) == {"visits-to-write-up": [f"{visit.visit_no} {visit.host}"]}

    actions.hand_over(leaver, {"visits-to-write-up": successor}, by=make.manager())

    assert roster(visit) == ["김떠남", "이이음"]
    assert kinds(leaver) == {}


def test_a_visit_that_another_can_write_up_or_that_is_settled_hangs_on_nobody(leaver):
    programme = made_visits.programme()
    later = made_visits.slot(programme, order=2)
    made_visits.visit(Status.HELD, of=programme, team=(leaver, made_visits.member_of_team("박함께")))
    made_visits.visit(Status.CLOSED, of=programme, to=made_visits.factory("큰솔"), on=later, team=(leaver,))

    assert kinds(leaver) == {}


def test_the_last_role_stays_while_visits_hang_on_somebody(leaver):
    made_visits.visit(Status.SCHEDULED, team=(leaver,))

    with pytest.raises(actions.Refused, match="앞으로 갈 방문 1건"):
        actions.revoke(leaver.grants.get(), by=make.manager())


def test_only_the_office_changes_rosters(successor):
    officer = make.official(Role.OFFICER, name="김떠남")
    visit = made_visits.visit(Status.SCHEDULED, team=(officer,))
    head = make.official(Role.HEAD)

    handed = actions.hand_over(officer, {"visits": successor}, by=head)

    assert (handed.taken, handed.refused) == ({}, [])  # a head who does not go along does not know of the visit
    assert roster(visit) == ["김떠남"]
    assert visit.begins_at > timezone.now()

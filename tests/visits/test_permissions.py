"""Who a user is to a visit, which visits exist for them, and why a company cannot ask."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from companies import actions as companies
from grievances.moment import as_of
from tests import made_visits as made
from tests import make
from visits import actions, permissions
from visits.models import Participation, Programme, Visit
from visits.workflow import Part, Status

pytestmark = pytest.mark.django_db


def seen_by(user) -> list[str]:
    return list(Visit.objects.visible_to(User.objects.get(pk=user.pk)).values_list("visit_no", flat=True))


def test_each_sees_the_visits_that_concern_them():
    programme, team = made.programme(), made.member_of_team()
    mine = made.visit(Status.SCHEDULED, of=programme, to=made.factory("우리"), team=(team,))
    other = made.visit(of=programme, to=made.factory("남의"))

    assert seen_by(mine.requested_by) == [mine.visit_no]
    assert seen_by(team) == [mine.visit_no]
    assert seen_by(made.member_of_team("다른 단원")) == []
    assert seen_by(make.official(Role.OFFICER)) == []
    assert (
        set(seen_by(make.manager())) == set(seen_by(make.official(Role.EXAMINER))) == {mine.visit_no, other.visit_no}
    )


def test_a_role_that_was_taken_away_takes_the_visits_along():
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))
    assert seen_by(team) == [visit.visit_no]

    team.grants.update(until=timezone.now())

    assert seen_by(team) == []
    with as_of(visit.ends_at), pytest.raises(PermissionDenied):
        actions.keep_notes(visit, by=User.objects.get(pk=team.pk), minutes="몰래 적은 글")


def test_whoever_left_the_company_no_longer_sees_its_visits():
    visit = made.visit()
    colleague = make.member(visit.company)
    assert seen_by(colleague) == [visit.visit_no]

    companies.leave(visit.company, by=colleague)

    assert seen_by(colleague) == []


def test_who_only_reads_along_may_not_write():
    programme = made.programme()
    visit = made.visit(Status.SCHEDULED, of=programme)
    reader = make.official(Role.COMMITTEE)
    visit = actions.set_roster(visit, [actions.Going(Part.COMMITTEE, reader)], by=make.manager())

    assert seen_by(reader) == [visit.visit_no]
    with as_of(visit.ends_at), pytest.raises(PermissionDenied):
        actions.hold(visit, by=reader)


@pytest.mark.parametrize(
    ("eligible", "words"),
    [
        (Programme.Eligible.REGISTERED, "공장등록을 한 기업"),
        (Programme.Eligible.PARTICIPANTS, "참여기업으로 뽑힌"),
        (Programme.Eligible.MEMBERS, ""),
    ],
)
def test_a_company_without_a_factory_is_told_why_it_cannot_ask(eligible, words):
    programme, company = made.programme(eligible=eligible), make.company()

    why_not = permissions.why_not_eligible(company, programme, on=timezone.localdate())

    assert words in why_not
    assert bool(why_not) == bool(words)


def test_a_registered_factory_and_a_participant_may_ask():
    today = timezone.localdate()
    factory = made.factory()
    registered, chosen = made.programme(), made.programme("혁신허브", eligible=Programme.Eligible.PARTICIPANTS)
    Participation.objects.create(programme=chosen, company=factory, first_on=today)

    assert permissions.why_not_eligible(factory, registered, on=today) == ""
    assert permissions.why_not_eligible(factory, chosen, on=today) == ""
    assert permissions.why_not_eligible(factory, chosen, on=today - timedelta(days=1)) != ""


def test_a_programme_that_is_over_takes_no_requests():
    today = timezone.localdate()
    over = made.programme(last_on=today - timedelta(days=1))

    assert permissions.why_not_eligible(made.factory(), over, on=today) == "지금은 신청을 받지 않는 프로그램입니다."

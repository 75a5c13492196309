"""부재: who is away, who stands in, and what a stand-in may do meanwhile."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actions
from accounts.models import Absence, User
from accounts.roles import Role
from grievances import permissions
from tests import make

pytestmark = pytest.mark.django_db


def today(days: int = 0):
    return timezone.localdate() + timedelta(days=days)


def away(person: User, *, first: int = 0, last: int = 2, stand_in: User | None = None) -> Absence:
    return Absence.objects.create(
        person=person,
        first_on=today(first),
        last_on=today(last),
        why=Absence.Why.LEAVE,
        stand_in=stand_in,
        entered_by=person,
    )


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


# --- What the database refuses


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [(2, 1, "absence_ends_after_it_begins"), (2, 4, "absence_is_one_a_person_at_a_time")],
)
def test_the_database_refuses_days_that_cannot_be(first, last, name):
    officer = make.official(Role.OFFICER)
    away(officer, first=0, last=2)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        away(officer, first=first, last=last)


def test_the_database_refuses_somebody_who_stands_in_for_themselves():
    officer = make.official(Role.OFFICER)

    with pytest.raises(IntegrityError, match="absence_stand_in_is_another_person"), transaction.atomic():
        away(officer, stand_in=officer)


def test_one_that_was_cancelled_leaves_its_days_free():
    officer = make.official(Role.OFFICER)
    Absence.objects.filter(pk=away(officer).pk).update(cancelled_at=timezone.now())

    assert away(officer).pk


# --- The head's stand-in


def test_the_stand_in_of_a_head_who_is_away_is_the_head_of_that_department():
    head, officer = make.official(Role.HEAD), make.official(Role.OFFICER)
    away(head, stand_in=officer)

    found = permissions.held_in(again(officer), make.department().pk)

    assert found == {Role.OFFICER, Role.HEAD}
    assert again(officer).roles == {Role.OFFICER, Role.HEAD}


@pytest.mark.parametrize(("first", "last", "is_cancelled"), [(-3, -1, False), (1, 2, False), (0, 2, True)])
def test_they_are_not_before_or_after_or_once_it_was_cancelled(first, last, is_cancelled):
    head, officer = make.official(Role.HEAD), make.official(Role.OFFICER)
    absence = away(head, first=first, last=last, stand_in=officer)
    Absence.objects.filter(pk=absence.pk).update(cancelled_at=timezone.now() if is_cancelled else None)

    assert permissions.held_in(again(officer), make.department().pk) == {Role.OFFICER}


def test_they_are_in_no_other_department_and_only_while_they_work_there():
    head, officer = make.official(Role.HEAD), make.official(Role.OFFICER, of=make.department("하수과"))
    away(head, stand_in=officer)

    assert permissions.held_in(again(officer), make.department().pk) == frozenset()
    assert permissions.held_in(again(officer), make.department("하수과").pk) == {Role.OFFICER}
    assert again(officer).roles == {Role.OFFICER}


def test_standing_in_for_an_officer_makes_nobody_head():
    colleague, officer = make.official(Role.OFFICER), make.official(Role.OFFICER)
    away(colleague, stand_in=officer)

    assert again(officer).roles == {Role.OFFICER}


def test_what_somebody_holds_is_asked_for_once(django_assert_num_queries):
    head, officer = make.official(Role.HEAD), make.official(Role.OFFICER)
    away(head, stand_in=officer)
    officer, unit = again(officer), make.department()

    with django_assert_num_queries(1):
        assert officer.roles
        assert officer.departments
        assert permissions.held_in(officer, unit.pk)


# --- Whoever stands in


def test_a_stand_in_goes_away_only_once_somebody_else_stands_in():
    head, deputy, third = (
        make.official(Role.HEAD, name="김부장"),
        make.official(Role.OFFICER),
        make.official(Role.OFFICER),
    )
    absence = away(head, last=4, stand_in=deputy)

    with pytest.raises(actions.Refused) as refusal:
        actions.enter_absence(deputy, today(1), today(2), Absence.Why.LEAVE, by=deputy)
    actions.change_stand_in(absence, third, by=head)
    actions.enter_absence(deputy, today(1), today(2), Absence.Why.LEAVE, by=deputy)

    assert str(refusal.value).startswith("그동안 김부장 님을 대신 맡기로 했습니다")
    assert deputy.absences.count() == 1


def test_whoever_stands_in_for_a_head_does_not_say_how_long():
    head, deputy, officer = make.official(Role.HEAD), make.official(Role.OFFICER), make.official(Role.OFFICER)
    absence = away(head, stand_in=deputy)

    for deed in (
        lambda: actions.enter_absence(head, today(5), today(9), Absence.Why.LEAVE, by=again(deputy), stand_in=deputy),
        lambda: actions.cancel_absence(absence, by=again(deputy)),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    actions.enter_absence(officer, today(), today(1), Absence.Why.LEAVE, by=again(deputy))

    assert head.absences.count() == 1
    assert officer.absences.count() == 1

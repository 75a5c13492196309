"""Everybody who could come to a case, and what each of them is to it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from accounts import actions as accounts
from accounts.models import User
from accounts.roles import Role
from companies import actions as companies
from companies.models import Company
from tests import make


@dataclass(frozen=True)
class Person:
    """Somebody, and their standing in a case of our company that our department has."""

    user: User
    is_to_a_case: frozenset[Role] = frozenset()
    is_to_a_private_one: frozenset[Role] = frozenset()
    sees_every_case: bool = False
    is_asked_as: frozenset[Role] = frozenset()
    """What they are to a case that is offered to the other department, or to a question to it or to the expert."""

    def standing(self, *, private: bool, received: bool) -> frozenset[Role]:
        """Nobody is of the department of a case that has none yet."""
        found = self.is_to_a_private_one if private else self.is_to_a_case
        return found if received else found - {Role.OFFICER, Role.HEAD}


INSIDE = {
    "who filed",
    "a colleague",
    "the owner",
    "a colleague who works for another department",
    "the officer",
    "the manager",
}
SEEN_ONLY = {
    "a colleague who works for another department",
    "another department's head",
    "whose grant ended",
    "a supporter",
    "an expert",
    "the committee",
}
"""Who differs from others of the cast only in why they stand in nothing."""


def cast(company: Company) -> dict[str, Person]:
    """`company` has an owner already. Its member "who filed" files the cases."""
    unit, other_unit = make.department("도로과"), make.department("세정과")
    firm, city = frozenset({Role.COMPANY}), {role: frozenset({role}) for role in Role}
    left, stopped = make.member(company, "나간 회원"), make.member(company, "멈춘 회원")
    companies.remove(company.seats.active().get(person=left), by=company.seats.owners().get().person)
    accounts.stop(stopped, by=make.administrator())
    both = make.member(company, "다른 부서 공무원인 회원")
    accounts.grant(both, Role.OFFICER, by=make.administrator(), department=other_unit)
    ended = make.official(Role.MANAGER, name="지난해 총괄담당")
    grant = ended.grants.get()
    accounts.revoke(grant, by=make.administrator())
    people = {
        "a stranger": Person(make.person("모르는 사람")),
        "another company's owner": Person(make.owner(make.company("남의회사"))),
        "who left the company": Person(left),
        "who was stopped": Person(stopped),
        "who filed": Person(make.member(company, "신청한 회원"), firm, firm),
        "a colleague": Person(make.member(company, "동료 회원"), firm),
        "the owner": Person(company.seats.owners().get().person, firm, firm),
        "a colleague who works for another department": Person(both, firm, is_asked_as=city[Role.OFFICER]),
        "the officer": Person(make.officer(unit), city[Role.OFFICER], city[Role.OFFICER]),
        "another officer of the department": Person(
            make.official(Role.OFFICER, of=unit, name="옆 담당"), city[Role.OFFICER], city[Role.OFFICER]
        ),
        "the head": Person(make.official(Role.HEAD, of=unit), city[Role.HEAD], city[Role.HEAD]),
        "another department's officer": Person(
            make.official(Role.OFFICER, of=other_unit), is_asked_as=city[Role.OFFICER]
        ),
        "another department's head": Person(make.official(Role.HEAD, of=other_unit), is_asked_as=city[Role.HEAD]),
        "the manager": Person(make.manager(), city[Role.MANAGER], city[Role.MANAGER], sees_every_case=True),
        "whose grant ended": Person(ended),
        "the examiner": Person(
            make.official(Role.EXAMINER), city[Role.EXAMINER], city[Role.EXAMINER], sees_every_case=True
        ),
        "the administrator": Person(
            make.administrator(), city[Role.MANAGER], city[Role.MANAGER], sees_every_case=True
        ),
        "a supporter": Person(make.official(Role.TEAM)),
        "an expert": Person(make.official(Role.EXPERT), is_asked_as=city[Role.EXPERT]),
        "the committee": Person(make.official(Role.COMMITTEE)),
    }
    return {name: _fresh(person) for name, person in people.items()}


def _fresh(person: Person) -> Person:
    """Without what its user remembers of its roles."""
    return replace(person, user=User.objects.get(pk=person.user.pk))


def soon(days: int = 5):
    """So many days from today."""
    return timezone.localdate() + timedelta(days=days)


def ago(days: int):
    """So many days before now."""
    return timezone.now() - timedelta(days=days)

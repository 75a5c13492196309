"""Somebody of every kind: those of `tests/grievances/casts.py`, and others who differ in what they may see."""

from dataclasses import dataclass

from accounts import actions as accounts
from accounts.models import User
from accounts.roles import Role
from companies.models import Company
from tests import made_visits, make
from tests.grievances.casts import cast
from tests.seeing.circumstances import Stage, Unit


@dataclass(frozen=True)
class Cast:
    """Companies, departments and everybody in them. `people` are those who look at the portal."""

    people: dict[str, User]
    stages: list[Stage]


def everybody() -> Cast:
    """Three companies that file, two departments that take their cases, a third that only takes them over."""
    ours, double, theirs = make.company("해돋이정밀"), make.company("해돋이금속"), make.company("달맞이화학")
    make.owner(ours, "박대표")
    people = {name: person.user for name, person in cast(ours).items()}
    people |= {"the owner of a company merged into ours": make.owner(double), "another company": make.owner(theirs)}
    people |= {"a colleague in another company": make.member(theirs)}
    people |= {"one of the team, on the roster": made_visits.member_of_team("박지원")}
    people |= {"one of the team, on no roster": made_visits.member_of_team("최지원")}
    people |= {"an expert who was asked": make.official(Role.EXPERT, name="한위원")}
    people |= {"one of the committee, invited": make.official(Role.COMMITTEE, name="나위원")}

    roads = Unit(make.department("도로과"), people["the officer"], people["the head"])
    taxes = Unit(
        make.department("세정과"), people["another department's officer"], people["another department's head"]
    )
    third = make.department("대중교통과")
    buses = Unit(third, make.official(Role.OFFICER, of=third), make.official(Role.HEAD, of=third))
    people |= {"a third department's officer": buses.officer, "a third department's head": buses.head}
    people |= {"an officer who sits in another company": _of_both(theirs, roads)}
    people |= {"one of the team who sits in our company": _supporter_of(ours)}
    others = (people["the manager"], people["an expert who was asked"], people["one of the committee, invited"])
    us, them = (ours, people["who filed"]), (theirs, people["another company"])
    stages = [
        Stage(ours, people["who filed"], roads, taxes, *others, neighbour=them),
        Stage(theirs, people["another company"], taxes, buses, *others, neighbour=us),
        Stage(double, people["the owner of a company merged into ours"], taxes, roads, *others, neighbour=them),
        Stage(theirs, people["a colleague in another company"], roads, buses, *others, neighbour=us),
    ]
    return Cast({name: User.objects.get(pk=user.pk) for name, user in people.items()}, stages)


def _of_both(company: Company, unit: Unit) -> User:
    """처리담당 of a department and member of a company."""
    both = make.member(company, "두 곳에 있는 담당")
    accounts.grant(both, Role.OFFICER, by=make.administrator(), department=unit.department)
    return both


def _supporter_of(company: Company) -> User:
    both = make.member(company, "지원단인 회원")
    accounts.grant(both, Role.TEAM, by=make.administrator())
    return both

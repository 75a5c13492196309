"""The people behind the words of the notices' table, asked for once however many cases there are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from enum import StrEnum
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import OF_A_DEPARTMENT, Role
from companies.models import Seat
from grievances.models import Approval, Grievance


class To(StrEnum):
    """Who is told."""

    COMPANY = "COMPANY"  # the members who may see the case; without any, the contact that was noted
    FILER = "FILER"  # the member who filed, while they may see the case
    OFFICER = "OFFICER"  # the assigned officer
    HEADS = "HEADS"  # heads of the department
    APPROVERS = "APPROVERS"  # who can decide on what waits; without any the managers
    PROPOSER = "PROPOSER"  # who laid it before the head, and the officer
    OFFERED = "OFFERED"  # all of the department that is asked to take the case
    OFFERED_HEADS = "OFFERED_HEADS"  # heads of that department
    SENDER = "SENDER"  # who offered it last
    RULERS = "RULERS"  # 총괄담당, once the coordinator has to rule
    CHARGE = "CHARGE"  # the officer; without one the heads; without any the managers
    UNIT = "UNIT"  # the officer; without one all of the department; without any the managers
    MANAGERS = "MANAGERS"  # 총괄담당
    EXAMINERS = "EXAMINERS"  # 민원심사관


OUTSIDE = frozenset({To.COMPANY, To.FILER})
"""Who reads the portal; all others work in the admin."""
EVERYWHERE = [Role.MANAGER, Role.EXAMINER]
"""Roles that are of no department."""


class People:
    """Who could be told about these cases."""

    def __init__(self, cases: Sequence[Grievance]) -> None:
        self.cases = cases

    def behind(self, to: To, case: Grievance) -> list[User]:
        """Each once. Nobody who has left, and no officer who works elsewhere by now."""
        if to == To.COMPANY:
            return self._members(case)
        if to == To.FILER:
            return [person for person in self._members(case) if person.pk == case.filer_id]
        return self._staff(to, case)

    def _staff(self, to: To, case: Grievance) -> list[User]:
        """Where nobody of the first kind is there, those who stand behind them."""
        heads = {Role.HEAD}
        found: dict[To, Callable[[], list[User]]] = {
            To.OFFICER: lambda: self._officer(case),
            To.HEADS: lambda: self._holding(heads, case),
            To.APPROVERS: lambda: self.approvers(case) or self._managers(),
            To.PROPOSER: lambda: self._proposer(case),
            To.OFFERED_HEADS: lambda: self._in(heads, case.offered_to_id),
            To.OFFERED: lambda: self._in(OF_A_DEPARTMENT, case.offered_to_id),
            To.SENDER: lambda: [case.transfers.select_related("offered_by").latest("pk").offered_by],
            To.RULERS: lambda: self._managers() if case.rule_by else [],
            To.CHARGE: lambda: self._officer(case) or self._holding(heads, case) or self._managers(),
            To.UNIT: lambda: self._officer(case) or self._holding(OF_A_DEPARTMENT, case) or self._managers(),
            To.EXAMINERS: lambda: self._everywhere(Role.EXAMINER),
            To.MANAGERS: self._managers,
        }
        return found[to]()

    def _members(self, case: Grievance) -> list[User]:
        """All who have a seat; of a private case its filer and the owners."""
        seats = [seat for home in _homes(case) for seat in self._seats[home]]
        return _each_once(
            seat.person for seat in seats if not case.is_private or seat.is_owner or seat.person_id == case.filer_id
        )

    def _officer(self, case: Grievance) -> list[User]:
        """While they are away with whoever stands in for them (부재)."""
        found = self._holding(OF_A_DEPARTMENT, case) if case.officer_id else []
        stand_ins = {grant.stood_in_by for grant in self._grants if grant.person_id == case.officer_id}
        return [person for person in found if person.pk == case.officer_id or person.pk in stand_ins]

    def approvers(self, case: Grievance) -> list[User]:
        """결재할 사람: the heads who are there, and whoever stands in for one who is not; never who proposed it."""
        colleagues = {person.pk: person for person in self._holding(OF_A_DEPARTMENT, case)}
        heads = [grant for grant in self._grants if grant.role == Role.HEAD]
        deciding = {
            grant.stood_in_by if grant.stood_in_by in colleagues else grant.person_id
            for grant in heads
            if grant.department_id == case.department_id
        }
        proposal = self._proposals.get(case.pk)
        if proposal is not None:
            deciding.discard(proposal.proposed_by_id)
        return [person for pk, person in colleagues.items() if pk in deciding]

    def _proposer(self, case: Grievance) -> list[User]:
        proposal = self._proposals.get(case.pk)
        there = [one for one in self._holding(OF_A_DEPARTMENT, case) if proposal and one.pk == proposal.proposed_by_id]
        return _each_once([*there, *self._officer(case)])

    def _holding(self, roles: Set[Role], case: Grievance) -> list[User]:
        """People of the department in these roles; nobody while no department has the case."""
        return self._in(roles, case.department_id)

    def _in(self, roles: Set[Role], department_id: int | None) -> list[User]:
        """Those who hold a role there, and colleagues who stand in for one of them today."""
        there = [grant for grant in self._grants if department_id and grant.department_id == department_id]
        found = [grant for grant in there if Role(grant.role) in roles]
        stand_ins = {grant.stood_in_by for grant in found}
        return _each_once(grant.person for grant in (*found, *(one for one in there if one.person_id in stand_ins)))

    def _managers(self) -> list[User]:
        return self._everywhere(Role.MANAGER)

    def _everywhere(self, role: Role) -> list[User]:
        """People in a role that is of no department."""
        return _each_once(grant.person for grant in self._grants if grant.role == role)

    @cached_property
    def _seats(self) -> dict[int, list[Seat]]:
        by_company = defaultdict(list)
        if len(self.cases) == 1:
            for seat in self.cases[0].company_seats:
                by_company[seat.company_id].append(seat)
            return by_company
        homes = {home for case in self.cases for home in _homes(case)}
        seats = Seat.objects.active().filter(company__in=homes, person__is_active=True)
        for seat in seats.select_related("person").order_by("pk"):
            by_company[seat.company_id].append(seat)
        return by_company

    @cached_property
    def _proposals(self) -> dict[int, Approval]:
        """결재 올린 것, the newest of each case."""
        return {one.grievance_id: one for one in Approval.objects.filter(grievance__in=self.cases).order_by("pk")}

    @cached_property
    def _grants(self) -> list[RoleGrant]:
        units = {unit for case in self.cases for unit in (case.department_id, case.offered_to_id) if unit}
        held = Q(role__in=EVERYWHERE) | Q(role__in=sorted(OF_A_DEPARTMENT), department__in=units)
        grants = RoleGrant.objects.in_force(at=timezone.now()).filter(held, person__is_active=True)
        grants = grants.with_stand_in(on=timezone.localdate())
        return list(grants.select_related("person").order_by("person_id"))


def _homes(case: Grievance) -> set[int]:
    """Its company and the one that this was merged into."""
    return {case.company.merged_into_id or case.company_id, case.company_id}


def _each_once(people: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in people}.values())

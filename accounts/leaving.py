"""인계: what hangs on a person, kind by kind. The apps above say what theirs is; here nobody knows what a case is.

`settings.HOLDINGS` names their classes, in the order in which the page shows them.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import RoleGrant, User
from accounts.permissions import may_keep_people
from accounts.querysets import UserQuerySet
from accounts.roles import OF_A_DEPARTMENT, Role


@dataclass(frozen=True)
class Held:
    """One thing that hangs on somebody: what it is called, where one looks at it, of which department it is."""

    pk: int
    label: str
    link: str
    department_id: int | None = None
    mailed: str = ""
    """How a mail calls it, where whoever hands it over reads more than its successor may."""


class Holding(ABC):
    """One kind of things that somebody holds and another can take over."""

    key: ClassVar[str]
    label: ClassVar[str]
    hint: ClassVar[str] = ""
    role: ClassVar[Role | None] = None
    """The role that it hangs on, where it is of no use to hold any other; else one of those who work on cases."""

    @abstractmethod
    def rows(self, person: User, *, seen_by: User | None = None) -> Sequence[Held]:
        """All of this kind; with `seen_by`, no more than that official may know of."""

    @abstractmethod
    def hand_over(self, row: Held, person: User, successor: User, *, by: User) -> None:
        """Give one to the successor, or refuse in words (`Refused`)."""

    def successors(self, person: User, *, by: User) -> UserQuerySet:
        """Who can be picked: people of departments, for a head those of the own ones."""
        return colleagues(by).exclude(pk=person.pk)


@dataclass(frozen=True)
class Hanging:
    """The things of one kind that hang on somebody."""

    holding: Holding
    rows: Sequence[Held]

    def __str__(self) -> str:
        return f"{self.holding.label} {len(self.rows)}건"


def holdings() -> list[Holding]:
    """Every kind there is."""
    return [import_string(path)() for path in settings.HOLDINGS]


def hanging_on(person: User, *, seen_by: User | None = None) -> list[Hanging]:
    """What hangs on somebody, without the kinds of which there is nothing."""
    found = [Hanging(holding, holding.rows(person, seen_by=seen_by)) for holding in holdings()]
    return [one for one in found if one.rows]


def hangs_with(role_grant: RoleGrant, person: User) -> list[Hanging]:
    """What nobody would hold if this role ended: that of its department, of the role itself, all with the last one."""
    left = [grant for grant in person.grants_in_force if grant.pk != role_grant.pk]
    found = hanging_on(person)
    if not left:
        return found
    lost = [Hanging(one.holding, [row for row in one.rows if _is_lost(one, row, role_grant, left)]) for one in found]
    return [one for one in lost if one.rows]


def _is_lost(one: Hanging, row: Held, ended: RoleGrant, left: Sequence[RoleGrant]) -> bool:
    """Whether none of the roles that are left is of use for it."""
    of_use = OF_A_DEPARTMENT if one.holding.role is None else {one.holding.role}
    if ended.role not in of_use:
        return False
    kept = {grant.department_id for grant in left if grant.role in of_use}
    return ended.department_id not in kept and ended.department_id in {row.department_id, None}


def colleagues(by: User) -> UserQuerySet:
    """Who works in any department, or, for a head, in those they head; by name."""
    grants = RoleGrant.objects.in_force(at=timezone.now()).filter(department__isnull=False)
    if not may_keep_people(by):
        headed = [grant.department_id for grant in by.grants_held if grant.role == Role.HEAD]
        grants = grants.filter(department__in=headed)
    return User.objects.filter(is_active=True, pk__in=grants.values("person")).order_by("unit", "name", "pk")

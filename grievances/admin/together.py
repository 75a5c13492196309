"""묶음 on the page of a case: the cases of one problem, as far as this official may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from grievances import permissions, wording
from grievances.admin.moves import STEPS, Step
from grievances.models import Grievance
from grievances.workflow import ENDED, RULES, RUNNING, Move, Status

FOR_ALL = {"MESSAGE": "text", "KEEP": "answer", "RESOLVE": "answer", "FIND_INFEASIBLE": "answer"}
"""What is told to all at once, and the field of it that may be said to one in other words."""


@dataclass(frozen=True)
class Member:
    """One case of the group as the page shows it."""

    case: Grievance
    url: str
    state: str
    told: str
    is_lead: bool
    is_here: bool


@dataclass(frozen=True)
class Group:
    """묶음, as far as this official may see it. `hides`: other departments have cases in it, too."""

    case: Grievance
    user: User
    members: Sequence[Member]
    hides: bool
    may_work: bool

    @property
    def is_led_from_here(self) -> bool:
        """Whether this case speaks for the others."""
        return self.case.lead_id is None

    @property
    def is_left(self) -> bool:
        """대표가 끝난 묶음: this one runs, and the one that spoke for it does not."""
        lead = self.case.lead
        return lead is not None and Status(lead.status) in ENDED and Status(self.case.status) in RUNNING

    @property
    def goes_on(self) -> int:
        """How many of the others still run."""
        return sum(Status(one.case.status) in RUNNING for one in self.members if not one.is_here)

    @property
    def entries(self) -> list[tuple[str, str]]:
        """What can be told to all at once."""
        possible = [name for name in FOR_ALL if self.is_led_from_here and self.goes_on and self.may_tell(name)]
        return [(together_of(self.case, name), STEPS[name].label) for name in possible]

    def may_tell(self, name: str) -> bool:
        """Whether the table gives them the move in one of those that still run; where none does, in any."""
        running = [one.case for one in self.members if Status(one.case.status) in RUNNING]
        cases = running or [one.case for one in self.members]
        return self.may_work and any(permissions.may_at_desk(self.user, STEPS[name].move, case) for case in cases)

    def outlives(self, step: Step | None) -> bool:
        """Whether the move ends the lead while others go on; whoever makes it is told before."""
        ends = step is not None and RULES[step.move].to in ENDED
        return bool(ends and self.is_led_from_here and (self.goes_on or self.hides))


def group_of(case: Grievance, user: User, *, at: datetime) -> Group | None:
    """The group of a case; most have none."""
    if case.lead_id is None and not case.has("followers"):
        return None
    lead = case.lead_id or case.pk
    grouped = Grievance.objects.grouped_under(lead)
    found = list(grouped.with_what_was_told().select_related("company", "department", "officer").order_by("pk"))
    seen = set(grouped.visible_as_staff(user).values_list("pk", flat=True))
    members = [_member(one, case, lead, at) for one in found if one.pk in seen]
    members.sort(key=lambda member: not member.is_lead)
    may_work = permissions.may_at_desk(user, Move.GROUP, case)
    return Group(case, user, members, hides=len(members) < len(found), may_work=may_work)


def _member(one: Grievance, case: Grievance, lead: int, at: datetime) -> Member:
    told_at = getattr(one, "told_at", None)
    told = f"{Move(getattr(one, 'told_move', '')).label} {wording.day_words(told_at)}" if told_at else "–"
    return Member(one, _page(one), wording.state_sentence(one, at=at), told, one.pk == lead, one.pk == case.pk)


def _page(case: Grievance) -> str:
    return reverse("admin:grievances_grievance_change", args=[case.pk])


def together_of(case: Grievance, name: str) -> str:
    """Where one entry for all is written."""
    return reverse("admin:grievances_grievance_together", args=[case.pk, name])


def may_group(case: Grievance, user: User) -> bool:
    """Whether the page offers to put the case together with others: one that runs and follows no other."""
    stands = Status(case.status) in RUNNING and case.lead_id is None
    return stands and permissions.may_at_desk(user, Move.GROUP, case)

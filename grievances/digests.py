"""주간 알림: on Monday morning each officer and head reads what is theirs, what is late and what is due soon."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, RoleGrant, User
from accounts.roles import OF_A_DEPARTMENT, Role
from grievances import wording
from grievances.clock import SEOUL
from grievances.models import Digest, Grievance
from grievances.notices import signature
from grievances.querysets import soon
from notifications.letters import letter
from notifications.notice import Owed

SHOWN = 10
"""So many cases are named; the others are counted."""


@dataclass
class Load:
    """What one officer or one department has in hand."""

    total: int = 0
    late: int = 0
    near: int = 0
    to_approve: int = 0
    urgent: list[Grievance] = field(default_factory=list)

    def add(self, total: int, late: int, near: int) -> None:
        """Of one officer in one department."""
        self.total, self.late, self.near = self.total + total, self.late + late, self.near + near

    def __str__(self) -> str:
        asked = f", 결재할 것 {self.to_approve}건" if self.to_approve else ""
        return f"{self.total}건 (지연 {self.late}건, 기한 임박 {self.near}건{asked})"


def week_of(at: datetime) -> str:
    """2026-W48."""
    return timezone.localtime(at, SEOUL).strftime("%G-W%V")


def due(*, at: datetime) -> list[tuple[User, Owed | None]]:
    """Everybody who works on cases and was not told this week; None for whoever has nothing in hand."""
    told = Digest.objects.filter(week=week_of(at)).values("person")
    grants = RoleGrant.objects.in_force(at=at).filter(role__in=sorted(OF_A_DEPARTMENT), person__is_active=True)
    headed: dict[User, list[Department]] = {}
    for grant in grants.exclude(person__in=told).select_related("person", "department").order_by("person", "pk"):
        units = headed.setdefault(grant.person, [])
        if grant.role == Role.HEAD and grant.department and grant.department not in units:
            units.append(grant.department)
    if not headed:
        return []
    officers, departments = _loads(at)
    return [
        (person, _digest(person, officers.get(person.pk), {unit: departments.get(unit.pk) for unit in units}))
        for person, units in headed.items()
    ]


def _loads(at: datetime) -> tuple[dict[int | None, Load], dict[int | None, Load]]:
    """By officer and by department, in three queries."""
    officers: dict[int | None, Load] = defaultdict(Load)
    departments: dict[int | None, Load] = defaultdict(Load)
    for officer, department, *counts in Grievance.objects.workload(at=at):
        officers[officer].add(*counts)
        departments[department].add(*counts)
    for department, waiting in Grievance.objects.to_approve_by_department():
        departments[department].to_approve = waiting
    urgent = Grievance.objects.on_the_clock().filter(due_at__lte=soon(at)).order_by("due_at", "pk")
    for case in urgent.defer("body", "search_text").iterator():
        for load in (officers[case.officer_id], departments[case.department_id]):
            if len(load.urgent) < SHOWN:
                load.urgent.append(case)
    return officers, departments


def _digest(person: User, own: Load | None, headed: dict[Department, Load | None]) -> Owed | None:
    loads = {"내 담당": own, **{unit.name: load for unit, load in headed.items()}}
    known = {name: load for name, load in loads.items() if load and load.total}
    if not known:
        return None
    link = reverse("admin:grievances_grievance_changelist")
    mail = letter(
        greeting=f"{person.name} 님,",
        lines=["이번 주에 맡고 계신 기업애로입니다.", *_lines(known)],
        link=("작업목록 보기", link),
        signature=signature(),
    )
    whole = max(known.values(), key=lambda load: load.total)  # a head's own cases are of the department
    return Owed(
        to=person.email,
        subject=f"이번 주 맡은 일: 지연 {whole.late}건, 기한 임박 {whole.near}건",
        text=mail.text,
        html=mail.html,
        person_id=person.pk,
        link=link,
    )


def _lines(loads: dict[str, Load]) -> Iterator[str]:
    for name, load in loads.items():
        named = [
            f"· {case.receipt_no} {case.title}: {wording.until_words(case.due_at, case.period_unit)}"
            for case in load.urgent
            if case.due_at
        ]
        more = load.late + load.near - len(named)
        yield "\n".join([f"{name} {load}", *named, *([f"· 그 밖에 {more}건"] if more > 0 else [])])

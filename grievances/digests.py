"""주간 알림: on Monday morning each officer and head reads what is theirs, what is late and what is due soon.

Whoever stands in for somebody who is away that day reads of theirs as well, as far as it is of a department of both.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import Absence, Department, RoleGrant, User
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

    @classmethod
    def of(cls, loads: Iterable["Load"]) -> "Load":
        """All of them as one."""
        whole = cls()
        for load in loads:
            whole.add(load.total, load.late, load.near)
            whole.urgent = sorted([*whole.urgent, *load.urgent], key=lambda case: (case.due_at, case.pk))[:SHOWN]
        return whole

    def __str__(self) -> str:
        asked = f", 결재할 것 {self.to_approve}건" if self.to_approve else ""
        return f"{self.total}건 (지연 {self.late}건, 기한 임박 {self.near}건{asked})"


def week_of(at: datetime) -> str:
    """2026-W48."""
    return timezone.localtime(at, SEOUL).strftime("%G-W%V")


def due(*, at: datetime) -> list[tuple[User, Owed | None]]:
    """Everybody who works on cases and was not told this week; None for whoever has nothing in hand."""
    told = set(Digest.objects.filter(week=week_of(at)).values_list("person", flat=True))
    grants = RoleGrant.objects.in_force(at=at).filter(role__in=sorted(OF_A_DEPARTMENT), person__is_active=True)
    works_in: dict[User, set[int]] = defaultdict(set)
    headed: dict[User, dict[int, Department]] = defaultdict(dict)
    for grant in grants.select_related("person", "department").order_by("person", "pk"):
        if grant.department:
            works_in[grant.person].add(grant.department.pk)
        if grant.role == Role.HEAD and grant.department:
            headed[grant.person][grant.department.pk] = grant.department
    left = [person for person in works_in if person.pk not in told]
    if not left:
        return []
    away = _away(at)
    officers, departments = _loads(at)
    return [
        (person, _digest(person, dict(_hands(person, works_in[person], away, headed, officers, departments))))
        for person in left
    ]


def _away(at: datetime) -> dict[int, list[User]]:
    """Who is away that day, by who stands in for them."""
    found: dict[int, list[User]] = defaultdict(list)
    for absence in Absence.objects.on(timezone.localdate(at)).for_list():
        if absence.stand_in:
            found[absence.stand_in.pk].append(absence.person)
    return found


def _hands(
    person: User,
    units: set[int],
    away: Mapping[int, list[User]],
    headed: Mapping[User, dict[int, Department]],
    officers: Mapping[tuple[int | None, int | None], Load],
    departments: Mapping[int | None, Load],
) -> Iterator[tuple[str, Load]]:
    """What is in these hands, by what it is called: the own cases, those of whom they stand in for, departments."""
    gone = away.get(person.pk, [])
    yield "내 담당", Load.of(load for (officer, _unit), load in officers.items() if officer == person.pk)
    for one in gone:
        theirs = (load for (officer, unit), load in officers.items() if officer == one.pk and unit in units)
        yield f"대신 맡은 {one.name} 님 담당", Load.of(theirs)
    whole = {pk: unit for head in gone for pk, unit in headed.get(head, {}).items() if pk in units}
    for pk, unit in (whole | headed.get(person, {})).items():
        yield unit.name, departments.get(pk, Load())


def _loads(at: datetime) -> tuple[dict[tuple[int | None, int | None], Load], dict[int | None, Load]]:
    """By officer in each department and by department, in three queries."""
    officers: dict[tuple[int | None, int | None], Load] = defaultdict(Load)
    departments: dict[int | None, Load] = defaultdict(Load)
    for officer, department, *counts in Grievance.objects.workload(at=at):
        officers[officer, department].add(*counts)
        departments[department].add(*counts)
    for department, waiting in Grievance.objects.to_approve_by_department():
        departments[department].to_approve = waiting
    urgent = Grievance.objects.on_the_clock().filter(due_at__lte=soon(at)).order_by("due_at", "pk")
    for case in urgent.defer("body", "search_text").iterator():
        for load in (officers[case.officer_id, case.department_id], departments[case.department_id]):
            if len(load.urgent) < SHOWN:
                load.urgent.append(case)
    return officers, departments


def _digest(person: User, loads: Mapping[str, Load]) -> Owed | None:
    known = {name: load for name, load in loads.items() if load.total}
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

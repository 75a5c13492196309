"""The rows of an agenda as one official reads them, narrowed and page by page."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count

from accounts.models import Department, User
from grievances import wording
from grievances.admin.case import number_in
from grievances.models import Grievance
from grievances.querysets import GrievanceQuerySet
from meetings.models import AgendaItem, Meeting
from meetings.querysets import AgendaItemQuerySet
from meetings.veils import NO_VEIL, Veil
from meetings.wording import decision_words

A_PAGE = 20
"""So many rows stand on a page, and so many can be decided together."""


@dataclass(frozen=True)
class Row:
    """An item: with its case for whoever sees it, else by its heading alone."""

    item: AgendaItem
    case: Grievance | None
    now: str
    """How the case stands now, where that is another sentence than the meeting saw."""
    refusal: str = ""
    """Why it was refused a moment ago, with others together."""
    is_picked: bool = False

    @property
    def decision(self) -> str:
        """What was decided."""
        return decision_words(self.item)


@dataclass(frozen=True)
class Agenda:
    """What of an agenda stands on the page."""

    meeting: Meeting
    rows: list[Row]
    page: Any
    total: int
    left: int
    departments: list[tuple[Department, int]]
    department: int
    only_left: bool

    @property
    def seen(self) -> int:
        """So many cases are laid open by the page."""
        return sum(row.case is not None for row in self.rows)

    @property
    def is_narrowed(self) -> bool:
        """Whether rows are left out."""
        return bool(self.department or self.only_left)

    def sent(self, picked: Container[str], refused: Mapping[int, str]) -> "Agenda":
        """As it comes back: rows picked as they were, each with why it was refused."""
        return replace(
            self,
            rows=[
                replace(row, refusal=refused.get(row.item.pk, ""), is_picked=str(row.item.pk) in picked)
                for row in self.rows
            ],
        )

    @property
    def query(self) -> str:
        """What makes this page, without its number."""
        return urlencode({"department": self.department or "", "left": "1" if self.only_left else ""})


def agenda_of(
    meeting: Meeting, reader: User, asked: Mapping[str, str], *, at: datetime, veil: Veil = NO_VEIL
) -> Agenda:
    """`?department=`, `?left=1`, `?page=`. A case is for whoever sees it, what was typed is read through the veil."""
    items = meeting.agenda.for_reader(reader)
    department, only_left = number_in(asked.get("department", "")), asked.get("left") == "1"
    narrowed = narrow(items, reader, department=department, only_left=only_left)
    page = Paginator(narrowed, A_PAGE).get_page(asked.get("page"))
    found = list(page.object_list)
    for item in found:
        veil.on(item, "heading", "words")
    cases = _visible(reader).for_worklist().in_bulk([item.grievance_id for item in found if item.opens_case])
    return Agenda(
        meeting,
        [_row(item, cases.get(item.grievance_id), at=at) for item in found],
        page,
        total=meeting.agenda.count(),
        left=meeting.agenda.undecided().count(),
        departments=_departments(meeting, reader),
        department=department,
        only_left=only_left,
    )


def narrow(
    items: AgendaItemQuerySet, reader: User, *, department: int = 0, only_left: bool = False
) -> AgendaItemQuerySet:
    """Of one department, as far as the reader sees its cases; undecided only."""
    if only_left:
        items = items.undecided()
    if department:
        items = items.visible_to(reader).filter(grievance__department=department)
    return items


def _departments(meeting: Meeting, reader: User) -> list[tuple[Department, int]]:
    """담당부서 of the cases this reader sees, each with how many."""
    rows = meeting.agenda.visible_to(reader).order_by().values("grievance__department").annotate(n=Count("pk"))
    counts = {row["grievance__department"]: row["n"] for row in rows}
    return [(one, counts[one.pk]) for one in Department.objects.filter(pk__in=filter(None, counts)).order_by("name")]


def _visible(reader: User) -> GrievanceQuerySet:
    return Grievance.objects.visible_as_staff(reader)


def _row(item: AgendaItem, case: Grievance | None, *, at: datetime) -> Row:
    now = wording.state_sentence(case, at=at) if case else ""
    return Row(item, case, "" if now == item.snapshot["sentence"] else now)

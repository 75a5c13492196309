"""Whether every case was always somebody's while it ran, and nobody's while it did not."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Prefetch
from django.utils import timezone

from grievances import held, rulebook
from grievances.clock import Calendar
from grievances.models import Custody, Grievance, HistoryEntry
from grievances.remaining import working_time
from grievances.workflow import ENDED, RUNNING

BATCH = 500

type Span = tuple[datetime, datetime | None]


class Command(BaseCommand):
    """맡은 동안 점검."""

    help = "Lays each unit's own time on every case against the case's history and names those that differ."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every case; an error where one is wrong, so that whoever runs it by the clock is told."""
        checked, wrong, at, calendar = 0, 0, timezone.now(), rulebook.standing().calendar
        entries = Prefetch("history", HistoryEntry.objects.only("grievance", "from_status", "to_status", "at"))
        cases = Grievance.objects.defer("body", "search_text").select_related("department")
        cases = cases.prefetch_related("custodies__department", entries)
        for case in cases.order_by("pk").iterator(BATCH):
            checked += 1
            differences = list(_differences(case, at, calendar))
            wrong += bool(differences)
            for words in differences:
                self.stdout.write(f"{case.receipt_no}: {words}")
        if wrong:
            raise CommandError(f"{checked}건 가운데 {wrong}건에서 맡은 동안이 이력과 다릅니다.")
        self.stdout.write(f"{checked}건에서 부서마다 맡은 동안을 모으면 모두 사건이 진행된 동안과 같습니다.")


def _differences(case: Grievance, at: datetime, calendar: Calendar) -> Iterator[str]:
    runs, custodies = _runs(case), list(case.custodies.all())
    joined = _joined([(custody.since, custody.until) for custody in custodies])
    if joined != runs:
        yield f"진행된 동안 {_said(runs)}, 맡은 동안 {_said(joined)}"
        return
    if custodies and custodies[-1].until is None and custodies[-1].department_id != case.department_id:
        yield f"담당부서는 {case.department}, 지금 맡은 곳은 {held.unit_of(custodies[-1])}"
    yield from _sums(custodies, runs, at, calendar)


def _sums(custodies: Sequence[Custody], runs: Sequence[Span], at: datetime, calendar: Calendar) -> Iterator[str]:
    """What the page shows as the last line, against the runs counted by themselves."""
    whole = held.whole(held.shares(custodies, at=at, calendar=calendar))
    spans = [(held.to_the_minute(begin), held.to_the_minute(end or at)) for begin, end in runs]
    lasted = sum((end - begin for begin, end in spans), timedelta())
    worked = sum((working_time(begin, end, calendar) for begin, end in spans), timedelta())
    if (whole.lasted, whole.worked) != (lasted, worked):
        yield f"부서마다 모은 것 {whole.lasted} ({whole.worked}), 모두 {lasted} ({worked})"


def _runs(case: Grievance) -> list[Span]:
    """From the arrival to the end of the case, and from each 재검토 to the next end, as the history has them."""
    runs: list[Span] = []
    for entry in case.history.all():
        if entry.to_status in RUNNING and entry.from_status not in RUNNING:
            runs.append((entry.at if runs else case.arrived_at, None))
        elif entry.to_status in ENDED and entry.from_status in RUNNING:
            runs[-1] = (runs[-1][0], entry.at)
    return runs


def _joined(spans: Sequence[Span]) -> list[Span]:
    """What follows without a gap is one."""
    joined: list[Span] = []
    for since, until in spans:
        if joined and joined[-1][1] == since:
            joined[-1] = (joined[-1][0], until)
        else:
            joined.append((since, until))
    return joined


def _said(spans: Sequence[Span]) -> str:
    return ", ".join(held.span_words(*span) for span in spans) or "없음"

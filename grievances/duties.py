"""What the city owes by law while a case waits: what the papers say, and the figures of the monthly check.

Nothing here writes.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from grievances import wording
from grievances.clock import END_OF_DAY, SEOUL, Calendar
from grievances.models import Document, Extension, Grievance, HistoryEntry, Pause, Reminder
from grievances.reminders import PROGRESS_DAYS
from grievances.stages import MORNING
from grievances.workflow import Move

TOLD = 5
"""So many of the last moves a progress notice names."""
CHECKED_BY = 5
"""매달 5일까지 (시행규칙 §7)."""

GROUPS = {
    "접수와 답변": {
        "received": "접수",
        "received_late": "8근무시간을 넘겨 접수",
        "answered": "답변",
        "answered_in_time": "기한 안 답변",
        "late": "기한을 넘긴 답변",
    },
    "늘리거나 조사한 것": {
        "extended_first": "1차 기한연장",
        "extended_second": "2차 기한연장",
        "investigated": "현장조사 시작",
    },
    "알린 것": {
        "progress_owed": "처리진행상황을 알릴 것",
        "progress_sent": "처리진행상황을 알린 것",
        "reminded": "처리기한 알림",
        "dunned": "독촉장",
    },
    "집계할 때": {"paused": "기업 답변 대기", "overdue": "지연"},
}
"""월간 점검: what is counted, in the order in which people read it."""
FIGURES = {name: label for group in GROUPS.values() for name, label in group.items()}


def expected(case: Grievance) -> str:
    """처리완료 예정일 on paper: the legal deadline, the target of 장기추진, or what it waits for."""
    if case.target_on is not None:
        return wording.paper_words(datetime.combine(case.target_on, END_OF_DAY, SEOUL))
    if case.is_paused:
        return _("보완을 받은 뒤 정해집니다")
    assert case.due_at is not None
    return wording.paper_words(case.due_at, case.period_unit)


def done_so_far(cases: Iterable[Grievance]) -> dict[int, list[str]]:
    """Of each case the last moves that its company may read, the oldest first."""
    entries = HistoryEntry.objects.filter(grievance__in=[case.pk for case in cases], is_internal=False)
    found: dict[int, list[str]] = defaultdict(list)
    for entry in entries.select_related("by").defer("note").order_by("pk"):
        day = timezone.localdate(entry.at, SEOUL)
        words = f"{day.year}년 {day.month}월 {day.day}일 {wording.entry_sentence(entry)}"
        found[entry.grievance_id].append(words)
    return {case: sentences[-TOLD:] for case, sentences in found.items()}


def late_days(due_at: datetime, calendar: Calendar, *, at: datetime) -> int:
    """On how many working days, today among them, the answer was late."""
    first, today = (timezone.localdate(moment, SEOUL) for moment in (due_at + timedelta(seconds=1), at))
    days = (first + timedelta(days=number) for number in range((today - first).days + 1))
    return sum(not calendar.is_day_off(day) for day in days)


# --- 월간 점검 ------------------------------------------------------------------------------------------------------


def month_before(day: date) -> date:
    """The first day of the month before."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def figures(month: date, *, at: datetime) -> dict[str, Any]:
    """How the month was handled, and what stands late now. The number of questions does not depend on the cases."""
    since, until = _midnight(month), _midnight((month + timedelta(days=31)).replace(day=1))
    late = [
        (receipt_no, department, name)
        for receipt_no, department, name in Grievance.objects.overdue(at=at)
        .order_by("due_at", "pk")
        .values_list("receipt_no", "department", "department__name")
    ]
    departments: dict[tuple[int, str], int] = defaultdict(int)
    for _no, department, name in late:
        departments[department, name] += 1
    counts = {
        **_received(since, until),
        **_answered(since, until),
        **_prolonged(since, until),
        **_told(since, until),
        "progress_owed": _progress_owed(since, until, at),
        "paused": Grievance.objects.waiting_for_company().count(),
        "overdue": len(late),
    }
    return {
        "counts": {name: counts[name] for name in FIGURES},
        "departments": [
            [pk, name, cases] for (pk, name), cases in sorted(departments.items(), key=lambda one: -one[1])
        ],
        "overdue": [receipt_no for receipt_no, *_ in late],
    }


def _received(since: datetime, until: datetime) -> dict[str, int]:
    return Grievance.objects.filter(received_at__gte=since, received_at__lt=until).aggregate(
        received=Count("pk"), received_late=Count("pk", filter=Q(received_at__gt=F("receive_by")))
    )


def _answered(since: datetime, until: datetime) -> dict[str, int]:
    """As the cases stand: 장기추진 is in time where the company was told of it within the deadline."""
    told = HistoryEntry.objects.filter(
        grievance=OuterRef("pk"), move=Move.KEEP, at__gte=OuterRef("run_at"), at__lte=OuterRef("due_at")
    )
    in_time = Q(answered_at__lte=F("due_at")) | Q(Exists(told))
    answered = Grievance.objects.filter(answered_at__gte=since, answered_at__lt=until)
    found = answered.aggregate(answered=Count("pk"), answered_in_time=Count("pk", filter=in_time))
    return {**found, "late": found["answered"] - found["answered_in_time"]}


def _prolonged(since: datetime, until: datetime) -> dict[str, int]:
    extended = Extension.objects.filter(extended_at__gte=since, extended_at__lt=until).aggregate(
        extended_first=Count("pk", filter=Q(ordinal=1)), extended_second=Count("pk", filter=Q(ordinal=2))
    )
    begun = Pause.objects.filter(kind=Pause.Kind.INVESTIGATION, began_at__gte=since, began_at__lt=until)
    return {**extended, "investigated": begun.count()}


def _told(since: datetime, until: datetime) -> dict[str, int]:
    issued = Document.objects.filter(issued_at__gte=since, issued_at__lt=until).aggregate(
        progress_sent=Count("pk", filter=Q(kind=Document.Kind.PROGRESS)),
        dunned=Count("pk", filter=Q(kind=Document.Kind.DUNNING)),
    )
    sent = Reminder.objects.filter(what="DEADLINE", sent_at__gte=since, sent_at__lt=until)
    return {**issued, "reminded": sent.count()}


def _progress_owed(since: datetime, until: datetime, at: datetime) -> int:
    """How many times in the month a case had been in hand for 30 days more."""
    enough = until - timedelta(days=PROGRESS_DAYS)
    lasted = (Q(answered_at__isnull=True) | Q(answered_at__gt=since)) & (
        Q(closed_at__isnull=True) | Q(closed_at__gt=since)
    )
    rows = Grievance.objects.filter(lasted, received_at__lt=enough).order_by()
    moments = rows.values_list("received_at", "run_at", "answered_at", "closed_at")
    return sum(
        begun < mark < (answered or closed or at)
        for received, begun, answered, closed in moments.iterator()
        if received and begun
        for mark in _marks(received, since, until)
    )


def _marks(received: datetime, since: datetime, until: datetime) -> Sequence[datetime]:
    """The mornings of the month on which another 30 days have passed since 접수."""
    first, spent = timezone.localdate(received, SEOUL), timedelta(days=PROGRESS_DAYS)
    times = range(1, (until.date() - first) // spent + 1)
    mornings = (datetime.combine(first + number * spent, MORNING, SEOUL) for number in times[-2:])
    return [morning for morning in mornings if since <= morning < until]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SEOUL)

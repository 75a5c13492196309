"""법정기한 원장: when an answer is due, and day by day why. Pure functions; moments and days off are handed in.

민원 처리에 관한 법률 §19: periods of 5 days or less are counted in working hours from the receipt (①), longer ones in
working days, the day of receipt included (②), weeks, months and years by the calendar (③, 민법 §159–161). Time for
which the clock stands still (시행령 §17⑤, §20) is not counted; an extension (시행령 §21) lengthens the period.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

type DayOff = Callable[[date], str]
"""What a day off is called; empty for a working day."""
type Span = tuple[datetime, datetime]

SEOUL = ZoneInfo("Asia/Seoul")
WORKING_HOURS = ((time(9), time(12)), (time(13), time(18)))
"""Eight a day, lunch out (시행령 §8의3)."""
END_OF_DAY = time(23, 59, 59)


class LegalKind(TextChoices):
    """민원 종류: what the clock goes by (시행령 §14–17, §19; 법 §17)."""

    GRIEVANCE = "GRIEVANCE", _("고충")
    QUESTION_OF_LAW = "QUESTION_OF_LAW", _("질의-법령")
    QUESTION_OF_PROCEDURE = "QUESTION_OF_PROCEDURE", _("질의-제도")
    PROPOSAL = "PROPOSAL", _("건의")
    OTHER = "OTHER", _("기타")
    STATUTORY = "STATUTORY", _("법정")


class Unit(TextChoices):
    """What a period is counted in."""

    HOURS = "HOURS", _("근무시간")
    DAYS = "DAYS", _("일")
    MONTHS = "MONTHS", _("개월")


@dataclass(frozen=True)
class Period:
    """처리기간."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.label}"


PERIODS: dict[LegalKind, Period] = {
    LegalKind.GRIEVANCE: Period(7, Unit.DAYS),
    LegalKind.QUESTION_OF_LAW: Period(14, Unit.DAYS),
    LegalKind.QUESTION_OF_PROCEDURE: Period(7, Unit.DAYS),
    LegalKind.PROPOSAL: Period(14, Unit.DAYS),
    LegalKind.OTHER: Period(3, Unit.HOURS),
}
"""Every kind but 법정, whose period is its own law's."""

TO_RECEIVE = Period(8, Unit.HOURS)
"""도달부터 접수까지 (시행령 §6⑧)."""

HOURS_A_DAY = 8
DAYS_FROM = 6
"""From so many days on a period is counted in days (법 §19②)."""


@dataclass(frozen=True)
class Stop:
    """Time the clock does not count; `end` None while it lasts. `why`: 보완, 현장조사, 장애 …"""

    begin: datetime
    end: datetime | None
    why: str

    def covers(self, day: date) -> bool:
        """The day it begins and the day it ends are both out (행정절차법 시행령 §11)."""
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def first(self) -> date:
        """The day it begins."""
        return self.begin.astimezone(SEOUL).date()

    @property
    def last(self) -> date | None:
        """The day it ends."""
        return self.end.astimezone(SEOUL).date() if self.end else None


@dataclass(frozen=True)
class Line:
    """One day of the ledger: what of it counts (a day, or so many minutes), why, and how much that makes so far."""

    day: date
    amount: int
    unit: str
    reason: str
    total: int

    @property
    def counted(self) -> bool:
        """Whether anything of the day counts."""
        return self.amount > 0


@dataclass(frozen=True)
class Ledger:
    """법정기한 원장. `due_at` is None while the clock stands still; the lines then end with the day asked for."""

    period: Period
    lines: tuple[Line, ...]
    due_at: datetime | None

    def nth(self, on: date) -> int:
        """며칠째: so much was counted up to this day, in days or minutes."""
        return max((line.total for line in self.lines if line.day <= on), default=0)


def statutory(days: int) -> Period:
    """법정: the period its own law publishes, in days; short ones are counted in hours (법 §19①)."""
    return Period(days, Unit.DAYS) if days >= DAYS_FROM else Period(days * HOURS_A_DAY, Unit.HOURS)


def due(
    period: Period, since: datetime, day_off: DayOff, stops: Sequence[Stop] = (), extensions: Sequence[int] = ()
) -> datetime:
    """The moment the period ends: a day-period with its last day, an hour-period to the minute."""
    found = ledger(period, since, day_off, stops, extensions).due_at
    assert found is not None
    return found


def ledger(
    period: Period,
    since: datetime,
    day_off: DayOff,
    stops: Sequence[Stop] = (),
    extensions: Sequence[int] = (),
    *,
    until: date | None = None,
) -> Ledger:
    """Count from the receipt to the end of the period, a line a day.

    `extensions` are in the period's own unit. A stop without an end needs `until`, the last day to tell of.
    """
    if until is None and any(stop.end is None for stop in stops):
        raise ValueError("A clock that stands still has no end; say until when to count.")
    since, amount = since.astimezone(SEOUL), period.amount + sum(extensions)
    count = {Unit.HOURS: _hours, Unit.DAYS: _working_days, Unit.MONTHS: _months}[period.unit]
    lines: list[Line] = []
    for line, end in count(amount, since, day_off, stops):
        if until is not None and line.day > until:
            break
        lines.append(line)
        if end is not None:
            return Ledger(period, tuple(lines), end)
    return Ledger(period, tuple(lines), None)


def working_days_after(days: int, since: datetime, day_off: DayOff) -> datetime:
    """The end of the n-th working day after this one."""
    tomorrow = since.astimezone(SEOUL) + timedelta(days=1)
    return due(Period(days, Unit.DAYS), tomorrow, day_off)


type _Lines = Iterator[tuple[Line, datetime | None]]


def _working_days(amount: int, since: datetime, day_off: DayOff, stops: Sequence[Stop]) -> _Lines:
    """법 §19②."""
    total = 0
    for day in _days(since.date()):
        off, stopped = day_off(day), _stopped(day, stops)
        counts = not off and not stopped
        total += counts
        reason = off or stopped or _plain(day, since)
        yield Line(day, int(counts), "day", reason, total), _end_of(day) if counts and total == amount else None


def _months(amount: int, since: datetime, day_off: DayOff, stops: Sequence[Stop]) -> _Lines:
    """법 §19③: by the calendar, days off included; what stood still is added, an end on a day off moves on."""
    first = since.date()
    while day_off(first):  # A receipt on a day off counts from the next working day.
        yield Line(first, 0, "day", day_off(first), 0), None
        first += timedelta(days=1)
    needed, total = (_corresponding(first, amount) - first).days + 1, 0
    for day in _days(first):
        stopped = _stopped(day, stops)
        counts = not stopped and total < needed
        total += counts
        ends = total == needed and not day_off(day) and not stopped
        moved = "" if counts else day_off(day) and gettext("마지막 날이 쉬는 날이어서 다음 날로 (민법 제161조)")
        yield (
            Line(day, int(counts), "day", stopped or moved or _plain(day, since), total),
            _end_of(day) if ends else None,
        )


def _corresponding(first: date, months: int) -> date:
    """민법 §160②③: the day before the one that corresponds, or the month's last day where there is none."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    if first.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, first.day) - timedelta(days=1)


def _hours(amount: int, since: datetime, day_off: DayOff, stops: Sequence[Stop]) -> _Lines:
    """법 §19①: working time from the moment of receipt, to the minute."""
    left, total = timedelta(hours=amount), 0
    for day in _days(since.date()):
        off, used, end = day_off(day), timedelta(), None
        for begin, close in [] if off else _open_spans(day, since, stops):
            taken = min(close - begin, left)
            used, left = used + taken, left - taken
            if not left:
                end = begin + taken
                break
        minutes = used // timedelta(minutes=1)
        total += minutes
        yield Line(day, minutes, "minute", off or _stopped(day, stops) or _plain(day, since), total), end


def _open_spans(day: date, since: datetime, stops: Sequence[Stop]) -> list[Span]:
    """Working time of the day that counts."""
    spans = [(datetime.combine(day, begin, SEOUL), datetime.combine(day, end, SEOUL)) for begin, end in WORKING_HOURS]
    spans = [(max(begin, since), end) for begin, end in spans if end > since]
    for stop in stops:
        spans = [
            piece
            for begin, end in spans
            for piece in ((begin, min(end, stop.begin)), (max(begin, stop.end or end), end))
            if piece[0] < piece[1]
        ]
    return spans


def _stopped(day: date, stops: Sequence[Stop]) -> str:
    return next((stop.why for stop in stops if stop.covers(day)), "")


def _plain(day: date, since: datetime) -> str:
    return gettext("접수한 날") if day == since.date() else gettext("근무일")


def _end_of(day: date) -> datetime:
    return datetime.combine(day, END_OF_DAY, SEOUL)


def _days(first: date) -> Iterator[date]:
    while True:
        yield first
        first += timedelta(days=1)

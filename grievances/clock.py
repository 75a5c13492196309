"""법정기한 원장: when an answer is due, and day by day why. Pure functions; moments and the calendar are handed in.

민원 처리에 관한 법률 §19: periods of 5 days or less are counted in working hours from the receipt (①), longer ones in
working days, the day of receipt included (②), weeks, months and years by the calendar (③, 민법 §159–161). Time for
which the clock stands still (시행령 §17⑤, §20) is not counted; an extension (시행령 §21) lengthens the period.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

type DayOff = Callable[[date], str]
"""What a day off is called; empty for a working day."""
type Span = tuple[datetime, datetime]
type Hours = tuple[tuple[time, time], ...]
"""근무시간 of a day, lunch out."""

SEOUL = ZoneInfo("Asia/Seoul")
STANDARD_HOURS: Hours = ((time(9), time(12)), (time(13), time(18)))
"""Eight a day (시행령 §8의3): until a city says otherwise."""
END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, eq=False)
class Calendar:
    """When the city works: its days off, and its 근무시간, each with the day it is valid from, the oldest first."""

    day_off: DayOff
    hours: tuple[tuple[date, Hours], ...] = ((date.min, STANDARD_HOURS),)

    def is_day_off(self, day: date) -> bool:
        """Whether the city rests."""
        return bool(self.day_off(day))

    def hours_of(self, day: date) -> Hours:
        """근무시간 of a working day."""
        return next((hours for valid_from, hours in reversed(self.hours) if valid_from <= day), self.hours[0][1])

    def working_spans(self, day: date) -> list[Span]:
        """The moments between which the city works on this day; none on a day off."""
        if self.day_off(day):
            return []
        return [
            (datetime.combine(day, opens, SEOUL), datetime.combine(day, closes, SEOUL))
            for opens, closes in self.hours_of(day)
        ]


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


TO_RECEIVE = Period(8, Unit.HOURS)
"""도달부터 접수까지 (시행령 §6⑧)."""

HOURS_A_DAY = 8
DAYS_FROM = 6
"""From so many days on a period is counted in days (법 §19②)."""
HALF, MOST = Fraction(1, 2), Fraction(4, 5)
"""Parts of a period at which whoever holds the case is reminded."""


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
class Deadline:
    """처리기한, and the moments at which half and four fifths of the time for it are used."""

    due_at: datetime
    half_at: datetime
    most_at: datetime


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
    period: Period, since: datetime, calendar: Calendar, stops: Sequence[Stop] = (), extensions: Sequence[int] = ()
) -> datetime:
    """The moment the period ends: a day-period with its last day, an hour-period to the minute."""
    found = ledger(period, since, calendar, stops, extensions).due_at
    assert found is not None
    return found


def ledger(
    period: Period,
    since: datetime,
    calendar: Calendar,
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
    for line, end in count(amount, since, calendar, stops):
        if until is not None and line.day > until:
            break
        lines.append(line)
        if end is not None:
            return Ledger(period, tuple(lines), end)
    return Ledger(period, tuple(lines), None)


def deadline(
    period: Period, since: datetime, calendar: Calendar, stops: Sequence[Stop] = (), extensions: Sequence[int] = ()
) -> Deadline:
    """처리기한 with the moments to remind at.

    A part of a day-period is used from the first moment of the day that uses it, a part of hours to the minute.
    """
    found = ledger(period, since, calendar, stops, extensions)
    assert found.due_at is not None
    if period.unit != Unit.HOURS:
        return Deadline(found.due_at, *(_day_of(part, found, since) for part in (HALF, MOST)))
    since, hours = since.astimezone(SEOUL), period.amount + sum(extensions)
    half, most = (_end_of_hours(hours * part, since, calendar, stops) for part in (HALF, MOST))
    return Deadline(found.due_at, half, most)


def _day_of(part: Fraction, found: Ledger, since: datetime) -> datetime:
    needed = ceil(found.lines[-1].total * part)
    day = next(line.day for line in found.lines if line.total >= needed)
    return max(datetime.combine(day, time.min, SEOUL), since)


def _end_of_hours(hours: Fraction, since: datetime, calendar: Calendar, stops: Sequence[Stop]) -> datetime:
    return next(end for _line, end in _hours(hours, since, calendar, stops) if end is not None)


def working_days_after(days: int, since: datetime, calendar: Calendar) -> datetime:
    """The end of the n-th working day after this one."""
    tomorrow = since.astimezone(SEOUL) + timedelta(days=1)
    return due(Period(days, Unit.DAYS), tomorrow, calendar)


def within_working_time(stop: Stop, calendar: Calendar) -> Stop | None:
    """The stop from its first to its last working moment; None where it touches no working time.

    So a fault at night, or on a Sunday, stops nothing. The stop must have ended.
    """
    assert stop.last is not None
    assert stop.end is not None
    touched = [
        (max(begin, stop.begin), min(end, stop.end))
        for number in range((stop.last - stop.first).days + 1)
        for begin, end in calendar.working_spans(stop.first + timedelta(days=number))
        if begin < stop.end and stop.begin < end
    ]
    return Stop(touched[0][0], touched[-1][1], stop.why) if touched else None


type _Lines = Iterator[tuple[Line, datetime | None]]


def _working_days(amount: int, since: datetime, calendar: Calendar, stops: Sequence[Stop]) -> _Lines:
    """법 §19②."""
    total = 0
    for day in _days(since.date()):
        off, stopped = calendar.day_off(day), _stopped(day, stops)
        counts = not off and not stopped
        total += counts
        reason = off or stopped or _plain(day, since)
        yield Line(day, int(counts), "day", reason, total), _end_of(day) if counts and total == amount else None


def _months(amount: int, since: datetime, calendar: Calendar, stops: Sequence[Stop]) -> _Lines:
    """법 §19③: by the calendar, days off included; what stood still is added, an end on a day off moves on."""
    first, day_off = since.date(), calendar.day_off
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


def _hours(amount: int | Fraction, since: datetime, calendar: Calendar, stops: Sequence[Stop]) -> _Lines:
    """법 §19①: working time from the moment of receipt, to the minute."""
    whole, minute, total = timedelta(hours=float(amount)), timedelta(minutes=1), 0
    left = whole
    for day in _days(since.date()):
        off, before, end = calendar.day_off(day), total, None
        for begin, close in _open_spans(calendar.working_spans(day), since, stops):
            taken = min(close - begin, left)
            left -= taken
            if not left:
                end = begin + taken
                break
        total = (whole - left) // minute  # A minute begun on one day and ended on the next is not lost.
        yield Line(day, total - before, "minute", off or _stopped(day, stops) or _plain(day, since), total), end


def _open_spans(spans: Sequence[Span], since: datetime, stops: Sequence[Stop]) -> list[Span]:
    """Working time of a day that counts."""
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

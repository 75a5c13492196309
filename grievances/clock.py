"""처리기한: when an answer is due. Pure functions; moments and days off are handed in.

민원 처리에 관한 법률 §19: periods of 5 days or less are counted in working hours from the receipt, longer ones in
working days, the day of receipt included. Time for which the clock stands still (시행령 §20) is not counted.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

type IsDayOff = Callable[[date], bool]
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


def statutory(days: int) -> Period:
    """법정: the period its own law publishes, in days; short ones are counted in hours (법 §19①)."""
    return Period(days, Unit.DAYS) if days >= DAYS_FROM else Period(days * HOURS_A_DAY, Unit.HOURS)


def due(period: Period, since: datetime, is_day_off: IsDayOff, pauses: Sequence[Span] = ()) -> datetime:
    """The moment the period ends: a day-period with its last day, an hour-period to the minute."""
    since = since.astimezone(SEOUL)
    if period.unit == Unit.DAYS:
        return _nth_day(period.amount, since.date(), is_day_off, pauses)
    return _after_hours(timedelta(hours=period.amount), since, is_day_off, pauses)


def working_days_after(days: int, since: datetime, is_day_off: IsDayOff) -> datetime:
    """The end of the n-th working day after this one."""
    return _nth_day(days, since.astimezone(SEOUL).date() + timedelta(days=1), is_day_off, ())


def _nth_day(amount: int, first: date, is_day_off: IsDayOff, pauses: Sequence[Span]) -> datetime:
    """보완 and the like: the day it begins and the day it ends are both out (행정절차법 시행령 §11)."""
    stopped = [(begin.astimezone(SEOUL).date(), end.astimezone(SEOUL).date()) for begin, end in pauses]
    for day in _days(first):
        if not is_day_off(day) and not any(begin <= day <= end for begin, end in stopped):
            amount -= 1
        if amount <= 0 and not is_day_off(day):
            return datetime.combine(day, END_OF_DAY, SEOUL)
    raise AssertionError("A calendar has no last day.")


def _after_hours(left: timedelta, since: datetime, is_day_off: IsDayOff, pauses: Sequence[Span]) -> datetime:
    for day in _days(since.date()):
        for begin, end in _open_spans(day, since, is_day_off, pauses):
            if end - begin >= left:
                return begin + left
            left -= end - begin
    raise AssertionError("A calendar has no last day.")


def _open_spans(day: date, since: datetime, is_day_off: IsDayOff, pauses: Sequence[Span]) -> list[Span]:
    """Working time of the day that counts."""
    if is_day_off(day):
        return []
    spans = [(datetime.combine(day, begin, SEOUL), datetime.combine(day, end, SEOUL)) for begin, end in WORKING_HOURS]
    spans = [(max(begin, since), end) for begin, end in spans if end > since]
    for stop, go in pauses:
        spans = [
            piece
            for begin, end in spans
            for piece in ((begin, min(end, stop)), (max(begin, go), end))
            if piece[0] < piece[1]
        ]
    return spans


def _days(first: date) -> Iterator[date]:
    while True:
        yield first
        first += timedelta(days=1)

"""The ledger of a case as people see it: the days in one line, the reason of each, and how far it is."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from grievances import clock, deadlines, rulebook, wording
from grievances.clock import Calendar, Ledger, Line, Unit
from grievances.models import Grievance

MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class Day:
    """One day: its mark, the number in it, the word below it, and the sentence that says the same."""

    day: date
    mark: str  # gone, left, due, paused, off
    number: str
    note: str
    counting: str
    reason: str
    is_today: bool

    @property
    def weekday(self) -> str:
        """월, 화, 수 …"""
        return wording.WEEKDAYS[self.day.weekday()]


@dataclass(frozen=True)
class Picture:
    """What the page shows of a ledger."""

    days: list[Day]
    sentence: str
    moved_from: date | None  # where the period would have ended without what stood still or was added
    due_on: date | None
    is_in_hours: bool


def of(grievance: Grievance, *, at: datetime) -> Picture | None:
    """The running ledger of a case; None where no legal clock runs: before 접수, in 장기추진, and after the end."""
    if grievance.run_at is None or grievance.period is None or grievance.is_long_term or grievance.answered_at:
        return None
    if grievance.closed_at is not None:
        return None
    rules = rulebook.standing()
    period, stops, extensions = (
        deadlines.period(grievance, rules),
        deadlines.stops(grievance, rules),
        deadlines.extensions(grievance),
    )
    today = timezone.localdate(at)
    until = today if grievance.is_paused else None
    found = clock.ledger(period, grievance.run_at, rules.calendar, stops, extensions, until=until)
    changed = stops or extensions
    plain = clock.due(period, grievance.run_at, rules.calendar).date() if changed else None
    return picture(found, rules.calendar, today=today, plain=plain)


def picture(found: Ledger, calendar: Calendar, *, today: date, plain: date | None = None) -> Picture:
    """Put a ledger into marks and words. `plain`: when it would have ended had nothing changed it."""
    due_on = found.due_at.astimezone(clock.SEOUL).date() if found.due_at else None
    return Picture(
        days=[_day(line, found, calendar, today=today, due_on=due_on) for line in found.lines],
        sentence=_sentence(found, today),
        moved_from=plain if plain and due_on and plain != due_on else None,
        due_on=due_on,
        is_in_hours=found.period.unit == Unit.HOURS,
    )


def _day(line: Line, found: Ledger, calendar: Calendar, *, today: date, due_on: date | None) -> Day:
    is_due, is_off = line.day == due_on, calendar.is_day_off(line.day)
    return Day(
        day=line.day,
        mark=_mark(line, today=today, is_due=is_due, is_off=is_off),
        number=str(line.total) if line.counted and line.unit == "day" else "",
        note=_note(line, today=today, is_due=is_due, is_off=is_off, is_first=line is found.lines[0]),
        counting=_counting(line),
        reason=_("처리기한") if is_due else line.reason,
        is_today=line.day == today,
    )


def _mark(line: Line, *, today: date, is_due: bool, is_off: bool) -> str:
    if is_due:
        return "due"
    if line.counted:
        return "gone" if line.day <= today else "left"
    return "off" if is_off else "paused"


def _note(line: Line, *, today: date, is_due: bool, is_off: bool, is_first: bool) -> str:
    if is_due:
        return _("기한")
    if line.day == today:
        return _("오늘")
    if not line.counted:
        return _("휴일") if is_off else _("멈춤")
    return _("접수") if is_first else ""


def _counting(line: Line) -> str:
    if not line.counted:
        return _("세지 않음")
    if line.unit == "day":
        return _("%d일째") % line.total
    return _("%(taken)s, 모두 %(total)s") % {"taken": _hours(line.amount), "total": _hours(line.total)}


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    words = [_("%d시간") % hours] if hours else []
    return " ".join([*words, _("%d분") % rest] if rest or not hours else words)


def _sentence(found: Ledger, today: date) -> str:
    """7일 중 3일째, or when it begins, or that it is over."""
    gone = found.nth(today)
    if found.due_at is None:
        return _("%(period)s 중 %(gone)s 세고 멈추었습니다.") % {"period": found.period, "gone": _gone(found, gone)}
    if found.due_at.astimezone(clock.SEOUL).date() < today:
        return _("처리기한이 지났습니다.")
    if not gone:
        first = next(line.day for line in found.lines if line.counted)
        return _("%(period)s, %(day)s부터 셉니다.") % {"period": found.period, "day": wording.day_words(first)}
    if found.period.unit == Unit.DAYS:
        words = {"amount": found.period.amount, "gone": gone}
        return _("법정기한 %(amount)d일 중 오늘이 %(gone)d일째입니다.") % words
    return _("%(period)s 중 %(gone)s 지났습니다.") % {"period": found.period, "gone": _gone(found, gone)}


def _gone(found: Ledger, gone: int) -> str:
    return _hours(gone) if found.period.unit == Unit.HOURS else _("%d일") % gone

"""남은 시간: how much of its time a case has used, in words, as a date, and as cells of a bar. Pure functions."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

from django.utils.translation import gettext as _

from grievances import ledger_words
from grievances.clock import SEOUL, TO_RECEIVE, Calendar, DayOff, Period, Unit
from grievances.models import Grievance
from grievances.workflow import Status

WEEKDAYS = "월화수목금토일"
CELLS_AT_MOST = 20
"""A longer period has several days or hours a cell."""
HOURS_A_DAY = 8
MINUTE = timedelta(minutes=1)
SOON_PART = 5
"""접수: soon when a fifth of the eight hours is left."""

LATE, SOON, RUNNING, STILL, ENDED = "late", "soon", "running", "still", "ended"


@dataclass(frozen=True)
class Remaining:
    """`words` and `day` are read together; `cells` are drawn, and `says` says them to those who do not see them."""

    tone: str
    words: str
    day: str = ""
    cells: tuple[str, ...] = ()
    says: str = ""


def short_day(moment: date, *, at: datetime, weekday: bool = True) -> str:
    """3.19.(목), with the year where it is another one: close enough for a list."""
    day = moment.astimezone(SEOUL).date() if isinstance(moment, datetime) else moment
    year = f"{day.year}." if day.year != at.astimezone(SEOUL).year else ""
    return f"{year}{day.month}.{day.day}." + (f"({WEEKDAYS[day.weekday()]})" if weekday else "")


def remaining(case: Grievance, *, at: datetime, soon_by: datetime, calendar: Calendar) -> Remaining:
    """What is left of the time of this case. `soon_by`: what is due until then is 기한 임박."""
    if case.status == Status.OPEN:
        left = working_time(at, case.receive_by, calendar)
        is_soon = left * SOON_PART <= timedelta(hours=TO_RECEIVE.amount)
        day = _end(case.receive_by, at, in_hours=True)
        return _hours(TO_RECEIVE, case.receive_by, at, is_soon=is_soon, calendar=calendar, day=day)
    if case.status != Status.IN_PROGRESS:
        return _ended(case, at)
    if case.report_on and case.target_on:
        tone = LATE if case.report_on < at.astimezone(SEOUL).date() else RUNNING
        return Remaining(
            tone, f"보고 {short_day(case.report_on, at=at)}", f"목표 {short_day(case.target_on, at=at, weekday=False)}"
        )
    return _running(case, at, soon_by, calendar)


def _running(case: Grievance, at: datetime, soon_by: datetime, calendar: Calendar) -> Remaining:
    period, due = _extended(case), case.due_at
    assert due is not None
    if case.paused_at:
        begun = f"보완 {short_day(case.paused_at, at=at, weekday=False)}부터"
        return _still(period, due, case.paused_at, calendar, words="시계 멈춤", day=begun, why="멈춤")
    if case.investigated_until and case.is_under_investigation(at=at):
        words = f"현장조사 {short_day(case.investigated_until, at=at, weekday=False)}까지"
        goes_on = datetime.combine(case.investigated_until + timedelta(days=1), time.min, SEOUL)
        return _still(period, due, goes_on, calendar, words=words, day=_until(case, due, at), why="현장조사")
    is_soon, day = due <= soon_by, _until(case, due, at)
    if period.unit == Unit.HOURS:
        return _hours(period, due, at, is_soon=is_soon, calendar=calendar, day=day)
    return _days(_total(case, period), due, at, is_soon=is_soon, count=_counting(period, calendar), day=day)


def _extended(case: Grievance) -> Period:
    """처리기간 with what it was extended by."""
    period = case.period
    assert period is not None
    return Period(period.amount + case.extended_by, period.unit)


def _until(case: Grievance, due: datetime, at: datetime) -> str:
    """3.20.(금)까지, and the promise where the law gives more by now."""
    day = _end(due, at, in_hours=case.period_unit == Unit.HOURS)
    if case.promised_at is None or case.promised_at < at:
        return day
    return f"{day}, 약속 {short_day(case.promised_at, at=at, weekday=False)}"


def _end(due: datetime, at: datetime, *, in_hours: bool) -> str:
    is_today = due.astimezone(SEOUL).date() == at.astimezone(SEOUL).date()
    if not in_hours:
        return "24시 마감" if is_today else f"{short_day(due, at=at)}까지"
    clock = f"{due.astimezone(SEOUL):%H:%M}까지"
    return clock if is_today else f"{short_day(due, at=at)} {clock}"


def _ended(case: Grievance, at: datetime) -> Remaining:
    if case.look_again_on:
        come = case.look_again_on <= at.astimezone(SEOUL).date()
        return Remaining(SOON if come else ENDED, f"다시 볼 날 {short_day(case.look_again_on, at=at)}")
    moment = case.answered_at or case.closed_at
    assert moment is not None
    return Remaining(ENDED, f"{'답변' if case.answered_at else '종결'} {short_day(moment, at=at)}")


# --- Days ---------------------------------------------------------------------------------------------------------


def _days(total: int, due: datetime, at: datetime, *, is_soon: bool, count: DayOff, day: str) -> Remaining:
    today, last = at.astimezone(SEOUL).date(), due.astimezone(SEOUL).date()
    if due < at:
        over = working_days(last, today, count)
        words = f"{over}일 지남" if over else "기한 지남"
        return Remaining(LATE, words, day, _cells(total, total, now=False), f"{total}일을 다 쓰고 {words}")
    left = working_days(today, last, count)
    total = max(total, left)
    used = min(total, max(total - left, 0))
    return Remaining(
        SOON if is_soon else RUNNING,
        f"{left}일 남음" if today < last else "오늘까지",
        day,
        _cells(total, used, now=used > 0),
        f"{total}일 중 {used}일째" if used else f"{total}일 가운데 아직 쓴 날이 없음",
    )


def _still(
    period: Period, due: datetime, goes_on: datetime, calendar: Calendar, *, words: str, day: str, why: str
) -> Remaining:
    """What is left is what there is from the day it stopped, or will go on, to the end."""
    if period.unit == Unit.MONTHS:
        return Remaining(STILL, words, day)
    if period.unit == Unit.HOURS:
        left, unit = ceil(working_time(goes_on, due, calendar) / timedelta(hours=1)), "근무시간"
    else:
        eve = goes_on.astimezone(SEOUL).date() - timedelta(days=1)
        left, unit = working_days(eve, due.astimezone(SEOUL).date(), calendar.day_off), "일"
    total = max(period.amount, left)
    used = total - left
    return Remaining(STILL, words, day, _cells(total, used, now=False), f"{total}{unit} 중 {used}{unit} 쓰고 {why}")


def _total(case: Grievance, period: Period) -> int:
    """So many days long; a period of months is as long as the calendar makes it."""
    if period.unit == Unit.DAYS:
        return period.amount
    assert case.run_at is not None
    assert case.due_at is not None
    return (case.due_at.astimezone(SEOUL).date() - case.run_at.astimezone(SEOUL).date()).days + 1


def _counting(period: Period, calendar: Calendar) -> DayOff:
    return _no_day_off if period.unit == Unit.MONTHS else calendar.day_off


def _no_day_off(_day: date) -> str:
    return ""


def working_days(after: date, until: date, day_off: DayOff) -> int:
    """Working days after the one and up to the other."""
    days = (after + timedelta(days=number + 1) for number in range((until - after).days))
    return sum(not day_off(day) for day in days)


# --- 접수 ---------------------------------------------------------------------------------------------------------


def to_receive(case: Grievance, *, at: datetime, calendar: Calendar) -> str:
    """What is left of the eight hours, for the company as well; empty once it is received, or late."""
    if case.status != Status.OPEN or case.receive_by < at:
        return ""
    left = working_time(at, case.receive_by, calendar)
    return _("접수까지 근무시간으로 %s 남았습니다.") % ledger_words.hours(left // MINUTE)


# --- Hours --------------------------------------------------------------------------------------------------------


def _hours(period: Period, due: datetime, at: datetime, *, is_soon: bool, calendar: Calendar, day: str) -> Remaining:
    total = period.amount
    if due < at:
        over = working_time(due, at, calendar)
        words = f"{_length(over)} 지남" if over >= MINUTE else "기한 지남"
        return Remaining(LATE, words, day, _cells(total, total, now=False), f"{total}근무시간을 다 쓰고 {words}")
    left = working_time(at, due, calendar)
    used = min(total, max(ceil(total - left / timedelta(hours=1)), 0))
    return Remaining(
        SOON if is_soon else RUNNING,
        f"{_length(left)} 남음",
        day,
        _cells(total, used, now=used > 0),
        f"{total}근무시간 중 {used}시간째",
    )


def working_time(begin: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Working hours between two moments."""
    begin, end = begin.astimezone(SEOUL), end.astimezone(SEOUL)
    total = timedelta()
    for number in range((end.date() - begin.date()).days + 1):
        for opens, closes in calendar.working_spans(begin.date() + timedelta(days=number)):
            total += max(min(end, closes) - max(begin, opens), timedelta())
    return total


def _length(span: timedelta) -> str:
    """2시간 10분, or beyond a day's work 2일 3시간."""
    minutes = span // MINUTE
    hours, minutes = divmod(minutes, 60)
    if hours > HOURS_A_DAY:
        days, hours = divmod(hours, HOURS_A_DAY)
        return f"{days}일" + (f" {hours}시간" if hours else "")
    parts = [f"{hours}시간" if hours else "", f"{minutes}분" if minutes or not hours else ""]
    return " ".join(filter(None, parts))


def _cells(total: int, used: int, *, now: bool) -> tuple[str, ...]:
    """`used`, the one being used `now`, and those left, at most `CELLS_AT_MOST`."""
    per = ceil(total / CELLS_AT_MOST)
    cells, filled = ceil(total / per), ceil(used / per)
    return tuple(
        "now" if now and number == filled else "used" if number <= filled else "left" for number in range(1, cells + 1)
    )

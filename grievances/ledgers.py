"""The ledger of a case as people see it: a small calendar, the reason of each day, and why the end moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from grievances import clock, deadlines, ledger_words, rulebook
from grievances.clock import SEOUL, Calendar, Ledger, Line, Period, Stop, Unit
from grievances.days_off import WEEKEND
from grievances.ledger_words import Why
from grievances.models import Grievance

WEEK = 7
FOLDED_FROM = 7
"""From so many weeks on, weeks in which nothing happens are told in one row."""

GONE, LEFT, DUE, OFF = "gone", "left", "due", "off"
STOPPED = {Why.SUPPLEMENT: "paused", Why.INVESTIGATION: "investigated", Why.OUTAGE: "outage"}


@dataclass(frozen=True)
class Run:
    """A clock that runs: how long, since when, and what stopped or lengthened it, in the order it happened."""

    period: Period
    since: datetime
    changes: tuple[Stop | int, ...] = ()
    promised_at: datetime | None = None
    is_again: bool = False  # 재검토

    @property
    def stops(self) -> list[Stop]:
        """멈춤."""
        return [change for change in self.changes if isinstance(change, Stop)]

    @property
    def extensions(self) -> list[int]:
        """기한연장, in the unit of the period."""
        return [change for change in self.changes if isinstance(change, int)]

    def ledger(self, calendar: Calendar, *, until: date | None = None) -> Ledger:
        """Counted."""
        return clock.ledger(self.period, self.since, calendar, self.stops, self.extensions, until=until)

    def first(self, changes: int) -> "Run":
        """As it was when only so much had happened."""
        return Run(self.period, self.since, self.changes[:changes])


@dataclass(frozen=True)
class Day:
    """One day: its mark with the number in it, the words below it, and the sentence that says the same."""

    day: date
    mark: str
    number: str
    notes: tuple[str, ...]
    counting: str
    reason: str
    article: str
    is_today: bool
    is_added: bool
    is_kept: bool  # never folded: something begins, ends, or is promised

    @property
    def words(self) -> str:
        """4월 29일 수요일, 멈춤: 보완."""
        words = {"day": ledger_words.day_in_full(self.day), "counting": self.counting, "reason": self.reason}
        return _("%(day)s, %(counting)s: %(reason)s") % words


@dataclass(frozen=True)
class Week:
    """A row of the calendar, Monday to Sunday; or the words of several weeks in which nothing happens."""

    days: tuple[Day | None, ...]
    folded: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Picture:
    """What the page shows of a ledger."""

    sentence: str
    days: list[Day]
    weeks: list[Week]
    key: list[tuple[str, str, str]]  # mark, name, meaning
    days_off: str
    steps: list[tuple[str, str]]  # what moved the end, until when it then was
    due_at: datetime | None
    is_in_hours: bool
    is_over: bool

    @property
    def due_on(self) -> date | None:
        """The day it ends; None while the clock stands still."""
        return self.due_at.astimezone(SEOUL).date() if self.due_at else None


def of(grievance: Grievance, *, at: datetime) -> Picture | None:
    """The running ledger of a case; None where no legal clock runs: before 접수, in 장기추진, and after the end."""
    if grievance.run_at is None or grievance.period is None or grievance.is_long_term or grievance.answered_at:
        return None
    if grievance.closed_at is not None:
        return None
    rules = rulebook.standing()
    since = grievance.run_at
    changes: list[tuple[datetime, Stop | int]] = [(stop.begin, stop) for stop in deadlines.stops(grievance, rules)]
    if grievance.extended_times:
        extensions = grievance.extensions.all()
        changes += [(one.extended_at, one.amount) for one in extensions if one.extended_at >= since]
    in_order = tuple(change for _at, change in sorted(changes, key=lambda change: change[0]))
    is_again = since != grievance.received_at
    run = Run(deadlines.period(grievance, rules), since, in_order, grievance.promised_at, is_again)
    return picture(run, rules.calendar, at=at)


def picture(run: Run, calendar: Calendar, *, at: datetime) -> Picture:
    """Put a ledger into marks and words, as it is at this moment."""
    today = at.astimezone(SEOUL).date()
    found = run.ledger(calendar, until=today if any(stop.end is None for stop in run.stops) else None)
    days = list(_Days(run, found, calendar, today))
    return Picture(
        sentence=ledger_words.sentence(
            run.period,
            found,
            calendar,
            at=at,
            gone=_gone(run, calendar, at),
            stops=run.stops,
            extensions=run.extensions,
            promised_at=run.promised_at,
        ),
        days=days,
        weeks=_weeks(days),
        key=_key(days, run.period.unit),
        days_off=_days_off(found, calendar),
        steps=_steps(run, found, calendar),
        due_at=found.due_at,
        is_in_hours=run.period.unit == Unit.HOURS,
        is_over=found.due_at is not None and found.due_at < at,
    )


def days_off_between(first: date, last: date, calendar: Calendar) -> list[tuple[date, str]]:
    """쉬는 날 beside weekends, by name."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [(day, name) for day in days if day.weekday() not in WEEKEND and (name := calendar.day_off(day))]


def _gone(run: Run, calendar: Calendar, at: datetime) -> int:
    """What was counted until this moment: the rest is stopped away."""
    today = at.astimezone(SEOUL).date()
    stops = run.stops if run.period.unit != Unit.HOURS else [*run.stops, Stop(max(at, run.since), None, "")]
    return clock.ledger(run.period, run.since, calendar, stops, run.extensions, until=today).nth(today)


# --- Days -----------------------------------------------------------------------------------------------------------


class _Days:
    """The lines of a ledger, each with its mark and its words."""

    def __init__(self, run: Run, found: Ledger, calendar: Calendar, today: date) -> None:
        self.run, self.lines, self.calendar, self.today = run, found.lines, calendar, today
        self.due_on = found.due_at.astimezone(SEOUL).date() if found.due_at else None
        self.promised_on = run.promised_at.astimezone(SEOUL).date() if run.promised_at else None
        self.unit = run.period.unit
        self.whys = {str(why.label): why for why in Why}
        self.without_extension = run.first(0).ledger(calendar).lines[-1].total if run.extensions else None

    def __iter__(self) -> Iterator[Day]:
        return map(self._day, self.lines)

    def _day(self, line: Line) -> Day:
        is_first, is_due = line is self.lines[0], line.day == self.due_on
        is_added = line.counted and self.without_extension is not None and line.total > self.without_extension
        stopped = self.whys.get(line.reason)
        mark = self._mark(line, stopped)
        return Day(
            day=line.day,
            mark=mark,
            number=str(line.total) if line.counted and line.unit == "day" else "",
            notes=tuple(self._notes(line, mark, stopped, is_first=is_first, is_added=is_added)),
            counting=ledger_words.counting(line, mark),
            reason=self._reason(line, is_first=is_first, is_added=is_added and not stopped),
            article=ledger_words.article(self.unit, stopped, is_added=is_added),
            is_today=line.day == self.today,
            is_added=is_added,
            is_kept=is_first or is_due or line.day in (self.today, self.promised_on),
        )

    def _mark(self, line: Line, stopped: Why | None) -> str:
        if line.day == self.due_on:
            return DUE
        if line.counted:
            return GONE if line.day <= self.today else LEFT
        return STOPPED[stopped] if stopped else OFF

    def _reason(self, line: Line, *, is_first: bool, is_added: bool) -> str:
        if line.day == self.due_on:
            return _("처리기한")
        if is_first and self.run.is_again and line.counted:
            return _("재검토를 시작한 날")
        return _("연장한 날") if is_added else line.reason

    def _notes(self, line: Line, mark: str, stopped: Why | None, *, is_first: bool, is_added: bool) -> Iterator[str]:
        if line.counted and line.unit == "minute":
            yield ledger_words.hours(line.amount)
        if mark == DUE:
            yield _("기한")
        if is_first:
            yield _("재검토") if self.run.is_again else _("접수")
        if stopped:
            yield stopped.note
        elif mark == OFF and line.day.weekday() not in WEEKEND:
            yield self.calendar.day_off(line.day)
        if is_added and mark != DUE:
            yield _("연장")
        if line.day == self.promised_on:
            yield _("약속")


# --- Weeks ----------------------------------------------------------------------------------------------------------


def _weeks(days: Sequence[Day]) -> list[Week]:
    by_monday = groupby(days, lambda day: day.day - timedelta(days=day.day.weekday()))
    weeks = [Week(_from_monday(list(found))) for _monday, found in by_monday]
    return weeks if len(weeks) < FOLDED_FROM else list(_folded(weeks))


def _from_monday(days: list[Day]) -> tuple[Day | None, ...]:
    before = days[0].day.weekday()
    return (*(None,) * before, *days, *(None,) * (WEEK - before - len(days)))


def _folded(weeks: list[Week]) -> Iterator[Week]:
    for same, group in groupby(weeks, _sameness):
        alike = list(group)
        if same and len(alike) > 1:
            days = [day for week in alike for day in week.days if day]
            yield Week((), ledger_words.folded(days[0].day, days[-1].day, *_told(days)), same[0])
        else:
            yield from alike


def _sameness(week: Week) -> tuple[str, bool] | None:
    """What all counted, or all stopped, days of a week have in common; None where something happens in it."""
    if any(day is None or day.is_kept for day in week.days):
        return None
    kinds = {(day.mark, day.is_added) for day in week.days if day and day.mark != OFF}
    return kinds.pop() if len(kinds) == 1 else None


def _told(days: Sequence[Day]) -> tuple[str, list[str]]:
    """From which to which day they count, or why they do not; and what the days off among them are called."""
    told = [day for day in days if day.mark != OFF]
    counted = [day.counting for day in told if day.mark in (GONE, LEFT)]
    words = f"{counted[0]}–{counted[-1]}" if counted else f"{told[0].counting}({told[0].reason})"
    return words, [note for day in days if day.mark == OFF for note in day.notes]


# --- What is said around it -----------------------------------------------------------------------------------------


def _key(days: Sequence[Day], unit: Unit) -> list[tuple[str, str, str]]:
    """표시의 뜻, of those that are there."""
    marks = {day.mark for day in days} | ({"added"} if any(day.is_added for day in days) else set())
    return [(mark, *words) for mark, words in ledger_words.key(unit).items() if mark in marks]


def _days_off(found: Ledger, calendar: Calendar) -> str:
    off = [line.day for line in found.lines if calendar.day_off(line.day)]
    names = [calendar.day_off(day) for day in off if day.weekday() not in WEEKEND]
    return ledger_words.days_off(found.period.unit, len(off), names)


def _steps(run: Run, found: Ledger, calendar: Calendar) -> list[tuple[str, str]]:
    """기한이 옮겨진 까닭: where the end was at first, and where each stop and extension put it."""
    steps: list[tuple[str, str]] = []
    last: datetime | None = None
    for number in range(len(run.changes) + 1):
        change = run.changes[number - 1] if number else None
        if isinstance(change, Stop) and change.end is None:
            steps.append((_taken(change, run, found, calendar), _("끝나면 다시 정합니다.")))
            break
        due_at = run.first(number).ledger(calendar).due_at
        assert due_at is not None
        if due_at != last:
            steps.append((_taken(change, run, found, calendar), ledger_words.until(due_at, run.period.unit)))
        last = due_at
    return steps if len(steps) > 1 else []


def _taken(change: Stop | int | None, run: Run, found: Ledger, calendar: Calendar) -> str:
    """처음에는, 보완 2일을 빼면, 5일을 연장하면."""
    if change is None:
        return _("처음에는")
    if isinstance(change, int):
        return _("%s을 연장하면") % Period(change, run.period.unit)
    if run.period.unit == Unit.HOURS:
        last = change.end or datetime.combine(found.lines[-1].day, clock.END_OF_DAY, SEOUL)
        taken = ledger_words.hours(_minutes(change.begin, last, calendar))
    else:
        taken = _("%d일") % sum(line.reason == change.why and change.covers(line.day) for line in found.lines)
    words = {"why": change.why, "taken": taken}
    return _("%(why)s %(taken)s을 빼면") % words if change.end else _("%(why)s %(taken)s째") % words


def _minutes(begin: datetime, end: datetime, calendar: Calendar) -> int:
    first, last = begin.astimezone(SEOUL).date(), end.astimezone(SEOUL).date()
    spans = [
        span
        for number in range((last - first).days + 1)
        for span in calendar.working_spans(first + timedelta(days=number))
    ]
    taken = sum((max(min(end, closes) - max(begin, opens), timedelta()) for opens, closes in spans), timedelta())
    return taken // timedelta(minutes=1)

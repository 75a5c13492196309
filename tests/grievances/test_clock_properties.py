"""What must hold of the clock whatever the case, the calendar and the hours: tried on cases of chance."""

import random
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import ceil

import pytest

from grievances.clock import (
    SEOUL,
    STANDARD_HOURS,
    Calendar,
    Deadline,
    Ledger,
    Period,
    Stop,
    Unit,
    deadline,
    ledger,
    within_working_time,
)
from grievances.days_off import day_off

CASES_OF_EACH_UNIT = 300
FIRST, DAYS = date(2025, 1, 1), 730
HOURS = [STANDARD_HOURS, ((time(8), time(12)), (time(13), time(17))), ((time(10), time(12)), (time(13), time(19)))]
MOST = {Unit.DAYS: 60, Unit.HOURS: 40, Unit.MONTHS: 6}
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """All that the clock is asked with. `more`: days off beside the public ones."""

    period: Period
    since: datetime
    more: frozenset[date]
    hours: tuple[tuple[date, tuple[tuple[time, time], ...]], ...]
    stops: tuple[Stop, ...]
    extensions: tuple[int, ...]

    @property
    def calendar(self) -> Calendar:
        return Calendar(lambda day: day_off(day) or ("임시공휴일" if day in self.more else ""), self.hours)

    def ledger(self) -> Ledger:
        return ledger(self.period, self.since, self.calendar, self.stops, self.extensions)

    def deadline(self) -> Deadline:
        return deadline(self.period, self.since, self.calendar, self.stops, self.extensions)

    @property
    def amount(self) -> int:
        return self.period.amount + sum(self.extensions)


def any_case(chance: random.Random, unit: Unit) -> Case:
    since = datetime.combine(FIRST, time(), SEOUL) + chance.randrange(DAYS * 24 * 60) * MINUTE
    amount = chance.randint(1, MOST[unit])
    ahead = [since.date() + number * DAY for number in range(400)]
    switch = since.date() + chance.randrange(30) * DAY
    return Case(
        period=Period(amount, unit),
        since=since,
        more=frozenset(chance.sample(ahead, chance.randrange(30))),
        hours=((date.min, chance.choice(HOURS)), (switch, chance.choice(HOURS))),
        stops=tuple(any_stop(chance, since) for _ in range(chance.randrange(4))),
        extensions=tuple(chance.randint(1, amount) for _ in range(chance.randrange(3))),
    )


def any_stop(chance: random.Random, since: datetime) -> Stop:
    """As long as minutes or as weeks."""
    begin = since + chance.randrange(40 * 24 * 60) * MINUTE
    length = chance.choice([chance.randrange(1, 300), chance.randrange(1, 20 * 24 * 60)])
    return Stop(begin, begin + length * MINUTE, chance.choice(["보완", "현장조사", "장애"]))


def cases(unit: Unit) -> list[Case]:
    return [any_case(random.Random(f"{unit} {number}"), unit) for number in range(CASES_OF_EACH_UNIT)]


IN_DAYS, IN_HOURS, IN_MONTHS = cases(Unit.DAYS), cases(Unit.HOURS), cases(Unit.MONTHS)
ALL = IN_DAYS + IN_HOURS + IN_MONTHS
units = pytest.mark.parametrize("some", [IN_DAYS, IN_HOURS, IN_MONTHS], ids=["days", "hours", "months"])


def stopped(case: Case, day: date) -> bool:
    return any(stop.covers(day) for stop in case.stops)


def months_on(first: date, months: int) -> date:
    """민법 §160②③, once more: the day before the corresponding one, or the month's last where there is none."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, last) if first.day > last else date(year, month + 1, first.day) - DAY


def needed(case: Case) -> int:
    """How much must be counted: minutes, working days, or the days of the calendar in so many months."""
    if case.period.unit == Unit.HOURS:
        return case.amount * 60
    if case.period.unit == Unit.DAYS:
        return case.amount
    first = case.since.date()
    while case.calendar.is_day_off(first):
        first += DAY
    return (months_on(first, case.amount) - first).days + 1


def worked(case: Case, until: datetime) -> int:
    """Minutes from the receipt to then that the city worked and nothing stopped, counted one by one."""
    found = 0
    for number in range((until.date() - case.since.date()).days + 1):
        for begin, end in case.calendar.working_spans(case.since.date() + number * DAY):
            first, last = max(begin, case.since), min(end, until)
            meanwhile = [stop for stop in case.stops if stop.begin < last and first < stop.end]
            minutes = (first + n * MINUTE for n in range(max(last - first, timedelta()) // MINUTE))
            found += sum(not any(stop.begin <= minute < stop.end for stop in meanwhile) for minute in minutes)
    return found


@units
def test_the_ledger_has_every_day_and_sums_to_what_is_due(some):
    for case in some:
        found = case.ledger()
        days = [line.day for line in found.lines]

        assert days == [days[0] + number * DAY for number in range(len(days))], case
        assert days[0] == case.since.date(), case
        assert found.due_at is not None
        assert days[-1] == found.due_at.date(), case
        assert sum(line.amount for line in found.lines) == found.lines[-1].total == needed(case), case
        assert all(line.reason for line in found.lines), case


@units
def test_what_is_due_is_due_after_the_receipt_and_never_on_a_day_off_or_a_day_that_stood_still(some):
    for case in some:
        due_at = case.ledger().due_at

        assert due_at >= case.since, case
        assert not case.calendar.is_day_off(due_at.date()), case
        if case.period.unit != Unit.HOURS:
            assert not stopped(case, due_at.date()), case
            assert f"{due_at:%H:%M:%S}" == "23:59:59", case


@units
def test_no_day_off_counts_and_no_day_that_stood_still(some):
    for case in some:
        in_months = case.period.unit == Unit.MONTHS
        for line in case.ledger().lines:
            if case.calendar.is_day_off(line.day) and not in_months:
                assert not line.counted, (case, line)
            if stopped(case, line.day) and case.period.unit != Unit.HOURS:
                assert not line.counted, (case, line)


def test_hours_are_the_minutes_that_were_worked():
    for case in IN_HOURS:
        assert worked(case, case.ledger().due_at) == case.amount * 60, case


@units
def test_more_days_off_never_make_a_deadline_earlier(some):
    """In months the first day decides where they end, so there a day off is added behind it, as in life."""
    for number, case in enumerate(some):
        chance, first = random.Random(number), case.since.date() + DAY
        while case.period.unit == Unit.MONTHS and case.calendar.is_day_off(first - DAY):
            first += DAY
        more = case.more | {first + chance.randrange(120) * DAY for _ in range(4)}

        assert replace(case, more=more).ledger().due_at >= case.ledger().due_at, case


def test_a_day_off_on_the_day_of_receipt_never_makes_days_or_hours_end_earlier():
    for case in IN_DAYS + IN_HOURS:
        later = replace(case, more=case.more | {case.since.date()})

        assert later.ledger().due_at >= case.ledger().due_at, case


@units
def test_a_longer_period_and_a_longer_extension_never_end_earlier(some):
    for case in some:
        longer = replace(case, period=Period(case.period.amount + 1, case.period.unit))
        extended = replace(case, extensions=(*case.extensions, 1))

        assert longer.ledger().due_at == extended.ledger().due_at >= case.ledger().due_at, case


@units
def test_a_later_receipt_never_ends_earlier(some):
    """Of cases that nothing stopped: who files later is not answered before."""
    for number, case in enumerate(some):
        plain = replace(case, stops=())
        later = replace(plain, since=case.since + random.Random(number).randrange(5 * 24 * 60) * MINUTE)

        assert later.ledger().due_at >= plain.ledger().due_at, case


def test_a_stop_of_n_working_days_moves_days_by_exactly_n():
    moved = 0
    for number, case in enumerate(IN_DAYS):
        plain, chance = case.ledger(), random.Random(number)
        begin = case.since + chance.randrange(len(plain.lines)) * DAY
        stop = Stop(begin, begin + chance.randrange(20) * DAY, "보완")
        counted = {line.day for line in plain.lines if line.counted}
        after = {plain.lines[-1].day + behind * DAY for behind in range(1, 40)}
        taken = sum(
            day in counted or (day in after and not case.calendar.is_day_off(day) and not stopped(case, day))
            for day in (stop.first + ahead * DAY for ahead in range((stop.last - stop.first).days + 1))
        )

        found = replace(case, stops=(*case.stops, stop)).ledger()
        longer = replace(case, extensions=(*case.extensions, taken)).ledger()

        assert found.due_at == longer.due_at, case
        moved += taken
    assert moved > CASES_OF_EACH_UNIT


@units
def test_stops_that_overlap_count_once_and_in_whatever_order(some):
    for number, case in enumerate(some):
        chance = random.Random(number)
        shifted = tuple(
            Stop(stop.begin + part * (stop.end - stop.begin), stop.end + part * (stop.end - stop.begin), "장애")
            for stop in case.stops
            for part in [chance.random()]
        )
        overlapping = tuple(
            replace(
                stop, begin=stop.begin.replace(second=0, microsecond=0), end=stop.end.replace(second=0, microsecond=0)
            )
            for stop in case.stops + shifted
        )

        due_at = replace(case, stops=merged(overlapping)).ledger().due_at

        assert replace(case, stops=overlapping).ledger().due_at == due_at, case
        assert replace(case, stops=overlapping[::-1] * 2).ledger().due_at == due_at, case


def merged(stops: tuple[Stop, ...]) -> tuple[Stop, ...]:
    """The same time without overlaps."""
    found: list[Stop] = []
    for stop in sorted(stops, key=lambda one: one.begin):
        if found and stop.begin <= found[-1].end:
            found[-1] = replace(found[-1], end=max(found[-1].end, stop.end))
        else:
            found.append(stop)
    return tuple(found)


@units
def test_half_comes_before_most_and_most_before_the_end_and_the_ledger_says_the_same(some):
    for case in some:
        found, lines = case.deadline(), case.ledger().lines

        assert case.since <= found.half_at <= found.most_at <= found.due_at == case.ledger().due_at, case
        for at, part in ((found.half_at, (1, 2)), (found.most_at, (4, 5))):
            if case.period.unit == Unit.HOURS:
                assert worked(case, at) * part[1] == needed(case) * part[0], case
            else:
                using = next(line for line in lines if line.day == at.date())
                assert using.total >= ceil(needed(case) * part[0] / part[1]) > using.total - using.amount, case


def test_what_of_a_stop_was_no_working_time_moves_no_hours():
    for case in IN_HOURS:
        inner = [within_working_time(stop, case.calendar) for stop in case.stops]

        shorter = replace(case, stops=tuple(stop for stop in inner if stop is not None))

        assert shorter.ledger().due_at == case.ledger().due_at, case


def test_what_of_a_stop_was_working_time_takes_no_more_days_than_all_of_it():
    for case in IN_DAYS:
        inner = [within_working_time(stop, case.calendar) for stop in case.stops]

        shorter = replace(case, stops=tuple(stop for stop in inner if stop is not None))

        assert shorter.ledger().due_at <= case.ledger().due_at, case


@units
def test_a_ledger_cut_off_is_the_beginning_of_the_whole(some):
    for number, case in enumerate(some):
        whole = case.ledger()
        until = case.since.date() + random.Random(number).randrange(len(whole.lines)) * DAY

        cut = ledger(case.period, case.since, case.calendar, case.stops, case.extensions, until=until)

        assert cut.lines == whole.lines[: (until - case.since.date()).days + 1], case
        assert cut.due_at == (whole.due_at if until == whole.lines[-1].day else None), case

"""법정기한 원장: the clock against the statutes."""

import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from grievances.clock import SEOUL, Calendar, Period, Stop, Unit, due, ledger, statutory
from grievances.days_off import day_off

CALENDAR = Calendar(day_off)
UNITS = {"d": Unit.DAYS, "h": Unit.HOURS, "m": Unit.MONTHS}
TABLE = [
    [cell.strip() for cell in line.split("|")]
    for line in (Path(__file__).parent / "deadlines.txt").read_text().splitlines()
    if not line.startswith("#")
]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def stop(text: str, why: str = "보완") -> Stop:
    begin, end = text.split("/")
    return Stop(moment(begin), moment(end), why)


def amount_of(period: Period) -> int:
    return period.amount * 60 if period.unit == Unit.HOURS else period.amount


def test_the_table_is_long_enough_to_mean_something():
    assert len(TABLE) >= 200


@pytest.mark.parametrize("row", TABLE, ids=" ".join)
def test_the_due_moment_is_the_statutes(row):
    length, received, stops, extensions, expected, _why = row
    period = Period(int(length[:-1]), UNITS[length[-1]])

    found = due(
        period,
        moment(received),
        CALENDAR,
        [stop(one) for one in stops.split(",") if one],
        [int(one) for one in extensions.split("+") if one],
    )

    shown = found.strftime("%Y-%m-%d %H:%M") if period.unit == Unit.HOURS else found.date().isoformat()
    assert shown == expected


def test_a_day_period_ends_with_its_last_day():
    found = due(Period(7, Unit.DAYS), moment("2026-04-27 10:00"), CALENDAR)

    assert found == datetime.combine(date(2026, 5, 7), time(23, 59, 59), SEOUL)


def test_what_must_be_done_at_once_takes_three_working_hours():
    assert due(Period(3, Unit.HOURS), moment("2026-11-20 17:00"), CALENDAR) == moment("2026-11-23 11:00")


@pytest.mark.parametrize(
    ("days", "period"),
    [(1, Period(8, Unit.HOURS)), (5, Period(40, Unit.HOURS)), (6, Period(6, Unit.DAYS)), (30, Period(30, Unit.DAYS))],
)
def test_five_days_are_counted_in_hours_and_six_in_days(days, period):
    assert statutory(days) == period


def test_the_ledger_says_why_of_each_day():
    found = ledger(
        Period(7, Unit.DAYS),
        moment("2026-04-27 14:10"),
        CALENDAR,
        [stop("2026-04-29 11:40/2026-04-30 10:05")],
    )

    assert [(line.day.day, line.counted, line.reason, line.total) for line in found.lines] == [
        (27, True, "접수한 날", 1),
        (28, True, "근무일", 2),
        (29, False, "보완", 2),
        (30, False, "보완", 2),
        (1, False, "노동절", 2),
        (2, False, "토요일", 2),
        (3, False, "일요일", 2),
        (4, True, "근무일", 3),
        (5, False, "어린이날", 3),
        (6, True, "근무일", 4),
        (7, True, "근무일", 5),
        (8, True, "근무일", 6),
        (9, False, "토요일", 6),
        (10, False, "일요일", 6),
        (11, True, "근무일", 7),
    ]
    assert found.nth(date(2026, 5, 6)) == 4


def test_a_clock_that_stands_still_has_no_end():
    stopped = Stop(moment("2026-11-18 10:00"), None, "보완")

    found = ledger(Period(7, Unit.DAYS), moment("2026-11-16 10:00"), CALENDAR, [stopped], until=date(2026, 11, 30))

    assert found.due_at is None
    assert (found.lines[-1].day, found.lines[-1].total) == (date(2026, 11, 30), 2)
    with pytest.raises(ValueError, match="until when"):
        due(Period(7, Unit.DAYS), moment("2026-11-16 10:00"), CALENDAR, [stopped])


def test_an_hour_period_can_be_stopped_for_good_as_well():
    stopped = Stop(moment("2026-11-20 11:00"), None, "보완")

    found = ledger(Period(3, Unit.HOURS), moment("2026-11-20 10:00"), CALENDAR, [stopped], until=date(2026, 11, 24))

    assert (found.due_at, found.lines[-1].total) == (None, 60)


def any_case(chance: random.Random) -> tuple[Period, datetime]:
    unit = chance.choice(list(Unit))
    most = {Unit.DAYS: 60, Unit.HOURS: 40, Unit.MONTHS: 6}[unit]
    received = datetime(2025, 1, 1, tzinfo=SEOUL) + timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
    return Period(chance.randint(1, most), unit), received


CASES = [any_case(random.Random(seed)) for seed in range(300)]


@pytest.mark.parametrize(("period", "received"), CASES)
def test_the_ledger_sums_to_the_period_and_ends_on_a_working_day(period, received):
    found = ledger(period, received, CALENDAR)

    assert found.due_at is not None
    assert found.due_at >= received
    assert not day_off(found.due_at.date())
    assert found.lines[-1].day == found.due_at.date()
    assert [line.day for line in found.lines] == [
        found.lines[0].day + timedelta(days=number) for number in range(len(found.lines))
    ]
    if period.unit != Unit.MONTHS:
        assert sum(line.amount for line in found.lines) == amount_of(period)


@pytest.mark.parametrize(("period", "received"), CASES)
def test_one_more_holiday_never_makes_a_deadline_earlier(period, received):
    chance = random.Random(f"{period} {received}")
    more = {received.date() + timedelta(days=chance.randrange(90)) for _ in range(3)}

    def with_more(day: date) -> str:
        return "임시공휴일" if day in more else day_off(day)

    assert due(period, received, Calendar(with_more)) >= due(period, received, CALENDAR)


@pytest.mark.parametrize(("period", "received"), [case for case in CASES if case[0].unit == Unit.DAYS])
def test_a_stop_of_n_working_days_moves_a_day_period_by_exactly_n(period, received):
    plain = ledger(period, received, CALENDAR)
    chance = random.Random(f"{period} {received}")
    begin = received + timedelta(days=chance.randrange((plain.due_at.date() - received.date()).days + 1))
    stopped = Stop(begin, begin + timedelta(days=chance.randrange(20)), "보완")
    taken = sum(
        not day_off(stopped.first + timedelta(days=number))
        and stopped.first + timedelta(days=number) >= received.date()
        for number in range((stopped.last - stopped.first).days + 1)
    )

    found = due(period, received, CALENDAR, [stopped])

    assert found == due(Period(period.amount + taken, Unit.DAYS), received, CALENDAR)

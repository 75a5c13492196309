"""법정기한 원장: the clock against the statutes."""

import re
from datetime import date, datetime, time
from pathlib import Path

import pytest

from grievances.clock import (
    SEOUL,
    STANDARD_HOURS,
    Calendar,
    Period,
    Stop,
    Unit,
    deadline,
    due,
    ledger,
    statutory,
    within_working_time,
)
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


def test_the_table_is_long_enough_to_mean_something():
    assert len(TABLE) >= 200
    assert len({tuple(row[:4]) for row in TABLE}) == len(TABLE)
    assert [row for row in TABLE if not re.search(r"[법영령] §\d|시행령 §\d|민법 §\d", row[5])] == []


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


# --- Calendars a city makes for itself -------------------------------------------------------------------------------


def with_days_off(**named: str) -> Calendar:
    """The public holidays and these: temporary ones of the state, local ones of the city."""
    more = {date.fromisoformat(day.replace("_", "-").strip("d")): name for day, name in named.items()}
    return Calendar(lambda day: more.get(day) or day_off(day))


@pytest.mark.parametrize(
    ("days_off", "period", "received", "expected"),
    [
        # 규정 §2 11호: a temporary holiday inside a day-period takes its day: 16-18, 20, 23-25.
        ({"d2026_11_19": "임시공휴일"}, Period(7, Unit.DAYS), "2026-11-16 10:00", "2026-11-25 23:59"),
        # On the last day: the end moves to the next working day.
        ({"d2026_11_24": "임시공휴일"}, Period(7, Unit.DAYS), "2026-11-16 10:00", "2026-11-25 23:59"),
        # On the day of receipt: the first day is the next working day.
        ({"d2026_11_16": "시민의 날"}, Period(7, Unit.DAYS), "2026-11-16 10:00", "2026-11-25 23:59"),
        # On a Saturday it takes nothing.
        ({"d2026_11_21": "시민의 날"}, Period(7, Unit.DAYS), "2026-11-16 10:00", "2026-11-24 23:59"),
        # After the end it takes nothing.
        ({"d2026_11_25": "임시공휴일"}, Period(7, Unit.DAYS), "2026-11-16 10:00", "2026-11-24 23:59"),
        # Hours: two on Thursday before closing, Friday is off, the third on Monday.
        ({"d2026_11_20": "시민의 날"}, Period(3, Unit.HOURS), "2026-11-19 16:00", "2026-11-23 10:00"),
        # 민법 §161: a month that would end on Tuesday, 15 December ends on the day after the local holiday.
        ({"d2026_12_15": "시민의 날"}, Period(1, Unit.MONTHS), "2026-11-16 10:00", "2026-12-16 23:59"),
        # Inside a month it takes nothing: months go by the calendar.
        ({"d2026_12_01": "임시공휴일"}, Period(1, Unit.MONTHS), "2026-11-16 10:00", "2026-12-15 23:59"),
        # Two of them: the state's and the city's.
        (
            {"d2026_11_19": "임시공휴일", "d2026_11_20": "시민의 날"},
            Period(7, Unit.DAYS),
            "2026-11-16 10:00",
            "2026-11-26 23:59",
        ),
    ],
)
def test_a_temporary_and_a_local_day_off_move_the_end_as_a_public_one(days_off, period, received, expected):
    found = due(period, moment(received), with_days_off(**days_off))

    assert f"{found:%Y-%m-%d %H:%M}" == expected


EARLY = ((time(8), time(12)), (time(13), time(17)))
SUMMER = Calendar(day_off, ((date(2020, 1, 1), STANDARD_HOURS), (date(2026, 11, 23), EARLY)))
"""시행령 §8의3: from Monday, 23 November 2026 on the city works from eight to five."""


@pytest.mark.parametrize(
    ("hours", "received", "expected"),
    [
        (8, "2026-11-19 10:00", "2026-11-20 10:00"),  # over before they change
        (3, "2026-11-20 17:00", "2026-11-23 10:00"),  # an hour by the old, two by the new
        (3, "2026-11-20 17:30", "2026-11-23 10:30"),  # half an hour of Friday's last, the rest from eight
        (16, "2026-11-20 13:00", "2026-11-24 11:00"),  # 5 by the old, 8 on Monday, 3 on Tuesday from eight
        (3, "2026-11-23 07:00", "2026-11-23 11:00"),  # by the new alone
        (3, "2026-11-23 17:30", "2026-11-24 11:00"),  # after five nobody works any more
    ],
)
def test_hours_that_change_in_the_middle_of_a_period_count_from_their_day_on(hours, received, expected):
    assert due(Period(hours, Unit.HOURS), moment(received), SUMMER) == moment(expected)


def test_before_the_oldest_hours_the_oldest_hold():
    calendar = Calendar(day_off, ((date(2026, 11, 23), EARLY),))

    assert due(Period(3, Unit.HOURS), moment("2026-11-20 16:00"), calendar) == moment("2026-11-23 10:00")


def test_hours_do_not_move_what_is_counted_in_days():
    received = moment("2026-11-16 10:00")

    assert due(Period(7, Unit.DAYS), received, SUMMER) == due(Period(7, Unit.DAYS), received, CALENDAR)


@pytest.mark.parametrize(
    ("period", "half", "most"),
    [
        # 16-20, 23, 24 November: the fourth day is the 19th, the sixth (5.6 of 7) the 23rd.
        (Period(7, Unit.DAYS), "2026-11-19 00:00", "2026-11-23 00:00"),
        # Three hours from ten: 11:30, and 2.4 hours are 13:24.
        (Period(3, Unit.HOURS), "2026-11-16 11:30", "2026-11-16 13:24"),
        # A month has 30 days here: the 15th is 30 November, the 24th 9 December.
        (Period(1, Unit.MONTHS), "2026-11-30 00:00", "2026-12-09 00:00"),
    ],
)
def test_half_and_most_of_the_time_are_used_at_these_moments(period, half, most):
    found = deadline(period, moment("2026-11-16 10:00"), CALENDAR)

    assert (found.half_at, found.most_at) == (moment(half), moment(most))


def test_a_receipt_with_seconds_loses_no_minute():
    found = ledger(Period(3, Unit.HOURS), moment("2026-11-20 17:30:40"), CALENDAR)

    assert [line.amount for line in found.lines if line.counted] == [29, 151]
    assert (found.lines[-1].total, found.due_at) == (180, moment("2026-11-23 11:30:40"))


@pytest.mark.parametrize(
    ("stopped", "worked"),
    [
        ("2026-11-20 19:00/2026-11-21 08:00", None),  # a night
        ("2026-11-21 09:00/2026-11-22 18:00", None),  # a weekend
        ("2026-11-20 12:00/2026-11-20 13:00", None),  # lunch
        ("2026-11-20 08:00/2026-11-20 19:00", "2026-11-20 09:00/2026-11-20 18:00"),
        ("2026-11-20 17:30/2026-11-23 09:10", "2026-11-20 17:30/2026-11-23 09:10"),
        ("2026-11-20 12:30/2026-11-23 12:30", "2026-11-20 13:00/2026-11-23 12:00"),
    ],
)
def test_an_outage_is_what_of_it_was_working_time(stopped, worked):
    assert within_working_time(stop(stopped), CALENDAR) == (stop(worked) if worked else None)

"""Quiet hours."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from notifications import quiet

SEOUL = ZoneInfo("Asia/Seoul")


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.QUIET_FROM, settings.QUIET_UNTIL = 21, 8


@pytest.mark.parametrize(
    ("clock", "is_night"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("07:59", True), ("08:00", False)],
)
@pytest.mark.parametrize("day", ["2026-05-07", "2026-05-09"])  # a Thursday, a Saturday
def test_the_night_is_from_nine_to_eight_on_every_day_of_the_week(day, clock, is_night):
    assert quiet.is_night(seoul(f"{day}T{clock}")) is is_night


def test_the_clock_is_that_of_the_city_wherever_the_server_is():
    noon_in_london = datetime(2026, 5, 7, 12, 0, tzinfo=ZoneInfo("UTC"))

    assert quiet.is_night(noon_in_london)


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        ("2026-05-07T21:00", "2026-05-08T08:00"),
        ("2026-05-31T23:59:59", "2026-06-01T08:00"),
        ("2026-05-08T00:00", "2026-05-08T08:00"),
        ("2026-05-08T07:59:59", "2026-05-08T08:00"),
    ],
)
def test_the_next_morning_is_today_after_midnight_and_tomorrow_before(at, morning):
    assert quiet.next_morning(seoul(at)) == seoul(morning)


def test_hours_within_one_day_are_quiet_as_well(settings):
    settings.QUIET_FROM, settings.QUIET_UNTIL = 12, 13

    assert [quiet.is_night(seoul(f"2026-05-07T{hour:02d}:30")) for hour in (11, 12, 13)] == [False, True, False]


def test_the_same_hour_twice_means_no_quiet(settings):
    settings.QUIET_FROM = settings.QUIET_UNTIL = 0

    assert not any(quiet.is_night(seoul(f"2026-05-07T{hour:02d}:00")) for hour in range(24))

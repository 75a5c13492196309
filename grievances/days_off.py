"""Days on which the city does not work: weekends and public holidays (관공서의 공휴일에 관한 규정)."""

from datetime import date
from functools import cache

import holidays

SATURDAY = 5


@cache
def _public_holidays() -> holidays.HolidayBase:
    """Fills itself year by year."""
    return holidays.country_holidays("KR", language="ko")


def is_day_off(day: date) -> bool:
    """토요일, 일요일, 공휴일, 대체공휴일."""
    return day.weekday() >= SATURDAY or day in _public_holidays()

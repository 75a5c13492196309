"""Days on which the city does not work: weekends and public holidays (관공서의 공휴일에 관한 규정)."""

from datetime import date
from functools import cache

import holidays

WEEKEND = {5: "토요일", 6: "일요일"}


@cache
def _public_holidays() -> holidays.HolidayBase:
    """Fills itself year by year."""
    return holidays.country_holidays("KR", language="ko")


def day_off(day: date) -> str:
    """공휴일, 대체공휴일, 토요일 or 일요일 by its name; empty for a working day."""
    return str(_public_holidays().get(day, "")) or WEEKEND.get(day.weekday(), "")


def is_day_off(day: date) -> bool:
    """Whether the city rests."""
    return bool(day_off(day))

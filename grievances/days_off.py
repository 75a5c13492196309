"""Days off that are known without a table: weekends and the public holidays of the `holidays` package.

The city's own table (`models.Holiday`) is filled from here and goes before it; `rulebook` joins the two.
"""

from datetime import date, timedelta
from functools import cache

import holidays

WEEKEND = {5: "토요일", 6: "일요일"}


@cache
def _public_holidays() -> holidays.HolidayBase:
    """Fills itself year by year."""
    return holidays.country_holidays("KR", language="ko")


def public_holiday(day: date) -> str:
    """공휴일 or 대체공휴일 by its name; empty where there is none (관공서의 공휴일에 관한 규정)."""
    return str(_public_holidays().get(day, "")).replace("; ", "·")  # 개천절·추석, where two meet


def public_holidays(year: int) -> dict[date, str]:
    """Those of a year."""
    first = date(year, 1, 1)
    days = [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]
    return {day: name for day in days if (name := public_holiday(day))}


def day_off(day: date) -> str:
    """공휴일, 대체공휴일, 토요일 or 일요일 by its name; empty for a working day. Knows nothing of the city's table."""
    return public_holiday(day) or WEEKEND.get(day.weekday(), "")

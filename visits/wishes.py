"""바라는 때: what can be read from what people write. Pure; what it does not understand it leaves to people."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from grievances.clock import SEOUL
from grievances.wording import WEEKDAYS

DAY = re.compile(r"(?<!\d)(\d{1,2})\s*(?:월|[./])\s*(\d{1,2})(?!\d)")
WEEKDAY = re.compile(r"([월화수목금])요일")
MORNING, AFTERNOON = "오전", "오후"


@dataclass(frozen=True)
class Wish:
    """One time somebody wishes: a day or a weekday or any, and the half of the day where it is said."""

    on: date | None = None
    weekday: int | None = None
    half: str = ""

    def fits(self, begins: datetime) -> bool:
        """Whether a visit that begins then is what they wish."""
        local = begins.astimezone(SEOUL)
        half = MORNING if local.hour < 12 else AFTERNOON
        return (
            self.on in {None, local.date()}
            and self.weekday in {None, local.weekday()}
            and (not self.half or self.half == half)
        )


def read(text: str, *, since: date) -> list[Wish]:
    """The times named in these words; none where nothing can be read. Days are the next ones from `since` on."""
    found = list(DAY.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    days = [
        (_next(int(one[1]), int(one[2]), since), text[one.end() : end]) for one, end in zip(found, ends, strict=False)
    ]
    if wishes := [Wish(on=on, half=_half(rest)) for on, rest in days if on]:
        return wishes
    half = _half(text)
    if weekdays := WEEKDAY.findall(text):
        return [Wish(weekday=WEEKDAYS.index(one), half=half) for one in weekdays]
    return [Wish(half=half)] if half else []


def fits(wishes: Iterable[Wish], begins: datetime) -> bool:
    """Whether one of them does."""
    return any(wish.fits(begins) for wish in wishes)


def days_of(wishes: Sequence[Wish]) -> list[date]:
    """The days that are named."""
    return [wish.on for wish in wishes if wish.on]


def _half(text: str) -> str:
    halves = [half for half in (MORNING, AFTERNOON) if half in text]
    return halves[0] if len(halves) == 1 else ""


def _next(month: int, day: int, since: date) -> date | None:
    for year in (since.year, since.year + 1):
        try:
            on = date(year, month, day)
        except ValueError:
            return None
        if on >= since:
            return on
    return None

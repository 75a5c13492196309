"""방문 시간대와 금지기간. Pure: which days of a season have slots, and why a day has none."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

ELECTION_DAYS_BEFORE = 60
"""지방자치단체의 장은 선거일 전 60일부터 선거일까지 … (공직선거법 제86조 제2항 제4호)."""


@dataclass(frozen=True)
class Shut:
    """A day without slots, and why."""

    on: date
    why: str


@dataclass(frozen=True)
class Time:
    """One slot of a day: its place in the order, from when to when."""

    order: int
    begins: time
    ends: time


def days(first: date, last: date, weekday: int) -> Iterator[date]:
    """Every such weekday (0 Monday) from the first to the last day, both included."""
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)


def planned(
    on_days: Sequence[date], times: Sequence[Time], why_shut: Callable[[date], str]
) -> tuple[list[tuple[date, Time]], list[Shut]]:
    """The slots of these days, and the days that have none, each with its reason."""
    slots: list[tuple[date, Time]] = []
    shut: list[Shut] = []
    for day in on_days:
        if why := why_shut(day):
            shut.append(Shut(day, why))
        else:
            slots += [(day, one) for one in times]
    return slots, shut


def before_election(election_on: date) -> tuple[date, date]:
    """선거일 전 60일부터 선거일까지: first and last day."""
    return election_on - timedelta(days=ELECTION_DAYS_BEFORE), election_on

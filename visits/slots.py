"""방문 시간대와 금지기간. Pure: which days of a season have slots, and why a day has none."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

ELECTION_DAYS_BEFORE = 60
ELECTION_ARTICLE = "공직선거법 제86조제2항제4호"
ELECTION_FORBIDS = (
    "지방자치단체의 장과 소속 공무원은 선거일 전 60일부터 선거일까지 교양강좌, 사업설명회, 공청회, 직능단체모임, "
    "체육대회, 경로행사, 민원상담과 그 밖의 각종 행사를 열거나 후원할 수 없습니다."
)
ELECTION_EXCEPTIONS = (
    ("가", "법령에 따라 열거나 후원하도록 정해진 행사"),
    ("나", "특정한 날이나 때에 열지 않으면 그 목적을 이룰 수 없는 행사"),
    ("다", "천재지변이나 그 밖의 재해를 구호하고 복구하는 일"),
    (
        "라",
        (
            "직업지원교육이나 유상 교양강좌를 열거나 후원하는 일, 주민자치센터가 여는 교양강좌를 후원하는 일"
            "(종전의 범위를 넘어 새로 열거나, 수강생을 늘리거나, 장소를 옮긴 주민자치센터 강좌는 뺍니다)"
        ),
    ),
    ("마", "집단민원이나 긴급한 민원이 생겼을 때 이를 해결하는 일"),
    ("바", "가목부터 마목까지에 준하는 것으로 중앙선거관리위원회규칙이 정하는 일"),
)
"""What the article forbids and its exceptions, item by item, as they hold since 2026-10-02 (법률 제22052호)."""


@dataclass(frozen=True)
class Shut:
    """A day without slots, or without some of them, and why."""

    on: date
    why: str


@dataclass(frozen=True)
class Time:
    """One slot of a day: its place in the order, from when to when."""

    order: int
    begins: time
    ends: time

    def overlaps(self, other: "Time") -> bool:
        """Whether they share a moment."""
        return self.begins < other.ends and other.begins < self.ends


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


def before_election(election_on: date, *, confirmed_on: date | None = None) -> tuple[date, date]:
    """선거일 전 60일부터 선거일까지: first and last day.

    A by-election that was confirmed (실시사유 확정) later than that forbids from the day it was confirmed.
    """
    first = election_on - timedelta(days=ELECTION_DAYS_BEFORE)
    return max(first, confirmed_on or first), election_on


def election_why(election_on: date, *, confirmed_on: date | None = None) -> str:
    """Why nobody is visited then, in the words of the article."""
    first, _last = before_election(election_on, confirmed_on=confirmed_on)
    since = "실시사유가 확정된 때" if first == confirmed_on else f"선거일 전 {ELECTION_DAYS_BEFORE}일"
    return f"{election_on.year}년 {election_on.month}월 {election_on.day}일 선거: {since}부터 선거일까지"

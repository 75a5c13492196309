"""What came of what companies asked: numbers for everybody, counted from rows of (how it stands, how many)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from grievances.workflow import ANSWERED, RUNNING, Solved, Status

NAMELESS_FROM = 3
"""So many cases at least, or a number could tell whose it is."""


class Alike(NamedTuple):
    """So many cases that stand alike. `solved` is what the company says of the answer that stands; None: nothing."""

    status: str
    solved: str | None
    arrived_on: date | None
    answered_on: date | None
    cases: int
    overdue: int = 0


@dataclass(frozen=True)
class Figures:
    """Two truths, each in numbers of its own: what the city did with all it received, what companies say of 완료.

    received = resolved + in_progress + infeasible + closed; resolved = solved + partly + unsolved + unrated.
    """

    received: int = 0
    resolved: int = 0
    in_progress: int = 0
    infeasible: int = 0
    closed: int = 0
    overdue: int = 0

    solved: int = 0
    partly: int = 0
    unsolved: int = 0
    unrated: int = 0

    working_days: float | None = None
    """평균 근무일 from the day a case arrived to the day of its standing answer, waiting for the company included."""

    @property
    def is_nameless(self) -> bool:
        """Enough cases that no number says whose it is."""
        return self.received >= NAMELESS_FROM

    @property
    def rated_percent(self) -> int | None:
        """만족도 응답률, of 완료."""
        return round(100 * (self.resolved - self.unrated) / self.resolved) if self.resolved else None


def tallied(rows: Iterable[Alike], is_day_off: Callable[[date], bool]) -> Figures:
    """The numbers of all these cases."""
    rests = cache(is_day_off)
    found, days, answered = Figures(), 0, 0
    for one in rows:
        names = ["received", _NAME_OF_STATUS[Status(one.status)]]
        if one.status == Status.RESOLVED:
            names.append(_NAME_OF_WORD[Solved(one.solved) if one.solved else None])
        found = replace(
            found,
            overdue=found.overdue + one.overdue,
            **{name: getattr(found, name) + one.cases for name in names},
        )
        if one.arrived_on and one.answered_on:
            days += one.cases * _working_days(one.arrived_on, one.answered_on, rests)
            answered += one.cases
    return replace(found, working_days=days / answered if answered else None)


_NAME_OF_STATUS = {
    **dict.fromkeys(RUNNING, "in_progress"),
    **{status: status.lower() for status in ANSWERED},
    Status.CLOSED: "closed",
}
_NAME_OF_WORD = {Solved.YES: "solved", Solved.PARTLY: "partly", Solved.NO: "unsolved", None: "unrated"}


def _working_days(first: date, last: date, rests: Callable[[date], bool]) -> int:
    """Working days after the first until the last."""
    return sum(not rests(first + timedelta(days=day)) for day in range(1, (last - first).days + 1))

"""1기업 3인 가입 운동 in figures: by complex, by industry, by month."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, F, IntegerField, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber, TruncMonth

from companies.models import Company, Seat
from companies.querysets import GOAL

MONTHS = 12
LARGEST = 10
"""So many industries have a line of their own; the rest share one."""


@dataclass(frozen=True)
class Progress:
    """How far a group of companies is: how many there are, have a member, have three."""

    name: str
    companies: int
    joined: int
    at_goal: int

    @property
    def on_the_way(self) -> int:
        """One or two members."""
        return self.joined - self.at_goal

    @property
    def unjoined(self) -> int:
        """Nobody yet."""
        return self.companies - self.joined

    def share(self, part: int) -> float:
        """A part of the group's companies in percent, as wide as its bar."""
        return round(100 * part / self.companies, 1) if self.companies else 0.0

    @property
    def goal_share(self) -> float:
        """With three members, in percent."""
        return self.share(self.at_goal)

    @property
    def way_share(self) -> float:
        """With one or two members, in percent."""
        return self.share(self.on_the_way)


@dataclass(frozen=True)
class Month:
    """What a month brought, and how far it led."""

    first: date
    joined: int
    reached: int
    at_goal: int


def by_complex() -> list[Progress]:
    """산업단지별, the one with the most companies first; outside of all of them last."""
    rows = _grouped("industrial_complex__name")
    inside = [row for row in rows if row.name]
    outside = [Progress("단지 밖", row.companies, row.joined, row.at_goal) for row in rows if not row.name]
    return inside + outside


def by_industry() -> list[Progress]:
    """업종별: the largest, then all others together."""
    rows = _grouped("industry__name")
    named, rest = [row for row in rows if row.name][:LARGEST], [row for row in rows if not row.name]
    rest += [row for row in rows if row.name][LARGEST:]
    return named + ([_together("그 밖의 업종", rest)] if rest else [])


def by_month(today: date) -> list[Month]:
    """The last twelve months: members who joined, companies that came to three, how many had three by then.

    Counted are the seats of today: what somebody who left meant for a month is not kept in the figures.
    """
    month = TruncMonth("joined_at", output_field=DateField())
    seats = Seat.objects.active().filter(company__in=Company.objects.approved()).annotate(month=month).order_by()
    nth = Window(RowNumber(), partition_by=F("company"), order_by=[F("joined_at"), F("pk")])
    joined = Counter(seats.values_list("month", flat=True))
    reached = Counter(seats.annotate(nth=nth).filter(nth=GOAL).values_list("month", flat=True))
    return [
        Month(first, joined[first], reached[first], sum(n for then, n in reached.items() if then <= first))
        for first in _months_until(today)
    ]


def _months_until(today: date) -> list[date]:
    """The first days of the last twelve months, the oldest first."""
    number = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(number - MONTHS + 1, number + 1)]


def _grouped(name: str) -> list[Progress]:
    counted = Seat.objects.active().filter(company=OuterRef("pk")).order_by().values("company")
    count = Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)
    rows = (
        Company.objects.approved()
        .annotate(members=count)
        .order_by()
        .values_list(name)
        .annotate(
            companies=Count("pk"),
            joined=Count("pk", filter=Q(members__gte=1)),
            at_goal=Count("pk", filter=Q(members__gte=GOAL)),
        )
        .order_by("-companies", name)
    )
    return [Progress(row[0] or "", *row[1:]) for row in rows]


def _together(name: str, rows: Iterable[Progress]) -> Progress:
    rows = list(rows)
    return Progress(
        name,
        sum(row.companies for row in rows),
        sum(row.joined for row in rows),
        sum(row.at_goal for row in rows),
    )

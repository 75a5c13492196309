"""다시 셈: what every running deadline would be by these rules, for many cases at once. Writes nothing.

The same counting as `deadlines`, from plain values instead of models, so that a preview over all cases takes seconds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from grievances import clock
from grievances.clock import SEOUL, TO_RECEIVE, Deadline, LegalKind, Period, Stop, Unit
from grievances.models import Extension, Grievance, Pause
from grievances.moment import now
from grievances.rulebook import Rulebook
from grievances.workflow import Status


class Columns(NamedTuple):
    """What the clock writes on a case."""

    receive_by: datetime
    due_at: datetime | None
    half_at: datetime | None
    most_at: datetime | None
    promised_at: datetime | None
    period_amount: int | None
    period_unit: str


class Running(NamedTuple):
    """A case that has not ended, as plain values. `home`: its company, or the one that was merged into."""

    pk: int
    receipt_no: str
    home: int
    status: str
    legal_kind: str
    legal_matter: str
    received_at: datetime | None
    run_at: datetime | None
    arrived_at: datetime
    kept_at: datetime | None
    paused_at: datetime | None
    extended_times: int
    columns: Columns

    @property
    def is_on_the_clock(self) -> bool:
        """처리 중, neither in 장기추진 nor waiting for a supplement: somebody was told its deadline."""
        return self.status == Status.IN_PROGRESS and self.kept_at is None and self.paused_at is None


@dataclass(frozen=True)
class Counted:
    """A case, and what its columns are by the rules."""

    case: Running
    anew: Columns

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return self.anew != self.case.columns

    @property
    def moves(self) -> bool:
        """Whether its deadline is another one."""
        return self.anew.due_at != self.case.columns.due_at

    @property
    def clashes(self) -> bool:
        """Whether what its extensions are counted in is no longer what its period is counted in."""
        return self.case.extended_times > 0 and self.anew.period_unit != self.case.columns.period_unit

    @property
    def is_told(self) -> bool:
        """Whether the company hears of it: a deadline it was told moves."""
        return self.moves and self.case.is_on_the_clock


def counted(cases: QuerySet[Grievance], rules: "Counting") -> Iterator[Counted]:
    """Each of these cases, in three queries however many there are."""
    stops: dict[int, list[Stop]] = defaultdict(list)
    extensions: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    of_these = cases.order_by().values("pk")
    ended = Pause.objects.filter(grievance__in=of_these, ended_at__isnull=False)
    for case, began, end, kind in ended.order_by("pk").values_list("grievance", "began_at", "ended_at", "kind"):
        stops[case].append(Stop(began, end, kind))
    lengthened = Extension.objects.filter(grievance__in=of_these)
    for case, at, amount in lengthened.order_by("pk").values_list("grievance", "extended_at", "amount"):
        extensions[case].append((at, amount))
    homes = cases.annotate(home=Coalesce("company__merged_into", "company"))
    asked = Running._fields[:-1]
    values: tuple[Any, ...]
    for values in homes.order_by("home", "pk").values_list(*asked, *Columns._fields):
        one = Running._make((*values[: len(asked)], Columns._make(values[len(asked) :])))
        yield Counted(one, rules.columns(one, stops.get(one.pk, ()), extensions.get(one.pk, ())))


class Counting:
    """The rules of one run. What many cases have in common is counted once."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules = rules
        self.calendar = replace(rules.calendar, day_off=cache(rules.calendar.day_off))
        self._periods: dict[tuple[object, ...], Period] = {}
        self._known: dict[tuple[Period, date, tuple[tuple[date, date | None], ...], int], Deadline] = {}

    def columns(self, case: Running, stops: Sequence[Stop], extensions: Sequence[tuple[datetime, int]]) -> Columns:
        """By the case's own rows and these rules."""
        if case.status == Status.OPEN:
            return case.columns._replace(receive_by=clock.due(TO_RECEIVE, case.arrived_at, self.calendar))
        since, before = case.run_at, case.columns.due_at
        assert since is not None
        assert before is not None
        period = self._period(case)
        standing = [stop for stop in stops if stop.begin >= since] + self.rules.outages_since(since)
        amount = sum(amount for at, amount in extensions if at >= since) if case.extended_times else 0
        found = self._deadline(period, since, standing, amount)
        return case.columns._replace(
            due_at=found.due_at,
            half_at=found.half_at,
            most_at=found.most_at,
            promised_at=_promised(case, before, found.due_at),
            period_amount=period.amount,
            period_unit=str(period.unit),
        )

    def _period(self, case: Running) -> Period:
        assert case.received_at is not None
        assert case.columns.period_amount is not None
        kept = case.columns.period_amount, case.columns.period_unit
        key = (case.legal_kind, case.legal_matter, _day(case.received_at), *kept)
        if key not in self._periods:
            found = self.rules.period(LegalKind(case.legal_kind), _day(case.received_at), case.legal_matter)
            self._periods[key] = found or Period(case.columns.period_amount, Unit(case.columns.period_unit))
        return self._periods[key]

    def _deadline(self, period: Period, since: datetime, stops: Sequence[Stop], extension: int) -> Deadline:
        """Whole days end alike for all cases of one day; hours for none."""
        if period.unit == Unit.HOURS:
            return clock.deadline(period, since, self.calendar, stops, (extension,))
        day = _day(since)
        key = (period, day, tuple((stop.first, stop.last) for stop in stops), extension)
        if key not in self._known:
            midnight = datetime.combine(day, time.min, SEOUL)
            self._known[key] = clock.deadline(period, midnight, self.calendar, stops, (extension,))
        found = self._known[key]
        return Deadline(found.due_at, max(found.half_at, since), max(found.most_at, since))


def _promised(case: Running, before: datetime, after: datetime) -> datetime | None:
    """약속한 기한: the first date the company was told, where the law by now gives more."""
    told = case.columns.promised_at
    promise = min(told or before, before) if case.is_on_the_clock else told
    return promise if promise is not None and promise < after else None


# --- 미리보기 -------------------------------------------------------------------------------------------------------


class Group(NamedTuple):
    """So many cases move from one day to another."""

    before: date
    after: date
    cases: int


class Shift(NamedTuple):
    """One case that moves."""

    pk: int
    receipt_no: str
    before: datetime
    after: datetime


@dataclass(frozen=True)
class Preview:
    """What a recount would do. Nothing where `changed` is 0."""

    cases: int
    """Running cases looked at."""
    changed: int
    """Cases of which anything would be written."""
    groups: tuple[Group, ...]
    """Deadlines that companies were told and that move, the largest group first."""
    later: int
    earlier: int
    furthest_later: Shift | None
    furthest_earlier: Shift | None
    overdue_before: int
    overdue_after: int
    still: int
    """처리기한 that move while the case is paused or in 장기추진: counted anew, nobody is told."""
    to_receive: int
    """접수 대기 whose 접수기한 moves."""
    companies: int
    """Companies that are told."""
    clashes: int
    """Extended cases whose period would be counted in another unit than their extensions: they stand in the way."""

    @property
    def moved(self) -> int:
        """Deadlines that move and that somebody was told."""
        return self.later + self.earlier


def foreseen(rules: Rulebook) -> Preview:
    """What a recount by these rules would do to all running cases, without doing it."""
    at, found = now(), _Tally()
    for one in counted(Grievance.objects.running(), Counting(rules)):
        found.add(one, at)
    return found.preview


class _Tally:
    """Counts what it is shown."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.groups: Counter[tuple[date, date]] = Counter()
        self.companies: set[int] = set()
        self.furthest: dict[bool, Shift] = {}

    def add(self, one: Counted, at: datetime) -> None:
        """Take one case in."""
        case, before, after = one.case, one.case.columns.due_at, one.anew.due_at
        self.counts.update(["cases"] + ["changed"] * one.changes + ["clashes"] * one.clashes)
        if before is None or after is None:
            self.counts["to_receive"] += one.changes
            return
        if not case.is_on_the_clock:
            self.counts["still"] += one.moves
            return
        self.counts["overdue_before"] += before < at
        self.counts["overdue_after"] += after < at
        if one.moves:
            self._move(Shift(case.pk, case.receipt_no, before, after))
            self.companies.add(case.home)

    def _move(self, shift: Shift) -> None:
        is_later = shift.after > shift.before
        self.counts["later" if is_later else "earlier"] += 1
        self.groups[_day(shift.before), _day(shift.after)] += 1
        furthest = self.furthest.setdefault(is_later, shift)
        if abs(shift.after - shift.before) > abs(furthest.after - furthest.before):
            self.furthest[is_later] = shift

    @property
    def preview(self) -> Preview:
        """All of it."""
        names = (
            *("cases", "changed", "clashes", "later", "earlier", "overdue_before", "overdue_after"),
            *("still", "to_receive"),
        )
        groups = sorted(self.groups.items(), key=lambda item: (-item[1], item[0]))
        return Preview(
            **{name: self.counts[name] for name in names},
            groups=tuple(Group(before, after, cases) for (before, after), cases in groups),
            furthest_later=self.furthest.get(True),
            furthest_earlier=self.furthest.get(False),
            companies=len(self.companies),
        )


def _day(moment: datetime) -> date:
    return moment.astimezone(SEOUL).date()

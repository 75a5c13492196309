"""추진 실적: what a programme did in a period, and what became of what it heard. Asks, changes nothing."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, Max, Min, Q, Sum
from django.db.models.functions import Coalesce, TruncMonth

from companies.models import Company
from grievances.workflow import Status as CaseStatus
from visits.models import Participation, Programme, Promise, Visit
from visits.querysets import PromiseQuerySet, VisitQuerySet
from visits.workflow import PromiseState


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d}–{self.last:%Y-%m-%d}"

    @property
    def months(self) -> list[date]:
        """The first day of every month it touches."""
        begin, end = self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month - 1
        return [date(month // 12, month % 12 + 1, 1) for month in range(begin, end + 1)]


def whole(programme: Programme, *, on: date) -> Period:
    """From the first day of the programme, or of a visit before it, to its end or today."""
    visited = Visit.objects.filter(programme=programme).took_place().aggregate(Min("slot__on"), Max("slot__on"))
    first = min(programme.first_on, visited["slot__on__min"] or programme.first_on)
    ends = [min(programme.last_on or on, on), visited["slot__on__max"] or first, first]
    return Period(first, max(ends))


def named(name: str) -> list[Programme]:
    """The programme of exactly this name, or all whose name holds this one or is held by it; blanks do not matter."""
    programmes = list(Programme.objects.all())
    exact = [programme for programme in programmes if programme.name == name.strip()]
    asked = "".join(name.split())
    if exact or not asked:
        return exact
    plain = [("".join(programme.name.split()), programme) for programme in programmes]
    return [programme for known, programme in plain if asked in known or known in asked]


# --- The published table ---------------------------------------------------------------------------------------------


@dataclass
class Cases:
    """기업애로 by where they stand. 접수 대기 counts as 처리 중: it has reached us."""

    resolved: int = 0
    in_progress: int = 0
    infeasible: int = 0
    closed: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.resolved + self.in_progress + self.infeasible + self.closed

    def add(self, status: str, count: int) -> None:
        """So many more of this status."""
        name = STANDS[CaseStatus(status)]
        setattr(self, name, getattr(self, name) + count)


STANDS = {
    CaseStatus.OPEN: "in_progress",
    CaseStatus.IN_PROGRESS: "in_progress",
    CaseStatus.RESOLVED: "resolved",
    CaseStatus.INFEASIBLE: "infeasible",
    CaseStatus.CLOSED: "closed",
}
"""Under which figure a case of a status is counted."""


def statuses_of(figure: str) -> list[CaseStatus]:
    """The statuses that a figure counts."""
    return [status for status, name in STANDS.items() if name == figure]


@dataclass(frozen=True)
class Figures:
    """What a programme did. Every visit counts, also a second one to the same company; `firms` counts companies."""

    companies: int
    associations: int
    firms: int
    score: float | None
    answers: int
    promises: dict[PromiseState, int]
    cases: Cases
    fields: dict[str, Cases]

    @property
    def promised(self) -> int:
        """All that was voiced."""
        return sum(self.promises.values())

    def as_published(self) -> dict[str, int]:
        """The table, by the names that other systems read."""
        cases = {name: getattr(self.cases, name) for name in OF_CASES}
        return {
            "companies": self.companies,
            "associations": self.associations,
            "grievances": self.cases.total,
            **cases,
        }


OF_CASES = ("resolved", "in_progress", "infeasible", "closed")
PUBLISHED = {
    "companies": ("기업 방문", "회"),
    "associations": ("경제단체 간담회", "회"),
    "grievances": ("기업애로", "건"),
    "resolved": ("완료", "건"),
    "in_progress": ("처리 중", "건"),
    "infeasible": ("처리 불가", "건"),
    "closed": ("종결", "건"),
}
"""How people call the figures, and in what they count."""

_HOST = Coalesce("company__merged_into", "company")
"""A company that was merged into another is that other."""


def figures(programme: Programme, period: Period) -> Figures:
    """Three questions, however many visits there were. The day of a visit says whether it belongs to the period."""
    counted = visits_of(programme, period).aggregate(
        companies=Count("pk", filter=Q(company__isnull=False)),
        associations=Count("pk", filter=Q(company__isnull=True)),
        firms=Count(_HOST, distinct=True),
        average=Avg("score"),
        answers=Count("score"),
    )
    promises = promises_of(programme, period)
    by_state = promises.by_state()
    became = promises.filter(grievance__isnull=False).order_by()
    cases, fields = Cases(), dict[str, Cases]()
    rows = became.values_list("grievance__category__name", "grievance__status").annotate(Count("pk"))
    for name, status, count in rows:
        cases.add(status, count)
        fields.setdefault(name, Cases()).add(status, count)
    return Figures(
        companies=counted["companies"],
        associations=counted["associations"],
        firms=counted["firms"],
        score=counted["average"],
        answers=counted["answers"],
        promises={state: by_state.get(state, 0) for state in PromiseState},
        cases=cases,
        fields=dict(sorted(fields.items(), key=lambda one: (-one[1].total, one[0]))),
    )


def visits_of(programme: Programme, period: Period) -> VisitQuerySet:
    """The visits that took place."""
    visits = Visit.objects.filter(programme=programme).took_place()
    return visits.within(period.first, period.last).order_by()


def promises_of(programme: Programme, period: Period) -> PromiseQuerySet:
    """What was voiced at them."""
    return Promise.objects.filter(visit__programme=programme).held(since=period.first, until=period.last)


# --- Company by company ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Host:
    """A company that was visited, and what came of it."""

    pk: int
    name: str
    visits: int
    promises: int
    cases: int


def hosts(programme: Programme, period: Period) -> list[Host]:
    """찾아간 기업, whoever was visited most first. One question."""
    found = visits_of(programme, period).filter(company__isnull=False)
    names = Coalesce("company__merged_into__name", "company__name")
    counted = (
        found.annotate(of=_HOST, name=names)
        .values("of", "name")
        .annotate(
            visits=Count("pk", distinct=True),
            promised=Count("promises", distinct=True),
            cases=Count("promises__grievance", distinct=True),
        )
    )
    rows = counted.order_by("-visits", "name", "of").values_list("of", "name", "visits", "promised", "cases")
    return [Host(pk, name, visits, promised, cases) for pk, name, visits, promised, cases in rows]


# --- 한 달에 적어도 ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """One company in one month: how often it was to be visited, and was. The running month can still be made good."""

    on: date
    wanted: int
    made: int
    is_over: bool

    @property
    def missing(self) -> int:
        """So many visits that did not happen."""
        return max(self.wanted - self.made, 0) if self.is_over else 0


@dataclass(frozen=True)
class Care:
    """참여기업 over the period."""

    company: Company
    consultants: tuple[str, ...]
    months: tuple[Month, ...]
    score: float | None
    answers: int

    @property
    def made(self) -> int:
        """All visits of these months."""
        return sum(month.made for month in self.months)

    @property
    def missing(self) -> int:
        """All visits that did not happen."""
        return sum(month.missing for month in self.months)


def cadence(programme: Programme, period: Period, *, on: date) -> list[Care]:
    """참여기업 by month, whole months, none that has not begun. Four questions however many companies there are."""
    months = [month for month in period.months if month <= on]
    if not months or not programme.every_month:
        return []
    taking_part = Participation.objects.filter(programme=programme, first_on__lte=_end(months[-1]))
    taking_part = taking_part.exclude(last_on__lt=months[0]).select_related(
        "programme", "company", "company__merged_into"
    )
    taking_part = taking_part.prefetch_related("consultants__person").order_by("company__name", "pk")
    made = _by_company_and_month(programme, Period(months[0], _end(months[-1])))
    return [_care(one, months, made, on=on) for one in taking_part]


def _by_company_and_month(programme: Programme, period: Period) -> dict[tuple[int, date], tuple[int, int, int]]:
    """How many visits, the sum of their scores, how many scores."""
    visits = visits_of(programme, period).filter(company__isnull=False)
    months = visits.annotate(of=_HOST, month=TruncMonth("slot__on")).values_list("of", "month")
    rows = months.annotate(Count("pk"), Sum("score"), Count("score"))
    return {(host, month): (visits, scores or 0, answers) for host, month, visits, scores, answers in rows}


def _care(
    one: Participation, months: list[date], made: dict[tuple[int, date], tuple[int, int, int]], *, on: date
) -> Care:
    company = one.company.merged_into or one.company
    found = {month: made.get((company.pk, month), (0, 0, 0)) for month in months}
    answers = sum(answers for _, _, answers in found.values())
    return Care(
        company=company,
        consultants=tuple(member.person.name for member in one.consultants.all()),
        months=tuple(
            Month(
                on=month,
                wanted=one.programme.every_month if _takes_part(one, month) else 0,
                made=visits,
                is_over=_end(month) < on,
            )
            for month, (visits, _, _) in found.items()
        ),
        score=sum(scores for _, scores, _ in found.values()) / answers if answers else None,
        answers=answers,
    )


def _takes_part(one: Participation, month: date) -> bool:
    return one.first_on <= _end(month) and (one.last_on is None or one.last_on >= month)


def _end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])

"""작업목록: what waits, for whom, until when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Value
from django.http import (
    QueryDict,
)
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import Department, RoleGrant, User, away_words
from accounts.roles import OF_A_DEPARTMENT, Role
from companies.models import IndustrialComplex
from grievances import rulebook
from grievances.admin.queues import (
    ALL,
    ASKED,
    BY_KEY,
    DEPARTMENT,
    GROUPS,
    LATE,
    MINE,
    MORE,
    NEWEST_FIRST,
    OLDEST_FIRST,
    OTHERS,
    RUNNING,
    SOON,
    TO_RECEIVE,
    TO_RECEIVE_QUEUE,
    Group,
    Queue,
    queues_of,
)
from grievances.clock import SEOUL
from grievances.forms.worklist import (
    NEWEST,
    NOBODY,
    OLDEST,
    FilterForm,
    Options,
)
from grievances.models import Category, Grievance, SavedFilter
from grievances.querysets import GrievanceQuerySet, Urgency, soon
from grievances.remaining import Remaining, remaining, short_day
from grievances.workflow import RULES, Channel, Move, Status
from notifications.counts import counts

A_PAGE = 50
COUNTED = 1000
"""Nothing is counted further: nobody works through a thousand rows, and counting them costs."""

NUMBER = re.compile(r"(?:(\d{4})\s*-\s*)?0*(\d{1,5})\Z")
FILTERS = ("category", "kind", "complex", "department", "officer", "status", "since", "until", "sort")
KEPT = ("queue", "q", "in", *FILTERS)
"""What of an address makes a view: saved with it, exported by it."""


def shown(count: int) -> str:
    """A number as far as we count."""
    return f"{count:,}" if count < COUNTED else f"{COUNTED - 1}+"


def works_with(user: User, move: Move) -> bool:
    """Whether the table gives them the move in some case."""
    return user.is_superuser or bool(RULES[move].by & user.roles)


@dataclass(frozen=True)
class Tab:
    """A queue as this person sees it now."""

    queue: Queue
    url: str
    count: str
    is_current: bool


@dataclass(frozen=True)
class Row:
    """One case, in two lines; `heading` where a group begins with it."""

    case: Grievance
    url: str
    field: str
    time: Remaining
    waits_for: str
    flags: tuple[str, ...]
    is_chosen: bool
    heading: str = ""
    tone: str = ""


class WorkList:
    """The list as somebody asked for it. `given` is the address's query."""

    def __init__(self, user: User, given: QueryDict, at: datetime) -> None:
        self.user, self.given, self.at = user, given, at
        self.words = " ".join(given.get("q", "").split())
        page = given.get("p", "")
        self.page = max(int(page), 1) if page.isdecimal() and len(page) < 6 else 1

    # --- What is asked for -----------------------------------------------------------------------------------------

    @property
    def _all(self) -> GrievanceQuerySet:
        return Grievance.objects.visible_as_staff(self.user)

    @cached_property
    def _tab_counts(self) -> dict[Queue, int]:
        """One query for the numbers on all tabs."""
        counted = [queue for queue in (*ASKED, *queues_of(self.user), *MORE) if queue.is_counted]
        found = counts([queue.rows(self._all, self.user, self.at) for queue in counted], at_most=COUNTED)
        return dict(zip(counted, found, strict=True))

    @cached_property
    def queue(self) -> Queue:
        """The one asked for, or the first that this person should look at."""
        asked = BY_KEY.get(self.given.get("queue", ""))
        if asked:
            return asked
        if self.words or any(self.given.get(name) for name in FILTERS):
            return ALL
        waiting = self._tab_counts
        return next((queue for queue in (TO_RECEIVE_QUEUE, MINE, DEPARTMENT) if waiting.get(queue)), RUNNING)

    @cached_property
    def options(self) -> Options:
        """What the filters offer, in one query."""
        everywhere = self.user.is_superuser or not self.user.roles & OF_A_DEPARTMENT or Role.MANAGER in self.user.roles
        own = [department.pk for department in self.user.departments]
        departments = Department.objects.filter(is_active=True)
        holders = RoleGrant.objects.in_force(at=self.at).filter(
            role__in=sorted(OF_A_DEPARTMENT), person__is_active=True
        )
        if not everywhere:
            departments, holders = departments.filter(pk__in=own), holders.filter(department__in=own)
        found = (Category.objects.order_by().values_list(Value("category"), "pk", "name", "position")).union(
            IndustrialComplex.objects.order_by().values_list(Value("complex"), "pk", "name", Value(0)),
            departments.order_by().values_list(Value("department"), "pk", "name", Value(0)),
            holders.order_by().values_list(Value("officer"), "person_id", "person__name", Value(0)),
        )
        kinds: dict[str, list[tuple[int, str, str]]] = {}
        for kind, pk, name, position in found:
            kinds.setdefault(kind, []).append((position, name, str(pk)))
        of = {kind: [(pk, name) for _, name, pk in sorted(rows)] for kind, rows in kinds.items()}
        return Options(*(of.get(kind, []) for kind in ("category", "complex", "department", "officer")))

    @cached_property
    def form(self) -> FilterForm:
        """The filters as they stand."""
        return FilterForm(self.given, self.options)

    @cached_property
    def number(self) -> Grievance | None:
        """The case whose number was typed; a bare 17 is one of this year's."""
        match = NUMBER.match(self.words)
        if match is None or self.given.get("in") == "text":
            return None
        year = match[1] or str(self.at.astimezone(SEOUL).year)
        return self._all.filter(receipt_no=f"{year}-{int(match[2]):05d}").first()

    @property
    def is_whole_number(self) -> bool:
        """Whether the words can be nothing but a number."""
        match = NUMBER.match(self.words)
        return bool(match and match[1])

    @cached_property
    def rows(self) -> GrievanceQuerySet:
        """Which cases: the queue, the filters, the words. In no order, with no columns yet."""
        if self.number is not None:
            return self._all.filter(pk=self.number.pk)
        found = self.queue.rows(self._all, self.user, self.at)
        said = self.form.cleaned_data
        for name, field in {
            "category": "category",
            "kind": "legal_kind",
            "complex": "company__industrial_complex",
            "department": "department",
            "status": "status",
        }.items():
            if value := said.get(name):
                found = found.filter(**{field: value})
        if officer := said.get("officer"):
            found = found.without_officer() if officer == NOBODY else found.filter(officer=officer)
        if since := said.get("since"):
            found = found.filter(arrived_at__gte=_begin(since))
        if until := said.get("until"):
            found = found.filter(arrived_at__lt=_begin(until + timedelta(days=1)))
        return found.search(self.words) if self.words else found

    @property
    def sort(self) -> str:
        """How it is sorted, other than its queue is."""
        return str(self.form.cleaned_data.get("sort") or "")

    def in_order(self, found: GrievanceQuerySet) -> GrievanceQuerySet:
        """As it is read."""
        if self.sort in {NEWEST, OLDEST}:
            return found.order_by(*(NEWEST_FIRST if self.sort == NEWEST else OLDEST_FIRST))
        return found.by_urgency(at=self.at) if self.queue.by_urgency else found.order_by(*self.queue.order)

    # --- What is shown ---------------------------------------------------------------------------------------------

    @cached_property
    def _group_counts(self) -> dict[Group, int]:
        """How many rows there are, and in which groups."""
        groups = [
            self.rows.overdue(at=self.at),
            self.rows.open(),
            self.rows.due_soon(at=self.at),
        ]
        total, *found = counts([self.rows, *(groups if self.is_grouped else [])], at_most=COUNTED)
        numbers = dict(zip((LATE, TO_RECEIVE, SOON), found, strict=False))
        left = COUNTED if total >= COUNTED else total - sum(found)
        return {**numbers, OTHERS: left, ALL_ROWS: total}

    @property
    def is_grouped(self) -> bool:
        """Whether rows stand under what makes them urgent."""
        return self.queue.by_urgency and not self.sort

    @property
    def total(self) -> str:
        """How many there are in this view."""
        return shown(self._group_counts[ALL_ROWS])

    @cached_property
    def _found(self) -> list[Grievance]:
        """This page, and one row more that tells whether there is another."""
        begin = (self.page - 1) * A_PAGE
        # The page is found over narrow rows; only then is what it shows fetched.
        page = self.in_order(self.rows).values("pk")[begin : begin + A_PAGE + 1]
        return list(self.in_order(Grievance.objects.filter(pk__in=page).for_worklist()))

    @cached_property
    def shown_rows(self) -> list[Row]:
        """The page, row by row."""
        chosen, soon_by, last = set(self.given.getlist("case")), soon(self.at), None
        rows = []
        for case in self._found[:A_PAGE]:
            group = self._group_of(case)
            rows.append(
                Row(
                    case,
                    reverse("admin:grievances_grievance_change", args=[case.pk]),
                    case.category.name.partition("(")[0],  # A list has no room for what it is about in brackets.
                    remaining(case, at=self.at, soon_by=soon_by, calendar=rulebook.standing().calendar),
                    waits_for(case, self.at),
                    tuple(flags(case, self.at)),
                    case.receipt_no in chosen,
                    *(("", "") if group == last else (self._heading(group), group.tone)),
                )
            )
            last = group
        return rows

    def _group_of(self, case: Grievance) -> Group:
        if not self.is_grouped:
            return Group(self.queue.name, "" if self.sort else self.queue.rule, self.queue.tone)
        return GROUPS[Urgency(getattr(case, "urgency"))]  # noqa: B009 – the query brings it

    def _heading(self, group: Group) -> str:
        count = self._group_counts.get(group, self._group_counts[ALL_ROWS])
        return f"{group.name} {shown(count)}건" + (f" — {group.rule}" if group.rule else "")

    @property
    def first(self) -> int:
        """The place of the first row."""
        return (self.page - 1) * A_PAGE + 1

    @property
    def last(self) -> int:
        """The place of the last row."""
        return self.first + len(self.shown_rows) - 1

    @property
    def next_page(self) -> str:
        """Its address, if there is one."""
        return self.address(p=self.page + 1) if len(self._found) > A_PAGE else ""

    @property
    def page_before(self) -> str:
        """Its address, if there is one."""
        return self.address(p=self.page - 1) if self.page > 1 else ""

    @property
    def tabs(self) -> list[Tab]:
        """What others ask of this person, and the seven."""
        asked = [queue for queue in ASKED if self._tab_counts[queue] or queue == self.queue]
        return [self._tab(queue) for queue in (*asked, *queues_of(self.user))]

    @property
    def more(self) -> list[Tab]:
        """And the others."""
        return [self._tab(queue) for queue in MORE]

    def _tab(self, queue: Queue) -> Tab:
        count = shown(self._tab_counts[queue]) if queue.is_counted else ""
        return Tab(queue, f"?queue={queue.key}", count, queue == self.queue)

    @property
    def picks(self) -> bool:
        """Whether this person can do anything to several cases at once."""
        return any(works_with(self.user, move) for move in (Move.RECEIVE, Move.ASSIGN, Move.GROUP))

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the queue narrows it."""
        return bool(self.words) or any(self.form.cleaned_data.get(name) for name in FILTERS if name != "sort")

    @property
    def query(self) -> str:
        """What makes this view: to be saved, exported, come back to."""
        kept = [(name, self.given[name]) for name in KEPT if self.given.get(name) and name != "queue"]
        return urlencode([("queue", self.queue.key), *kept])

    def address(self, **others: object) -> str:
        """This view with something else."""
        return f"?{self.query}&{urlencode(others)}" if others else f"?{self.query}"

    @cached_property
    def saved(self) -> list[SavedFilter]:
        """저장한 조건."""
        return list(SavedFilter.objects.filter(person=self.user))


ALL_ROWS = Group("모두", "")


def _begin(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), SEOUL)


def waits_for(case: Grievance, at: datetime) -> str:
    """The line under the state."""
    if case.is_paused:
        reply_by = getattr(case, "reply_by", None)
        if reply_by is None:
            return "보완 기다림"
        return f"보완 {short_day(reply_by, at=at)}까지" if reply_by >= at else "보완기한 지남"
    if case.is_long_term:
        return "장기추진"
    if case.status == Status.CLOSED:
        return str(case.get_closing_reason_display())
    return str(case.get_outcome_display()) if case.outcome else ""


def flags(case: Grievance, at: datetime) -> Iterator[str]:
    """What should be known before it is opened."""
    if case.status == Status.IN_PROGRESS:
        if away_until := getattr(case, "away_until", None):
            yield f"담당자 {away_words(away_until)}"
        yield from _flags_of_custody(case, at)
        yield from _flag_of_opinions(case, at)
        yield from _flags_of_the_clock(case, at)
    if case.lead_id is not None:
        yield "묶음"
    if case.channel != Channel.ONLINE:
        yield str(case.get_channel_display())
    if case.reopened:
        yield f"재검토 {case.reopened}회" if case.reopened > 1 else "재검토"


def _flags_of_custody(case: Grievance, at: datetime) -> Iterator[str]:
    if case.offered_to is not None:
        yield f"이관 제안: {case.offered_to}의 답 기다림"
    if case.rule_by is not None:
        by = case.rule_by.astimezone(SEOUL)
        yield "담당부서 지정 늦음" if case.rule_by < at else f"담당부서 지정 {short_day(by, at=at)} {by:%H:%M}까지"


def _flag_of_opinions(case: Grievance, at: datetime) -> Iterator[str]:
    """The first that others are to answer by."""
    opinion_by = getattr(case, "opinion_by", None)
    if opinion_by is not None:
        yield "의견 늦음" if opinion_by < at else f"의견 {short_day(opinion_by, at=at)}까지"


def _flags_of_the_clock(case: Grievance, at: datetime) -> Iterator[str]:
    if case.extended_times:
        yield f"연장 {case.extended_times}회"
    if getattr(case, "awaits_consent", False) and not (case.is_paused or case.is_long_term or case.is_overdue(at=at)):
        yield "동의 기다림"
    if case.is_under_investigation(at=at):
        yield "현장조사 중"

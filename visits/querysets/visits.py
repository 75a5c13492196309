"""Programmes, slots, visits and promises."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from companies.models import Company
from grievances import rulebook
from visits.workflow import (
    AHEAD,
    CALLED_ABOUT_AFTER,
    CLOSED_UNCONFIRMED_AFTER,
    MET,
    PLACED,
    WRITERS,
    Part,
    PromiseState,
    Status,
)

if TYPE_CHECKING:
    from visits.models import (
        Blackout,
        Programme,
        Promise,
        RosterEntry,
        Slot,
        TeamMember,
        Visit,
        VisitEntry,
    )

SEES_EVERY_VISIT = frozenset({Role.MANAGER, Role.EXAMINER})
KEPT_IN_CALENDARS, CANCELLED_IN_CALENDARS = timedelta(days=90), timedelta(days=30)


def part_order() -> Case:
    """The order in which the parts are introduced."""
    return Case(*(When(part=part, then=Value(place)) for place, part in enumerate(Part)))


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    """지원단·현장기동반 and who else goes along."""

    def active(self) -> Self:
        """Those who can be put on a roster now."""
        return self.filter(is_active=True, person__is_active=True).select_related("person")

    def consultants(self) -> Self:
        """컨설턴트."""
        return self.filter(part=Part.CONSULTANT)

    def by_part(self) -> Self:
        """In the order in which the parts are introduced, and by name."""
        return self.select_related("person").order_by(part_order(), "person__name", "pk")

    def for_roster(self, visit: "Visit") -> Self:
        """Who can go along: those of the programme, everybody where it names nobody, and the company's consultants."""
        named = visit.programme.team.values("pk")
        cared_for = visit.programme.participations.filter(company=visit.company_id, consultants__isnull=False)
        own = Q(pk__in=named) | Q(pk__in=cared_for.values("consultants"))
        return self.active().filter(own) if named.exists() else self.active()


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """순회 프로그램."""

    def running(self, *, on: date) -> Self:
        """In season, taking requests."""
        return self.filter(Q(last_on__isnull=True) | Q(last_on__gte=on), is_open=True, first_on__lte=on)

    def with_waiting(self) -> Self:
        """Each with how many requests wait for a slot, as `waiting`."""
        return self.annotate(waiting=Count("visits", filter=Q(visits__status=Status.REQUESTED)))


class BlackoutQuerySet(models.QuerySet["Blackout"]):
    """금지기간."""

    def of(self, programme: "Programme") -> Self:
        """Those a programme keeps: its own and everybody's."""
        return self.filter(Q(programme=programme) | Q(programme__isnull=True))

    def within(self, first: date, last: date) -> Self:
        """Those that touch these days."""
        return self.filter(first_on__lte=last, last_on__gte=first)

    def over(self, *, on: date) -> Self:
        """지난 것."""
        return self.filter(last_on__lt=on)


class SlotQuerySet(models.QuerySet["Slot"]):
    """방문 시간대."""

    def free(self) -> Self:
        """빈 자리."""
        return self.filter(visit__isnull=True)

    def ahead(self, *, at: datetime) -> Self:
        """Not begun yet."""
        return self.filter(during__startswith__gt=at)

    def within(self, first: date, last: date) -> Self:
        """Of these days, both included."""
        return self.filter(on__gte=first, on__lte=last)

    def for_season(self, *, at: datetime) -> Self:
        """앞으로의 시간대, each with the visit that took it."""
        return self.ahead(at=at).select_related("visit__company").order_by("on", "order")


class VisitQuerySet(models.QuerySet["Visit"]):
    """현장방문 by where they stand and who may know of them."""

    def visible_to(self, user: User) -> Self:
        """What this user may know exists. Every view starts here."""
        if user.is_superuser or user.roles & SEES_EVERY_VISIT:
            return self.all()
        return self.filter(self._of_own_company(user) | self._on_roster(user))

    def visible_as_member(self, user: User) -> Self:
        """The company's own pages: visits to companies in which this person has a seat."""
        return self.filter(self._of_own_company(user))

    def on_roster_of(self, user: User) -> Self:
        """The team's own pages: visits this person goes along to, as somebody whom the city sends."""
        return self.filter(self._on_roster(user))

    def logged_by(self, user: User) -> Self:
        """The same without those this person only reads along."""
        return self.filter(self._on_roster(user, part__in=sorted(WRITERS)))

    def _on_roster(self, user: User, **parts: Any) -> Q:
        """A role that was taken away takes the visits along."""
        if not user.is_active or not (user.roles or user.is_superuser):
            return Q(pk__in=[])
        going = apps.get_model("visits", "RosterEntry").objects.filter(person=user, **parts)
        return Q(pk__in=going.values("visit"))

    def _of_own_company(self, user: User) -> Q:
        """A company that was merged into one's own is one's own."""
        if not user.is_active:
            return Q(pk__in=[])
        mine = user.seats.active().values("company")
        return Q(company__in=mine) | Q(company__merged_into__in=mine)

    def of_company(self, company: Company) -> Self:
        """Visits to the company, and to those merged into it."""
        return self.filter(Q(company=company) | Q(company__merged_into=company))

    # --- Where they stand ---------------------------------------------------------------------------------------

    def requested(self) -> Self:
        """신청, waiting for a slot; the oldest first."""
        return self.filter(status=Status.REQUESTED).order_by("requested_at")

    def offered(self) -> Self:
        """일정 제안, waiting for the company."""
        return self.filter(status=Status.OFFERED)

    def scheduled(self) -> Self:
        """확정."""
        return self.filter(status=Status.SCHEDULED)

    def underway(self) -> Self:
        """Anything that is not over: asked, offered, scheduled, held and not settled."""
        return self.filter(status__in=sorted(AHEAD | {Status.HELD}))

    def took_place(self) -> Self:
        """방문함: what programmes count."""
        return self.filter(status__in=sorted(MET))

    def placed(self) -> Self:
        """Those with a slot."""
        return self.filter(status__in=sorted(PLACED))

    def on_day(self, day: date) -> Self:
        """Placed on this day, in the order of the day."""
        return self.placed().filter(slot__on=day).order_by("slot__during", "pk")

    def within(self, first: date, last: date) -> Self:
        """Placed on these days, both included."""
        return self.placed().filter(slot__on__gte=first, slot__on__lte=last)

    def ahead(self, *, at: datetime) -> Self:
        """Offered or scheduled, and not begun yet."""
        held = {Status.OFFERED, Status.SCHEDULED}
        return self.filter(status__in=sorted(held), slot__during__startswith__gt=at)

    def hit(self, *, at: datetime) -> Self:
        """쉬는 날이나 금지기간에 잡힌 것: ahead, on a day that is now off or in a blackout of the programme."""
        ahead = self.ahead(at=at)
        calendar = rulebook.standing().calendar
        days = ahead.order_by().values_list("slot__on", flat=True).distinct()
        blackouts = apps.get_model("visits", "Blackout").objects.filter(
            Q(programme=OuterRef("programme")) | Q(programme__isnull=True),
            first_on__lte=OuterRef("slot__on"),
            last_on__gte=OuterRef("slot__on"),
        )
        off = [day for day in days if calendar.is_day_off(day)]
        return ahead.filter(Q(slot__on__in=off) | Exists(blackouts))

    def to_log(self, *, at: datetime) -> Self:
        """회의록 안 씀: the time is over and nobody wrote what was said."""
        return self.scheduled().filter(slot__during__endswith__lt=at)

    def to_confirm(self) -> Self:
        """회의록 확인 전: sent, and the host has neither agreed nor objected."""
        return self.filter(status=Status.HELD, minutes_sent_at__isnull=False, confirmed_at__isnull=True)

    def unconfirmed(self, *, at: datetime) -> Self:
        """확인을 기다리는 회의록: so long after it went out that somebody should call."""
        return self.to_confirm().filter(minutes_sent_at__lte=at - CALLED_ABOUT_AFTER)

    def to_close(self, *, at: datetime) -> Self:
        """정리할 것: confirmed, or unconfirmed for long enough, and nothing in it is open."""
        heard = Q(confirmed_at__isnull=False) | Q(minutes_sent_at__lte=at - CLOSED_UNCONFIRMED_AFTER)
        undecided = apps.get_model("visits", "Promise").objects.undecided()
        unsettled = apps.get_model("visits", "Objection").objects.filter(settled_at__isnull=True)
        held = self.filter(heard, status=Status.HELD)
        return held.exclude(pk__in=undecided.values("visit")).exclude(pk__in=unsettled.values("visit"))

    def of_companies(self) -> Self:
        """기업 방문."""
        return self.filter(company__isnull=False)

    def of_associations(self) -> Self:
        """경제단체 간담회."""
        return self.filter(company__isnull=True)

    def for_field(self, *, on: date) -> Self:
        """현장: those of this day and later, and earlier ones whose minutes are not written, not sent, or objected to.

        `line_count` and `undecided_count`: how many promises, and how many of them wait for an end.
        """
        objections = apps.get_model("visits", "Objection").objects.filter(settled_at__isnull=True)
        objections = objections.filter(visit=OuterRef("pk"))
        unsent = Q(status=Status.HELD) & (Q(minutes_sent_at__isnull=True) | Exists(objections))
        return (
            self.placed()
            .filter(Q(slot__on__gte=on) | Q(status=Status.SCHEDULED) | unsent)
            .select_related("programme", "company", "company__industrial_complex", "slot")
            .annotate(
                line_count=Count("promises"),
                undecided_count=Count("promises", filter=Q(promises__state=PromiseState.UNDECIDED)),
            )
            .order_by("slot__during", "pk")
        )

    def with_newest_entry(self) -> Self:
        """`newest_entry`: the last move, so that a page can say what it was opened with."""
        return self.annotate(newest_entry=Max("history__pk"))

    def waiting_for(self, programme: "Programme") -> Self:
        """기다리는 신청 of a programme, the oldest first, each with what makes its turn fair.

        `visited_before` and `last_visited_on` are of any programme; `has_factory` and `takes_part` say whether the
        company may be visited.
        """
        host = OuterRef("company")
        visits = self.model._default_manager.filter(Q(company=host) | Q(company__merged_into=host))
        met = visits.filter(status__in=sorted(MET)).order_by().values(one=Value(1))
        factories = apps.get_model("companies", "FactoryRecord").objects.filter(company=host)
        part = programme.participations.filter(company=host, first_on__lte=timezone.localdate())
        return (
            self.filter(programme=programme)
            .requested()
            .select_related("company__industrial_complex")
            .annotate(
                newest_entry=Max("history__pk"),
                visited_before=Coalesce(Subquery(met.annotate(n=Count("pk")).values("n")), 0),
                last_visited_on=Subquery(met.annotate(last=Max("slot__on")).values("last")),
                has_factory=Exists(factories),
                takes_part=Exists(part.exclude(last_on__lt=timezone.localdate())),
            )
        )

    def for_month(self) -> Self:
        """방문 달력: with its host, how many go along, how many promises it brought and how many of them are left."""
        left = Q(promises__state=PromiseState.UNDECIDED) | Q(promises__grievance__status__in=["OPEN", "IN_PROGRESS"])
        return (
            self.select_related("programme", "company", "slot")
            .annotate(
                newest_entry=Max("history__pk"),
                promise_count=Count("promises", distinct=True),
                left_count=Count("promises", filter=left, distinct=True),
                roster_count=Count("roster", distinct=True),
            )
            .order_by("slot__during", "pk")
        )

    def companies_by_complex(self, since: date) -> dict[int | None, int]:
        """How many companies of each 산업단지 were visited since this day or are about to be; None: outside."""
        placed = self.placed().of_companies().exclude(status=Status.NO_SHOW).filter(slot__on__gte=since).order_by()
        rows = placed.values_list("company__industrial_complex").annotate(n=Count("company", distinct=True))
        return dict(rows.values_list("company__industrial_complex", "n"))

    def for_list(self) -> Self:
        """방문 목록: with its host, its slot and how many promises it brought."""
        return self.select_related("programme", "company", "slot").annotate(promise_count=Count("promises"))

    def for_calendar(self) -> Self:
        """Those that have or had a time, with `changed_at`, the moment of the last move."""
        placed = self.filter(during__isnull=False).select_related("programme", "company")
        return placed.annotate(changed_at=Max("history__at"))

    def in_calendar_of(self, user: User, *, at: datetime) -> Self:
        """Of one's own company, or one goes along. What was cancelled stays so long that calendars take it out."""
        mine = self.filter(self._of_own_company(user) | self._on_roster(user)).for_calendar()
        stands = Q(status__in=sorted(PLACED), during__endswith__gte=at - KEPT_IN_CALENDARS)
        over = ~Q(status__in=sorted(PLACED)) & Q(changed_at__gte=at - CANCELLED_IN_CALENDARS)
        return mine.filter(stands | over).order_by("during", "pk")

    def for_company_list(self) -> Self:
        """What waits for the company, then what comes, the soonest first, then what was, the newest first."""
        waits = Q(status=Status.OFFERED) | Q(
            status=Status.HELD, minutes_sent_at__isnull=False, confirmed_at__isnull=True
        )
        comes = Q(status__in=[Status.REQUESTED, Status.SCHEDULED])
        stage = Case(When(waits, then=Value(0)), When(comes, then=Value(1)), default=Value(2))
        begins = Case(When(waits | comes, then=F("during__startswith")))
        found = self.select_related("programme", "company", "slot").annotate(stage=stage, comes_at=begins)
        return found.order_by("stage", F("comes_at").asc(nulls_last=True), "-requested_at", "-pk")

    def for_page(self) -> Self:
        """All that a page of one visit shows of its row."""
        return self.select_related(
            "programme", "company", "company__industrial_complex", "company__industry", "slot", "requested_by"
        ).with_newest_entry()


class VisitEntryQuerySet(models.QuerySet["VisitEntry"]):
    """방문이력."""

    def for_company(self) -> Self:
        """What the host may read, the newest first."""
        return self.filter(is_internal=False).order_by("-pk")

    def after(self, entry_id: int) -> Self:
        """What happened since somebody looked."""
        return self.filter(pk__gt=entry_id).order_by("pk")


class RosterEntryQuerySet(models.QuerySet["RosterEntry"]):
    """명단."""

    def for_page(self) -> Self:
        """In the order in which people are introduced."""
        return self.select_related("person").order_by("pk")


class PromiseQuerySet(models.QuerySet["Promise"]):
    """약속."""

    def visible_to(self, user: User) -> Self:
        """Those of visits this person may know of."""
        visits = apps.get_model("visits", "Visit").objects.visible_to(user)
        return self.filter(visit__in=visits.values("pk"))

    def undecided(self) -> Self:
        """정하지 않음."""
        return self.filter(state=PromiseState.UNDECIDED)

    def open(self) -> Self:
        """남은 것: undecided, or a grievance the city has not answered."""
        return self.filter(Q(state=PromiseState.UNDECIDED) | Q(grievance__status__in=["OPEN", "IN_PROGRESS"]))

    def held(self, *, since: date | None = None, until: date | None = None) -> Self:
        """Of visits that took place: on these days, both included."""
        found = self.filter(visit__status__in=sorted(MET))
        found = found.filter(visit__slot__on__gte=since) if since else found
        return found.filter(visit__slot__on__lte=until) if until else found

    def whose_case_stands(self, statuses: Iterable[str]) -> Self:
        """Those that became a grievance with one of these statuses."""
        return self.filter(grievance__status__in=list(statuses))

    def for_ledger(self, *, at: datetime) -> Self:
        """약속 대장, with all that a row shows.

        `unit`: who holds it, of a grievance the department that has it now. `ended_at`: when it was decided, of a
        grievance when that ended. `age`: from when it was spoken until then, or until now.
        """
        ended = Coalesce("grievance__answered_at", "grievance__closed_at")
        return self.select_related(
            *("visit", "visit__programme", "visit__company", "visit__slot", "company", "department"),
            *("grievance", "grievance__department"),
        ).annotate(
            unit=Coalesce("grievance__department", "department"),
            ended_at=Case(When(grievance__isnull=False, then=ended), default=F("decided_at")),
            age=Coalesce(F("ended_at"), Value(at)) - F("spoken_at"),
        )

    def by_state(self) -> dict[str, int]:
        """How many ended how."""
        return dict(self.order_by().values_list("state").annotate(Count("pk")))

    def for_page(self) -> Self:
        """With what became of them."""
        return self.select_related("department", "company", "grievance", "grievance__department").order_by("number")

"""Questions about grievances and what happened in them, as the field asks them."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, Count, Exists, F, FilteredRelation, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate, Upper
from django.utils import timezone

from accounts.models import Absence, User
from accounts.roles import OF_A_DEPARTMENT, Role
from companies.models import Company
from grievances import rulebook
from grievances.clock import working_days_after
from grievances.provisions import cites
from grievances.tally import Alike, Figures, tallied
from grievances.workflow import ANSWERED, ENDED, RUNNING, Channel, Status

if TYPE_CHECKING:
    from grievances.models import (
        Grievance,
        HistoryEntry,
        Outage,
    )

SEES_EVERY_CASE = frozenset({Role.MANAGER, Role.EXAMINER})


def soon(at: datetime) -> datetime:
    """기한 임박 is what is due until then: today, or on the working day after."""
    return working_days_after(1, at, rulebook.standing().calendar)


def pairs_of(field: str) -> Func:
    """Every two neighbouring letters of a text, as the index `grievance_pairs` keeps them."""
    return Func(Upper(field), function="pairs_of", output_field=ArrayField(models.TextField()))


class Urgency(models.IntegerChoices):
    """What comes first in the work list."""

    LATE = 0
    TO_RECEIVE = 1
    SOON = 2
    RUNNING = 3
    STILL = 4
    LONG_TERM = 5


ALIKE = 0.25
"""From this trigram similarity on, two titles may speak of one thing."""
REOPENED_WITHIN = timedelta(days=90)
"""재검토: so long after an answer the company may ask for a second look."""


class GrievanceQuerySet(models.QuerySet["Grievance"]):
    """Grievances by where they stand and who may know of them."""

    def visible_to(self, user: User) -> Self:
        """What this user may know exists. Every view starts here."""
        if user.is_superuser or user.roles & SEES_EVERY_CASE:
            return self.all()
        seen = self._of_own_company(user)
        if user.roles & OF_A_DEPARTMENT:
            seen |= self._of_own_department(user)
        return self.filter(seen)

    def visible_as_staff(self, user: User) -> Self:
        """What the workplace shows: nothing that is seen only as a member of one's own company."""
        if user.is_superuser or user.roles & SEES_EVERY_CASE:
            return self.all()
        return self.filter(self._of_own_department(user))

    def _of_own_department(self, user: User) -> Q:
        """Cases the department has, is asked to take, or is asked about."""
        mine = [department.pk for department in user.departments]
        if not mine:
            return Q(pk__in=[])
        asked = apps.get_model("grievances", "Consultation")._default_manager.opens_cases_to(user)
        return Q(department__in=mine) | Q(offered_to__in=mine) | Q(pk__in=asked.values("grievance"))

    def visible_as_member(self, user: User) -> Self:
        """The company's own pages: cases of companies in which this person has a seat."""
        return self.filter(self._of_own_company(user))

    def _of_own_company(self, user: User) -> Q:
        """Cases of a company merged into one's own are one's own. A private one is its filer's and the owners'."""
        if not user.is_active:
            return Q(pk__in=[])
        seats = user.seats.active()
        mine, owned = seats.values("company"), seats.filter(is_owner=True).values("company")
        return (Q(company__in=mine) | Q(company__merged_into__in=mine)) & (
            Q(is_private=False) | Q(filer=user) | Q(company__in=owned) | Q(company__merged_into__in=owned)
        )

    # --- Where they stand ---------------------------------------------------------------------------------------

    def open(self) -> Self:
        """접수 대기."""
        return self.filter(status=Status.OPEN)

    def in_progress(self) -> Self:
        """처리 중."""
        return self.filter(status=Status.IN_PROGRESS)

    def running(self) -> Self:
        """Not ended: 접수 대기 and 처리 중."""
        return self.filter(status__in=[Status.OPEN, Status.IN_PROGRESS])

    def half(self, which: str) -> Self:
        """진행 중 ("running") or 끝난 것 ("ended"); all of them for no word."""
        statuses = {"running": RUNNING, "ended": ENDED}.get(which)
        return self.filter(status__in=sorted(statuses)) if statuses else self

    def infeasible(self) -> Self:
        """처리 불가."""
        return self.filter(status=Status.INFEASIBLE)

    def answered(self) -> Self:
        """완료 and 처리 불가."""
        return self.filter(status__in=sorted(ANSWERED))

    def ended(self) -> Self:
        """완료, 처리 불가 and 종결."""
        return self.filter(status__in=sorted(ENDED))

    def on_the_clock(self) -> Self:
        """In progress, the legal clock running."""
        return self.in_progress().filter(paused_at__isnull=True, kept_at__isnull=True)

    def overdue(self, *, at: datetime) -> Self:
        """지연: in progress past 처리기한."""
        return self.on_the_clock().filter(due_at__lt=at)

    def due_soon(self, *, at: datetime) -> Self:
        """기한 임박: due today or on the next working day."""
        return self.on_the_clock().filter(due_at__gte=at, due_at__lte=soon(at))

    def waiting_for_company(self) -> Self:
        """보완을 기다림: the clock stands still until the company answers."""
        return self.in_progress().filter(paused_at__isnull=False)

    def long_term(self) -> Self:
        """장기추진."""
        return self.in_progress().filter(kept_at__isnull=False)

    def to_look_at_again(self, *, on: date) -> Self:
        """처리 불가 whose day to look again has come."""
        return self.filter(look_again_on__lte=on)

    def late_to_receive(self, *, at: datetime) -> Self:
        """접수 대기 past 8 working hours (시행령 §6⑧)."""
        return self.open().filter(receive_by__lt=at)

    def workload(self, *, at: datetime) -> list[tuple[int | None, int | None, int, int, int]]:
        """처리 중 by officer and department: how many, how many of them late, how many due soon."""
        running = Q(paused_at__isnull=True, kept_at__isnull=True)
        counted = self.in_progress().order_by().values("officer", "department")
        return list(
            counted.annotate(
                total=Count("pk"),
                late=Count("pk", filter=running & Q(due_at__lt=at)),
                near=Count("pk", filter=running & Q(due_at__gte=at, due_at__lte=soon(at))),
            ).values_list("officer", "department", "total", "late", "near")
        )

    # --- Whose they are -----------------------------------------------------------------------------------------

    def of_officer(self, user: User) -> Self:
        """내 담당."""
        return self.filter(officer=user)

    def stood_in_for_by(self, user: User, *, on: date) -> Self:
        """대신 맡은 사건: of officers who are away on this day, and for whom this person stands in."""
        away = Absence.objects.on(on).filter(stand_in=user)
        return self.of_departments(user).filter(officer__in=away.values("person"))

    def with_absence(self, *, on: date) -> Self:
        """Each with `away_until` and `away_stand_in`, while its officer is not there on this day (부재)."""
        away = Absence.objects.on(on).filter(person=OuterRef("officer"))
        return self.annotate(
            away_until=Subquery(away.values("last_on")), away_stand_in=Subquery(away.values("stand_in__name"))
        )

    def of_departments(self, user: User) -> Self:
        """우리 부서."""
        return self.filter(department__in=[department.pk for department in user.departments])

    def answered_for_by(self, user: User) -> Self:
        """What this person's unit answers for: not what it is only asked to take, or asked about."""
        return self if user.is_superuser or user.roles & SEES_EVERY_CASE else self.of_departments(user)

    def offered_to_departments(self, user: User) -> Self:
        """이관을 제안받음: waiting for this person's department to take them or not."""
        return self.filter(offered_to__in=[department.pk for department in user.departments])

    def to_rule_on(self) -> Self:
        """담당부서를 정할 것: declined twice (product: the coordinator must rule)."""
        return self.in_progress().filter(rule_by__isnull=False).order_by("rule_by")

    def asked_about(self, user: User) -> Self:
        """의견을 요청받음: this person's department is asked, and has not answered."""
        waiting = apps.get_model("grievances", "Consultation")._default_manager.waiting()
        mine = [department.pk for department in user.departments]
        return self.filter(pk__in=waiting.filter(department__in=mine).values("grievance"))

    def waiting_for_opinions(self) -> Self:
        """의견을 기다림: others were asked and have not answered."""
        waiting = apps.get_model("grievances", "Consultation")._default_manager.waiting()
        return self.filter(pk__in=waiting.values("grievance"))

    def to_approve(self) -> Self:
        """결재를 기다림, the longest first."""
        return self.in_progress().filter(proposed_at__isnull=False).order_by("proposed_at")

    def to_approve_by(self, user: User) -> Self:
        """결재할 것: what waits for this person."""
        waiting = apps.get_model("grievances", "Approval")._default_manager.waiting_for(user)
        return self.to_approve().filter(pk__in=waiting.order_by().values("grievance"))

    def to_approve_by_department(self) -> list[tuple[int, int]]:
        """결재를 기다림: how many in each department."""
        waiting = self.to_approve().order_by().values("department").annotate(cases=Count("pk"))
        return list(waiting.values_list("department", "cases"))

    def woken(self, *, on: date) -> Self:
        """깨어남: infeasible until now, and its day has come or what it cites has changed."""
        return self.filter(Q(look_again_on__lte=on) | Q(woken_at__isnull=False))

    def left_by_their_lead(self) -> Self:
        """대표 사건이 끝난 묶음: still running, and the case that spoke for them is not."""
        return self.running().filter(lead__isnull=False, lead__status__in=sorted(ENDED))

    def citing(self, provision: str) -> Self:
        """처리 불가 whose standing answer rests on this provision, in whichever spelling."""
        answers = apps.get_model("grievances", "Answer")._default_manager.of_infeasible_cases()
        said = answers.values_list("grievance", "provision").iterator()
        return self.filter(pk__in=[case for case, text in said if cites(text, provision)]).order_by("pk")

    def grouped_under(self, lead_id: int) -> Self:
        """묶음: the lead and those that follow it."""
        return self.filter(Q(pk=lead_id) | Q(lead=lead_id))

    def companies(self) -> int:
        """Of how many companies they are; what was merged is one."""
        return self.order_by().values(firm=_firm()).distinct().count()

    def with_what_was_told(self) -> Self:
        """Each with what the city last told its company, as `told_move` and `told_at`, and its newest entry."""
        entries = apps.get_model("grievances", "HistoryEntry")._default_manager
        told = entries.filter(grievance=OuterRef("pk"), side="CITY", is_internal=False).order_by("-pk")
        return self.with_newest_entry().annotate(
            told_move=Subquery(told.values("move")[:1]), told_at=Subquery(told.values("at")[:1])
        )

    def like(self, case: "Grievance") -> Self:
        """같은 문제일 수 있는 것: another company's that still runs and leads or stands alone, the likest first.

        Its title sounds alike, or it is of the same kind in the same complex.
        """
        nearby = Q(category=case.category_id)
        if case.company.industrial_complex_id is not None:
            nearby &= Q(company__industrial_complex=case.company.industrial_complex_id)
        else:
            nearby &= Q(place=case.place) & ~Q(place="")
        bonus = Case(When(nearby, then=Value(ALIKE)), default=Value(0.0))
        own = case.company.merged_into_id or case.company_id
        found = self.running().filter(lead__isnull=True).alias(firm=_firm()).exclude(firm=own)
        near = found.annotate(likeness=TrigramSimilarity("title", case.title) + bonus).filter(likeness__gte=ALIKE)
        return near.order_by("-likeness", "-arrived_at", "-pk")

    def ruled_on_by(self, user: User) -> Self:
        """Those whose department this person has to name: a manager's."""
        return self if user.is_superuser or Role.MANAGER in user.roles else self.none()

    def without_officer(self) -> Self:
        """담당자 없음."""
        return self.in_progress().filter(officer__isnull=True)

    def of_company(self, company: Company) -> Self:
        """Of this company and of those merged into it."""
        return self.filter(Q(company=company) | Q(company__merged_into=company))

    def filed_by_members(self) -> Self:
        """Through the portal, not on a company's behalf."""
        return self.filter(channel=Channel.ONLINE)

    def taken_during(self, outage: "Outage") -> Self:
        """장애 동안 온 것: not through the portal, and entered since it began (시행령 §6의2③)."""
        arrived = Q(arrived_at__gte=outage.began_at, arrived_at__lte=outage.ended_at)
        return self.filter(arrived, entered_at__gte=outage.began_at).exclude(channel=Channel.ONLINE)

    # --- What pages show ----------------------------------------------------------------------------------------

    def for_company_list(self, person: User, *, at: datetime) -> Self:
        """The company's list, with who holds each: what waits for the company first, then what runs, then the rest.

        `reply_by`: until when a supplement is asked for. `awaits_consent`: whether the company may still agree to a
        longer deadline. `is_to_rate`: answered, and this person has not rated it.
        """
        asked = apps.get_model("grievances", "SupplementRequest")._default_manager.standing()
        unrated = apps.get_model("grievances", "Answer")._default_manager.unrated()
        return (
            self.select_related("company", "category", "department", "officer")
            .annotate(
                reply_by=Subquery(asked.filter(grievance=OuterRef("pk")).values("reply_by")[:1]),
                awaits_consent=Q(status=Status.IN_PROGRESS, paused_at=None, kept_at=None, due_at__gte=at) & _consent(),
                is_to_rate=Exists(unrated.filter(grievance=OuterRef("pk"), grievance__filer=person)),
                rank=Case(
                    When(Q(paused_at__isnull=False) | Q(awaits_consent=True), then=0),
                    When(is_to_rate=True, then=1),
                    When(status__in=sorted(RUNNING), then=2),
                    default=3,
                ),
            )
            .order_by("rank", "-arrived_at", "-pk")
        )

    def for_worklist(self) -> Self:
        """작업목록: with all its columns, until when the company, and others who are asked, are to answer."""
        found = self.with_absence(on=timezone.localdate())
        return found.select_related(
            "company", "company__industrial_complex", "category__department", "department", "offered_to", "officer"
        ).annotate(
            reply_by=Subquery(
                apps.get_model("grievances", "SupplementRequest")
                ._default_manager.filter(grievance=OuterRef("pk"), ended_at__isnull=True)
                .values("reply_by")[:1]
            ),
            awaits_consent=_consent(),
            opinion_by=_opinion_by(),
        )

    def by_urgency(self, *, at: datetime) -> Self:
        """급한 것부터: 지연, 접수할 것, 기한 임박, then the others; within each by its moment."""
        still, long_term = Q(paused_at__isnull=False), Q(kept_at__isnull=False)
        urgency = Case(
            When(status=Status.OPEN, then=Value(Urgency.TO_RECEIVE)),
            When(long_term, then=Value(Urgency.LONG_TERM)),
            When(still, then=Value(Urgency.STILL)),
            When(due_at__lt=at, then=Value(Urgency.LATE)),
            When(due_at__lte=soon(at), then=Value(Urgency.SOON)),
            default=Value(Urgency.RUNNING),
        )
        return self.annotate(urgency=urgency).order_by("urgency", "report_on", Coalesce("due_at", "receive_by"), "pk")

    def for_notices(self) -> Self:
        """With what a mail says of a case."""
        return self.select_related("company", "department", "officer")

    def for_case_page(self) -> Self:
        """One case with what its page shows of it, and whether it has what most have not (`Grievance.has`)."""
        found = self.with_absence(on=timezone.localdate())
        return found.annotate(
            has_followers=_has("Grievance", "lead"),
            has_approvals=_has("Approval"),
            has_consultations=_has("Consultation"),
            has_reforms=_has("Reform"),
        ).select_related(
            "company",
            "company__industrial_complex",
            "company__industry",
            "company__merged_into",
            "category",
            "department",
            "offered_to",
            "lead",
            "officer",
            "filer",
            "entered_by",
            "forwarding",
        )

    def search(self, text: str) -> Self:
        """Every word is part of the number, the title, the text or the place, or of the company."""
        found = self.alias(pairs=pairs_of("search_text"))
        for word in text.replace("\x00", " ").split():  # which PostgreSQL knows no word for
            # Trigrams know nothing of two syllables, and most Korean nouns have two.
            by_text = Q(pairs__contains=[word.upper()]) if len(word) == 2 else Q(search_text__icontains=word)
            # The companies are asked for first: with their keys in it, the question is one that indexes answer.
            firms = Company.objects.search(word).order_by().values_list("pk", flat=True)
            found = found.filter(by_text | Q(company__in=list(firms)))
        return found

    def figures(self, *, since: datetime, at: datetime) -> Figures:
        """공개 현황 of what arrived since then: one question, however many cases. A case counts once, as it stands."""
        standing = FilteredRelation("answers", condition=Q(answers__answered_at=F("answered_at")))
        late = Q(status=Status.IN_PROGRESS, paused_at=None, kept_at=None, due_at__lt=at)
        rows = (
            self.filter(arrived_at__gte=since, arrived_at__lte=at)
            .order_by()
            .annotate(standing=standing, on=TruncDate("arrived_at"), answered_on=TruncDate("answered_at"))
            .values_list("status", "standing__rating__solved", "on", "answered_on")
            .annotate(cases=Count("pk"), overdue=Count("pk", filter=late))
        )
        return tallied((Alike(*row) for row in rows), rulebook.standing().calendar.is_day_off)

    def earlier_figures(self, *, before: datetime) -> Figures:
        """How what arrived before stands now. What companies said of those answers is not asked here."""
        rows = self.filter(arrived_at__lt=before).order_by().values_list("status").annotate(cases=Count("pk"))
        return tallied((Alike(status, None, None, None, cases) for status, cases in rows), bool)

    def with_newest_entry(self) -> Self:
        """Each with the number of what happened last in it, as `newest_entry`."""
        entries = apps.get_model("grievances", "HistoryEntry")._default_manager.filter(grievance=OuterRef("pk"))
        return self.annotate(newest_entry=Subquery(entries.order_by("-pk").values("pk")[:1]))


def _firm() -> Coalesce:
    """The company of the case at hand, or the one it was merged into."""
    return Coalesce("company__merged_into_id", "company_id", output_field=models.BigIntegerField())


def _opinion_by() -> Subquery:
    """Until when the first of those should answer who are asked about the case at hand."""
    asked = apps.get_model("grievances", "Consultation")._default_manager.waiting()
    return Subquery(asked.filter(grievance=OuterRef("pk")).order_by("reply_by").values("reply_by")[:1])


def _has(model: str, case: str = "grievance") -> Exists:
    """Whether there is a row that names the case at hand."""
    return Exists(apps.get_model("grievances", model)._default_manager.filter(**{case: OuterRef("pk")}))


def _consent() -> Exists:
    """연장 동의 that stands, of the case at hand."""
    requests = apps.get_model("grievances", "ConsentRequest")._default_manager
    return Exists(requests.standing().filter(grievance=OuterRef("pk")))


class HistoryEntryQuerySet(models.QuerySet["HistoryEntry"]):
    """처리이력."""

    def for_company(self) -> Self:
        """What the company reads, the newest first, with files, answers and what was thought of them."""
        return (
            self.filter(is_internal=False)
            .select_related("by", "answer", "answer__rating")
            .prefetch_related("attachments")
            .order_by("-pk")
        )

    def for_staff(self) -> Self:
        """All of it, the newest first."""
        return (
            self.select_related("by", "answer", "answer__rating", "answer__rating__call_back")
            .prefetch_related("attachments")
            .order_by("-pk")
        )

    def after(self, entry_id: int) -> Self:
        """What happened since somebody looked."""
        return self.filter(pk__gt=entry_id).select_related("by").order_by("pk")

"""Questions about grievances, as the field asks them."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Count, Exists, F, FilteredRelation, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject, TruncDate, Upper

from accounts.models import User
from accounts.roles import OF_A_DEPARTMENT, Role
from companies.models import Company
from grievances import rulebook
from grievances.clock import working_days_after
from grievances.tally import Alike, Figures, tallied
from grievances.workflow import ANSWERED, ENDED, RUNNING, Channel, Move, Status

if TYPE_CHECKING:
    from grievances.models import (
        Answer,
        AnswerTemplate,
        Attachment,
        CallBack,
        Category,
        ConsentRequest,
        Document,
        Draft,
        Extension,
        Grievance,
        HistoryEntry,
        MonthlyCheck,
        Outage,
        SupplementRequest,
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


REOPENED_WITHIN = timedelta(days=90)
"""재검토: so long after an answer the company may ask for a second look."""


class CategoryQuerySet(models.QuerySet["Category"]):
    """분야."""

    def in_use(self) -> Self:
        """Those a grievance may be filed under; what else each asks is in its `asked`, as plain values."""
        questions = apps.get_model("grievances", "Question")._default_manager.filter(
            category=OuterRef("pk"), is_active=True
        )
        told = JSONObject(**{name: name for name in ("id", "label", "help_text", "kind", "choices", "is_required")})
        asked = ArraySubquery(questions.order_by("position", "pk").values(told=told))
        return self.filter(is_active=True).annotate(asked=asked)


class GrievanceQuerySet(models.QuerySet["Grievance"]):
    """Grievances by where they stand and who may know of them."""

    def visible_to(self, user: User) -> Self:
        """What this user may know exists. Every view starts here."""
        if user.is_superuser or user.roles & SEES_EVERY_CASE:
            return self.all()
        seen = self._of_own_company(user)
        if user.roles & OF_A_DEPARTMENT:
            seen |= Q(department__in=[department.pk for department in user.departments])
        return self.filter(seen)

    def visible_as_staff(self, user: User) -> Self:
        """What the workplace shows: nothing that is seen only as a member of one's own company."""
        if user.is_superuser or user.roles & SEES_EVERY_CASE:
            return self.all()
        return self.filter(department__in=[department.pk for department in user.departments])

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

    def of_departments(self, user: User) -> Self:
        """우리 부서."""
        return self.filter(department__in=[department.pk for department in user.departments])

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
        """작업목록: with all its columns, until when the company is to answer, and whether it is asked for consent."""
        return self.select_related(
            "company", "company__industrial_complex", "category__department", "department", "officer"
        ).annotate(
            reply_by=Subquery(
                apps.get_model("grievances", "SupplementRequest")
                ._default_manager.filter(grievance=OuterRef("pk"), ended_at__isnull=True)
                .values("reply_by")[:1]
            ),
            awaits_consent=_consent(),
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
        """One case with what its page shows of it."""
        return self.select_related(
            "company",
            "company__industrial_complex",
            "company__industry",
            "company__merged_into",
            "category",
            "department",
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


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """붙임."""

    def readable_by(self, user: User) -> Self:
        """Files of cases this user may see, and of their own drafts. What is internal is for staff."""
        cases = apps.get_model("grievances", "Grievance")._default_manager
        mine = Q(draft__person=user)
        as_member = Q(is_internal=False, grievance__in=cases.visible_as_member(user).values("pk"))
        as_staff = Q(grievance__in=cases.visible_as_staff(user).values("pk"))
        return self.filter(mine | as_member | as_staff if user.is_official else mine | as_member)

    def bytes_of(self, company: Company) -> int:
        """What a company keeps with us, drafts included."""
        found = self.filter(Q(grievance__company=company) | Q(draft__company=company))
        return found.aggregate(total=models.Sum("size"))["total"] or 0


class DraftQuerySet(models.QuerySet["Draft"]):
    """쓰던 글."""

    def of(self, person: User) -> Self:
        """This person's, the newest first, with its files."""
        return (
            self.filter(person=person)
            .select_related("company")
            .prefetch_related("attachments")
            .order_by("-saved_at", "-pk")
        )

    def forgotten(self, *, at: datetime) -> Self:
        """Not touched for 30 days."""
        return self.filter(saved_at__lt=at - timedelta(days=30))


class SupplementRequestQuerySet(models.QuerySet["SupplementRequest"]):
    """보완요구."""

    def standing(self) -> Self:
        """Neither supplied nor ended."""
        return self.filter(ended_at__isnull=True)

    def unanswered(self, *, at: datetime) -> Self:
        """Whose time passed without an answer. What the city ended before that does not count."""
        lapsed = Q(ended_at__isnull=True) | Q(ended_at__gte=F("reply_by"))
        return self.filter(lapsed, supplied_at__isnull=True, reply_by__lt=at)

    def for_reminders(self) -> Self:
        """With the case and what a mail says of it."""
        return self.select_related("grievance__company", "grievance__department", "grievance__officer").order_by("pk")


class ExtensionQuerySet(models.QuerySet["Extension"]):
    """기한연장."""

    def of_run(self, grievance: "Grievance") -> Self:
        """Since 접수, or since the last 재검토."""
        return self.filter(grievance=grievance, extended_at__gte=grievance.run_at)


class ConsentRequestQuerySet(models.QuerySet["ConsentRequest"]):
    """연장 동의."""

    def standing(self) -> Self:
        """Waiting for the company's answer."""
        return self.filter(ended_at__isnull=True)


class DocumentQuerySet(models.QuerySet["Document"]):
    """문서."""

    def readable_by(self, user: User) -> Self:
        """Of cases this user may see; what the city writes to itself is for staff."""
        cases = apps.get_model("grievances", "Grievance")._default_manager
        as_member = Q(grievance__in=cases.visible_as_member(user).values("pk")) & ~Q(kind="DUNNING")
        as_staff = Q(grievance__in=cases.visible_as_staff(user).values("pk"))
        return self.filter(as_member | as_staff if user.is_official else as_member)

    def for_company(self) -> Self:
        """Of one case, what is meant for the company."""
        return self.exclude(kind="DUNNING")


class OutageQuerySet(models.QuerySet["Outage"]):
    """장애."""

    def lasting(self, *, at: datetime) -> Self:
        """It has begun, and it is not over."""
        return self.filter(began_at__lte=at).filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at))

    def ended(self) -> Self:
        """Whose end is known."""
        return self.filter(ended_at__isnull=False)


class MonthlyCheckQuerySet(models.QuerySet["MonthlyCheck"]):
    """월간 점검."""

    def open(self) -> Self:
        """Nobody has said yet what was mended."""
        return self.filter(checked_at__isnull=True)

    def done(self) -> Self:
        """A manager looked at it."""
        return self.filter(checked_at__isnull=False)


class AnswerQuerySet(models.QuerySet["Answer"]):
    """답변."""

    def standing_of(self, grievance: "Grievance") -> Self:
        """The one that answers the case now; none while it is in progress."""
        moment = grievance.answered_at
        return self.filter(grievance=grievance, answered_at=moment) if moment else self.none()

    def unrated(self) -> Self:
        """Standing answers that the member who filed has not rated."""
        return self.filter(
            rating__isnull=True,
            grievance__filer__isnull=False,
            grievance__status__in=sorted(ANSWERED),
            answered_at=F("grievance__answered_at"),
        )

    def for_rating(self) -> Self:
        """With the case, who answered, and what was said of it."""
        return self.select_related(
            "grievance__company", "grievance__department", "grievance__officer", "entry", "by", "rating__call_back"
        )

    def for_reminders(self) -> Self:
        """With the case and what a mail says of it."""
        return self.select_related("grievance__company", "grievance__department", "grievance__officer").order_by("pk")


class CallBackQuerySet(models.QuerySet["CallBack"]):
    """다시 전화."""

    def open(self) -> Self:
        """To be done, the most urgent first."""
        return self.filter(done_at__isnull=True).order_by("due_at", "pk")

    def done(self) -> Self:
        """Somebody called."""
        return self.filter(done_at__isnull=False)

    def overdue(self, *, at: datetime) -> Self:
        """Past two working days."""
        return self.open().filter(due_at__lt=at)

    def for_list(self) -> Self:
        """With the case, what was said, and who answered."""
        return self.select_related(
            "rating__answer__grievance__company", "rating__answer__by", "rating__by", "taken_by"
        )

    def for_reminders(self) -> Self:
        """With the case and what a mail says of it."""
        case = "rating__answer__grievance"
        return self.select_related(f"{case}__company", f"{case}__department", f"{case}__officer")


class TemplateQuerySet(models.QuerySet["AnswerTemplate"]):
    """답변 서식."""

    def fitting(self, category: "Category", move: Move) -> Self:
        """Those of this category and of all, the more particular first."""
        return self.filter(Q(category=category) | Q(category__isnull=True), move=move, is_active=True).order_by(
            F("category").asc(nulls_last=True), "name"
        )

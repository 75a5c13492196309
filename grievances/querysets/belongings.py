"""Questions about what belongs to a grievance."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, F, OuterRef, Q
from django.db.models.functions import JSONObject

from accounts.models import User
from companies.models import Company
from grievances.workflow import ANSWERED, Move

if TYPE_CHECKING:
    from grievances.models import (
        Answer,
        AnswerTemplate,
        Attachment,
        CallBack,
        Category,
        ConsentRequest,
        Custody,
        Document,
        Draft,
        Extension,
        Grievance,
        MonthlyCheck,
        Outage,
        SupplementRequest,
        Transfer,
    )


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
        found = self.filter(Q(grievance__company=company) | Q(draft__company=company)).order_by()
        # A file that was proposed and then sent has a row for either; its bytes are there once.
        once = found.values("file").annotate(once=models.Max("size"))
        return once.aggregate(total=models.Sum("once"))["total"] or 0


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


class CustodyQuerySet(models.QuerySet["Custody"]):
    """맡은 동안."""

    def now(self) -> Self:
        """Whoever has it."""
        return self.filter(until__isnull=True)

    def with_department(self) -> Self:
        """Each with the unit whose time it is."""
        return self.select_related("department")


class TransferQuerySet(models.QuerySet["Transfer"]):
    """이관 제안."""

    def standing(self) -> Self:
        """Waiting for an answer."""
        return self.filter(state="OFFERED")

    def calling_for_a_ruling(self) -> Self:
        """The decline that called for the coordinator, of each case that has to be ruled on."""
        declined = self.filter(state="DECLINED", grievance__rule_by__isnull=False)
        return declined.order_by("grievance_id", "-pk").distinct("grievance_id")

    def for_reminders(self) -> Self:
        """With the case and what a mail says of it."""
        return self.select_related("grievance__company", "grievance__department", "grievance__officer")

    def declined_in_a_row(self, grievance: "Grievance") -> Self:
        """거절 since 접수 or 재검토, since the case changed hands, and since the coordinator ruled."""
        moves = [Move.RECEIVE, Move.REOPEN, Move.ACCEPT_TRANSFER, Move.RULE_TRANSFER]
        last = grievance.history.filter(move__in=moves).latest("pk").at
        return self.filter(grievance=grievance, state="DECLINED", answered_at__gte=last)


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

    def of_infeasible_cases(self) -> Self:
        """다시 볼 사건: the dossiers that stand."""
        return self.filter(grievance__status="INFEASIBLE", answered_at=F("grievance__answered_at"))

    def asked_about(self) -> Self:
        """Of cases with a proposal that waits for its reply."""
        reforms = apps.get_model("grievances", "Reform")._default_manager
        return self.filter(grievance__in=reforms.waiting().values("grievance"))

    def for_watch_list(self) -> Self:
        """With the case, and how many of its proposals wait for a reply, as `open_reforms`."""
        waiting = Count("grievance__reforms", filter=Q(grievance__reforms__replied_on__isnull=True))
        return self.select_related("grievance__company", "grievance__department", "grievance__officer").annotate(
            open_reforms=waiting
        )

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

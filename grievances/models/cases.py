"""A grievance, what happened to it, when its clock stood still, and what was asked of the company."""

import uuid
from datetime import datetime

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from accounts.triggers import never_emptied
from companies.models import Company, Seat
from grievances.clock import LegalKind, Period, Unit
from grievances.models.categories import Category
from grievances.querysets import (
    GrievanceQuerySet,
    HistoryEntryQuerySet,
    SupplementRequestQuerySet,
    pairs_of,
)
from grievances.workflow import ANSWERED, RUNNING, Channel, ClosingReason, Move, Outcome, Status

TITLE_LIMIT, BODY_LIMIT, LINE_LIMIT = 100, 5000, 200


class ReceiptCounter(models.Model):
    """The last 접수번호 given out in a year. Its row is the queue in which filings wait for each other."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}-{self.last:05d}"


class Grievance(models.Model):
    """기업애로: one problem a company asks the city to solve."""

    receipt_no = models.CharField(_("접수번호"), max_length=12, unique=True, editable=False)
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="grievances", editable=False, verbose_name=_("기업")
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="grievances", verbose_name=_("분야"))
    title = models.CharField(_("제목"), max_length=TITLE_LIMIT)
    body = models.TextField(_("내용"), max_length=BODY_LIMIT)
    hoped_for = models.CharField(_("바라는 결과"), max_length=500, blank=True)
    place = models.CharField(_("장소"), max_length=LINE_LIMIT, blank=True)
    extras = models.JSONField(_("더 묻는 것"), default=list, blank=True, encoder=DjangoJSONEncoder)
    is_private = models.BooleanField(_("동료에게 보이지 않기"), default=False)

    # How it came. The filer is the company's member; what officials enter for a company says who to call.
    channel = models.CharField(_("신청 경로"), max_length=10, choices=Channel, default=Channel.ONLINE, editable=False)
    filer = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="grievances", editable=False, verbose_name=_("신청한 사람")
    )
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="대신 신청한 사람"
    )
    contact_name = models.CharField(_("연락할 분"), max_length=40, blank=True)
    contact_phone = models.CharField(_("연락할 전화"), max_length=20, blank=True)
    contact_email = models.EmailField(_("연락할 이메일"), blank=True)
    arrived_at = models.DateTimeField(_("도달일시"), editable=False)
    entered_at = models.DateTimeField("입력일시", editable=False)
    receive_by = models.DateTimeField("접수기한", editable=False)
    filing_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    filing_digest = models.CharField(max_length=64, blank=True, editable=False)

    # What was decided at receipt.
    status = models.CharField(_("처리상태"), max_length=11, choices=Status, default=Status.OPEN, editable=False)
    received_at = models.DateTimeField(_("접수일시"), null=True, editable=False)
    run_at = models.DateTimeField("처리 시작", null=True, editable=False)  # of this run: 접수, or the last 재검토
    legal_kind = models.CharField(_("민원 종류"), max_length=21, choices=LegalKind, blank=True, editable=False)
    legal_matter = models.CharField(_("법정 민원 이름"), max_length=60, blank=True, editable=False)
    period_amount = models.PositiveSmallIntegerField("처리기간", null=True, editable=False)
    period_unit = models.CharField("처리기간 단위", max_length=6, choices=Unit, blank=True, editable=False)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="grievances", editable=False, verbose_name=_("담당부서")
    )
    officer = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("담당자")
    )
    offered_to = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="이관을 제안받은 부서"
    )
    rule_by = models.DateTimeField("담당부서를 정할 때", null=True, editable=False)  # after the second decline
    proposed_at = models.DateTimeField("결재 올린 때", null=True, editable=False)  # while it waits for the head
    lead = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followers", editable=False, verbose_name="묶음의 대표"
    )
    due_at = models.DateTimeField(_("처리기한"), null=True, editable=False)
    half_at = models.DateTimeField("처리기간 절반", null=True, editable=False)
    most_at = models.DateTimeField("처리기간 80%", null=True, editable=False)
    promised_at = models.DateTimeField(_("약속한 기한"), null=True, editable=False)  # where the law gives more by now
    paused_at = models.DateTimeField(_("멈춘 때"), null=True, editable=False)
    investigated_until = models.DateField(_("현장조사 마치는 날"), null=True, editable=False)
    extended_times = models.PositiveSmallIntegerField("연장 횟수", default=0, editable=False)  # in this run
    extended_by = models.PositiveSmallIntegerField("연장한 만큼", default=0, editable=False)  # in the period's unit

    # 장기추진, the watch list, and how it ended.
    kept_at = models.DateTimeField(_("장기추진 시작"), null=True, editable=False)
    target_on = models.DateField(_("목표일"), null=True, editable=False)
    report_on = models.DateField(_("다음 보고일"), null=True, editable=False)
    look_again_on = models.DateField(_("다시 볼 날"), null=True, editable=False)
    woken_at = models.DateTimeField("깨어난 때", null=True, editable=False)  # before its day: what it cites changed
    outcome = models.CharField(_("결과"), max_length=13, choices=Outcome, blank=True, editable=False)
    answered_at = models.DateTimeField(_("답변일시"), null=True, editable=False)
    closed_at = models.DateTimeField(_("종결일시"), null=True, editable=False)
    closing_reason = models.CharField(_("종결 사유"), max_length=10, choices=ClosingReason, blank=True, editable=False)
    reopened = models.PositiveSmallIntegerField("재검토 횟수", default=0, editable=False)

    # What people type when they look for a case. The database keeps it, so no door can forget it.
    search_text = models.GeneratedField(
        expression=Concat(
            "receipt_no", Value(" "), "title", Value(" "), "body", Value(" "), "place", output_field=models.TextField()
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = GrievanceQuerySet.as_manager()

    # What querysets put beside the columns: `with_newest_entry()`.
    newest_entry: int

    class Meta:
        verbose_name = "기업애로"
        verbose_name_plural = "기업애로"
        ordering = ["-arrived_at", "-pk"]
        indexes = [
            GinIndex(OpClass(Upper("search_text"), name="gin_trgm_ops"), name="grievance_search"),
            GinIndex(pairs_of("search_text"), name="grievance_pairs"),
            models.Index(fields=["company", "-arrived_at"], name="grievance_of_company"),
            models.Index(fields=["-arrived_at", "-id"], name="grievance_newest"),
            models.Index(fields=["receive_by"], condition=Q(status="OPEN"), name="grievance_to_receive"),
            models.Index(fields=["due_at"], condition=Q(status="IN_PROGRESS"), name="grievance_running"),
            # With it the work list is put in order without reading a single case (GrievanceQuerySet.by_urgency).
            models.Index(
                fields=["id"],
                include=[
                    *("status", "due_at", "receive_by", "paused_at", "kept_at", "report_on"),
                    *("department", "officer"),
                ],
                condition=Q(status__in=["OPEN", "IN_PROGRESS"]),
                name="grievance_by_urgency",
            ),
            models.Index(
                fields=["department", "due_at"], condition=Q(status="IN_PROGRESS"), name="grievance_of_department"
            ),
            models.Index(fields=["officer", "due_at"], condition=Q(status="IN_PROGRESS"), name="grievance_of_officer"),
            models.Index(fields=["department", "-arrived_at"], name="grievance_by_department"),
            models.Index(fields=["offered_to"], condition=Q(offered_to__isnull=False), name="grievance_offered_to"),
            models.Index(fields=["rule_by"], condition=Q(rule_by__isnull=False), name="grievance_to_rule_on"),
            models.Index(fields=["proposed_at"], condition=Q(proposed_at__isnull=False), name="grievance_to_approve"),
            models.Index(fields=["lead"], condition=Q(lead__isnull=False), name="grievance_in_group"),
            models.Index(fields=["woken_at"], condition=Q(woken_at__isnull=False), name="grievance_woken"),
            models.Index(fields=["report_on"], condition=Q(kept_at__isnull=False), name="grievance_long_term"),
            models.Index(fields=["paused_at"], condition=Q(paused_at__isnull=False), name="grievance_paused"),
            models.Index(fields=["look_again_on"], condition=Q(look_again_on__isnull=False), name="grievance_watched"),
        ]
        constraints = [
            models.CheckConstraint(name="grievance_has_a_title_and_a_body", condition=~Q(title="") & ~Q(body="")),
            models.CheckConstraint(
                name="grievance_came_from_somebody",
                condition=Q(filer__isnull=False) | Q(entered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="grievance_online_is_filed_by_a_member",
                condition=~Q(channel="ONLINE") | Q(filer__isnull=False, entered_by__isnull=True),
            ),
            models.CheckConstraint(
                name="grievance_arrives_before_it_is_entered", condition=Q(arrived_at__lte=models.F("entered_at"))
            ),
            models.CheckConstraint(
                name="grievance_received_says_what_the_clock_goes_by",
                condition=Q(
                    received_at__isnull=True,
                    run_at__isnull=True,
                    legal_kind="",
                    period_amount__isnull=True,
                    period_unit="",
                    department__isnull=True,
                    due_at__isnull=True,
                )
                | (
                    Q(
                        received_at__isnull=False,
                        run_at__isnull=False,
                        period_amount__isnull=False,
                        department__isnull=False,
                        due_at__isnull=False,
                    )
                    & ~Q(legal_kind="")
                    & ~Q(period_unit="")
                ),
            ),
            models.CheckConstraint(
                name="grievance_due_says_when_half_and_most_of_it_is_used",
                condition=Q(due_at__isnull=True, half_at__isnull=True, most_at__isnull=True)
                | Q(
                    due_at__isnull=False,
                    half_at__isnull=False,
                    most_at__isnull=False,
                    half_at__lte=models.F("most_at"),
                    most_at__lte=models.F("due_at"),
                ),
            ),
            models.CheckConstraint(
                name="grievance_is_extended_twice_at_most",
                condition=Q(extended_times=0, extended_by=0) | Q(extended_times__in=[1, 2], extended_by__gte=1),
            ),
            models.CheckConstraint(
                name="grievance_promise_comes_before_its_legal_deadline",
                condition=Q(promised_at__isnull=True) | Q(promised_at__lt=models.F("due_at")),
            ),
            models.CheckConstraint(
                name="grievance_open_is_not_received_and_others_are",
                condition=Q(status="OPEN", received_at__isnull=True)
                | Q(status__in=["IN_PROGRESS", "RESOLVED", "INFEASIBLE"], received_at__isnull=False)
                | Q(status="CLOSED"),
            ),
            models.CheckConstraint(
                name="grievance_answered_at_says_when",
                condition=Q(status__in=sorted(ANSWERED), answered_at__isnull=False)
                | (~Q(status__in=sorted(ANSWERED)) & Q(answered_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="grievance_resolved_has_an_outcome",
                condition=(Q(status="RESOLVED") & ~Q(outcome="")) | (~Q(status="RESOLVED") & Q(outcome="")),
            ),
            models.CheckConstraint(
                name="grievance_closed_says_why_and_when",
                condition=(Q(status="CLOSED", closed_at__isnull=False) & ~Q(closing_reason=""))
                | (~Q(status="CLOSED") & Q(closed_at__isnull=True, closing_reason="")),
            ),
            models.CheckConstraint(
                name="grievance_infeasible_is_looked_at_again",
                condition=Q(status="INFEASIBLE", look_again_on__isnull=False)
                | (~Q(status="INFEASIBLE") & Q(look_again_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="grievance_paused_is_in_progress", condition=Q(paused_at__isnull=True) | Q(status="IN_PROGRESS")
            ),
            models.CheckConstraint(
                name="grievance_kept_has_a_target_and_a_report",
                condition=Q(kept_at__isnull=True, target_on__isnull=True, report_on__isnull=True)
                | Q(status="IN_PROGRESS", kept_at__isnull=False, target_on__isnull=False, report_on__isnull=False),
            ),
            models.CheckConstraint(
                name="grievance_offered_or_to_be_ruled_on_is_in_progress",
                condition=Q(offered_to__isnull=True, rule_by__isnull=True)
                | Q(status="IN_PROGRESS", rule_by__isnull=True)
                | Q(status="IN_PROGRESS", offered_to__isnull=True),
            ),
            models.CheckConstraint(
                name="grievance_proposed_is_in_progress",
                condition=Q(proposed_at__isnull=True) | Q(status="IN_PROGRESS"),
            ),
            models.CheckConstraint(
                name="grievance_woken_is_infeasible", condition=Q(woken_at__isnull=True) | Q(status="INFEASIBLE")
            ),
            models.CheckConstraint(name="grievance_is_not_led_by_itself", condition=~Q(lead=models.F("id"))),
            models.CheckConstraint(
                name="grievance_with_an_officer_has_a_department",
                condition=Q(officer__isnull=True) | Q(department__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="grievance_is_never_deleted", operation=pgtrigger.Delete),
            never_emptied("grievances_are_never_emptied"),
            pgtrigger.ReadOnly(
                name="grievance_says_when_it_came",
                fields=["receipt_no", "channel", "entered_by", "arrived_at", "entered_at", "filing_key"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_no} {self.title}"

    def get_absolute_url(self) -> str:
        """Its page for the company."""
        return reverse("grievances:detail", args=[self.receipt_no])

    @property
    def period(self) -> Period | None:
        """처리기간 set at receipt; the case keeps it."""
        return Period(self.period_amount, Unit(self.period_unit)) if self.period_amount else None

    @property
    def is_running(self) -> bool:
        """Not ended."""
        return self.status in RUNNING

    @property
    def is_long_term(self) -> bool:
        """장기추진: the long-term ledger runs, not the legal clock."""
        return self.kept_at is not None

    @property
    def is_paused(self) -> bool:
        """The clock stands still."""
        return self.paused_at is not None

    def is_under_investigation(self, *, at: datetime) -> bool:
        """현장조사 that was begun, or is to begin, and has not ended."""
        return self.investigated_until is not None and timezone.localdate(at) <= self.investigated_until

    def has(self, rows: str) -> bool:
        """Whether there are any followers, approvals, consultations or reforms; a page has read it with the case."""
        known = getattr(self, f"has_{rows}", None)
        return getattr(self, rows).exists() if known is None else bool(known)

    @cached_property
    def company_seats(self) -> list[Seat]:
        """자리 of the company it is of now, with their people. Asked once a case that was read."""
        homes = {self.company.merged_into_id or self.company_id, self.company_id}
        seats = Seat.objects.active().filter(company__in=homes, person__is_active=True)
        return list(seats.select_related("person").order_by("pk"))

    def is_overdue(self, *, at: datetime) -> bool:
        """Past 처리기한, the clock running."""
        return (
            self.status == Status.IN_PROGRESS
            and not self.is_paused
            and not self.is_long_term
            and self.due_at is not None
            and self.due_at < at
        )


class HistoryEntry(models.Model):
    """처리이력: one move. Written once, never changed."""

    class Side(models.TextChoices):
        """Whose move it was."""

        COMPANY = "COMPANY", _("기업")
        CITY = "CITY", _("시")

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="history", editable=False)
    move = models.CharField("한 일", max_length=20, choices=Move, editable=False)
    from_status = models.CharField("앞 상태", max_length=11, choices=Status, blank=True, editable=False)
    to_status = models.CharField("뒤 상태", max_length=11, choices=Status, editable=False)
    side = models.CharField("누구 쪽", max_length=7, choices=Side, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="한 사람")
    unit = models.CharField("그때의 부서", max_length=60, blank=True, editable=False)
    at = models.DateTimeField("일시", editable=False)
    note = models.TextField("내용", blank=True, editable=False)
    is_internal = models.BooleanField("직원만 봄", default=False, editable=False)
    details = models.JSONField("자세히", default=dict, encoder=DjangoJSONEncoder, editable=False)

    objects = HistoryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "처리이력"
        verbose_name_plural = "처리이력"
        ordering = ["pk"]
        indexes = [models.Index(fields=["grievance", "id"], name="history_of_grievance")]
        triggers = [
            pgtrigger.Protect(name="history_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("history_is_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.get_move_display()}"


class Pause(models.Model):
    """멈춤: time the clock does not count (시행령 §17⑤, §20)."""

    class Kind(models.TextChoices):
        """Why it stands still."""

        SUPPLEMENT = "SUPPLEMENT", _("보완")
        INVESTIGATION = "INVESTIGATION", _("현장조사")

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="pauses", editable=False)
    kind = models.CharField(max_length=13, choices=Kind, editable=False)
    began_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)  # of an investigation: when it is to end
    prolonged_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "멈춤"
        verbose_name_plural = "멈춤"
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grievance"], condition=Q(ended_at__isnull=True), name="pause_is_open_once_a_grievance"
            ),
            models.CheckConstraint(
                name="pause_ends_after_it_begins",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("began_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.get_kind_display()}"


class SupplementRequest(models.Model):
    """보완요구: what is missing and until when (법 §22①, 시행령 §24)."""

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="supplement_requests", editable=False)
    what = models.TextField("빠진 것", editable=False)
    asked_at = models.DateTimeField("요구일시", editable=False)
    reply_by = models.DateTimeField("보완기한", editable=False)
    extensions = models.PositiveSmallIntegerField("기간 연장", default=0, editable=False)
    supplied_at = models.DateTimeField("보완일시", null=True, editable=False)
    ended_at = models.DateTimeField("끝난 일시", null=True, editable=False)

    objects = SupplementRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "보완요구"
        verbose_name_plural = "보완요구"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grievance"], condition=Q(ended_at__isnull=True), name="supplement_is_asked_once_at_a_time"
            ),
            models.CheckConstraint(
                name="supplement_that_came_has_ended",
                condition=Q(supplied_at__isnull=True) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(name="supplement_time_is_extended_twice", condition=Q(extensions__lte=2)),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.reply_by:%Y-%m-%d}"

"""A grievance and what belongs to it: its history, its files, what was asked, answered and thought of the answer."""

import uuid
from datetime import datetime

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from accounts.triggers import never_emptied
from companies.models import Company
from grievances.clock import LegalKind, Period, Unit
from grievances.files import Kind
from grievances.querysets import (
    AnswerQuerySet,
    AttachmentQuerySet,
    CallBackQuerySet,
    CategoryQuerySet,
    DraftQuerySet,
    GrievanceQuerySet,
    HistoryEntryQuerySet,
    SupplementRequestQuerySet,
    TemplateQuerySet,
)
from grievances.workflow import ANSWERED, Channel, ClosingReason, Limit, Move, Outcome, Solved, Status

TITLE_LIMIT, BODY_LIMIT, LINE_LIMIT = 100, 5000, 200


def where_kept(_instance: models.Model, _name: str) -> str:
    """A made-up name: what the file was called is a column, not a path."""
    return f"grievances/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}"


class Category(models.Model):
    """분야: what a grievance is about, for people; the clock goes by 민원 종류 instead."""

    name = models.CharField(_("분야"), max_length=40, unique=True)
    examples = models.CharField("보기", max_length=120, blank=True, help_text="기업이 고를 때 읽는 보기입니다.")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="기본 담당부서"
    )
    position = models.PositiveSmallIntegerField("차례", default=100)
    is_active = models.BooleanField("쓰는 중", default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "분야"
        verbose_name_plural = "분야"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """더 묻는 것: an extra question of one category."""

    class Kind(models.TextChoices):
        """How it is answered."""

        LINE = "LINE", "한 줄"
        NUMBER = "NUMBER", "숫자"
        DAY = "DAY", "날짜"
        CHOICE = "CHOICE", "고르기"
        YES_NO = "YES_NO", "예·아니요"

    category = models.ForeignKey(Category, models.CASCADE, related_name="questions", verbose_name="분야")
    label = models.CharField("묻는 말", max_length=80)
    help_text = models.CharField("도움말", max_length=120, blank=True)
    kind = models.CharField("답하는 법", max_length=10, choices=Kind, default=Kind.LINE)
    choices = models.TextField("고를 것", blank=True, help_text="한 줄에 하나씩 적습니다.")
    is_required = models.BooleanField("꼭 답해야 함", default=False)
    position = models.PositiveSmallIntegerField("차례", default=100)
    is_active = models.BooleanField("쓰는 중", default=True)

    class Meta:
        verbose_name = "더 묻는 것"
        verbose_name_plural = "더 묻는 것"
        ordering = ["category", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="question_with_choices_has_some", condition=~Q(kind="CHOICE") | ~Q(choices="")
            ),
        ]

    def __str__(self) -> str:
        return self.label


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
    period_amount = models.PositiveSmallIntegerField("처리기간", null=True, editable=False)
    period_unit = models.CharField("처리기간 단위", max_length=6, choices=Unit, blank=True, editable=False)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="grievances", editable=False, verbose_name=_("담당부서")
    )
    officer = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("담당자")
    )
    due_at = models.DateTimeField(_("처리기한"), null=True, editable=False)
    paused_at = models.DateTimeField(_("멈춘 때"), null=True, editable=False)

    # 장기추진, the watch list, and how it ended.
    kept_at = models.DateTimeField(_("장기추진 시작"), null=True, editable=False)
    target_on = models.DateField(_("목표일"), null=True, editable=False)
    report_on = models.DateField(_("다음 보고일"), null=True, editable=False)
    look_again_on = models.DateField(_("다시 볼 날"), null=True, editable=False)
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

    class Meta:
        verbose_name = "기업애로"
        verbose_name_plural = "기업애로"
        ordering = ["-arrived_at", "-pk"]
        indexes = [
            GinIndex(OpClass(Upper("search_text"), name="gin_trgm_ops"), name="grievance_search"),
            models.Index(fields=["company", "-arrived_at"], name="grievance_of_company"),
            models.Index(fields=["-arrived_at", "-id"], name="grievance_newest"),
            models.Index(fields=["receive_by"], condition=Q(status="OPEN"), name="grievance_to_receive"),
            models.Index(fields=["due_at"], condition=Q(status="IN_PROGRESS"), name="grievance_running"),
            models.Index(
                fields=["department", "due_at"], condition=Q(status="IN_PROGRESS"), name="grievance_of_department"
            ),
            models.Index(fields=["officer", "due_at"], condition=Q(status="IN_PROGRESS"), name="grievance_of_officer"),
            models.Index(fields=["department", "-arrived_at"], name="grievance_by_department"),
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
    def is_long_term(self) -> bool:
        """장기추진: the long-term ledger runs, not the legal clock."""
        return self.kept_at is not None

    @property
    def is_paused(self) -> bool:
        """The clock stands still."""
        return self.paused_at is not None

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
    move = models.CharField("한 일", max_length=15, choices=Move, editable=False)
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


class Draft(models.Model):
    """쓰던 글: what somebody is writing for a company, kept while they type. One a person and company."""

    person = models.ForeignKey(User, models.CASCADE, related_name="drafts", editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="drafts", editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    content = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "쓰던 글"
        verbose_name_plural = "쓰던 글"
        constraints = [
            models.UniqueConstraint(fields=["person", "company"], name="draft_is_one_a_person_and_company"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.company_id}"

    @property
    def version(self) -> str:
        """What a page says it was opened with."""
        return self.saved_at.isoformat()


class Attachment(models.Model):
    """붙임: a file of a case, or of a draft that becomes one. Only ever downloaded, by whoever may see the case."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    grievance = models.ForeignKey(Grievance, models.PROTECT, null=True, related_name="attachments", editable=False)
    entry = models.ForeignKey(HistoryEntry, models.PROTECT, null=True, related_name="attachments", editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="attachments", editable=False)
    file = models.FileField("파일", upload_to=where_kept, editable=False)
    kind = models.CharField("종류", max_length=5, choices=Kind, editable=False)
    name = models.CharField("이름", max_length=120, editable=False)
    size = models.PositiveBigIntegerField("크기", editable=False)
    digest = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    uploaded_at = models.DateTimeField("올린 일시", default=timezone.now, editable=False)
    is_internal = models.BooleanField("직원만 봄", default=False, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "붙임"
        verbose_name_plural = "붙임"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_is_of_a_case_or_a_draft",
                condition=Q(draft__isnull=False, grievance__isnull=True, entry__isnull=True)
                | Q(draft__isnull=True, grievance__isnull=False, entry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is taken from."""
        return reverse("grievances:file", args=[self.key])


class Pause(models.Model):
    """멈춤: time the clock does not count (시행령 §20)."""

    class Kind(models.TextChoices):
        """Why it stands still."""

        SUPPLEMENT = "SUPPLEMENT", _("보완")

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="pauses", editable=False)
    kind = models.CharField(max_length=10, choices=Kind, editable=False)
    began_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

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


class Answer(models.Model):
    """답변: what the city told the company at the end. A case that is opened again gets another."""

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="answers", editable=False)
    entry = models.OneToOneField(HistoryEntry, models.PROTECT, related_name="answer", editable=False)
    outcome = models.CharField(_("결과"), max_length=13, choices=Outcome, blank=True, editable=False)
    text = models.TextField(_("답변"), editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="답한 사람")
    answered_at = models.DateTimeField(_("답변일시"), editable=False)

    # 처리 불가: the dossier.
    limit = models.CharField(_("한계"), max_length=10, choices=Limit, blank=True, editable=False)
    provision = models.TextField(_("조문"), blank=True, editable=False)
    tried = models.TextField(_("해 본 것"), blank=True, editable=False)
    could_change = models.TextField(_("바꿀 수 있는 곳"), blank=True, editable=False)
    remedies = models.TextField(_("구제 방법"), blank=True, editable=False)
    look_again_on = models.DateField(_("다시 볼 날"), null=True, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "답변"
        verbose_name_plural = "답변"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="answer_resolves_or_is_a_whole_dossier",
                condition=(
                    ~Q(outcome="")
                    & Q(limit="", provision="", tried="", could_change="", remedies="", look_again_on__isnull=True)
                )
                | (
                    Q(outcome="", look_again_on__isnull=False)
                    & ~Q(limit="")
                    & ~Q(provision="")
                    & ~Q(tried="")
                    & ~Q(could_change="")
                    & ~Q(remedies="")
                ),
            ),
            models.CheckConstraint(name="answer_says_something", condition=~Q(text="")),
        ]
        triggers = [
            pgtrigger.Protect(name="answer_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("answers_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.answered_at:%Y-%m-%d}"


class Rating(models.Model):
    """만족도: what the company says of an answer. Once an answer, never changed, never by the city."""

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="rating", editable=False)
    solved = models.CharField(_("해결 여부"), max_length=6, choices=Solved, editable=False)
    score = models.PositiveSmallIntegerField(
        _("점수"), validators=[MinValueValidator(1), MaxValueValidator(5)], editable=False
    )
    comment = models.TextField(_("남기실 말"), max_length=1000, blank=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="평가한 사람")
    rated_at = models.DateTimeField(_("평가일시"), editable=False)

    class Meta:
        verbose_name = "만족도"
        verbose_name_plural = "만족도"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="rating_score_is_one_to_five", condition=Q(score__gte=1, score__lte=5)),
        ]
        triggers = [
            pgtrigger.Protect(name="rating_is_given_once", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("ratings_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.get_solved_display()} {self.score}점"


class CallBack(models.Model):
    """다시 전화: somebody who is not content is called by somebody else than who answered."""

    rating = models.OneToOneField(Rating, models.PROTECT, related_name="call_back", editable=False)
    due_at = models.DateTimeField("전화 기한", editable=False)
    taken_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="맡은 사람"
    )
    done_at = models.DateTimeField("전화한 일시", null=True, editable=False)
    note = models.TextField("들은 것", blank=True, editable=False)

    objects = CallBackQuerySet.as_manager()

    class Meta:
        verbose_name = "다시 전화"
        verbose_name_plural = "다시 전화"
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="call_back_done_says_who_and_what",
                condition=Q(done_at__isnull=True, note="")
                | (Q(done_at__isnull=False, taken_by__isnull=False) & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating_id} {self.due_at:%Y-%m-%d}"


class Forwarding(models.Model):
    """이송: to which body a case went, and what became of it there (시행령 §13③)."""

    grievance = models.OneToOneField(Grievance, models.PROTECT, related_name="forwarding", editable=False)
    body = models.CharField(_("받는 기관"), max_length=80, editable=False)
    contact = models.CharField(_("받는 기관 연락처"), max_length=120, editable=False)
    forwarded_at = models.DateTimeField(_("이송일시"), editable=False)
    result = models.TextField(_("이송 결과"), blank=True, editable=False)
    result_at = models.DateTimeField(_("결과를 적은 때"), null=True, editable=False)

    class Meta:
        verbose_name = "이송"
        verbose_name_plural = "이송"

    def __str__(self) -> str:
        return self.body


class AnswerTemplate(models.Model):
    """답변 서식: words to begin an answer with, by category and outcome."""

    name = models.CharField("서식 이름", max_length=60)
    category = models.ForeignKey(
        Category,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="templates",
        verbose_name="분야",
        help_text="비워 두면 모든 분야에서 씁니다.",
    )
    move = models.CharField(
        "쓰는 곳",
        max_length=15,
        choices=[(move.value, move.label) for move in (Move.RESOLVE, Move.FIND_INFEASIBLE, Move.KEEP, Move.ASK)],
        default=Move.RESOLVE,
    )
    outcome = models.CharField("결과", max_length=13, choices=Outcome, blank=True, help_text="완료에서만 고릅니다.")
    text = models.TextField(
        "글", help_text="{기업} {접수번호} {제목} {담당부서} {담당자} {전화}는 그 값으로 바뀝니다."
    )
    is_active = models.BooleanField("쓰는 중", default=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "답변 서식"
        verbose_name_plural = "답변 서식"
        ordering = ["move", "name"]
        constraints = [
            models.CheckConstraint(
                name="template_with_an_outcome_resolves", condition=Q(outcome="") | Q(move="RESOLVE")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SavedFilter(models.Model):
    """저장한 조건: a view of the work list somebody comes back to."""

    person = models.ForeignKey(User, models.CASCADE, related_name="saved_filters", editable=False)
    name = models.CharField("이름", max_length=40)
    query = models.CharField("조건", max_length=500)

    class Meta:
        verbose_name = "저장한 조건"
        verbose_name_plural = "저장한 조건"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_filter_is_named_once")]

    def __str__(self) -> str:
        return self.name


class Viewing(models.Model):
    """함께 보는 사람: who has a case open in the workplace, and when we last heard of them."""

    grievance = models.ForeignKey(Grievance, models.CASCADE, related_name="viewings", editable=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+", editable=False)
    seen_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = "함께 보는 사람"
        verbose_name_plural = "함께 보는 사람"
        constraints = [models.UniqueConstraint(fields=["grievance", "person"], name="viewing_is_one_a_person")]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.person_id}"


class Reminder(models.Model):
    """알려 준 것: that a reminder went out. The row keeps it from happening twice."""

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="reminders", editable=False)
    what = models.CharField("무엇", max_length=30, editable=False)
    key = models.CharField("어느 것", max_length=40, blank=True, editable=False)
    sent_at = models.DateTimeField("보낸 일시", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "알려 준 것"
        verbose_name_plural = "알려 준 것"
        constraints = [
            models.UniqueConstraint(fields=["grievance", "what", "key"], name="reminder_goes_out_once"),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.what}"

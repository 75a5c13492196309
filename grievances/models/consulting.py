"""협조·자문: what the unit in charge asked others, and what they said. Whoever asks stays responsible."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from grievances.models.cases import Grievance
from grievances.models.files import Attachment
from grievances.querysets import ConsultationQuerySet, ExpertiseQuerySet


class Expertise(models.Model):
    """위원 분야: what somebody of the 애로클리너 knows about, for whoever looks for somebody to ask."""

    class Field(models.TextChoices):
        """What companies need advice on most."""

        FUNDS = "FUNDS", _("자금")
        TAX = "TAX", _("세금")
        LAW = "LAW", _("법률")
        ENVIRONMENT = "ENVIRONMENT", _("환경")
        LABOUR = "LABOUR", _("노무")
        EXPORT = "EXPORT", _("수출")
        TECHNOLOGY = "TECHNOLOGY", _("기술")
        MARKET = "MARKET", _("판로")
        OTHER = "OTHER", _("그 밖")

    person = models.ForeignKey(User, models.PROTECT, related_name="expertises", verbose_name="위원")
    field = models.CharField("분야", max_length=12, choices=Field)

    objects = ExpertiseQuerySet.as_manager()

    class Meta:
        verbose_name = "위원 분야"
        verbose_name_plural = "위원 분야"
        ordering = ["field", "person__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "field"], name="expertise_is_said_once_a_person_and_field")
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_field_display()}"


class Consultation(models.Model):
    """의견 요청: one question to a department, an outside body or an expert, with a day for the answer."""

    class Kind(models.TextChoices):
        """Whom it asks."""

        DEPARTMENT = "DEPARTMENT", _("협조 부서")
        BODY = "BODY", _("외부기관")
        EXPERT = "EXPERT", _("애로클리너 위원")

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="consultations", editable=False)
    kind = models.CharField("누구에게", max_length=10, choices=Kind, editable=False)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+", editable=False)
    expert = models.ForeignKey(User, models.PROTECT, null=True, related_name="consultations", editable=False)
    body = models.CharField("기관", max_length=80, blank=True, editable=False)
    contact = models.CharField("담당자", max_length=40, blank=True, editable=False)
    email = models.EmailField("이메일", blank=True, editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    question = models.TextField("묻는 것", editable=False)
    # What the asked read of the case. A department reads the case itself; nobody else reads anything but this.
    told = models.TextField("보여 주는 내용", blank=True, editable=False)
    files = models.ManyToManyField(Attachment, related_name="+", editable=False, verbose_name="보여 주는 붙임")
    is_masked = models.BooleanField("기업을 가림", default=False, editable=False)
    asked_at = models.DateTimeField("물은 때", editable=False)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    reply_by = models.DateTimeField("답할 때", editable=False)
    postponed_at = models.DateTimeField("답할 때를 늦춘 때", null=True, editable=False)
    answer = models.TextField("의견", blank=True, editable=False)
    answered_at = models.DateTimeField("답한 때", null=True, editable=False)
    answered_by = models.CharField("답한 사람", max_length=80, blank=True, editable=False)
    taken_back_at = models.DateTimeField("거둔 때", null=True, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "의견 요청"
        verbose_name_plural = "의견 요청"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["reply_by"],
                condition=Q(answered_at__isnull=True, taken_back_at__isnull=True),
                name="consultation_waiting",
            ),
            models.Index(
                fields=["department"],
                condition=Q(department__isnull=False, taken_back_at__isnull=True),
                name="consultation_of_department",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="consultation_asks_one",
                condition=Q(kind="DEPARTMENT", department__isnull=False, expert__isnull=True, body="")
                | Q(kind="EXPERT", department__isnull=True, expert__isnull=False, body="")
                | (Q(kind="BODY", department__isnull=True, expert__isnull=True) & ~Q(body="") & ~Q(email="")),
            ),
            models.CheckConstraint(name="consultation_says_what_it_asks", condition=~Q(question="")),
            models.CheckConstraint(
                name="consultation_tells_outsiders_what_it_is_about",
                condition=Q(kind="DEPARTMENT", told="") | (~Q(kind="DEPARTMENT") & ~Q(told="")),
            ),
            models.CheckConstraint(
                name="consultation_answered_says_when_and_by_whom",
                condition=Q(answered_at__isnull=True, answer="", answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answered_by="")),
            ),
            models.CheckConstraint(
                name="consultation_is_answered_or_taken_back",
                condition=Q(answered_at__isnull=True) | Q(taken_back_at__isnull=True),
            ),
            models.CheckConstraint(
                name="consultation_is_to_be_answered_after_it_was_asked", condition=Q(reply_by__gt=F("asked_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.asked}"

    def get_absolute_url(self) -> str:
        """Where an expert reads and answers it."""
        return reverse("opinions:detail", args=[self.key])

    @property
    def asked(self) -> str:
        """Whom it asks, as people say it."""
        return str(self.department or self.expert or self.body)

    @property
    def is_waiting(self) -> bool:
        """Neither answered nor taken back."""
        return self.answered_at is None and self.taken_back_at is None


class OpinionReminder(models.Model):
    """의견을 기다린다고 알려 준 것. The row keeps it from happening twice."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="reminders", editable=False)
    what = models.CharField("무엇", max_length=30, editable=False)
    key = models.CharField("어느 것", max_length=40, blank=True, editable=False)
    sent_at = models.DateTimeField("보낸 일시", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "의견을 기다린다고 알려 준 것"
        verbose_name_plural = "의견을 기다린다고 알려 준 것"
        constraints = [
            models.UniqueConstraint(fields=["consultation", "what", "key"], name="opinion_reminder_goes_out_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.what}"

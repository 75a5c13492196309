"""사전조사: who was asked before a visit, and what they answered."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from companies.models import Company, IndustrialComplex
from grievances.models import Category, Grievance
from notifications.masking import masked_email, masked_name
from visits.models.programmes import Programme
from visits.models.visits import Visit
from visits.querysets import PreSurveyQuerySet, SurveyInvitationQuerySet, SurveyItemQuerySet


class PreSurvey(models.Model):
    """사전조사: one round of a month. The beat prepares it, a person sends it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="surveys", verbose_name="순회 프로그램")
    month = models.DateField("달", help_text="그 달의 1일")
    industrial_complex = models.ForeignKey(
        IndustrialComplex,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="산업단지",
        help_text="비워 두면 그 달에 찾아갈 기업에 묻습니다.",
    )
    question = models.TextField("묻는 글", max_length=1000)
    closes_on = models.DateField("마감일")
    prepared_at = models.DateTimeField("준비한 때", editable=False)
    sent_at = models.DateTimeField("보낸 때", null=True, editable=False)
    sent_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="보낸 사람"
    )
    reminded_at = models.DateTimeField("다시 알린 때", null=True, editable=False)

    # What querysets put beside the columns: `with_response()`.
    asked: int
    answered: int
    untaken: int

    objects = PreSurveyQuerySet.as_manager()

    class Meta:
        verbose_name = "사전조사"
        verbose_name_plural = "사전조사"
        ordering = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "month", "industrial_complex"],
                nulls_distinct=False,
                name="pre_survey_is_one_a_month_and_place",
            ),
            models.CheckConstraint(name="pre_survey_is_of_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="pre_survey_sent_says_by_whom",
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
            models.CheckConstraint(
                name="pre_survey_is_sent_before_it_reminds",
                condition=Q(reminded_at__isnull=True) | Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y}년 {self.month.month}월 사전조사"

    def get_absolute_url(self) -> str:
        """Its page for the office; companies answer by links of their own."""
        return reverse("admin:visits_presurvey_change", args=[self.pk])


class SurveyInvitation(models.Model):
    """조사 대상: one company that is asked, by whom it is reached, and whether it answered."""

    survey = models.ForeignKey(PreSurvey, models.CASCADE, related_name="invitations", editable=False)
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", editable=False, verbose_name="기업")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="invitations", editable=False)
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    name = models.CharField("받는 분", max_length=40, blank=True)
    email = models.EmailField("이메일", blank=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # When the mail was put into the outbox: a long round is told in portions, each company once.
    asked_at = models.DateTimeField("물은 때", null=True, editable=False)
    reminded_at = models.DateTimeField("다시 알린 때", null=True, editable=False)
    answered_at = models.DateTimeField("답한 때", null=True, editable=False)
    wants_visit = models.BooleanField("방문을 바람", default=False, editable=False)
    wishes = models.CharField(_("바라는 때"), max_length=200, blank=True, editable=False)
    wish_settled_at = models.DateTimeField("방문 바람을 살핀 때", null=True, editable=False)
    answered_by = models.CharField(_("답한 분"), max_length=40, blank=True, editable=False)
    phone = models.CharField(_("전화"), max_length=20, blank=True, editable=False)

    objects = SurveyInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "조사 대상"
        verbose_name_plural = "조사 대상"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "company"], name="survey_asks_a_company_once"),
            models.CheckConstraint(
                name="survey_answered_says_by_whom",
                condition=Q(answered_at__isnull=True, answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answered_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.company_id}"

    @property
    def home(self) -> Company:
        """The company, or the one it was merged into."""
        return self.company.merged_into or self.company

    @property
    def recipient(self) -> str:
        """Who was written to, as lists show people."""
        return f"{masked_name(self.name)} {masked_email(self.email)}".strip()

    @property
    def wish_is_open(self) -> bool:
        """방문을 바람, and nobody has made a request of it or said otherwise."""
        return self.wants_visit and self.wish_settled_at is None

    @property
    def is_by_phone(self) -> bool:
        """전화로 물어볼 기업: nobody of it can be written to."""
        return self.person_id is None and not self.email


class SurveyItem(models.Model):
    """조사에서 나온 것: one thing a company named. It becomes a topic of its visit, or a grievance."""

    invitation = models.ForeignKey(SurveyInvitation, models.PROTECT, related_name="items", editable=False)
    number = models.PositiveSmallIntegerField(editable=False)
    words = models.TextField(_("애로"), max_length=1000, editable=False)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("분야")
    )
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="survey_items", editable=False)
    grievance = models.OneToOneField(Grievance, models.PROTECT, null=True, related_name="+", editable=False)
    taken_at = models.DateTimeField(null=True, editable=False)
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects = SurveyItemQuerySet.as_manager()

    class Meta:
        verbose_name = "조사에서 나온 것"
        verbose_name_plural = "조사에서 나온 것"
        ordering = ["invitation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "number"], name="survey_item_is_numbered_once"),
            models.CheckConstraint(
                name="survey_item_becomes_one_thing",
                condition=Q(visit__isnull=True) | Q(grievance__isnull=True),
            ),
            models.CheckConstraint(name="survey_item_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="survey_item_taken_says_when_and_by_whom",
                condition=Q(taken_at__isnull=True, taken_by__isnull=True, visit__isnull=True, grievance__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.words[:40]

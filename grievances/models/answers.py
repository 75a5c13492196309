"""What the city answered, what the company says of it, and where a case went instead."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.triggers import never_emptied
from grievances.models.cases import Grievance, HistoryEntry
from grievances.querysets import (
    AnswerQuerySet,
    CallBackQuerySet,
)
from grievances.workflow import Limit, Outcome, Solved


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

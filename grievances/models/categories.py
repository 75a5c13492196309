"""What a grievance is about, and the words answers begin with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from grievances.querysets import (
    CategoryQuerySet,
    TemplateQuerySet,
)
from grievances.workflow import Move, Outcome


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

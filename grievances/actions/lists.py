"""What officials keep for all cases: 분야, what each asks besides, and 답변 서식."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from companies.permissions import may_keep_lists
from grievances.models import AnswerTemplate, Category, Question


def keep_category(category: Category, *, by: User) -> Category:
    """분야 더하기, 고치기. Cases point to it, so it is put out of use and never deleted."""
    _check(by)
    category.save()
    return category


@transaction.atomic
def keep_questions(questions: Iterable[Question], *, by: User) -> None:
    """더 묻는 것. Cases keep the words of what they were asked."""
    _check(by)
    for question in questions:
        question.save()


def keep_template(template: AnswerTemplate, *, by: User) -> AnswerTemplate:
    """답변 서식 더하기, 고치기."""
    _check(by)
    template.save()
    return template


def _check(by: User) -> None:
    if not may_keep_lists(by):
        raise PermissionDenied

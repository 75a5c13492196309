"""What officials keep for all cases: 분야, what each asks besides, 답변 서식, 위원 분야."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from companies.permissions import may_keep_lists
from grievances.models import AnswerTemplate, Category, Expertise, Question
from grievances.workflow import MoveRefused


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


def keep_expertise(expertise: Expertise, *, by: User) -> Expertise:
    """위원 분야 더하기. Only of somebody who is asked as an expert."""
    _check(by)
    if Role.EXPERT not in expertise.person.roles:
        raise MoveRefused(f"{expertise.person.name} 님은 지금 애로클리너 위원이 아닙니다.")
    expertise.save()
    return expertise


def drop_expertise(expertise: Expertise, *, by: User) -> None:
    """위원 분야 빼기."""
    _check(by)
    expertise.delete()


def _check(by: User) -> None:
    if not may_keep_lists(by):
        raise PermissionDenied

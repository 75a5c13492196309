"""List filters of the workplace whose choices are questions the querysets answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

type Question = Callable[[datetime], QuerySet[Any]]


class QuestionFilter(admin.SimpleListFilter):
    """`questions`: the value in the address, the words people choose, and the rows as of now."""

    questions: dict[str, tuple[str, Question]]

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """The words, in their order."""
        return [(value, words) for value, (words, _) in self.questions.items()]

    def queryset[Row: Model](self, request: HttpRequest, queryset: QuerySet[Row]) -> QuerySet[Row]:
        """The rows; all of them for a value nobody offered."""
        _, question = self.questions.get(self.value() or "", ("", None))
        return queryset if question is None else queryset.filter(pk__in=question(timezone.now()).values("pk"))

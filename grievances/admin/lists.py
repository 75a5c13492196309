"""분야와 답변 서식: what all cases share."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from accounts.admin import official
from grievances.actions import lists
from grievances.models import AnswerTemplate, Category, Question
from grievances.workflow import Move


def used(row: Any) -> str:
    """Whether it is in use, in words."""
    return "쓰는 중" if row.is_active else "쓰지 않음"


class QuestionForm(forms.ModelForm[Question]):
    """더 묻는 것."""

    class Meta:
        widgets = {"choices": forms.Textarea({"rows": 4})}

    def clean(self) -> dict[str, Any]:
        """Choices, a line each, where there is something to choose from; none elsewhere."""
        said = super().clean() or self.cleaned_data
        choices = [line.strip() for line in str(said.get("choices") or "").splitlines() if line.strip()]
        if said.get("kind") == Question.Kind.CHOICE and len(choices) < 2:
            self.add_error("choices", "고를 것을 한 줄에 하나씩, 둘 이상 적어 주십시오.")
        said["choices"] = "\n".join(choices) if said.get("kind") == Question.Kind.CHOICE else ""
        return said


class QuestionInline(admin.StackedInline[Question, Category]):
    """What a category asks besides. A question that is no longer asked is put out of use."""

    model = Question
    form = QuestionForm
    fields = (("label", "kind"), "help_text", "choices", ("position", "is_required", "is_active"))
    extra = 0
    can_delete = False


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    """분야."""

    list_display = ("name", "unit", "questions_asked", "position", "use")
    search_fields = ("name", "examples")
    search_help_text = "분야 이름이나 보기의 일부"
    list_filter = ("is_active",)
    fields = ("name", "examples", "department", ("position", "is_active"))
    inlines = (QuestionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """With the department and the number of questions."""
        asked = Count("questions", filter=Q(questions__is_active=True))
        return super().get_queryset(request).select_related("department").annotate(question_count=asked)

    def has_delete_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        """Cases point to it."""
        return False

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        """Hand over to the action."""
        lists.keep_category(obj, by=official(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        """Hand over to the action."""
        lists.keep_questions(formset.save(commit=False), by=official(request))

    @admin.display(description="기본 담당부서", ordering="department__name")
    def unit(self, category: Category) -> str:
        """Where its cases go unless somebody decides otherwise."""
        return str(category.department or "정하지 않음")

    @admin.display(description="더 묻는 것", ordering="question_count")
    def questions_asked(self, category: Category) -> str:
        """How many."""
        count = getattr(category, "question_count")  # noqa: B009 – the query brings it
        return f"{count}가지" if count else "없음"

    @admin.display(description="쓰임", ordering="-is_active")
    def use(self, category: Category) -> str:
        """In words."""
        return used(category)


class TemplateForm(forms.ModelForm[AnswerTemplate]):
    """답변 서식."""

    def clean(self) -> dict[str, Any]:
        """Only what resolves has an outcome."""
        said = super().clean() or self.cleaned_data
        if said.get("outcome") and said.get("move") != Move.RESOLVE:
            self.add_error("outcome", "결과는 ‘완료’ 서식에서만 고릅니다. 비워 주십시오.")
        return said


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(admin.ModelAdmin[AnswerTemplate]):
    """답변 서식."""

    form = TemplateForm
    list_display = ("name", "move", "outcome", "field", "use")
    list_filter = ("move", "is_active", "category")
    search_fields = ("name", "text")
    search_help_text = "서식 이름이나 글의 일부"
    fields = (("name", "category"), ("move", "outcome"), "text", "is_active")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnswerTemplate]:
        """With the category."""
        return super().get_queryset(request).select_related("category")

    def has_delete_permission(self, request: HttpRequest, obj: AnswerTemplate | None = None) -> bool:
        """It is put out of use; somebody may be writing with it."""
        return False

    def save_model(self, request: HttpRequest, obj: AnswerTemplate, form: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        """Hand over to the action."""
        lists.keep_template(obj, by=official(request))

    @admin.display(description="분야", ordering="category__position")
    def field(self, template: AnswerTemplate) -> str:
        """Or that it fits all."""
        return str(template.category or "모든 분야")

    @admin.display(description="쓰임", ordering="-is_active")
    def use(self, template: AnswerTemplate) -> str:
        """In words."""
        return used(template)

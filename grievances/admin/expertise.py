"""위원 분야: whom to ask about what."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.admin import official
from accounts.models import User
from grievances.actions import lists
from grievances.forms.consulting import active_experts
from grievances.models import Expertise


class ExpertiseForm(forms.ModelForm[Expertise]):
    """Who, and what about."""

    person = forms.ModelChoiceField(User.objects.filter(is_active=True), label="위원", empty_label="위원을 고르십시오")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "person" in self.fields:
            person = self.fields["person"]
            assert isinstance(person, forms.ModelChoiceField)
            person.queryset = active_experts(timezone.now())


@admin.register(Expertise)
class ExpertiseAdmin(admin.ModelAdmin[Expertise]):
    """위원 분야."""

    form = ExpertiseForm
    list_display = ("person", "field", "position", "load")
    list_filter = ("field",)
    search_fields = ("person__name",)
    search_help_text = "위원 이름의 일부"
    fields = ("person", "field")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Expertise]:
        """With the people, and how much each has to answer."""
        return Expertise.objects.select_related("person").with_load().order_by(*self.get_ordering(request))

    def has_change_permission(self, request: HttpRequest, obj: Expertise | None = None) -> bool:
        """It is taken out and put in."""
        return False

    def save_model(self, request: HttpRequest, obj: Expertise, form: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        """Hand over to the action."""
        lists.keep_expertise(obj, by=official(request))

    def delete_model(self, request: HttpRequest, obj: Expertise) -> None:
        """Hand over to the action."""
        lists.drop_expertise(obj, by=official(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Expertise]) -> None:
        """Hand over to the action, one by one."""
        for expertise in queryset:
            lists.drop_expertise(expertise, by=official(request))

    @admin.display(description="직위")
    def position(self, expertise: Expertise) -> str:
        """What they are."""
        return expertise.person.position or "–"

    @admin.display(description="답할 것")
    def load(self, expertise: Expertise) -> str:
        """How many questions wait for them."""
        count = getattr(expertise, "to_answer")  # noqa: B009 – the query brings it
        return f"{count}건" if count else "없음"

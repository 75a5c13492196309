"""인계: one page with everything that hangs on somebody, who takes over which kind, and one press."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts import actions
from accounts.actions import Handed
from accounts.admin.asking import official
from accounts.leaving import Hanging, colleagues, hanging_on
from accounts.models import User, away_words
from accounts.permissions import may_stop
from accounts.querysets import UserQuerySet

SAME = "위에서 고른 사람"


class SuccessorField(forms.ModelChoiceField[User]):
    """이어 맡을 사람, with a word on who is not there."""

    def __init__(self, people: UserQuerySet, **kwargs: Any) -> None:
        super().__init__(people.with_absence(on=timezone.localdate()), required=False, **kwargs)

    def label_from_instance(self, obj: User) -> str:
        """Unit, name, position; and until when they are away."""
        name = " ".join(filter(None, (obj.unit, obj.name, obj.position)))
        return f"{name} · {away_words(obj.away_until, obj.away_stand_in or '')}" if obj.away_until else name


class HandOverForm(forms.Form):
    """Somebody for everything, or somebody else for one kind of it."""

    def __init__(self, *args: Any, person: User, hanging: Sequence[Hanging], by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hanging = hanging
        self.fields["everything"] = SuccessorField(
            colleagues(by).exclude(pk=person.pk), label="모두 이어 맡을 사람", empty_label="아래에서 따로 고름"
        )
        for one in hanging:
            people = one.holding.successors(person, by=by)
            hint, label = one.holding.hint, f"{one.holding.label} 이어 맡을 사람"
            field = SuccessorField(people, label=label, empty_label=SAME, help_text=hint)
            self.fields[one.holding.key] = field

    def clean(self) -> dict[str, Any]:
        """At least somebody for something."""
        picked = super().clean() or {}
        if not self.errors and not any(picked.values()):
            raise forms.ValidationError("이어 맡을 사람을 고르십시오.")
        return picked

    @property
    def successors(self) -> dict[str, User]:
        """Who takes over which kind."""
        everything = self.cleaned_data["everything"]
        found = {one.holding.key: self.cleaned_data[one.holding.key] or everything for one in self.hanging}
        return {key: person for key, person in found.items() if person is not None}

    @property
    def kinds(self) -> list[tuple[Hanging, BoundField]]:
        """Each kind with its field."""
        return [(one, self[one.holding.key]) for one in self.hanging]


def hand_over_page(desk: admin.ModelAdmin[Any], request: HttpRequest, person: User) -> HttpResponse:
    """Everything that hangs on somebody, as far as whoever asks may know of it."""
    me = official(request)
    hanging = hanging_on(person, seen_by=me)
    sent = request.POST if request.method == "POST" else None
    form = HandOverForm(sent, person=person, hanging=hanging, by=me)
    if form.is_valid():
        _tell(request, actions.hand_over(person, form.successors, by=me))
        return redirect("admin:accounts_user_hand_over", person.pk)
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": f"인계: {person.name}",
        "person": person,
        "form": form,
        "hanging": hanging,
        "may_view": desk.has_view_permission(request, person),
        "may_stop": person.is_active and may_stop(me, person),
    }
    template = "admin/accounts/user/hand_over.html"
    return TemplateResponse(request, template, context, status=422 if form.is_bound else 200)


def _tell(request: HttpRequest, handed: Handed) -> None:
    """What went to whom, and row by row what did not."""
    for successor, kinds in handed.taken.items():
        said = ", ".join(f"{label} {len(rows)}건" for label, rows in kinds.items())
        messages.success(request, f"{successor.name} 님에게 넘겼습니다: {said}.")
    for row, why_not in handed.refused:
        messages.warning(request, f"{row.label}: {why_not}")

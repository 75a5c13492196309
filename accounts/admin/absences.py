"""부재: who is not there this week, who stands in, and a form short enough for a phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from accounts import actions
from accounts.admin.asking import Question, ask_first, official
from accounts.inputs import DayInput
from accounts.models import Absence, RoleGrant, User
from accounts.notices import days_words
from accounts.permissions import may_enter_absence, may_keep_people
from accounts.querysets import AbsenceQuerySet

WORKDAYS = 5


class PersonChoice(forms.ModelChoiceField[User]):
    """Somebody, under the name of their department."""

    def __init__(self, label: str, empty: str, **kwargs: Any) -> None:
        super().__init__(User.objects.filter(is_active=True), label=label, empty_label=empty, **kwargs)

    def offer(self, people: Iterable[tuple[str, User]]) -> None:
        """Those that can be picked, by unit."""
        units: dict[str, dict[int, str]] = {}
        for unit, person in people:
            units.setdefault(unit, {})[person.pk] = f"{person.name} {person.position}".strip()
        self.queryset = User.objects.filter(pk__in={pk for group in units.values() for pk in group})
        self.choices = [("", self.empty_label), *((unit, list(group.items())) for unit, group in units.items())]


class AbsenceForm(forms.Form):
    """부재 넣기."""

    person = PersonChoice("누가", "사람을 고르십시오")
    why = forms.TypedChoiceField(
        label="까닭", choices=Absence.Why.choices, coerce=Absence.Why, widget=forms.RadioSelect({"class": "chips"})
    )
    first_on = forms.DateField(label="첫날", widget=DayInput)
    last_on = forms.DateField(label="마지막 날", help_text="하루면 첫날과 같습니다.", widget=DayInput)
    stand_in = PersonChoice(
        "대신 맡은 사람",
        "없음",
        required=False,
        help_text="같은 부서의 사람입니다. 알림을 함께 받고, 부서장을 대신하면 그동안 부서장처럼 정합니다.",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"person": by.pk, "first_on": timezone.localdate()}} | kwargs)
        colleagues = list(_colleagues(by))
        entered_for = [(unit, one) for unit, one in colleagues if one.pk == by.pk or _looks_after(by, one)]
        person, stand_in = self.fields["person"], self.fields["stand_in"]
        assert isinstance(person, PersonChoice)
        assert isinstance(stand_in, PersonChoice)
        person.offer(entered_for or [("", by)])
        stand_in.offer((unit, one) for unit, one in colleagues if len(entered_for) > 1 or one.pk != by.pk)
        if {one.pk for _unit, one in entered_for} <= {by.pk}:
            person.widget = forms.HiddenInput()


def _colleagues(user: User) -> Iterable[tuple[str, User]]:
    """Everybody of every department for those who look after all, else of one's own."""
    grants = RoleGrant.objects.in_force(at=timezone.now()).filter(department__isnull=False, person__is_active=True)
    if not may_keep_people(user):
        grants = grants.filter(department__in=[department.pk for department in user.departments])
    for grant in grants.select_related("person", "department").order_by("department__name", "person__name"):
        yield str(grant.department), grant.person


def _looks_after(user: User, person: User) -> bool:
    """As the action will decide; everybody asked about is of a department this person sees."""
    return may_keep_people(user) or any(grant.role == "HEAD" for grant in user.grants_held)


@dataclass(frozen=True)
class Row:
    """One absence as the week shows it."""

    absence: Absence
    days: str
    week: list[tuple[str, bool]]
    may_cancel: bool


@admin.register(Absence)
class AbsenceAdmin(admin.ModelAdmin[Absence]):
    """부재: read week by week, entered and cancelled, never rewritten."""

    fields = readonly_fields = ("person", "why", "first_on", "last_on", "stand_in", "entered_by", "cancelled_at")

    def get_queryset(self, request: HttpRequest) -> AbsenceQuerySet:
        """Hidden and missing are the same."""
        return Absence.objects.visible_to(official(request)).for_list()

    def has_change_permission(self, request: HttpRequest, obj: Absence | None = None) -> bool:
        """It is cancelled and entered anew."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Absence | None = None) -> bool:
        """Who decided as whose stand-in stays known."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """And the one verb."""
        cancel = self.admin_site.admin_view(self.cancel_view)
        return [path("<int:pk>/cancel/", cancel, name="accounts_absence_cancel"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """이번 주 부재, what is to come, and the people whose work one answers for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        me, monday = official(request), _monday(request.GET.get("week", ""))
        sunday, looked_after = monday + timedelta(days=6), self._looked_after(me)
        seen = self.get_queryset(request)
        rows = [self._row(one, monday, me, looked_after) for one in seen.within(monday, sunday)]
        ahead = seen.ahead(on=timezone.localdate()).filter(first_on__gt=sunday)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "부재",
            "days": [monday + timedelta(days=number) for number in range(WORKDAYS)],
            "is_this_week": monday == _monday(""),
            "before": monday - timedelta(days=7),
            "after": monday + timedelta(days=7),
            "rows": rows,
            "ahead": [self._row(one, one.first_on, me, looked_after) for one in ahead[:50]],
            "people": [] if may_keep_people(me) else looked_after,
        }
        return TemplateResponse(request, "admin/accounts/absence/week.html", context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """부재 넣기: one's own, or for whom one answers."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AbsenceForm(request.POST if request.method == "POST" else None, by=official(request))
        if form.is_valid() and self._enter(request, form):
            return redirect("admin:accounts_absence_changelist")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "부재 넣기", "form": form}
        template = "admin/accounts/absence/enter.html"
        return TemplateResponse(request, template, context, status=422 if form.is_bound else 200)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """부재 거두기."""
        absence = self.get_queryset(request).standing().filter(pk=pk).first()
        if absence is None:
            raise Http404
        if not may_enter_absence(official(request), absence.person):
            raise PermissionDenied
        question = Question(
            title="부재 거두기",
            about=f"{absence.person.name} · {days_words(absence)}",
            says=("이제부터 자리에 있는 것으로 봅니다.", "대신 맡은 사람과 당사자에게 알립니다."),
            verb="부재 거두기",
            act=partial(actions.cancel_absence, absence, by=official(request)),
            done=f"{absence.person.name} 님의 부재를 거두었습니다.",
            back=reverse("admin:accounts_absence_changelist"),
        )
        return ask_first(self, request, question)

    def _enter(self, request: HttpRequest, form: AbsenceForm) -> bool:
        try:
            absence = actions.enter_absence(**form.cleaned_data, by=official(request))
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        self.message_user(request, f"{absence.person.name} 님의 부재를 넣었습니다: {days_words(absence)}.")
        return True

    def _looked_after(self, me: User) -> list[User]:
        """Asked for once; of those who look after everybody nobody asks."""
        return [] if may_keep_people(me) else list(User.objects.looked_after_by(me, at=timezone.now()))

    def _row(self, absence: Absence, monday: date, me: User, looked_after: list[User]) -> Row:
        week = [monday - timedelta(days=monday.weekday()) + timedelta(days=number) for number in range(WORKDAYS)]
        marks = [("월화수목금"[day.weekday()], absence.first_on <= day <= absence.last_on) for day in week]
        is_mine = absence.person_id == me.pk or may_keep_people(me) or absence.person in looked_after
        return Row(absence, days_words(absence), marks, is_mine and absence.last_on >= timezone.localdate())


def _monday(said: str) -> date:
    """Of the week that is asked for, or of this one."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        day = timezone.localdate()
    day = min(max(day, date(2000, 1, 10)), date(2100, 1, 1))
    return day - timedelta(days=day.weekday())

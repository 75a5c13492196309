"""쉬는 날, 근무시간, 처리기간: what a change would move is shown before it is applied."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from accounts.actions import Refused
from accounts.admin import official
from grievances.actions import rules
from grievances.forms.rules import HolidayForm, LegalPeriodForm, RuleForm, WorkingHoursForm
from grievances.models import Holiday, LegalPeriod, Recount, WorkingHours
from grievances.recounts import Preview

SHOWN = 12
"""So many groups of a preview; the others are summed up."""


class RuleAdmin[Kept: rules.Rule](admin.ModelAdmin[Kept]):
    """A rule is typed, looked at with what it moves, and applied: the same page until it is."""

    change_form_template = "admin/grievances/rules/change_form.html"
    delete_confirmation_template = "admin/grievances/rules/delete.html"

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002 – Django's signature
        change: bool = False,  # noqa: FBT001, FBT002
        form_url: str = "",
        obj: Kept | None = None,
    ) -> HttpResponse:
        """With the preview of what was sent, if nothing is wrong with it."""
        form = context["adminform"].form
        if isinstance(form, RuleForm) and form.is_ready:
            context |= _shown(rules.rehearse_keeping(form.instance)) | {
                "reason": rules.kept_words(form.instance),
                "converted": getattr(form, "converted", ""),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        """With what it moves."""
        rule = context["object"]
        context |= _shown(rules.rehearse_dropping(rule)) | {"reason": rules.dropped_words(rule)}
        return super().render_delete_form(request, context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What must stay says why."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """What came in the way since the preview says so."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return redirect(request.path)

    def save_model(self, request: HttpRequest, obj: Kept, form: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        """Hand over to the action."""
        self._lead_to(request, rules.keep_rule(obj, by=official(request)))

    def delete_model(self, request: HttpRequest, obj: Kept) -> None:
        """Hand over to the action."""
        self._lead_to(request, rules.drop_rule(obj, by=official(request)))

    def _lead_to(self, request: HttpRequest, run: Recount | None) -> None:
        if run:
            address = reverse("admin:grievances_recount_change", args=[run.pk])
            words = '처리기한을 다시 세고 있습니다. <a href="{}">얼마나 되었는지 보기</a>'
            self.message_user(request, format_html(words, address))


def _shown(found: Preview) -> dict[str, Any]:
    return {
        "preview": found,
        "groups": found.groups[:SHOWN],
        "more": sum(group.cases for group in found.groups[SHOWN:]),
        "clash": rules.clash_words(found.clashes) if found.clashes else "",
    }


@admin.register(Holiday)
class HolidayAdmin(RuleAdmin[Holiday]):
    """쉬는 날."""

    form = HolidayForm
    list_display = ("day", "name", "kind", "rest", "note")
    list_filter = ("kind", "is_off")
    date_hierarchy = "day"
    search_fields = ("name", "note")
    search_help_text = "이름이나 근거의 일부"
    fields = (("day", "kind"), "name", "is_off", "note")

    def get_readonly_fields(self, request: HttpRequest, obj: Holiday | None = None) -> tuple[str, ...]:
        """A day that came from the calendar stays that day."""
        return ("day",) if obj and obj.is_filled else ()

    def has_delete_permission(self, request: HttpRequest, obj: Holiday | None = None) -> bool:
        """What came from the calendar is switched off instead."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_filled)

    @admin.display(description="쉽니다", ordering="is_off")
    def rest(self, holiday: Holiday) -> str:
        """In words."""
        return "쉼" if holiday.is_off else "일함"


@admin.register(WorkingHours)
class WorkingHoursAdmin(RuleAdmin[WorkingHours]):
    """근무시간."""

    form = WorkingHoursForm
    list_display = ("valid_from", "opens_at", "lunch", "closes_at", "note")
    fields = ("valid_from", ("opens", "lunch_from"), ("lunch_until", "closes"), "note")

    @admin.display(description="업무 시작")
    def opens_at(self, hours: WorkingHours) -> str:
        """09:00."""
        return f"{hours.opens:%H:%M}"

    @admin.display(description="점심")
    def lunch(self, hours: WorkingHours) -> str:
        """12:00–13:00."""
        return f"{hours.lunch_from:%H:%M}–{hours.lunch_until:%H:%M}"

    @admin.display(description="업무 끝")
    def closes_at(self, hours: WorkingHours) -> str:
        """18:00."""
        return f"{hours.closes:%H:%M}"


@admin.register(LegalPeriod)
class LegalPeriodAdmin(RuleAdmin[LegalPeriod]):
    """처리기간."""

    form = LegalPeriodForm
    list_display = ("kind", "matter", "lasts", "valid_from", "article")
    list_filter = ("kind",)
    search_fields = ("matter", "article")
    search_help_text = "법정 민원 이름이나 근거의 일부"
    fields = (("kind", "matter"), ("amount", "unit"), "valid_from", "article")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LegalPeriod]:
        """The newest of a kind first."""
        return super().get_queryset(request).order_by("kind", "matter", "-valid_from")

    def get_readonly_fields(self, request: HttpRequest, obj: LegalPeriod | None = None) -> tuple[str, ...]:
        """A period is of its kind for good: cases go by it."""
        return ("kind", "matter") if obj else ()

    @admin.display(description="처리기간")
    def lasts(self, period: LegalPeriod) -> str:
        """7일."""
        return str(period.period)

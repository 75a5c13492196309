"""월간 점검: how the month before was handled, and what was mended (시행령 §22)."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from accounts.admin import official
from grievances import actions
from grievances.duties import GROUPS
from grievances.forms.checking import RemarkForm
from grievances.models import MonthlyCheck
from grievances.workflow import MoveRefused
from notifications.filters import QuestionFilter

OPEN, DONE = ("waiting", "확인할 것"), ("sent", "확인함")
"""How far it has come, in the words of the style sheet and of people."""
OF_NOW = {"overdue": "queue=overdue", "paused": "queue=waiting"}
"""Figures that the work list can show."""


class Standing(QuestionFilter):
    """상태."""

    title, parameter_name = "상태", "state"
    questions = {
        "open": ("확인할 것", lambda _at: MonthlyCheck.objects.open()),
        "done": ("확인한 것", lambda _at: MonthlyCheck.objects.done()),
    }


@admin.register(MonthlyCheck)
class MonthlyCheckAdmin(admin.ModelAdmin[MonthlyCheck]):
    """A line a month; behind it the figures, and the form in which a manager says what was mended."""

    list_display = ("__str__", "standing", "overdue", "late", "counted_at", "checked_by")
    list_filter = (Standing,)
    list_select_related = ("checked_by",)
    ordering = ("-month",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are counted by themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MonthlyCheck | None = None) -> bool:
        """They are kept."""
        return False

    @admin.display(description="상태")
    def standing(self, check: MonthlyCheck) -> str:
        """Shape, word and colour."""
        return format_html('<span class="st" data-state="{}">{}</span>', *_standing(check))

    @admin.display(description="집계한 날의 지연")
    def overdue(self, check: MonthlyCheck) -> str:
        """Cases past their deadline."""
        return f"{check.figures['counts']['overdue']}건"

    @admin.display(description="기한을 넘긴 답변")
    def late(self, check: MonthlyCheck) -> str:
        """Answers that came too late."""
        return f"{check.figures['counts']['late']}건"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The figures, and once a manager looked at them, what was mended."""
        check = self._check(request, object_id)
        if request.method != "POST":
            return self._look(request, check, RemarkForm())
        form = RemarkForm(request.POST)
        if not form.is_valid():
            return self._look(request, check, form)
        return self._confirmed(request, check, form.cleaned_data["remark"])

    def _check(self, request: HttpRequest, object_id: str) -> MonthlyCheck:
        if not self.has_view_permission(request):
            raise PermissionDenied
        check = self.get_object(request, object_id)
        if check is None:
            raise Http404
        return check

    def _confirmed(self, request: HttpRequest, check: MonthlyCheck, remark: str) -> HttpResponse:
        try:
            actions.confirm_month(check, remark, by=official(request))
        except MoveRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            self.message_user(request, f"{check}을 확인했습니다.", messages.SUCCESS)
        return redirect("admin:grievances_monthlycheck_changelist")

    def _look(self, request: HttpRequest, check: MonthlyCheck, form: forms.Form) -> HttpResponse:
        figures = check.figures
        may_confirm = self.has_change_permission(request) and check.checked_at is None
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(check),
            "check": check,
            "standing": _standing(check),
            "groups": [
                (title, [(label, figures["counts"][name], _link(OF_NOW.get(name))) for name, label in group.items()])
                for title, group in GROUPS.items()
            ],
            "departments": [
                (name, cases, _link(f"{OF_NOW['overdue']}&department={pk}"))
                for pk, name, cases in figures["departments"]
            ],
            "overdue": [(no, _link(urlencode({"queue": "all", "q": no}))) for no in figures["overdue"]],
            "form": form if may_confirm else None,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/grievances/monthlycheck/look.html", page, status=status)


def _link(query: str | None) -> str:
    return f"{reverse('admin:grievances_grievance_changelist')}?{query}" if query else ""


def _standing(check: MonthlyCheck) -> tuple[str, str]:
    return DONE if check.checked_at else OPEN

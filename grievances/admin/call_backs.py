"""다시 전화: who was not content, who calls them, and what was heard."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html

from accounts.access import note_view
from accounts.admin import official
from grievances import actions, wording
from grievances.admin.case import as_subject
from grievances.forms.calling import HeardForm
from grievances.models import CallBack, Grievance
from grievances.permissions import may_take_call_back
from grievances.workflow import MoveRefused
from notifications.filters import QuestionFilter
from notifications.masking import masked_name, masked_phone

OPEN, LATE, DONE = ("waiting", "전화할 것"), ("undelivered", "늦음"), ("sent", "전화함")
"""How far it has come, in the words of the style sheet and of people."""


class Standing(QuestionFilter):
    """상태."""

    title, parameter_name = "상태", "state"
    questions = {
        "open": ("전화할 것", lambda _at: CallBack.objects.open()),
        "late": ("늦은 것", lambda at: CallBack.objects.overdue(at=at)),
        "done": ("전화한 것", lambda _at: CallBack.objects.done()),
    }


@admin.register(CallBack)
class CallBackAdmin(admin.ModelAdmin[CallBack]):
    """What is to be called about, the most urgent first, and each with what was said."""

    list_display = ("case", "company", "standing", "due", "said", "answered_by", "taken_by")
    list_filter = (Standing,)
    search_fields = ("rating__answer__grievance__receipt_no", "rating__answer__grievance__company__name")
    search_help_text = "접수번호, 회사 이름의 일부"

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallBack]:
        """With everything the list shows."""
        return CallBack.objects.for_list()

    def get_ordering(self, request: HttpRequest) -> list[str | OrderBy]:  # type: ignore[override]
        """To be done first, in the order of urgency; then the last done."""
        return [F("done_at").desc(nulls_first=True), "due_at", "pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come from ratings."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CallBack | None = None) -> bool:
        """Whether somebody called is kept."""
        return False

    @admin.display(description="사건")
    def case(self, task: CallBack) -> str:
        """Number and title."""
        return str(_case(task))

    @admin.display(description="기업")
    def company(self, task: CallBack) -> str:
        """Whose it is."""
        return _case(task).company.name

    @admin.display(description="상태")
    def standing(self, task: CallBack) -> str:
        """Shape, word and colour."""
        return format_html('<span class="st" data-state="{}">{}</span>', *_standing(task))

    @admin.display(description="전화 기한")
    def due(self, task: CallBack) -> str:
        """The last day."""
        return wording.until_words(task.due_at)

    @admin.display(description="평가")
    def said(self, task: CallBack) -> str:
        """Solved or not, and the score."""
        return f"{task.rating.get_solved_display()} · {task.rating.score}점"

    @admin.display(description="답변한 사람")
    def answered_by(self, task: CallBack) -> str:
        """Who may not be the one to call."""
        return task.rating.answer.by.name

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was said, whom to call, and after the call what was heard."""
        task = self._task(request, object_id)
        note_view(request, as_subject(_case(task)))
        if request.method != "POST":
            return self._look(request, task, HeardForm())
        form = HeardForm(request.POST)
        if not form.is_valid():
            return self._look(request, task, form)
        return self._called(request, task, form.cleaned_data["heard"])

    def _task(self, request: HttpRequest, object_id: str) -> CallBack:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not (object_id.isascii() and object_id.isdecimal() and len(object_id) < 19):
            raise Http404
        task = CallBack.objects.for_list().filter(pk=object_id).first()
        if task is None:
            raise Http404
        return task

    def _called(self, request: HttpRequest, task: CallBack, heard: str) -> HttpResponse:
        try:
            actions.call_back(task, heard, by=official(request))
        except MoveRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            self.message_user(request, "전화한 것을 적었습니다.", messages.SUCCESS)
        return redirect("admin:grievances_callback_changelist")

    def _look(self, request: HttpRequest, task: CallBack, form: forms.Form) -> HttpResponse:
        me, caller = official(request), task.rating.by
        may_call = may_take_call_back(me, task.rating.answer.by)
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"다시 전화: {_case(task).company.name}",
            "task": task,
            "case": _case(task),
            "standing": _standing(task),
            "name": caller.name if may_call else masked_name(caller.name),
            "phone": caller.phone if may_call else masked_phone(caller.phone),
            "answered_it_myself": task.rating.answer.by_id == me.pk,
            "form": form if may_call and task.done_at is None else None,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/grievances/callback/look.html", page, status=status)


def _case(task: CallBack) -> Grievance:
    return task.rating.answer.grievance


def _standing(task: CallBack) -> tuple[str, str]:
    if task.done_at:
        return DONE
    return LATE if task.due_at < timezone.now() else OPEN

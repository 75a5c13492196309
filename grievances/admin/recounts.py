"""기한 다시 셈: how far a run is, and what it did."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html

from grievances.models import Recount

State = Recount.State
DATA_STATES = {State.WAITING: "waiting", State.RUNNING: "running", State.DONE: "sent"}
"""Each state in the words of the style sheet."""


@admin.register(Recount)
class RecountAdmin(admin.ModelAdmin[Recount]):
    """Runs begin with a change of the rules, and are read here."""

    list_display = ("reason", "progress_shown", "done", "moved", "told", "by", "asked_at")
    list_filter = ("state",)
    search_fields = ("reason",)
    search_help_text = "까닭의 일부"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recount]:
        """With who changed the rules."""
        return super().get_queryset(request).select_related("by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A change of the rules begins it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Recount | None = None) -> bool:
        """A worker writes it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Recount | None = None) -> bool:
        """What it did is kept."""
        return False

    @admin.display(description="상태", ordering="state")
    def progress_shown(self, run: Recount) -> str:
        """Shape, word and colour."""
        state = DATA_STATES[State(run.state)]
        return format_html('<span class="st" data-state="{}">{}</span>', state, run.get_state_display())

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The run as it stands; while a worker is at it, the page asks for its part that changes again and again."""
        run = self.get_object(request, object_id)
        if run is None:
            raise Http404
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(run),
            "run": run,
            "data_state": DATA_STATES[State(run.state)],
            "is_running": run.state != State.DONE,
        }
        part = "run_part" if request.headers.get("HX-Request") else "run"
        return TemplateResponse(request, f"admin/grievances/recount/{part}.html", context)

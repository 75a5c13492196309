"""여러 안건 함께: what goes on as it did is decided row by row, by the same words, and refused row by row."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from accounts.admin import official
from grievances.moment import now
from grievances.workflow import Move as CaseMove
from grievances.workflow import MoveRefused
from meetings import actions
from meetings.admin.agenda import agenda_of
from meetings.admin.desk import page_of
from meetings.admin.items import ItemDesk
from meetings.forms.desk import TogetherForm
from meetings.models import AgendaItem
from meetings.workflow import Move


class TogetherDesk(ItemDesk):
    """Many items of a review at once, no more than stand on one page."""

    def get_urls(self) -> list[URLPattern]:
        """Beside the page of each."""
        door = self.admin_site.admin_view(require_POST(self.together_view))
        return [path("<int:pk>/together/", door, name="meetings_meeting_together"), *super().get_urls()]

    def together_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Each row by itself: one that is refused stops no other, and keeps what was typed."""
        meeting = self.meeting(request, pk)
        if not meeting.is_review:
            raise Http404
        self.check_may(request, Move.DECIDE, meeting)
        rows = agenda_of(meeting, official(request), request.GET, at=now()).rows
        form = TogetherForm(request.POST, items=[row.item.pk for row in rows])
        if not form.is_valid():
            return self.page(request, meeting, None, together=form)
        chosen = [row.item for row in rows if row.item.pk in form.cleaned_data["items"]]
        refused = self._each(request, chosen, form.cleaned_data)
        if done := len(chosen) - len(refused):
            messages.success(request, f"안건 {done}건을 정했습니다.")
        if refused:
            return self.page(request, self.meeting(request, pk), None, together=form, refused=refused)
        return redirect(f"{page_of(meeting)}?{request.GET.urlencode()}#agenda")

    def _each(self, request: HttpRequest, items: list[AgendaItem], said: dict[str, Any]) -> dict[int, str]:
        """What was refused, row by row."""
        refused = {}
        for item in items:
            try:
                details = _said(item, said["what"], said["text"], said["day"])
                actions.decide(item, said["what"], said["words"], by=official(request), **details)
            except MoveRefused as refusal:
                refused[item.pk] = str(refusal)
        return refused


def _said(item: AgendaItem, what: str, text: str, day: date) -> dict[str, Any]:
    if what == CaseMove.LOOK_AGAIN:
        return {"finding": text, "look_again_on": day}
    return {"answer": text, "report_on": day, "target_on": item.grievance.target_on or day}

"""방문 달력: requests beside free slots; whoever waits gets one by radio button, by key or by dragging."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.admin import official
from grievances.admin.case import number_in
from grievances.moment import now
from grievances.workflow import MoveRefused
from visits import actions, permissions
from visits.admin.story import told
from visits.calendar_page import CalendarPage, span_of, week_key
from visits.forms.desk import PlaceForm
from visits.models import Programme, Visit
from visits.wording import when_words

type Act = tuple[Callable[..., Visit], str, str]

ACTS: dict[str, Act] = {
    "offer": (actions.offer, "note", "방문을 제안했습니다. 답이 올 때까지 자리를 잡아 둡니다."),
    "schedule": (actions.schedule, "note", "방문을 확정하고 알렸습니다."),
    "move": (actions.move_day, "reason", "방문으로 일정을 바꾸고 모두에게 알렸습니다."),
}
"""What the buttons do, what the typed words are to it, and what is said then."""


class CalendarDesk(admin.ModelAdmin[Visit]):
    """The calendar of a programme."""

    def get_urls(self) -> list[URLPattern]:
        """The calendar, and placing somebody in it."""
        door = self.admin_site.admin_view
        own = [
            path("calendar/", door(self.calendar_view), name="visits_visit_calendar"),
            path("calendar/place/", door(require_POST(self.place_view)), name="visits_visit_place"),
        ]
        return [*own, *super().get_urls()]

    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        """`?programme=`, `?month=2026-03` or `?week=2026-W12`; `?visit=` has chosen somebody already."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        visits = Visit.objects.visible_to(official(request))
        return self._calendar(request, request.GET, PlaceForm(visits=visits, initial=request.GET.dict()))

    def place_view(self, request: HttpRequest) -> HttpResponse:
        """제안, 확정 or 일정 변경. What is refused is said above the calendar; nothing chosen or typed is lost."""
        if not permissions.may_run_programmes(official(request)):
            raise PermissionDenied
        form = PlaceForm(request.POST, visits=Visit.objects.visible_to(official(request)))
        placed = self._placed(request, form) if form.is_valid() else None
        if placed is None:
            refused = form.news or form.has_error("__all__")
            return self._calendar(request, request.POST, form, status=409 if refused else 422)
        there = reverse("admin:visits_visit_change", args=[placed.pk])
        words = (when_words(placed.during), ACTS[form.cleaned_data["act"]][2])
        messages.success(request, format_html('<a href="{}">{}</a> {} {}', there, placed.host, *words))
        return redirect(_address(placed, request.POST))

    def _placed(self, request: HttpRequest, form: PlaceForm) -> Visit | None:
        said = form.cleaned_data
        act, words, _done = ACTS[said["act"]]
        try:
            return act(said["visit"], said["slot"], by=official(request), seen=form.seen, **{words: said["note"]})
        except actions.Stale as news:
            form.news = news.since
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        return None

    def _calendar(
        self, request: HttpRequest, given: Mapping[str, Any], form: PlaceForm, *, status: int = 200
    ) -> HttpResponse:
        me, at = official(request), now()
        programmes = list(Programme.objects.with_waiting())
        chosen = form.chosen
        programme = _programme(programmes, chosen, str(given.get("programme", "")), at=at)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "방문 달력",
            "programmes": programmes,
            "form": form,
            "since": told(form.news, names_people=True),
            "may_place": permissions.may_run_programmes(me),
        }
        if programme is not None:
            month, week = str(given.get("month", "")), str(given.get("week", ""))
            if chosen is not None and not month and not week:
                month = _first_free(programme, at=at)
            span = span_of(month, week, today=timezone.localdate(at))
            page = CalendarPage(me, programme, span, at=at, may_place=context["may_place"], chosen=chosen)
            context |= {
                "title": f"{programme.name} 방문 · {span.title}",
                "page": page,
                "span": span,
                "programme": programme,
                "chosen": chosen.pk if chosen else None,
                "slot": number_in(str(form["slot"].value() or "")),
                "this_week": week_key(page.today),
            }
        return TemplateResponse(request, "admin/visits/visit/calendar.html", context, status=status)


def _programme(programmes: Sequence[Programme], chosen: Visit | None, said: str, *, at: datetime) -> Programme | None:
    """The one asked for, that of the visit, or the running one for which most wait."""
    wanted = number_in(said) or (chosen.programme_id if chosen else 0)
    today = timezone.localdate(at)
    running = [one for one in programmes if one.first_on <= today and (one.last_on is None or one.last_on >= today)]
    asked = [one for one in programmes if one.pk == wanted]
    return next(iter(asked or sorted(running, key=lambda one: -one.waiting) or programmes), None)


def _first_free(programme: Programme, *, at: datetime) -> str:
    """The month of the next free slot: whoever comes to place a visit begins there."""
    slot = programme.slots.free().ahead(at=at).first()
    return f"{slot.on:%Y-%m}" if slot else ""


def _address(placed: Visit, given: Mapping[str, Any]) -> str:
    """The calendar as it was, a week or a month, where the visit stands now."""
    assert placed.on is not None
    where = week_key(placed.on) if given.get("week") else f"month={placed.on:%Y-%m}"
    return f"{reverse('admin:visits_visit_calendar')}?programme={placed.programme_id}&{where}"

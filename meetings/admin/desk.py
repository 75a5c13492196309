"""The page of one meeting: when and where, who comes, what is on its agenda, what can be done now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.actions import Subject, note_access
from accounts.addresses import client_address
from accounts.admin import official
from accounts.models import AccessLog
from grievances.admin.case import number_in, seen_by
from grievances.moment import now
from grievances.workflow import MoveRefused
from meetings import actions, permissions, veils, wording
from meetings.admin.agenda import Agenda, agenda_of
from meetings.admin.moves import STEPS, Step, buttons_for, grouped
from meetings.admin.story import Line, told
from meetings.forms.desk import MeetingForm, PlanForm, TogetherForm
from meetings.models import Meeting
from meetings.workflow import Move

STAND_OPEN = 10
"""So many entries of the history are read without unfolding more."""


def as_subject(meeting: Meeting) -> Subject:
    """A meeting, and with it the cases that its page lays open, as the access log calls it."""
    return Subject("회의", meeting.meeting_no, str(meeting))


@dataclass(frozen=True)
class Opened:
    """The form of a move that stands open on the page, and what came of sending it."""

    step: Step
    form: MeetingForm
    since: Sequence[Line] = ()

    @property
    def status(self) -> int:
        """How the answer to a form says that it was refused."""
        if self.since or self.form.has_error("__all__"):
            return 409
        return 422 if self.form.errors else 200


class MeetingDesk(admin.ModelAdmin[Meeting]):
    """One meeting in the workplace. What is done to it is done by its moves."""

    def has_delete_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:
        """Meetings are never deleted."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """And the moves."""
        move = self.admin_site.admin_view(self.move_view)
        return [path("<int:pk>/move/<str:name>/", move, name="meetings_meeting_move"), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """회의 만들기."""
        if not permissions.may_plan(official(request)):
            raise PermissionDenied
        form = PlanForm(request.POST if request.method == "POST" else None, at=now())
        if form.is_valid():
            try:
                meeting = actions.plan(by=official(request), **form.cleaned_data)
            except MoveRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{meeting.title}를 만들었습니다. 이제 안건을 올리고 참석자를 정하십시오.")
                return redirect(page_of(meeting))
        context = {**self._frame(request, "회의 만들기"), "form": form}
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/meetings/meeting/plan.html", context, status=status)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The meeting; `?move=` opens the form of a move. That it was opened is kept."""
        meeting = self.meeting(request, number_in(object_id))
        step = STEPS.get(request.GET.get("move", ""))
        opens = step is not None and step.fits(meeting) and permissions.may_plan(official(request))
        opened = Opened(step, step.form(meeting=meeting, at=now())) if step and opens else None
        return self.page(request, meeting, opened)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history stands on the page itself, behind its veil."""
        return redirect(page_of(self.meeting(request, number_in(object_id))))

    def move_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """One move. What is wrong with it comes back with all that was typed."""
        meeting, step = self.meeting(request, pk), STEPS.get(name)
        if step is None:
            raise Http404
        if request.method != "POST":
            return redirect(f"{page_of(meeting)}?move={name}#move")
        self.check_may(request, step.move, meeting)
        opened = self._tried(request, meeting, step)
        if opened is None:
            return redirect(page_of(meeting))
        return self.page(request, self.meeting(request, pk), opened)

    def _tried(self, request: HttpRequest, meeting: Meeting, step: Step) -> Opened | None:
        """Make the move; None once it is made."""
        form = step.form(request.POST, meeting=meeting, at=now())
        if not form.is_valid():
            return Opened(step, form)
        try:
            made = step.act(meeting, by=official(request), seen=seen_by(request), **form.cleaned_data)
        except actions.Stale as news:
            return Opened(step, form, since=told(news.since))
        except actions.NothingPutOn as refusal:
            form.add_error("receipt_nos", [f"{number}: {why_not}" for number, why_not in refusal.refused.items()])
            return Opened(step, form)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return Opened(step, form)
        messages.success(request, f"{meeting.title}: {step.done}")
        if step.key == Move.PUT_ON and isinstance(made, list):
            for left in made:
                messages.warning(request, left)
        return None

    # --- The page -------------------------------------------------------------------------------------------------

    def meeting(self, request: HttpRequest, pk: int) -> Meeting:
        """As this official may read it. Hidden and missing are the same."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        me = official(request)
        meeting = Meeting.objects.visible_to(me).filter(pk=pk).first()
        if meeting is None:
            raise Http404
        veils.over([meeting], me).on(meeting, "title", "place", "about", "minutes")
        return meeting

    def check_may(self, request: HttpRequest, move: Move, meeting: Meeting) -> None:
        """A door that is shut to whoever may not; the action asks again."""
        if not permissions.may(official(request), move, meeting):
            raise PermissionDenied

    def _frame(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title}

    def page(
        self,
        request: HttpRequest,
        meeting: Meeting,
        opened: Opened | None,
        *,
        together: TogetherForm | None = None,
        refused: dict[int, str] | None = None,
    ) -> HttpResponse:
        """The meeting as this official reads it, with what stands open on it."""
        me, at = official(request), now()
        veil = veils.over([meeting], me)
        agenda = agenda_of(meeting, me, request.GET, at=at, veil=veil)
        if together is not None:
            agenda = agenda.sent({str(item) for item in together["items"].value() or []}, refused or {})
        # One line a page, however many cases it lays open: they are the meeting's, and it says how many they were.
        address = client_address(request)
        note_access(AccessLog.What.VIEW, as_subject(meeting), by=me, address=address, rows=max(agenda.seen, 1))
        buttons = buttons_for(me, meeting, at=at)
        entries = list(meeting.history.order_by("-pk"))
        lines = told(entries, veil)
        decides = bool(buttons) and not permissions.hindrance(Move.DECIDE, meeting, at=at)
        context = {
            **self._frame(request, meeting.title),
            "meeting": meeting,
            "state": wording.state_sentence(meeting, at=at),
            "when": wording.when_words(meeting.during),
            "seen": entries[0].pk if entries else 0,
            "groups": grouped(buttons),
            "hindered": [button for button in buttons if button.hindrance],
            "move": opened,
            "agenda": agenda,
            "decides": decides,
            "together": together or self._together(agenda, decides=decides),
            "people": list(meeting.attendees.for_page()),
            "lines": lines[:STAND_OPEN],
            "earlier": lines[STAND_OPEN:],
        }
        status = opened.status if opened else 409 if refused else 422 if together and together.errors else 200
        return TemplateResponse(request, "admin/meetings/meeting/meeting.html", context, status=status)

    def _together(self, agenda: Agenda, *, decides: bool) -> TogetherForm | None:
        """Where rows wait to be decided in one go."""
        if not decides or not agenda.meeting.is_review:
            return None
        return TogetherForm(items=[row.item.pk for row in agenda.rows])


def page_of(meeting: Meeting) -> str:
    """Its page in the workplace."""
    return reverse("admin:meetings_meeting_change", args=[meeting.pk])

"""The page of one visit: what is true, what can be done now, who goes along, what was said, what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.actions import Subject, note_access
from accounts.addresses import client_address
from accounts.admin import official
from accounts.models import AccessLog, User
from companies import uploads
from grievances.admin.case import number_in, seen_by
from grievances.files import TOTAL_LIMIT
from grievances.models import Grievance
from grievances.moment import now
from grievances.workflow import MoveRefused
from notifications.masking import masked_email, masked_name, masked_phone
from visits import actions, permissions, wording
from visits.admin.moves import STEPS, Step, buttons_for, grouped
from visits.admin.story import Line, told
from visits.forms.desk import EndingForm, LineForm, MeetingForm, RequestForm
from visits.models import Objection, Promise, SurveyItem, Visit
from visits.waiting import waiting
from visits.workflow import RULES, Move

OTHERS = 8
"""So many other visits of the host stand on the page."""


def as_subject(visit: Visit) -> Subject:
    """A visit, and with it its people, as the access log calls it."""
    return Subject("현장방문", visit.visit_no, str(visit))


@dataclass(frozen=True)
class Opened:
    """The form that stands open on the page, and what came of sending it: of a move, or of a promise line."""

    form: forms.Form
    step: Step | None = None
    since: Sequence[Line] = ()
    promise: Promise | None = None
    saying: LineForm | None = None
    """Of a promise line: the form of its words, beside the one of its end."""

    @property
    def status(self) -> int:
        """How the answer to a form says that it was refused."""
        sent = self.saying if self.saying is not None and self.saying.is_bound else self.form
        if self.since or sent.has_error("__all__"):
            return 409
        return 422 if sent.errors else 200


class VisitDesk(admin.ModelAdmin[Visit]):
    """One visit in the workplace. What is done to it is done by its moves."""

    def has_delete_permission(self, request: HttpRequest, obj: Visit | None = None) -> bool:
        """Visits are never deleted."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """And the moves, the promise lines, and asking for an association."""
        door, lines = self.admin_site.admin_view, "<int:pk>/lines/"
        move = uploads.takes(TOTAL_LIMIT)(door(self.move_view))
        return [
            path("meeting/", door(self.meeting_view), name="visits_visit_meeting"),
            path("<int:pk>/move/<str:name>/", move, name="visits_visit_move"),
            path(f"{lines}add/", door(self.add_line_view), name="visits_visit_add_line"),
            path(f"{lines}<int:number>/said/", door(self.said_view), name="visits_visit_said"),
            path(f"{lines}<int:number>/decide/", door(self.decide_view), name="visits_visit_decide"),
            path(f"{lines}<int:number>/drop/", door(self.drop_view), name="visits_visit_drop"),
            *super().get_urls(),
        ]

    # --- Asking for a visit ---------------------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """대신 신청; `?company=` knows the company already."""
        company = str(number_in(request.GET.get("company", "")) or "")
        return self._asked(request, partial(RequestForm, company=company), actions.request)

    def meeting_view(self, request: HttpRequest) -> HttpResponse:
        """간담회 with an association."""
        return self._asked(request, MeetingForm, actions.request_meeting)

    def _asked(
        self, request: HttpRequest, blank: Callable[..., RequestForm], ask: Callable[..., Visit]
    ) -> HttpResponse:
        if not permissions.may_run_programmes(official(request)):
            raise PermissionDenied
        form = blank(request.POST if request.method == "POST" else None, at=now())
        if not form.is_valid():
            return self._asking(request, form, status=422 if form.is_bound else 200)
        said = form.cleaned_data
        host = [said.pop(name) for name in ("programme", "company", "organization") if name in said]
        try:
            visit = ask(*host, by=official(request), **said)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self._asking(request, form, status=409)
        messages.success(request, f"{visit.visit_no} {visit.host} 방문을 신청했습니다. 이제 자리를 골라 주십시오.")
        return redirect(f"{reverse('admin:visits_visit_calendar')}?programme={visit.programme_id}&visit={visit.pk}")

    def _asking(self, request: HttpRequest, form: RequestForm, *, status: int) -> HttpResponse:
        context = {
            **self._frame(request, "간담회 잡기" if isinstance(form, MeetingForm) else "방문 대신 신청"),
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/visits/visit/ask.html", context, status=status)

    # --- What is done to one --------------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The visit; `?move=` opens the form of a move, `?line=` the one of a promise. That it was opened is kept."""
        visit = self._visit(request, number_in(object_id))
        if (step := STEPS.get(request.GET.get("move", ""))) and self._may(request, step.move, visit):
            return self._page(request, visit, Opened(step.form(visit=visit, at=now()), step))
        if request.GET.get("line") and self._may(request, Move.LOG, visit):
            return self._page(request, visit, self._line(visit, number_in(request.GET["line"])))
        return self._page(request, visit, None)

    def move_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """One move. What is wrong with it comes back with all that was typed."""
        visit, step = self._visit(request, pk), STEPS.get(name)
        if step is None:
            raise Http404
        if request.method != "POST":
            return redirect(f"{page_of(visit)}?move={name}#move")
        self._check(request, step.move, visit)
        form = step.form(request.POST, request.FILES, visit=visit, at=now())
        opened = self._tried(form, partial(step.act, visit, by=official(request), seen=seen_by(request)), step)
        if opened is None:
            messages.success(request, f"{visit.visit_no} {step.done}")
            return redirect(page_of(visit))
        return self._page(request, self._visit(request, pk), opened)

    def _tried(self, form: forms.Form, act: Callable[..., Visit], step: Step) -> Opened | None:
        """Make the move; None once it is made."""
        if not form.is_valid():
            return Opened(form, step)
        try:
            act(**form.cleaned_data)
        except actions.Stale as news:
            return Opened(form, step, since=told(news.since, names_people=True))
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return Opened(form, step)
        return None

    # --- Promise lines --------------------------------------------------------------------------------------------

    def add_line_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A line more."""
        visit = self._posted(request, pk)
        form = LineForm(request.POST, visit=visit)
        if self._kept(form, lambda: actions.keep_line(visit, form.line, by=official(request))):
            return self._done(request, visit, "약속 줄을 더했습니다.")
        return self._page(request, visit, Opened(form))

    def said_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """What was said, put right."""
        visit = self._posted(request, pk)
        opened = self._line(visit, number, said=request.POST)
        form = opened.saying
        assert form is not None
        if self._kept(form, lambda: actions.keep_line(visit, form.line, by=official(request))):
            return self._done(request, visit, f"{number}번 줄을 고쳤습니다.")
        return self._page(request, visit, opened)

    def decide_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """How a line ends."""
        visit = self._posted(request, pk)
        opened = self._line(visit, number, end=request.POST)
        form, promise = opened.form, opened.promise
        assert isinstance(form, EndingForm)
        assert promise is not None
        if self._kept(form, lambda: actions.decide(promise, form.ending, by=official(request))):
            return self._done(request, visit, f"{number}번 약속을 정했습니다.")
        return self._page(request, visit, opened)

    def drop_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """A line that was typed by mistake."""
        visit = self._posted(request, pk)
        opened = self._line(visit, number)
        assert opened.promise is not None
        try:
            actions.drop_line(opened.promise, by=official(request))
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(f"{page_of(visit)}#promises")
        return self._done(request, visit, f"{number}번 줄을 지웠습니다.")

    def _kept(self, form: forms.Form, act: Callable[[], object]) -> bool:
        if not form.is_valid():
            return False
        try:
            act()
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return False
        return True

    def _line(self, visit: Visit, number: int, *, end: Any = None, said: Any = None) -> Opened:
        promise = visit.promises.select_related("visit", "company").filter(number=number).first()
        if promise is None:
            raise Http404
        saying = LineForm(said, visit=visit, promise=promise)
        return Opened(EndingForm(end, promise=promise), promise=promise, saying=saying)

    def _posted(self, request: HttpRequest, pk: int) -> Visit:
        visit = self._visit(request, pk)
        if request.method != "POST":
            raise Http404
        self._check(request, Move.LOG, visit)
        return visit

    def _done(self, request: HttpRequest, visit: Visit, words: str) -> HttpResponse:
        messages.success(request, words)
        return redirect(f"{page_of(visit)}#promises")

    # --- The page -------------------------------------------------------------------------------------------------

    def _visit(self, request: HttpRequest, pk: int) -> Visit:
        """Hidden and missing are the same."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        visit = Visit.objects.visible_to(official(request)).for_page().filter(pk=pk).first()
        if visit is None:
            raise Http404
        return visit

    def _may(self, request: HttpRequest, move: Move, visit: Visit) -> bool:
        return bool(RULES[move].by & permissions.at_work(official(request), visit))

    def _check(self, request: HttpRequest, move: Move, visit: Visit) -> None:
        if not self._may(request, move, visit):
            raise PermissionDenied

    def _frame(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title}

    def _page(self, request: HttpRequest, visit: Visit, opened: Opened | None) -> HttpResponse:
        me, at = official(request), now()
        # A form that comes back shows all of the visit, too; so no way of asking goes without its line.
        note_access(AccessLog.What.VIEW, as_subject(visit), by=me, address=client_address(request))
        buttons = buttons_for(me, visit, at=at)
        holds = permissions.may_run_programmes(me)
        logs = any(button.step.move == Move.LOG and not button.hindrance for button in buttons)
        entries = list(visit.history.order_by("-pk"))
        context = {
            **self._frame(request, str(visit)),
            "visit": visit,
            "state": wording.state_sentence(visit, at=at),
            "waits": waiting(visit, at=at),
            "when": wording.when_words(visit.during),
            "seen": entries[0].pk if entries else 0,
            "groups": grouped(buttons),
            "hindered": [button for button in buttons if button.hindrance],
            "opened": opened,
            "move": opened if opened and opened.step else None,
            "line": opened.promise.number if opened and opened.promise else None,
            "new_line": _new_line(visit, opened, logs=logs),
            "logs": logs,
            "lines": told(entries, names_people=holds),
            "roster": list(visit.roster.for_page()),
            "promises": list(_promises_of(visit)),
            "objections": [one for one in visit.objections.all() if one.promise_id is None],
            "files": list(visit.files.select_related("promise")),
            "survey": list(SurveyItem.objects.of_visit(visit)),
            "contact": _contact_of(visit, shown=holds),
            **_host_of(me, visit),
            "media": self.media + (opened.form.media if opened else forms.Media()),
        }
        status = opened.status if opened else 200
        return TemplateResponse(request, "admin/visits/visit/visit.html", context, status=status)


def page_of(visit: Visit) -> str:
    """Its page in the workplace."""
    return reverse("admin:visits_visit_change", args=[visit.pk])


def _new_line(visit: Visit, opened: Opened | None, *, logs: bool) -> LineForm | None:
    """The form of one line more: as it was sent, or blank for whoever may write."""
    if opened and isinstance(opened.form, LineForm):
        return opened.form
    return LineForm(visit=visit, auto_id="new_%s") if logs else None


def _promises_of(visit: Visit) -> Any:
    objections = Objection.objects.order_by("pk")
    return visit.promises.for_page().prefetch_related(Prefetch("objections", objections))


def _contact_of(visit: Visit, *, shown: bool) -> list[tuple[str, str]]:
    """Whom to call: in full for the office, masked for those who only read."""
    people = [(seat.person.name, seat.person.phone, seat.person.email) for seat in visit.company_seats]
    if visit.is_meeting:
        people = [(visit.contact_name, visit.contact_phone, visit.contact_email)]
    if not shown:
        people = [(masked_name(name), masked_phone(phone), masked_email(email)) for name, phone, email in people]
    return [(name, " · ".join(filter(None, ways))) for name, *ways in people]


def _host_of(user: User, visit: Visit) -> dict[str, Any]:
    """What is known of the host: other visits, what is left of promises, its cases that are not finished."""
    if visit.company is None:
        others = Visit.objects.visible_to(user).of_associations().filter(organization=visit.organization)
        return {"others": list(others.exclude(pk=visit.pk).for_list()[:OTHERS])}
    others = Visit.objects.visible_to(user).of_company(visit.company).exclude(pk=visit.pk)
    left = Promise.objects.visible_to(user).open().filter(visit__in=others.values("pk"))
    cases = Grievance.objects.visible_as_staff(user).of_company(visit.company)
    return {
        "others": list(others.for_list()[:OTHERS]),
        "left": list(left.for_page().select_related("visit")),
        "running": list(cases.running().select_related("department").order_by("-pk")[:OTHERS]),
        "case_count": cases.count(),
    }

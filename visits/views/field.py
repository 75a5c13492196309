"""현장: what the team needs beside a machine, on a phone held in one hand.

Each form works alone, as a page. A phone asks for JSON, sends the same forms from its own store as often as it must,
and is told what is kept.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import HashedFilesMixin, staticfiles_storage
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import note_view
from accounts.requests import SignedInRequest
from companies import uploads
from companies.uploads import MB
from grievances.case_page import CasePage
from grievances.workflow import MoveRefused
from visits import actions, field_page
from visits.actions.files import drop_photo as drop_the_photo
from visits.actions.logging import Differs
from visits.field_page import FieldPage, Today
from visits.forms.field import LineForm, Lists, NotesForm, PhotoForm, ReasonForm, SendForm
from visits.models import Promise, Visit
from visits.workflow import PromiseState

PHOTO_LIMIT = 20 * MB


@require_safe
def today(request: SignedInRequest) -> HttpResponse:
    """오늘 방문, the coming ones, and those to be written."""
    return render(request, "field/today.html", {"page": Today(request.user)})


@require_safe
def visit(request: SignedInRequest, visit_no: str) -> HttpResponse:
    """방문 준비물 and 방문 기록."""
    found = _mine(request, visit_no)
    if found.company is not None:
        note_view(request, field_page.company_subject(found.company))
    return render(request, "field/visit.html", {"page": FieldPage(found, request.user)})


@require_safe
def case(request: SignedInRequest, receipt_no: str) -> HttpResponse:
    """사건, as the company reads it: nothing that the city writes to itself."""
    found = field_page.cases_of(request.user).distinct().select_related("company", "category", "department", "officer")
    one = get_object_or_404(found, receipt_no=receipt_no)
    note_view(request, field_page.case_subject(one))
    return render(request, "field/case.html", {"page": CasePage(one, request.user)})


@require_POST
def keep_notes(request: SignedInRequest, visit_no: str) -> HttpResponse:
    """출석, 만난 분, 회의록, 점검표."""
    found = _mine(request, visit_no)
    form = NotesForm(request.POST, roster=found.roster.for_page(), checks=found.programme.checks)

    def act() -> dict[str, Any]:
        kept = actions.keep_notes(found, by=request.user, **form.content)
        return field_page.told_of_notes(FieldPage(kept, request.user))

    return _kept(request, found, "notes", form, act)


@require_POST
def keep_line(request: SignedInRequest, visit_no: str, line_key: UUID) -> HttpResponse:
    """약속 한 줄, and how it ends where that is chosen. What was said is kept even where the ending is refused."""
    found = _mine(request, visit_no)
    form = LineForm(request.POST, lists=Lists(found), auto_id=f"line-{line_key}-%s")

    def act() -> dict[str, Any]:
        promise = form.kept = actions.keep_line(found, form.line(line_key), by=request.user)
        if ending := form.ending:
            promise = actions.decide(promise, ending, by=request.user)
        return _line(request, promise)

    return _kept(request, found, str(line_key), form, act)


@require_POST
def drop_line(request: SignedInRequest, visit_no: str, line_key: UUID) -> HttpResponse:
    """줄 지우기; one that is gone already is gone."""
    found = _mine(request, visit_no)

    def act() -> dict[str, Any]:
        for promise in found.promises.filter(key=line_key):
            actions.drop_line(promise, by=request.user)
        return {}

    return _kept(request, found, "drop", Form(request.POST), act)


@require_POST
@uploads.takes(PHOTO_LIMIT)
def add_photo(request: SignedInRequest, visit_no: str, photo_key: UUID) -> HttpResponse:
    """사진 한 장."""
    found = _mine(request, visit_no)
    form = PhotoForm(request.POST, request.FILES, lines=found.promises.order_by("number"), auto_id="photo-%s")

    def act() -> dict[str, Any]:
        photo = actions.add_photo(found, key=photo_key, by=request.user, **form.content)
        return {"html": render_to_string("field/parts/photo.html", {"photo": photo, "visit": found}, request)}

    return _kept(request, found, "photo", form, act)


@require_POST
def drop_photo(request: SignedInRequest, visit_no: str, photo_key: UUID) -> HttpResponse:
    """사진 빼기."""
    found = _mine(request, visit_no)

    def act() -> dict[str, Any]:
        for photo in found.files.filter(key=photo_key):
            drop_the_photo(photo, by=request.user)
        return {}

    return _kept(request, found, "drop", Form(request.POST), act)


@require_POST
def hold(request: SignedInRequest, visit_no: str) -> HttpResponse:
    """방문 마치기."""
    found = _mine(request, visit_no)
    return _kept(request, found, "hold", Form(request.POST), lambda: _done(actions.hold(found, by=request.user)))


@require_POST
def no_show(request: SignedInRequest, visit_no: str) -> HttpResponse:
    """만나지 못함."""
    found, form = _mine(request, visit_no), ReasonForm(request.POST, auto_id="no_show-%s")

    def act() -> dict[str, Any]:
        return _done(actions.no_show(found, form.cleaned_data["reason"], by=request.user))

    return _kept(request, found, "no_show", form, act)


@require_POST
def send_minutes(request: SignedInRequest, visit_no: str) -> HttpResponse:
    """회의록 보내기. Pressed twice it is sent once."""
    found = _mine(request, visit_no)
    has_objections = found.objections.filter(settled_at__isnull=True).exists()
    form = SendForm(request.POST, has_objections=has_objections, auto_id="send-%s")

    def act() -> dict[str, Any]:
        if form.cleaned_data["version"] < found.minutes_version:
            return {}
        settlement = form.cleaned_data.get("settlement", "")
        return _done(actions.send_minutes(found, by=request.user, settlement=settlement))

    return _kept(request, found, "send", form, act)


@require_safe
@login_not_required
def worker(_request: HttpRequest) -> HttpResponse:
    """What keeps the opened pages readable without a network; it has to come from /field/ to stand before /field/."""
    assert isinstance(staticfiles_storage, HashedFilesMixin)
    with staticfiles_storage.open(staticfiles_storage.stored_name("js/field-worker.js")) as script:
        answer = HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")
    answer.headers["Content-Disposition"] = "attachment"  # It is no page.
    return answer


# --- What all doors share -----------------------------------------------------------------------------------------

SAID = {
    "notes": "적은 것을 저장했습니다.",
    "photo": "사진을 올렸습니다.",
    "drop": "지웠습니다.",
    "hold": "방문을 마쳤습니다. 남은 약속을 정하고 회의록을 보내 주십시오.",
    "no_show": "만나지 못한 방문으로 남겼습니다.",
    "send": "회의록을 보냈습니다. 기업의 확인을 기다립니다.",
}
"""What is said on the page that follows; of a line, that it is kept."""


def _mine(request: SignedInRequest, visit_no: str) -> Visit:
    return get_object_or_404(Visit.objects.on_roster_of(request.user).for_page(), visit_no=visit_no)


def _kept(
    request: SignedInRequest, visit: Visit, place: str, form: Form, act: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """Check, act, and say what is kept: to a phone as JSON, else on the page.

    A phone says whose words it sends: somebody else may have signed in there meanwhile.
    """
    if request.headers.get("X-Field-Person", str(request.user.pk)) != str(request.user.pk):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    if not form.is_valid():
        return _refused(request, visit, place, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        told = act()
    except Differs as refusal:
        form.add_error(None, str(refusal))
        return _refused(request, visit, place, form, HTTPStatus.CONFLICT, refusal)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return _refused(request, visit, place, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if _asks_for_json(request):
        fresh = Visit.objects.for_page().get(pk=visit.pk)
        return JsonResponse(told | FieldPage(fresh, request.user).told())
    messages.success(request, SAID.get(place, "줄을 저장했습니다."))
    return redirect("field:visit", visit.visit_no)


def _refused(
    request: SignedInRequest, visit: Visit, place: str, form: Form, status: HTTPStatus, differs: Differs | None = None
) -> HttpResponse:
    """Why, and at which field; what was typed stays. A text somebody else wrote comes along, with its sign."""
    page = FieldPage(Visit.objects.for_page().get(pk=visit.pk), request.user, sent=(place, form))
    seen = field_page.seen_now(page, place) if differs else {}
    if _asks_for_json(request):
        faults = {name: list(errors) for name, errors in form.errors.items()}
        line = field_page.told_of_line(form.kept) if isinstance(form, LineForm) and form.kept else {}
        theirs = differs.theirs if differs else {}
        return JsonResponse({"faults": faults, "theirs": theirs, "seen": seen} | line | page.told(), status=status)
    if isinstance(form.data, QueryDict) and seen:
        form.data = form.data.copy()
        for name, sign in seen.items():
            form.data[name] = sign
    return render(request, "field/visit.html", {"page": page, "form": form, "differs": differs}, status=status)


def _asks_for_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _line(request: SignedInRequest, promise: Promise) -> dict[str, Any]:
    """The line as the phone carries it on; one that became a grievance as it stands from now on."""
    told = field_page.told_of_line(promise)
    if promise.state == PromiseState.GRIEVANCE:
        told["html"] = render_to_string("field/parts/filed_line.html", {"promise": promise}, request)
    return told


def _done(visit: Visit) -> dict[str, Any]:
    return {"next": reverse("field:visit", args=[visit.visit_no])}

"""협조·자문, for those who are asked and have no workplace: experts, and outside bodies by a signed link.

They read the question and what the officer shows of the case, and nothing else. Mail programs open links by
themselves; only a form that is sent answers.
"""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import note_access
from accounts.addresses import client_address
from accounts.models import AccessLog
from accounts.requests import SignedInRequest
from companies import downloads
from grievances.files import Kind
from grievances.models import Consultation
from grievances.opinion_page import VERBS, OpinionPage
from grievances.tokens import read_opinion_token
from grievances.workflow import MoveRefused


@require_safe
def list_(request: SignedInRequest) -> HttpResponse:
    """자문: what waits for this person, and what they answered."""
    asked = Consultation.objects.of_expert(request.user).for_page().due_first()
    pages = [OpinionPage(one, request.user) for one in asked]
    waiting = [page for page in pages if page.is_waiting]
    past = [page for page in pages if not page.is_waiting]
    return render(request, "opinions/list.html", {"waiting": waiting, "past": past})


@require_safe
def detail(request: SignedInRequest, question_key: UUID) -> HttpResponse:
    """One question. Somebody else's is not there."""
    return _shown(request, _mine(request, question_key))


@require_POST
def answer(request: SignedInRequest, question_key: UUID, verb: str) -> HttpResponse:
    """의견, or another day for it."""
    return _answered(request, _mine(request, question_key), verb)


@require_safe
def file(request: SignedInRequest, question_key: UUID, file_key: UUID) -> HttpResponseBase:
    """붙임 that the officer picked."""
    return _file(request, _mine(request, question_key), file_key)


@login_not_required
@require_safe
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for an outside body, by the link of its mail."""
    page = _signed(token)
    return _shown(request, page) if page else _closed(request)


@login_not_required
@require_POST
def answer_by_link(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """의견, or another day for it, with name and position."""
    page = _signed(token)
    return _answered(request, page, verb) if page else _closed(request)


@login_not_required
@require_safe
def file_by_link(request: HttpRequest, token: str, file_key: UUID) -> HttpResponseBase:
    """붙임 that the officer picked."""
    page = _signed(token)
    return _file(request, page, file_key) if page else _closed(request)


def _mine(request: SignedInRequest, question_key: UUID) -> OpinionPage:
    """Hidden and missing are the same."""
    asked = get_object_or_404(Consultation.objects.of_expert(request.user).for_page(), key=question_key)
    return OpinionPage(asked, request.user)


def _signed(token: str) -> OpinionPage | None:
    """The question a link is for."""
    asked = Consultation.objects.of_bodies().for_page().filter(pk=read_opinion_token(token) or 0).first()
    return OpinionPage(asked, None, token) if asked else None


def _answered(request: HttpRequest, page: OpinionPage, verb: str) -> HttpResponse:
    """Make the move and lead back; what cannot be made comes back as it was sent, on the page as it is now."""
    form = page.fresh(verb, request.POST)
    page.sent = verb, form
    if not form.is_valid():
        return _shown(request, page, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        VERBS[verb].act(page.asked, by=page.person, **form.cleaned_data)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        page.asked = Consultation.objects.for_page().get(pk=page.asked.pk)
        return _shown(request, page, HTTPStatus.CONFLICT)
    messages.success(request, str(VERBS[verb].done))
    return redirect(page.address)


def _shown(request: HttpRequest, page: OpinionPage, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """The page. What was asked and answered was read by somebody, which is written down."""
    if page.is_readable:
        _note(request, page, AccessLog.What.VIEW)
    form = page.sent[1] if page.sent else None
    return render(request, "opinions/question.html", {"page": page, "form": form}, status=status)


def _file(request: HttpRequest, page: OpinionPage, file_key: UUID) -> HttpResponseBase:
    found = {one.key: (one, number) for number, one in enumerate(page.shown, start=1)}
    if file_key not in found:
        raise Http404
    one, number = found[file_key]
    kind = Kind(one.kind)
    name = f"{page.name_of(one, number)}{kind.suffix}" if page.asked.is_masked else one.name
    _note(request, page, AccessLog.What.DOWNLOAD)
    return downloads.answer(
        request,
        one.file,
        content_type=kind.content_type,
        name=name,
        version=one.digest,
        saved=True,
        public=False,
    )


def _note(request: HttpRequest, page: OpinionPage, what: AccessLog.What) -> None:
    """접속기록. A guest has no account: the line stands under whoever let them in, and says who it was."""
    by_link = "" if page.person else f"외부기관이 링크로 봄: {page.asked.body}"
    reader = page.person or page.asked.asked_by
    note_access(what, page.subject, by=reader, address=client_address(request), reason=by_link)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "opinions/closed.html", status=HTTPStatus.NOT_FOUND)

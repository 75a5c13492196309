"""What the host answers on a page of a visit, signed in or by the link of a mail: one way for both."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from companies import downloads
from grievances.workflow import MoveRefused
from visits import actions, minutes_pdf
from visits.models import Visit
from visits.visit_page import VERBS, VisitPage


def answered(request: HttpRequest, page: VisitPage, verb: str, *, template: str, back: str) -> HttpResponse:
    """Make the move and lead back; what cannot be made comes back as it was sent."""
    form = page.fresh(verb, request.POST, request.FILES)
    page.sent = verb, form
    if not form.is_valid():
        return shown(request, page, template, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        VERBS[verb].act(page.visit, by=page.person, **form.content)
    except MoveRefused as refusal:
        return _refused(request, page, verb, refusal, template)
    messages.success(request, str(VERBS[verb].done))
    return redirect(back)


def _refused(request: HttpRequest, page: VisitPage, verb: str, refusal: MoveRefused, template: str) -> HttpResponse:
    """The page as it is now, with what was typed; the next try has seen it."""
    visit = Visit.objects.for_page().get(pk=page.visit.pk)
    page = VisitPage(visit, page.person, page.token)
    form = page.fresh(verb, {**request.POST.dict(), "seen": str(page.seen), "version": str(visit.minutes_version)})
    form.add_error(None, str(refusal))
    page.sent = verb, form
    if isinstance(refusal, actions.Stale):
        return shown(request, page, template, HTTPStatus.CONFLICT, since=len(refusal.since))
    return shown(request, page, template, HTTPStatus.UNPROCESSABLE_ENTITY)


def shown(
    request: HttpRequest, page: VisitPage, template: str, status: HTTPStatus = HTTPStatus.OK, since: int = 0
) -> HttpResponse:
    """The page, with the form that was sent where there was one."""
    form = page.sent[1] if page.sent else None
    return render(request, template, {"page": page, "form": form, "since": since}, status=status)


def minutes_of(visit: Visit) -> HttpResponse:
    """회의록 as PDF, once it was sent."""
    if visit.minutes_sent_at is None:
        raise Http404
    name = _("%s 회의록.pdf") % visit.visit_no
    headers = downloads.inert(content_type="application/pdf", name=name, saved=True, public=False)
    return HttpResponse(minutes_pdf.pdf(visit), headers=headers)

"""What an attendee answers, signed in or by the link of a mail: one way for both."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from companies import downloads
from grievances.workflow import MoveRefused
from meetings import actions, minutes_pdf
from meetings.forms.attending import ReplyForm
from meetings.meeting_page import MeetingPage


def answered(request: HttpRequest, page: MeetingPage, *, template: str, back: str) -> HttpResponse:
    """참석 여부; what cannot be answered comes back as it was sent."""
    page.sent = form = ReplyForm(request.POST)
    if not form.is_valid():
        return shown(request, page, template, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        actions.reply(page.attendee, by=page.person, **form.content)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return shown(request, page, template, HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("답을 받았습니다. 달라지면 다시 답하실 수 있습니다."))
    return redirect(back)


def shown(request: HttpRequest, page: MeetingPage, template: str, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """The page, with the form that was sent where there was one."""
    return render(request, template, {"page": page}, status=status)


def minutes_of(page: MeetingPage) -> HttpResponse:
    """회의록 as PDF, once it is confirmed."""
    if not page.has_minutes:
        raise Http404
    name = _("%s 회의록.pdf") % page.meeting.meeting_no
    headers = downloads.inert(content_type="application/pdf", name=name, saved=True, public=False)
    return HttpResponse(minutes_pdf.for_attendees(page.meeting), headers=headers)

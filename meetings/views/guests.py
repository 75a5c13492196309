"""A guest's link: read the meeting, answer whether they come, take the minutes, without signing in.

Mail programs open links by themselves; only a form that is sent answers.
"""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings import calendars
from meetings.meeting_page import MeetingPage
from meetings.models import Attendee, Meeting
from meetings.tokens import read_calendar_token, read_guest_token
from meetings.views.answering import answered, minutes_of, shown

PAGE = "meetings/link.html"


@login_not_required
@require_safe
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """회의 화면 by the link of a mail."""
    page = _opened(request, token)
    return page if isinstance(page, HttpResponse) else shown(request, page, PAGE)


@login_not_required
@require_POST
def guest_reply(request: HttpRequest, token: str) -> HttpResponse:
    """참석 여부."""
    page = _opened(request, token)
    if isinstance(page, HttpResponse):
        return page
    return answered(request, page, template=PAGE, back=reverse("meetings:guest", args=[token]))


@login_not_required
@require_safe
def guest_minutes(request: HttpRequest, token: str) -> HttpResponse:
    """회의록 as PDF."""
    page = _opened(request, token)
    return page if isinstance(page, HttpResponse) else minutes_of(page)


@login_not_required
@require_safe
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """달력에 넣기 from a mail or a page: the meeting as it stands, or the order to take it out."""
    claims = read_calendar_token(token)
    if claims is None:
        raise Http404
    meeting = get_object_or_404(Meeting, pk=claims[0])
    attendee = meeting.attendees.for_page().filter(key=claims[1]).first()
    response = HttpResponse(calendars.of_attendee(meeting, attendee), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{meeting.meeting_no}.ics") or "attachment"
    return response


def _opened(request: HttpRequest, token: str) -> MeetingPage | HttpResponse:
    """The page a link is for; or why it opens nothing."""
    key = read_guest_token(token)
    if key is None:
        return _closed(request, _("기한이 지났거나 쓸 수 없는 주소입니다."), HTTPStatus.NOT_FOUND)
    guests = Attendee.objects.select_related("meeting").filter(person__isnull=True, invited_at__isnull=False)
    attendee = guests.filter(key=key).first()
    if attendee is None:
        return _closed(request, _("이 회의에 오시지 않아도 됩니다. 참석자가 바뀌었습니다."), HTTPStatus.FORBIDDEN)
    return MeetingPage(attendee.meeting, attendee, None)


def _closed(request: HttpRequest, reason: str, status: HTTPStatus) -> HttpResponse:
    return render(request, "meetings/link_closed.html", {"reason": reason}, status=status)

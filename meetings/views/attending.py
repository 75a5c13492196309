"""회의 of whoever attends and has an account: committee, team, experts, officials."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from grievances.moment import now
from meetings.meeting_page import MeetingPage, rows_of
from meetings.models import Meeting
from meetings.views.answering import answered, minutes_of, shown

PER_PAGE, PAGE = 20, "meetings/meeting.html"


@require_safe
def list_(request: SignedInRequest) -> HttpResponse:
    """회의: what comes, then what was."""
    at = now()
    found = Meeting.objects.visible_as_attendee(request.user).for_list(at=at)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "meetings/list.html", {"page": page, "rows": rows_of(page, request.user, at=at)})


@require_safe
def detail(request: SignedInRequest, meeting_no: str) -> HttpResponse:
    """회의 화면. Officials who do not attend it are led to where they work on it."""
    if Meeting.objects.visible_as_attendee(request.user).filter(meeting_no=meeting_no).exists():
        return shown(request, _page(request, meeting_no), PAGE)
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), meeting_no=meeting_no)
    return redirect("admin:meetings_meeting_change", meeting.pk)


@require_POST
def reply(request: SignedInRequest, meeting_no: str) -> HttpResponse:
    """참석 여부."""
    page = _page(request, meeting_no)
    return answered(request, page, template=PAGE, back=page.meeting.get_absolute_url())


@require_safe
def minutes_pdf(request: SignedInRequest, meeting_no: str) -> HttpResponse:
    """회의록 as PDF, as attendees read it."""
    return minutes_of(_page(request, meeting_no))


def _page(request: SignedInRequest, meeting_no: str) -> MeetingPage:
    mine = Meeting.objects.visible_as_attendee(request.user)
    meeting = get_object_or_404(mine, meeting_no=meeting_no)
    return MeetingPage(meeting, meeting.attendees.get(person=request.user), request.user)

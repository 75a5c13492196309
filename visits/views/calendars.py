"""Calendars: one visit, and what one goes along to. Two of them are read by programs that cannot sign in."""

from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Subject, note_access
from accounts.addresses import client_address
from accounts.models import AccessLog
from accounts.requests import SignedInRequest
from visits import actions, calendars, permissions, tokens
from visits.models import CalendarFeed, Visit


@require_safe
def ics(request: SignedInRequest, visit_no: str) -> HttpResponse:
    """달력에 넣기, for whoever may see the visit. What officials take of others' visits is written down."""
    found = Visit.objects.visible_to(request.user).for_calendar()
    visit = get_object_or_404(found, visit_no=visit_no)
    if not Visit.objects.visible_as_member(request.user).filter(pk=visit.pk).exists():
        subject = Subject("현장방문", visit.visit_no, f"{visit.visit_no} {visit.host}")
        note_access(AccessLog.What.DOWNLOAD, subject, by=request.user, address=client_address(request))
    goes_along = Visit.objects.on_roster_of(request.user).filter(pk=visit.pk).exists()
    return _file(calendars.of_visit(visit, goes_along=goes_along), visit)


@login_not_required
@require_safe
def roster_ics(request: HttpRequest, token: str) -> HttpResponse:
    """달력에 넣기 from a mail: the visit as it stands, or the cancellation for who no longer goes along."""
    seat = tokens.read_calendar_token(token)
    if seat is None:
        raise Http404
    visit = get_object_or_404(Visit.objects.for_calendar(), pk=seat.visit_id)
    return _file(calendars.of_seat(visit, seat), visit)


@login_not_required
@require_safe
def feed(request: HttpRequest, feed_key: str) -> HttpResponseBase:
    """내 달력, asked for again and again by a calendar program. Whoever knows the address reads it.

    There is no Last-Modified: a visit that leaves the calendar leaves no later date behind.
    """
    found = CalendarFeed.objects.select_related("person").filter(key=feed_key).first()
    if found is None or not permissions.may_subscribe(found.person):
        raise Http404
    response = _calendar(calendars.feed(found.person, at=timezone.now()))
    response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["Cache-Control"] = "private, no-cache"
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    assert answer is not None
    return answer


@require_safe
def my_calendar(request: SignedInRequest) -> HttpResponse:
    """내 달력: the address, what it is for, and how to end it."""
    found = CalendarFeed.objects.filter(person=request.user).first()
    address = f"{settings.SITE_URL}{reverse('visits:feed', args=[found.key])}" if found else ""
    page = {"address": address, "opener": address.replace(f"{urlsplit(address).scheme}:", "webcal:", 1), "feed": found}
    return render(request, "visits/calendar/mine.html", page)


@require_POST
def renew_feed(request: SignedInRequest) -> HttpResponse:
    """주소 만들기, 새 주소로 바꾸기."""
    actions.renew_feed(by=request.user)
    messages.success(request, _("새 주소를 만들었습니다. 쓰시던 주소가 있었다면 이제 열리지 않습니다."))
    return redirect("visits:my_calendar")


def _calendar(body: str) -> HttpResponse:
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _file(body: str, visit: Visit) -> HttpResponse:
    response = _calendar(body)
    response["Content-Disposition"] = content_disposition_header(True, f"{visit.visit_no}.ics") or "attachment"
    return response

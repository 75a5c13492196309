"""Calendars: one visit, and what one goes along to."""

from django.http import Http404, HttpRequest, HttpResponse


def _soon(request: HttpRequest, **_where: object) -> HttpResponse:
    raise Http404


ics = roster_ics = feed = my_calendar = renew_feed = _soon

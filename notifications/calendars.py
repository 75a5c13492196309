"""달력(.ics, RFC 5545): entries as calendar programs read them. The same event keeps its UID over changes.

What is entered, a visit or a meeting, is its app's to say. Nothing in an entry may open a door: calendars are shared.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress
from icalendar.enums import STATUS

ASK_AGAIN_AFTER = timedelta(hours=1)


def entry(
    uid: UUID,
    sequence: int,
    summary: str,
    *,
    status: STATUS,
    begins_at: datetime,
    ends_at: datetime,
    changed_at: datetime,
) -> Event:
    """One event, of the city. `sequence` grows with each change that calendars must follow."""
    city, here = settings.CITY, ZoneInfo(settings.TIME_ZONE)
    return Event.new(
        uid=f"{uid}@{settings.SITE_HOST}",
        sequence=sequence,
        stamp=changed_at,
        last_modified=changed_at,
        start=begins_at.astimezone(here),
        end=ends_at.astimezone(here),
        status=status,
        summary=one_line(summary),
        organizer=vCalAddress.new(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], cn=f"{city['name']} {city['unit']}"),
    )


def one_line(words: str) -> str:
    """A place or a name, whatever somebody typed."""
    return " ".join(words.split())


def written(product: str, method: str, events: Iterable[Event], *, name: str = "") -> str:
    """The calendar itself: a PUBLISHed one, a REQUEST to come or the CANCEL of it. `name`: of one that is kept."""
    calendar = Calendar.new(prodid=product, method=method, name=name or None)
    calendar.pop("UID")  # a new one each time: nobody could tell an unchanged calendar from a changed one
    if name:
        calendar.add("REFRESH-INTERVAL", ASK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", ASK_AGAIN_AFTER)
    calendar.add_component(_zone())
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


@cache
def _zone() -> Timezone:
    """Asia/Seoul as VTIMEZONE, from the first visit there was. Worked out once: it takes as long as a page."""
    return Timezone.from_tzid(settings.TIME_ZONE, first_date=date(2010, 1, 1))

"""달력(.ics, RFC 5545): one visit, or all that somebody goes along to. The same event keeps its UID over changes.

Nothing personal is in it and nothing that opens a door: who is visited, when, where, whom to call at the city.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event, vCalAddress
from icalendar.enums import STATUS

from accounts.models import User
from notifications.calendars import entry, one_line, written
from visits.models import Visit
from visits.tokens import Seat
from visits.workflow import PLACED, Status

PRODUCT = "-//기업SOS//현장방문//KO"


def feed(user: User, *, at: datetime) -> str:
    """내 달력: the visits one goes along to and those of one's own company."""
    visits = list(Visit.objects.in_calendar_of(user, at=at))
    going = set(
        Visit.objects.on_roster_of(user).filter(pk__in=[one.pk for one in visits]).values_list("pk", flat=True)
    )
    events = [_event(visit, link=_link(visit, goes_along=visit.pk in going)) for visit in visits]
    return written(PRODUCT, "PUBLISH", events, name=_("기업SOS 현장방문"))


def of_visit(visit: Visit, *, goes_along: bool) -> str:
    """One visit, for whoever may see it. A cancelled one is the order to take it out."""
    method = "PUBLISH" if visit.status in PLACED else "CANCEL"
    return written(PRODUCT, method, [_event(visit, link=_link(visit, goes_along=goes_along))])


def of_seat(visit: Visit, seat: Seat) -> str:
    """One visit for one who goes along. Whoever was taken off the roster learns nothing more than that."""
    person = User.objects.filter(pk=seat.person_id).first() if seat.person_id else None
    if person:
        goes_along = Visit.objects.on_roster_of(person).filter(pk=visit.pk).exists()
    else:
        goes_along = visit.roster.filter(key=seat.key).exists() if seat.key else False
    if goes_along:
        return of_visit(visit, goes_along=person is not None)
    return written(PRODUCT, "CANCEL", [_cancellation(visit, person)])


def standing(visit: Visit) -> STATUS:
    """How a calendar shows it."""
    if visit.status == Status.OFFERED:
        return STATUS.TENTATIVE
    return STATUS.CONFIRMED if visit.status in PLACED else STATUS.CANCELLED


def _link(visit: Visit, *, goes_along: bool) -> str:
    path = reverse("field:visit", args=[visit.visit_no]) if goes_along else visit.get_absolute_url()
    return f"{settings.SITE_URL}{path}"


def _event(visit: Visit, *, link: str) -> Event:
    mark = {STATUS.TENTATIVE: _("[답 기다림] "), STATUS.CANCELLED: _("[취소] ")}.get(standing(visit), "")
    lines = [
        f"{_('방문번호')}: {visit.visit_no}",
        f"{_('담당')}: {settings.CITY['unit']} {settings.CITY['phone']}",
        link,
    ]
    event = _bare(visit, standing(visit), f"{mark}{visit.programme.name} · {visit.host}")
    event.location = one_line(visit.place) or None
    event.description = "\n".join(lines)
    event.url = link
    return event


def _cancellation(visit: Visit, person: User | None) -> Event:
    event = _bare(visit, STATUS.CANCELLED, f"{_('[취소] ')}{visit.visit_no}")
    if person:
        event.attendees = [vCalAddress.new(person.email)]
    return event


def _bare(visit: Visit, status: STATUS, summary: str) -> Event:
    assert visit.during is not None
    return entry(
        visit.calendar_uid,
        visit.calendar_sequence,
        summary,
        status=status,
        begins_at=visit.during.lower,
        ends_at=visit.during.upper,
        changed_at=visit.changed_at,
    )

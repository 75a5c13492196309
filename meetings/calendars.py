"""달력(.ics): the meeting as each attendee's calendar has it. It stays one event over every change.

What is on the agenda stands there by its headings; nothing in it opens a door.
"""

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event, vCalAddress
from icalendar.enums import CUTYPE, PARTSTAT, ROLE, STATUS

from meetings import veils
from meetings.models import Attendee, Meeting
from meetings.veils import Veil
from meetings.workflow import Status
from notifications.calendars import entry, one_line, written

PRODUCT = "-//기업SOS//회의//KO"
_ANSWERS = {None: PARTSTAT.NEEDS_ACTION, True: PARTSTAT.ACCEPTED, False: PARTSTAT.DECLINED}


def of_attendee(meeting: Meeting, attendee: Attendee | None) -> str:
    """The invitation as it stands; the order to take it out for who no longer attends (None), or once cancelled."""
    veil = veils.over([meeting], None)
    if attendee is None:
        return written(PRODUCT, "CANCEL", [_bare(meeting, STATUS.CANCELLED, f"{_('[취소] ')}{meeting.meeting_no}")])
    if meeting.status == Status.CANCELLED:
        event = _bare(meeting, STATUS.CANCELLED, f"{_('[취소] ')}{veil.over(meeting.title)}")
        return written(PRODUCT, "CANCEL", [_to(event, attendee)])
    event = _bare(meeting, STATUS.CONFIRMED, veil.over(meeting.title))
    event.location = one_line(veil.over(meeting.place))
    event.description = "\n".join(_said(meeting, attendee, veil))
    if attendee.person_id:
        event.url = _page(meeting)
    return written(PRODUCT, "REQUEST", [_to(event, attendee)])


def _said(meeting: Meeting, attendee: Attendee, veil: Veil) -> list[str]:
    lines = [f"{_('회의번호')}: {meeting.meeting_no}"]
    headings = [f"{item.number}. {veil.over(item.heading)}" for item in meeting.agenda.order_by("number")]
    lines += [_("안건"), *headings] if headings else []
    lines.append(f"{_('담당')}: {settings.CITY['unit']} {settings.CITY['phone']}")
    return [*lines, _page(meeting)] if attendee.person_id else lines


def _page(meeting: Meeting) -> str:
    """It asks who one is; calendars are shared."""
    return f"{settings.SITE_URL}{reverse('meetings:detail', args=[meeting.meeting_no])}"


def _to(event: Event, attendee: Attendee) -> Event:
    """Whom it asks. The answer is given on our page, not by the calendar's mail."""
    if address := attendee.address:
        event.attendees = [
            vCalAddress.new(
                address,
                cn=attendee.shown_name,
                cutype=CUTYPE.INDIVIDUAL,
                role=ROLE.REQ_PARTICIPANT,
                partstat=_ANSWERS[attendee.is_coming],
                rsvp=False,
            )
        ]
    return event


def _bare(meeting: Meeting, status: STATUS, summary: str) -> Event:
    return entry(
        meeting.calendar_uid,
        meeting.calendar_sequence,
        summary,
        status=status,
        begins_at=meeting.begins_at,
        ends_at=meeting.ends_at,
        changed_at=meeting.history.aggregate(last=Max("at"))["last"],
    )

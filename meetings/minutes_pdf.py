"""회의록을 찍는다: what the meeting decided and what was said, as a sheet of the city that everybody can read.

There are two: attendees read headings, for a sheet is handed on; the office has its own with the cases.
"""

from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from accounts.models import User
from companies.printing import printed
from grievances.moment import now
from meetings import veils, wording
from meetings.meeting_page import Line, answer_words
from meetings.models import AgendaItem, Meeting
from meetings.veils import Veil


def for_attendees(meeting: Meeting) -> bytes:
    """회의록, by headings, without whose cases they are."""
    return _pdf(meeting, meeting.agenda.order_by("number"), veils.over([meeting], None))


def for_office(meeting: Meeting, reader: User) -> bytes:
    """회의록, 직원용: with number, title and company of each case that this reader may see."""
    items = meeting.agenda.for_reader(reader).select_related("grievance__company")
    return _pdf(meeting, items, veils.over([meeting], reader), is_ours=True)


def _pdf(meeting: Meeting, items: Iterable[AgendaItem], veil: Veil, *, is_ours: bool = False) -> bytes:
    """The sheet as PDF/UA."""
    people = meeting.attendees.for_page().filter(invited_at__isnull=False)
    sheet = {
        "meeting": meeting,
        "title": veil.over(meeting.title),
        "place": veil.over(meeting.place),
        "when": f"{meeting.on.year}년 {wording.when_words(meeting.during)}",
        "lines": [_line(item, veil, is_ours=is_ours) for item in items],
        "people": [(one.shown_name, one.shown_body, answer_words(one)) for one in people],
        "minutes": veil.over(meeting.minutes),
        "is_ours": is_ours,
        "city": settings.CITY,
        "language": get_language(),
        "printed_at": now(),
    }
    return printed(render_to_string("meetings/minutes.html", sheet), render_to_string("meetings/minutes.css"))


def _line(item: AgendaItem, veil: Veil, *, is_ours: bool) -> Line:
    case, title = item.grievance, ""
    if is_ours and item.opens_case:
        title = f"{case.receipt_no} {case.title} · {case.company.name}"
    return Line(item.number, veil.over(item.heading), title, "", wording.decision_words(item), veil.over(item.words))

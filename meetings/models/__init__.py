"""Meetings, who comes, what is on their agendas, and what they decided."""

from meetings.models.agenda import HEADING_LIMIT, WORDS_LIMIT, AgendaItem
from meetings.models.meetings import MINUTES_LIMIT, Attendee, Meeting, MeetingCounter, MeetingEntry, MeetingReminder

__all__ = [
    "HEADING_LIMIT",
    "MINUTES_LIMIT",
    "WORDS_LIMIT",
    "AgendaItem",
    "Attendee",
    "Meeting",
    "MeetingCounter",
    "MeetingEntry",
    "MeetingReminder",
]

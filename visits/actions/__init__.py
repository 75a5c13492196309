"""What is done to visits; every verb is one transaction."""

from visits.actions.calendars import renew_feed
from visits.actions.files import add_files, add_photo
from visits.actions.logging import Ending, Line, decide, drop_line, hold, keep_line, keep_notes, no_show
from visits.actions.minutes import close, confirm, object_, send_minutes
from visits.actions.moving import Stale
from visits.actions.requesting import accept, amend, ask_other, cancel, request, request_meeting
from visits.actions.rostering import Going, set_roster
from visits.actions.scheduling import decline, move_day, offer, schedule

__all__ = [
    "Ending",
    "Going",
    "Line",
    "Stale",
    "accept",
    "add_files",
    "add_photo",
    "amend",
    "ask_other",
    "cancel",
    "close",
    "confirm",
    "decide",
    "decline",
    "drop_line",
    "hold",
    "keep_line",
    "keep_notes",
    "move_day",
    "no_show",
    "object_",
    "offer",
    "renew_feed",
    "request",
    "request_meeting",
    "schedule",
    "send_minutes",
    "set_roster",
]

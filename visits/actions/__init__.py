"""What is done to visits; every verb is one transaction."""

from visits.actions.calendars import renew_feed
from visits.actions.files import add_files, add_photo
from visits.actions.logging import Ending, Line, decide, drop_line, hold, keep_line, keep_notes, no_show
from visits.actions.minutes import close, confirm, object_, send_minutes
from visits.actions.moving import Stale
from visits.actions.requesting import accept, amend, ask_other, cancel, request, request_meeting
from visits.actions.rostering import Going, set_roster
from visits.actions.scheduling import decline, move_day, offer, schedule
from visits.actions.season import (
    drop_blackout,
    drop_free_slots_on,
    drop_slot,
    keep_blackout,
    keep_election,
    keep_programme,
    keep_rows,
    keep_team_member,
    make_slots,
)

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
    "drop_blackout",
    "drop_free_slots_on",
    "drop_line",
    "drop_slot",
    "hold",
    "keep_blackout",
    "keep_election",
    "keep_line",
    "keep_notes",
    "keep_programme",
    "keep_rows",
    "keep_team_member",
    "make_slots",
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

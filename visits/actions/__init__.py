"""What is done to visits; every verb is one transaction."""

from visits.actions.calendars import renew_feed
from visits.actions.files import add_files, add_photo, drop_photo
from visits.actions.logging import (
    Differs,
    Ending,
    Line,
    Seen,
    decide,
    drop_line,
    ending_mark,
    hold,
    keep_line,
    keep_notes,
    mark,
    no_show,
    words_mark,
)
from visits.actions.minutes import close, confirm, object_, send_minutes
from visits.actions.moving import Stale
from visits.actions.reminding import remind
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
    look_after_slots,
    make_slots,
)

__all__ = [
    "Differs",
    "Ending",
    "Going",
    "Line",
    "Seen",
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
    "drop_photo",
    "drop_slot",
    "ending_mark",
    "hold",
    "keep_blackout",
    "keep_election",
    "keep_line",
    "keep_notes",
    "keep_programme",
    "keep_rows",
    "keep_team_member",
    "look_after_slots",
    "make_slots",
    "mark",
    "move_day",
    "no_show",
    "object_",
    "offer",
    "remind",
    "renew_feed",
    "request",
    "request_meeting",
    "schedule",
    "send_minutes",
    "set_roster",
    "words_mark",
]

"""Who hears of what: the table, the words, the telling."""

from grievances.notices.opinions import TO_THE_ASKED, door_of, tell_asked, to_asked
from grievances.notices.table import NOTICES, Notice
from grievances.notices.telling import (
    Occasion,
    announce,
    announce_discontent,
    case_link,
    named,
    owed,
    signature,
)

__all__ = [
    "NOTICES",
    "TO_THE_ASKED",
    "Notice",
    "Occasion",
    "announce",
    "announce_discontent",
    "case_link",
    "door_of",
    "named",
    "owed",
    "signature",
    "tell_asked",
    "to_asked",
]

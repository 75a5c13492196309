"""Who hears of what: the table, the words, the telling."""

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
    "Notice",
    "Occasion",
    "announce",
    "announce_discontent",
    "case_link",
    "named",
    "owed",
    "signature",
]

"""A grievance and what belongs to it."""

from grievances.models.answers import Answer, CallBack, Forwarding, Rating
from grievances.models.cases import (
    BODY_LIMIT,
    LINE_LIMIT,
    TITLE_LIMIT,
    Grievance,
    HistoryEntry,
    Pause,
    ReceiptCounter,
    SupplementRequest,
)
from grievances.models.categories import AnswerTemplate, Category, Question
from grievances.models.desk import Digest, Reminder, SavedFilter, Viewing
from grievances.models.files import Attachment, Draft, where_kept

__all__ = [
    "BODY_LIMIT",
    "LINE_LIMIT",
    "TITLE_LIMIT",
    "Answer",
    "AnswerTemplate",
    "Attachment",
    "CallBack",
    "Category",
    "Digest",
    "Draft",
    "Forwarding",
    "Grievance",
    "HistoryEntry",
    "Pause",
    "Question",
    "Rating",
    "ReceiptCounter",
    "Reminder",
    "SavedFilter",
    "SupplementRequest",
    "Viewing",
    "where_kept",
]

"""A grievance and what belongs to it."""

from grievances.models.answers import Answer, CallBack, Forwarding, Rating
from grievances.models.approving import Approval
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
from grievances.models.consulting import Consultation, Expertise, OpinionReminder
from grievances.models.custody import Custody, Transfer
from grievances.models.desk import Digest, Reminder, SavedFilter, Viewing
from grievances.models.documents import Document
from grievances.models.duties import MonthlyCheck
from grievances.models.files import Attachment, Draft, where_kept
from grievances.models.lengthening import ConsentRequest, Extension
from grievances.models.reform import ProvisionChange, Reform
from grievances.models.rules import Holiday, LegalPeriod, Outage, Recount, WorkingHours

__all__ = [
    "BODY_LIMIT",
    "LINE_LIMIT",
    "TITLE_LIMIT",
    "Answer",
    "AnswerTemplate",
    "Approval",
    "Attachment",
    "CallBack",
    "Category",
    "ConsentRequest",
    "Consultation",
    "Custody",
    "Digest",
    "Document",
    "Draft",
    "Expertise",
    "Extension",
    "Forwarding",
    "Grievance",
    "HistoryEntry",
    "Holiday",
    "LegalPeriod",
    "MonthlyCheck",
    "OpinionReminder",
    "Outage",
    "Pause",
    "ProvisionChange",
    "Question",
    "Rating",
    "ReceiptCounter",
    "Recount",
    "Reform",
    "Reminder",
    "SavedFilter",
    "SupplementRequest",
    "Transfer",
    "Viewing",
    "WorkingHours",
    "where_kept",
]

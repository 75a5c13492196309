"""Questions about grievances and what belongs to them, as the field asks them."""

from grievances.querysets.belongings import (
    AnswerQuerySet,
    AttachmentQuerySet,
    CallBackQuerySet,
    CategoryQuerySet,
    ConsentRequestQuerySet,
    DocumentQuerySet,
    DraftQuerySet,
    ExtensionQuerySet,
    MonthlyCheckQuerySet,
    OutageQuerySet,
    SupplementRequestQuerySet,
    TemplateQuerySet,
)
from grievances.querysets.cases import (
    REOPENED_WITHIN,
    SEES_EVERY_CASE,
    GrievanceQuerySet,
    HistoryEntryQuerySet,
    Urgency,
    pairs_of,
    soon,
)

__all__ = [
    "REOPENED_WITHIN",
    "SEES_EVERY_CASE",
    "AnswerQuerySet",
    "AttachmentQuerySet",
    "CallBackQuerySet",
    "CategoryQuerySet",
    "ConsentRequestQuerySet",
    "DocumentQuerySet",
    "DraftQuerySet",
    "ExtensionQuerySet",
    "GrievanceQuerySet",
    "HistoryEntryQuerySet",
    "MonthlyCheckQuerySet",
    "OutageQuerySet",
    "SupplementRequestQuerySet",
    "TemplateQuerySet",
    "Urgency",
    "pairs_of",
    "soon",
]

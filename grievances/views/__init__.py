"""The company's doors."""

from grievances.case_page import VERBS
from grievances.views.company import detail, list_, move
from grievances.views.documents import document
from grievances.views.files import file
from grievances.views.filing import add_file, discard_draft, drop_file, new, receipt, save_draft
from grievances.views.rating import rate, rate_by_link

__all__ = [
    "VERBS",
    "add_file",
    "detail",
    "discard_draft",
    "document",
    "drop_file",
    "file",
    "list_",
    "move",
    "new",
    "rate",
    "rate_by_link",
    "receipt",
    "save_draft",
]

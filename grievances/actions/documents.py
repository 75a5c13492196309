"""문서를 발급한다: what the city hands over in writing, in the transaction of its cause."""

import secrets
from datetime import datetime

from django.conf import settings

from grievances import wording
from grievances.actions.moving import Changes
from grievances.models import Document, Grievance, HistoryEntry

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Nothing that is read for something else."""


def issue(
    kind: Document.Kind,
    case: Grievance,
    *,
    at: datetime,
    entry: HistoryEntry | None = None,
    facts: Changes | None = None,
) -> Document:
    """Write down what the sheet says, under a code nobody can guess (80 bits)."""
    document = drawn_up(kind, case, at=at, entry=entry, facts=facts)
    document.save(force_insert=True)
    return document


def drawn_up(
    kind: Document.Kind,
    case: Grievance,
    *,
    at: datetime,
    entry: HistoryEntry | None = None,
    facts: Changes | None = None,
) -> Document:
    """The same, for whoever writes many of them down at once."""
    return Document(
        grievance=case, entry=entry, kind=kind, code=_code(), issued_at=at, facts=known(case) | (facts or {})
    )


def known(case: Grievance) -> Changes:
    """What every sheet names: the case, how long it may take, and who is in charge (시행령 §31)."""
    assert case.received_at is not None
    assert case.due_at is not None
    return {
        "receipt_no": case.receipt_no,
        "title": case.title,
        "company": case.company.name,
        "filer": case.filer.name if case.filer else case.contact_name,
        "received_at": case.received_at,
        "legal_kind": str(case.get_legal_kind_display()),
        "legal_matter": case.legal_matter,
        "period": str(case.period),
        "due": wording.paper_words(case.due_at, case.period_unit),
        "city": settings.CITY["name"],
        "unit": wording.unit_of(case),
        "officer": wording.officer_words(case),
        "phone": wording.phone_of(case),
    }


def _code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(16))
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))

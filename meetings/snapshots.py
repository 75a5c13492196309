"""그때의 모습: what a meeting sees of a case, taken at one moment for as many cases as there are, as plain JSON."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import F

from grievances import wording
from grievances.models import Answer, Grievance, HistoryEntry
from grievances.workflow import Move
from meetings.models import AgendaItem, Meeting
from meetings.wording import decision_words

type Snapshot = dict[str, Any]

TRIED_AT_MOST, TRIED_WORDS = 12, 300
"""So many entries of a case stand in its snapshot, the newest ones, and so much of each."""
NOTHING_TRIED = frozenset({Move.RATE, Move.RECOUNT})
"""What is no step towards solving the case."""


def taken(cases: Sequence[Grievance], meeting: Meeting, *, at: datetime) -> dict[int, Snapshot]:
    """A snapshot a case. Three questions, however many cases there are."""
    before = _reviews_before(cases, meeting)
    entries = _entries(cases, at)
    limits = {answer.grievance_id: answer for answer in _infeasible(cases)}
    return {
        case.pk: _of(case, entries.get(case.pk, []), limits.get(case.pk), before.get(case.pk), at=at) for case in cases
    }


def read(snapshot: Snapshot) -> Snapshot:
    """A snapshot as it was read from its row, its days and moments days and moments again."""
    back = dict(snapshot)
    for name in ("at", "arrived_at", "due_at"):
        back[name] = datetime.fromisoformat(snapshot[name]) if snapshot[name] else None
    for name in ("target_on", "report_on", "look_again_on"):
        back[name] = date.fromisoformat(snapshot[name]) if snapshot[name] else None
    back["tried"] = [line | {"at": datetime.fromisoformat(line["at"])} for line in snapshot["tried"]]
    if last := snapshot["last"]:
        back["last"] = last | {"on": date.fromisoformat(last["on"])}
    return back


def _of(
    case: Grievance, entries: Sequence[HistoryEntry], answer: Answer | None, last: AgendaItem | None, *, at: datetime
) -> Snapshot:
    since = last.put_on_at if last else None  # that one saw everything until then
    tried = [
        entry
        for entry in entries
        if entry.move not in NOTHING_TRIED
        and (since is None or entry.at > since)
        and (last is None or entry.pk != last.entry_id)  # that was the review itself
    ]
    return {
        "at": at,
        "receipt_no": case.receipt_no,
        "title": case.title,
        "company": case.company.name,
        "category": case.category.name,
        "complex": str(case.company.industrial_complex or ""),
        "status": case.status,
        "status_words": str(case.get_status_display()),
        "is_long_term": case.is_long_term,
        "sentence": wording.state_sentence(case, at=at),
        "department": wording.unit_of(case),
        "officer": wording.officer_words(case),
        "arrived_at": case.arrived_at,
        "due_at": case.due_at,
        "target_on": case.target_on,
        "report_on": case.report_on,
        "look_again_on": case.look_again_on,
        "limit": str(answer.get_limit_display()) if answer else "",
        "provision": answer.provision if answer else "",
        "could_change": answer.could_change if answer else "",
        "days": (at - case.arrived_at).days,
        "reopened": case.reopened,
        "extended": case.extended_times,
        "entries": len(entries),
        "tried_count": len(tried),
        "tried": [_line(entry) for entry in islice(reversed(tried), TRIED_AT_MOST)],
        "last": _then(last) if last else None,
    }


def _line(entry: HistoryEntry) -> Snapshot:
    """One entry in words; of people the unit, which is what remains of them."""
    is_city = entry.side == HistoryEntry.Side.CITY
    return {
        "at": entry.at,
        "who": (entry.unit or "시") if is_city else "기업",
        "what": str(entry.get_move_display()),
        "words": entry.note[:TRIED_WORDS],
    }


def _then(item: AgendaItem) -> Snapshot:
    """How it stood at the last review, and what that one decided."""
    return {
        "meeting": item.meeting.pk,
        "title": item.meeting.title,
        "on": item.meeting.on,
        "status_words": item.snapshot["status_words"],
        "sentence": item.snapshot["sentence"],
        "decision": decision_words(item),
        "words": item.words,
    }


def _reviews_before(cases: Iterable[Grievance], meeting: Meeting) -> dict[int, AgendaItem]:
    """The newest review before this meeting that had the case, case by case."""
    found = AgendaItem.objects.of_reviews().filter(
        grievance__in=[case.pk for case in cases], meeting__during__startswith__lt=meeting.begins_at
    )
    newest: dict[int, AgendaItem] = {}
    for item in found:
        newest.setdefault(item.grievance_id, item)
    return newest


def _entries(cases: Iterable[Grievance], at: datetime) -> dict[int, list[HistoryEntry]]:
    by_case: dict[int, list[HistoryEntry]] = {}
    found = HistoryEntry.objects.filter(grievance__in=[case.pk for case in cases], at__lte=at)
    for entry in found.order_by("at", "pk"):
        by_case.setdefault(entry.grievance_id, []).append(entry)
    return by_case


def _infeasible(cases: Iterable[Grievance]) -> Iterable[Answer]:
    """The standing dossier of each case that is 처리 불가."""
    return Answer.objects.filter(grievance__in=[case.pk for case in cases], answered_at=F("grievance__answered_at"))

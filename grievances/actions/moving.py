"""The one way a case moves: lock, check, change, record, tell. Only the verbs beside it call it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from companies.models import Company
from grievances import notices, permissions
from grievances.files import COMPANY_QUOTA, Checked
from grievances.models import (
    Approval,
    Attachment,
    Custody,
    Grievance,
    HistoryEntry,
    Transfer,
)
from grievances.moment import now
from grievances.workflow import (
    ENDED,
    RULES,
    RUNNING,
    Move,
    MoveRefused,
    Status,
)

type Changes = dict[str, Any]


@dataclass(frozen=True)
class Origin:
    """Where a case, or a move in it, came from, and where one reads of it: a visit, a meeting, a survey."""

    label: str
    link: str


@dataclass(frozen=True)
class Backing:
    """What stands behind a move beside whoever makes it: the head's approval, or what a meeting decided.

    Whoever works on cases makes the move as the head would; the history says by whose word.
    """

    details: Changes = field(default_factory=dict)


def decided_in(meeting: Origin) -> Backing:
    """What a meeting decided, and the coordinator carries out."""
    return Backing({"decided_in": {"label": meeting.label, "link": meeting.link}})


class Stale(MoveRefused):
    """Something happened since the page was opened; whoever sends it again has seen it."""

    def __init__(self, since: Sequence[HistoryEntry]) -> None:
        super().__init__(_("화면을 여신 뒤에 바뀐 것이 있습니다. 확인하시고 다시 눌러 주십시오."))
        self.since = since


@transaction.atomic
def advance(
    grievance: Grievance,
    move: Move,
    *,
    by: User,
    note: str = "",
    details: Changes | None = None,
    files: Sequence[Checked] = (),
    seen: int | None = None,
    needs: frozenset[Role] = frozenset(),
    backing: Backing | None = None,
    found: frozenset[Role] | None = None,
    unit: str = "",
    change: Callable[[Grievance, datetime], Changes] | None = None,
    record: Callable[[HistoryEntry], None] | None = None,
) -> Grievance:
    """Make one move: lock, check, change, record, tell.

    `change` says what becomes of the locked case and writes what belongs to it; `record` writes what hangs on the
    entry. `seen` is the last entry on the page the move was made from. `needs` narrows who may, beyond the table.
    `found` is what `by` is to the case where the case itself does not say so: whoever is asked for an opinion. `unit`
    is then theirs.
    """
    case = locked(grievance)
    at, before, rule = now(), Status(case.status), RULES[move]
    found = _let(case, move, by=by, needs=needs, backing=backing, found=found)
    if hindrance := permissions.hindrance(move, case, found, at=at):
        raise MoveRefused(hindrance)
    _check_seen(case, seen, by=by, reads_all=found != {Role.COMPANY})
    if files:
        check_quota(case.company, files)

    held = holder(case)
    changes = change(case, at) if change else {}
    if rule.to in ENDED:
        changes = settled(case, at) | lapsed(case, at) | changes
    if rule.to is not None:
        changes |= {"status": rule.to, "woken_at": None}
    for column, value in changes.items():
        setattr(case, column, value)
    if changes:
        case.save(update_fields=list(changes))
    if holder(case) != held:
        change_hands(case, held, at=at)

    side = HistoryEntry.Side.COMPANY if found & rule.by == {Role.COMPANY} else HistoryEntry.Side.CITY
    told = (details or {}) | (backing.details if backing else {})
    entry = record_entry(case, move, by=by, at=at, side=side, before=before, note=note, details=told, unit=unit)
    attach(files, entry, by=by)
    if record:
        record(entry)
    notices.announce(entry)
    return case


def _let(
    case: Grievance,
    move: Move,
    *,
    by: User,
    needs: frozenset[Role],
    backing: Backing | None,
    found: frozenset[Role] | None,
) -> frozenset[Role]:
    """What they are to the case, if that is enough for the move."""
    if found is not None:
        allowed = bool(RULES[move].by & found)
    else:
        found = permissions.standings(by, case, to_make=move)
        found = permissions.backed(found) if backing else found
        allowed = permissions.may_with(found, move, by, case)
    if not allowed or (needs and not needs & found):
        raise PermissionDenied
    return found


def locked(grievance: Grievance) -> Grievance:
    """The row as whoever had the lock before left it.

    It is locked first and read afterwards: a join that waits for a lock sees the row anew, but what is joined to it
    as it was, and takes an officer or a category that changed meanwhile for none.
    """
    Grievance.objects.select_for_update().only("pk").get(pk=grievance.pk)
    cases = Grievance.objects.select_related("company", "department", "officer", "offered_to", "filer")
    return cases.with_newest_entry().get(pk=grievance.pk)


def holder(case: Grievance) -> tuple[int | None] | None:
    """Whose the case is: a department's, before 접수 (None,) that of whoever receives it; an ended one nobody's."""
    return (case.department_id,) if case.status in RUNNING else None


def change_hands(case: Grievance, held: tuple[int | None] | None, *, at: datetime) -> None:
    """From whose it was to whose it is now; a department that was asked about it is asked by itself no more."""
    if held is not None:
        case.custodies.now().update(until=at)
    take_over(case, at=at)
    if held and held[0] and case.department_id and case.status in RUNNING:
        case.consultations.waiting().filter(department=case.department_id).update(taken_back_at=at)


def take_over(case: Grievance, *, at: datetime) -> None:
    """맡은 동안: the time of whoever has the case now begins."""
    if held := holder(case):
        Custody.objects.create(grievance=case, department_id=held[0], since=at)


def record_entry(
    case: Grievance,
    move: Move,
    *,
    by: User,
    at: datetime,
    side: HistoryEntry.Side,
    before: str,
    note: str = "",
    details: Changes | None = None,
    unit: str = "",
) -> HistoryEntry:
    """처리이력. The unit is written down as it is now; people move on, history stays."""
    return HistoryEntry.objects.create(
        grievance=case,
        move=move,
        from_status=before,
        to_status=case.status,
        side=side,
        by=by,
        unit=unit or (_unit_of(by, case) if side == HistoryEntry.Side.CITY else by.unit),
        at=at,
        note=note,
        is_internal=RULES[move].is_internal,
        details=details or {},
    )


def _unit_of(person: User, case: Grievance) -> str:
    names = sorted(department.name for department in person.departments)
    if case.department and case.department.name in names:
        return case.department.name
    return names[0] if names else person.unit


def settled(case: Grievance, at: datetime) -> Changes:
    """What stands still or is asked for ends with the run it belongs to."""
    if case.is_paused:
        case.pauses.filter(ended_at__isnull=True).update(ended_at=at)
        case.supplement_requests.standing().update(ended_at=at)
    if case.investigated_until is not None:
        case.pauses.filter(ended_at__gt=at).update(ended_at=Greatest("began_at", Value(at)))
    if case.extended_times:
        case.consent_requests.standing().update(ended_at=at)
    return {"paused_at": None, "investigated_until": None, "kept_at": None, "target_on": None, "report_on": None}


def lapsed(case: Grievance, at: datetime) -> Changes:
    """A case that ended is offered to nobody, nobody rules on it or approves anything, and nobody has to answer."""
    if case.offered_to_id is not None:
        case.transfers.standing().update(state=Transfer.State.LAPSED, answered_at=at)
    if asked := list(case.consultations.waiting().for_page()):
        case.consultations.waiting().update(taken_back_at=at)
        for one in asked:
            notices.tell_asked("ENDED", one, at=at)
    return {"offered_to": None, "rule_by": None} | unproposed(case, at)


def unproposed(case: Grievance, at: datetime) -> Changes:
    """What waits for the head waits no more."""
    if case.proposed_at is not None:
        case.approvals.waiting().update(state=Approval.State.TAKEN_BACK, decided_at=at)
    return {"proposed_at": None}


def _check_seen(case: Grievance, seen: int | None, *, by: User, reads_all: bool) -> None:
    """What colleagues or the company did meanwhile; what one did oneself, or may not read, is no news."""
    if seen is None or case.newest_entry <= seen:
        return
    since = [
        entry for entry in case.history.after(seen) if entry.by_id != by.pk and (reads_all or not entry.is_internal)
    ]
    if since:
        raise Stale(since)


def need(words: str, sentence: str) -> None:
    """Refuse words that are missing with the sentence that asks for them."""
    if not words.strip():
        raise MoveRefused(sentence)


def attach(files: Sequence[Checked], entry: HistoryEntry, *, by: User) -> None:
    """붙임 of a move; read by whoever reads the move."""
    Attachment.objects.bulk_create(
        stored(one, by=by, grievance=entry.grievance, entry=entry, is_internal=entry.is_internal) for one in files
    )


def stored(one: Checked, *, by: User, **belongs: Any) -> Attachment:
    """The file under a made-up name, its row not saved yet."""
    attachment = Attachment(kind=one.kind, name=one.name, size=one.size, digest=one.digest, uploaded_by=by, **belongs)
    attachment.file.save("", File(one.content), save=False)
    return attachment


def check_quota(company: Company, files: Sequence[Checked]) -> None:
    """What one company may keep with us has an end."""
    if files and Attachment.objects.bytes_of(company) + sum(one.size for one in files) > COMPANY_QUOTA:
        raise MoveRefused(_("회사에 허락된 파일 공간이 찼습니다. 파일 없이 보내시고 담당자에게 전화해 주십시오."))

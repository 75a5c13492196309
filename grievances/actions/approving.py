"""결재: an answer is laid before the head as it will go out, and goes out once the head says yes.

While it waits the legal clock runs as before, and the company sees nothing of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from grievances import permissions
from grievances.actions.answering import find_infeasible, keep, resolve
from grievances.actions.moving import Backing, Changes, advance, need
from grievances.files import Checked
from grievances.models import Approval, Attachment, Grievance, HistoryEntry
from grievances.workflow import Limit, Move, MoveRefused, Outcome

ANSWERS: dict[Move, Callable[..., Grievance]] = {
    Move.RESOLVE: resolve,
    Move.FIND_INFEASIBLE: find_infeasible,
    Move.KEEP: keep,
}
_AS_SAID: dict[str, Callable[[str], Any]] = {
    "outcome": Outcome,
    "limit": Limit,
    "target_on": date.fromisoformat,
    "report_on": date.fromisoformat,
    "look_again_on": date.fromisoformat,
}
"""How words that are kept as JSON become what the actions take."""


@dataclass(frozen=True)
class Beginning:
    """The template an answer began with, its words as they stood in the form."""

    name: str
    words: str
    template: int


def propose(
    grievance: Grievance,
    move: Move,
    content: Mapping[str, Any],
    *,
    by: User,
    files: Sequence[Checked] = (),
    kept: Sequence[Attachment] = (),
    began_with: Beginning | None = None,
    seen: int | None = None,
) -> Grievance:
    """결재 올리기. Nothing waits that could not be sent: the move itself is made, and taken back.

    `kept` are files of an earlier proposal of this case that go along again.
    """
    said = dict(content)

    def change(case: Grievance, at: datetime) -> Changes:
        _try(case, move, said, by=by)
        return {"proposed_at": at}

    def record(entry: HistoryEntry) -> None:
        _carry(kept, entry)
        Approval.objects.create(
            grievance=entry.grievance,
            move=move,
            content={"said": said, "began_with": asdict(began_with) if began_with else None},
            proposed_by=by,
            proposed_at=entry.at,
            proposal=entry,
        )

    words = {name: value for name, value in said.items() if name != "answer"}
    limit = said.get("limit")
    details = {"proposed": str(move.label), **words, **({"limit": str(Limit(limit).label)} if limit else {})}
    return advance(
        grievance,
        Move.PROPOSE,
        by=by,
        seen=seen,
        note=str(said.get("answer", "")).strip(),
        details=details,
        files=files,
        change=change,
        record=record,
    )


@transaction.atomic
def approve(approval: Approval, *, by: User, seen: int | None = None) -> Grievance:
    """결재. What was proposed goes out now, word for word, in the name of whoever proposed it."""

    def change(case: Grievance, at: datetime) -> Changes:
        if approval.proposed_by_id == by.pk:
            raise MoveRefused("스스로 올린 것은 스스로 결재하지 못합니다. 다른 결재자에게 부탁하거나 거두십시오.")
        return _decided(approval, Approval.State.APPROVED, by=by, at=at)

    case = advance(
        approval.grievance,
        Move.APPROVE,
        by=by,
        seen=seen,
        details={"proposed": approval.get_move_display()},
        change=change,
    )
    maker = approval.proposed_by if permissions.may(approval.proposed_by, Move(approval.move), case) else by
    backing = Backing({"approved_by": f"{by.name} {by.position}".strip()})
    try:
        case = ANSWERS[Move(approval.move)](case, **as_said(approval), by=maker, backing=backing)
    except MoveRefused as refusal:
        raise MoveRefused(f"지금은 이대로 보낼 수 없습니다. {refusal} 돌려보내 고치게 하십시오.") from refusal
    answer = case.history.filter(move=approval.move).latest("pk")
    _carry(list(approval.proposal.attachments.all()), answer)
    return case


def send_back(approval: Approval, reason: str, *, by: User, seen: int | None = None) -> Grievance:
    """돌려보내기, with the reason: the officer reads it before the words they are to mend."""
    need(reason, "무엇을 고쳐야 하는지 적어 주십시오. 올린 사람이 읽습니다.")

    def change(case: Grievance, at: datetime) -> Changes:
        return _decided(approval, Approval.State.RETURNED, by=by, at=at, words=reason.strip())

    return advance(
        approval.grievance,
        Move.SEND_BACK,
        by=by,
        seen=seen,
        note=reason.strip(),
        details={"proposed": approval.get_move_display()},
        change=change,
    )


def take_proposal_back(approval: Approval, *, by: User, seen: int | None = None) -> Grievance:
    """결재 거두기, while the head has not decided."""

    def change(case: Grievance, at: datetime) -> Changes:
        return _decided(approval, Approval.State.TAKEN_BACK, by=by, at=at)

    return advance(
        approval.grievance,
        Move.TAKE_PROPOSAL_BACK,
        by=by,
        seen=seen,
        details={"proposed": approval.get_move_display()},
        change=change,
    )


def as_said(approval: Approval) -> dict[str, Any]:
    """What was proposed, as the actions and the forms take it."""
    said: dict[str, str] = approval.content["said"]
    return {name: _AS_SAID.get(name, str)(value) for name, value in said.items()}


def _try(case: Grievance, move: Move, said: Mapping[str, Any], *, by: User) -> None:
    """Make the move as the head would let it go, and take all of it back; what it refuses, it refuses here."""
    with transaction.atomic():
        ANSWERS[move](case, **said, by=by, backing=Backing())
        transaction.set_rollback(True)


def _decided(approval: Approval, state: Approval.State, *, by: User, at: datetime, words: str = "") -> Changes:
    """Whoever has the lock of the case decides, and only on what still waits."""
    waiting = Approval.objects.waiting().filter(pk=approval.pk)
    if not waiting.update(state=state, decided_by=by, decided_at=at, words=words):
        raise MoveRefused("이미 결정되었거나 거둔 결재입니다. 지금 기다리는 것을 확인하십시오.")
    return {"proposed_at": None}


def _carry(files: Sequence[Attachment], entry: HistoryEntry) -> None:
    """The same files under another entry: a row each, their bytes once."""
    Attachment.objects.bulk_create(
        Attachment(
            grievance=entry.grievance,
            entry=entry,
            file=one.file.name,
            kind=one.kind,
            name=one.name,
            size=one.size,
            digest=one.digest,
            uploaded_by=one.uploaded_by,
            is_internal=entry.is_internal,
        )
        for one in files
    )

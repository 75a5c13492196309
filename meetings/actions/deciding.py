"""안건 결정: what a meeting decides about a case is done to the case, in the same transaction."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from grievances import actions as grievances
from grievances.actions import Backing, Origin, decided_in
from grievances.models import Grievance
from grievances.workflow import Move as CaseMove
from grievances.workflow import MoveRefused
from meetings.actions.agenda import undecided
from meetings.actions.moving import Changes, advance, need
from meetings.models import WORDS_LIMIT, AgendaItem, Meeting
from meetings.wording import origin_label
from meetings.workflow import DEFER, Move

DOES: Mapping[str, Callable[..., object]] = {
    CaseMove.KEEP: grievances.keep,
    CaseMove.RESOLVE: grievances.resolve,
    CaseMove.FIND_INFEASIBLE: grievances.find_infeasible,
    CaseMove.LOOK_AGAIN: grievances.look_again,
    CaseMove.REOPEN: grievances.reopen,
    CaseMove.FORWARD: grievances.forward,
    CaseMove.CONSULT: grievances.consult,
    CaseMove.NOTE: grievances.note,
}
"""What a decision does to the case."""


def decide(
    item: AgendaItem, decision: str, words: str, *, by: User, seen: int | None = None, **said: Any
) -> AgendaItem:
    """안건 결정, once an item. `said` is what the move needs; `seen` the last entry of the case on the page.

    The case is moved as its head would: the coordinator carries out what the meeting decided. Whatever the case
    refuses is refused here, and the item stays undecided. A note says the words themselves.
    """
    need(words, "무엇을 정했는지 적어 주십시오. 참석하는 분들이 읽습니다.")
    if len(words.strip()) > WORDS_LIMIT:
        raise MoveRefused(f"정한 것은 {WORDS_LIMIT}자까지 적을 수 있습니다.")
    decided: list[AgendaItem] = []

    def change(meeting: Meeting, at: datetime) -> Changes:
        found = undecided(item, "이미 정한 안건입니다. 한 번 정한 것은 바꾸지 않습니다.")
        if decision != DEFER:
            _carry_out(found, decision, by=by, seen=seen, backing=_backing(meeting), said=said)
        found.decision, found.words, found.decided_at, found.decided_by = decision, words.strip(), at, by
        found.save(update_fields=["decision", "words", "decided_at", "decided_by", "entry"])
        decided.append(found)
        return {}

    details = {"numbers": [item.number], "decision": decision}
    advance(item.meeting, Move.DECIDE, by=by, note=words.strip(), details=details, change=change)
    return decided[0]


def _carry_out(
    item: AgendaItem, decision: str, *, by: User, seen: int | None, backing: Backing, said: Mapping[str, Any]
) -> None:
    """The move itself; the entry it wrote is what the item keeps."""
    case = Grievance.objects.get(pk=item.grievance_id)
    DOES[decision](case, by=by, seen=seen, backing=backing, **said)
    item.entry = case.history.filter(move=decision).latest("pk")


def _backing(meeting: Meeting) -> Backing:
    """Officials follow the link to the meeting; others read its name."""
    return decided_in(Origin(origin_label(meeting), reverse("admin:meetings_meeting_change", args=[meeting.pk])))

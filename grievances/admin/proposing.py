"""결재 올리기 on the page of a case: the same forms with a head behind them, and the words when they come back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, QueryDict

from accounts.models import User
from grievances import actions, approving, permissions, wording
from grievances.admin.moves import STEPS, Button, Step
from grievances.models import AnswerTemplate, Approval, Attachment, Grievance
from grievances.permissions import NEEDS_THE_HEAD
from grievances.workflow import Move

DONE = "결재를 올렸습니다. 부서장이 결재하면 바로 나갑니다. 시계는 계속 갑니다."


def step_for(user: User, case: Grievance, key: str) -> Step | None:
    """The step of this name as this official takes it: straight to the company, or by way of the head."""
    step = STEPS.get(key)
    return as_proposal(step) if step and permissions.proposes(user, step.move, case) else step


def as_proposal(step: Step) -> Step:
    """The same form; what is sent waits for the head."""
    return replace(
        step,
        act=partial(_propose, step.move),
        rehearse=partial(step.act, backing=actions.Backing()),
        verb="결재 올리기",
        done=DONE,
        waits_for_head=True,
    )


def _propose(
    move: Move,
    case: Grievance,
    *,
    by: User,
    seen: int | None,
    files: Sequence[Any] = (),
    kept: Sequence[Attachment] = (),
    began_with: actions.Beginning | None = None,
    **content: Any,
) -> Grievance:
    return actions.propose(case, move, content, by=by, seen=seen, files=files, kept=kept, began_with=began_with)


def with_proposals(buttons: Iterable[Button], user: User, case: Grievance, *, at: datetime) -> list[Button]:
    """Answers that wait for the head are no less possible; what stands in their way is another sentence."""
    found: list[Button] = []
    number = 0
    for button in buttons:
        step, why = button.step, button.hindrance
        if permissions.proposes(user, step.move, case):
            step, why = as_proposal(step), permissions.hindrance_to_propose(step.move, case, at=at)
        number += not why and bool(step.group)
        found.append(Button(step, why, 0 if why or number > 9 else number))
    return found


# --- What came back --------------------------------------------------------------------------------------------------


def unsent(case: Grievance) -> Approval | None:
    """The newest proposal, if it came back, nothing was sent since, and whoever proposed it still has the case."""
    if not case.is_running or not case.has("approvals"):
        return None
    newest = case.approvals.with_people().select_related("proposal").order_by("-pk").first()
    came_back = newest is not None and newest.state in {Approval.State.RETURNED, Approval.State.TAKEN_BACK}
    if newest is None or not came_back or case.run_at is None or newest.proposed_at < case.run_at:
        return None
    was_sent = case.history.filter(move__in=NEEDS_THE_HEAD, pk__gt=newest.proposal_id)
    went_on = case.custodies.now().filter(since__gt=newest.proposed_at)
    return None if was_sent.exists() or went_on.exists() else newest


@dataclass(frozen=True)
class Again:
    """What the form of a move begins with, once it had been proposed: its words, its files, and why it came back."""

    words: dict[str, Any] = field(default_factory=dict)
    template: str = ""
    files: Sequence[tuple[Attachment, bool]] = ()
    reason: str = ""


def again(case: Grievance, step: Step, sent: Mapping[str, str], *, began_with: AnswerTemplate | None = None) -> Again:
    """Nothing that was written is written twice. What was sent a moment ago counts more than what was proposed."""
    approval = unsent(case) if step.move in NEEDS_THE_HEAD else None
    said = str(began_with.pk) if began_with else sent.get("began_with", "")
    if approval is None or approval.move != step.move:
        return Again(template=said)
    began = approval.content["began_with"]
    kept = sent.getlist("kept") if isinstance(sent, QueryDict) and sent else None
    files = list(approval.proposal.attachments.all()) if step.waits_for_head else []
    return Again(
        actions.as_said(approval),
        said or (str(began["template"]) if began else ""),
        [(one, kept is None or str(one.pk) in kept) for one in files],
        approval.words,
    )


def goes_along(request: HttpRequest, case: Grievance, step: Step) -> dict[str, Any]:
    """What a proposal takes beside the form: the template it began with, and files of the one before."""
    template = AnswerTemplate.objects.fitting(case.category, step.move).filter(pk=_chosen(request)).first()
    began_with = template and actions.Beginning(template.name, wording.filled(template, case), template.pk)
    kept = [one for one, is_kept in again(case, step, request.POST).files if is_kept]
    return {"began_with": began_with, "kept": kept}


def _chosen(request: HttpRequest) -> int:
    said = request.POST.get("began_with", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < len(str(2**63)) else 0


# --- The panel -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Panel:
    """What stands at the top of the page while an answer waits for the head, or came back from them."""

    approval: Approval
    title: str
    says: Sequence[str]
    may_decide: bool = False
    may_take_back: bool = False
    mends: Step | None = None
    is_late: bool = False


def panel(user: User, case: Grievance, approvals: Sequence[Approval], *, at: datetime) -> Panel | None:
    """The newest proposal, as far as there is something to do about it."""
    if not approvals:
        return None
    newest, what = approvals[-1], approvals[-1].get_move_display()
    if newest.state == Approval.State.WAITING:
        now = approving.waiting(newest, at=at)
        return Panel(
            newest,
            f"결재를 기다립니다: {what}",
            (now.since, now.by, now.clock),
            may_decide=permissions.may_at_desk(user, Move.APPROVE, case) and newest.proposed_by_id != user.pk,
            may_take_back=permissions.may_at_desk(user, Move.TAKE_PROPOSAL_BACK, case),
            is_late=now.is_late,
        )
    if newest.state != Approval.State.RETURNED or unsent(case) is None:
        return None
    assert newest.decided_by is not None
    assert newest.decided_at is not None
    who = wording.subject(approving.named(newest.decided_by))
    mends = step_for(user, case, newest.move) if permissions.may_at_desk(user, Move(newest.move), case) else None
    clock = approving.clock_words(case, at=at, waits=False)
    says = (f"{who} {wording.moment_words(newest.decided_at)}에 돌려보냈습니다.", clock)
    return Panel(newest, f"결재를 받지 못했습니다: {what}", says, mends=mends, is_late=case.is_overdue(at=at))

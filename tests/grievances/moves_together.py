"""The moves in which others than the unit in charge have a part, made with arguments that are all right."""

from collections.abc import Callable

from accounts.models import Department, User
from accounts.roles import Role
from grievances import actions
from grievances.actions import grouping, reforming, watching
from grievances.models import Approval, Consultation, Grievance, Reform
from grievances.workflow import Move
from tests import make
from tests.grievances.casts import Person, soon

OF_THE_ASKED = {Move.ADVISE, Move.POSTPONE}
"""They are made at the question, by whoever it names; the case's page offers them to nobody."""
OF_THE_OFFERED = {Move.ACCEPT_TRANSFER, Move.DECLINE_TRANSFER}
"""By the department that is asked to take the case, while it is."""


def elsewhere() -> Department:
    """The department that others of the cast work in."""
    return make.department("세정과")


def keeping() -> dict[str, object]:
    """What is proposed: it leaves the status as it is, as the table says of 결재."""
    return {"answer": "중간답변", "target_on": soon(60), "report_on": soon(30)}


def circumstances(case: Callable[[], Grievance], people: dict[str, Person]) -> dict[Grievance, list[Move]]:
    """Cases in which these moves are possible."""
    officer, head, there = (people[name].user for name in ("the officer", "the head", "another department's officer"))
    offered = actions.offer_transfer(case(), elsewhere(), "세금의 일입니다.", by=officer)
    declined = case()
    for _ in range(2):
        declined = actions.offer_transfer(declined, elsewhere(), "세금의 일입니다.", by=officer)
        declined = actions.decline_transfer(declined, "도로의 일입니다.", by=there)
    asked = actions.consult(case(), "깎을 수 있습니까?", soon(1), by=officer, department=elsewhere())
    asked = actions.consult(asked, "깎을 수 있습니까?", soon(1), by=head, expert=people["an expert"].user)
    proposed = case()
    approving(proposed)
    proposed = actions.propose(proposed, Move.KEEP, keeping(), by=officer)
    approving(proposed, needed=False)
    return {
        offered: [Move.TAKE_BACK, *OF_THE_OFFERED],
        declined: [Move.RULE_TRANSFER],
        asked: [Move.TAKE_QUESTION_BACK, *OF_THE_ASKED],
        proposed: [Move.APPROVE, Move.SEND_BACK, Move.TAKE_PROPOSAL_BACK],
    }


def approving(case: Grievance, *, needed: bool = True) -> None:
    """결재 is a matter of the whole department: it is asked for only while something is proposed."""
    Department.objects.filter(pk=case.department_id).update(needs_approval=needed)


def prepare(move: Move, case: Grievance, *, officer: User, lead: Grievance) -> None:
    """What a move needs in every status, or may not stand in the way of the others."""
    if move == Move.PROPOSE:
        approving(case)
    elif move == Move.UNGROUP:
        Grievance.objects.filter(pk=case.pk).update(lead=lead)
    elif move == Move.REFORM_ANSWERED:
        said = {"body": "국토교통부", "words": "폭을 넓혀 주십시오.", "sent_by": officer}
        Reform.objects.create(grievance=case, sent_on=soon(0), ask_again_on=soon(30), **said)


def asked_in(case: Grievance, by: User) -> Consultation:
    """The question to them. Where none is asked, a page could not name one; the action is asked all the same."""
    to_expert = Role.EXPERT in by.roles
    if found := case.consultations.waiting().filter(expert__isnull=not to_expert).last():
        return found
    unit, expert = (None, by) if to_expert else (elsewhere(), None)
    return Consultation(grievance=case, department=unit, expert=expert, asked_by=case.filer)


def proposed_in(case: Grievance) -> Approval:
    """What waits for the head, or something that never did."""
    return case.approvals.waiting().last() or Approval(grievance=case, move=Move.KEEP, proposed_by=case.filer)


def replied(case: Grievance, by: User) -> Grievance:
    return reforming.record_reply(case, case.reforms.get(), Reform.Reply.PARTLY, "살펴보겠습니다.", by=by)


TOGETHER: dict[Move, Callable[[Grievance, Grievance, User, User], Grievance]] = {
    Move.OFFER_TRANSFER: lambda case, _l, _c, by: actions.offer_transfer(case, elsewhere(), "세금의 일입니다.", by=by),
    Move.TAKE_BACK: lambda case, _l, _c, by: actions.take_back(case, by=by),
    Move.ACCEPT_TRANSFER: lambda case, _l, _c, by: actions.accept_transfer(case, by=by),
    Move.DECLINE_TRANSFER: lambda case, _l, _c, by: actions.decline_transfer(case, "도로의 일입니다.", by=by),
    Move.RULE_TRANSFER: lambda case, _l, _c, by: actions.rule_transfer(case, elsewhere(), "세금이 먼저입니다.", by=by),
    Move.HAND_OVER: lambda case, _l, colleague, by: actions.hand_over(case, colleague, by=by),
    Move.CONSULT: lambda case, _l, _c, by: actions.consult(case, "물음", soon(1), by=by, department=elsewhere()),
    Move.ADVISE: lambda case, _l, _c, by: actions.advise(asked_in(case, by), "깎을 수 있습니다.", by=by),
    Move.POSTPONE: lambda case, _l, _c, by: actions.postpone(asked_in(case, by), soon(2), "조례를 찾습니다.", by=by),
    Move.TAKE_QUESTION_BACK: lambda case, _l, _c, by: actions.take_question_back(asked_in(case, by), by=by),
    Move.PROPOSE: lambda case, _l, _c, by: actions.propose(case, Move.KEEP, keeping(), by=by),
    Move.TAKE_PROPOSAL_BACK: lambda case, _l, _c, by: actions.take_proposal_back(proposed_in(case), by=by),
    Move.APPROVE: lambda case, _l, _c, by: actions.approve(proposed_in(case), by=by),
    Move.SEND_BACK: lambda case, _l, _c, by: actions.send_back(proposed_in(case), "날을 적으십시오.", by=by),
    Move.GROUP: lambda case, lead, _c, by: grouping.group(case, lead, by=by),
    Move.UNGROUP: lambda case, _l, _c, by: grouping.ungroup(case, "다른 문제입니다.", by=by),
    Move.SUGGEST_REFORM: lambda case, _l, _c, by: reforming.suggest_reform(
        case, "국토교통부", "폭을 넓혀 주십시오.", soon(30), by=by
    ),
    Move.REFORM_ANSWERED: lambda case, _l, _c, by: replied(case, by),
    Move.WAKE: lambda case, _l, _c, by: watching.wake(case, "조문이 바뀌었습니다.", by=by).grievance,
}
"""The case, another company's that may lead it, and a colleague of its officer."""

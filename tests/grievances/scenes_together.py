"""Of each move in which others than the unit in charge have a part: how it comes about, and who hears of it."""

from accounts.models import Department
from grievances import actions
from grievances.actions import grouping, reforming, watching
from grievances.models import Approval, Consultation, Grievance, Reform
from grievances.workflow import Move, Outcome
from tests import make
from tests.grievances.scenes import ALL_MEMBERS, CITY, World, infeasible, running, soon, to

ELSEWHERE = ("there", "there's head")
SEES_NO_MORE = {
    (Move.ACCEPT_TRANSFER, "officer"),
    (Move.RULE_TRANSFER, "officer"),
    (Move.TAKE_QUESTION_BACK, "there"),
    (Move.TAKE_QUESTION_BACK, "there's head"),
}
"""Who hears of a case that they see no more: their mail leads nowhere."""


def elsewhere() -> Department:
    """Where `there` works."""
    return make.department("세정과")


def offered(world: World, case: Grievance | None = None) -> Grievance:
    return actions.offer_transfer(case or running(world), elsewhere(), "세금의 일입니다.", by=world.officer)


def declined(world: World, case: Grievance | None = None) -> Grievance:
    return actions.decline_transfer(offered(world, case), "도로의 일입니다.", by=world.there)


def asked(world: World) -> Consultation:
    actions.consult(running(world), "세금을 깎을 수 있습니까?", soon(1), by=world.head, department=elsewhere())
    return Consultation.objects.get()


def proposed(world: World) -> Approval:
    case = running(world)
    Department.objects.filter(pk=case.department_id).update(needs_approval=True)
    said = {"outcome": Outcome.SOLVED, "answer": "고쳤습니다."}
    actions.propose(Grievance.objects.get(pk=case.pk), Move.RESOLVE, said, by=world.officer)
    return Approval.objects.get()


def grouped(world: World) -> Grievance:
    lead = make.grievance(of=make.company("이웃 회사"), to=world.officer)
    return grouping.group(running(world), lead, by=world.head)


def suggested(world: World) -> Grievance:
    return reforming.suggest_reform(
        infeasible(world), "국토교통부", "시행령을 바꾸어 주십시오.", soon(30), by=world.head
    )


def answered(world: World) -> Grievance:
    case = suggested(world)
    return reforming.record_reply(case, Reform.objects.get(), Reform.Reply.PARTLY, "살펴보겠습니다.", by=world.head)


def woken(world: World) -> Grievance:
    case = infeasible(world)
    watching.note_change("도로법 제61조", soon(0), "점용 폭이 바뀌었습니다.", by=world.managers[0])
    return case


# Whose they are: every one is the city's. Of a second decline, the managers hear as well.
TOGETHER = {
    (Move.OFFER_TRANSFER, CITY): (offered, to(ELSEWHERE, "맡아 주십시오")),
    (Move.TAKE_BACK, CITY): (lambda w: actions.take_back(offered(w), by=w.head), {}),
    (Move.ACCEPT_TRANSFER, CITY): (
        lambda w: actions.accept_transfer(offered(w), by=w.there),
        to(ALL_MEMBERS, "담당부서가 바뀌었습니다")
        | to(["there's head"], "새로 맡은 사건")
        | to(["officer"], "이관을 받았습니다"),
    ),
    (Move.DECLINE_TRANSFER, CITY): (
        lambda w: declined(w, declined(w)),
        to(["officer"], "이관을 받지 않았습니다") | to(["manager", "mate"], "담당부서를 정해 주십시오"),
    ),
    (Move.RULE_TRANSFER, CITY): (
        lambda w: actions.rule_transfer(declined(w, declined(w)), elsewhere(), "세금이 먼저입니다.", by=w.managers[0]),
        to(ALL_MEMBERS, "담당부서를 정했습니다")
        | to(ELSEWHERE, "담당부서로 정해졌습니다")
        | to(["officer"], "담당부서를 정했습니다"),
    ),
    (Move.HAND_OVER, CITY): (
        lambda w: actions.hand_over(running(w), w.head, by=w.managers[0]),
        to(ALL_MEMBERS, "담당자가 바뀌었습니다"),
    ),
    (Move.CONSULT, CITY): (
        lambda w: asked(w).grievance,
        to(ELSEWHERE, "의견을 여쭙니다") | to(["officer"], "의견을 물었습니다"),
    ),
    (Move.ADVISE, CITY): (
        lambda w: actions.advise(asked(w), "깎을 수 있습니다.", by=w.there),
        to(["officer"], "의견이 왔습니다"),
    ),
    (Move.POSTPONE, CITY): (
        lambda w: actions.postpone(asked(w), soon(2), "조례를 찾습니다.", by=w.there),
        to(["officer"], "의견이 늦어집니다"),
    ),
    (Move.TAKE_QUESTION_BACK, CITY): (
        lambda w: actions.take_question_back(asked(w), by=w.head),
        to(ELSEWHERE, "의견을 주지 않으셔도 됩니다") | to(["officer"], "물음을 거두었습니다"),
    ),
    (Move.PROPOSE, CITY): (lambda w: proposed(w).grievance, to(["head"], "결재해 주십시오")),
    (Move.TAKE_PROPOSAL_BACK, CITY): (
        lambda w: actions.take_proposal_back(proposed(w), by=w.officer),
        to(["head"], "올린 결재를 거두었습니다"),
    ),
    (Move.APPROVE, CITY): (lambda w: actions.approve(proposed(w), by=w.head), to(["officer"], "결재했습니다")),
    (Move.SEND_BACK, CITY): (
        lambda w: actions.send_back(proposed(w), "날을 적으십시오.", by=w.head),
        to(["officer"], "고쳐서 다시 올려 주십시오"),
    ),
    (Move.GROUP, CITY): (
        grouped,
        to(ALL_MEMBERS, "같은 문제를 겪는 기업들과 함께 다룹니다") | to(["officer"], "묶음에 넣었습니다"),
    ),
    (Move.UNGROUP, CITY): (
        lambda w: grouping.ungroup(grouped(w), "다른 문제입니다.", by=w.head),
        to(ALL_MEMBERS, "이제 따로 다룹니다") | to(["officer"], "묶음에서 뺐습니다"),
    ),
    (Move.SUGGEST_REFORM, CITY): (
        suggested,
        to(ALL_MEMBERS, "국토교통부에 제도를 고쳐 달라고 건의했습니다") | to(["officer"], "건의했습니다"),
    ),
    (Move.REFORM_ANSWERED, CITY): (
        answered,
        to((*ALL_MEMBERS, "officer"), "건의의 회신이 왔습니다"),
    ),
    (Move.WAKE, CITY): (woken, to(["officer", "head"], "깨어난 사건")),
}

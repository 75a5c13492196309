"""Of each move of one unit and one company: how it comes about, and who hears of it. The others: `scenes_together`."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

import time_machine
from django.utils import timezone

from accounts.models import User
from grievances import actions
from grievances.clock import LegalKind
from grievances.models import Grievance
from grievances.workflow import Channel, ExtensionReason, Move, Outcome, Solved
from tests import make

COMPANY, CITY = "COMPANY", "CITY"


@dataclass
class World:
    """A company of three, its department, and people whom nothing of this concerns."""

    owner: User
    filer: User
    colleague: User
    officer: User
    head: User
    managers: list[User]
    there: User
    head_there: User

    def named(self, person: User | None) -> str:
        """What the tests call them."""
        names = {"owner": self.owner, "filer": self.filer, "colleague": self.colleague, "officer": self.officer}
        names |= {"head": self.head, "manager": self.managers[0], "mate": self.managers[1]}
        names |= {"there": self.there, "there's head": self.head_there}
        return next((name for name, known in names.items() if known == person), "somebody else")


def soon(days: int = 5):
    return timezone.localdate() + timedelta(days=days)


def running(world: World) -> Grievance:
    case = make.filed(world.filer)
    return actions.receive(case, LegalKind.GRIEVANCE, make.department(), by=world.managers[0], officer=world.officer)


def paused(world: World) -> Grievance:
    return actions.ask(running(world), "약도를 보내 주십시오.", soon(), by=world.officer)


WHY = (ExtensionReason.COOPERATION, "경기도의 의견을 기다립니다.")


def extended(world: World) -> Grievance:
    return actions.extend(running(world), *WHY, 3, by=world.officer)


def consenting(world: World) -> Grievance:
    return actions.ask_consent(extended(world), *WHY, 2, by=world.officer)


def visited(world: World, *, by: User | None = None) -> Grievance:
    return actions.investigate(running(world), soon(0), soon(3), "폭을 잽니다.", by=by or world.officer)


def resolved(world: World) -> Grievance:
    return actions.resolve(running(world), Outcome.SOLVED, "고쳤습니다.", by=world.officer)


def infeasible(world: World) -> Grievance:
    return make.infeasible(running(world), by=world.officer)


def on_behalf(world: World, filer: User | None = None, **contact: str) -> Grievance:
    return actions.file_on_behalf(
        world.filer.seats.get().company,
        by=world.managers[0],
        key=uuid.uuid4(),
        channel=Channel.PHONE,
        arrived_at=timezone.now() - timedelta(hours=1),
        category=make.category(),
        title="공장 앞 도로가 파였습니다",
        body="지게차가 다니지 못합니다.",
        filer=filer,
        **contact,
    )


def returned(world: World) -> Grievance:
    case = paused(world)
    with time_machine.travel(timezone.now() + timedelta(days=6), tick=False):
        case = actions.ask(case, "한 번 더 부탁드립니다.", soon(), by=world.officer)
    with time_machine.travel(timezone.now() + timedelta(days=12), tick=False):
        return actions.return_(case, "자료가 오지 않았습니다.", by=world.head)


def _closed(earlier: list[Grievance], world: World) -> Grievance:
    return actions.close_repeat(running(world), earlier, "같은 내용입니다.", by=world.managers[0])


ALL_MEMBERS = ("owner", "filer", "colleague")


def to(names, subject: str) -> dict[str, str]:
    return dict.fromkeys(names, subject)


# What each move tells whom: (move, whose) → (how it comes about, who reads which subject). The number stands first.
ALONE = {
    (Move.FILE, COMPANY): (
        lambda w: make.filed(w.filer),
        to(ALL_MEMBERS, "신청을 받았습니다") | to(["manager", "mate"], "접수할 것"),
    ),
    (Move.FILE, CITY): (
        on_behalf,
        to(ALL_MEMBERS, "신청을 대신 적었습니다") | to(["mate"], "접수할 것"),
    ),
    (Move.AMEND, COMPANY): (
        lambda w: actions.amend(running(w), by=w.filer, title="새 제목"),
        to(["officer"], "신청 내용이 바뀌었습니다"),
    ),
    (Move.RECEIVE, CITY): (running, to(ALL_MEMBERS, "접수했습니다") | to(["officer"], "새로 맡은 사건")),
    (Move.ASSIGN, CITY): (
        lambda w: actions.assign(
            make.grievance(by=w.filer, to=w.head), w.officer, by=w.managers[0], note="현장을 아는 분입니다."
        ),
        to(["officer"], "배정받은 사건"),
    ),
    (Move.ASK, CITY): (
        lambda w: actions.ask(running(w), "약도를 보내 주십시오.", soon(), by=w.head),
        to(ALL_MEMBERS, "보완이 필요합니다") | to(["officer"], "보완을 요구했습니다"),
    ),
    (Move.MORE_TIME, COMPANY): (
        lambda w: actions.ask_for_more_time(paused(w), soon(9), "사진을 찍어야 합니다.", by=w.filer),
        to((*ALL_MEMBERS, "officer"), "보완기한이 늘었습니다"),
    ),
    (Move.SUPPLEMENT, COMPANY): (
        lambda w: actions.supplement(paused(w), "약도입니다.", by=w.filer),
        to(ALL_MEMBERS, "보완을 받았습니다") | to(["officer"], "보완이 왔습니다"),
    ),
    (Move.SUPPLEMENT, CITY): (
        lambda w: actions.supplement(paused(w), "우편으로 왔습니다.", by=w.head),
        to(ALL_MEMBERS, "보완을 받았습니다") | to(["officer"], "보완이 왔습니다"),
    ),
    (Move.INVESTIGATE, CITY): (
        lambda w: visited(w, by=w.head),
        to(ALL_MEMBERS, "현장조사를 합니다") | to(["officer"], "현장조사"),
    ),
    (Move.INVESTIGATE_LONGER, CITY): (
        lambda w: actions.investigate_longer(visited(w), soon(6), "비가 옵니다.", by=w.head),
        to(ALL_MEMBERS, "까지 늘었습니다") | to(["officer"], "현장조사 연장"),
    ),
    (Move.END_INVESTIGATION, CITY): (
        lambda w: actions.end_investigation(visited(w), "폭이 5미터입니다.", by=w.head),
        to(ALL_MEMBERS, "현장조사를 마쳤습니다") | to(["officer"], "현장조사 마침"),
    ),
    (Move.EXTEND, CITY): (
        lambda w: actions.extend(running(w), *WHY, 3, by=w.head),
        to(ALL_MEMBERS, "처리기한이 늘었습니다") | to(["officer"], "기한을 연장했습니다"),
    ),
    (Move.ASK_CONSENT, CITY): (
        lambda w: actions.ask_consent(extended(w), *WHY, 3, by=w.head),
        to(ALL_MEMBERS, "여쭙니다") | to(["officer"], "연장 동의를 물었습니다"),
    ),
    (Move.AGREE, COMPANY): (
        lambda w: actions.agree(consenting(w), by=w.filer),
        to(ALL_MEMBERS, "동의하신 대로 처리기한이 늘었습니다") | to(["officer"], "연장에 동의했습니다"),
    ),
    (Move.DECLINE, COMPANY): (
        lambda w: actions.decline(consenting(w), "이달 안에 답을 들어야 합니다.", by=w.filer),
        to(ALL_MEMBERS, "연장하지 않습니다") | to(["officer"], "연장에 동의하지 않았습니다"),
    ),
    (Move.KEEP, CITY): (
        lambda w: actions.keep(running(w), "예산을 세웁니다.", target_on=soon(90), report_on=soon(30), by=w.head),
        to(ALL_MEMBERS, "진행 상황을 알려 드립니다") | to(["officer"], "장기추진"),
    ),
    (Move.RESOLVE, CITY): (
        lambda w: actions.resolve(running(w), Outcome.PARTLY_SOLVED, "절반을 고쳤습니다.", by=w.head),
        to(ALL_MEMBERS, "답변을 드립니다: 일부 해결") | to(["officer"], "답변했습니다"),
    ),
    (Move.FIND_INFEASIBLE, CITY): (
        lambda w: make.infeasible(running(w), by=w.head),
        to(ALL_MEMBERS, "답변을 드립니다: 지금은 할 수 없습니다") | to(["officer"], "처리 불가로 답변했습니다"),
    ),
    (Move.LOOK_AGAIN, CITY): (
        lambda w: actions.look_again(infeasible(w), "아직입니다.", soon(30), by=w.managers[0]),
        to((*ALL_MEMBERS, "officer"), "다시 살펴보았습니다"),
    ),
    (Move.FORWARD, CITY): (
        lambda w: actions.forward(running(w), "경기도", "031-000-0000", "도의 도로입니다.", by=w.managers[0]),
        to(ALL_MEMBERS, "경기도로 이송했습니다") | to(["officer"], "이송했습니다"),
    ),
    (Move.WITHDRAW, COMPANY): (
        lambda w: actions.withdraw(running(w), "풀렸습니다.", by=w.filer),
        to(ALL_MEMBERS, "취하를 받았습니다") | to(["officer"], "취하했습니다"),
    ),
    (Move.RETURN, CITY): (returned, to(ALL_MEMBERS, "신청을 돌려드립니다(반려)") | to(["officer"], "반려했습니다")),
    (Move.CLOSE_REPEAT, CITY): (
        lambda w: _closed([resolved(w), resolved(w)], w),
        to(ALL_MEMBERS, "신청을 마쳤습니다") | to(["officer"], "마쳤습니다"),
    ),
    (Move.REOPEN, COMPANY): (
        lambda w: actions.reopen(resolved(w), "다시 파였습니다.", by=w.filer),
        to(ALL_MEMBERS, "다시 살핍니다") | to(["officer", "head"], "재검토"),
    ),
    (Move.REOPEN, CITY): (
        lambda w: actions.reopen(infeasible(w), "법이 바뀌었습니다.", by=w.managers[0]),
        to(ALL_MEMBERS, "다시 살핍니다") | to(["officer", "head"], "재검토"),
    ),
    (Move.CORRECT, CITY): (
        lambda w: actions.correct(running(w), reason="오타", consent="김신청, 전화", by=w.head, title="새 제목"),
        to((*ALL_MEMBERS, "officer"), "신청 내용을 바로잡았습니다"),
    ),
    (Move.NOTE, CITY): (lambda w: actions.note(running(w), "메모", by=w.head), {}),
    (Move.MESSAGE, COMPANY): (
        lambda w: actions.message(running(w), "언제 됩니까?", by=w.filer),
        to(["officer"], "기업이 글을 남겼습니다"),
    ),
    (Move.MESSAGE, CITY): (
        lambda w: actions.message(running(w), "내일 갑니다.", by=w.officer),
        to(ALL_MEMBERS, "담당자가 글을 남겼습니다"),
    ),
    (Move.RATE, COMPANY): (lambda w: actions.rate(resolved(w).answers.get(), Solved.YES, 5, by=w.filer), {}),
}

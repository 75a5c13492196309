"""작업목록 as data: the queues of an official's day, and the groups in which rows stand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from accounts.roles import OF_A_DEPARTMENT
from grievances.querysets import SEES_EVERY_CASE, GrievanceQuerySet, Urgency

type Rows = Callable[[GrievanceQuerySet, User, datetime], GrievanceQuerySet]

NEWEST_FIRST = ("-arrived_at", "-pk")
OLDEST_FIRST = ("arrived_at", "pk")


@dataclass(frozen=True)
class Queue:
    """오늘의 줄. `order` where it is not the one of urgency, and with it the `rule` that heads the rows."""

    key: str
    name: str
    rows: Rows
    order: tuple[str, ...] = ()
    rule: str = ""
    is_counted: bool = True
    tone: str = ""

    @property
    def by_urgency(self) -> bool:
        """Whether its rows stand in groups."""
        return not self.order


@dataclass(frozen=True)
class Group:
    """Rows of one urgency, and the rule that puts them there."""

    name: str
    rule: str
    tone: str = ""


RULE_TO_RECEIVE = "도달 뒤 8근무시간 안에 접수합니다(영 제6조⑧)"
RULE_SOON = "오늘이나 다음 근무일이 기한입니다"
RULE_LATE = "기한이 지났습니다. 사유를 적고 오늘 답변합니다"

LATE = Group("지연", RULE_LATE, "late")
TO_RECEIVE = Group("접수할 것", RULE_TO_RECEIVE)
SOON = Group("기한 임박", RULE_SOON, "soon")
OTHERS = Group("그 밖의 처리 중", "기한 순")

GROUPS: dict[Urgency, Group] = {
    Urgency.LATE: LATE,
    Urgency.TO_RECEIVE: TO_RECEIVE,
    Urgency.SOON: SOON,
    Urgency.RUNNING: OTHERS,
    Urgency.STILL: OTHERS,
    Urgency.LONG_TERM: OTHERS,
}

TO_RECEIVE_QUEUE = Queue(
    "to-receive", "접수할 것", lambda cases, _by, _at: cases.open(), ("receive_by", "pk"), RULE_TO_RECEIVE
)
MINE = Queue("mine", "내 담당", lambda cases, by, _at: cases.in_progress().of_officer(by))
DEPARTMENT = Queue("department", "우리 부서", lambda cases, by, _at: cases.in_progress().of_departments(by))
RUNNING = Queue("running", "진행 중 모두", lambda cases, _by, _at: cases.running(), is_counted=False)
ALL = Queue("all", "모두", lambda cases, _by, _at: cases, NEWEST_FIRST, "새로 온 순", is_counted=False)

QUEUES: tuple[Queue, ...] = (
    TO_RECEIVE_QUEUE,
    MINE,
    DEPARTMENT,
    Queue(
        "waiting",
        "기업 답변 대기",
        lambda cases, by, _at: cases.answered_for_by(by).waiting_for_company(),
        ("paused_at", "pk"),
        "보완이 올 때까지 시계가 멈춥니다(영 제20조)",
    ),
    Queue(
        "due-soon",
        "기한 임박",
        lambda cases, by, at: cases.answered_for_by(by).due_soon(at=at),
        ("due_at", "pk"),
        RULE_SOON,
        tone="soon",
    ),
    Queue(
        "overdue",
        "지연",
        lambda cases, by, at: cases.answered_for_by(by).overdue(at=at),
        ("due_at", "pk"),
        RULE_LATE,
        tone="late",
    ),
    Queue(
        "long-term",
        "장기추진",
        lambda cases, by, _at: cases.answered_for_by(by).long_term(),
        ("report_on", "pk"),
        "다음 보고일 순",
    ),
)
"""The seven of every day, always in this order."""

ASKED: tuple[Queue, ...] = (
    Queue(
        "to-approve",
        "결재할 것",
        lambda cases, by, _at: cases.to_approve_by(by),
        ("proposed_at", "pk"),
        "올린 지 오래된 것부터. 결재를 기다리는 동안에도 시계는 갑니다",
    ),
    Queue(
        "offered",
        "이관을 제안받음",
        lambda cases, by, _at: cases.offered_to_departments(by),
        ("due_at", "pk"),
        "맡거나, 까닭을 적고 맡지 않습니다. 답할 때까지 보낸 부서가 맡습니다",
    ),
    Queue(
        "to-advise",
        "답할 의견",
        lambda cases, by, _at: cases.asked_about(by),
        ("due_at", "pk"),
        "다른 부서가 의견을 묻습니다. 답하거나, 한 번 답할 날을 늦춥니다",
    ),
    Queue(
        "standing-in",
        "대신 맡은 사건",
        lambda cases, by, at: cases.in_progress().stood_in_for_by(by, on=timezone.localdate(at)),
    ),
    Queue(
        "to-rule",
        "담당부서를 정할 것",
        lambda cases, by, _at: cases.to_rule_on().ruled_on_by(by),
        ("rule_by", "pk"),
        "이관이 두 번 거절되었습니다. 8근무시간 안에 담당부서를 정합니다",
    ),
    Queue(
        "left",
        "대표가 끝난 묶음",
        lambda cases, by, _at: cases.answered_for_by(by).left_by_their_lead(),
        ("due_at", "pk"),
        "대표 사건이 끝났습니다. 답하거나, 새 대표를 정하거나, 묶음에서 뺍니다",
    ),
    Queue(
        "opinions",
        "의견을 기다림",
        lambda cases, by, _at: cases.answered_for_by(by).waiting_for_opinions(),
        ("due_at", "pk"),
        "다른 곳에 물었습니다. 기다리는 동안에도 시계는 갑니다",
    ),
    Queue(
        "watch",
        "깨어난 사건",
        lambda cases, by, at: cases.answered_for_by(by).woken(on=timezone.localdate(at)),
        ("look_again_on", "pk"),
        "다시 보기로 한 날이 왔거나, 든 조문이 바뀌었거나, 건의가 받아들여졌습니다",
    ),
)
"""What others ask of this person. They come first, and only while there is something in them."""

MORE: tuple[Queue, ...] = (
    RUNNING,
    Queue("ended", "끝난 것", lambda cases, _by, _at: cases.ended(), NEWEST_FIRST, "새로 온 순", is_counted=False),
    ALL,
)
BY_KEY = {queue.key: queue for queue in (*ASKED, *QUEUES, *MORE)}


def queues_of(user: User) -> tuple[Queue, ...]:
    """The seven without those in which this person can never have a row."""
    sees_all, has_department = user.is_superuser or user.roles & SEES_EVERY_CASE, user.roles & OF_A_DEPARTMENT
    never = set() if sees_all else {TO_RECEIVE_QUEUE}
    never |= set() if has_department else {MINE, DEPARTMENT}
    return tuple(queue for queue in QUEUES if queue not in never)

"""The life of a meeting as data, and what it can decide about a case. Asks nobody, writes nothing."""

from collections.abc import Set
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from grievances.workflow import Move as CaseMove


class Kind(TextChoices):
    """회의 종류."""

    ONE_STOP = "ONE_STOP", _("원스톱 처리회의")
    JOINT = "JOINT", _("합동회의")
    COUNCIL = "COUNCIL", _("소통위원회")
    REVIEW = "REVIEW", _("추진상황 보고회")


class Status(TextChoices):
    """회의 상태."""

    PLANNED = "PLANNED", _("준비")
    INVITED = "INVITED", _("알림")
    HELD = "HELD", _("마침")
    CONFIRMED = "CONFIRMED", _("회의록 확정")
    CANCELLED = "CANCELLED", _("취소")


class Move(TextChoices):
    """What can be done in the life of a meeting."""

    PLAN = "PLAN", _("회의 만들기")
    AMEND = "AMEND", _("내용 변경")
    SET_PEOPLE = "SET_PEOPLE", _("참석자 정하기")
    PUT_ON = "PUT_ON", _("안건 올리기")
    WORD = "WORD", _("안건 이름 변경")
    ORDER = "ORDER", _("안건 차례 변경")
    TAKE_OFF = "TAKE_OFF", _("안건 내리기")
    INVITE = "INVITE", _("참석 알리기")
    REPLY = "REPLY", _("참석 여부 답함")
    DECIDE = "DECIDE", _("안건 결정")
    HOLD = "HOLD", _("회의 마침")
    WRITE = "WRITE", _("회의록 변경")
    CONFIRM = "CONFIRM", _("회의록 확정")
    CANCEL = "CANCEL", _("회의 취소")


DEFER = "DEFER"
"""다음 회의로: nothing is done to the case, the words say why."""
DECISIONS = (
    CaseMove.KEEP,
    CaseMove.RESOLVE,
    CaseMove.FIND_INFEASIBLE,
    CaseMove.LOOK_AGAIN,
    CaseMove.REOPEN,
    CaseMove.FORWARD,
    CaseMove.CONSULT,
    CaseMove.NOTE,
)
"""What a meeting can do with a case: the move itself, by `grievances.actions`. NOTE: its words, as a memo."""
DECISION_CHOICES = [*((move.value, move.label) for move in DECISIONS), (DEFER, _("다음 회의로"))]


@dataclass(frozen=True)
class Rule:
    """One line: from where, to where, by whom, what it needs. `to` None: the status stays."""

    sources: Set[Status]
    to: Status | None
    by: Set[Role]
    needs: str
    is_internal: bool = True  # Companies read what becomes of their case in the case.


S, R = Status, Role
OFFICE = frozenset({R.MANAGER})
ATTENDING = frozenset(Role) - {R.COMPANY}
"""Whoever attends, in whichever role; guests without an account among them."""
AHEAD = frozenset({S.PLANNED, S.INVITED})
UNCONFIRMED = AHEAD | {S.HELD}
MET = frozenset({S.HELD, S.CONFIRMED})
"""A meeting that took place."""

RULES: dict[Move, Rule] = {
    Move.PLAN: Rule(frozenset(), S.PLANNED, OFFICE, "종류, 때, 곳"),
    Move.AMEND: Rule(AHEAD, None, OFFICE, "바꿀 내용. 시작하기 전"),
    Move.SET_PEOPLE: Rule(UNCONFIRMED, None, OFFICE, "참석할 사람, 외부기관에서 오는 사람"),
    Move.PUT_ON: Rule(UNCONFIRMED, None, OFFICE, "종결되지 않은 사건. 보고회는 장기추진과 처리 불가만"),
    Move.WORD: Rule(UNCONFIRMED, None, OFFICE, "참석자가 읽는 안건 이름"),
    Move.ORDER: Rule(AHEAD, None, OFFICE, "안건 둘의 차례"),
    Move.TAKE_OFF: Rule(UNCONFIRMED, None, OFFICE, "정하지 않은 안건"),
    Move.INVITE: Rule(AHEAD, S.INVITED, OFFICE, "참석할 사람"),
    Move.REPLY: Rule(frozenset({S.INVITED}), None, ATTENDING, "알림을 받은 참석자"),
    Move.DECIDE: Rule(UNCONFIRMED, None, OFFICE, "회의가 시작한 뒤. 안건마다 한 번, 그 사건에서 바로 이루어짐"),
    Move.HOLD: Rule(AHEAD, S.HELD, OFFICE, "회의가 시작한 뒤. 회의록, 온 사람"),
    Move.WRITE: Rule(frozenset({S.HELD}), None, OFFICE, "고친 회의록"),
    Move.CONFIRM: Rule(frozenset({S.HELD}), S.CONFIRMED, OFFICE, "모든 안건이 정해짐"),
    Move.CANCEL: Rule(AHEAD, S.CANCELLED, OFFICE, "까닭. 정한 안건이 없음"),
}


def refusal(move: Move, status: Status) -> str:
    """Why a move is impossible in this status."""
    return gettext("이 회의는 ‘%(status)s’ 상태여서 지금은 ‘%(move)s’ 처리를 할 수 없습니다.") % {
        "move": move.label,
        "status": status.label,
    }

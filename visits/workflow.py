"""The life of a visit as data: statuses, moves, who may make which, what each needs. Asks nobody, writes nothing."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


class Status(TextChoices):
    """방문 상태."""

    REQUESTED = "REQUESTED", _("신청")
    OFFERED = "OFFERED", _("일정 제안")
    SCHEDULED = "SCHEDULED", _("확정")
    HELD = "HELD", _("방문 마침")
    CLOSED = "CLOSED", _("정리 끝")
    DECLINED = "DECLINED", _("어려움")
    CANCELLED = "CANCELLED", _("취소")
    NO_SHOW = "NO_SHOW", _("만나지 못함")


class Move(TextChoices):
    """What can be done in the life of a visit."""

    REQUEST = "REQUEST", _("방문 신청")
    AMEND = "AMEND", _("신청 내용 변경")
    ADD_FILES = "ADD_FILES", _("자료 올리기")
    OFFER = "OFFER", _("일정 제안")
    ACCEPT = "ACCEPT", _("일정 수락")
    ASK_OTHER = "ASK_OTHER", _("다른 일정 요청")
    SCHEDULE = "SCHEDULE", _("일정 확정")
    MOVE_DAY = "MOVE_DAY", _("일정 변경")
    DECLINE = "DECLINE", _("어렵다고 알림")
    CANCEL = "CANCEL", _("방문 취소")
    ROSTER = "ROSTER", _("명단 변경")
    LOG = "LOG", _("방문 기록")
    NO_SHOW = "NO_SHOW", _("만나지 못함")
    SEND_MINUTES = "SEND_MINUTES", _("회의록 보내기")
    CONFIRM = "CONFIRM", _("회의록 확인")
    OBJECT = "OBJECT", _("회의록 이의")
    CLOSE = "CLOSE", _("정리 끝내기")


class PromiseState(TextChoices):
    """How a line of a visit ended (약속)."""

    UNDECIDED = "UNDECIDED", _("정하지 않음")
    SOLVED = "SOLVED", _("현장 해결")
    GRIEVANCE = "GRIEVANCE", _("애로 접수")
    EXPLAINED = "EXPLAINED", _("설명")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("불수용")


class Part(TextChoices):
    """As what somebody goes along."""

    MAYOR = "MAYOR", _("시장실")
    TEAM = "TEAM", _("지원단")
    SQUAD = "SQUAD", _("현장기동반")
    OFFICER = "OFFICER", _("담당부서")
    CONSULTANT = "CONSULTANT", _("컨설턴트")
    COMMITTEE = "COMMITTEE", _("소통위원회")
    OUTSIDE = "OUTSIDE", _("외부기관")


WRITERS = frozenset({Part.MAYOR, Part.TEAM, Part.SQUAD, Part.OFFICER, Part.CONSULTANT})
"""Parts whose people log the visit; the others read along."""


@dataclass(frozen=True)
class Rule:
    """One line: from where, to where, by whom, what it needs. `to` None: the status stays."""

    sources: Set[Status]
    to: Status | None
    by: Set[Role]
    needs: str
    is_internal: bool = False  # What it writes into the history is read by staff only.


S, R = Status, Role

AHEAD = frozenset({S.REQUESTED, S.OFFERED, S.SCHEDULED})
PLACED = frozenset({S.OFFERED, S.SCHEDULED, S.HELD, S.CLOSED, S.NO_SHOW})
"""These have a slot; the others have none."""
MET = frozenset({S.HELD, S.CLOSED})
"""A visit that took place: these are counted."""
CLOSED_UNCONFIRMED_AFTER = timedelta(days=7)
"""Minutes nobody confirmed may be closed so long after they went out: the host had its say."""
CALLED_ABOUT_AFTER = timedelta(days=3)
"""So long after the minutes went out somebody asks whether they were read."""
OFFICE = frozenset({R.MANAGER})
ON_SITE = frozenset({R.MANAGER, R.TEAM})
COMPANY = frozenset({R.COMPANY})

RULES: dict[Move, Rule] = {
    Move.REQUEST: Rule(frozenset(), S.REQUESTED, OFFICE | COMPANY, "주제. 프로그램이 받는 기업"),
    Move.AMEND: Rule(AHEAD, None, OFFICE | COMPANY, "바꿀 내용"),
    Move.ADD_FILES: Rule(AHEAD | {S.HELD}, None, ON_SITE | COMPANY, "파일"),
    Move.OFFER: Rule(frozenset({S.REQUESTED, S.OFFERED}), S.OFFERED, OFFICE, "빈 시간대"),
    Move.ACCEPT: Rule(frozenset({S.OFFERED}), S.SCHEDULED, COMPANY, "제안받은 시간대"),
    Move.ASK_OTHER: Rule(frozenset({S.OFFERED, S.SCHEDULED}), S.REQUESTED, COMPANY, "되는 날. 잡았던 시간대는 풀림"),
    Move.SCHEDULE: Rule(frozenset({S.REQUESTED, S.OFFERED}), S.SCHEDULED, OFFICE, "빈 시간대. 기업과 전화로 정한 것"),
    Move.MOVE_DAY: Rule(frozenset({S.SCHEDULED}), S.SCHEDULED, OFFICE, "다른 빈 시간대, 까닭"),
    Move.DECLINE: Rule(frozenset({S.REQUESTED, S.OFFERED}), S.DECLINED, OFFICE, "까닭. 기업이 읽음"),
    Move.CANCEL: Rule(AHEAD, S.CANCELLED, OFFICE | COMPANY, "까닭"),
    Move.ROSTER: Rule(AHEAD | {S.HELD}, None, OFFICE, "함께 갈 사람", is_internal=True),
    Move.LOG: Rule(frozenset({S.SCHEDULED, S.HELD}), S.HELD, ON_SITE, "온 사람, 회의록, 약속 줄"),
    Move.NO_SHOW: Rule(frozenset({S.SCHEDULED}), S.NO_SHOW, ON_SITE, "까닭"),
    Move.SEND_MINUTES: Rule(frozenset({S.HELD}), None, ON_SITE, "회의록. 모든 약속 줄이 정해짐"),
    Move.CONFIRM: Rule(frozenset({S.HELD}), None, COMPANY, "받은 회의록"),
    Move.OBJECT: Rule(frozenset({S.HELD}), None, COMPANY, "다르게 적힌 줄과 바르게 고칠 말"),
    Move.CLOSE: Rule(frozenset({S.HELD}), S.CLOSED, OFFICE, "정하지 않은 약속 없음. 기업이 확인했거나 7일이 지남"),
}


def refusal(move: Move, status: Status) -> str:
    """Why a move is impossible in this status."""
    return gettext("이 방문은 ‘%(status)s’ 상태여서 지금은 ‘%(move)s’ 처리를 할 수 없습니다.") % {
        "move": move.label,
        "status": status.label,
    }

"""The life of a grievance as data: statuses, moves, who may make which, what each needs. Asks nobody, writes nothing.

Buttons, the admin, the notices, the tests and the printed table (`manage.py workflow`) all read RULES.
"""

from collections.abc import Set
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


class Status(TextChoices):
    """처리상태: four that the city publishes, one for what ends otherwise."""

    OPEN = "OPEN", _("접수 대기")
    IN_PROGRESS = "IN_PROGRESS", _("처리 중")
    RESOLVED = "RESOLVED", _("완료")
    INFEASIBLE = "INFEASIBLE", _("처리 불가")
    CLOSED = "CLOSED", _("종결")


class Move(TextChoices):
    """What can be done in the life of a grievance."""

    FILE = "FILE", _("신청")
    AMEND = "AMEND", _("신청 내용 변경")
    RECEIVE = "RECEIVE", _("접수")
    ASSIGN = "ASSIGN", _("배정")
    OFFER_TRANSFER = "OFFER_TRANSFER", _("이관 제안")
    TAKE_BACK = "TAKE_BACK", _("이관 거두기")
    ACCEPT_TRANSFER = "ACCEPT_TRANSFER", _("이관 수락")
    DECLINE_TRANSFER = "DECLINE_TRANSFER", _("이관 거절")
    RULE_TRANSFER = "RULE_TRANSFER", _("담당부서 지정")
    HAND_OVER = "HAND_OVER", _("인계")
    CONSULT = "CONSULT", _("협조·자문")
    ADVISE = "ADVISE", _("의견")
    POSTPONE = "POSTPONE", _("의견 늦춤")
    TAKE_QUESTION_BACK = "TAKE_QUESTION_BACK", _("물음 거두기")
    ASK = "ASK", _("보완요구")
    MORE_TIME = "MORE_TIME", _("보완기간 연장 요청")
    SUPPLEMENT = "SUPPLEMENT", _("보완")
    INVESTIGATE = "INVESTIGATE", _("현장조사")
    INVESTIGATE_LONGER = "INVESTIGATE_LONGER", _("현장조사 연장")
    END_INVESTIGATION = "END_INVESTIGATION", _("현장조사 마침")
    EXTEND = "EXTEND", _("기한연장")
    ASK_CONSENT = "ASK_CONSENT", _("연장 동의 요청")
    AGREE = "AGREE", _("연장 동의")
    DECLINE = "DECLINE", _("연장 거절")
    RECOUNT = "RECOUNT", _("기한 다시 셈")
    PROPOSE = "PROPOSE", _("결재 올리기")
    TAKE_PROPOSAL_BACK = "TAKE_PROPOSAL_BACK", _("결재 거두기")
    APPROVE = "APPROVE", _("결재")
    SEND_BACK = "SEND_BACK", _("돌려보내기")
    KEEP = "KEEP", _("장기추진")
    RESOLVE = "RESOLVE", _("완료")
    FIND_INFEASIBLE = "FIND_INFEASIBLE", _("처리 불가")
    FORWARD = "FORWARD", _("이송")
    WITHDRAW = "WITHDRAW", _("취하")
    RETURN = "RETURN", _("반려")
    CLOSE_REPEAT = "CLOSE_REPEAT", _("반복종결")
    GROUP = "GROUP", _("묶기")
    UNGROUP = "UNGROUP", _("묶음에서 빼기")
    SUGGEST_REFORM = "SUGGEST_REFORM", _("제도개선 건의")
    REFORM_ANSWERED = "REFORM_ANSWERED", _("건의 회신")
    WAKE = "WAKE", _("깨움")
    LOOK_AGAIN = "LOOK_AGAIN", _("다시 살핌")
    REOPEN = "REOPEN", _("재검토")
    CORRECT = "CORRECT", _("직권 보정")
    NOTE = "NOTE", _("내부 메모")
    MESSAGE = "MESSAGE", _("소통")
    RATE = "RATE", _("만족도")


class Outcome(TextChoices):
    """What the answer of a resolved case brings."""

    SOLVED = "SOLVED", _("해결")
    PARTLY_SOLVED = "PARTLY_SOLVED", _("일부 해결")
    EXPLAINED = "EXPLAINED", _("안내·설명")


class ClosingReason(TextChoices):
    """Why a case ended without an outcome. Never counted as solved."""

    WITHDRAWN = "WITHDRAWN", _("취하")
    RETURNED = "RETURNED", _("반려")
    FORWARDED = "FORWARDED", _("이송")
    REPEATED = "REPEATED", _("반복")
    DUPLICATE = "DUPLICATE", _("중복")


class Limit(TextChoices):
    """What stands in the way of a case that is found infeasible."""

    LAW = "LAW", _("법령")
    SYSTEM = "SYSTEM", _("제도")
    BUDGET = "BUDGET", _("예산")
    AUTHORITY = "AUTHORITY", _("권한 밖")
    OTHER = "OTHER", _("기타")


class ExtensionReason(TextChoices):
    """연장 사유: the four of the law, the one of before, and the three that are forbidden (시행령 §21①②)."""

    COOPERATION = "COOPERATION", _("관계 기관·부서의 협조 필요")
    FACTS = "FACTS", _("사실관계·현장 확인 필요")
    FORCE_MAJEURE = "FORCE_MAJEURE", _("천재지변 등 불가항력")
    SIMILAR = "SIMILAR", _("그에 준하는 사유")
    UNAVOIDABLE = "UNAVOIDABLE", _("부득이한 사유")
    WORKLOAD = "WORKLOAD", _("업무가 많음")
    LATE_ASSIGNMENT = "LATE_ASSIGNMENT", _("담당자 지정이 늦음")
    ABSENCE = "ABSENCE", _("담당자가 자리에 없음")


class Channel(TextChoices):
    """How the grievance reached the city."""

    ONLINE = "ONLINE", _("누리집")
    PHONE = "PHONE", _("전화")
    WALK_IN = "WALK_IN", _("방문 창구")
    LETTER = "LETTER", _("우편·팩스")
    VISIT = "VISIT", _("현장방문")
    SURVEY = "SURVEY", _("사전조사")
    MEETING = "MEETING", _("회의·간담회")


class Solved(TextChoices):
    """What the company itself says of an answer."""

    YES = "YES", _("해결되었습니다")
    PARTLY = "PARTLY", _("일부만 해결되었습니다")
    NO = "NO", _("해결되지 않았습니다")


@dataclass(frozen=True)
class Rule:
    """One line: from where, to where, by whom, what it needs. `to` None: the status stays."""

    sources: Set[Status]
    to: Status | None
    by: Set[Role]
    needs: str
    is_internal: bool = False  # What it writes into the history is read by staff only.


S, R = Status, Role

ANY = frozenset(Status)
RUNNING = frozenset({S.OPEN, S.IN_PROGRESS})
ANSWERED = frozenset({S.RESOLVED, S.INFEASIBLE})
ENDED = ANSWERED | {S.CLOSED}
OFFICERS = frozenset({R.OFFICER, R.HEAD})
CASE_STAFF = OFFICERS | {R.MANAGER}

RULES: dict[Move, Rule] = {
    Move.FILE: Rule(frozenset(), S.OPEN, CASE_STAFF | {R.COMPANY}, "제목, 내용, 분야. 대신 신청이면 경로와 도달일시"),
    Move.AMEND: Rule(RUNNING, None, frozenset({R.COMPANY}), "바꿀 내용 (법 제22조②)"),
    Move.RECEIVE: Rule(
        frozenset({S.OPEN}), S.IN_PROGRESS, frozenset({R.MANAGER}), "민원 종류, 담당부서. 도달 뒤 8근무시간 안"
    ),
    Move.ASSIGN: Rule(
        frozenset({S.IN_PROGRESS}), None, frozenset({R.MANAGER, R.HEAD}), "담당부서의 담당자", is_internal=True
    ),
    Move.OFFER_TRANSFER: Rule(
        frozenset({S.IN_PROGRESS}), None, CASE_STAFF, "받을 부서, 까닭. 받을 때까지 보낸 부서가 맡음", is_internal=True
    ),
    Move.TAKE_BACK: Rule(frozenset({S.IN_PROGRESS}), None, CASE_STAFF, "답을 기다리는 이관 제안", is_internal=True),
    Move.ACCEPT_TRANSFER: Rule(
        frozenset({S.IN_PROGRESS}), None, OFFICERS, "제안받은 부서의 담당자. 처리기한은 그대로"
    ),
    Move.DECLINE_TRANSFER: Rule(
        frozenset({S.IN_PROGRESS}),
        None,
        OFFICERS,
        "제안받은 부서, 까닭. 두 번째 거절이면 총괄담당이 정함",
        is_internal=True,
    ),
    Move.RULE_TRANSFER: Rule(
        frozenset({S.IN_PROGRESS}), None, frozenset({R.MANAGER}), "두 번 거절된 사건의 담당부서, 까닭. 8근무시간 안"
    ),
    Move.HAND_OVER: Rule(
        frozenset({S.IN_PROGRESS}), None, frozenset({R.MANAGER, R.HEAD}), "이어 맡을 담당자. 기업이 새 이름을 들음"
    ),
    Move.CONSULT: Rule(
        frozenset({S.IN_PROGRESS}),
        None,
        OFFICERS,
        "부서, 위원, 외부기관 가운데 하나. 물음, 처리기한 안의 답할 때",
        is_internal=True,
    ),
    Move.ADVISE: Rule(
        frozenset({S.IN_PROGRESS}), None, OFFICERS | {R.EXPERT}, "의견을 요청받은 쪽의 답", is_internal=True
    ),
    Move.POSTPONE: Rule(
        frozenset({S.IN_PROGRESS}),
        None,
        OFFICERS | {R.EXPERT},
        "의견을 요청받은 쪽. 까닭, 처리기한 안의 새로운 때. 한 번",
        is_internal=True,
    ),
    Move.TAKE_QUESTION_BACK: Rule(
        frozenset({S.IN_PROGRESS}), None, OFFICERS, "답을 기다리는 의견 요청", is_internal=True
    ),
    Move.ASK: Rule(frozenset({S.IN_PROGRESS}), None, OFFICERS, "빠진 것, 보완 기한. 시계가 멈춤"),
    Move.MORE_TIME: Rule(frozenset({S.IN_PROGRESS}), None, frozenset({R.COMPANY}), "까닭. 두 번까지 (시행령 제24조②)"),
    Move.SUPPLEMENT: Rule(
        frozenset({S.IN_PROGRESS}),
        None,
        OFFICERS | {R.COMPANY},
        "보완 내용. 시계가 다시 감. 종이로 온 것은 담당자가 입력",
    ),
    Move.INVESTIGATE: Rule(
        frozenset({S.IN_PROGRESS}), None, OFFICERS, "시작일과 마치는 날, 까닭. 고충만, 한 번 14일까지 (시행령 제17조④)"
    ),
    Move.INVESTIGATE_LONGER: Rule(
        frozenset({S.IN_PROGRESS}), None, OFFICERS, "새로 마치는 날, 까닭. 한 번 7일까지 (시행령 제17조④)"
    ),
    Move.END_INVESTIGATION: Rule(frozenset({S.IN_PROGRESS}), None, OFFICERS, "조사 결과. 시계가 다시 감"),
    Move.EXTEND: Rule(
        frozenset({S.IN_PROGRESS}), None, OFFICERS, "법정 사유, 설명, 처리기간만큼까지. 한 번 (시행령 제21조①)"
    ),
    Move.ASK_CONSENT: Rule(
        frozenset({S.IN_PROGRESS}), None, OFFICERS, "법정 사유, 설명, 처리기간만큼까지. 두 번째 연장에만"
    ),
    Move.AGREE: Rule(
        frozenset({S.IN_PROGRESS}), None, frozenset({R.COMPANY}), "동의를 물은 두 번째 연장. 동의하면 기한이 늘어남"
    ),
    Move.DECLINE: Rule(
        frozenset({S.IN_PROGRESS}), None, frozenset({R.COMPANY}), "동의를 물은 두 번째 연장. 까닭(선택)"
    ),
    Move.RECOUNT: Rule(RUNNING, None, frozenset(), "쉬는 날, 근무시간, 처리기간이나 장애 기록이 바뀜"),
    Move.PROPOSE: Rule(
        frozenset({S.IN_PROGRESS}),
        None,
        frozenset({R.OFFICER}),
        "결재하는 부서의 완료, 처리 불가, 장기추진. 시계는 계속 감",
        is_internal=True,
    ),
    Move.TAKE_PROPOSAL_BACK: Rule(
        frozenset({S.IN_PROGRESS}), None, frozenset({R.OFFICER}), "결재를 기다리는 것", is_internal=True
    ),
    Move.APPROVE: Rule(
        frozenset({S.IN_PROGRESS}),
        None,
        frozenset({R.HEAD}),
        "결재를 기다리는 것. 결재하면 올린 대로 바로 나감",
        is_internal=True,
    ),
    Move.SEND_BACK: Rule(
        frozenset({S.IN_PROGRESS}), None, frozenset({R.HEAD}), "결재를 기다리는 것, 까닭", is_internal=True
    ),
    Move.KEEP: Rule(frozenset({S.IN_PROGRESS}), None, OFFICERS, "기한 안 중간답변, 목표일, 다음 보고일"),
    Move.RESOLVE: Rule(frozenset({S.IN_PROGRESS}), S.RESOLVED, OFFICERS, "결과, 답변"),
    Move.FIND_INFEASIBLE: Rule(
        frozenset({S.IN_PROGRESS}),
        S.INFEASIBLE,
        OFFICERS,
        "한계, 조문, 해 본 것, 바꿀 수 있는 곳, 구제 방법, 다시 볼 날",
    ),
    Move.FORWARD: Rule(RUNNING, S.CLOSED, frozenset({R.MANAGER}), "받는 기관, 연락처, 까닭"),
    Move.WITHDRAW: Rule(RUNNING, S.CLOSED, frozenset({R.COMPANY}), "까닭(선택)"),
    Move.RETURN: Rule(frozenset({S.IN_PROGRESS}), S.CLOSED, OFFICERS, "답 없는 보완요구 두 번, 까닭"),
    Move.CLOSE_REPEAT: Rule(
        RUNNING, S.CLOSED, frozenset({R.MANAGER}), "같은 내용에 이미 알린 답변 두 건 (법 제23조), 또는 겹쳐 낸 사건"
    ),
    Move.GROUP: Rule(RUNNING, None, CASE_STAFF, "같은 문제의 대표 사건"),
    Move.UNGROUP: Rule(ANY, None, CASE_STAFF, "묶음에 든 사건"),
    Move.SUGGEST_REFORM: Rule(
        frozenset({S.IN_PROGRESS}) | ANSWERED, None, CASE_STAFF, "건의할 곳, 건의할 것, 회신을 물을 날"
    ),
    Move.REFORM_ANSWERED: Rule(ANY, None, CASE_STAFF, "회신을 기다리는 건의, 회신 내용"),
    Move.WAKE: Rule(frozenset({S.INFEASIBLE}), None, CASE_STAFF, "막고 있던 조문이 바뀜", is_internal=True),
    Move.LOOK_AGAIN: Rule(frozenset({S.INFEASIBLE}), None, CASE_STAFF, "살펴본 결과, 다음에 다시 볼 날"),
    Move.REOPEN: Rule(ANSWERED, S.IN_PROGRESS, frozenset({R.COMPANY, R.MANAGER}), "까닭. 기업은 답변 뒤 90일 안"),
    Move.CORRECT: Rule(ANY, None, CASE_STAFF, "명백한 잘못, 기업의 동의 (시행령 제6조⑤)"),
    Move.NOTE: Rule(ANY, None, CASE_STAFF, "메모. 기업은 보지 못함", is_internal=True),
    Move.MESSAGE: Rule(ANY, None, CASE_STAFF | {R.COMPANY}, "글"),
    Move.RATE: Rule(ANSWERED, None, frozenset({R.COMPANY}), "해결 여부, 점수 1–5. 신청한 사람이 답변마다 한 번"),
}


class MoveRefused(Exception):  # noqa: N818 — it is an answer to the user, not an error
    """A move that cannot be made now: a Korean sentence that says why and what to do instead."""


def refusal(move: Move, status: Status) -> str:
    """Why a move is impossible in this status."""
    return gettext("이 사건은 ‘%(status)s’ 상태여서 지금은 ‘%(move)s’ 처리를 할 수 없습니다.") % {
        "move": move.label,
        "status": status.label,
    }

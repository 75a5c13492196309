"""Who may do what in a company: pure data. Doors and actions ask `permissions.may`, which reads this table."""

from enum import StrEnum

from django.db.models import TextChoices


class Standing(StrEnum):
    """What somebody is to a company."""

    MEMBER = "MEMBER"
    OWNER = "OWNER"
    MANAGER = "MANAGER"


class Move(TextChoices):
    """What can be done in and to a company that has members."""

    INVITE = "INVITE", "초대"
    MAKE_LEAFLET = "MAKE_LEAFLET", "QR 안내문 만들기"
    WITHDRAW_INVITATION = "WITHDRAW_INVITATION", "초대 거두기"
    DECIDE_REQUEST = "DECIDE_REQUEST", "가입 요청 결정"
    HAND_OVER = "HAND_OVER", "대표 계정 넘기기"
    ADD_OWNER = "ADD_OWNER", "대표 계정 더하기"
    REMOVE = "REMOVE", "내보내기"
    LEAVE = "LEAVE", "나가기"
    SWITCH_NUDGES = "SWITCH_NUDGES", "가입 안내 켜고 끄기"
    CORRECT = "CORRECT", "기업 정보 고치기"
    APPROVE = "APPROVE", "등록 승인"
    REJECT = "REJECT", "등록 반려"
    MERGE = "MERGE", "합치기"


M, S = Move, Standing

RULES: dict[Move, frozenset[Standing]] = {
    M.INVITE: frozenset({S.MEMBER, S.OWNER}),
    M.MAKE_LEAFLET: frozenset({S.MEMBER, S.OWNER}),
    M.WITHDRAW_INVITATION: frozenset({S.OWNER}),
    M.DECIDE_REQUEST: frozenset({S.OWNER}),
    M.HAND_OVER: frozenset({S.OWNER}),
    M.ADD_OWNER: frozenset({S.OWNER, S.MANAGER}),
    M.REMOVE: frozenset({S.OWNER, S.MANAGER}),
    M.LEAVE: frozenset({S.MEMBER, S.OWNER}),
    M.SWITCH_NUDGES: frozenset({S.OWNER}),
    M.CORRECT: frozenset({S.OWNER}),
    M.APPROVE: frozenset({S.MANAGER}),
    M.REJECT: frozenset({S.MANAGER}),
    M.MERGE: frozenset({S.MANAGER}),
}

NEED_APPROVAL = frozenset({M.INVITE, M.MAKE_LEAFLET, M.DECIDE_REQUEST, M.ADD_OWNER})
"""Letting others in waits until the company itself has been let in."""

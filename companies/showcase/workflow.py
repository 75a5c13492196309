"""The life of a showcase from the first draft to the public page: pure data, one exception."""

from collections.abc import Set
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from companies.workflow import Standing


class State(models.TextChoices):
    """How far one version of a showcase is."""

    DRAFT = "DRAFT", _("작성 중")
    SUBMITTED = "SUBMITTED", _("확인 중")
    SENT_BACK = "SENT_BACK", _("고칠 곳 있음")
    PUBLISHED = "PUBLISHED", _("공개")


class Move(models.TextChoices):
    """What can be done with it."""

    EDIT = "EDIT", "작성"
    SUBMIT = "SUBMIT", "공개 신청"
    RECALL = "RECALL", "신청 거두기"
    PUBLISH = "PUBLISH", "공개"
    SEND_BACK = "SEND_BACK", "되돌리기"
    WITHDRAW = "WITHDRAW", "내리기"
    TAKE_DOWN = "TAKE_DOWN", "공개 중지"


@dataclass(frozen=True)
class Rule:
    """From which states to which, and by whom; without a target the state stays."""

    sources: Set[State]
    to: State | None
    by: Set[Standing]


S = State
COMPANY = frozenset({Standing.MEMBER, Standing.OWNER})
CITY = frozenset({Standing.MANAGER})

WORKED_ON = frozenset({S.DRAFT, S.SUBMITTED, S.SENT_BACK})
"""A company has at most one of these, beside at most one that is public."""
OPEN_TO_CHANGES = frozenset({S.DRAFT, S.SENT_BACK})
"""While the city looks at it nothing changes, so that what it lets through is what it saw."""

RULES: dict[Move, Rule] = {
    Move.EDIT: Rule(OPEN_TO_CHANGES, to=None, by=COMPANY),
    Move.SUBMIT: Rule(OPEN_TO_CHANGES, to=S.SUBMITTED, by=COMPANY),
    Move.RECALL: Rule({S.SUBMITTED}, to=S.DRAFT, by=COMPANY),
    Move.PUBLISH: Rule({S.SUBMITTED}, to=S.PUBLISHED, by=CITY),
    Move.SEND_BACK: Rule({S.SUBMITTED}, to=S.SENT_BACK, by=CITY),
    Move.WITHDRAW: Rule({S.PUBLISHED}, to=S.DRAFT, by=COMPANY),
    Move.TAKE_DOWN: Rule({S.PUBLISHED}, to=S.SENT_BACK, by=CITY),
}

REFUSALS: dict[Move, str | Promise] = {
    Move.EDIT: _("시에서 확인하는 동안에는 고칠 수 없습니다. 고치려면 먼저 공개 신청을 거두어 주십시오."),
    Move.SUBMIT: _("이미 공개를 신청하셨습니다. 시에서 확인하고 있습니다."),
    Move.RECALL: _("거둘 신청이 없습니다. 그 사이에 시에서 결정했을 수 있습니다."),
    Move.PUBLISH: "확인을 기다리는 홍보관이 아닙니다. 그 사이에 기업이 신청을 거두었거나 다른 분이 결정했습니다.",
    Move.SEND_BACK: "확인을 기다리는 홍보관이 아닙니다. 그 사이에 기업이 신청을 거두었거나 다른 분이 결정했습니다.",
    Move.WITHDRAW: _("이미 공개하지 않는 홍보관입니다."),
    Move.TAKE_DOWN: "이미 공개하지 않는 홍보관입니다.",
}
"""What somebody is told whose page was older than the row."""

PRODUCTS = 12
MEDIA = 6
STRENGTHS = 5
QUOTA = 500 * 1024 * 1024
"""Files of one company, the public version and the one being worked on taken together."""

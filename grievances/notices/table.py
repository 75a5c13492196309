"""Who hears of which move, as a table (product: 알림 표)."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _L  # noqa: N812 – as short as the lines are many

from grievances.models import HistoryEntry
from grievances.recipients import To
from grievances.workflow import Move


class Notice(NamedTuple):
    """One line: to whom, the subject, the words. `side`: only when this side made the move."""

    to: To
    subject: str | Promise
    lines: Sequence[str | Promise]
    side: HistoryEntry.Side | None = None
    at_night: bool = False
    asks_to_rate: bool = False
    asks_to_approve: bool = False


COMPANY, CITY = HistoryEntry.Side.COMPANY, HistoryEntry.Side.CITY

_LOOK_AGAIN = _L("%(look_again_on)s에 다시 살피고 결과를 알려 드립니다.")
_REOPEN = _L("이 답변을 받아들이기 어려우시면 %(reopen_by)s 재검토를 요청하실 수 있습니다.")

_ANSWER_TRANSFER = "받거나, 까닭을 적고 받지 않을 수 있습니다. 답할 때까지 보낸 부서가 맡습니다."

_CLOCK_RUNS = "결재를 기다리는 동안에도 처리기한은 흐릅니다."

_EXTENDED = [
    _L("‘%(title)s’ 애로의 처리기한을 연장했습니다."),
    _L("사유: %(extension_reason)s"),
    _L("%(explanation)s"),
    _L("처리완료 예정일: %(from_due)s 답하기로 했던 것을 %(to_due)s 답합니다(시행령 제21조)."),
]

NOTICES: dict[Move, list[Notice]] = {
    Move.FILE: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 신청을 받았습니다"),
            [
                _L("‘%(title)s’ 신청을 받았습니다."),
                _L("%(state)s"),
                _L("답변을 받으시기 전까지 내용을 고치거나 취하하실 수 있습니다."),
            ],
            side=COMPANY,
            at_night=True,
        ),
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 신청을 대신 적었습니다"),
            [
                _L("%(arrived_at)s에 %(by_channel)s 말씀하신 애로를 시에서 대신 신청했습니다."),
                _L("%(state)s"),
                _L("다르게 적힌 곳이 있으면 알려 주십시오. 회원이시면 사건 화면에서 바로 고치실 수 있습니다."),
            ],
            side=CITY,
            at_night=True,
        ),
        Notice(
            To.MANAGERS,
            "접수할 것: %(receipt_no)s %(title)s",
            ["%(company_subject)s 낸 신청이 도달했습니다.", "%(receive_by)s 접수해야 합니다(시행령 제6조⑧)."],
        ),
    ],
    Move.AMEND: [
        Notice(
            To.UNIT,
            "신청 내용이 바뀌었습니다: %(receipt_no)s %(title)s",
            ["%(company_subject)s 신청 내용을 바꾸었습니다. 바뀐 곳은 사건 화면에 있습니다.", "%(state)s"],
        )
    ],
    Move.RECEIVE: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 접수했습니다"),
            [
                _L("‘%(title)s’ 신청을 접수했습니다."),
                _L("%(state)s"),
                _L("민원 종류는 ‘%(legal_kind)s’, 처리기간은 %(period)s입니다."),
            ],
        ),
        Notice(To.UNIT, "새로 맡은 사건: %(receipt_no)s %(title)s", ["%(state)s", "%(note)s"]),
    ],
    Move.ASSIGN: [Notice(To.OFFICER, "배정받은 사건: %(receipt_no)s %(title)s", ["%(state)s", "%(note)s"])],
    Move.OFFER_TRANSFER: [
        Notice(
            To.OFFERED,
            "맡아 주십시오: %(receipt_no)s %(title)s",
            ["%(from_unit)s에서 이 사건을 맡아 달라고 합니다.", "까닭: %(note)s", "%(state)s", _ANSWER_TRANSFER],
        )
    ],
    Move.TAKE_BACK: [],
    Move.ACCEPT_TRANSFER: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 담당부서가 바뀌었습니다"),
            [_L("‘%(title)s’ 애로를 이제 %(to_unit)s에서 맡습니다. 처리기한은 그대로입니다."), _L("%(state)s")],
        ),
        Notice(To.UNIT, "새로 맡은 사건: %(receipt_no)s %(title)s", ["%(state)s", "%(note)s"]),
        # The case is no longer the sender's: what was said of it on taking it is not for them.
        Notice(To.SENDER, "이관을 받았습니다: %(receipt_no)s %(title)s", ["%(to_unit)s에서 사건을 받았습니다."]),
    ],
    Move.DECLINE_TRANSFER: [
        Notice(
            To.UNIT,
            "이관을 받지 않았습니다: %(receipt_no)s %(title)s",
            ["%(to_unit)s에서 사건을 받지 않았습니다. 이 부서가 계속 맡습니다.", "까닭: %(note)s", "%(state)s"],
        ),
        Notice(
            To.RULERS,
            "담당부서를 정해 주십시오: %(receipt_no)s %(title)s",
            ["이관이 두 번 거절되었습니다. %(rule_by)s 담당부서를 정해야 합니다.", "까닭: %(note)s"],
        ),
    ],
    Move.RULE_TRANSFER: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 담당부서를 정했습니다"),
            [_L("‘%(title)s’ 애로를 %(to_unit)s에서 맡습니다. 처리기한은 그대로입니다."), _L("%(state)s")],
        ),
        Notice(To.UNIT, "담당부서로 정해졌습니다: %(receipt_no)s %(title)s", ["까닭: %(note)s", "%(state)s"]),
        Notice(
            To.SENDER,
            "담당부서를 정했습니다: %(receipt_no)s %(title)s",
            ["총괄담당이 %(to_unit)s에서 맡는 것으로 정했습니다."],
        ),
    ],
    Move.ASK: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 보완이 필요합니다: %(reply_by)s"),
            [
                _L("‘%(title)s’ 애로를 처리하려면 아래가 더 필요합니다. %(reply_by)s 보내 주십시오."),
                _L("%(note)s"),
                _L("보내실 때까지 처리기한은 멈춥니다. 더 걸리면 보완기한을 두 번까지 늘리실 수 있습니다."),
            ],
        ),
        Notice(To.OFFICER, "보완을 요구했습니다: %(receipt_no)s %(title)s", ["%(note)s", "보완기한: %(reply_by)s"]),
    ],
    Move.MORE_TIME: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 보완기한이 늘었습니다: %(reply_by)s"),
            [_L("늘어난 보완기한에 맞추어 %(reply_by)s 보내 주십시오. 그동안 처리기한은 멈춥니다.")],
        ),
        Notice(
            To.UNIT,
            "보완기한이 늘었습니다: %(receipt_no)s %(title)s",
            ["%(company_subject)s %(reply_by)s 보완하겠다고 합니다.", "까닭: %(note)s"],
        ),
    ],
    Move.SUPPLEMENT: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 보완을 받았습니다"),
            [_L("보내신 보완을 받았습니다. 처리기한이 다시 흐릅니다."), _L("%(state)s")],
        ),
        Notice(To.UNIT, "보완이 왔습니다: %(receipt_no)s %(title)s", ["%(state)s", "%(note)s"]),
    ],
    Move.INVESTIGATE: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 현장조사를 합니다: %(investigation_from)s부터 %(investigated_until)s까지"),
            [
                _L("‘%(title)s’ 애로를 %(investigation_from)s부터 %(investigated_until)s까지 현장에서 조사합니다."),
                _L("%(note)s"),
                _L("조사하는 날은 처리기간에 넣지 않아(시행령 제17조⑤) %(to_due)s 답합니다."),
            ],
        ),
        Notice(To.OFFICER, "현장조사: %(receipt_no)s %(title)s", ["%(note)s", "%(state)s"]),
    ],
    Move.INVESTIGATE_LONGER: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 현장조사가 %(investigated_until)s까지 늘었습니다"),
            [
                _L("현장조사를 %(investigated_until)s까지 더 합니다. 늘리는 것은 이번 한 번입니다(시행령 제17조④)."),
                _L("까닭: %(note)s"),
                _L("그래서 %(to_due)s 답합니다."),
            ],
        ),
        Notice(To.OFFICER, "현장조사 연장: %(receipt_no)s %(title)s", ["까닭: %(note)s", "%(state)s"]),
    ],
    Move.END_INVESTIGATION: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 현장조사를 마쳤습니다"),
            [_L("현장조사를 마쳤습니다. 처리기한이 다시 흐릅니다."), _L("%(note)s"), _L("%(state)s")],
        ),
        Notice(To.OFFICER, "현장조사 마침: %(receipt_no)s %(title)s", ["%(note)s", "%(state)s"]),
    ],
    Move.EXTEND: [
        Notice(To.COMPANY, _L("%(receipt_no)s 처리기한이 늘었습니다: %(to_due)s"), _EXTENDED),
        Notice(To.OFFICER, "기한을 연장했습니다: %(receipt_no)s %(title)s", ["%(note)s", "%(state)s"]),
    ],
    Move.ASK_CONSENT: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 기한을 한 번 더 늘려도 되는지 여쭙니다"),
            [
                _L("‘%(title)s’ 애로를 기한 안에 마치기 어려워 한 번 더 늘려도 되는지 여쭙니다."),
                _L("사유: %(extension_reason)s"),
                _L("%(note)s"),
                _L("동의하시면 %(to_due)s 답합니다. 동의하지 않으셔도 됩니다. 그러면 지금 기한에 답합니다."),
                _L("동의가 있어야만 늘릴 수 있습니다(시행령 제21조①). 사건 화면에서 답해 주십시오."),
            ],
        ),
        Notice(To.OFFICER, "연장 동의를 물었습니다: %(receipt_no)s %(title)s", ["%(note)s"]),
    ],
    Move.AGREE: [
        Notice(To.COMPANY, _L("%(receipt_no)s 동의하신 대로 처리기한이 늘었습니다: %(to_due)s"), _EXTENDED),
        Notice(
            To.UNIT,
            "연장에 동의했습니다: %(receipt_no)s %(title)s",
            ["%(company_subject)s 두 번째 연장에 동의했습니다. 더 늘릴 수 없습니다.", "%(note)s", "%(state)s"],
        ),
    ],
    Move.DECLINE: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 연장하지 않습니다"),
            [_L("동의하지 않으신 것을 담당자에게 알렸습니다."), _L("%(state)s")],
        ),
        Notice(
            To.UNIT,
            "연장에 동의하지 않았습니다: %(receipt_no)s %(title)s",
            [
                "%(company_subject)s 두 번째 연장에 동의하지 않았습니다. 지금 기한에 답하십시오.",
                "%(note)s",
                "%(state)s",
            ],
        ),
    ],
    Move.RECOUNT: [],
    Move.KEEP: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 진행 상황을 알려 드립니다"),
            [_L("%(note)s"), _L("%(state)s")],
        ),
        Notice(To.OFFICER, "장기추진: %(receipt_no)s %(title)s", ["%(state)s", "%(note)s"]),
    ],
    Move.RESOLVE: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 답변을 드립니다: %(outcome)s"),
            [
                _L("‘%(title)s’ 애로에 답합니다."),
                _L("%(note)s"),
                _L("해결되지 않았다면 %(reopen_by)s 재검토를 요청하실 수 있습니다."),
            ],
            asks_to_rate=True,
        ),
        Notice(To.OFFICER, "답변했습니다: %(receipt_no)s %(title)s", ["%(state)s", "%(note)s"]),
    ],
    Move.FIND_INFEASIBLE: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 답변을 드립니다: 지금은 할 수 없습니다"),
            [
                _L("‘%(title)s’ 애로에 답합니다."),
                _L("%(note)s"),
                _L("무엇이 막고 있습니까? (%(limit)s)\n%(provision)s"),
                _L("무엇을 해 보았습니까?\n%(tried)s"),
                _L("누가 무엇을 바꾸면 됩니까?\n%(could_change)s"),
                _L("지금 하실 수 있는 것은 무엇입니까?\n%(remedies)s"),
                _REOPEN,
                _LOOK_AGAIN,
            ],
            asks_to_rate=True,
        ),
        Notice(To.OFFICER, "처리 불가로 답변했습니다: %(receipt_no)s %(title)s", ["%(state)s", "%(note)s"]),
    ],
    Move.LOOK_AGAIN: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 다시 살펴보았습니다"),
            [_L("지금은 할 수 없다고 답한 애로를 다시 살펴보았습니다."), _L("%(note)s"), _LOOK_AGAIN],
        ),
        Notice(To.OFFICER, "다시 살펴보았습니다: %(receipt_no)s %(title)s", ["%(note)s", "%(state)s"]),
    ],
    Move.FORWARD: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s %(towards_body)s 이송했습니다"),
            [
                _L("시가 맡을 수 없는 애로여서 %(towards_body)s 넘겼습니다. 이제 그 기관이 처리하고 답합니다."),
                _L("까닭: %(note)s"),
                _L("받은 기관: %(body)s\n연락처: %(contact)s"),
            ],
        ),
        Notice(
            To.UNIT,
            "이송했습니다: %(receipt_no)s %(title)s",
            ["받은 기관: %(body)s\n연락처: %(contact)s", "까닭: %(note)s"],
        ),
    ],
    Move.WITHDRAW: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 취하를 받았습니다"),
            [
                _L("‘%(title)s’ 신청을 취하하셨습니다. 더 하실 일은 없습니다."),
                _L("다시 필요하면 새로 신청해 주십시오."),
            ],
        ),
        Notice(
            To.UNIT,
            "취하했습니다: %(receipt_no)s %(title)s",
            ["%(company_subject)s 신청을 취하했습니다. 더 하실 일은 없습니다.", "%(note)s"],
        ),
    ],
    Move.RETURN: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 신청을 돌려드립니다(반려)"),
            [
                _L("두 번 요청드린 보완이 오지 않아 신청을 돌려드립니다(시행령 제25조)."),
                _L("까닭: %(note)s"),
                _L("자료가 갖추어지면 새로 신청하실 수 있습니다."),
            ],
        ),
        Notice(To.OFFICER, "반려했습니다: %(receipt_no)s %(title)s", ["까닭: %(note)s"]),
    ],
    Move.CLOSE_REPEAT: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 신청을 마쳤습니다"),
            [
                _L("‘%(title)s’ 신청을 따로 처리하지 않고 마칩니다."),
                _L("까닭: %(note)s"),
                _L("관련 사건: %(earlier)s"),
            ],
        ),
        Notice(
            To.UNIT,
            "마쳤습니다: %(receipt_no)s %(title)s",
            ["%(state)s", "까닭: %(note)s", "관련 사건: %(earlier)s"],
        ),
    ],
    Move.REOPEN: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 다시 살핍니다"),
            [_L("‘%(title)s’ 애로를 다시 살핍니다."), _L("까닭: %(note)s"), _L("%(state)s")],
        ),
        Notice(To.UNIT, "재검토: %(receipt_no)s %(title)s", ["까닭: %(note)s", "%(state)s"]),
        Notice(To.HEADS, "재검토: %(receipt_no)s %(title)s", ["까닭: %(note)s", "%(state)s"]),
    ],
    Move.CORRECT: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 신청 내용을 바로잡았습니다"),
            [
                _L("동의하신 대로 신청 내용의 명백한 잘못을 바로잡았습니다(시행령 제6조⑤)."),
                _L("바로잡은 것: %(note)s"),
                _L("동의: %(consent)s"),
            ],
        ),
        Notice(To.OFFICER, "신청 내용을 바로잡았습니다: %(receipt_no)s %(title)s", ["바로잡은 것: %(note)s"]),
    ],
    Move.NOTE: [],
    Move.HAND_OVER: [
        # Whoever takes over hears of all their new cases in one mail (accounts.notices.handed_over).
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 담당자가 바뀌었습니다"),
            [
                _L("‘%(title)s’ 애로의 담당자가 바뀌었습니다. 처리기한은 그대로입니다."),
                _L("%(note)s"),
                _L("%(state)s"),
            ],
        )
    ],
    # Whoever is asked hears of it in words of their own (`opinions`).
    Move.CONSULT: [
        Notice(
            To.OFFICER,
            "의견을 물었습니다: %(receipt_no)s %(title)s",
            ["물은 곳: %(asked)s\n답할 날: %(answer_by)s", "%(note)s", "%(state)s"],
        )
    ],
    Move.ADVISE: [
        Notice(
            To.UNIT,
            "의견이 왔습니다: %(receipt_no)s %(title)s",
            ["%(who)s 님의 의견입니다.", "%(note)s", "%(state)s"],
        )
    ],
    Move.POSTPONE: [
        Notice(
            To.UNIT,
            "의견이 늦어집니다: %(receipt_no)s %(title)s",
            ["%(who)s 님이 %(answer_by)s 답하겠다고 합니다.", "까닭: %(note)s", "%(state)s"],
        )
    ],
    Move.TAKE_QUESTION_BACK: [
        Notice(To.OFFICER, "물음을 거두었습니다: %(receipt_no)s %(title)s", ["물은 곳: %(asked)s"])
    ],
    Move.PROPOSE: [
        Notice(
            To.APPROVERS,
            "결재해 주십시오: %(receipt_no)s %(title)s",
            ["%(proposed)s 결재가 올라왔습니다. 결재하면 바로 기업에 나갑니다.", "%(state)s", _CLOCK_RUNS],
            asks_to_approve=True,
        )
    ],
    Move.TAKE_PROPOSAL_BACK: [
        Notice(
            To.APPROVERS,
            "올린 결재를 거두었습니다: %(receipt_no)s %(title)s",
            ["%(proposed)s 결재를 고치려고 거두었습니다. 지금은 하실 일이 없습니다."],
        )
    ],
    Move.APPROVE: [
        Notice(
            To.PROPOSER,
            "결재했습니다: %(receipt_no)s %(title)s",
            ["올리신 %(proposed)s 결재가 나서 기업에 보냈습니다."],  # The answer goes out right behind: no state yet.
        )
    ],
    Move.SEND_BACK: [
        Notice(
            To.PROPOSER,
            "고쳐서 다시 올려 주십시오: %(receipt_no)s %(title)s",
            ["올리신 %(proposed)s 결재를 돌려보냈습니다.", "까닭: %(note)s", "%(state)s", _CLOCK_RUNS],
        )
    ],
    Move.GROUP: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 같은 문제를 겪는 기업들과 함께 다룹니다"),
            [
                _L("‘%(title)s’ 애로를 같은 문제를 겪는 다른 기업의 애로와 함께 다룹니다."),
                _L("모두 %(companies)s개 기업입니다."),
                _L("답변과 처리기한은 이 애로의 것 그대로입니다. 따로 하실 일은 없습니다."),
                _L("%(state)s"),
            ],
        ),
        Notice(
            To.OFFICER,
            "묶음에 넣었습니다: %(receipt_no)s %(title)s",
            ["같은 문제의 사건과 묶었습니다. 기한과 답변은 이 사건의 것 그대로입니다.", "%(state)s"],
        ),
    ],
    Move.UNGROUP: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 이제 따로 다룹니다"),
            [
                _L("함께 다루던 ‘%(title)s’ 애로를 이제 따로 다룹니다. 처리기한은 그대로입니다."),
                _L("까닭: %(note)s"),
                _L("%(state)s"),
            ],
        ),
        Notice(To.OFFICER, "묶음에서 뺐습니다: %(receipt_no)s %(title)s", ["까닭: %(note)s", "%(state)s"]),
    ],
    Move.SUGGEST_REFORM: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s %(reform_body)s에 제도를 고쳐 달라고 건의했습니다"),
            [
                _L("‘%(title)s’ 애로를 막는 제도를 고쳐 달라고 %(reform_body)s에 건의했습니다."),
                _L("건의한 것: %(note)s"),
                _L("회신이 오면 알려 드립니다. 오지 않으면 %(ask_again_on)s에 다시 묻겠습니다."),
            ],
        ),
        Notice(To.OFFICER, "건의했습니다: %(receipt_no)s %(title)s", ["건의한 곳: %(reform_body)s", "%(note)s"]),
    ],
    Move.REFORM_ANSWERED: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 건의의 회신이 왔습니다: %(reform_reply)s"),
            [
                _L("‘%(title)s’ 애로로 %(reform_body)s에 한 건의의 회신이 왔습니다: %(reform_reply)s."),
                _L("%(note)s"),
                _L("%(state)s"),
            ],
        ),
        Notice(
            To.OFFICER,
            "건의의 회신이 왔습니다: %(receipt_no)s %(title)s",
            ["%(reform_body)s: %(reform_reply)s", "%(note)s"],
        ),
    ],
    Move.WAKE: [],  # WOKEN, one mail a person
    Move.MESSAGE: [
        Notice(To.UNIT, "기업이 글을 남겼습니다: %(receipt_no)s %(title)s", ["%(note)s"], side=COMPANY),
        Notice(To.COMPANY, _L("%(receipt_no)s 담당자가 글을 남겼습니다"), [_L("%(note)s")], side=CITY),
    ],
    Move.RATE: [],
}

_WOKEN = Notice(
    To.CHARGE,
    "깨어난 사건: %(receipt_no)s %(title)s",
    [
        "처리 불가로 답한 사건이 깨어났습니다.",
        "%(note)s",
        "풀렸으면 재검토를 시작하고, 그대로면 ‘다시 살핌’에 적으십시오.",
    ],
)
WOKEN = (_WOKEN, _WOKEN._replace(to=To.HEADS))

DISCONTENT = Notice(
    To.MANAGERS,
    "다시 전화할 것: %(receipt_no)s %(title)s",
    [
        "%(company_subject)s 답변을 이렇게 평가했습니다.",
        "%(note)s",
        "답변하지 않은 분이 2근무일 안에 전화하고, 들은 것을 ‘다시 전화’에 적어 주십시오.",
    ],
)

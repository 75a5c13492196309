"""지금 할 수 있는 일: which move opens which form and calls which action."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from grievances import actions, permissions
from grievances.actions import grouping, reforming
from grievances.forms import consulting, custody, lengthening, staff
from grievances.forms import grouping as together
from grievances.models import Grievance
from grievances.notices import NOTICES
from grievances.recipients import To
from grievances.workflow import Move

RECEIVING, ANSWERING, WORKING, CLOCK, ENDING = "접수", "답하고 끝내기", "이어서 처리", "기한", "답 없이 마치기"
CUSTODY = "이관"
ASKING = "의견 묻기"
CONSULT_EXPERT, CONSULT_BODY = "CONSULT_EXPERT", "CONSULT_BODY"
CHANGING = "제도를 바꾸려면"
FORWARD_RESULT = "FORWARD_RESULT"
"""이송 결과 is no move of its own: it is a message about a case that was forwarded."""
ASK_AGAIN = "ASK_AGAIN"
"""회신 다시 물음 is none either: it is a note about a proposal that waits."""

WITH_TEMPLATES = frozenset({Move.RESOLVE, Move.FIND_INFEASIBLE, Move.KEEP, Move.ASK})


def _always(_case: Grievance) -> bool:
    return True


def _was_extended(case: Grievance) -> bool:
    return bool(case.extended_times)


def _was_never_extended(case: Grievance) -> bool:
    return not case.extended_times


def _is_investigated(case: Grievance) -> bool:
    return case.investigated_until is not None


def _is_not_investigated(case: Grievance) -> bool:
    return case.investigated_until is None


def _was_forwarded(case: Grievance) -> bool:
    return hasattr(case, "forwarding")


def _is_offered(case: Grievance) -> bool:
    return case.offered_to_id is not None


def _is_to_rule_on(case: Grievance) -> bool:
    return case.rule_by is not None


def _is_in_a_group(case: Grievance) -> bool:
    return case.lead_id is not None


def _waits_for_a_reply(case: Grievance) -> bool:
    return case.has("reforms") and any(reform.replied_on is None for reform in case.reforms.all())


@dataclass(frozen=True)
class Step:
    """A move as officials meet it: its button, its form, what happens on sending it, and what is said then."""

    move: Move
    group: str
    hint: str
    form: type[staff.MoveForm]
    act: Callable[..., Grievance]
    verb: str
    done: str
    name: str = ""
    alias: str = ""
    waits_for_head: bool = False
    rehearse: Callable[..., Grievance] | None = None
    """What is shown beforehand, where sending it does something else first."""
    fits: Callable[[Grievance], bool] = _always
    """Whether there is anything to say of it in this case, be it only why not."""

    @property
    def key(self) -> str:
        """What addresses call it."""
        return self.alias or self.move

    @property
    def label(self) -> str:
        """What its button says."""
        return self.name or str(self.move.label)

    @property
    def tells_company(self) -> bool:
        """Whether a letter goes to the company."""
        return any(notice.to == To.COMPANY for notice in NOTICES[self.move])


STEPS: dict[str, Step] = {
    step.key: step
    for step in (
        Step(
            Move.ACCEPT_TRANSFER,
            CUSTODY,
            "이제부터 이 부서가",
            custody.AcceptTransferForm,
            actions.accept_transfer,
            "이 사건 맡기",
            "이제 이 부서가 맡습니다.",
            fits=_is_offered,
        ),
        Step(
            Move.DECLINE_TRANSFER,
            CUSTODY,
            "까닭",
            custody.DeclineTransferForm,
            actions.decline_transfer,
            "맡지 않기",
            "맡지 않겠다고 보낸 부서에 알렸습니다.",
            fits=_is_offered,
        ),
        Step(
            Move.RULE_TRANSFER,
            CUSTODY,
            "두 번 거절됨",
            custody.RuleTransferForm,
            actions.rule_transfer,
            "담당부서 정하기",
            "담당부서를 정하고 알렸습니다.",
            fits=_is_to_rule_on,
        ),
        Step(Move.RECEIVE, RECEIVING, "종류 · 부서", staff.ReceiveForm, actions.receive, "접수하기", "접수했습니다."),
        Step(Move.RESOLVE, ANSWERING, "결과 · 답변", staff.ResolveForm, actions.resolve, "답변 보내기", "답했습니다."),
        Step(
            Move.FIND_INFEASIBLE,
            ANSWERING,
            "한계 · 조문 · 구제",
            staff.InfeasibleForm,
            actions.find_infeasible,
            "처리 불가로 답하기",
            "처리 불가로 답했습니다.",
        ),
        Step(
            Move.KEEP,
            ANSWERING,
            "중간답변 · 목표일",
            staff.KeepForm,
            actions.keep,
            "중간답변 보내기",
            "중간답변을 보냈습니다.",
        ),
        Step(Move.ASK, WORKING, "시계 멈춤", staff.AskForm, actions.ask, "보완 요구하기", "보완을 요구했습니다."),
        Step(
            Move.SUPPLEMENT,
            WORKING,
            "종이로 온 것",
            staff.SupplementForm,
            actions.supplement,
            "보완으로 넣기",
            "보완을 넣었습니다. 처리기한이 다시 흐릅니다.",
            name="보완 대신 입력",
        ),
        Step(
            Move.MESSAGE, WORKING, "기업이 읽음", staff.MessageForm, actions.message, "글 보내기", "글을 보냈습니다."
        ),
        Step(Move.ASSIGN, WORKING, "부서 안 담당자", staff.AssignForm, actions.assign, "배정하기", "배정했습니다."),
        Step(
            Move.OFFER_TRANSFER,
            WORKING,
            "다른 부서에",
            custody.OfferTransferForm,
            actions.offer_transfer,
            "맡아 달라고 하기",
            "맡아 달라고 했습니다. 답이 올 때까지 이 부서가 맡습니다.",
        ),
        Step(
            Move.TAKE_BACK,
            WORKING,
            "답이 오기 전",
            custody.TakeBackForm,
            actions.take_back,
            "제안 거두기",
            "이관 제안을 거두었습니다.",
            fits=_is_offered,
        ),
        Step(
            Move.LOOK_AGAIN,
            WORKING,
            "다음에 볼 날",
            staff.LookAgainForm,
            actions.look_again,
            "살펴본 결과 보내기",
            "살펴본 결과를 보냈습니다.",
        ),
        Step(
            Move.REOPEN,
            WORKING,
            "다시 처리 중으로",
            staff.ReopenForm,
            actions.reopen,
            "재검토 시작하기",
            "재검토를 시작했습니다.",
        ),
        Step(
            Move.CORRECT,
            WORKING,
            "명백한 잘못",
            staff.CorrectForm,
            actions.correct,
            "바로잡기",
            "신청 내용을 바로잡았습니다.",
        ),
        Step(
            Move.MESSAGE,
            WORKING,
            "받은 기관의 답",
            staff.ForwardResultForm,
            actions.record_forward_result,
            "이송 결과 알리기",
            "이송 결과를 알렸습니다.",
            name="이송 결과",
            alias=FORWARD_RESULT,
            fits=_was_forwarded,
        ),
        Step(
            Move.CONSULT,
            ASKING,
            "시의 다른 부서",
            consulting.ConsultDepartmentForm,
            actions.consult,
            "부서에 묻기",
            "부서에 의견을 물었습니다. 사건은 계속 이 부서가 맡습니다.",
            name="부서에 협조",
        ),
        Step(
            Move.CONSULT,
            ASKING,
            "애로클리너 위원",
            consulting.ConsultExpertForm,
            actions.consult,
            "위원에게 묻기",
            "위원에게 물었습니다.",
            name="위원에게 자문",
            alias=CONSULT_EXPERT,
        ),
        Step(
            Move.CONSULT,
            ASKING,
            "메일의 주소로 답함",
            consulting.ConsultBodyForm,
            actions.consult,
            "기관에 묻기",
            "외부기관에 답할 주소를 메일로 보냈습니다.",
            name="외부기관에 묻기",
            alias=CONSULT_BODY,
        ),
        Step(
            Move.EXTEND,
            CLOCK,
            "법정 사유 · 한 번",
            lengthening.ExtendForm,
            actions.extend,
            "연장하고 통지하기",
            "처리기한을 연장하고 기업에 통지했습니다.",
            fits=_was_never_extended,
        ),
        Step(
            Move.ASK_CONSENT,
            CLOCK,
            "두 번째 연장",
            lengthening.AskConsentForm,
            actions.ask_consent,
            "동의 묻기",
            "기업에 동의를 물었습니다. 답이 올 때까지 기한은 그대로입니다.",
            fits=_was_extended,
        ),
        Step(
            Move.INVESTIGATE,
            CLOCK,
            "고충 · 14일까지",
            lengthening.InvestigateForm,
            actions.investigate,
            "현장조사 정하기",
            "현장조사를 정하고 기업에 알렸습니다.",
            fits=_is_not_investigated,
        ),
        Step(
            Move.INVESTIGATE_LONGER,
            CLOCK,
            "한 번 · 7일까지",
            lengthening.InvestigateLongerForm,
            actions.investigate_longer,
            "현장조사 늘리기",
            "현장조사를 늘리고 기업에 알렸습니다.",
            fits=_is_investigated,
        ),
        Step(
            Move.END_INVESTIGATION,
            CLOCK,
            "조사 결과",
            lengthening.EndInvestigationForm,
            actions.end_investigation,
            "현장조사 마치기",
            "현장조사를 마쳤습니다. 처리기한이 다시 흐릅니다.",
            fits=_is_investigated,
        ),
        Step(
            Move.UNGROUP,
            WORKING,
            "따로 다룸",
            together.UngroupForm,
            grouping.ungroup,
            "묶음에서 빼기",
            "묶음에서 뺐습니다. 이 사건은 따로 이어집니다.",
            fits=_is_in_a_group,
        ),
        Step(
            Move.SUGGEST_REFORM,
            CHANGING,
            "건의할 곳 · 회신을 물을 날",
            together.SuggestReformForm,
            reforming.suggest_reform,
            "건의한 것 적기",
            "건의한 것을 적고 기업에 알렸습니다.",
        ),
        Step(
            Move.REFORM_ANSWERED,
            CHANGING,
            "회신 내용",
            together.ReplyForm,
            reforming.record_reply,
            "회신 적기",
            "회신을 적고 기업에 알렸습니다.",
            fits=_waits_for_a_reply,
        ),
        Step(
            Move.NOTE,
            CHANGING,
            "아직 회신 없음",
            together.AskAgainForm,
            reforming.ask_again,
            "다시 물을 날 정하기",
            "다시 물을 날을 정했습니다.",
            name="회신 다시 물음",
            alias=ASK_AGAIN,
            fits=_waits_for_a_reply,
        ),
        Step(Move.FORWARD, ENDING, "다른 기관", staff.ForwardForm, actions.forward, "이송하기", "이송했습니다."),
        Step(Move.RETURN, ENDING, "보완 없음", staff.ReturnForm, actions.return_, "반려하기", "반려했습니다."),
        Step(
            Move.CLOSE_REPEAT,
            ENDING,
            "같은 내용",
            staff.CloseRepeatForm,
            actions.close_repeat,
            "종결하기",
            "종결했습니다.",
        ),
        Step(Move.NOTE, "", "", staff.NoteForm, actions.note, "메모 남기기", "메모를 남겼습니다."),
    )
}


@dataclass(frozen=True)
class Button:
    """A move on the page: with the key that opens it, or with the sentence that says why not."""

    step: Step
    hindrance: str
    number: int


def buttons_for(user: User, case: Grievance, *, at: datetime) -> list[Button]:
    """Every step this official may take, in the order of the page; the first nine possible ones have a key."""
    hindrances = {offer.move: offer.hindrance for offer in permissions.moves_at_desk(user, case, at=at)}
    buttons: list[Button] = []
    number = 0
    for step in STEPS.values():
        if step.move not in hindrances or not step.fits(case):
            continue
        hindrance = hindrances[step.move]
        number += not hindrance and bool(step.group)
        buttons.append(Button(step, hindrance, 0 if hindrance or number > 9 else number))
    return buttons


def grouped(buttons: Iterable[Button]) -> dict[str, list[Button]]:
    """As the page shows them: the possible ones, group by group."""
    groups: dict[str, list[Button]] = {}
    for button in buttons:
        if button.step.group and not button.hindrance:
            groups.setdefault(button.step.group, []).append(button)
    return groups

"""지금 할 수 있는 일: which move of a meeting opens which form and calls which action."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from meetings import actions, permissions
from meetings.forms import desk
from meetings.models import Meeting
from meetings.workflow import Move

AGENDA, PEOPLE, SETTLING, CHANGING = "안건", "사람", "기록과 확정", "회의"
FILL = "FILL"
"""보고회 안건 채우기 is no move of its own: it puts on every case that is due for review."""


def put_on(meeting: Meeting, receipt_nos: Sequence[str], *, by: User, seen: int | None = None) -> list[str]:
    """안건 올리기; what is left to say is why some were not."""
    _made, refused = actions.put_on(meeting, receipt_nos, by=by, seen=seen)
    return [f"{receipt_no}: {why_not}" for receipt_no, why_not in refused.items()]


def _always(_meeting: Meeting) -> bool:
    return True


def _is_review(meeting: Meeting) -> bool:
    return meeting.is_review


@dataclass(frozen=True)
class Step:
    """A move as the office meets it: its button, its form, what happens on sending it, and what is said then."""

    move: Move
    group: str
    hint: str
    form: type[desk.MeetingForm]
    act: Callable[..., object]
    verb: str
    done: str
    name: str = ""
    alias: str = ""
    says: str = ""
    """What a form without fields says before its button."""
    fits: Callable[[Meeting], bool] = _always

    @property
    def key(self) -> str:
        """What addresses call it."""
        return self.alias or str(self.move)

    @property
    def label(self) -> str:
        """What its button says."""
        return self.name or str(self.move.label)


STEPS: dict[str, Step] = {
    step.key: step
    for step in (
        Step(
            Move.PUT_ON,
            AGENDA,
            "장기추진 · 처리 불가 모두",
            desk.BlankForm,
            actions.fill,
            "안건 채우기",
            "안건을 채웠습니다.",
            name="안건 채우기",
            alias=FILL,
            says="지금 장기추진이거나 처리 불가인 사건을 모두 올립니다. 이미 올린 안건은 그때의 모습 그대로 둡니다.",
            fits=_is_review,
        ),
        Step(
            Move.PUT_ON,
            AGENDA,
            "접수번호로",
            desk.PutOnForm,
            put_on,
            "안건 올리기",
            "안건을 올렸습니다.",
        ),
        Step(
            Move.SET_PEOPLE,
            PEOPLE,
            "우리 · 외부기관",
            desk.PeopleForm,
            actions.set_people,
            "참석자 저장하기",
            "참석자를 저장했습니다.",
        ),
        Step(
            Move.INVITE,
            PEOPLE,
            "메일 · 달력",
            desk.BlankForm,
            actions.invite,
            "참석 알리기",
            "참석할 분들께 알렸습니다.",
            says="아직 알리지 않은 분께 때와 곳, 안건 이름을 메일로 보냅니다. 이미 알린 분께는 다시 가지 않습니다.",
        ),
        Step(
            Move.HOLD,
            SETTLING,
            "온 사람 · 회의록",
            desk.HoldForm,
            actions.hold,
            "회의 마치기",
            "회의를 마쳤습니다. 모든 안건을 정한 뒤 회의록을 확정하십시오.",
        ),
        Step(
            Move.WRITE,
            SETTLING,
            "확정하기 전",
            desk.HoldForm,
            actions.write,
            "회의록 저장하기",
            "회의록을 고쳤습니다.",
            name="회의록 고치기",
        ),
        Step(
            Move.CONFIRM,
            SETTLING,
            "그 뒤에는 못 고침",
            desk.BlankForm,
            actions.confirm,
            "회의록 확정하기",
            "회의록을 확정했습니다.",
            says="확정하면 회의록과 정한 것을 고칠 수 없습니다. 회의록을 다시 읽고 누르십시오.",
        ),
        Step(
            Move.AMEND,
            CHANGING,
            "때 · 곳 · 안내",
            desk.AmendForm,
            actions.amend,
            "바꾸기",
            "회의 내용을 바꾸었습니다.",
        ),
        Step(
            Move.CANCEL,
            CHANGING,
            "까닭",
            desk.ReasonForm,
            actions.cancel,
            "회의 취소하기",
            "회의를 취소했습니다.",
        ),
    )
}


@dataclass(frozen=True)
class Button:
    """A move on the page: possible now, or with the sentence that says why not."""

    step: Step
    hindrance: str


def buttons_for(user: User, meeting: Meeting, *, at: datetime) -> list[Button]:
    """Every step this official may take, in the order of the page."""
    hindrances = {offer.move: offer.hindrance for offer in permissions.moves_for(user, meeting, at=at)}
    return [
        Button(step, hindrances[step.move])
        for step in STEPS.values()
        if step.move in hindrances and step.fits(meeting) and permissions.may_plan(user)
    ]


def grouped(buttons: Iterable[Button]) -> dict[str, list[Button]]:
    """As the page shows them: the possible ones, group by group."""
    groups: dict[str, list[Button]] = {}
    for button in buttons:
        if not button.hindrance:
            groups.setdefault(button.step.group, []).append(button)
    return groups

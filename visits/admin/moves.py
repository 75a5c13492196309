"""지금 할 수 있는 일: which move of a visit opens which form and calls which action."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from visits import actions, permissions
from visits.forms import desk
from visits.forms.roster import RosterForm
from visits.models import Visit
from visits.workflow import Move

PLACING, GOING, SETTLING, CHANGING, ENDING = "일정", "함께 갈 사람", "기록과 정리", "내용", "하지 않기"


def log(
    visit: Visit,
    *,
    by: User,
    minutes: str,
    met: str,
    came: Iterable[int] | None = None,
    seen: int | None = None,
) -> Visit:
    """방문 기록, written at a desk: it took place, and this is what was said."""
    visit = actions.hold(visit, by=by, seen=seen)
    return actions.keep_notes(visit, by=by, minutes=minutes, met=met, came=list(came) if came is not None else None)


@dataclass(frozen=True)
class Step:
    """A move as the office meets it: its button, its form, what happens on sending it, and what is said then."""

    move: Move
    group: str
    hint: str
    form: type[desk.VisitForm]
    act: Callable[..., Visit]
    verb: str
    done: str
    name: str = ""

    @property
    def key(self) -> str:
        """What addresses call it."""
        return str(self.move)

    @property
    def label(self) -> str:
        """What its button says."""
        return self.name or str(self.move.label)


STEPS: dict[str, Step] = {
    step.key: step
    for step in (
        Step(
            Move.OFFER,
            PLACING,
            "기업이 답함",
            desk.OfferForm,
            actions.offer,
            "일정 제안하기",
            "일정을 제안했습니다.",
        ),
        Step(
            Move.SCHEDULE,
            PLACING,
            "전화로 정함",
            desk.ScheduleForm,
            actions.schedule,
            "일정 확정하기",
            "일정을 확정하고 알렸습니다.",
        ),
        Step(
            Move.MOVE_DAY,
            PLACING,
            "다른 자리 · 까닭",
            desk.MoveDayForm,
            actions.move_day,
            "일정 바꾸기",
            "일정을 바꾸고 모두에게 알렸습니다.",
        ),
        Step(
            Move.ROSTER,
            GOING,
            "겹침 먼저 보기",
            RosterForm,
            actions.set_roster,
            "명단 저장하기",
            "명단을 저장했습니다.",
            name="명단 정하기",
        ),
        Step(
            Move.LOG,
            SETTLING,
            "온 사람 · 회의록",
            desk.MinutesForm,
            log,
            "방문 기록하기",
            "방문을 기록했습니다.",
            name="회의록 쓰기",
        ),
        Step(
            Move.SEND_MINUTES,
            SETTLING,
            "기업이 확인함",
            desk.SendForm,
            actions.send_minutes,
            "회의록 보내기",
            "회의록을 보냈습니다.",
        ),
        Step(
            Move.CLOSE,
            SETTLING,
            "모두 정해짐",
            desk.CloseForm,
            actions.close,
            "정리 끝내기",
            "방문 정리를 끝냈습니다.",
        ),
        Step(
            Move.AMEND,
            CHANGING,
            "주제 · 곳 · 때",
            desk.AmendForm,
            actions.amend,
            "신청 내용 바꾸기",
            "신청 내용을 바꾸었습니다.",
        ),
        Step(
            Move.ADD_FILES,
            CHANGING,
            "기업이 준 파일",
            desk.FilesForm,
            actions.add_files,
            "자료 올리기",
            "자료를 올렸습니다.",
        ),
        Step(
            Move.DECLINE,
            ENDING,
            "까닭을 기업이 읽음",
            desk.ReasonForm,
            actions.decline,
            "어렵다고 알리기",
            "어렵다고 알렸습니다.",
        ),
        Step(
            Move.CANCEL,
            ENDING,
            "모두에게 알림",
            desk.ReasonForm,
            actions.cancel,
            "방문 취소하기",
            "방문을 취소하고 알렸습니다.",
        ),
        Step(
            Move.NO_SHOW,
            ENDING,
            "갔으나 못 만남",
            desk.NoShowForm,
            actions.no_show,
            "만나지 못함으로 남기기",
            "만나지 못한 것으로 남겼습니다.",
        ),
    )
}


@dataclass(frozen=True)
class Button:
    """A move on the page: possible now, or with the sentence that says why not."""

    step: Step
    hindrance: str


def buttons_for(user: User, visit: Visit, *, at: datetime) -> list[Button]:
    """Every step this official may take, in the order of the page."""
    hindrances = {offer.move: offer.hindrance for offer in permissions.moves_for(user, visit, at=at)}
    return [Button(step, hindrances[step.move]) for step in STEPS.values() if step.move in hindrances]


def grouped(buttons: Iterable[Button]) -> dict[str, list[Button]]:
    """As the page shows them: the possible ones, group by group."""
    groups: dict[str, list[Button]] = {}
    for button in buttons:
        if not button.hindrance:
            groups.setdefault(button.step.group, []).append(button)
    return groups

"""깨어난 사건 on its page: first of all why it woke, and what can be done now."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from grievances import wording
from grievances.admin.custody import Handing
from grievances.admin.moves import Button
from grievances.admin.story import Line
from grievances.models import Grievance
from grievances.workflow import Move

ENDS_IT = frozenset({Move.LOOK_AGAIN, Move.FIND_INFEASIBLE})
OFFERED = (Move.LOOK_AGAIN, Move.REOPEN)


def woken(case: Grievance, lines: Sequence[Line], buttons: Iterable[Button], *, at: datetime) -> Handing | None:
    """Its day has come, or what stood in its way has changed. Most cases sleep."""
    if case.look_again_on is None:
        return None
    has_come = case.look_again_on <= timezone.localdate(at)
    if not has_come and case.woken_at is None:
        return None
    possible = [button for button in buttons if button.step.move in OFFERED and not button.hindrance]
    says = "풀렸으면 재검토를 시작하고, 걸림돌이 그대로면 ‘다시 살핌’에 적어 기업에 알립니다."
    if has_come:
        says = f"다시 보기로 한 날({wording.day_words(case.look_again_on)})이 되었습니다. {says}"
    return Handing("깨어난 사건입니다", says, _why(lines), possible)


def _why(lines: Iterable[Line]) -> list[Line]:
    """Of the lines, the newest first, those since somebody looked last."""
    found = []
    for line in lines:
        if line.entry.move in ENDS_IT:
            break
        if line.entry.move == Move.WAKE:
            found.append(line)
    return found[::-1]

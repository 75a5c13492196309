"""일정: a slot is offered, fixed, changed; a request is declined. The office's verbs."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.models import User
from grievances.moment import now
from grievances.workflow import MoveRefused
from visits import season
from visits.actions.moving import Changes, advance, need, placed
from visits.models import Slot, Visit
from visits.workflow import Move

REPLY_WITHIN = timedelta(days=5)
"""So long a company has to answer an offer, if the visit is not sooner."""


def offer(visit: Visit, slot: Slot, *, by: User, note: str = "", seen: int | None = None) -> Visit:
    """일정 제안: the slot is held for the host until it answers."""
    _check_ahead(slot)

    def change(visit: Visit, at: datetime) -> Changes:
        return placed(visit, slot) | {"reply_by": _reply_by(slot, at)}

    return advance(visit, Move.OFFER, by=by, note=note, seen=seen, details=_when(slot), change=change)


def schedule(visit: Visit, slot: Slot, *, by: User, note: str = "", seen: int | None = None) -> Visit:
    """일정 확정 by the office, as agreed by telephone."""
    _check_ahead(slot)

    def change(visit: Visit, _at: datetime) -> Changes:
        return placed(visit, slot) | {"reply_by": None}

    return advance(visit, Move.SCHEDULE, by=by, note=note, seen=seen, details=_when(slot), change=change)


def move_day(visit: Visit, slot: Slot, reason: str, *, by: User, seen: int | None = None) -> Visit:
    """일정 변경: everybody is told, calendars follow."""
    _check_ahead(slot)
    need(reason, "일정을 바꾸는 까닭을 적어 주십시오. 기업과 함께 갈 분들이 읽습니다.")
    if visit.slot_id == slot.pk:
        raise MoveRefused("지금 잡혀 있는 자리입니다. 다른 자리를 골라 주십시오.")
    return advance(
        visit,
        Move.MOVE_DAY,
        by=by,
        note=reason,
        seen=seen,
        details=_when(slot) | {"from": visit.begins_at},
        change=lambda visit, _at: placed(visit, slot),
    )


def decline(visit: Visit, reason: str, *, by: User, seen: int | None = None) -> Visit:
    """어렵다고 알림, with the reason the host reads."""
    need(reason, "찾아가기 어려운 까닭을 적어 주십시오. 기업이 읽습니다.")
    return advance(visit, Move.DECLINE, by=by, note=reason, seen=seen)


def _when(slot: Slot) -> dict[str, datetime]:
    return {"begins_at": slot.during.lower, "ends_at": slot.during.upper}


def _check_ahead(slot: Slot) -> None:
    if slot.during.lower <= now():
        raise MoveRefused("이미 지난 시간대입니다. 앞으로 있을 자리를 골라 주십시오.")
    if why_not := season.why_not_on(slot):
        raise MoveRefused(why_not)


def _reply_by(slot: Slot, at: datetime) -> date:
    """Some days to think it over, and never later than the day before."""
    return max(timezone.localdate(at), min(timezone.localdate(at) + REPLY_WITHIN, slot.on - timedelta(days=1)))

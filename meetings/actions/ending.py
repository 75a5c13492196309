"""회의 마침 and 회의록 확정."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from grievances.workflow import MoveRefused
from meetings.actions.moving import Changes, advance, need
from meetings.actions.planning import mark_came
from meetings.models import Meeting
from meetings.workflow import Move

NO_MINUTES = "회의록을 적어 주십시오. 참석한 분들이 읽습니다."


def hold(
    meeting: Meeting, minutes: str, *, by: User, came: Iterable[int] | None = None, seen: int | None = None
) -> Meeting:
    """회의 마침: it took place, this was said, these came. `came` None: nobody says who."""
    need(minutes, NO_MINUTES)

    def change(meeting: Meeting, at: datetime) -> Changes:
        if came is not None:
            mark_came(meeting, came, at=at)
        return {"minutes": minutes.strip(), "held_at": at}

    return advance(meeting, Move.HOLD, by=by, seen=seen, change=change)


def write(
    meeting: Meeting, minutes: str, *, by: User, came: Iterable[int] | None = None, seen: int | None = None
) -> Meeting:
    """회의록 변경, until they are confirmed. What stood there before is kept."""
    need(minutes, NO_MINUTES)
    details: Changes = {}

    def change(meeting: Meeting, at: datetime) -> Changes:
        present = None if came is None else set(came)
        stood = set(meeting.attendees.filter(came=True).values_list("pk", flat=True))
        if meeting.minutes == minutes.strip() and present in (None, stood):
            raise MoveRefused("바뀐 것이 없습니다.")
        if present is not None:
            mark_came(meeting, present, at=at)
        details["minutes_before"] = meeting.minutes
        return {"minutes": minutes.strip()}

    return advance(meeting, Move.WRITE, by=by, seen=seen, details=details, change=change)


def confirm(meeting: Meeting, *, by: User, seen: int | None = None) -> Meeting:
    """회의록 확정: nothing in it changes any more."""
    return advance(meeting, Move.CONFIRM, by=by, seen=seen, change=lambda _meeting, at: {"confirmed_at": at})

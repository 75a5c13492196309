"""What a visit waits for, in a few words: for lists, the calendar and whoever is asked what to do next."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from visits.models import Visit
from visits.workflow import Status

LATE, SOON = "late", "soon"
"""How urgent it is, in the words of the style sheet."""


@dataclass(frozen=True)
class Waiting:
    """The words, and how urgent they are."""

    words: str
    tone: str = ""


def waiting(visit: Visit, *, at: datetime) -> Waiting | None:
    """What it waits for, and since when; None when nobody has to do anything."""
    today = timezone.localdate(at)
    match Status(visit.status):
        case Status.REQUESTED:
            return Waiting(_nth(_since(visit.requested_at, today)))
        case Status.OFFERED if visit.reply_by:
            return _offered(visit.reply_by, today)
        case Status.SCHEDULED if visit.ends_at and visit.ends_at < at:
            return _owed("회의록 안 씀", _since(visit.ends_at, today))
        case Status.HELD:
            return _held(visit, today)
    return None


def short_day(on: date) -> str:
    """3.26.: as calendars say a day."""
    return f"{on.month}.{on.day}."


def _offered(reply_by: date, today: date) -> Waiting:
    if reply_by < today:
        return Waiting(f"기업 수락 {(today - reply_by).days}일 늦음", LATE)
    return Waiting(f"기업 수락 {short_day(reply_by)}까지", SOON if reply_by == today else "")


def _held(visit: Visit, today: date) -> Waiting:
    if visit.is_confirmed:
        return Waiting("정리할 차례", SOON)
    if visit.minutes_sent_at is None:
        assert visit.held_at is not None
        return _owed("회의록 안 보냄", _since(visit.held_at, today))
    return Waiting(f"회의록 기업 확인 {_nth(_since(visit.minutes_sent_at, today))}", SOON)


def _owed(what: str, days: int) -> Waiting:
    return Waiting(f"{what} {days}일", LATE) if days else Waiting(f"{what} 오늘", SOON)


def _nth(days: int) -> str:
    return f"{days}일째" if days else "오늘"


def _since(moment: datetime, today: date) -> int:
    return (today - timezone.localdate(moment)).days

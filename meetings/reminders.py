"""What is reminded of when nothing happens around a meeting: from when on, whom, in which words.

How stages come due is in `grievances.stages`. Nothing here writes.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _L  # noqa: N812

from grievances import stages
from grievances.stages import Ledger, Stage, Waiting, morning_of
from meetings.models import Meeting, MeetingEntry, MeetingReminder
from meetings.notices import Notice, To
from meetings.querysets import MeetingQuerySet
from meetings.workflow import AHEAD as NOT_HELD
from meetings.workflow import Move, Status

WEEK_BEFORE, DAY_BEFORE = 7, 1
MINUTES_AFTER, CONFIRM_AFTER = 1, 3
BROUGHT_UP_FOR = timedelta(days=30)
"""What was due longer ago is let rest."""
LEDGER = Ledger(MeetingReminder, "meeting")

type Due = stages.Due[Meeting, Notice]
type Found = Iterator[Waiting[Meeting, Notice]]

AHEAD = Notice(
    To.EXPECTED,
    _L("%(ahead)s 회의: %(title)s"),
    [
        _L("%(ahead)s %(when)s에 회의를 엽니다. 곳: %(place)s"),
        _L("안건\n%(agenda)s"),
        _L("오실 수 있는지 아직 답하지 않으셨다면 지금 알려 주십시오."),
    ],
)
MINUTES = Notice(
    To.OFFICE,
    "회의록을 기다립니다: %(title)s",
    [
        "%(when)s에 연 회의의 회의록이 없습니다.",
        "정한 것과 회의록을 적고 회의를 마치십시오. 참석한 분들이 기다립니다.",
    ],
)
UNCONFIRMED = Notice(
    To.OFFICE,
    "회의록을 확정하십시오: %(title)s",
    ["%(when)s에 연 회의의 회의록을 3일이 지나도 확정하지 않았습니다.", "확정하면 참석한 분들께 메일로 갑니다."],
)


def _ahead(at: datetime) -> Found:
    """회의 앞: a week and a day before. Who was told later gets only what is still ahead."""
    today = timezone.localdate(at)
    near = Meeting.objects.filter(
        status=Status.INVITED,
        during__startswith__gt=at,
        during__startswith__lt=morning_of(today, WEEK_BEFORE + 1),
    )
    told = _last_told(near)
    for meeting in near.order_by("pk"):
        mornings = {days: morning_of(meeting.on, -days) for days in (WEEK_BEFORE, DAY_BEFORE)}
        found = [
            Stage(f"{meeting.on}:{days}", begins, (AHEAD,))
            for days, begins in mornings.items()
            if begins > told[meeting.pk]  # nobody is reminded of what they were told a minute ago
        ]
        yield Waiting(meeting, found, {"ahead": _ahead_words((meeting.on - today).days)})


def _last_told(meetings: MeetingQuerySet) -> dict[int, datetime]:
    """When those who attend each of them were last written to."""
    moves = MeetingEntry.objects.filter(meeting__in=meetings.values("pk"), move__in=[Move.INVITE, Move.AMEND])
    return dict(moves.order_by().values_list("meeting").annotate(Max("at")))


def _ahead_words(days: int) -> str:
    return {0: _("오늘"), 1: _("내일"), 7: _("일주일 뒤")}.get(days) or _("%d일 뒤") % days


def _minutes(at: datetime) -> Found:
    """회의록: nothing was written the day after."""
    for meeting in Meeting.objects.filter(status__in=sorted(NOT_HELD), during__endswith__lt=at).order_by("pk"):
        after = morning_of(timezone.localdate(meeting.ends_at), MINUTES_AFTER)
        yield Waiting(meeting, [Stage(str(meeting.on), after, (MINUTES,))])


def _unconfirmed(at: datetime) -> Found:
    """회의록 확정: nobody did for three days."""
    for meeting in Meeting.objects.filter(status=Status.HELD).order_by("pk"):
        assert meeting.held_at is not None
        after = morning_of(timezone.localdate(meeting.held_at), CONFIRM_AFTER)
        yield Waiting(meeting, [Stage(str(meeting.on), after, (UNCONFIRMED,))])


REMINDERS: dict[str, Callable[[datetime], Found]] = {
    "AHEAD": _ahead,
    "MINUTES": _minutes,
    "UNCONFIRMED": _unconfirmed,
}


def due(*, at: datetime) -> list[Due]:
    """Everything to be reminded of now that nobody was reminded of yet."""
    return stages.due(REMINDERS, LEDGER, at=at, since=at - BROUGHT_UP_FOR)

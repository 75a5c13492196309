"""How a meeting is put into words: the same sentence for the office, those who attend, and the mail."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _L  # noqa: N812
from psycopg.types.range import Range

from grievances.models import Grievance
from grievances.wording import day_words
from meetings.models import HEADING_LIMIT, AgendaItem, Meeting
from meetings.workflow import Kind, Status


def when_words(during: Range[datetime]) -> str:
    """11월 26일(목) 10:00–11:30; with both days where it ends on another one."""
    begins, ends = timezone.localtime(during.lower), timezone.localtime(during.upper)
    last = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{day_words(ends)} {ends:%H:%M}"
    return f"{day_words(begins)} {begins:%H:%M}–{last}"


def title_for(kind: Kind, on: date) -> str:
    """What a meeting is called unless somebody calls it something else: a review by its half of the year."""
    if kind == Kind.REVIEW:
        return f"{on.year}년 {'상' if on.month <= 6 else '하'}반기 {kind.label}"
    return f"{on.month}월 {on.day}일 {kind.label}"


def origin_label(meeting: Meeting) -> str:
    """What the history of a case calls the meeting that decided on it; with its year, it is read years later."""
    return f"{meeting.on.year}년 {meeting.on.month}월 {meeting.on.day}일 {meeting.get_kind_display()}"


def heading_for(case: Grievance) -> str:
    """The words that tell nobody whose case it is: its category, and the complex it is in."""
    return f"{case.category.name} · {case.company.industrial_complex or _('산업단지 밖')}"[:HEADING_LIMIT]


def decision_words(item: AgendaItem) -> str:
    """장기추진, 완료, 다음 회의로 …"""
    return str(item.get_decision_display()) if item.is_decided else _("정하지 않음")


def state_sentence(meeting: Meeting, *, at: datetime) -> str:
    """What is true now. The first thing every page of the meeting says."""
    status, words = Status(meeting.status), {"when": when_words(meeting.during)}
    if status in _AHEAD and meeting.ends_at <= at:
        return _("%(when)s에 열렸습니다. 정한 것과 회의록을 적고 있습니다.") % words
    if status in _AHEAD and meeting.begins_at <= at:
        return _("%(when)s 회의를 하고 있습니다.") % words
    if meeting.confirmed_at:
        words["confirmed"] = day_words(meeting.confirmed_at)
    return str(_STANDS[status]) % words


_AHEAD = {Status.PLANNED, Status.INVITED}
_STANDS = {
    Status.PLANNED: _L("%(when)s에 열 회의를 준비하고 있습니다."),
    Status.INVITED: _L("%(when)s에 회의를 엽니다. 참석할 분들께 알렸습니다."),
    Status.HELD: _L("%(when)s에 열렸습니다. 회의록을 확정하기 전입니다."),
    Status.CONFIRMED: _L("%(when)s에 열렸고 %(confirmed)s에 회의록을 확정했습니다."),
    Status.CANCELLED: _L("취소된 회의입니다."),
}

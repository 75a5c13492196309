"""The host's list of visits: what each stands under, its mark, its sentence."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext

from visits import wording
from visits.models import Visit
from visits.workflow import Status

MARKS = {
    Status.REQUESTED: "OPEN",
    Status.OFFERED: "ASKED",
    Status.SCHEDULED: "IN_PROGRESS",
    Status.HELD: "IN_PROGRESS",
    Status.CLOSED: "RESOLVED",
    Status.DECLINED: "INFEASIBLE",
    Status.CANCELLED: "CLOSED",
    Status.NO_SHOW: "CLOSED",
}
"""Which mark stands for a status."""


class Badge(NamedTuple):
    """A mark and its word."""

    mark: str
    label: str


def badge_of(visit: Visit) -> Badge:
    """What waits for the host is a state of its own to it."""
    if visit.status == Status.OFFERED:
        return Badge("ASKED", gettext("답을 기다립니다"))
    if is_to_confirm(visit):
        return Badge("ASKED", gettext("회의록 확인"))
    return Badge(MARKS[Status(visit.status)], str(visit.get_status_display()))


def is_to_confirm(visit: Visit) -> bool:
    """Minutes that wait for the host."""
    return visit.status == Status.HELD and visit.minutes_sent_at is not None and not visit.is_confirmed


class Row(NamedTuple):
    """One visit in the host's list."""

    visit: Visit
    part: str
    badge: Badge
    state: str
    waits: bool


def rows_of(visits: Iterable[Visit], *, at: datetime) -> list[Row]:
    """The list with its words; `part` is the heading a visit stands under."""
    return [_row(visit, at) for visit in visits]


def _row(visit: Visit, at: datetime) -> Row:
    waits = visit.status == Status.OFFERED or is_to_confirm(visit)
    if waits:
        part = gettext("답해 주실 것")
    elif visit.status in {Status.REQUESTED, Status.SCHEDULED}:
        part = gettext("앞으로 있을 방문")
    else:
        part = gettext("지난 방문")
    return Row(visit, part, badge_of(visit), wording.state_sentence(visit, at=at), waits)

"""Whether somebody may make a move in a meeting, and what stands in the way of a move they may make."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from meetings.models import Meeting
from meetings.workflow import ATTENDING, OFFICE, RULES, Move, Status, refusal


@dataclass(frozen=True)
class Offer:
    """A move on a page: possible now, or with the sentence that says why not."""

    move: Move
    hindrance: str = ""


def may_plan(user: User) -> bool:
    """회의 만들기, and everything that is done to one: the office."""
    return user.is_active and (user.is_superuser or Role.MANAGER in user.roles)


def standings(user: User, meeting: Meeting) -> frozenset[Role]:
    """What the user is to this meeting now: of the office, and one of those who were told of it."""
    found = OFFICE if may_plan(user) else frozenset()
    attends = user.is_active and meeting.attendees.filter(person=user, invited_at__isnull=False).exists()
    return found | (user.roles & ATTENDING) if attends else found


def may(user: User, move: Move, meeting: Meeting) -> bool:
    """Whether the table lets them. Whether it can be done now is `hindrance`'s to say."""
    return bool(RULES[move].by & standings(user, meeting))


def moves_for(user: User, meeting: Meeting, *, at: datetime) -> list[Offer]:
    """Every move the table gives this user in the meeting's status, each with what hinders it now."""
    found = standings(user, meeting)
    return [
        Offer(move, hindrance(move, meeting, at=at))
        for move, rule in RULES.items()
        if Status(meeting.status) in rule.sources and rule.by & found
    ]


def hindrance(move: Move, meeting: Meeting, *, at: datetime) -> str:
    """Why nobody can make the move now; empty when it can be made. Changes nothing."""
    if Status(meeting.status) not in RULES[move].sources:
        return refusal(move, Status(meeting.status))
    why_not = _HINDRANCES.get(move)
    return why_not(meeting, at) if why_not else ""


def _not_begun(meeting: Meeting, at: datetime) -> str:
    return _("아직 시작하지 않은 회의입니다. 시작하는 때부터 할 수 있습니다.") if at < meeting.begins_at else ""


def _begun(meeting: Meeting, at: datetime) -> str:
    return _("시작한 회의입니다. 때와 곳은 그대로 둡니다.") if meeting.begins_at <= at else ""


def _invite(meeting: Meeting, at: datetime) -> str:
    if meeting.ends_at <= at:
        return _("끝난 회의입니다. 회의록을 적고 마치십시오.")
    if not meeting.attendees.exists():
        return _("참석할 사람이 없습니다. 먼저 참석자를 정하십시오.")
    return ""


def _reply(meeting: Meeting, at: datetime) -> str:
    return _("끝난 회의입니다.") if meeting.ends_at <= at else ""


def _decide(meeting: Meeting, at: datetime) -> str:
    if why_not := _not_begun(meeting, at):
        return why_not
    return "" if meeting.agenda.undecided().exists() else _("정할 안건이 없습니다.")


def _confirm(meeting: Meeting, _at: datetime) -> str:
    if undecided := meeting.agenda.undecided().count():
        return _("정하지 않은 안건이 %d건 있습니다. 정하거나 다음 회의로 넘긴 뒤에 확정하십시오.") % undecided
    return "" if meeting.minutes.strip() else _("회의록이 비어 있습니다.")


def _cancel(meeting: Meeting, _at: datetime) -> str:
    if meeting.agenda.decided().exists():
        return _("정한 안건이 있어 취소할 수 없습니다. 회의록을 적고 마치십시오.")
    return ""


_HINDRANCES: dict[Move, Callable[[Meeting, datetime], str]] = {
    Move.AMEND: _begun,
    Move.INVITE: _invite,
    Move.REPLY: _reply,
    Move.DECIDE: _decide,
    Move.HOLD: _not_begun,
    Move.CONFIRM: _confirm,
    Move.CANCEL: _cancel,
}

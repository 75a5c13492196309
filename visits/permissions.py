"""Whether somebody may make a move in a visit, and what stands in the way of a move they may make."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from companies.models import Company
from visits import season
from visits.models import Programme, Visit
from visits.workflow import CLOSED_UNCONFIRMED_AFTER, COMPANY, RULES, WRITERS, Move, Part, Status, refusal


@dataclass(frozen=True)
class Offer:
    """A move on a page: possible now, or with the sentence that says why not."""

    move: Move
    hindrance: str = ""


def standings(user: User, visit: Visit) -> frozenset[Role]:
    """What the user is to this visit now."""
    return at_work(user, visit) | of_company(user, visit)


def of_company(user: User, visit: Visit) -> frozenset[Role]:
    """A member of the host."""
    is_member = user.is_active and any(seat.person_id == user.pk for seat in visit.company_seats)
    return COMPANY if is_member else frozenset()


def at_work(user: User, visit: Visit) -> frozenset[Role]:
    """The office, and whoever goes along for the city. Who only reads along may make no move."""
    found: set[Role] = set()
    if not user.is_active:
        return frozenset()
    if user.is_superuser or Role.MANAGER in user.roles:
        found.add(Role.MANAGER)
    if user.roles:
        parts = visit.roster.filter(person=user).values_list("part", flat=True)
        if any(Part(part) in WRITERS for part in parts):
            found.add(Role.TEAM)
    return frozenset(found)


def may(user: User, move: Move, visit: Visit) -> bool:
    """Whether the table lets them. Whether it can be done now is `hindrance`'s to say."""
    return bool(RULES[move].by & standings(user, visit))


def may_subscribe(user: User) -> bool:
    """내 달력: who has no role and no company any more has nothing to see there."""
    return user.is_active and bool(user.roles or user.is_superuser or user.seats.active().exists())


def may_run_programmes(user: User) -> bool:
    """시간대, 금지기간, 일정, 사전조사: the office."""
    return user.is_superuser or Role.MANAGER in user.roles


def moves_for(user: User, visit: Visit, *, at: datetime, as_company: bool = False) -> list[Offer]:
    """Every move the table gives this user in the visit's status, each with what hinders it now."""
    found = of_company(user, visit) if as_company else at_work(user, visit)
    return offers(found, visit, at=at)


def offers(found: frozenset[Role], visit: Visit, *, at: datetime) -> list[Offer]:
    """The same for standings that are known."""
    return [
        Offer(move, hindrance(move, visit, at=at))
        for move, rule in RULES.items()
        if Status(visit.status) in rule.sources and rule.by & found
    ]


def hindrance(move: Move, visit: Visit, *, at: datetime) -> str:
    """Why nobody can make the move now; empty when it can be made. Changes nothing."""
    if Status(visit.status) not in RULES[move].sources:
        return refusal(move, Status(visit.status))
    why_not = _HINDRANCES.get(move)
    return why_not(visit, at) if why_not else ""


def why_not_eligible(company: Company, programme: Programme, *, on: date) -> str:
    """Why this company cannot ask for a visit of the programme, and what to do; empty when it can."""
    if not company.is_approved:
        return _("등록 확인이 끝난 뒤에 신청하실 수 있습니다.")
    if not programme.is_open or (programme.last_on and programme.last_on < on):
        return _("지금은 신청을 받지 않는 프로그램입니다.")
    return why_not_meant(programme, company.factories.exists, lambda: _takes_part(company, programme, on=on))


def why_not_meant(programme: Programme, has_factory: Callable[[], bool], takes_part: Callable[[], bool]) -> str:
    """Why the programme is not for such a company; empty when it is. Asks only what the programme asks for."""
    match programme.eligible:
        case Programme.Eligible.REGISTERED if not has_factory():
            return _("시에 공장등록을 한 기업이 신청할 수 있습니다. 공장등록을 하셨다면 전화로 알려 주십시오.")
        case Programme.Eligible.PARTICIPANTS if not takes_part():
            return _("참여기업으로 뽑힌 기업을 찾아가는 프로그램입니다.")
    return ""


def _takes_part(company: Company, programme: Programme, *, on: date) -> bool:
    found = programme.participations.filter(company=company, first_on__lte=on)
    return found.exclude(last_on__lt=on).exists()


def _log(visit: Visit, at: datetime) -> str:
    if visit.begins_at and at < visit.begins_at and timezone.localdate(at) != visit.on:
        return _("아직 방문하는 날이 아닙니다. 그날부터 적을 수 있습니다.")
    if visit.is_confirmed:
        return _("기업이 회의록을 확인했습니다. 더 적을 것은 새 방문이나 기업애로로 남겨 주십시오.")
    return ""


def _no_show(visit: Visit, at: datetime) -> str:
    if visit.begins_at and at < visit.begins_at:
        return _("아직 방문할 시간이 아닙니다. 못 가게 되었으면 취소하거나 일정을 바꾸십시오.")
    return ""


def _cancel(visit: Visit, at: datetime) -> str:
    if visit.status == Status.SCHEDULED and visit.begins_at and visit.begins_at <= at:
        return _("방문 시간이 지나 취소할 수 없습니다. 만나지 못했으면 ‘만나지 못함’으로 남기십시오.")
    return ""


def _ask_other(visit: Visit, at: datetime) -> str:
    if visit.status == Status.SCHEDULED and visit.begins_at and visit.begins_at <= at:
        return _("방문 시간이 지났습니다. 다시 찾아뵙기를 바라시면 새로 신청해 주십시오.")
    return ""


def _send_minutes(visit: Visit, _at: datetime) -> str:
    if not visit.minutes.strip():
        return _("회의록이 비어 있습니다. 무엇을 보고 들었는지 적은 뒤에 보내 주십시오.")
    if undecided := visit.promises.undecided().count():
        return _("정하지 않은 약속이 %d줄 있습니다. 어떻게 끝났는지 고른 뒤에 보내 주십시오.") % undecided
    if visit.is_confirmed:
        return _("기업이 이미 확인한 회의록입니다.")
    return ""


def _answer_minutes(visit: Visit, _at: datetime) -> str:
    if visit.minutes_sent_at is None and visit.minutes_version:
        return _("회의록을 고치고 있습니다. 고친 것을 다시 보내 드리면 그때 확인해 주십시오.")
    if visit.minutes_sent_at is None:
        return _("아직 회의록을 보내지 않았습니다.")
    if visit.is_confirmed:
        return _("이미 확인하신 회의록입니다.")
    return ""


def _close(visit: Visit, at: datetime) -> str:
    if undecided := visit.promises.undecided().count():
        return _("정하지 않은 약속이 %d줄 있어 끝낼 수 없습니다.") % undecided
    if visit.objections.filter(settled_at__isnull=True).exists():
        return _("기업의 이의가 남아 있습니다. 회의록을 고쳐 다시 보내거나 까닭을 알려 주십시오.")
    if visit.minutes_sent_at is None:
        return _("회의록을 기업에 보낸 뒤에 끝낼 수 있습니다.")
    if not visit.is_confirmed and at < visit.minutes_sent_at + CLOSED_UNCONFIRMED_AFTER:
        return _("기업의 확인을 기다립니다. 회의록을 보내고 7일이 지나면 확인 없이도 끝낼 수 있습니다.")
    return ""


def _accept(visit: Visit, at: datetime) -> str:
    if visit.begins_at and visit.begins_at <= at:
        return _("제안드린 시간이 지났습니다. 다른 일정을 요청해 주십시오.")
    if visit.slot and (why := season.why_shut(visit.slot)):
        return _("그날은 찾아뵐 수 없게 되었습니다. %s. 다른 일정을 요청해 주십시오.") % why
    return ""


_HINDRANCES: dict[Move, Callable[[Visit, datetime], str]] = {
    Move.ACCEPT: _accept,
    Move.LOG: _log,
    Move.NO_SHOW: _no_show,
    Move.CANCEL: _cancel,
    Move.ASK_OTHER: _ask_other,
    Move.SEND_MINUTES: _send_minutes,
    Move.CONFIRM: _answer_minutes,
    Move.OBJECT: _answer_minutes,
    Move.CLOSE: _close,
}

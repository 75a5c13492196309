"""시즌: slots are made ahead, blackouts are kept, and who goes along is written down. The office's verbs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from psycopg.types.range import Range

from accounts.models import User
from grievances.clock import SEOUL
from grievances.moment import now
from grievances.workflow import MoveRefused
from visits import permissions, season
from visits.models import Blackout, Participation, Programme, Slot, SlotTime, TeamMember, Visit
from visits.season import Hit, Plan

type Row = Participation | SlotTime


@dataclass(frozen=True)
class Kept:
    """What a blackout did: so many free slots went, these visits stand in it and wait for somebody."""

    blackout: Blackout
    removed: int
    hits: list[Hit]


@transaction.atomic
def make_slots(programme: Programme, first: date, last: date, *, by: User) -> Plan:
    """시간대 만들기: every 요일 of the programme. What exists stays, so it may be done again."""
    _check(by)
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    at = now()
    if why_not := season.why_no_plan(programme, first, last, at=at):
        raise MoveRefused(why_not)
    found = season.plan(programme, first, last, at=at)
    Slot.objects.bulk_create(
        Slot(
            programme=programme,
            on=day,
            order=one.order,
            during=Range(datetime.combine(day, one.begins, SEOUL), datetime.combine(day, one.ends, SEOUL)),
        )
        for day, one in found.new
    )
    return found


@transaction.atomic
def drop_slot(slot: Slot, *, by: User) -> None:
    """빈 자리 지우기."""
    _check(by)
    kept = Slot.objects.select_for_update().filter(pk=slot.pk).first()
    taken = Visit.objects.filter(slot=slot).select_related("company").first()
    if taken:
        raise MoveRefused(f"{taken.host} 방문이 잡힌 자리라 지울 수 없습니다. 먼저 그 방문의 일정을 바꾸십시오.")
    if kept:
        kept.delete()


@transaction.atomic
def drop_free_slots_on(day: date, *, by: User) -> int:
    """쉬는 날이 된 날의 빈 자리 지우기: so many went."""
    _check(by)
    return _dropped(Slot.objects.filter(on=day))


@transaction.atomic
def look_after_slots() -> int:
    """빈 자리 on days that were shut elsewhere, such as the holidays filled in for a new year: so many went."""
    free = list(Slot.objects.free().ahead(at=now()).values_list("pk", "on", "programme"))
    if not free:
        return 0
    days = [on for _pk, on, _programme in free]
    shut = season.ShutDays(min(days), max(days))
    return _dropped(Slot.objects.filter(pk__in=[pk for pk, on, programme in free if shut.why(on, programme)]))


@transaction.atomic
def keep_blackout(blackout: Blackout, *, by: User) -> Kept:
    """금지기간 더하기, 고치기. Its free slots go; visits that stand in it are told of, never changed."""
    _check(by)
    if not blackout.why.strip():
        raise MoveRefused("까닭을 적어 주십시오. 기업과 동료가 읽습니다.")
    if blackout.last_on < blackout.first_on:
        raise MoveRefused("마지막 날이 첫날보다 앞섭니다. 순서를 확인하십시오.")
    everybody = Programme.objects.all()
    programmes = everybody.filter(pk=blackout.programme_id) if blackout.programme_id else everybody
    list(programmes.select_for_update(no_key=True).order_by("pk"))
    blackout.save()
    at = now()
    removed = _dropped(season.free_slots_in(blackout, at=at))
    return Kept(blackout, removed, season.hits_of(blackout, at=at))


def keep_election(
    election_on: date, *, by: User, programme: Programme | None = None, confirmed_on: date | None = None
) -> Kept:
    """선거일로 금지기간 더하기: days, reason and article as the act has them."""
    if confirmed_on and confirmed_on > election_on:
        raise MoveRefused("실시사유가 확정된 날이 선거일보다 뒤입니다. 두 날을 확인하십시오.")
    blackout = season.around_election(election_on, programme=programme, confirmed_on=confirmed_on)
    return keep_blackout(blackout, by=by)


@transaction.atomic
def drop_blackout(blackout: Blackout, *, by: User) -> None:
    """금지기간 지우기. Slots do not come back by themselves."""
    _check(by)
    blackout.delete()


def keep_programme(programme: Programme, *, by: User) -> Programme:
    """순회 프로그램 더하기, 고치기."""
    _check(by)
    programme.save()
    return programme


@transaction.atomic
def keep_rows(rows: Iterable[Row], gone: Iterable[Row], *, by: User) -> None:
    """하루의 자리와 참여기업. Those that go, go first: another may take their place."""
    _check(by)
    for row in gone:
        row.delete()
    for row in rows:
        row.save()


def keep_team_member(member: TeamMember, *, by: User) -> TeamMember:
    """지원단·현장기동반: somebody who has a role."""
    _check(by)
    if member.is_active and not member.person.roles and not member.person.is_superuser:
        raise MoveRefused(f"{member.person.name} 님은 역할이 없습니다. 먼저 역할을 주십시오.")
    member.save()
    return member


def _check(by: User) -> None:
    if not permissions.may_run_programmes(by):
        raise PermissionDenied


def _dropped(slots: QuerySet[Slot]) -> int:
    """Their rows are locked first: whoever is just taking one of them is waited for, and keeps it."""
    ids = list(slots.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    free = Slot.objects.free().filter(pk__in=ids)
    _all, by_model = free.delete()
    return by_model.get("visits.Slot", 0)

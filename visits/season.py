"""시즌: on which days nobody is visited and why, what a season would get, which visits are hit. Changes nothing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from grievances import rulebook
from grievances.wording import day_words
from visits.models import Blackout, Programme, Slot, Visit
from visits.slots import (
    ELECTION_ARTICLE,
    ELECTION_DAYS_BEFORE,
    ELECTION_EXCEPTIONS,
    Shut,
    Time,
    before_election,
    days,
    election_why,
    planned,
)


class ShutDays:
    """쉬는 날과 금지기간 of some days, read once: two questions, and those of the rulebook."""

    def __init__(self, first: date, last: date) -> None:
        self._day_off = rulebook.standing().calendar.day_off
        self._blackouts = list(Blackout.objects.within(first, last).order_by("first_on", "pk"))

    def why(self, day: date, programme_id: int | None) -> str:
        """Why nobody is visited on this day; empty when people are. Without a programme: for all of them."""
        if name := self._day_off(day):
            return _("쉬는 날(%s)") % name
        blackout = self.blackout(day, programme_id)
        return blackout.reason if blackout else ""

    def blackout(self, day: date, programme_id: int | None) -> Blackout | None:
        """금지기간 that forbids the day."""
        kept = (one for one in self._blackouts if one.programme_id in {None, programme_id})
        return next((one for one in kept if one.covers(day)), None)


def why_shut(slot: Slot) -> str:
    """Why nobody is visited on the day of this slot; empty when people are."""
    return ShutDays(slot.on, slot.on).why(slot.on, slot.programme_id)


def why_not_on(slot: Slot) -> str:
    """Why no visit can be placed in this slot, and what to do; empty when one can."""
    shut = ShutDays(slot.on, slot.on)
    if blackout := shut.blackout(slot.on, slot.programme_id):
        words = {"day": day_words(slot.on), "why": blackout.reason, "last": day_words(blackout.last_on)}
        refused = _("%(day)s은 방문하지 않는 기간입니다. %(why)s. %(last)s 뒤의 자리를 골라 주십시오.") % words
        return f"{refused} {exceptions_words()}" if blackout.election_on else refused
    if why := shut.why(slot.on, slot.programme_id):
        return _("%(day)s은 방문하지 않습니다. %(why)s. 다른 날의 자리를 골라 주십시오.") % {
            "day": day_words(slot.on),
            "why": why,
        }
    return ""


def exceptions_words() -> str:
    """예외 of the article in one sentence."""
    named = "; ".join(f"{item}목 {words}" for item, words in ELECTION_EXCEPTIONS)
    return f"법이 정한 예외는 다음과 같습니다: {named}."


# --- What a season would get --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """시간대 만들기, before it is done: what is new, how much stays as it is, which days have none and why."""

    new: list[tuple[date, Time]]
    kept: int
    shut: list[Shut]

    @property
    def by_day(self) -> list[tuple[date, list[Time]]]:
        """What is new, a day a line."""
        found: dict[date, list[Time]] = defaultdict(list)
        for day, one in self.new:
            found[day].append(one)
        return list(found.items())


LONGEST = timedelta(days=366)
BEFORE_ELECTION = timedelta(days=ELECTION_DAYS_BEFORE)


def why_no_plan(programme: Programme, first: date, last: date, *, at: datetime) -> str:
    """Why no slots can be made for these days at all; empty when they can."""
    today = timezone.localdate(at)
    if last < first:
        return "마지막 날이 첫날보다 앞섭니다. 순서를 확인하십시오."
    if first < today:
        return f"지난 날에는 시간대를 만들 수 없습니다. {day_words(today)}부터 고르십시오."
    if last - first > LONGEST:
        return "한 번에 1년까지 만들 수 있습니다. 나누어 만드십시오."
    if first < programme.first_on or (programme.last_on and last > programme.last_on):
        until = f" {day_words(programme.last_on)}까지" if programme.last_on else ""
        return f"이 프로그램은 {day_words(programme.first_on)}부터{until} 합니다. 그 안에서 고르십시오."
    if not programme.times.exists():
        return "하루의 자리가 없습니다. 프로그램에 하루의 자리를 먼저 적으십시오."
    return ""


def plan(programme: Programme, first: date, last: date, *, at: datetime) -> Plan:
    """Every 요일 of the programme between these days. What exists stays; what has begun is not made."""
    shut = ShutDays(first, last)
    times = [Time(one.order, one.begins, one.ends) for one in programme.times.all()]
    on_days = list(days(first, last, programme.weekday))
    slots, closed = planned(on_days, times, lambda day: shut.why(day, programme.pk))
    standing: dict[date, list[Time]] = defaultdict(list)
    for slot in programme.slots.within(first, last):
        standing[slot.on].append(_time_of(slot))
    new: list[tuple[date, Time]] = []
    kept = 0
    for day, one in slots:
        others = standing[day]
        if any(other.order == one.order for other in others):
            kept += 1
        elif clash := next((other for other in others if other.overlaps(one)), None):
            closed.append(Shut(day, f"{one.order}번째 자리가 {clash.begins:%H:%M}–{clash.ends:%H:%M} 자리와 겹침"))
        elif (day, one.begins) <= _here(at):
            closed.append(Shut(day, f"{one.order}번째 자리는 이미 지난 시간"))
        else:
            new.append((day, one))
            others.append(one)
    return Plan(new, kept, sorted(closed, key=lambda shut: shut.on))


def _time_of(slot: Slot) -> Time:
    begins, ends = timezone.localtime(slot.during.lower), timezone.localtime(slot.during.upper)
    return Time(slot.order, begins.time(), ends.time())


def _here(at: datetime) -> tuple[date, time]:
    local = timezone.localtime(at)
    return local.date(), local.time()


# --- Which visits are hit -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """A visit ahead that stands on a day on which nobody is visited."""

    visit: Visit
    why: str


def hits(*, at: datetime) -> list[Hit]:
    """쉬는 날이나 금지기간에 잡힌 방문, each with the reason. Always the same few questions."""
    visits = _shown(Visit.objects.hit(at=at))
    if not visits:
        return []
    on_days = [visit.slot.on for visit in visits if visit.slot]
    shut = ShutDays(min(on_days), max(on_days))
    return [Hit(visit, shut.why(visit.slot.on, visit.programme_id)) for visit in visits if visit.slot]


def hits_of(blackout: Blackout, *, at: datetime) -> list[Hit]:
    """Visits that stand in this blackout, kept or not kept yet."""
    ahead = Visit.objects.ahead(at=at).filter(slot__on__range=(blackout.first_on, blackout.last_on))
    ahead = ahead.filter(programme=blackout.programme) if blackout.programme_id else ahead
    return [Hit(visit, blackout.reason) for visit in _shown(ahead)]


def hits_of_day_off(day: date, name: str, *, at: datetime) -> list[Hit]:
    """Visits that stand on a day that is, or is about to become, a day off."""
    return [Hit(visit, _("쉬는 날(%s)") % name) for visit in _shown(Visit.objects.ahead(at=at).filter(slot__on=day))]


def around_election(
    election_on: date,
    *,
    programme: Programme | None = None,
    confirmed_on: date | None = None,
    kept: Blackout | None = None,
) -> Blackout:
    """선거일 전 60일부터 선거일까지, with reason and article as the act has them. Not saved."""
    blackout = kept or Blackout()
    blackout.first_on, blackout.last_on = before_election(election_on, confirmed_on=confirmed_on)
    blackout.why = election_why(election_on, confirmed_on=confirmed_on)
    blackout.article, blackout.election_on, blackout.programme = ELECTION_ARTICLE, election_on, programme
    return blackout


def free_slots_in(blackout: Blackout, *, at: datetime) -> QuerySet[Slot]:
    """빈 자리 that a blackout takes away."""
    free = Slot.objects.free().ahead(at=at).within(blackout.first_on, blackout.last_on)
    return free.filter(programme=blackout.programme) if blackout.programme_id else free


def _shown(visits: QuerySet[Visit]) -> list[Visit]:
    return list(visits.select_related("company", "slot", "programme").order_by("slot__during", "pk"))

"""시즌: on which days nobody is visited and why, what a season would get, which visits are hit. Changes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from grievances import rulebook
from grievances.wording import day_words
from visits.models import Blackout, Programme, Slot, Visit
from visits.slots import ELECTION_EXCEPTIONS, Shut, Time, days, planned


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
            closed.append(
                Shut(day, f"{one.order}번째 자리가 이미 있는 {clash.begins:%H:%M}–{clash.ends:%H:%M}과 겹침")
            )
        elif (day, one.begins) <= _here(at):
            closed.append(Shut(day, f"{one.order}번째 자리는 이미 지난 시간"))
        else:
            new.append((day, one))
    return Plan(new, kept, sorted(closed, key=lambda shut: shut.on))


def _time_of(slot: Slot) -> Time:
    begins, ends = timezone.localtime(slot.during.lower), timezone.localtime(slot.during.upper)
    return Time(slot.order, begins.time(), ends.time())


def _here(at: datetime) -> tuple[date, object]:
    local = timezone.localtime(at)
    return local.date(), local.time()


# --- Which visits are hit -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """A visit ahead that stands on a day on which nobody is visited."""

    visit: Visit
    why: str


def hits(*, at: datetime, on: Iterable[date] | None = None) -> list[Hit]:
    """쉬는 날이나 금지기간에 잡힌 방문, each with the reason; of some days, if told. Always the same few questions."""
    found = Visit.objects.hit(at=at).select_related("company", "slot", "programme").order_by("slot__during", "pk")
    visits = list(found if on is None else found.filter(slot__on__in=list(on)))
    if not visits:
        return []
    days_hit = [visit.slot.on for visit in visits]
    shut = ShutDays(min(days_hit), max(days_hit))
    return [Hit(visit, shut.why(visit.slot.on, visit.programme_id)) for visit in visits]

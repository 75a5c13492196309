"""방문 달력: a month or a week of a programme, its slots with their visits, and who waits for one beside it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone
from psycopg.types.range import Range

from accounts.models import User
from companies.models import IndustrialComplex
from grievances import rulebook
from grievances.wording import day_words
from visits import wishes
from visits.models import Blackout, Programme, Slot, Visit
from visits.permissions import why_not_meant
from visits.rosters import clashes
from visits.season import ShutDays
from visits.waiting import Waiting, short_day, waiting
from visits.workflow import AHEAD, MET, Status

A_WEEK, A_YEAR = timedelta(days=7), timedelta(days=365)
WAITING_SHOWN = 40
"""So many requests stand beside the calendar; the others are in the list."""
MONTH, WEEK = re.compile(r"(\d{4})-(\d{2})"), re.compile(r"(\d{4})-W(\d{2})")


# --- Which days -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """What is shown: whole weeks from Sunday to Saturday, and the month or the week they are of."""

    first: date
    last: date
    title: str
    key: str
    before: str
    after: str
    month: int | None = None

    @property
    def is_week(self) -> bool:
        """A week is shown in more detail."""
        return self.month is None

    @property
    def weeks(self) -> Iterator[list[date]]:
        """Day by day, seven a line."""
        day = self.first
        while day <= self.last:
            yield [day + timedelta(days=number) for number in range(7)]
            day += A_WEEK


def span_of(month: str, week: str, *, today: date) -> Span:
    """`2026-03` or `2026-W12` of an address; this month for anything else."""
    if (said := WEEK.fullmatch(week)) and (monday := _monday(int(said[1]), int(said[2]))):
        return _week(monday)
    said = MONTH.fullmatch(month)
    if said and date.min.year < int(said[1]) < date.max.year and 1 <= int(said[2]) <= 12:
        return _month(date(int(said[1]), int(said[2]), 1))
    return _month(today.replace(day=1))


def _month(first: date) -> Span:
    after = (first + timedelta(days=31)).replace(day=1)
    last = after - timedelta(days=1)
    return Span(
        first=_sunday(first),
        last=_sunday(last) + timedelta(days=6),
        title=f"{first.year}년 {first.month}월",
        key=f"month={first:%Y-%m}",
        before=f"month={first - timedelta(days=1):%Y-%m}",
        after=f"month={after:%Y-%m}",
        month=first.month,
    )


def _week(monday: date) -> Span:
    last = monday + timedelta(days=5)
    return Span(
        first=monday - timedelta(days=1),
        last=last,
        title=f"{monday.year}년 {monday.month}월 {monday.day}일부터 한 주",
        key=week_key(monday),
        before=week_key(monday - A_WEEK),
        after=week_key(monday + A_WEEK),
    )


def week_key(day: date) -> str:
    """The week of this day as an address says it."""
    year, number, _weekday = day.isocalendar()
    return f"week={year}-W{number:02d}"


def _monday(year: int, number: int) -> date | None:
    try:
        return date.fromisocalendar(year, number, 1)
    except ValueError:
        return None


def _sunday(day: date) -> date:
    return day - timedelta(days=(day.weekday() + 1) % 7)


# --- What stands in them --------------------------------------------------------------------------------------------

FREE, SHUT, GONE = "free", "shut", "gone"
OFFERED, SCHEDULED, PAST = "offered", "scheduled", "past"
SHORT = {Status.OFFERED: "제안", Status.HELD: "마침", Status.CLOSED: "정리 끝", Status.NO_SHOW: "못 만남"}
"""States where there is little room."""


@dataclass(frozen=True)
class Spot:
    """One slot: its time, who has it and how that stands, or who would like it."""

    slot: Slot
    look: str
    label: str
    visit: Visit | None = None
    words: str = ""
    badge: Waiting | None = None
    clash: str = ""
    wished_by: Sequence["Request"] = ()
    busy: str = ""
    """Who of the chosen visit's roster is elsewhere at that time."""
    can_take: bool = False
    can_move: bool = False

    @property
    def times(self) -> str:
        """1 · 10:00–11:30."""
        begins, ends = timezone.localtime(self.slot.during.lower), timezone.localtime(self.slot.during.upper)
        return f"{self.slot.order} · {begins:%H:%M}–{ends:%H:%M}"

    @property
    def name(self) -> str:
        """3.26.(목) 14:00, as the page speaks of it elsewhere."""
        return f"{day_words(self.slot.on)} {timezone.localtime(self.slot.during.lower):%H:%M}"


@dataclass(frozen=True)
class Day:
    """One day of the calendar."""

    on: date
    label: str
    name: str
    is_out: bool
    is_today: bool
    blackout: Blackout | None
    law: bool
    """Whether this is where the calendar says why nobody is visited."""
    also: Sequence[Visit]
    spots: Sequence[Spot]

    @property
    def has_visits(self) -> bool:
        """Somebody is on the road that day."""
        return bool(self.also) or any(spot.visit for spot in self.spots)

    @property
    def is_bare(self) -> bool:
        """Nothing stands there; narrow screens leave it out."""
        return not (self.spots or self.also or self.law or self.name)


@dataclass(frozen=True)
class Request:
    """Somebody who waits: how long, whether they may, and how often others were visited."""

    visit: Visit
    waits: str
    wishes: list[wishes.Wish]
    why_not: str
    nth: str
    place: str
    warnings: Sequence[str] = ()

    @property
    def value(self) -> str:
        """What the form sends: which visit, and what was seen of it."""
        return value_of(self.visit)


def value_of(visit: Visit) -> str:
    """A visit and its newest entry."""
    return f"{visit.pk}:{visit.newest_entry or 0}"


class CalendarPage:
    """The calendar as one official sees it now."""

    def __init__(
        self,
        user: User,
        programme: Programme,
        span: Span,
        *,
        at: datetime,
        may_place: bool,
        chosen: Visit | None = None,
    ) -> None:
        self.user, self.programme, self.span, self.at = user, programme, span, at
        self.may_place, self.chosen = may_place, chosen
        self.today = timezone.localdate(at)
        self._days_off = rulebook.standing().calendar
        self._shut = ShutDays(min(span.first, self.today), max(span.last, self.today + A_YEAR))

    # --- Who waits --------------------------------------------------------------------------------------------------

    @cached_property
    def _asked(self) -> list[Visit]:
        found = Visit.objects.visible_to(self.user).waiting_for(self.programme)
        return list(found[: WAITING_SHOWN + 1])

    @property
    def has_more(self) -> bool:
        """More wait than are shown."""
        return len(self._asked) > WAITING_SHOWN

    @cached_property
    def _requests(self) -> list[Request]:
        return [self._request(visit) for visit in self._asked[:WAITING_SHOWN]]

    @cached_property
    def requests(self) -> list[Request]:
        """기다리는 신청, the oldest first, each with who was there before with the same wish."""
        free = [slot for slot in self._slots if self._is_free(slot)]
        wanted = {one.visit.pk: {slot.pk for slot in free if _wishes_for(one, slot)} for one in self._requests}
        rows = []
        for place, one in enumerate(self._requests):
            rivals = [other for other in self._requests[:place] if wanted[one.visit.pk] & wanted[other.visit.pk]]
            told = [f"같은 자리를 {rivals[0].visit.host}도 바랍니다."] if rivals else []
            rows.append(Request(**{**one.__dict__, "warnings": [*one.warnings, *told]}))
        return rows

    def _request(self, visit: Visit) -> Request:
        found = waiting(visit, at=self.at)
        said = wishes.read(visit.wishes, since=timezone.localdate(visit.requested_at))
        shut = [f"바라는 {day_words(day)}: {why}" for day in wishes.days_of(said) if (why := self._why_shut(day))]
        return Request(
            visit,
            found.words if found else "",
            said,
            self._why_not(visit),
            _nth(visit),
            self._place(visit),
            shut[:1],
        )

    def _why_shut(self, day: date) -> str:
        return self._shut.why(day, self.programme.pk)

    def _why_not(self, visit: Visit) -> str:
        if visit.company is None:
            return ""
        return why_not_meant(self.programme, lambda: visit.has_factory, lambda: visit.takes_part)

    def _place(self, visit: Visit) -> str:
        if visit.company is None:
            return "경제단체"
        home = visit.company.industrial_complex
        return f"{home or '단지 밖'} · 지난 1년 {self._visited.get(home.pk if home else None, 0)}곳"

    @cached_property
    def _visited(self) -> dict[int | None, int]:
        """How many companies of each complex were visited in the last year, or are about to be."""
        return Visit.objects.companies_by_complex(self.today - A_YEAR)

    @property
    def complexes(self) -> list[tuple[str, int]]:
        """산업단지 with how many of their companies were visited in the last year, the fewest first."""
        names = dict(IndustrialComplex.objects.values_list("pk", "name"))
        rows = [(name, self._visited.get(pk, 0)) for pk, name in names.items()]
        return sorted([*rows, ("단지 밖", self._visited.get(None, 0))], key=lambda row: (row[1], row[0]))

    # --- The days ---------------------------------------------------------------------------------------------------

    @cached_property
    def _slots(self) -> list[Slot]:
        return list(self.programme.slots.within(self.span.first, self.span.last))

    @cached_property
    def _visits(self) -> list[Visit]:
        return list(Visit.objects.visible_to(self.user).within(self.span.first, self.span.last).for_month())

    @cached_property
    def weeks(self) -> list[list[Day]]:
        """The table, week by week."""
        spots, also = defaultdict(list), defaultdict(list)
        by_slot = {visit.slot_id: visit for visit in self._visits}
        for slot in self._slots:
            spots[slot.on].append(self._spot(slot, by_slot.get(slot.pk)))
        for visit in self._visits:
            if visit.programme_id != self.programme.pk and visit.on:
                also[visit.on].append(visit)
        told: set[int] = set()
        return [[self._day(day, spots[day], also[day], told) for day in week] for week in self.span.weeks]

    def _day(self, day: date, spots: list[Spot], also: list[Visit], told: set[int]) -> Day:
        blackout = self._shut.blackout(day, self.programme.pk)
        law = bool(blackout and blackout.pk not in told and day.weekday() == self.programme.weekday)
        if law and blackout:
            told.add(blackout.pk)
        is_out = self.span.month is not None and day.month != self.span.month
        return Day(
            on=day,
            label=short_day(day) if is_out or self.span.is_week else str(day.day),
            name=self._holiday(day),
            is_out=is_out,
            is_today=day == self.today,
            blackout=blackout,
            law=law,
            also=also,
            spots=spots,
        )

    def _holiday(self, day: date) -> str:
        """쉬는 날 by its name; weekends say nothing."""
        name = self._days_off.day_off(day)
        return "" if name in {"토요일", "일요일"} else name

    def _is_free(self, slot: Slot) -> bool:
        taken = {visit.slot_id for visit in self._visits}
        return slot.pk not in taken and slot.during.lower > self.at and not self._why_shut(slot.on)

    def _spot(self, slot: Slot, visit: Visit | None) -> Spot:
        if visit is None:
            return self._empty(slot)
        why = self._why_shut(slot.on) if slot.during.lower > self.at else ""
        looks = {Status.OFFERED: OFFERED, Status.SCHEDULED: SCHEDULED}
        is_over = slot.during.upper <= self.at
        return Spot(
            slot,
            PAST if is_over else looks.get(Status(visit.status), PAST),
            _short(visit),
            visit,
            _words(visit),
            waiting(visit, at=self.at),
            clash=f"{why}에 잡혀 있습니다." if why else "",
            can_move=self.may_place and not is_over and visit.status in AHEAD,
        )

    def _empty(self, slot: Slot) -> Spot:
        if slot.during.lower <= self.at:
            return Spot(slot, GONE, "비었음")
        if self._why_shut(slot.on):
            return Spot(slot, SHUT, "쓸 수 없음")
        wished_by = [one for one in self._requests if _wishes_for(one, slot)]
        busy = self._busy.get(slot.pk, "")
        return Spot(slot, FREE, "빈 자리", wished_by=wished_by, busy=busy, can_take=self.may_place)

    @property
    def tally(self) -> list[tuple[str, int]]:
        """How many slots of the month or week stand how, those that are none left out."""
        shown = [spot for week in self.weeks for day in week if not day.is_out for spot in day.spots]
        return list(Counter(spot.label for spot in shown).items())

    @property
    def wide(self) -> set[int]:
        """Columns with room, 0 Sunday: the programme's weekday, and any other that has slots."""
        days = {(slot.on.weekday() + 1) % 7 for slot in self._slots}
        return days | {(self.programme.weekday + 1) % 7}

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """The heads of the table."""
        return [(name, place in self.wide) for place, name in enumerate("일월화수목금토")]

    @cached_property
    def _busy(self) -> dict[int, str]:
        """The free slots at which somebody of the chosen visit's roster is elsewhere, and who."""
        roster = self.chosen.roster.for_page() if self.chosen else []
        people = [entry.person for entry in roster if entry.person]
        free = [slot for slot in self._slots if self._is_free(slot)]
        if not people or not free:
            return {}
        shown = Range(min(slot.during.lower for slot in free), max(slot.during.upper for slot in free))
        found = clashes(people, shown, but=self.chosen)
        told = {slot.pk: [clash.words for clash in found if _meet(clash.elsewhere, slot)] for slot in free}
        return {pk: "; ".join(words) for pk, words in told.items() if words}


def _meet(visit: Visit, slot: Slot) -> bool:
    assert visit.during is not None
    return bool(visit.during.lower < slot.during.upper and slot.during.lower < visit.during.upper)


def _wishes_for(request: Request, slot: Slot) -> bool:
    return wishes.fits(request.wishes, slot.during.lower)


def _nth(visit: Visit) -> str:
    """처음 방문, or the how-manieth and when the last was."""
    if visit.company is None:
        return "간담회"
    if not visit.visited_before:
        return "처음 방문"
    assert visit.last_visited_on is not None
    return f"{visit.visited_before + 1}번째 방문, 마지막 {visit.last_visited_on:%Y. %-m. %-d.}"


def _short(visit: Visit) -> str:
    return SHORT.get(Status(visit.status), visit.get_status_display())


def _words(visit: Visit) -> str:
    """What a glance at a placed visit should tell."""
    if visit.status in MET:
        return f"약속 {visit.promise_count}, 남음 {visit.left_count}" if visit.promise_count else "약속 없음"
    return f"명단 {visit.roster_count}" if visit.roster_count else "명단 없음"

"""The demo's programmes with their days, and what forbids a day."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from psycopg.types.range import Range

from grievances.clock import SEOUL
from grievances.demo.world import World
from grievances.moment import as_of
from visits.actions import season
from visits.demo import words
from visits.models import Blackout, Programme, Slot, SlotTime
from visits.season import ShutDays

BEGAN_ON = date(2010, 9, 2)
TIMES = {1: (time(10), time(11, 30)), 2: (time(14), time(15, 30)), 3: (time(16), time(17, 30))}
TUESDAY, THURSDAY = 1, 3
PLANNED, AHEAD = timedelta(weeks=11), timedelta(weeks=9)
"""So long ago the season now was planned, and so far it goes."""
AUDIT_WEEK, AUDIT = 5, "시의회 행정사무감사 기간"


class Programmes:
    """이동시장실, 현장방문 and 혁신허브."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.mayor = self._keep(
            name="이동시장실",
            kind=Programme.Kind.MAYOR,
            weekday=THURSDAY,
            about=words.ABOUT_MAYOR,
            slots=2,
        )
        self.district = self._keep(
            name="현장방문",
            kind=Programme.Kind.DISTRICT,
            weekday=TUESDAY,
            about=words.ABOUT_DISTRICT,
            eligible=Programme.Eligible.MEMBERS,
        )
        self.hub = self._keep(
            name="혁신허브",
            kind=Programme.Kind.MENTORING,
            weekday=TUESDAY,
            about=words.ABOUT_HUB,
            eligible=Programme.Eligible.PARTICIPANTS,
            every_month=1,
        )
        self._forbid_days()
        for programme in (self.mayor, self.district):
            self._plan(programme)

    def _keep(self, *, slots: int = 3, **fields: object) -> Programme:
        kept = season.keep_programme(
            Programme(first_on=BEGAN_ON, checklist=words.CHECKLIST, **fields), by=self.world.manager
        )
        SlotTime.objects.bulk_create(
            SlotTime(programme=kept, order=order, begins=begins, ends=ends)
            for order, (begins, ends) in list(TIMES.items())[:slots]
        )
        return kept

    def _forbid_days(self) -> None:
        """The last local election, the next one, and a week of the council."""
        today = self.world.today_on
        elections = [local_election(year) for year in range(today.year - 4, today.year + 5) if year % 4 == 2]
        for on in (max(day for day in elections if day <= today), min(day for day in elections if day > today)):
            season.keep_election(on, by=self.world.manager)
        monday = today + timedelta(days=7 * AUDIT_WEEK - today.weekday())
        audit = Blackout(first_on=monday, last_on=monday + timedelta(days=4), why=AUDIT)
        season.keep_blackout(audit, by=self.world.manager)

    def _plan(self, programme: Programme) -> None:
        """시간대 of the season now, made when it was planned."""
        planned_at = self.world.now - PLANNED
        with as_of(planned_at):
            season.make_slots(
                programme, timezone.localdate(planned_at), self.world.today_on + AHEAD, by=self.world.manager
            )

    # --- Days ---------------------------------------------------------------------------------------------------

    def days(self, programme: Programme, first: date, last: date, *weekdays: int) -> list[date]:
        """Days on which somebody is visited: all working days, or those of these weekdays."""
        shut = ShutDays(first, last)
        return [
            day
            for day in _days(first, last)
            if (not weekdays or day.weekday() in weekdays) and not shut.why(day, programme.pk)
        ]

    def slot(self, programme: Programme, on: date, order: int) -> Slot:
        """The place of this day; made where no season made it."""
        begins, ends = TIMES[order]
        during = Range(datetime.combine(on, begins, SEOUL), datetime.combine(on, ends, SEOUL))
        return Slot.objects.get_or_create(programme=programme, on=on, order=order, defaults={"during": during})[0]


def local_election(year: int) -> date:
    """전국동시지방선거 (공직선거법 §34): the first Wednesday from the thirtieth day before the term ends on 30 June.

    A week later where it would fall beside 현충일.
    """
    day = date(year, 5, 31)
    day += timedelta(days=(2 - day.weekday()) % 7)
    return day + timedelta(days=7) if abs(day - date(year, 6, 6)) <= timedelta(days=1) else day


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)

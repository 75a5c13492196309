"""What the legal clock goes by, read from the city's own rows: days off, working hours, periods, outages.

A request, or a task, reads it once: `standing()` gives the one of the scope it is asked in (`kept()`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps

from grievances import decree
from grievances.clock import SEOUL, Calendar, LegalKind, Period, Stop, within_working_time
from grievances.days_off import WEEKEND, day_off, public_holiday

if TYPE_CHECKING:
    from grievances.models import LegalPeriod


class Rulebook:
    """The rows as they are when they are first asked for."""

    @cached_property
    def calendar(self) -> Calendar:
        """달력. A year nobody filled yet has the holidays that are known without a table."""
        rows = list(_rows("Holiday").values_list("day", "name", "is_off", "is_filled").order_by())
        named = {day: name if is_off else "" for day, name, is_off, _is_filled in rows}
        filled = {day.year for day, _name, _is_off, is_filled in rows if is_filled}

        def day_off(day: date) -> str:
            name = named.get(day)
            if name is None and day.year not in filled:
                name = public_holiday(day)
            return name or WEEKEND.get(day.weekday(), "")

        hours = tuple((row.valid_from, row.hours) for row in _rows("WorkingHours").order_by("valid_from"))
        return Calendar(day_off, hours) if hours else Calendar(day_off)

    @cached_property
    def periods(self) -> list["LegalPeriod"]:
        """처리기간, the newest of a kind first."""
        return list(_rows("LegalPeriod").order_by("kind", "matter", "-valid_from"))

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str], list["LegalPeriod"]]:
        found: dict[tuple[str, str], list[LegalPeriod]] = {}
        for row in self.periods:
            found.setdefault((row.kind, row.matter), []).append(row)
        return found

    def valid_on(self, day: date) -> list["LegalPeriod"]:
        """One row for each legal kind and each 법정 matter, as it holds for what is received on this day."""
        return [
            _valid(rows, day) for rows in self._by_kind.values() if rows[-1].valid_from <= day or not rows[0].matter
        ]

    def period(self, kind: LegalKind, day: date, matter: str = "") -> Period | None:
        """처리기간 of what is received on this day; None where the table knows none, as for 법정 of no name.

        What came before the oldest row goes by that row.
        """
        rows = self._by_kind.get((kind, matter))
        return _valid(rows, day).period if rows else None

    @cached_property
    def outages(self) -> dict[datetime, Stop]:
        """장애 that are over, by when they began, as the clock takes them: from first to last working moment in them.

        Those that began before the decree knew of them stop nothing (부칙 제36296호 §3).
        """
        ended = _rows("Outage").ended().order_by("began_at").values_list("began_at", "ended_at")
        stops = {
            began: within_working_time(Stop(began, end, "장애"), self.calendar)
            for began, end in ended
            if began.astimezone(SEOUL).date() >= decree.OUTAGES_FROM
        }
        return {began: stop for began, stop in stops.items() if stop is not None}

    def outages_since(self, received: datetime) -> list[Stop]:
        """Those that struck a case received before them (시행령 §20 2호: 기존에 접수된 민원)."""
        return [stop for began, stop in self.outages.items() if received <= began]


def _rows(model: str) -> Any:
    """Querysets ask the rulebook, and models bring querysets: so it asks for its models late."""
    return apps.get_model("grievances", model)._default_manager


class Decree(Rulebook):
    """What holds where no portal was set up yet: the decree's periods, the usual hours, the known holidays."""

    @cached_property
    def calendar(self) -> Calendar:
        """Without a table."""
        return Calendar(day_off)

    @cached_property
    def periods(self) -> list["LegalPeriod"]:
        """As a portal begins with them."""
        model = apps.get_model("grievances", "LegalPeriod")
        return [
            model(kind=kind, amount=amount, unit=unit, article=article, valid_from=decree.SINCE)
            for kind, amount, unit, article in decree.PERIODS
        ]

    @cached_property
    def outages(self) -> dict[datetime, Stop]:
        """Nobody wrote any down."""
        return {}


def _valid(rows: list["LegalPeriod"], day: date) -> "LegalPeriod":
    return next((row for row in rows if row.valid_from <= day), rows[-1])


_kept: ContextVar[Rulebook | None] = ContextVar("rulebook", default=None)


def standing() -> Rulebook:
    """The rulebook of this request or task; outside of one, as it is now."""
    return _kept.get() or Rulebook()


@contextmanager
def kept(rulebook: Rulebook | None = None) -> Iterator[Rulebook]:
    """Read the rules once for all that happens inside; or go by the given ones, as a rehearsal does."""
    book = rulebook or Rulebook()
    token = _kept.set(book)
    try:
        yield book
    finally:
        _kept.reset(token)

"""쉬는 날 채우기: a year's public holidays come into the city's table once; afterwards the city keeps it.

A year nobody filled goes by the same calendar (`rulebook`), so filling it moves no deadline.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from grievances.days_off import public_holidays
from grievances.models import Holiday
from grievances.models.rules import NAME_LIMIT
from grievances.moment import now
from grievances.notices import named, signature
from notifications.actions import tell_all
from notifications.letters import letter
from notifications.models import Message
from notifications.notice import Owed

BACK, AHEAD = 1, 2
"""A portal has cases of last year, and deadlines of the next."""
SUBJECT = "쉬는 날 표를 확인하십시오"


@dataclass(frozen=True)
class Year:
    """What became of a year: so many days were put in, or how the table differs from the calendar."""

    year: int
    added: int
    differences: tuple[str, ...] = ()


def usual_years() -> range:
    """Last year to two years ahead."""
    this = timezone.localdate().year
    return range(this - BACK, this + AHEAD + 1)


def fill_holidays(years: Iterable[int]) -> list[Year]:
    """채우기. Rows that exist stay as they are; of a year that was filled only the differences are told."""
    return [_fill(year) for year in years]


@transaction.atomic
def look_after_holidays() -> list[Year]:
    """Every day: fill the years that come into view, and tell managers once where table and calendar differ."""
    found = fill_holidays(usual_years())
    lines = [line for year in found for line in year.differences]
    if lines:
        _tell(lines)
    return found


def _fill(year: int) -> Year:
    kept = {row.day: row for row in Holiday.objects.filter(day__year=year)}
    known = public_holidays(year)
    if any(row.is_filled for row in kept.values()):
        return Year(year, 0, tuple(_differences(known, kept)))
    missing = [
        Holiday(day=day, name=name[:NAME_LIMIT], kind=_kind(name), is_filled=True)
        for day, name in known.items()
        if day not in kept
    ]
    Holiday.objects.bulk_create(missing, ignore_conflicts=True)
    return Year(year, len(missing))


def _kind(name: str) -> Holiday.Kind:
    for word, kind in _KINDS.items():
        if word in name:
            return kind
    return Holiday.Kind.PUBLIC


_KINDS = {"대체": Holiday.Kind.SUBSTITUTE, "선거": Holiday.Kind.ELECTION, "임시": Holiday.Kind.TEMPORARY}


def _differences(known: dict[date, str], kept: dict[date, Holiday]) -> Iterator[str]:
    """What the city decided itself (a day of its own, a day switched off) is no difference."""
    for day in sorted(known.keys() - kept.keys()):
        yield f"{_said(day)} {known[day]}: 달력에는 있고 표에는 없습니다. 쉬는 날이면 표에 더하십시오."
    for day, row in sorted(kept.items()):
        if row.is_filled and row.is_off and day not in known:
            yield f"{_said(day)} {row.name}: 표에는 있고 달력에는 없습니다. 일하는 날이면 표에서 ‘쉽니다’를 끄십시오."


def _said(day: date) -> str:
    return f"{day.year}. {day.month}. {day.day}."


def _tell(lines: list[str]) -> None:
    """Each manager, unless they were told the same."""
    link = reverse("admin:grievances_holiday_changelist")
    mails = [
        (
            person,
            letter(greeting=f"{person.name} 님,", lines=lines, link=("쉬는 날 보기", link), signature=signature()),
        )
        for person in User.objects.holding(Role.MANAGER, at=now()).order_by("pk")
    ]
    tell_all(
        named(Owed(to=person.email, subject=SUBJECT, text=mail.text, html=mail.html, person_id=person.pk, link=link))
        for person, mail in mails
        if not Message.objects.filter(person=person, link=link, text=mail.text).exists()
    )

"""가리기: what people typed about a meeting, without whose cases are on its agenda.

Headings, minutes and decisions are free words, and the office writes them with the cases before it. Whoever may not
see a case reads them without its title, its company and that company's people.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from companies.models import Seat
from grievances.masking import COMPANY, PERSON, bare
from grievances.models import Grievance
from grievances.querysets import SEES_EVERY_CASE
from meetings.models import AgendaItem, Meeting, MeetingEntry


@dataclass(frozen=True)
class Veil:
    """Words that tell, each with what is read instead of it."""

    told: tuple[tuple[str, str], ...]

    def over(self, text: str) -> str:
        """The text as those read it who may not see these cases."""
        if not self.told:
            return text
        return self._pattern.sub(lambda found: self._instead[_plain(found[0])], text)

    def on(self, row: Meeting | AgendaItem | MeetingEntry, *names: str) -> None:
        """Put it over these texts of a row that is only read: who reads through a veil changes nothing."""
        for name in names if self.told else ():
            setattr(row, name, self.over(getattr(row, name)))

    @cached_property
    def _instead(self) -> dict[str, str]:
        return {_plain(word): instead for word, instead in reversed(self.told)}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """The longest first: others may be part of it. However it is spaced."""
        words = sorted({" ".join(word.split()) for word, _instead in self.told}, key=lambda word: (-len(word), word))
        return re.compile("|".join(r"\s*".join(map(re.escape, word.replace(" ", ""))) for word in words))


NO_VEIL = Veil(())
"""Over what everybody may read who comes to it."""


def reads_through_a_veil(reader: User) -> bool:
    """Whether there may be a case that this reader does not see."""
    return not (reader.is_superuser or reader.roles & SEES_EVERY_CASE)


def over(meetings: Sequence[Meeting], reader: User | None) -> Veil:
    """What this reader may not learn; for mails, calendars and guests (None) all of it. Two questions.

    Nothing, and no question, for whoever sees every case.
    """
    if reader is not None and not reads_through_a_veil(reader):
        return NO_VEIL
    items = AgendaItem.objects.filter(meeting__in=meetings).order_by("number")
    items = items.select_related("grievance__company", "grievance__filer")
    if reader is not None:
        items = items.exclude(grievance__in=Grievance.objects.visible_to(reader).values("pk"))
    hidden = list(items)
    seats = Seat.objects.active().filter(company__in={item.grievance.company_id for item in hidden})
    people = list(seats.values_list("person__name", flat=True))
    return Veil(tuple(dict.fromkeys([*_titles(hidden), *_firms(hidden), *_people(hidden, people)])))


def _titles(items: Iterable[AgendaItem]) -> Iterable[tuple[str, str]]:
    for item in items:
        for title in (item.grievance.title, item.snapshot.get("title", "")):
            yield from _said(title, f"{item.number}번 안건")


def _firms(items: Iterable[AgendaItem]) -> Iterable[tuple[str, str]]:
    for item in items:
        for name in (item.grievance.company.name, item.snapshot.get("company", "")):
            yield from _said(name, COMPANY)
            yield from _said(bare(name), COMPANY)


def _people(items: Iterable[AgendaItem], members: Iterable[str]) -> Iterable[tuple[str, str]]:
    for item in items:
        case = item.grievance
        for name in (case.contact_name, case.filer.name if case.filer else ""):
            yield from _said(name, PERSON)
    for name in members:
        yield from _said(name, PERSON)


def _said(word: str, instead: str) -> Iterable[tuple[str, str]]:
    """One letter would veil half a text."""
    if len(word.strip()) > 1:
        yield word.strip(), instead


def _plain(word: str) -> str:
    return "".join(word.split())

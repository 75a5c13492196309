"""명단: who is free at a time and who is not. Asks, changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from psycopg.types.range import Range

from accounts.models import User
from visits.models import RosterEntry, Visit


@dataclass(frozen=True)
class Clash:
    """Somebody who is elsewhere at that time."""

    person: User
    elsewhere: Visit

    @property
    def words(self) -> str:
        """Who is where, when."""
        begins, ends = self.elsewhere.during.lower, self.elsewhere.during.upper
        at = f"{timezone.localtime(begins):%H:%M}–{timezone.localtime(ends):%H:%M}"
        return f"{self.person.name}: 같은 시간에 {self.elsewhere.host} 방문({at})"


def clashes(people: Iterable[User], during: Range[datetime] | None, *, but: Visit | None = None) -> list[Clash]:
    """Who of these is on another roster at that time. One question however many they are."""
    if during is None:
        return []
    found = RosterEntry.objects.filter(person__in=list(people), during__overlap=during)
    found = found.exclude(visit=but) if but else found
    found = found.select_related("person", "visit", "visit__company")
    return [Clash(entry.person, entry.visit) for entry in found if entry.person]


def clash_words(found: Iterable[Clash]) -> str:
    """Why a roster cannot stand, in a sentence that names who is where."""
    named = "; ".join(clash.words for clash in found)
    return f"한 사람이 같은 시간에 두 곳에 갈 수 없습니다. {named}. 명단을 바꾸거나 다른 시간을 고르십시오."

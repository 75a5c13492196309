"""방문이력 as the office reads it: who, when, what, and the facts a move carried."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime

from grievances.wording import moment_words
from notifications.masking import masked_name
from visits.models import Visit, VisitEntry


@dataclass(frozen=True)
class Line:
    """One entry with its words."""

    entry: VisitEntry
    who: str
    facts: list[tuple[str, str]]

    @property
    def lane(self) -> str:
        """Who reads it."""
        return "staff" if self.entry.is_internal else "company"


def told(entries: Iterable[VisitEntry], *, names_people: bool) -> list[Line]:
    """The entries with their words. People of the host are masked for those who only read."""
    return [Line(entry, _who(entry, names_people=names_people), _facts(entry.details)) for entry in entries]


def _who(entry: VisitEntry, *, names_people: bool) -> str:
    if entry.side == VisitEntry.Side.COMPANY:
        return f"기업 {entry.by_name if names_people else masked_name(entry.by_name)}"
    return f"{entry.unit} {entry.by_name}".strip()


def _facts(details: dict[str, Any]) -> list[tuple[str, str]]:
    facts = [
        *((label, _moment(details[name])) for name, label in _MOMENTS.items() if details.get(name)),
        *((label, _names(details[name])) for name, label in _PEOPLE.items() if details.get(name)),
    ]
    if names := details.get("names"):
        facts.append(("자료", ", ".join(names)))
    before = details.get("before", {})
    for name, said in details.get("after", {}).items():
        label = str(Visit._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        facts.append((label, f"{before.get(name) or '없음'} → {said or '없음'}"))
    return facts + [(f"{number}번 줄", said) for number, said in details.get("lines", {}).items()]


_MOMENTS = {"from": "전 일정", "begins_at": "일정"}
_PEOPLE = {"came": "들어온 사람", "went": "빠진 사람"}


def _moment(said: str) -> str:
    at = parse_datetime(said)
    return moment_words(at) if at else said


def _names(people: list[dict[str, Any]]) -> str:
    return ", ".join(person["name"] for person in people)

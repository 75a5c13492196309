"""회의이력 as officials read it: who, when, what, and the facts a move carried."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from meetings.models import Meeting, MeetingEntry
from meetings.veils import NO_VEIL, Veil
from meetings.workflow import DECISION_CHOICES


@dataclass(frozen=True)
class Line:
    """One entry with its words."""

    entry: MeetingEntry
    who: str
    facts: list[tuple[str, str]]


def told(entries: Iterable[MeetingEntry], veil: Veil = NO_VEIL) -> list[Line]:
    """The entries with their words, as whoever reads them may."""
    return [_line(entry, veil) for entry in entries]


def _line(entry: MeetingEntry, veil: Veil) -> Line:
    veil.on(entry, "note")
    facts = [(label, veil.over(words)) for label, words in _facts(entry.details)]
    return Line(entry, f"{entry.unit} {entry.by_name}".strip(), facts)


def _facts(details: dict[str, Any]) -> list[tuple[str, str]]:
    facts = [(label, _names(details[name])) for name, label in _PEOPLE.items() if details.get(name)]
    if numbers := details.get("numbers"):
        facts.append(("안건", _numbers(numbers)))
    if decision := details.get("decision"):
        facts.append(("결정", str(dict(DECISION_CHOICES)[decision])))
    if said := details.get("said"):
        facts.append(("답", said))
    before = details.get("before", {})
    for name, said in details.get("after", {}).items():
        facts.append((_LABELS.get(name) or _field(name), f"{before.get(name) or '없음'} → {said or '없음'}"))
    if before := details.get("minutes_before"):
        facts.append(("고치기 전", before))
    return facts


_PEOPLE = {"came": "들어온 사람", "went": "빠진 사람"}
_LABELS = {"heading": "안건 이름"}


def _field(name: str) -> str:
    return str(Meeting._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _names(people: list[dict[str, Any]]) -> str:
    return ", ".join(person["name"] for person in people)


def _numbers(numbers: list[int]) -> str:
    """3번; 1–86번, 86건."""
    if len(numbers) > 3 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]}–{numbers[-1]}번, {len(numbers)}건"
    return ", ".join(f"{number}번" for number in numbers)

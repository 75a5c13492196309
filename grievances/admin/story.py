"""처리이력 as officials read it: who, when, what, and the facts a move carried."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

from grievances import wording
from grievances.clock import Unit
from grievances.models import Grievance, HistoryEntry
from grievances.workflow import Outcome
from notifications.masking import masked_name


@dataclass(frozen=True)
class Line:
    """One entry with its words."""

    entry: HistoryEntry
    who: str
    facts: list[tuple[str, str]]

    @property
    def lane(self) -> str:
        """Who reads it; the style sheet knows no other difference."""
        return "staff" if self.entry.is_internal else "company"


def _day(said: str) -> str:
    on = parse_date(said)
    return wording.day_words(on) if on else said


def _until(said: str) -> str:
    moment = parse_datetime(said)
    return wording.until_words(moment) if moment else said


def _until_the_hour(said: str) -> str:
    moment = parse_datetime(said)
    return wording.until_words(moment, Unit.HOURS) if moment else said


def _as_is(said: Any) -> str:
    return ", ".join(said) if isinstance(said, list) else str(said)


FACTS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "legal_kind": ("민원 종류", _as_is),
    "legal_matter": ("법정 민원", _as_is),
    "period": ("처리기간", _as_is),
    "department": ("담당부서", _as_is),
    "officer": ("담당자", _as_is),
    "reply_by": ("보완 기한", _until),
    "extension_reason": ("연장 사유", _as_is),
    "explanation": ("설명", _as_is),
    "investigation_from": ("조사 시작", _day),
    "investigated_until": ("조사 마침", _day),
    "target_on": ("목표일", _day),
    "report_on": ("다음 보고일", _day),
    "outcome": ("결과", lambda said: str(Outcome(said).label)),
    "limit": ("무엇이 막는가", _as_is),
    "provision": ("조문이나 제도", _as_is),
    "tried": ("해 본 것", _as_is),
    "could_change": ("바꿀 수 있는 곳", _as_is),
    "remedies": ("구제 방법", _as_is),
    "look_again_on": ("다시 볼 날", _day),
    "body": ("받는 기관", _as_is),
    "contact": ("연락처", _as_is),
    "earlier": ("근거가 된 사건", _as_is),
    "consent": ("기업의 동의", _as_is),
    "asked": ("물은 곳", _as_is),
    "answer_by": ("답할 날", _until),
    "unmasked_because": ("기업을 밝힌 까닭", _as_is),
    "provision_changed": ("바뀐 조문", _as_is),
    "changed_on": ("바뀐 날", _day),
    "reform_body": ("건의한 곳", _as_is),
    "reform_reply": ("회신", _as_is),
    "ask_again_on": ("회신을 물을 날", _day),
    "from": ("맡던 부서", _as_is),
    "to": ("이관받을 부서", _as_is),
    "proposed": ("올린 것", _as_is),
    "approved_by": ("결재", _as_is),
    "rule_by": ("담당부서를 정할 때", _until_the_hour),
}
"""What a move's details are called, and how they are said."""


def told(entries: Iterable[HistoryEntry], *, names_people: bool) -> list[Line]:
    """The history with its words. Without `names_people` the company's people are masked."""
    return [Line(entry, _who(entry, names_people=names_people), list(_facts(entry))) for entry in entries]


def _who(entry: HistoryEntry, *, names_people: bool) -> str:
    if entry.details.get("by_link"):
        return str(entry.details["who"])
    if entry.side == HistoryEntry.Side.CITY:
        return f"{entry.unit} {entry.by.name}".strip()
    return f"기업 {entry.by.name if names_people else masked_name(entry.by.name)}"


def _facts(entry: HistoryEntry) -> Iterable[tuple[str, str]]:
    for name, (label, put) in FACTS.items():
        if said := entry.details.get(name):
            yield label, put(said)
    yield from wording.origin_facts(entry.details, for_officials=True)
    yield from wording.due_facts(entry.details)
    for name, (before, after) in entry.details.get("changes", {}).items():
        label = str(Grievance._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        yield f"{label} 앞", before or "–"
        yield f"{label} 뒤", after or "–"

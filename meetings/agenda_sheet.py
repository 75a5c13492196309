"""보고서와 안건표: what a meeting saw and decided, as a sheet and as a table. What is laid open is the reader's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from companies.printing import printed
from grievances.moment import now
from grievances.wording import day_words
from meetings import snapshots, veils
from meetings.models import AgendaItem, Meeting
from meetings.wording import decision_words, when_words
from meetings.workflow import DECISION_CHOICES

TRIED = 3
"""So many steps of a case stand in the sheet, the newest ones."""

COLUMNS = [
    *("번호", "접수번호", "제목", "기업", "분야", "산업단지", "담당부서", "담당자", "그때의 상태", "그때의 모습"),
    *("신청일", "걸린 날", "목표일", "다음 보고일", "다시 볼 날", "한계", "조문이나 제도", "지난 보고회"),
    *("그 뒤 한 일", "가장 새로운 일", "결정", "정한 것", "정한 날"),
]


@dataclass(frozen=True)
class Line:
    """An item on paper; `saw` None for whoever may not see the case."""

    item: AgendaItem
    saw: dict[str, Any] | None

    @property
    def decision(self) -> str:
        """What was decided."""
        return decision_words(self.item)

    @property
    def tried(self) -> list[dict[str, Any]]:
        """The newest steps."""
        return self.saw["tried"][:TRIED] if self.saw else []


def lines_of(meeting: Meeting, reader: User) -> list[Line]:
    """The whole agenda, in its order, and what was typed about it, as the reader may read it. Three questions."""
    items, veil = list(meeting.agenda.for_reader(reader)), veils.over([meeting], reader)
    for item in items:
        veil.on(item, "heading", "words")
    return [Line(item, snapshots.read(item.snapshot) if item.opens_case else None) for item in items]


def laid_open(lines: list[Line]) -> int:
    """How many cases can be read in it."""
    return sum(line.saw is not None for line in lines)


def pdf(meeting: Meeting, lines: list[Line]) -> bytes:
    """The sheet as PDF/UA, department by department."""
    by_department: dict[str, list[Line]] = {}
    for line in lines:
        by_department.setdefault(line.saw["department"] if line.saw else "다른 부서", []).append(line)
    sheet = render_to_string(
        "meetings/agenda_sheet.html",
        {
            "meeting": meeting,
            "when": when_words(meeting.during),
            "departments": by_department,
            "counts": counts(lines),
            "city": settings.CITY,
            "printed_at": now(),
        },
    )
    return printed(sheet, render_to_string("meetings/agenda_sheet.css"))


def counts(lines: list[Line]) -> list[tuple[str, int]]:
    """How many there are, how many of them long-term and infeasible then, and how many were decided how."""
    kept = sum(bool(line.saw and line.saw["is_long_term"]) for line in lines)
    infeasible = sum(bool(line.saw and line.saw["status"] == "INFEASIBLE") for line in lines)
    decided = [(str(label), sum(line.item.decision == key for line in lines)) for key, label in DECISION_CHOICES]
    left = sum(not line.item.is_decided for line in lines)
    found = [("안건", len(lines)), ("장기추진", kept), ("처리 불가", infeasible)]
    found += [(f"결정: {label}", count) for label, count in decided]
    return [(label, count) for label, count in [*found, ("정하지 않음", left)] if count]


def table(lines: list[Line]) -> Iterator[list[str]]:
    """The same as rows of a file."""
    yield COLUMNS
    for line in lines:
        yield [str(line.item.number), *_case_cells(line), *_decided_cells(line)]


def _case_cells(line: Line) -> list[str]:
    saw = line.saw
    if saw is None:
        return ["", line.item.heading, *[""] * (len(COLUMNS) - 6)]
    last, newest = saw["last"], saw["tried"][0] if saw["tried"] else None
    return [
        *(saw[name] for name in ("receipt_no", "title", "company", "category")),
        saw["complex"] or "단지 밖",
        *(saw[name] for name in ("department", "officer")),
        "장기추진" if saw["is_long_term"] else saw["status_words"],
        saw["sentence"],
        f"{timezone.localdate(saw['arrived_at'])}",
        str(saw["days"]),
        *(str(saw[name] or "") for name in ("target_on", "report_on", "look_again_on")),
        *(saw[name] for name in ("limit", "provision")),
        f"{last['title']}: {last['decision']}" if last else "",
        str(saw["tried_count"]),
        f"{day_words(newest['at'])} {newest['who']} {newest['what']} {newest['words']}".strip() if newest else "",
    ]


def _decided_cells(line: Line) -> list[str]:
    decided_at = line.item.decided_at
    return [line.decision, line.item.words, f"{timezone.localdate(decided_at)}" if decided_at else ""]

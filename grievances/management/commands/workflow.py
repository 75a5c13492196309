"""`manage.py workflow`: the life of a grievance, printed from RULES as a table and a diagram."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import TextChoices

from grievances.workflow import RULES, Move, Rule, Status

HEADINGS = ("할 일", "앞 상태", "뒤 상태", "누가", "필요한 것", "기업이 읽음")
BY_A_JOB = "작업 (규칙을 바꾼 총괄담당의 이름으로)"


class Command(BaseCommand):
    """처리 절차."""

    help = "Prints every line of RULES as a Markdown table, and the statuses with their moves as a Mermaid diagram."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """The same text stands in docs/workflow.md."""
        self.stdout.write(printed())


def printed() -> str:
    """Table and diagram."""
    return "\n".join([*_table(), "", *_diagram()])


def _table() -> Iterator[str]:
    yield _row(HEADINGS)
    yield _row("---" for _ in HEADINGS)
    for move, rule in RULES.items():
        yield _row(
            (
                f"{move.label} `{move.value}`",
                _words(Status, rule.sources) or "없음",
                rule.to.label if rule.to else "그대로",
                ", ".join(sorted(str(role.label) for role in rule.by)) or BY_A_JOB,
                rule.needs,
                "아니요" if rule.is_internal else "예",
            )
        )


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _words(choices: type[TextChoices], some: Iterable[TextChoices]) -> str:
    """Labels in the order of their declaration; all of them are "모두"."""
    chosen = set(some)
    return "모두" if chosen == set(choices) else ", ".join(str(one.label) for one in choices if one in chosen)


def _diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for status in Status:
        yield f"    {status.value}: {status.label}"
    for move, rule in RULES.items():
        if rule.to is not None:
            for source in _sources(rule):
                yield f"    {source} --> {rule.to.value}: {move.label}"
    for status in Status:
        stays = [str(move.label) for move, rule in RULES.items() if rule.to is None and status in rule.sources]
        yield f"    {status.value} --> {status.value}: {', '.join(stays)}"
    for status in _last():
        yield f"    {status.value} --> [*]"
    yield "```"


def _sources(rule: Rule) -> list[str]:
    return [status.value for status in Status if status in rule.sources] or ["[*]"]


def _last() -> list[Status]:
    """Statuses that no move leads out of."""
    left = {source for move in Move if RULES[move].to for source in RULES[move].sources}
    return [status for status in Status if status not in left]

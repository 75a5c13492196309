"""`manage.py workflow`: the life of a grievance, printed from RULES as a table and a diagram."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.management.base import BaseCommand
from django.db.models import TextChoices

from accounts.roles import Role
from grievances.workflow import RULES, Status

HEADINGS = ("할 일", "앞 상태", "뒤 상태", "누가", "필요한 것", "기업이 읽음")
BY_A_JOB = "작업 (규칙을 바꾼 총괄담당의 이름으로)"


class Line(Protocol):
    """A rule of any table of moves."""

    @property
    def sources(self) -> Set[TextChoices]:
        """앞 상태."""

    @property
    def to(self) -> TextChoices | None:
        """뒤 상태; None where it stays."""

    @property
    def by(self) -> Set[Role]:
        """누가."""

    @property
    def needs(self) -> str:
        """필요한 것."""

    @property
    def is_internal(self) -> bool:
        """Whether only staff read of it."""


class Command(BaseCommand):
    """처리 절차."""

    help = "Prints every line of RULES as a Markdown table, and the statuses with their moves as a Mermaid diagram."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """The same text stands in docs/workflow.md."""
        self.stdout.write(Print(Status, RULES).whole())


@dataclass(frozen=True)
class Print:
    """Table and diagram of one life."""

    statuses: type[TextChoices]
    rules: Mapping[Any, Line]

    def whole(self) -> str:
        """Both."""
        return "\n".join([*self._table(), "", *self._diagram()])

    def _table(self) -> Iterator[str]:
        yield _row(HEADINGS)
        yield _row("---" for _ in HEADINGS)
        for move, rule in self.rules.items():
            yield _row(
                (
                    f"{move.label} `{move.value}`",
                    self._words(rule.sources) or "없음",
                    rule.to.label if rule.to else "그대로",
                    ", ".join(sorted(str(role.label) for role in rule.by)) or BY_A_JOB,
                    rule.needs,
                    "아니요" if rule.is_internal else "예",
                )
            )

    def _words(self, some: Set[TextChoices]) -> str:
        """Labels in the order of their declaration; all of them are "모두"."""
        every = list(self.statuses)
        return "모두" if len(some) == len(every) else ", ".join(str(one.label) for one in every if one in some)

    def _diagram(self) -> Iterator[str]:
        yield "```mermaid"
        yield "stateDiagram-v2"
        for status in self.statuses:
            yield f"    {status.value}: {status.label}"
        for move, rule in self.rules.items():
            if rule.to is not None:
                for source in self._sources(rule):
                    yield f"    {source} --> {rule.to.value}: {move.label}"
        for status in self.statuses:
            stays = [
                str(move.label) for move, rule in self.rules.items() if rule.to is None and status in rule.sources
            ]
            if stays:
                yield f"    {status.value} --> {status.value}: {', '.join(stays)}"
        for status in self._last():
            yield f"    {status.value} --> [*]"
        yield "```"

    def _sources(self, rule: Line) -> list[str]:
        return [status.value for status in self.statuses if status in rule.sources] or ["[*]"]

    def _last(self) -> list[TextChoices]:
        """Statuses that no move leads out of."""
        left = {source for rule in self.rules.values() if rule.to for source in rule.sources}
        return [status for status in self.statuses if status not in left]


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"

"""`manage.py meeting_workflow`: the life of a meeting, printed from RULES as a table and a diagram."""

from typing import Any

from django.core.management.base import BaseCommand

from grievances.management.commands.workflow import Print
from meetings.workflow import RULES, Status


class Command(BaseCommand):
    """회의 절차."""

    help = "Prints every line of the meetings' RULES as a Markdown table, and the statuses as a Mermaid diagram."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """The same text stands in docs/meetings.md."""
        self.stdout.write(Print(Status, RULES).whole())

"""Whether every running deadline is what its history and the rules say."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from grievances import clock, deadlines, rulebook
from grievances.clock import TO_RECEIVE
from grievances.models import Grievance
from grievances.rulebook import Rulebook
from grievances.workflow import Status

BATCH = 1000
CALLED = {"receive_by": "접수기한", "due_at": "처리기한", "half_at": "절반이 된 때", "most_at": "80%가 된 때"}


class Command(BaseCommand):
    """처리기한 점검."""

    help = "Counts the deadlines of every running case anew from its history and names those that differ."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every running case; an error where one is wrong, so that whoever runs it by the clock is told."""
        checked, wrong, rules = 0, 0, rulebook.standing()
        cases = Grievance.objects.running().prefetch_related("pauses", "extensions")
        for case in cases.order_by("pk").iterator(BATCH):
            checked += 1
            differences = list(_differences(case, rules))
            wrong += bool(differences)
            for words in differences:
                self.stdout.write(f"{case.receipt_no}: {words}")
        if wrong:
            raise CommandError(f"진행 중인 {checked}건 가운데 {wrong}건의 기한이 이력과 다릅니다.")
        self.stdout.write(f"진행 중인 {checked}건의 기한이 모두 이력과 같습니다.")


def _differences(case: Grievance, rules: Rulebook) -> Iterator[str]:
    for name, counted in _counted(case, rules).items():
        stored = getattr(case, name)
        if stored != counted:
            yield f"저장된 {CALLED[name]} {_said(stored)}, 다시 센 것 {_said(counted)}"


def _counted(case: Grievance, rules: Rulebook) -> dict[str, datetime]:
    """One that nobody received yet has only the time to be received in."""
    if case.status == Status.OPEN:
        return {"receive_by": clock.due(TO_RECEIVE, case.arrived_at, rules.calendar)}
    return deadlines.moments(case, rules)


def _said(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "없음"

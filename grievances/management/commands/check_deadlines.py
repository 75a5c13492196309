"""Whether every running deadline is what its history says."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from grievances import deadlines, rulebook
from grievances.models import Grievance

BATCH = 1000


class Command(BaseCommand):
    """처리기한 점검."""

    help = "Counts the deadline of every case in progress anew from its history and names those that differ."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every case in progress; an error where one is wrong, so that whoever runs it by the clock is told."""
        checked, wrong, rules = 0, [], rulebook.standing()
        cases = Grievance.objects.in_progress().prefetch_related("pauses", "extensions")
        for case in cases.order_by("pk").iterator(BATCH):
            checked += 1
            counted = deadlines.deadline(case, rules).due_at
            if counted != case.due_at:
                wrong.append(f"{case.receipt_no}: 저장된 기한 {_said(case.due_at)}, 다시 센 기한 {_said(counted)}")
        for line in wrong:
            self.stdout.write(line)
        if wrong:
            raise CommandError(f"처리 중인 {checked}건 가운데 {len(wrong)}건의 처리기한이 이력과 다릅니다.")
        self.stdout.write(f"처리 중인 {checked}건의 처리기한이 모두 이력과 같습니다.")


def _said(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "없음"

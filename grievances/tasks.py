"""Celery's doors to grievances."""

from celery import shared_task
from django.utils import timezone

from grievances import actions
from notifications.queue import Hint


@shared_task(base=Hint)
def remind() -> None:
    """알림. Safe to run twice and after days of silence: a row says what went out."""
    actions.remind()


@shared_task(base=Hint)
def send_digests() -> None:
    """주간 알림. Safe to run every day: a row keeps each person to once a week."""
    actions.send_digests()


@shared_task(base=Hint)
def look_after_months() -> None:
    """월간 점검. Safe to run every day: a row keeps each month to one check, and each day to one reminder."""
    actions.look_after_months()


@shared_task(base=Hint)
def forget_old_drafts() -> None:
    """쓰던 글 that nobody touched for 30 days. Safe to run twice."""
    actions.forget_old_drafts()


@shared_task(base=Hint)
def sweep_files() -> None:
    """Delete what requests that broke off left on the disk. Safe to run twice: only files without a row go."""
    actions.sweep_files(at=timezone.now())


@shared_task(base=Hint)
def recount(recount_id: int) -> None:
    """기한 다시 셈. Safe to run twice: the row says how far it is, its lock keeps a second worker out."""
    actions.take_up_recount(recount_id)


@shared_task(base=Hint)
def sweep_recounts() -> None:
    """Find the runs whose worker died or whose hint was lost."""
    for pk in actions.owed_recounts():
        recount.hint(pk)


@shared_task(base=Hint)
def look_after_holidays() -> None:
    """쉬는 날 채우기. Safe to run every day: a year is filled once, a difference told once."""
    actions.look_after_holidays()

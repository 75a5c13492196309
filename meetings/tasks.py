"""Celery's doors to meetings."""

from celery import shared_task

from meetings.actions.reminding import remind as remind_now
from notifications.queue import Hint


@shared_task(base=Hint)
def remind() -> None:
    """알림. Safe to run twice and after days of silence: a row says what went out."""
    remind_now()

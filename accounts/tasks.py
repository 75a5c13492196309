"""Celery's doors to accounts."""

from celery import shared_task

from accounts import actions
from notifications.queue import Hint


@shared_task(base=Hint)
def clear_expired_sessions() -> None:
    """Sessions past their end leave the database. Safe to run twice."""
    actions.forget_ended_sessions()

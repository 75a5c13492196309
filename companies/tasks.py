"""Celery's doors to companies."""

from celery import shared_task
from django.utils import timezone

from companies import actions
from companies.models import Company
from notifications.queue import Hint


@shared_task(base=Hint)
def nudge() -> None:
    """가입 안내. Safe to run twice and every day: a row keeps each company to once a month."""
    now = timezone.now()
    for company in Company.objects.to_nudge(at=now).iterator():
        actions.nudge(company, month=timezone.localdate(now))

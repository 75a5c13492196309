"""Celery's doors to the outbox."""

from celery import shared_task
from django.utils import timezone

from notifications import delivery
from notifications.models import Message
from notifications.queue import Hint

BATCH = 200


@shared_task(base=Hint)
def deliver(message_id: int) -> None:
    """Safe to run twice: the row says whether it is done. When to try again is on the row, too."""
    delivery.send_once(message_id)


@shared_task(base=Hint)
def sweep() -> None:
    """Find what the queue lost or what is to be tried again. Safe to run twice and after days of silence."""
    for pk in Message.objects.due(at=timezone.now()).values_list("pk", flat=True)[:BATCH]:
        deliver.hint(pk)

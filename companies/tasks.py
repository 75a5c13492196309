"""Celery's doors to companies."""

from celery import shared_task
from django.utils import timezone

from companies import actions
from companies.models import Company, RegistryImport
from companies.registry import actions as registry
from companies.showcase import actions as showcases
from notifications.queue import Hint


@shared_task(base=Hint)
def nudge() -> None:
    """가입 안내. Safe to run twice and every day: a row keeps each company to once a month."""
    now = timezone.now()
    for company in Company.objects.to_nudge(at=now).iterator():
        actions.nudge(company, month=timezone.localdate(now))


@shared_task(base=Hint)
def take_up_import(run_id: int) -> None:
    """공장등록현황 가져오기. Safe to run twice: the row says what is owed, a lock keeps a second worker out."""
    if registry.take_up(run_id):
        sweep_imports()


@shared_task(base=Hint)
def sweep_imports() -> None:
    """Find the runs whose worker died, whose hint was lost, or that waited for another run to end."""
    for pk in RegistryImport.objects.owed().values_list("pk", flat=True):
        take_up_import.hint(pk)


@shared_task(base=Hint)
def sweep_files() -> None:
    """Delete what requests that broke off left on the disk. Safe to run twice: only files without a row go."""
    showcases.sweep(at=timezone.now())

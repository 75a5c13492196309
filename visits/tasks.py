"""Celery's doors to visits."""

from celery import shared_task

from notifications.queue import Hint
from visits import actions
from visits.actions import surveying
from visits.models import SurveyInvitation


@shared_task(base=Hint)
def remind() -> None:
    """알림, and what became of promises. Safe to run twice and after days of silence: a row says what went out."""
    actions.remind()


@shared_task(base=Hint)
def look_after_slots() -> None:
    """빈 자리 on days that were shut meanwhile. Safe to run every day: what is gone is gone."""
    actions.look_after_slots()


@shared_task(base=Hint)
def prepare_rounds() -> None:
    """사전조사 준비. Safe to run every day: a row keeps each programme to one round a month."""
    surveying.prepare_rounds()


@shared_task(base=Hint)
def tell_round(survey_id: int) -> None:
    """사전조사 메일. Safe to run twice: each invitation says what it was told."""
    surveying.tell_on(survey_id)


@shared_task(base=Hint)
def sweep_rounds() -> None:
    """Find long rounds whose worker died or whose hint was lost."""
    for pk in SurveyInvitation.objects.rounds_to_tell():
        tell_round.hint(pk)

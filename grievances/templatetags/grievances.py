"""A case in the words of `wording`, for templates."""

from datetime import date

from django import template
from django.urls import reverse
from django.utils import timezone

from grievances import wording
from grievances.models import Grievance

register = template.Library()


@register.filter
def state(case: Grievance) -> str:
    """What is true now: who does what until when."""
    return wording.state_sentence(case, at=timezone.now())


@register.filter
def badge(case: Grievance) -> str:
    """The mark of its state: asked for something is a state of its own to the company."""
    return "ASKED" if case.is_paused else case.status


@register.filter
def is_late(case: Grievance) -> bool:
    """지연: past its 처리기한 now."""
    return case.is_overdue(at=timezone.now())


@register.filter
def next_notice(case: Grievance) -> str:
    """When the company hears from the city again."""
    return wording.next_notice(case)


@register.filter
def holder(case: Grievance) -> str:
    """The unit that holds it, and the officer once there is one."""
    return " ".join(filter(None, [wording.unit_of(case), wording.officer_words(case)]))


@register.filter
def holder_phone(case: Grievance) -> str:
    """How to reach them."""
    return wording.phone_of(case)


@register.filter
def address_of(case: Grievance, verb: str) -> str:
    """Where a move of the case is sent."""
    return reverse(f"grievances:{verb.replace('-', '_')}", args=[case.receipt_no])


@register.filter
def day_words(value: date) -> str:
    """A day, or the day of a moment, as people say it."""
    return wording.day_words(value)

"""미리보기: what a move would send, found by making it and taking all of it back."""

from collections.abc import Callable

from django.db import transaction

from grievances.models import Grievance
from notifications.models import Message


def rehearse(grievance: Grievance, make: Callable[[], Grievance]) -> list[Message]:
    """The letters the company would get, word for word, the filer's first. Nothing of the move remains.

    `make` makes the move. What it refuses, it refuses here, too.
    """
    with transaction.atomic():
        newest = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        make()
        letters = Message.objects.filter(pk__gt=newest, about=grievance.receipt_no, link=grievance.get_absolute_url())
        found = sorted(letters, key=lambda letter: (letter.person_id != grievance.filer_id, letter.pk))
        transaction.set_rollback(True)
    return found

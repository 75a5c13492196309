"""No mail tells anybody of a case they may not know at the moment it is written."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from grievances.models import HistoryEntry
from grievances.notices.table import NOTICES
from grievances.workflow import Move
from notifications.models import Message
from sosportal.celery import app
from tests.seeing.witness import Witness
from tests.seeing.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("seeing")]

MADE_BY_RULES = {
    Move.RECOUNT: "a change of the rules makes it, in every case at once (tests/grievances/test_recounting.py)"
}
TELL_NOBODY = {
    "notifications.tasks.sweep": "delivers what is written already",
    "accounts.tasks.clear_expired_sessions": "forgets sessions",
    "companies.tasks.sweep_files": "forgets files",
    "companies.tasks.sweep_imports": "takes up imports",
    "grievances.tasks.sweep_files": "forgets files",
}
"""Work of the clock that writes no mail."""
DAYS = [1, 3, 8, 15, 31, 62, 91]
"""After these, reminders and digests are due that nobody heard of yet."""


def test_the_world_has_every_move(world: World):
    made = set(HistoryEntry.objects.values_list("move", flat=True))

    assert made == set(Move) - MADE_BY_RULES.keys()
    assert set(NOTICES) == set(Move)


def test_no_notice_of_a_move_tells_of_a_case_its_reader_may_not_know(world: World):
    assert world.witness.wrong == []
    assert world.witness.read > 300


def test_no_reminder_and_no_digest_tells_of_a_case_its_reader_may_not_know(world: World):
    app.loader.import_default_modules()
    tasks = {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()} - TELL_NOBODY.keys()
    witness, before = Witness(), Message.objects.latest("pk").pk
    witness._last = before

    with connection.execute_wrapper(witness):
        for days in DAYS:
            morning = timezone.localtime() + timedelta(days=days)
            with time_machine.travel(morning.replace(hour=10), tick=False):
                for task in sorted(tasks):
                    app.tasks[task].run()

    assert witness.wrong == []
    assert witness.read > 50

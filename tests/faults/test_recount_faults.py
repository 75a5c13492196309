"""A worker that counts deadlines anew is killed in the middle. Nothing is lost, and nobody is told twice."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from companies.models import Seat
from grievances import actions, rulebook, tasks
from grievances.clock import LegalKind, working_days_after
from grievances.models import Grievance, HistoryEntry, Holiday, Recount
from grievances.workflow import Move
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.faults

CELERY = (sys.executable, "-m", "celery", "-A", "sosportal", "worker")
COMPANIES = 120
"""More than two batches."""


@pytest.fixture
def celery(own_queue):
    """A real worker with processes of its own, on this test's database and a queue of its own."""
    said = connection.settings_dict
    url = f"postgresql://{quote(said['USER'])}:{quote(said['PASSWORD'])}@/{said['NAME']}"
    env = os.environ | {
        "DATABASE_URL": f"{url}?host={quote(said['HOST'], safe='')}&port={said['PORT']}",
        "DB_POOL": "0",
        "CELERY_QUEUE": own_queue,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    processes = []

    def start() -> subprocess.Popen:
        process = subprocess.Popen(
            [*CELERY, "--concurrency", "1", "--loglevel", "ERROR", "--without-gossip", "--without-mingle"],
            cwd=settings.BASE_DIR,
            env=env,
            start_new_session=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        _kill(process)


def _kill(process: subprocess.Popen) -> None:
    """The worker and its children, at once and without a word."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def running() -> list[Grievance]:
    """Two cases of each company, its owner and a member."""
    case = make.filed()
    actions.receive(case, LegalKind.GRIEVANCE, make.department(), by=make.manager(), officer=make.officer())
    case.refresh_from_db()
    for number in range(COMPANIES):
        company = make.company(f"회사 {number}")
        people = [make.person(f"회원 {one}") for one in (0, 1)]
        Seat.objects.bulk_create(
            Seat(company=company, person=person, is_owner=is_owner)
            for person, is_owner in zip(people, (True, False), strict=True)
        )
        for one in (1, 2):
            _copied(case, f"1999-{number:04d}{one}", company, people[0])
    return list(Grievance.objects.order_by("pk"))


def _copied(case: Grievance, receipt_no: str, company, filer) -> None:
    """Like the one that real moves made, of another company."""
    copy = Grievance.objects.get(pk=case.pk)
    copy.pk, copy._state.adding = None, True
    copy.receipt_no, copy.company, copy.filer, copy.filing_key = receipt_no, company, filer, uuid.uuid4()
    copy.save(force_insert=True)


def test_a_worker_killed_in_the_middle_of_a_recount_loses_nothing_and_tells_nobody_twice(celery, running):
    now = timezone.now()  # the worker is a process of its own and goes by the clock on the wall
    in_three_days = working_days_after(3, now, rulebook.standing().calendar).date()
    Holiday.objects.create(day=in_three_days, name="임시공휴일")
    Message.objects.all().delete()
    run = Recount.objects.create(reason="쉬는 날이 하나 더 생겼습니다.", by=make.manager(), asked_at=now)

    worker = celery()
    tasks.recount.hint(run.pk)
    until = time.monotonic() + 120
    while Recount.objects.get(pk=run.pk).done == 0:
        assert time.monotonic() < until, "the run never came into its middle"
        time.sleep(0.01)
    _kill(worker)
    killed = Recount.objects.get(pk=run.pk)

    assert (killed.state, 0 < killed.done < len(running)) == ("RUNNING", True)
    assert HistoryEntry.objects.filter(move=Move.RECOUNT).count() == killed.moved

    celery()
    tasks.sweep_recounts()
    until = time.monotonic() + 180
    while Recount.objects.get(pk=run.pk).state != "DONE":
        assert time.monotonic() < until, "nobody went on"
        time.sleep(0.1)

    done = Recount.objects.get(pk=run.pk)
    told = Counter(Message.objects.filter(subject__contains="처리기한을 다시").values_list("person", flat=True))
    entries = Counter(HistoryEntry.objects.filter(move=Move.RECOUNT).values_list("grievance", flat=True))
    assert set(told) == set(Seat.objects.values_list("person", flat=True))
    assert set(told.values()) == {1}
    assert entries == Counter(case.pk for case in running)
    assert (done.moved, done.done, done.told) == (len(running), len(running), len(told))
    call_command("check_deadlines")

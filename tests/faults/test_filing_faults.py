"""Parts break while companies file. Afterwards what they were told is compared with what is there.

Figures: nothing that was filed is lost, doubled or half there; a broker that is down or silent delays nothing but the
mail; every mail goes out once; a form that is sent twice at the same instant is filed once. Counts are smaller than in
a night's run, so that these belong to every run of the suite.
"""

import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from companies.models import Company
from grievances import actions
from grievances.models import Grievance, HistoryEntry
from grievances.workflow import Move, Status
from notifications import tasks
from notifications.models import Message
from notifications.queue import Hint
from sosportal.celery import app
from tests import make

pytestmark = pytest.mark.faults

TOKEN = "x" * 32
FORM = {"title": "공장 앞 도로가 파였습니다", "body": "지게차가 다니지 못합니다.", "seen_by": "ALL", "seen": ""}


@dataclass
class Office:
    """Members who file through the real server, each in a browser of their own, and what they were told."""

    address: str
    members: list[User]
    told: dict[str, list[str]] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.category = make.category().pk
        self.cookies = {member.pk: make.sign_in(Client(), member).session.session_key for member in self.members}
        self.companies = {member.pk: member.seats.get().company_id for member in self.members}

    def file(self, member: User, key: str, *, before: Callable[[], object] = lambda: None, **words: str) -> str:
        """Send the form; what it was answered: a receipt number, or the status of the answer."""
        sent = {"company": self.companies[member.pk], "category": self.category, "key": key, **FORM, **words}
        cookie = f"{site.SESSION_COOKIE_NAME}={self.cookies[member.pk]}; {site.CSRF_COOKIE_NAME}={TOKEN}"
        line = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        line.connect()
        before()
        began = time.perf_counter()
        line.request(
            "POST",
            "/grievances/new/",
            urlencode(sent | {"csrfmiddlewaretoken": TOKEN}),
            {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"},
        )
        answer = line.getresponse()
        answer.read()
        line.close()
        self.took.append(time.perf_counter() - began)
        receipt = re.search(r"/grievances/([0-9]{4}-[0-9]{5})/receipt/", answer.headers.get("Location", ""))
        said = receipt[1] if receipt else str(answer.status)
        self.told.setdefault(key, []).append(said)
        return said

    def file_many(self, count: int) -> list[float]:
        """So many filings, two at a time; how long each took."""
        self.took = []
        with ThreadPoolExecutor(2) as people:
            for number in range(count):
                people.submit(self.file, self.members[number % len(self.members)], str(uuid.uuid4()))
        return sorted(self.took)


@pytest.fixture
def office(live_server) -> Office:
    make.manager()
    return Office(live_server.url, [make.owner(make.company(f"회사 {number}")) for number in range(4)])


@pytest.fixture
def broker_at(monkeypatch) -> Callable[[int], None]:
    """Point whoever hands in hints to another broker."""

    def _broker_at(port: int) -> None:
        monkeypatch.setattr(app.conf, "broker_write_url", f"redis://127.0.0.1:{port}/0")
        monkeypatch.setattr(app.amqp, "_producer_pool", None)

    return _broker_at


@pytest.fixture
def silence() -> Iterator[int]:
    """A port that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as mute:
        yield mute.getsockname()[1]


# --- What is true afterwards ---------------------------------------------------------------------------------------


def wrongs(told: dict[str, list[str]]) -> dict[str, object]:
    """What clients were told against what is there: empty when nothing is lost, doubled or half there."""
    filed = dict(Grievance.objects.values_list("filing_key", "receipt_no"))
    filed = {str(key): number for key, number in filed.items()}
    entries = Counter(HistoryEntry.objects.filter(move=Move.FILE).values_list("grievance__receipt_no", flat=True))
    owed = Counter(Message.objects.values_list("about", flat=True))
    found = {
        "lost": [key for key, answers in told.items() for one in answers if "-" in one and filed.get(key) != one],
        "never asked for": sorted(set(filed) - set(told)),
        "failed": [one for answers in told.values() for one in answers if one.startswith("5")],
        "without one entry": [number for number in filed.values() if entries[number] != 1],
        "without its two mails": [number for number in filed.values() if owed[number] != 2],
        "with a gap": sorted(filed.values()) != numbers(len(filed)),
        "not open": list(Grievance.objects.exclude(status=Status.OPEN).values_list("receipt_no", flat=True)),
    }
    return {name: what for name, what in found.items() if what}


def numbers(count: int) -> list[str]:
    return [f"{timezone.localdate().year}-{serial:05d}" for serial in range(1, count + 1)]


def settled() -> bool:
    return not Message.objects.filter(sent_at__isnull=True, gave_up_at__isnull=True).exists()


def until_settled(*, seconds: float = 60) -> float:
    """Sweep as beat does, until nothing is owed any more; how long that took."""
    began = time.monotonic()
    while not settled():
        assert time.monotonic() - began < seconds, f"{Message.objects.filter(sent_at__isnull=True).count()} unsent"
        Hint._silent_until = 0.0
        tasks.sweep.hint()
        time.sleep(0.5)
    return time.monotonic() - began


def copies(postbox) -> dict[str, int]:
    """Message-IDs that came more than once, and how often."""
    return {name: count for name, count in Counter(mail["Message-ID"] for mail in postbox.mails).items() if count > 1}


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


# --- F3, F4: the broker ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["stopped", "silent"])
def test_a_broker_that_is_away_delays_nothing_but_the_mail(
    office, postbox, own_queue, broker_at, silence, fault, request
):
    office.file_many(4)  # the first ones load what the others find
    usual = office.file_many(24)

    broker_at(1 if fault == "stopped" else silence)
    away = office.file_many(64)  # so many that the one timeout every few seconds lies beyond the 95th
    request.getfixturevalue("monkeypatch").undo()
    app.amqp._producer_pool = None
    app.control.purge()
    with start_worker(
        app, pool="threads", concurrency=2, perform_ping_check=False, loglevel="error", queues=[own_queue]
    ):
        until_settled()

    assert wrongs(office.told) == {}
    assert len(office.told) == 4 + 24 + 64
    assert (len(postbox.mails), copies(postbox)) == (Message.objects.sent().count(), {})
    assert Message.objects.undelivered().count() == 0
    assert p95(away) <= 2 * p95(usual) + 0.1  # a machine that is busy with other things must not fail the test
    assert max(away) <= max(usual) + 1


def test_a_broker_that_forgets_everything_loses_no_mail(office, postbox, own_queue):
    office.file_many(15)
    assert app.control.purge() > 0
    office.file_many(15)
    assert app.control.purge() > 0
    assert postbox.mails == []

    with start_worker(
        app, pool="threads", concurrency=2, perform_ping_check=False, loglevel="error", queues=[own_queue]
    ):
        seconds = until_settled()

    assert wrongs(office.told) == {}
    assert (len(postbox.mails), copies(postbox)) == (Message.objects.sent().count(), {})
    assert Message.objects.undelivered().count() == 0
    assert seconds <= 60


# --- F5: the worker --------------------------------------------------------------------------------------------------


@pytest.fixture
def worker_apart(own_queue, postbox) -> Iterator[Callable[[], subprocess.Popen]]:
    """Start a real worker in processes of its own, on this test's database, queue and mail server."""
    started: list[subprocess.Popen] = []
    database = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    env = {
        "DATABASE_URL": database,
        "CELERY_QUEUE": own_queue,
        "EMAIL_URL": f"smtp://127.0.0.1:{site.DELIVERY_OPTIONS['port']}",
    }

    def start() -> subprocess.Popen:
        command = [sys.executable, "-m", "celery", "-A", "sosportal", "worker", "--concurrency", "2", "-l", "ERROR"]
        process = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle", "--without-heartbeat"],
            cwd=site.BASE_DIR,
            env=os.environ | env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """SIGKILL, with its children."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def test_a_worker_killed_in_the_middle_of_sending_loses_no_mail(postbox, worker_apart):
    postbox.seconds = 0.05  # a mail takes as long as mails do, so that a kill finds one under way
    member, told = make.owner(make.company()), {}
    make.manager()
    company, category = Company.objects.get(), make.category()
    for _ in range(30):
        key = uuid.uuid4()
        case = actions.file(company, by=member, key=key, category=category, title="제목", body="내용")
        told[str(key)] = [case.receipt_no]

    kills = 0
    while kills < 2 and not settled():
        there, worker = len(postbox.mails), worker_apart()
        wait_until(lambda there=there: len(postbox.mails) >= there + 8 or nudged(), seconds=40)
        kill(worker)
        kills += 1
    worker_apart()
    until_settled()

    assert wrongs(told) == {}
    assert kills == 2
    sent = {mail["Message-ID"] for mail in postbox.mails}
    assert len(sent) == Message.objects.sent().count() == Message.objects.count() >= 60
    # A mail the server took while its sender died may come twice, under the same Message-ID, and no other.
    assert all(count == 2 for count in copies(postbox).values())
    assert len(copies(postbox)) <= kills * 2


def nudged() -> bool:
    """What a killed worker held in hand is found by the sweep."""
    tasks.sweep.hint()
    return False


def wait_until(seen: Callable[[], bool], *, seconds: float) -> None:
    give_up_at = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < give_up_at, "nothing happened in time"
        time.sleep(0.2)


# --- F7: the same form twice -----------------------------------------------------------------------------------------


def test_pairs_sent_at_the_same_instant_are_filed_once_each(office):
    keys = [str(uuid.uuid4()) for _ in range(40)]
    pairs = []

    for number, key in enumerate(keys):
        member, instant = office.members[number % 4], threading.Barrier(2)
        with ThreadPoolExecutor(2) as hands:
            clicks = [hands.submit(office.file, member, key, before=instant.wait) for _ in range(2)]
            pairs.append(tuple(click.result() for click in clicks))

    assert wrongs(office.told) == {}
    assert Grievance.objects.count() == 40
    assert [pair for pair in pairs if len(set(pair)) != 1 or "-" not in pair[0]] == []


def test_two_contents_under_one_key_at_the_same_instant_are_told_apart(office):
    member = office.members[0]

    for _ in range(10):
        key, instant = str(uuid.uuid4()), threading.Barrier(2)
        with ThreadPoolExecutor(2) as hands:
            clicks = [
                hands.submit(office.file, member, key, before=instant.wait, body=body) for body in ("하나", "둘")
            ]
            answers = sorted(click.result() for click in clicks)
        assert [answer if "-" not in answer else "receipt" for answer in answers] == ["receipt", "409"]

    assert Grievance.objects.count() == 10
    assert wrongs(office.told) == {}


def test_a_form_sent_again_after_its_answer_was_lost_leads_to_the_same_receipt(office):
    member, key = office.members[0], str(uuid.uuid4())

    first = office.file(member, key)
    again = [office.file(member, key) for _ in range(3)]

    assert again == [first] * 3
    assert wrongs(office.told) == {}

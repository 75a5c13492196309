"""What tests share: a real mail server, a real Celery worker, a real browser."""

import asyncio
import os
import socket
import uuid
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pgtrigger
import pytest
import time_machine
from aiosmtpd.controller import Controller
from celery.contrib.testing.worker import start_worker
from django.contrib.staticfiles import handlers
from django.core.management import CommandError
from django.db import connections
from django.test import TransactionTestCase

from notifications.queue import Hint
from sosportal.celery import app

# Playwright's synchronous interface runs an event loop in the test's thread; Django would take that for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


# The live server would look for static files where they are written; WhiteNoise serves them as they are collected.
handlers.StaticFilesHandler = lambda application: application

_brought: dict[str, str] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser and fault tests see real commits; each test with real commits finds what the migrations brought."""
    for item in items:
        if "browser_name" in item.fixturenames and not item.get_closest_marker("e2e"):
            # pytest runs all that share a browser together, and the database is empty after them.
            raise pytest.UsageError(f"{item.nodeid} takes a browser: mark it e2e, or name its argument otherwise.")
        marker = item.get_closest_marker("django_db")
        commits = marker is not None and marker.kwargs.get("transaction")
        if commits or item.get_closest_marker("e2e") or item.get_closest_marker("faults"):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup) -> None:
    """What the migrations brought is kept for every connection.

    Django keeps it with the connection that made the database, and a thread in which Playwright's loop runs has
    another one.
    """
    for name in connections:
        # Kept only where some test of this run has real commits.
        contents = getattr(connections[name], "_test_serialized_contents", None)
        if contents is not None:
            _brought[name] = contents


@pytest.fixture(scope="session", autouse=True)
def _tables_may_be_emptied_and_filled_between_tests() -> Iterator[None]:
    """The triggers that keep history would keep it from test to test as well."""
    fill, empty = TransactionTestCase._fixture_setup.__func__, TransactionTestCase._fixture_teardown

    def _fill(cls: type[TransactionTestCase]) -> None:
        for name, contents in _brought.items():
            connections[name]._test_serialized_contents = contents
        with pgtrigger.ignore():
            fill(cls)

    def _empty(self: TransactionTestCase) -> None:
        for tries_left in (2, 1, 0):  # A page may still be asking after its test; a moment later it is not.
            try:
                with pgtrigger.ignore():
                    empty(self)
            except CommandError:
                if not tries_left:
                    raise
            else:
                return

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(_fill))
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
        yield


@pytest.fixture(autouse=True)
def _plays_at_its_moment(request) -> Iterator[None]:
    """`@pytest.mark.today("2026-11-23 10:00+09:00")`: before anything else of the test is made."""
    if marker := request.node.get_closest_marker("today"):
        with time_machine.travel(*marker.args):
            yield
    else:
        yield


@pytest.fixture(autouse=True)
def _mail_takes_its_usual_way(settings) -> None:
    """The test runner would catch mail before the outbox does."""
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"


@pytest.fixture(autouse=True)
def _files_go_with_their_test(settings, tmp_path) -> None:
    """What a test sends in does not stay in the folder of the demo."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _no_grudge() -> None:
    """Whether the broker failed a moment ago is remembered by the process; a test starts without that memory."""
    Hint._silent_until = 0.0


class Postbox:
    """A real SMTP server that keeps what it is handed, and can be told to misbehave."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"
        self.answers_by_recipient: dict[str, str] = {}
        self.seconds = 0.0  # that it takes over a mail

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options) -> str:  # noqa: N802
        answer = self.answers_by_recipient.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.seconds)
        if self.answer.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return self.answer

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if address in str(mail["To"])]


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    """The mail server of this test; the outbox delivers to it."""
    box = Postbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=10)
    server.start()
    settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DELIVERY_OPTIONS = {"host": "127.0.0.1", "port": port, "timeout": 5}
    yield box
    server.stop()


@pytest.fixture
def own_queue() -> Iterator[str]:
    """A queue that only this test hands hints to: no other worker takes them, no earlier test left any."""
    before, app.conf.task_default_queue = app.conf.task_default_queue, f"test-{uuid.uuid4()}"
    _forget_queues()
    yield app.conf.task_default_queue
    app.conf.task_default_queue = before
    _forget_queues()


def _forget_queues() -> None:
    """Celery looks its queues up once a process."""
    for name in ("queues", "default_queue"):
        app.amqp.__dict__.pop(name, None)
    app.amqp._producer_pool = None


@pytest.fixture
def worker(own_queue: str) -> Iterator[None]:
    """A real worker on the real broker, in threads of this process."""
    with start_worker(
        app, pool="threads", concurrency=2, perform_ping_check=False, loglevel="error", queues=[own_queue]
    ):
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium, quiet."""
    return browser_type_launch_args | {
        "executable_path": "/usr/bin/chromium",
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """A person in Korea with a phone; a test that wants a desk sets the viewport itself."""
    return browser_context_args | {
        "locale": "ko-KR",
        "timezone_id": "Asia/Seoul",
        "viewport": {"width": 360, "height": 760},
        "reduced_motion": "reduce",  # a colour half-way between two is nobody's
    }

import socket
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from celery.contrib.testing.worker import start_worker
from django.core.mail import send_mail
from django.db import connection, transaction
from django.utils import timezone

from notifications import actions, delivery, tasks
from notifications.models import Message
from notifications.notice import Owed
from sosportal.celery import app

pytestmark = pytest.mark.django_db


def owed(to="a@test.example", **fields) -> Message:
    return Message.objects.create(to=to, subject="제목", text="내용", **fields)


def test_a_message_goes_out_once(postbox):
    message = owed()

    assert delivery.send_once(message.pk) is True
    assert delivery.send_once(message.pk) is False

    assert [(mail["To"], mail["Subject"]) for mail in postbox.mails] == [("a@test.example", "제목")]
    message.refresh_from_db()
    assert message.sent_at is not None
    assert message.tries == 1


def test_html_goes_beside_the_text(postbox):
    message = owed(html="<p>내용</p>")

    delivery.send_once(message.pk)

    (mail,) = postbox.mails
    assert mail.get_body(("plain",)).get_content().strip() == "내용"
    assert mail.get_body(("html",)).get_content().strip() == "<p>내용</p>"


def test_a_secret_does_not_outlive_its_sending(postbox):
    message = owed(is_secret=True, html="<p>1234</p>")

    delivery.send_once(message.pk)

    message.refresh_from_db()
    assert (message.text, message.html) == ("", "")
    assert postbox.mails[0].get_body(("plain",)).get_content().strip() == "내용"


def test_a_server_that_is_busy_is_asked_again_later_and_later(postbox):
    postbox.answer = "451 try later"
    message = owed()

    waits = []
    for _ in range(3):
        with time_machine.travel(message.try_at, tick=False):
            delivery.send_once(message.pk)
            message.refresh_from_db()
            waits.append(round((message.try_at - timezone.now()).total_seconds()))

    assert waits == [30, 60, 120]
    assert "451" in message.last_error
    assert message.gave_up_at is None


def test_an_address_that_does_not_exist_is_given_up_at_once(postbox):
    postbox.answers_by_recipient["gone@test.example"] = "550 no such user"
    message = owed(to="gone@test.example")

    delivery.send_once(message.pk)

    assert list(Message.objects.undelivered()) == [message]
    assert postbox.mails == []


@pytest.mark.parametrize("to", ["a@", "a@test.example\nBcc: c@test.example", f"a@{'b' * 64}.example"])
def test_an_address_that_is_none_is_given_up_at_once(postbox, to):
    message = owed(to=to)

    delivery.send_once(message.pk)

    assert list(Message.objects.undelivered()) == [message]
    assert postbox.mails == []


@pytest.mark.faults
@pytest.mark.parametrize("fault", ["silent", "cut"])
def test_a_server_that_falls_silent_or_hangs_up_costs_one_timeout_and_is_asked_again(settings, fault):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            connection.close()

        hang_up = threading.Thread(target=answer)
        if fault == "cut":
            hang_up.start()
        settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.DELIVERY_OPTIONS = {"host": "127.0.0.1", "port": server.getsockname()[1], "timeout": 0.5}
        message = owed()
        began = time.perf_counter()

        went_out = delivery.send_once(message.pk)

        took = time.perf_counter() - began
        if fault == "cut":
            hang_up.join()
    message.refresh_from_db()
    assert (went_out, message.gave_up_at, message.tries) == (False, None, 1)
    assert message.last_error
    assert took < 2
    assert timezone.now() < message.try_at < timezone.now() + timedelta(seconds=31)


def test_a_server_that_is_away_for_most_of_a_day_gets_the_mail_when_it_is_back(postbox):
    postbox.answer = "451 try later"
    message = owed()
    began = message.written_at
    tries = 0

    while message.try_at < began + timedelta(hours=20):
        with time_machine.travel(message.try_at, tick=False):
            delivery.send_once(message.pk)
        message.refresh_from_db()
        tries += 1
    postbox.answer = "250 OK"
    with time_machine.travel(message.try_at, tick=False):
        went_out = delivery.send_once(message.pk)

    assert went_out is True
    assert len(postbox.mails) == 1
    assert 20 < tries < 40


def test_after_a_day_of_trying_a_message_is_given_up(postbox):
    postbox.answer = "451 try later"
    message = owed(written_at=timezone.now() - timedelta(hours=25))

    delivery.send_once(message.pk)

    assert list(Message.objects.undelivered()) == [message]


def test_one_bad_address_holds_up_no_other(postbox):
    postbox.answers_by_recipient["gone@test.example"] = "550 no such user"
    bad, good = owed(to="gone@test.example"), owed(to="b@test.example")

    for message in (bad, good):
        delivery.send_once(message.pk)

    assert [mail["To"] for mail in postbox.mails] == ["b@test.example"]


def test_what_is_due_is_what_waits_and_whose_moment_has_come():
    now = timezone.now()
    waiting = owed(try_at=now - timedelta(minutes=1))
    owed(try_at=now + timedelta(minutes=1))
    owed(sent_at=now)
    owed(gave_up_at=now)

    assert list(Message.objects.due(at=now)) == [waiting]


def test_a_library_that_mails_writes_to_the_outbox():
    send_mail("코드", "1234", None, ["a@test.example", "b@test.example"], html_message="<b>1234</b>")

    rows = Message.objects.order_by("to").values_list("to", "subject", "text", "html", "is_secret", "sent_at")
    assert list(rows) == [
        ("a@test.example", "코드", "1234", "<b>1234</b>", True, None),
        ("b@test.example", "코드", "1234", "<b>1234</b>", True, None),
    ]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_tells_nobody():
    with transaction.atomic():
        actions.tell("a@test.example", "제목", "내용")
        transaction.set_rollback(True)

    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_it_once(postbox):
    message = owed()
    barrier = threading.Barrier(4)
    went_out = []

    def work() -> None:
        barrier.wait()
        went_out.append(delivery.send_once(message.pk))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(went_out) == [False, False, False, True]
    assert len(postbox.mails) == 1


@pytest.mark.faults
def test_a_worker_delivers_what_was_told_on_commit(postbox, worker):
    message = actions.tell("a@test.example", "제목", "내용")

    wait_until(lambda: postbox.mails)

    wait_until(lambda: Message.objects.filter(pk=message.pk, sent_at__isnull=False).exists())
    assert len(postbox.mails) == 1


@pytest.mark.faults
def test_what_a_broker_forgot_is_found_by_the_sweep(postbox, own_queue):
    messages = actions.tell_all(Owed(f"{number}@test.example", "제목", "내용") for number in range(5))
    assert app.control.purge() == len(messages)

    with start_worker(
        app, pool="threads", concurrency=2, perform_ping_check=False, loglevel="error", queues=[own_queue]
    ):
        tasks.sweep.delay()
        wait_until(lambda: Message.objects.sent().count() == len(messages))

    assert sorted(mail["To"] for mail in postbox.mails) == [f"{number}@test.example" for number in range(5)]


@pytest.mark.faults
def test_what_the_queue_never_heard_of_is_found_by_the_sweep(postbox, worker):
    message = owed()

    tasks.sweep.delay()

    wait_until(lambda: Message.objects.filter(pk=message.pk, sent_at__isnull=False).exists())
    assert len(postbox.mails) == 1


def wait_until(seen, *, seconds=10) -> None:
    deadline = timezone.now() + timedelta(seconds=seconds)
    while not seen():
        assert timezone.now() < deadline, "nothing happened in time"
        threading.Event().wait(0.05)

"""What is owed becomes rows."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from notifications import actions, delivery, tasks
from notifications.actions import NO_ADDRESS
from notifications.models import Message
from notifications.notice import Owed
from tests import make

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")
EVENING, NIGHT = datetime(2026, 5, 7, 20, 59, tzinfo=SEOUL), datetime(2026, 5, 7, 21, 0, tzinfo=SEOUL)
DAWN, MORNING = datetime(2026, 5, 8, 7, 59, tzinfo=SEOUL), datetime(2026, 5, 8, 8, 0, tzinfo=SEOUL)


@pytest.fixture
def night(settings):
    """The hours of production."""
    settings.QUIET_FROM, settings.QUIET_UNTIL = 21, 8


@pytest.fixture
def hinted(monkeypatch):
    """Ids the queue was told of. The broker is the outside world."""
    ids = []
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda args, kwargs: ids.extend(args))
    return ids


def owed(to="a@test.example", **fields) -> Owed:
    return Owed(to, "답변이 도착했습니다", "답변드립니다.", **fields)


@pytest.mark.parametrize("rows", [1, 20])
def test_any_number_of_mails_is_one_statement(django_assert_num_queries, rows):
    with transaction.atomic(), django_assert_num_queries(1):
        messages = actions.tell_all(owed(f"{number}@test.example") for number in range(rows))

    assert len({message.pk for message in messages}) == rows
    assert Message.objects.unsettled().count() == rows


def test_nothing_owed_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert actions.tell_all([]) == []


def test_each_row_is_hinted_at_once_it_is_committed(hinted, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        messages = actions.tell_all([owed(), owed("b@test.example")])

    assert hinted == [message.pk for message in messages]


def test_a_row_keeps_what_was_said_about_it():
    person = make.person()

    actions.tell("a@test.example", "제목", "내용", person_id=person.pk, about="2026-00017", link="/somewhere/17/")

    message = person.messages.get()
    assert (message.to, message.subject, message.text) == ("a@test.example", "제목", "내용")
    assert (message.about, message.link, message.read_at) == ("2026-00017", "/somewhere/17/", None)


def test_a_subject_is_one_line_that_fits():
    message = actions.tell("a@test.example", "제목\r\nBcc: c@test.example" + "가" * 300, "내용")

    assert message.subject.startswith("제목 Bcc: c@test.example가")
    assert len(message.subject) == 200
    assert message.subject.endswith("…")


@pytest.mark.parametrize("link", ["https://elsewhere.example/", "//elsewhere.example/", "somewhere/"])
def test_a_link_leads_nowhere_else(link):
    with pytest.raises(IntegrityError, match="message_link_stays_on_this_site"), transaction.atomic():
        actions.tell_all([owed(link=link)])


class TestAtNight:
    @pytest.fixture(autouse=True)
    def _quiet(self, night):
        """These tests know a night."""

    @pytest.mark.parametrize(("at", "try_at"), [(EVENING, EVENING), (NIGHT, MORNING), (DAWN, MORNING)])
    def test_what_can_wait_waits_for_the_morning(self, at, try_at):
        with time_machine.travel(at, tick=False):
            (message,) = actions.tell_all([owed()])

        assert (message.written_at, message.try_at) == (at, try_at)

    def test_at_eight_the_day_has_begun(self):
        with time_machine.travel(MORNING, tick=False):
            (message,) = actions.tell_all([owed()])

        assert message.try_at == MORNING

    def test_the_queue_hears_only_of_what_goes_now(self, hinted, django_capture_on_commit_callbacks):
        with time_machine.travel(NIGHT, tick=False), django_capture_on_commit_callbacks(execute=True):
            _, receipt = actions.tell_all([owed(), owed(at_night=True)])

        assert hinted == [receipt.pk]

    def test_receipts_and_codes_come_at_once(self):
        with time_machine.travel(NIGHT, tick=False):
            receipt, code = actions.tell_all([owed(at_night=True), owed(is_secret=True)])
            told = actions.tell("a@test.example", "제목", "내용")
            send_mail("인증번호", "1234", None, ["b@test.example"])

        assert {receipt.try_at, code.try_at, told.try_at, Message.objects.get(to="b@test.example").try_at} == {NIGHT}

    def test_a_hint_that_comes_too_early_sends_nothing_and_the_sweep_sends_in_the_morning(self, postbox, hinted):
        with time_machine.travel(NIGHT, tick=False):
            (message,) = actions.tell_all([owed()])
            assert delivery.send_once(message.pk) is False
            tasks.sweep()
        with time_machine.travel(DAWN, tick=False):
            tasks.sweep()

        assert (postbox.mails, hinted) == ([], [])

        with time_machine.travel(MORNING, tick=False):
            tasks.sweep()
            assert hinted == [message.pk]
            assert delivery.send_once(message.pk) is True

        message.refresh_from_db()
        assert (message.sent_at, message.tries, len(postbox.mails)) == (MORNING, 1, 1)


class TestWithoutAnAddress:
    def test_somebody_who_cannot_be_told_is_seen_at_once(self, hinted, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            nobody, somebody = actions.tell_all([owed("", about="2026-00017"), owed()])

        assert list(Message.objects.undelivered()) == [nobody]
        assert (nobody.about, nobody.last_error) == ("2026-00017", NO_ADDRESS)
        assert hinted == [somebody.pk]

    def test_there_is_nowhere_to_send_it_again(self):
        (nobody,) = actions.tell_all([owed("")])

        with pytest.raises(actions.Refused, match="이메일이 없습니다"):
            actions.try_again(nobody, by=make.official(Role.MANAGER))

        assert list(Message.objects.undelivered()) == [nobody]

    def test_a_secret_for_nobody_is_kept_by_nobody(self):
        (nobody,) = actions.tell_all([owed("", html="<p>1234</p>", is_secret=True)])

        assert (nobody.text, nobody.html) == ("", "")

    def test_no_row_waits_for_an_address(self):
        with pytest.raises(IntegrityError, match="message_to_nobody_is_given_up"), transaction.atomic():
            Message.objects.create(to="", subject="제목", text="내용")


class TestToldByTelephone:
    @pytest.fixture
    def undelivered(self):
        (message,) = actions.tell_all([owed("")])
        return message

    def test_who_was_telephoned_is_off_the_list(self, undelivered):
        message = actions.tell_otherwise(undelivered, by=make.official(Role.MANAGER))

        assert message.told_at is not None
        assert not Message.objects.undelivered().exists()
        assert list(Message.objects.told()) == [message]

    def test_it_is_not_done_twice_and_not_mailed_afterwards(self, undelivered):
        manager = make.official(Role.MANAGER)
        actions.tell_otherwise(undelivered, by=manager)

        for verb in (actions.tell_otherwise, actions.try_again):
            with pytest.raises(actions.Refused, match="이미 전화로 알린"):
                verb(undelivered, by=manager)

    def test_what_is_on_its_way_needs_no_call(self):
        (waiting,) = actions.tell_all([owed()])

        with pytest.raises(actions.Refused, match="이미 보냈거나 보내는 중인"):
            actions.tell_otherwise(waiting, by=make.official(Role.MANAGER))

    def test_others_may_not_say_so(self, undelivered):
        with pytest.raises(PermissionDenied):
            actions.tell_otherwise(undelivered, by=make.official(Role.EXAMINER))

        assert list(Message.objects.undelivered()) == [undelivered]


def test_the_first_reading_counts():
    message = actions.tell("a@test.example", "제목", "내용", person_id=make.person().pk)
    first = timezone.now() + timedelta(minutes=1)

    for moment in (first, first + timedelta(hours=1)):
        with time_machine.travel(moment, tick=False):
            actions.read(message)

    message.refresh_from_db()
    assert message.read_at == first

"""The demo's past."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError
from django.utils import timezone

from notifications import actions, delivery, demo
from notifications.letters import letter
from notifications.models import Message
from notifications.notice import Owed
from tests import make

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=200)


@pytest.fixture
def _in_the_demo(settings):
    settings.IS_DEMO = True


@pytest.mark.usefixtures("_in_the_demo")
def test_what_was_owed_in_the_past_counts_as_sent_then_and_reaches_nobody(postbox):
    person = make.person()

    with demo.already_told():
        (message,) = actions.tell_all([Owed("a@test.example", "답변", "-", person_id=person.pk)], at=LONG_AGO)

    message.refresh_from_db()
    assert (message.written_at, message.sent_at, message.read_at) == (LONG_AGO, LONG_AGO, LONG_AGO)
    assert delivery.send_once(message.pk) is False
    assert postbox.mails == []


@pytest.mark.usefixtures("_in_the_demo")
def test_what_is_owed_before_and_after_is_still_owed():
    before = actions.tell("a@test.example", "전", "-")
    with demo.already_told():
        actions.tell("a@test.example", "안", "-")
    after = actions.tell("a@test.example", "후", "-")

    assert set(Message.objects.unsettled()) == {before, after}


@pytest.mark.usefixtures("_in_the_demo")
def test_the_last_days_are_unread_and_secrets_are_erased():
    with demo.already_told():
        recent = actions.tell("a@test.example", "어제", "-")
        secret = actions.tell("a@test.example", "초대", "https://…", is_secret=True)
        nobody = actions.tell("", "전화", "-")

    for message in (recent, secret, nobody):
        message.refresh_from_db()
    assert (recent.read_at, secret.text, nobody.sent_at) == (None, "", None)
    assert list(Message.objects.undelivered()) == [nobody]


@pytest.mark.usefixtures("_in_the_demo")
def test_a_past_that_breaks_off_leaves_nothing():
    with pytest.raises(IntegrityError), demo.already_told():
        actions.tell_all([Owed("a@test.example", "답변", "-"), Owed("a@test.example", "답변", "-", link="elsewhere")])

    assert not Message.objects.exists()


def test_outside_the_demo_nobody_counts_as_told():
    message = actions.tell("a@test.example", "답변", "-")

    with pytest.raises(ImproperlyConfigured), demo.already_told():
        actions.tell("a@test.example", "답변", "-")

    assert list(Message.objects.unsettled()) == [message]


class TestMails:
    @pytest.fixture
    def sent(self, settings, tmp_path):
        """Send a mail as the demo does, and say where it is read."""
        settings.DELIVERY_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        settings.DELIVERY_OPTIONS = {"file_path": str(tmp_path / "mail")}

        def _sent(text, html="") -> str:
            delivery.send_once(actions.tell("a@test.example", "답변", text, html=html).pk)
            (mail,) = demo.newest()
            return f"/demo/mail/{mail.name}/"

        return _sent

    def test_a_mail_is_read_as_text_and_as_a_mail_program_shows_it(self, client, sent):
        both = letter(lines=["접수했습니다."], facts=[("접수번호", "2026-00017")], signature="기업민원과")
        address = sent(*both)

        page, seen = client.get(address), client.get(f"{address}html/")

        assert "접수번호: 2026-00017" in page.content.decode()
        assert f'href="{address}html/"' in page.content.decode()
        assert seen.content.decode().strip() == both.html.strip()

    def test_the_page_about_a_mail_has_the_policy_of_every_page_and_the_mail_may_do_nothing(self, client, sent):
        address = sent("접수했습니다.", "<script>alert(1)</script>")

        page, seen = client.get(address), client.get(f"{address}html/")

        assert "unsafe" not in page["Content-Security-Policy"]
        assert "<script>alert" not in page.content.decode()
        assert seen["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
        )

    def test_a_mail_of_text_alone_has_no_other_look(self, client, sent):
        address = sent("접수했습니다.")

        assert "html/" not in client.get(address).content.decode()
        assert client.get(f"{address}html/").status_code == 404

"""Every mail that allauth may send, in our words."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.core import context
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.adapters import AccountAdapter
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

LIBRARY = Path(allauth.__file__).parent / "templates"
OURS = django_settings.BASE_DIR / "templates"
NEVER_SENT = {"account/email/login_code", "account/email/password_reset_code"}  # ways of signing in that are off
MAILS = sorted(
    str(path.relative_to(LIBRARY)).removesuffix("_subject.txt")
    for folder in ("account", "mfa")
    for path in (LIBRARY / folder / "email").glob("*_subject.txt")
)
WORDS = {
    "code": "123456",
    "from_email": "old@test.example",
    "to_email": "new@test.example",
    "deleted_email": "old@test.example",
    "password_reset_url": "http://testserver/accounts/password/reset/key/x/",
    "signup_url": "http://testserver/accounts/signup/",
    "user_agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36",
    "ip": "203.0.113.7",
}


def test_each_mail_has_words_of_ours():
    missing = [
        mail
        for mail in set(MAILS) - NEVER_SENT
        for end in ("_subject.txt", "_message.txt")
        if not (OURS / f"{mail}{end}").exists()
    ]

    assert missing == []


@pytest.mark.parametrize("mail", sorted(set(MAILS) - NEVER_SENT))
def test_a_mail_is_korean_and_polite_and_says_who_sends_it(mail, rf, settings):
    settings.SITE_URL = "https://sos.city.example"
    request = rf.get("/", headers={"Host": "testserver"})
    request.user, request.session = make.person(), {}
    with context.request_context(request):
        AccountAdapter().send_mail(
            mail, "kim@test.example", {**WORDS, "user": request.user, "timestamp": timezone.now()}
        )

    sent = Message.objects.get()
    prose = re.sub(r"https?://\S+|\S+@\S+|기업SOS|IP", "", sent.text)
    assert sent.subject.startswith("[기업SOS] ")
    assert re.search("[가-힣]", sent.subject)
    assert not re.search("[A-Za-z]", prose), prose
    assert "습니다" in prose or "십시오" in prose
    assert "{" not in sent.text
    assert "http://testserver" not in sent.text + sent.html
    assert "031-000-0100" in sent.text
    assert sent.html.count("<p>") >= 2


def test_a_message_after_an_action_is_korean():
    folders = [OURS / "account/messages", OURS / "mfa/messages", OURS / "usersessions/messages"]
    names = [str(path.relative_to(OURS)) for folder in folders for path in folder.glob("*.txt")]

    texts = [render_to_string(name, {"user": make.person(), "email": "가@나"}) for name in names]

    assert len(names) > 15
    assert [text for text in texts if re.search("[A-Za-z]", text)] == []


def test_each_page_that_can_be_reached_is_written_by_us():
    needless = {
        "account/email.html", "account/email_confirm.html", "account/verification_sent.html",
        "account/verified_email_required.html", "account/signup_closed.html", "account/signup_by_passkey.html",
        "account/confirm_login_code.html", "account/request_login_code.html",
        "account/confirm_password_reset_code.html",
        "account/confirm_phone_verification_code.html", "account/phone_change.html", "mfa/trust.html",
        "mfa/webauthn/signup_form.html",
    }  # fmt: skip
    pages = {
        str(path.relative_to(LIBRARY))
        for folder in ("account", "mfa", "usersessions")
        for path in (LIBRARY / folder).rglob("*.html")
        if not path.name.startswith("base") and "snippets" not in path.parts
    }

    assert sorted(page for page in pages - needless if not (OURS / page).exists()) == []

"""Who has an account is nobody's business (ASVS 6.3.8): known and unknown addresses get the same answers."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from notifications.models import Message
from tests import make
from tests.accounts.signing_in import give_password, sign_up

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "known@test.example", "nobody@test.example"


@pytest.fixture(autouse=True)
def _somebody() -> None:
    make.person(email=KNOWN)


def seen(response) -> tuple:
    """What a stranger sees: status, headers, body, without what is new in every answer."""
    body = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+|nonce="[^"]+"', "", response.content.decode())
    headers = {name: value for name, value in response.headers.items() if name != "X-Request-ID"}
    headers["Content-Security-Policy"] = re.sub(r"'nonce-[^']+'", "", headers["Content-Security-Policy"])
    cookies = {name: [cookie[key] for key in sorted(cookie)] for name, cookie in response.cookies.items()}
    cookies = {name: values for name, values in cookies.items() if name != "sos_csrf"}
    masked = body.replace(KNOWN, "…").replace(UNKNOWN, "…")
    return response.status_code, headers.get("Location"), sorted(headers), sorted(cookies), masked


def test_signing_in_tells_nobody(at):
    with at(0):
        answers = [seen(give_password(Client(), email, "wrong-guess")) for email in (KNOWN, UNKNOWN)]

    assert answers[0] == answers[1]
    assert "이메일이나 비밀번호가 맞지 않습니다" in answers[0][-1]


def test_asking_for_a_new_password_tells_nobody(at):
    answers = []
    with at(0):
        for email in (KNOWN, UNKNOWN):
            client = Client()
            answers.append(seen(client.post("/accounts/password/reset/", {"email": email})))
            answers.append(seen(client.get("/accounts/password/reset/done/")))

    assert answers[:2] == answers[2:]
    assert Message.objects.filter(to=KNOWN, subject="[기업SOS] 비밀번호 다시 정하기").count() == 1
    assert Message.objects.filter(to=UNKNOWN, subject="[기업SOS] 가입되지 않은 이메일입니다").count() == 1


def test_signing_up_tells_nobody_but_the_owner_of_the_address(at):
    answers = []
    with at(0):
        for email in (KNOWN, UNKNOWN):
            client = Client()
            answers.append(seen(sign_up(client, email)))
            answers.append(seen(client.get("/accounts/confirm-email/")))
            answers.append(seen(client.post("/accounts/confirm-email/", {"code": "abcdef"})))

    assert answers[:3] == answers[3:]
    mail = Message.objects.get(to=KNOWN)
    assert mail.subject == "[기업SOS] 이미 가입되어 있습니다"
    assert not re.search(r"\b\d{6}\b", mail.text)


def test_signing_up_with_a_known_address_does_the_same_work_and_leaves_nothing_behind():
    questions, people = [], User.objects.count()
    for email in (KNOWN, UNKNOWN):
        client = Client()
        with CaptureQueriesContext(connection) as asked:
            sign_up(client, email)
        written = [query["sql"].split('"')[1] for query in asked if query["sql"].startswith("INSERT")]
        questions.append([table for table in written if table != "cache"])

    assert questions[0] == questions[1]
    assert "accounts_user" in questions[0]
    assert User.objects.count() == people + 1
    assert User.objects.get(email=KNOWN).check_password(make.PASSWORD)


def test_a_stopped_account_looks_like_none_unless_the_password_is_right(client, at):
    User.objects.filter(email=KNOWN).update(is_active=False)

    with at(0):
        wrong = seen(give_password(Client(), KNOWN, "wrong-guess"))
        unknown = seen(give_password(Client(), UNKNOWN, "wrong-guess"))
        right = give_password(client, KNOWN)

    assert wrong == unknown
    assert right.url == "/accounts/inactive/"

"""What a person does at the sign-in pages, as requests."""

import re

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from notifications.models import Message
from tests import make

DETAILS = {
    "name": "김회원",
    "phone": "010 1234 5678",
    "password1": make.PASSWORD,
    "consent_TERMS": "on",
    "consent_PRIVACY": "on",
}


def sign_up(client: Client, email: str = "new@test.example", **details: str) -> HttpResponse:
    return client.post("/accounts/signup/", {**DETAILS, "email": email, **details})


def give_password(client: Client, email: str, password: str = make.PASSWORD, **extra) -> HttpResponse:
    return client.post("/accounts/login/", {"login": email, "password": password}, **extra)


def give_code(client: Client, code: str) -> HttpResponse:
    return client.post("/accounts/2fa/authenticate/", {"code": code})


def with_app(user: User) -> str:
    """Set up an authenticator app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str, *, at: float) -> str:
    """What the app shows at this moment."""
    return format_hotp_value(hotp_value(secret, int(at) // 30))


def mailed_code(to: str) -> str:
    """The code in the newest mail."""
    text = Message.objects.filter(to=to).latest("pk").text
    found = re.search(r"^(\d{6})$", text, re.MULTILINE)
    assert found, text
    return found[1]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session

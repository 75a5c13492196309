"""2단계 인증: how its secrets lie in the database, and whether a session went through it.

allauth asks for the second factor and checks it; here is what it leaves to the project.
"""

import base64
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.encoding import force_bytes

from accounts.models import User

DEMO_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 — printed at the demo's start, refused in production
"""Everybody knows it; `unsealed` and `sealed` refuse it in production."""

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor. Recovery codes stand in for one, they are none by themselves."""


class SecretRefused(Exception):  # noqa: N818 — it is an answer, not an error
    """The stored secret cannot be read, or is one that everybody knows."""


def sealed(secret: str) -> str:
    """The secret as it is stored: encrypted, so that a copy of the database signs nobody in."""
    _refuse_the_demo(secret)
    return _seal().encrypt(secret.encode()).decode()


def unsealed(stored: str) -> str:
    """The secret behind what is stored."""
    try:
        secret = _seal().decrypt(stored.encode()).decode()
    except InvalidToken:
        raise SecretRefused from None
    _refuse_the_demo(secret)
    return secret


def _refuse_the_demo(secret: str) -> None:
    if settings.IN_PRODUCTION and secret == DEMO_SECRET:
        raise SecretRefused


def _seal() -> MultiFernet:
    """Keys made of SECRET_KEY and of its predecessors, so that the key can be changed without locking people out."""
    return MultiFernet([Fernet(_key(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret_key: str | bytes) -> bytes:
    derived = HKDF(SHA256(), 32, salt=None, info=b"accounts.second_factor").derive(force_bytes(secret_key))
    return base64.urlsafe_b64encode(derived)


def spend(user: User, code: str) -> bool:
    """Use up a six-digit code; False when it was used before.

    It is remembered for as long as a clock may be wrong either way (RFC 6238 §5.2), which is longer than allauth does.
    """
    digits = "".join(character for character in code if character.isdigit())
    lifetime = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    return bool(cache.add(f"accounts.totp.{user.pk}.{digits}", "spent", timeout=lifetime))


def is_enrolled(user: User) -> bool:
    """Has set up an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def was_used(request: HttpRequest) -> bool:
    """This very session was authenticated with a second factor, or set it up."""
    return "mfa" in {record["method"] for record in get_authentication_records(request, request.user)}


def count_enrolment(*, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Setting up a second factor proves one has it; allauth itself keeps a record of signing in only."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)

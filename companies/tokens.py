"""Links that go out by mail or on paper: a random secret for invitations, a signed sentence for everything else."""

import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "companies.invitation"


def new_secret() -> str:
    """What only the link knows; the database keeps its digest."""
    return secrets.token_urlsafe(18)


def digest(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sealed(secret: str) -> str:
    """The token of a link: signed, so that guesses are told apart without asking the database."""
    return signing.Signer(salt=SALT, sep=".").sign(secret)


def opened(token: str) -> str | None:
    """The secret of a link, if it is one of ours."""
    try:
        return str(signing.Signer(salt=SALT, sep=".").unsign(token))
    except signing.BadSignature:
        return None


def said(purpose: str, **claims: int) -> str:
    """A signed sentence, such as "the owner of seat 3 may decide on request 7", good for one purpose only."""
    return signing.dumps(claims, salt=f"companies.{purpose}")


def heard(purpose: str, token: str, *, days: int) -> dict[str, int] | None:
    """The claims of a signed sentence that is not older than so many days."""
    try:
        claims: dict[str, int] = signing.loads(token, salt=f"companies.{purpose}", max_age=days * 24 * 3600)
    except signing.BadSignature:
        return None
    return claims


def link(view: str, *args: object) -> str:
    """An address for mails and paper: always under the portal's own name."""
    return f"{settings.SITE_URL}{reverse(view, args=args)}"

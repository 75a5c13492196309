"""아는 브라우저: who has signed in here before is not locked out by somebody who guesses elsewhere.

Wrong passwords are counted for each address. Strangers who guess at an account would so keep its owner out for as
long as they go on. A browser in which the owner signed in once therefore has a count of its own (OWASP, "Device
cookies"); stealing the cookie gains a thief no more than that second count.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "sos_known"
LIFETIME = 180 * 24 * 3600
PEOPLE = 5
"""People who may share a browser; the one who signed in longest ago is forgotten first."""


def token_of(request: HttpRequest, email: str) -> str:
    """What this browser got when the address last signed in here; empty for a stranger."""
    return _read(request).get(_whose(email), "")


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Let the browser tell next time that this address signed in here."""
    people = _read(request)
    people.pop(_whose(email), None)
    people = {**dict(list(people.items())[1 - PEOPLE :]), _whose(email): secrets.token_urlsafe(12)}
    response.set_cookie(
        COOKIE,
        signing.dumps(people, salt=COOKIE),
        max_age=LIFETIME,
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        people: dict[str, str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=LIFETIME)
    except signing.BadSignature:
        return {}
    return people


def _whose(email: str) -> str:
    """The address as the cookie holds it: not to be read from it."""
    return salted_hmac(COOKIE, email.lower(), algorithm="sha256").hexdigest()[:24]

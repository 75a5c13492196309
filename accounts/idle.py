"""자동 로그아웃: how long a session may rest, and how long it may live at all (ASVS 7.3.1, 7.3.2)."""

import time

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"


def limit_of(user: User) -> int:
    """Seconds a session may rest. Whoever sees what belongs to others has the shorter time."""
    limit: int = settings.IDLE_LIMIT_STAFF if user.needs_second_factor else settings.IDLE_LIMIT_COMPANY
    return limit


def seconds_left(request: HttpRequest, user: User) -> int:
    """Seconds until this session ends if nothing happens; 0 once it is over."""
    now = time.time()
    seen_at = request.session.get(SEEN_AT, now)
    return max(0, round(float(min(seen_at + limit_of(user), _ends_at(request, now)) - now)))


def is_too_old(request: HttpRequest) -> bool:
    """The longest life of a session is over, however busy it was."""
    now = time.time()
    return now >= _ends_at(request, now)


def note(request: HttpRequest, user: User) -> None:
    """Somebody is there. Written at most 60 times in the limit, because each writing costs a query."""
    now = time.time()
    request.session.setdefault(SIGNED_IN_AT, now)
    if now - request.session.get(SEEN_AT, 0) >= limit_of(user) / 60:
        request.session[SEEN_AT] = now


def _ends_at(request: HttpRequest, now: float) -> float:
    ends_at: float = request.session.get(SIGNED_IN_AT, now) + settings.SESSION_COOKIE_AGE
    return ends_at

"""What time it is: now, or, where what happened earlier is entered, the moment it happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_as_of: ContextVar[datetime | None] = ContextVar("as_of", default=None)


def now() -> datetime:
    """The moment moves are made at."""
    return _as_of.get() or timezone.now()


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Make moves at an earlier moment. Only the demo world lives in the past."""
    token = _as_of.set(moment)
    try:
        yield
    finally:
        _as_of.reset(token)

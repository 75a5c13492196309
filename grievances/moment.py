"""What time it is: now, or, where what happened earlier is entered, the moment it happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_as_of: ContextVar[datetime | None] = ContextVar("as_of", default=None)
_in_silence: ContextVar[bool] = ContextVar("in_silence", default=False)


def now() -> datetime:
    """The moment moves are made at."""
    return _as_of.get() or timezone.now()


def in_silence() -> bool:
    """Whether this happened when there was no portal yet that could tell anybody."""
    return _in_silence.get()


@contextmanager
def as_of(moment: datetime, *, in_silence: bool = False) -> Iterator[None]:
    """Make moves at an earlier moment. Only the demo world lives in the past."""
    at, silence = _as_of.set(moment), _in_silence.set(in_silence)
    try:
        yield
    finally:
        _in_silence.reset(silence)
        _as_of.reset(at)

"""What the tests of people and signing in share."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # Monday, 12:00 in Seoul


@pytest.fixture
def at() -> Callable[[float], AbstractContextManager]:
    """`with at(seconds):` is so many seconds after noon; the clock stands still inside."""
    return lambda seconds: time_machine.travel(NOON + timedelta(seconds=seconds), tick=False)

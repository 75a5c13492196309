"""What the tests of people and signing in share."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

NOON = datetime.now(UTC).replace(hour=3, minute=0, second=0, microsecond=0) + timedelta(days=1)
"""Tomorrow, 12:00 in Seoul: what a test made before is there by then."""


@pytest.fixture
def at() -> Callable[[float], AbstractContextManager]:
    """`with at(seconds):` is so many seconds after noon; the clock stands still inside."""
    return lambda seconds: time_machine.travel(NOON + timedelta(seconds=seconds), tick=False)

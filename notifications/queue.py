"""The queue is only a hint: rows say what is owed, a sweep finds what the queue lost."""

import functools
import logging
import time
from typing import Any

from celery.contrib.django.task import DjangoTask
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds for which no hint is tried after the broker failed to take one."""


class Hint(DjangoTask):  # type: ignore[type-arg]
    """A task whose queuing may fail without anybody noticing but the log."""

    _silent_until = 0.0

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Queue after the commit. A broker that is down or silent costs one short timeout every few seconds."""
        transaction.on_commit(functools.partial(self.hint, *args, **kwargs))

    def hint(self, *args: Any, **kwargs: Any) -> None:
        """Queue now, or leave it to the sweep."""
        if time.monotonic() < Hint._silent_until:
            return
        try:
            self.apply_async(args, kwargs)
        except (OperationalError, OSError) as error:
            Hint._silent_until = time.monotonic() + PATIENCE
            logger.warning("broker_unreachable", extra={"task": self.name, "error": type(error).__name__})

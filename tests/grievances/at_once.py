"""Two people press at the same moment: threads of their own, connections of their own, real commits."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from grievances.workflow import MoveRefused

Deed = Callable[[], object]


def at_once(*deeds: Deed) -> list[str]:
    """Do all of them at the same moment; what each was told ("" for whoever won), in their order."""
    start = threading.Barrier(len(deeds))

    def run(deed: Deed) -> str:
        try:
            start.wait(timeout=10)
            deed()
        except (MoveRefused, PermissionDenied) as refusal:
            return str(refusal) or type(refusal).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(deeds)) as people:
        return [done.result(timeout=30) for done in [people.submit(run, deed) for deed in deeds]]


def one_waits_for_the_other(first: Deed, second: Deed) -> str:
    """`second` begins while what `first` did is not committed yet, and goes on after it is; what it was told."""
    done, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                first()
                done.set()
                assert go_on.wait(timeout=20)
        finally:
            done.set()
            connection.close()

    def wait() -> str:
        assert done.wait(timeout=20)
        return at_once(second)[0]

    with ThreadPoolExecutor(2) as people:
        held, told = people.submit(hold), people.submit(wait)
        try:
            _somebody_waits_for_a_lock()
        finally:
            go_on.set()
        held.result(timeout=30)
        return told.result(timeout=30)


def _somebody_waits_for_a_lock() -> None:
    give_up_at = time.monotonic() + 15
    while time.monotonic() < give_up_at:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waited")

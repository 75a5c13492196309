"""Throw-away PostgreSQL and Valkey for one run of the suite, unless DATABASE_URL and REDIS_URL name others.

Loaded with `-p tests.servers`, because pytest-django reads the settings before any conftest is: variables set in a
conftest would be ignored, and the suite would run on whatever the default database is. Only the controller starts
servers; the workers of pytest-xdist inherit its environment.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from sosportal.services import Home, Lease

_running: list[Lease] = []


def _start() -> None:
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return
    home = Path(tempfile.mkdtemp(prefix="sos-test-"))
    home.chmod(0o711)  # under root the servers run as another account and must be able to pass
    os.environ["SOS_MODE"] = "test"
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ["SOS_HOME"] = str(home)
    lease = Lease(Home(home), command="pytest", durable=False)
    lease.take()
    os.environ.update(lease.env)
    _running.append(lease)


def pytest_unconfigure() -> None:
    """Stop the servers and remove their data."""
    while _running:
        lease = _running.pop()
        lease.give_back()
        shutil.rmtree(lease.home.path, ignore_errors=True)


_start()
atexit.register(pytest_unconfigure)  # when pytest does not come as far as its own end

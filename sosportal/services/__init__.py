"""PostgreSQL and Valkey for a machine that has neither: the real servers, as children of our own.

Everything lies in SOS_HOME. Two kernel locks there say who may do what, so that `kill -9` leaves no stale lock:

- `owner.lock`, exclusive: whoever holds it starts and stops the servers.
- `users.lock`, shared: whoever holds it uses another process's servers. A short-lived owner waits for them.

`servers.json` tells where the servers listen. It is believed only as far as the locks confirm it.

This package is read before the settings are: it sets DATABASE_URL and REDIS_URL for them.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sosportal.services.lease import Home, Lease
from sosportal.services.processes import ADDRESS, ServiceError
from sosportal.services.servers import Postgres, wanted

__all__ = ["Home", "Lease", "ServiceError", "current", "demo_address", "demo_port", "for_command", "needs_servers"]

# Commands that ask neither server anything; starting two servers for them would only cost time.
NEEDS_NO_SERVER = {
    "collect", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages", "startapp",
    "version",
}  # fmt: skip

_leases: list[Lease] = []


def current() -> Lease:
    """The lease of this command."""
    if not _leases:
        raise ServiceError("Start it as `python manage.py demo`: the servers belong to manage.py.")
    return _leases[-1]


def demo_port() -> int:
    """The port of the demo, from PORT."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise ServiceError(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def demo_address() -> str:
    """Where the demo answers."""
    return f"http://{ADDRESS}:{demo_port()}/"


def needs_servers(arguments: Sequence[str]) -> bool:
    """Whether a command of manage.py may ask the database or the broker something."""
    if os.environ.get("SOS_MODE") == "production" or not arguments:
        return False
    command, *options = arguments
    return not (command in NEEDS_NO_SERVER or command.startswith("-") or {"-h", "--help"} & set(options))


@contextmanager
def for_command(arguments: Sequence[str]) -> Iterator[None]:
    """Give a command of manage.py its servers: the running ones of SOS_HOME, or own ones for its duration.

    Both variables set means that there is nothing to start. The demo takes the lock even so: its other parts keep
    their files in SOS_HOME as well.
    """
    is_demo = arguments[:1] == ["demo"]
    if not needs_servers(arguments) or not (wanted() or is_demo):
        yield
        return
    lease = Lease(
        Home.from_environment(),
        command=" ".join(["manage.py", *arguments]),
        address=demo_address() if is_demo else "",
        durable=os.environ.get("SOS_MODE") != "test",
    )
    lease.take()
    _leases.append(lease)
    os.environ.update(lease.env)
    if any(isinstance(server, Postgres) for server in lease.servers):  # psql for `manage.py dbshell`
        os.environ["PATH"] = f"{os.environ.get('PATH', os.defpath)}:{Postgres.binaries()}"
    try:
        yield
    finally:
        _leases.remove(lease)
        lease.give_back()

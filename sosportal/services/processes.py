"""Child processes that never outlive us, their logs and their ports."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ADDRESS = "127.0.0.1"
STOP_PATIENCE = 10.0
"""Seconds a process may take to end before it is killed."""

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class ServiceError(Exception):
    """Something the person at the keyboard can put right; the text is one sentence that says how."""


def end_with_parent(number: signal.Signals) -> None:
    """Have the kernel send this process a signal when its parent ends, however it ends."""
    _libc.prctl(PR_SET_PDEATHSIG, int(number))


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path,
    on_parent_death: signal.Signals,
) -> subprocess.Popen[bytes]:
    """Start a process that ends when this one does, `kill -9` included, and that Ctrl-C does not reach.

    The signal comes when the thread that called this ends, so call it from a thread that stays.
    """
    parent = os.getpid()

    def tie_to_parent() -> None:
        end_with_parent(on_parent_death)
        if os.getppid() != parent:  # it died in between, and nobody would tell us
            os._exit(1)

    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=tie_to_parent,  # noqa: PLW1509 – no other thread runs when we start processes
        )


def stop(process: subprocess.Popen[bytes], *signals: signal.Signals, patience: float = STOP_PATIENCE) -> None:
    """End a process: each signal in turn is given `patience` seconds, then the whole session is killed."""
    for number in signals:
        if process.poll() is not None:
            break
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    kill_session(process)
    process.wait()


def kill_session(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a process and of the children that stayed in its session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def tail(log: Path, lines: int = 10) -> str:
    """The last lines of a log file, indented."""
    text = log.read_text(errors="replace") if log.exists() else ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port: int = probe.getsockname()[1]
    return port

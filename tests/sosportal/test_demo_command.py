"""`manage.py demo`, as a person runs it: started, used, killed part by part, stopped."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
from celery import Celery

from sosportal.services import Home
from sosportal.services.processes import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("demo")]  # together, so that one first start serves them all

ROOT = Path(__file__).resolve().parents[2]


class Demo:
    """One run of the command on its own data and port."""

    def __init__(self, home, port=None):
        self.home = home
        self.port = port or free_port()
        self.output = home / f"said-{time.monotonic_ns()}"
        env = os.environ | {"SOS_MODE": "demo", "SOS_HOME": str(home), "PORT": str(self.port)}
        for variable in ("DATABASE_URL", "REDIS_URL"):
            env.pop(variable)
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo"], cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT
            )

    @property
    def said(self):
        return self.output.read_text()

    @property
    def database_url(self):
        port = Home(self.home).record.ports["postgres"]
        return f"postgresql://sos:{(self.home / 'postgres' / 'password').read_text()}@127.0.0.1:{port}/sos"

    @property
    def redis_url(self):
        port = Home(self.home).record.ports["valkey"]
        return f"redis://:{(self.home / 'valkey' / 'password').read_text()}@127.0.0.1:{port}/0"

    def until_said(self, text, times=1, seconds=300):
        until(lambda: self.said.count(text) >= times or self.process.poll() is not None, seconds)
        assert self.said.count(text) >= times, self.said

    def status(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as page:
                return page.status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return None

    def parts(self):
        """The direct children, by a word of their command line."""
        found = {}
        for pid in children(self.process.pid):
            command = Path("/proc", str(pid), "cmdline").read_text()
            for word in ("gunicorn", "worker", "beat", "postgres", "valkey-server"):
                if word in command.replace("/", "\0").split("\0") or f"{word} " in command:
                    found[word] = pid
        return found

    def everybody(self):
        """Every process below the command, the children's children included."""
        waiting, found = [self.process.pid], []
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            waiting += children(pid)
        return found

    def stop(self):
        self.process.terminate()
        return self.process.wait(30)


def children(pid):
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def is_running(pid):
    try:
        return "\nState:\tZ" not in Path("/proc", str(pid), "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def is_free_to_own(folder):
    home = Home(folder)
    took = home.lock("owner.lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
    home.unlock("owner.lock")
    return took


def until(condition, seconds):
    give_up_at = time.monotonic() + seconds
    while not condition() and time.monotonic() < give_up_at:
        time.sleep(0.05)
    return condition()


@pytest.fixture
def home():
    with tempfile.TemporaryDirectory(prefix="sos-demo-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="module")
def settled():
    """Data as a first run leaves them: copying them is quicker than another first run."""
    with tempfile.TemporaryDirectory(prefix="sos-demo-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        first = Demo(Path(folder))
        try:
            first.until_said("Ready:")
        finally:
            first.stop()
        yield Path(folder)


@pytest.fixture
def settled_home(settled, home):
    subprocess.run(["cp", "--archive", f"{settled}/.", home], check=True)
    return home


@pytest.fixture
def demo():
    demos = []

    def start(*args, **kwargs):
        demos.append(Demo(*args, **kwargs))
        return demos[-1]

    yield start
    for one in demos:
        if one.process.poll() is None:
            one.stop()


def test_the_demo_comes_up_stops_without_a_trace_and_keeps_its_data(demo, home):
    first = demo(home)
    first.until_said(f"Ready: http://127.0.0.1:{first.port}/")
    assert (first.status("/"), first.status("/health/")) == (200, 200)
    with psycopg.connect(first.database_url) as database:
        database.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    everybody = first.everybody()
    assert len(everybody) >= 10

    second = demo(home)
    assert second.process.wait(60) == 1
    assert f"already runs at http://127.0.0.1:{first.port}/" in second.said

    assert first.stop() == 0
    assert [pid for pid in everybody if is_running(pid)] == []
    assert is_free_to_own(home)

    again = demo(home, port=first.port)
    again.until_said("Ready:")
    with psycopg.connect(again.database_url) as database:
        assert database.execute("SELECT answer FROM kept").fetchone() == (42,)
    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(30) == 0


def test_whatever_part_is_killed_comes_back_and_the_rest_heals(demo, settled_home):
    portal = demo(settled_home)
    portal.until_said("Ready:")

    killed = portal.parts()
    assert set(killed) == {"gunicorn", "worker", "beat", "postgres", "valkey-server"}
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)

    for name in ("web", "worker", "beat", "postgres", "valkey"):
        portal.until_said(f"{name} died (signal SIGKILL).")
        portal.until_said(f"{name} runs again.")
    assert until(lambda: portal.status("/health/") == 200, 60)
    assert portal.status("/") == 200
    assert f"Its log {portal.home}/log/web.log ends with:" in portal.said

    # A live worker is not restarted because its broker was: it connects again and works on.
    worker = portal.parts()["worker"]
    os.kill(portal.parts()["valkey-server"], signal.SIGKILL)
    portal.until_said("valkey runs again.", times=2)
    with Celery(broker=portal.redis_url, set_as_current=False) as queue:
        task = queue.send_task("notifications.tasks.sweep", queue="sos")
    log = portal.home / "log" / "worker.log"
    assert until(lambda: f"[{task.id}] succeeded" in log.read_text(), 60)
    assert portal.parts()["worker"] == worker


def test_killing_the_supervisor_leaves_nothing_and_the_next_start_works(demo, settled_home):
    first = demo(settled_home)
    first.until_said("Ready:")
    assert until(lambda: len(children(first.parts()["worker"])) == 2, 60)
    everybody = first.everybody()

    first.process.kill()

    assert until(lambda: not any(is_running(pid) for pid in everybody), 15)
    again = demo(settled_home)
    again.until_said("Ready:")


def test_a_part_that_keeps_dying_ends_the_demo(demo, settled_home):
    portal = demo(settled_home)
    portal.until_said("Ready:")

    for deaths in range(1, 6):
        until(lambda: "beat" in portal.parts(), 30)
        os.kill(portal.parts()["beat"], signal.SIGKILL)
        portal.until_said("beat died", times=deaths)

    assert portal.process.wait(30) == 1
    assert f"beat died 5 times within a minute. Its log: {portal.home}/log/beat.log" in portal.said


def test_a_taken_port_is_named_with_the_way_out(demo, settled_home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = demo(settled_home, port=port)

        assert refused.process.wait(60) == 1
    assert refused.said.splitlines()[-1].startswith(f"Port {port} is taken by another program: choose another one")
    assert "Traceback" not in refused.said

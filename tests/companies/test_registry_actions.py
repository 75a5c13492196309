"""A run from the file's arrival to its end, whoever dies on the way."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import connection, transaction

from accounts.actions import Refused
from accounts.roles import Role
from companies import tasks
from companies.models import Company, FactoryRecord, Industry, RegistryImport
from companies.registry import actions, samples
from tests import make

pytestmark = pytest.mark.django_db

State = RegistryImport.State
CELERY = (sys.executable, "-m", "celery", "-A", "sosportal", "worker")
TEXT = "회사명,주소,전화번호\n한빛정밀,예시로 1,031-000-0001\n새봄,예시로 2,미등록\n,예시로 3,\n"


def received(text: str = TEXT, *, by=None, name: str = "공장.csv") -> RegistryImport:
    return actions.receive(ContentFile(text.encode(), name=name), by=by or make.official(Role.MANAGER))


def checked(text: str = TEXT, *, by=None) -> RegistryImport:
    run = received(text, by=by)
    actions.take_up(run.pk)
    run.refresh_from_db()
    return run


def large(lines: int = 11_000) -> str:
    made = samples.national(samples.factories(lines, seed=5))
    return samples.as_csv(samples.NATIONAL_HEADER, made, above=("공장등록현황", ""))


def text_of(file) -> str:
    with file.open("rb") as opened:
        return opened.read().decode("utf-8-sig")


def test_a_file_is_checked_before_anything_changes():
    run = checked()

    assert (run.state, run.rows, run.created, run.rejected) == (State.CHECKED, 3, 2, 1)
    assert (run.file_name, run.findings["kind"], run.findings["new_companies"]) == (
        "공장.csv",
        "CSV · UTF-8 · 쉼표",
        2,
    )
    assert [change["name"] for change in run.findings["changes"]] == ["한빛정밀", "새봄"]
    assert "회사명이 없습니다" in text_of(run.rejects)
    assert Company.objects.count() == 0


def test_what_was_checked_is_brought_in():
    manager = make.official(Role.MANAGER)
    run = checked(by=manager)

    actions.apply(run, by=manager)
    actions.take_up(run.pk)

    run.refresh_from_db()
    assert (run.state, run.rows, run.created, run.rejected) == (State.DONE, 3, 2, 1)
    assert run.finished_at is not None
    assert set(run.records.values_list("name", flat=True)) == {"한빛정밀", "새봄"}


def test_the_second_file_of_rejects_replaces_the_first(django_capture_on_commit_callbacks):
    manager = make.official(Role.MANAGER)
    run = checked(by=manager)
    first = run.rejects.name
    actions.apply(run, by=manager)

    with django_capture_on_commit_callbacks(execute=True):
        actions.take_up(run.pk)

    run.refresh_from_db()
    assert run.rejects.name != first
    assert not run.rejects.storage.exists(first)
    assert run.rejects.storage.exists(run.rejects.name)


def test_what_was_checked_can_be_dropped():
    manager = make.official(Role.MANAGER)
    run = checked(by=manager)

    actions.drop(run, by=manager)

    assert actions.take_up(run.pk) is False
    with pytest.raises(Refused, match="넣지 않음"):
        actions.apply(run, by=manager)
    assert Company.objects.count() == 0


def test_a_run_that_is_done_is_not_done_again():
    manager = make.official(Role.MANAGER)
    run = actions.apply(checked(by=manager), by=manager)

    assert [actions.take_up(run.pk), actions.take_up(run.pk)] == [True, False]


def test_a_file_that_cannot_be_read_fails_and_says_why():
    run = checked("이름,값\n가,나\n")

    assert (run.state, run.finished_at is not None) == (State.FAILED, True)
    assert "머리글 줄을 찾지 못했습니다" in run.failure


def test_what_failed_can_be_started_again():
    manager = make.official(Role.MANAGER)
    run = checked("이름,값\n가,나\n", by=manager)

    run = actions.start_again(run, by=manager)

    assert (run.state, run.failure, run.tries) == (State.CHECKING, "", 0)
    assert actions.take_up(run.pk) is True


def test_a_run_that_always_dies_is_given_up():
    run = received()
    RegistryImport.objects.filter(pk=run.pk).update(tries=actions.MOST_TRIES + 1)

    actions.take_up(run.pk)

    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "3번 시도했지만" in run.failure


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.COMPANY}])
def test_only_managers_bring_files_in(role):
    run, somebody = checked(), make.official(role)

    for act in (actions.apply, actions.drop, actions.start_again):
        with pytest.raises(PermissionDenied):
            act(run, by=somebody)
    with pytest.raises(PermissionDenied):
        received(by=somebody)


# --- Real commits -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_how_far_it_is_can_be_seen_before_it_is_over(monkeypatch):
    run = received("회사명,주소\n" + "".join(f"회사{n},예시로 {n + 1}\n" for n in range(30)))
    monkeypatch.setattr("companies.registry.importing.BATCH", 10)
    seen = []

    def look(*args: object) -> None:
        def ask() -> None:
            seen.append(RegistryImport.objects.values_list("state", "progress", "rows", "tries").get(pk=run.pk))
            connection.close()

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()

    original = actions.bring_in

    def bring_in(path, *, tell, **options):
        def both(done: int, rows: int) -> None:
            tell(done, rows)
            look()

        return original(path, tell=both, **options)

    monkeypatch.setattr(actions, "bring_in", bring_in)

    actions.take_up(run.pk)

    assert seen == [("CHECKING", done, 30, 1) for done in (0, 10, 20, 30)]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_up_one_run():
    run = received()
    results = []

    def second() -> None:
        results.append(actions.take_up(run.pk))
        connection.close()

    with transaction.atomic():
        assert actions._is_alone()
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    assert results == [False]
    assert actions.take_up(run.pk) is True


@pytest.mark.django_db(transaction=True)
def test_the_sweep_finds_what_no_hint_reached(worker):
    run = received()

    tasks.sweep_imports()

    settled = _settled(run, State.CHECKED, patience=20)
    assert (settled.rows, settled.created) == (3, 2)


def _settled(run: RegistryImport, state: str, *, patience: float) -> RegistryImport:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        run.refresh_from_db()
        if run.state in {state, State.FAILED}:
            break
        time.sleep(0.1)
    assert run.state == state, run.failure
    return run


@pytest.fixture
def celery(own_queue):
    """A real worker with processes of its own, on this test's database and a queue of its own."""
    said = connection.settings_dict
    url = f"postgresql://{quote(said['USER'])}:{quote(said['PASSWORD'])}@/{said['NAME']}"
    env = os.environ | {
        "DATABASE_URL": f"{url}?host={quote(said['HOST'], safe='')}&port={said['PORT']}",
        "DB_POOL": "0",
        "CELERY_QUEUE": own_queue,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    processes = []

    def start() -> subprocess.Popen:
        process = subprocess.Popen(
            [*CELERY, "--concurrency", "1", "--loglevel", "ERROR", "--without-gossip", "--without-mingle"],
            cwd=settings.BASE_DIR,
            env=env,
            start_new_session=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        _kill(process)


def _kill(process: subprocess.Popen) -> None:
    """The worker and its children, at once and without a word."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _everything() -> tuple[int, int, int]:
    return Company.objects.count(), FactoryRecord.objects.count(), Industry.objects.count()


@pytest.mark.faults
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_finishes(celery):
    manager = make.official(Role.MANAGER)
    run = received(large(6000), by=manager)
    actions.take_up(run.pk)
    actions.apply(RegistryImport.objects.get(pk=run.pk), by=manager)
    before = _everything()

    worker = celery()
    tasks.take_up_import.hint(run.pk)
    until = time.monotonic() + 90
    while not 1000 <= RegistryImport.objects.get(pk=run.pk).progress < 6000:
        assert time.monotonic() < until, "the run never came into its middle"
        time.sleep(0.02)
    _kill(worker)
    killed = RegistryImport.objects.get(pk=run.pk)

    assert (killed.state, _everything()) == (State.APPLYING, before)
    assert 1000 <= killed.progress < 6000

    celery()
    tasks.sweep_imports()

    done = _settled(run, State.DONE, patience=120)
    assert (done.rows, done.created, done.tries) == (6000, 6000, 2)
    assert FactoryRecord.objects.count() == 6000


@pytest.mark.faults
def test_a_file_of_11000_lines_goes_through_and_twice_changes_nothing(tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(large().encode("cp949"))

    outcomes = [
        actions.import_file(path, rejects=io.StringIO(), dry_run=False, tell=lambda done, rows: None).tally
        for _ in range(2)
    ]

    first, second = outcomes
    assert (first.rows, first.created, first.rejected) == (11_000, 11_000, 0)
    assert (second.rows, second.unchanged) == (11_000, 11_000)
    assert FactoryRecord.objects.filter(phone="").count() > 1000
    assert FactoryRecord.objects.filter(more_industries__gt=0).count() > 1000
    assert Company.objects.values("name_key").distinct().count() < Company.objects.count()

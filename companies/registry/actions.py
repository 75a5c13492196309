"""What is done with a registry file: it is received, checked, brought in or dropped.

A run is one transaction, so a worker that dies leaves nothing behind; the row of the run says that it is owed, and the
sweep hands it to the next worker. How far it is gets written on a second connection, or nobody could see it.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TextIO

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from accounts.actions import Refused
from accounts.models import User
from companies.models import RegistryImport
from companies.registry.importing import Outcome, Progress, bring_in
from companies.registry.permissions import may_import
from companies.registry.reading import Unreadable

MOST_TRIES = 3
"""A run that ended three times without a result would end so again: a person has to look at it."""
ONE_AT_A_TIME = 0x50_53_49_4D
"""The advisory lock of whoever brings in a file. The database lets go of it when its holder dies."""

State = RegistryImport.State


@transaction.atomic
def receive(file: File[bytes], *, by: User) -> RegistryImport:
    """파일 올리기. The file is kept; a worker finds out what it would change."""
    if not may_import(by):
        raise PermissionDenied
    name = Path(file.name or "").name
    run = RegistryImport(file_name=name[:200], uploaded_by=by)
    run.file.save(f"{timezone.now():%Y%m%d-%H%M%S}{Path(name).suffix[:8]}", file, save=False)
    run.save()
    return run


@transaction.atomic
def apply(run: RegistryImport, *, by: User) -> RegistryImport:
    """넣기. What was checked is brought in by a worker."""
    return _onward(run, State.CHECKED, State.APPLYING, by=by)


@transaction.atomic
def drop(run: RegistryImport, *, by: User) -> RegistryImport:
    """넣지 않기. What was checked stays out."""
    return _onward(run, State.CHECKED, State.DROPPED, by=by, finished_at=timezone.now())


@transaction.atomic
def start_again(run: RegistryImport, *, by: User) -> RegistryImport:
    """다시 시작. From the beginning: what has failed is checked anew."""
    return _onward(run, State.FAILED, State.CHECKING, by=by, failure="")


def _onward(
    run: RegistryImport,
    source: State,
    to: State,
    *,
    by: User,
    finished_at: datetime | None = None,
    failure: str | None = None,
) -> RegistryImport:
    if not may_import(by):
        raise PermissionDenied
    run = RegistryImport.objects.select_for_update().get(pk=run.pk)
    if run.state != source:
        raise Refused(f"이 파일은 지금 '{run.get_state_display()}' 상태입니다. 화면을 새로 고쳐 확인해 주십시오.")
    run.state, run.finished_at, run.tries, run.progress = to, finished_at, 0, 0
    run.failure = run.failure if failure is None else failure
    run.save(update_fields=["state", "finished_at", "tries", "progress", "failure"])
    return run


def take_up(run_id: int) -> bool:
    """Do what the run waits for, unless it is done or somebody is at it. True when there was something to do."""
    with transaction.atomic():
        if not _is_alone():
            return False
        run = RegistryImport.objects.owed().filter(pk=run_id).select_related("uploaded_by").first()
        if run is None:
            return False
        with _notepad(run) as tell:
            run.refresh_from_db(fields=["tries"])
            if run.tries > MOST_TRIES:
                _fail(run, f"{MOST_TRIES}번 시도했지만 끝나기 전에 멈추었습니다. 아무것도 바뀌지 않았습니다.")
            else:
                _carry_out(run, tell)
    return True


def import_file(path: Path, *, rejects: TextIO, dry_run: bool, tell: Progress) -> Outcome:
    """가져오기 from the command line: at once, in one transaction. Unreadable if it is no registry file."""
    with transaction.atomic():
        if not _is_alone():
            raise Refused("다른 가져오기가 진행 중입니다. 끝난 뒤에 다시 실행해 주십시오.")
        if dry_run:
            return bring_in(path, run=None, rejects=rejects, tell=tell)
        run = RegistryImport.objects.create(
            file_name=path.name[:200], state=State.APPLYING, started_at=timezone.now(), tries=1
        )
        outcome = bring_in(path, run=run, rejects=rejects, tell=tell)
        _settle(run, State.DONE, outcome, rejects)
        return outcome


def _carry_out(run: RegistryImport, tell: Progress) -> None:
    is_applied = run.state == State.APPLYING
    with _on_disk(run.file) as path, tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as rejects:
        try:
            outcome = bring_in(path, run=run if is_applied else None, rejects=rejects, tell=tell)
        except Unreadable as refusal:
            _fail(run, str(refusal))
        else:
            _settle(run, State.DONE if is_applied else State.CHECKED, outcome, rejects)


def _settle(run: RegistryImport, state: State, outcome: Outcome, rejects: TextIO) -> None:
    tally = outcome.tally
    run.rows, run.rejected, run.findings = tally.rows, tally.rejected, outcome.findings
    run.created, run.updated, run.unchanged = tally.created, tally.updated, tally.unchanged
    run.state, run.progress, run.failure = state, tally.rows, ""
    run.finished_at = timezone.now() if state == State.DONE else None
    _replace_rejects(run, rejects)
    run.save()


def _replace_rejects(run: RegistryImport, rejects: TextIO) -> None:
    """The file of this run instead of the one that the check left."""
    if run.rejects.name:
        transaction.on_commit(partial(run.rejects.storage.delete, run.rejects.name))
        run.rejects.name = ""
    if run.rejected:
        rejects.flush()
        binary = rejects.buffer
        binary.seek(0)
        run.rejects.save(f"rejects-{run.pk}.csv", File(binary), save=False)


def _fail(run: RegistryImport, why: str) -> None:
    run.state, run.failure, run.finished_at = State.FAILED, why[:600], timezone.now()
    run.save(update_fields=["state", "failure", "finished_at"])


def _is_alone() -> bool:
    """Whether nobody else brings in a file; and until this transaction ends nobody else does."""
    with connection.cursor() as cursor:
        # Reading a large workbook takes longer than a transaction may usually rest; and a run can wait for locks.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '10min'; SET LOCAL lock_timeout = '30s'")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        (is_ours,) = cursor.fetchone()
    return bool(is_ours)


@contextmanager
def _notepad(run: RegistryImport) -> Iterator[Progress]:
    """A connection of its own on which the run notes its beginning and how far it is, for everybody to see."""
    apart: BaseDatabaseWrapper = connection.copy()
    table = RegistryImport._meta.db_table

    def tell(done: int, rows: int) -> None:
        with apart.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET progress = %s, rows = %s WHERE id = %s", [done, rows, run.pk])  # noqa: S608

    try:
        with apart.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET tries = tries + 1, started_at = now(), progress = 0 WHERE id = %s",  # noqa: S608
                [run.pk],
            )
        yield tell
    finally:
        apart.close()


@contextmanager
def _on_disk(file: FieldFile) -> Iterator[Path]:
    """The uploaded file as a plain one, wherever the storage keeps it."""
    with tempfile.NamedTemporaryFile(suffix=Path(file.name or "").suffix) as copy:
        with file.open("rb") as original:
            shutil.copyfileobj(original, copy)
        copy.flush()
        yield Path(copy.name)

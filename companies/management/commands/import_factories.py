"""공장등록현황 가져오기, from the command line."""

import json
import tempfile
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError

from accounts.actions import Refused
from companies.registry.actions import import_file
from companies.registry.importing import Outcome
from companies.registry.reading import Unreadable


def _rejects(path: Path | None) -> TextIO:
    """Where the rows that stay out are written: the file somebody named, else one that nobody keeps."""
    if path is None:
        return cast("TextIO", tempfile.TemporaryFile("w+", encoding="utf-8", newline=""))
    return path.open("w+", encoding="utf-8", newline="")


class Command(BaseCommand):
    """공장등록현황 가져오기."""

    help = (
        "Brings in the factory registry (공장등록현황): CSV in UTF-8, CP949 or UTF-16, or XLSX. Rows that cannot come "
        "in never stop the rest; the same file twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE [--dry-run] [--rejects OUT.csv] [--json]."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--rejects", type=Path, metavar="OUT.csv", help="where to write the rows that stay out")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 0 even with rejected rows; 2 if the file cannot be read as a whole."""
        began = time.monotonic()
        try:
            with _rejects(options["rejects"]) as rejects:
                outcome = import_file(options["file"], rejects=rejects, dry_run=options["dry_run"], tell=self._tell)
        except Unreadable as refusal:
            raise CommandError(f"{options['file'].name}: {refusal}", returncode=2) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: 열 수 없습니다({error.strerror}).", returncode=2) from None
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        if options["json"]:
            self.stdout.write(json.dumps(asdict(outcome.tally)))
        else:
            self._describe(outcome, time.monotonic() - began, **options)

    def _tell(self, done: int, rows: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done} / {rows}", ending="")

    def _describe(
        self, outcome: Outcome, seconds: float, *, dry_run: bool, rejects: Path | None, file: Path, **_: Any
    ) -> None:
        tally = outcome.tally
        if self.stderr.isatty():
            self.stderr.write("")
        self.stdout.write(f"{file.name} ({outcome.kind})")
        self.stdout.write("미리보기입니다. 아무것도 바꾸지 않았습니다." if dry_run else "가져왔습니다.")
        self.stdout.write(
            f"모두 {tally.rows}줄: 새로 {tally.created}, 고침 {tally.updated}, 그대로 {tally.unchanged}, "
            f"되돌림 {tally.rejected}. 새 기업 {outcome.new_companies}곳. {seconds:.1f}초."
        )
        for reject in outcome.rejects[:5]:
            self.stdout.write(f"  {reject['line']}번째 줄: {reject['reason']}")
        if tally.rejected > 5:
            self.stdout.write(f"  … 그 밖에 {tally.rejected - 5}줄")
        if rejects and tally.rejected:
            self.stdout.write(f"되돌린 줄과 그 사유: {rejects}")

"""Lists as files: row by row, so that a long list costs no memory, and no cell that a spreadsheet would run."""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from companies.models import Company

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for CP949."""

HEADER = [
    "회사명",
    "사업자등록번호",
    "산업단지",
    "업종",
    "대표전화",
    "주소",
    "회원 수",
    "마지막 가입일",
    "달마다 안내",
]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def lines(rows: Iterable[list[str]]) -> Iterator[str]:
    """The lines of a CSV file, each cell harmless."""
    writer = csv.writer(_Echo())
    yield BOM
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def harmless(cell: str) -> str:
    """A cell that begins like a formula is kept from being one (CWE-1236)."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def companies(found: Iterable[Company]) -> Iterator[list[str]]:
    """The list of the drive."""
    yield HEADER
    for company in found:
        yield [
            company.name,
            company.shown_registration_no,
            str(company.industrial_complex or "단지 밖"),
            str(company.industry or ""),
            company.phone,
            company.address or company.lot_address,
            str(company.seat_count),
            f"{company.last_joined_at:%Y-%m-%d}" if company.last_joined_at else "",
            "받음" if company.wants_nudges else "받지 않음",
        ]


DIRECTORY = [
    "회사명",
    "사업자등록번호",
    "상태",
    "출처",
    "산업단지",
    "업종",
    "종업원 수",
    "대표전화",
    "주소",
    "회원 수",
    "등록일",
]


def directory(found: Iterable[Company]) -> Iterator[list[str]]:
    """The list of companies, as the workplace hands it out: nothing of the people in them."""
    yield DIRECTORY
    for company in found:
        yield [
            company.name,
            company.shown_registration_no,
            "합쳐짐" if company.merged_into_id else company.get_approval_display(),
            company.get_source_display(),
            str(company.industrial_complex or "단지 밖"),
            str(company.industry or ""),
            "" if company.employees is None else str(company.employees),
            company.phone,
            company.address or company.lot_address,
            str(company.seat_count),
            f"{timezone.localtime(company.entered_at):%Y-%m-%d}",
        ]


def workbook(rows: Iterable[list[str]], *, title: str = "기업") -> IO[bytes]:
    """The rows as XLSX, written to the disk row by row; what a cell cannot hold is left out of it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", harmless(cell)) for cell in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it
    book.save(file)
    file.seek(0)
    return file

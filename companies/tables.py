"""Lists as files: row by row, so that a long list costs no memory, and no cell that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator

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

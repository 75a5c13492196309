"""Registry files as they come: CSV in several encodings and with several separators, or XLSX.

A file is read as a stream, never whole. What cannot be a line of the table comes out as a line
that says what is wrong with it, and the reading goes on.
"""

import codecs
import csv
import re
import warnings
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from companies.registry.headers import ALIASES, Column, Header, joined, unique

LINES_BEFORE_HEADER = 40
"""Titles, remarks and blank lines that may stand above the header."""
MOST_SHOWN = 300
"""Letters of a file that a refusal shows."""
LONGEST_CELL = 30
"""Lines that one quoted cell may run over; a quotation mark that is open for longer was never closed."""
MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes that a workbook may grow to when unpacked."""
SEPARATORS = {",": "쉼표", "\t": "탭", ";": "쌍반점", "|": "세로줄"}
QUOTED = {
    separator: re.compile(rf'(?:^|{re.escape(separator)}) *"(?:[^"]|"")*+(?P<end>"?)') for separator in SEPARATORS
}
"""A quoted cell; without an end if its closing mark is missing."""
ENCODINGS = {"utf-8-sig": "UTF-8(BOM)", "utf-8": "UTF-8", "cp949": "CP949", "utf-16": "UTF-16"}
NO_WORKBOOK = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError,
    AttributeError, EOFError, IndexError, KeyError, NotImplementedError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What reading a damaged or encrypted workbook may raise."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Unreadable(Exception):  # noqa: N818 – it is an answer to the user, not an error
    """The file as a whole cannot be read: a Korean sentence that says why and what to do."""


@dataclass(frozen=True)
class Line:
    """One line of the table: its number as a spreadsheet counts, its cells, and what is wrong with it as a line."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""


def open_table(path: Path) -> "Table":
    """The table in this file; Unreadable if there is none."""
    with path.open("rb") as file:
        head = file.read(8192)
    if not head.strip():
        raise Unreadable("빈 파일입니다. 내용이 있는 파일인지 확인해 주십시오.")
    if head.startswith(b"PK"):
        return XlsxTable(path)
    if head.startswith(OLD_OFFICE):
        raise Unreadable(
            "옛 엑셀 파일(.xls)이거나 암호가 걸린 엑셀 파일입니다. "
            "엑셀에서 열어 암호를 풀고 .xlsx나 CSV로 다시 저장해 주십시오."
        )
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml)", head, re.IGNORECASE):
        raise Unreadable(
            "엑셀처럼 보이지만 웹 문서(HTML·XML)입니다. 엑셀에서 열어 .xlsx나 CSV로 다시 저장해 주십시오."
        )
    if head.count(b"\0") * 20 > len(head) and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("CSV나 XLSX 파일이 아닙니다. 공장등록현황을 CSV나 .xlsx로 저장해 올려 주십시오.")
    return CsvTable(path)


def no_header(above: Iterable[Line]) -> Unreadable:
    """Says which columns were looked for and what was there instead."""
    wanted = "·".join(ALIASES[Column.NAME].split()[:4])
    seen = ", ".join(" ".join(cell.split()) for line in above for cell in line.cells if cell.strip())
    seen = seen if len(seen) <= MOST_SHOWN else f"{seen[:MOST_SHOWN]} …"
    return Unreadable(
        f"머리글 줄을 찾지 못했습니다. 처음 {LINES_BEFORE_HEADER}줄 안에 {wanted} 가운데 하나와, 주소, 업종명, "
        "전화번호, 단지명, 종업원합계, 생산품, 공장관리번호, 사업자등록번호 가운데 하나 이상이 있어야 합니다. "
        f"찾은 칸: {seen or '없음'}"
    )


def header_among(lines: Sequence[Line]) -> tuple[Header, int] | None:
    """The header in the first lines of a table, which may take two of them, and the line below it."""
    for place, line in enumerate(lines[:LINES_BEFORE_HEADER]):
        header = Header(unique(line.cells))
        if not header.weight:
            continue
        below = lines[place + 1] if place + 1 < len(lines) else None
        names = joined(line.cells, below.cells) if below else None
        if below and names:
            return Header(unique(names)), below.number + 1
        return header, line.number + 1
    return None


def fitted(line: Line, width: int) -> Line:
    """As wide as the header. What stands beyond it means that the cells have shifted."""
    cells = line.cells[:width] + ("",) * (width - len(line.cells))
    beyond = [cell for cell in line.cells[width:] if cell.strip()]
    if not beyond:
        return Line(line.number, cells, line.fault)
    fault = f"칸이 머리글보다 {len(beyond)}개 많습니다. 주소처럼 쉼표가 든 칸은 따옴표로 묶어야 합니다."
    return Line(line.number, (*cells[:-1], ", ".join([cells[-1], *beyond])), line.fault or fault)


def is_blank(cells: Iterable[str]) -> bool:
    """Whether the line says nothing."""
    return not any(cell.strip() for cell in cells)


# --- CSV --------------------------------------------------------------------------------------------------------


class CsvTable:
    """The table in a text with one of a few separators.

    `header` names its columns, `kind` is format, encoding and separator as people call them.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoding = _encoding(path)
        self._separator, self.header, self._first = self._find_header()
        self.kind = f"CSV · {ENCODINGS[self._encoding]} · {SEPARATORS[self._separator]}"

    def lines(self) -> Iterator[Line]:
        """Every line below the header that says anything, parsed one by one: a broken one takes no other along."""
        with self._open() as file:
            for line in _records(file, self._separator, len(self.header.names)):
                if line.number >= self._first and (line.fault or not is_blank(line.cells)):
                    yield fitted(line, len(self.header.names))

    def _open(self) -> IO[str]:
        return self._path.open(encoding=self._encoding, errors="replace", newline="")

    def _find_header(self) -> tuple[str, Header, int]:
        """The separator with which a line names the most columns, that header, and where the lines below begin."""
        best: tuple[int, str, Header, int] | None = None
        above: list[Line] = []
        for separator in SEPARATORS:
            with self._open() as file:
                first = list(islice(_records(file, separator, 0), LINES_BEFORE_HEADER + 1))
            found = header_among(first)
            if found is not None and (best is None or found[0].weight > best[0]):
                best = (found[0].weight, separator, *found)
            above = above or first
        if best is None:
            raise no_header(above)
        return best[1:]


def _encoding(path: Path) -> str:
    """UTF-8 if every byte of the file agrees, else CP949; where neither fits, the one with fewer misfits."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    misfits: dict[str, int] = {}
    for encoding in ("utf-8", "cp949"):
        with path.open(encoding=encoding, errors="replace", newline="") as text:
            misfits[encoding] = sum(line.count("\N{REPLACEMENT CHARACTER}") for line in text)
        if not misfits[encoding]:
            return encoding
    best = min(misfits, key=lambda encoding: misfits[encoding])
    if misfits[best] * 20 > path.stat().st_size:
        raise Unreadable("글자를 읽을 수 없습니다. UTF-8이나 CP949(엑셀의 CSV) 형식으로 다시 저장해 주십시오.")
    return best


def _records(file: Iterable[str], separator: str, width: int) -> Iterator[Line]:
    """Lines of the table; a quoted cell may hold line breaks. `width` 0 while the header is not known.

    Python's csv module, given a quotation mark that is never closed, swallows the rest of the file. Here lines are
    joined only until the quotation closes, and only if the result is as wide as the header.
    """
    waiting: deque[str] = deque()
    source = iter(file)
    number = 1
    while (text := waiting.popleft() if waiting else next(source, None)) is not None:
        taken = [text]
        while _is_open("".join(taken), separator) and len(taken) <= LONGEST_CELL:
            more = waiting.popleft() if waiting else next(source, None)
            if more is None:
                break
            taken.append(more)
        cells = _parsed("".join(taken), separator, is_joined=len(taken) > 1)
        if cells is None or (len(taken) > 1 and width and (len(cells) < width or not is_blank(cells[width:]))):
            waiting.extendleft(reversed(taken[1:]))
            taken = taken[:1]
            broken = tuple(text.rstrip("\r\n").replace('"', "").split(separator))
            yield Line(number, broken, "따옴표가 닫히지 않아 칸을 나눌 수 없습니다.")
        else:
            yield Line(number, cells)
        number += 1


def _is_open(text: str, separator: str) -> bool:
    """Whether the text ends inside a quoted cell. A quotation mark in the middle of a cell (2" 관) opens nothing."""
    return '"' in text and any(not cell["end"] for cell in QUOTED[separator].finditer(text))


def _parsed(text: str, separator: str, *, is_joined: bool) -> tuple[str, ...] | None:
    """Its cells; None if it cannot be parsed.

    Lines that were joined must be well-formed: where the quotation mark that seemed to close a cell opened the next
    line's, something else than a separator follows it.
    """
    if _is_open(text, separator):
        return None
    try:
        return tuple(next(csv.reader([text], delimiter=separator, skipinitialspace=True, strict=is_joined), ()))
    except csv.Error:
        return None


# --- XLSX -------------------------------------------------------------------------------------------------------


class XlsxTable:
    """The table on the first sheet of a workbook that has one. Formulas count with the value they had when saved."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _as_workbook():
            with zipfile.ZipFile(path) as archive:
                if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                    raise Unreadable("엑셀 파일이 너무 큽니다. 필요한 시트만 남겨 다시 저장해 주십시오.")
            self._sheet, self.header, self._first = self._find_header()
        self.kind = f"XLSX · {self._sheet}"

    def lines(self) -> Iterator[Line]:
        """Every line below the header that says anything."""
        with _as_workbook(), closing(_workbook(self._path)) as book:
            for line in _sheet_lines(book, self._sheet):
                if line.number >= self._first and not is_blank(line.cells):
                    yield fitted(line, len(self.header.names))

    def _find_header(self) -> tuple[str, Header, int]:
        above: list[Line] = []
        with closing(_workbook(self._path)) as book:
            for name in (sheet.title for sheet in book.worksheets):
                first = list(islice(_sheet_lines(book, name), LINES_BEFORE_HEADER + 1))
                found = header_among(first)
                if found is not None:
                    return name, *found
                above = above or first
        raise no_header(above)


def _workbook(path: Path) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what of the formatting it does not know
        return load_workbook(path, read_only=True, data_only=True, keep_links=False)


def _sheet_lines(book: Workbook, name: str) -> Iterator[Line]:
    sheet = book[name]
    sheet.reset_dimensions()  # some programs write a wrong extent, and openpyxl would believe it
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        yield Line(number, tuple(map(_as_text, cells)))


def _as_text(value: object) -> str:
    """A cell as people see it: whole numbers without a point, days without midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


@contextmanager
def _as_workbook() -> Iterator[None]:
    """Say in one way what openpyxl says in many: this is no workbook."""
    try:
        yield
    except NO_WORKBOOK as error:
        raise Unreadable("엑셀 파일이 손상되어 읽을 수 없습니다. 엑셀에서 열어 다시 저장해 주십시오.") from error


type Table = CsvTable | XlsxTable

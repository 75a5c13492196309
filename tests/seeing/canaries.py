"""Canary words: whatever leaks says by itself whose it is and which field it comes from.

A case, a visit or a draft is given a number when it is made, and every text in it begins with a word like
`zq17titleqz`. Receipt numbers and names of companies need no such word: they are looked for as they are.
"""

import itertools
import re
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote

from django.http import HttpResponse
from openpyxl import load_workbook
from pypdf import PdfReader

_numbers = itertools.count(101)
_WORD = re.compile(r"zq(\d{3,})([a-z]{4,}?)qz", re.IGNORECASE)


def fresh() -> int:
    """A number nobody has."""
    return next(_numbers)


def canary(number: int, field: str) -> str:
    """The word of this field."""
    return f"zq{number}{field}qz"


def part_of(word: str) -> str:
    """Enough of a word to find it by, too little to be taken for it: pages repeat what one looks for."""
    return word[:-2]


def number_of(title: str) -> int:
    """Whose a text is."""
    found = _WORD.search(title)
    assert found, title
    return int(found[1])


def canaries_in(text: str) -> Iterator[tuple[int, str]]:
    """(number, field) of every canary that sings in the text."""
    for number, field in _WORD.findall(text):
        yield int(number), field.lower()


def words_of(answer: HttpResponse) -> str:
    """Everything an answer says: where it leads, what a file is called, what is in it."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = [f"{name}: {unquote(value)}" for name, value in answer.headers.items()]
    return "\n".join([*said, _read(body, answer.headers.get("Content-Type", ""))])


def _read(body: bytes, kind: str) -> str:
    if "pdf" in kind:
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    if "spreadsheetml" in kind:
        sheets = load_workbook(BytesIO(body), read_only=True).worksheets
        return "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    return unquote(body.decode("utf-8", errors="replace"))

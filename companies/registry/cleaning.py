"""One line of a registry file made fit for us, or the reason why it cannot be."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from companies import normalising, registration_no
from companies.registry.headers import Column, Header, column_of
from companies.registry.reading import Line

LONGEST_NAME, LONGEST_ADDRESS = 120, 200
MOST_EMPLOYEES = 1_000_000
NOTHING = frozenset(
    [
        "-",
        "--",
        "‐",
        "–",
        "—",
        ".",
        "·",
        "/",
        "미등록",
        "미기재",
        "미상",
        "없음",
        "해당없음",
        "해당사항없음",
        "비공개",
        "n/a",
        "#n/a",
        "#ref!",
        "#value!",
        "#name?",
        "null",
        "none",
        "nan",
    ]
) | {""}
"""What people, programs and spreadsheets write where there is nothing to say."""

_UNSEEN = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FULL_WIDTH: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xA0: " ",
    0xFFE6: "₩",
}
_ODD = re.compile(f"{_UNSEEN.pattern[:-1]}\u3000\u00a0\uff01-\uff5e\uffe6]")
_GUARDED = re.compile(r"'\s*[=+\-@\d]")
_FORM = re.compile(r"\s*(?:㈜|\(\s*주\s*\)|주식회사)\s*")
_MORE = re.compile(r"\s*[,·]?\s*외\s*(\d{1,3})\s*(?:개\s*)?(?:업종|종|개)?\s*$")
_ROAD = re.compile(r"(?:로|길)\s*(?:지하\s*)?\d")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_COUNT = re.compile(r"(\d+)(?:\.0+)?\s*(?:명|인)?")
_INDUSTRY_CODE = re.compile(r"[A-Ua-u]?(\d{2,5})(?!\d)")


TOLD_BY: dict[str, tuple[Column, ...]] = {
    "factory_no": (Column.FACTORY_NO,),
    "registration_no": (Column.REGISTRATION_NO,),
    "name": (Column.NAME,),
    "address": (Column.ROAD_ADDRESS, Column.ANY_ADDRESS),
    "lot_address": (Column.LOT_ADDRESS, Column.ANY_ADDRESS),
    "phone": (Column.PHONE,),
    "complex_name": (Column.COMPLEX,),
    "industry_name": (Column.MAIN_INDUSTRY, Column.INDUSTRY),
    "more_industries": (Column.MAIN_INDUSTRY, Column.INDUSTRY),
    "employees": (Column.EMPLOYEES, Column.EMPLOYEES_IN_PART),
    "products": (Column.PRODUCTS,),
}
"""The fields of a record, and the columns that tell them."""


class Rejected(Exception):  # noqa: N818 – it is an answer to the user, not an error
    """The line stays out: a Korean sentence that names the cell and says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Factory:
    """What a line says, in the fields of a `FactoryRecord`."""

    factory_no: str
    registration_no: str
    name: str
    address: str
    lot_address: str
    phone: str
    complex_name: str
    industry_name: str
    more_industries: int
    employees: int | None
    products: str


@dataclass(frozen=True, slots=True)
class CleanLine:
    """A line that can be brought in, with what it is known by."""

    number: int
    factory: Factory
    industry_code: str
    raw: dict[str, str]
    name_key: str
    """Under which the company's name meets its other spellings."""
    place_keys: tuple[str, ...]
    """Under which its addresses meet other spellings, the road's first."""
    identity: str
    """What stays the same when a later file says something new of this factory in this industry."""
    content: int
    """A digest of all it says, so that the same line twice in a file is one."""


def _identity(factory: Factory, industry_code: str, name_key: str, place_keys: tuple[str, ...]) -> str:
    """The 공장관리번호 where there is one, else the name with the place; and the industry.

    Not the registration number nor the industry's code, as long as there are names: one file tells them, the next
    one does not.
    """
    whose = factory.factory_no or "|".join((name_key, place_keys[0]) if place_keys else (factory.registration_no,))
    return f"{whose}|{_place_key(factory.industry_name) or industry_code}"


_place_key = lru_cache(4096)(normalising.place_key)


def _digest(*said: object) -> int:
    return int.from_bytes(hashlib.blake2b(repr(said).encode(), digest_size=8).digest())


def kept_only(raw: Mapping[str, str]) -> dict[str, str]:
    """What a record keeps beyond its fields. How the file names and numbers its lines is not part of it."""
    return {name: value for name, value in raw.items() if column_of(name) is None}


def row_key(identity: str, which: int = 1) -> str:
    """The key of a record. `which` tells apart different lines of one file about one factory and industry."""
    return hashlib.sha256(f"{identity}|{which}".encode()).hexdigest()


class Cleaner:
    """Makes the lines of one file fit."""

    def __init__(self, header: Header) -> None:
        self._names = header.names
        self._places = {column: header.places(column) for column in Column}
        self._told = [
            place for place, (name, column) in enumerate(zip(header.names, header.columns, strict=True))
            if name and column is not Column.REASON
        ]  # fmt: skip
        self.kept_only = header.kept_only
        self.fields = frozenset(name for name, columns in TOLD_BY.items() if any(map(header.places, columns)))
        """The fields that this file tells. Of the others it says nothing, not even that they are empty."""

    def clean(self, line: Line) -> CleanLine:
        """The line in our fields; Rejected with the reason if it cannot come in."""
        if line.fault:
            raise Rejected(line.fault)
        cells = [plain(cell) for cell in line.cells]
        first, number = self._first(cells), self._number(cells)
        road, lot = self._addresses(first)
        industry, more, code = _industry(
            first(Column.MAIN_INDUSTRY), first(Column.INDUSTRY), first(Column.INDUSTRY_CODE)
        )
        factory = Factory(
            factory_no=_factory_no(first(Column.FACTORY_NO)),
            registration_no=_registration_no(first(Column.REGISTRATION_NO)),
            name=_name(first(Column.NAME)),
            address=_address(road),
            lot_address=_address(lot),
            phone=phone(first(Column.PHONE)),
            complex_name=first(Column.COMPLEX)[:80],
            industry_name=industry[:300],
            more_industries=more,
            employees=number,
            products=" ".join(first(Column.PRODUCTS).split())[:300],
        )
        if not (factory.address or factory.lot_address or factory.registration_no or factory.factory_no):
            raise Rejected("주소, 사업자등록번호, 공장관리번호가 모두 비어 있어 어느 기업인지 알 수 없습니다.")
        raw = {self._names[place]: cells[place] for place in self._told if cells[place]}
        name_key = normalising.name_key(factory.name)[:LONGEST_NAME]
        addresses = (factory.address, factory.lot_address)
        place_keys = tuple(key[:LONGEST_ADDRESS] for key in map(normalising.address_key, addresses) if key)
        return CleanLine(
            line.number, factory, code, raw, name_key, place_keys,
            identity=_identity(factory, code, name_key, place_keys),
            content=_digest(factory, code, sorted(kept_only(raw).items())),
        )  # fmt: skip

    def factory_no(self, line: Line) -> str:
        """공장관리번호, without looking at the rest of the line."""
        told = (plain(line.cells[place]) for place in self._places[Column.FACTORY_NO])
        return next((_squeezed(cell) for cell in told if not says_nothing(cell)), "")

    def _first(self, cells: list[str]) -> Callable[[Column], str]:
        """The first cell of a column that says something."""

        def first(column: Column) -> str:
            return next((cells[place] for place in self._places[column] if not says_nothing(cells[place])), "")

        return first

    def _number(self, cells: list[str]) -> int | None:
        """종업원: the total, else the sum of its parts."""
        counts = [count for place in self._places[Column.EMPLOYEES] if (count := _count(cells[place])) is not None]
        parts = [
            count for place in self._places[Column.EMPLOYEES_IN_PART] if (count := _count(cells[place])) is not None
        ]
        return counts[0] if counts else sum(parts) if parts else None

    def _addresses(self, first: Callable[[Column], str]) -> tuple[str, str]:
        """Road and lot. A column that is only called 주소 holds either."""
        road, lot, either = first(Column.ROAD_ADDRESS), first(Column.LOT_ADDRESS), first(Column.ANY_ADDRESS)
        if either and _ROAD.search(either):
            return road or either, lot
        return road, lot or either


def plain(cell: str) -> str:
    """Composed Hangul, half-width signs, no unseen letters, no blanks around, no apostrophe that only guards."""
    text = cell if cell.isascii() else unicodedata.normalize("NFC", cell)
    if _ODD.search(text):
        text = _UNSEEN.sub("", text.translate(_FULL_WIDTH))
    text = text.strip()
    return text[1:].strip() if text.startswith("'") and _GUARDED.match(text) else text


def says_nothing(cell: str) -> bool:
    """미등록, `-` and the like."""
    return len(cell) < 15 and "".join(cell.split()).casefold() in NOTHING


def phone(text: str) -> str:
    """As text. What a spreadsheet took for a number gets its zero back; what is odd stays as it came."""
    kept = normalising.phone(text)
    if re.fullmatch(r"[2-7]\d{8,9}|2\d{7}|10\d{8}", kept):
        return normalising.phone(f"0{kept}")[:60]
    return kept[:60]


def company_name(text: str) -> str:
    """With its legal form in one spelling: ㈜한빛, 주식회사 한빛 and ( 주 ) 한빛 are (주)한빛."""
    return " ".join(_FORM.sub("(주)", text).split())


def _name(text: str) -> str:
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise Rejected(f"회사명 '{text[:40]}'의 글자가 깨져 있습니다.")
    name = company_name(text)
    if not name:
        raise Rejected("회사명이 없습니다.")
    if column_of(name) is Column.NAME:
        raise Rejected("머리글이 다시 나온 줄입니다.")
    if len(name) > LONGEST_NAME:
        raise Rejected(f"회사명이 {LONGEST_NAME}자를 넘습니다. 칸이 밀리지 않았는지 확인해 주십시오.")
    return name


def _address(text: str) -> str:
    address = " ".join(text.split())
    if len(address) > LONGEST_ADDRESS:
        raise Rejected(f"주소가 {LONGEST_ADDRESS}자를 넘습니다. 칸이 밀리지 않았는지 확인해 주십시오.")
    return address


def _registration_no(text: str) -> str:
    number = registration_no.clean(text)
    if not number.strip("0"):
        return ""
    if _SCIENTIFIC.fullmatch(text):
        raise Rejected(_taken_for_a_number("사업자등록번호", text))
    if problem := registration_no.problem(text):
        raise Rejected(f"사업자등록번호 {text[:40]}: {problem}")
    return number


def _factory_no(text: str) -> str:
    if _SCIENTIFIC.fullmatch(text):
        raise Rejected(_taken_for_a_number("공장관리번호", text))
    return _squeezed(text)


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)[:40]


def _taken_for_a_number(column: str, text: str) -> str:
    return f"{column}가 {text}로 바뀌어 있습니다. 엑셀에서 그 열을 텍스트로 바꾸어 다시 저장해 주십시오."


def _count(text: str) -> int | None:
    if says_nothing(text):
        return None
    found = _COUNT.fullmatch(text.replace(",", "").strip())
    if found is None or int(found[1]) > MOST_EMPLOYEES:
        raise Rejected(f"종업원 수 '{text[:40]}'을(를) 숫자로 읽을 수 없습니다.")
    return int(found[1])


def _industry(main: str, named: str, code: str) -> tuple[str, int, str]:
    """Its name without "외 N 종", that N, and its code. In the national file 대표업종 is the code."""
    if re.fullmatch(r"[A-Ua-u]?\d{2,5}", main):
        main, code = "", code or main
    name, more = _without_more(main or named)
    if main and named:
        more = more or _without_more(named)[1]
    found = _INDUSTRY_CODE.match(code)
    return name, more, found[1] if found else ""


def _without_more(text: str) -> tuple[str, int]:
    text = " ".join(text.split())
    found = _MORE.search(text)
    if found is None or found.start() == 0:
        return text, 0
    return text[: found.start()].rstrip(" ,·"), int(found[1])

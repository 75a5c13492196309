"""Which column of a registry file is what, by the many names that offices give them.

The names are those of the national file (한국산업단지공단, 전국등록공장현황: 회사명, 공장대표주소(도로명) …) and of
the files that cities publish on the public data portal (순번, 회사명, 공장대표주소, 업종명, 전화번호 …).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Column(StrEnum):
    """What a column says about a factory."""

    NAME = "회사명"
    REGISTRATION_NO = "사업자등록번호"
    FACTORY_NO = "공장관리번호"
    ROAD_ADDRESS = "주소(도로명)"
    LOT_ADDRESS = "주소(지번)"
    ANY_ADDRESS = "주소"
    PHONE = "전화번호"
    COMPLEX = "단지명"
    MAIN_INDUSTRY = "대표업종"
    INDUSTRY = "업종명"
    INDUSTRY_CODE = "업종번호"
    EMPLOYEES = "종업원합계"
    EMPLOYEES_IN_PART = "종업원(남·여)"
    PRODUCTS = "생산품"
    SERIAL = "순번"
    REASON = "사유"


ALIASES: dict[Column, str] = {
    Column.NAME: "회사명 업체명 사업장명 상호 상호명 기업명 공장명 업소명 사업체명 법인명 회사이름",
    Column.REGISTRATION_NO: "사업자등록번호 사업자번호 사업자등록No 사업자No",
    Column.FACTORY_NO: "공장관리번호 공장등록번호 관리번호",
    Column.ROAD_ADDRESS: (
        "공장대표주소(도로명) 공장대표도로명주소 도로명주소 주소(도로명) 소재지(도로명) 소재지도로명주소 "
        "공장주소(도로명) 도로명소재지 사업장주소(도로명) 소재지주소(도로명) 도로명"
    ),
    Column.LOT_ADDRESS: (
        "공장대표주소(지번) 공장대표지번주소 지번주소 주소(지번) 소재지(지번) 소재지지번주소 공장주소(지번) "
        "지번소재지 사업장주소(지번) 소재지주소(지번) 지번"
    ),
    Column.ANY_ADDRESS: (
        "주소 소재지 공장대표주소 공장주소 공장소재지 소재지주소 사업장주소 사업장소재지 회사주소 업체주소"
    ),
    Column.PHONE: "전화번호 전화 회사전화번호 대표전화 대표전화번호 연락처 공장전화번호 Tel 사업장전화번호",
    Column.COMPLEX: "단지명 산업단지명 산업단지 산단명 입주단지 공단명",
    Column.MAIN_INDUSTRY: "대표업종 대표업종명 주업종 주업종명",
    Column.INDUSTRY: "업종명 업종 업종명(대표) 표준산업분류명 산업분류명",
    Column.INDUSTRY_CODE: (
        "업종번호 업종코드 대표업종번호 대표업종코드 표준산업분류코드 산업분류코드 주업종코드 주업종번호"
    ),
    Column.EMPLOYEES: (
        "종업원합계 종업원수 종업원 종업원계 종업원총계 총종업원수 직원수 근로자수 고용인원 상시근로자수"
    ),
    Column.EMPLOYEES_IN_PART: (
        "남 여 남자 여자 남자종업원 여자종업원 남종업원 여종업원 종업원(남) 종업원(여) 종업원수(남) "
        "종업원수(여) 외국인남자종업원 외국인여자종업원 외국인(남) 외국인(여) 종업원(외국인남) "
        "종업원(외국인여) 외국인종업원"
    ),
    Column.PRODUCTS: "생산품 주생산품 생산품명 주요생산품 생산제품 주생산품명 생산품목",
    Column.SERIAL: "순번 연번 번호 No 일련번호",
    Column.REASON: "사유",
}
"""The names each goes by, the most usual first."""

FOUND_BY = tuple(column for column in Column if column not in {Column.SERIAL, Column.REASON, Column.EMPLOYEES_IN_PART})
"""Columns that make a line look like a header; the others are words that stand anywhere."""

SECOND_LINE = frozenset(
    {
        "남",
        "여",
        "남자",
        "여자",
        "계",
        "합계",
        "소계",
        "총계",
        "도로명",
        "지번",
        "도로명주소",
        "지번주소",
        "내국인",
        "외국인",
        "코드",
        "번호",
        "명칭",
    }
)
"""What a second header line under joined cells says: 종업원 above, 남 · 여 · 합계 below."""


def bare(name: str) -> str:
    """A column's name without blanks, brackets and marks, in small letters."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name)).casefold()


COLUMNS = {bare(alias): column for column, aliases in ALIASES.items() for alias in aliases.split()}


REMARK = re.compile(r"[(\[<](?:명|인|대표|필수|선택|사업장|공장|단위\W*\w*)[)\]>]")
"""What stands in brackets behind a column's name without changing what it is; 주소(본사) is another address."""


@lru_cache(4096)
def column_of(name: str) -> Column | None:
    """What a column is. A remark in brackets (`종업원수(명)`, `전화번호[대표]`) does not hide it."""
    plain = unicodedata.normalize("NFKC", name)
    return COLUMNS.get(bare(plain)) or COLUMNS.get(bare(REMARK.sub("", plain)))


@dataclass(frozen=True)
class Header:
    """The columns of one file, in its order."""

    names: tuple[str, ...]

    @property
    def columns(self) -> tuple[Column | None, ...]:
        """What each is; None for those that are only kept."""
        return tuple(column_of(name) for name in self.names)

    def places(self, column: Column) -> list[int]:
        """Where it stands; if in several places, the more usual name first."""
        order = [bare(alias) for alias in ALIASES[column].split()]
        found = [place for place, what in enumerate(self.columns) if what is column]
        return sorted(found, key=lambda place: order.index(name) if (name := bare(self.names[place])) in order else 99)

    @property
    def weight(self) -> int:
        """How many kinds of columns it names; 0 if it cannot be a header."""
        known = {column for column in self.columns if column in FOUND_BY}
        return len(known) if Column.NAME in known and len(known) > 1 else 0

    @property
    def kept_only(self) -> tuple[str, ...]:
        """Columns without a field of ours; they stay in the record as they came."""
        return tuple(name for name, column in zip(self.names, self.columns, strict=True) if name and column is None)


def joined(upper: Sequence[str], lower: Sequence[str]) -> list[str] | None:
    """Two header lines as one, where the second only divides columns of the first: 종업원(남), 종업원(여)."""
    said = [bare(cell) for cell in lower if cell.strip()]
    if not said or not set(said) <= SECOND_LINE:
        return None
    names: list[str] = []
    above = ""
    for number in range(max(len(upper), len(lower))):
        above = (upper[number].strip() if number < len(upper) else "") or above
        below = lower[number].strip() if number < len(lower) else ""
        names.append(f"{above}({below})" if below else (upper[number].strip() if number < len(upper) else ""))
    return names


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Trimmed, each only once: a second 비고 becomes 비고 2; trailing nameless columns fall away."""
    trimmed = [" ".join(unicodedata.normalize("NFC", name).split()) for name in names]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    seen: dict[str, int] = {}
    result = []
    for name in trimmed:
        seen[name] = seen.get(name, 0) + 1
        result.append(f"{name} {seen[name]}" if name and seen[name] > 1 else name)
    return tuple(result)

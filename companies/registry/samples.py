"""Registry files for trying the import: made up, marked as such, and as untidy as the real ones.

`python manage.py shell -c "from companies.registry import samples; samples.write()"` writes the two files of the demo
anew; the same program always writes the same files. Names begin with 시연, registration numbers with 999 (no tax
office has that number), phones have the exchange 000.
"""

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from companies.registration_no import check_digit, shown

FOLDER = Path(__file__).resolve().parent.parent / "demo_files"
UTF8, CP949 = "공장등록현황_utf8.csv", "공장등록현황_cp949.csv"
NOTICE = "시연 자료입니다. 실제 기업이 아닙니다."

CITY_HEADER = (
    "순번", "회사명", "사업자등록번호", "단지명", "공장대표주소(도로명)", "공장대표주소(지번)", "업종명",
    "전화번호", "종업원합계", "생산품", "공장관리번호",
)  # fmt: skip
NATIONAL_HEADER = (
    "시도명", "시군구명", "관리기관", "회사명", "공장구분", "단지명", "설립구분", "입주형태", "보유구분",
    "등록구분", "전화번호", "남자종업원", "여자종업원", "외국인남자종업원", "외국인여자종업원", "종업원합계",
    "생산품", "원자재", "공장규모", "용도지역", "지목", "용지면적", "제조시설면적", "부대시설면적",
    "건축면적", "지식산업센터명", "대표업종", "업종명", "업종코드", "차수", "법인주소", "필지수", "공장주소",
    "공장주소_지번", "공장관리번호",
)  # fmt: skip
"""The columns of the national file (한국산업단지공단, 전국등록공장현황, as published on the public data portal)."""

_FIRST = (
    "한빛", "새봄", "미래", "대성", "동방", "우진", "태양", "세종", "금강", "백두", "누리", "가람", "해솔",
    "두레", "나래", "온새", "다온", "아람", "푸른", "하늘",
)  # fmt: skip
_SECOND = (
    "정밀", "산업", "테크", "금속", "화학", "전자", "기계", "도금", "소재", "엔지니어링", "플라스틱", "섬유",
    "모터스", "시스템", "공업",
)  # fmt: skip
_FORMS: tuple[Callable[[str], str], ...] = (
    lambda name: f"{name}(주)",
    lambda name: f"(주){name}",
    lambda name: f"㈜{name}",
    lambda name: f"주식회사 {name}",
    lambda name: f"( 주 ) {name}",
    lambda name: name,
)
_COMPLEXES = ("안산스마트허브", "반월도금단지", "테콤단지", "")
_INDUSTRIES = (
    ("25913", "절삭가공 및 유사처리업", "자동차 부품"),
    ("25922", "도금업", "도금 제품, 표면처리"),
    ("26224", "전자부품 실장기판 제조업", "PCB"),
    ("29229", "기타 가공 공작기계 제조업", "공작기계, 지그"),
    ("22232", "포장용 플라스틱 성형용기 제조업", "용기"),
    ("13402", "직물, 편조 원단 및 의복류 염색 가공업", "염색 원단"),
    ("20499", "그 외 기타 분류 안된 화학제품 제조업", "접착제"),
    ("30399", "그 외 자동차용 신품 부품 제조업", "브라켓"),
)
_ROADS = ("예시로", "산단로", "시연대로", "견본로12번길")
_LOTS = ("성곡동", "원시동", "목내동")


@dataclass(frozen=True)
class Made:
    """One made-up factory in one industry, as an office would have written it."""

    name: str
    number: str
    complex_name: str
    road: str
    lot: str
    code: str
    industry: str
    phone: str
    employees: str
    products: str
    factory_no: str


def factories(count: int, *, seed: int) -> Iterator[Made]:
    """So many lines. Names repeat, phones are missing or odd, cells hold commas, quotes, line breaks and blanks."""
    chance = random.Random(seed)  # noqa: S311 – made-up data, no secrets
    made = 0
    while made < count:
        house, serial = 1 + chance.randrange(400), 1000 + made
        nine = f"99981{serial % 10000:04d}"
        number = shown(nine + str(check_digit(nine))) if chance.random() < 0.6 else chance.choice(["", "-", "미등록"])
        name = chance.choice(_FORMS)(f"시연{chance.choice(_FIRST)}{chance.choice(_SECOND)}")
        factory_no = f"4127199{seed:03d}{made:06d}"
        place = chance.choice(_COMPLEXES)
        floor = chance.choice(["", f", {1 + house % 9}층 (성곡동)", "  "])
        road = f"한빛시 시연구 {chance.choice(_ROADS)} {house}{floor}"
        lot = f"한빛시 시연구 {chance.choice(_LOTS)} {100 + serial}번지" + chance.choice(["", " 외 1필지"])
        for code, industry, product in chance.sample(_INDUSTRIES, chance.choice((1, 1, 1, 1, 2))):
            if made == count:
                return
            yield Made(
                name=_untidy(name, chance),
                number=number,
                complex_name=place,
                road=road,
                lot=lot,
                code=code,
                industry=industry + chance.choice(["", "", f" 외 {1 + made % 7} 종", f" 외{1 + made % 3}종"]),
                phone=_phone(made, chance),
                employees=chance.choice([str(1 + house % 90), f"{1000 + house:,}", "", "-", f"{house}명"]),
                products=chance.choice([product, f'{product} "특수"', f"{product}\n기타", ""]),
                factory_no=factory_no,
            )
            made += 1


def _untidy(name: str, chance: random.Random) -> str:
    return chance.choice([name, name, name, f"  {name}", f"{name}　", name.replace("(", "（").replace(")", "）")])


def _phone(serial: int, chance: random.Random) -> str:
    last = f"{serial % 10000:04d}"
    plain = f"031-000-{last}"
    return chance.choice([plain, plain, f"031000{last}", f"{plain}~8", "미등록", "-", "", f"031)000-{last}"])


def city(lines: Iterator[Made]) -> Iterator[tuple[str, ...]]:
    """In the columns of a city's own file."""
    for number, made in enumerate(lines, 1):
        yield (
            str(number), made.name, made.number, made.complex_name, made.road, made.lot, made.industry, made.phone,
            made.employees, made.products, made.factory_no,
        )  # fmt: skip


def national(lines: Iterator[Made]) -> Iterator[tuple[str, ...]]:
    """In the columns of the national file, which tells no registration number."""
    for made in lines:
        said = {
            "시도명": "시연도",
            "시군구명": "한빛시",
            "회사명": made.name,
            "단지명": made.complex_name,
            "전화번호": made.phone,
            "종업원합계": made.employees,
            "생산품": made.products,
            "공장규모": "소기업",
            "용지면적": "1,234.5",
            "대표업종": made.code,
            "업종명": made.industry,
            "업종코드": made.code,
            "차수": "10",
            "공장주소": made.road,
            "공장주소_지번": made.lot,
            "공장관리번호": made.factory_no,
        }
        yield tuple(said.get(name, "") for name in NATIONAL_HEADER)


def as_csv(header: tuple[str, ...], lines: Iterator[tuple[str, ...]], *, above: tuple[str, ...] = ()) -> str:
    """A CSV text, with lines above the header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([[line] if line else [] for line in above])
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()


def bad_lines() -> Iterator[tuple[str, ...]]:
    """Lines of a city's file that have to stay out: a wrong check digit, no name, a count that is none, no place."""
    yield ("", "시연틀린번호(주)", "999-81-00000", "", "한빛시 시연구 예시로 1", "", "도금업", "-", "3", "", "")
    yield ("", " ", "", "", "한빛시 시연구 예시로 2", "", "도금업", "-", "3", "", "")
    yield ("", "시연많은산업", "", "", "한빛시 시연구 예시로 3", "", "도금업", "-", "많음", "", "")
    yield ("", "시연어디정밀", "-", "", "", "", "도금업", "031-000-0000", "3", "", "")


def demo_files() -> dict[str, bytes]:
    """The two files of the demo. The second tells of the first one's factories what the national file tells."""
    first = [*city(factories(150, seed=1)), *bad_lines()]
    second = national(factories(200, seed=1))
    return {
        UTF8: as_csv(CITY_HEADER, iter(first), above=(NOTICE, "")).encode("utf-8-sig"),
        CP949: as_csv(NATIONAL_HEADER, second, above=(NOTICE,)).encode("cp949"),
    }


def write() -> None:
    """Write the files of the demo."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in demo_files().items():
        (FOLDER / name).write_bytes(content)

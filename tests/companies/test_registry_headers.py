"""Which column is what."""

import pytest

from companies.registry.headers import ALIASES, Column, Header, column_of, joined, unique

EVERY_ALIAS = [(alias, column) for column, aliases in ALIASES.items() for alias in aliases.split()]


@pytest.mark.parametrize(("alias", "column"), EVERY_ALIAS)
def test_a_column_is_known_by_each_of_its_names(alias, column):
    spaced = " ".join(alias)

    assert {column_of(alias), column_of(spaced), column_of(alias.upper()), column_of(f" {alias}\n")} == {column}


def test_no_name_stands_for_two_columns():
    names = [alias for alias, _ in EVERY_ALIAS]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("공장대표주소 [도로명]", Column.ROAD_ADDRESS),
        ("공장대표주소_지번", Column.LOT_ADDRESS),
        ("종업원수(명)", Column.EMPLOYEES),
        ("전화번호 (대표)", Column.PHONE),
        ("회사명*", Column.NAME),
        ("업종명（대표）", Column.INDUSTRY),
        ("ｔｅｌ", Column.PHONE),
        ("주소(본사)", None),
        ("대표자", None),
        ("", None),
    ],
)
def test_brackets_blanks_and_case_do_not_hide_a_column(name, column):
    assert column_of(name) is column


def test_of_two_columns_the_more_usual_name_comes_first():
    header = Header(("공장명", "전화", "회사명"))

    assert header.places(Column.NAME) == [2, 0]


@pytest.mark.parametrize(
    ("names", "weight"),
    [
        (("순번", "회사명", "공장대표주소", "업종명", "전화번호"), 4),
        (("회사명",), 0),
        (("주소", "전화번호"), 0),
        (("2026년 공장등록현황",), 0),
    ],
)
def test_a_header_names_the_company_and_something_else(names, weight):
    assert Header(names).weight == weight


def test_two_header_lines_are_one():
    upper = ["회사명", "종업원", "", "", "공장대표주소", ""]
    lower = ["", "남", "여", "합계", "도로명", "지번"]

    names = joined(upper, lower)

    assert names == [
        "회사명",
        "종업원(남)",
        "종업원(여)",
        "종업원(합계)",
        "공장대표주소(도로명)",
        "공장대표주소(지번)",
    ]
    assert Header(tuple(names)).columns == (
        Column.NAME,
        Column.EMPLOYEES_IN_PART,
        Column.EMPLOYEES_IN_PART,
        Column.EMPLOYEES,
        Column.ROAD_ADDRESS,
        Column.LOT_ADDRESS,
    )


def test_the_first_company_is_no_second_header_line():
    assert joined(["회사명", "주소"], ["한빛정밀", "예시로 1"]) is None


def test_a_name_that_comes_twice_is_told_apart():
    assert unique([" 비고 ", "회사명", "비고", "", ""]) == ("비고", "회사명", "비고 2")

"""Cells as they come, and what becomes of them."""

import unicodedata

import pytest

from companies.registry.cleaning import Cleaner, Factory, Rejected, company_name, phone, plain, row_key
from companies.registry.headers import Header
from companies.registry.reading import Line

NUMBER = "123-45-67891"


def clean(**cells):
    """The line of a file that has these columns."""
    said = {"회사명": "한빛정밀", "주소": "한빛시 예시로 1"} | cells
    return Cleaner(Header(tuple(said))).clean(Line(2, tuple(said.values())))


def factory(**cells) -> Factory:
    return clean(**cells).factory


def reason(**cells) -> str:
    with pytest.raises(Rejected) as refusal:
        clean(**cells)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  한빛 ", "한빛"),
        ("한빛\u3000", "한빛"),
        ("\ufeff한\u200b빛", "한빛"),
        ("ＡＢＣ－１２３", "ABC-123"),
        (unicodedata.normalize("NFD", "한빛정밀"), "한빛정밀"),
        ("'=1+1", "=1+1"),
        ("'0312345678", "0312345678"),
        ("'따옴표", "'따옴표"),
        ("㈜", "㈜"),
        ("a\x00b", "ab"),
    ],
)
def test_a_cell_is_made_plain(cell, text):
    assert plain(cell) == text


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("㈜한빛정밀", "(주)한빛정밀"),
        ("㈜ 한빛정밀", "(주)한빛정밀"),
        ("( 주 )한빛정밀", "(주)한빛정밀"),
        ("주식회사 한빛정밀", "(주)한빛정밀"),
        ("한빛정밀 주식회사", "한빛정밀(주)"),
        ("한빛  정밀", "한빛 정밀"),
        ("유한회사 한빛", "유한회사 한빛"),
    ],
)
def test_the_legal_form_has_one_spelling(written, name):
    assert company_name(written) == name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("031-000-0001", "031-000-0001"),
        ("0310000001", "031-000-0001"),
        ("031)000-0001", "031-000-0001"),
        ("310000001", "031-000-0001"),
        ("212345678", "02-1234-5678"),
        ("1012345678", "010-1234-5678"),
        ("1588-1234", "1588-1234"),
        ("031-000-0001~8", "031-000-0001~8"),
        ("031-000-0001, 010-1234-5678", "031-000-0001, 010-1234-5678"),
        ("000-0001", "000-0001"),
        ("미등록", ""),
        ("-", ""),
    ],
)
def test_a_phone_stays_text_and_what_is_odd_stays(written, kept):
    assert phone(written) == kept


@pytest.mark.parametrize(
    ("written", "name", "more"),
    [
        ("도금업", "도금업", 0),
        ("도금업 외 2 종", "도금업", 2),
        ("도금업외2종", "도금업", 2),
        ("도금업 외 3개 업종", "도금업", 3),
        ("그 외 기타 금속 가공업 외 12 종", "그 외 기타 금속 가공업", 12),
        ("그 외 기타 분류 안된 화학제품 제조업", "그 외 기타 분류 안된 화학제품 제조업", 0),
        ("외 2 종", "외 2 종", 0),
    ],
)
def test_further_industries_are_counted_apart(written, name, more):
    said = factory(업종명=written)

    assert (said.industry_name, said.more_industries) == (name, more)


def test_in_the_national_file_the_main_industry_is_a_code():
    line = clean(대표업종="25922", 업종명="도금업 외 2 종")

    assert (line.industry_code, line.factory.industry_name, line.factory.more_industries) == ("25922", "도금업", 2)


def test_elsewhere_the_main_industry_is_a_name():
    line = clean(대표업종="도금업", 업종명="도금업 외 2 종", 업종번호="C25922, 25913")

    assert (line.industry_code, line.factory.industry_name, line.factory.more_industries) == ("25922", "도금업", 2)


@pytest.mark.parametrize(
    ("cells", "employees"),
    [
        ({"종업원합계": "1,234"}, 1234),
        ({"종업원합계": "12명"}, 12),
        ({"종업원합계": "12.0"}, 12),
        ({"종업원합계": "0"}, 0),
        ({"종업원합계": "-"}, None),
        ({"종업원합계": "미등록"}, None),
        ({"남": "3", "여": "4"}, 7),
        ({"남": "3", "여": "-"}, 3),
        ({"종업원합계": "9", "남": "3", "여": "4"}, 9),
        ({}, None),
    ],
)
def test_employees_are_counted(cells, employees):
    assert factory(**cells).employees == employees


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (NUMBER, "1234567891"),
        ("１２３－４５－６７８９１", "1234567891"),
        ("미등록", ""),
        ("-", ""),
        ("000-00-00000", ""),
    ],
)
def test_a_registration_number_is_ten_digits_or_nothing(written, number):
    assert factory(사업자등록번호=written).registration_no == number


@pytest.mark.parametrize(
    ("cells", "road", "lot"),
    [
        ({"주소": "한빛시 예시로 1"}, "한빛시 예시로 1", ""),
        ({"주소": "한빛시 견본로12번길 3"}, "한빛시 견본로12번길 3", ""),
        ({"주소": "한빛시 성곡동 12-3"}, "", "한빛시 성곡동 12-3"),
        ({"주소": "한빛시 성곡동 12", "도로명주소": "예시로 1"}, "예시로 1", "한빛시 성곡동 12"),
        ({"주소": "-", "지번주소": "성곡동 12"}, "", "성곡동 12"),
    ],
)
def test_a_plain_address_is_a_roads_or_a_lots(cells, road, lot):
    said = factory(**cells)

    assert (said.address, said.lot_address) == (road, lot)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"회사명": " "}, "회사명이 없습니다."),
        ({"회사명": "미등록"}, "회사명이 없습니다."),
        ({"회사명": "회사명"}, "머리글이 다시 나온 줄"),
        ({"회사명": "한\N{REPLACEMENT CHARACTER}빛"}, "글자가 깨져"),
        ({"회사명": "한" * 121}, "120자를 넘습니다"),
        ({"주소": "로" * 201}, "200자를 넘습니다"),
        ({"사업자등록번호": "123-45-67890"}, "사업자등록번호 123-45-67890: 마지막 숫자(0)"),
        ({"사업자등록번호": "123-45-6789"}, "사업자등록번호 123-45-6789: "),
        ({"사업자등록번호": "1.23457E+09"}, "텍스트로 바꾸어"),
        ({"공장관리번호": "4.1119E+14"}, "텍스트로 바꾸어"),
        ({"종업원합계": "많음"}, "종업원 수 '많음'"),
        ({"종업원합계": "-3"}, "종업원 수 '-3'"),
        ({"종업원합계": "99999999"}, "종업원 수 '99999999'"),
        ({"주소": "-"}, "모두 비어 있어"),
    ],
)
def test_a_line_that_cannot_come_in_says_why(cells, words):
    assert words in reason(**cells)


def test_a_faulty_line_keeps_its_fault():
    with pytest.raises(Rejected, match="따옴표"):
        Cleaner(Header(("회사명", "주소"))).clean(Line(2, ("한빛", "예시로 1"), "따옴표"))


def test_what_has_no_field_is_kept_as_it_came():
    line = clean(대표자="홍길동", 용지면적="1,234.5", 비고="", 사유="지난번 사유")

    assert line.raw == {"회사명": "한빛정밀", "주소": "한빛시 예시로 1", "대표자": "홍길동", "용지면적": "1,234.5"}


def test_what_is_too_long_to_show_is_cut_but_kept_whole():
    line = clean(생산품="밸브 " * 200)

    assert len(line.factory.products) == 300
    assert line.raw["생산품"] == ("밸브 " * 200).strip()


@pytest.mark.parametrize(
    "cells",
    [
        {"회사명": "㈜한빛 정밀"},
        {"주소": "경기도 한빛시 예시로 1, 3층 (성곡동)"},
        {"전화번호": "031-000-0001"},
        {"사업자등록번호": NUMBER},
    ],
)
def test_spelling_and_further_knowledge_do_not_change_the_identity(cells):
    assert clean(**cells).identity == clean().identity


@pytest.mark.parametrize(
    "cells", [{"회사명": "두빛정밀"}, {"주소": "한빛시 예시로 2"}, {"업종명": "도금업"}, {"공장관리번호": "1"}]
)
def test_another_factory_or_industry_is_another_identity(cells):
    assert clean(**cells).identity != clean().identity


def test_a_factory_number_is_the_identity_whatever_the_name():
    assert clean(공장관리번호="41 27", 회사명="새이름").identity == clean(공장관리번호="4127").identity


def test_the_key_of_a_record_fits_its_column():
    assert len(row_key("한빛" * 500)) == 64
    assert row_key("a", 1) != row_key("a", 2)

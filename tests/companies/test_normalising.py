import unicodedata

import pytest

from companies import normalising


@pytest.mark.parametrize(
    "name",
    [
        "(주)한빛정밀",
        "㈜한빛정밀",
        "주식회사 한빛정밀",
        "한빛정밀 주식회사",
        "한빛 정밀(주)",
        "（주） 한빛정밀",
        " 한빛정밀 ",
        unicodedata.normalize("NFD", "(주)한빛정밀"),
    ],
)
def test_spellings_of_one_name_share_a_key(name):
    key = normalising.name_key(name)

    assert key == "한빛정밀"


@pytest.mark.parametrize(
    ("name", "key"), [("(주)", "주"), ("A&B Co., Ltd.", "ab"), ("유한회사 삼우", "삼우"), ("㈜", "주")]
)
def test_a_key_is_never_empty(name, key):
    assert normalising.name_key(name) == key


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("경기도 안산시 단원구 산단로 35, 3층 (원시동)", "안산시단원구산단로35"),
        ("안산시 단원구 산단로 35", "안산시단원구산단로35"),
        ("경기 안산시 단원구 산단로35번길 12-3 (원시동, A동)", "안산시단원구산단로35번길12-3"),
        ("경기도 안산시 단원구 시화호수로 485 3층 301호", "안산시단원구시화호수로485"),
        ("경기도 안산시 단원구 원시동 777-1번지 반월공단 5블록", "안산시단원구원시동777-1"),
        ("안산시 단원구 목내동 산 12-3", "안산시단원구목내동산12-3"),
        ("충청남도 천안시 서북구 3공단1로 12", "천안시서북구3공단1로12"),
        ("", ""),
    ],
)
def test_an_address_is_known_down_to_its_number(address, key):
    assert normalising.address_key(address) == key


@pytest.mark.parametrize(
    ("phone", "kept"),
    [
        ("0311234567", "031-123-4567"),
        ("02)123-4567", "02-123-4567"),
        ("010 1234 5678", "010-1234-5678"),
        ("1588-1234", "1588-1234"),
        ("0505-123-4567", "0505-123-4567"),
        ("미등록", ""),
        (" - ", ""),
        ("031-12-34", "031-12-34"),
        ("031 491 1234~5", "031 491 1234~5"),
    ],
)
def test_a_phone_stays_text_and_gets_its_hyphens(phone, kept):
    assert normalising.phone(phone) == kept

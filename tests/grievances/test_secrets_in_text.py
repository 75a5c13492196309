"""Numbers of people and cards in what somebody types. All of them are made up."""

import time

import pytest

from grievances.secrets_in_text import Secret, found


def kinds(text: str) -> list[Secret]:
    return [hit.kind for hit in found(text)]


class TestPeople:
    @pytest.mark.parametrize(
        "text",
        [
            "제 번호는 900101-1234568입니다.",
            "9001011234568",
            "900101 - 1234568",
            "900101–1234568",
            "900101.1234568",
            "９００１０１－１２３４５６８",
            "(900101-1234568)",
            "850229-2000000 아니고 840229-2123451",
        ],
    )
    def test_a_number_with_its_check_digit_is_found_however_it_is_written(self, text):
        assert kinds(text) == [Secret.RESIDENT]

    @pytest.mark.parametrize(
        "text", ["201105-3918273", "아이 211231-4000007", "주민번호 2111053918273", "050505-3918274"]
    )
    def test_a_number_of_today_has_no_check_digit(self, text):
        assert kinds(text) == [Secret.RESIDENT]

    @pytest.mark.parametrize(
        "text", ["850505-5123457", "850505-6918273", "011231-7000001", "외국인등록번호 0112318000001"]
    )
    def test_a_foreigners_number_is_found(self, text):
        assert kinds(text) == [Secret.FOREIGNER]

    @pytest.mark.parametrize(
        "text",
        [
            "900101-1******",
            "900101-1",
            "901301-1234567",
            "900230-1234567",
            "010229-3234567",
            "900101-9234567",
            "9001011234567",
            "900101-12345678",
            "1900101-1234568",
            "12-900101-1234568",
            "900101-1234568-01",
            "900101\n1234568",
        ],
        ids=repr,
    )
    def test_what_is_masked_no_date_or_part_of_something_longer_is_not(self, text):
        assert kinds(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "110111-0062432",
            "110111-1234569",
            "법인등록번호: 110111-3918273",
            "법인번호 1101112345670",
            "주민등록번호는 없고 법인등록번호 110111-1234568",
            "134511-0123456",
        ],
    )
    def test_a_company_number_is_not(self, text):
        assert kinds(text) == []

    def test_the_nearest_name_counts(self):
        assert kinds("법인 대표자 주민등록번호 900101-1234567") == [Secret.RESIDENT]


class TestCards:
    @pytest.mark.parametrize(
        "text",
        [
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "4111111111111111",
            "5555.5555.5555.4444",
            "2223 0000 4841 0010",
            "378282246310005",
            "3782 822463 10005",
            "3056 930902 5904",
            "6011111111111117",
            "3530 1113 3330 0000",
            "6200 0000 0000 0000 000",
            "9410 1234 5678 9010",
            "카드는４１１１－１１１１－１１１１－１１１１이에요",
        ],
    )
    def test_a_card_is_found_however_it_is_written(self, text):
        assert kinds(text) == [Secret.CARD]

    @pytest.mark.parametrize(
        "text",
        [
            "4111 1111 1111 1112",
            "1234 5678 9012 3452",
            "0000 0000 0000 0000",
            "4111-1111 1111-1111",
            "41111111111111111111",
            "7111 1111 1111 1114",
        ],
    )
    def test_a_wrong_check_digit_or_an_unknown_beginning_is_none(self, text):
        assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "010-1234-5678, 02-123-4567, +82 10 1234 5678",
        "전화 031-481-2345~6 팩스 0505-123-4567 대표 1588-1234",
        "사업자등록번호 123-45-67891",
        "접수번호 2026-00017, 1AA-2611-0123456, 2026112212345678",
        "세금계산서 승인번호 20261122-41000012-12345678",
        "계좌 110-123-456789, 356-0123-4567-83, 900101-01-123456",
        "바코드 8801234567893, 8801117123452",
        "2026.11.22 10:30 ~ 2026-11-23 18:00",
        "PNU 4127310100100010000",
        "37.3219123, 126.8309123",
    ],
)
def test_the_numbers_of_daily_work_are_left_alone(text):
    assert found(text) == []


def test_what_is_found_is_shown_masked_in_the_order_it_stands_in():
    hits = found("카드 4111 1111 1111 1111, 주민번호 900101-1234568")

    assert [hit.excerpt for hit in hits] == ["4111-****-****-1111", "900101-*******"]
    assert hits[0].sentence == (
        "카드번호로 보이는 숫자(4111-****-****-1111)가 있습니다. 여기에는 필요하지 않으니 지워 주십시오."
    )
    assert hits[1].sentence == (
        "주민등록번호로 보이는 숫자(900101-*******)가 있습니다. 여기에는 필요하지 않으니 지워 주십시오."
    )


@pytest.mark.parametrize(
    "text", ["1" * 100_000, "4111-" * 20_000, "900101-" * 15_000, "900101 " * 15_000, "가" * 100_000]
)
def test_no_text_keeps_it_busy(text):
    began = time.process_time()

    found(text)

    assert time.process_time() - began < 1

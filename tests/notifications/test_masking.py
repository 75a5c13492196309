"""Personal data as lists show them."""

import pytest

from notifications.masking import masked_email, masked_links, masked_phone


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("kimhana@city.example", "ki***@city.example"),
        ("kim@city.example", "ki***@city.example"),
        ("ab@city.example", "a***@city.example"),
        ("a@city.example", "***@city.example"),
        ("", ""),
    ],
)
def test_an_address_keeps_two_letters_at_most_and_never_all(address, shown):
    assert masked_email(address) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("010-1234-5678", "010-****-5678"),
        ("01012345678", "010-****-5678"),
        ("031-123-4567", "031-****-4567"),
        ("02-123-4567", "02-****-4567"),
        ("1588-1234", "****-1234"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_a_number_loses_its_middle(number, shown):
    assert masked_phone(number) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "평가하기\nhttps://sos.example/grievances/rate/eyJhbnN3ZXIiOjEsInBlcnNvbiI6MX0:1xV4TY:hmcS/\n끝",
            "평가하기\nhttps://sos.example/grievances/rate/…/\n끝",
        ),
        ("https://sos.example/companies/join/abcdefghijklmnopqrstuvwxyz", "https://sos.example/companies/join/…"),
        ("https://sos.example/grievances/2026-00017/", "https://sos.example/grievances/2026-00017/"),
        ("주소가 없는 글", "주소가 없는 글"),
    ],
)
def test_an_address_loses_the_key_in_it(text, shown):
    assert masked_links(text) == shown

import pytest

from companies import registration_no

GOOD = "123-45-67891"


@pytest.mark.parametrize("number", [GOOD, "1234567891", "123 45 67891", " 123-45-67891\n", "１２３-４５-６７８９１"])
def test_a_right_number_has_no_problem_however_it_is_written(number):
    problem = registration_no.problem(number)

    assert problem == ""
    assert registration_no.clean(number) == "1234567891"


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("", "적어 주십시오"),
        ("12a-45-67891", "글자나 기호"),
        ("12-45-67891", "앞자리(12)"),
        ("123-4-67891", "가운데 자리(4)"),
        ("123-45-6789", "뒷자리(6789)"),
        ("1234567", "3자리가 모자랍니다"),
        ("12345678911", "1자리가 더 많습니다"),
        ("023-45-67891", "앞 세 자리(023)"),
        ("123-00-67891", "가운데 두 자리(00)"),
        ("123-45-00001", "뒤 다섯 자리(00001)"),
        ("123-45-67890", "마지막 숫자(0)"),
    ],
)
def test_a_wrong_number_is_told_where_it_is_wrong(number, place):
    problem = registration_no.problem(number)

    assert place in problem


def test_a_single_wrong_digit_never_passes():
    digits = registration_no.clean(GOOD)
    slips = [
        digits[:at] + other + digits[at + 1 :]
        for at in range(len(digits))
        for other in "0123456789"
        if other != digits[at]
    ]

    passed = [slip for slip in slips if not registration_no.problem(slip)]

    # The ninth digit counts 5 × d and its tens, so a few slips there cancel out by the rule's own weakness.
    assert [slip for slip in passed if slip[8] == digits[8]] == []


def test_the_number_is_shown_as_people_write_it():
    shown = registration_no.shown("1234567891")

    assert shown == GOOD

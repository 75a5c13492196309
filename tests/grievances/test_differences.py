"""What was changed in a text: words, in order, and nothing else."""

import pytest

from grievances.differences import LEFT_OUT, PUT_IN, SAME, Piece, between, blanks


def test_words_that_were_put_in_and_left_out_stand_in_their_places():
    found = between("현장을 확인하고 고쳤습니다.", "현장을 두 번 확인하고 포장했습니다.")

    assert found.pieces == [
        Piece(SAME, "현장을 "),
        Piece(PUT_IN, "두 번 "),
        Piece(SAME, "확인하고 "),
        Piece(LEFT_OUT, "고쳤습니다."),
        Piece(PUT_IN, "포장했습니다."),
    ]
    assert (found.put_in, found.left_out, found.is_none) == (2, 1, False)


@pytest.mark.parametrize("after", ["가 나\n다", "가 나\r\n다", "가 나\n다 \n"])
def test_line_ends_are_no_difference(after):
    assert between("가 나\n다", after).is_none


@pytest.mark.parametrize(("before", "after"), [("", "새 글"), ("옛 글", ""), ("가 나 다", "다 나 가")])
def test_both_texts_can_be_read_from_the_difference(before, after):
    pieces = between(before, after).pieces

    assert "".join(piece.text for piece in pieces if piece.kind != PUT_IN) == before
    assert "".join(piece.text for piece in pieces if piece.kind != LEFT_OUT) == after


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("한 일: \n마친 날: \n\n끝", ["한 일", "마친 날"]),
        ("한 일: 포장\n마친 날:\n11월 3일\n\n끝", []),
        ("한 일:\n마친 날: 11월 3일\n\n끝", ["한 일"]),
        ("처음부터 다시 썼습니다:", []),
    ],
)
def test_places_that_were_not_filled_in_are_named(text, left):
    assert blanks("한 일: \n마친 날: \n\n끝", text) == left

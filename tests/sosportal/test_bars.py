"""Bars: parts of a whole."""

from sosportal.bars import bar


def test_parts_lie_side_by_side_and_nothing_is_left_out_but_nothing():
    pieces = bar([("resolved", 3), ("closed", 0), ("in_progress", 1)], of=4)

    assert [(piece.name, piece.x, piece.wide, piece.middle, piece.end) for piece in pieces] == [
        ("resolved", "0.00%", "75.00%", "37.50%", "75.00%"),
        ("in_progress", "75.00%", "25.00%", "87.50%", "100.00%"),
    ]


def test_a_sliver_has_no_room_for_its_number():
    wide, sliver = bar([("resolved", 96), ("closed", 4)], of=100)

    assert wide.fits
    assert not sliver.fits

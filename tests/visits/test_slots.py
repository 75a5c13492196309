"""Which days of a season have slots, and the days around an election. Pure: no database."""

from datetime import date, time

import pytest

from visits import slots
from visits.slots import Shut, Time

MORNING, AFTERNOON = Time(1, time(10), time(11, 30)), Time(2, time(14), time(15, 30))


def test_every_thursday_from_the_first_to_the_last_day():
    found = list(slots.days(date(2026, 11, 26), date(2026, 12, 10), 3))

    assert found == [date(2026, 11, 26), date(2026, 12, 3), date(2026, 12, 10)]


def test_a_span_without_the_weekday_has_no_day():
    assert list(slots.days(date(2026, 11, 27), date(2026, 12, 2), 3)) == []


def test_a_day_that_is_shut_has_no_slots_but_a_reason():
    open_day, shut_day = date(2026, 12, 3), date(2026, 12, 10)

    new, shut = slots.planned(
        [open_day, shut_day], [MORNING, AFTERNOON], lambda day: "임시공휴일" if day == shut_day else ""
    )

    assert new == [(open_day, MORNING), (open_day, AFTERNOON)]
    assert shut == [Shut(shut_day, "임시공휴일")]


def test_times_that_only_touch_do_not_overlap():
    assert not MORNING.overlaps(Time(2, time(11, 30), time(12)))
    assert MORNING.overlaps(Time(2, time(11, 29), time(12)))


@pytest.mark.parametrize(
    ("election_on", "first_on"),
    [
        # As election commissions published the first day (선거일 전 60일) of these elections.
        (date(2014, 6, 4), date(2014, 4, 5)),
        (date(2018, 6, 13), date(2018, 4, 14)),
        (date(2020, 4, 15), date(2020, 2, 15)),
        (date(2022, 6, 1), date(2022, 4, 2)),
    ],
)
def test_the_days_before_an_election_are_those_that_the_commissions_counted(election_on, first_on):
    assert slots.before_election(election_on) == (first_on, election_on)


def test_a_by_election_forbids_from_the_day_it_was_confirmed():
    election_on, confirmed_on = date(2017, 5, 9), date(2017, 3, 15)

    assert slots.before_election(election_on, confirmed_on=confirmed_on) == (confirmed_on, election_on)
    assert slots.election_why(election_on, confirmed_on=confirmed_on) == (
        "2017년 5월 9일 선거: 실시사유가 확정된 때부터 선거일까지"
    )


def test_an_election_confirmed_long_before_forbids_sixty_days():
    found = slots.before_election(date(2026, 6, 3), confirmed_on=date(2026, 1, 2))

    assert found == (date(2026, 4, 4), date(2026, 6, 3))
    assert slots.election_why(date(2026, 6, 3)) == "2026년 6월 3일 선거: 선거일 전 60일부터 선거일까지"


def test_the_exceptions_are_the_six_items_of_the_article():
    assert [item for item, _words in slots.ELECTION_EXCEPTIONS] == list("가나다라마바")

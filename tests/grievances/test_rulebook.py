"""What the clock goes by: the city's tables before what is known without them, and each read once."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from grievances import actions, decree, rulebook
from grievances.clock import SEOUL, LegalKind, Period, Unit
from grievances.models import Holiday, LegalPeriod, Outage, WorkingHours
from grievances.moment import as_of
from grievances.rulebook import Decree, Rulebook, kept, standing
from tests import make

pytestmark = pytest.mark.django_db

LABOUR_DAY, TUESDAY, SATURDAY = date(2026, 5, 1), date(2026, 11, 24), date(2026, 11, 21)
SEVEN, FIVE = Period(7, Unit.DAYS), Period(40, Unit.HOURS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def off(day: date) -> str:
    return Rulebook().calendar.day_off(day)


def holiday(day: date, name: str = "시민의 날", **fields) -> Holiday:
    return Holiday.objects.create(day=day, name=name, **fields)


def period(amount: int, since: date, kind: LegalKind = LegalKind.GRIEVANCE, matter: str = "") -> LegalPeriod:
    return LegalPeriod.objects.create(
        kind=kind, matter=matter, amount=amount, unit=Unit.DAYS, article="조례 제3조", valid_from=since
    )


def outage(began: str, ended: str | None) -> Outage:
    return Outage.objects.create(
        began_at=at(began),
        ended_at=at(ended) if ended else None,
        what="모두",
        alternative="전화",
        entered_by=make.manager(),
    )


# --- Days off ----------------------------------------------------------------------------------------------------


def test_a_year_that_nobody_filled_has_the_holidays_that_are_known_without_a_table():
    assert (off(LABOUR_DAY), off(TUESDAY), off(SATURDAY)) == ("노동절", "", "토요일")


def test_a_year_that_was_filled_has_the_holidays_of_the_table_and_no_others():
    holiday(date(2026, 1, 1), "1월 1일", is_filled=True)

    assert (off(date(2026, 1, 1)), off(LABOUR_DAY), off(SATURDAY)) == ("1월 1일", "", "토요일")
    assert off(date(2027, 3, 1)) == "삼일절"  # of another year, that nobody filled


def test_a_day_the_city_wrote_down_stands_beside_those_that_are_known():
    holiday(TUESDAY)

    assert (off(TUESDAY), off(LABOUR_DAY)) == ("시민의 날", "노동절")


@pytest.mark.parametrize("is_filled", [False, True])
def test_a_day_that_was_switched_off_is_worked(is_filled):
    holiday(LABOUR_DAY, "노동절", is_off=False, is_filled=is_filled)

    assert off(LABOUR_DAY) == ""


def test_a_weekend_stays_one_whatever_was_switched_off():
    holiday(SATURDAY, "시민의 날", is_off=False)

    assert off(SATURDAY) == "토요일"


def test_the_table_has_the_name_before_the_package():
    holiday(LABOUR_DAY, "근로자의 날")

    assert off(LABOUR_DAY) == "근로자의 날"


def test_a_day_is_written_down_once_and_by_a_name():
    holiday(TUESDAY)

    for wrong in ({"day": TUESDAY, "name": "또"}, {"day": LABOUR_DAY, "name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Holiday.objects.create(**wrong)


# --- 근무시간 ------------------------------------------------------------------------------------------------------


def hours_from(day: date, opens: int, closes: int) -> WorkingHours:
    return WorkingHours.objects.create(
        valid_from=day, opens=time(opens), lunch_from=time(12), lunch_until=time(13), closes=time(closes)
    )


def test_hours_hold_from_their_day_on():
    hours_from(TUESDAY, 8, 17)

    calendar = Rulebook().calendar

    found = [calendar.hours_of(TUESDAY + timedelta(days=number))[0][0].hour for number in (-1, 0, 1)]
    assert found == [9, 8, 8]
    assert calendar.hours_of(date(2010, 1, 4))[0][0].hour == 9  # before the oldest row, the oldest row


@pytest.mark.parametrize(
    ("opens", "lunch_from", "lunch_until", "closes"),
    [(9, 9, 10, 18), (9, 13, 12, 18), (9, 12, 18, 18), (18, 12, 13, 9)],
)
def test_hours_that_are_out_of_order_are_refused(opens, lunch_from, lunch_until, closes):
    with pytest.raises(IntegrityError, match="working_hours_are_in_order"):
        WorkingHours.objects.create(
            valid_from=TUESDAY,
            opens=time(opens),
            lunch_from=time(lunch_from),
            lunch_until=time(lunch_until),
            closes=time(closes),
        )


# --- 처리기간 ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "amount"), [("2026-11-23", 7), ("2026-11-24", 6), ("2026-11-25", 6)])
def test_the_period_is_that_of_the_day_of_receipt(on, amount):
    period(6, TUESDAY)

    assert Rulebook().period(LegalKind.GRIEVANCE, date.fromisoformat(on)) == Period(amount, Unit.DAYS)
    with as_of(at(f"{on} 10:00")):
        assert make.grievance().period == Period(amount, Unit.DAYS)


def test_a_period_received_at_midnight_goes_by_the_day_it_is_in_the_city():
    """2026-11-24 00:10 in Seoul is still the 23rd elsewhere."""
    period(6, TUESDAY)

    with as_of(at("2026-11-24 00:10")):
        assert make.grievance().period == Period(6, Unit.DAYS)


def test_what_was_received_before_the_oldest_row_goes_by_that_row():
    assert Rulebook().period(LegalKind.GRIEVANCE, date(2015, 1, 2)) == SEVEN


def test_a_kind_without_a_row_has_no_period():
    assert Rulebook().period(LegalKind.STATUTORY, TUESDAY) is None
    assert Rulebook().period(LegalKind.STATUTORY, TUESDAY, "공장설립등의 승인") is None


def test_statutory_matters_are_told_apart_by_their_names():
    period(20, date(2026, 1, 1), LegalKind.STATUTORY, "공장설립등의 승인")
    period(10, date(2026, 1, 1), LegalKind.STATUTORY, "공장등록")

    found = [Rulebook().period(LegalKind.STATUTORY, TUESDAY, matter) for matter in ("공장설립등의 승인", "공장등록")]

    assert found == [Period(20, Unit.DAYS), Period(10, Unit.DAYS)]


def test_a_page_shows_one_row_a_kind_and_no_matter_that_is_not_valid_yet():
    period(6, TUESDAY)
    period(20, TUESDAY, LegalKind.STATUTORY, "공장설립등의 승인")

    before, after = (Rulebook().valid_on(day) for day in (TUESDAY - timedelta(days=1), TUESDAY))

    assert [(row.kind, row.amount) for row in before if row.kind in {"GRIEVANCE", "STATUTORY"}] == [("GRIEVANCE", 7)]
    assert {(row.kind, row.amount) for row in after if row.kind in {"GRIEVANCE", "STATUTORY"}} == {
        ("GRIEVANCE", 6),
        ("STATUTORY", 20),
    }
    assert len(before) == len({row.kind for row in before}) == 5


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "GRIEVANCE", "amount": 5, "unit": "DAYS"}, "legal_period_of_few_days_is_in_hours"),
        ({"kind": "GRIEVANCE", "amount": 0, "unit": "HOURS"}, "legal_period_lasts"),
        ({"kind": "STATUTORY", "amount": 9, "unit": "DAYS"}, "legal_period_names_its_matter_where_it_is_statutory"),
        (
            {"kind": "GRIEVANCE", "matter": "공장등록", "amount": 9, "unit": "DAYS"},
            "legal_period_names_its_matter_where_it_is_statutory",
        ),
        (
            {"kind": "GRIEVANCE", "amount": 9, "unit": "DAYS", "valid_from": decree.SINCE},
            "legal_period_begins_once_a_day",
        ),
    ],
)
def test_a_period_the_law_cannot_mean_is_refused(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        LegalPeriod.objects.create(**{"article": "조례", "valid_from": TUESDAY} | fields)


# --- 장애 ---------------------------------------------------------------------------------------------------------


def test_an_outage_stops_those_that_were_received_before_it():
    outage("2026-11-24 10:00", "2026-11-24 12:30")

    found = Rulebook()

    (stop,) = found.outages_since(at("2026-11-24 09:59"))
    assert (stop.begin, stop.end, stop.why) == (at("2026-11-24 10:00"), at("2026-11-24 12:00"), "장애")
    assert found.outages_since(at("2026-11-24 10:01")) == []


@pytest.mark.parametrize(
    ("began", "ended"),
    [
        ("2026-11-24 10:00", None),  # it lasts
        ("2026-11-20 19:00", "2026-11-21 08:00"),  # a night
        ("2026-05-04 10:00", "2026-05-04 15:00"),  # before the decree knew of outages (부칙 제36296호 §3)
    ],
)
def test_an_outage_that_lasts_or_that_touched_no_working_time_stops_nothing(began, ended):
    outage(began, ended)

    assert Rulebook().outages_since(at("2026-01-02 09:00")) == []


# --- What is read, and how often -----------------------------------------------------------------------------------


def everything_of(book: Rulebook) -> None:
    book.calendar.is_day_off(TUESDAY)
    book.calendar.working_spans(TUESDAY)
    book.period(LegalKind.GRIEVANCE, TUESDAY)
    book.valid_on(TUESDAY)
    book.outages_since(at("2026-01-02 09:00"))


def test_a_scope_reads_each_table_once_and_only_when_it_is_asked_for():
    with kept(), CaptureQueriesContext(connection) as asked:
        standing().period(LegalKind.GRIEVANCE, TUESDAY)
        first = len(asked)
        for _ in range(3):
            everything_of(standing())

    assert (first, len(asked)) == (1, 4)  # periods; then days off, hours and outages


def test_outside_of_a_scope_the_rules_are_read_as_they_are_now():
    before = standing().calendar.is_day_off(TUESDAY)

    holiday(TUESDAY)

    assert (before, standing().calendar.is_day_off(TUESDAY)) == (False, True)


def test_a_scope_goes_by_the_rules_it_was_given_and_ends():
    given = Decree()

    with kept(given) as outer:
        with kept() as inner:
            assert standing() is inner
        assert standing() is outer is given

    assert standing() is not given


def test_a_scope_that_broke_is_left_as_well():
    with pytest.raises(ValueError, match="broken"), kept():
        raise ValueError("broken")

    assert rulebook._kept.get() is None


def test_a_request_reads_the_rules_once(client):
    make.sign_in(client, make.manager())

    with CaptureQueriesContext(connection) as asked:
        client.get("/deadline/")

    of_the_rules = [query["sql"] for query in asked if "grievances_holiday" in query["sql"]]
    assert len(of_the_rules) <= 1


# --- Without tables ------------------------------------------------------------------------------------------------


def test_a_portal_begins_with_what_the_decree_says():
    begun = Rulebook()

    assert [(row.kind, row.matter, row.period, row.article, row.valid_from) for row in begun.periods] == sorted(
        ((row.kind, row.matter, row.period, row.article, row.valid_from) for row in Decree().periods),
        key=lambda row: row[0],
    )
    assert [begun.calendar.hours_of(TUESDAY)] == [Decree().calendar.hours_of(TUESDAY)]
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(3 * 365)]
    assert [begun.calendar.day_off(day) for day in days] == [Decree().calendar.day_off(day) for day in days]


def test_the_decree_asks_no_database():
    with CaptureQueriesContext(connection) as asked:
        everything_of(Decree())

    assert len(asked) == 0


@pytest.mark.parametrize("kind", [kind for kind in LegalKind if kind != LegalKind.STATUTORY])
def test_every_legal_kind_but_the_statutory_one_has_its_article(kind):
    (row,) = [row for row in Decree().valid_on(TUESDAY) if row.kind == kind]

    assert row.article.startswith("민원 처리에 관한 법률 시행령 제1")


def test_a_city_that_gives_a_kind_five_days_counts_them_in_hours():
    """법 §19①: kept as 40 hours, counted to the minute."""
    LegalPeriod.objects.create(
        kind=LegalKind.OTHER, amount=40, unit=Unit.HOURS, article="조례 제3조", valid_from=date(2026, 1, 1)
    )

    with as_of(at("2026-11-16 10:00")):
        case = actions.receive(make.filed(), LegalKind.OTHER, make.department(), by=make.manager())

    assert (case.period, case.due_at) == (FIVE, at("2026-11-23 10:00"))

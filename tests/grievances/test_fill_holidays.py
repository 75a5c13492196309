"""manage.py fill_holidays, and what beat does of it every day."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.roles import Role
from grievances import actions
from grievances.actions.filling import SUBJECT
from grievances.clock import SEOUL
from grievances.models import Holiday
from grievances.moment import as_of
from grievances.recounts import foreseen
from grievances.rulebook import Rulebook
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

YEARS = [2010, 2011, 2012, *range(2024, 2031)]


def told() -> list[Message]:
    return list(Message.objects.filter(subject__endswith=SUBJECT).order_by("pk"))


def test_a_year_is_filled_with_its_holidays(capsys):
    call_command("fill_holidays", "--years", "2026")

    kinds = {row.day: (row.name, row.kind) for row in Holiday.objects.filter(is_filled=True)}
    assert len(kinds) == 22
    assert kinds[date(2026, 7, 17)] == ("제헌절", "PUBLIC")
    assert kinds[date(2026, 5, 25)] == ("부처님오신날 대체 휴일", "SUBSTITUTE")
    assert kinds[date(2026, 6, 3)] == ("지방선거일", "ELECTION")
    assert capsys.readouterr().out == "2026년: 22일을 채웠습니다.\n"


def test_a_temporary_holiday_the_calendar_knows_is_called_one():
    actions.fill_holidays([2025])

    assert Holiday.objects.get(day=date(2025, 1, 27)).kind == Holiday.Kind.TEMPORARY


def test_without_years_it_is_last_year_to_two_years_ahead(capsys):
    this = timezone.localdate().year

    call_command("fill_holidays")

    years = {row.day.year for row in Holiday.objects.all()}
    assert years == set(range(this - 1, this + 3))


def test_a_year_that_cannot_be_is_refused():
    with pytest.raises(CommandError, match="years"):
        call_command("fill_holidays", "--years", "20266")


def test_filling_a_year_makes_no_day_off_and_takes_none_away():
    days = [date(year, 1, 1) + timedelta(days=number) for year in YEARS for number in range(365)]
    before = [Rulebook().calendar.day_off(day) for day in days]

    actions.fill_holidays(YEARS)

    assert [Rulebook().calendar.day_off(day) for day in days[:1]] == before[:1]
    calendar = Rulebook().calendar
    assert [calendar.day_off(day) for day in days] == before


def test_filling_a_year_moves_no_deadline():
    starts = [datetime(2026, month, 28, 14, tzinfo=SEOUL) for month in range(1, 11)]
    owner = make.owner(make.company())
    for start in starts:
        with as_of(start):
            make.grievance(by=owner)

    actions.fill_holidays(YEARS)

    assert (foreseen(Rulebook()).cases, foreseen(Rulebook()).changed) == (10, 0)


def test_rows_of_the_city_stay_as_they_are():
    Holiday.objects.create(day=date(2026, 7, 17), name="개청기념일", kind=Holiday.Kind.LOCAL)
    Holiday.objects.create(day=date(2026, 10, 9), name="한글날", kind=Holiday.Kind.PUBLIC, is_off=False)

    actions.fill_holidays([2026])

    kept = list(Holiday.objects.filter(is_filled=False).values_list("day", "name", "is_off"))
    assert kept == [(date(2026, 10, 9), "한글날", False), (date(2026, 7, 17), "개청기념일", True)]
    assert Holiday.objects.count() == 22


def test_a_filled_year_is_not_filled_again(capsys):
    call_command("fill_holidays", "--years", "2026")
    capsys.readouterr()

    call_command("fill_holidays", "--years", "2026")

    assert Holiday.objects.count() == 22
    assert capsys.readouterr().out == "2026년: 이미 채웠고 달력과 같습니다.\n"


def test_what_differs_from_the_calendar_is_named_with_what_to_do(capsys):
    actions.fill_holidays([2026])
    Holiday.objects.filter(day=date(2026, 7, 17)).delete()
    Holiday.objects.create(day=date(2026, 7, 20), name="없는 날", is_filled=True)
    capsys.readouterr()

    call_command("fill_holidays", "--years", "2026")

    assert capsys.readouterr().out.splitlines() == [
        "2026년: 이미 채웠습니다. 달력과 다른 곳이 2군데 있습니다.",
        "2026. 7. 17. 제헌절: 달력에는 있고 표에는 없습니다. 쉬는 날이면 표에 더하십시오.",
        "2026. 7. 20. 없는 날: 표에는 있고 달력에는 없습니다. 일하는 날이면 표에서 ‘쉽니다’를 끄십시오.",
    ]


def test_what_the_city_decided_is_no_difference(capsys):
    actions.fill_holidays([2026])
    Holiday.objects.filter(day=date(2026, 7, 17)).update(is_off=False)
    Holiday.objects.create(day=date(2026, 7, 20), name="개청기념일", kind=Holiday.Kind.LOCAL)
    capsys.readouterr()

    call_command("fill_holidays", "--years", "2026")

    assert capsys.readouterr().out == "2026년: 이미 채웠고 달력과 같습니다.\n"


def test_managers_hear_of_a_difference_once():
    managers = [make.official(Role.MANAGER), make.official(Role.MANAGER)]
    actions.look_after_holidays()
    Holiday.objects.filter(day=date(2027, 7, 17)).delete()

    actions.look_after_holidays()
    actions.look_after_holidays()

    assert {letter.person for letter in told()} == set(managers)
    assert len(told()) == 2
    assert "2027. 7. 17. 제헌절" in told()[0].text


def test_managers_hear_nothing_while_table_and_calendar_agree():
    make.official(Role.MANAGER)

    actions.look_after_holidays()
    actions.look_after_holidays()

    assert told() == []
    assert Holiday.objects.filter(is_filled=True).exists()

"""manage.py legal_deadline: what scripts and other systems rely on."""

import json
from datetime import date, time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from grievances.clock import LegalKind, Unit
from grievances.models import Holiday, LegalPeriod, WorkingHours

pytestmark = pytest.mark.django_db


def answer(capsys, *arguments: str) -> dict:
    call_command("legal_deadline", *arguments, "--json")
    return json.loads(capsys.readouterr().out)


def test_the_answer_has_the_due_moment_and_its_ledger(capsys):
    found = answer(capsys, "--kind", "고충", "--received", "2026-04-27 10:00")

    assert (found["due_on"], found["due_at"]) == ("2026-05-07", "2026-05-07T23:59:59+09:00")
    assert found["ledger"][0] == {
        "day": "2026-04-27",
        "counted": True,
        "amount": 1,
        "unit": "day",
        "reason": "접수한 날",
        "total": 1,
    }
    assert sum(line["amount"] for line in found["ledger"]) == 7


@pytest.mark.parametrize(
    ("arguments", "due_at"),
    [
        (["--kind", "질의-법령", "--received", "2026-09-21 10:00"], "2026-10-14T23:59:59+09:00"),
        (["--kind", "질의-제도", "--received", "2026-07-13 10:00"], "2026-07-22T23:59:59+09:00"),
        (["--kind", "건의", "--received", "2026-10-01 10:00"], "2026-10-22T23:59:59+09:00"),
        (["--kind", "기타", "--received", "2026-11-20 17:00"], "2026-11-23T11:00:00+09:00"),
        (["--days", "3", "--received", "2026-11-17 15:00"], "2026-11-20T15:00:00+09:00"),
        (["--working-hours", "3", "--received", "2026-11-20T17:00+09:00"], "2026-11-23T11:00:00+09:00"),
        (["--months", "1", "--received", "2026-11-16 10:00"], "2026-12-15T23:59:59+09:00"),
        (
            ["--kind", "고충", "--received", "2026-04-27 14:10", "--pause", "2026-04-29 11:40/2026-04-30 10:05"],
            "2026-05-11T23:59:59+09:00",
        ),
        (
            ["--kind", "고충", "--received", "2026-11-16 10:00", "--extend", "7", "--extend", "7"],
            "2026-12-14T23:59:59+09:00",
        ),
        (["--days", "3", "--received", "2026-11-17 15:00", "--extend", "3"], "2026-11-25T15:00:00+09:00"),
    ],
)
def test_every_kind_of_clock(capsys, arguments, due_at):
    assert answer(capsys, *arguments)["due_at"] == due_at


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--received", "어제"], "일시가 아닙니다"),
        (["--received", "2026-11-16 10:00", "--extend", "8"], "처리기간\\(7일\\)까지"),
        (["--received", "2026-11-16 10:00", "--extend", "1", "--extend", "1", "--extend", "1"], "두 번까지"),
        (["--received", "2026-11-16 10:00", "--pause", "2026-11-17 10:00"], "시작과 끝"),
        (["--received", "2026-11-16 10:00", "--pause", "2026-11-18 10:00/2026-11-17 10:00"], "먼저 끝납니다"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("legal_deadline", "--kind", "고충", *arguments)


def test_people_read_a_line_a_day(capsys):
    call_command("legal_deadline", "--kind", "고충", "--received", "2026-04-27 10:00")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "처리기한 2026-05-07 23:59 (처리기간 7일)"
    assert lines[5] == "2026-05-01  세지 않음       노동절"


# --- The same as the page -------------------------------------------------------------------------------------------

SUPPLEMENT = {"stop1": "SUPPLEMENT", "stop1_from": "2026-11-18T10:00", "stop1_until": "2026-11-19T15:30"}
PAUSE = ["--pause", "2026-11-18 10:00/2026-11-19 15:30"]


@pytest.mark.parametrize(
    ("asked", "arguments"),
    [
        ({"kind": "GRIEVANCE"}, ["--kind", "고충"]),
        ({"kind": "QUESTION_OF_LAW"}, ["--kind", "질의-법령"]),
        ({"kind": "QUESTION_OF_PROCEDURE"} | SUPPLEMENT, ["--kind", "질의-제도", *PAUSE]),
        ({"kind": "PROPOSAL", "extended": 14}, ["--kind", "건의", "--extend", "14"]),
        (
            {"kind": "GRIEVANCE", "extended": 7, "extended_again": 3} | SUPPLEMENT,
            ["--kind", "고충", "--extend", "7", "--extend", "3", *PAUSE],
        ),
        ({"kind": "OTHER"}, ["--kind", "기타"]),
        ({"kind": "STATUTORY", "amount": 4, "unit": "DAYS"} | SUPPLEMENT, ["--days", "4", *PAUSE]),
        ({"kind": "STATUTORY", "amount": 3, "unit": "DAYS", "extended": 24}, ["--days", "3", "--extend", "3"]),
        ({"kind": "STATUTORY", "amount": 30, "unit": "DAYS"}, ["--days", "30"]),
        ({"kind": "STATUTORY", "amount": 2, "unit": "MONTHS"} | SUPPLEMENT, ["--months", "2", *PAUSE]),
    ],
)
@pytest.mark.parametrize("received", ["2026-11-16T10:00", "2026-11-14T11:00", "2026-11-17T17:59"])
def test_the_page_shows_the_ledger_that_the_command_prints(client, capsys, asked, arguments, received):
    printed = answer(capsys, *arguments, "--received", received)

    page = client.get(reverse("deadline"), asked | {"received": received})

    assert page.status_code == 200
    picture = page.context["picture"]
    assert picture.due_at.isoformat() == printed["due_at"]
    assert [day.day.isoformat() for day in picture.days] == [line["day"] for line in printed["ledger"]]
    numbers = [str(line["total"]) if line["counted"] and line["unit"] == "day" else "" for line in printed["ledger"]]
    assert [day.number for day in picture.days] == numbers


# --- The city's tables, and none ------------------------------------------------------------------------------------


def due_at(capsys, *arguments: str) -> str:
    return answer(capsys, *arguments)["due_at"][:16]


def test_the_citys_own_rows_are_what_it_goes_by(capsys):
    grievance = ["--kind", "고충", "--received", "2026-11-16 10:00"]
    hours = ["--working-hours", "8", "--received", "2026-11-23 10:00"]
    before = due_at(capsys, *grievance), due_at(capsys, *hours)

    Holiday.objects.create(day=date(2026, 11, 19), name="시민의 날", kind=Holiday.Kind.LOCAL)
    WorkingHours.objects.create(
        valid_from=date(2026, 11, 23), opens=time(10), lunch_from=time(12), lunch_until=time(13), closes=time(19)
    )
    after = due_at(capsys, *grievance), due_at(capsys, *hours)
    LegalPeriod.objects.create(
        kind=LegalKind.GRIEVANCE, amount=6, unit=Unit.DAYS, article="조례 제3조", valid_from=date(2026, 11, 16)
    )

    assert before == ("2026-11-24T23:59", "2026-11-24T10:00")
    assert after == ("2026-11-25T23:59", "2026-11-23T19:00")
    assert due_at(capsys, *grievance) == "2026-11-24T23:59"
    assert due_at(capsys, "--kind", "고충", "--received", "2026-11-13 10:00") == "2026-11-24T23:59"  # still seven


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--kind", "고충", "--received", "2026-04-27 10:00"], "2026-05-07T23:59"),
        (["--kind", "건의", "--received", "2026-09-21 10:00"], "2026-10-14T23:59"),
        (["--kind", "기타", "--received", "2026-11-20 17:00"], "2026-11-23T11:00"),
        (["--days", "3", "--received", "2026-11-17 15:00"], "2026-11-20T15:00"),
    ],
)
def test_where_nothing_was_migrated_yet_it_goes_by_the_decree(capsys, arguments, expected):
    with connection.cursor() as cursor:
        for model in (LegalPeriod, Holiday, WorkingHours):
            cursor.execute(f"DROP TABLE {model._meta.db_table}")

    assert due_at(capsys, *arguments) == expected


def test_a_kind_the_city_took_out_of_its_table_has_no_answer():
    LegalPeriod.objects.filter(kind=LegalKind.PROPOSAL).delete()

    with pytest.raises(CommandError, match="‘건의’의 처리기간이 정해져 있지 않습니다"):
        call_command("legal_deadline", "--kind", "건의", "--received", "2026-11-16 10:00")

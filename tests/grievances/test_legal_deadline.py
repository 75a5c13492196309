"""manage.py legal_deadline: what scripts and other systems rely on."""

import json

import pytest
from django.core.management import CommandError, call_command

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

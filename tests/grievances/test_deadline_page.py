"""법정기한 계산기."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from grievances.clock import SEOUL, LegalKind, Unit
from grievances.models import Holiday, LegalPeriod, Outage
from tests import make
from tests.companies.test_views import page

pytestmark = [pytest.mark.django_db, pytest.mark.today("2026-11-23 10:00+09:00")]

STOPPED = {"paused", "investigated", "outage", "off"}

HARD = {
    "received": "2027-02-03T10:00",
    "stop1": "SUPPLEMENT",
    "stop1_from": "2027-02-04T11:00",
    "stop1_until": "2027-02-05T15:00",
    "extended": "5",
}


def ask(client, **question: str):
    return client.get("/deadline/", {"kind": "GRIEVANCE", "received": "2026-04-27T10:00"} | question)


def said(response) -> str:
    return page(response).replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


def test_anybody_may_ask(client):
    response = client.get("/deadline/")

    assert response.status_code == 200
    assert "하루씩 셉니다" in page(response)


def test_every_kind_is_told_for_today_with_its_article(client):
    words = said(client.get("/deadline/"))

    assert "오늘 접수하면" in words
    for kind in (
        "고충 7일 시행령 제17조①",
        "질의-법령 14일 시행령 제14조 제1호",
        "기타 3근무시간 시행령 제16조①, 제19조",
    ):
        assert kind in words


def test_the_answer_says_the_day_and_why(client):
    words = said(ask(client))

    assert "5월 7일(목)까지입니다." in words
    assert "고충 7일(시행령 제17조①), 4월 27일(월) 10:00 접수." in words
    assert "5월 1일 금요일, 쉬는 날: 노동절" in words
    assert "5월 7일 목요일, 7일째: 처리기한" in words


def test_a_hard_case_is_told_step_by_step(client):
    words = said(ask(client, **HARD))

    assert "2027년 2월 24일(수)까지입니다." in words
    assert "2월 9일 화요일, 쉬는 날: 설날 대체 휴일" in words
    assert (
        "처음에는 2027년 2월 15일(월)까지 보완 2일을 빼면 2027년 2월 17일(수)까지"
        " 5일을 연장하면 2027년 2월 24일(수)까지"
    ) in words


def test_hours_are_said_to_the_minute(client):
    words = said(ask(client, kind="OTHER", received="2026-11-20T17:00"))

    assert "11월 23일(월) 11:00까지입니다." in words
    assert "1시간(모두 1시간)" in words


def test_three_stops_and_two_extensions_are_counted_as_for_a_case(client):
    question = {
        "stop1": "OUTAGE",
        "stop1_from": "2026-05-11T10:00",
        "stop1_until": "2026-05-11T15:00",
        "stop2": "SUPPLEMENT",
        "stop2_from": "2026-04-29T11:40",
        "stop2_until": "2026-04-30T10:05",
        "stop3": "INVESTIGATION",
        "stop3_from": "2026-05-06T09:00",
        "stop3_until": "2026-05-08T18:00",
        "extended": "7",
        "extended_again": "1",
    }

    words = said(ask(client, **question))

    assert (
        "처음에는 5월 7일(목)까지 보완 2일을 빼면 5월 11일(월)까지 현장조사 3일을 빼면 5월 14일(목)까지"
        " 장애 1일을 빼면 5월 15일(금)까지 7일을 연장하면 5월 27일(수)까지 1일을 연장하면 5월 28일(목)까지"
    ) in words


def test_an_outage_at_night_stops_nothing(client):
    words = said(ask(client, stop1="OUTAGE", stop1_from="2026-05-06T20:00", stop1_until="2026-05-06T23:00"))

    assert "5월 7일(목)까지입니다." in words
    assert "멈춤: 장애" not in words


def test_an_outage_the_city_wrote_down_is_offered(client):
    Outage.objects.create(
        began_at=datetime(2026, 5, 6, 10, tzinfo=SEOUL),
        ended_at=datetime(2026, 5, 6, 15, tzinfo=SEOUL),
        what="신청",
        alternative="전화",
        entered_by=make.person(),
    )

    without = said(ask(client))
    told = said(ask(client, stop1="OUTAGE", stop1_from="2026-05-06T10:00", stop1_until="2026-05-06T15:00"))

    assert "5월 6일(수) 10:00–5월 6일(수) 15:00" in without
    assert "시스템 장애가 있었습니다" not in told
    assert "5월 8일(금)까지입니다." in told


@pytest.mark.parametrize(
    ("amount", "unit", "until"),
    [
        ("6", "DAYS", "5월 6일(수)까지입니다."),
        ("3", "DAYS", "4월 30일(목) 10:00까지입니다."),
        ("10", "HOURS", "4월 28일(화) 12:00까지입니다."),
        ("2", "MONTHS", "6월 26일(금)까지입니다."),
    ],
)
def test_a_statutory_period_can_be_typed_in(client, amount, unit, until):
    words = said(ask(client, kind="STATUTORY", amount=amount, unit=unit))

    assert until in words


def test_what_there_is_to_choose_from_is_what_held_on_the_day_of_receipt(client):
    LegalPeriod.objects.create(
        kind=LegalKind.GRIEVANCE, amount=10, unit=Unit.DAYS, article="조례 제3조", valid_from=date(2026, 5, 1)
    )
    LegalPeriod.objects.create(
        kind=LegalKind.STATUTORY,
        matter="공장등록",
        amount=24,
        unit=Unit.HOURS,
        article="공장등록 고시",
        valid_from=date(2026, 5, 1),
    )

    before, after = said(ask(client)), said(ask(client, received="2026-05-04T10:00"))
    chosen = said(ask(client, kind="STATUTORY:공장등록", received="2026-05-04T10:00"))

    assert "고충 7일(시행령 제17조①)" in before
    assert "공장등록" not in before
    assert "고충 10일(조례 제3조)" in after
    assert "공장등록 24근무시간(공장등록 고시), 5월 4일(월) 10:00 접수." in chosen


def test_a_matter_of_another_day_is_refused_in_words(client):
    LegalPeriod.objects.create(
        kind=LegalKind.STATUTORY,
        matter="공장등록",
        amount=24,
        unit=Unit.HOURS,
        article="공장등록 고시",
        valid_from=date(2026, 5, 1),
    )

    response = ask(client, kind="STATUTORY:공장등록")

    assert response.status_code == 422
    assert "접수한 날에는 이 민원의 처리기간이 없었습니다" in page(response)


def test_the_days_off_are_the_citys_own(client):
    day = timezone.localdate()
    for number in range(7):
        Holiday.objects.create(day=day + timedelta(days=number), name=f"시민의 날 {number}")

    words = said(client.get("/deadline/"))

    assert "시민의 날" in words


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"received": "어제"}, "올바른 날짜"),
        ({"received": "1900-01-01T00:00"}, "앞뒤 10년"),
        ({"kind": "STATUTORY"}, "그 법령이 정한 처리기간"),
        ({"kind": "STATUTORY", "amount": "13", "unit": "MONTHS"}, "12개월까지"),
        ({"kind": "STATUTORY", "amount": "99999999", "unit": "DAYS"}, "365"),
        ({"kind": "MAGIC"}, "이 민원의 처리기간이 없었습니다"),
        ({"stop1_from": "2026-04-29T11:40", "stop1_until": "2026-04-30T11:40"}, "왜 멈추었는지"),
        ({"stop1": "SUPPLEMENT", "stop1_from": "2026-04-29T11:40"}, "다시 센 때도"),
        ({"stop2": "SUPPLEMENT", "stop2_until": "2026-04-29T11:40"}, "멈춘 때도"),
        (
            {"stop1": "SUPPLEMENT", "stop1_from": "2026-04-30T11:40", "stop1_until": "2026-04-29T11:40"},
            "멈춘 때보다 뒤",
        ),
        (
            {"stop1": "SUPPLEMENT", "stop1_from": "2026-04-26T11:40", "stop1_until": "2026-04-29T11:40"},
            "접수한 때보다 뒤",
        ),
        (
            {"stop1": "OUTAGE", "stop1_from": "2026-04-26T11:40", "stop1_until": "2026-04-29T11:40"},
            "시행령 제20조 제2호",
        ),
        (
            {"stop1": "OUTAGE", "stop1_from": "2026-04-28T11:40", "stop1_until": "2026-04-29T11:40"},
            "부칙 제36296호 제3조",
        ),
        (
            {"stop1": "INVESTIGATION", "stop1_from": "2026-04-28T09:00", "stop1_until": "2026-05-19T18:00"},
            "한 번 늘려 21일까지",
        ),
        (
            {
                "kind": "PROPOSAL",
                "stop1": "INVESTIGATION",
                "stop1_from": "2026-04-28T09:00",
                "stop1_until": "2026-04-29T18:00",
            },
            "고충 민원뿐",
        ),
        (
            {"stop3": "SUPPLEMENT", "stop3_from": "2026-04-29T11:40", "stop3_until": "2028-04-29T11:40"},
            "1년 안의 멈춤",
        ),
        ({"extended": "8"}, "처리기간(7일)까지"),
        ({"extended": "7", "extended_again": "8"}, "처리기간(7일)까지"),
        ({"extended_again": "3"}, "처음 연장한 만큼을 먼저"),
    ],
)
def test_a_wrong_question_is_answered_with_a_sentence(client, question, sentence):
    response = ask(client, **question)

    assert response.status_code == 422
    assert sentence in page(response)


def test_nothing_typed_is_lost(client):
    response = ask(client, **HARD | {"extended": "8"})

    html = response.content.decode()
    for name, value in (HARD | {"extended": "8", "received": "2027-02-03T10:00"}).items():
        if name != "stop1":
            assert f'name="{name}" value="{value}"' in html
    assert '<option value="SUPPLEMENT" selected>' in html


def test_the_address_of_the_example_answers(client):
    address = next(part for part in client.get("/deadline/").content.decode().split('"') if "2027-02-03" in part)

    response = client.get(address.replace("&amp;", "&"))

    assert "설날" in page(response)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ({}, ["--kind", "고충", "--received", "2026-04-27 10:00"]),
        ({"kind": "QUESTION_OF_LAW"}, ["--kind", "질의-법령", "--received", "2026-04-27 10:00"]),
        (
            {"kind": "STATUTORY", "amount": "3", "unit": "DAYS"},
            ["--days", "3", "--received", "2026-04-27 10:00"],
        ),
        (
            HARD,
            [
                *("--kind", "고충", "--received", "2027-02-03 10:00", "--extend", "5"),
                *("--pause", "2027-02-04 11:00/2027-02-05 15:00"),
            ],
        ),
    ],
)
def test_the_page_and_the_command_say_the_same(client, capsys, question, arguments):
    call_command("legal_deadline", *arguments, "--json")
    told = json.loads(capsys.readouterr().out)

    picture = ask(client, **question).context["picture"]

    assert picture.due_at.isoformat() == told["due_at"]
    assert [(str(day.day), day.mark not in STOPPED) for day in picture.days] == [
        (line["day"], line["counted"]) for line in told["ledger"]
    ]

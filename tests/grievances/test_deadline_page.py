"""법정기한 계산기."""

import pytest

from tests.companies.test_views import page

pytestmark = pytest.mark.django_db


def ask(client, **question: str):
    return client.get("/deadline/", {"kind": "GRIEVANCE", "received": "2026-04-27T10:00"} | question)


def test_anybody_may_ask(client):
    response = client.get("/deadline/")

    assert response.status_code == 200
    assert "하루씩 셉니다" in page(response)


def test_the_answer_says_the_day_and_why(client):
    words = page(ask(client))

    assert "5월 7일(목)까지입니다." in words
    assert "5월 1일(금): 세지 않음, 노동절" in words
    assert "5월 7일(목): 7일째, 처리기한" in words


def test_what_stood_still_moves_the_day(client):
    words = page(ask(client, stopped="2026-04-29T11:40", went_on="2026-04-30T10:05"))

    assert "기한이 5월 7일(목)에서 5월 11일(월) 로 바뀌었습니다" in words


def test_hours_are_said_to_the_minute(client):
    words = page(ask(client, kind="OTHER", received="2026-11-20T17:00"))

    assert "11월 23일(월) 11:00까지입니다." in words
    assert "1시간, 모두 1시간" in words


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"received": "어제"}, "올바른 날짜"),
        ({"received": "1900-01-01T00:00"}, "앞뒤 10년"),
        ({"kind": "STATUTORY"}, "그 법령이 정한 처리기간"),
        ({"stopped": "2026-04-29T11:40"}, "다시 흐른 때도"),
        ({"went_on": "2026-04-29T11:40"}, "멈춘 때도"),
        ({"stopped": "2026-04-30T11:40", "went_on": "2026-04-29T11:40"}, "멈춘 때보다 뒤"),
        ({"extended": "8"}, "처리기간(7일)까지"),
        ({"kind": "STATUTORY", "days": "99999999"}, "365"),
    ],
)
def test_a_wrong_question_is_answered_with_a_sentence(client, question, sentence):
    response = ask(client, **question)

    assert response.status_code == 422
    assert sentence in page(response)

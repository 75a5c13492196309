import json
import logging

import pytest

from sosportal import logs
from tests import make

pytestmark = pytest.mark.django_db


def test_a_request_leaves_one_line_that_names_no_person(client, caplog):
    person = make.person("김회원")
    make.sign_in(client, person)

    with caplog.at_level(logging.INFO):
        response = client.get("/accounts/me/?q=김회원", REMOTE_ADDR="203.0.113.7")

    (record,) = [record for record in caplog.records if record.levelno >= logging.INFO]
    line = json.loads(logs.formatter().format(record))
    assert {key: line[key] for key in ("event", "method", "route", "status", "request_id", "level")} == {
        "event": "request",
        "method": "GET",
        "route": "accounts:me",
        "status": 200,
        "request_id": response["X-Request-ID"],
        "level": "info",
    }
    text = json.dumps(line, ensure_ascii=False)
    assert not any(word in text for word in ("김회원", person.email, person.phone, "203.0.113.7", "?q="))


def test_a_page_is_not_kept_in_any_cache(client):
    assert client.get("/")["Cache-Control"] == "no-store"


def test_the_address_of_a_token_is_not_written_down(client, caplog):
    with caplog.at_level(logging.INFO):
        client.get("/accounts/password/reset/key/1-abcdef-secret/")

    assert not any("secret" in logs.formatter().format(record) for record in caplog.records)


def test_the_address_of_a_form_opened_like_a_page_says_so(client):
    make.sign_in(client, make.person())

    response = client.get("/contrast/")

    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "이 주소만으로는 열 수 없습니다" in response.content.decode()


def test_a_script_gets_the_bare_answer(client):
    response = client.get("/contrast/", headers={"accept": "application/json"})

    assert (response.status_code, response.content) == (405, b"")

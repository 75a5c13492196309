import pytest
from django.db import OperationalError, connection

pytestmark = pytest.mark.django_db


def test_health_is_good_while_every_part_answers(client):
    response = client.get("/health/")

    assert (response.status_code, response.json()) == (200, {"database": "ok", "broker": "ok"})


def test_health_is_bad_while_the_broker_is_gone(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    response = client.get("/health/")

    assert (response.status_code, response.json()) == (503, {"database": "ok", "broker": "down"})


def test_health_is_bad_while_the_database_does_not_answer(client):
    def gone(*args):
        raise OperationalError

    with connection.execute_wrapper(gone):
        response = client.get("/health/")

    assert (response.status_code, response.json()) == (503, {"database": "down", "broker": "ok"})


def test_health_tells_no_version(client):
    response = client.get("/health/")

    assert not any(digit in response.content.decode() for digit in "0123456789")
    assert "Server" not in response.headers

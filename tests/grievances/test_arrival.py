"""도달과 접수: until when a case is to be received and how much is left, for the company and the officials."""

from datetime import datetime
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from grievances.clock import SEOUL
from tests import make

pytestmark = pytest.mark.django_db

TUESDAY = "11월\u00a024일\u2060(화)\u2060"
WORDS = f"기업민원과가 {TUESDAY} 11:00까지 접수하고 담당부서를 정합니다."
LATE = f"기업민원과가 {TUESDAY} 11:00까지 접수해야 했습니다. 접수가 늦어지고 있습니다."


def on(moment: str) -> time_machine.travel:
    return time_machine.travel(datetime.fromisoformat(f"2026-11-{moment}").replace(tzinfo=SEOUL), tick=False)


@pytest.mark.parametrize(
    ("moment", "words", "left"),
    [
        ("23T11:00", WORDS, "8시간"),
        ("23T17:30", WORDS, "2시간 30분"),
        ("23T22:00", WORDS, "2시간"),
        ("24T10:59", WORDS, "1분"),
        ("24T11:01", LATE, ""),
    ],
)
def test_both_sides_read_until_when_it_is_received_and_what_is_left(settings, moment, words, left):
    settings.CITY = settings.CITY | {"unit": "기업민원과"}
    with on("23T11:00"):
        case = make.filed()
    with on(moment):
        company, desk = make.sign_in(Client(), case.filer), make.sign_in(Client(), make.manager())

        pages = [
            unescape(client.get(address).content.decode())
            for client, address in (
                (company, case.get_absolute_url()),
                (desk, reverse("admin:grievances_grievance_change", args=[case.pk])),
            )
        ]

    countdown = f"접수까지 근무시간으로 {left} 남았습니다."
    assert [words in page for page in pages] == [True, True]
    assert [countdown in page for page in pages] == [bool(left)] * 2


def test_nothing_is_counted_down_once_it_is_received(client):
    case = make.grievance()
    make.sign_in(client, case.filer)

    page = unescape(client.get(case.get_absolute_url()).content.decode())

    assert "답합니다" in page
    assert "접수까지" not in page

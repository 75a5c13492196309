"""The page of a case in the workplace: who sees it, what it offers, what its forms do."""

import re

import pytest
from django.urls import reverse

from accounts.models import AccessLog
from tests import make

pytestmark = pytest.mark.django_db


def page_of(case, move: str = "") -> str:
    return reverse("admin:grievances_grievance_change", args=[case.pk]) + (f"?move={move}" if move else "")


def move_of(case, move: str) -> str:
    return reverse("admin:grievances_grievance_move", args=[case.pk, move])


def offered(html: str) -> list[str]:
    return re.findall(r"\?move=(\w+)#move", html)


def newest(case) -> int:
    return case.history.latest("pk").pk


ANSWER = {"outcome": "SOLVED", "answer": "3월 17일에 도로를 고쳤습니다."}


def test_an_officer_opens_a_case_and_the_access_log_says_so(client):
    officer = make.officer()
    case = make.grievance(to=officer)
    make.sign_in(client, officer)

    response = client.get(page_of(case))

    assert response.status_code == 200
    html = response.content.decode()
    assert case.title in html
    assert case.body in html
    assert list(AccessLog.objects.values_list("what", "by", "subject_kind", "subject_id", "subject_label")) == [
        ("VIEW", officer.pk, "기업애로", case.receipt_no, f"{case.receipt_no} {case.company.name}")
    ]


@pytest.mark.parametrize(
    "move",
    [
        "RECEIVE",
        "RESOLVE",
        "FIND_INFEASIBLE",
        "KEEP",
        "ASK",
        "SUPPLEMENT",
        "MESSAGE",
        "ASSIGN",
        "LOOK_AGAIN",
        "REOPEN",
        "CORRECT",
        "FORWARD",
        "FORWARD_RESULT",
        "RETURN",
        "CLOSE_REPEAT",
    ],
)
def test_every_form_opens(client, move):
    case = make.grievance()
    make.sign_in(client, make.manager())

    response = client.get(page_of(case, move))

    assert response.status_code == 200

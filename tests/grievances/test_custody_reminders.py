"""이관: who is reminded when nobody answers an offer, or nobody rules."""

from collections.abc import Iterator

import pytest
import time_machine

from accounts.roles import Role
from grievances import actions
from notifications.models import Message
from tests import make
from tests.grievances.people import People, seoul

pytestmark = pytest.mark.django_db

WHY, NO = "버스 노선의 일입니다.", "길의 일입니다."


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Monday, 23 November 2026, 10:00."""
    with time_machine.travel(seoul(23, 10), tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(clock) -> People:
    """And two of 대중교통과."""
    found = People()
    buses = make.department("대중교통과")
    found.driver, found.chief = make.official(Role.OFFICER, of=buses), make.official(Role.HEAD, of=buses)
    found.names |= {found.driver.pk: "driver", found.chief.pk: "chief"}
    return found


def offered(people):
    return actions.offer_transfer(people.case(title="버스"), make.department("대중교통과"), WHY, by=people.officer)


def told_at(people, clock, *moments) -> list[dict[str, str]]:
    told = []
    for moment in moments:
        clock.move_to(moment)
        told.append(people.told())
    return told


def test_the_heads_of_the_asked_hear_of_an_offer_nobody_answers_for_two_working_days(people, clock):
    case = offered(people)
    subject = f"이관 제안에 답하지 않았습니다: {case.receipt_no} 버스"

    told = told_at(people, clock, seoul(25, 9, 59), seoul(25, 10), seoul(25, 17))

    assert told == [{}, {"chief": subject}, {}]
    assert f"까닭: {WHY}" in Message.objects.latest("pk").text


def test_an_offer_that_was_answered_is_not_reminded_of(people, clock):
    case = offered(people)
    actions.accept_transfer(case, by=people.driver, officer=people.driver)

    assert told_at(people, clock, seoul(25, 11)) == [{}]


def test_the_coordinator_is_reminded_after_4_and_8_working_hours_until_the_ruling(people, clock):
    case = actions.decline_transfer(offered(people), NO, by=people.driver)
    case = actions.offer_transfer(case, make.department("대중교통과"), WHY, by=people.officer)
    case = actions.decline_transfer(case, NO, by=people.driver)
    name = f"{case.receipt_no} 버스"

    told = told_at(people, clock, seoul(23, 14, 59), seoul(23, 15), seoul(24, 9, 59), seoul(24, 10))
    actions.rule_transfer(case, make.department("대중교통과"), "정합니다.", by=people.manager)
    told += told_at(people, clock, seoul(24, 11))

    assert told == [
        {},
        {"manager": f"아직 담당부서를 정하지 않았습니다: {name}"},
        {},
        {"manager": f"담당부서를 정할 때가 지났습니다: {name}"},
        {},
    ]

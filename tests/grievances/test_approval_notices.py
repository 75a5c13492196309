"""결재: who hears of it, and who is reminded when nobody decides."""

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Absence
from accounts.roles import Role
from grievances import actions
from grievances.models import Approval, Grievance
from grievances.workflow import Move
from notifications.models import Message
from tests import make
from tests.grievances.people import People, seoul
from tests.grievances.test_approving import ANSWER, approving

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Monday, 23 November 2026, 10:00."""
    with time_machine.travel(seoul(23, 10), tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(clock) -> People:
    found = People()
    approving("도로과")
    return found


@pytest.fixture
def case(people):
    return people.case(title="길이 파였습니다")


def proposed(case, by) -> Approval:
    actions.propose(case, Move.RESOLVE, ANSWER, by=by)
    return Approval.objects.waiting().get()


def told_by(people, deed) -> dict[str, str]:
    """Who is told what by it."""
    last = Message.objects.order_by("pk").last()
    deed()
    new = Message.objects.filter(pk__gt=last.pk)
    return {people.names.get(one.person_id, str(one.person)): one.subject.removeprefix("[기업SOS] ") for one in new}


def test_a_proposal_reaches_the_head_at_once_with_the_way_to_it(people, case):
    told = told_by(people, lambda: proposed(case, people.officer))

    mail = Message.objects.latest("pk")
    assert told == {"head": f"결재해 주십시오: {case.receipt_no} 길이 파였습니다"}
    assert mail.link == f"/admin/grievances/approval/of/{case.pk}/"
    assert "처리기한은 흐릅니다" in mail.text
    assert "완료 결재가 올라왔습니다" in mail.text


def test_it_reaches_the_stand_in_of_a_head_who_is_away(people, case):
    stand_in = make.official(Role.OFFICER, name="이과장")
    today = timezone.localdate()
    accounts.enter_absence(people.head, today, today, Absence.Why.TRIP, by=people.head, stand_in=stand_in)

    told = told_by(people, lambda: proposed(case, people.officer))

    assert told == {"이과장": f"결재해 주십시오: {case.receipt_no} 길이 파였습니다"}


def test_a_stand_in_who_proposed_it_leaves_it_to_whoever_is_left(people, case):
    today = timezone.localdate()
    accounts.enter_absence(people.head, today, today, Absence.Why.TRIP, by=people.head, stand_in=people.officer)

    told = told_by(people, lambda: proposed(case, people.officer))

    assert told == {"manager": f"결재해 주십시오: {case.receipt_no} 길이 파였습니다"}


def test_where_nobody_can_approve_the_managers_hear_of_it(people, case):
    accounts.revoke(people.head.grants.get(), by=make.administrator())

    told = told_by(people, lambda: proposed(case, people.officer))

    assert set(told) == {"manager"}


def test_the_officer_hears_what_became_of_it(people, case):
    approval = proposed(case, people.officer)
    back = told_by(people, lambda: actions.send_back(approval, "날짜를 적어 주십시오.", by=people.head))
    assert "날짜를 적어 주십시오." in Message.objects.latest("pk").text
    again = proposed(Grievance.objects.get(pk=case.pk), people.officer)

    yes = told_by(people, lambda: actions.approve(again, by=people.head))

    name = f"{case.receipt_no} 길이 파였습니다"
    assert back == {"officer": f"고쳐서 다시 올려 주십시오: {name}"}
    answer = f"{case.receipt_no} 답변을 드립니다: 해결"
    assert yes == {"officer": f"결재했습니다: {name}", **dict.fromkeys(("owner", "filer", "colleague"), answer)}


def test_whoever_does_not_decide_is_reminded_after_4_and_8_working_hours(people, case, clock):
    proposed(case, people.officer)
    name = f"{case.receipt_no} 길이 파였습니다"
    told = []

    for hour in ((23, 14, 59), (23, 15), (23, 15, 10), (24, 9, 59), (24, 10), (24, 17)):
        clock.move_to(seoul(*hour))
        told.append(people.told())

    waits = f"결재를 기다립니다: {name}"
    assert told == [{}, {"head": waits}, {}, {}, {"head": waits, "manager": waits}, {}]


def test_four_fifths_of_the_legal_time_call_for_the_head_and_the_managers(people, case, clock):
    Grievance.objects.filter(pk=case.pk).update(most_at=seoul(23, 11), half_at=seoul(23, 10, 30))
    proposed(Grievance.objects.get(pk=case.pk), people.officer)
    actions.remind()

    clock.move_to(seoul(23, 11))
    told = people.told()

    assert set(told) == {"head", "manager", "officer"}  # the officer hears of the deadline itself
    assert told["manager"] == f"처리기간의 80%가 지났는데 결재를 기다립니다: {case.receipt_no} 길이 파였습니다"


def test_what_was_decided_is_not_reminded_of(people, case, clock):
    actions.send_back(proposed(case, people.officer), "날짜를 적어 주십시오.", by=people.head)

    clock.move_to(seoul(24, 10))

    assert people.told() == {}


def test_the_digest_counts_what_waits_for_the_head(people, case, clock):
    proposed(case, people.officer)
    clock.move_to(seoul(30, 8, 10))

    actions.send_digests()

    sent = Message.objects.filter(subject__contains="이번 주 맡은")
    digests = {people.names[one.person_id]: one.text for one in sent}
    assert "도로과 1건 (지연 0건, 기한 임박 1건, 결재할 것 1건)" in digests["head"]
    assert "결재할 것" not in digests["officer"]

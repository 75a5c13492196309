"""Asking for a visit, and what the host does with it afterwards."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from grievances.moment import as_of
from grievances.workflow import MoveRefused
from tests import made_visits as made
from tests import make
from visits import actions
from visits.actions import Stale
from visits.models import Visit
from visits.workflow import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking():
    """A programme, a factory and its owner."""
    programme, company = made.programme(), made.factory()
    return programme, company, make.owner(company)


def test_the_same_form_sent_twice_is_one_visit(asking):
    programme, company, owner = asking
    key = uuid.uuid4()

    first = actions.request(programme, company, by=owner, key=key, topics="주차")
    second = actions.request(programme, company, by=owner, key=key, topics="주차")

    assert first == second
    assert Visit.objects.count() == 1


def test_somebody_elses_key_gives_nothing_away(asking):
    programme, company, owner = asking
    key = uuid.uuid4()
    actions.request(programme, company, by=owner, key=key, topics="주차")
    colleague = make.member(company)

    with pytest.raises(PermissionDenied):
        actions.request(programme, company, by=colleague, key=key, topics="주차")


def test_numbers_follow_each_other_within_a_year(asking):
    programme, company, owner = asking

    made_ = [actions.request(programme, company, by=owner, key=uuid.uuid4(), topics="주차") for _ in range(3)]

    numbers = [int(visit.visit_no.split("-")[1]) for visit in made_]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


def test_topics_are_asked_for_and_strangers_may_not_ask(asking):
    programme, company, owner = asking

    with pytest.raises(MoveRefused, match="한 줄이어도"):
        actions.request(programme, company, by=owner, key=uuid.uuid4(), topics="  ")
    with pytest.raises(PermissionDenied):
        actions.request(programme, company, by=make.person(), key=uuid.uuid4(), topics="주차")
    assert Visit.objects.count() == 0


def test_an_association_is_entered_by_the_office_only(asking):
    programme, _company, owner = asking
    words = {"topics": "인력난", "contact_name": "김사무국장", "contact_email": "office@assoc.example"}

    visit = actions.request_meeting(programme, "예시상공회의소", by=make.manager(), key=uuid.uuid4(), **words)

    assert (visit.host, visit.is_meeting, visit.company_seats) == ("예시상공회의소", True, [])
    with pytest.raises(PermissionDenied):
        actions.request_meeting(programme, "예시상공회의소", by=owner, key=uuid.uuid4(), **words)


def test_what_was_amended_stays_in_the_history():
    visit = made.visit()

    amended = actions.amend(visit, by=visit.requested_by, topics="정문 앞 배수로")

    assert amended.topics == "정문 앞 배수로"
    assert visit.history.last().details == {
        "before": {"topics": "정문 앞 불법주차"},
        "after": {"topics": "정문 앞 배수로"},
    }
    with pytest.raises(MoveRefused, match="바뀐 것이 없습니다"):
        actions.amend(amended, by=visit.requested_by, topics="정문 앞 배수로")


def test_asking_for_another_day_frees_the_slot_and_keeps_the_place_in_the_queue():
    visit = made.visit(Status.OFFERED)
    slot = visit.slot

    asked = actions.ask_other(visit, "목요일 오후", by=visit.requested_by)

    assert (asked.status, asked.slot, asked.wishes) == (Status.REQUESTED, None, "목요일 오후")
    assert asked.requested_at == visit.requested_at
    other = made.visit(Status.OFFERED, of=visit.programme, to=made.factory("다온도금"), on=slot)
    assert other.slot == slot


def test_a_visit_whose_time_has_come_is_no_longer_cancelled():
    visit = made.visit(Status.SCHEDULED)

    with as_of(visit.begins_at), pytest.raises(MoveRefused, match="만나지 못함"):
        actions.cancel(visit, "공장이 쉽니다.", by=visit.requested_by)


def test_an_offer_whose_time_has_passed_is_not_accepted_but_another_day_can_be_asked_for():
    visit = made.visit(Status.OFFERED)

    with as_of(visit.begins_at):
        with pytest.raises(MoveRefused, match="제안드린 시간이 지났습니다"):
            actions.accept(visit, by=visit.requested_by)
        asked = actions.ask_other(visit, "다음 달", by=visit.requested_by)

    assert asked.status == Status.REQUESTED


def test_another_day_is_not_asked_for_after_the_visit():
    visit = made.visit(Status.SCHEDULED)

    with as_of(visit.begins_at), pytest.raises(MoveRefused, match="새로 신청"):
        actions.ask_other(visit, "다음 달", by=visit.requested_by)


def test_what_others_did_meanwhile_is_shown_before_anything_is_done():
    visit = made.visit(Status.OFFERED)
    seen = visit.history.last().pk
    colleague = make.member(visit.company)
    actions.amend(visit, by=colleague, wishes="오전")

    with pytest.raises(Stale) as refusal:
        actions.accept(visit, by=visit.requested_by, seen=seen)
    accepted = actions.accept(visit, by=visit.requested_by, seen=refusal.value.since[-1].pk)

    assert [entry.by for entry in refusal.value.since] == [colleague]
    assert accepted.status == Status.SCHEDULED


def test_what_one_did_oneself_is_no_news():
    visit = made.visit(Status.OFFERED)
    seen = visit.history.last().pk
    actions.amend(visit, by=visit.requested_by, wishes="오전")

    assert actions.accept(visit, by=visit.requested_by, seen=seen).status == Status.SCHEDULED

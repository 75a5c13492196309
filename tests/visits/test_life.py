"""The life of a visit from the request to the closing, by its actions."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from grievances.moment import as_of
from grievances.workflow import Channel, MoveRefused
from grievances.workflow import Status as CaseStatus
from tests import made_visits as made
from tests import make
from visits import actions
from visits.models import Promise, Visit
from visits.workflow import Move, PromiseState, Status

pytestmark = pytest.mark.django_db


def test_a_visit_goes_from_the_request_to_the_closing():
    visit = made.visit(Status.CLOSED)

    moves = list(visit.history.values_list("move", flat=True))

    assert visit.status == Status.CLOSED
    assert moves == [
        *(Move.REQUEST, Move.OFFER, Move.ACCEPT, Move.LOG, Move.SEND_MINUTES, Move.CONFIRM, Move.CLOSE),
    ]


def test_a_line_becomes_a_grievance_that_arrived_when_it_was_spoken():
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))
    line = made.line(visit, "배수로가 막혔습니다")
    ending = actions.Ending(PromiseState.GRIEVANCE, title="배수로 막힘", category=make.category())

    with as_of(visit.ends_at):
        decided = actions.decide(line, ending, by=team)
        again = actions.decide(line, ending, by=team)

    case = decided.grievance
    assert (case.channel, case.arrived_at, case.company, case.filer, case.entered_by) == (
        Channel.VISIT,
        line.spoken_at,
        visit.company,
        visit.requested_by,
        team,
    )
    assert case.status == CaseStatus.OPEN
    assert case.history.get().details["origin"] == {
        "label": f"방문 {visit.visit_no}의 약속 1",
        "link": f"/visits/{visit.visit_no}/",
    }
    assert again.grievance == case
    assert case.promise == decided


def test_the_database_refuses_to_close_a_visit_with_an_undecided_line():
    visit = made.visit(Status.HELD)
    with as_of(visit.ends_at + timedelta(hours=1)):
        actions.keep_line(visit, actions.Line(uuid.uuid4(), "가로등이 어둡습니다", visit.begins_at), by=make.manager())

    with (
        pytest.raises(IntegrityError, match="has an undecided promise"),
        transaction.atomic(),
    ):
        Visit.objects.filter(pk=visit.pk).update(status=Status.CLOSED, closed_at=visit.ends_at)


def test_the_database_refuses_an_undecided_line_in_a_closed_visit():
    visit = made.visit(Status.CLOSED)

    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        Promise.objects.create(
            visit=visit, number=1, said="늦은 줄", spoken_at=visit.begins_at, written_by=make.manager()
        )


def test_a_taken_slot_is_refused_with_who_has_it():
    programme = made.programme()
    slot = made.slot(programme)
    made.visit(Status.OFFERED, of=programme, to=made.factory("다온도금"), on=slot)
    late = made.visit(of=programme, to=made.factory("가람사출"))

    with pytest.raises(MoveRefused, match="다온도금"):
        actions.offer(late, slot, by=make.manager())


def test_one_person_is_not_on_two_rosters_at_a_time():
    programme, other = made.programme(), made.programme("현장방문")
    team = made.member_of_team("정지원")
    made.visit(Status.OFFERED, of=programme, to=made.factory("다온도금"), on=made.slot(programme), team=(team,))

    with pytest.raises(MoveRefused, match="정지원: 같은 시간에 다온도금 방문"):
        made.visit(Status.OFFERED, of=other, to=made.factory("가람사출"), on=made.slot(other), team=(team,))


def test_a_cancelled_visit_frees_its_slot_and_its_people():
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))

    cancelled = actions.cancel(visit, "공장이 쉽니다.", by=visit.requested_by)

    assert (cancelled.slot, cancelled.during, cancelled.calendar_sequence) == (None, visit.during, 4)
    assert [entry.during for entry in cancelled.roster.all()] == [None]

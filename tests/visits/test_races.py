"""Races over slots, people and closings: one wins, the other is told. Threads of their own, real commits."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grievances.moment import as_of
from grievances.workflow import MoveRefused
from tests import made_visits as made
from tests import make
from tests.grievances.at_once import at_once, one_waits_for_the_other
from visits import actions
from visits.models import Blackout, Promise, RosterEntry, Slot, Visit
from visits.workflow import Part, PromiseState, Status

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

attempts = pytest.mark.parametrize("attempt", range(3))


# --- One slot -------------------------------------------------------------------------------------------------------


@attempts
@pytest.mark.parametrize("verb", [actions.offer, actions.schedule])
def test_two_coordinators_give_one_slot_to_two_companies_at_once(attempt, verb):
    programme = made.programme()
    slot = made.slot(programme)
    visits = [made.visit(of=programme, to=made.factory(name)) for name in ("다온도금", "가람사출")]
    managers = [make.manager(), make.manager()]

    told = at_once(
        *(lambda visit=visit, by=by: verb(visit, slot, by=by) for visit, by in zip(visits, managers, strict=True))
    )

    winner = Visit.objects.get(slot=slot)
    loser = next(visit for visit in visits if visit != winner)
    assert sorted(told) == ["", f"그 자리는 {winner.host}에 이미 주었습니다. 다른 자리를 골라 주십시오."]
    assert told[visits.index(winner)] == ""
    assert Visit.objects.get(pk=loser.pk).status == Status.REQUESTED


@attempts
def test_a_slot_is_given_while_a_blackout_takes_it_away(attempt):
    programme, manager = made.programme(), make.manager()
    slot, visit = made.slot(programme), made.visit(of=programme)
    kept = []

    def shut():
        blackout = Blackout(first_on=slot.on, last_on=slot.on, why="감사")
        kept.append(actions.keep_blackout(blackout, by=manager))

    told = at_once(lambda: actions.offer(visit, slot, by=make.manager()), shut)

    visit.refresh_from_db()
    if told[0]:
        assert (visit.status, visit.slot, kept[0].removed, kept[0].hits) == (Status.REQUESTED, None, 1, [])
    else:
        assert (visit.status, visit.slot, kept[0].removed) == (Status.OFFERED, slot, 0)
        assert [hit.visit for hit in kept[0].hits] == [visit]


def test_a_blackout_waits_for_an_offer_that_is_not_committed_yet_and_reports_it():
    programme = made.programme()
    slot, visit = made.slot(programme), made.visit(of=programme)
    kept = []

    def shut():
        blackout = Blackout(first_on=slot.on, last_on=slot.on, why="감사")
        kept.append(actions.keep_blackout(blackout, by=make.manager()))

    told = one_waits_for_the_other(lambda: actions.offer(visit, slot, by=make.manager()), shut)

    assert told == ""
    assert (kept[0].removed, [hit.visit for hit in kept[0].hits]) == (0, [visit])
    assert Slot.objects.get() == slot


@attempts
def test_two_coordinators_make_the_slots_of_a_season_at_once(attempt):
    programme, managers = made.programme(), [make.manager(), make.manager()]
    first = made.next_thursday()
    last = first + timedelta(days=2)

    told = at_once(*(lambda by=by: actions.make_slots(programme, first, last, by=by) for by in managers))

    assert told == ["", ""]
    assert [slot.order for slot in Slot.objects.all()] == [1, 2]


# --- One person -----------------------------------------------------------------------------------------------------


def two_visits_at_one_time() -> list[Visit]:
    """Of two programmes, at the same hour."""
    programmes = [made.programme(), made.programme("현장방문")]
    names = ("다온도금", "가람사출")
    return [
        made.visit(Status.OFFERED, of=programme, to=made.factory(name), on=made.slot(programme))
        for programme, name in zip(programmes, names, strict=True)
    ]


@attempts
def test_one_person_is_put_on_two_overlapping_rosters_at_once(attempt):
    visits, person = two_visits_at_one_time(), made.member_of_team("정지원")
    managers = [make.manager(), make.manager()]

    told = at_once(
        *(
            lambda visit=visit, by=by: actions.set_roster(visit, [actions.Going(Part.TEAM, person)], by=by)
            for visit, by in zip(visits, managers, strict=True)
        )
    )

    entry = RosterEntry.objects.get(person=person)
    loser = next(visit for visit in visits if visit.pk != entry.visit_id)
    assert told[visits.index(entry.visit)] == ""
    assert told[visits.index(loser)].startswith(
        f"한 사람이 같은 시간에 두 곳에 갈 수 없습니다. 정지원: 같은 시간에 {entry.visit.host} 방문"
    )
    assert not loser.roster.exists()


@attempts
def test_two_visits_that_one_person_goes_along_to_are_placed_at_one_time_at_once(attempt):
    person, managers = made.member_of_team("정지원"), [make.manager(), make.manager()]
    programmes = [made.programme(), made.programme("현장방문")]
    visits = []
    for programme, name in zip(programmes, ("다온도금", "가람사출"), strict=True):
        visit = made.visit(of=programme, to=made.factory(name))
        visits.append(actions.set_roster(visit, [actions.Going(Part.TEAM, person)], by=managers[0]))
    slots = [made.slot(programme) for programme in programmes]

    told = at_once(
        *(
            lambda visit=visit, slot=slot, by=by: actions.offer(visit, slot, by=by)
            for visit, slot, by in zip(visits, slots, managers, strict=True)
        )
    )

    assert sorted(bool(words) for words in told) == [False, True]
    placed = Visit.objects.get(status=Status.OFFERED)
    assert f"정지원: 같은 시간에 {placed.host} 방문" in max(told)


# --- The closing ----------------------------------------------------------------------------------------------------


def unconfirmed() -> Visit:
    """Held, its minutes sent, and nobody said a word."""
    visit = made.visit(Status.HELD)
    with as_of(visit.ends_at + timedelta(days=1)):
        return actions.send_minutes(visit, by=make.manager())


@attempts
def test_a_line_is_written_while_the_visit_is_closed(attempt):
    visit, manager, late = unconfirmed(), make.manager(), make.manager()
    then = visit.ends_at + timedelta(days=9)

    def close():
        with as_of(then):
            actions.close(visit, by=manager)

    def write():
        with as_of(then):
            actions.keep_line(visit, actions.Line(uuid.uuid4(), "늦은 줄", visit.begins_at), by=late)

    told = at_once(close, write)

    visit.refresh_from_db()
    undecided = visit.promises.filter(state=PromiseState.UNDECIDED).count()
    assert (visit.status, undecided) in {(Status.CLOSED, 0), (Status.HELD, 1)}
    assert sorted(bool(words) for words in told) == [False, True]


def refused_by_the_database(deed) -> None:
    """What a constraint refuses, in the words the race's helper hands on."""
    try:
        with transaction.atomic():
            deed()
    except IntegrityError as refusal:
        raise MoveRefused(refusal.__cause__.diag.constraint_name) from None


def close_by_hand(visit: Visit) -> None:
    """Past every action: only the database stands in the way."""
    Visit.objects.filter(pk=visit.pk).update(status=Status.CLOSED, closed_at=timezone.now())


def write_by_hand(visit: Visit) -> None:
    """The same for a line."""
    Promise.objects.create(
        visit=visit, number=1, said="늦은 줄", spoken_at=visit.begins_at, written_by=visit.requested_by
    )


def test_the_database_lets_a_line_wait_for_a_closing_and_refuses_it():
    visit = unconfirmed()

    told = one_waits_for_the_other(
        lambda: close_by_hand(visit), lambda: refused_by_the_database(lambda: write_by_hand(visit))
    )

    assert told == "visit_closed_has_no_undecided_promise"
    assert not visit.promises.exists()


def test_the_database_lets_a_closing_wait_for_a_line_and_refuses_it():
    visit = unconfirmed()

    told = one_waits_for_the_other(
        lambda: write_by_hand(visit), lambda: refused_by_the_database(lambda: close_by_hand(visit))
    )

    assert told == "visit_closed_has_no_undecided_promise"
    assert Visit.objects.get(pk=visit.pk).status == Status.HELD

"""장애: what it stops and what not, who tells of it and where, and what came on paper meanwhile."""

from datetime import datetime

import pytest
from django.db import IntegrityError

from grievances import actions as grievances
from grievances import deadlines
from grievances.clock import SEOUL, LegalKind
from grievances.models import Grievance, Outage
from grievances.moment import as_of
from grievances.rulebook import Rulebook
from tests import make

pytestmark = pytest.mark.django_db


def at(words: str) -> datetime:
    """A moment of 2026, as people write it."""
    return datetime.strptime(f"2026-{words}", "%Y-%m-%d %H:%M").replace(tzinfo=SEOUL)


def outage(began: str, ended: str | None = None) -> Outage:
    """A row, without the recounting that the action starts."""
    return Outage.objects.create(
        began_at=at(began),
        ended_at=at(ended) if ended else None,
        what="신청과 파일 올리기",
        alternative="전화 031-000-0000",
        entered_by=make.manager(),
    )


def received(when: str, kind: LegalKind = LegalKind.GRIEVANCE) -> Grievance:
    """In progress since then."""
    with as_of(at(when)):
        return grievances.receive(make.filed(), kind, make.department(), by=make.manager(), officer=make.officer())


def due(case: Grievance) -> str:
    """By the rules as they are now."""
    return f"{deadlines.deadline(case, Rulebook()).due_at.astimezone(SEOUL):%m-%d %H:%M}"


# --- What it stops --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("began", "ended", "moved"),
    [
        ("06-09 10:00", "06-09 15:00", "06-17 23:59"),  # a day of seven
        ("06-09 17:00", "06-11 09:30", "06-19 23:59"),  # three
        ("06-12 17:00", "06-15 10:00", "06-18 23:59"),  # Friday and Monday; the weekend counted nothing anyway
        ("06-09 18:00", "06-10 09:00", "06-16 23:59"),  # a night
        ("06-09 12:00", "06-09 13:00", "06-16 23:59"),  # lunch
        ("06-13 09:00", "06-14 18:00", "06-16 23:59"),  # a weekend
        ("06-17 09:00", "06-17 18:00", "06-16 23:59"),  # after the last day
        ("06-05 10:00", "06-05 15:00", "06-16 23:59"),  # before it was received
    ],
)
def test_days_are_moved_by_the_working_days_of_the_outage(began, ended, moved):
    case = received("06-08 10:00")
    before = due(case)

    outage(began, ended)

    assert (before, due(case)) == ("06-16 23:59", moved)


def test_hours_are_moved_to_the_minute():
    case = received("06-09 10:00", LegalKind.OTHER)
    before = due(case)

    outage("06-09 10:20", "06-09 11:05")

    assert (before, due(case)) == ("06-09 14:00", "06-09 14:45")


def test_what_is_received_while_it_lasts_does_not_move():
    early, late = received("06-12 16:59"), received("06-13 11:00")
    before = due(late)

    outage("06-12 17:00", "06-15 10:00")

    assert due(late) == before
    assert due(early) == "06-24 23:59"


def test_one_that_lasts_has_stopped_nothing_yet():
    case = received("06-08 10:00")

    outage("06-09 10:00")

    assert due(case) == "06-16 23:59"


@pytest.mark.parametrize(("day", "moved"), [("05-05", 0), ("05-06", 1)])
def test_the_decree_knows_outages_from_the_sixth_of_may_on(day, moved):
    outage(f"{day} 23:59", "05-07 15:00")

    assert len(Rulebook().outages) == moved


# --- What the database refuses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("began", "ended"),
    [("06-09 11:00", "06-09 12:00"), ("06-09 09:00", None), ("06-09 14:59", None), ("06-09 09:00", "06-09 10:01")],
)
def test_two_outages_never_overlap(began, ended):
    outage("06-09 10:00", "06-09 15:00")

    with pytest.raises(IntegrityError, match="outages_do_not_overlap"):
        outage(began, ended)


def test_one_follows_the_other_to_the_minute():
    outage("06-09 10:00", "06-09 15:00")

    outage("06-09 15:00")

    assert Outage.objects.count() == 2

"""혁신허브: twenty companies, two consultants each, at least one visit a month; some months were missed.

As 광양 published it of its own programme. Its papers come a month at a time.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from grievances.clock import SEOUL
from grievances.demo.parts import Story
from grievances.demo.world import World
from grievances.moment import now
from visits.demo import papers
from visits.demo.papers import Paper
from visits.demo.parts import TAKEN_LAST, Host, Visits
from visits.demo.programmes import TIMES
from visits.demo.words import HUB_LINES, HUB_MINUTES, HUB_TOPICS, PRAISE
from visits.models import Participation, TeamMember
from visits.workflow import Move

COMPANIES, CONSULTANTS, MONTHS = TAKEN_LAST, 2, 6
MISSES = 11
"""One month of so many is missed."""


def stories(world: World, _do: object, visits: Visits) -> Iterator[Story]:
    """참여기업 with their consultants, and the visits of half a year."""
    first = world.today_on.replace(day=1)
    for _month in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
    parts = [
        Participation.objects.create(programme=visits.programmes.hub, company=company, first_on=first)
        for company in visits.members[-COMPANIES:]
    ]
    for number, part in enumerate(parts):
        part.consultants.set(_of(visits, number))
    for month in range(MONTHS + 1):
        following = (first + timedelta(days=31)).replace(day=1)
        yield _month_of(visits, parts, first, following - timedelta(days=1), month)
        first = following


def _month_of(visits: Visits, parts: list[Participation], first: date, last: date, month: int) -> Story:
    """The papers of one month, handed in when it is over; those of this month so far."""
    yield min(datetime.combine(last, time(18), SEOUL), visits.world.now)
    if days := visits.programmes.days(visits.programmes.hub, first, last):
        written = [
            _paper(visits, part, days[number * len(days) // COMPANIES], number, month)
            for number, part in enumerate(parts)
            if (number * 3 + month * 5) % MISSES
        ]
        papers.enter([paper for paper in written if paper.at(Move.CLOSE) < now()])


def _paper(visits: Visits, part: Participation, on: date, number: int, month: int) -> Paper:
    return Paper(
        programme=visits.programmes.hub,
        host=(host := Host(part.company)),
        slot=visits.programmes.slot(visits.programmes.hub, on, 1 + number % len(TIMES)),
        topics=HUB_TOPICS[(number + month) % len(HUB_TOPICS)],
        minutes=HUB_MINUTES,
        lines=visits.lines(host, HUB_LINES[(number + month) % len(HUB_LINES)]),
        by=visits.world.manager,
        owner=visits.owner(part.company),
        people=_of(visits, number),
        score=3 + (number + month) % 3,
        comment=PRAISE[(number + month) % len(PRAISE)],
    )


def _of(visits: Visits, number: int) -> list[TeamMember]:
    """Two consultants, in turn."""
    all_ = visits.people.consultants
    return [all_[(number * CONSULTANTS + at) % len(all_)] for at in range(CONSULTANTS)]

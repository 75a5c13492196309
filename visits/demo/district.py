"""현장방문: 24 companies and 73 things they named within a year, as 남동구 published it of its own visits."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle

from grievances.demo.parts import Parts, Story
from grievances.demo.world import DAY, World
from visits.demo import papers
from visits.demo.papers import Paper
from visits.demo.parts import TAKEN_FIRST, Host, Visits
from visits.demo.programmes import TUESDAY
from visits.demo.words import MINUTES, ON_THE_SPOT, PRAISE, TOPICS
from visits.workflow import Move, Part

COMPANIES, ITEMS, BECAME_CASES = TAKEN_FIRST, 73, 10
LAST_YEAR, SETTLED = timedelta(days=360), timedelta(days=14)


def stories(world: World, do: Parts, visits: Visits) -> Iterator[Story]:
    """A visit every other week of the last year, all of them settled."""
    today, programme = world.today_on, visits.programmes.district
    days = visits.programmes.days(programme, today - LAST_YEAR, today - SETTLED, TUESDAY)
    on_the_spot, squad = cycle(ON_THE_SPOT), cycle(visits.people.of(Part.SQUAD))
    for number, company in enumerate(visits.members[:COMPANIES]):
        host = Host(company)
        count = (number + 1) * ITEMS // COMPANIES - number * ITEMS // COMPANIES
        is_case = (number + 1) * BECAME_CASES // COMPANIES > number * BECAME_CASES // COMPANIES
        last = next(world.turns["answered"]) if is_case else next(on_the_spot)
        paper = Paper(
            programme=programme,
            host=host,
            slot=visits.programmes.slot(programme, days[number * len(days) // COMPANIES], 1 + number % 2),
            topics=TOPICS[number % len(TOPICS)],
            minutes=MINUTES[number % len(MINUTES)],
            lines=visits.lines(host, *(next(on_the_spot) for _ in range(count - 1)), last),
            by=world.manager,
            owner=visits.owner(company),
            people=[next(squad), next(squad)],
            score=4 + number % 2,
            comment=PRAISE[number % len(PRAISE)],
        )
        yield _entered(paper)
        if is_case:
            took = world.chance.randrange(2, 6) * DAY
            yield papers.case(visits, paper, paper.lines[-1], do.receive(), do.resolve(took))


def _entered(paper: Paper) -> Story:
    yield paper.at(Move.LOG)
    papers.enter([paper])

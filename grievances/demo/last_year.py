"""The year behind us."""

from collections.abc import Iterator

from grievances.demo.parts import Goes, Parts, Story
from grievances.demo.texts import BLAME, DOUBTS, HEARD, PRAISE
from grievances.demo.world import ARRIVALS, DAY, World
from grievances.workflow import Channel, Solved

ANSWERED_LAST_YEAR = 48


def stories(world: World, do: Parts) -> Iterator[Story]:
    """What was answered in the last twelve months, and what the companies said of it."""
    for number in range(ANSWERED_LAST_YEAR):
        days = 12 + 3.9 * number + world.chance.random() * 2
        end = "infeasible" if number % 9 == 4 else "answered"
        channel = ARRIVALS[number % len(ARRIVALS)] if number % 3 == 0 else Channel.ONLINE
        filing = world.filing(next(world.turns[end]), days, channel)
        took = world.chance.choice((1, 2, 3, 3, 4, 4, 5, 5, 6)) * DAY - 3
        answer = do.resolve(took) if end == "answered" else do.find_infeasible(took, world.on(30 + number * 2))
        rated = _rated(world, do, number) if filing.member else []
        yield do.story(filing, world.around(days), do.receive(after=1 + number % 7), answer, *rated)


def _rated(world: World, do: Parts, number: int) -> list[Goes]:
    after = world.chance.randrange(3, 4 * DAY)
    match number % 10:
        case 1 | 6:
            return [do.rate(Solved.PARTLY, 3, world.chance.choice(DOUBTS), after=after)]
        case 7:
            return [do.rate(Solved.NO, 2, world.chance.choice(BLAME), after=after), do.call_back(HEARD)]
        case 3:
            return []
    return [do.rate(Solved.YES, world.chance.choice((4, 5, 5)), world.chance.choice(PRAISE), after=after)]

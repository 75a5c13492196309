"""What goes out by itself around visits: the last working mornings, and follow-throughs that were told before."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from grievances.clock import SEOUL
from grievances.demo.duties import MORNING, MORNINGS
from grievances.demo.parts import Parts, Story
from grievances.demo.world import DAY, World
from grievances.moment import as_of, now
from visits.actions import reminding
from visits.demo.parts import Visits

QUIET_UNTIL = 11 * DAY
"""What was due so long ago, in working hours, was told without a mail that anybody still keeps."""
AFTER_CASES = timedelta(minutes=5)


def stories(world: World, _do: Parts, _visits: Visits) -> Iterator[Story]:
    """알림 of visits, behind those of cases, and once more now, so that the worker finds nothing old."""
    yield _mornings(world)


def _mornings(world: World) -> Story:
    yield world.ago(QUIET_UNTIL)
    with as_of(now(), in_silence=True):
        reminding.remind()
    for days in range(MORNINGS, 0, -1):
        yield datetime.combine(world.ago(days * DAY).astimezone(SEOUL).date(), MORNING, SEOUL) + AFTER_CASES
        reminding.remind()
    yield world.now
    reminding.remind()

"""The demo world, part four: visits, and with them the cases that came of them.

A case of a visit is a case like any other, so cases and visits are played together, in the order of their moments.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from accounts.demo import NotHere
from grievances import demo as grievances
from grievances.demo.parts import Parts
from grievances.demo.world import World
from notifications.demo import already_told
from visits.demo import asking, coming, district, history, hub, lately, mornings
from visits.demo.parts import Visits
from visits.models import Programme

CHAPTERS = (history, district, hub, lately, coming, asking, mornings)


def load() -> None:
    """Make the world once; what is there stays as it is."""
    if settings.IN_PRODUCTION:
        raise NotHere("시연 자료는 실제 운영 환경에 넣을 수 없습니다.")
    if Programme.objects.exists():
        return
    with already_told():
        grievances.load(_stories)


def _stories(world: World, do: Parts) -> Iterator[Iterator[datetime]]:
    visits = Visits(world)
    for chapter in CHAPTERS:
        yield from chapter.stories(world, do, visits)

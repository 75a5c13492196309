"""The demo world, part three: what companies asked, what the city answered, and what they think of it.

Every case is a story: a generator that says when it goes on, and goes on by the same actions as everybody's. They are
played in the order of their moments, so that receipt numbers, histories and inboxes follow time.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from django.conf import settings
from django.utils import timezone

from accounts.demo import NotHere
from accounts.models import Department
from grievances import actions, rulebook
from grievances.demo import (
    approvals,
    changes,
    clocks,
    custody,
    desks,
    duties,
    last_year,
    opinions,
    own_company,
    rules,
    texts,
    together,
)
from grievances.demo.absences import some_are_away
from grievances.demo.parts import Parts
from grievances.demo.world import World
from grievances.models import AnswerTemplate, Category, Grievance
from grievances.moment import as_of
from notifications.demo import already_told

PORTAL_IS_OLD = timedelta(days=400)
"""What happened before the portal opened was told to nobody by it."""
CHAPTERS = (own_company, desks, last_year, clocks, changes, duties, custody, opinions, approvals, together)

type Chapter = Callable[[World, Parts], Iterable[Iterator[datetime]]]


def load(*more: Chapter) -> None:
    """Make the world once; what is there stays as it is. `more` is told along with it, by the apps above."""
    if settings.IN_PRODUCTION:
        raise NotHere("시연 자료는 실제 운영 환경에 넣을 수 없습니다.")
    if Grievance.objects.exists():
        return
    with already_told():
        asked, templates = texts.read()
        _set_up(templates)
        world = World(asked, timezone.now())
        do = Parts(world)
        chapters = (*more, *(chapter.stories for chapter in CHAPTERS))
        _play([story for chapter in chapters for story in chapter(world, do)], world)
        some_are_away(world)
        actions.remind()


def _set_up(templates: Iterable[dict[str, str]]) -> None:
    """쉬는 날, 처리기간 of 법정 matters, 기본 담당부서 and 답변 서식."""
    rules.set_up()
    departments = {department.name: department for department in Department.objects.all()}
    categories = {category.name: category for category in Category.objects.all()}
    for name, unit in texts.DEPARTMENT_OF.items():
        categories[name].department = departments[unit]
    Category.objects.bulk_update(categories.values(), ["department"])
    AnswerTemplate.objects.bulk_create(
        AnswerTemplate(**words | {"category": categories.get(words.get("category", ""))}) for words in templates
    )


def _play(stories: Iterable[Iterator[datetime]], world: World) -> None:
    """What happened until now, in the order in which it happened; the rest of a story has not happened yet."""
    opened = world.now - PORTAL_IS_OLD
    ahead = [(next(story), number, story) for number, story in enumerate(stories)]
    heapify(ahead)
    while ahead and ahead[0][0] <= world.now:
        at, number, story = heappop(ahead)
        with as_of(at, in_silence=at < opened), rulebook.kept(world.rules):
            following = next(story, None)
        if following is not None:
            heappush(ahead, (following, number, story))

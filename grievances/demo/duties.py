"""What the law wants of the city by itself: the reminders of each morning, and 월간 점검."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from grievances import actions
from grievances.clock import SEOUL
from grievances.demo.parts import Parts, Story
from grievances.demo.world import DAY, World
from grievances.models import MonthlyCheck

MORNING, FORENOON = time(8, 20), time(10, 40)
MORNINGS = 3
MENDED = "보완을 오래 기다린 사건을 부서장과 함께 살폈습니다. 앞으로 기한 이틀 전에 부서 회의에서 한 번 더 봅니다."


def stories(world: World, _do: Parts) -> Iterator[Story]:
    """The last working mornings, and the two months before this one."""
    yield _mornings(world)
    this_month = world.today_on.replace(day=1)
    for month in ((this_month - timedelta(days=1)).replace(day=1), this_month):
        yield _checked(world, month)


def _mornings(world: World) -> Story:
    """알림 with its statutory notices: 독촉장, 처리진행상황 통지. The newest morning is this day's, if it is one."""
    for days in range(MORNINGS, 0, -1):
        yield datetime.combine(world.ago(days * DAY).astimezone(SEOUL).date(), MORNING, SEOUL)
        actions.remind()


def _checked(world: World, month: date) -> Story:
    """월간 점검 on the first working day of a month, confirmed on the next."""
    first = next(day for day in _days(month) if not world.calendar.is_day_off(day))
    yield datetime.combine(first, MORNING, SEOUL)
    actions.look_after_months()
    second = next(day for day in _days(first + timedelta(days=1)) if not world.calendar.is_day_off(day))
    yield datetime.combine(second, FORENOON, SEOUL)
    actions.confirm_month(MonthlyCheck.objects.open().get(), MENDED, by=world.manager)


def _days(first: date) -> Iterator[date]:
    while True:
        yield first
        first += timedelta(days=1)

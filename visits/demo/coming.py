"""The weeks ahead: what is fixed, what is offered, who waits for a day; and one visit today."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from grievances.demo.changes import local_holiday_on
from grievances.demo.parts import Parts, Story
from grievances.demo.world import DAY, World
from visits import actions
from visits.demo.parts import Host, Step, Visits
from visits.demo.programmes import THURSDAY, TIMES
from visits.demo.words import ASSOCIATIONS, TOPICS
from visits.models import Slot, TeamMember

HORIZON = timedelta(days=200)
"""So far ahead there are days for visits even behind an election."""
OTHER_DAY = "그 주에 설비를 들여 손님을 맞기 어렵습니다. 다음 달 목요일 오전이 좋습니다."


def stories(world: World, _do: Parts, visits: Visits) -> Iterator[Iterator[datetime]]:
    """Two visits a Thursday to begin with, fewer later; six that wait; one today."""
    mayor, district, hub = visits.programmes.mayor, visits.programmes.district, visits.programmes.hub
    people, tomorrow, horizon = visits.people, world.today_on + timedelta(days=1), world.today_on + HORIZON
    ahead = visits.programmes.days(mayor, tomorrow, horizon, THURSDAY)
    if ahead[0] == local_holiday_on(
        world
    ):  # a visit that stands on a day declared off later is not the first one seen
        ahead[:2] = reversed(ahead[:2])
    slots = [visits.programmes.slot(mayor, day, order) for day in ahead[:5] for order in (1, 2)]
    meeting = Host(None, ASSOCIATIONS[0], "시연 사무국장", "meeting01@demo.example")

    yield _soon(visits, Host(world.own_company), slots[0], (people.mayor, people.me, people.committee), ago=11)
    yield _soon(visits, visits.other(), slots[1], (people.mayor, people.officer), ago=10)
    yield _soon(visits, visits.other(), slots[2], (people.mayor, people.me), ago=7)
    yield _soon(visits, meeting, slots[3], (people.mayor, people.committee), ago=6)
    yield _by_phone(visits, visits.alone(), slots[4], ago=5)
    yield _offered(visits, visits.other(), slots[5], ago=1.2)
    yield _offered(visits, visits.other(), slots[6], ago=2.1)
    yield _offered(visits, visits.other(), slots[8], ago=0.4)

    waiting = (
        (visits.other(), 34.0, "아무 때나"),
        (visits.alone(), 20.0, "목요일 오전"),
        (visits.other(), 9.0, "다음 달 첫 주는 어렵습니다"),
        (visits.other(), 4.0, "목요일 오후"),
        (Host(None, ASSOCIATIONS[4], "시연 사무국장", "meeting05@demo.example"), 2.0, "이사회가 있는 셋째 목요일"),
    )
    for number, (host, days, wishes) in enumerate(waiting):
        yield visits.asked(mayor, host, TOPICS[number], wishes, at=world.ago(days * DAY))
    yield _other_day(visits, visits.other(), slots[7], ago=6)

    day = visits.programmes.days(hub, tomorrow + timedelta(days=1), horizon)[0]
    slot = visits.programmes.slot(hub, day, 2)
    yield _soon(visits, Host(visits.members[-1]), slot, people.consultants[-2:], ago=4)
    if visits.programmes.days(district, world.today_on, world.today_on):
        yield _today(visits, visits.other())


def _soon(visits: Visits, host: Host, slot: Slot, members: Sequence[TeamMember], *, ago: float) -> Step:
    """Offered and accepted so many working days ago."""
    world, going = visits.world, visits.people.turn(*members)
    visit = yield from visits.asked(
        slot.programme, host, TOPICS[int(ago) % len(TOPICS)], at=world.ago((ago + 7) * DAY)
    )
    visit = yield from visits.offered(visit, slot, at=world.ago(ago * DAY), going=going)
    return (yield from visits.accepted(visit, at=world.ago((ago - 0.7) * DAY)))


def _by_phone(visits: Visits, host: Host, slot: Slot, *, ago: float) -> Step:
    """Of a company without members, fixed by telephone."""
    world, going = visits.world, visits.people.turn(visits.people.mayor)
    visit = yield from visits.asked(slot.programme, host, TOPICS[2], at=world.ago((ago + 5) * DAY))
    return (yield from visits.scheduled(visit, slot, at=world.ago(ago * DAY), going=going))


def _offered(visits: Visits, host: Host, slot: Slot, *, ago: float) -> Step:
    """The company has not answered yet."""
    world, going = visits.world, visits.people.turn(visits.people.mayor)
    visit = yield from visits.asked(slot.programme, host, TOPICS[3], at=world.ago((ago + 8) * DAY))
    return (yield from visits.offered(visit, slot, at=world.ago(ago * DAY), going=going))


def _other_day(visits: Visits, host: Host, slot: Slot, *, ago: float) -> Story:
    """The company asked for another day than the one it was offered."""
    visit = yield from _offered(visits, host, slot, ago=ago)
    yield visits.world.after(2 * DAY)
    actions.ask_other(visit, OTHER_DAY, **visits.by_host(visit))


def _today(visits: Visits, host: Host) -> Story:
    """현장방문 today, in the place of the day that began last, so that team@ has something to write."""
    world, people = visits.world, visits.people
    begun = [order for order, (begins, _ends) in TIMES.items() if begins <= timezone.localtime(world.now).time()]
    slot = visits.programmes.slot(visits.programmes.district, world.today_on, max(begun, default=1))
    yield from _soon(visits, host, slot, (people.me, people.officer), ago=4)

"""The last weeks on the road: what is settled, and what somebody has still to write, to answer or to put right."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from grievances.clock import SEOUL
from grievances.demo.parts import Parts, Story
from grievances.demo.world import DAY, World
from visits import actions
from visits.demo.parts import Host, Said, Step, Visits
from visits.demo.programmes import THURSDAY
from visits.demo.words import ASSOCIATIONS, AT_MEETINGS, LIGHTS, ON_THE_SPOT, TOPICS

FOLLOWED_UP = timedelta(days=37)
"""A visit of then is settled so long that its first follow-through is due."""
LOOKED_BACK = timedelta(days=200)
"""So far back there are days of visits even behind an election."""
LOCKED = "문이 잠겨 있고 전화를 받지 않으셨습니다."
FULL_UP = "이번 시즌의 자리가 찼습니다. 다음 시즌에 다시 신청해 주시면 먼저 살피겠습니다."
CLOSED_DOWN = "그날 공장이 쉽니다. 다시 신청하겠습니다."
OBJECTION = "가로등이 아니라 보안등이라고 말씀드렸습니다. 맡는 부서가 다릅니다."


def stories(world: World, do: Parts, visits: Visits) -> Iterator[Iterator[datetime]]:
    """Each end a visit can have, and each state on the way there."""
    mayor, me = visits.programmes.mayor, visits.people.me
    yesterday = world.today_on - timedelta(days=1)
    past = visits.programmes.days(mayor, world.today_on - LOOKED_BACK, yesterday, THURSDAY)[::-1]
    mine, theirs = do.receive(officer=world.officer), do.receive()
    own, other = Host(world.own_company), visits.other()

    # Settled: of 예시정밀㈜ with all four ends, its case answered; of another with a case that goes on.
    on = next(day for day in past if day <= world.today_on - FOLLOWED_UP)
    slot, also = (visits.programmes.slot(mayor, on, order) for order in (1, 2))
    lines = visits.lines(own, ON_THE_SPOT[0], world.about("표지판"), ON_THE_SPOT[1], ON_THE_SPOT[2])
    yield _settled(visits, visits.arranged(own, slot, TOPICS[0], me), lines, score=5)
    yield visits.case(lines[1], slot, mine, do.resolve(5 * DAY))
    lines = visits.lines(other, world.about("갓길 화물차"), ON_THE_SPOT[3], world.about("전시회"))
    yield _settled(visits, visits.arranged(other, also, TOPICS[1]), lines, score=4)
    yield visits.case(lines[0], also, mine, do.keep(4 * DAY, report_on=world.on(20), target_on=world.on(200)))
    yield visits.case(lines[2], also, theirs, do.resolve(4 * DAY))
    meeting = Host(None, ASSOCIATIONS[3], "시연 사무국장", "meeting04@demo.example")
    slot = visits.programmes.slot(mayor, past[3], 2)
    lines = visits.lines(meeting, *AT_MEETINGS[:3])
    yield _settled(visits, visits.arranged(meeting, slot, TOPICS[5], visits.people.committee), lines, score=4)

    # Minutes: objected to, unanswered for some days, and those of 예시정밀㈜ that just came.
    slot, host = visits.programmes.slot(mayor, past[2], 1), visits.other()
    lines = visits.lines(host, ON_THE_SPOT[5], LIGHTS, world.about("보도블록"))
    yield _objected(visits, visits.arranged(host, slot, TOPICS[2], visits.people.officer), lines)
    yield visits.case(lines[2], slot, mine, do.resolve(6 * DAY))
    slot, host = visits.programmes.slot(mayor, past[1], 1), visits.other()
    lines = visits.lines(host, ON_THE_SPOT[7], world.about("셔틀버스"))
    yield _sent(visits, visits.arranged(host, slot, TOPICS[5], me), lines)
    yield visits.case(lines[1], slot, theirs)
    slot = visits.programmes.slot(mayor, past[0], 1)
    lines = visits.lines(own, ON_THE_SPOT[8], world.about("점심"), ON_THE_SPOT[9])
    yield _sent(visits, visits.arranged(own, slot, TOPICS[0], me, visits.people.head), lines)
    yield visits.case(lines[1], slot, theirs)

    # Not held: nobody was there, given up by the company, declined.
    slot = visits.programmes.slot(mayor, past[2], 2)
    yield _nobody(visits, visits.arranged(visits.other(), slot, TOPICS[3]))
    slot = visits.programmes.slot(mayor, past[1], 2)
    yield _given_up(visits, visits.arranged(visits.other(), slot, TOPICS[4]))
    yield _declined(visits, visits.other(), at=world.ago(16 * DAY))

    # Nobody wrote yet what was said a working day ago: team@ can.
    on = visits.programmes.days(visits.programmes.district, world.today_on - LOOKED_BACK, yesterday)[-1]
    slot = visits.programmes.slot(visits.programmes.district, on, 3)
    yield visits.arranged(visits.other(), slot, TOPICS[6], me, days=9)


def _settled(visits: Visits, arranged: Step, lines: list[Said], *, score: int) -> Story:
    """To its end."""
    visit = yield from arranged
    visit = yield from visits.held(visit, lines)
    yield from visits.settled(visit, score=score)


def _sent(visits: Visits, arranged: Step, lines: list[Said]) -> Story:
    """Its minutes wait for the host, as team@ wrote them."""
    visit = yield from arranged
    visit = yield from visits.held(visit, lines, by=visits.people.me.person)
    yield from visits.sent(visit, after=2, by=visits.people.me.person)


def _objected(visits: Visits, arranged: Step, lines: list[Said]) -> Story:
    """A line is remembered otherwise."""
    visit = yield from arranged
    visit = yield from visits.held(visit, lines)
    visit = yield from visits.sent(visit)
    yield visits.world.after(DAY)
    number = next(at for at, said in enumerate(lines, 1) if said.spoken == LIGHTS)
    actions.object_(visit, lines={number: OBJECTION}, **visits.by_host(visit))


def _nobody(visits: Visits, arranged: Step) -> Story:
    """만나지 못함."""
    visit = yield from arranged
    assert visit.ends_at is not None
    yield visit.ends_at
    actions.no_show(visit, LOCKED, by=visits.world.manager)


def _given_up(visits: Visits, arranged: Step) -> Story:
    """방문 취소, by the company."""
    visit = yield from arranged
    assert visit.on is not None
    yield visits.working(datetime.combine(visit.on, time(9), SEOUL) - timedelta(days=3), time(14, 20))
    actions.cancel(visit, CLOSED_DOWN, **visits.by_host(visit))


def _declined(visits: Visits, host: Host, *, at: datetime) -> Story:
    """어렵다고 알림."""
    visit = yield from visits.asked(visits.programmes.mayor, host, TOPICS[7], "이번 달", at=at)
    yield visits.world.after(2 * DAY)
    actions.decline(visit, FULL_UP, by=visits.world.manager)

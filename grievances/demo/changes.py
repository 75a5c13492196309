"""What changed for all clocks at once: an outage of an afternoon, and a local holiday still to come."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from grievances import actions, clock
from grievances.actions import outages
from grievances.actions.rules import keep_rule
from grievances.clock import SEOUL
from grievances.demo.parts import Parts, Story
from grievances.demo.world import DAY, World
from grievances.models import Holiday
from grievances.rulebook import Rulebook
from grievances.workflow import Channel

OUTAGE = "신청할 때 파일 올리기"
ALTERNATIVE = "전화 031-000-0100, 시청 3층 기업민원과 창구"
OUTAGE_FROM, OUTAGE_UNTIL = time(13, 40), time(16, 20)
LOCAL_HOLIDAY, BYLAW = "한빛시 시민의 날", "한빛시 지방공휴일에 관한 조례"
LOCAL_HOLIDAY_IN_DAYS = 3


def stories(world: World, do: Parts) -> Iterator[Story]:
    """What stopped all clocks for an afternoon, and a day that was declared off and is still to come."""
    on = world.ago(10 * DAY).astimezone(SEOUL).date()
    yield _outage(world, on)
    for words, arrived, entered, channel in (
        ("숙련된 외국인", time(14, 25), time(16, 40), Channel.WALK_IN),
        ("통관 규정", time(15, 10), time(17, 5), Channel.LETTER),
    ):
        filing = world.filing(world.about(words), 11, channel)
        at, arrived_at = datetime.combine(on, entered, SEOUL), datetime.combine(on, arrived, SEOUL)
        yield do.story(filing, at, do.receive(after=2), do.resolve(4 * DAY), arrived_at=arrived_at)
    yield _local_holiday(world)


def _outage(world: World, on: date) -> Story:
    """장애: told of at once, ended when it was over, and the clocks of what had been received counted anew."""
    began_at, ended_at = (datetime.combine(on, at, SEOUL) for at in (OUTAGE_FROM, OUTAGE_UNTIL))
    yield began_at + timedelta(minutes=5)
    outage = outages.begin(OUTAGE, ALTERNATIVE, by=world.manager, began_at=began_at)
    yield ended_at + timedelta(minutes=5)
    outages.end(outage, ended_at, by=world.manager)
    _count_anew(world)


def local_holiday_on(world: World) -> date:
    """The day that is declared off."""
    return clock.working_days_after(LOCAL_HOLIDAY_IN_DAYS, world.now, world.calendar).date()


def _local_holiday(world: World) -> Story:
    """지방공휴일, two or three working days from now: what would have been due then or later is due a day later."""
    yield world.ago(2 * DAY)
    day = local_holiday_on(world)
    keep_rule(Holiday(day=day, name=LOCAL_HOLIDAY, kind=Holiday.Kind.LOCAL, note=BYLAW), by=world.manager)
    _count_anew(world)


def _count_anew(world: World) -> None:
    """다시 셈, at once and to its end; what is told from now on goes by the new rules."""
    for run in actions.owed_recounts():
        actions.take_up_recount(run)
    world.rules = Rulebook()

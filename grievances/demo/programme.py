"""이동시장실 of 2010 and 2011, as the city published it: every Thursday, two companies; 177 cases.

In the end 91 완료, 62 처리 중, 24 처리 불가.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from grievances import actions
from grievances.clock import SEOUL, Calendar
from grievances.demo.parts import Goes, Parts, Story, officer_of
from grievances.demo.world import DAY, ENDED, Filing, World
from grievances.workflow import Channel

PROGRAMME = (date(2010, 9, 1), date(2011, 12, 31))
VISITED, VOICED = 63, 177
THURSDAY = 3
STILL_SHUT = "보고회에서 다시 살폈습니다. 걸림돌은 그대로입니다. 바꿀 수 있는 곳에 다시 건의했습니다."
STILL_GOING = "보고회에서 다시 살폈습니다. 올해 몫을 마쳤고 남은 것을 이어 갑니다."


def stories(world: World, do: Parts) -> Iterator[Story]:
    """이동시장실: what was voiced on Thursdays in 2010 and 2011, and looked at again ever since."""
    hosts = [company for company in world.companies if company.pk not in world.with_members][:VISITED]
    thursdays = _thursdays(*PROGRAMME, world.calendar)
    ends = [end for end, count in ENDED.items() for _ in range(count)]
    world.chance.shuffle(ends)
    for number, end in enumerate(ends):
        visit = number * VISITED // VOICED
        on = thursdays[visit // 2 * len(thursdays) // (VISITED // 2 + 1)]
        arrived_at = datetime.combine(on, time(14 if visit % 2 else 10, number * 7 % 50), SEOUL)
        began = datetime.combine(on, time(16, number % 60), SEOUL)
        filing = Filing(
            next(text for text in world.turns[end] if not text.is_recent),
            hosts[visit],
            channel=Channel.VISIT,
            email=f"visit{visit + 1:02}@demo.example",
        )
        yield do.story(filing, began, do.receive(), *_ended(world, do, end, on), arrived_at=arrived_at)


def _ended(world: World, do: Parts, end: str, on: date) -> list[Goes]:
    """What is not done is looked at again twice a year; the last time was lately."""
    took = world.chance.randrange(1, 6) * DAY
    if end == "answered":
        return [do.resolve(took)]
    next_on, half_a_year = world.on(world.chance.randrange(60, 130)), on + timedelta(days=180)
    review = do.until(world.ago(world.chance.randrange(38 * DAY, 46 * DAY)))
    if end == "infeasible":
        again = do.move(0, officer_of, actions.look_again, STILL_SHUT, next_on)
        return [do.find_infeasible(took, half_a_year), review, again]
    target_on = next_on + timedelta(days=world.chance.randrange(60, 500))
    again = do.move(0, officer_of, actions.keep, STILL_GOING, report_on=next_on, target_on=target_on)
    return [do.keep(took, report_on=half_a_year, target_on=on + timedelta(days=720)), review, again]


def _thursdays(first: date, last: date, calendar: Calendar) -> list[date]:
    days = (first + timedelta(days=number) for number in range((last - first).days))
    return [day for day in days if day.weekday() == THURSDAY and not calendar.is_day_off(day)]

"""이동시장실 of 2010 and 2011, as the city published it: every Thursday, two companies; ten meetings; 177 cases.

In the end 91 완료, 62 처리 중, 24 처리 불가.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle

from grievances import actions
from grievances.demo.parts import Goes, Parts, Story, officer_of
from grievances.demo.world import DAY, ENDED, World
from visits.demo import papers
from visits.demo.papers import Paper
from visits.demo.parts import Host, Said, Visits
from visits.demo.programmes import THURSDAY
from visits.demo.words import ASSOCIATIONS, AT_MEETINGS, MEETING_MINUTES, MINUTES, ON_THE_SPOT, PRAISE, TOPICS
from visits.models import Slot
from visits.workflow import Move

PROGRAMME = (date(2010, 9, 1), date(2011, 12, 31))
VISITED, VOICED = 63, 177
STILL_SHUT = "보고회에서 다시 살폈습니다. 걸림돌은 그대로입니다. 바꿀 수 있는 곳에 다시 건의했습니다."
STILL_GOING = "보고회에서 다시 살폈습니다. 올해 몫을 마쳤고 남은 것을 이어 갑니다."


def stories(world: World, do: Parts, visits: Visits) -> Iterator[Story]:
    """이동시장실: the visits of those Thursdays, what was voiced, and how it was looked at again ever since."""
    thursdays = visits.programmes.days(visits.programmes.mayor, *PROGRAMME, THURSDAY)
    days = [thursdays[visit // 2 * len(thursdays) // (VISITED // 2 + 1)] for visit in range(VISITED)]
    free = [day for day in thursdays if day not in days]
    hosts = [company for company in world.companies if company.pk not in world.with_members][:VISITED]
    ends = [end for end, count in ENDED.items() for _ in range(count)]
    world.chance.shuffle(ends)
    on_the_spot = cycle(ON_THE_SPOT)
    for number, (company, on) in enumerate(zip(hosts, days, strict=True)):
        host = Host(company, contact_name="시연 공장장", contact_email=f"visit{number + 1:02}@demo.example")
        voiced = [end for at, end in enumerate(ends) if at * VISITED // VOICED == number]
        texts = [next(text for text in world.turns[end] if not text.is_recent) for end in voiced]
        more = [next(on_the_spot)] if number % 3 == 0 else []
        slot = visits.programmes.slot(visits.programmes.mayor, on, 1 + number % 2)
        paper = _paper(visits, host, slot, visits.lines(host, *texts, *more), number)
        yield _entered(paper)
        for end, said in zip(voiced, paper.lines, strict=False):
            yield papers.case(visits, paper, said, do.receive(), *_ended(world, do, end, on))
    for number, organization in enumerate(ASSOCIATIONS):
        host = Host(None, organization, "시연 사무국장", f"meeting{number + 1:02}@demo.example")
        slot = visits.programmes.slot(visits.programmes.mayor, free[number * len(free) // len(ASSOCIATIONS)], 2)
        spoken = [AT_MEETINGS[(number + at) % len(AT_MEETINGS)] for at in range(2 + number % 2)]
        yield _entered(_paper(visits, host, slot, visits.lines(host, *spoken), number))


def _paper(visits: Visits, host: Host, slot: Slot, lines: list[Said], number: int) -> Paper:
    return Paper(
        programme=visits.programmes.mayor,
        host=host,
        slot=slot,
        topics=TOPICS[number % len(TOPICS)],
        minutes=MINUTES[number % len(MINUTES)] if host.company else MEETING_MINUTES,
        lines=lines,
        by=visits.world.manager,
        score=3 + number % 3,
        comment=PRAISE[number % len(PRAISE)],
    )


def _entered(paper: Paper) -> Story:
    yield paper.at(Move.LOG)
    papers.enter([paper])


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

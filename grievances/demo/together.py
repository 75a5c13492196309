"""Several companies with one problem, what the law changed, and what the city asked others to change."""

from collections.abc import Generator, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from grievances import actions
from grievances.actions import grouping, reforming, watching
from grievances.demo.parts import Goes, Part, Parts, Story, officer_of
from grievances.demo.texts import Text
from grievances.demo.world import DAY, Filing, World
from grievances.models import Grievance, Reform
from grievances.moment import now

SURVEYED = "네 곳에서 함께 말씀하신 길을 어제 재었습니다. 다음 주에 고칠 곳을 정해 알려 드립니다."
ALONE = "길이 이어지지 않은 다른 곳이어서 따로 봅니다."
RELAXED = "소규모 공장의 심사 기준이 느슨해졌습니다. 미뤄 둔 주차장을 다시 살필 수 있습니다."
MINISTRY, PROVINCE, OMBUDSMAN = "국토교통부", "예시도", "중소기업 옴부즈만"
PROPOSAL = "작은 공장은 이 조건의 예외로 하여 주십시오. 같은 어려움을 겪는 공장의 수와 현장 사진을 붙였습니다."
REFUSED = "다른 지역과의 형평 때문에 예외를 두기 어렵다고 합니다. 다음 해 지침을 고칠 때 다시 살핀답니다."
HEARD = "담당 주무관과 통화함. 법제 검토를 맡겼고 다음 달에 답할 수 있다고 함."


def stories(world: World, do: Parts) -> Iterator[Story]:
    """A group with its lead, one whose lead has ended, a change of the law, and proposals in every state."""
    yield _road(world, do)
    yield _left(world, do)
    yield _changed(world, do)
    yield _proposed(world, do, "퇴근 시간에", 30, _asks(PROVINCE, 60))
    yield _proposed(world, do, "외국인 근로자를", 75, _asks(MINISTRY, 40))
    yield _proposed(world, do, "소량 화학물질", 90, _asks(MINISTRY, 60), _hears(world), _asks(OMBUDSMAN, 150))
    yield _proposed(world, do, "스마트공장", 70, _asks(OMBUDSMAN, 30), _is_put_off(world))


def _neighbours(world: World, text: Text, days: float, count: int) -> list[Filing]:
    """So many companies with the same problem."""
    found: dict[int, Filing] = {}
    while len(found) < count:
        filing = world.filing(text, days)
        found.setdefault(filing.company.pk, filing)
    return list(found.values())


def _filed(world: World, do: Parts, filings: list[Filing], days: float) -> Generator[datetime, None, list[Grievance]]:
    """One half a day after the other, and received for the same officer."""
    cases = []
    for number, filing in enumerate(filings):
        case = yield from do.filed(filing, world.ago((days - number / 2) * DAY))
        case = yield from do.receive(after=2, officer=world.officer)(case, filing.text)
        cases.append(case)
    return cases


def _road(world: World, do: Parts) -> Story:
    """One road, four companies and one that turned out to be about another; all told at once."""
    filings = _neighbours(world, world.about("중앙선 때문에"), 5, 5)
    lead, *others = yield from _filed(world, do, filings, 5)
    yield world.after(2)
    grouped = [grouping.group(case, lead, by=world.officer) for case in others]
    yield world.after(2)
    grouping.ungroup(grouped.pop(), ALONE, by=world.officer)
    yield world.after(4)
    for case in (lead, *grouped):
        actions.message(case, SURVEYED, by=world.officer)


def _left(world: World, do: Parts) -> Story:
    """The lead was answered, the two others go on."""
    text = world.about("보도블록이")
    lead, *others = yield from _filed(world, do, _neighbours(world, text, 7, 3), 7)
    yield world.after(2)
    for case in others:
        grouping.group(case, lead, by=world.officer)
    yield from do.resolve(2 * DAY)(lead, text)


def _changed(world: World, do: Parts) -> Story:
    """조문 바뀜: two companies were told that there is no parking place to be had; now there may be."""
    text = world.about("갓길 화물차")
    shut = yield from _filed(world, do, _neighbours(world, text, 45, 2), 45)
    cases = []
    for case in shut:
        found = yield from do.find_infeasible(DAY, world.on(120))(case, text)
        cases.append(found)
    yield world.ago(1.5 * DAY)
    provision, _, _ = text.dossier["provision"].partition("(")
    wakes = [case.pk for case in cases]
    watching.note_change(provision, world.on(-7), RELAXED, by=world.manager, wakes=wakes)


def _proposed(world: World, do: Parts, words: str, days: float, *parts: Goes) -> Story:
    """What could not be done, and what the city asked others to change."""
    text = world.about(words)
    shut = do.find_infeasible(4 * DAY, world.on(100))
    return do.story(world.filing(text, days), world.around(days), do.receive(), shut, *parts)


def _asks(body: str, days: int) -> Goes:
    """제도개선 건의, to be asked about after so many days."""

    def part(case: Grievance, _text: Text) -> Part:
        at = now() + timedelta(hours=2)
        yield at
        ask_again_on = timezone.localdate(at) + timedelta(days=days)
        return reforming.suggest_reform(case, body, PROPOSAL, ask_again_on, by=officer_of(case))

    return part


def _hears(world: World) -> Goes:
    """건의 회신."""

    def part(case: Grievance, _text: Text) -> Part:
        yield world.after(25 * DAY)
        return reforming.record_reply(
            case, case.reforms.latest("pk"), Reform.Reply.REFUSED, REFUSED, by=officer_of(case)
        )

    return part


def _is_put_off(world: World) -> Goes:
    """회신 다시 물음."""

    def part(case: Grievance, _text: Text) -> Part:
        yield world.after(23 * DAY)
        in_a_month = timezone.localdate(now()) + timedelta(days=75)
        return reforming.ask_again(case, case.reforms.latest("pk"), in_a_month, HEARD, by=officer_of(case))

    return part

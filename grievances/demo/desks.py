"""The officials' desks now."""

from collections.abc import Iterator
from itertools import cycle

from accounts.models import User
from grievances import actions
from grievances.demo.parts import Goes, Parts, Story, filer_of, officer_of
from grievances.demo.texts import BLAME, HEARD
from grievances.demo.world import ARRIVALS, DAY, Filing, World
from grievances.models import Grievance
from grievances.workflow import Channel, Solved

TWICE_ANSWERED = "같은 내용에 두 번 답해 드렸고 달라진 것이 없어 마칩니다(법 제23조)."


def stories(world: World, do: Parts) -> Iterator[Story]:
    """What waits, runs, stands still or is over its time."""
    mine, theirs = do.receive(officer=world.officer), do.receive()
    roads = cycle([text for text in world.texts if text.unit == "도로과"])

    def road(days: float, *parts: Goes, end: str = "answered") -> Story:
        text = next(text for text in roads if text.can(end))
        return do.story(world.filing(text, days), world.around(days), mine, *parts)

    def other(days: float, *parts: Goes, end: str = "answered", channel: Channel = Channel.ONLINE) -> Story:
        return do.story(world.filing(next(world.turns[end]), days, channel), world.around(days), *parts)

    # 접수 대기, up to and past the 8 working hours.
    for days, channel in zip((0.05, 0.3, 0.55, 0.85, 0.95, 1.2, 1.9), cycle(ARRIVALS), strict=False):
        yield other(days, channel=channel)
    # 처리 중, from just received to days past 처리기한.
    for days in (1.4, 3.1, 4.3, 5.9, 6.3, 6.8, 8.4, 10.5):
        yield road(days)
    for days, channel in zip((1.5, 2.1, 3.3, 4.5, 5.7, 6.1, 6.7), cycle(ARRIVALS), strict=False):
        yield other(days, do.receive(is_assigned=days not in {2.1, 4.5, 6.1}), channel=channel)
    # The head gives one to officer@.
    head = User.objects.get(email="head@demo.example")
    given = do.move(
        4, lambda _case: head, actions.assign, world.officer, note="비슷한 일을 맡으셨으니 이어서 봐 주십시오."
    )
    yield do.story(world.filing(next(roads), 2.5), world.around(2.5), do.receive(is_assigned=False), given)
    for days in (9.3, 11.6, 19):
        yield other(days, theirs, do.move(2, officer_of, actions.note, "현장에 전화함. 날을 다시 잡기로 함."))
    # 보완을 기다림: in time, with more time, too late, twice too late; and what came back.
    yield road(4, do.ask(4, days=7))
    yield other(3, theirs, do.ask(4, days=8))
    late = do.move(3 * DAY, filer_of, actions.ask_for_more_time, world.on(20), "서류를 떼는 데 시간이 더 듭니다.")
    yield other(6, theirs, do.ask(4, days=6), late)
    yield road(12, do.ask(4, days=5))
    yield other(24, theirs, *do.unanswered())
    yield road(
        7,
        do.ask(4, days=5),
        do.move(2 * DAY, filer_of, actions.supplement, "정문 왼쪽 전봇대 앞입니다."),
    )
    # 장기추진: the report is near, today, over; or far away.
    for days, in_days in ((25, 2), (60, 0), (95, -4)):
        yield road(days, do.keep(3 * DAY, report_on=world.on(in_days), target_on=world.on(120)), end="kept")
    for days, in_days in ((33, 25), (70, 60), (120, 5)):
        yield other(days, theirs, do.keep(4 * DAY, report_on=world.on(in_days), target_on=world.on(300)), end="kept")
    # 처리 불가 whose day to look again has come.
    for days, in_days in ((90, 0), (130, -6)):
        yield road(days, do.find_infeasible(4 * DAY, world.on(in_days)), end="infeasible")
        yield other(days + 5, theirs, do.find_infeasible(5 * DAY, world.on(in_days)), end="infeasible")
    # 재검토, by the company, by 총괄담당, and one that has a second answer already.
    yield road(25, do.resolve(4 * DAY), do.rate(Solved.NO, 2, BLAME[1]), do.call_back(HEARD), do.again(15 * DAY))
    yield other(
        40,
        theirs,
        do.resolve(4 * DAY),
        do.by_manager(32 * DAY, actions.reopen, "같은 불편이 또 들어왔습니다."),
    )
    yield other(70, theirs, do.resolve(4 * DAY), do.again(9 * DAY), do.resolve(5 * DAY), do.rate(Solved.YES, 4))
    # 이송 without its result yet, 반복, 중복, 직권 보정, 신청 내용 변경.
    yield other(3, theirs, do.forward(2))
    yield _repeated(world, do)
    yield _duplicated(world, do)
    slip = {"consent": "신청하신 분이 전화로 동의", "reason": "장소의 번지가 잘못 적혔습니다."}
    yield road(5, do.by_manager(3, actions.correct, place="한빛시 시연구 산단로 101", **slip))
    yield road(2, do.move(2, filer_of, actions.amend, hoped_for="이번 주 안에 먼저 막아만 주셔도 좋습니다."))
    # Who has nobody to be told by mail: somebody telephones.
    company = next(company for company in reversed(world.companies) if company.pk not in world.with_members)
    filing = Filing(world.about("천막 창고"), company, channel=Channel.WALK_IN)
    yield do.story(filing, world.ago(2.5 * DAY), theirs)


def _repeated(world: World, do: Parts) -> Story:
    """반복종결: the same for the third time, after two answers."""
    filing, days = world.filing(world.about("좌회전"), 60), (60, 35, 5)
    earlier: list[Grievance] = []
    for at in days[:2]:
        case = yield from do.filed(filing, world.ago(at * DAY))
        for part in (do.receive(), do.resolve(4 * DAY)):
            case = yield from part(case, filing.text)
        earlier.append(case)
    case = yield from do.filed(filing, world.ago(days[2] * DAY))
    yield from do.by_manager(5, actions.close_repeat, earlier, TWICE_ANSWERED)(case, filing.text)


def _duplicated(world: World, do: Parts) -> Story:
    """중복: two colleagues filed the same."""
    filing = world.filing(world.about("셔틀버스"), 4)
    first = yield from do.filed(filing, world.ago(4 * DAY))
    first = yield from do.receive()(first, filing.text)
    second = yield from do.filed(filing, world.ago(3 * DAY))
    words = "먼저 내신 신청과 같아 하나로 모아 처리합니다."
    yield from do.by_manager(3, actions.close_repeat, [first], words, as_duplicate=True)(second, filing.text)

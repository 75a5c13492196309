"""Clocks that stand still or were given more time: 기한연장, 연장 동의, 현장조사."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from grievances import actions, extending
from grievances.demo.parts import Goes, Part, Parts, Story, filer_of, officer_of
from grievances.demo.texts import Text
from grievances.demo.world import DAY, World
from grievances.models import Grievance
from grievances.moment import now
from grievances.workflow import ExtensionReason as Reason

SIGNALS = "신호 시간은 경찰서가 정합니다. 교통량을 재어 보냈고 경찰서의 의견을 기다립니다."
STORES = "창고에 있는 물질의 종류와 양을 현장에서 다시 재어야 어느 조문에 드는지 알 수 있습니다."
FIRE = "어젯밤 옆 공장에 불이 나 소방서가 길을 막았습니다. 통제가 풀려야 맨홀을 열 수 있습니다."
PARKING = "주차장 기준을 정하는 중앙부처에 의견을 물었습니다. 답을 받는 데 두 주가 걸립니다."
PARKING_STILL = (
    "중앙부처가 다른 시의 사례를 더 달라고 하여 보냈습니다. 그 답을 받아야 바꿀 수 있는지 말씀드릴 수 있습니다."
)
WALL = "옹벽이 얼마나 위험한지 안전진단을 맡겼습니다. 결과가 나와야 누가 무엇을 고칠지 정합니다."
WALL_STILL = "안전진단에서 흙 속에 물길이 있는 것을 찾아 한 곳을 더 뚫어 보아야 합니다."
TRADES = "입주할 수 있는 업종인지 산업단지 관리기관과 함께 살피고 있습니다."
TRADES_STILL = "관리기관이 공정도를 보고 다시 정하기로 하였습니다. 관리기관의 회의가 다음 주에 있습니다."
CANNOT_WAIT = "다음 주에는 설비를 들여야 합니다. 지금 아는 만큼으로 답해 주십시오."
GROUND = "정류장에서 정문까지 30m의 보도 아래에 빈 곳이 있는지 장비로 살핍니다."
DRAIN = "우수관 120m 안에 카메라를 넣어 막힌 곳을 찾습니다."
DRAIN_LONGER = "관에 물이 차 있어 절반만 보았습니다. 물을 뺀 뒤 나머지를 살핍니다."
HOUSES = "건물마다 실제로 무엇에 쓰는지 함께 돌아보며 확인합니다."
HOUSES_FOUND = "다섯 동 가운데 두 동이 창고로 잘못 올라 있습니다. 공장으로 바로잡을 자료를 모두 갖추었습니다."


def stories(world: World, do: Parts) -> Iterator[Story]:
    """Each lengthening the law knows, as it stands after a few days."""
    mine, theirs = do.receive(officer=world.officer), do.receive()

    def story(words: str, days: float, *parts: Goes) -> Story:
        return do.story(world.filing(world.about(words), days), world.around(days), *parts)

    def extend(after: float, reason: Reason, why: str, amount: int) -> Goes:
        return do.move(after, officer_of, actions.extend, reason, why, amount)

    def ask_consent(after: float, reason: Reason, why: str, amount: int) -> Goes:
        return do.move(after, officer_of, actions.ask_consent, reason, why, amount)

    # 기한연장, once.
    yield story("좌회전 신호", 6, theirs, extend(4 * DAY, Reason.COOPERATION, SIGNALS, 5))
    yield story("이격거리", 13, theirs, extend(11 * DAY, Reason.FACTS, STORES, 6))
    yield story("맨홀에서", 5, mine, extend(3 * DAY, Reason.FORCE_MAJEURE, FIRE, 4))
    # Twice: agreed, not answered yet, declined.
    yield story(
        "부설주차장",
        24,
        theirs,
        extend(11 * DAY, Reason.COOPERATION, PARKING, 9),
        ask_consent(8 * DAY, Reason.COOPERATION, PARKING_STILL, 9),
        do.move(DAY, filer_of, actions.agree),
    )
    yield story(
        "사유도로",
        10,
        mine,
        extend(5 * DAY, Reason.FACTS, WALL, 6),
        ask_consent(4 * DAY, Reason.FACTS, WALL_STILL, 5),
    )
    yield story(
        "입주 업종",
        9,
        theirs,
        extend(4 * DAY, Reason.COOPERATION, TRADES, 4),
        ask_consent(3 * DAY, Reason.COOPERATION, TRADES_STILL, 5),
        do.move(5, filer_of, actions.decline, CANNOT_WAIT),
    )
    # 현장조사: under way, prolonged, over.
    yield story("보도블록", 5, mine, investigate(world, 2 * DAY, GROUND))
    yield story(
        "우수관이", 9, theirs, investigate(world, DAY, DRAIN), _investigate_longer(world, 3 * DAY, DRAIN_LONGER)
    )
    yield story(
        "공장 용도가",
        9,
        theirs,
        investigate(world, 2 * DAY, HOUSES),
        do.move(3 * DAY, officer_of, actions.end_investigation, HOUSES_FOUND),
    )
    # 법정, by the period its own law names.
    yield story("700㎡", 8, theirs)
    yield story("공장등록의 업종", 3, theirs)


def investigate(world: World, after: float, why: str) -> Goes:
    """현장조사 from that day on, as long as it may last."""

    def part(case: Grievance, _text: Text) -> Part:
        yield world.after(after)
        first = timezone.localdate(now())
        return actions.investigate(case, first, extending.last_day(first), why, by=officer_of(case))

    return part


def _investigate_longer(world: World, after: float, why: str) -> Goes:
    """현장조사 연장, as long as it may be."""

    def part(case: Grievance, _text: Text) -> Part:
        yield world.after(after)
        assert case.investigated_until is not None
        last = case.investigated_until + timedelta(days=extending.PROLONGED_DAYS)
        return actions.investigate_longer(case, last, why, by=officer_of(case))

    return part

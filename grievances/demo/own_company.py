"""The company of the demo's accounts."""

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from grievances import actions
from grievances.demo.parts import Goes, Parts, Story, filer_of, officer_of
from grievances.demo.texts import BLAME, DOUBTS, HEARD, PRAISE
from grievances.demo.world import DAY, Filing, World
from grievances.workflow import Channel, Solved
from grievances.workflow import ExtensionReason as Reason

SMELL = "냄새를 재는 일을 전문기관에 맡겼습니다. 측정 결과를 받아야 어느 공장에서 나오는지 알 수 있습니다."
SMELL_STILL = "바람이 바뀌는 저녁에 한 번 더 재어야 합니다. 다음 측정 결과를 받으면 바로 조치합니다."


def stories(world: World, do: Parts) -> Iterator[Story]:
    """예시정밀㈜, where owner@ and staff@ belong: a case in every state, on the roads those of officer@."""
    people = {seat.person.email: seat.person for seat in world.own_company.seats.active().select_related("person")}
    staff, owner = people["staff@demo.example"], people["owner@demo.example"]

    def story(words: str, days: float, *parts: Goes, by: User = staff, **how: Any) -> Story:
        return do.story(Filing(world.about(words), world.own_company, by, **how), world.around(days), *parts)

    mine, theirs = do.receive(officer=world.officer), do.receive()
    yield story("소방차가", 0.2)
    yield story("임금을 주기", 0.7, is_private=True)
    yield story("진입도로가", 3, mine, do.move(2, officer_of, actions.message, "내일 오전에 현장에 나가겠습니다."))
    yield story("가로등이", 4, mine, do.ask(DAY, days=9))
    yield story("낮추려면", 4, mine, do.resolve(2 * DAY))
    again = "반사경이 담장에 다시 가려 오는 차가 보이지 않습니다."
    yield story("반사경이", 20, mine, do.resolve(3 * DAY), do.move(13 * DAY, filer_of, actions.reopen, again))
    yield story("화물차", 30, mine, do.keep(3 * DAY, report_on=world.on(3), target_on=world.on(240)))
    yield story("우수관이", 60, theirs, do.resolve(4 * DAY), do.rate(Solved.YES, 5, PRAISE[0]))
    yield story("처리 비용", 9, theirs, do.resolve(6 * DAY), do.rate(Solved.NO, 2, BLAME[0]))
    shut = do.find_infeasible(5 * DAY, world.on(-1))
    yield story("두 부서의", 110, theirs, shut, do.rate(Solved.NO, 3), do.call_back(HEARD), by=owner)
    yield story("쓰레기가", 45, theirs, do.move(DAY, filer_of, actions.withdraw, "저희가 치웠습니다."))
    yield story("도면을", 75, theirs, do.forward(0), do.forward_result(12 * DAY), by=owner)
    yield story("전력이", 2, theirs, by=owner, channel=Channel.PHONE)
    yield story("수압이", 10, theirs)
    yield story(
        "신 냄새",
        10,
        theirs,
        do.move(5 * DAY, officer_of, actions.extend, Reason.COOPERATION, SMELL, 5),
        do.move(4 * DAY, officer_of, actions.ask_consent, Reason.FACTS, SMELL_STILL, 4),
        by=owner,
    )
    yield story("시험 장비가", 40, theirs, *do.unanswered(), do.returned())
    yield story("설계 프로그램", 90, theirs, do.resolve(5 * DAY), do.rate(Solved.PARTLY, 4, DOUBTS[0]))

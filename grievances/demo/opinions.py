"""협조·자문: what others are asked about officer@'s cases and said, and what officer@'s department is asked."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from grievances import actions
from grievances.actions.lists import keep_expertise
from grievances.demo.parts import Goes, Part, Parts, Story, officer_of
from grievances.demo.texts import Text
from grievances.demo.world import DAY, World
from grievances.models import Consultation, Expertise, Grievance
from grievances.moment import now

TAX = "도로를 넓히며 공장 터의 일부를 시에 내놓으면, 그 땅에 낸 재산세를 돌려받을 수 있습니까?"
TAX_ANSWER = (
    "돌려받을 수는 없으나 앞으로는 줄어듭니다. 넘긴 날 뒤의 과세기준일(6월 1일)부터 그 땅은 과세 대상에서 빠집니다. "
    "넘기는 때를 5월 안으로 맞추는 것이 낫습니다."
)
LAW = "진입도로 일부가 남의 땅입니다. 스무 해 넘게 길로 쓴 것만으로 시가 포장할 수 있습니까?"
POLES = "길가 전봇대 두 개를 담 쪽으로 옮길 수 있는지, 옮기면 언제 누가 부담하는지 알려 주십시오."
POLES_ANSWER = "옮길 수 있습니다. 도로 공사에 따른 이설이어서 공사를 하는 쪽이 부담하고, 신청한 뒤 6주쯤 걸립니다."
DRAIN = "이 물길이 도로의 배수로입니까, 하수관로입니까? 누가 치워야 하는지 알려 주십시오."


def stories(world: World, do: Parts) -> Iterator[Story]:
    """An expert who thinks and who answered, a body that answered by its link, a question to officer@'s department."""
    _experts_know(world)
    expert = User.objects.get(email="expert@demo.example")
    roads = [text for text in world.texts if text.unit == "도로과" and text.can("answered")]
    others = [text for text in world.texts if text.unit not in {"", "도로과"} and text.can("answered")]
    mine = do.receive(officer=world.officer)

    def road(number: int, days: float, *parts: Goes) -> Story:
        text = roads[number % len(roads)]
        return do.story(world.filing(text, days), world.around(days), mine, *parts)

    yield road(-1, 2.2, _ask(do, 4, LAW, expert=expert))
    yield road(-2, 4.1, _ask(do, 3, TAX, expert=expert), _answer(do, DAY, TAX_ANSWER, by=expert))
    body = {"body": "예시전력 시연지사", "contact": "시연 배전과장", "email": "power@body.example"}
    yield road(-3, 4.4, _ask(do, 5, POLES, **body), _answer(do, DAY, POLES_ANSWER, name="시연 배전과장"))
    asked = _ask(do, 4, DRAIN, department=world.departments["도로과"])
    yield do.story(world.filing(others[0], 2.6), world.around(2.6), do.receive(), asked)


def _experts_know(world: World) -> None:
    for person in User.objects.filter(email="expert@demo.example"):
        for field in (Expertise.Field.TAX, Expertise.Field.FUNDS):
            keep_expertise(Expertise(person=person, field=field), by=world.manager)


def _ask(do: Parts, after: float, question: str, **whom: Any) -> Goes:
    """의견 요청, to be answered within a few days."""

    def part(case: Grievance, _text: Text) -> Part:
        yield do.world.after(after)
        due = case.due_at or now() + timedelta(days=7)
        reply_on = timezone.localdate(min(now() + timedelta(days=5), due))
        return actions.consult(case, question, reply_on, by=officer_of(case), **whom)

    return part


def _answer(do: Parts, after: float, words: str, *, by: User | None = None, name: str = "") -> Goes:
    """의견."""

    def part(case: Grievance, _text: Text) -> Part:
        yield do.world.after(after)
        asked = Consultation.objects.waiting().get(grievance=case)
        return actions.advise(asked, words, by=by, name=name)

    return part

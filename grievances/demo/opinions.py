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

TAX = "인도를 낮추는 공사비를 기업이 냅니다. 이 돈을 그해의 비용으로 넣을 수 있습니까?"
TAX_ANSWER = (
    "한 번에 넣기는 어렵습니다. 시설은 시의 것이 되고 기업은 쓰기만 하므로, 쓰는 기간에 나누어 비용으로 넣습니다. "
    "점용허가서에 그 기간이 적혀 있어야 하니 허가를 내실 때 기간을 꼭 적어 주십시오."
)
GIFT = "길로 쓰는 땅을 주인들이 시에 기부하면, 주인들이 양도세나 다른 세금을 내야 합니까?"
POLES = "반사경을 교차로 모퉁이의 전봇대에 달아도 됩니까? 되면 무엇을 신청해야 합니까?"
POLES_ANSWER = "달 수 있습니다. 전봇대 사용 신청을 내시면 한 주 안에 답합니다. 높이는 2.5미터 위여야 합니다."
DRAIN = "이 물길이 도로의 배수로입니까, 하수관로입니까? 누가 치워야 하는지 알려 주십시오."

WAIT = "비가 그친 뒤 현장에서 물길을 보아야 합니다."
BUDGET = "비탈에 열선을 까는 돈을 올해 도로점용료에서 댈 수 있습니까?"


def stories(world: World, do: Parts) -> Iterator[Story]:
    """An expert who thinks and who answered, a body that answered by its link, a question to officer@'s department."""
    _experts_know(world)
    expert = User.objects.get(email="expert@demo.example")
    mine, theirs = do.receive(officer=world.officer), do.receive()

    def road(words: str, days: float, *parts: Goes) -> Story:
        text = world.about(words)
        return do.story(world.filing(text, days), world.around(days), mine, *parts)

    yield road("사유도로가", 2.2, _ask(do, 4, GIFT, expert=expert))
    yield road("인도를 낮추려면", 2.6, _ask(do, 3, TAX, expert=expert), _answer(do, DAY, TAX_ANSWER, by=expert))
    body: dict[str, Any] = {"body": "예시전력 시연지사", "contact": "시연 배전과장", "email": "power@demo.example"}
    yield road("반사경이", 4.4, _ask(do, 5, POLES, **body), _answer(do, DAY, POLES_ANSWER, name="시연 배전과장"))
    asked = _ask(do, 4, DRAIN, days=3, department=world.departments["도로과"])
    drain = world.about("우수관이")
    later = _postpone(do, 5, WAIT, by=world.officer)
    yield do.story(world.filing(drain, 2.6), world.around(2.6), theirs, asked, later)
    budget = _ask(do, 3, BUDGET, department=world.departments["세정과"])
    yield road("겨울마다", 4.2, budget, do.move(2, officer_of, _take_back))


def _experts_know(world: World) -> None:
    for person in User.objects.filter(email="expert@demo.example"):
        for field in (Expertise.Field.TAX, Expertise.Field.FUNDS):
            keep_expertise(Expertise(person=person, field=field), by=world.manager)


def _ask(do: Parts, after: float, question: str, *, days: int = 5, **whom: Any) -> Goes:
    """의견 요청, to be answered within a few days."""

    def part(case: Grievance, _text: Text) -> Part:
        yield do.world.after(after)
        due = case.due_at or now() + timedelta(days=7)
        reply_on = timezone.localdate(min(now() + timedelta(days=days), due))
        return actions.consult(case, question, reply_on, by=officer_of(case), **whom)

    return part


def _answer(do: Parts, after: float, words: str, *, by: User | None = None, name: str = "") -> Goes:
    """의견."""

    def part(case: Grievance, _text: Text) -> Part:
        yield do.world.after(after)
        asked = Consultation.objects.waiting().get(grievance=case)
        return actions.advise(asked, words, by=by, name=name)

    return part


def _postpone(do: Parts, after: float, why: str, *, by: User) -> Goes:
    """의견 늦춤, by a day."""

    def part(case: Grievance, _text: Text) -> Part:
        yield do.world.after(after)
        asked = Consultation.objects.waiting().get(grievance=case)
        return actions.postpone(asked, timezone.localdate(asked.reply_by) + timedelta(days=1), why, by=by)

    return part


def _take_back(case: Grievance, *, by: User) -> Grievance:
    """물음 거두기: it answered itself."""
    return actions.take_question_back(Consultation.objects.waiting().get(grievance=case), by=by)

"""사전조사: one round that companies are answering, and one that lies ready to be sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from companies.models import IndustrialComplex
from grievances.demo.parts import Parts, Story
from grievances.demo.world import DAY, World
from visits import surveys
from visits.actions import surveying
from visits.demo.parts import Visits
from visits.models import SurveyItem

OPEN_FOR = timedelta(days=6)
"""The round that was sent takes answers at least so long from now."""
COMPLEX = "테콤단지"


class Answer(NamedTuple):
    """What a company answers: what it names with its field, and whether it wants to be visited."""

    named: tuple[tuple[str, str], ...] = ()
    wants_visit: bool = False
    wishes: str = ""


ANSWERS = (
    Answer((("퇴근 시간 버스가 한 시간에 한 대뿐입니다.", "교통·버스"), ("정문 앞 가로등이 어둡습니다.", "기반시설"))),
    Answer((("운전자금 보증 한도가 찼습니다.", "자금·금융"),), wants_visit=True, wishes="목요일 오전"),
    Answer(wants_visit=True, wishes="아무 때나"),
    Answer((("폐수 처리 비용이 올랐습니다.", "환경·안전"), ("현장에서 일할 사람이 없습니다.", "인력·교육"))),
    Answer(),
)


def stories(world: World, _do: Parts, visits: Visits) -> Iterator[Iterator[datetime]]:
    """Of the next month, of whom 이동시장실 will visit; and of a complex."""
    yield _answered(world, visits)
    yield _prepared(world, visits)


def _answered(world: World, visits: Visits) -> Story:
    """Sent some days ago; of what was named one thing became a case, one a topic, the rest waits."""
    yield world.ago(4 * DAY)
    month = surveys.next_month(world.today_on)
    closes_on = max(surveys.closing_day(month, on=world.today_on), world.today_on + OPEN_FOR)
    survey = surveying.prepare_round(
        visits.programmes.mayor, month, question=str(surveys.QUESTION), closes_on=closes_on, by=world.manager
    )
    yield world.after(1)
    survey = surveying.send_round(survey, by=world.manager)
    asked = survey.invitations.filter(person__isnull=False).select_related("person").order_by("pk")
    for invitation, answer in zip(asked, ANSWERS, strict=False):
        yield world.after(4)
        assert invitation.person is not None
        named = [surveying.Named(words, world.categories[name]) for words, name in answer.named]
        said = surveying.Said(invitation.person.name, named, answer.wants_visit, answer.wishes)
        surveying.answer(invitation, said, person=invitation.person)
    yield world.after(1)
    first, second = SurveyItem.objects.untaken().filter(invitation__survey=survey).order_by("pk")[:2]
    surveying.make_grievance(first, by=world.manager)
    surveying.make_topic(second, by=world.manager)


def _prepared(world: World, visits: Visits) -> Story:
    """To be looked at and sent."""
    yield world.ago(DAY)
    month = surveys.next_month(world.today_on)
    surveying.prepare_round(
        visits.programmes.mayor,
        month,
        question=str(surveys.QUESTION),
        closes_on=surveys.closing_day(month, on=world.today_on),
        by=world.manager,
        industrial_complex=IndustrialComplex.objects.get(name=COMPLEX),
    )

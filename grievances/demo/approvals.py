"""결재: the department of head@ has its answers approved. One waits, one came back, one went out."""

from collections.abc import Callable, Iterator

from accounts.models import Department, User
from grievances import actions, wording
from grievances.demo.parts import Parts, Story, officer_of
from grievances.demo.texts import here
from grievances.demo.world import Filing, World
from grievances.models import AnswerTemplate, Approval, Grievance
from grievances.moment import as_of
from grievances.workflow import Move, Outcome

type Then = Callable[[World, Approval, Filing], None]

HOURS_AGO = 3
"""So many working hours ago they were proposed. Until then the officers of the department answered by themselves."""
WHY = "언제 마쳤는지가 빠졌습니다. 마친 날과 다시 살필 날을 적어 다시 올려 주십시오."


def stories(world: World, do: Parts) -> Iterator[Story]:
    """They are told last: what other stories answer in this department, its head has not asked to see."""
    yield _story(world, do, "맨홀에서", 4.5, _proposes_anew)
    yield _story(world, do, "손수레가", 3.5, _is_sent_back)
    yield _story(world, do, "표지판이", 2.5, _is_approved)


def _story(
    world: World, do: Parts, words: str, days: float, then: Callable[[World, Approval, Filing], object]
) -> Story:
    filing = world.filing(world.about(words), days)
    case = yield from do.filed(filing, world.around(days))
    case = yield from do.receive(officer=world.officer)(case, filing.text)
    yield world.now
    Department.objects.filter(name=filing.text.unit).update(needs_approval=True)
    with as_of(world.ago(HOURS_AGO)):
        approval = _proposed(Grievance.objects.get(pk=case.pk), filing)
    then(world, approval, filing)


def _proposes_anew(world: World, approval: Approval, filing: Filing) -> None:
    """Taken back an hour later for a word, and proposed again."""
    with as_of(world.ago(HOURS_AGO - 1)):
        case = actions.take_proposal_back(approval, by=approval.proposed_by)
        _proposed(case, filing)


def _is_sent_back(world: World, approval: Approval, _filing: Filing) -> None:
    with as_of(world.ago(HOURS_AGO - 1)):
        actions.send_back(approval, WHY, by=_head())


def _is_approved(world: World, approval: Approval, _filing: Filing) -> None:
    with as_of(world.ago(HOURS_AGO - 1)):
        actions.approve(approval, by=_head())


def _head() -> User:
    return User.objects.get(email="head@demo.example")


def _proposed(case: Grievance, filing: Filing) -> Approval:
    """Begun with a template, one of its places left empty."""
    template = AnswerTemplate.objects.get(name="현장에서 고쳤을 때")
    began_with = actions.Beginning(template.name, wording.filled(template, case), template.pk)
    answer = began_with.words.replace("한 일:", f"한 일: {here(filing.text.answer, case.company)}")
    said = {"outcome": Outcome.SOLVED, "answer": answer}
    actions.propose(case, Move.RESOLVE, said, by=officer_of(case), began_with=began_with)
    return Approval.objects.waiting().get(grievance=case)

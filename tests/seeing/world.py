"""A world with a case in every circumstance, and what each person in it may know of."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle

from django.db import connection
from django.utils import timezone

from accounts.models import User
from companies import actions as companies
from companies.models import Company
from grievances import actions
from grievances.models import Grievance
from grievances.models.cases import ReceiptCounter
from grievances.moment import as_of
from grievances.workflow import Status as CaseStatus
from tests import made_visits, make
from tests.seeing import together  # noqa: F401 — it adds its circumstances
from tests.seeing.canaries import canaries_in, canary, fresh
from tests.seeing.circumstances import CIRCUMSTANCES, Stage, a_file
from tests.seeing.people import Cast, everybody
from tests.seeing.witness import Witness
from visits import actions as visits
from visits.actions import surveying
from visits.models import SurveyInvitation, Visit
from visits.workflow import Part, PromiseState


@dataclass
class World:
    """The people, and every numbered thing: cases, visits, drafts and answers to a survey."""

    cast: Cast
    visits: dict[int, Visit] = field(default_factory=dict)
    surveys: dict[int, SurveyInvitation] = field(default_factory=dict)
    witness: Witness = field(default_factory=Witness)

    @property
    def companies(self) -> list[Company]:
        return list({stage.company.pk: stage.company for stage in self.cast.stages}.values())

    @property
    def people(self) -> dict[str, User | None]:
        return {"nobody": None} | self.cast.people

    def surveyed_in(self, invitation: SurveyInvitation) -> frozenset[int]:
        """What was answered in it."""
        return frozenset(number for item in invitation.items.all() for number, _ in canaries_in(item.words))


def make_world() -> World:
    """By real moves from beginning to end, with somebody who reads every mail over the shoulder of whoever gets it."""
    year = timezone.localdate().year
    ReceiptCounter.objects.update_or_create(
        year=year, defaults={"last": 71000}
    )  # no number that a page has as example
    world = World(everybody())
    with connection.execute_wrapper(world.witness):
        _happen(world)
    return world


def _happen(world: World) -> None:
    make_cases(world.cast.stages)
    for stage in world.cast.stages[:2]:
        _drafted(stage)
        _visited(world, stage)
    for stage in world.cast.stages[:2]:
        _asked(world, stage)
    _merged(world.cast)


def make_cases(stages: list[Stage]) -> None:
    """Each circumstance once, by turns with each company and department; what colleagues do not see, with all."""
    for made, stage in zip(CIRCUMSTANCES, cycle(stages), strict=False):
        made(stage)
    for stage in stages:
        stage.received(is_private=True)


def _drafted(on: Stage) -> None:
    """쓰던 글 with a file."""
    number = fresh()
    words = {name: canary(number, f"draft{name}") for name in ("title", "body", "place")}
    draft = actions.save_draft(on.company, words, by=on.filer)
    actions.attach_to_draft(draft, a_file(number, "draftfile"), by=on.filer)


def _merged(cast: Cast) -> None:
    """Two companies turn out to be one."""
    kept, double = cast.stages[0].company, cast.stages[2].company
    companies.merge(double, into=kept, by=cast.stages[0].manager)


# --- Visits ---------------------------------------------------------------------------------------------------------


def _visited(world: World, on: Stage) -> None:
    """A visit that took place and whose lines became cases, and one that is to come."""
    mayor = made_visits.Programme.objects.first() or made_visits.programme(eligible="MEMBERS")
    order = 1 + len(world.visits) // 2
    on_roster = world.cast.people["one of the team, on the roster"]
    team = (on_roster,) if on is world.cast.stages[0] else ()
    today = timezone.localdate()
    last = today - timedelta(days=(today.weekday() - 3) % 7 or 7)
    slot = made_visits.slot(mayor, last, order)
    with as_of(slot.during.lower - timedelta(days=21)):
        past = _asked_for(world, mayor, on)
        past = _placed(past, slot, on, team)
    for status in (CaseStatus.OPEN, CaseStatus.IN_PROGRESS, CaseStatus.RESOLVED):
        _promised(past, on, status)
    with as_of(past.ends_at + timedelta(hours=1)):
        visits.keep_notes(past, by=on.manager, minutes=_of(world, past, "minutes"), met=_of(world, past, "met"))
        visits.add_files(past, [a_file(_number(world, past), "visitfile")], by=on.filer)
        past = visits.hold(past, by=on.manager)
        past = visits.send_minutes(past, by=on.manager)
    coming = _asked_for(world, mayor, on)
    world.visits[_number(world, coming)] = _placed(coming, made_visits.slot(mayor, order=order), on, team)


def _asked_for(world: World, programme, on: Stage) -> Visit:
    number = fresh()
    words = {name: canary(number, f"visit{name}") for name in ("topics", "wishes", "present")}
    made = visits.request(programme, on.company, by=on.filer, key=make.uuid.uuid4(), **words)
    world.visits[number] = made
    return made


def _placed(visit: Visit, slot, on: Stage, team) -> Visit:
    made = visits.offer(visit, slot, by=on.manager)
    made = visits.set_roster(made, [visits.Going(Part.TEAM, person) for person in team], by=on.manager)
    return visits.accept(made, by=on.filer)


def _promised(visit: Visit, on: Stage, status: CaseStatus) -> Grievance:
    """A line that became a case, and where that stands."""
    number = fresh()
    ending = visits.Ending(PromiseState.GRIEVANCE, title=canary(number, "title"), category=make.category())
    line = visits.Line(make.uuid.uuid4(), canary(number, "said"), visit.begins_at)
    with as_of(visit.ends_at):
        promise = visits.decide(visits.keep_line(visit, line, by=on.manager), ending, by=on.manager)
    case = promise.grievance
    if status != CaseStatus.OPEN:
        case = on.receive(case)
    return on.answered(case) if status == CaseStatus.RESOLVED else case


def _number(world: World, visit: Visit) -> int:
    return next(number for number, one in world.visits.items() if one.pk == visit.pk)


def _of(world: World, visit: Visit, field: str) -> str:
    return canary(_number(world, visit), field)


def _asked(world: World, on: Stage) -> None:
    """A survey before the visit: what the company names, and one answer that became a case."""
    programme = made_visits.Programme.objects.get()
    month = made_visits.next_thursday().replace(day=1)
    survey = surveying.PreSurvey.objects.first()
    if survey is None:
        closes_on = timezone.localdate() + timedelta(days=5)
        survey = surveying.prepare_round(programme, month, question="무엇입니까?", closes_on=closes_on, by=on.manager)
        surveying.send_round(survey, by=on.manager)
    invitation = survey.invitations.get(company=on.company)
    world.surveys[number := fresh()] = invitation
    named = surveying.Named(canary(number, "named"), make.category())
    became = surveying.Named(canary(fresh(), "surveyed"), make.category())
    surveying.answer(invitation, surveying.Said("박대표", [named, became], phone="010-1234-5678"))
    surveying.make_grievance(invitation.items.get(words=became.words), by=on.manager)

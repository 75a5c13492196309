"""Builders of visits: plain and fixed. They reach a state by the actions that lead there."""

import uuid
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from psycopg.types.range import Range

from accounts.models import User
from accounts.roles import Role
from companies.models import Company, FactoryRecord
from grievances import actions as grievances
from grievances import rulebook
from grievances.clock import SEOUL, LegalKind
from grievances.moment import as_of
from grievances.workflow import Outcome
from grievances.workflow import Status as CaseStatus
from tests import make
from visits import actions
from visits.models import Programme, Promise, Slot, SlotTime, TeamMember, Visit
from visits.workflow import AHEAD, Part, PromiseState, Status

MINUTES = "공장을 함께 둘러보고 이야기를 들었습니다."


def programme(name: str = "이동시장실", **fields) -> Programme:
    """Every Thursday two slots, for registered factories."""
    made = Programme.objects.create(
        **{"name": name, "kind": Programme.Kind.MAYOR, "first_on": date(2010, 9, 1), "weekday": 3} | fields
    )
    for order, begins, ends in ((1, time(10), time(11, 30)), (2, time(14), time(15, 30))):
        SlotTime.objects.create(programme=made, order=order, begins=begins, ends=ends)
    return made


def factory(name: str = "한빛정밀") -> Company:
    """A company with a factory in the registry."""
    made = make.company(name, address="한빛시 예시로 7")
    FactoryRecord.objects.create(company=made, row_key=f"{name}-{made.pk}", name=name)
    return made


def slot(of: Programme, on: date | None = None, order: int = 1) -> Slot:
    """A place of a day; next Thursday unless told."""
    on = on or next_thursday()
    begins, ends = (time(10), time(11, 30)) if order == 1 else (time(14), time(15, 30))
    during = Range(datetime.combine(on, begins, SEOUL), datetime.combine(on, ends, SEOUL))
    return Slot.objects.create(programme=of, on=on, order=order, during=during)


def next_thursday() -> date:
    """At least a week from now, and no day off."""
    day = timezone.localdate() + timedelta(days=7)
    day += timedelta(days=(3 - day.weekday()) % 7)
    while rulebook.standing().calendar.is_day_off(day):
        day += timedelta(days=7)
    return day


def member_of_team(name: str = "정지원", part: Part = Part.TEAM) -> User:
    """Somebody of the support team."""
    person = make.official(Role.TEAM, name=name)
    TeamMember.objects.create(person=person, part=part)
    return person


def visit(
    at: Status = Status.REQUESTED,
    *,
    of: Programme | None = None,
    to: Company | None = None,
    on: Slot | None = None,
    team: tuple[User, ...] = (),
) -> Visit:
    """A visit in this state, next Thursday. What comes after it happened on that day or the day after."""
    of, to = of or Programme.objects.first() or programme(), to or factory()
    seat = to.seats.active().owners().first() if to.seats.exists() else None
    owner = seat.person if seat else make.owner(to)
    made = actions.request(of, to, by=owner, key=uuid.uuid4(), topics="정문 앞 불법주차")
    manager = make.manager()
    if at == Status.DECLINED:
        return actions.decline(made, "이번 시즌은 찼습니다.", by=manager)
    if at != Status.REQUESTED:
        made = actions.offer(made, on or slot(of), by=manager)
        if team:
            made = actions.set_roster(made, [actions.Going(Part.TEAM, person) for person in team], by=manager)
    if at == Status.CANCELLED:
        return actions.cancel(made, "공장이 쉽니다.", by=owner)
    if at not in {Status.REQUESTED, Status.OFFERED}:
        made = actions.accept(made, by=owner)
    return made if at in AHEAD else _later(made, at)


def _later(made: Visit, at: Status) -> Visit:
    """On the day of the visit and after."""
    manager = make.manager()
    with as_of(made.ends_at + timedelta(minutes=10)):
        if at == Status.NO_SHOW:
            return actions.no_show(made, "문이 잠겨 있었습니다.", by=manager)
        actions.keep_notes(made, by=manager, minutes=MINUTES)
        made = actions.hold(made, by=manager)
    if at == Status.HELD:
        return made
    with as_of(made.ends_at + timedelta(days=1)):
        made = actions.send_minutes(made, by=manager)
        made = actions.confirm(made, by=made.requested_by)
        return actions.close(made, by=manager)


def line(of: Visit, said: str = "가로등이 어둡습니다", *, by: User | None = None):
    """A promise line that is not decided yet, spoken in the middle of the visit, written down at its end."""
    spoken_at = of.begins_at + timedelta(minutes=26)
    with as_of(of.ends_at):
        return actions.keep_line(of, actions.Line(uuid.uuid4(), said, spoken_at), by=by or make.manager())


def meeting(organization: str = "한빛경영자협회", *, of: Programme | None = None, on: Slot | None = None) -> Visit:
    """간담회 with an association, which took place."""
    of, manager = of or Programme.objects.first() or programme(), make.manager()
    asked = actions.request_meeting(
        of, organization, by=manager, key=uuid.uuid4(), topics="인력난", contact_name="최사무"
    )
    return _later(actions.schedule(asked, on or slot(of), by=manager), Status.HELD)


def became(of: Visit, status: CaseStatus = CaseStatus.OPEN, *, voiced_by: Company | None = None) -> Promise:
    """A line that became a grievance, and where that stands the day after the visit."""
    manager, officer = make.manager(), make.officer()
    ending = actions.Ending(PromiseState.GRIEVANCE, title="배수로가 막혔습니다", category=make.category())
    with as_of(of.ends_at):
        said = actions.Line(uuid.uuid4(), "배수로가 막혔습니다", of.begins_at, company=voiced_by)
        promise = actions.decide(actions.keep_line(of, said, by=manager), ending, by=manager)
    with as_of(of.ends_at + timedelta(days=1)):
        case = promise.grievance
        if status == CaseStatus.CLOSED:
            grievances.forward(case, "경기도", "031-000-0100", "도의 일입니다.", by=manager)
        elif status != CaseStatus.OPEN:
            case = grievances.receive(case, LegalKind.GRIEVANCE, make.department(), by=manager, officer=officer)
        if status == CaseStatus.RESOLVED:
            grievances.resolve(case, Outcome.SOLVED, "도로를 고쳤습니다.", by=officer)
        elif status == CaseStatus.INFEASIBLE:
            make.infeasible(case, by=officer)
    return Promise.objects.get(pk=promise.pk)


SOLVED = actions.Ending(PromiseState.SOLVED)
EXPLAINED = actions.Ending(PromiseState.EXPLAINED, reason="조례에 근거가 없습니다.")

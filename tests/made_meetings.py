"""Builders of meetings: plain and fixed. They reach a state by the actions that lead there."""

import uuid
from datetime import datetime, timedelta

from django.utils import timezone
from psycopg.types.range import Range

from accounts.models import User
from grievances import actions as grievances
from grievances.models import Grievance
from grievances.moment import as_of
from meetings import actions
from meetings.actions import Coming
from meetings.models import AgendaItem, Meeting
from meetings.workflow import DEFER, Kind, Status
from tests import make

PLACE, MINUTES = "시청 3층 회의실", "담당부서와 함께 살펴보았습니다."


def in_days(days: int, hour: int = 10, hours: int = 2) -> Range[datetime]:
    """A time so many days from now; before now for less than none."""
    begins = (timezone.localtime() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
    return Range(begins, begins + timedelta(hours=hours))


def just_now() -> Range[datetime]:
    """A meeting that goes on."""
    begins = (timezone.now() - timedelta(minutes=30)).replace(second=0, microsecond=0)
    return Range(begins, begins + timedelta(hours=2))


def meeting(
    at: Status = Status.PLANNED,
    *,
    kind: Kind = Kind.ONE_STOP,
    about: tuple[Grievance, ...] = (),
    during: Range[datetime] | None = None,
    people: tuple[User, ...] = (),
) -> Meeting:
    """A meeting in this state. Ahead it is in a week; one that was held goes on, and puts every item off."""
    ahead = at in {Status.PLANNED, Status.CANCELLED}
    during = during or (in_days(7) if ahead else just_now())
    manager = make.manager()
    made = actions.plan(kind, during, PLACE, by=manager, key=uuid.uuid4())
    if people:
        made = actions.set_people(made, [Coming(person) for person in people], by=manager)
    if about:
        actions.put_on(made, [case.receipt_no for case in about], by=manager)
    if at == Status.CANCELLED:
        return actions.cancel(made, "일정이 겹쳤습니다.", by=manager)
    if at in {Status.HELD, Status.CONFIRMED}:
        for item in made.agenda.all():
            actions.decide(item, DEFER, "다음 회의에서 이어서 봅니다.", by=manager)
        made = actions.hold(made, MINUTES, by=manager)
    if at == Status.CONFIRMED:
        made = actions.confirm(made, by=manager)
    return Meeting.objects.get(pk=made.pk)


def item(of: Meeting, case: Grievance | None = None) -> AgendaItem:
    """안건 of the meeting: the one about the case, or the first."""
    return of.agenda.get(grievance=case) if case else of.agenda.order_by("number").first()


def kept(case: Grievance | None = None, *, in_days: int = 200) -> Grievance:
    """장기추진."""
    case = case or make.grievance()
    today = timezone.localdate()
    days = {"target_on": today + timedelta(days=in_days), "report_on": today + timedelta(days=30)}
    return grievances.keep(case, "예산을 마련하고 있습니다.", by=case.officer, **days)


def last_review(*about: Grievance, days_ago: int = 180) -> Meeting:
    """A review whose agenda was made a week before; it was held then, and left everything as it was."""
    manager, during = make.manager(), in_days(-days_ago)
    with as_of(during.lower - timedelta(days=7)):
        made = actions.plan(Kind.REVIEW, during, PLACE, by=manager, key=uuid.uuid4())
        actions.put_on(made, [case.receipt_no for case in about], by=manager)
    with as_of(during.lower + timedelta(minutes=10)):
        for one in made.agenda.all():
            actions.decide(one, "NOTE", "계속 지켜봅니다.", by=manager, text="계속 지켜봅니다.")
    with as_of(during.upper):
        actions.confirm(actions.hold(made, MINUTES, by=manager), by=manager)
    return Meeting.objects.get(pk=made.pk)

"""What the tests of the host's pages share: a visit whose minutes are out, and how its pages are read."""

from datetime import datetime, time, timedelta
from html import unescape

from django.test import Client

from companies.models import Company
from grievances import rulebook
from grievances.clock import SEOUL
from grievances.moment import as_of
from tests import made_visits as made
from tests import make
from visits import actions
from visits.models import Visit
from visits.workflow import PromiseState, Status

SOLVED, CASE, REFUSED = "문 앞에 차를 세웁니다", "가로등이 어둡습니다", "셔틀버스를 늘려 주십시오"
WHY_NOT = "노선은 운수회사가 정합니다."


def with_minutes(**kwargs: object) -> Visit:
    """Held, three lines: solved on the spot, a grievance, not accepted; the minutes are out."""
    visit = made.visit(Status.HELD, **kwargs)
    lines = [made.line(visit, said) for said in (SOLVED, CASE, REFUSED)]
    endings = [
        made.SOLVED,
        actions.Ending(PromiseState.GRIEVANCE, title="가로등이 어두움", category=make.category()),
        actions.Ending(PromiseState.NOT_ACCEPTED, reason=WHY_NOT),
    ]
    with as_of(visit.ends_at + timedelta(hours=1)):
        for line, ending in zip(lines, endings, strict=True):
            actions.decide(line, ending, by=make.manager())
        return actions.send_minutes(visit, by=make.manager())


def page_of(client: Client, visit: Visit) -> str:
    """The host's page as it is read."""
    return unescape(client.get(visit.get_absolute_url()).content.decode())


def newest(visit: Visit) -> int:
    """The last line of the story."""
    return visit.history.latest("pk").pk


def moves(visit: Visit) -> list[str]:
    """What was done, in order."""
    return list(visit.history.values_list("move", flat=True))


def with_minutes_of_last_week(to: Company) -> Visit:
    """The same on a working day that is past, for whoever answers by the clock on the wall."""
    day = made.next_thursday() - timedelta(days=14)
    while rulebook.standing().calendar.is_day_off(day):
        day -= timedelta(days=1)
    programme = made.programme()
    with as_of(datetime.combine(day - timedelta(days=7), time(9), SEOUL)):
        return with_minutes(of=programme, to=to, on=made.slot(programme, day))

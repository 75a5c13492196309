"""Follow-through: 30, 60 and 90 days after a visit, what became of each promise (약속 이행)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.roles import Role
from grievances.moment import as_of
from grievances.workflow import Status as CaseStatus
from notifications.models import Message
from tests import made_visits as made
from tests import make
from visits import actions
from visits.models import TeamMember, Visit, VisitReminder
from visits.workflow import Part, Status

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Monday, 23 November 2026, 10:00. The visit is on Thursday, 3 December."""
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=SEOUL), tick=False) as traveller:
        yield traveller


@pytest.fixture
def visit() -> Visit:
    """Settled, with a line solved on the spot, one that became a grievance, and one not accepted."""
    mayor = make.official(Role.TEAM, name="오비서")
    TeamMember.objects.create(person=mayor, part=Part.MAYOR)
    manager, team = make.manager(), made.member_of_team()
    asked = made.visit(Status.SCHEDULED)
    asked = actions.set_roster(asked, [actions.Going(Part.MAYOR, mayor), actions.Going(Part.TEAM, team)], by=manager)
    with as_of(asked.ends_at):
        actions.decide(made.line(asked, "가로등이 어둡습니다"), made.SOLVED, by=manager)
        actions.decide(made.line(asked, "취득세를 깎아 주십시오"), made.EXPLAINED, by=manager)
    made.became(asked, CaseStatus.RESOLVED)
    with as_of(asked.ends_at):
        actions.keep_notes(asked, by=manager, minutes=made.MINUTES)
        held = actions.hold(asked, by=manager)
    with as_of(asked.ends_at + timedelta(days=1)):
        sent = actions.send_minutes(held, by=manager)
        return actions.close(actions.confirm(sent, by=sent.requested_by), by=manager)


def told() -> dict[str, str]:
    since = Message.objects.latest("pk").pk
    actions.remind()
    found = Message.objects.filter(pk__gt=since).select_related("person").order_by("pk")
    return {one.person.name if one.person else one.to: one.text for one in found}


def morning(visit: Visit, days: int) -> datetime:
    return datetime.combine(visit.on + timedelta(days=days), datetime.min.time(), SEOUL) + timedelta(hours=8)


def test_host_and_mayor_and_office_read_what_became_of_each_line(clock, visit):
    clock.move_to(morning(visit, 30) - timedelta(minutes=1))
    early = told()
    clock.move_to(morning(visit, 30))

    found = told()

    assert early == {}
    assert set(found) == {"박대표", "오비서", "총괄담당"}
    case = visit.promises.get(number=3).grievance
    for text in found.values():
        assert "1. 가로등이 어둡습니다\n→ 현장에서 해결했습니다." in text
        assert "2. 취득세를 깎아 주십시오\n→ 설명드렸습니다. 조례에 근거가 없습니다." in text
        assert f"3. 배수로가 막혔습니다\n→ {case.receipt_no}: 도로과가 " in text
        assert "에 답했습니다: 해결." in text
    assert "/visits/link/" in found["박대표"]
    assert "마지막 알림" not in found["박대표"]


def test_each_stage_comes_once_and_the_third_is_the_last(clock, visit):
    counts = []

    for days in (30, 31, 60, 89, 90, 91, 119, 200):
        clock.move_to(morning(visit, days))
        counts.append(len(told()))

    last = Message.objects.filter(subject__contains="90일이 지났습니다").get()
    assert counts == [3, 0, 3, 0, 3, 0, 0, 0]
    assert "이번이 마지막 알림입니다." in last.text
    assert sorted(VisitReminder.objects.values_list("what", "key")) == [
        ("FOLLOW_THROUGH", "30"),
        ("FOLLOW_THROUGH", "60"),
        ("FOLLOW_THROUGH", "90"),
    ]


def test_after_months_of_silence_only_the_newest_stage_goes_out(clock, visit):
    clock.move_to(morning(visit, 95))

    found = told()

    assert len(found) == 3
    assert "이번이 마지막 알림입니다." in found["박대표"]


def test_a_visit_of_long_ago_is_let_rest(clock, visit):
    clock.move_to(morning(visit, 121))

    assert told() == {}


def test_without_promises_there_is_nothing_to_follow(clock):
    quiet = made.visit(Status.CLOSED)
    clock.move_to(morning(quiet, 30))

    assert told() == {}


def test_the_host_reads_no_line_before_the_minutes(clock):
    held = made.visit(Status.SCHEDULED)
    made.line(held)
    with as_of(held.ends_at):
        actions.hold(held, by=make.manager())
    clock.move_to(morning(held, 30))

    assert set(told()) <= {"총괄담당"}


def test_an_association_reads_of_its_companies_cases_no_more_than_the_state(clock):
    manager = make.manager()
    met = made.meeting()
    made.became(met, CaseStatus.RESOLVED, voiced_by=made.factory("가람사출"))
    Visit.objects.filter(pk=met.pk).update(contact_email="office@association.example")
    with as_of(met.ends_at + timedelta(days=1)):
        actions.send_minutes(Visit.objects.get(pk=met.pk), by=manager)
    clock.move_to(morning(met, 30))

    found = told()

    assert "→ 기업애로로 접수했습니다. 지금은 ‘완료’입니다." in found["office@association.example"]
    assert "도로과" not in found["office@association.example"]
    assert "도로과가" in found["총괄담당"]

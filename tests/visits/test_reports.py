"""The figures of a programme: what is counted, and what is not."""

from datetime import date, datetime, timedelta

import pytest

from companies.models import Company
from grievances.clock import SEOUL
from grievances.moment import as_of
from grievances.workflow import Status as CaseStatus
from tests import made_visits as made
from tests import make
from visits import actions, reports
from visits.models import Participation, Programme, TeamMember
from visits.reports import Period
from visits.workflow import Part, PromiseState, Status

pytestmark = pytest.mark.django_db

WHOLE = Period(date(2010, 9, 1), date(2011, 12, 31))
MARCH = date(2011, 3, 10)
APRIL = date(2011, 4, 7)


@pytest.fixture(autouse=True)
def _long_ago():
    """In February 2011."""
    with as_of(datetime(2011, 2, 1, 10, tzinfo=SEOUL)):
        yield


def _visit(of: Programme, to: Company, on: date = MARCH, order: int = 1, at: Status = Status.HELD):
    return made.visit(at, of=of, to=to, on=made.slot(of, on, order))


def test_the_published_table_counts_visits_meetings_and_what_became_of_what_was_said():
    programme, company = made.programme(), made.factory()
    first, second = _visit(programme, company), _visit(programme, company, APRIL, at=Status.CLOSED)
    meeting = made.meeting(of=programme, on=made.slot(programme, MARCH, 2))
    for status in CaseStatus:
        made.became(first, status)
    made.became(meeting, CaseStatus.RESOLVED, voiced_by=company)
    line = made.line(first)
    with as_of(first.ends_at):
        actions.decide(line, made.EXPLAINED, by=make.manager())

    found = reports.figures(programme, WHOLE)

    assert found.as_published() == {
        "companies": 2,
        "associations": 1,
        "grievances": 6,
        "resolved": 2,
        "in_progress": 2,
        "infeasible": 1,
        "closed": 1,
    }
    assert found.firms == 1
    assert found.promises == {
        PromiseState.UNDECIDED: 0,
        PromiseState.SOLVED: 0,
        PromiseState.GRIEVANCE: 6,
        PromiseState.EXPLAINED: 1,
        PromiseState.NOT_ACCEPTED: 0,
    }
    assert {name: cases.total for name, cases in found.fields.items()} == {"기반시설": 6}
    assert second.status == Status.CLOSED


def test_what_did_not_take_place_is_not_counted():
    programme = made.programme()
    _visit(programme, made.factory("한빛정밀"), MARCH, at=Status.NO_SHOW)
    planned = _visit(programme, made.factory("다온도금"), MARCH, order=2, at=Status.SCHEDULED)
    made.line(planned)
    _visit(programme, made.factory("가람사출"), APRIL, at=Status.CANCELLED)

    found = reports.figures(programme, WHOLE)

    assert (found.companies, found.firms, found.promised) == (0, 0, 0)


def test_another_programme_is_not_counted():
    programme, other = made.programme(), made.programme("현장방문", kind=Programme.Kind.DISTRICT)
    made.became(_visit(other, made.factory()))

    assert reports.figures(programme, WHOLE).as_published() == dict.fromkeys(reports.PUBLISHED, 0)
    assert reports.figures(other, WHOLE).cases.total == 1


@pytest.mark.parametrize(
    ("period", "visits"),
    [
        (Period(MARCH, MARCH), 1),
        (Period(MARCH, APRIL), 2),
        (Period(MARCH + timedelta(days=1), APRIL - timedelta(days=1)), 0),
    ],
)
def test_the_day_of_the_visit_says_whether_it_belongs_to_the_period(period, visits):
    programme, company = made.programme(), made.factory()
    for on in (MARCH, APRIL):
        made.became(_visit(programme, company, on))

    found = reports.figures(programme, period)

    assert (found.companies, found.cases.total) == (visits, visits)


def test_a_company_that_was_merged_counts_once():
    programme, company, double = made.programme(), made.factory("한빛정밀"), made.factory("(주)한빛정밀")
    _visit(programme, company)
    _visit(programme, double, APRIL)
    Company.objects.filter(pk=double.pk).update(merged_into=company)

    assert reports.figures(programme, WHOLE).firms == 1
    assert [(host.name, host.visits) for host in reports.hosts(programme, WHOLE)] == [("한빛정밀", 2)]


def test_each_company_shows_its_visits_and_what_came_of_them():
    programme = made.programme()
    first = _visit(programme, made.factory("한빛정밀"))
    made.became(first)
    made.became(first)
    made.line(first)
    _visit(programme, made.factory("다온도금"), order=2)

    rows = [(host.name, host.visits, host.promises, host.cases) for host in reports.hosts(programme, WHOLE)]

    assert rows == [("다온도금", 1, 0, 0), ("한빛정밀", 1, 3, 2)]


@pytest.mark.parametrize("visits", [1, 3])
def test_the_figures_take_three_questions(django_assert_num_queries, visits):
    programme = made.programme()
    for number in range(visits):
        made.became(_visit(programme, made.factory(f"기업{number}"), MARCH + timedelta(weeks=number)))

    with django_assert_num_queries(3):
        found = reports.figures(programme, WHOLE)

    assert found.companies == visits


# --- Which programme, which period -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["이동시장실", "안산 기업SOS 이동시장실", "이동 시장실", "시장실"])
def test_a_programme_is_found_by_its_name_or_a_longer_or_shorter_one(name):
    programme = made.programme()
    made.programme("현장방문")

    assert reports.named(name) == [programme]


def test_the_exact_name_wins_over_names_that_hold_it():
    made.programme("이동시장실 2기")
    programme = made.programme("이동시장실")

    assert reports.named("이동시장실") == [programme]
    assert len(reports.named("시장실")) == 2
    assert reports.named("") == reports.named("멘토링") == []


def test_the_whole_programme_holds_every_visit_of_it():
    programme = made.programme(first_on=date(2011, 4, 1), last_on=date(2011, 6, 30))
    _visit(programme, made.factory(), MARCH)

    assert reports.whole(programme, on=date(2011, 5, 2)) == Period(MARCH, date(2011, 5, 2))
    assert reports.whole(programme, on=date(2026, 5, 2)) == Period(MARCH, date(2011, 6, 30))


def test_a_programme_that_has_not_begun_is_one_day_long():
    programme = made.programme(first_on=date(2027, 4, 1))

    assert reports.whole(programme, on=date(2026, 11, 22)) == Period(date(2027, 4, 1), date(2027, 4, 1))


def test_a_period_knows_the_months_it_touches():
    months = Period(date(2010, 11, 30), date(2011, 2, 1)).months

    assert months == [date(2010, 11, 1), date(2010, 12, 1), date(2011, 1, 1), date(2011, 2, 1)]


# --- 한 달에 적어도 --------------------------------------------------------------------------------------------------


def _mentoring() -> Programme:
    return made.programme("혁신허브 멘토링", kind=Programme.Kind.MENTORING, every_month=1)


def _taking_part(of: Programme, company: Company, **days: date) -> Participation:
    return Participation.objects.create(programme=of, company=company, **{"first_on": date(2011, 2, 1)} | days)


def test_a_month_without_a_visit_is_shown_as_missed():
    programme, company = _mentoring(), made.factory()
    one = _taking_part(programme, company)
    consultant = made.member_of_team("한컨설", Part.CONSULTANT)
    one.consultants.add(TeamMember.objects.get(person=consultant))
    visit = _visit(programme, company)
    with as_of(visit.ends_at + timedelta(days=1)):
        sent = actions.send_minutes(visit, by=make.manager())
        actions.confirm(sent, by=sent.requested_by, score=4)

    (care,) = reports.cadence(programme, Period(date(2011, 2, 1), date(2011, 4, 30)), on=date(2011, 4, 20))

    assert [(month.on.month, month.wanted, month.made, month.missing) for month in care.months] == [
        (2, 1, 0, 1),
        (3, 1, 1, 0),
        (4, 1, 0, 0),
    ]
    assert (care.consultants, care.score, care.answers, care.missing) == (("한컨설",), 4.0, 1, 1)


def test_nothing_is_missed_before_a_company_takes_part_or_after():
    programme = _mentoring()
    _taking_part(programme, made.factory(), first_on=date(2011, 3, 31), last_on=date(2011, 4, 1))
    _taking_part(programme, made.factory("다온도금"), first_on=date(2012, 1, 1))

    (care,) = reports.cadence(programme, WHOLE, on=date(2012, 6, 1))

    assert [month.on.month for month in care.months if month.missing] == [3, 4]


def test_a_programme_without_a_cadence_misses_nothing():
    programme = made.programme()
    _taking_part(programme, made.factory())

    assert reports.cadence(programme, WHOLE, on=date(2012, 6, 1)) == []


@pytest.mark.parametrize("companies", [1, 3])
def test_the_cadence_takes_four_questions(django_assert_num_queries, companies):
    programme = _mentoring()
    for number in range(companies):
        one = _taking_part(programme, made.factory(f"기업{number}"))
        for name in ("가", "나"):
            one.consultants.add(TeamMember.objects.get(person=made.member_of_team(f"{name}{number}", Part.CONSULTANT)))

    with django_assert_num_queries(4):
        found = reports.cadence(programme, WHOLE, on=date(2012, 6, 1))

    assert [len(care.consultants) for care in found] == [2] * companies

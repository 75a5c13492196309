"""약속 대장: every promise, by what people ask of it."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import AccessLog
from accounts.roles import Role
from grievances.clock import SEOUL
from grievances.moment import as_of
from grievances.workflow import Status as CaseStatus
from tests import made_visits as made
from tests import make
from visits import actions
from visits.models import Promise
from visits.workflow import PromiseState, Status

pytestmark = pytest.mark.django_db

LIST, EXPORT = "admin:visits_promise_changelist", "admin:visits_promise_export"
THURSDAY = datetime(2026, 3, 12, 10, tzinfo=SEOUL)


@pytest.fixture
def manager(client):
    found = make.manager()
    make.sign_in(client, found)
    return found


@pytest.fixture
def visit():
    """On a Thursday of March 2026."""
    programme = made.programme()
    with as_of(THURSDAY - timedelta(days=20)):
        return made.visit(Status.HELD, of=programme, on=made.slot(programme, THURSDAY.date()))


def _said(client, **asked) -> list[str]:
    answer = client.get(reverse(LIST), asked)
    assert answer.status_code == 200
    return sorted(promise.said for promise in answer.context["cl"].result_list)


def _line(visit, said: str, ending: actions.Ending | None = None) -> Promise:
    promise = made.line(visit, said)
    if ending:
        with as_of(visit.ends_at):
            return actions.decide(promise, ending, by=make.manager())
    return promise


def test_a_row_says_what_was_said_where_and_what_became_of_it(client, manager, visit):
    promise = made.became(visit, CaseStatus.IN_PROGRESS)

    with as_of(visit.begins_at + timedelta(days=45, hours=1)):
        page = client.get(reverse(LIST)).content.decode()

    case = promise.grievance
    assert "배수로가 막혔습니다" in page
    assert f'href="{reverse("admin:visits_visit_change", args=[visit.pk])}#line-1"' in page
    assert f'href="{reverse("admin:grievances_grievance_change", args=[case.pk])}">{case.receipt_no}' in page
    assert '<span class="st" data-status="IN_PROGRESS">처리 중</span>' in page
    assert '<span class="st" data-promise="GRIEVANCE">애로 접수</span>' in page
    assert "도로과" in page
    assert "45일째" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"state": "UNDECIDED"}, ["안 정함"]),
        ({"state": "SOLVED"}, ["풀림"]),
        ({"state": "EXPLAINED"}, ["설명함"]),
        ({"case": "open"}, ["배수로가 막혔습니다", "안 정함"]),
        ({"case": "resolved"}, ["배수로가 막혔습니다"]),
        ({"case": "infeasible"}, []),
        ({"state": "GRIEVANCE", "case": "in_progress"}, ["배수로가 막혔습니다"]),
        ({"q": "풀림"}, ["풀림"]),
        ({"from": "2026-03-13"}, []),
        ({"from": "2026-03-12", "to": "2026-03-12", "state": "SOLVED"}, ["풀림"]),
        ({"programme": "0"}, ["배수로가 막혔습니다", "배수로가 막혔습니다", "설명함", "안 정함", "풀림"]),
    ],
)
def test_it_is_narrowed_by_state_and_what_became_of_it(client, manager, visit, asked, said):
    _line(visit, "안 정함")
    _line(visit, "풀림", made.SOLVED)
    _line(visit, "설명함", made.EXPLAINED)
    made.became(visit, CaseStatus.OPEN)
    made.became(visit, CaseStatus.RESOLVED)

    assert _said(client, **asked) == said


def test_a_grievance_is_found_under_the_department_that_has_it_now(client, manager, visit):
    other = make.department("환경정책과")
    made.became(visit, CaseStatus.IN_PROGRESS)
    _line(visit, "설명함", actions.Ending(PromiseState.EXPLAINED, reason="근거가 없습니다.", department=other))
    _line(visit, "안 정함")

    assert _said(client, unit=make.department("도로과").pk) == ["배수로가 막혔습니다"]
    assert _said(client, unit=other.pk) == ["설명함"]
    assert _said(client, unit="none") == ["안 정함"]


@pytest.mark.parametrize(("days", "said"), [(7, ["안 정함"]), (8, ["안 정함"]), (31, ["안 정함"]), (91, ["안 정함"])])
def test_age_counts_until_it_ended_or_until_now(client, manager, visit, days, said):
    _line(visit, "안 정함")
    _line(visit, "풀림", made.SOLVED)

    with as_of(visit.ends_at + timedelta(days=days)):
        found = {age: _said(client, age=age) for age in (7, 30, 60, 90)}

    assert found == {age: said if days >= age else [] for age in (7, 30, 60, 90)}


def test_a_programme_shows_its_own(client, manager, visit):
    _line(visit, "안 정함")
    other = made.programme("현장방문")

    assert _said(client, programme=visit.programme_id) == ["안 정함"]
    assert _said(client, programme=other.pk) == []


def test_a_line_of_a_visit_that_is_not_over_belongs_to_no_period(client, manager):
    _line(made.visit(Status.SCHEDULED), "아직 적는 중")

    assert _said(client) == ["아직 적는 중"]
    assert _said(client, **{"from": "2000-01-01"}) == []


def test_at_an_association_it_says_which_company_spoke(client, manager):
    company = made.factory("다온도금")
    made.became(made.meeting("한빛경영자협회"), voiced_by=company)

    page = client.get(reverse(LIST)).content.decode()

    assert "한빛경영자협회 <small>다온도금</small>" in page
    assert _said(client, q="다온도금") == ["배수로가 막혔습니다"]


def test_a_line_is_read_in_its_visit_and_changed_nowhere_else(client, manager, visit):
    promise = _line(visit, "안 정함")

    answer = client.get(reverse("admin:visits_promise_change", args=[promise.pk]))

    assert answer.url == f"{reverse('admin:visits_visit_change', args=[visit.pk])}#line-1"
    assert client.get(reverse("admin:visits_promise_add")).status_code == 403
    assert client.post(reverse("admin:visits_promise_delete", args=[promise.pk]), {"post": "yes"}).status_code == 403
    assert Promise.objects.filter(pk=promise.pk).exists()


@pytest.mark.parametrize(("role", "status"), [(Role.EXAMINER, 200), (Role.MANAGER, 200), (Role.OFFICER, 403)])
def test_who_may_see_every_visit_may_see_the_ledger(client, visit, role, status):
    make.sign_in(client, make.official(role))

    assert client.get(reverse(LIST)).status_code == status
    assert client.get(reverse(EXPORT)).status_code == status


@pytest.mark.parametrize("lines", [1, 3])
def test_the_ledger_takes_a_fixed_number_of_questions(client, manager, visit, lines, django_assert_num_queries):
    for _ in range(lines):
        made.became(visit, CaseStatus.IN_PROGRESS)

    client.get(reverse(LIST))
    with django_assert_num_queries(14):
        page = client.get(reverse(LIST)).content.decode()

    assert page.count('data-promise="GRIEVANCE"') == lines


def test_the_file_holds_what_the_list_shows_and_no_formula(client, manager, visit):
    _line(visit, "=cmd()", made.SOLVED)
    made.became(visit, CaseStatus.IN_PROGRESS)

    answer = client.post(f"{reverse(EXPORT)}?state=SOLVED", {"reason": "월간 점검", "kind": "csv"})

    text = b"".join(answer.streaming_content).decode()
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    kept = AccessLog.objects.get(what=AccessLog.What.EXPORT)
    assert lines[1:] == [
        [
            *(visit.visit_no, "2026-03-12", "이동시장실", "한빛정밀", "1", "'=cmd()", "한빛정밀"),
            *("현장 해결", "", "", "", "", "그날 끝남"),
        ]
    ]
    assert (kept.reason, kept.rows) == ("월간 점검", 1)

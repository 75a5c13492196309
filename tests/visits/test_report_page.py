"""추진 실적 in the admin: the published table, and the list behind every number."""

import csv
import io
import re
from datetime import date, datetime
from html import unescape

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
from visits.models import Participation
from visits.workflow import Status

pytestmark = pytest.mark.django_db

PAGE, EXPORT = "admin:visits_programme_report", "admin:visits_programme_report_export"
PERIOD = {"from": "2010-09-01", "to": "2011-12-31"}


@pytest.fixture
def manager(client):
    found = make.manager()
    make.sign_in(client, found)
    return found


@pytest.fixture
def programme():
    """Two companies, one of them twice, and an association; five grievances and two lines besides."""
    found = made.programme(last_on=date(2011, 12, 31))
    with as_of(datetime(2011, 2, 1, 10, tzinfo=SEOUL)):
        company = made.factory("한빛정밀")
        first = made.visit(Status.HELD, of=found, to=company, on=made.slot(found, date(2011, 3, 10)))
        made.visit(Status.CLOSED, of=found, to=company, on=made.slot(found, date(2011, 4, 7)))
        other = made.visit(Status.HELD, of=found, to=made.factory("다온도금"), on=made.slot(found, date(2011, 4, 14)))
        meeting = made.meeting(of=found, on=made.slot(found, date(2011, 4, 14), 2))
        for visit, status in ((first, "RESOLVED"), (first, "RESOLVED"), (first, "OPEN"), (other, "IN_PROGRESS")):
            made.became(visit, CaseStatus(status))
        made.became(meeting, CaseStatus.INFEASIBLE, voiced_by=company)
        made.became(meeting, CaseStatus.CLOSED, voiced_by=company)
        made.line(other, "가로등이 어둡습니다")
        solved = made.line(other, "표지판이 없습니다")
        with as_of(other.ends_at):
            actions.decide(solved, made.SOLVED, by=make.manager())
    return found


@pytest.fixture
def _others():
    """What the lists behind the numbers must not show."""
    found = made.programme("현장방문")
    with as_of(datetime(2011, 2, 1, 10, tzinfo=SEOUL)):
        made.became(
            made.visit(Status.HELD, of=found, to=made.factory("가람사출"), on=made.slot(found, date(2011, 3, 10)))
        )
        late = made.visit(Status.HELD, of=found, to=made.factory("가온정밀"), on=made.slot(found, date(2012, 3, 8)))
    made.line(late)


def _page(client, **asked) -> str:
    return client.get(reverse(PAGE), asked).content.decode()


def _numbers(page: str) -> dict[str, tuple[int, str]]:
    """Of the table on top: how many, and where that leads."""
    found = re.findall(r'<div data-figure="(\w+)"><dt>[^<]+</dt><dd><a href="([^"]+)">([\d,]+)<', page)
    return {name: (int(count), unescape(url)) for name, url, count in found}


def _rows(client, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return len(answer.context["cl"].result_list)


@pytest.mark.usefixtures("_others")
def test_every_number_leads_to_a_list_of_so_many_rows(client, manager, programme):
    numbers = _numbers(_page(client, programme=programme.pk, **PERIOD))

    assert {name: count for name, (count, _) in numbers.items()} == {
        "companies": 3,
        "associations": 1,
        "grievances": 6,
        "resolved": 2,
        "in_progress": 2,
        "infeasible": 1,
        "closed": 1,
    }
    assert {name: _rows(client, url) for name, (_, url) in numbers.items()} == {
        name: count for name, (count, _) in numbers.items()
    }


@pytest.mark.usefixtures("_others")
def test_every_number_in_the_tables_does_too(client, manager, programme):
    page = _page(client, programme=programme.pk, **PERIOD)

    links = re.findall(r'<td><a href="([^"]+)">(\d+)</a></td>', page)

    assert len(links) == 4 + 5 + 1
    assert [_rows(client, unescape(url)) for url, _ in links] == [int(count) for _, count in links]


def test_a_period_narrows_all_of_it(client, manager, programme):
    page = _page(client, programme=programme.pk, **{"from": "2011-04-01", "to": "2011-04-30"})

    assert _numbers(page)["companies"][0] == 2
    assert _numbers(page)["resolved"][0] == 0
    assert "서로 다른 2곳" in page
    assert "한빛정밀" in page


def test_without_a_period_it_is_the_whole_programme(client, manager, programme):
    page = _page(client)

    assert "2010년" in page
    assert _numbers(page)["grievances"][0] == 6


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"from": "2011-12-31", "to": "2010-09-01"}, "첫날보다 앞섭니다."),
        ({"from": "언제나"}, "올바른 날짜를 입력하세요."),
        ({"programme": "x"}, "올바르게 선택해 주세요."),
    ],
)
def test_what_cannot_be_a_period_is_refused_and_the_whole_shown(client, manager, programme, asked, words):
    answer = client.get(reverse(PAGE), {"programme": programme.pk} | asked)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert _numbers(answer.content.decode())["grievances"][0] == 6


def test_the_months_in_which_a_company_was_not_visited_are_shown(client, manager):
    programme = made.programme("혁신허브 멘토링", every_month=1, first_on=date(2011, 1, 1), last_on=date(2011, 3, 31))
    Participation.objects.create(programme=programme, company=made.factory(), first_on=date(2011, 1, 1))
    with as_of(datetime(2011, 2, 1, 10, tzinfo=SEOUL)):
        made.visit(
            Status.HELD,
            of=programme,
            to=Participation.objects.get().company,
            on=made.slot(programme, date(2011, 3, 10)),
        )

    page = _page(client, programme=programme.pk)

    assert "1곳에서 2번 빠뜨렸습니다." in page
    assert page.count("1번 빠뜨림") == 2


def test_without_a_programme_there_is_a_sentence(client, manager):
    assert "아직 프로그램이 없습니다." in _page(client)
    assert client.get(reverse(EXPORT)).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.EXAMINER, 200), (Role.MANAGER, 200), (Role.OFFICER, 403)])
def test_who_may_see_every_visit_may_see_the_report(client, programme, role, status):
    make.sign_in(client, make.official(role))

    assert client.get(reverse(PAGE)).status_code == status
    assert client.get(reverse(EXPORT)).status_code == status


@pytest.mark.parametrize("visits", [1, 3])
def test_the_page_takes_a_fixed_number_of_questions(client, manager, visits, django_assert_num_queries):
    programme = made.programme(every_month=1, first_on=date(2011, 1, 1))
    with as_of(datetime(2011, 2, 1, 10, tzinfo=SEOUL)):
        for number in range(visits):
            company = made.factory(f"기업{number}")
            Participation.objects.create(programme=programme, company=company, first_on=date(2011, 1, 1))
            on = made.slot(programme, date(2011, 3, 3 + 7 * number))
            made.became(made.visit(Status.HELD, of=programme, to=company, on=on))

    client.get(reverse(PAGE))
    with django_assert_num_queries(19):
        page = _page(client)

    assert _numbers(page)["companies"][0] == visits


def test_the_file_says_why_it_left_and_has_every_number(client, manager, programme):
    where = f"{reverse(EXPORT)}?programme={programme.pk}&from=2010-09-01&to=2011-12-31"

    refused = client.post(where, {"reason": "", "kind": "csv"})
    answer = client.post(where, {"reason": "하반기 보고회", "kind": "csv"})

    text = b"".join(answer.streaming_content).decode()
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    kept = AccessLog.objects.get(what=AccessLog.What.EXPORT)
    assert refused.status_code == 422
    assert text.startswith("\ufeff구분,이름,항목,수\r\n")
    assert ["추진 실적", "이동시장실", "기업애로", "6"] in lines
    assert ["기업별", "한빛정밀", "방문", "2"] in lines
    assert (kept.by, kept.reason, kept.rows) == (manager, "하반기 보고회", len(lines) - 1)

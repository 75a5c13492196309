"""The portal's own pages and what it says when something goes wrong."""

import re

import pytest
from django.db import OperationalError
from django.test import Client

from grievances import actions as grievances
from grievances.workflow import Solved, Status
from sosportal import views
from tests import make

pytestmark = pytest.mark.django_db


def test_a_visitor_meets_the_home_page_with_five_questions_to_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(5):  # the drive, the figures, days off, working hours, an outage
        page = client.get("/").content.decode()

    assert "<h1>공장의 어려움, 시에 한 번만 알려 주십시오.</h1>" in page
    assert "아직 집계된 애로가 없습니다." in page


def test_the_home_page_says_how_far_the_drive_has_come(client):
    empty = client.get("/").content.decode()
    with_three, with_one = make.company(), make.company()
    make.owner(with_three)
    make.member(with_three)
    make.member(with_three)
    make.owner(with_one)

    page = client.get("/").content.decode()

    assert "한 기업에 세 사람이" not in empty
    assert "기업 2곳 가운데 1곳에 회원이 세 명 이상 있습니다." in page


def test_the_home_page_says_what_the_city_did_and_apart_from_it_what_companies_say(client, django_assert_num_queries):
    solved, partly = (make.grievance(at=Status.RESOLVED) for _ in range(2))
    grievances.rate(solved.answers.get(), Solved.YES, 5, by=solved.filer)
    grievances.rate(partly.answers.get(), Solved.PARTLY, 3, by=partly.filer)
    make.grievance(at=Status.IN_PROGRESS)
    make.grievance(at=Status.CLOSED)

    with django_assert_num_queries(6):  # those, and the figures of earlier years
        page = client.get("/").content.decode()

    rows = re.findall(r'</svg>\s*([^<]+?)\s*</th>\s*<td role="cell" class="n">(\d+)</td>', page)
    assert rows == [
        ("완료", "2"),
        ("기업이 확인한 해결", "1"),
        ("일부만 해결", "1"),
        ("해결되지 않음", "0"),
        ("아직 답하지 않음", "0"),
        ("처리 중", "1"),
        ("처리 불가", "0"),
        ("종결", "1"),
    ]
    assert "완료된 애로의 100%에 기업이 만족도를 알려 주셨습니다." in page
    assert "아직 집계된 애로가 없습니다." not in page


def test_the_picture_on_the_home_page_has_its_words(client):
    page = client.get("/").content.decode()

    assert [word for word in ("신청:", "접수:", "처리:", "답변:", "만족도:") if word not in page] == []
    assert page.count('aria-hidden="true" focusable="false">') >= 2


@pytest.mark.parametrize("path", ["/", "/privacy/", "/accessibility/", "/styleguide/"])
def test_public_pages_name_the_city_and_its_phone(client, settings, path):
    settings.CITY = settings.CITY | {"name": "시험시", "unit": "기업과", "phone": "031-111-2222"}

    page = client.get(path).content.decode()

    assert "<strong>시험시 기업과</strong>" in page
    assert 'href="tel:031-111-2222"' in page


@pytest.mark.parametrize(("is_on", "times"), [(False, 0), (True, 1)])
def test_the_official_banner_is_shown_only_where_it_is_true(client, settings, is_on, times):
    settings.CITY = settings.CITY | {"has_official_banner": is_on}

    page = client.get("/").content.decode()

    assert page.count("이 누리집은 대한민국 공식 전자정부 누리집입니다.") == times


def test_a_choice_of_screen_is_kept_and_leads_back(client):
    response = client.post("/contrast/", {"contrast": "high-contrast", "next": "/privacy/?a=1"})

    assert response.status_code == 302
    assert response["Location"] == "/privacy/?a=1"
    assert response.cookies["contrast"].value == "high-contrast"
    assert response.cookies["contrast"]["max-age"] == views.ONE_YEAR
    assert response.cookies["contrast"]["httponly"]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_choice_of_screen_never_leads_elsewhere(client, elsewhere):
    response = client.post("/contrast/", {"contrast": "light", "next": elsewhere})

    assert response["Location"] == "/"


def test_an_unknown_screen_is_not_kept(client):
    response = client.post("/contrast/", {"contrast": "sepia", "next": "/"})

    assert response.status_code == 302
    assert "contrast" not in response.cookies


def test_the_style_guide_is_for_those_who_build(client, settings):
    settings.IN_PRODUCTION = True

    assert client.get("/styleguide/").status_code == 404
    assert client.get("/styleguide/errors/500/").status_code == 404


def test_a_missing_page_says_what_to_do(client):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    page = response.content.decode()
    assert "찾으시는 화면이 없습니다" in page
    assert "로그인한 뒤 다시 열어 주십시오." in page


def test_a_page_that_fails_before_anybody_is_known_is_still_a_page(rf):
    request = rf.get("/nowhere/")

    response = views.not_found(request)

    assert response.status_code == 404
    assert "찾으시는 화면이 없습니다" in response.content.decode()


def test_a_refusal_says_whom_to_ask(client):
    response = client.get("/styleguide/errors/403/")

    assert response.status_code == 403
    assert "총괄 부서에 권한을 요청해 주십시오." in response.content.decode()


def test_a_lost_token_loses_nothing_and_says_so():
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/contrast/", {"contrast": "light"})

    assert response.status_code == 403
    assert "잃어버린 것은 없습니다." in response.content.decode()


# None of these tests may use the database: a page about trouble must not cause more of it.


def test_a_bug_is_owned_and_can_be_named_on_the_phone(rf, settings):
    request = rf.get("/", SOS_REQUEST_ID="abc123def456")

    response = views.server_error(request)

    assert response.status_code == 500
    page = response.content.decode()
    assert "잘못하신 것은 없습니다." in page
    assert "abc123def456" in page
    assert settings.CITY["phone"] in page
    assert "Retry-After" not in response.headers


def test_a_database_that_does_not_answer_is_a_pause_and_not_a_bug(rf):
    def answer_while_it_is_away():
        try:
            raise OperationalError("connection refused")  # noqa: TRY301 - as Django's handler finds it
        except OperationalError:
            return views.server_error(rf.get("/"))

    response = answer_while_it_is_away()

    assert response.status_code == 503
    assert response["Retry-After"] == "120"
    page = response.content.decode()
    assert "잠시 쉬고 있습니다" in page
    assert "connection refused" not in page


@pytest.mark.parametrize("code", views.ERRORS)
def test_every_error_page_keeps_the_screen_people_chose(client, code):
    client.cookies["contrast"] = "high-contrast"

    response = client.get(f"/styleguide/errors/{code}/")

    assert response.status_code == code
    page = response.content.decode()
    assert 'data-krds-mode="high-contrast"' in page
    assert "첫 화면으로 가기" in page
    assert 'href="tel:' in page

"""현장방문 for a company in a browser: asked for by keyboard, answered line by line, without a script."""

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from tests import made_visits as made
from tests import make
from tests.e2e.conftest import barriers, overflow
from tests.visits import hosts
from visits import actions
from visits.models import Visit
from visits.tokens import host_token
from visits.workflow import Status

pytestmark = [pytest.mark.e2e]


@pytest.fixture
def programme():
    """A season that takes requests."""
    return made.programme(about="시장과 담당 부서가 함께 찾아갑니다.")


@pytest.fixture
def member(live_server, settings, enter):
    """An owner of a factory, signed in on the phone."""
    settings.SITE_URL = live_server.url
    person = make.owner(made.factory())
    enter(person)
    return person


@pytest.fixture
def company(member):
    return member.seats.get().company


def to_reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"No key leads to {selector}.")


def test_a_visit_is_asked_for_and_accepted_on_a_phone_by_keyboard(page: Page, live_server, programme, member, faults):
    page.goto(f"{live_server.url}/visits/request/")
    to_reach(page, "textarea[name=topics]")
    page.keyboard.type("정문 앞 불법주차")
    to_reach(page, "input[name=half]")
    page.keyboard.press("ArrowRight")
    to_reach(page, "form.form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/visits/V*/")
    visit = Visit.objects.get()
    expect(page.locator(".state-sentence")).to_contain_text("일정을 찾고 있습니다.")
    actions.offer(visit, made.slot(programme), by=make.manager())

    page.reload()
    to_reach(page, "#accept button")
    page.keyboard.press("Enter")

    expect(page.locator(".state-sentence")).to_contain_text("에 찾아뵙습니다.")
    visit.refresh_from_db()
    assert (visit.status, visit.wishes) == (Status.SCHEDULED, "오전")


def test_minutes_are_answered_line_by_line(page: Page, live_server, member, company, faults):
    visit = hosts.with_minutes_of_last_week(company)
    page.goto(f"{live_server.url}{visit.get_absolute_url()}")

    page.get_by_text("2번 줄이 다르게 적혔습니다").click()
    page.get_by_label("2번 줄에서 다른 것").fill("가로등은 세 개입니다.")
    page.get_by_role("link", name="이의 보내러 가기").locator("visible=true").click()
    page.get_by_role("button", name="이의 보내기").click()
    expect(page.locator("#line-2")).to_contain_text("살펴보고 있습니다.")
    actions.send_minutes(visit, by=make.manager(), settlement="세 개로 고쳤습니다.")
    page.reload()
    expect(page.locator("#line-2")).to_contain_text("세 개로 고쳤습니다.")
    page.get_by_text("4점 만족").click()
    page.get_by_role("button", name="맞습니다. 확인합니다").click()

    expect(page.locator(".state-sentence")).to_contain_text("회의록을 확인하셨습니다.")
    visit.refresh_from_db()
    assert (visit.score, [one.promise.number for one in visit.objections.all()]) == (4, [2])


def test_without_a_script_it_is_asked_for_and_answered_all_the_same(
    browser: Browser, live_server, programme, member, company
):
    plain = browser.new_context(java_script_enabled=False, locale="ko-KR", viewport={"width": 360, "height": 760})
    cookie = make.sign_in(Client(), member).cookies[django_settings.SESSION_COOKIE_NAME]
    plain.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = plain.new_page()
    page.goto(f"{live_server.url}/visits/request/")

    page.get_by_role("button", name="방문 신청하기").click()
    expect(page.get_by_text("한 줄이어도 됩니다").first).to_be_visible()
    page.get_by_label("무엇을 이야기하고 싶으십니까?").fill("정문 앞 불법주차")
    page.get_by_role("button", name="방문 신청하기").click()
    page.wait_for_url("**/visits/V*/")
    visit = Visit.objects.get()
    actions.offer(visit, made.slot(programme), by=make.manager())
    page.reload()
    page.get_by_text("다른 날로 해 달라고 하기").click()
    page.get_by_label("되는 날").fill("다음 달")
    page.get_by_role("button", name="다른 날 요청하기").click()

    expect(page.locator(".state-sentence")).to_contain_text("일정을 찾고 있습니다.")
    visit.refresh_from_db()
    assert (visit.status, visit.wishes) == (Status.REQUESTED, "다음 달")
    plain.close()


@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_a_visit_are_for_everybody(page: Page, live_server, member, company, faults, width, contrast):
    page.context.add_cookies([{"name": "contrast", "value": contrast, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 800})
    sent = hosts.with_minutes_of_last_week(company)
    offered = made.visit(Status.OFFERED, of=sent.programme, to=company)
    fixed = made.visit(Status.SCHEDULED, of=sent.programme, to=company, on=made.slot(sent.programme, order=2))
    link = reverse("visits:host_link", args=[host_token(sent.pk, member.pk)])
    paths = ["/visits/", "/visits/request/", link, reverse("visits:host_link", args=["1"])]
    paths += [visit.get_absolute_url() for visit in (sent, offered, fixed)]

    def looked_at(path: str) -> list[str]:
        before = len(faults)
        page.goto(f"{live_server.url}{path}")
        page.locator("details.move").evaluate_all("all => all.forEach(one => { one.open = true; })")
        del faults[before:]  # the browser reports the 404 as an error of its own
        return [*barriers(page), *([f"wider by {overflow(page)}"] if overflow(page) > 0 else [])]

    found = {path: looked_at(path) for path in paths}

    assert found == {path: [] for path in paths}

"""현장: logging a visit beside a machine, with a network that comes and goes."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from grievances.models import Grievance
from tests import made_visits as made
from tests import make
from tests.e2e.conftest import barriers, overflow
from tests.visits.test_field_views import a_visit_before
from tests.visits.test_photos import photograph
from visits import actions
from visits.models import Visit
from visits.workflow import PromiseState, Status

pytestmark = pytest.mark.e2e

NO_NETWORK = "이 휴대전화에 저장됨 · 연결되면 보냅니다"


@pytest.fixture
def team(transactional_db):
    return made.member_of_team()


@pytest.fixture
def visit(team):
    make.category()
    make.category("기타")
    return a_visit_before(team)


@pytest.fixture
def on_site(page: Page, live_server, enter, team, visit) -> Page:
    """The page of the visit, with its worker ready."""
    enter(team)
    page.goto(live_server.url + reverse("field:visit", args=[visit.visit_no]))
    expect(page.locator("body")).to_have_attribute("data-reopens", "", timeout=15_000)
    return page


def say(page: Page, words: str):
    """One more line; its card."""
    page.get_by_role("button", name="약속 한 줄 더하기").click()
    card = page.get_by_role("article").last
    card.get_by_label("말씀하신 것").fill(words)
    return card


def state_of(page: Page):
    return page.locator("[data-net]")


def everything_is_sent(page: Page) -> None:
    expect(state_of(page)).to_contain_text(re.compile(r"모두 보냈습니다 \d\d:\d\d"), timeout=15_000)


def photograph_file() -> dict:
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photograph(size=(2400, 1800)).read()}


def test_a_visit_is_logged_once_over_a_network_that_comes_and_goes(on_site, visit):
    page = on_site
    card = say(page, "정문 앞 불법주차를 단속해 주십시오")
    card.get_by_label("현장 해결").check()
    card.get_by_role("button", name="이 줄 저장").click()
    everything_is_sent(page)

    page.context.set_offline(True)
    card = say(page, "기반시설 배수로가 막혀 물이 듭니다")
    card.get_by_label("애로 접수").check()
    expect(card.get_by_label("사건 제목")).to_have_value("기반시설 배수로가 막혀 물이 듭니다")
    expect(card.get_by_label("분야").locator("option:checked")).to_contain_text("기반시설")
    card.get_by_label("사건 제목").fill("배수로 막힘")
    card.get_by_role("button", name="이 줄 저장").click()
    card = say(page, "산업용수 요금을 깎아 주십시오")
    card.get_by_label("불수용").check()
    card.get_by_label("설명·까닭").fill("조례에 감면 근거가 없습니다.")
    card.get_by_role("button", name="이 줄 저장").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="사진 찍기").click()
    chooser.value.set_files(photograph_file())
    page.get_by_label("무엇이 보입니까?").fill("막힌 배수로")
    page.get_by_label("어느 줄의 사진입니까?").select_option(index=2)
    page.get_by_role("button", name="올리기").click()
    page.get_by_label("회의록").fill(made.MINUTES)
    expect(state_of(page)).to_contain_text(f"{NO_NETWORK} (약속 2줄, 사진 1장, 방문 기록)")
    assert visit.promises.count() == 1

    page.reload()
    expect(state_of(page)).to_contain_text(f"{NO_NETWORK} (약속 2줄, 사진 1장, 방문 기록)")
    expect(page.get_by_label("회의록")).to_have_value(made.MINUTES)
    expect(page.get_by_role("button", name="방문 마치기")).to_be_disabled()

    page.context.set_offline(False)
    everything_is_sent(page)
    page.get_by_role("button", name="방문 마치기").click()
    page.get_by_role("button", name="회의록 보내기").click()
    expect(page.get_by_text("회의록을 보냈습니다. 기업의 확인을 기다립니다.").first).to_be_visible()

    lines = {line.said: line for line in visit.promises.all()}
    assert [line.state for line in lines.values()] == [
        PromiseState.SOLVED,
        PromiseState.GRIEVANCE,
        PromiseState.NOT_ACCEPTED,
    ]
    case, photo = Grievance.objects.get(), visit.files.get()
    assert (case.title, case.arrived_at) == ("배수로 막힘", lines["기반시설 배수로가 막혀 물이 듭니다"].spoken_at)
    assert (photo.caption, photo.promise.grievance) == ("막힌 배수로", case)
    with photo.file.open() as kept, Image.open(kept) as picture:
        assert (max(picture.size), dict(picture.getexif())) == (1600, {})
    done = Visit.objects.get(pk=visit.pk)
    assert (done.status, done.minutes, done.minutes_version) == (Status.HELD, made.MINUTES, 1)


def test_an_answer_that_was_lost_doubles_nothing(on_site, visit):
    page = on_site
    lost = []

    def lose(route):
        """It arrives and is kept, and the answer does not come back."""
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/lines/*/", lose)
    card = say(page, "가로등이 어둡습니다")
    card.get_by_label("애로 접수").check()
    card.get_by_role("button", name="이 줄 저장").click()

    everything_is_sent(page)
    assert lost == [200]
    assert visit.promises.count() == 1
    assert Grievance.objects.count() == 1


def test_what_somebody_else_wrote_is_shown_beside_ones_own(on_site, visit, team):
    page = on_site
    actions.keep_notes(visit, by=team, minutes="동료가 쓴 글")
    page.get_by_label("회의록").fill("내가 쓴 글")
    page.get_by_role("button", name="기록 저장").click()

    expect(page.get_by_text("그사이 다른 분이 고쳤습니다.").first).to_be_visible()
    expect(page.locator("blockquote")).to_have_text("동료가 쓴 글")
    page.get_by_role("button", name="둘 다 남기기").click()

    everything_is_sent(page)
    assert Visit.objects.get(pk=visit.pk).minutes == "동료가 쓴 글\n내가 쓴 글"


def test_who_was_signed_out_keeps_what_they_type_and_sends_it_after_signing_in(on_site, visit, team, enter):
    page = on_site
    page.context.clear_cookies(name="sos_session")
    say(page, "가로등이 어둡습니다")

    expect(state_of(page)).to_contain_text("다시 로그인하면 보냅니다 (약속 1줄)", timeout=15_000)
    expect(page.get_by_role("link", name="다시 로그인")).to_be_visible()
    assert visit.promises.count() == 0
    enter(team)
    page.reload()

    everything_is_sent(page)
    assert visit.promises.get().said == "가로등이 어둡습니다"


def test_somebody_else_on_the_same_phone_does_not_find_what_was_typed(on_site, visit, team, enter):
    page, other = on_site, made.member_of_team("박현장")
    actions.set_roster(visit, [actions.Going("TEAM", team), actions.Going("TEAM", other)], by=make.manager())
    page.context.set_offline(True)
    say(page, "적다 만 말")
    expect(state_of(page)).to_contain_text(NO_NETWORK)

    enter(other)
    page.context.set_offline(False)
    expect(state_of(page)).to_contain_text("다시 로그인하면 보냅니다", timeout=15_000)
    page.reload()

    expect(page.get_by_role("heading", name="방문 준비물")).to_be_visible()
    expect(page.get_by_text("적다 만 말")).to_have_count(0)
    assert visit.promises.count() == 0


def test_heic_is_refused_with_what_to_do(on_site):
    page = on_site

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="앨범에서 고르기").click()
    chooser.value.set_files(
        {"name": "IMG_0001.HEIC", "mimeType": "image/heic", "buffer": b"\0\0\0\x14ftypheic0000heic"}
    )

    expect(page.get_by_role("alert")).to_contain_text("JPG(높은 호환성)")


@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
def test_nothing_stands_in_the_way_on_a_phone(on_site, live_server, visit, team, contrast, faults):
    page = on_site
    made.line(visit, by=team)
    page.context.add_cookies([{"name": "contrast", "value": contrast, "url": live_server.url}])

    for path in (reverse("field:visit", args=[visit.visit_no]), reverse("field:today")):
        page.goto(live_server.url + path)
        assert barriers(page) == []
        assert overflow(page) == 0


def test_targets_are_large_enough_for_a_thumb(on_site, visit, team):
    page = on_site
    made.line(visit, by=team)
    page.reload()

    small = page.evaluate(
        """[...document.querySelectorAll("main :is(button, summary, select, input:not([type=hidden])), .dock button")]
        .map((one) => one.closest("label") ?? one)
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 47.5)
        .map((one) => one.outerHTML.slice(0, 80))"""
    )

    assert small == []


def test_a_line_is_written_by_keyboard(on_site, visit):
    page = on_site
    page.get_by_role("button", name="약속 한 줄 더하기").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("article").last.get_by_label("말씀하신 것")).to_be_focused()
    page.keyboard.type("가로등이 어둡습니다")
    page.get_by_role("article").last.get_by_label("현장 해결").focus()
    page.keyboard.press("Space")
    page.get_by_role("article").last.get_by_role("button", name="이 줄 저장").focus()
    page.keyboard.press("Enter")

    everything_is_sent(page)
    assert visit.promises.get().state == PromiseState.SOLVED


@pytest.fixture
def plain(browser, browser_context_args, live_server, team):
    """A browser without scripts, signed in."""
    cookie = make.sign_in(Client(), team).cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_without_a_script_a_visit_is_logged_form_by_form(plain, live_server, visit):
    page = plain
    page.goto(live_server.url + reverse("field:visit", args=[visit.visit_no]))
    page.get_by_label("말씀하신 것").fill("가로등이 어둡습니다")
    page.get_by_label("애로 접수").check()
    page.get_by_role("button", name="이 줄 저장").click()
    page.get_by_label("회의록").fill(made.MINUTES)
    page.get_by_role("button", name="기록 저장").click()
    page.locator("input[name=photo]").set_input_files(photograph_file())
    page.get_by_role("button", name="사진 올리기").click()
    page.get_by_role("button", name="방문 마치기").click()
    page.get_by_role("button", name="회의록 보내기").click()

    done = Visit.objects.get(pk=visit.pk)
    assert (done.status, done.minutes_version, done.files.count()) == (Status.HELD, 1, 1)
    assert done.promises.get().grievance.title == "가로등이 어둡습니다"

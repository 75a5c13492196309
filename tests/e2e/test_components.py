"""What the scripts add to the components, and what stays without them. The style guide is the test bed."""

import json
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import barriers

pytestmark = pytest.mark.e2e


@pytest.fixture
def guide(page: Page, live_server) -> Page:
    """The style guide on a desk."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + "/styleguide/")
    return page


def focused(page: Page, what: str = "textContent") -> str:
    return page.evaluate(f"document.activeElement.{what}").strip()


def test_the_first_tab_leads_past_the_header(page, live_server):
    page.goto(live_server.url + "/")

    page.keyboard.press("Tab")
    assert focused(page) == "본문으로 바로가기"
    page.keyboard.press("Enter")

    assert focused(page, "id") == "main"


def test_the_phone_menu_opens_and_closes_by_keyboard(page, live_server):
    page.set_viewport_size({"width": 360, "height": 760})
    page.goto(live_server.url + "/")
    menu = page.locator("[data-menu]")

    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="진행 절차")).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(menu.get_by_role("link", name="진행 절차")).to_be_hidden()
    assert focused(page) == "메뉴"


def test_the_phone_menu_closes_when_one_goes_elsewhere(page, live_server):
    page.set_viewport_size({"width": 360, "height": 760})
    page.goto(live_server.url + "/")
    menu = page.locator("[data-menu]")

    menu.locator("summary").click()
    page.mouse.click(20, 700)

    assert not menu.evaluate("menu => menu.open")


def test_a_dialog_keeps_the_focus_and_gives_it_back(guide):
    opener = guide.get_by_role("link", name="신청 취하하기")
    opener.focus()

    guide.keyboard.press("Enter")
    dialog = guide.get_by_role("dialog", name="신청을 취하하시겠습니까?")
    expect(dialog).to_be_visible()
    assert barriers(guide) == []
    for _ in range(6):
        guide.keyboard.press("Tab")
        assert guide.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    guide.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    assert focused(guide) == "신청 취하하기"


def test_tabs_follow_the_arrow_keys(guide):
    first = guide.get_by_role("tab", name="있었던 일")
    first.focus()

    guide.keyboard.press("ArrowRight")
    assert focused(guide) == "붙임"
    expect(guide.get_by_role("tabpanel", name="붙임")).to_be_visible()
    expect(guide.get_by_role("tabpanel", name="있었던 일")).to_be_hidden()
    guide.keyboard.press("End")
    assert focused(guide) == "맡은 사람"
    guide.keyboard.press("ArrowRight")

    assert focused(guide) == "있었던 일"
    assert first.get_attribute("aria-selected") == "true"


def test_whoever_sent_faults_starts_at_their_list_and_gets_into_each_field(guide):
    assert "고칠 곳이" in focused(guide)

    guide.get_by_role("link", name="이메일: 올바른 이메일 주소를 입력하십시오.").or_(
        guide.locator(".errors a", has_text="이메일")
    ).first.click()
    assert focused(guide, "name") == "wrong-email"
    guide.locator(".errors a", has_text="분야").click()

    assert focused(guide, "name") == "wrong-category"


def test_contrast_changes_in_place_and_stays(guide, live_server):
    guide.get_by_label("제목").first.fill("반쯤 쓴 글")

    with guide.expect_response("**/contrast/"):
        guide.locator(".switch").click()

    assert guide.evaluate("document.documentElement.dataset.krdsMode") == "high-contrast"
    assert guide.get_by_label("제목").first.input_value() == "반쯤 쓴 글"
    assert guide.locator(".foot .choice[aria-pressed=true]").text_content().strip() == "고대비"
    guide.goto(live_server.url + "/privacy/")
    assert guide.evaluate("document.documentElement.dataset.krdsMode") == "high-contrast"


@pytest.mark.parametrize("wish", [{"contrast": "more"}, {"color_scheme": "dark"}])
def test_following_the_system_means_high_contrast_where_it_asks_for_it(page, live_server, wish):
    page.context.add_cookies([{"name": "contrast", "value": "system", "url": live_server.url}])
    page.goto(live_server.url + "/")
    ground = "getComputedStyle(document.body).backgroundColor"

    plain = page.evaluate(ground)
    page.emulate_media(**wish)

    assert plain == "rgb(255, 255, 255)"
    assert page.evaluate(ground) == "rgb(0, 0, 0)"
    assert barriers(page) == []


def test_a_file_can_be_taken_out_again(guide):
    box = guide.locator("[data-upload]").first
    files = [
        {"name": "도로파손.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 2_200_000},
    ]

    box.locator("input").set_input_files(files)
    expect(box.get_by_role("listitem")).to_have_text("도로파손.jpg2.1MB빼기 도로파손.jpg")
    box.get_by_role("button", name="빼기 도로파손.jpg").click()

    expect(box.get_by_role("listitem")).to_have_count(0)
    assert box.locator("input").evaluate("input => input.files.length") == 0


def test_a_form_is_sent_once_however_often_one_clicks(page, live_server):
    arrived = []
    page.goto(live_server.url + "/accounts/login/")

    def keep_waiting(route):
        arrived.append(route.request.method)
        time.sleep(0.3)
        route.fulfill(status=204)

    page.route("**/accounts/login/", keep_waiting)
    button = page.locator("main form[method=post] button").first
    page.locator("main form[method=post]").first.evaluate("form => { form.noValidate = true }")
    button.click(no_wait_after=True)
    button.click(no_wait_after=True, force=True)
    page.wait_for_timeout(800)

    assert arrived == ["POST"]


def idle_page(page: Page, url: str, *, seconds_left: int, answers: list[tuple[int, dict[str, int]]]) -> list[str]:
    """The style guide with its sample warning switched on; the server's answers are given in order."""
    asked: list[str] = []

    def answer(route):
        asked.append(route.request.method)
        status, body = answers[min(len(asked), len(answers)) - 1]
        route.fulfill(status=status, content_type="application/json", body=json.dumps(body))

    def switched_on(route):
        html = route.fetch().text()
        html = html.replace('data-seconds-left="1800"', f'data-seconds-left="{seconds_left}"')
        route.fulfill(
            content_type="text/html; charset=utf-8",
            body=html.replace('data-extend-url=""', 'data-extend-url="/test/extend/"'),
        )

    page.route("**/styleguide/", switched_on)
    page.route("**/test/extend/", answer)
    page.goto(url + "/styleguide/")
    return asked


def test_the_idle_warning_counts_down_and_gives_more_time(page, live_server):
    asked = idle_page(
        page, live_server.url, seconds_left=121, answers=[(200, {"seconds_left": 119}), (200, {"seconds_left": 1800})]
    )

    dialog = page.get_by_role("dialog", name="곧 자동으로 로그아웃됩니다")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-countdown]")).to_have_text("1분 58초")
    expect(dialog.get_by_role("status")).to_contain_text("뒤 로그아웃됩니다.")
    assert barriers(page) == []
    dialog.get_by_role("button", name="계속 사용하기").click()

    expect(dialog).to_be_hidden()
    assert asked == ["GET", "POST"]


def test_nobody_is_warned_who_was_busy_in_another_tab(page, live_server):
    asked = idle_page(page, live_server.url, seconds_left=121, answers=[(200, {"seconds_left": 1700})])

    page.wait_for_timeout(3000)

    assert asked == ["GET"]
    expect(page.get_by_role("dialog", name="곧 자동으로 로그아웃됩니다")).to_be_hidden()


def test_a_refusal_of_more_time_is_said(page, live_server):
    idle_page(page, live_server.url, seconds_left=100, answers=[(200, {"seconds_left": 90}), (500, {})])

    page.get_by_role("button", name="계속 사용하기").click()

    expect(page.get_by_text("시간을 늘리지 못했습니다.")).to_be_visible()


def test_whoever_is_signed_out_does_not_leave_the_page_on_the_screen(page, live_server):
    idle_page(page, live_server.url, seconds_left=3, answers=[(401, {"seconds_left": 0})])
    page.evaluate("window.old = true")

    page.wait_for_function("!window.old", timeout=10_000)


class TestWithoutScripts:
    """The same pages for whoever has no scripts."""

    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return {**browser_context_args, "java_script_enabled": False}

    def test_contrast_is_a_form(self, page, live_server):
        page.goto(live_server.url + "/privacy/")

        page.locator(".foot").get_by_role("button", name="고대비").click()

        assert page.url == live_server.url + "/privacy/"
        assert page.locator("html").get_attribute("data-krds-mode") == "high-contrast"

    def test_the_phone_menu_opens(self, page, live_server):
        page.set_viewport_size({"width": 360, "height": 760})
        page.goto(live_server.url + "/")

        page.locator("[data-menu] summary").click()

        expect(page.locator("[data-menu]").get_by_role("link", name="진행 절차")).to_be_visible()

    def test_a_dialog_shows_by_its_address_and_tabs_show_everything(self, page, live_server):
        page.goto(live_server.url + "/styleguide/#withdraw")

        expect(page.get_by_text("취하하면 담당 부서가 처리를 멈춥니다.")).to_be_visible()
        expect(page.locator("#tab-people")).to_be_visible()

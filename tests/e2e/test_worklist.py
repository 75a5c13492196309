"""The work list by keyboard alone, and without a barrier at a desk and on a tablet."""

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from grievances import actions
from grievances.clock import LegalKind
from tests import make
from tests.e2e.conftest import barriers, overflow

pytestmark = pytest.mark.e2e

LIST = "/admin/grievances/grievance/"


@pytest.fixture
def desk(live_server):
    """A manager, an officer, and four cases of a department that nobody has yet."""
    roads = make.department("도로과")
    manager, officer = make.official(Role.MANAGER), make.official(Role.OFFICER, of=roads, name="한도로")
    firm = make.company("한빛정밀")
    owner = make.owner(firm)
    for number in range(4):
        case = make.filed(owner, of=firm, title=f"가로등 {number}번이 꺼졌습니다")
        if number < 3:
            actions.receive(case, LegalKind.GRIEVANCE, roads, by=manager)
    return manager, officer


def test_two_cases_are_assigned_by_keyboard_alone(page, live_server, enter, faults, desk):
    manager, _officer = desk
    enter(manager)
    page.goto(f"{live_server.url}{LIST}?queue=running")

    # The open case stands first; it cannot be assigned yet. The next one can.
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-count]")).to_have_text("2건 고름")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="골라서 배정")).to_be_visible()
    page.get_by_label("담당자").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="배정 결과")).to_be_visible()
    results = page.locator(".results tbody tr")
    assert [text.strip() for text in results.locator("td").all_inner_texts()] == [
        "됨 한도로 님에게 배정했습니다.",
        "안 됨 이 사건은 ‘접수 대기’ 상태여서 지금은 ‘배정’ 처리를 할 수 없습니다.",
    ]
    page.get_by_role("link", name="작업목록", exact=True).last.click()
    expect(page.locator('[data-row] input[name="case"]:checked')).to_have_count(1)


def test_keys_can_be_listed_and_switched_off(page, live_server, enter, faults, desk):
    enter(desk[0])
    page.goto(f"{live_server.url}{LIST}?queue=running")
    page.keyboard.press("?")
    page.get_by_role("dialog", name="단축키").get_by_role("button").first.click()
    page.keyboard.press("Escape")

    page.keyboard.press("j")
    page.reload()
    page.keyboard.press("j")

    assert page.locator("[data-current]").count() == 0
    page.get_by_role("button", name="모든 단축키").click()
    page.get_by_role("dialog", name="단축키").get_by_role("button").first.click()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.locator("[data-current]").count() == 1


@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
@pytest.mark.parametrize("width", [1280, 768, 360])
def test_the_list_has_no_barrier(page, live_server, enter, faults, desk, width, contrast):
    enter(desk[0])
    page.context.add_cookies([{"name": "contrast", "value": contrast, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 900})
    troubles = {}

    for query in ("?queue=running", "?q=없는말", "bulk/receive/"):
        page.goto(f"{live_server.url}{LIST}{query}")
        if query == "?queue=running":
            page.keyboard.press("j")
            page.keyboard.press("x")
        found = barriers(page)
        if (wider := overflow(page)) > 0:
            found.append(f"the page is {wider} px wider than the window")
        troubles.update({query: found} if found else {})

    assert troubles == {}

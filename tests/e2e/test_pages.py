"""Every page, as it meets people: on a phone and a desk, light and in high contrast."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests import make
from tests.access import ANYBODY, SIGNED_IN, addresses, audience
from tests.e2e.conftest import barriers, overflow

pytestmark = pytest.mark.e2e

PUBLIC = [name for name, _ in addresses() if audience(name) == ANYBODY and not name.startswith(("health", "set_"))]
PERSONAL = [name for name, _ in addresses() if audience(name) == SIGNED_IN]
WORKPLACE = [
    name
    for name, _ in addresses()
    if name.startswith("admin:") and name.endswith(("index", "_changelist", "_add", "_change", "_history", "_delete"))
]
PATHS = dict(addresses())
WINDOWS = {"phone": {"width": 360, "height": 760}, "desk": {"width": 1280, "height": 900}}


def look(page, live_server, names, *, contrast: str, window: str) -> dict[str, list[str]]:
    """Open the pages one by one; what stands in somebody's way, by page."""
    page.set_viewport_size(WINDOWS[window])
    page.context.add_cookies([{"name": "contrast", "value": contrast, "url": live_server.url}])
    troubles = {}
    for name in names:
        response = page.goto(live_server.url + PATHS[name])
        if response is None or "text/html" not in response.headers.get("content-type", ""):
            continue
        found = barriers(page)
        if (wider := overflow(page)) > 0:
            found.append(f"the page is {wider} px wider than the window")
        if found:
            troubles[f"{name} ({page.url.removeprefix(live_server.url)})"] = found
    return troubles


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
def test_a_visitor_meets_no_barrier(page, live_server, contrast, window):
    assert look(page, live_server, PUBLIC, contrast=contrast, window=window) == {}


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
def test_a_member_meets_no_barrier(page, live_server, enter, contrast, window):
    enter(make.person("긴이름을가진회원"))

    names = [name for name in PERSONAL if name != "account_reauthenticate"]
    assert look(page, live_server, names, contrast=contrast, window=window) == {}


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
def test_an_official_meets_no_barrier(page, live_server, enter, contrast, window):
    enter(make.administrator())

    assert look(page, live_server, WORKPLACE, contrast=contrast, window=window) == {}


def test_no_page_breaks_the_content_policy_or_calls_elsewhere(page, live_server, enter, faults):
    enter(make.administrator())

    for name in [*PUBLIC, *PERSONAL, *WORKPLACE]:
        response = page.request.head(live_server.url + PATHS[name])
        if response.status < 400 and "text/html" in response.headers.get("content-type", ""):
            page.goto(live_server.url + PATHS[name])


def test_a_first_page_view_is_light(page, live_server):
    sizes: dict[str, int] = {}
    page.on(
        "response",
        lambda response: sizes.update(
            {response.url: int(response.headers.get("content-length", 0))}
            if response.url.startswith(live_server.url + "/static/")
            else {}
        ),
    )

    page.goto(live_server.url + reverse("home"), wait_until="networkidle")

    code = {url: size for url, size in sizes.items() if url.split("?")[0].endswith((".css", ".js"))}
    fonts = [url for url in sizes if url.endswith(".woff2")]
    assert code
    assert all(code.values())
    assert sum(code.values()) <= 60_000
    assert len(fonts) <= 2


def test_the_keyboard_alone_reaches_everything_on_the_first_page(page, live_server):
    page.set_viewport_size(WINDOWS["desk"])
    page.goto(live_server.url + reverse("home"))
    reachable = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]"
        ".filter(element => element.checkVisibility({visibilityProperty: true})).length"
    )

    focused = []
    for _ in range(reachable + 5):
        page.keyboard.press("Tab")
        focused.append(page.evaluate("document.activeElement.outerHTML"))

    assert "본문" in focused[0]
    assert len(set(focused) - {page.evaluate("document.body.outerHTML")}) >= reachable


def test_a_manager_sees_only_korean_in_the_workplace(page, live_server, enter):
    enter(make.official(Role.MANAGER))

    page.set_viewport_size(WINDOWS["desk"])
    page.goto(live_server.url + "/admin/")

    text = page.inner_text("body")
    words = {word for word in text.split() if word.isascii() and word.isalpha() and len(word) > 3}
    assert words <= {"HTML", "SOS"}

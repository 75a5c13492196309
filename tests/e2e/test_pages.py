"""Every page, as it meets people: on a phone and a desk, light and in high contrast."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import resolve, reverse

from accounts.models import User
from companies.models import Company
from tests.access import ANYBODY, SIGNED_IN, addresses, audience
from tests.e2e.conftest import barriers, overflow

pytestmark = pytest.mark.e2e

SAMPLES = dict(addresses())
VISITOR = [name for name in SAMPLES if audience(name) == ANYBODY and not name.startswith(("health", "set_"))]
MEMBER = [name for name in SAMPLES if audience(name) == SIGNED_IN]
OFFICIAL = [
    name
    for name in SAMPLES
    if name.startswith("admin:") and not name.endswith(("login", "logout", "jsi18n", "autocomplete", "_export"))
] + ["drive:progress"]
FIELD_WORDS = {"HTML", "XLSX", "JPEG", "WebP", "WEBP", "HTTPS", "https", "TOTP", "Excel", "Chrome"}
WINDOWS = {"phone": {"width": 360, "height": 760}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture
def demo(transactional_db) -> None:
    """The demo world, so that pages have something to show."""
    call_command("load_demo", verbosity=0)


def path_of(name: str) -> str:
    """The address with rows of the demo world in the places of its arguments."""
    kwargs = resolve(SAMPLES[name]).kwargs
    if match := re.fullmatch(r"admin:([a-z]+)_([a-z]+)_.*", name):
        row = apps.get_model(match[1], match[2]).objects.order_by("pk").first()
        kwargs = {key: row.pk if key in {"object_id", "pk"} and row else value for key, value in kwargs.items()}
    elif name.startswith("companies:") and "pk" in kwargs:
        kwargs["pk"] = Company.objects.of_member(User.objects.get(email="owner@demo.example")).get().pk
    return reverse(name, kwargs=kwargs)


def look(page, live_server, names, *, contrast: str, window: str) -> dict[str, list[str]]:
    """Open the pages one by one; what stands in somebody's way, by page."""
    page.set_viewport_size(WINDOWS[window])
    page.context.add_cookies([{"name": "contrast", "value": contrast, "url": live_server.url}])
    troubles = {}
    for name in names:
        response = page.request.get(live_server.url + path_of(name), max_redirects=5)
        if response.status >= 400 or "text/html" not in response.headers.get("content-type", ""):
            continue  # a form's address, a file, a row that the demo does not have
        page.goto(live_server.url + path_of(name))
        found = barriers(page)
        if (wider := overflow(page)) > 0:
            found.append(f"the page is {wider} px wider than the window")
        if found:
            troubles[f"{name} ({page.url.removeprefix(live_server.url)})"] = found
    return troubles


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
def test_a_visitor_meets_no_barrier(page, live_server, demo, contrast, window):
    assert look(page, live_server, VISITOR, contrast=contrast, window=window) == {}


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
def test_a_member_meets_no_barrier(page, live_server, demo, enter, contrast, window):
    enter(User.objects.get(email="owner@demo.example"))

    assert look(page, live_server, MEMBER, contrast=contrast, window=window) == {}


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
def test_an_official_meets_no_barrier(page, live_server, demo, enter, contrast, window):
    enter(User.objects.get(email="admin@demo.example"))

    assert look(page, live_server, OFFICIAL, contrast=contrast, window=window) == {}


def test_no_page_breaks_the_content_policy_or_calls_elsewhere(page, live_server, demo, enter, faults):
    for email, names in (("owner@demo.example", VISITOR + MEMBER), ("admin@demo.example", OFFICIAL)):
        enter(User.objects.get(email=email))
        for name in names:
            response = page.request.get(live_server.url + path_of(name))
            if response.status < 400 and "text/html" in response.headers.get("content-type", ""):
                page.goto(live_server.url + path_of(name))


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


def test_people_read_korean_everywhere(page, live_server, demo, enter):
    page.set_viewport_size(WINDOWS["desk"])
    english = {}
    for email, names in (("owner@demo.example", VISITOR + MEMBER), ("admin@demo.example", OFFICIAL)):
        enter(User.objects.get(email=email))
        for name in names:
            if name.startswith(("styleguide", "admin:notifications")):  # these show code and mails as they are
                continue
            response = page.request.get(live_server.url + path_of(name))
            if response.status >= 400 or "text/html" not in response.headers.get("content-type", ""):
                continue
            page.goto(live_server.url + path_of(name))
            words = set(re.findall(r"(?<![\w@./-])[A-Za-z]{4,}(?![\w@./-])", page.inner_text("body")))
            if words - FIELD_WORDS:
                english[name] = sorted(words - FIELD_WORDS)

    assert english == {}

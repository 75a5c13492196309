"""Every page, as it meets people: on a phone and a desk, light and in high contrast."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import resolve, reverse
from playwright.sync_api import Error

from accounts.models import User
from companies.models import Company
from grievances.models import Grievance
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
FIELD_WORDS = {
    "HTML",
    "XLSX",
    "xlsx",
    "JPEG",
    "WebP",
    "WEBP",
    "HTTPS",
    "https",
    "TOTP",
    "WCAG",
    "CCTV",
    "Excel",
    "Chrome",
    # What stands on the keys of a Korean keyboard.
    "Ctrl",
    "Enter",
    "Esc",
}
WINDOWS = {"phone": {"width": 360, "height": 760}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture
def demo(transactional_db, settings) -> None:
    """The demo world, so that pages have something to show."""
    settings.IS_DEMO = True
    call_command("load_demo", verbosity=0)
    settings.IS_DEMO = False


def path_of(name: str) -> str:
    """The address with rows of the demo world in the places of its arguments."""
    kwargs = resolve(SAMPLES[name]).kwargs
    match = re.fullmatch(r"admin:([a-z]+)_([a-z]+)_.*", name)
    if match and match[1] in apps.app_configs:
        row = apps.get_model(match[1], match[2]).objects.order_by("pk").first()
        kwargs = {key: row.pk if key in {"object_id", "pk"} and row else value for key, value in kwargs.items()}
    elif name.startswith("companies:") and "pk" in kwargs:
        kwargs["pk"] = Company.objects.of_member(User.objects.get(email="owner@demo.example")).get().pk
    elif name.startswith("grievances:") and "receipt_no" in kwargs:
        owner = User.objects.get(email="owner@demo.example")
        kwargs["receipt_no"] = Grievance.objects.visible_as_member(owner).latest("pk").receipt_no
    return reverse(name, kwargs=kwargs)


def troubles_of(page, live_server, name: str, faults: list[str]) -> list[str]:
    """What stands in somebody's way on one page, in every window and contrast."""
    faults.clear()
    page.set_viewport_size(WINDOWS["phone"])
    try:
        response = page.goto(live_server.url + path_of(name))
    except Error as error:
        if "Download is starting" in error.message:
            return []
        raise
    if response is None or response.status >= 400 or "text/html" not in response.headers.get("content-type", ""):
        page.goto("about:blank")  # what the browser says of this answer is said before the next page
        return []  # a form's address, a file, a row that the demo does not have
    found = list(faults)
    for contrast in ("light", "high-contrast"):
        page.evaluate("mode => { document.documentElement.dataset.krdsMode = mode }", contrast)
        for window, size in WINDOWS.items():
            page.set_viewport_size(size)
            found += [f"{window}, {contrast}: {barrier}" for barrier in barriers(page)]
            if (wider := overflow(page)) > 0:
                found.append(f"{window}, {contrast}: {wider} px wider than the window")
    if not name.startswith(("styleguide", "admin:notifications")):  # these show code and mails as they are
        words = set(re.findall(r"(?<![\w@./-])[A-Za-z]{4,}(?![\w@./-])", page.inner_text("body")))
        found += [f"English: {word}" for word in sorted(words - FIELD_WORDS)]
    return found


@pytest.mark.parametrize(
    ("email", "names"),
    [
        ("", VISITOR),
        ("owner@demo.example", MEMBER),
        ("admin@demo.example", OFFICIAL[::2]),
        ("admin@demo.example", OFFICIAL[1::2]),
    ],
    ids=["visitor", "member", "official, one half", "official, the other"],
)
def test_nobody_meets_a_barrier_a_fault_or_english(page, live_server, demo, enter, faults, email, names):
    if email:
        enter(User.objects.get(email=email))

    troubles = {name: troubles_of(page, live_server, name, faults) for name in names}
    faults.clear()

    assert {name: found for name, found in troubles.items() if found} == {}


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

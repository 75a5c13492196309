"""What browser tests share: signing in, axe, and an eye on what leaves the page."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from tests import make
from tests.e2e.stages import Stage

AXE = Path(settings.BASE_DIR / "node_modules/axe-core/axe.min.js")
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def enter(page: Page, live_server) -> Callable[[User], None]:
    """Put somebody's session into the browser, as if they had signed in with all factors."""

    def _enter(user: User) -> None:
        client = make.sign_in(Client(), user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return _enter


@pytest.fixture
def faults(page: Page, live_server) -> Iterator[list[str]]:
    """What must not happen on any page: a broken rule of the content policy, an error, a request to elsewhere."""
    seen: list[str] = []
    page.on("console", lambda said: seen.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: seen.append(str(error)))

    def watch(request) -> None:
        if request.url.startswith("http") and urlsplit(request.url).netloc != urlsplit(live_server.url).netloc:
            seen.append(f"request to {request.url}")

    page.on("request", watch)
    yield seen
    assert seen == []


@pytest.fixture
def stage(browser, browser_context_args, live_server, settings):
    settings.SITE_URL = live_server.url
    return Stage(browser, browser_context_args, live_server.url)


def barriers(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA on the page as it stands: rule and place, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        f"axe.run(document, {{runOnly: {{type: 'tag', values: {json.dumps(STANDARD)}}}, resultTypes: ['violations']}})"
    )
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))} — {node.get('failureSummary', '')}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

"""Several people in one story, each at their own screen, and the mails that reach them.

Where SHOTS names a folder, every step leaves a picture there.
"""

import os
import time
from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from tests import make

PHONE, DESK = {"width": 360, "height": 760}, {"width": 1280, "height": 900}


class Stage:
    """People of the story, each with a browser of their own."""

    def __init__(self, browser: Browser, arguments: dict, url: str) -> None:
        self.browser, self.arguments, self.url = browser, arguments, url
        self.taken = 0

    def page(self, user=None, *, viewport: dict = DESK) -> Page:
        """Somebody's own window; without a user, a stranger's."""
        context = self.browser.new_context(**self.arguments | {"viewport": viewport, "base_url": self.url})
        if user is not None:
            cookie = make.sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    def shoot(self, page: Page, name: str) -> None:
        """A picture of the step, for whoever wants to see it."""
        self.taken += 1
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"{self.taken:02d}-{name}.png", full_page=True)


def mail_to(postbox, address: str, about: str):
    """The mail with these words in its subject, once the worker has brought it."""
    for _ in range(150):
        for mail in postbox.to(address):
            if about in str(mail["Subject"]):
                return mail
        time.sleep(0.1)
    raise AssertionError(f"No mail about {about}: {[str(mail['Subject']) for mail in postbox.to(address)]}")


def words_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()

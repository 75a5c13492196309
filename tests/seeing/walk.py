"""Going everywhere as one person: each address, each link on each page, each button that has no page."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from accounts.access import Asked
from tests.seeing.addresses import ENDS_THE_SESSION, NOTHING, Address, every_address
from tests.seeing.canaries import words_of
from tests.seeing.sight import Sight

_LINK = re.compile(r'(?:href|src|action|hx-get|data-src)="([^"#]+)"')
SEARCHES = ["zq", "20", "해돋이", "달맞이"]
"""A part of every canary, of every receipt number, of the companies' names."""
PLAUSIBLE = {"title": "zq", "text": "알립니다.", "reason": "감사 자료로 씁니다.", "format": "0"}
"""What is sent where there is no page but only a button."""
BUTTONS_EVERY = 3
"""A button is pressed for every so manieth row."""
LINKS_ALIKE = 2
"""So many links are followed that differ only in the values of their query."""
ORDER_ALONE = ["o"]
"""The same rows in another order tell nothing more."""
REFUSALS = 2
"""Whoever was refused so often for who they are is not let in for another row; sent to sign in, once is enough."""


WORKPLACE = reverse("admin:index")
"""Whoever is turned away here is turned away from everything behind it: see `tests/test_every_address.py`."""


class Walk:
    """One person's way through the portal. `shown` counts pages that had something to say, `files` exports."""

    def __init__(self, client: Client, sight: Sight, *, turn: int) -> None:
        self.client, self.sight, self.turn, self.shown, self.files = client, sight, turn, 0, 0
        self._been: set[str] = set()
        self._alike: Counter[tuple[str, ...]] = Counter()
        self._refused: Counter[str] = Counter()
        self._buttons: dict[str, int] = {}

    def leaks(self) -> Iterator[tuple[str, str]]:
        """(path, what was read there) of everything they may not know."""
        ahead = deque(every_address(self.sight.world, self.turn))
        if self.client.get(WORKPLACE).status_code != 200:
            ahead = deque(address for address in ahead if not address.name.startswith("admin:"))
        while ahead:
            address = ahead.popleft()
            if address.path in self._been or self._refused[address.name] >= REFUSALS:
                continue
            self._been.add(address.path)
            answer = self._ask(address)
            if answer is None:
                continue
            said = words_of(answer)
            yield from ((address.path, leak) for leak in self._leaks(said, address))
            if answer.status_code == 200:
                self.shown += 1
                yield from self._given_out(answer, address)
                ahead.extendleft(self._further(said, address))

    def _leaks(self, said: str, address: Address) -> Iterator[str]:
        for path in {address.path, quote(address.path), quote(address.path, safe="")}:
            said = said.replace(unquote(path), "…").replace(path, "…")  # who asks knows what they asked for
        yield from self.sight.leaks(said, address.name, given=address.opens)

    def _given_out(self, answer: HttpResponse, address: Address) -> Iterator[tuple[str, str]]:
        """내보내기: what leaks in each file that the page gives out once it knows why."""
        asked = answer.context and answer.context.get("asked")
        if not isinstance(asked, Asked) or not asked.gives_a_file:
            return
        for kind, _label in answer.context["form"].fields["kind"].choices:
            with transaction.atomic():
                file = self.client.post(address.path, PLAUSIBLE | {"kind": kind})
                said = words_of(file)
                transaction.set_rollback(True)
            self.files += file.status_code == 200
            yield from ((f"{address.path} {kind}", leak) for leak in self._leaks(said, address))

    def _ask(self, address: Address) -> HttpResponse | None:
        """By GET, or by the button where there is no page; nothing that it does stays."""
        name = address.name
        if name in self._buttons:
            self._buttons[name] += 1
            if self._buttons[name] % BUTTONS_EVERY:
                return None
        with transaction.atomic():
            answer = self.client.get(address.path) if name not in self._buttons else None
            if answer is None or answer.status_code == 405:
                self._buttons.setdefault(name, 0)
                answer = self.client.post(address.path, PLAUSIBLE)
            transaction.set_rollback(True)
        to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
        self._refused[name] += REFUSALS if to_sign_in else answer.status_code == 403
        return answer

    def _further(self, page: str, of: Address) -> Iterator[Address]:
        """Where a page leads, and what it finds."""
        if "?" in of.path or "text/html" not in page[:2000]:
            return
        if 'name="q"' in page:
            yield from (Address(of.name, f"{of.path}?q={word}", of.opens) for word in SEARCHES)
        for link in dict.fromkeys(_LINK.findall(page)):
            there = urlsplit(urljoin(of.path, unescape(link)))
            asked = sorted(QueryDict(there.query))
            if not there.netloc and (name := _name_of(there.path)) and asked and asked != ORDER_ALONE:
                alike = (name, *asked)
                self._alike[alike] += 1
                if self._alike[alike] <= LINKS_ALIKE:
                    yield Address(name, f"{there.path}?{there.query}", of.opens if there.path == of.path else NOTHING)


def _name_of(path: str) -> str | None:
    try:
        name = resolve(path).view_name
    except Resolver404:
        return None
    return None if name in ENDS_THE_SESSION else name

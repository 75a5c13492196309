"""What is owed to somebody, before it is a row of the outbox."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from notifications.letters import Part, compose, whole_address

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class Reader(NamedTuple):
    """Somebody who is told, with an account or without.

    `door` is what the button of the mail opens. One that needs no signing in is for the postbox alone: `link`, which
    officials see too, leads to a page that asks who one is. `calendar` is where the calendar entry is fetched.
    """

    email: str
    name: str
    link: str
    door: str
    person_id: int | None = None
    calendar: str = ""


def said(lines: Iterable[str | Promise], words: Mapping[str, str]) -> list[str]:
    """The sentences of a notice; one that only frames what is not there says nothing."""
    found = [(str(line), PLACEHOLDER.findall(str(line))) for line in lines]
    return [(line % words).strip() for line, names in found if not names or any(words[name] for name in names)]


@dataclass(frozen=True)
class Owed:
    """One notice to one address.

    `person_id` shows it in that person's inbox, too. `about` is what people know the matter by, such as a receipt
    number; `link` is a path within the site. `at_night` lets a receipt come at once during the quiet hours.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    is_secret: bool = False
    person_id: int | None = None
    about: str = ""
    link: str = ""
    at_night: bool = False


def gathered(owed: Iterable[Owed], *, subject: str) -> list[Owed]:
    """One mail an address instead of one a case; `subject` says how many (`%(count)d`).

    Whoever is owed only one gets it as it is. So does everybody who has no address, for each of those is a telephone
    call; and secrets are nobody else's business.
    """
    heaps: dict[str | int, list[Owed]] = {}
    for number, one in enumerate(owed):
        alone = one.is_secret or not one.to
        heaps.setdefault(number if alone else one.to, []).append(one)
    return [heap[0] if len(heap) == 1 else _as_one(heap, subject) for heap in heaps.values()]


def _as_one(heap: Sequence[Owed], subject: str) -> Owed:
    texts = [one.text.strip().split("\n\n") for one in heap]
    signature = _said_by_all(texts, -1, beside=1)
    greeting = _said_by_all(texts, 0, beside=1 + bool(signature))
    parts = [
        _part(one, paragraphs[bool(greeting) : len(paragraphs) - bool(signature)])
        for one, paragraphs in zip(heap, texts, strict=True)
    ]
    letter = compose(greeting=greeting, parts=parts, signature=signature)
    links = {one.link for one in heap}
    return replace(
        heap[0],
        subject=subject % {"count": len(heap)},
        text=letter.text,
        html=letter.html,
        about=", ".join(dict.fromkeys(one.about for one in heap if one.about)),
        link=links.pop() if len(links) == 1 else "",
        at_night=all(one.at_night for one in heap),
    )


def _part(one: Owed, paragraphs: Sequence[str]) -> Part:
    """Its button is the one its text already has, as letters have it; else one of our own."""
    heading = one.subject.removeprefix(settings.EMAIL_SUBJECT_PREFIX)
    address = f"\n{whole_address(one.link)}"
    buttons = [paragraph.removesuffix(address) for paragraph in paragraphs if paragraph.endswith(address)]
    lines = [paragraph for paragraph in paragraphs if not paragraph.endswith(address)]
    link = (buttons[0] if buttons else _("자세히 보기"), one.link) if one.link else None
    return Part(heading=heading, lines=lines, link=link)


def _said_by_all(texts: Sequence[Sequence[str]], at: int, *, beside: int) -> str:
    """A first or last paragraph that all have, beside others of their own; it is said once."""
    found = {paragraphs[at] for paragraphs in texts}
    return found.pop() if len(found) == 1 and all(len(paragraphs) > beside for paragraphs in texts) else ""

"""Mails as people read them: on a phone, one column, the same facts in the plain half and in the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string

type Facts = Sequence[tuple[str, str]]
type Link = tuple[str, str]


class Letter(NamedTuple):
    """Both halves of one mail."""

    text: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a letter says about one thing."""

    heading: str = ""
    lines: Sequence[str] = ()
    facts: Facts = ()
    link: Link | None = None

    def as_text(self) -> list[str]:
        """Its paragraphs."""
        facts = "\n".join(f"{name}: {value}" for name, value in self.facts)
        link = "\n".join(self.link) if self.link else ""
        return [self.heading, *self.lines, facts, link]


def letter(
    *, greeting: str = "", lines: Sequence[str], facts: Facts = (), link: Link | None = None, signature: str
) -> Letter:
    """One mail about one thing. `link` is the words of the button and an address, or a path within the site."""
    return compose(greeting=greeting, parts=[Part(lines=lines, facts=facts, link=link)], signature=signature)


def compose(*, greeting: str = "", parts: Sequence[Part], signature: str = "") -> Letter:
    """One mail about several things."""
    parts = [_with_whole_address(part) for part in parts]
    paragraphs = [greeting, *(paragraph for part in parts for paragraph in part.as_text()), signature]
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    page = {"greeting": greeting, "parts": parts, "signature": signature}
    return Letter(f"{text}\n", render_to_string("notifications/mail/letter.html", page))


def whole_address(path: str) -> str:
    """A path within the site as it can be opened from a mail."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


def _with_whole_address(part: Part) -> Part:
    if part.link is None:
        return part
    label, address = part.link
    return Part(heading=part.heading, lines=part.lines, facts=part.facts, link=(label, whole_address(address)))

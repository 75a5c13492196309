"""The demo's mails: files that Django's file backend wrote."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.utils import timezone

SHOWN = 50


@dataclass(frozen=True)
class Mail:
    """One mail as it left the outbox."""

    name: str
    to: str
    subject: str
    text: str
    sent_at: datetime


def newest(*, to: str = "") -> list[Mail]:
    """The newest mails first, at most `SHOWN`; `to` keeps those to one address."""
    mails = (_read(path) for path in sorted(_folder().glob("*.log"), reverse=True))
    return list(islice((mail for mail in mails if to in mail.to), SHOWN))


def one(name: str) -> Mail:
    """The mail of this name; Http404 where there is none."""
    path = next((path for path in _folder().glob("*.log") if path.stem == name), None)
    if path is None:
        raise Http404
    return _read(path)


def _folder() -> Path:
    return Path(settings.DELIVERY_OPTIONS.get("file_path", settings.SOS_HOME / "mail"))


def _read(path: Path) -> Mail:
    with path.open("rb") as file:
        mail = message_from_binary_file(file, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    text = str(body.get_content()) if body else ""
    # The file backend closes each mail with a ruler of dashes.
    text = text.rstrip().removesuffix("-" * 79).rstrip()
    sent_at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
    return Mail(path.stem, str(mail["To"]), str(mail["Subject"]), text, sent_at)

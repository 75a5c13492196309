"""The demo's mails: files that Django's file backend wrote. And those of its past, which nobody is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_binary_file, policy
from email.message import EmailMessage
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import F, Max
from django.http import Http404
from django.utils import timezone

from notifications.models import Message

SHOWN = 50
UNREAD = timedelta(days=7)
"""Of the demo's past this much is not yet read by those it was told."""


@contextmanager
def already_told() -> Iterator[None]:
    """The demo's past: what is owed inside counts as sent when it was written, and goes out to nobody.

    One transaction, so that no worker sees the rows before they are settled. The demo alone has such a past.
    """
    if not settings.IS_DEMO:
        raise ImproperlyConfigured("Only the demo may hold that people were told who were not.")
    with transaction.atomic():
        last = Message.objects.aggregate(last=Max("pk"))["last"] or 0
        hooks = len(connection.run_on_commit)
        yield
        connection.run_on_commit = connection.run_on_commit[:hooks]  # no worker is hinted at what is settled
        owed = Message.objects.unsettled().filter(pk__gt=last)
        owed.filter(is_secret=True).update(text="", html="")
        owed.filter(written_at__lt=timezone.now() - UNREAD).update(read_at=F("written_at"))
        owed.update(sent_at=F("written_at"), tries=1)


@dataclass(frozen=True)
class Mail:
    """One mail as it left the outbox."""

    name: str
    to: str
    subject: str
    text: str
    html: str
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
    text, html = _half(mail, "plain"), _half(mail, "html")
    sent_at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
    return Mail(path.stem, str(mail["To"]), str(mail["Subject"]), text, html, sent_at)


def _half(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    words = str(body.get_content()) if body else ""
    return words.rstrip().removesuffix("-" * 79).rstrip()  # the file backend closes each mail with a ruler

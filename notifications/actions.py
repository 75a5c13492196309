"""Put a message into the outbox, or put one back that was given up."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from notifications import quiet, tasks
from notifications.models import Message
from notifications.notice import Owed

NO_ADDRESS = "받는 사람의 이메일이 없습니다. 전화로 알려 주십시오."


class Refused(Exception):  # noqa: N818 — it is an answer to the user, not an error
    """A refusal the user can understand: a Korean sentence that says what to do."""


def tell(
    to: str,
    subject: str,
    text: str,
    *,
    html: str = "",
    is_secret: bool = False,
    person_id: int | None = None,
    about: str = "",
    link: str = "",
    at_night: bool = True,
) -> Message:
    """Owe somebody a mail, by day or night: as a rule they wait for it. See `tell_all` and `Owed`."""
    (message,) = tell_all([Owed(to, subject, text, html, is_secret, person_id, about, link, at_night)])
    return message


def tell_all(owed: Iterable[Owed], *, at: datetime | None = None) -> list[Message]:
    """Owe mails, all in one statement. Call it in the transaction of their cause: all happens, or nothing.

    What is not to come at night waits for the morning and the sweep. A secret (a code, a single-use link) never
    waits, and its text is erased once it is sent. Somebody without an address is given up at once, so that officials
    see whom to telephone. `at` is the moment it was caused, where that was not now.
    """
    at = at or timezone.now()
    messages = Message.objects.bulk_create(_row(one, at) for one in owed)
    for message in messages:
        if message.gave_up_at is None and message.try_at <= at:
            tasks.deliver.delay_on_commit(message.pk)
    return messages


def _row(owed: Owed, at: datetime) -> Message:
    waits = quiet.is_night(at) and not (owed.at_night or owed.is_secret)
    keeps_text = bool(owed.to) or not owed.is_secret
    return Message(
        to=owed.to,
        person_id=owed.person_id,
        about=Truncator(owed.about).chars(200),
        link=owed.link,
        subject=Truncator(" ".join(owed.subject.split())).chars(200),  # a header is one line
        text=owed.text if keeps_text else "",
        html=owed.html if keeps_text else "",
        is_secret=owed.is_secret,
        written_at=at,
        try_at=quiet.next_morning(at) if waits else at,
        gave_up_at=None if owed.to else at,
        last_error="" if owed.to else NO_ADDRESS,
    )


@transaction.atomic
def try_again(message: Message, *, by: PermissionsMixin) -> Message:
    """다시 보내기. A message that was given up is owed again, and tried now."""
    message = _undelivered(message, by=by)
    if not message.to:
        raise Refused(NO_ADDRESS)
    if message.is_secret:
        raise Refused(
            "인증번호나 1회용 주소가 든 알림은 내용을 지웠습니다. 받는 사람이 화면에서 다시 요청해야 합니다."
        )
    message.gave_up_at, message.try_at = None, timezone.now()
    message.save(update_fields=["gave_up_at", "try_at"])
    tasks.deliver.delay_on_commit(message.pk)
    return message


@transaction.atomic
def tell_otherwise(message: Message, *, by: PermissionsMixin) -> Message:
    """전화로 알림. An official has told in another way what no mail could."""
    message = _undelivered(message, by=by)
    message.told_at = timezone.now()
    message.save(update_fields=["told_at"])
    return message


def _undelivered(message: Message, *, by: PermissionsMixin) -> Message:
    """The fresh row, locked; only of those that were given up is there something to do."""
    if not by.has_perm("notifications.change_message"):
        raise PermissionDenied
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.told_at is not None:
        raise Refused("이미 전화로 알린 알림입니다.")
    if message.gave_up_at is None:
        raise Refused("이미 보냈거나 보내는 중인 알림입니다.")
    return message


def read(message: Message) -> None:
    """읽음. The first time counts."""
    Message.objects.filter(pk=message.pk).unread().update(read_at=timezone.now())


def read_all(*, by: AbstractBaseUser) -> int:
    """모두 읽음. How many that were."""
    return Message.objects.inbox_of(by).unread().update(read_at=timezone.now())

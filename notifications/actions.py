"""Put a message into the outbox, or put one back that was given up."""

from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from notifications import tasks
from notifications.models import Message


class Refused(Exception):  # noqa: N818 — it is an answer to the user, not an error
    """A refusal the user can understand: a Korean sentence that says what to do."""


def tell(to: str, subject: str, text: str, *, html: str = "", is_secret: bool = False) -> Message:
    """Owe somebody a mail. Call it in the transaction of its cause: both happen, or neither.

    `is_secret` marks a mail with a code or a single-use link; its text is erased once it is sent.
    """
    message = Message.objects.create(to=to, subject=subject, text=text, html=html, is_secret=is_secret)
    tasks.deliver.delay_on_commit(message.pk)
    return message


@transaction.atomic
def try_again(message: Message, *, by: PermissionsMixin) -> Message:
    """다시 보내기. A message that was given up is owed again, and tried now."""
    if not by.has_perm("notifications.change_message"):
        raise PermissionDenied
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.gave_up_at is None:
        raise Refused("이미 보냈거나 보내는 중인 알림입니다.")
    if message.is_secret:
        raise Refused(
            "인증번호나 1회용 주소가 든 알림은 내용을 지웠습니다. 받는 사람이 화면에서 다시 요청해야 합니다."
        )
    message.gave_up_at, message.try_at = None, timezone.now()
    message.save(update_fields=["gave_up_at", "try_at"])
    tasks.deliver.delay_on_commit(message.pk)
    return message

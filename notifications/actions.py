"""Put a message into the outbox."""

from notifications import tasks
from notifications.models import Message


def tell(to: str, subject: str, text: str, *, html: str = "", is_secret: bool = False) -> Message:
    """Owe somebody a mail. Call it in the transaction of its cause: both happen, or neither.

    `is_secret` marks a mail with a code or a single-use link; its text is erased once it is sent.
    """
    message = Message.objects.create(to=to, subject=subject, text=text, html=html, is_secret=is_secret)
    tasks.deliver.delay_on_commit(message.pk)
    return message

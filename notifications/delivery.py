"""Hand messages to the mail server, each once."""

from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from notifications.models import Message

PATIENCE = timedelta(hours=24)
"""For so long a message is tried; then it is given up, and officials see that somebody was never told."""


@transaction.atomic
def send_once(message_id: int) -> bool:
    """Send the message if its moment has come and no other worker is at it. True when it went out now.

    The row stays locked while the mail server is spoken to (which has a timeout), so a worker that dies lets go of
    it and no second one can send it meanwhile. The Message-ID depends on the row alone: where a server took a mail
    and its answer was lost, the second copy can be told from a second message.
    """
    now = timezone.now()
    message = Message.objects.select_for_update(skip_locked=True).due(at=now).filter(pk=message_id).first()
    if message is None:
        return False
    message.tries += 1
    try:
        _hand_over(message)
    except (OSError, ValueError) as error:  # SMTP errors are OSErrors; a ValueError is an address that is none.
        message.last_error = f"{type(error).__name__}: {error}"[:300]
        if _is_final(error) or now - message.written_at > PATIENCE:
            message.gave_up_at = now
        else:
            message.try_at = now + min(timedelta(seconds=30) * 2 ** (message.tries - 1), timedelta(hours=1))
    else:
        message.sent_at = now
        message.last_error = ""
    if message.is_secret and (message.sent_at or message.gave_up_at):
        message.text = message.html = ""
    message.save(update_fields=["tries", "last_error", "gave_up_at", "try_at", "sent_at", "text", "html"])
    return message.sent_at is not None


def _hand_over(message: Message) -> None:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        settings.DEFAULT_FROM_EMAIL,
        [message.to],
        headers={
            "Message-ID": f"<sos-{message.pk}-{int(message.written_at.timestamp())}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=get_connection(settings.DELIVERY_BACKEND, fail_silently=False, **settings.DELIVERY_OPTIONS),
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    mail.send()


def _is_final(error: OSError | ValueError) -> bool:
    """The server will never take this mail: a 5xx answer about it, not about us; or nothing it could be asked."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, ValueError):
        return True
    return isinstance(error, SMTPResponseException) and error.smtp_code in {550, 551, 552, 553, 554}

"""Django's mail door, opening into the outbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from notifications import actions


class OutboxBackend(BaseEmailBackend):
    """Whatever a library sends by Django's mail functions becomes a row each recipient, delivered by a worker.

    Libraries mail codes and single-use links (sign-in, reset), so their text does not outlive its sending.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the rows; the delivery is the worker's."""
        owed = 0
        for mail in email_messages:
            alternatives = mail.alternatives if isinstance(mail, EmailMultiAlternatives) else []
            html = next((str(body) for body, mimetype in alternatives if mimetype == "text/html"), "")
            for to in mail.recipients():
                actions.tell(to, str(mail.subject), str(mail.body), html=html, is_secret=True)
                owed += 1
        return owed

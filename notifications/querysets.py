"""Questions about the outbox."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

if TYPE_CHECKING:
    from notifications.models import Message


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by how far they have come."""

    def unsettled(self) -> Self:
        """Neither sent nor given up."""
        return self.filter(sent_at__isnull=True, gave_up_at__isnull=True)

    def due(self, *, at: datetime) -> Self:
        """To be tried now, the oldest first."""
        return self.unsettled().filter(try_at__lte=at).order_by("try_at", "pk")

    def sent(self) -> Self:
        """Handed to the mail server."""
        return self.filter(sent_at__isnull=False)

    def undelivered(self) -> Self:
        """Given up, and nobody has telephoned: somebody was never told."""
        return self.filter(gave_up_at__isnull=False, told_at__isnull=True)

    def told(self) -> Self:
        """Given up, and told by an official in another way."""
        return self.filter(told_at__isnull=False)

    def inbox_of(self, person: AbstractBaseUser) -> Self:
        """What its person reads in the portal. Codes and single-use links are for the postbox alone."""
        return self.filter(person=person.pk, is_secret=False)

    def unread(self) -> Self:
        """Not yet opened by its person."""
        return self.filter(read_at__isnull=True)

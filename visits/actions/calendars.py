"""내 달력 주소."""

import secrets

from accounts.models import User
from grievances.moment import now
from visits.models import CalendarFeed

KEY_BYTES = 32


def renew_feed(*, by: User) -> CalendarFeed:
    """A new address that nobody can guess. The old one ends at this moment."""
    new = {"key": secrets.token_urlsafe(KEY_BYTES), "renewed_at": now()}
    feed, _is_first = CalendarFeed.objects.update_or_create(person=by, defaults=new)
    return feed

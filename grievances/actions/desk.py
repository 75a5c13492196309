"""What officials keep beside the cases: who looks at which, and views they come back to."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from grievances.models import (
    Grievance,
    SavedFilter,
    Viewing,
)

STILL_THERE = timedelta(minutes=1)
"""함께 보는 사람: a page tells every 20 seconds that it is open; so long after the last time it counts as closed."""


def note_viewing(grievance: Grievance, *, by: User) -> list[User]:
    """함께 보는 사람: this person has the case open now. Says who else has."""
    now = timezone.now()
    Viewing.objects.update_or_create(grievance=grievance, person=by, defaults={"seen_at": now})
    others = grievance.viewings.filter(seen_at__gt=now - STILL_THERE).exclude(person=by)
    return [viewing.person for viewing in others.select_related("person").order_by("pk")]


def save_filter(name: str, query: str, *, by: User) -> SavedFilter:
    """조건 저장. The same name takes the new query."""
    saved, _is_new = SavedFilter.objects.update_or_create(person=by, name=name, defaults={"query": query})
    return saved


def forget_filter(saved: SavedFilter, *, by: User) -> None:
    """저장한 조건 지우기."""
    if saved.person_id != by.pk:
        raise PermissionDenied
    saved.delete()

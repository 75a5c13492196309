"""The one way a meeting moves: lock, check, change, record, tell. Only the verbs beside it call it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from grievances.moment import now
from grievances.workflow import MoveRefused
from meetings import notices, permissions
from meetings.models import Meeting, MeetingEntry
from meetings.workflow import ATTENDING, OFFICE, RULES, Move, Status

type Changes = dict[str, Any]


class Stale(MoveRefused):
    """Something happened since the page was opened; whoever sends it again has seen it."""

    def __init__(self, since: Sequence[MeetingEntry]) -> None:
        super().__init__(_("화면을 여신 뒤에 바뀐 것이 있습니다. 확인하시고 다시 눌러 주십시오."))
        self.since = since


@transaction.atomic
def advance(
    meeting: Meeting,
    move: Move,
    *,
    by: User | None,
    guest: str = "",
    unit: str = "",
    note: str = "",
    details: Changes | None = None,
    seen: int | None = None,
    change: Callable[[Meeting, datetime], Changes] | None = None,
) -> Meeting:
    """Make one move: lock, check, change, record, tell.

    `by` None: an attendee came by a signed link, `guest` and `unit` are who they are. `change` says what becomes of
    the locked meeting and writes what belongs to it. `seen` is the last entry on the page the move was made from.
    """
    meeting = locked(meeting)
    at, before, rule = now(), Status(meeting.status), RULES[move]
    found = permissions.standings(by, meeting) if by else ATTENDING - OFFICE

    if not rule.by & found:
        raise PermissionDenied
    if hindrance := permissions.hindrance(move, meeting, at=at):
        raise MoveRefused(hindrance)
    _check_seen(meeting, seen, by=by)

    changes = change(meeting, at) if change else {}
    if rule.to is not None and rule.to != before:
        changes["status"] = rule.to
    for field, value in changes.items():
        setattr(meeting, field, value)
    if changes:
        meeting.save(update_fields=list(changes))

    entry = record_entry(
        meeting, move, by=by, guest=guest, unit=unit, at=at, before=before, note=note, details=details
    )
    notices.announce(entry)
    return meeting


def locked(meeting: Meeting) -> Meeting:
    """The row as whoever had the lock before left it: locked first, read afterwards."""
    Meeting.objects.select_for_update().only("pk").get(pk=meeting.pk)
    return Meeting.objects.with_newest_entry().get(pk=meeting.pk)


def record_entry(
    meeting: Meeting,
    move: Move,
    *,
    by: User | None,
    guest: str = "",
    unit: str = "",
    at: datetime,
    before: str,
    note: str = "",
    details: Changes | None = None,
) -> MeetingEntry:
    """회의이력. The unit is written down as it is now; people move on, history stays."""
    return MeetingEntry.objects.create(
        meeting=meeting,
        move=move,
        from_status=before,
        to_status=meeting.status,
        by=by,
        by_name=by.name if by else guest,
        unit=unit or (_unit_of(by) if by else ""),
        at=at,
        note=note,
        details=details or {},
    )


def _unit_of(by: User) -> str:
    names = sorted(department.name for department in by.departments)
    return names[0] if names else by.unit


def _check_seen(meeting: Meeting, seen: int | None, *, by: User | None) -> None:
    """What others did meanwhile; what one did oneself is no news."""
    if seen is None or (meeting.newest_entry or 0) <= seen:
        return
    since = [
        entry for entry in meeting.history.filter(pk__gt=seen).order_by("pk") if by is None or entry.by_id != by.pk
    ]
    if since:
        raise Stale(since)


def need(words: str, sentence: str) -> None:
    """Refuse words that are missing with the sentence that asks for them."""
    if not words.strip():
        raise MoveRefused(sentence)

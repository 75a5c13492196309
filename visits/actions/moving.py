"""The one way a visit moves: lock, check, change, record, tell. Only the verbs beside it call it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from accounts.models import User
from accounts.roles import Role
from grievances.moment import now
from grievances.workflow import MoveRefused
from visits import notices, permissions
from visits.models import Slot, Visit, VisitEntry
from visits.rosters import clash_words, clashes
from visits.workflow import COMPANY, PLACED, RULES, Move, Status

type Changes = dict[str, Any]


class Stale(MoveRefused):
    """Something happened since the page was opened; whoever sends it again has seen it."""

    def __init__(self, since: Sequence[VisitEntry]) -> None:
        super().__init__(_("화면을 여신 뒤에 바뀐 것이 있습니다. 확인하시고 다시 눌러 주십시오."))
        self.since = since


@transaction.atomic
def advance(
    visit: Visit,
    move: Move,
    *,
    by: User | None,
    guest: str = "",
    note: str = "",
    details: Changes | None = None,
    seen: int | None = None,
    change: Callable[[Visit, datetime], Changes] | None = None,
    tell: bool = True,
) -> Visit:
    """Make one move: lock, check, change, record, tell.

    `by` None: the host came by a signed link, `guest` is who they say they are. `change` says what becomes of the
    locked visit and writes what belongs to it. `seen` is the last entry on the page the move was made from.
    """
    visit = locked(visit)
    at, before, rule = now(), Status(visit.status), RULES[move]
    found = permissions.standings(by, visit) if by else COMPANY

    if not rule.by & found:
        raise PermissionDenied
    if hindrance := permissions.hindrance(move, visit, at=at):
        raise MoveRefused(hindrance)
    _check_seen(visit, seen, by=by, found=found)

    changes = change(visit, at) if change else {}
    if rule.to is not None and rule.to != before:
        changes["status"] = rule.to
        if before in PLACED and rule.to not in PLACED:
            changes |= freed(visit)
    for field, value in changes.items():
        setattr(visit, field, value)
    if changes:
        visit.save(update_fields=list(changes))

    side = VisitEntry.Side.COMPANY if found & rule.by == COMPANY else VisitEntry.Side.CITY
    entry = record_entry(visit, move, by=by, guest=guest, at=at, side=side, before=before, note=note, details=details)
    if tell:
        notices.announce(entry)
    return visit


def locked(visit: Visit) -> Visit:
    """The row as whoever had the lock before left it: locked first, read afterwards."""
    Visit.objects.select_for_update().only("pk").get(pk=visit.pk)
    return Visit.objects.for_page().get(pk=visit.pk)


def record_entry(
    visit: Visit,
    move: Move,
    *,
    by: User | None,
    guest: str = "",
    at: datetime,
    side: VisitEntry.Side,
    before: str,
    note: str = "",
    details: Changes | None = None,
) -> VisitEntry:
    """방문이력. The unit is written down as it is now; people move on, history stays."""
    return VisitEntry.objects.create(
        visit=visit,
        move=move,
        from_status=before,
        to_status=visit.status,
        side=side,
        by=by,
        by_name=by.name if by else guest,
        unit=_unit_of(by, side),
        at=at,
        note=note,
        is_internal=RULES[move].is_internal,
        details=details or {},
    )


def _unit_of(by: User | None, side: VisitEntry.Side) -> str:
    if by is None:
        return ""
    names = sorted(department.name for department in by.departments) if side == VisitEntry.Side.CITY else []
    return names[0] if names else by.unit


def freed(visit: Visit) -> Changes:
    """The slot is free again and so are the people; calendars take the visit out."""
    visit.roster.update(during=None)
    return {"slot": None, "reply_by": None, "calendar_sequence": visit.calendar_sequence + 1}


def placed(visit: Visit, slot: Slot) -> Changes:
    """The visit takes this slot, if nobody was faster; whoever goes along is busy then.

    Two coordinators wait for each other at the slot's row; the second one is told.
    """
    try:
        slot = Slot.objects.select_for_update().get(pk=slot.pk)
    except Slot.DoesNotExist:
        raise MoveRefused("그사이 없어진 시간대입니다. 다른 자리를 골라 주십시오.") from None
    if slot.programme_id != visit.programme_id:
        raise MoveRefused("이 프로그램의 시간대가 아닙니다. 다른 자리를 골라 주십시오.")
    taken = Visit.objects.filter(slot=slot).exclude(pk=visit.pk).select_related("company").first()
    if taken:
        raise MoveRefused(f"그 자리는 {taken.host}에 이미 주었습니다. 다른 자리를 골라 주십시오.")
    check_free(visit, User.objects.filter(rosters__visit=visit), slot.during)
    visit.roster.update(during=slot.during)
    return {"slot": slot, "during": slot.during, "calendar_sequence": visit.calendar_sequence + 1}


def check_free(visit: Visit, people: Iterable[User], during: Range[datetime] | None) -> None:
    """Refuse a roster on which somebody would be in two places; say who and where.

    The people's rows are locked in one order, so that two rosters wait for each other instead of failing. The
    database's own constraint is behind it for every other way.
    """
    ids = sorted(person.pk for person in people)
    locked_people = list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    if found := clashes(locked_people, during, but=visit):
        raise MoveRefused(clash_words(found))


def _check_seen(visit: Visit, seen: int | None, *, by: User | None, found: frozenset[Role]) -> None:
    """What others did meanwhile; what one did oneself, or may not read, is no news."""
    if seen is None or (visit.newest_entry or 0) <= seen:
        return
    reads_all = found != COMPANY
    since = [
        entry
        for entry in visit.history.after(seen)
        if (by is None or entry.by_id != by.pk) and (reads_all or not entry.is_internal)
    ]
    if since:
        raise Stale(since)


def check_writes(visit: Visit, *, by: User) -> None:
    """Whether this person may write in the log of the locked visit now."""
    if not RULES[Move.LOG].by & permissions.at_work(by, visit):
        raise PermissionDenied
    if hindrance := permissions.hindrance(Move.LOG, visit, at=now()):
        raise MoveRefused(hindrance)


def need(words: str, sentence: str) -> None:
    """Refuse words that are missing with the sentence that asks for them."""
    if not words.strip():
        raise MoveRefused(sentence)

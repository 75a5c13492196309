"""명단: who goes along. Nobody is in two places at a time; the database says so too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from grievances.workflow import MoveRefused
from visits.actions.moving import Changes, advance, check_free
from visits.models import RosterEntry, Visit
from visits.workflow import Move, Part


@dataclass(frozen=True)
class Going:
    """One person of a roster: somebody with an account, or somebody of an outside body."""

    part: Part
    person: User | None = None
    name: str = ""
    body: str = ""
    email: str = ""


def set_roster(visit: Visit, going: Sequence[Going], *, by: User, seen: int | None = None) -> Visit:
    """명단 변경: the roster is now this. Who stays keeps their entry; who comes or goes is told."""
    if any(one.person is None and not one.name.strip() for one in going):
        raise MoveRefused("외부기관에서 오는 분의 이름을 적어 주십시오.")
    people = [one.person.pk for one in going if one.person]
    if len(people) != len(set(people)):
        raise MoveRefused("같은 사람이 명단에 두 번 있습니다. 한 번만 남겨 주십시오.")
    details: dict[str, list[object]] = {"came": [], "went": []}

    def change(visit: Visit, _at: datetime) -> Changes:
        standing = {_key(entry.person_id, entry.name): entry for entry in visit.roster.for_page()}
        wanted = {_key(one.person.pk if one.person else None, one.name): one for one in going}
        gone = [entry for key, entry in standing.items() if key not in wanted]
        details["went"] = [_as_row(entry) | {"key": str(entry.key)} for entry in gone]
        visit.roster.filter(pk__in=[entry.pk for entry in gone]).delete()
        during = visit.during if visit.slot_id else None
        check_free(visit, [one.person for one in going if one.person], during)
        for key, one in wanted.items():
            entry = standing.get(key) or RosterEntry(visit=visit, person=one.person, name=one.name)
            entry.part, entry.body, entry.email, entry.during = one.part, one.body, one.email, during
            if entry.pk is None:
                details["came"].append(_as_row(entry))
            entry.save()
        # Calendars believe the higher number: whoever was taken off and comes back needs a new one each time.
        return {"calendar_sequence": visit.calendar_sequence + 1} if gone or details["came"] else {}

    return advance(visit, Move.ROSTER, by=by, seen=seen, details=details, change=change)


def _key(person_id: int | None, name: str) -> tuple[int | None, str]:
    return person_id, "" if person_id else name


def _as_row(entry: RosterEntry) -> dict[str, object]:
    """Somebody as the history keeps them."""
    return {"name": entry.shown_name, "person": entry.person_id, "email": entry.email}

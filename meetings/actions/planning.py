"""회의 만들기, and what changes before it is held: when, where, who, whether at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg.types.range import Range

from accounts.models import User
from grievances.moment import now
from grievances.workflow import MoveRefused
from meetings import permissions
from meetings.actions.moving import Changes, advance, need, record_entry
from meetings.models import Attendee, Meeting
from meetings.wording import title_for, when_words
from meetings.workflow import Kind, Move


def plan(
    kind: Kind,
    during: Range[datetime],
    place: str,
    *,
    by: User,
    key: UUID,
    title: str = "",
    about: str = "",
) -> Meeting:
    """회의 만들기. The same `key` gives the same meeting."""
    if not permissions.may_plan(by):
        raise PermissionDenied
    _check(during, place)
    at = now()
    meeting = Meeting(
        kind=kind,
        title=title.strip() or title_for(kind, timezone.localdate(during.lower)),
        during=during,
        place=place.strip(),
        about=about.strip(),
        plan_key=key,
    )
    try:
        with transaction.atomic():
            meeting.meeting_no = _next_meeting_no(at)
            meeting.save()
            record_entry(meeting, Move.PLAN, by=by, at=at, before="")
    except IntegrityError:
        if standing := Meeting.objects.filter(plan_key=key).first():
            return standing
        raise
    return meeting


def amend(
    meeting: Meeting,
    *,
    by: User,
    title: str,
    during: Range[datetime],
    place: str,
    about: str = "",
    seen: int | None = None,
) -> Meeting:
    """내용 변경. Calendars believe the higher number."""
    _check(during, place)
    need(title, "회의 이름을 적어 주십시오.")
    wanted = {"title": title.strip(), "during": during, "place": place.strip(), "about": about.strip()}
    details: dict[str, dict[str, str]] = {"before": {}, "after": {}}

    def change(meeting: Meeting, at: datetime) -> Changes:
        assert during.lower is not None
        if during.lower <= at:
            raise MoveRefused("이미 지난 때입니다. 앞으로의 때를 정해 주십시오.")
        changed = {name: value for name, value in wanted.items() if getattr(meeting, name) != value}
        if not changed:
            raise MoveRefused("바뀐 것이 없습니다.")
        for name, value in changed.items():
            details["before"][name], details["after"][name] = _said(getattr(meeting, name)), _said(value)
        if "during" in changed:  # who could come on one day may not on another
            meeting.attendees.update(is_coming=None, instead="", reply="", replied_at=None)
        return {**changed, "calendar_sequence": meeting.calendar_sequence + 1}

    return advance(meeting, Move.AMEND, by=by, seen=seen, details=details, change=change)


def cancel(meeting: Meeting, reason: str, *, by: User, seen: int | None = None) -> Meeting:
    """회의 취소. Items go free for another meeting with it: nothing was decided about them."""
    need(reason, "까닭을 적어 주십시오. 참석할 분들이 읽습니다.")

    def change(meeting: Meeting, _at: datetime) -> Changes:
        return {"calendar_sequence": meeting.calendar_sequence + 1}

    return advance(meeting, Move.CANCEL, by=by, seen=seen, note=reason.strip(), change=change)


@dataclass(frozen=True)
class Coming:
    """One person of a meeting: somebody with an account, or somebody of another body."""

    person: User | None = None
    name: str = ""
    body: str = ""
    email: str = ""

    @property
    def key(self) -> tuple[int | None, str, str]:
        """What tells one from another."""
        return (self.person.pk, "", "") if self.person else (None, self.name.strip(), self.body.strip())


def set_people(meeting: Meeting, coming: Sequence[Coming], *, by: User, seen: int | None = None) -> Meeting:
    """참석자 정하기: those who attend are now these. Who stays keeps their row, and with it their answer.

    A guest with another address is told there; the link that went to the old one is dead.
    """
    if any(one.person is None and not one.name.strip() for one in coming):
        raise MoveRefused("외부기관에서 오는 분의 이름을 적어 주십시오.")
    keys = [one.key for one in coming]
    if len(keys) != len(set(keys)):
        raise MoveRefused("같은 사람이 두 번 있습니다. 한 번만 남겨 주십시오.")
    details: dict[str, list[object]] = {"came": [], "went": []}

    def change(meeting: Meeting, at: datetime) -> Changes:
        asks = not permissions.hindrance(Move.INVITE, meeting, at=at)
        moved = False
        standing = {_key(one): one for one in meeting.attendees.for_page()}
        gone = [one for key, one in standing.items() if key not in keys]
        details["went"] = [as_row(one) for one in gone]
        meeting.attendees.filter(pk__in=[one.pk for one in gone]).delete()
        for one in coming:
            attendee = standing.get(one.key) or Attendee(meeting=meeting, person=one.person, name=one.name.strip())
            if attendee.pk and attendee.email != one.email.strip():
                attendee.key, moved = uuid4(), True
                attendee.invited_at = None if asks else attendee.invited_at
            attendee.body, attendee.email = one.body.strip(), one.email.strip()
            if attendee.pk is None:
                details["came"].append(as_row(attendee))
            attendee.save()
        return {"calendar_sequence": meeting.calendar_sequence + 1} if gone or moved or details["came"] else {}

    return advance(meeting, Move.SET_PEOPLE, by=by, seen=seen, details=details, change=change)


def as_row(one: Attendee) -> dict[str, object]:
    """Somebody as the history keeps them, with what it takes to tell them that they need not come."""
    return {
        "name": one.shown_name,
        "person": one.person_id,
        "email": one.email,
        "key": str(one.key),
        "was_told": one.invited_at is not None,
    }


def mark_came(meeting: Meeting, came: Iterable[int], *, at: datetime) -> None:
    """Who was there; the others were not. Whoever was there knows of it, and reads the minutes like the others."""
    present = set(came)
    for one in meeting.attendees.all():
        one.came = one.pk in present
        one.invited_at = one.invited_at or (at if one.came else None)
        one.save(update_fields=["came", "invited_at"])


def _key(one: Attendee) -> tuple[int | None, str, str]:
    return (one.person_id, "", "") if one.person_id else (None, one.name, one.body)


def _check(during: Range[datetime], place: str) -> None:
    assert during.lower is not None
    assert during.upper is not None
    if during.upper <= during.lower:
        raise MoveRefused("끝나는 때는 시작하는 때보다 뒤여야 합니다.")
    need(place, "어디에서 모이는지 적어 주십시오.")


def _said(value: object) -> str:
    return when_words(value) if isinstance(value, Range) else str(value)


def _next_meeting_no(at: datetime) -> str:
    """The counter's row is the queue in which plans wait for each other."""
    year = timezone.localdate(at).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO meetings_meetingcounter (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = meetings_meetingcounter.last + 1 RETURNING last",
            [year],
        )
        (last,) = cursor.fetchone() or (0,)
    return f"M{year}-{last:03d}"

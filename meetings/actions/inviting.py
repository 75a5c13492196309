"""참석 알리기, and what the asked answer."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from grievances.workflow import MoveRefused
from meetings.actions.moving import Changes, advance
from meetings.models import Attendee, Meeting
from meetings.workflow import Move


def invite(meeting: Meeting, *, by: User, only: Iterable[User] | None = None, seen: int | None = None) -> Meeting:
    """참석 알리기: everybody who was not told yet, or `only` these of them; again for those who were added later."""
    details: dict[str, list[int]] = {}

    def change(meeting: Meeting, at: datetime) -> Changes:
        called = meeting.attendees.filter(invited_at__isnull=True)
        called = called if only is None else called.filter(person__in=only)
        details["called"] = list(called.order_by("pk").values_list("pk", flat=True))
        if not details["called"]:
            raise MoveRefused("참석할 사람 모두에게 이미 알렸습니다. 바뀐 것은 바꿀 때마다 저절로 알립니다.")
        called.update(invited_at=at)
        return {"invited_at": meeting.invited_at or at}

    return advance(meeting, Move.INVITE, by=by, seen=seen, details=details, change=change)


def reply(attendee: Attendee, *, by: User | None, is_coming: bool, instead: str = "", words: str = "") -> Meeting:
    """참석 여부 답함, as often as plans change. `by` None: they came by their own signed link."""
    if (by.pk if by else None) != attendee.person_id:
        raise PermissionDenied
    instead, words = instead.strip(), words.strip()
    details: Changes = {"attendee": attendee.pk, "is_coming": is_coming, "said": _said(is_coming, instead)}

    def change(meeting: Meeting, at: datetime) -> Changes:
        found = meeting.attendees.filter(pk=attendee.pk, invited_at__isnull=False).first()
        if found is None:
            raise MoveRefused(_("이 회의의 참석자에서 빠지셨습니다. 담당에게 전화해 주십시오."))
        found.is_coming, found.replied_at = is_coming, at
        found.instead, found.reply = ("" if is_coming else instead), words
        found.save(update_fields=["is_coming", "replied_at", "instead", "reply"])
        return {}

    guest, unit = ("", "") if by else (attendee.shown_name, attendee.shown_body)
    return advance(
        attendee.meeting, Move.REPLY, by=by, guest=guest, unit=unit, note=words, details=details, change=change
    )


def _said(is_coming: bool, instead: str) -> str:  # noqa: FBT001 — the answer itself
    if is_coming:
        return "옵니다"
    return f"{instead} 님이 대신 옵니다" if instead else "오지 못합니다"

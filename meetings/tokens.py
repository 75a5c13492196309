"""Signed links that let somebody without an account read one meeting and say whether they come."""

from uuid import UUID

from django.core import signing

_GUEST = signing.TimestampSigner(salt="meetings.guest")
_CALENDAR = signing.Signer(salt="meetings.calendar")
GUEST_DAYS = 180
"""So long after a mail its link is good: meetings are planned months ahead, and minutes come afterwards."""


def guest_token(attendee_key: UUID) -> str:
    """For somebody of another body: this meeting, as whoever this row of the attendees is."""
    return _GUEST.sign_object(attendee_key.hex)


def read_guest_token(token: str) -> UUID | None:
    """Whose, or None for what we did not sign or what is older than 180 days."""
    try:
        return UUID(_GUEST.unsign_object(token, max_age=GUEST_DAYS * 86400))
    except signing.BadSignature:
        return None


def calendar_token(meeting_id: int, attendee_key: UUID) -> str:
    """For one attendee: the .ics as it stands whenever it is fetched; once they are taken off, the cancellation."""
    return _CALENDAR.sign_object([meeting_id, attendee_key.hex])


def read_calendar_token(token: str) -> tuple[int, UUID] | None:
    """(meeting, attendee), or None for what we did not sign."""
    try:
        meeting_id, key = _CALENDAR.unsign_object(token)
    except signing.BadSignature:
        return None
    return meeting_id, UUID(key)

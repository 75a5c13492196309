"""Signed links that let somebody do one thing without signing in."""

from typing import NamedTuple
from uuid import UUID

from django.core import signing

_HOST = signing.TimestampSigner(salt="visits.host")
_CALENDAR = signing.Signer(salt="visits.calendar")
_SURVEY = signing.TimestampSigner(salt="visits.survey")
HOST_DAYS = SURVEY_DAYS = 90


def host_token(visit_id: int, person_id: int | None) -> str:
    """For the host, a member or the contact of an association: read the visit, answer the offer and the minutes."""
    return _HOST.sign_object({"visit": visit_id, "person": person_id})


def read_host_token(token: str) -> tuple[int, int | None] | None:
    """(visit, person), or None for what we did not sign or what is older than 90 days."""
    try:
        found = _HOST.unsign_object(token, max_age=HOST_DAYS * 86400)
    except signing.BadSignature:
        return None
    return found["visit"], found["person"]


class Seat(NamedTuple):
    """Whose calendar entry it is: somebody with an account by that, anybody else by the key of their entry."""

    visit_id: int
    person_id: int | None
    key: str


def calendar_token(visit_id: int, person_id: int | None, key: UUID) -> str:
    """For somebody who goes along: the .ics of that visit as it stands whenever it is fetched.

    It names the person and not the row of the roster: once they are taken off, it is the address of the cancellation.
    """
    return _CALENDAR.sign_object([visit_id, person_id, "" if person_id else key.hex])


def read_calendar_token(token: str) -> Seat | None:
    """Whose, or None for what we did not sign."""
    try:
        return Seat(*_CALENDAR.unsign_object(token))
    except signing.BadSignature:
        return None


def survey_token(invitation_id: int, person_id: int | None) -> str:
    """For a company that is asked, a member or a contact: answer this round, and nothing else."""
    return _SURVEY.sign_object({"invitation": invitation_id, "person": person_id})


def read_survey_token(token: str) -> tuple[int, int | None] | None:
    """(invitation, person), or None for what we did not sign or what is older than 90 days."""
    try:
        found = _SURVEY.unsign_object(token, max_age=SURVEY_DAYS * 86400)
    except signing.BadSignature:
        return None
    return found["invitation"], found["person"]

"""Signed links that let somebody do one thing without signing in."""

from django.core import signing

_RATING = signing.TimestampSigner(salt="grievances.rating")
RATING_DAYS = 90


def rating_token(answer_id: int, person_id: int) -> str:
    """For the member who filed: rate this answer, and nothing else."""
    return _RATING.sign_object({"answer": answer_id, "person": person_id})


def read_rating_token(token: str) -> tuple[int, int] | None:
    """(answer, person), or None for what we did not sign or what is older than 90 days."""
    try:
        found = _RATING.unsign_object(token, max_age=RATING_DAYS * 86400)
    except signing.BadSignature:
        return None
    return found["answer"], found["person"]

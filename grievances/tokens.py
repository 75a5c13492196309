"""Signed links that let somebody do one thing without signing in."""

from django.core import signing

_RATING = signing.TimestampSigner(salt="grievances.rating")
_OPINION = signing.Signer(salt="grievances.opinion")
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


def opinion_token(consultation_id: int) -> str:
    """For an outside body: answer this question, and nothing else. It ends with the question."""
    return _OPINION.sign_object({"consultation": consultation_id})


def read_opinion_token(token: str) -> int | None:
    """The question, or None for what we did not sign."""
    try:
        found = _OPINION.unsign_object(token)
    except signing.BadSignature:
        return None
    return int(found["consultation"])

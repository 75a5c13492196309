"""제도개선 건의 in words: how far each has come, and how long it takes."""

from django.utils import timezone

from grievances.models import Reform

WAITING, LATE, ANSWERED = ("waiting", "회신 기다림"), ("undelivered", "회신을 물을 때"), ("sent", "회신 옴")
"""How far it has come, in the words of the style sheet and of people."""


def standing_of(reform: Reform) -> tuple[str, str]:
    """In which of the three it is."""
    if reform.replied_on is not None:
        return ANSWERED
    return LATE if reform.ask_again_on <= timezone.localdate() else WAITING


def waits(reform: Reform) -> str:
    """How long they took, or have taken so far."""
    until = reform.replied_on or timezone.localdate()
    return f"{(until - reform.sent_on).days}일"

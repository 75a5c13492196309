"""What goes out by itself around meetings. Safe to run twice and after days of silence."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from grievances.actions.reminding import remind_of
from meetings import reminders
from meetings.notices import Occasion, owed
from meetings.reminders import Due
from notifications.notice import Owed


def remind() -> int:
    """알림: the newest stage of whatever waits, once. How many went out."""
    return remind_of(reminders.due, reminders.LEDGER, _mails)


def _mails(due: Sequence[Due], at: datetime) -> Iterable[Owed]:
    for one in due:
        occasion = Occasion(one.about, at, words=one.words)
        for notice in one.notices:
            yield from owed(notice, occasion)

"""What goes out by itself: reminders, and the digest of the week. Safe to run twice and after days of silence."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grievances import digests, moment, reminders, rulebook
from grievances.actions.duties import with_papers
from grievances.models import Digest, Reminder
from grievances.notices import named, owed
from grievances.recipients import People
from grievances.reminders import Due
from notifications.actions import tell_all
from notifications.notice import Owed, gathered

BATCH = 500
"""So many reminders a transaction; whoever is owed several of them gets one mail."""


def remind() -> int:
    """알림: the newest stage of whatever waits, once. How many went out."""
    at = moment.now()
    with rulebook.kept():
        due = reminders.due(at=at)
        return sum(_remind(due[start : start + BATCH], at) for start in range(0, len(due), BATCH))


@transaction.atomic
def _remind(due: Sequence[Due], at: datetime) -> int:
    """The rows that say so, the statutory notices and the mails, all or nothing."""
    rows = sorted((one.case.pk, one.what, key) for one in due for key in one.keys)
    fresh = noted(Reminder._meta.db_table, ("grievance_id", "what", "key"), ("bigint[]", "text[]", "text[]"), rows, at)
    due = [one for one in due if one.name in fresh]
    people = People([one.case for one in due])
    due = with_papers(due, people, at=at)
    if moment.in_silence():
        return len(due)
    told = (mail for one in due for notice in one.notices for mail in owed(notice, one.occasion, people))
    mails = gathered(each_once(told), subject=_("챙기실 일이 %(count)d건 있습니다"))
    tell_all(map(named, mails), at=at)
    return len(due)


@transaction.atomic
def send_digests() -> int:
    """주간 알림, on the first working day of a week. Whoever has nothing in hand is not written to."""
    at = timezone.now()
    with rulebook.kept() as rules:
        if rules.calendar.is_day_off(timezone.localdate(at)):
            return 0
        due = digests.due(at=at)
    rows = sorted((person.pk, digests.week_of(at)) for person, _mail in due)
    fresh = noted(Digest._meta.db_table, ("person_id", "week"), ("bigint[]", "text[]"), rows, at)
    told = [mail for person, mail in due if mail and (person.pk, digests.week_of(at)) in fresh]
    tell_all(map(named, told), at=at)
    return len(told)


def each_once(told: Iterable[Owed]) -> list[Owed]:
    """Officer and head may be one person."""
    found: dict[object, Owed] = {}
    for number, mail in enumerate(told):
        found.setdefault((mail.to, mail.about, mail.subject) if mail.to else number, mail)
    return list(found.values())


def noted(
    table: str, columns: Sequence[str], types: Sequence[str], rows: Sequence[tuple[object, ...]], at: datetime
) -> set[tuple[object, ...]]:
    """Write rows down that are not there yet; those that were new. Another run at the same moment waits for this."""
    if not rows:
        return set()
    names, arrays = ", ".join(columns), ", ".join(f"%s::{kind}" for kind in types)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}, sent_at) SELECT *, %s FROM unnest({arrays})"  # noqa: S608 — our own names
            f" ON CONFLICT DO NOTHING RETURNING {names}",
            [at, *(list(column) for column in zip(*rows, strict=True))],
        )
        return set(cursor.fetchall())

"""What goes out by itself: reminders, and the digest of the week. Safe to run twice and after days of silence."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from grievances import digests, moment, opinion_reminders, reminders, rulebook, stages
from grievances.actions.duties import with_papers
from grievances.models import Digest
from grievances.notices import Occasion, named, owed
from grievances.recipients import People
from grievances.reminders import Due
from grievances.stages import Ledger
from notifications.actions import tell_all
from notifications.notice import Owed, gathered

BATCH = 500
"""So many reminders a transaction; whoever is owed several of them gets one mail."""

type Mails[T: Model, N] = Callable[[Sequence[stages.Due[T, N]], datetime], Iterable[Owed]]


def remind() -> int:
    """알림: the newest stage of whatever waits, once. How many went out."""
    of_cases = remind_of(reminders.due, reminders.LEDGER, _mails)
    return of_cases + remind_of(opinion_reminders.due, opinion_reminders.LEDGER, opinion_reminders.mails)


def _mails(due: Sequence[Due], at: datetime) -> Iterable[Owed]:
    """The statutory notices that belong to them are issued even where nobody is told (see `moment`)."""
    people = People([one.about for one in due])
    due = with_papers(due, people, at=at)
    return (mail for one in due for notice in one.notices for mail in owed(notice, _occasion(one, at), people))


def _occasion(due: Due, at: datetime) -> Occasion:
    return Occasion(due.about, at, answer_id=due.answer_id, words=due.words)


def remind_of[T: Model, N](find: Callable[..., list[stages.Due[T, N]]], ledger: Ledger, mails: Mails[T, N]) -> int:
    """Whatever `find` finds due, in portions; `mails` says in the same transaction what is owed to whom."""
    at = moment.now()
    with rulebook.kept():
        due = find(at=at)
        return sum(_remind(due[start : start + BATCH], ledger, mails, at) for start in range(0, len(due), BATCH))


@transaction.atomic
def _remind[T: Model, N](due: Sequence[stages.Due[T, N]], ledger: Ledger, mails: Mails[T, N], at: datetime) -> int:
    """The rows that say so and the mails, all or nothing. One mail a person."""
    rows = sorted((one.about.pk, one.what, key) for one in due for key in one.keys)
    columns = (f"{ledger.about}_id", "what", "key")
    fresh = _noted(ledger.model._meta.db_table, columns, ("bigint[]", "text[]", "text[]"), rows, at)
    due = [one for one in due if one.name in fresh]
    told = mails(due, at)
    if not moment.in_silence():
        gathered_mails = gathered(each_once(told), subject=_("챙기실 일이 %(count)d건 있습니다"))
        tell_all(map(named, gathered_mails), at=at)
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
    fresh = _noted(Digest._meta.db_table, ("person_id", "week"), ("bigint[]", "text[]"), rows, at)
    told = [mail for person, mail in due if mail and (person.pk, digests.week_of(at)) in fresh]
    tell_all(map(named, told), at=at)
    return len(told)


def each_once(told: Iterable[Owed]) -> list[Owed]:
    """Officer and head may be one person."""
    found: dict[object, Owed] = {}
    for number, mail in enumerate(told):
        found.setdefault((mail.to, mail.about, mail.link, mail.subject) if mail.to else number, mail)
    return list(found.values())


def _noted(
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

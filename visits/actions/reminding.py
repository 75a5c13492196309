"""What goes out by itself around visits. Safe to run twice and after days of silence."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from grievances import moment, rulebook
from grievances.actions.reminding import BATCH, each_once, noted
from grievances.notices.telling import named
from notifications.actions import tell_all
from notifications.notice import gathered
from visits import reminders
from visits.models import VisitReminder
from visits.notices import owed
from visits.reminders import Due


def remind() -> int:
    """알림: the newest stage of whatever waits, once. How many went out."""
    at = moment.now()
    with rulebook.kept():
        due = reminders.due(at=at)
        return sum(_remind(due[start : start + BATCH], at) for start in range(0, len(due), BATCH))


@transaction.atomic
def _remind(due: Sequence[Due], at: datetime) -> int:
    """The rows that say so and the mails, all or nothing. One mail a person."""
    rows = sorted((one.occasion.visit.pk, one.what, key) for one in due for key in one.keys)
    fresh = noted(
        VisitReminder._meta.db_table, ("visit_id", "what", "key"), ("bigint[]", "text[]", "text[]"), rows, at
    )
    due = [one for one in due if one.name in fresh]
    if not moment.in_silence():
        told = (mail for one in due for notice in one.notices for mail in owed(notice, one.occasion))
        mails = gathered(each_once(told), subject=_("챙기실 일이 %(count)d건 있습니다"))
        tell_all(map(named, mails), at=at)
    return len(due)

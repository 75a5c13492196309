"""The drive for members, and the lists of it that leave the portal."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.actions import Subject, note_access
from accounts.addresses import Address
from accounts.models import AccessLog, User
from companies import notices, tokens
from companies.actions.parts import What, locked, permitted, record
from companies.models import Company, Nudge
from companies.permissions import may_see_drive
from companies.querysets import GOAL
from companies.workflow import Move


@transaction.atomic
def switch_nudges(company: Company, *, wanted: bool, by: User) -> Company:
    """가입 안내 켜고 끄기."""
    company = permitted(company, Move.SWITCH_NUDGES, by=by)
    if company.wants_nudges != wanted:
        company.wants_nudges = wanted
        company.save(update_fields=["wants_nudges"])
        record(company, What.NUDGES_ON if wanted else What.NUDGES_OFF, by=by)
    return company


@transaction.atomic
def nudge(company: Company, *, month: date) -> bool:
    """가입 안내. Remind the owners once a month; False where that is done, or not wanted any more."""
    company = locked(company)
    count = company.seats.active().count()
    if not company.is_approved or not company.wants_nudges or not 0 < count < GOAL:
        return False
    _row, is_new = Nudge.objects.get_or_create(company=company, month=month.replace(day=1))
    if is_new:
        for seat in company.seats.owners().select_related("person"):
            home = tokens.link("companies:home", company.pk)
            words = {
                "company": company.name,
                "count": count,
                "missing": GOAL - count,
                "link": home,
                "off": tokens.link("companies:nudges_off", tokens.said("nudges-off", seat=seat.pk)),
            }
            notices.send(
                seat.person.email,
                notices.NUDGE_SUBJECT % words,
                notices.NUDGE_TEXT % words,
                reader=seat.person,
                link=home,
            )
    return is_new


@transaction.atomic
def record_export(what: str, *, reason: str, rows: int, by: User, address: Address) -> None:
    """내보내기. Keep who took which list out of the portal, and what for, before the first line leaves."""
    if not may_see_drive(by):
        raise PermissionDenied
    note_access(AccessLog.What.EXPORT, Subject("기업", "", what), by=by, address=address, reason=reason, rows=rows)

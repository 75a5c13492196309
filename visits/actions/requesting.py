"""방문 신청 and what the host does with it: asks, amends, accepts, asks for another day, gives it up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from companies.models import Company
from grievances.files import Checked
from grievances.moment import now
from grievances.workflow import MoveRefused
from visits import notices, permissions
from visits.actions.files import attach
from visits.actions.moving import Changes, advance, need, record_entry
from visits.models import Programme, Visit, VisitEntry, VisitFile
from visits.workflow import Move

NO_TOPICS = _("무엇을 이야기하고 싶으신지 적어 주십시오. 한 줄이어도 됩니다.")


def request(
    programme: Programme,
    company: Company,
    *,
    by: User,
    key: UUID,
    topics: str,
    wishes: str = "",
    present: str = "",
    place: str = "",
    contact_name: str = "",
    contact_email: str = "",
    files: Sequence[Checked] = (),
) -> Visit:
    """방문 신청, by a member or, after a telephone call, by the office. The same `key` gives the same visit.

    The contact is of a company without members.
    """
    is_member = by.is_active and by.seats.active().filter(company=company).exists()
    if not is_member and not permissions.may_run_programmes(by):
        raise PermissionDenied
    need(topics, NO_TOPICS)
    if why_not := permissions.why_not_eligible(company, programme, on=timezone.localdate(now())):
        raise MoveRefused(why_not)
    contact = {"contact_name": contact_name, "contact_email": contact_email}
    host = {"company": company, "place": place or company.address, **contact}
    asked = {"topics": topics, "wishes": wishes, "present": present}
    side = VisitEntry.Side.COMPANY if is_member else VisitEntry.Side.CITY
    return _ask(Visit(programme=programme, request_key=key, **host, **asked), by=by, side=side, files=files)


def request_meeting(
    programme: Programme,
    organization: str,
    *,
    by: User,
    key: UUID,
    topics: str,
    contact_name: str,
    contact_phone: str = "",
    contact_email: str = "",
    wishes: str = "",
    present: str = "",
    place: str = "",
) -> Visit:
    """간담회 with an association, entered by the office."""
    if not permissions.may_run_programmes(by):
        raise PermissionDenied
    need(organization, "경제단체의 이름을 적어 주십시오.")
    need(contact_name, "연락할 분의 이름을 적어 주십시오.")
    need(topics, NO_TOPICS)
    visit = Visit(
        programme=programme,
        request_key=key,
        organization=organization,
        contact_name=contact_name,
        contact_phone=contact_phone,
        contact_email=contact_email,
        topics=topics,
        wishes=wishes,
        present=present,
        place=place,
    )
    return _ask(visit, by=by, side=VisitEntry.Side.CITY)


def _ask(visit: Visit, *, by: User, side: VisitEntry.Side, files: Sequence[Checked] = ()) -> Visit:
    """Whoever sends the same form again, be it at the same moment, finds the visit of the first one."""
    visit.requested_by, visit.requested_at = by, now()
    try:
        return _ask_once(visit, by=by, side=side, files=files)
    except IntegrityError:
        asked = Visit.objects.filter(request_key=visit.request_key).first()
        if asked is None:
            raise
        if asked.requested_by_id != by.pk:
            raise PermissionDenied from None
        return asked


@transaction.atomic
def _ask_once(visit: Visit, *, by: User, side: VisitEntry.Side, files: Sequence[Checked]) -> Visit:
    visit.visit_no = _next_visit_no(visit.requested_at)
    visit.save(force_insert=True)
    entry = record_entry(visit, Move.REQUEST, by=by, at=visit.requested_at, side=side, before="")
    attach(visit, files, by=by, side=side, purpose=VisitFile.Purpose.MATERIAL)
    notices.announce(entry)
    return visit


def _next_visit_no(at: datetime) -> str:
    """No number twice, none left out: whoever asks waits for the one before."""
    year = timezone.localdate(at).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO visits_visitcounter (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = visits_visitcounter.last + 1 RETURNING last",
            [year],
        )
        (last,) = cursor.fetchone()
    return f"V{year}-{last:05d}"


def amend(visit: Visit, *, by: User, seen: int | None = None, **words: str) -> Visit:
    """신청 내용 변경: topics, wishes, present, place and, of an association, whom to call. What changed is kept."""
    need(words.get("topics", visit.topics), NO_TOPICS)
    before = {name: getattr(visit, name) for name in words}
    changed = {name: value for name, value in words.items() if value != before[name]}
    if not changed:
        raise MoveRefused(_("바뀐 것이 없습니다."))
    details: dict[str, Any] = {"before": {name: before[name] for name in changed}, "after": changed}

    def change(visit: Visit, _at: datetime) -> Changes:
        return {**changed, "calendar_sequence": visit.calendar_sequence + ("place" in changed)}

    return advance(visit, Move.AMEND, by=by, seen=seen, details=details, change=change)


def accept(visit: Visit, *, by: User | None, guest: str = "", seen: int | None = None) -> Visit:
    """일정 수락."""

    def change(visit: Visit, _at: datetime) -> Changes:
        return {"reply_by": None, "calendar_sequence": visit.calendar_sequence + 1}

    return advance(visit, Move.ACCEPT, by=by, guest=guest, seen=seen, change=change)


def ask_other(visit: Visit, wishes: str, *, by: User | None, guest: str = "", seen: int | None = None) -> Visit:
    """다른 일정 요청: the slot is free again, the request keeps its place in the queue."""
    need(wishes, _("언제가 좋은지 적어 주십시오. 예: 목요일 오후, 12월 셋째 주."))
    return advance(
        visit,
        Move.ASK_OTHER,
        by=by,
        guest=guest,
        note=wishes,
        seen=seen,
        change=lambda _v, _at: {"wishes": wishes[:200]},
    )


def cancel(visit: Visit, reason: str, *, by: User | None, guest: str = "", seen: int | None = None) -> Visit:
    """방문 취소, by the host or the office. The slot is free again, and calendars take it out."""
    need(reason, _("취소하는 까닭을 적어 주십시오. 함께 갈 분들이 읽습니다."))
    return advance(visit, Move.CANCEL, by=by, guest=guest, note=reason, seen=seen)

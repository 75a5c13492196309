"""신청: by a member or on a company's behalf, and what is changed in it afterwards."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from companies.models import Company
from grievances import clock, notices, permissions, rulebook
from grievances.actions.moving import Changes, Origin, advance, attach, check_quota, need, record_entry, take_over
from grievances.clock import TO_RECEIVE
from grievances.files import Checked
from grievances.models import (
    Attachment,
    Category,
    Draft,
    Grievance,
    HistoryEntry,
    ReceiptCounter,
)
from grievances.moment import now
from grievances.workflow import (
    Channel,
    Move,
    MoveRefused,
)


@dataclass(frozen=True)
class Extra:
    """An answer to one of the category's own questions, kept as it was asked."""

    label: str
    value: str


class AlreadyFiled(MoveRefused):
    """The form was sent before with other words; what came first stands."""

    def __init__(self, grievance: Grievance) -> None:
        super().__init__(
            _("이 화면에서 이미 신청하셨습니다. 접수번호는 %s입니다. 바꾸실 내용은 그 사건에서 고쳐 주십시오.")
            % grievance.receipt_no
        )
        self.grievance = grievance


def file(
    company: Company,
    *,
    by: User,
    key: UUID,
    category: Category,
    title: str,
    body: str,
    hoped_for: str = "",
    place: str = "",
    extras: Sequence[Extra] = (),
    is_private: bool = False,
    files: Sequence[Checked] = (),
) -> Grievance:
    """신청, by a member. The same `key` with the same words gives the same receipt; with others it is refused.

    What is attached to their draft for the company comes along, and the draft is gone.
    """
    if not permissions.may_file_for(by, company):
        raise PermissionDenied
    content: Changes = {
        "category": category,
        "title": title,
        "body": body,
        "hoped_for": hoped_for,
        "place": place,
        "extras": [{"label": extra.label, "value": extra.value} for extra in extras],
        "is_private": is_private,
    }
    at = now()
    return _file(
        Grievance(company=company, filer=by, channel=Channel.ONLINE, arrived_at=at, filing_key=key, **content),
        by=by,
        at=at,
        side=HistoryEntry.Side.COMPANY,
        files=files,
    )


def file_on_behalf(
    company: Company,
    *,
    by: User,
    key: UUID,
    channel: Channel,
    arrived_at: datetime,
    category: Category,
    title: str,
    body: str,
    hoped_for: str = "",
    place: str = "",
    extras: Sequence[Extra] = (),
    filer: User | None = None,
    contact_name: str = "",
    contact_phone: str = "",
    contact_email: str = "",
    files: Sequence[Checked] = (),
    origin: Origin | None = None,
) -> Grievance:
    """대신 신청: what came by phone, at the counter, on paper, with the true moment it arrived.

    `filer` is the company's member it belongs to, where there is one; else the contact says whom to tell. `origin`
    stays in the history as a link.
    """
    if not permissions.may_file_on_behalf(by, channel):
        raise PermissionDenied
    at = now()
    if channel == Channel.ONLINE:
        raise MoveRefused(
            "누리집은 기업이 직접 신청하는 경로입니다. 전화, 방문 창구, 우편처럼 실제 경로를 고르십시오."
        )
    if arrived_at > at:
        raise MoveRefused("도달일시가 지금보다 뒤입니다. 실제로 받은 때를 적으십시오.")
    if filer is not None and not permissions.may_file_for(filer, company):
        raise MoveRefused(
            f"{filer.name} 님은 {company.name}의 회원이 아닙니다. 회원을 다시 고르거나 연락처를 적으십시오."
        )
    return _file(
        Grievance(
            company=company,
            filer=filer,
            entered_by=by,
            channel=channel,
            arrived_at=arrived_at,
            filing_key=key,
            category=category,
            title=title,
            body=body,
            hoped_for=hoped_for,
            place=place,
            extras=[{"label": extra.label, "value": extra.value} for extra in extras],
            contact_name=contact_name,
            contact_phone=contact_phone,
            contact_email=contact_email,
        ),
        by=by,
        at=at,
        side=HistoryEntry.Side.CITY,
        files=files,
        details={"origin": {"label": origin.label, "link": origin.link}} if origin else None,
    )


def _file(
    grievance: Grievance,
    *,
    by: User,
    at: datetime,
    side: HistoryEntry.Side,
    files: Sequence[Checked],
    details: Changes | None = None,
) -> Grievance:
    """Whoever sends the same form again, be it at the same moment, finds what the first one filed."""
    grievance.filing_digest = _digest(grievance, files)
    try:
        return _file_once(grievance, by=by, at=at, side=side, files=files, details=details)
    except IntegrityError:
        filed = Grievance.objects.filter(filing_key=grievance.filing_key).select_related("company").first()
        if filed is None:
            raise
        return _as_filed(filed, grievance, by=by)


@transaction.atomic
def _file_once(
    grievance: Grievance,
    *,
    by: User,
    at: datetime,
    side: HistoryEntry.Side,
    files: Sequence[Checked],
    details: Changes | None,
) -> Grievance:
    """The key is unique: the database refuses the second one, and its number is not given out."""
    grievance.entered_at = at
    grievance.receive_by = clock.due(TO_RECEIVE, grievance.arrived_at, rulebook.standing().calendar)
    grievance.receipt_no = _next_receipt_no(at)
    grievance.save(force_insert=True)
    check_quota(grievance.company, files)
    take_over(grievance, at=grievance.arrived_at)
    entry = record_entry(grievance, Move.FILE, by=by, at=at, side=side, before="", details=details)
    attach(files, entry, by=by)
    if side == HistoryEntry.Side.COMPANY:
        _take_draft(entry)
    notices.announce(entry)
    return grievance


def _take_draft(entry: HistoryEntry) -> None:
    """The draft goes first: whoever is attaching to it is waited for, and nobody does afterwards.

    Its files still name it until the next statement; the database looks at the end of the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {Draft._meta.db_table} WHERE person_id = %s AND company_id = %s RETURNING id",  # noqa: S608
            [entry.by_id, entry.grievance.company_id],
        )
        row = cursor.fetchone()
    if row is not None:
        Attachment.objects.filter(draft_id=row[0]).update(draft=None, grievance=entry.grievance, entry=entry)


def _as_filed(filed: Grievance, again: Grievance, *, by: User) -> Grievance:
    if by.pk not in {filed.filer_id, filed.entered_by_id}:
        raise PermissionDenied
    if filed.filing_digest != again.filing_digest:
        raise AlreadyFiled(filed)
    return filed


def _digest(grievance: Grievance, files: Sequence[Checked]) -> str:
    """What was sent, so that the same form sent twice can be told from another one under the same key.

    Files of the draft are not part of it: they are the draft's, which is gone when the form comes a second time.
    """
    fields = ("company_id", "channel", "category_id", "title", "body", "hoped_for", "place", "extras", "is_private")
    contact = ("filer_id", "contact_name", "contact_phone", "contact_email")
    sent = [getattr(grievance, field) for field in (*fields, *contact)]
    return sha256(json.dumps([*sent, sorted(one.digest for one in files)], ensure_ascii=False).encode()).hexdigest()


def _next_receipt_no(at: datetime) -> str:
    """접수번호, gapless a year: the counter's row is locked until the filing is committed or forgotten."""
    year = timezone.localdate(at).year
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {ReceiptCounter._meta.db_table} AS counter (year, last) VALUES (%s, 1)"  # noqa: S608
            " ON CONFLICT (year) DO UPDATE SET last = counter.last + 1 RETURNING last",
            [year],
        )
        (serial,) = cursor.fetchone()
    return f"{year}-{serial:05d}"


def amend(
    grievance: Grievance, *, by: User, files: Sequence[Checked] = (), seen: int | None = None, **content: Any
) -> Grievance:
    """신청 내용 변경 (법 §22②): the company may change what it filed until it is answered.

    `content`: category, title, body, hoped_for, place. What stood there before stays in the history.
    """
    return _rewrite(grievance, Move.AMEND, content, by=by, seen=seen, files=files)


def correct(
    grievance: Grievance, *, consent: str, reason: str, by: User, seen: int | None = None, **content: Any
) -> Grievance:
    """직권 보정 (시행령 §6⑤): an obvious slip, with the company's consent (who gave it, when and how)."""
    need(reason, _("무엇이 명백한 잘못인지 적어 주십시오. 기업이 읽습니다."))
    need(consent, _("누가 언제 어떻게 동의했는지 적어 주십시오(시행령 제6조⑤)."))
    return _rewrite(
        grievance, Move.CORRECT, content, by=by, seen=seen, note=reason.strip(), details={"consent": consent.strip()}
    )


def _rewrite(
    grievance: Grievance,
    move: Move,
    content: Changes,
    *,
    by: User,
    seen: int | None,
    note: str = "",
    files: Sequence[Checked] = (),
    details: Changes | None = None,
) -> Grievance:
    assert set(content) <= {"category", "title", "body", "hoped_for", "place"}
    told: Changes = dict(details or {})

    def change(case: Grievance, _at: datetime) -> Changes:
        changed = {name: value for name, value in content.items() if getattr(case, name) != value}
        if not changed and not files:
            raise MoveRefused(_("바뀐 것이 없습니다. 바꿀 곳을 고쳐 쓴 뒤 다시 눌러 주십시오."))
        told["changes"] = {name: [str(getattr(case, name)), str(value)] for name, value in changed.items()}
        return changed

    return advance(grievance, move, by=by, seen=seen, note=note, details=told, files=files, change=change)

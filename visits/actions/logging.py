"""방문 기록: what was seen and said, who came, and the promise lines. Written on a phone, and often sent twice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max

from accounts.models import Department, User
from companies.models import Company
from grievances import actions as grievances
from grievances.models import Category, Grievance
from grievances.moment import now
from grievances.workflow import Channel, MoveRefused
from visits.actions.moving import Changes, advance, check_writes, locked, need
from visits.models import Promise, Visit
from visits.workflow import Move, PromiseState, Status

FROM_PROMISES = UUID("6f3cb1de-7c6c-4d0a-9c4d-3f6f0f1c2a5e")
"""Of a line's key and this, the key of the grievance it becomes: pressed twice it is filed once."""


@dataclass(frozen=True)
class Line:
    """One promise line as it was typed. The phone made its key."""

    key: UUID
    said: str
    spoken_at: datetime
    company: Company | None = None  # who voiced it, where an association is the host


@dataclass(frozen=True)
class Ending:
    """How a line ends. A grievance needs a title and a category, an explanation or a refusal its words."""

    state: PromiseState
    reason: str = ""
    title: str = ""
    category: Category | None = None
    department: Department | None = None


@transaction.atomic
def keep_notes(
    visit: Visit,
    *,
    by: User,
    minutes: str | None = None,
    met: str | None = None,
    checked: Sequence[str] | None = None,
    came: Collection[int] | None = None,
) -> Visit:
    """What is typed on site, as often as the phone sends it. No move yet: `hold` ends the visit.

    `came` are the roster entries of those who were there; None leaves what is written.
    """
    visit = locked(visit)
    check_writes(visit, by=by)
    given: Changes = {"minutes": minutes, "met": met, "checked": list(checked) if checked is not None else None}
    changes = {name: value for name, value in given.items() if value is not None and value != getattr(visit, name)}
    for name, value in changes.items():
        setattr(visit, name, value)
    if changes:
        visit.save(update_fields=list(changes))
    if came is not None:
        visit.roster.filter(pk__in=came).update(came=True)
        visit.roster.exclude(pk__in=came).update(came=False)
    return visit


@transaction.atomic
def keep_line(visit: Visit, line: Line, *, by: User) -> Promise:
    """약속 한 줄, new or put right. The same key is the same line, however often it is sent."""
    need(line.said, "무엇을 말씀하셨는지 적어 주십시오.")
    visit = locked(visit)
    check_writes(visit, by=by)
    if line.spoken_at > now():
        raise MoveRefused("들은 때가 지금보다 뒤입니다. 휴대전화의 시계를 확인하고 실제로 들은 때를 적으십시오.")
    promise = visit.promises.filter(key=line.key).first()
    if promise is None:
        last = visit.promises.aggregate(last=Max("number"))["last"] or 0
        promise = Promise(visit=visit, key=line.key, number=last + 1, written_by=by)
    elif promise.is_decided and promise.state == PromiseState.GRIEVANCE:
        raise MoveRefused("이미 기업애로가 된 줄입니다. 고칠 것은 그 사건에서 고쳐 주십시오.")
    promise.said, promise.spoken_at, promise.company = line.said, line.spoken_at, line.company or visit.company
    promise.save()
    return promise


@transaction.atomic
def drop_line(promise: Promise, *, by: User) -> None:
    """A line that was typed by mistake. One that became a grievance stays."""
    visit = locked(promise.visit)
    check_writes(visit, by=by)
    if visit.minutes_sent_at is not None:
        raise MoveRefused("기업에 보낸 회의록에 있는 줄은 지울 수 없습니다. 불수용으로 끝내고 까닭을 적어 주십시오.")
    if promise.grievance_id is not None:
        raise MoveRefused("이미 기업애로가 된 줄은 지울 수 없습니다.")
    visit.files.filter(promise=promise).update(promise=None)
    promise.delete()


@transaction.atomic
def decide(promise: Promise, ending: Ending, *, by: User) -> Promise:
    """How a line ends: 현장 해결, 애로 접수, 설명, 불수용. The same ending sent again changes nothing."""
    visit = locked(promise.visit)
    promise = Promise.objects.select_for_update(of=("self",)).select_related("visit", "company").get(pk=promise.pk)
    if promise.state == ending.state == PromiseState.GRIEVANCE:
        return promise
    check_writes(visit, by=by)
    if promise.state == PromiseState.GRIEVANCE:
        raise MoveRefused("이미 기업애로가 된 줄입니다. 그 사건에서 이어 가십시오.")
    if ending.state in {PromiseState.EXPLAINED, PromiseState.NOT_ACCEPTED}:
        need(ending.reason, "기업이 읽을 설명이나 까닭을 적어 주십시오.")
    promise.department, promise.reason = ending.department, ending.reason
    promise.state = ending.state
    is_decided = ending.state != PromiseState.UNDECIDED
    promise.decided_at, promise.decided_by = (now(), by) if is_decided else (None, None)
    if ending.state == PromiseState.GRIEVANCE:
        promise.grievance = _filed(promise, ending, by=by)
    promise.save()
    return promise


def _filed(promise: Promise, ending: Ending, *, by: User) -> Grievance:
    """애로 접수: channel 방문, arrived the moment it was spoken, of the company that voiced it, linked both ways."""
    visit, company = promise.visit, promise.company
    if company is None:
        raise MoveRefused("어느 기업의 애로인지 골라 주십시오. 기업애로는 기업마다 접수합니다.")
    if ending.category is None:
        raise MoveRefused("분야를 골라 주십시오. 모르겠으면 ‘기타’를 고르십시오.")
    need(ending.title, "사건 제목을 적어 주십시오.")
    seats = [seat.person for seat in visit.company_seats] if company == visit.company else []
    filer = next((person for person in seats if person.pk == visit.requested_by_id), seats[0] if seats else None)
    return grievances.file_on_behalf(
        company,
        by=by,
        key=uuid5(FROM_PROMISES, str(promise.key)),
        channel=Channel.VISIT,
        arrived_at=promise.spoken_at,
        category=ending.category,
        title=ending.title,
        body=promise.said,
        place=visit.place,
        filer=filer,
        contact_name="" if filer else visit.contact_name or visit.met[:40],
        contact_phone="" if filer else visit.contact_phone or company.phone[:20],
        contact_email="" if filer else visit.contact_email,
        origin=grievances.Origin(f"방문 {visit.visit_no}의 약속 {promise.number}", visit.get_absolute_url()),
    )


def hold(visit: Visit, *, by: User, seen: int | None = None) -> Visit:
    """방문 마침: it took place. Lines may still be open; minutes go out when all of them are decided."""

    def change(visit: Visit, at: datetime) -> Changes:
        return {"held_at": visit.held_at or at}

    if visit.status == Status.HELD:
        return visit
    return advance(visit, Move.LOG, by=by, seen=seen, change=change)


def no_show(visit: Visit, reason: str, *, by: User, seen: int | None = None) -> Visit:
    """만나지 못함."""
    need(reason, "왜 만나지 못했는지 적어 주십시오.")
    return advance(visit, Move.NO_SHOW, by=by, note=reason, seen=seen)

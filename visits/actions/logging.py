"""방문 기록: what was seen and said, who came, and the promise lines. Written on a phone, and often sent twice."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from accounts.models import Department, User
from companies.models import Company, Seat
from grievances import actions as grievances
from grievances.models import Category, Grievance
from grievances.moment import now
from grievances.workflow import Channel, MoveRefused
from visits.actions.moving import Changes, advance, check_writes, locked, need
from visits.models import Promise, Visit
from visits.workflow import Move, PromiseState, Status

FROM_PROMISES = UUID("6f3cb1de-7c6c-4d0a-9c4d-3f6f0f1c2a5e")
"""Of a line's key and this, the key of the grievance it becomes: pressed twice it is filed once."""


class Differs(MoveRefused):
    """Somebody else wrote meanwhile. Nothing was overwritten; `theirs` is what stands now, by field."""

    def __init__(self, theirs: Mapping[str, str]) -> None:
        super().__init__("그사이 다른 분이 고쳤습니다. 두 글을 모두 두었으니 보시고 고르십시오.")
        self.theirs = theirs


@dataclass(frozen=True)
class Seen:
    """What the phone had before it was changed there: marks of texts, and what was ticked."""

    minutes: str
    met: str
    checked: Collection[str]
    came: Collection[int]


@dataclass(frozen=True)
class Line:
    """One promise line as it was typed. The phone made its key."""

    key: UUID
    said: str
    spoken_at: datetime
    company: Company | None = None  # who voiced it, where an association is the host
    seen: str | None = None  # the mark of the words it had there before


@dataclass(frozen=True)
class Ending:
    """How a line ends. A grievance needs a title and a category, an explanation or a refusal its words."""

    state: PromiseState
    reason: str = ""
    title: str = ""
    category: Category | None = None
    department: Department | None = None
    seen: str | None = None  # the mark of the ending the line had there before


def mark(*words: object) -> str:
    """A short sign of what stands, so that a phone can say what its text was based on."""
    return hashlib.sha256("\0".join(map(str, words)).encode()).hexdigest()[:16]


def words_mark(promise: Promise) -> str:
    """The sign of what was said, when, and by whom."""
    return _mark_of_words(promise.said, promise.spoken_at, promise.company)


def _mark_of_words(said: str, spoken_at: datetime, company: Company | None) -> str:
    return mark(said, int(spoken_at.timestamp()) // 60, company.pk if company else "")


def ending_mark(promise: Promise) -> str:
    """The sign of how a line ends."""
    return mark(promise.state, promise.reason, promise.department_id or "")


@transaction.atomic
def keep_notes(
    visit: Visit,
    *,
    by: User,
    minutes: str | None = None,
    met: str | None = None,
    checked: Sequence[str] | None = None,
    came: Collection[int] | None = None,
    seen: Seen | None = None,
) -> Visit:
    """What is typed on site, as often as the phone sends it. No move yet: `hold` ends the visit.

    `came` are the roster entries of those who were there; None leaves what is written. With `seen` a text that
    somebody else changed meanwhile is not overwritten, and ticks are put beside theirs.
    """
    visit = locked(visit)
    check_writes(visit, by=by)
    given: dict[str, str] = {name: text for name, text in (("minutes", minutes), ("met", met)) if text is not None}
    changes: Changes = {name: text for name, text in given.items() if text != getattr(visit, name)}
    if seen is not None:
        based_on = {"minutes": seen.minutes, "met": seen.met}
        theirs = {name: getattr(visit, name) for name in changes if mark(getattr(visit, name)) != based_on[name]}
        if theirs:
            raise Differs(theirs)
    if checked is not None:
        ticked = _beside(visit.checked, checked, seen.checked if seen else None)
        if ticked != set(visit.checked):
            changes["checked"] = sorted(ticked)
    for name, value in changes.items():
        setattr(visit, name, value)
    if changes:
        visit.save(update_fields=list(changes))
    is_read = bool(changes.keys() - {"checked"})
    if came is not None:
        there_before = set(visit.roster.filter(came=True).values_list("pk", flat=True))
        there = _beside(there_before, came, seen.came if seen else None)
        visit.roster.filter(pk__in=there).update(came=True)
        visit.roster.exclude(pk__in=there).update(came=False)
        is_read = is_read or there != there_before
    if is_read:
        _take_back_minutes(visit)
    return visit


def _take_back_minutes(visit: Visit) -> None:
    """What the host was sent is no longer what stands: it is asked again once the minutes go out anew."""
    if visit.minutes_sent_at is not None:
        visit.minutes_sent_at = None
        visit.save(update_fields=["minutes_sent_at"])


def _beside[Ticked: (str, int)](
    now_ticked: Collection[Ticked], typed: Collection[Ticked], before: Collection[Ticked] | None
) -> set[Ticked]:
    """What is ticked when this person's changes are put beside those of others; all of it where nothing is known."""
    if before is None:
        return set(typed)
    return (set(now_ticked) | (set(typed) - set(before))) - (set(before) - set(typed))


@transaction.atomic
def keep_line(visit: Visit, line: Line, *, by: User) -> Promise:
    """약속 한 줄, new or put right. The same key is the same line, however often it is sent."""
    need(line.said, "무엇을 말씀하셨는지 적어 주십시오.")
    visit = locked(visit)
    check_writes(visit, by=by)
    if line.spoken_at > now():
        raise MoveRefused("들은 때가 지금보다 뒤입니다. 휴대전화의 시계를 확인하고 실제로 들은 때를 적으십시오.")
    company = line.company or visit.company
    promise = Promise.objects.filter(key=line.key).first()
    if promise is None:
        last = visit.promises.aggregate(last=Max("number"))["last"] or 0
        promise = Promise(visit=visit, key=line.key, number=last + 1, written_by=by)
    else:
        if promise.visit_id != visit.pk:
            raise MoveRefused("다른 방문에 적은 줄입니다. 새 줄로 다시 적어 주십시오.")
        stands = words_mark(promise)
        if stands == _mark_of_words(line.said, line.spoken_at, company):
            return promise
        if promise.state == PromiseState.GRIEVANCE:
            raise MoveRefused("이미 기업애로가 된 줄입니다. 고칠 것은 그 사건에서 고쳐 주십시오.")
        if line.seen is not None and line.seen != stands:
            raise Differs({"said": promise.said})
    promise.said, promise.spoken_at, promise.company = line.said, line.spoken_at, company
    promise.save()
    _take_back_minutes(visit)
    return promise


@transaction.atomic
def drop_line(promise: Promise, *, by: User) -> None:
    """A line that was typed by mistake. One that became a grievance stays; one that is gone already is gone."""
    visit = locked(promise.visit)
    check_writes(visit, by=by)
    standing = visit.promises.filter(pk=promise.pk).first()
    if standing is None:
        return
    if visit.minutes_version:
        raise MoveRefused("기업에 보낸 회의록에 있는 줄은 지울 수 없습니다. 불수용으로 끝내고 까닭을 적어 주십시오.")
    if standing.grievance_id is not None:
        raise MoveRefused("이미 기업애로가 된 줄은 지울 수 없습니다.")
    visit.files.filter(promise=standing).update(promise=None)
    standing.delete()


@transaction.atomic
def decide(promise: Promise, ending: Ending, *, by: User) -> Promise:
    """How a line ends: 현장 해결, 애로 접수, 설명, 불수용. The same ending sent again changes nothing."""
    visit = locked(promise.visit)
    found = Promise.objects.select_for_update(of=("self",)).select_related("visit", "company").filter(pk=promise.pk)
    standing = found.first()
    if standing is None:
        raise MoveRefused("그사이 지운 줄입니다. 필요하면 새 줄로 적어 주십시오.")
    promise = standing
    if promise.state == ending.state == PromiseState.GRIEVANCE:
        return promise
    check_writes(visit, by=by)
    if promise.state == PromiseState.GRIEVANCE:
        raise MoveRefused("이미 기업애로가 된 줄입니다. 그 사건에서 이어 가십시오.")
    stands = ending_mark(promise)
    if stands == mark(ending.state, ending.reason, ending.department.pk if ending.department else ""):
        return promise
    if ending.seen is not None and ending.seen != stands:
        raise Differs({"state": str(PromiseState(promise.state).label), "reason": promise.reason})
    if ending.state in {PromiseState.EXPLAINED, PromiseState.NOT_ACCEPTED}:
        need(ending.reason, "기업이 읽을 설명이나 까닭을 적어 주십시오.")
    promise.department, promise.reason = ending.department, ending.reason
    promise.state = ending.state
    is_decided = ending.state != PromiseState.UNDECIDED
    promise.decided_at, promise.decided_by = (now(), by) if is_decided else (None, None)
    if ending.state == PromiseState.GRIEVANCE:
        promise.grievance = _filed(promise, ending, by=by)
    promise.save()
    _take_back_minutes(visit)
    return promise


def _filed(promise: Promise, ending: Ending, *, by: User) -> Grievance:
    """애로 접수: channel 방문, arrived the moment it was spoken, of the company that voiced it, linked both ways."""
    visit, company = promise.visit, promise.company
    if company is None:
        raise MoveRefused("어느 기업의 애로인지 골라 주십시오. 기업애로는 기업마다 접수합니다.")
    if ending.category is None:
        raise MoveRefused("분야를 골라 주십시오. 모르겠으면 ‘기타’를 고르십시오.")
    need(ending.title, "사건 제목을 적어 주십시오.")
    is_host = company == visit.company
    seats = visit.company_seats if is_host else _seats_of(company)
    members = [seat.person for seat in seats]
    filer = next((person for person in members if person.pk == visit.requested_by_id), next(iter(members), None))
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
        # An association's contact is no contact of the company that spoke there.
        contact_name="" if filer else visit.contact_name * is_host or visit.met[:40] or company.name[:40],
        contact_phone="" if filer else visit.contact_phone * is_host or company.phone[:20],
        contact_email="" if filer else visit.contact_email * is_host,
        origin=grievances.Origin(f"방문 {visit.visit_no}의 약속 {promise.number}", _where_it_is_read(visit)),
    )


def _seats_of(company: Company) -> list[Seat]:
    """Members of a company that spoke at an association's meeting; the owner first."""
    seats = Seat.objects.active().filter(company=company, person__is_active=True)
    return list(seats.select_related("person"))


def _where_it_is_read(visit: Visit) -> str:
    """The visit's page; of a meeting, which belongs to no company, the officials'."""
    return reverse("admin:visits_visit_change", args=[visit.pk]) if visit.is_meeting else visit.get_absolute_url()


@transaction.atomic
def hold(visit: Visit, *, by: User, seen: int | None = None) -> Visit:
    """방문 마침: it took place. Lines may still be open; minutes go out when all of them are decided.

    Two phones that end it at the same moment end it once.
    """
    visit = locked(visit)
    check_writes(visit, by=by)
    if visit.status == Status.HELD:
        return visit
    return advance(visit, Move.LOG, by=by, seen=seen, change=lambda visit, at: {"held_at": visit.held_at or at})


def no_show(visit: Visit, reason: str, *, by: User, seen: int | None = None) -> Visit:
    """만나지 못함."""
    need(reason, "왜 만나지 못했는지 적어 주십시오.")
    return advance(visit, Move.NO_SHOW, by=by, note=reason, seen=seen)

"""The demo world, part five: a one-stop meeting that moved three cases, reviews of then and of soon, and what comes.

The last review looked at what is still long-term or infeasible; what it decided stands in the histories already, and
the agenda holds on to those entries.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import Case, Max, When
from django.utils import timezone
from psycopg.types.range import Range

from accounts.demo import NotHere
from accounts.models import User
from companies.demo import OWN_COMPANY
from grievances import actions as grievances
from grievances import rulebook
from grievances.clock import SEOUL
from grievances.models import Grievance, HistoryEntry
from grievances.moment import as_of
from grievances.workflow import Move as CaseMove
from grievances.workflow import Outcome
from meetings import actions
from meetings.actions import Coming
from meetings.actions.moving import record_entry
from meetings.models import AgendaItem, Meeting
from meetings.snapshots import taken
from meetings.wording import heading_for, title_for
from meetings.workflow import Kind, Move
from notifications.demo import already_told

NAMESPACE = UUID("6a1c2c3e-4f0b-4d0e-9b57-2f7d1c0a6e11")
ROOM, HALL = "시청 3층 상황실", "시청 대회의실"
REVIEWED = frozenset({CaseMove.KEEP, CaseMove.LOOK_AGAIN})
DECISION_WORDS = {
    CaseMove.KEEP: "올해 몫을 마쳤다. 남은 것을 이어 가고 다음 보고일에 다시 알린다.",
    CaseMove.LOOK_AGAIN: "걸림돌이 그대로다. 바꿀 수 있는 곳에 다시 건의하고 정한 날에 다시 본다.",
}
REVIEW_MINUTES = (
    "장기추진과 처리 불가 사건을 부서마다 보고했다. 예산이 필요한 것은 다음 해 본예산에 넣기로 했다. "
    "법령이 막는 것은 중앙부처에 다시 건의하기로 했다."
)
TRIED = (
    "설계 용역을 맡겼습니다. 결과는 다음 달에 나옵니다.",
    "본예산 요구서에 넣었습니다. 예산부서가 살피고 있습니다.",
    "관계 기관과 현장을 다시 보고 공정을 맞추었습니다.",
)
ONE_STOP_MINUTES = (
    "담당부서가 한자리에서 사건마다 무엇이 막는지 말했다. 한 건은 바로 끝냈고, 한 건은 길게 추진하고, 한 건은 넘겼다."
)


def load() -> None:
    """Make the meetings once; what is there stays as it is."""
    if settings.IN_PRODUCTION:
        raise NotHere("시연 자료는 실제 운영 환경에 넣을 수 없습니다.")
    if Meeting.objects.exists():
        return
    with already_told():
        office, now = User.objects.get(email="manager@demo.example"), timezone.now()
        _last_review(office, now)
        _one_stop(office, now)
        _joint(office, now)
        _council(office, now)
        _planned(office, Kind.REVIEW, _at(_working_day(timezone.localdate(now), 15), 14), HALL)


# --- The last review ------------------------------------------------------------------------------------------------


def _last_review(office: User, now: datetime) -> None:
    """상반기 or 하반기 before the coming one: what was looked at again then."""
    entries = {entry.grievance_id: entry for entry in _looked_at_again(now)}
    if not entries:
        return
    first = min(entry.at for entry in entries.values())
    begins = _at(_working_day(timezone.localdate(first), -1), 14)
    coming = _working_day(timezone.localdate(now), 15)
    before = title_for(Kind.REVIEW, coming - timedelta(days=183))
    with as_of(begins - timedelta(days=10)):
        meeting = _planned(office, Kind.REVIEW, begins, HALL, title=before)
    with as_of(begins):
        items = _reviewed(meeting, entries, office, at=begins)
    with as_of(max(entry.at for entry in entries.values())):
        for item in items:
            record_entry(
                meeting,
                Move.DECIDE,
                by=office,
                at=item.entry.at if item.entry else begins,
                before=meeting.status,
                note=item.words,
                details={"numbers": [item.number], "decision": item.decision},
            )
        meeting = actions.hold(meeting, REVIEW_MINUTES, by=office)
        actions.confirm(meeting, by=office)
    _tried_since(items, office, now)


def _tried_since(items: list[AgendaItem], office: User, now: datetime) -> None:
    """What was done about some of them after the review, for the next one to see."""
    running = [item for item in items if item.decision == CaseMove.KEEP]
    for number, item in enumerate(running[::4]):
        case = item.grievance
        with as_of(now - timedelta(days=20) + timedelta(minutes=7 * number)):
            grievances.note(case, TRIED[number % len(TRIED)], by=case.officer or office)


def _looked_at_again(now: datetime) -> Iterator[HistoryEntry]:
    """The newest entry of every case that is long-term or infeasible, where it was looked at again that day or so."""
    standing = Grievance.objects.long_term() | Grievance.objects.infeasible()
    newest = standing.annotate(newest=Max("history__pk")).values("newest")
    found = HistoryEntry.objects.filter(pk__in=newest, move__in=sorted(REVIEWED), at__lt=now - timedelta(days=40))
    yield from found.exclude(grievance__arrived_at__gt=now - timedelta(days=400))


def _reviewed(meeting: Meeting, entries: dict[int, HistoryEntry], office: User, *, at: datetime) -> list[AgendaItem]:
    """The agenda as the review saw it: each case as it stood before what the review decided."""
    cases = list(
        Grievance.objects.filter(pk__in=entries).for_worklist().order_by("department__name", "arrived_at", "pk")
    )
    _as_they_stood(cases, entries)
    snapshots = taken(cases, meeting, at=at)
    items = [
        AgendaItem(
            meeting=meeting,
            grievance=case,
            number=number,
            heading=heading_for(case),
            snapshot=snapshots[case.pk],
            put_on_at=at,
            put_on_by=office,
            decision=entries[case.pk].move,
            words=DECISION_WORDS[CaseMove(entries[case.pk].move)],
            decided_at=entries[case.pk].at,
            decided_by=office,
            entry=entries[case.pk],
        )
        for number, case in enumerate(cases, 1)
    ]
    details = {"numbers": [item.number for item in items]}
    record_entry(meeting, Move.PUT_ON, by=office, at=at, before=meeting.status, details=details)
    return AgendaItem.objects.bulk_create(items)


def _as_they_stood(cases: list[Grievance], entries: dict[int, HistoryEntry]) -> None:
    """With the days that were promised before; nothing is saved."""
    moves = [CaseMove.KEEP, CaseMove.FIND_INFEASIBLE]
    before: dict[int, HistoryEntry] = {}
    for entry in HistoryEntry.objects.filter(grievance__in=entries, move__in=moves).order_by("pk"):
        if entry.pk != entries[entry.grievance_id].pk:
            before[entry.grievance_id] = entry
    for case in cases:
        for name in ("target_on", "report_on", "look_again_on"):
            if said := before[case.pk].details.get(name) if case.pk in before else None:
                setattr(case, name, date.fromisoformat(said))


# --- What was lately, and what comes --------------------------------------------------------------------------------


def _one_stop(office: User, now: datetime) -> None:
    """Two working days ago, about three cases of the present; its three decisions moved them."""
    begins = _at(_working_day(timezone.localdate(now), -2), 10)
    called = begins - timedelta(hours=2)
    if not (cases := _in_hand(called, now)):
        return
    with as_of(begins - timedelta(days=3)):
        meeting = _planned(office, Kind.ONE_STOP, begins, ROOM)
    with as_of(called):
        officers = {case.officer_id: case.officer for case in cases}.values()
        actions.set_people(meeting, [*map(Coming, officers), Coming(_one("committee"))], by=office)
        meeting = actions.invite(meeting, by=office)
        actions.put_on(meeting, [case.receipt_no for case in cases], by=office)
    items = list(meeting.agenda.order_by("number"))
    soon, far = timezone.localdate(now) + timedelta(days=40), timezone.localdate(now) + timedelta(days=240)
    said: tuple[tuple[CaseMove, str, dict[str, Any]], ...] = (
        (
            CaseMove.KEEP,
            "설계와 예산이 필요하다. 내년 여름까지 길게 추진한다.",
            {
                "answer": "원스톱 처리회의에서 부서들이 함께 살폈습니다. 설계를 먼저 하고 내년에 공사합니다.",
                "report_on": soon,
                "target_on": far,
            },
        ),
        (
            CaseMove.RESOLVE,
            "두 부서가 그 자리에서 나누어 맡아 끝냈다.",
            {"outcome": Outcome.SOLVED, "answer": "원스톱 처리회의에서 두 부서가 함께 처리해 끝냈습니다."},
        ),
        (
            CaseMove.FORWARD,
            "시가 할 수 없는 일이다. 맡을 수 있는 기관으로 넘기고 결과를 받는다.",
            {
                "body": "경기도 (시연)",
                "contact": "기업지원 담당 031-000-0900",
                "reason": "경기도가 결정하는 일이어서 넘깁니다. 결과를 받으면 알려 드립니다.",
            },
        ),
    )
    for number, (item, (decision, words, needs)) in enumerate(zip(items, said, strict=False)):
        with as_of(begins + timedelta(minutes=25 + 20 * number)):
            actions.decide(item, decision, words, by=office, **needs)
    with as_of(meeting.ends_at):
        came = list(meeting.attendees.values_list("pk", flat=True))
        meeting = actions.hold(meeting, ONE_STOP_MINUTES, came=came, by=office)
    with as_of(meeting.ends_at + timedelta(hours=2)):
        actions.confirm(meeting, by=office)


def _joint(office: User, now: datetime) -> None:
    """Next week with the province and others; everybody was told."""
    today = timezone.localdate(now)
    begins = _at(_working_day(today, 5), 14)
    guests = [
        Coming(None, "시연 도로팀장", "경기도 (시연)", "province@demo.example"),
        Coming(None, "시연 지사장", "산업단지공단 (시연)", "complex@demo.example"),
        Coming(None, "시연 과장", "전력공사 (시연)", "power@demo.example"),
    ]
    ours = [_one("officer"), _one("head")]
    mine = Grievance.objects.of_officer(ours[0]).in_progress().filter(arrived_at__gt=now - timedelta(days=400))
    with as_of(now - timedelta(days=1)):
        meeting = _planned(office, Kind.JOINT, begins, "경기도청 북부청사 회의실")
        numbers = list(mine.order_by("arrived_at", "pk").values_list("receipt_no", flat=True)[:2])
        actions.put_on(meeting, numbers, by=office)
        actions.set_people(meeting, [*guests, *map(Coming, ours)], by=office)
        actions.invite(meeting, by=office)
        _answered(meeting)


def _answered(meeting: Meeting) -> None:
    """One comes, one sends somebody else; of the others nobody knows yet."""
    first, second, *_others = meeting.attendees.filter(person=None).order_by("pk")
    actions.reply(first, by=None, is_coming=True)
    actions.reply(second, by=None, is_coming=False, instead="시연 과장", words="출장이 겹쳤습니다.")


def _council(office: User, now: datetime) -> None:
    """In two weeks, with the committee."""
    begins = _at(_working_day(timezone.localdate(now), 9), 15)
    cases = Grievance.objects.long_term().order_by("-arrived_at", "-pk")
    with as_of(now - timedelta(hours=20)):
        meeting = _planned(office, Kind.COUNCIL, begins, ROOM)
        actions.put_on(meeting, list(cases.values_list("receipt_no", flat=True)[:2]), by=office)
        actions.set_people(meeting, [Coming(_one("committee")), Coming(_one("expert"))], by=office)
        actions.invite(meeting, by=office)


def _in_hand(before: datetime, now: datetime) -> list[Grievance]:
    """Three 처리 중 with nothing special about them, in which nothing happened since; those of others first."""
    cases = Grievance.objects.on_the_clock().filter(
        due_at__gt=now,
        officer__isnull=False,
        extended_times=0,
        promised_at__isnull=True,
        proposed_at__isnull=True,
        investigated_until__isnull=True,
        offered_to__isnull=True,
        rule_by__isnull=True,
        consultations__isnull=True,
        lead__isnull=True,
    )
    quiet = cases.exclude(company__name=OWN_COMPANY).alias(last=Max("history__at")).filter(last__lt=before)
    of_others = quiet.alias(mine=Case(When(officer__email="officer@demo.example", then=1), default=0))
    return list(of_others.select_related("officer").order_by("mine", "due_at", "pk")[:3])


# --- Parts ----------------------------------------------------------------------------------------------------------


def _planned(office: User, kind: Kind, begins: datetime, place: str, *, title: str = "") -> Meeting:
    """Two hours long."""
    key, during = uuid5(NAMESPACE, f"{kind} {begins:%Y-%m-%d}"), Range(begins, begins + timedelta(hours=2))
    return actions.plan(kind, during, place, by=office, key=key, title=title)


def _one(local: str) -> User:
    """One of the people whose accounts are printed."""
    return User.objects.get(email=f"{local}@demo.example")


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SEOUL)


def _working_day(day: date, away: int) -> date:
    """So many working days after this day, or before it."""
    is_day_off, step = rulebook.standing().calendar.is_day_off, timedelta(days=1 if away > 0 else -1)
    left = abs(away)
    while left:
        day += step
        left -= not is_day_off(day)
    return day

"""안건: which cases a meeting is about, under which heading, in which order."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Max

from accounts.models import User
from grievances.models import Grievance
from grievances.querysets import GrievanceQuerySet
from grievances.workflow import MoveRefused
from grievances.workflow import Status as CaseStatus
from meetings.actions.moving import Changes, advance, need
from meetings.models import HEADING_LIMIT, AgendaItem, Meeting
from meetings.snapshots import taken
from meetings.wording import heading_for
from meetings.workflow import Move

UNKNOWN = "이 접수번호의 사건이 없습니다."


class NothingPutOn(MoveRefused):
    """None of the cases fits; `refused` says why not, case by case."""

    def __init__(self, refused: Mapping[str, str]) -> None:
        super().__init__("올릴 수 있는 사건이 없습니다. 번호마다 적힌 까닭을 보십시오.")
        self.refused = refused


def put_on(
    meeting: Meeting, receipt_nos: Sequence[str], *, by: User, seen: int | None = None
) -> tuple[list[AgendaItem], dict[str, str]]:
    """안건 올리기: what was put on, and of every number that was not, the sentence that says why."""
    asked = list(dict.fromkeys(receipt_nos))
    if not asked:
        raise MoveRefused("접수번호를 적어 주십시오.")
    made: list[AgendaItem] = []
    refused: dict[str, str] = {}

    def change(meeting: Meeting, at: datetime) -> Changes:
        known = {case.receipt_no: case for case in _cases(by).filter(receipt_no__in=asked)}
        standing = dict(meeting.agenda.values_list("grievance", "number"))
        for receipt_no in asked:
            if why_not := _why_not(meeting, known.get(receipt_no), standing):
                refused[receipt_no] = why_not
        fit = [known[receipt_no] for receipt_no in asked if receipt_no not in refused]
        if not fit:
            raise NothingPutOn(refused)
        made.extend(_written(meeting, fit, by=by, at=at))
        details["numbers"] = [item.number for item in made]
        return {}

    details: Changes = {}
    advance(meeting, Move.PUT_ON, by=by, seen=seen, details=details, change=change)
    return made, refused


def fill(meeting: Meeting, *, by: User, seen: int | None = None) -> list[AgendaItem]:
    """보고회 안건 채우기: every case that is 장기추진 or 처리 불가 now and not on it yet. What is on it stays."""
    if not meeting.is_review:
        raise MoveRefused("안건을 한꺼번에 채우는 것은 추진상황 보고회만 할 수 있습니다.")
    made: list[AgendaItem] = []

    def change(meeting: Meeting, at: datetime) -> Changes:
        cases = list(to_review(by).exclude(agenda_items__meeting=meeting))
        if not cases:
            raise MoveRefused("새로 올릴 사건이 없습니다. 장기추진과 처리 불가인 사건이 모두 안건에 있습니다.")
        made.extend(_written(meeting, cases, by=by, at=at))
        details["numbers"] = [item.number for item in made]
        return {}

    details: Changes = {}
    advance(meeting, Move.PUT_ON, by=by, seen=seen, details=details, change=change)
    return made


def to_review(by: User) -> GrievanceQuerySet:
    """What a review is about: 장기추진 and 처리 불가, department by department, the oldest first."""
    cases = _cases(by)
    return (cases.long_term() | cases.infeasible()).order_by("department__name", "arrived_at", "pk")


def take_off(item: AgendaItem, *, by: User, seen: int | None = None) -> Meeting:
    """안건 내리기. The numbers of the others stay: people may have them before them already."""

    def change(_meeting: Meeting, _at: datetime) -> Changes:
        undecided(item, "이미 정한 안건은 내릴 수 없습니다.").delete()
        return {}

    details = {"numbers": [item.number]}
    return advance(item.meeting, Move.TAKE_OFF, by=by, seen=seen, note=item.heading, details=details, change=change)


def word(item: AgendaItem, heading: str, *, by: User, seen: int | None = None) -> Meeting:
    """안건 이름 변경: what those read who may not see the case."""
    need(heading, "안건 이름을 적어 주십시오. 참석하는 분들이 읽습니다.")
    if len(heading.strip()) > HEADING_LIMIT:
        raise MoveRefused(f"안건 이름은 {HEADING_LIMIT}자까지입니다.")

    def change(_meeting: Meeting, _at: datetime) -> Changes:
        found = _standing(item)
        details["before"] = {"heading": found.heading}
        found.heading = heading.strip()
        found.save(update_fields=["heading"])
        return {}

    details: Changes = {"numbers": [item.number], "after": {"heading": heading.strip()}}
    return advance(item.meeting, Move.WORD, by=by, seen=seen, details=details, change=change)


def lift(item: AgendaItem, *, by: User, seen: int | None = None) -> Meeting:
    """앞으로: the item and the one before it change places."""

    def change(meeting: Meeting, _at: datetime) -> Changes:
        found = _standing(item)
        before = meeting.agenda.filter(number__lt=found.number).order_by("-number").first()
        if before is None:
            raise MoveRefused("이미 맨 앞에 있습니다.")
        found.number, before.number = before.number, found.number
        AgendaItem.objects.bulk_update([found, before], ["number"])
        details["numbers"] = [before.number, found.number]
        return {}

    details: Changes = {"numbers": []}
    return advance(item.meeting, Move.ORDER, by=by, seen=seen, details=details, change=change)


def _cases(by: User) -> GrievanceQuerySet:
    """What this person may put on, with all that a snapshot says."""
    return Grievance.objects.visible_as_staff(by).for_worklist()


def _why_not(meeting: Meeting, case: Grievance | None, standing: Mapping[int, int]) -> str:
    """Why a case cannot be put on; empty when it can."""
    if case is None:
        return UNKNOWN
    if case.pk in standing:
        return f"이미 {standing[case.pk]}번 안건입니다."
    if case.status == CaseStatus.CLOSED:
        return "종결된 사건은 올릴 수 없습니다."
    if meeting.is_review and not case.is_long_term and case.status != CaseStatus.INFEASIBLE:
        return "보고회에는 장기추진이나 처리 불가인 사건만 올립니다."
    return ""


def _written(meeting: Meeting, cases: Sequence[Grievance], *, by: User, at: datetime) -> list[AgendaItem]:
    """The rows, each with what the meeting sees of its case now."""
    snapshots = taken(cases, meeting, at=at)
    last = meeting.agenda.aggregate(last=Max("number"))["last"] or 0
    return AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            grievance=case,
            number=number,
            heading=heading_for(case),
            snapshot=snapshots[case.pk],
            put_on_at=at,
            put_on_by=by,
        )
        for number, case in enumerate(cases, last + 1)
    )


def _standing(item: AgendaItem) -> AgendaItem:
    """The row as it is now, under the lock of its meeting."""
    found = AgendaItem.objects.filter(pk=item.pk).first()
    if found is None:
        raise MoveRefused("그 사이 내린 안건입니다.")
    return found


def undecided(item: AgendaItem, sentence: str) -> AgendaItem:
    """The same, if nothing was decided about it."""
    found = _standing(item)
    if found.is_decided:
        raise MoveRefused(sentence)
    return found

"""결재 in words: how long it has waited, who decides, how much of the legal time is left meanwhile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from grievances import held, rulebook, wording
from grievances.clock import HOURS_A_DAY, SEOUL
from grievances.models import Approval, Grievance
from grievances.recipients import People
from grievances.remaining import working_days, working_time
from grievances.workflow import Limit, Outcome

_HOUR = timedelta(hours=1)
_FACTS = {
    "provision": "조문이나 제도",
    "tried": "해 본 것",
    "could_change": "누가 무엇을 바꾸면 되는가",
    "remedies": "지금 하실 수 있는 것",
    "look_again_on": "다시 볼 날",
    "target_on": "목표일",
    "report_on": "다음 보고일",
}


@dataclass(frozen=True)
class Waiting:
    """What stands on both pages while an answer waits for the head."""

    since: str
    by: str
    clock: str
    is_late: bool


def waiting(approval: Approval, *, at: datetime) -> Waiting:
    """Since when, for whom, and that the clock runs on."""
    case = approval.grievance
    since = (
        f"{wording.subject(named(approval.proposed_by))} {wording.moment_words(approval.proposed_at)}에 올렸습니다. "
        f"기다린 지 근무시간으로 {_worked(approval.proposed_at, at)}입니다."
    )
    return Waiting(since, _by(case), clock_words(case, at=at), case.is_overdue(at=at))


def _by(case: Grievance) -> str:
    """The head, and whoever stands in; where there is nobody, that too."""
    found = People([case]).approvers(case)
    if not found:
        return "결재할 사람이 없습니다. 총괄담당이 부서장이나 대신할 사람을 정해야 합니다."
    return f"결재할 사람: {', '.join(named(person) for person in found)}."


def clock_words(case: Grievance, *, at: datetime, waits: bool = True) -> str:
    """처리기한까지 2근무일. It goes on while the answer waits."""
    assert case.due_at is not None
    if case.is_long_term:
        assert case.report_on is not None
        return f"다음 보고일은 {wording.day_words(case.report_on)}입니다. 결재를 기다려도 미뤄지지 않습니다."
    if case.is_paused:
        return "보완을 기다리는 동안 시계가 멈춰 있습니다."
    until, day_off = wording.until_words(case.due_at, case.period_unit), rulebook.standing().calendar.day_off
    today, last = timezone.localdate(at, SEOUL), timezone.localdate(case.due_at, SEOUL)
    goes_on = " 결재를 기다리는 동안에도 시계는 갑니다." if waits else ""
    if case.due_at < at:
        late = working_days(last, today, day_off)
        how = f"오늘로 {late}근무일째 늦고 있습니다" if late else "기한이 지났습니다"
        return f"{until} 답해야 했습니다. {how}.{goes_on}"
    left = working_days(today, last, day_off)
    words = f"처리기한까지 {left}근무일" if left else "처리기한이 오늘입니다"
    return f"{words}({until}).{goes_on}"


def waits(approvals: Iterable[Approval], *, at: datetime) -> list[tuple[str, str]]:
    """결재를 기다린 시간, all of a case's together; nothing where nothing was ever proposed."""
    spans = [(one.proposed_at, one.decided_at or at) for one in approvals]
    if not spans:
        return []
    calendar = rulebook.standing().calendar
    total = sum((working_time(begin, end, calendar) for begin, end in spans), timedelta())
    return [("결재를 기다린 시간", f"근무시간으로 {held.length(total, a_day=HOURS_A_DAY * _HOUR)} ({len(spans)}번)")]


def facts(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands beside the words of an answer, as the company will read it."""
    found = []
    if outcome := said.get("outcome"):
        found.append(("결과", str(Outcome(outcome).label)))
    if limit := said.get("limit"):
        found.append(("무엇이 막는가", str(Limit(limit).label)))
    return found + [(label, _said(said[name])) for name, label in _FACTS.items() if said.get(name)]


def named(person: User) -> str:
    """김부장 과장."""
    return f"{person.name} {person.position}".strip()


def _worked(since: datetime, at: datetime) -> str:
    return held.length(working_time(since, at, rulebook.standing().calendar), a_day=HOURS_A_DAY * _HOUR)


def _said(value: date | str) -> str:
    return wording.day_words(value) if isinstance(value, date) else value

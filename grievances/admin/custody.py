"""이관 on the page of a case: what is asked of whom now, what was offered so far, and how long each unit had it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from grievances import held, rulebook, wording
from grievances.actions.custody import DECLINED_AT_MOST
from grievances.admin.moves import Button
from grievances.admin.story import Line
from grievances.clock import SEOUL, Unit
from grievances.models import Grievance
from grievances.remaining import working_days
from grievances.workflow import Move

ANSWERS = frozenset({Move.ACCEPT_TRANSFER, Move.DECLINE_TRANSFER})
NAMES_A_DEPARTMENT = frozenset({Move.OFFER_TRANSFER, Move.RULE_TRANSFER})
TRANSFERS = ANSWERS | NAMES_A_DEPARTMENT | {Move.TAKE_BACK}


@dataclass(frozen=True)
class Handing:
    """What stands at the top of the page while a case waits for another department, or for the coordinator."""

    title: str
    says: str
    lines: Sequence[Line]
    buttons: Sequence[Button]
    is_late: bool = False


def handing(case: Grievance, lines: Sequence[Line], buttons: Iterable[Button], *, at: datetime) -> Handing | None:
    """The offer that stands, or the declines that call for a ruling. Most cases have neither."""
    possible = [button for button in buttons if not button.hindrance]
    if case.offered_to is not None:
        return _offered(case, lines, [button for button in possible if button.step.move in ANSWERS], at)
    if case.rule_by is not None:
        return _to_rule_on(case, lines, [one for one in possible if one.step.move == Move.RULE_TRANSFER], at)
    return None


def _offered(case: Grievance, lines: Sequence[Line], answers: Sequence[Button], at: datetime) -> Handing:
    offer = _last(lines, Move.OFFER_TRANSFER, 1)
    offered_at, holder = offer[0].entry.at, wording.unit_of(case)
    when = f"{wording.moment_words(offered_at)}에 제안했고 오늘이 {_nth_working_day(offered_at, at)}근무일째입니다."
    if not answers:
        return Handing(f"{case.offered_to}의 답을 기다립니다", f"{when} 그때까지 {_goes_on(case)}", offer, ())
    asks = f"{wording.subject(holder)} 이 사건을 맡아 달라고 합니다"
    return Handing(asks, f"{when} 답할 때까지 {_goes_on(case)} 받아도 처리기한은 그대로입니다.", offer, answers)


def _to_rule_on(case: Grievance, lines: Sequence[Line], rulings: Sequence[Button], at: datetime) -> Handing:
    assert case.rule_by is not None
    is_late, until = case.rule_by < at, wording.until_words(case.rule_by, Unit.HOURS)
    by = f"{until} 정해야 했으나 늦어지고 있습니다." if is_late else f"{until} 정합니다."
    title = "담당부서를 정해 주십시오" if rulings else "총괄담당이 담당부서를 정합니다"
    says = f"이관이 두 번 거절되었습니다. {by} 그때까지 {_goes_on(case)}"
    return Handing(title, says, _last(lines, Move.DECLINE_TRANSFER, DECLINED_AT_MOST), rulings, is_late)


def _goes_on(case: Grievance) -> str:
    """Whoever offers keeps case and clock."""
    runs = "맡습니다." if case.is_paused or case.is_long_term else "맡고 시계는 갑니다."
    return f"{wording.subject(wording.unit_of(case))} {runs}"


def _last(lines: Iterable[Line], move: Move, count: int) -> list[Line]:
    """The newest of these moves, the older one first. The lines are the newest first."""
    return [line for line in lines if line.entry.move == move][:count][::-1]


def _nth_working_day(since: datetime, at: datetime) -> int:
    eve = timezone.localdate(since, SEOUL) - timedelta(days=1)
    day_off = rulebook.standing().calendar.day_off
    return max(working_days(eve, timezone.localdate(at, SEOUL), day_off), 1)


@dataclass(frozen=True)
class Holding:
    """맡은 동안: a line a unit, the whole, and the offers that led there."""

    shares: Sequence[held.Share]
    whole: held.Share
    offers: Sequence[tuple[Line, str]]
    """What was done, and which department it was offered or given to."""


def holding(case: Grievance, lines: Iterable[Line], *, at: datetime) -> Holding:
    """Whose time it was so far."""
    shares = held.shares(case.custodies.with_department(), at=at, calendar=rulebook.standing().calendar)
    offers = [
        (line, line.entry.details["to"] if line.entry.move in NAMES_A_DEPARTMENT else "")
        for line in lines
        if line.entry.move in TRANSFERS
    ]
    return Holding(shares, held.whole(shares), offers[::-1])

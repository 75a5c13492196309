"""처리기한 of a case from its history: what stopped its clock, what lengthened it, and what the rules say."""

from collections.abc import Iterable
from datetime import datetime

from grievances import clock, rulebook
from grievances.clock import SEOUL, Deadline, LegalKind, Period, Stop
from grievances.models import Grievance, Pause
from grievances.rulebook import Rulebook
from grievances.workflow import Status

type Moments = dict[str, datetime]


def deadline(case: Grievance, rules: Rulebook | None = None) -> Deadline:
    """Counted from the case's own rows. A pause that lasts is left out: when it ends, the deadline is counted anew."""
    rules = rules or rulebook.standing()
    assert case.run_at is not None
    return clock.deadline(
        period(case, rules), case.run_at, rules.calendar, stops(case, rules, ended_only=True), extensions(case)
    )


def moments(case: Grievance, rules: Rulebook | None = None) -> Moments:
    """The same as the columns of the case hold it."""
    return columns(deadline(case, rules))


def columns(found: Deadline) -> Moments:
    """The columns of a deadline."""
    return {"due_at": found.due_at, "half_at": found.half_at, "most_at": found.most_at}


def period(case: Grievance, rules: Rulebook) -> Period:
    """처리기간 by the rules of the day of receipt; where the table knows none, what was written at 접수."""
    assert case.received_at is not None
    assert case.period is not None
    received_on = case.received_at.astimezone(SEOUL).date()
    return rules.period(LegalKind(case.legal_kind), received_on, case.legal_matter) or case.period


def stops(case: Grievance, rules: Rulebook, *, ended_only: bool = False) -> list[Stop]:
    """멈춤 of this run, and the outages that struck it. With a pause that lasts, the end of its stop is None."""
    assert case.run_at is not None
    since = case.run_at
    own = [
        Stop(pause.began_at, pause.ended_at, str(pause.get_kind_display()))
        for pause in case.pauses.all()
        if pause.began_at >= since and (pause.ended_at is not None or not ended_only)
    ]
    return own + rules.outages_since(since)


def extensions(case: Grievance) -> list[int]:
    """기한연장 of this run, in the unit of the period. A case that was never extended is not asked."""
    if not case.extended_times:
        return []
    assert case.run_at is not None
    since = case.run_at
    return [one.amount for one in case.extensions.all() if one.extended_at >= since]


def lengthened(case: Grievance, amount: int, rules: Rulebook | None = None) -> Deadline:
    """What the deadline would be with one extension more."""
    rules = rules or rulebook.standing()
    assert case.run_at is not None
    return clock.deadline(
        period(case, rules),
        case.run_at,
        rules.calendar,
        stops(case, rules, ended_only=True),
        [*extensions(case), amount],
    )


def lengthenings(case: Grievance) -> list[tuple[int, datetime]]:
    """Every extension the law would allow now, up to one original period, each with the deadline it leads to."""
    rules = rulebook.standing()
    assert case.run_at is not None
    own, stood, so_far = period(case, rules), stops(case, rules, ended_only=True), extensions(case)
    return [
        (amount, clock.due(own, case.run_at, rules.calendar, stood, [*so_far, amount]))
        for amount in range(1, own.amount + 1)
    ]


def investigated(case: Grievance, begin: datetime, ends: Iterable[datetime]) -> list[datetime]:
    """What the deadline would be with a 현장조사 from the one moment to each of the others, beside what stopped it."""
    rules = rulebook.standing()
    assert case.run_at is not None
    own, so_far, why = period(case, rules), extensions(case), str(Pause.Kind.INVESTIGATION.label)
    stood = stops(case, rules, ended_only=True)
    return [clock.due(own, case.run_at, rules.calendar, [*stood, Stop(begin, end, why)], so_far) for end in ends]


def is_running(case: Grievance) -> bool:
    """The legal clock runs, or will again: not in 장기추진."""
    return case.status == Status.IN_PROGRESS and not case.is_long_term

"""지금 기한에 걸린 것: what lengthened the time for a case and what is asked about it, the same for both its pages."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import away_words
from grievances import deadlines, permissions
from grievances.models import ConsentRequest, Grievance, Pause
from grievances.wording import day_words, until_words
from grievances.workflow import Move, Status


@dataclass(frozen=True)
class Consent:
    """연장 동의 that is waited for: what was asked, and what would become of the deadline."""

    asked: ConsentRequest
    now: str
    then: str
    hindrance: str
    """Why it cannot be given any more: the deadline passed meanwhile, or the clock does not run."""


def facts(case: Grievance, *, at: datetime) -> list[tuple[str, str]]:
    """What there is to know beside the deadline; nothing for most cases."""
    found = []
    if case.promised_at is not None and at <= case.promised_at:
        assert case.due_at is not None
        found.append((_("답하기로 한 날"), until_words(case.promised_at, case.period_unit)))
        found.append((_("법정기한"), until_words(case.due_at, case.period_unit)))
    if case.is_under_investigation(at=at):
        pause = case.pauses.filter(kind=Pause.Kind.INVESTIGATION).latest("pk")
        assert pause.ended_at is not None
        words = {"first": day_words(pause.began_at), "last": day_words(pause.ended_at)}
        found.append((_("현장조사"), _("%(first)s부터 %(last)s까지") % words))
    return found


def away(case: Grievance) -> list[tuple[str, str]]:
    """담당자 부재: until when, and who stands in; of a case that was read with it."""
    until = getattr(case, "away_until", None)
    if until is None or case.status != Status.IN_PROGRESS:
        return []
    return [("담당자", away_words(until, getattr(case, "away_stand_in", "") or ""))]


def extensions(case: Grievance) -> list[tuple[str, str]]:
    """기한연장 of this run, for those who may lengthen it; the company has the ledger and the story."""
    if not case.extended_times:
        return []
    unit = case.period_unit
    return [
        (
            f"{one.ordinal}차 연장",
            f"{until_words(one.from_due_at, unit)} → {until_words(one.to_due_at, unit)} · {one.get_reason_display()}",
        )
        for one in case.extensions.of_run(case)
    ]


def consent(case: Grievance, *, at: datetime) -> Consent | None:
    """The question that stands. Only a case that was extended once is asked for it."""
    if not case.extended_times:
        return None
    asked = case.consent_requests.standing().first()
    if asked is None:
        return None
    assert case.due_at is not None
    return Consent(
        asked,
        now=until_words(case.due_at, case.period_unit),
        then=until_words(deadlines.lengthened(case, asked.amount).due_at, case.period_unit),
        hindrance=permissions.hindrance(Move.AGREE, case, frozenset(), at=at),
    )

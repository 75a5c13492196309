"""기한연장, the consent to a second one, and 현장조사 (시행령 §17④⑤, §21)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from grievances import deadlines, extending, wording
from grievances.actions.documents import issue
from grievances.actions.moving import Changes, advance, need
from grievances.clock import END_OF_DAY, SEOUL
from grievances.files import Checked
from grievances.models import ConsentRequest, Document, Extension, Grievance, HistoryEntry, Pause
from grievances.workflow import ExtensionReason, Move, MoveRefused


def extend(
    grievance: Grievance,
    reason: ExtensionReason,
    explanation: str,
    amount: int,
    *,
    by: User,
    seen: int | None = None,
) -> Grievance:
    """기한연장, the first: by `amount` of the period's own unit, at most the period (시행령 §21①).

    The deadline, the history, the notice in writing (별지 제5호서식) and the letter are one transaction (③).
    """
    need(explanation, _("왜 기한 안에 어려운지 적으십시오. 기업이 읽습니다."))
    lengthen = _Lengthening(reason, explanation.strip(), amount)
    return advance(
        grievance,
        Move.EXTEND,
        by=by,
        seen=seen,
        note=explanation.strip(),
        details=lengthen.details,
        change=lengthen.change,
        record=lengthen.record,
    )


class _Lengthening:
    """One extension on its way: checked, counted, written down and handed over."""

    def __init__(self, reason: ExtensionReason, explanation: str, amount: int) -> None:
        self.reason, self.explanation, self.amount = reason, explanation, amount
        self.details: Changes = {"extension_reason": str(reason.label), "amount": amount}

    def change(self, case: Grievance, _at: datetime) -> Changes:
        """What becomes of the case."""
        check(case, self.reason, self.explanation, self.amount)
        assert case.due_at is not None
        self.from_due_at = case.due_at
        found = deadlines.lengthened(case, self.amount)
        self.details |= {"from_due_at": case.due_at, "to_due_at": found.due_at}
        return {
            **deadlines.columns(found),
            "promised_at": None,
            "extended_times": case.extended_times + 1,
            "extended_by": case.extended_by + self.amount,
        }

    def record(self, entry: HistoryEntry) -> None:
        """The row, and the notice in writing."""
        case = entry.grievance
        assert case.due_at is not None
        extension = Extension.objects.create(
            grievance=case,
            entry=entry,
            ordinal=case.extended_times,
            reason=self.reason,
            explanation=self.explanation,
            amount=self.amount,
            from_due_at=self.from_due_at,
            to_due_at=case.due_at,
            extended_at=entry.at,
        )
        issue(
            Document.Kind.EXTENSION,
            case,
            at=entry.at,
            entry=entry,
            facts={
                "ordinal": extension.ordinal,
                "reason": str(self.reason.label),
                "explanation": self.explanation,
                "from_due_at": wording.paper_words(extension.from_due_at, case.period_unit),
                "to_due_at": wording.paper_words(extension.to_due_at, case.period_unit),
            },
        )


def check(case: Grievance, reason: ExtensionReason, explanation: str, amount: int) -> None:
    """Refuse a reason, or a length, that the law does not know."""
    assert case.received_at is not None
    assert case.period is not None
    if why_not := extending.forbidden(reason, explanation, timezone.localdate(case.received_at, SEOUL)):
        raise MoveRefused(why_not)
    if not 1 <= amount <= case.period.amount:
        raise MoveRefused(
            _("연장은 한 번에 처리기간(%s)까지 할 수 있습니다(시행령 제21조①). 더 짧게 정하십시오.") % case.period
        )


def ask_consent(
    grievance: Grievance,
    reason: ExtensionReason,
    explanation: str,
    amount: int,
    *,
    by: User,
    seen: int | None = None,
) -> Grievance:
    """연장 동의 요청: the company is asked whether it agrees to a second extension (시행령 §21① 단서)."""
    need(explanation, _("왜 더 필요한지 적으십시오. 기업이 읽고 동의할지 정합니다."))
    details: Changes = {"extension_reason": str(reason.label), "amount": amount}

    def change(case: Grievance, at: datetime) -> Changes:
        check(case, reason, explanation, amount)
        details["to_due_at"] = deadlines.lengthened(case, amount).due_at
        ConsentRequest.objects.create(
            grievance=case, reason=reason, explanation=explanation.strip(), amount=amount, asked_by=by, asked_at=at
        )
        return {}

    return advance(
        grievance, Move.ASK_CONSENT, by=by, seen=seen, note=explanation.strip(), details=details, change=change
    )


def agree(grievance: Grievance, words: str = "", *, by: User, seen: int | None = None) -> Grievance:
    """연장 동의. With it the deadline is extended, in the same transaction, and the notice goes out in writing."""
    standing: list[_Lengthening] = []
    details: Changes = {}

    def change(case: Grievance, at: datetime) -> Changes:
        asked = _answered(case, by=by, at=at, agreed=True)
        lengthen = _Lengthening(ExtensionReason(asked.reason), asked.explanation, asked.amount)
        standing.append(lengthen)
        changes = lengthen.change(case, at)
        details.update(lengthen.details | {"explanation": asked.explanation})
        return changes

    def record(entry: HistoryEntry) -> None:
        standing[0].record(entry)

    return advance(
        grievance, Move.AGREE, by=by, seen=seen, note=words.strip(), details=details, change=change, record=record
    )


def decline(grievance: Grievance, words: str = "", *, by: User, seen: int | None = None) -> Grievance:
    """연장 거절: the deadline stays. Why is the company's own to say or not."""

    def change(case: Grievance, at: datetime) -> Changes:
        _answered(case, by=by, at=at, agreed=False)
        return {}

    return advance(grievance, Move.DECLINE, by=by, seen=seen, note=words.strip(), change=change)


def _answered(case: Grievance, *, by: User, at: datetime, agreed: bool) -> ConsentRequest:
    asked = case.consent_requests.standing().get()
    asked.agreed, asked.answered_by, asked.ended_at = agreed, by, at
    asked.save(update_fields=["agreed", "answered_by", "ended_at"])
    return asked


def investigate(
    grievance: Grievance, first: date, last: date, reason: str, *, by: User, seen: int | None = None
) -> Grievance:
    """현장조사 from the one day to the other, both not counted: 14 days at most (시행령 §17④⑤)."""
    need(reason, _("무엇을 어디서 조사하는지 적으십시오. 기업이 읽습니다."))

    def change(case: Grievance, at: datetime) -> Changes:
        assert case.due_at is not None
        today = timezone.localdate(at)
        if not today <= first <= timezone.localdate(case.due_at):
            raise MoveRefused(_("현장조사는 오늘부터 처리기한 사이에 시작하십시오."))
        if not first <= last <= extending.last_day(first):
            raise MoveRefused(
                _("현장조사는 %s까지 14일 안에 마치십시오(시행령 제17조④).")
                % wording.day_words(extending.last_day(first))
            )
        Pause.objects.create(
            grievance=case,
            kind=Pause.Kind.INVESTIGATION,
            began_at=at if first == today else datetime.combine(first, time.min, SEOUL),
            ended_at=_end_of(last),
        )
        return _investigated(case, last)

    details: Changes = {"investigation_from": first, "investigated_until": last}
    return _move(grievance, Move.INVESTIGATE, reason, by=by, seen=seen, details=details, change=change)


def investigate_longer(
    grievance: Grievance, last: date, reason: str, *, by: User, seen: int | None = None
) -> Grievance:
    """현장조사 연장, once, by 7 days at most (시행령 §17④ 단서)."""
    need(reason, _("왜 더 걸리는지 적으십시오. 기업이 읽습니다."))

    def change(case: Grievance, at: datetime) -> Changes:
        pause = _investigation(case)
        before = timezone.localdate(pause.ended_at)
        if not before < last <= before + timedelta(days=extending.PROLONGED_DAYS):
            raise MoveRefused(
                _("현장조사는 %s까지 한 번만 더 늘릴 수 있습니다(시행령 제17조④).")
                % wording.day_words(before + timedelta(days=extending.PROLONGED_DAYS))
            )
        pause.ended_at, pause.prolonged_at = _end_of(last), at
        pause.save(update_fields=["ended_at", "prolonged_at"])
        return _investigated(case, last)

    details: Changes = {"investigated_until": last}
    return _move(grievance, Move.INVESTIGATE_LONGER, reason, by=by, seen=seen, details=details, change=change)


def end_investigation(
    grievance: Grievance,
    finding: str,
    *,
    by: User,
    files: Sequence[Checked] = (),
    seen: int | None = None,
) -> Grievance:
    """현장조사 마침: today is the last day of it. What was found is told; one that never began is taken back."""
    need(finding, _("조사에서 알게 된 것을 적으십시오. 기업이 읽습니다."))

    def change(case: Grievance, at: datetime) -> Changes:
        pause = _investigation(case)
        if pause.began_at > at:
            pause.delete()
        else:
            pause.ended_at = at
            pause.save(update_fields=["ended_at"])
        return _investigated(case, None)

    return _move(grievance, Move.END_INVESTIGATION, finding, by=by, seen=seen, details={}, change=change, files=files)


def _move(
    grievance: Grievance,
    move: Move,
    words: str,
    *,
    by: User,
    seen: int | None,
    details: Changes,
    change: Callable[[Grievance, datetime], Changes],
    files: Sequence[Checked] = (),
) -> Grievance:
    """The company reads from when to when the deadline moved."""

    def told(case: Grievance, at: datetime) -> Changes:
        before = case.due_at
        changes = change(case, at)
        details.update({"from_due_at": before, "to_due_at": changes["due_at"]})
        return changes

    return advance(grievance, move, by=by, seen=seen, note=words.strip(), details=details, files=files, change=told)


def _investigation(case: Grievance) -> Pause:
    """The one of this run; the hindrances saw to it that there is one."""
    return case.pauses.filter(kind=Pause.Kind.INVESTIGATION, began_at__gte=case.run_at).latest("pk")


def _investigated(case: Grievance, until: date | None) -> Changes:
    return {**deadlines.moments(case), "promised_at": None, "investigated_until": until}


def _end_of(day: date) -> datetime:
    return datetime.combine(day, END_OF_DAY, SEOUL)

"""What the city answers, and how a case ends without an outcome."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from grievances import clock, deadlines, permissions, rulebook
from grievances.actions.moving import Backing, Changes, advance, need, settled, unproposed
from grievances.files import Checked
from grievances.models import (
    Answer,
    Forwarding,
    Grievance,
    HistoryEntry,
)
from grievances.workflow import (
    CASE_STAFF,
    ClosingReason,
    Limit,
    Move,
    MoveRefused,
    Outcome,
    Status,
)


def keep(
    grievance: Grievance,
    answer: str,
    *,
    target_on: date,
    report_on: date,
    by: User,
    files: Sequence[Checked] = (),
    backing: Backing | None = None,
    seen: int | None = None,
) -> Grievance:
    """장기추진, with an interim answer; or the next report of one that is kept already."""
    need(answer, _("중간답변을 적어 주십시오. 기업이 읽습니다."))

    def change(case: Grievance, at: datetime) -> Changes:
        if report_on <= timezone.localdate(at):
            raise MoveRefused(_("다음 보고일은 내일 이후로 정해 주십시오."))
        if target_on < report_on:
            raise MoveRefused(_("목표일은 다음 보고일과 같거나 뒤여야 합니다."))
        return (
            settled(case, at)
            | unproposed(case, at)
            | {
                "kept_at": case.kept_at or at,
                "target_on": target_on,
                "report_on": report_on,
            }
        )

    return advance(
        grievance,
        Move.KEEP,
        by=by,
        backing=backing,
        seen=seen,
        note=answer.strip(),
        details={"target_on": target_on, "report_on": report_on},
        files=files,
        change=change,
    )


def resolve(
    grievance: Grievance,
    outcome: Outcome,
    answer: str,
    *,
    by: User,
    files: Sequence[Checked] = (),
    backing: Backing | None = None,
    seen: int | None = None,
) -> Grievance:
    """완료. The answer is what the company reads."""
    need(answer, _("답변을 적어 주십시오. 기업이 읽습니다."))

    def record(entry: HistoryEntry) -> None:
        Answer.objects.create(
            grievance=entry.grievance,
            entry=entry,
            outcome=outcome,
            text=answer.strip(),
            by=by,
            answered_at=entry.at,
        )

    return advance(
        grievance,
        Move.RESOLVE,
        by=by,
        backing=backing,
        seen=seen,
        note=answer.strip(),
        details={"outcome": outcome},
        files=files,
        change=lambda _case, at: {"outcome": outcome, "answered_at": at},
        record=record,
    )


def find_infeasible(
    grievance: Grievance,
    answer: str,
    *,
    limit: Limit,
    provision: str,
    tried: str,
    could_change: str,
    remedies: str,
    look_again_on: date,
    by: User,
    files: Sequence[Checked] = (),
    backing: Backing | None = None,
    seen: int | None = None,
) -> Grievance:
    """처리 불가 is a dossier (법 §27: reasons and remedies): every part of it is needed, and the company reads all."""
    need(answer, _("답변을 적어 주십시오. 기업이 읽습니다."))
    need(provision, _("어느 법령 몇 조, 또는 어느 제도가 막는지 적어 주십시오."))
    need(tried, _("해 본 것을 적어 주십시오."))
    need(could_change, _("누가 무엇을 바꾸면 되는지 적어 주십시오."))
    need(remedies, _("기업이 쓸 수 있는 구제 방법을 적어 주십시오(법 제27조)."))
    dossier = {
        "provision": provision.strip(),
        "tried": tried.strip(),
        "could_change": could_change.strip(),
        "remedies": remedies.strip(),
    }

    def change(_case: Grievance, at: datetime) -> Changes:
        if look_again_on <= timezone.localdate(at):
            raise MoveRefused(_("다시 볼 날은 내일 이후로 정해 주십시오."))
        return {"look_again_on": look_again_on, "answered_at": at}

    def record(entry: HistoryEntry) -> None:
        Answer.objects.create(
            grievance=entry.grievance,
            entry=entry,
            text=answer.strip(),
            by=by,
            answered_at=entry.at,
            limit=limit,
            look_again_on=look_again_on,
            **dossier,
        )

    return advance(
        grievance,
        Move.FIND_INFEASIBLE,
        by=by,
        backing=backing,
        seen=seen,
        note=answer.strip(),
        details={"limit": str(limit.label), **dossier, "look_again_on": look_again_on},
        files=files,
        change=change,
        record=record,
    )


def look_again(
    grievance: Grievance,
    finding: str,
    look_again_on: date,
    *,
    by: User,
    backing: Backing | None = None,
    seen: int | None = None,
) -> Grievance:
    """다시 살핌. What stands in the way still does; the company reads what was found, and the next day is set."""
    need(finding, _("살펴본 결과를 적어 주십시오. 기업이 읽습니다."))

    def change(_case: Grievance, at: datetime) -> Changes:
        if look_again_on <= timezone.localdate(at):
            raise MoveRefused(_("다시 볼 날은 내일 이후로 정해 주십시오."))
        return {"look_again_on": look_again_on, "woken_at": None}

    return advance(
        grievance,
        Move.LOOK_AGAIN,
        by=by,
        backing=backing,
        seen=seen,
        note=finding.strip(),
        details={"look_again_on": look_again_on},
        change=change,
    )


def forward(
    grievance: Grievance,
    body: str,
    contact: str,
    reason: str,
    *,
    by: User,
    backing: Backing | None = None,
    seen: int | None = None,
) -> Grievance:
    """이송 (시행령 §13③): another body can do what the city cannot; the company is told which and how to reach it."""
    need(body, _("받는 기관을 적어 주십시오."))
    need(contact, _("받는 기관의 연락처를 적어 주십시오. 기업이 읽습니다."))
    need(reason, _("이송하는 까닭을 적어 주십시오. 기업이 읽습니다."))

    def record(entry: HistoryEntry) -> None:
        Forwarding.objects.create(
            grievance=entry.grievance, body=body.strip(), contact=contact.strip(), forwarded_at=entry.at
        )

    return advance(
        grievance,
        Move.FORWARD,
        by=by,
        backing=backing,
        seen=seen,
        note=reason.strip(),
        details={"body": body.strip(), "contact": contact.strip()},
        change=_closing(ClosingReason.FORWARDED),
        record=record,
    )


def record_forward_result(grievance: Grievance, result: str, *, by: User, seen: int | None = None) -> Grievance:
    """이송 결과. What the receiving body did; the company is told."""
    need(result, _("이송받은 기관이 알려 온 결과를 적어 주십시오. 기업이 읽습니다."))

    def change(case: Grievance, at: datetime) -> Changes:
        if not Forwarding.objects.filter(grievance=case).update(result=result.strip(), result_at=at):
            raise MoveRefused(_("이송한 사건이 아닙니다."))
        return {}

    return advance(
        grievance,
        Move.MESSAGE,
        by=by,
        seen=seen,
        note=_("이송 결과: %s") % result.strip(),
        needs=CASE_STAFF,
        change=change,
    )


def withdraw(grievance: Grievance, reason: str = "", *, by: User, seen: int | None = None) -> Grievance:
    """취하 (법 §22②). Only the company; the reason is its own to give or not."""
    return advance(
        grievance, Move.WITHDRAW, by=by, seen=seen, note=reason.strip(), change=_closing(ClosingReason.WITHDRAWN)
    )


def return_(grievance: Grievance, reason: str, *, by: User, seen: int | None = None) -> Grievance:
    """반려 (시행령 §25①): two supplement requests went unanswered; the reason says so plainly."""
    need(reason, _("돌려보내는 까닭을 적어 주십시오. 기업이 읽습니다."))
    return advance(
        grievance, Move.RETURN, by=by, seen=seen, note=reason.strip(), change=_closing(ClosingReason.RETURNED)
    )


def close_repeat(
    grievance: Grievance,
    earlier: Sequence[Grievance],
    reason: str,
    *,
    by: User,
    as_duplicate: bool = False,
    seen: int | None = None,
) -> Grievance:
    """반복종결 (법 §23①): two earlier cases of this company had the same content and their answers were notified.

    `as_duplicate` (중복, 법 §23②): the same thing was filed beside another case, which goes on.
    """
    need(reason, _("마치는 까닭을 적어 주십시오. 기업이 읽습니다."))
    others = Grievance.objects.filter(pk__in=[case.pk for case in earlier]).exclude(pk=grievance.pk)
    named = list(others.select_related("company").order_by("pk"))

    def change(case: Grievance, at: datetime) -> Changes:
        if any(_home(one) != _home(case) for one in named):
            raise MoveRefused(_("같은 기업의 사건만 적을 수 있습니다."))
        if as_duplicate:
            if not any(one.status != Status.CLOSED for one in named):
                raise MoveRefused(_("이어서 처리할 사건을 하나 적어 주십시오."))
            return _closing(ClosingReason.DUPLICATE)(case, at)
        since = case.received_at or at
        if sum(one.answered_at is not None and one.answered_at <= since for one in named) < 2:
            raise MoveRefused(_("이 사건을 접수하기 전에 같은 내용에 답한 사건이 두 건 있어야 합니다(법 제23조①)."))
        return _closing(ClosingReason.REPEATED)(case, at)

    return advance(
        grievance,
        Move.CLOSE_REPEAT,
        by=by,
        seen=seen,
        note=reason.strip(),
        details={"earlier": [case.receipt_no for case in named]},
        change=change,
    )


def _home(case: Grievance) -> int:
    """The company, or what it was merged into."""
    return case.company.merged_into_id or case.company_id


def _still_there(case: Grievance) -> bool:
    if case.officer is None or case.department is None:
        return False
    officer = User.objects.select_for_update(no_key=True).get(pk=case.officer.pk)  # whose account may just be closed
    return permissions.may_be_assigned(officer, case.department)


def _closing(reason: ClosingReason) -> Callable[[Grievance, datetime], Changes]:
    return lambda _case, at: {"closing_reason": reason, "closed_at": at}


def reopen(
    grievance: Grievance,
    reason: str,
    *,
    by: User,
    files: Sequence[Checked] = (),
    backing: Backing | None = None,
    seen: int | None = None,
) -> Grievance:
    """재검토. The clock starts anew with the same period; when it was first filed stays."""
    need(reason, _("무엇을 다시 살펴야 하는지 적어 주십시오."))

    def change(case: Grievance, at: datetime) -> Changes:
        rules = rulebook.standing()
        found = clock.deadline(deadlines.period(case, rules), at, rules.calendar)
        return {
            "outcome": "",
            "answered_at": None,
            "look_again_on": None,
            "run_at": at,
            "due_at": found.due_at,
            "half_at": found.half_at,
            "most_at": found.most_at,
            "promised_at": None,
            "investigated_until": None,
            "extended_times": 0,
            "extended_by": 0,
            "reopened": case.reopened + 1,
            "officer": case.officer if _still_there(case) else None,  # who left since is given no work
        }

    return advance(
        grievance, Move.REOPEN, by=by, seen=seen, note=reason.strip(), files=files, backing=backing, change=change
    )

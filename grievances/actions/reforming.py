"""제도개선 건의: the city asks whoever can change what stands in the way, keeps asking, and tells the company."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from grievances.actions.moving import Changes, advance, need
from grievances.actions.watching import tell_of_woken, wake
from grievances.models import Grievance, Reform
from grievances.workflow import CASE_STAFF, Move, MoveRefused, Status

ASKED_AGAIN_WITHIN = timedelta(days=365)
"""Nothing is left alone for longer."""


def suggest_reform(
    grievance: Grievance,
    body: str,
    proposal: str,
    ask_again_on: date,
    *,
    by: User,
    sent_on: date | None = None,
    seen: int | None = None,
) -> Grievance:
    """제도개선 건의. To whom, what, and when we ask what became of it; the company reads all of it."""
    need(body, "어디에 건의했는지 적어 주십시오.")
    need(proposal, "무엇을 바꾸어 달라고 건의했는지 적어 주십시오. 기업이 읽습니다.")

    def change(case: Grievance, at: datetime) -> Changes:
        today = timezone.localdate(at)
        if (sent_on or today) > today:
            raise MoveRefused("건의한 날은 오늘이거나 지난 날이어야 합니다.")
        _check_day(ask_again_on, today)
        Reform.objects.create(
            grievance=case,
            body=body.strip(),
            words=proposal.strip(),
            sent_on=sent_on or today,
            sent_by=by,
            ask_again_on=ask_again_on,
        )
        return {}

    details = {"reform_body": body.strip(), "ask_again_on": ask_again_on}
    return advance(
        grievance, Move.SUGGEST_REFORM, by=by, seen=seen, note=proposal.strip(), details=details, change=change
    )


def ask_again(
    grievance: Grievance, reform: Reform, ask_again_on: date, heard: str, *, by: User, seen: int | None = None
) -> Grievance:
    """회신 다시 물음: they were asked what became of it, and said nothing final yet."""
    need(heard, "누구에게 물었고 무엇을 들었는지 적어 주십시오.")

    def change(case: Grievance, at: datetime) -> Changes:
        _check_day(ask_again_on, timezone.localdate(at))
        _still_waiting(case, reform)
        Reform.objects.filter(pk=reform.pk).update(ask_again_on=ask_again_on)
        return {}

    details = {"reform_body": reform.body, "ask_again_on": ask_again_on}
    return advance(
        grievance, Move.NOTE, by=by, seen=seen, needs=CASE_STAFF, note=heard.strip(), details=details, change=change
    )


@transaction.atomic
def record_reply(
    grievance: Grievance,
    reform: Reform,
    reply: str,
    answer: str,
    *,
    by: User,
    replied_on: date | None = None,
    seen: int | None = None,
) -> Grievance:
    """건의 회신. The company reads it; what is accepted wakes a case that was infeasible."""
    need(answer, "회신 내용을 적어 주십시오. 기업이 읽습니다.")

    def change(case: Grievance, at: datetime) -> Changes:
        today = timezone.localdate(at)
        on = replied_on or today
        if not reform.sent_on <= on <= today:
            raise MoveRefused("회신한 날은 건의한 날부터 오늘까지 가운데 하루여야 합니다.")
        _still_waiting(case, reform)
        Reform.objects.filter(pk=reform.pk).update(
            reply=Reform.Reply(reply), reply_words=answer.strip(), replied_on=on
        )
        return {}

    details = {"reform_body": reform.body, "reform_reply": str(Reform.Reply(reply).label)}
    case = advance(
        grievance, Move.REFORM_ANSWERED, by=by, seen=seen, note=answer.strip(), details=details, change=change
    )
    if reply == Reform.Reply.ACCEPTED and case.status == Status.INFEASIBLE:
        why = f"{reform.body}에 한 건의가 받아들여졌습니다."
        woken = wake(case, why, by=by, details={"reform_body": reform.body})
        tell_of_woken([woken])
        return woken.grievance
    return case


def _still_waiting(case: Grievance, reform: Reform) -> None:
    if not Reform.objects.waiting().filter(pk=reform.pk, grievance=case).exists():
        raise MoveRefused("이 사건에서 회신을 기다리는 건의가 아닙니다. 이미 적은 회신은 바꾸지 않습니다.")


def _check_day(ask_again_on: date, today: date) -> None:
    if not today < ask_again_on <= today + ASKED_AGAIN_WITHIN:
        raise MoveRefused("회신을 물을 날은 내일부터 한 해 안의 날로 정해 주십시오.")

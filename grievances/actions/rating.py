"""만족도, and the call to whoever is not content."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from grievances import clock, notices, permissions, rulebook
from grievances.actions import handling
from grievances.actions.moving import Changes, advance, need
from grievances.models import (
    Answer,
    CallBack,
    Grievance,
    HistoryEntry,
    Rating,
)
from grievances.moment import now
from grievances.workflow import (
    Move,
    MoveRefused,
    Solved,
)

CALL_BACK_DAYS = 2
LOW_SCORE = 2


def rate(answer: Answer, solved: Solved, score: int, comment: str = "", *, by: User) -> Grievance:
    """만족도, by the member who filed, once an answer. Who is not content is called by somebody else."""
    if not 1 <= score <= 5:
        raise MoveRefused(_("점수를 1점에서 5점 가운데 골라 주십시오."))
    discontent = score <= LOW_SCORE or solved == Solved.NO

    def change(case: Grievance, _at: datetime) -> Changes:
        if case.answered_at != answer.answered_at:
            raise MoveRefused(_("다시 살피고 있는 답변입니다. 새 답변이 나오면 그때 평가해 주십시오."))
        return {}

    def record(entry: HistoryEntry) -> None:
        rating = Rating.objects.create(
            answer=answer, solved=solved, score=score, comment=comment.strip(), by=by, rated_at=entry.at
        )
        if discontent:
            due_at = clock.working_days_after(CALL_BACK_DAYS, entry.at, rulebook.standing().calendar)
            CallBack.objects.create(rating=rating, due_at=due_at)
            notices.announce_discontent(entry)

    return advance(
        answer.grievance,
        Move.RATE,
        by=by,
        note="\n".join(filter(None, [f"{solved.label} · {score}점", comment.strip()])),
        details={"solved": solved, "score": score},
        change=change,
        record=record,
    )


@transaction.atomic
def call_back(task: CallBack, heard: str, *, by: User) -> CallBack:
    """다시 전화했음. What was heard goes into the case as a note; who answered may not be who calls."""
    need(heard, "들은 것과 앞으로 할 일을 적으십시오.")
    CallBack.objects.select_for_update().only("pk").get(pk=task.pk)  # locked first, read afterwards: see moving.locked
    task = CallBack.objects.for_list().get(pk=task.pk)
    answer = task.rating.answer
    if not permissions.may_take_call_back(by, answer.by):
        raise PermissionDenied
    if task.done_at is not None:
        raise MoveRefused(f"{task.taken_by}님이 이미 전화했습니다.")
    task.taken_by, task.done_at, task.note = by, now(), heard.strip()
    task.save(update_fields=["taken_by", "done_at", "note"])
    handling.note(answer.grievance, f"다시 전화함: {heard.strip()}", by=by)
    return task

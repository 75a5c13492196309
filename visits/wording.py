"""How a visit is put into words: the same sentence for the company, the office and the mail."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _L  # noqa: N812
from psycopg.types.range import Range

from grievances import wording as case_wording
from grievances.wording import day_words, subject
from visits.models import Promise, Visit, VisitEntry
from visits.workflow import Move, PromiseState, Status


def when_words(during: Range[datetime] | None) -> str:
    """11월 26일(목) 10:00–11:30."""
    if during is None:
        return ""
    begins, ends = timezone.localtime(during.lower), timezone.localtime(during.upper)
    return f"{day_words(begins)} {begins:%H:%M}–{ends:%H:%M}"


def kind_words(visit: Visit) -> str:
    """What it is called: a visit, or a meeting with an association."""
    return _("간담회") if visit.is_meeting else _("현장방문")


def state_sentence(visit: Visit, *, at: datetime) -> str:
    """What is true now: who does what until when. The first thing every page of the visit says."""
    status, words = Status(visit.status), {"when": when_words(visit.during)}
    if status == Status.HELD:
        return _held(visit)
    if status == Status.SCHEDULED and visit.ends_at and visit.ends_at < at:
        return _("%(when)s에 찾아뵈었습니다. 회의록을 쓰고 있습니다.") % words
    words |= {
        "unit": subject(_unit()),
        "asked": day_words(visit.requested_at),
        "by": day_words(visit.reply_by) if visit.reply_by else "",
    }
    return str(_STANDS[status]) % words


_STANDS = {
    Status.REQUESTED: _L("%(unit)s 일정을 찾고 있습니다. %(asked)s에 신청하셨습니다."),
    Status.OFFERED: _L("%(when)s 방문을 제안드렸습니다. %(by)s까지 답해 주십시오."),
    Status.SCHEDULED: _L("%(when)s에 찾아뵙습니다."),
    Status.CLOSED: _L("%(when)s에 찾아뵈었고 정리를 마쳤습니다. 약속은 아래에서 이어 보실 수 있습니다."),
    Status.NO_SHOW: _L("%(when)s에 찾아갔으나 만나지 못했습니다. 다시 신청하실 수 있습니다."),
    Status.DECLINED: _L("이번에는 찾아뵙기 어렵습니다. 까닭은 아래에 적었습니다."),
    Status.CANCELLED: _L("취소된 방문입니다. 다시 신청하실 수 있습니다."),
}


def _held(visit: Visit) -> str:
    when = when_words(visit.during)
    if visit.minutes_sent_at is None and visit.minutes_version:
        return _("%s에 찾아뵈었습니다. 보내 드린 회의록을 고치고 있습니다. 다시 보내 드립니다.") % when
    if visit.minutes_sent_at is None:
        return _("%s에 찾아뵈었습니다. 회의록을 쓰고 있습니다.") % when
    if visit.confirmed_at is None:
        return _("%s에 찾아뵈었습니다. 회의록을 보시고 확인해 주십시오.") % when
    return _("%(when)s에 찾아뵈었고 %(confirmed)s에 회의록을 확인하셨습니다.") % {
        "when": when,
        "confirmed": day_words(visit.confirmed_at),
    }


def became(promise: Promise, *, at: datetime) -> str:
    """What became of a line: how it ended, or how its grievance stands."""
    case = promise.grievance
    if case is not None:
        return f"{case.receipt_no}: {case_wording.state_sentence(case, at=at)}"
    said = {
        PromiseState.UNDECIDED: _("아직 정하지 않았습니다."),
        PromiseState.SOLVED: _("현장에서 해결했습니다."),
        PromiseState.EXPLAINED: _("설명드렸습니다."),
        PromiseState.NOT_ACCEPTED: _("받아들이지 못했습니다."),
    }
    return " ".join(filter(None, [said[PromiseState(promise.state)], promise.reason]))


def became_for_host(promise: Promise, *, at: datetime) -> str:
    """The same for the host. An association reads no more than the state of what one of its companies filed."""
    if promise.grievance is None or promise.visit.company_id is not None:
        return became(promise, at=at)
    return _("기업애로로 접수했습니다. 지금은 ‘%s’입니다.") % promise.grievance.get_status_display()


def entry_sentence(entry: VisitEntry) -> str:
    """지금까지 있었던 일: who did what, as the host reads it."""
    who = _("%s 님이") % entry.by_name if entry.side == VisitEntry.Side.COMPANY else subject(entry.unit or _unit())
    return str(_DONE[Move(entry.move)]) % {"who": who}


def _unit() -> str:
    return str(settings.CITY["unit"])


_DONE = {
    Move.REQUEST: _L("%(who)s 방문을 신청했습니다"),
    Move.AMEND: _L("%(who)s 신청 내용을 바꾸었습니다"),
    Move.ADD_FILES: _L("%(who)s 자료를 올렸습니다"),
    Move.OFFER: _L("%(who)s 일정을 제안했습니다"),
    Move.ACCEPT: _L("%(who)s 일정을 받아들였습니다"),
    Move.ASK_OTHER: _L("%(who)s 다른 일정을 요청했습니다"),
    Move.SCHEDULE: _L("%(who)s 일정을 확정했습니다"),
    Move.MOVE_DAY: _L("%(who)s 일정을 바꾸었습니다"),
    Move.DECLINE: _L("%(who)s 이번에는 어렵다고 알렸습니다"),
    Move.CANCEL: _L("%(who)s 방문을 취소했습니다"),
    Move.ROSTER: _L("%(who)s 함께 갈 사람을 정했습니다"),
    Move.LOG: _L("%(who)s 다녀와 방문을 기록했습니다"),
    Move.NO_SHOW: _L("%(who)s 찾아갔으나 만나지 못했습니다"),
    Move.SEND_MINUTES: _L("%(who)s 회의록을 보냈습니다"),
    Move.CONFIRM: _L("%(who)s 회의록을 확인했습니다"),
    Move.OBJECT: _L("%(who)s 회의록에 이의를 냈습니다"),
    Move.CLOSE: _L("%(who)s 정리를 마쳤습니다"),
}

"""접수, 배정, 보완, and the words between the company and whoever holds the case."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Department, User
from grievances import clock, deadlines, rulebook
from grievances.actions.documents import issue
from grievances.actions.moving import Backing, Changes, advance, need
from grievances.actions.officers import check_officer
from grievances.clock import SEOUL, LegalKind, Period
from grievances.files import Checked
from grievances.models import (
    Document,
    Grievance,
    HistoryEntry,
    Pause,
    SupplementRequest,
)
from grievances.rulebook import Rulebook
from grievances.workflow import (
    Move,
    MoveRefused,
)

SECOND_ASK_DAYS = 10
"""기한 안에 보완하지 않으면 10일 이내의 기간을 정하여 다시 요구 (시행령 §24③)."""
MORE_TIME_DAYS = 30
"""So far a company may push its own 보완기한 at once."""


def receive(
    grievance: Grievance,
    legal_kind: LegalKind,
    department: Department,
    *,
    by: User,
    days: int | None = None,
    matter: str = "",
    officer: User | None = None,
    note: str = "",
    seen: int | None = None,
) -> Grievance:
    """접수. Sets what the clock goes by and who holds the case; the clock runs from now. 접수증 (별지 제2호서식).

    A 법정 case goes by its `matter` in the table of periods, or by the `days` its own law publishes.
    """
    details: Changes = {"legal_kind": str(legal_kind.label), "department": department.name}
    if matter:
        details["legal_matter"] = matter
    if officer is not None:
        details["officer"] = officer.name

    def change(_case: Grievance, at: datetime) -> Changes:
        check_officer(officer, department)
        rules = rulebook.standing()
        period = _period(legal_kind, matter, days, on=timezone.localdate(at), rules=rules)
        details["period"] = str(period)
        return {
            "received_at": at,
            "run_at": at,
            "legal_kind": legal_kind,
            "legal_matter": matter,
            "period_amount": period.amount,
            "period_unit": period.unit,
            "department": department,
            "officer": officer,
            **deadlines.columns(clock.deadline(period, at, rules.calendar)),
        }

    def record(entry: HistoryEntry) -> None:
        issue(Document.Kind.RECEIPT, entry.grievance, at=entry.at, entry=entry)

    return advance(grievance, Move.RECEIVE, by=by, seen=seen, note=note, details=details, change=change, record=record)


def _period(kind: LegalKind, matter: str, days: int | None, *, on: date, rules: Rulebook) -> Period:
    found = rules.period(kind, on, matter)
    if found is not None:
        return found
    if kind != LegalKind.STATUTORY:
        raise MoveRefused(f"‘{kind.label}’의 처리기간이 정해져 있지 않습니다. 설정의 ‘처리기간’에 먼저 적으십시오.")
    if matter:
        raise MoveRefused(f"‘{matter}’의 처리기간이 정해져 있지 않습니다. 목록에 있는 법정 민원을 고르십시오.")
    if not days:
        raise MoveRefused("법정 민원은 그 법령이 정한 처리기간(일)을 적으십시오.")
    return clock.statutory(days)


def assign(grievance: Grievance, officer: User, *, by: User, note: str = "", seen: int | None = None) -> Grievance:
    """배정. An officer of the department takes the case."""

    def change(case: Grievance, _at: datetime) -> Changes:
        assert case.department is not None
        check_officer(officer, case.department)
        if case.officer_id == officer.pk:
            raise MoveRefused(f"이미 {officer.name} 님이 맡고 있습니다.")
        return {"officer": officer}

    return advance(
        grievance, Move.ASSIGN, by=by, seen=seen, note=note, details={"officer": officer.name}, change=change
    )


def ask(
    grievance: Grievance,
    what: str,
    reply_on: date,
    *,
    by: User,
    files: Sequence[Checked] = (),
    seen: int | None = None,
) -> Grievance:
    """보완요구 (법 §22①, 시행령 §24). The clock stands still until the company answers; `reply_on` is its last day.

    A second one, after the time of the first has passed, gives at most 10 days.
    """
    need(what, _("무엇이 빠졌는지 적어 주십시오. 기업이 읽습니다."))
    reply_by = datetime.combine(reply_on, time(23, 59, 59), SEOUL)

    def change(case: Grievance, at: datetime) -> Changes:
        if reply_on <= timezone.localdate(at):
            raise MoveRefused(_("보완기한은 내일 이후로 정해 주십시오."))
        lapsed = case.supplement_requests.standing().update(ended_at=at)
        if lapsed and reply_on > timezone.localdate(at) + timedelta(days=SECOND_ASK_DAYS):
            raise MoveRefused(_("다시 요구하는 보완은 10일 안으로 정해야 합니다(시행령 제24조③)."))
        SupplementRequest.objects.create(grievance=case, what=what.strip(), asked_at=at, reply_by=reply_by)
        if case.is_paused:
            return {}
        Pause.objects.create(grievance=case, kind=Pause.Kind.SUPPLEMENT, began_at=at)
        return {"paused_at": at}

    return advance(
        grievance,
        Move.ASK,
        by=by,
        seen=seen,
        note=what.strip(),
        details={"reply_by": reply_by},
        files=files,
        change=change,
    )


def ask_for_more_time(
    grievance: Grievance, until: date, reason: str, *, by: User, seen: int | None = None
) -> Grievance:
    """보완기간 연장 요청 (시행령 §24②): twice, to the day the company says it needs."""
    need(reason, _("왜 더 필요한지 적어 주십시오."))
    reply_by = datetime.combine(until, time(23, 59, 59), SEOUL)

    def change(case: Grievance, at: datetime) -> Changes:
        standing = case.supplement_requests.standing().get()
        if reply_by <= standing.reply_by:
            raise MoveRefused(_("지금 보완기한보다 뒤의 날을 골라 주십시오."))
        if until > timezone.localdate(at) + timedelta(days=MORE_TIME_DAYS):
            raise MoveRefused(_("한 번에 30일까지 늘릴 수 있습니다. 더 가까운 날을 골라 주십시오."))
        standing.reply_by, standing.extensions = reply_by, standing.extensions + 1
        standing.save(update_fields=["reply_by", "extensions"])
        return {}

    return advance(
        grievance,
        Move.MORE_TIME,
        by=by,
        seen=seen,
        note=reason.strip(),
        details={"reply_by": reply_by},
        change=change,
    )


def supplement(
    grievance: Grievance, text: str, *, by: User, files: Sequence[Checked] = (), seen: int | None = None
) -> Grievance:
    """보완. The clock runs again; by the company, or by the officer for what came on paper."""
    if not files:
        need(text, _("보완하신 내용을 적거나 파일을 붙여 주십시오."))

    def change(case: Grievance, at: datetime) -> Changes:
        case.supplement_requests.standing().update(supplied_at=at, ended_at=at)
        case.pauses.filter(ended_at__isnull=True).update(ended_at=at)
        return {"paused_at": None, "promised_at": None, **deadlines.moments(case)}

    return advance(grievance, Move.SUPPLEMENT, by=by, seen=seen, note=text.strip(), files=files, change=change)


def note(
    grievance: Grievance,
    text: str,
    *,
    by: User,
    files: Sequence[Checked] = (),
    backing: Backing | None = None,
    seen: int | None = None,
) -> Grievance:
    """내부 메모. Staff read it, the company never does."""
    if not files:
        need(text, _("메모를 적어 주십시오."))
    return advance(grievance, Move.NOTE, by=by, backing=backing, seen=seen, note=text.strip(), files=files)


def message(
    grievance: Grievance, text: str, *, by: User, files: Sequence[Checked] = (), seen: int | None = None
) -> Grievance:
    """소통: a word between the company and whoever holds the case."""
    if not files:
        need(text, _("보낼 글을 적어 주십시오."))
    return advance(grievance, Move.MESSAGE, by=by, seen=seen, note=text.strip(), files=files)

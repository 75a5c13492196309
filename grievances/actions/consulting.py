"""협조·자문: others are asked and answer by a day inside the deadline. The unit in charge stays responsible."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Department, User
from accounts.roles import Role
from grievances import masking, notices, permissions
from grievances.actions.moving import Backing, Changes, advance, need
from grievances.clock import END_OF_DAY, SEOUL
from grievances.models import Attachment, Consultation, Grievance, HistoryEntry
from grievances.workflow import Move, MoveRefused

SOONEST = timedelta(hours=1)
"""Nobody answers a question sooner."""
LONGEST = timedelta(days=14)
"""How far ahead an answer may be while nothing of the case says by when."""
AGAIN = timedelta(days=7)
"""What somebody new has, where the day of the question has passed."""


def consult(
    grievance: Grievance,
    question: str,
    reply_on: date,
    *,
    by: User,
    department: Department | None = None,
    expert: User | None = None,
    body: str = "",
    contact: str = "",
    email: str = "",
    told: str = "",
    files: Sequence[Attachment] = (),
    unmasked_because: str = "",
    seen: int | None = None,
    backing: Backing | None = None,
) -> Grievance:
    """의견 요청 to one of the three; `reply_on` is the last day for the answer.

    A department reads the case. An expert or an outside body reads `told`, which does not say whose case it is unless
    the question needs it; without words of the officer's it is what we make of the case ourselves.
    """
    need(question, "무엇을 묻는지 적어 주십시오. 그것만 보고 답할 수 있게 적으십시오.")
    kind = _kind(department, expert, body, email)
    is_outside = kind != Consultation.Kind.DEPARTMENT
    asked = Consultation(
        grievance=grievance,
        kind=kind,
        department=department,
        expert=expert,
        body=body.strip(),
        contact=contact.strip(),
        email=email.strip(),
        question=question.strip(),
        told=(told.strip() or masking.told_of(grievance)) if is_outside else "",
        is_masked=is_outside and not unmasked_because.strip(),
        asked_by=by,
    )
    if expert is not None and Role.EXPERT not in expert.roles:
        raise MoveRefused(f"{expert.name} 님은 지금 애로클리너 위원이 아닙니다. 다른 위원을 고르십시오.")
    if asked.is_masked:
        _check_masked(grievance, asked)
    if any(one.grievance_id != grievance.pk for one in files):
        raise MoveRefused("이 사건의 붙임만 보여 줄 수 있습니다. 붙임을 다시 고르십시오.")

    def change(case: Grievance, at: datetime) -> Changes:
        if department is not None and department.pk == case.department_id:
            raise MoveRefused("이 사건을 맡은 부서입니다. 다른 부서를 고르십시오.")
        if department is not None and not department.is_active:
            raise MoveRefused(f"지금 운영하지 않는 부서입니다: {department.name}. 다른 부서를 고르십시오.")
        asked.asked_at, asked.reply_by = at, _inside(case, reply_on, at)
        asked.save(force_insert=True)
        asked.files.set(files if is_outside else ())
        details["answer_by"] = asked.reply_by
        return {}

    def record(entry: HistoryEntry) -> None:
        asked.grievance = entry.grievance
        notices.tell_asked("ASKED", asked, at=entry.at)

    details: dict[str, Any] = {"asked": asked.asked, "unmasked_because": unmasked_because.strip()}
    return advance(
        grievance,
        Move.CONSULT,
        by=by,
        seen=seen,
        note=question.strip(),
        details=details,
        change=change,
        record=record,
        backing=backing,
    )


def _kind(department: Department | None, expert: User | None, body: str, email: str) -> Consultation.Kind:
    if [department is not None, expert is not None, bool(body.strip())].count(True) != 1:
        raise MoveRefused("부서, 위원, 외부기관 가운데 하나를 고르십시오.")
    if department is not None:
        return Consultation.Kind.DEPARTMENT
    if expert is not None:
        return Consultation.Kind.EXPERT
    need(email, "외부기관이 답할 주소를 받을 이메일을 적어 주십시오.")
    return Consultation.Kind.BODY


def _check_masked(grievance: Grievance, asked: Consultation) -> None:
    """What says for certain whose case it is goes to nobody who is not to know."""
    known = masking.known_of(grievance)
    for label, text in (("묻는 것", asked.question), ("보여 주는 내용", asked.told)):
        if betrayed := masking.betrayals(text, known):
            raise MoveRefused(
                f"‘{label}’에 {', '.join(betrayed)}이나 그것을 알 수 있는 말이 있습니다. 지우거나, "
                "기업을 밝혀야 답할 수 있으면 그 까닭을 적으십시오."
            )


def _inside(case: Grievance, reply_on: date, at: datetime) -> datetime:
    """The end of that day, in the future and inside the time for the case, which goes on meanwhile."""
    if reply_on < timezone.localdate(at, SEOUL):
        raise MoveRefused(_("답할 날은 오늘이나 그 뒤로 정해 주십시오."))
    latest, why_not_later = _latest(case, at)
    if reply_on > timezone.localdate(latest, SEOUL):
        raise MoveRefused(why_not_later)
    reply_by = min(_end_of(reply_on), latest)
    if reply_by < at + SOONEST:
        raise MoveRefused(_("답하기에는 시간이 너무 짧습니다. 전화로 물어 주십시오."))
    return reply_by


def _latest(case: Grievance, at: datetime) -> tuple[datetime, str]:
    """Until when an answer is of use, and the sentence that says so. What has passed or stands still says nothing."""
    today = timezone.localdate(at, SEOUL)
    if case.is_long_term:
        assert case.report_on is not None
        if case.report_on >= today:
            why = _("답할 날은 다음 보고일까지로 정해 주십시오. 그날 기업에 알려야 합니다.")
            return _end_of(case.report_on), why
    elif not case.is_paused and case.due_at is not None and case.due_at > at:
        return case.due_at, _("답할 날은 처리기한까지로 정해 주십시오. 의견을 듣는 동안에도 시계는 갑니다.")
    return _end_of(today + LONGEST), _("답할 날은 두 주 안으로 정해 주십시오.")


def _end_of(day: date) -> datetime:
    return datetime.combine(day, END_OF_DAY, SEOUL)


def day_to_ask_again(asked: Consultation, *, at: datetime) -> date:
    """For the same question to somebody else: its day, or a week on where that has passed, inside the case's time."""
    reply_by = asked.reply_by if asked.reply_by >= at + SOONEST else at + AGAIN
    return timezone.localdate(min(reply_by, _latest(asked.grievance, at)[0]), SEOUL)


def advise(
    consultation: Consultation, answer: str, *, by: User | None, name: str = "", position: str = ""
) -> Grievance:
    """의견: lands on the case. Without `by` an outside body came by its signed link and says who they are."""
    need(answer, _("의견을 적어 주십시오."))
    who = _who(consultation, by, name, position)

    def change(asked: Consultation, case: Grievance, at: datetime) -> None:
        asked.answer, asked.answered_at, asked.answered_by = answer.strip(), at, who

    return _by_the_asked(consultation, Move.ADVISE, by=by, note=answer, who=who, details={}, change=change)


def postpone(
    consultation: Consultation, reply_on: date, reason: str, *, by: User | None, name: str = "", position: str = ""
) -> Grievance:
    """답할 때 늦추기: once, by whoever is asked, and not past the deadline."""
    need(reason, _("왜 더 걸리는지 적어 주십시오."))
    details: dict[str, Any] = {}

    def change(asked: Consultation, case: Grievance, at: datetime) -> None:
        if asked.postponed_at is not None:
            raise MoveRefused(_("답할 날은 한 번만 늦출 수 있습니다. 지금 아는 것부터 답해 주십시오."))
        reply_by = _inside(case, reply_on, at)
        if reply_by <= asked.reply_by:
            raise MoveRefused(_("지금 답할 날보다 뒤의 날을 골라 주십시오. 어려우면 담당자에게 전화해 주십시오."))
        asked.reply_by, asked.postponed_at = reply_by, at
        details["answer_by"] = reply_by

    who = _who(consultation, by, name, position)
    return _by_the_asked(consultation, Move.POSTPONE, by=by, note=reason, who=who, details=details, change=change)


def _who(consultation: Consultation, by: User | None, name: str, position: str) -> str:
    """Whoever answers, as they are known afterwards."""
    if by is not None:
        return f"{by.name} {by.position}".strip()[:80]
    need(name, _("답하시는 분의 이름을 적어 주십시오."))
    return f"{name.strip()} {position.strip()}".strip()[:80]


def _by_the_asked(
    consultation: Consultation,
    move: Move,
    *,
    by: User | None,
    note: str,
    who: str,
    details: Changes,
    change: Callable[[Consultation, Grievance, datetime], None],
) -> Grievance:
    """What the asked do. The history names who it was; of a guest the line stands under whoever asked them."""
    is_by_link = by is None
    assert not is_by_link or consultation.kind == Consultation.Kind.BODY
    found = frozenset({Role.EXPERT}) if by is None else permissions.advises(by, consultation)

    def write(case: Grievance, at: datetime) -> Changes:
        asked = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if asked.taken_back_at is not None:
            raise MoveRefused(_("물음이 거두어졌습니다. 답하지 않으셔도 됩니다. 고맙습니다."))
        if asked.answered_at is not None:
            raise MoveRefused(_("이미 답한 물음입니다. 고맙습니다."))
        change(asked, case, at)
        asked.save()
        return {}

    unit = consultation.asked if consultation.kind != Consultation.Kind.EXPERT else str(Role.EXPERT.label)
    details |= {"who": f"{unit} {who}", "by_link": is_by_link}
    return advance(
        consultation.grievance,
        move,
        by=by or consultation.asked_by,
        found=found,
        unit=unit,
        note=note.strip(),
        details=details,
        change=write,
    )


def take_question_back(
    consultation: Consultation, *, by: User, seen: int | None = None, backing: Backing | None = None
) -> Grievance:
    """물음 거두기: nobody has to answer any more, and whoever was asked hears so."""

    def change(_case: Grievance, at: datetime) -> Changes:
        standing = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if not standing.is_waiting:
            raise MoveRefused("이미 답했거나 거둔 물음입니다.")
        standing.taken_back_at = at
        standing.save(update_fields=["taken_back_at"])
        return {}

    def record(entry: HistoryEntry) -> None:
        notices.tell_asked("TAKEN_BACK", consultation, at=entry.at)

    told = {"asked": consultation.asked}
    return advance(
        consultation.grievance,
        Move.TAKE_QUESTION_BACK,
        by=by,
        seen=seen,
        details=told,
        change=change,
        record=record,
        backing=backing,
    )

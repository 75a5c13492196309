"""How a case is put into words: the same sentence for the company, the officer and the mail."""

import re
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _L  # noqa: N812

from accounts.models import User
from grievances.clock import END_OF_DAY, Unit
from grievances.models import AnswerTemplate, Consultation, Grievance, HistoryEntry, Outage
from grievances.workflow import ClosingReason, Move, Outcome, Status

NBSP, JOINER = "\u00a0", "\u2060"
WEEKDAYS = "월화수목금토일"


def day_words(value: date) -> str:
    """5월 4일(월): as people say a day, the year only where it is another one, never broken across lines."""
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    year = f"{on.year}년{NBSP}" if on.year != timezone.localdate().year else ""
    return f"{year}{on.month}월{NBSP}{on.day}일{JOINER}({WEEKDAYS[on.weekday()]}){JOINER}"


def until_words(due_at: datetime, unit: str = Unit.DAYS) -> str:
    """5월 7일(목)까지, or with the hour where the period counts in hours."""
    local = timezone.localtime(due_at)
    clock = f" {local:%H:%M}" if unit == Unit.HOURS else ""
    return _("%s까지") % f"{day_words(local)}{clock}"


def paper_words(due_at: datetime, unit: str = Unit.DAYS) -> str:
    """2026년 5월 7일(목)까지: with its year, as a paper says it that is read years later."""
    local = timezone.localtime(due_at)
    clock = f" {local:%H:%M}" if unit == Unit.HOURS else ""
    return f"{local.year}년 {local.month}월 {local.day}일({WEEKDAYS[local.weekday()]}){clock}까지"


def moment_words(at: datetime) -> str:
    """5월 4일(월) 16:20."""
    return f"{day_words(at)} {timezone.localtime(at):%H:%M}"


def outage_words(outage: Outage) -> str:
    """When it was: 5월 4일(월) 16:20부터 5월 4일(월) 18:00까지."""
    until = until_words(outage.ended_at, Unit.HOURS) if outage.ended_at else ""
    return " ".join(filter(None, [_("%s부터") % moment_words(outage.began_at), until]))


def unit_of(grievance: Grievance) -> str:
    """Who holds it: the department, or the unit that runs the portal while nobody else does."""
    return grievance.department.name if grievance.department else str(settings.CITY["unit"])


def phone_of(grievance: Grievance) -> str:
    """The phone of whoever holds it: the officer's, the department's, the portal's."""
    if grievance.officer and grievance.officer.phone:
        return grievance.officer.phone
    if grievance.department and grievance.department.phone:
        return grievance.department.phone
    return str(settings.CITY["phone"])


def officer_words(grievance: Grievance) -> str:
    """The officer's name and position; empty while nobody is assigned (시행령 §31)."""
    return _named(grievance.officer) if grievance.officer else ""


def _named(person: User) -> str:
    return f"{person.name} {person.position}".strip()


def topic(noun: str) -> str:
    """은 or 는, by whether the noun ends in a consonant."""
    return f"{noun}{_particle(noun, '은', '는')}"


def subject(noun: str) -> str:
    """이 or 가."""
    return f"{noun}{_particle(noun, '이', '가')}"


def towards(noun: str) -> str:
    """으로 or 로; after ㄹ it is 로."""
    last = noun.rstrip(")")[-1:] or noun[-1:]
    if "가" <= last <= "힣" and (ord(last) - ord("가")) % 28 == 8:
        return f"{noun}로"
    return f"{noun}{_particle(noun, '으로', '로')}"


def _particle(noun: str, after_consonant: str, after_vowel: str) -> str:
    last = noun.rstrip(")")[-1:]
    closed = "가" <= last <= "힣" and (ord(last) - ord("가")) % 28 != 0
    return after_consonant if closed else after_vowel


def state_sentence(grievance: Grievance, *, at: datetime) -> str:
    """What is true now: who does what until when. The first thing every page of the case says."""
    unit = unit_of(grievance)
    match Status(grievance.status):
        case Status.OPEN:
            until = {"unit": subject(unit), "until": until_words(grievance.receive_by, Unit.HOURS)}
            if grievance.receive_by < at:
                return _("%(unit)s %(until)s 접수해야 했습니다. 접수가 늦어지고 있습니다.") % until
            return _("%(unit)s %(until)s 접수하고 담당부서를 정합니다.") % until
        case Status.IN_PROGRESS:
            return _in_progress(grievance, unit, at)
        case Status.RESOLVED:
            assert grievance.answered_at is not None
            return _("%(unit)s %(day)s에 답했습니다: %(outcome)s.") % {
                "unit": subject(unit),
                "day": day_words(grievance.answered_at),
                "outcome": grievance.get_outcome_display(),
            }
        case Status.INFEASIBLE:
            assert grievance.look_again_on is not None
            return _("지금은 할 수 없다고 답했습니다. %(unit)s %(day)s에 다시 살핍니다.") % {
                "unit": subject(unit),
                "day": day_words(grievance.look_again_on),
            }
        case Status.CLOSED:
            return _closed(grievance)


def _in_progress(grievance: Grievance, unit: str, at: datetime) -> str:
    assert grievance.due_at is not None
    if grievance.is_long_term:
        assert grievance.target_on is not None
        assert grievance.report_on is not None
        return _("%(unit)s %(target)s을 목표로 길게 추진합니다. %(report)s까지 진행 상황을 알려 드립니다.") % {
            "unit": subject(unit),
            "target": day_words(grievance.target_on),
            "report": day_words(grievance.report_on),
        }
    if grievance.is_paused:
        return _("%(unit)s 보완을 기다립니다. 그동안 처리기한은 멈춥니다.") % {"unit": subject(unit)}
    until = until_words(grievance.due_at, grievance.period_unit)
    if grievance.is_under_investigation(at=at):
        assert grievance.investigated_until is not None
        return _("%(unit)s %(day)s까지 현장을 조사하고 %(until)s 답합니다.") % {
            "unit": subject(unit),
            "day": day_words(grievance.investigated_until),
            "until": until,
        }
    if grievance.promised_at is not None and at <= grievance.promised_at:
        return _("%(unit)s %(promised)s 답합니다. 법정기한은 %(until)s입니다.") % {
            "unit": subject(unit),
            "promised": until_words(grievance.promised_at, grievance.period_unit),
            "until": until,
        }
    if grievance.is_overdue(at=at):
        return _("%(unit)s %(until)s 답해야 했으나 늦어지고 있습니다. 죄송합니다.") % {
            "unit": subject(unit),
            "until": until,
        }
    return _("%(unit)s %(until)s 답합니다.") % {"unit": subject(unit), "until": until}


def _closed(grievance: Grievance) -> str:
    assert grievance.closed_at is not None
    day = day_words(grievance.closed_at)
    words = {
        ClosingReason.WITHDRAWN: _("%s에 취하하셨습니다."),
        ClosingReason.RETURNED: _("보완 자료가 오지 않아 %s에 돌려드렸습니다."),
        ClosingReason.FORWARDED: _("맡을 수 있는 기관으로 %s에 넘겼습니다."),
        ClosingReason.REPEATED: _("이미 답한 내용이어서 %s에 마쳤습니다."),
        ClosingReason.DUPLICATE: _("겹쳐 낸 사건이어서 %s에 하나로 모았습니다."),
    }
    return words[ClosingReason(grievance.closing_reason)] % day


def listening(asked: Consultation, *, at: datetime) -> str:
    """협조·자문 as the company reads it. An expert answers for nobody but themselves, so their name is not told."""
    if asked.kind == Consultation.Kind.EXPERT:
        what = _("애로클리너 위원의 자문을 받고 있습니다")
    else:
        what = _("%s의 의견을 듣고 있습니다") % asked.asked
    return f"{what} ({until_words(asked.reply_by)})." if asked.reply_by >= at else f"{what}."


def filled(template: AnswerTemplate, case: Grievance) -> str:
    """A template's words with the facts of this case in their places."""
    facts = {
        "{기업}": case.company.name,
        "{접수번호}": case.receipt_no,
        "{제목}": case.title,
        "{담당부서}": unit_of(case),
        "{담당자}": officer_words(case),
        "{전화}": phone_of(case),
    }
    words = template.text
    for place, fact in facts.items():
        words = words.replace(place, fact)
    return words


# --- The story of a case --------------------------------------------------------------------------------------------


def entry_sentence(entry: HistoryEntry) -> str:
    """지금까지 있었던 일: who did what, as the company reads it."""
    if entry.side == HistoryEntry.Side.COMPANY:
        return _BY_COMPANY[Move(entry.move)] % {"who": _("%s 님이") % entry.by.name}
    words = _BY_CITY[Move(entry.move)] % {"who": subject(entry.unit or str(settings.CITY["unit"]))}
    outcome = entry.details.get("outcome", "")
    return f"{words}: {Outcome(outcome).label}" if outcome else words


_BY_COMPANY = {
    Move.AGREE: _L("%(who)s 기한을 한 번 더 늘리는 데 동의했습니다"),
    Move.DECLINE: _L("%(who)s 기한을 더 늘리는 데 동의하지 않았습니다"),
    Move.FILE: _L("%(who)s 신청했습니다"),
    Move.AMEND: _L("%(who)s 신청 내용을 바꾸었습니다"),
    Move.MORE_TIME: _L("%(who)s 보완기한을 늘렸습니다"),
    Move.SUPPLEMENT: _L("%(who)s 보완을 보냈습니다"),
    Move.WITHDRAW: _L("%(who)s 신청을 취하했습니다"),
    Move.REOPEN: _L("%(who)s 재검토를 요청했습니다"),
    Move.MESSAGE: _L("%(who)s 글을 남겼습니다"),
    Move.RATE: _L("%(who)s 답변을 평가했습니다"),
}
_BY_CITY = {
    Move.FILE: _L("%(who)s 신청을 대신 적었습니다"),
    Move.RECEIVE: _L("%(who)s 접수하고 담당부서를 정했습니다"),
    Move.OFFER_TRANSFER: _L("%(who)s 다른 부서에 맡아 달라고 했습니다"),
    Move.TAKE_BACK: _L("%(who)s 이관 제안을 거두었습니다"),
    Move.ACCEPT_TRANSFER: _L("%(who)s 사건을 이어 맡았습니다"),
    Move.DECLINE_TRANSFER: _L("%(who)s 이관을 받지 않았습니다"),
    Move.RULE_TRANSFER: _L("%(who)s 담당부서를 정했습니다"),
    Move.HAND_OVER: _L("%(who)s 담당자를 바꾸었습니다"),
    Move.CONSULT: _L("%(who)s 의견을 물었습니다"),
    Move.ADVISE: _L("%(who)s 의견을 보냈습니다"),
    Move.POSTPONE: _L("%(who)s 의견을 나중에 보내겠다고 했습니다"),
    Move.TAKE_QUESTION_BACK: _L("%(who)s 물음을 거두었습니다"),
    Move.PROPOSE: _L("%(who)s 결재를 올렸습니다"),
    Move.TAKE_PROPOSAL_BACK: _L("%(who)s 올린 결재를 거두었습니다"),
    Move.APPROVE: _L("%(who)s 결재했습니다"),
    Move.SEND_BACK: _L("%(who)s 결재하지 않고 돌려보냈습니다"),
    Move.GROUP: _L("%(who)s 같은 문제를 겪는 사건들과 함께 다루기로 했습니다"),
    Move.UNGROUP: _L("%(who)s 따로 다루기로 했습니다"),
    Move.SUGGEST_REFORM: _L("%(who)s 제도를 고쳐 달라고 건의했습니다"),
    Move.REFORM_ANSWERED: _L("%(who)s 건의의 회신을 알렸습니다"),
    Move.WAKE: _L("%(who)s 다시 볼 사건으로 깨웠습니다"),
    Move.ASK: _L("%(who)s 보완을 요청했습니다"),
    Move.SUPPLEMENT: _L("%(who)s 받은 보완 자료를 적었습니다"),
    Move.INVESTIGATE: _L("%(who)s 현장조사를 정했습니다"),
    Move.INVESTIGATE_LONGER: _L("%(who)s 현장조사를 늘렸습니다"),
    Move.END_INVESTIGATION: _L("%(who)s 현장조사를 마쳤습니다"),
    Move.EXTEND: _L("%(who)s 처리기한을 연장했습니다"),
    Move.ASK_CONSENT: _L("%(who)s 기한을 한 번 더 늘려도 되는지 물었습니다"),
    Move.RECOUNT: _L("%(who)s 처리기한을 다시 셌습니다"),
    Move.KEEP: _L("%(who)s 진행 상황을 알렸습니다"),
    Move.RESOLVE: _L("%(who)s 답했습니다"),
    Move.FIND_INFEASIBLE: _L("%(who)s 지금은 할 수 없다고 답했습니다"),
    Move.FORWARD: _L("%(who)s 맡을 수 있는 기관으로 넘겼습니다"),
    Move.RETURN: _L("%(who)s 신청을 돌려드렸습니다"),
    Move.CLOSE_REPEAT: _L("%(who)s 사건을 마쳤습니다"),
    Move.LOOK_AGAIN: _L("%(who)s 다시 살펴보았습니다"),
    Move.REOPEN: _L("%(who)s 다시 살피기 시작했습니다"),
    Move.CORRECT: _L("%(who)s 신청 내용의 잘못을 바로잡았습니다"),
    Move.MESSAGE: _L("%(who)s 글을 남겼습니다"),
}


def entry_words(entry: HistoryEntry) -> str:
    """What was said. What is written down at 접수 is for the unit that takes over."""
    return "" if entry.move == Move.RECEIVE else entry.note


def entry_facts(entry: HistoryEntry) -> list[tuple[str, str]]:
    """What else the move fixed: days, the dossier, what was changed from what to what."""
    details = entry.details
    facts = [(str(label), _said(details[name])) for name, label in _FACTS.items() if details.get(name)]
    facts += origin_facts(details)
    facts += due_facts(details)
    changes = details.get("changes", {})
    return facts + [
        (str(_CHANGED[name]), f"{before or '–'} → {after or '–'}") for name, (before, after) in changes.items()
    ]


_FACTS = {
    "reply_by": _L("보완기한"),
    "extension_reason": _L("연장 사유"),
    "explanation": _L("설명"),
    "investigation_from": _L("현장조사 시작"),
    "investigated_until": _L("현장조사 마치는 날"),
    "target_on": _L("목표일"),
    "report_on": _L("다음 보고일"),
    "limit": _L("걸림돌"),
    "provision": _L("조문"),
    "tried": _L("해 본 것"),
    "could_change": _L("바꿀 수 있는 곳"),
    "remedies": _L("구제 방법"),
    "look_again_on": _L("다시 볼 날"),
    "body": _L("받는 기관"),
    "contact": _L("받는 기관 연락처"),
    "consent": _L("기업의 동의"),
    "reform_body": _L("건의한 곳"),
    "reform_reply": _L("회신"),
    "to": _L("담당부서"),
}
_CHANGED = {
    "category": _L("분야"),
    "title": _L("제목"),
    "body": _L("내용"),
    "hoped_for": _L("바라는 결과"),
    "place": _L("장소"),
}


def origin_facts(details: dict[str, Any], *, for_officials: bool = False) -> list[tuple[str, str]]:
    """Where a case came from, and which meeting decided a move in it: a link within the site.

    Where only officials may look, others read its name.
    """
    facts = []
    for name, said in (("origin", _("온 곳")), ("decided_in", _("정한 곳"))):
        if origin := details.get(name):
            label, link = origin["label"], origin["link"]
            is_ours = link.startswith("/") and url_has_allowed_host_and_scheme(link, allowed_hosts=None)
            may_follow = for_officials or not link.startswith(reverse("admin:index"))
            linked = format_html('<a href="{}">{}</a>', link, label)
            facts.append((said, linked if is_ours and may_follow else label))
    return facts


def due_facts(details: dict[str, Any]) -> list[tuple[str, str]]:
    """From when to when a move put the deadline; of a question, what a yes would make of it."""
    if not (after := details.get("to_due_at")):
        return []
    if before := details.get("from_due_at"):
        return [(_("처리기한"), f"{_said(before)} → {_said(after)}")]
    return [(_("동의하면"), _("%s까지") % _said(after))]


_DAY = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")


def _said(value: str) -> str:
    """A day or a moment as people say it; the history keeps them in ISO 8601. The end of a day is that day."""
    if not _DAY.fullmatch(value):
        return value
    if "T" not in value:
        return day_words(date.fromisoformat(value))
    local = timezone.localtime(datetime.fromisoformat(value))
    is_end_of_day = local.time().replace(microsecond=0) == END_OF_DAY
    return day_words(local) if is_end_of_day else f"{day_words(local)} {local:%H:%M}"


def next_notice(grievance: Grievance) -> str:
    """When the company hears from the city again."""
    if grievance.status == Status.OPEN:
        return _("접수하면 담당부서와 처리기한을 바로 알려 드립니다.")
    if grievance.status == Status.IN_PROGRESS:
        return _next_while_in_progress(grievance)
    if grievance.look_again_on:
        return _("%s에 다시 살피고 결과를 알려 드립니다.") % day_words(grievance.look_again_on)
    return ""


def _next_while_in_progress(grievance: Grievance) -> str:
    if grievance.report_on:
        return _("%s까지 진행 상황을 알려 드립니다.") % day_words(grievance.report_on)
    if grievance.is_paused:
        return _("보완을 받으면 새 처리기한을 알려 드립니다.")
    if grievance.is_under_investigation(at=timezone.now()):
        return _("현장조사를 마치면 조사한 결과를 알려 드립니다.")
    return _("답변이 나오거나 기한이 바뀌면 바로 알려 드립니다.")

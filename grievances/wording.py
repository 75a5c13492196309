"""How a case is put into words: the same sentence for the company, the officer and the mail."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from grievances.clock import Unit
from grievances.models import Grievance
from grievances.workflow import ClosingReason, Status

NBSP, JOINER = "\u00a0", "\u2060"
WEEKDAYS = "월화수목금토일"


def day_words(value: date) -> str:
    """5월 4일(월): as people say a day, the year only where it is another one, never broken across lines."""
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    year = f"{on.year}년{NBSP}" if on.year != timezone.localdate().year else ""
    return f"{year}{on.month}월{NBSP}{on.day}일{JOINER}({WEEKDAYS[on.weekday()]})"


def until_words(due_at: datetime, unit: str = Unit.DAYS) -> str:
    """5월 7일(목)까지, or with the hour where the period counts in hours."""
    local = timezone.localtime(due_at)
    clock = f" {local:%H:%M}" if unit == Unit.HOURS else ""
    return _("%s까지") % f"{day_words(local)}{clock}"


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
            return _("%(unit)s %(until)s 접수하고 담당부서를 정합니다.") % {
                "unit": subject(unit),
                "until": until_words(grievance.receive_by, Unit.HOURS),
            }
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

"""연장과 현장조사: for which reasons, how long, how often. Pure rules of 시행령 §17④ and §21; asks nobody."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from grievances.workflow import ExtensionReason as Reason

FOUR_REASONS_FROM = date(2026, 5, 6)
"""Cases received from this day on: the four reasons, and the three forbidden ones (시행령 부칙 제36296호 §4)."""
EXTENDED_AT_MOST = 2
INVESTIGATION_DAYS = 14
"""현장조사, the first day counted (시행령 §17④)."""
PROLONGED_DAYS = 7

LEGAL_REASONS = (Reason.COOPERATION, Reason.FACTS, Reason.FORCE_MAJEURE, Reason.SIMILAR)
FORBIDDEN_REASONS = (Reason.WORKLOAD, Reason.LATE_ASSIGNMENT, Reason.ABSENCE)

# What an explanation may not come down to. 담당자 of a company may well be away: only our own words are meant.
_FORBIDDEN_WORDS = {
    Reason.WORKLOAD: re.compile(r"업무\s*(가|량)?\s*(과중|과다|폭주|많)|일이\s*많|일손\s*(이|부족)|인력\s*부족"),
    Reason.LATE_ASSIGNMENT: re.compile(r"담당(자|공무원)\s*(의|가|이)?\s*(지정|배정)[^.]{0,6}(지연|늦|안\s*되)"),
    Reason.ABSENCE: re.compile(
        r"(?<!기업 )(?<!회사 )(?<!업체 )(담당자|담당\s*공무원|주무관)\s*(의|가|이)?\s*"
        r"(부재|휴가|출장|병가|연가|교육\s*중)"
    ),
}


def reasons(received_on: date) -> Sequence[Reason]:
    """연장 사유 that a case of this day of receipt may have."""
    return LEGAL_REASONS if received_on >= FOUR_REASONS_FROM else (Reason.UNAVOIDABLE,)


def forbidden(reason: Reason, explanation: str, received_on: date) -> str:
    """Why this cannot be a reason, naming the article; empty where it can."""
    if received_on < FOUR_REASONS_FROM:
        if reason != Reason.UNAVOIDABLE:
            return _("2026년 5월 6일 전에 접수한 사건은 ‘부득이한 사유’로만 연장합니다(종전 시행령 제21조①).")
        return ""
    if reason in FORBIDDEN_REASONS:
        return (
            _("‘%s’은(는) 연장 사유가 될 수 없습니다(시행령 제21조②). 법이 정한 네 가지 사유에서 고르십시오.")
            % reason.label
        )
    if reason not in LEGAL_REASONS:
        return _("연장은 법이 정한 네 가지 사유로만 합니다(시행령 제21조①).")
    for kind, words in _FORBIDDEN_WORDS.items():
        if found := words.search(explanation):
            return _(
                "설명에 있는 ‘%(words)s’은(는) ‘%(kind)s’에 해당해 연장 사유가 될 수 없습니다(시행령 제21조②)."
                " 협조, 사실 확인, 불가항력 가운데 실제로 기다리는 것을 적으십시오."
            ) % {"words": found[0], "kind": kind.label}
    return ""


def last_day(first: date) -> date:
    """The last day a 현장조사 that begins on this day may have."""
    return first + timedelta(days=INVESTIGATION_DAYS - 1)

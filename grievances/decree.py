"""The periods of 민원 처리에 관한 법률 시행령, as a portal begins with them. What holds is the city's own table."""

from datetime import date

from grievances.clock import LegalKind, Unit

SINCE = date(2016, 2, 12)
"""제26980호; before it 민원사무 처리에 관한 법률 시행령 had the same periods."""
NAME = "민원 처리에 관한 법률 시행령"

PERIODS: tuple[tuple[LegalKind, int, Unit, str], ...] = (
    (LegalKind.GRIEVANCE, 7, Unit.DAYS, f"{NAME} 제17조①"),
    (LegalKind.QUESTION_OF_LAW, 14, Unit.DAYS, f"{NAME} 제14조 제1호"),
    (LegalKind.QUESTION_OF_PROCEDURE, 7, Unit.DAYS, f"{NAME} 제14조 제2호"),
    (LegalKind.PROPOSAL, 14, Unit.DAYS, f"{NAME} 제15조"),
    (LegalKind.OTHER, 3, Unit.HOURS, f"{NAME} 제16조①, 제19조"),
)
HOURS_ARTICLE = f"{NAME} 제8조의3"

OUTAGES_FROM = date(2026, 5, 6)
"""Outages that happen from this day on stop the clock (부칙 제36296호 §3)."""

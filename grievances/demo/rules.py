"""What the demo's city wrote down for its clocks to go by: 쉬는 날, and 처리기간 of 법정 matters."""

from datetime import date

from grievances import actions
from grievances.clock import LegalKind, Unit
from grievances.models import LegalPeriod

LAW = "산업집적활성화 및 공장설립에 관한 법률 시행규칙"
SINCE = date(2020, 2, 28)
"""The day from which all of these read as they do: 산업통상자원부령 of 2020-02-28, which last changed 제6조③."""
# Read in the rule's text as of 2025-10-01 (산업통상부령 제1호), where nothing else is to be decided along with them.
MATTERS = (
    ("공장설립등의 승인", 20, Unit.DAYS, "제6조③"),
    ("공장설립등의 승인 (모두 시장의 권한)", 14, Unit.DAYS, "제6조③"),
    ("공장설립등의 승인 (의제처리 없음)", 7, Unit.DAYS, "제6조③"),
    ("공장설립등의 승인사항 변경신고", 7, Unit.DAYS, "제7조의2③"),
    ("공장설립등의 완료신고", 24, Unit.HOURS, "제10조①"),
    ("공장등록 변경", 7, Unit.DAYS, "제11조④"),
    ("공장등록", 7, Unit.DAYS, "제12조②"),
)
OLD_YEARS = range(2010, 2013)
"""Of the programme, and what was left of it."""


def set_up() -> None:
    """쉬는 날 of the years that have cases, and the 법정 periods."""
    actions.fill_holidays([*OLD_YEARS, *actions.usual_years()])
    LegalPeriod.objects.bulk_create(
        LegalPeriod(
            kind=LegalKind.STATUTORY,
            matter=matter,
            amount=amount,
            unit=unit,
            article=f"{LAW} {article}",
            valid_from=SINCE,
        )
        for matter, amount, unit, article in MATTERS
    )

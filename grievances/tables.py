"""The work list as a file: row by row, nothing of what companies wrote beyond the title."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone

from grievances.models import Grievance

WORKLIST = [
    *("접수번호", "처리상태", "분야", "민원 종류", "제목", "기업", "산업단지", "신청 경로", "도달일시", "접수일시"),
    *("처리기한", "멈춘 때", "담당부서", "담당자", "결과", "답변일시", "종결 사유", "종결일시"),
    *("장기추진 목표일", "다음 보고일", "다시 볼 날", "재검토"),
]


def worklist(found: Iterable[Grievance]) -> Iterator[list[str]]:
    """A row a case."""
    yield WORKLIST
    for case in found:
        yield [
            case.receipt_no,
            str(case.get_status_display()),
            case.category.name,
            str(case.get_legal_kind_display()),
            case.title,
            case.company.name,
            str(case.company.industrial_complex or "단지 밖"),
            str(case.get_channel_display()),
            _moment(case.arrived_at),
            _moment(case.received_at),
            _moment(case.due_at),
            _moment(case.paused_at),
            str(case.department or ""),
            str(case.officer or ""),
            str(case.get_outcome_display()),
            _moment(case.answered_at),
            str(case.get_closing_reason_display()),
            _moment(case.closed_at),
            str(case.target_on or ""),
            str(case.report_on or ""),
            str(case.look_again_on or ""),
            f"{case.reopened}회" if case.reopened else "",
        ]


def _moment(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""

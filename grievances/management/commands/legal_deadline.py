"""When an answer is due, and why."""

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from grievances import clock, rulebook
from grievances.clock import HOURS_A_DAY, SEOUL, Ledger, LegalKind, Period, Stop, Unit
from grievances.models import LegalPeriod
from grievances.rulebook import Decree, Rulebook

KINDS = {str(kind.label): kind for kind in LegalKind if kind != LegalKind.STATUTORY}


class Command(BaseCommand):
    """법정기한 계산."""

    help = "Prints the due moment of a case and its ledger, day by day."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the clock goes by, from when, and what happened on the way."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--kind", choices=sorted(KINDS), help="민원 종류")
        what.add_argument("--days", type=int, help="법정 처리기간(일). 5일 이하는 근무시간으로 셉니다.")
        what.add_argument("--working-hours", type=int, help="법정 처리기간(근무시간)")
        what.add_argument("--months", type=int, help="법정 처리기간(개월)")
        parser.add_argument("--received", required=True, help='접수일시, "2026-04-27 10:00"')
        parser.add_argument(
            "--pause", action="append", default=[], help='멈춘 때, "2026-04-29 11:40/2026-04-30 10:05"'
        )
        parser.add_argument("--extend", action="append", type=int, default=[], help="기한연장(일). 두 번까지.")
        parser.add_argument("--json", action="store_true", help="원장을 JSON으로")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reckon and print."""
        received = _moment(options["received"])
        rules = _rules()
        period = self._period(options, received, rules)
        stops = [_stop(text) for text in options["pause"]]
        if any(stop.end is not None and stop.end < stop.begin for stop in stops):
            raise CommandError('멈춤이 시작보다 먼저 끝납니다. --pause "시작/끝" 순서로 적어 주십시오.')
        extensions = _extensions(period, options["extend"])
        found = clock.ledger(period, received, rules.calendar, stops, extensions)
        self.stdout.write(_as_json(found) if options["json"] else _as_text(found))

    def _period(self, options: dict[str, Any], received: datetime, rules: Rulebook) -> Period:
        if options["kind"]:
            found = rules.period(KINDS[options["kind"]], received.astimezone(SEOUL).date())
            if found is None:
                raise CommandError(f"‘{options['kind']}’의 처리기간이 정해져 있지 않습니다.")
            return found
        amount = options["days"] or options["working_hours"] or options["months"] or 0
        if amount < 1:
            raise CommandError("처리기간은 1 이상이어야 합니다.")
        if options["days"]:
            return clock.statutory(amount)
        return Period(amount, Unit.HOURS if options["working_hours"] else Unit.MONTHS)


def _rules() -> Rulebook:
    """The city's own; where no portal was set up yet, the decree's."""
    is_set_up = LegalPeriod._meta.db_table in connection.introspection.table_names()
    return rulebook.standing() if is_set_up else Decree()


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise CommandError(f"‘{text}’은(는) 일시가 아닙니다. 2026-04-27 10:00처럼 적어 주십시오.") from error
    return found if found.tzinfo else found.replace(tzinfo=SEOUL)


def _stop(text: str) -> Stop:
    begin, slash, end = text.partition("/")
    if not slash:
        raise CommandError(f'‘{text}’에는 시작과 끝이 모두 있어야 합니다. "시작/끝"으로 적어 주십시오.')
    return Stop(_moment(begin), _moment(end), "멈춤")


def _extensions(period: Period, days: list[int]) -> list[int]:
    """시행령 §21①: twice at most, each by at most the original period. Days of an hour-period are 8 hours each."""
    if len(days) > 2:
        raise CommandError("처리기간은 두 번까지 연장할 수 있습니다(시행령 제21조①).")
    amounts = [one * HOURS_A_DAY if period.unit == Unit.HOURS else one for one in days]
    if any(not 1 <= amount <= period.amount for amount in amounts):
        raise CommandError(f"연장은 한 번에 처리기간({period})까지 할 수 있습니다(시행령 제21조①).")
    return amounts


def _as_json(found: Ledger) -> str:
    assert found.due_at is not None
    lines = [
        {
            "day": line.day.isoformat(),
            "counted": line.counted,
            "amount": line.amount,
            "unit": line.unit,
            "reason": line.reason,
            "total": line.total,
        }
        for line in found.lines
    ]
    answer = {"due_on": found.due_at.date().isoformat(), "due_at": found.due_at.isoformat(), "ledger": lines}
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _as_text(found: Ledger) -> str:
    assert found.due_at is not None
    unit = {"day": "일", "minute": "분"}
    counted = [f"{line.total}{unit[line.unit]}째" if line.counted else "세지 않음" for line in found.lines]
    lines = [f"{line.day}  {words:<10}  {line.reason}" for line, words in zip(found.lines, counted, strict=True)]
    return "\n".join([f"처리기한 {found.due_at:%Y-%m-%d %H:%M} (처리기간 {found.period})", *lines])

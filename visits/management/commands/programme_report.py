"""What a programme did in a period."""

import json
import unicodedata
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from grievances.moment import now
from visits import reports
from visits.models import Programme
from visits.reports import PUBLISHED, Figures, Period


class Command(BaseCommand):
    """추진 실적."""

    help = "Prints the visits of a programme in a period, and what became of the grievances that they brought."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which programme, from when until when."""
        parser.add_argument("name", help="프로그램 이름, 또는 그 이름을 담은 말")
        parser.add_argument("--from", dest="first", help="첫날, 2010-09-01. 없으면 프로그램이 시작한 날")
        parser.add_argument("--to", dest="last", help="마지막 날, 2011-12-31. 없으면 오늘까지")
        parser.add_argument("--json", action="store_true", help="JSON으로")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and print."""
        programme = _programme(options["name"])
        period = reports.whole(programme, on=timezone.localdate(now()))
        first, last = _day(options["first"]) or period.first, _day(options["last"]) or period.last
        if last < first:
            raise CommandError(f"끝나는 날({last})이 시작하는 날({first})보다 앞섭니다.")
        period = Period(first, last)
        found = reports.figures(programme, period)
        self.stdout.write(_as_json(found) if options["json"] else _as_text(programme, period, found))


def _programme(name: str) -> Programme:
    found = reports.named(name)
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"‘{programme}’" for programme in found or Programme.objects.all())
    if found:
        raise CommandError(f"‘{name}’에 맞는 프로그램이 여럿입니다: {names}. 이름을 끝까지 적어 주십시오.")
    known = f"있는 프로그램은 {names}입니다." if names else "아직 프로그램이 없습니다."
    raise CommandError(f"‘{name}’에 맞는 프로그램이 없습니다. {known}")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise CommandError(f"‘{text}’은(는) 날짜가 아닙니다. 2010-09-01처럼 적어 주십시오.") from error


def _as_json(found: Figures) -> str:
    return json.dumps(found.as_published(), ensure_ascii=False, indent=2)


def _as_text(programme: Programme, period: Period, found: Figures) -> str:
    lines = [f"{programme} {period}"]
    for name, count in found.as_published().items():
        label, unit = PUBLISHED[name]
        label = label if name in {"companies", "associations", "grievances"} else f"  {label}"
        lines.append(f"{_padded(label, 20)}{count:>6,}{unit}")
    return "\n".join(lines)


def _padded(words: str, width: int) -> str:
    """Hangul takes two columns of a terminal."""
    taken = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
    return words + " " * (width - taken)

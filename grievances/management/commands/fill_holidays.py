"""Bring the public holidays of whole years into the city's table."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from grievances.actions import fill_holidays, usual_years
from grievances.actions.filling import Year

FIRST, LAST = 2000, 2100


class Command(BaseCommand):
    """쉬는 날 채우기."""

    help = "Fills years that are not filled yet with their public holidays; tells how filled ones differ from them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which years."""
        parser.add_argument(
            "--years", type=_year, nargs="+", help="채울 해. 적지 않으면 지난해부터 내후년까지입니다.", metavar="해"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill, and say what was done."""
        for year in fill_holidays(options["years"] or usual_years()):
            for line in _lines(year):
                self.stdout.write(line)


def _lines(year: Year) -> list[str]:
    if year.added:
        return [f"{year.year}년: {year.added}일을 채웠습니다."]
    if year.differences:
        return [
            f"{year.year}년: 이미 채웠습니다. 달력과 다른 곳이 {len(year.differences)}군데 있습니다.",
            *year.differences,
        ]
    return [f"{year.year}년: 이미 채웠고 달력과 같습니다."]


def _year(text: str) -> int:
    year = int(text)
    if not FIRST <= year <= LAST:
        raise ValueError(text)
    return year

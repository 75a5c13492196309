"""접속기록 확인: whether the chain of the access log holds."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import AccessLog


class Command(BaseCommand):
    """접속기록 확인."""

    help = (
        "Reckons every seal of the access log anew. Prints the last line's number and seal: kept elsewhere and given "
        "back with --holds, they also show whether lines were cut off the end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """[--holds NUMBER:SEAL]."""
        parser.add_argument("--holds", metavar="NUMBER:SEAL", help="a line that an earlier check has printed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 if a line does not fit."""
        broken = AccessLog.objects.broken()
        if broken:
            numbers = ", ".join(map(str, broken[:20]))
            raise CommandError(f"접속기록 {len(broken)}줄이 맞지 않습니다(번호 {numbers}).")
        if options["holds"] and not self._holds(options["holds"]):
            raise CommandError(f"접속기록에 {options['holds'].partition(':')[0]}번 줄이 그때와 같지 않거나 없습니다.")
        last = AccessLog.objects.order_by("number").last()
        self.stdout.write(f"접속기록이 모두 맞습니다. {last.number}:{last.digest}" if last else "접속기록이 없습니다.")

    def _holds(self, said: str) -> bool:
        number, _, digest = said.partition(":")
        return number.isdecimal() and AccessLog.objects.filter(number=number, digest=digest).exists()

"""The demo world, once."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

# Each has a module `demo` with load(); the later ones lean on the earlier ones. The visits' world has the cases in it.
APPS = ("accounts", "companies", "visits", "meetings")


class Command(BaseCommand):
    """시연 자료 넣기."""

    help = "Loads what is missing of the demo world; loading it twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Each app in a transaction of its own, with one line said about it."""
        if settings.IN_PRODUCTION:
            raise CommandError("시연 자료는 실제 운영 환경에 넣을 수 없습니다.")
        for app in APPS:
            with transaction.atomic():
                import_module(f"{app}.demo").load()
            if options["verbosity"]:
                self.stdout.write(f"시연 자료: {app}")

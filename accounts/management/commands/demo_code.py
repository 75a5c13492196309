"""The six digits for signing in to the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import demo


class Command(BaseCommand):
    """시연 계정의 2단계 인증 번호."""

    help = "Prints the code that the demo's accounts need now, as an authenticator app would."
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        if settings.IN_PRODUCTION:
            raise CommandError("시연에서만 쓰는 명령입니다.")
        self.stdout.write(demo.current_code())

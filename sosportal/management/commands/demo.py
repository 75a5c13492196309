"""`manage.py demo`: the whole portal on this machine, with everything it needs."""

import signal

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sosportal import services
from sosportal.services.processes import end_with_parent
from sosportal.supervisor import GiveUp, Supervisor


class Command(BaseCommand):
    """Runs PostgreSQL, Valkey, web, worker and beat under one supervisor."""

    help = (
        "Runs the whole portal on this machine until Ctrl-C or SIGTERM. PORT chooses the port (8000), "
        "SOS_HOME the folder of the data (.sos), DATABASE_URL and REDIS_URL servers of your own."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch for the Makefile."""
        parser.add_argument("--end-with-parent", action="store_true", help="end when the starting process ends")

    def handle(self, *args: object, **options: object) -> None:
        """Run until told to stop."""
        if options["end_with_parent"]:
            end_with_parent(signal.SIGTERM)
        try:
            Supervisor(services.current()).run()
        except GiveUp as failure:
            raise CommandError(str(failure)) from failure

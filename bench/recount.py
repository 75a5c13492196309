"""How long does it take to count every deadline anew? The preview and the job, over 100,000 running cases.

    .venv/bin/python bench/recount.py             100,000 cases of 10,000 companies, two members each
    .venv/bin/python bench/recount.py 10000       fewer

Starts a PostgreSQL and a Valkey of its own, makes the rows with COPY, declares a holiday, and removes all of it. The
goal is five minutes on two cores. What must be true afterwards is asserted; figures depend on the machine.
"""

import os
import random
import resource
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sosportal.services import Home, Lease  # noqa: E402 – the path comes first

CASES = 100_000
A_COMPANY = 10
"""Cases of one company."""
MEMBERS = 2


@contextmanager
def servers() -> Iterator[None]:
    """A PostgreSQL and a Valkey for this run."""
    home = Path(tempfile.mkdtemp(prefix="sos-bench-"))
    home.chmod(0o711)
    os.environ |= {"SOS_MODE": "test", "SOS_HOME": str(home), "LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "sosportal.settings"
    lease = Lease(Home(home), command="bench", durable=False)
    lease.take()
    os.environ |= lease.env
    try:
        yield
    finally:
        lease.give_back()
        shutil.rmtree(home, ignore_errors=True)


class World:
    """Companies with members, and cases that run: nine in ten received, some paused, some extended in time."""

    def __init__(self, cases: int) -> None:
        from django.db import connection  # noqa: PLC0415 – Django is set up by now
        from django.utils import timezone  # noqa: PLC0415

        from grievances.models import Category  # noqa: PLC0415
        from grievances.rulebook import Rulebook  # noqa: PLC0415
        from tests import make  # noqa: PLC0415

        self.now, self.connection = timezone.now(), connection
        self.random = random.Random(20261122)  # noqa: S311 – the same rows each time
        self.manager, self.unit = make.manager(), make.department()
        self.officer = make.officer(self.unit)
        self.category = Category.objects.first()
        self.rules = Rulebook()
        self.rules.calendar, self.rules.periods  # noqa: B018 – read now: while rows are copied in, nothing can be asked
        self.companies = self._companies(cases // A_COMPANY)
        self.filers = self._members()
        self._cases(cases)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("RESET statement_timeout")

    def _companies(self, count: int) -> list[int]:
        from companies.models import Company  # noqa: PLC0415
        from companies.states import Approval, Source  # noqa: PLC0415

        rows = [
            Company(name=f"기업{number}", name_key=f"기업{number}", source=Source.REGISTRY, approval=Approval.APPROVED)
            for number in range(count)
        ]
        return [company.pk for company in Company.objects.bulk_create(rows, batch_size=2000)]

    def _members(self) -> dict[int, int]:
        """An owner and a member for each company; who files for it."""
        from accounts.models import User  # noqa: PLC0415
        from companies.models import Seat  # noqa: PLC0415

        people = User.objects.bulk_create(
            (
                User(email=f"member{company}-{number}@bench.example", name=f"회원{number}", password="!")  # noqa: S106 – nobody signs in
                for company in self.companies
                for number in range(MEMBERS)
            ),
            batch_size=2000,
        )
        owners = people[::MEMBERS]
        Seat.objects.bulk_create(
            (
                Seat(company_id=self.companies[number // MEMBERS], person=person, is_owner=number % MEMBERS == 0)
                for number, person in enumerate(people)
            ),
            batch_size=2000,
        )
        return dict(zip(self.companies, (owner.pk for owner in owners), strict=True))

    def _cases(self, count: int) -> None:
        from grievances.models import Grievance  # noqa: PLC0415

        fields = [field for field in Grievance._meta.concrete_fields if not (field.generated or field.primary_key)]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        with self.connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            with cursor.copy(f"COPY grievances_grievance ({columns}) FROM STDIN") as copy:
                for number in range(count):
                    row = self._row(number)
                    copy.write_row([row.get(field.attname, _plain(field)) for field in fields])
            cursor.execute("RESET statement_timeout")

    def _row(self, number: int) -> dict[str, Any]:
        from grievances import clock  # noqa: PLC0415
        from grievances.clock import TO_RECEIVE, LegalKind  # noqa: PLC0415

        company, came = self.companies[number // A_COMPANY], self._came()
        row: dict[str, Any] = {
            "receipt_no": f"2026-{number:06d}",
            "company_id": company,
            "category_id": self.category.pk,
            "title": f"공장 앞 도로가 파였습니다 {number}",
            "body": "지게차가 다니지 못합니다. 도로를 고쳐 주십시오.",
            "extras": "[]",
            "channel": "ONLINE",
            "filer_id": self.filers[company],
            "is_private": number % 20 == 0,
            "arrived_at": came,
            "entered_at": came,
            "receive_by": clock.due(TO_RECEIVE, came, self.rules.calendar),
            "filing_key": uuid.UUID(int=self.random.getrandbits(128)),
            "status": "OPEN",
        }
        if number % 10 == 0:
            return row
        kind = LegalKind.OTHER if number % 10 == 1 else LegalKind.GRIEVANCE
        period = self.rules.period(kind, came.date())
        assert period is not None
        found = clock.deadline(period, came, self.rules.calendar)
        return row | {
            "status": "IN_PROGRESS",
            "received_at": came,
            "run_at": came,
            "legal_kind": kind,
            "period_amount": period.amount,
            "period_unit": period.unit,
            "department_id": self.unit.pk,
            "officer_id": self.officer.pk,
            "due_at": found.due_at,
            "half_at": found.half_at,
            "most_at": found.most_at,
            "paused_at": self.now if number % 10 == 2 else None,
        }

    def _came(self) -> datetime:
        return self.now - timedelta(days=self.random.uniform(0, 6))


def _plain(field: Any) -> Any:
    if field.null:
        return None
    return field.get_default() if field.has_default() else ""


@contextmanager
def _stopwatch(name: str) -> Iterator[None]:
    begun, spent = time.perf_counter(), time.process_time()
    yield
    took, spent = time.perf_counter() - begun, time.process_time() - spent
    print(f"{name}: {took:.1f} s, of these {spent:.1f} in Python", flush=True)


def measure(world: World) -> None:
    """The preview, the job, and what must be true afterwards."""
    from django.core.management import call_command  # noqa: PLC0415

    from grievances import actions  # noqa: PLC0415
    from grievances.actions import rules  # noqa: PLC0415
    from grievances.models import HistoryEntry, Holiday  # noqa: PLC0415
    from grievances.workflow import Move  # noqa: PLC0415
    from notifications.models import Message  # noqa: PLC0415

    ahead = next(
        day
        for number in range(1, 9)
        if not world.rules.calendar.is_day_off(day := (world.now + timedelta(days=number)).date())
    )
    holiday = Holiday(day=ahead, name="임시공휴일")
    with _stopwatch("preview"):
        found = rules.rehearse_keeping(holiday)
    print(f"  {found.moved:,} of {found.cases:,} cases move", flush=True)
    with _stopwatch("applied"):
        run = rules.keep_rule(holiday, by=world.manager)
    assert run is not None
    with _stopwatch("job"):
        actions.take_up_recount(run.pk)
    run.refresh_from_db()
    print(f"  {run.done:,} cases, {run.moved:,} moved, {run.told:,} people told")
    print(f"  memory at its highest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")

    assert (run.state, run.moved) == ("DONE", found.moved)
    assert HistoryEntry.objects.filter(move=Move.RECOUNT).count() == found.moved
    assert Message.objects.filter(subject__contains="처리기한을 다시").values("person").distinct().count() == run.told
    call_command("check_deadlines")


def main() -> None:
    """Fill and measure."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    with servers():
        import django  # noqa: PLC0415 – the settings read the environment

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        begun = time.perf_counter()
        world = World(cases)
        print(f"{cases:,} cases filled in {time.perf_counter() - begun:.1f} s", flush=True)
        measure(world)
        connections.close_all()


if __name__ == "__main__":
    main()

"""Does the work list stay quick when the years fill it? Times and plans over 1,000 and 100,000 cases, and a hard mix.

    .venv/bin/python bench/worklist.py            figures
    .venv/bin/python bench/worklist.py --plans    and how the database finds its answers
    .venv/bin/python bench/worklist.py 지연        of the pages with this in their name

Starts a PostgreSQL of its own, makes the rows with COPY, opens the pages through Django's test client, and removes all
of it. Nothing is asserted: figures depend on the machine; what matters is how many times the first column they are.
"""

import os
import random
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

TIMES = 7
LIST = "/admin/grievances/grievance/"
PAGES = {
    "총괄담당": {
        "first": "",
        "진행 중 모두": "?queue=running",
        "지연": "?queue=overdue",
        "끝난 것": "?queue=ended",
        "모두": "?queue=all",
        "찾기 누수 (0.3 %)": "?queue=all&q=누수",
        "찾기 도로 (30 %)": "?queue=all&q=도로",
        "찾기 곶감 (none)": "?queue=all&q=곶감",
        "찾기 가로등 소등": "?queue=all&q=가로등 소등",
        "찾기 기업17": "?queue=all&q=기업17",
        "찾기 17": "?queue=all&q=17",
    },
    "처리담당": {
        "first": "",
        "우리 부서": "?queue=department",
        "지연": "?queue=overdue",
        "모두": "?queue=all",
        "찾기 누수": "?queue=all&q=누수",
        "찾기 도로": "?queue=all&q=도로",
    },
}
NOUNS = ["도로", "가로등", "소음", "폐수", "주차장", "버스", "전력", "허가", "자금", "인력", "배수", "악취", "진입로"]


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
    """Companies, departments, and people of one of them."""

    def __init__(self) -> None:
        from django.db import connection  # noqa: PLC0415 – Django is set up by now
        from django.utils import timezone  # noqa: PLC0415

        from accounts.roles import Role  # noqa: PLC0415
        from grievances.models import Category, Grievance  # noqa: PLC0415
        from tests import make  # noqa: PLC0415

        self.now, self.connection, self.model = timezone.now(), connection, Grievance
        self.random = random.Random(20261122)  # noqa: S311 – the same rows each time
        self.departments = [make.department(f"부서{number}") for number in range(20)]
        self.manager = make.official(Role.MANAGER)
        self.officer = make.official(Role.OFFICER, of=self.departments[0])
        self.officers = [
            [self.officer, make.official(Role.OFFICER, of=self.departments[0])],
            *([make.official(Role.OFFICER, of=department)] for department in self.departments[1:]),
        ]
        self.categories = list(Category.objects.all())
        self.companies = [make.company(f"기업{number}산업") for number in range(400)]
        self.filer = make.owner(self.companies[0])
        self.rows = 0

    def add(self, count: int, *, running: int) -> None:
        """COPY so many cases, some of them running; the officer's department holds three in ten."""
        fields = [field for field in self.model._meta.concrete_fields if not (field.generated or field.primary_key)]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        every = count / running
        with self.connection.cursor() as cursor:
            # Filled as a restored backup is: without a time limit, the slow index made afterwards.
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes "
                "WHERE tablename = 'grievances_grievance' AND indexdef LIKE '%USING gin%'"
            )
            slow = cursor.fetchall()
            for name, _ in slow:
                cursor.execute(f'DROP INDEX "{name}"')
            with cursor.copy(f"COPY grievances_grievance ({columns}) FROM STDIN") as copy:
                for number in range(count):
                    row = self._row(is_running=int(number / every) != int((number - 1) / every))
                    copy.write_row([row.get(field.attname, "") for field in fields])
            for _, definition in slow:
                cursor.execute(definition)
            cursor.execute("VACUUM ANALYZE grievances_grievance")
            cursor.execute("RESET statement_timeout")

    def _row(self, *, is_running: bool) -> dict[str, Any]:
        chance, now = self.random.random(), self.now
        self.rows += 1
        place = 0 if self.random.random() < 0.3 else self.random.randrange(1, 20)
        back = (
            timedelta(days=self.random.uniform(0, 9)) if is_running else timedelta(days=self.random.uniform(10, 3600))
        )
        came = now - back
        words = self.random.choices(NOUNS, weights=range(len(NOUNS), 0, -1), k=3)
        body = " ".join(f"{self.random.choice(NOUNS)}{self.random.randrange(9999)}번 요청합니다" for _ in range(14))
        row: dict[str, Any] = dict.fromkeys(
            [
                *("entered_by_id", "received_at", "run_at", "period_amount", "department_id", "officer_id", "due_at"),
                *("paused_at", "kept_at", "target_on", "report_on", "look_again_on", "answered_at", "closed_at"),
            ]
        )
        row |= {
            "receipt_no": f"{came.year}-{self.rows:06d}"[:12],
            "company_id": self.random.choice(self.companies).pk,
            "category_id": self.random.choice(self.categories).pk,
            "title": f"{words[0]} {words[1]} {'누수 ' if self.random.random() < 0.003 else ''}민원 {self.rows}",
            "body": body if self.random.random() < 0.7 else body.replace("도로", "보도"),
            "extras": "[]",
            "is_private": False,
            "channel": "ONLINE",
            "filer_id": self.filer.pk,
            "arrived_at": came,
            "entered_at": came,
            "receive_by": came + timedelta(hours=24),
            "filing_key": uuid.UUID(int=self.random.getrandbits(128)),
            "status": "OPEN",
            "reopened": 0,
        }
        if is_running and chance < 0.1:
            return row
        row |= {
            "status": "IN_PROGRESS",
            "received_at": came,
            "run_at": came,
            "legal_kind": "GRIEVANCE",
            "period_amount": 7,
            "period_unit": "DAYS",
            "department_id": self.departments[place].pk,
            "officer_id": self.random.choice(self.officers[place]).pk,
            "due_at": came + timedelta(days=9),
        }
        if is_running:
            return row | self._waiting(chance)
        return row | self._end(chance, came + timedelta(days=8))

    def _waiting(self, chance: float) -> dict[str, Any]:
        if chance < 0.25:
            return {"paused_at": self.now - timedelta(days=1)}
        if chance < 0.45:
            days = timedelta(days=self.random.randrange(200))
            return {"kept_at": self.now, "target_on": self.now + 2 * days, "report_on": self.now + days}
        return {"due_at": self.now - timedelta(days=2)} if chance < 0.53 else {}

    def _end(self, chance: float, at: datetime) -> dict[str, Any]:
        if chance < 0.7:
            return {"status": "RESOLVED", "outcome": "SOLVED", "answered_at": at}
        if chance < 0.85:
            return {"status": "INFEASIBLE", "answered_at": at, "look_again_on": self.now + timedelta(days=90)}
        return {"status": "CLOSED", "closed_at": at, "closing_reason": "WITHDRAWN"}

    # --- Opening pages ---------------------------------------------------------------------------------------------

    def measured(self, *, plans: bool, only: list[str]) -> dict[tuple[str, str], tuple[float, float]]:
        """Milliseconds of each page at its best, and how many of them the database took."""
        from django.test import Client  # noqa: PLC0415

        from tests import make  # noqa: PLC0415

        found = {}
        for who, user in (("총괄담당", self.manager), ("처리담당", self.officer)):
            client = make.sign_in(Client(SERVER_NAME="localhost"), user)
            for name, query in PAGES[who].items():
                if not any(word in name for word in only):
                    continue
                found[who, name] = whole, asked = self._page(client, LIST + query)
                print(f"  {who} · {name}: {whole:.0f} ms, of these the database {asked:.0f}", flush=True)
                if plans:
                    self._explain(client, f"{who} · {name}", LIST + query)
        return found

    def _page(self, client: Any, address: str) -> tuple[float, float]:
        whole, asked = [], []
        for number in range(TIMES + 2):
            took: list[float] = []
            with self.connection.execute_wrapper(_stopwatch(took)):
                begun = time.perf_counter()
                answer = client.get(address)
                assert answer.status_code == 200, (address, answer.status_code)
                spent = time.perf_counter() - begun
            if number >= 2:  # the first ones warm up
                whole.append(spent * 1000)
                asked.append(sum(took) * 1000)
        return min(whole), min(asked)  # What else runs on the machine only ever adds.

    def _explain(self, client: Any, title: str, address: str) -> None:
        seen: list[tuple[str, Any]] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
            if "grievances_grievance" in sql:
                seen.append((sql, params))
            return execute(sql, params, many, context)

        with self.connection.execute_wrapper(note):
            client.get(address)
        print(f"\n== {title}")
        with self.connection.cursor() as cursor:
            for sql, params in seen:
                cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING ON) {sql}", params)
                print("\n".join(line[:200] for (line,) in cursor.fetchall()), end="\n\n")


def _stopwatch(took: list[float]) -> Any:
    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took.append(time.perf_counter() - begun)

    return run


def main() -> None:
    """Fill, measure, fill more, measure again."""
    plans = "--plans" in sys.argv
    only = [word for word in sys.argv[1:] if not word.startswith("-")] or [""]
    with servers():
        import django  # noqa: PLC0415 – the settings read the environment

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        world, figures = World(), []
        for name, count, running in (
            ("1,000 (400 run)", 1_000, 400),
            ("100,000 (2,000 run)", 99_000, 1_600),
            ("120,000 (22,000 run)", 20_000, 20_000),
        ):
            begun = time.perf_counter()
            world.add(count, running=running)
            print(f"{name}: filled in {time.perf_counter() - begun:.1f} s", flush=True)
            figures.append((name, world.measured(plans=plans, only=only)))
        _print(figures)
        connections.close_all()


def _print(figures: list[tuple[str, dict[tuple[str, str], tuple[float, float]]]]) -> None:
    print(f"\nBest of {TIMES}, ms (of these the database), and how many times the first column:\n")
    print(f"{'':34}" + "".join(f"{name:>28}" for name, _ in figures))
    for key in figures[0][1]:
        first = figures[0][1][key][0]
        cells = [
            f"{whole:7.0f} ({asked:5.0f}) × {whole / first:4.2f}" for whole, asked in (of[key] for _, of in figures)
        ]
        print(f"{' · '.join(key):34}" + "".join(f"{cell:>28}" for cell in cells))


if __name__ == "__main__":
    main()

"""manage.py check_deadlines: stored deadlines against their histories and the rules."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from grievances import actions
from grievances.clock import SEOUL, LegalKind, Unit
from grievances.models import (
    Extension,
    Grievance,
    Holiday,
    LegalPeriod,
    Outage,
    Pause,
    WorkingHours,
)
from grievances.moment import as_of
from grievances.workflow import ExtensionReason
from tests import make

pytestmark = pytest.mark.django_db

type Cases = dict[str, Grievance]


def at(day: str, clock: str = "10:00"):
    """A moment of September 2026, the 14th of which is a Monday."""
    return as_of(datetime.fromisoformat(f"2026-09-{day} {clock}").replace(tzinfo=SEOUL))


class Desk:
    """Everything that can happen to a clock, each in a case of its own."""

    def __init__(self) -> None:
        self.officer, self.owner = make.officer(), make.owner(make.company())
        self.manager = make.manager()
        LegalPeriod.objects.create(
            kind=LegalKind.STATUTORY,
            matter="공장설립등의 승인",
            amount=1,
            unit=Unit.MONTHS,
            article="그 법 제13조",
            valid_from=date(2026, 1, 1),
        )

    def received(self, kind: LegalKind = LegalKind.GRIEVANCE, matter: str = "") -> Grievance:
        with at("14"):
            case = make.filed(self.owner)
            unit = next(iter(self.officer.departments))
            return actions.receive(case, kind, unit, by=self.manager, officer=self.officer, matter=matter)

    def asked(self, case: Grievance, day: str = "15") -> Grievance:
        with at(day, "11:30"):
            return actions.ask(case, "약도", date(2026, 9, 30), by=self.officer)

    def supplied(self, case: Grievance, day: str = "16") -> Grievance:
        with at(day, "14:20"):
            return actions.supplement(case, "여기 있습니다.", by=self.owner)

    def extended(self, case: Grievance, day: str = "17", amount: int = 3) -> Grievance:
        with at(day):
            return make.extended(case, by=self.officer, amount=amount)

    def extended_twice(self, case: Grievance) -> Grievance:
        case = self.extended(case)
        with at("18"):
            case = actions.ask_consent(case, ExtensionReason.FACTS, "현장", 4, by=self.officer)
            return actions.agree(case, by=self.owner)

    def investigated(self, case: Grievance) -> Grievance:
        with at("15"):
            return actions.investigate(case, date(2026, 9, 16), date(2026, 9, 22), "측량", by=self.officer)

    def prolonged(self, case: Grievance) -> Grievance:
        case = self.investigated(case)
        with at("21"):
            return actions.investigate_longer(case, date(2026, 9, 28), "비", by=self.officer)

    def visited(self, case: Grievance) -> Grievance:
        case = self.investigated(case)
        with at("18"):
            return actions.end_investigation(case, "폭이 5미터입니다.", by=self.officer)

    def kept(self, case: Grievance) -> Grievance:
        with at("17"):
            return actions.keep(
                case, "중간답변", target_on=date(2027, 1, 4), report_on=date(2026, 10, 1), by=self.officer
            )

    def again(self, case: Grievance) -> Grievance:
        case = self.extended(self.supplied(self.asked(case)))
        with at("18"):
            case = make.infeasible(case, by=self.officer)
        with at("21"):
            case = actions.reopen(case, "다시", by=self.owner)
        return self.extended(case, "22", amount=2)


@pytest.fixture
def cases() -> Cases:
    desk = Desk()
    with at("14"):
        opened = make.filed(desk.owner)
    received = desk.received
    return {
        "open": opened,
        "running": received(),
        "waiting": desk.asked(received()),
        "supplied": desk.supplied(desk.asked(received())),
        "supplied twice": desk.supplied(desk.asked(desk.supplied(desk.asked(received())), "17"), "21"),
        "investigated": desk.investigated(received()),
        "prolonged": desk.prolonged(received()),
        "visited": desk.visited(received()),
        "extended": desk.extended(received()),
        "extended twice": desk.extended_twice(received()),
        "supplied and extended": desk.extended(desk.supplied(desk.asked(received()))),
        "kept": desk.kept(received()),
        "opened again": desk.again(received()),
        "in hours": desk.supplied(desk.asked(received(LegalKind.OTHER), "14"), "14"),
        "in months": desk.extended(received(LegalKind.STATUTORY, "공장설립등의 승인"), amount=1),
    }


def found(capsys) -> set[str]:
    """The cases it names; an error is raised where there are any."""
    capsys.readouterr()
    with pytest.raises(CommandError):
        call_command("check_deadlines")
    return {line.partition(":")[0] for line in capsys.readouterr().out.splitlines()}


def is_well(capsys) -> bool:
    capsys.readouterr()
    call_command("check_deadlines")
    return (
        f"진행 중인 {Grievance.objects.running().count()}건의 기한이 모두 이력과 같습니다." in capsys.readouterr().out
    )


def test_what_every_move_did_is_what_the_history_says(cases, capsys):
    assert is_well(capsys)
    assert len({case.due_at for case in cases.values()}) >= 8  # they are not all the same case again


def later(case: Grievance, **columns: timedelta) -> None:
    Grievance.objects.filter(pk=case.pk).update(**{name: F(name) + much for name, much in columns.items()})


DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WRITTEN_ONCE = "grievances.Extension:extension_is_written_once"


def lose_an_extension(cases: Cases, *, whole: bool) -> None:
    with pgtrigger.ignore(WRITTEN_ONCE):
        rows = Extension.objects.filter(grievance=cases["extended twice"])
        if whole:
            rows.filter(ordinal=2).delete()
        else:
            rows.filter(ordinal=1).update(amount=2)


ERRORS: dict[str, tuple[Callable[[Cases], object], set[str]]] = {
    "a deadline moved by hand": (lambda c: later(c["running"], due_at=DAY), {"running"}),
    "a deadline of hours moved by a minute": (lambda c: later(c["in hours"], due_at=MINUTE), {"in hours"}),
    "half of it moved": (lambda c: later(c["extended"], half_at=-DAY), {"extended"}),
    "most of it moved": (lambda c: later(c["in months"], most_at=-DAY), {"in months"}),
    "the time to receive moved": (lambda c: later(c["open"], receive_by=MINUTE), {"open"}),
    "a pause that ended later": (
        lambda c: Pause.objects.filter(grievance=c["supplied"]).update(ended_at=F("ended_at") + DAY),
        {"supplied"},
    ),
    "a pause of an hour more": (
        lambda c: Pause.objects.filter(grievance=c["in hours"]).update(ended_at=F("ended_at") + 30 * MINUTE),
        {"in hours"},
    ),
    "a pause that was lost": (lambda c: c["supplied twice"].pauses.last().delete(), {"supplied twice"}),
    "an investigation that was lost": (lambda c: c["investigated"].pauses.all().delete(), {"investigated"}),
    "an extension that was lost": (lambda c: lose_an_extension(c, whole=True), {"extended twice"}),
    "an extension of a day less": (lambda c: lose_an_extension(c, whole=False), {"extended twice"}),
    "a case that forgot it was extended": (
        lambda c: Grievance.objects.filter(pk=c["extended"].pk).update(extended_times=0, extended_by=0),
        {"extended"},
    ),
    "a run that began a day later": (lambda c: later(c["opened again"], run_at=DAY), {"opened again"}),
}


def test_a_planted_error_is_found_where_it_was_planted(cases, capsys):
    named = {}

    for error, (plant, _where) in ERRORS.items():
        with transaction.atomic():
            plant(cases)
            named[error] = found(capsys)
            transaction.set_rollback(True)

    assert named == {error: {cases[name].receipt_no for name in where} for error, (_plant, where) in ERRORS.items()}
    assert is_well(capsys)


def new_hours() -> None:
    WorkingHours.objects.create(
        valid_from=date(2026, 9, 14), opens=time(10), lunch_from=time(12), lunch_until=time(13), closes=time(19)
    )


def new_outage() -> None:
    begin = datetime(2026, 9, 14, 10, 15, tzinfo=SEOUL)
    Outage.objects.create(
        began_at=begin,
        ended_at=begin + 30 * MINUTE,
        what="모두",
        alternative="전화",
        entered_by=make.manager(),
    )


# What each change of the rules moves, had it been made before: all that run, or those it concerns.
CHANGES: dict[str, tuple[Callable[[], object], set[str]]] = {
    "a day off": (lambda: Holiday.objects.create(day=date(2026, 9, 14), name="임시공휴일"), {"open", "running"}),
    "a day that is none": (
        lambda: Holiday.objects.create(day=date(2026, 9, 25), name="추석", is_off=False),
        {"extended twice"},
    ),
    "other hours": (new_hours, {"open"}),
    "another period": (
        lambda: LegalPeriod.objects.create(
            kind=LegalKind.GRIEVANCE, amount=6, unit=Unit.DAYS, article="조례", valid_from=date(2026, 9, 1)
        ),
        {"running", "waiting", "kept", "opened again"},
    ),
    "an outage": (new_outage, {"running", "in hours"}),
}


def test_a_rule_that_changed_is_found_until_the_cases_are_counted_anew(cases, capsys):
    missed, left = {}, []

    for change, (make_it, where) in CHANGES.items():
        with transaction.atomic():
            make_it()
            missed[change] = {name for name in where if cases[name].receipt_no not in found(capsys)}
            actions.take_up_recount(actions.recount_all("규칙이 바뀌었습니다.", by=make.manager()).pk)
            left += [] if is_well(capsys) else [change]
            transaction.set_rollback(True)

    assert (missed, left) == ({change: set() for change in CHANGES}, [])

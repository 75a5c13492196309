"""Every circumstance a case can be in, each made by the moves that lead there.

Whoever adds a move adds a circumstance: `test_the_world_has_every_move` says which is missing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.models import Department, User
from companies.models import Company
from grievances import actions
from grievances.clock import LegalKind
from grievances.files import Checked, checked_all
from grievances.models import Grievance
from grievances.moment import as_of
from grievances.workflow import Channel, ExtensionReason, Limit, Outcome, Solved
from tests import make
from tests.companies import sent
from tests.seeing.canaries import canary, fresh, number_of


@dataclass(frozen=True)
class Unit:
    """A department and those who work in it."""

    department: Department
    officer: User
    head: User


@dataclass(frozen=True)
class Stage:
    """Who plays: the company and who files for it, the unit that takes the case, the one it is offered to, others."""

    company: Company
    filer: User
    unit: Unit
    other: Unit
    manager: User
    expert: User
    committee: User
    neighbour: tuple[Company, User]

    def beside(self) -> "Stage":
        """The same with another company, whose case the same unit has."""
        company, filer = self.neighbour
        return replace(self, company=company, filer=filer)

    def filed(self, **content) -> Grievance:
        """신청, every field with its canary."""
        number = fresh()
        words = {name: canary(number, name.replace("_", "")) for name in ("title", "body", "hoped_for", "place")}
        extras = [actions.Extra("묻는 것", canary(number, "extra"))]
        return make.filed(
            self.filer, of=self.company, **words | {"extras": extras, "files": [a_file(number)]} | content
        )

    def received(self, *, kind: LegalKind = LegalKind.GRIEVANCE, **content) -> Grievance:
        """접수."""
        return self.receive(self.filed(**content), kind)

    def receive(self, case: Grievance, kind: LegalKind = LegalKind.GRIEVANCE) -> Grievance:
        unit = self.unit
        return actions.receive(
            case, kind, unit.department, by=self.manager, officer=unit.officer, note=say(case, "receiving")
        )

    def answered(self, case: Grievance | None = None) -> Grievance:
        """완료."""
        case = case or self.received()
        return actions.resolve(case, Outcome.SOLVED, say(case, "answer"), by=case.officer)

    def infeasible(self) -> Grievance:
        """처리 불가."""
        case = self.received()
        names = ("provision", "tried", "could_change", "remedies")
        words = {name: say(case, name.replace("_", "")) for name in names}
        return actions.find_infeasible(
            case, say(case, "refusal"), limit=Limit.LAW, look_again_on=soon(90), by=case.officer, **words
        )


def say(case: Grievance, field: str) -> str:
    """The canary of something that is said in this case."""
    return canary(number_of(case.title), field)


def a_file(number: int, field: str = "file") -> Checked:
    """A photograph whose name sings."""
    return checked_all([sent.sent(sent.png((8, 6)), f"{canary(number, field)}.png")])[0]


def soon(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def ago(**span: float) -> datetime:
    return timezone.now() - timedelta(**span)


# --- The circumstances ----------------------------------------------------------------------------------------------

type Circumstance = Callable[[Stage], Grievance]

CIRCUMSTANCES: list[Circumstance] = []


def circumstance(made: Circumstance) -> Circumstance:
    """One more."""
    CIRCUMSTANCES.append(made)
    return made


@circumstance
def waiting_to_be_received(on: Stage) -> Grievance:
    return on.filed()


@circumstance
def kept_from_colleagues(on: Stage) -> Grievance:
    return on.filed(is_private=True)


@circumstance
def running_and_kept_from_colleagues(on: Stage) -> Grievance:
    return on.received(is_private=True)


@circumstance
def reworded(on: Stage) -> Grievance:
    case = on.filed()
    case = actions.amend(case, hoped_for=say(case, "amended"), by=on.filer)
    case = on.receive(case)
    return actions.correct(
        case, consent=say(case, "consent"), reason=say(case, "slip"), place=say(case, "corrected"), by=case.officer
    )


@circumstance
def talked_about(on: Stage) -> Grievance:
    case = on.received()
    number = number_of(case.title)
    case = actions.note(case, say(case, "note"), by=case.officer, files=[a_file(number, "internalfile")])
    case = actions.message(case, say(case, "message"), by=case.officer, files=[a_file(number, "messagefile")])
    actions.note_viewing(case, by=case.officer)
    return actions.message(case, say(case, "reply"), by=on.filer)


@circumstance
def filed_by_phone_for_nobody_with_an_account(on: Stage) -> Grievance:
    number = fresh()
    names = ("title", "body", "hoped_for", "place", "contact_name")
    return actions.file_on_behalf(
        on.company,
        by=on.unit.officer,
        key=make.uuid.uuid4(),
        channel=Channel.PHONE,
        arrived_at=ago(hours=1),
        category=make.category(),
        contact_phone="031-000-0000",
        contact_email=f"{canary(number, 'email')}@test.example",
        **{name: canary(number, name.replace("_", "")) for name in names},
    )


@circumstance
def assigned_anew(on: Stage) -> Grievance:
    case = on.received()
    return actions.assign(case, on.unit.head, by=on.unit.head, note=say(case, "assigning"))


@circumstance
def offered_to_another_department(on: Stage) -> Grievance:
    case = on.received()
    return actions.offer_transfer(case, on.other.department, say(case, "offer"), by=case.officer)


@circumstance
def offered_and_taken_back(on: Stage) -> Grievance:
    return actions.take_back(offered_to_another_department(on), by=on.unit.officer)


@circumstance
def taken_by_another_department(on: Stage) -> Grievance:
    case = offered_to_another_department(on)
    return actions.accept_transfer(case, by=on.other.officer, officer=on.other.officer, note=say(case, "accepting"))


@circumstance
def declined_twice(on: Stage) -> Grievance:
    case = offered_to_another_department(on)
    case = actions.decline_transfer(case, say(case, "declineone"), by=on.other.officer)
    case = actions.offer_transfer(case, on.other.department, say(case, "offeragain"), by=case.officer)
    return actions.decline_transfer(case, say(case, "declinetwo"), by=on.other.head)


@circumstance
def ruled_on(on: Stage) -> Grievance:
    case = declined_twice(on)
    return actions.rule_transfer(
        case, on.other.department, say(case, "ruling"), by=on.manager, officer=on.other.officer
    )


@circumstance
def waiting_for_the_company(on: Stage) -> Grievance:
    case = on.received()
    case = actions.ask(case, say(case, "asking"), soon(5), by=case.officer)
    return actions.ask_for_more_time(case, soon(7), say(case, "moretime"), by=on.filer)


@circumstance
def supplemented(on: Stage) -> Grievance:
    case = waiting_for_the_company(on)
    return actions.supplement(case, say(case, "supplement"), by=on.filer)


@circumstance
def investigated(on: Stage) -> Grievance:
    case = on.received()
    case = actions.investigate(case, soon(0), soon(2), say(case, "investigating"), by=case.officer)
    return actions.investigate_longer(case, soon(4), say(case, "longer"), by=case.officer)


@circumstance
def done_with_investigating(on: Stage) -> Grievance:
    case = investigated(on)
    return actions.end_investigation(case, say(case, "finding"), by=case.officer)


@circumstance
def asked_for_consent(on: Stage) -> Grievance:
    case = on.received()
    why = ExtensionReason.COOPERATION
    case = actions.extend(case, why, say(case, "extending"), 3, by=case.officer)
    return actions.ask_consent(case, ExtensionReason.FACTS, say(case, "extendingagain"), 3, by=case.officer)


@circumstance
def agreed_to_wait(on: Stage) -> Grievance:
    case = asked_for_consent(on)
    return actions.agree(case, say(case, "agreeing"), by=on.filer)


@circumstance
def did_not_agree_to_wait(on: Stage) -> Grievance:
    case = asked_for_consent(on)
    return actions.decline(case, say(case, "refusing"), by=on.filer)


@circumstance
def late(on: Stage) -> Grievance:
    with as_of(ago(days=60)):
        return on.received()


@circumstance
def kept(on: Stage) -> Grievance:
    case = on.received()
    return actions.keep(case, say(case, "interim"), target_on=soon(90), report_on=soon(30), by=case.officer)


@circumstance
def answered_to_their_content(on: Stage) -> Grievance:
    case = on.answered()
    return actions.rate(case.answers.get(), Solved.YES, 5, say(case, "praise"), by=on.filer)


@circumstance
def answered_to_their_discontent(on: Stage) -> Grievance:
    case = on.answered()
    actions.rate(case.answers.get(), Solved.NO, 1, say(case, "complaint"), by=on.filer)
    actions.call_back(case.answers.get().rating.call_back, say(case, "heard"), by=on.manager)
    return case


@circumstance
def answered_and_not_called_back_yet(on: Stage) -> Grievance:
    case = on.answered()
    return actions.rate(case.answers.get(), Solved.NO, 2, say(case, "complaint"), by=on.filer)


@circumstance
def answered_and_not_rated(on: Stage) -> Grievance:
    return on.answered()


@circumstance
def opened_again(on: Stage) -> Grievance:
    case = on.answered()
    return actions.reopen(case, say(case, "reopening"), by=on.filer)


@circumstance
def looked_at_again(on: Stage) -> Grievance:
    case = on.infeasible()
    return actions.look_again(case, say(case, "lookingagain"), soon(120), by=case.officer)


@circumstance
def forwarded(on: Stage) -> Grievance:
    case = on.received()
    words = (say(case, word) for word in ("body", "contact", "forwarding"))
    case = actions.forward(case, *words, by=on.manager)
    return actions.record_forward_result(case, say(case, "forwardresult"), by=on.manager)


@circumstance
def withdrawn(on: Stage) -> Grievance:
    case = on.received()
    return actions.withdraw(case, say(case, "withdrawing"), by=on.filer)


@circumstance
def returned(on: Stage) -> Grievance:
    with as_of(ago(days=60)):
        case = on.received()
    for days in (50, 30):
        with as_of(ago(days=days)):
            case = actions.ask(case, say(case, "asking"), timezone.localdate(ago(days=days - 9)), by=case.officer)
    return actions.return_(case, say(case, "returning"), by=case.officer)


@circumstance
def a_double_of_another(on: Stage) -> Grievance:
    first, double = on.received(), on.filed()
    return actions.close_repeat(double, [first], say(double, "double"), as_duplicate=True, by=on.manager)

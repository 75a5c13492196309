"""Every line of RULES, tried: (who × status × move) against the real actions, and what they see and are offered."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from companies import actions as companies
from grievances import actions, permissions
from grievances.actions.moving import advance
from grievances.clock import LegalKind
from grievances.models import Answer, Grievance
from grievances.moment import as_of
from grievances.workflow import CASE_STAFF, RULES, Channel, ExtensionReason, Move, MoveRefused, Outcome, Solved, Status
from tests import make
from tests.grievances.casts import INSIDE, SEEN_ONLY, Person, ago, cast, soon
from tests.grievances.moves_together import OF_THE_ASKED, OF_THE_OFFERED, TOGETHER, circumstances, prepare

pytestmark = pytest.mark.django_db

FORBIDDEN, REFUSED = "may not", "cannot now"
WHY = (ExtensionReason.COOPERATION, "경기도의 의견을 기다립니다.")
BY_NOBODY = {move for move, rule in RULES.items() if not rule.by}
"""A job makes them; there is no button and no door."""


@dataclass
class Stage:
    """A cast, and for each status a case in which every move of that status is possible."""

    people: dict[str, Person]
    cases: dict[tuple[Status, bool], Grievance]
    asked: dict[tuple[Move, bool], Grievance]
    earlier: list[Grievance]
    lead: Grievance

    def case(self, move: Move, status: Status, *, private: bool) -> Grievance:
        """Where nothing but role and status can stand in the way."""
        usual = self.cases[status, private]
        return self.asked.get((move, private), usual) if status == Status.IN_PROGRESS else usual

    def prepare(self, move: Move, case: Grievance) -> None:
        prepare(move, case, officer=self.people["the officer"].user, lead=self.lead)


@pytest.fixture
def stage() -> Stage:
    company = make.company("우리회사")
    make.owner(company)
    people = cast(company)
    filer, officer = people["who filed"].user, people["the officer"].user
    case = partial(make.grievance, by=filer, of=company, to=officer)
    earlier, asked = [case(Status.RESOLVED) for _ in range(2)], {}
    for private in (False, True):
        once = actions.ask(case(is_private=private), "약도", soon(), by=officer)
        with as_of(ago(60)):
            twice = case(is_private=private)
        for days in (50, 30):
            with as_of(ago(days)):
                twice = actions.ask(twice, "약도", timezone.localdate(ago(days - 9)), by=officer)
        extended, consenting = [make.extended(case(is_private=private), by=officer) for _ in range(2)]
        consenting = actions.ask_consent(consenting, *WHY, 2, by=officer)
        visited = actions.investigate(case(is_private=private), soon(0), soon(3), "현장 측량", by=officer)
        brought = {
            once: [Move.SUPPLEMENT, Move.MORE_TIME],
            twice: [Move.RETURN],
            extended: [Move.ASK_CONSENT],
            consenting: [Move.AGREE, Move.DECLINE],
            visited: [Move.INVESTIGATE_LONGER, Move.END_INVESTIGATION],
        } | circumstances(partial(case, is_private=private), people)
        asked |= {(move, private): it for it, moves in brought.items() for move in moves}
    cases = {(status, private): case(status, is_private=private) for status in Status for private in (False, True)}
    return Stage(people, cases, asked, earlier, make.grievance(of=make.company("이웃 회사"), to=officer))


def rated(case: Grievance, by: User) -> Grievance:
    """Where there is no answer yet, a page could not name one; the action is asked all the same."""
    return actions.rate(case.answers.last() or Answer(grievance=case), Solved.NO, 1, by=by)


def received(case: Grievance, by: User) -> Grievance:
    return actions.receive(case, LegalKind.GRIEVANCE, make.department("도로과"), by=by)


def assigned(case: Grievance, stage: Stage, by: User) -> Grievance:
    return actions.assign(case, stage.people["another officer of the department"].user, by=by)


def together(move: Move, case: Grievance, stage: Stage, by: User) -> Grievance:
    return TOGETHER[move](case, stage.lead, stage.people["another officer of the department"].user, by)


def kept(case: Grievance, by: User) -> Grievance:
    return actions.keep(case, "중간답변", target_on=soon(60), report_on=soon(30), by=by)


MAKE: dict[Move, Callable[[Grievance, Stage, User], Grievance]] = {
    Move.AMEND: lambda case, _, by: actions.amend(case, by=by, title="고친 제목"),
    Move.RECEIVE: lambda case, _, by: received(case, by),
    Move.ASSIGN: assigned,
    Move.ASK: lambda case, _, by: actions.ask(case, "약도를 보내 주십시오.", soon(), by=by),
    Move.MORE_TIME: lambda case, _, by: actions.ask_for_more_time(case, soon(9), "사진을 찍어야 합니다.", by=by),
    Move.SUPPLEMENT: lambda case, _, by: actions.supplement(case, "보냅니다.", by=by),
    Move.INVESTIGATE: lambda case, _, by: actions.investigate(case, soon(0), soon(3), "현장 측량", by=by),
    Move.INVESTIGATE_LONGER: lambda case, _, by: actions.investigate_longer(case, soon(5), "비가 옵니다.", by=by),
    Move.END_INVESTIGATION: lambda case, _, by: actions.end_investigation(case, "폭이 5미터입니다.", by=by),
    Move.EXTEND: lambda case, _, by: actions.extend(case, *WHY, 3, by=by),
    Move.ASK_CONSENT: lambda case, _, by: actions.ask_consent(case, *WHY, 3, by=by),
    Move.AGREE: lambda case, _, by: actions.agree(case, by=by),
    Move.DECLINE: lambda case, _, by: actions.decline(case, by=by),
    Move.KEEP: lambda case, _, by: kept(case, by),
    Move.RESOLVE: lambda case, _, by: actions.resolve(case, Outcome.EXPLAINED, "설명드립니다.", by=by),
    Move.FIND_INFEASIBLE: lambda case, _, by: make.infeasible(case, by=by),
    Move.FORWARD: lambda case, _, by: actions.forward(case, "경기도", "031-000-0000", "도의 도로입니다.", by=by),
    Move.WITHDRAW: lambda case, _, by: actions.withdraw(case, by=by),
    Move.RETURN: lambda case, _, by: actions.return_(case, "보완이 오지 않았습니다.", by=by),
    Move.CLOSE_REPEAT: lambda case, stage, by: actions.close_repeat(case, stage.earlier, "같은 내용입니다.", by=by),
    Move.LOOK_AGAIN: lambda case, _, by: actions.look_again(case, "아직입니다.", soon(60), by=by),
    Move.REOPEN: lambda case, _, by: actions.reopen(case, "다시 봐 주십시오.", by=by),
    Move.CORRECT: lambda case, _, by: actions.correct(case, reason="오타", consent="전화로", by=by, title="고친 제목"),
    Move.NOTE: lambda case, _, by: actions.note(case, "메모", by=by),
    Move.MESSAGE: lambda case, _, by: actions.message(case, "글", by=by),
    Move.RATE: lambda case, _, by: rated(case, by),
    **{move: partial(together, move) for move in TOGETHER},
}
"""Each move with arguments that are all right."""


def outcome(move: Move, case: Grievance, stage: Stage, by: User) -> object:
    """What comes of a try, which leaves no trace: a refusal, or the entry it wrote."""
    with transaction.atomic():
        stage.prepare(move, case)
        try:
            after = MAKE[move](case, stage, by)
        except PermissionDenied:
            found: object = FORBIDDEN
        except MoveRefused:
            found = REFUSED
        else:
            behind = 1 if move == Move.APPROVE else 0  # What was approved goes out at once.
            entry = after.history.order_by("-pk")[behind]
            found = (entry.move, entry.from_status, entry.to_status, entry.by_id, entry.is_internal, after.status)
        transaction.set_rollback(True)
    return found


def standing(person: Person, case: Grievance, move: Move | None = None) -> frozenset[Role]:
    if move in OF_THE_ASKED or (move in OF_THE_OFFERED and case.offered_to_id):
        return person.is_asked_as
    if move in OF_THE_OFFERED:
        return frozenset()
    return person.standing(private=case.is_private, received=case.department_id is not None)


def by_the_table(move: Move, case: Grievance, person: Person) -> object:
    """What RULES say comes of it."""
    rule, filer = RULES[move], case.filer_id == person.user.pk
    if not standing(person, case, move) & rule.by or (move == Move.RATE and not filer):
        return FORBIDDEN
    if case.status not in rule.sources:
        return REFUSED
    to = rule.to or case.status
    return (move, case.status, to, person.user.pk, rule.is_internal, to)


def test_every_move_is_tried():
    assert {*MAKE, Move.FILE, *BY_NOBODY} == set(Move)
    assert {Move.RECOUNT} == BY_NOBODY


@pytest.mark.parametrize("private", [False, True], ids=["open to colleagues", "private"])
def test_every_move_by_everybody_in_every_status_does_what_the_table_says(stage, private):
    wrong, done, tried = {}, set(), 0
    # Of a private case, those for whom it makes a difference.
    names = INSIDE | {"the head"} if private else [name for name in stage.people if name not in SEEN_ONLY]

    for status in Status:
        for move in MAKE:
            case = stage.case(move, status, private=private)
            for name in names:
                person = stage.people[name]
                found, said = outcome(move, case, stage, person.user), by_the_table(move, case, person)
                tried += 1
                if found != said:
                    wrong[status, move, name] = (found, said)
                if isinstance(found, tuple):
                    done.add((move, status))

    assert wrong == {}
    assert tried == len(Status) * len(MAKE) * len(names)
    assert done >= {(move, source) for move in MAKE for source in RULES[move].sources}


def test_everybody_is_offered_what_the_table_gives_and_sees_the_cases_they_stand_in(stage):
    at, wrong, on_its_page = timezone.now(), {}, set(MAKE) - OF_THE_ASKED

    for case in stage.cases.values():
        for name, person in stage.people.items():
            found = (
                {offer.move for offer in permissions.moves_for(person.user, case, at=at)},
                Grievance.objects.visible_to(person.user).filter(pk=case.pk).exists(),
                Grievance.objects.visible_as_staff(person.user).filter(pk=case.pk).exists(),
                Grievance.objects.visible_as_member(person.user).filter(pk=case.pk).exists(),
            )
            is_to_it = standing(person, case)
            said = (
                {move for move in on_its_page if isinstance(by_the_table(move, case, person), tuple)},
                bool(is_to_it),
                bool(is_to_it - {Role.COMPANY}),
                Role.COMPANY in is_to_it,
            )
            if found != said:
                wrong[case.status, case.is_private, name] = (found, said)

    assert wrong == {}


def test_a_move_that_a_job_makes_is_in_nobodys_hand(stage):
    tried = {
        name: permissions.may(person.user, Move.RECOUNT, case)
        for case in stage.cases.values()
        for name, person in stage.people.items()
    }

    assert set(tried.values()) == {False}
    for case in (stage.cases[Status.OPEN, False], stage.cases[Status.IN_PROGRESS, False]):
        with pytest.raises(PermissionDenied):
            advance(case, Move.RECOUNT, by=stage.people["the administrator"].user)


# --- FILE: there is no case yet to stand in --------------------------------------------------------------------------


def filed(by: User, company, *, on_behalf: bool) -> str:
    words = {"category": make.category(), "title": "제목", "body": "내용", "key": uuid.uuid4(), "by": by}
    with transaction.atomic():
        try:
            if on_behalf:
                case = actions.file_on_behalf(company, channel=Channel.PHONE, arrived_at=ago(1), **words)
            else:
                case = actions.file(company, **words)
            found = str(case.status)
        except PermissionDenied:
            found = FORBIDDEN
        transaction.set_rollback(True)
    return found


def test_a_member_files_for_their_company_and_case_staff_file_on_its_behalf():
    company = make.company("우리회사")
    make.owner(company)
    people = cast(company)

    tried = {
        name: (filed(person.user, company, on_behalf=False), filed(person.user, company, on_behalf=True))
        for name, person in people.items()
    }

    members = {name for name, person in people.items() if Role.COMPANY in person.is_to_a_case}
    staff = {name for name, person in people.items() if person.user.roles & CASE_STAFF} | {"the administrator"}
    assert tried == {
        name: (Status.OPEN if name in members else FORBIDDEN, Status.OPEN if name in staff else FORBIDDEN)
        for name in people
    }
    assert staff > {"another department's officer", "the head", "the manager"}
    assert RULES[Move.FILE].by == CASE_STAFF | {Role.COMPANY}


# --- Merged companies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("private", [False, True], ids=["open to colleagues", "private"])
def test_cases_of_a_company_that_was_merged_are_the_other_ones(private):
    double, home = make.company("한빛정밀(주)"), make.company("한빛정밀")
    filer, owner = make.owner(double, "합쳐진 대표"), make.owner(home, "본 대표")
    colleague = make.member(home, "본 회원")
    case = make.grievance(by=filer, of=double, is_private=private)

    companies.merge(double, into=home, by=make.manager())

    case = Grievance.objects.select_related("company").get(pk=case.pk)
    sees = {
        who.name: Grievance.objects.visible_to(who).filter(pk=case.pk).exists() for who in (filer, owner, colleague)
    }
    may = {who.name: permissions.may(who, Move.MESSAGE, case) for who in (filer, owner, colleague)}
    assert sees == may == {"합쳐진 대표": True, "본 대표": True, "본 회원": not private}


def test_three_standings_of_one_person_do_not_widen_each_other():
    """An officer of another department who is a member of the company acts, and is heard, as the company."""
    company = make.company("우리회사")
    make.owner(company)
    person = cast(company)["a colleague who works for another department"].user
    case = make.grievance(of=company)

    after = actions.message(case, "회사에서 알립니다.", by=person)

    assert permissions.standings(person, case) == {Role.COMPANY}
    assert after.history.latest("pk").side == "COMPANY"
    with pytest.raises(PermissionDenied):
        actions.note(case, "메모", by=person)


STANDS_IN_NOTHING = {Role.EXAMINER: True, Role.TEAM: False, Role.EXPERT: False, Role.COMMITTEE: False}


@pytest.mark.parametrize(("role", "sees"), STANDS_IN_NOTHING.items())
def test_those_outside_the_case_make_no_move_whatever_they_see(role, sees):
    case, person = make.grievance(), make.official(role)

    assert [move for move in Move if permissions.may(person, move, case)] == []
    assert Grievance.objects.visible_to(person).filter(pk=case.pk).exists() is sees

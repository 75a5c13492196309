"""현장조사 (시행령 §17④⑤): whose clock it stops, how long, how often."""

from datetime import date

import pytest

from grievances import actions
from grievances.clock import LegalKind
from grievances.models import Grievance
from grievances.workflow import Move, Outcome
from tests import make
from tests.grievances.test_lengthening import at, due_on, offered, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Grievance:
    """고충 of Monday, 14 September 2026: seven days, to the 22nd."""
    with at("2026-09-14 10:00"):
        return make.grievance()


def investigated(case: Grievance, first: str, last: str, on: str = "2026-09-15 10:00") -> Grievance:
    with at(on):
        return actions.investigate(
            case, date.fromisoformat(first), date.fromisoformat(last), "측량합니다.", by=case.officer
        )


def test_the_days_of_an_investigation_are_not_counted(case):
    """시행령 §17⑤. 16 to 18 September are three working days: the 22nd becomes 추석's morrow and on."""
    after = investigated(case, "2026-09-16", "2026-09-18")

    # The 14th, 15th, 21st, 22nd, 23rd, 28th (추석 is from the 24th to the 26th), 29th.
    assert (due_on(case), due_on(after)) == ("2026-09-22", "2026-09-29")
    assert after.investigated_until == date(2026, 9, 18)


def test_an_investigation_is_prolonged_once_and_ends_early(case):
    case = investigated(case, "2026-09-16", "2026-09-18")
    with at("2026-09-17 10:00"):
        longer = actions.investigate_longer(case, date(2026, 9, 22), "비가 옵니다.", by=case.officer)
    with at("2026-09-21 15:00"):
        done = actions.end_investigation(longer, "폭이 5미터입니다.", by=case.officer)

    # Without the 16th to 18th, 21st and 22nd: 14, 15, 23, 28, 29, 30 September and 1 October.
    assert due_on(longer) == "2026-10-01"
    # The 22nd counts again; the 21st, on which it ended, does not (행정절차법 시행령 §11).
    assert (due_on(done), done.investigated_until) == ("2026-09-30", None)


def test_an_investigation_that_never_began_is_taken_back(case):
    case = investigated(case, "2026-09-21", "2026-09-22")

    with at("2026-09-16 10:00"):
        after = actions.end_investigation(case, "사진으로 확인했습니다.", by=case.officer)

    assert (due_on(after), after.pauses.count()) == ("2026-09-22", 0)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-09-14", "2026-09-16", "현장조사는 오늘부터 처리기한 사이에 시작하십시오."),
        ("2026-09-23", "2026-09-24", "현장조사는 오늘부터 처리기한 사이에 시작하십시오."),
        ("2026-09-16", "2026-09-15", "14일 안에 마치십시오(시행령 제17조④)."),
        ("2026-09-16", "2026-09-30", "14일 안에 마치십시오(시행령 제17조④)."),
    ],
)
def test_an_investigation_begins_in_time_and_lasts_fourteen_days_at_most(case, first, last, sentence):
    assert refused(lambda: investigated(case, first, last)).endswith(sentence)


def test_an_investigation_may_last_fourteen_days_its_first_counted(case):
    assert investigated(case, "2026-09-16", "2026-09-29").investigated_until == date(2026, 9, 29)


@pytest.mark.parametrize("last", ["2026-09-18", "2026-09-26"])
def test_an_investigation_is_prolonged_by_seven_days_at_most(case, last):
    case = investigated(case, "2026-09-16", "2026-09-18")

    with at("2026-09-17 10:00"):
        told = refused(
            lambda: actions.investigate_longer(case, date.fromisoformat(last), "비가 옵니다.", by=case.officer)
        )

    assert told.endswith("까지 한 번만 더 늘릴 수 있습니다(시행령 제17조④).")


def test_only_a_grievance_in_the_sense_of_the_decree_is_investigated():
    with at("2026-09-14 10:00"):
        case = make.filed()
        case = actions.receive(case, LegalKind.PROPOSAL, make.department(), by=make.manager(), officer=make.officer())

    told = refused(lambda: investigated(case, "2026-09-16", "2026-09-18"))

    assert told == offered(case, Move.INVESTIGATE, case.officer, "2026-09-15 10:00")
    assert told == "현장조사로 시계를 멈출 수 있는 것은 고충민원뿐입니다(시행령 제17조④)."


def prolonged(case: Grievance) -> Grievance:
    case = investigated(case, "2026-09-16", "2026-09-18")
    with at("2026-09-17 09:00"):
        return actions.investigate_longer(case, date(2026, 9, 21), "비가 옵니다.", by=case.officer)


@pytest.mark.parametrize(
    ("move", "before", "make_it", "sentence"),
    [
        (
            Move.INVESTIGATE,
            lambda case: investigated(case, "2026-09-16", "2026-09-18"),
            lambda case: investigated(case, "2026-09-18", "2026-09-19", on="2026-09-17 10:00"),
            "현장조사는 한 번 할 수 있습니다(시행령 제17조④).",
        ),
        (
            Move.INVESTIGATE_LONGER,
            lambda case: case,
            lambda case: actions.investigate_longer(case, date(2026, 9, 21), "비", by=case.officer),
            "지금은 현장조사를 하고 있지 않습니다.",
        ),
        (
            Move.INVESTIGATE_LONGER,
            prolonged,
            lambda case: actions.investigate_longer(case, date(2026, 9, 22), "비", by=case.officer),
            "현장조사는 한 번만 늘릴 수 있습니다(시행령 제17조④).",
        ),
        (
            Move.END_INVESTIGATION,
            lambda case: case,
            lambda case: actions.end_investigation(case, "폭", by=case.officer),
            "지금은 현장조사를 하고 있지 않습니다.",
        ),
    ],
    ids=["a second one", "none to prolong", "prolonged already", "none to end"],
)
def test_what_stands_in_the_way_of_an_investigation_is_said_beside_the_button(case, move, before, make_it, sentence):
    case = before(case)

    with at("2026-09-17 10:00"):
        told = refused(lambda: make_it(case))

    assert told == offered(case, move, case.officer, "2026-09-17 10:00") == sentence


def test_an_investigation_ends_with_the_case(case):
    case = investigated(case, "2026-09-16", "2026-09-29")

    with at("2026-09-17 10:00"):
        case = actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=case.officer)

    assert (case.investigated_until, case.pauses.get().ended_at) == (None, case.answered_at)

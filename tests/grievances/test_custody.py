"""이관: offered, taken or declined, ruled on; and whose time it was."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.roles import Role
from grievances import actions
from grievances.clock import LegalKind
from grievances.models import Grievance, Transfer
from grievances.moment import as_of
from grievances.workflow import Move, MoveRefused, Outcome, Status
from tests import make

pytestmark = pytest.mark.django_db

WHY = "버스 노선은 대중교통과의 일입니다."


@pytest.fixture
def buses():
    return make.department("대중교통과")


@pytest.fixture
def offered(buses):
    """A case of 도로과 that 대중교통과 is asked to take."""
    case = make.grievance(Status.IN_PROGRESS)
    return actions.offer_transfer(case, buses, WHY, by=case.officer)


def held(case) -> list[tuple[str, bool]]:
    """Whose it was, and whether it still is."""
    return [(str(one.department or "총괄"), one.until is None) for one in case.custodies.order_by("since", "pk")]


def test_the_sender_keeps_case_and_clock_until_the_other_says_yes(offered, buses):
    sender, due_at = offered.officer, offered.due_at
    taker = make.official(Role.OFFICER, of=buses)

    assert (offered.department.name, offered.offered_to) == ("도로과", buses)
    taken = actions.accept_transfer(offered, by=taker, officer=taker)

    assert (taken.department, taken.officer, taken.offered_to, taken.due_at) == (buses, taker, None, due_at)
    assert held(taken) == [("총괄", False), ("도로과", False), ("대중교통과", True)]
    assert taken.officer != sender


def test_only_the_department_that_is_asked_answers(offered, buses):
    with pytest.raises(PermissionDenied):
        actions.accept_transfer(offered, by=offered.officer)
    with pytest.raises(PermissionDenied):
        actions.decline_transfer(offered, "아닙니다.", by=make.official(Role.OFFICER, of=make.department("하수과")))
    with pytest.raises(MoveRefused, match="왜 이 부서의 일이 아닌지"):
        actions.decline_transfer(offered, " ", by=make.official(Role.OFFICER, of=buses))


def test_who_is_asked_sees_the_case_only_while_asked(offered, buses):
    taker = make.official(Role.OFFICER, of=buses)
    assert list(Grievance.objects.visible_to(taker)) == [offered]

    actions.decline_transfer(offered, "노선이 아니라 정류장의 일입니다.", by=taker)

    assert list(Grievance.objects.visible_to(taker)) == []


def test_the_second_decline_calls_for_the_coordinator(offered, buses):
    sewers = make.department("하수과")
    case = actions.decline_transfer(offered, "저희 일이 아닙니다.", by=make.official(Role.OFFICER, of=buses))
    assert case.rule_by is None

    case = actions.offer_transfer(case, sewers, WHY, by=case.officer)
    case = actions.decline_transfer(case, "저희 일도 아닙니다.", by=make.official(Role.OFFICER, of=sewers))

    assert case.rule_by is not None
    with pytest.raises(MoveRefused, match="총괄담당이 담당부서를 정합니다"):
        actions.offer_transfer(case, buses, WHY, by=case.officer)
    ruled = actions.rule_transfer(case, buses, "노선 조정이 먼저입니다.", by=make.manager())
    assert (ruled.department, ruled.officer, ruled.rule_by) == (buses, None, None)
    assert held(ruled)[-1] == ("대중교통과", True)
    again = actions.offer_transfer(ruled, sewers, WHY, by=make.manager())
    again = actions.decline_transfer(again, "아닙니다.", by=make.official(Role.OFFICER, of=sewers))
    assert again.rule_by is None


def test_an_offer_that_was_taken_back_or_whose_case_ended_is_answered_by_nobody(offered, buses):
    taker = make.official(Role.OFFICER, of=buses)

    back = actions.take_back(offered, by=offered.officer)
    offered = actions.offer_transfer(back, buses, WHY, by=back.officer)
    ended = actions.withdraw(offered, by=offered.filer)

    assert (ended.offered_to, ended.rule_by) == (None, None)
    states = list(ended.transfers.values_list("state", flat=True))
    assert states == [Transfer.State.TAKEN_BACK, Transfer.State.LAPSED]
    with pytest.raises(PermissionDenied):
        actions.accept_transfer(ended, by=taker)


def test_the_time_of_all_units_is_the_time_of_the_case(buses):
    start = timezone.now() - timedelta(days=20)
    with as_of(start):
        case = make.filed()
    with as_of(start + timedelta(hours=3)):
        case = _received(case)
    with as_of(start + timedelta(days=2)):
        case = actions.offer_transfer(case, buses, WHY, by=case.officer)
        taker = make.official(Role.OFFICER, of=buses)
        case = actions.accept_transfer(case, by=taker, officer=taker)
    with as_of(start + timedelta(days=5)):
        case = actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=taker)
    with as_of(start + timedelta(days=9)):
        case = actions.reopen(case, "다시 그렇습니다.", by=case.filer)

    spans = [
        (str(one.department or "총괄"), (one.until or timezone.now()) - one.since) for one in case.custodies.all()
    ]
    assert [name for name, _ in spans] == ["총괄", "도로과", "대중교통과", "대중교통과"]
    assert [span for _, span in spans][:3] == [timedelta(hours=3), timedelta(hours=45), timedelta(days=3)]
    assert case.history.filter(move=Move.ACCEPT_TRANSFER).get().is_internal is False


def _received(case):
    roads = make.department()
    return actions.receive(case, LegalKind.GRIEVANCE, roads, by=make.manager(), officer=make.officer(roads))

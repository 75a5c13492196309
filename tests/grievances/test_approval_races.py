"""Races over one proposal: it is decided once, and what goes out goes out once."""

import pytest

from accounts.roles import Role
from grievances import actions
from grievances.models import Answer, Approval, Grievance
from grievances.workflow import Move, Status
from notifications.models import Message
from tests import make
from tests.grievances.at_once import at_once
from tests.grievances.test_approving import approving, proposed
from tests.grievances.test_races import is_a_legal_path

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

attempts = pytest.mark.parametrize("attempt", range(2))


@pytest.fixture
def roads():
    return approving("도로과")


@pytest.fixture
def head(roads):
    return make.official(Role.HEAD, of=roads, name="김부장")


@pytest.fixture
def case(roads, head):
    return make.grievance(in_=roads)


def state_of(approval) -> str:
    return Approval.objects.get(pk=approval.pk).state


def letters(case) -> int:
    return Message.objects.filter(to=case.filer.email, subject__contains="답변을 드립니다").count()


@attempts
def test_two_heads_approve_at_once(case, head, roads, attempt):
    approval, other = proposed(case), make.official(Role.HEAD, of=roads, name="이부장")

    told = at_once(lambda: actions.approve(approval, by=head), lambda: actions.approve(approval, by=other))

    assert sorted(bool(words) for words in told) == [False, True]
    assert Answer.objects.filter(grievance=case).count() == 1
    assert letters(case) == 1
    assert is_a_legal_path(case)
    assert Approval.objects.get().decided_by == (head, other)[told.index("")]


@attempts
def test_a_head_approves_what_is_taken_back(case, head, attempt):
    approval = proposed(case)

    told = at_once(
        lambda: actions.approve(approval, by=head),
        lambda: actions.take_proposal_back(approval, by=case.officer),
    )

    approved = told[0] == ""
    assert sorted(bool(words) for words in told) == [False, True]
    assert state_of(approval) == (Approval.State.APPROVED if approved else Approval.State.TAKEN_BACK)
    assert letters(case) == int(approved)
    assert Grievance.objects.get(pk=case.pk).proposed_at is None
    assert is_a_legal_path(case)


@attempts
def test_a_head_approves_what_another_department_takes(case, head, attempt):
    buses = make.department("대중교통과")
    taker = make.official(Role.OFFICER, of=buses)
    case = actions.offer_transfer(case, buses, "노선의 일입니다.", by=case.officer)
    approval = proposed(case)

    told = at_once(
        lambda: actions.approve(approval, by=head),
        lambda: actions.accept_transfer(case, by=taker, officer=taker),
    )

    approved = told[0] == ""
    after = Grievance.objects.get(pk=case.pk)
    assert sorted(bool(words) for words in told) == [False, True]
    assert state_of(approval) == (Approval.State.APPROVED if approved else Approval.State.TAKEN_BACK)
    assert after.status == (Status.RESOLVED if approved else Status.IN_PROGRESS)
    assert after.department.name == ("도로과" if approved else "대중교통과")
    assert letters(case) == int(approved)
    assert is_a_legal_path(case)


@attempts
def test_a_head_approves_while_the_company_withdraws(case, head, attempt):
    approval = proposed(case)

    told = at_once(
        lambda: actions.approve(approval, by=head),
        lambda: actions.withdraw(case, by=case.filer),
    )

    approved = told[0] == ""
    assert sorted(bool(words) for words in told) == [False, True]
    assert state_of(approval) == (Approval.State.APPROVED if approved else Approval.State.TAKEN_BACK)
    assert Grievance.objects.get(pk=case.pk).status == (Status.RESOLVED if approved else Status.CLOSED)
    assert letters(case) == int(approved)
    assert is_a_legal_path(case)


@attempts
def test_one_head_approves_while_another_sends_back(case, head, roads, attempt):
    approval, other = proposed(case), make.official(Role.HEAD, of=roads, name="이부장")

    told = at_once(
        lambda: actions.approve(approval, by=head),
        lambda: actions.send_back(approval, "날짜를 적어 주십시오.", by=other),
    )

    assert sorted(bool(words) for words in told) == [False, True]
    assert letters(case) == int(told[0] == "")
    assert case.history.filter(move__in=[Move.APPROVE, Move.SEND_BACK]).count() == 1


@attempts
def test_two_officers_propose_at_once(case, roads, attempt):
    other = make.official(Role.OFFICER, of=roads, name="옆 담당")
    words = {"outcome": "SOLVED", "answer": "고쳤습니다."}

    told = at_once(*[lambda by=by: actions.propose(case, Move.RESOLVE, words, by=by) for by in (case.officer, other)])

    assert sorted(told) == ["", "이미 결재를 올렸습니다. 기다리거나, 거두고 고쳐 올리십시오."]
    assert Approval.objects.waiting().count() == 1

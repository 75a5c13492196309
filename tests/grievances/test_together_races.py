"""Races over a transfer or a question: it is answered once, and somebody has the case at every moment."""

import pytest
from django.core.management import call_command

from accounts.roles import Role
from grievances import actions
from grievances.models import Consultation, Grievance, Transfer
from grievances.workflow import Move, Outcome
from tests import make
from tests.grievances.at_once import at_once
from tests.grievances.opinions import asked
from tests.grievances.test_races import is_a_legal_path

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

attempts = pytest.mark.parametrize("attempt", range(2))


@pytest.fixture
def buses():
    return make.department("대중교통과")


@pytest.fixture
def driver(buses):
    return make.official(Role.OFFICER, of=buses, name="최담당")


@pytest.fixture
def offered(buses, driver):
    case = make.grievance()
    return actions.offer_transfer(case, buses, "버스 노선의 일입니다.", by=case.officer)


def has_one_holder_at_every_moment(case: Grievance) -> bool:
    call_command("check_custody")
    return is_a_legal_path(case)


@attempts
def test_a_department_accepts_what_is_taken_back(offered, driver, buses, attempt):
    told = at_once(
        lambda: actions.accept_transfer(offered, by=driver, officer=driver),
        lambda: actions.take_back(offered, by=offered.officer),
    )

    case, accepted = Grievance.objects.get(pk=offered.pk), told[0] == ""
    assert sorted(bool(words) for words in told) == [False, True]
    assert (case.department == buses, case.offered_to) == (accepted, None)
    assert Transfer.objects.get().state == (Transfer.State.ACCEPTED if accepted else Transfer.State.TAKEN_BACK)
    assert has_one_holder_at_every_moment(case)


@attempts
def test_one_of_the_department_accepts_while_another_declines(offered, driver, buses, attempt):
    other = make.official(Role.HEAD, of=buses)

    told = at_once(
        lambda: actions.accept_transfer(offered, by=driver),
        lambda: actions.decline_transfer(offered, "버스가 서지 않는 곳입니다.", by=other),
    )

    case, accepted = Grievance.objects.get(pk=offered.pk), told[0] == ""
    assert sorted(bool(words) for words in told) == [False, True]
    assert (case.department == buses) == accepted
    assert Transfer.objects.get().state == (Transfer.State.ACCEPTED if accepted else Transfer.State.DECLINED)
    assert has_one_holder_at_every_moment(case)


@attempts
def test_a_department_accepts_what_its_sender_answers(offered, driver, attempt):
    told = at_once(
        lambda: actions.accept_transfer(offered, by=driver),
        lambda: actions.resolve(offered, Outcome.SOLVED, "고쳤습니다.", by=offered.officer),
    )

    assert sorted(bool(words) for words in told) == [False, True]
    assert Grievance.objects.get(pk=offered.pk).offered_to is None
    assert has_one_holder_at_every_moment(offered)


@attempts
def test_a_question_is_answered_while_it_is_taken_back(attempt):
    question = asked()
    case = question.grievance

    told = at_once(
        lambda: actions.advise(question, "다시 받아야 합니다.", by=question.expert),
        lambda: actions.take_question_back(question, by=case.officer),
    )

    answered = told[0] == ""
    last = case.history.order_by("-pk").first()
    assert sorted(bool(words) for words in told) == [False, True]
    assert bool(Consultation.objects.get().answer) == answered
    assert last.move == (Move.ADVISE if answered else Move.TAKE_QUESTION_BACK)


@attempts
def test_a_department_answers_one_question_twice_at_once(buses, driver, attempt):
    question, head = asked(department=buses), make.official(Role.HEAD, of=buses)

    told = at_once(
        lambda: actions.advise(question, "노선을 바꿀 수 있습니다.", by=driver),
        lambda: actions.advise(question, "노선을 바꿀 수 없습니다.", by=head),
    )

    assert sorted(bool(words) for words in told) == [False, True]
    assert Consultation.objects.get().answer == f"노선을 바꿀 수 {'있' if told[0] == '' else '없'}습니다."
    assert question.grievance.history.filter(move=Move.ADVISE).count() == 1

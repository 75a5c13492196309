"""인계 of what waits for one person alone: approvals and questions."""

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts.leaving import hanging_on
from accounts.models import User
from accounts.roles import Role
from grievances.models import Approval, Consultation, Grievance
from tests import make
from tests.grievances.opinions import asked
from tests.grievances.test_approving import approving, proposed

pytestmark = pytest.mark.django_db


def kinds(person: User) -> list[str]:
    return [str(one) for one in hanging_on(User.objects.get(pk=person.pk))]


def test_what_waits_for_the_only_head_hangs_on_them_until_there_is_another():
    roads = approving()
    head, next_head = make.official(Role.HEAD, of=roads), make.official(Role.OFFICER, of=roads, name="박다음")
    proposed(make.grievance(in_=roads, to=make.official(Role.OFFICER, of=roads)))
    assert kinds(head) == ["결재할 답변 1건"]

    refused = accounts.hand_over(head, {"approvals": next_head}, by=make.manager()).refused
    accounts.grant(next_head, Role.HEAD, by=make.administrator(), department=roads)

    assert [why_not for _row, why_not in refused] == [
        "박다음 님은 그 부서의 부서장이 아닙니다. 먼저 부서장 역할을 부여하십시오."
    ]
    assert kinds(head) == []


def test_what_was_proposed_goes_on_waiting_when_its_case_is_handed_over():
    roads = approving()
    make.official(Role.HEAD, of=roads)
    officer, successor = make.official(Role.OFFICER, of=roads), make.official(Role.OFFICER, of=roads)
    approval = proposed(make.grievance(to=officer))
    assert kinds(officer) == ["맡은 사건 1건"]

    accounts.hand_over(officer, {"cases": successor}, by=make.manager())

    assert kinds(officer) == []
    assert Approval.objects.waiting().get() == approval


def test_what_somebody_proposed_in_a_case_of_nobody_brings_the_case_along():
    roads = approving()
    head = make.official(Role.HEAD, of=roads)
    officer, successor = make.official(Role.OFFICER, of=roads), make.official(Role.OFFICER, of=roads)
    approval = proposed(make.grievance(to=officer))
    Grievance.objects.update(officer=None)
    assert kinds(officer) == ["결재를 올린 답변 1건"]

    handed = accounts.hand_over(officer, {"proposals": successor}, by=head)

    assert handed.refused == []
    assert Grievance.objects.get().officer == successor
    assert (kinds(officer), Approval.objects.waiting().get()) == ([], approval)


def test_a_question_to_an_expert_who_leaves_is_asked_anew():
    question, successor = asked(), make.official(Role.EXPERT, name="박노무")
    expert = question.expert
    assert kinds(expert) == ["답을 기다리는 자문 1건"]

    handed = accounts.hand_over(expert, {"questions": successor}, by=make.manager())

    assert (handed.count, handed.refused) == (1, [])
    (again,) = Consultation.objects.waiting()
    assert (again.expert, again.question, again.told) == (successor, question.question, question.told)
    assert timezone.localdate(again.reply_by) == timezone.localdate(question.reply_by)
    assert kinds(expert) == []

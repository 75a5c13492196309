"""인계 of what waits for one person alone: approvals and questions."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import actions as accounts
from accounts.leaving import hanging_on
from accounts.models import User
from accounts.roles import Role
from grievances.actions.consulting import day_to_ask_again
from grievances.models import Approval, Consultation, Grievance
from grievances.moment import as_of
from tests import make
from tests.grievances.opinions import asked, in_days
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


def test_the_only_head_stays_head_while_something_waits_though_they_are_an_officer_too():
    roads = approving()
    head, manager = make.official(Role.HEAD, of=roads), make.manager()
    accounts.grant(head, Role.OFFICER, by=make.administrator(), department=roads)
    proposed(make.grievance(in_=roads, to=make.official(Role.OFFICER, of=roads)))

    with pytest.raises(accounts.Refused, match="결재할 답변 1건"), transaction.atomic():
        accounts.revoke(head.grants.get(role=Role.HEAD), by=manager)
    make.official(Role.HEAD, of=roads)
    accounts.revoke(head.grants.get(role=Role.HEAD), by=manager)

    assert User.objects.get(pk=head.pk).roles == {Role.OFFICER}


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


def test_a_question_whose_day_has_passed_is_asked_anew_for_another_day():
    with as_of(timezone.now() - timedelta(days=6)):
        question, successor = asked(days=-5), make.official(Role.EXPERT, name="박노무")
    due_on = timezone.localdate(question.grievance.due_at)

    handed = accounts.hand_over(question.expert, {"questions": successor}, by=make.manager())

    assert handed.refused == []
    assert timezone.localdate(Consultation.objects.waiting().get().reply_by) == min(due_on, in_days(7))


@pytest.mark.parametrize(
    ("times", "days"),
    [
        ({"due_at": timedelta(days=-1)}, 7),
        ({"due_at": timedelta(days=40)}, 7),
        ({"kept_at": timedelta(days=-1), "report_on": timedelta(days=5)}, 5),
        ({"kept_at": timedelta(days=-1), "report_on": timedelta(days=-5)}, 7),
    ],
    ids=["overdue", "far ahead", "up to the report", "past the report"],
)
def test_the_new_day_is_a_week_on_and_inside_the_time_of_the_case(times, days):
    question, now = asked(), timezone.now()
    question.reply_by = now - timedelta(days=2)
    for field, ahead in times.items():
        moment = now + ahead
        setattr(question.grievance, field, timezone.localdate(moment) if field == "report_on" else moment)

    assert day_to_ask_again(question, at=now) == in_days(days)


def test_an_expert_with_another_role_stays_one_while_questions_wait_for_them():
    sewers, expert = make.department("하수과"), make.official(Role.EXPERT, name="최세무")
    case = make.grievance(in_=sewers, to=make.official(Role.OFFICER, of=sewers))
    accounts.grant(expert, Role.OFFICER, by=make.administrator(), department=sewers)
    team = accounts.grant(expert, Role.TEAM, by=make.administrator())
    asked(case, expert=User.objects.get(pk=expert.pk))

    with pytest.raises(accounts.Refused, match="답을 기다리는 자문 1건"), transaction.atomic():
        accounts.revoke(expert.grants.get(role=Role.EXPERT), by=make.administrator())
    accounts.revoke(team, by=make.administrator())
    accounts.revoke(expert.grants.get(role=Role.OFFICER), by=make.administrator())

    assert User.objects.get(pk=expert.pk).roles == {Role.EXPERT}

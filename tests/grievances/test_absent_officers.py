"""부재 in the life of cases: who is given none, who hears instead, and what the work list says."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from grievances import actions, wording
from grievances.clock import LegalKind
from grievances.forms.staff import AssignForm
from grievances.models import Grievance
from grievances.recipients import People, To
from grievances.workflow import MoveRefused, Status
from tests import make
from tests.accounts.test_absences import away

pytestmark = pytest.mark.django_db

LIST = "/admin/grievances/grievance/"


@pytest.fixture
def officer():
    return make.official(Role.OFFICER, name="김담당")


@pytest.fixture
def colleague():
    return make.official(Role.OFFICER, name="이동료")


def until(days: int) -> str:
    day = timezone.localdate() + timedelta(days=days)
    return f"{day.month}월 {day.day}일"


# --- Giving a case


def receives(case, officer):
    actions.receive(case, LegalKind.GRIEVANCE, make.department(), by=make.manager(), officer=officer)


def assigns(case, officer):
    actions.assign(case, officer, by=make.manager())


def accepts(case, officer):
    other = make.department("하수과")
    theirs = make.official(Role.OFFICER, of=other)
    actions.accept_transfer(
        actions.offer_transfer(case, make.department(), "도로의 일입니다.", by=theirs), by=officer, officer=officer
    )


def hands_over(case, officer):
    actions.hand_over(case, officer, by=make.manager())


@pytest.mark.parametrize(
    ("give", "at", "unit"),
    [
        (receives, Status.OPEN, "도로과"),
        (assigns, Status.IN_PROGRESS, "도로과"),
        (accepts, Status.IN_PROGRESS, "하수과"),
        (hands_over, Status.IN_PROGRESS, "도로과"),
    ],
)
def test_nobody_is_given_a_case_while_they_are_away(officer, colleague, give, at, unit):
    case = make.grievance(at, to=make.official(Role.OFFICER, of=make.department(unit)))
    away(officer, last=2, stand_in=colleague)

    with pytest.raises(MoveRefused) as refusal:
        give(case, officer)

    assert str(refusal.value).startswith(f"김담당 님은 {until(2)}")
    assert str(refusal.value).endswith("까지 자리에 없습니다. 대신 맡은 이동료 님이나 다른 담당자를 고르십시오.")


def test_an_absence_that_is_over_or_still_to_come_keeps_nobody_from_work(officer, colleague):
    away(officer, first=-3, last=-1)
    away(officer, first=1, last=3)

    case = actions.assign(make.grievance(to=colleague), officer, by=make.manager())

    assert case.officer == officer


def test_the_pick_says_who_is_away_until_when(officer, colleague):
    case = make.grievance(to=colleague)
    away(officer, last=2, stand_in=colleague)

    form = AssignForm(case=case, at=timezone.now())

    (_empty, (unit, people)) = form.fields["officer"].choices
    assert (unit, dict(people)[officer.pk]) == ("도로과", f"김담당 · 부재 ({until(2)}까지, 대신 이동료)")


# --- Who hears


def heard(to: To, case: Grievance) -> set[str]:
    return {person.name for person in People([case]).behind(to, case)}


@pytest.mark.parametrize("to", [To.OFFICER, To.CHARGE, To.UNIT])
def test_whoever_stands_in_for_the_officer_hears_too(officer, colleague, to):
    case = make.grievance(to=officer)
    assert heard(to, case) == {"김담당"}

    away(officer, stand_in=colleague)

    assert heard(to, case) == {"김담당", "이동료"}


def test_whoever_stands_in_for_the_head_hears_too(officer, colleague):
    case, head = make.grievance(to=officer), make.official(Role.HEAD, name="박과장")
    assert heard(To.HEADS, case) == {"박과장"}

    away(head, stand_in=colleague)

    assert heard(To.HEADS, case) == {"박과장", "이동료"}


def test_a_stand_in_who_works_elsewhere_by_now_hears_nothing(officer, colleague):
    case = make.grievance(to=officer)
    away(officer, stand_in=colleague)
    colleague.grants.update(until=timezone.now())

    assert heard(To.OFFICER, case) == {"김담당"}


# --- The work list and the case


def open_as(user: User, address: str) -> str:
    answer = make.sign_in(Client(), user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_work_list_and_the_case_say_that_the_officer_is_away(officer, colleague):
    case = make.grievance(to=officer)
    away(officer, last=2, stand_in=colleague)

    listed = open_as(colleague, f"{LIST}?queue=department")
    page = open_as(colleague, f"{LIST}{case.pk}/change/")

    assert f"담당자 부재 ({until(2)}까지)" in listed
    assert f"부재 ({until(2)}까지, 대신 이동료)" in page


def test_the_company_reads_who_answers_meanwhile(officer, colleague):
    case = make.grievance(to=officer)
    before = open_as(case.filer, case.get_absolute_url())
    away(officer, last=2, stand_in=colleague)

    meanwhile = open_as(case.filer, case.get_absolute_url())

    assert f"{wording.day_words(timezone.localdate() + timedelta(days=2))}까지 자리에 없어 이동료 님이" in meanwhile
    assert "자리에 없" not in before


def test_a_stand_in_has_the_cases_in_a_queue_of_their_own(officer, colleague):
    case = make.grievance(to=officer, title="대신 볼 사건")
    make.grievance(to=colleague, title="내 사건")
    away(officer, stand_in=colleague)

    listed = open_as(colleague, f"{LIST}?queue=standing-in")

    assert case.title in listed
    assert "내 사건" not in listed
    assert "대신 맡은 사건" not in open_as(officer, LIST)


def test_a_head_who_stands_in_assigns(officer, colleague):
    case, head = make.grievance(to=officer), make.official(Role.HEAD)
    away(head, stand_in=colleague)

    case = actions.assign(case, colleague, by=User.objects.get(pk=colleague.pk))

    assert case.officer == colleague

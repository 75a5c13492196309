"""인계: what hangs on somebody who leaves, who takes it over, and accounts that stay open until then."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import actions, notices
from accounts.leaving import hanging_on
from accounts.models import Department, User
from accounts.roles import Role
from grievances.models import Grievance, HistoryEntry
from grievances.workflow import Move, Status
from notifications.models import Message
from tests import make
from tests.accounts.test_absences import away

pytestmark = pytest.mark.django_db


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


def told(person: User) -> list[str]:
    return list(Message.objects.filter(person_id=person.pk).order_by("pk").values_list("subject", flat=True))


@pytest.fixture
def officer():
    return make.official(Role.OFFICER, name="김떠남")


@pytest.fixture
def successor():
    return make.official(Role.OFFICER, name="이이음")


# --- An account stays open while anything hangs on it


def test_an_account_is_not_closed_while_cases_hang_on_it(officer):
    make.grievance(to=officer), make.grievance(to=officer)
    make.grievance(Status.RESOLVED, to=officer)

    with pytest.raises(actions.Refused) as refusal, transaction.atomic():
        actions.stop(officer, by=make.manager())

    assert str(refusal.value) == "김떠남 님에게 맡은 사건 2건이 남아 있습니다. 먼저 다른 사람에게 넘기십시오."
    assert refusal.value.link == ("인계하기", f"/admin/accounts/user/{officer.pk}/hand-over/")
    assert again(officer).is_active
    assert again(officer).roles == {Role.OFFICER}


def test_an_account_on_which_nothing_hangs_is_closed(officer):
    make.grievance(Status.RESOLVED, to=officer)

    actions.stop(officer, by=make.manager())

    assert not again(officer).is_active


def test_the_role_of_a_department_stays_while_its_cases_hang_on_somebody(officer):
    manager = make.manager()
    other = actions.grant(officer, Role.OFFICER, by=make.administrator(), department=make.department("하수과"))
    make.grievance(to=again(officer), in_=make.department())

    with pytest.raises(actions.Refused, match="맡은 사건 1건"), transaction.atomic():
        actions.revoke(officer.grants.get(department=make.department()), by=manager)
    actions.revoke(other, by=manager)

    assert [str(grant.department) for grant in again(officer).grants_in_force] == ["도로과"]


def test_another_role_in_the_same_department_keeps_its_cases(officer):
    actions.grant(officer, Role.HEAD, by=make.administrator(), department=make.department())
    make.grievance(to=again(officer))

    actions.revoke(officer.grants.get(role=Role.OFFICER), by=make.manager())

    assert again(officer).roles == {Role.HEAD}


def test_a_role_that_does_not_work_on_cases_keeps_none(officer):
    actions.grant(officer, Role.MANAGER, by=make.administrator(), department=make.department())
    make.grievance(to=again(officer))

    with pytest.raises(actions.Refused, match="맡은 사건 1건"), transaction.atomic():
        actions.revoke(officer.grants.get(role=Role.OFFICER), by=make.manager())

    assert again(officer).roles == {Role.OFFICER, Role.MANAGER}


def test_no_running_case_is_left_to_somebody_who_can_no_longer_sign_in(officer, successor):
    case = make.grievance(Status.RESOLVED, to=officer)
    actions.stop(officer, by=make.manager())

    from grievances import actions as cases

    case = cases.reopen(case, "아직 파여 있습니다.", by=case.filer)

    assert case.officer is None
    assert not Grievance.objects.in_progress().filter(officer__is_active=False).exists()


# --- 인계


def test_one_press_gives_every_case_to_the_successor(officer, successor):
    manager, cases = make.manager(), [make.grievance(to=officer) for _ in range(2)]
    Message.objects.all().delete()

    handed = actions.hand_over(officer, {"cases": successor}, by=manager)

    assert (handed.count, handed.refused) == (2, [])
    assert [again.officer for again in Grievance.objects.all()] == [successor, successor]
    assert hanging_on(officer) == []
    assert told(successor) == ["[기업SOS] 이어 맡은 일 2건: 김떠남 님에게서"]
    numbers = {case.receipt_no for case in cases}
    assert {message.about for message in Message.objects.exclude(person_id=successor.pk)} == numbers
    actions.stop(officer, by=manager)


def test_the_company_is_told_the_new_name_and_telephone(officer, successor):
    case = make.grievance(to=officer)
    Message.objects.all().delete()

    actions.hand_over(officer, {"cases": successor}, by=make.manager())

    letter = Message.objects.get(person_id=case.filer_id)
    assert letter.subject == f"[기업SOS] {case.receipt_no} 담당자가 바뀌었습니다"
    assert "새 담당자: 이이음 (010-1234-5678)" in letter.text
    assert "담당: 도로과 이이음" in letter.text


def test_what_cannot_be_handed_over_is_said_row_by_row(officer, successor):
    case = make.grievance(to=officer)
    away(successor, last=0)

    handed = actions.hand_over(officer, {"cases": successor}, by=make.manager())

    (row, why_not) = handed.refused[0]
    assert row.label == f"{case.receipt_no} {case.title}"
    assert why_not.startswith("이이음 님은 ")
    assert "자리에 없습니다" in why_not
    assert handed.taken == {}
    assert told(successor) == []


def test_a_head_hands_over_within_the_department_only(officer, successor):
    head, stranger = make.official(Role.HEAD), make.official(Role.OFFICER, of=make.department("하수과"))
    make.grievance(to=officer)

    refused = actions.hand_over(officer, {"cases": stranger}, by=head).refused
    taken = actions.hand_over(officer, {"cases": successor}, by=head).taken

    assert [why_not for _row, why_not in refused] == ["총괄담당만 넘길 수 있습니다. 총괄담당에게 부탁하십시오."]
    assert list(taken) == [successor]


def test_a_manager_may_give_a_case_to_another_department(officer):
    stranger = make.official(Role.OFFICER, of=make.department("하수과"))
    case = make.grievance(to=officer)

    actions.hand_over(officer, {"cases": stranger}, by=make.manager())

    case = Grievance.objects.get(pk=case.pk)
    assert (case.officer, case.department) == (stranger, make.department("하수과"))
    assert [str(row.department) for row in case.custodies.order_by("pk")][-1] == "하수과"


def test_a_case_goes_to_nobody_who_does_not_work_on_cases(officer):
    coordinator = make.official(Role.MANAGER, of=make.department(), name="최총괄")
    case = make.grievance(to=officer)

    handed = actions.hand_over(officer, {"cases": coordinator}, by=make.manager())

    assert [why_not for _row, why_not in handed.refused] == [
        "최총괄 님은 도로과 소속이 아닙니다. 그 부서의 담당자를 고르십시오."
    ]
    assert Grievance.objects.get(pk=case.pk).officer == officer


def test_a_case_goes_to_no_department_that_nobody_named(officer):
    of_two, of_none = (
        make.official(Role.OFFICER, of=make.department("하수과")),
        make.official(Role.OFFICER, of=make.department("옛 과")),
    )
    actions.grant(of_two, Role.OFFICER, by=make.administrator(), department=make.department("건축과"))
    Department.objects.filter(name="옛 과").update(is_active=False)
    case = make.grievance(to=officer)

    refused = [
        actions.hand_over(officer, {"cases": again(one)}, by=make.manager()).refused for one in (of_two, of_none)
    ]

    (several, gone) = [why_not for rows in refused for _row, why_not in rows]
    assert "여러 부서에서 일합니다" in several
    assert "도로과 소속이 아닙니다" in gone
    assert Grievance.objects.get(pk=case.pk).department == case.department


def test_what_somebody_else_has_meanwhile_stays_there(officer, successor):
    case, other = make.grievance(to=officer), make.official(Role.OFFICER, name="박먼저")
    (cases,) = hanging_on(officer)
    actions.hand_over(officer, {"cases": other}, by=make.manager())

    with pytest.raises(actions.Refused, match="그사이 다른 담당자에게"):
        cases.holding.hand_over(cases.rows[0], officer, successor, by=make.manager())

    assert Grievance.objects.get(pk=case.pk).officer == other


def test_no_case_moves_without_its_mail(officer, successor, monkeypatch):
    case = make.grievance(to=officer)

    def broken(*_args):
        raise RuntimeError("no mail")

    monkeypatch.setattr(notices, "handed_over", broken)
    with pytest.raises(RuntimeError):
        actions.hand_over(officer, {"cases": successor}, by=make.manager())

    assert Grievance.objects.get(pk=case.pk).officer == officer


@pytest.mark.parametrize("role", [Role.OFFICER, Role.EXAMINER, Role.TEAM])
def test_nobody_but_managers_and_their_head_hands_over(officer, successor, role):
    make.grievance(to=officer)

    with pytest.raises(PermissionDenied):
        actions.hand_over(officer, {"cases": successor}, by=make.official(role))


def test_a_head_of_another_department_hands_over_nothing_here(officer, successor):
    with pytest.raises(PermissionDenied):
        actions.hand_over(officer, {"cases": successor}, by=make.official(Role.HEAD, of=make.department("하수과")))


def test_a_head_sees_and_hands_over_no_case_of_another_department(officer, successor):
    actions.grant(officer, Role.OFFICER, by=make.administrator(), department=make.department("하수과"))
    mine = make.grievance(to=again(officer), in_=make.department())
    theirs = make.grievance(to=again(officer), in_=make.department("하수과"))
    head = make.official(Role.HEAD)

    (cases,) = hanging_on(again(officer), seen_by=head)
    actions.hand_over(again(officer), {"cases": successor}, by=head)

    assert [row.label for row in cases.rows] == [f"{mine.receipt_no} {mine.title}"]
    assert Grievance.objects.get(pk=theirs.pk).officer == officer


def test_the_history_says_who_has_it_now(officer, successor):
    case = make.grievance(to=officer)

    actions.hand_over(officer, {"cases": successor}, by=make.manager())

    entry = HistoryEntry.objects.get(grievance=case, move=Move.HAND_OVER)
    assert (entry.note, entry.is_internal) == ("새 담당자: 이이음 (010-1234-5678)", False)


def test_absences_in_which_somebody_stands_in_go_to_another_stand_in(officer, successor):
    absence = away(make.official(Role.OFFICER, name="박부재"), stand_in=officer)

    actions.hand_over(officer, {"stand-ins": successor}, by=make.manager())

    absence.refresh_from_db()
    assert absence.stand_in == successor
    assert [told(one)[-1].partition(":")[0] for one in (absence.person, officer, successor)][:2] == [
        "[기업SOS] 대신 맡을 사람이 바뀌었습니다"
    ] * 2
    assert hanging_on(officer) == []

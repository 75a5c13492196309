"""Two people press at the same moment: one wins, the other is told. Threads of their own, real commits."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.actions import Refused
from companies import actions
from companies.models import Company, Invitation, Seat
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all of them at the same moment; what each was told ("" for the one that won), sorted."""
    start, told = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            deed()
        except Refused as refusal:
            told.append(str(refusal))
        else:
            told.append("")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(told)


@pytest.mark.parametrize("attempt", range(2))
def test_two_owners_accept_one_request_at_once(attempt):
    company, asker = make.company(), make.person()
    owners = [make.owner(company), make.member(company)]
    actions.add_owner(company.seats.get(person=owners[1]), by=owners[0])
    request = actions.ask_to_join(company, by=asker)

    told = at_once(*[lambda owner=owner: actions.accept(request, by=owner) for owner in owners])

    assert told == ["", "이미 결정된 요청입니다: 승인"]
    assert company.seats.active().filter(person=asker).count() == 1


@pytest.mark.parametrize("attempt", range(2))
def test_two_people_take_the_last_place_of_a_leaflet_at_once(attempt):
    company = make.company()
    leaflet, _ = actions.make_leaflet(company, by=make.owner(company))
    Invitation.objects.filter(pk=leaflet.pk).update(limit=1)
    people = [make.person(), make.person()]

    told = at_once(*[lambda person=person: actions.take(leaflet, by=person) for person in people])

    assert told == ["", "정해진 인원이 모두 들어온 QR 안내문입니다. 회사의 동료에게 새 초대를 부탁해 주십시오."]
    leaflet.refresh_from_db()
    assert (leaflet.uses, company.seats.active().count()) == (1, 2)


@pytest.mark.parametrize("attempt", range(2))
def test_one_person_takes_one_invitation_twice_at_once(attempt):
    company, colleague = make.company(), make.person()
    invitation = actions.invite(company, colleague.email, by=make.owner(company))

    told = at_once(*[lambda: actions.take(invitation, by=colleague)] * 2)

    assert told == ["", "이미 쓴 초대입니다. 초대 주소는 한 번만 쓸 수 있습니다."]
    assert company.seats.active().count() == 2


TAKEN = "이미 가입한 회사의 번호입니다. 등록하는 대신 가입을 요청하실 수 있습니다."


@pytest.mark.parametrize("attempt", range(2))
def test_a_registry_company_is_registered_twice_at_once(attempt):
    company, people = make.company(), [make.person(), make.person()]

    told = at_once(
        *[
            lambda person=person: actions.register(company, number=company.registration_no, by=person)
            for person in people
        ]
    )

    assert told == ["", TAKEN]
    assert Seat.objects.active().count() == 1


@pytest.mark.parametrize("attempt", range(2))
def test_an_unknown_company_is_entered_twice_at_once(attempt):
    people = [make.person(), make.person()]

    told = at_once(
        *[lambda person=person: actions.enter("123-45-67891", by=person, name="새한정공") for person in people]
    )

    assert told == ["", TAKEN]
    assert (Company.objects.count(), Seat.objects.active().count()) == (1, 1)


@pytest.mark.parametrize("attempt", range(2))
def test_two_owners_leave_a_member_behind_at_once(attempt):
    company = make.company()
    owners = [make.owner(company), make.member(company)]
    actions.add_owner(company.seats.get(person=owners[1]), by=owners[0])
    make.member(company)

    told = at_once(*[lambda owner=owner: actions.leave(company, by=owner) for owner in owners])

    assert told == ["", "대표 계정은 한 분은 있어야 합니다. 먼저 다른 분에게 대표 계정을 넘겨 주십시오."]
    assert company.seats.owners().count() == 1


@pytest.mark.parametrize("attempt", range(2))
def test_without_the_actions_the_database_alone_lets_one_win(attempt):
    """Whoever goes past the actions' locks meets the constraints."""
    from django.db import IntegrityError

    company, people, lost = make.company(), [make.person(), make.person()], []

    def found(person) -> None:
        try:
            Seat.objects.create(company=company, person=person, is_owner=True, is_founder=True)
        except IntegrityError as error:
            lost.append("company_is_registered_by_one_person" in str(error))

    at_once(*[lambda person=person: found(person) for person in people])

    assert lost == [True]
    assert Seat.objects.count() == 1

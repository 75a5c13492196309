from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts import actions
from accounts.models import Consent, ConsentText, User
from accounts.roles import OF_A_DEPARTMENT, OFFICIALS, Role
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


# --- Roles


def test_a_manager_gives_a_role_and_it_says_who_gave_what_and_when():
    manager, person, department = make.official(Role.MANAGER), make.person(), make.department("하수과")

    grant = actions.grant(person, Role.OFFICER, by=manager, department=department)

    assert (grant.person, grant.role, grant.department, grant.granted_by) == (person, "OFFICER", department, manager)
    assert (grant.until, grant.ended_by) == (None, None)
    assert abs(grant.since - timezone.now()) < timedelta(seconds=5)
    assert again(person).roles == {Role.OFFICER}


@pytest.mark.parametrize("role", [*sorted(OFFICIALS - {Role.MANAGER}), Role.TEAM, Role.EXPERT, Role.COMMITTEE])
def test_nobody_but_managers_and_administrators_gives_roles(role):
    by = make.official(role)

    with pytest.raises(PermissionDenied):
        actions.grant(make.person(), Role.TEAM, by=by)


def test_a_manager_makes_no_managers():
    with pytest.raises(PermissionDenied):
        actions.grant(make.person(), Role.MANAGER, by=make.official(Role.MANAGER))

    assert actions.grant(make.person(), Role.MANAGER, by=make.administrator()).role == "MANAGER"


@pytest.mark.parametrize("role", sorted(OF_A_DEPARTMENT))
def test_a_department_role_without_a_department_is_refused_in_words(role):
    with pytest.raises(actions.Refused, match="부서를 고르십시오"):
        actions.grant(make.person(), role, by=make.administrator())


def test_a_role_already_held_is_refused_in_words():
    official = make.official(Role.TEAM, name="김지원")

    with pytest.raises(actions.Refused, match="김지원 님은 이미"):
        actions.grant(official, Role.TEAM, by=make.administrator())


def test_taking_a_role_away_ends_it_now_and_keeps_the_row():
    official, administrator = make.official(Role.TEAM), make.administrator()

    grant = actions.revoke(official.grants.get(), by=administrator)

    assert grant.until is not None
    assert grant.ended_by == administrator
    assert again(official).roles == frozenset()
    assert official.grants.count() == 1
    with pytest.raises(actions.Refused):
        actions.revoke(grant, by=administrator)


def test_a_role_may_be_given_again_after_it_ended():
    official, administrator = make.official(Role.TEAM), make.administrator()
    actions.revoke(official.grants.get(), by=administrator)

    actions.grant(official, Role.TEAM, by=administrator)

    assert again(official).roles == {Role.TEAM}
    assert official.grants.count() == 2


# --- Accounts


def test_an_account_opened_by_a_manager_has_no_password_and_its_owner_is_told():
    person = actions.open_account("New@Test.example", "박신규", "031-000-0142", by=make.official(Role.MANAGER))

    mail = Message.objects.get(to="new@test.example")
    assert not person.has_usable_password()
    assert "/accounts/password/reset/" in mail.text


def test_stopping_an_account_ends_its_roles_and_sessions(client):
    official, administrator = make.official(Role.OFFICER), make.administrator()
    make.sign_in(client, official)
    client.get("/accounts/me/")
    assert UserSession.objects.filter(user=official).count() == 1

    actions.stop(official, by=administrator)

    assert again(official).is_active is False
    assert again(official).grants.in_force(at=timezone.now()).count() == 0
    assert UserSession.objects.filter(user=official).count() == 0
    assert client.get("/accounts/me/").status_code == 302


def test_nobody_stops_themselves_and_no_manager_stops_an_administrator_or_another_manager():
    manager, administrator = make.official(Role.MANAGER), make.administrator()

    for person in (manager, administrator, make.official(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            actions.stop(person, by=manager)


def test_a_stopped_account_gets_no_role_and_comes_back_without_its_old_ones():
    official, administrator = make.official(Role.OFFICER), make.administrator()
    actions.stop(official, by=administrator)

    with pytest.raises(actions.Refused):
        actions.grant(official, Role.TEAM, by=administrator)
    actions.resume(official, by=administrator)

    assert again(official).is_active is True
    assert again(official).roles == frozenset()


def test_people_correct_what_is_said_of_them_and_of_nobody_else():
    person = make.person()

    actions.correct(person, "이개명", "031-000-0142", "생산부", "과장", by=person)

    now = again(person)
    assert (now.name, now.phone, now.unit, now.position) == ("이개명", "031-000-0142", "생산부", "과장")
    with pytest.raises(PermissionDenied):
        actions.correct(make.person(), "남", "031-000-0142", "", "", by=person)


def test_one_signs_out_ones_own_devices_only(client):
    person = make.person()
    make.sign_in(client, person)
    client.get("/accounts/me/")
    session = UserSession.objects.get(user=person)

    with pytest.raises(PermissionDenied):
        actions.end_session(session, by=make.person())
    actions.end_session(session, by=person)

    assert client.get("/accounts/me/").status_code == 302


# --- Consents


def news() -> ConsentText:
    return ConsentText.objects.get(kind=ConsentText.Kind.NEWS)


def test_agreeing_twice_is_agreeing_once():
    person = make.person()

    actions.agree(person, [news()])
    actions.agree(person, [news()])

    assert Consent.objects.filter(person=person).count() == 1


def test_an_optional_consent_is_taken_back_and_may_be_given_again():
    person = make.person()
    actions.agree(person, [news()])

    taken = actions.take_back(person.consents.get(), by=person)
    actions.agree(person, [news()])

    assert taken.withdrawn_at is not None
    assert [consent.withdrawn_at is None for consent in person.consents.order_by("pk")] == [False, True]


def test_a_required_consent_cannot_be_taken_back_while_the_account_is_used():
    person = make.person()
    actions.agree(person, [ConsentText.objects.get(kind=ConsentText.Kind.TERMS)])

    with pytest.raises(actions.Refused, match="탈퇴"):
        actions.take_back(person.consents.get(), by=person)


def test_nobody_takes_back_anothers_consent():
    person = make.person()
    actions.agree(person, [news()])

    with pytest.raises(PermissionDenied):
        actions.take_back(person.consents.get(), by=make.administrator())


def test_a_new_version_stands_beside_the_old_one_and_only_administrators_publish_it():
    person = make.person()
    actions.agree(person, [news()])

    text = actions.publish(ConsentText.Kind.NEWS, "둘째 판", is_required=False, by=make.administrator())

    assert text.version == 2
    assert ConsentText.objects.current().get(kind="NEWS") == text
    assert person.consents.get().text.version == 1
    with pytest.raises(PermissionDenied):
        actions.publish(ConsentText.Kind.NEWS, "셋째 판", is_required=False, by=make.official(Role.MANAGER))

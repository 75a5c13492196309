from datetime import timedelta

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.utils import timezone

from accounts import actions
from accounts.models import Consent, ConsentText, RoleGrant, User
from accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db


def refused_by(name: str, write) -> None:
    with pytest.raises(Error) as refusal, transaction.atomic():
        write()
    assert name in str(refusal.value)


def emptied(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what this transaction wrote must not stand in the way
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_an_address_belongs_to_one_person_whatever_the_case():
    make.person(email="kim@test.example")

    refused_by(
        "user_email_is_one_whatever_the_case",
        lambda: User.objects.bulk_create([User(email="KIM@test.example", name="또", phone="010-1234-5678")]),
    )


def test_a_person_has_a_name():
    refused_by("user_has_a_name", lambda: User.objects.create_user("x@test.example", name="", phone="010-1234-5678"))


def test_the_city_grants_no_company_role():
    person = make.person()

    refused_by(
        "role_grant_is_of_a_role_the_city_gives", lambda: RoleGrant.objects.create(person=person, role=Role.COMPANY)
    )


def test_an_officer_is_one_of_a_department():
    person = make.person()

    refused_by(
        "role_grant_of_a_department_role_names_the_department",
        lambda: RoleGrant.objects.create(person=person, role=Role.OFFICER),
    )


def test_a_role_does_not_end_before_it_begins():
    person, now = make.person(), timezone.now()

    refused_by(
        "role_grant_ends_after_it_begins",
        lambda: RoleGrant.objects.create(person=person, role=Role.TEAM, since=now, until=now - timedelta(days=1)),
    )


def test_a_role_is_open_once():
    official = make.official(Role.MANAGER)

    refused_by(
        "role_grant_is_open_once_a_person_role_and_department",
        lambda: RoleGrant.objects.create(person=official, role=Role.MANAGER),
    )


@pytest.mark.parametrize(
    ("rule", "write"),
    [
        ("Cannot delete rows", lambda grant: RoleGrant.objects.filter(pk=grant.pk).delete()),
        ("Cannot update rows", lambda grant: RoleGrant.objects.filter(pk=grant.pk).update(role=Role.TEAM)),
        ("cannot be emptied", lambda grant: emptied("accounts_rolegrant")),
    ],
)
def test_what_was_granted_stays_on_record_whatever_path_is_tried(rule, write):
    grant = make.official(Role.MANAGER).grants.get()

    refused_by(rule, lambda: write(grant))


@pytest.mark.parametrize(
    "write",
    [
        lambda: ConsentText.objects.update(body="다른 글"),
        lambda: ConsentText.objects.all().delete(),
        lambda: emptied("accounts_consenttext"),
    ],
)
def test_what_people_agreed_to_stays_word_for_word(write):
    with pytest.raises(Error), transaction.atomic():
        write()

    assert ConsentText.objects.count() == 3


def test_a_version_of_a_text_is_one():
    refused_by(
        "consent_text_version_is_one_a_kind",
        lambda: ConsentText.objects.create(kind=ConsentText.Kind.TERMS, version=1, body="또", is_required=True),
    )


def test_a_consent_stands_once_and_is_withdrawn_after_it_was_given():
    person, text = make.person(), ConsentText.objects.get(kind=ConsentText.Kind.NEWS)
    consent = Consent.objects.create(person=person, text=text)

    refused_by("consent_stands_once_a_person_and_text", lambda: Consent.objects.create(person=person, text=text))
    before = consent.given_at - timedelta(seconds=1)
    refused_by(
        "consent_is_withdrawn_after_it_was_given",
        lambda: Consent.objects.filter(pk=consent.pk).update(withdrawn_at=before),
    )


def test_a_department_name_is_one():
    make.department("도로과")

    with pytest.raises(IntegrityError), transaction.atomic():
        type(make.department("도로과")).objects.create(name="도로과")


@pytest.mark.parametrize(
    ("role", "is_official", "needs_second_factor"),
    [
        (None, False, False),
        (Role.MANAGER, True, True),
        (Role.OFFICER, True, True),
        (Role.HEAD, True, True),
        (Role.EXAMINER, True, True),
        (Role.TEAM, False, True),
        (Role.EXPERT, False, True),
        (Role.COMMITTEE, False, True),
    ],
)
def test_a_role_says_who_works_in_the_admin_and_who_needs_a_second_factor(role, is_official, needs_second_factor):
    person = make.official(role) if role else make.person()

    assert (person.is_official, person.is_staff, person.needs_second_factor) == (
        is_official,
        is_official,
        needs_second_factor,
    )


def test_a_role_that_ended_gives_nothing_any_more():
    official, now = make.official(Role.MANAGER), timezone.now()
    RoleGrant.objects.filter(person=official).update(until=now)

    again = User.objects.get(pk=official.pk)

    assert (again.roles, again.is_staff, again.has_perm("accounts.view_user")) == (frozenset(), False, False)


def test_a_person_may_hold_several_roles_at_once():
    officer = make.official(Role.OFFICER)

    actions.grant(officer, Role.TEAM, by=make.administrator())

    assert User.objects.get(pk=officer.pk).roles == {Role.OFFICER, Role.TEAM}

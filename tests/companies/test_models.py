"""What the database refuses, whatever the code above it does."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from companies import normalising
from companies.models import Company, CompanyEvent, Invitation, JoinRequest, Nudge, RegistryImport, Seat
from companies.states import Approval, Source
from tests import make

pytestmark = pytest.mark.django_db


def company(name: str = "한빛정밀", **fields) -> Company:
    defaults = {"name_key": normalising.name_key(name), "source": Source.REGISTRY, "approval": Approval.APPROVED}
    return Company.objects.create(name=name, **(defaults | fields))


def invitation(of: Company, **fields) -> Invitation:
    defaults = {
        "kind": Invitation.Kind.EMAIL,
        "email": "a@test.example",
        "token_digest": f"digest-{Invitation.objects.count()}",
        "made_by": make.person(),
        "expires_at": timezone.now() + timedelta(days=14),
    }
    return Invitation.objects.create(company=of, **(defaults | fields))


def refusal(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def test_one_registration_number_belongs_to_one_company():
    company(registration_no="1234567891")

    with refusal("registration_no"):
        company("다른회사", registration_no="1234567891")


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("company_registration_no_is_ten_digits", {"registration_no": "123-45-678"}),
        ("company_has_a_name", {"name": ""}),
        ("company_of_the_registry_needs_no_approval", {"approval": Approval.PENDING}),
        (
            "company_entered_by_its_member_has_a_number",
            {"source": Source.OWN_ENTRY, "approval": Approval.PENDING},
        ),
        (
            "company_decision_says_who_and_when",
            {"source": Source.OWN_ENTRY, "registration_no": "1234567891", "approval": Approval.APPROVED},
        ),
    ],
)
def test_a_company_that_cannot_be_is_refused(constraint, fields):
    with refusal(constraint):
        company(**({"name": "한빛정밀", "name_key": "한빛정밀"} | fields))


def test_a_person_has_one_seat_in_a_company_at_a_time():
    mine, person = company(), make.person()
    Seat.objects.create(company=mine, person=person, is_owner=True)

    with refusal("seat_is_one_a_person_and_company"):
        Seat.objects.create(company=mine, person=person, is_owner=True)


def test_who_left_may_come_back():
    mine, person = company(), make.person()
    first = Seat.objects.create(company=mine, person=person, is_owner=True)
    Seat.objects.filter(pk=first.pk).update(left_at=timezone.now())

    Seat.objects.create(company=mine, person=person, is_owner=True)

    assert mine.seats.count() == 2


def test_a_company_with_members_has_an_owner():
    mine = company()

    with refusal("has members but no owner"), transaction.atomic():
        Seat.objects.create(company=mine, person=make.person(), is_owner=False)
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_last_owner_cannot_leave_the_others_behind():
    mine = company()
    owner = Seat.objects.create(company=mine, person=make.person(), is_owner=True)
    Seat.objects.create(company=mine, person=make.person())

    with refusal("has members but no owner"), transaction.atomic():
        Seat.objects.filter(pk=owner.pk).update(left_at=timezone.now())
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_last_member_may_leave():
    mine = company()
    owner = Seat.objects.create(company=mine, person=make.person(), is_owner=True)

    Seat.objects.filter(pk=owner.pk).update(left_at=timezone.now())
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert not mine.seats.active().exists()


def test_seats_and_events_stay():
    mine = company()
    seat = Seat.objects.create(company=mine, person=make.person(), is_owner=True)
    event = CompanyEvent.objects.create(company=mine, what=CompanyEvent.What.JOINED)

    for change in (
        seat.delete,
        mine.delete,
        event.delete,
        lambda: CompanyEvent.objects.update(note="달라짐"),
        lambda: Seat.objects.update(joined_at=timezone.now()),
        lambda: connection.cursor().execute("TRUNCATE companies_companyevent"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert (mine.seats.count(), mine.events.get().note) == (1, "")


def test_an_invitation_is_not_used_beyond_its_limit():
    letter = invitation(company())
    Invitation.objects.filter(pk=letter.pk).update(uses=1, used_at=timezone.now())

    with refusal("invitation_is_used_within_its_limit"):
        Invitation.objects.filter(pk=letter.pk).update(uses=2)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("invitation_by_mail_is_for_one_address", {"email": ""}),
        ("invitation_by_mail_is_for_one_address", {"limit": 2}),
        ("invitation_by_mail_is_for_one_address", {"kind": Invitation.Kind.LEAFLET}),
        ("invitation_used_says_when", {"uses": 1}),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(constraint, fields):
    mine = company()

    with refusal(constraint):
        invitation(mine, **fields)


def test_one_invitation_stands_for_an_address_whatever_its_case():
    mine = company()
    invitation(mine, email="a@test.example")

    with refusal("invitation_stands_once_a_company_and_address"):
        invitation(mine, email="A@test.example")


def test_a_request_is_open_once_a_person_and_company():
    mine, person = company(), make.person()
    JoinRequest.objects.create(company=mine, person=person)

    with refusal("join_request_is_open_once_a_person_and_company"):
        JoinRequest.objects.create(company=mine, person=person)


def test_an_import_that_is_done_accounts_for_every_row():
    with refusal("registry_import_accounts_for_every_row"):
        RegistryImport.objects.create(
            file_name="a.csv", state=RegistryImport.State.DONE, rows=3, created=2, finished_at=timezone.now()
        )


def test_a_company_is_nudged_once_a_month():
    mine = company()
    Nudge.objects.create(company=mine, month=date(2026, 5, 1))

    with refusal("nudge_goes_out_once_a_company_and_month"):
        Nudge.objects.create(company=mine, month=date(2026, 5, 1))

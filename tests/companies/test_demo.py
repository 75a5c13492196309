"""The demo world, part two."""

import pytest

import accounts.demo
from companies import demo, registration_no
from companies.models import Company, JoinRequest, Seat
from companies.states import Approval

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    accounts.demo.load()
    demo.load()


def test_the_world_is_alive_and_every_company_is_marked_as_invented(world):
    figures = Company.objects.drive_figures()

    assert figures["companies"] == demo.COMPANIES
    assert 120 < figures["joined"] < 200
    assert 30 < figures["at_goal"] < 90
    numbers = Company.objects.exclude(registration_no=None).values_list("registration_no", flat=True)
    assert all(number.startswith("999") and not registration_no.problem(number) for number in numbers)
    assert not Company.objects.exclude(address__startswith="한빛시 시연구").exists()
    assert not Company.objects.exclude(phone__startswith="031-000-").exists()


def test_loading_it_again_changes_nothing(world):
    before = (Company.objects.count(), Seat.objects.count(), JoinRequest.objects.count())

    demo.load()

    assert (Company.objects.count(), Seat.objects.count(), JoinRequest.objects.count()) == before


def test_the_accounts_have_a_company_with_something_to_do(world):
    own = Company.objects.get(name=demo.OWN_COMPANY)

    members = set(own.seats.active().values_list("person__email", "is_owner"))

    assert members == {("owner@demo.example", True), ("staff@demo.example", False)}
    assert own.join_requests.open().count() == 1
    assert own.invitations.standing().count() == 2
    assert Company.objects.awaiting_approval().get().approval == Approval.PENDING


def test_it_is_not_for_real_installations(settings):
    settings.IN_PRODUCTION = True

    with pytest.raises(accounts.demo.NotHere):
        demo.load()

"""The office's list of visits and the page of one: what is there, what can be done, and to whom the doors are open."""

import pytest
from django.urls import reverse

from tests import made_visits as made
from tests import make
from visits.models import Visit
from visits.workflow import Move, Status

pytestmark = pytest.mark.django_db

LIST = reverse("admin:visits_visit_changelist")


def page_of(visit: Visit) -> str:
    return reverse("admin:visits_visit_change", args=[visit.pk])


def move_of(visit: Visit, move: Move) -> str:
    return reverse("admin:visits_visit_move", args=[visit.pk, move])


def seen(visit: Visit) -> int:
    return visit.history.latest("pk").pk


@pytest.fixture
def office(client):
    return make.sign_in(client, make.manager())


def test_the_list_opens(office):
    made.visit(Status.SCHEDULED)
    r = office.get(LIST)
    assert r.status_code == 200


def test_the_page_opens(office):
    for status in (Status.REQUESTED, Status.SCHEDULED):
        v = made.visit(status, to=made.factory(f"x{status}"))
        assert office.get(page_of(v)).status_code == 200
        for m in ("OFFER", "ROSTER", "AMEND"):
            assert office.get(page_of(v) + f"?move={m}").status_code == 200
    assert office.get(reverse("admin:visits_visit_add")).status_code == 200
    assert office.get(reverse("admin:visits_visit_meeting")).status_code == 200

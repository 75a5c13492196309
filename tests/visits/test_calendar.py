"""The calendar of visits: what it shows, who waits beside it, and placing somebody in a slot."""

import pytest
from django.urls import reverse
from tests import made_visits as made
from tests import make
from visits.workflow import Status

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:visits_visit_calendar")


def test_it_opens(client):
    p = made.programme()
    made.slot(p, order=2)
    made.visit(Status.SCHEDULED, of=p)
    made.visit(Status.REQUESTED, of=p, to=made.factory("b"))
    c = make.sign_in(client, make.manager())
    r = c.get(PAGE)
    assert r.status_code == 200, r.content
    r = c.get(PAGE + "?week=2026-W12")
    assert r.status_code == 200

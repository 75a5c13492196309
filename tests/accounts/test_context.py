import pytest

from tests import make

pytestmark = pytest.mark.django_db


def test_a_page_knows_how_long_its_reader_stays_signed_in(client, settings):
    make.sign_in(client, make.person())

    page = client.get("/")

    assert page.context["idle"] == {
        "seconds_left": settings.IDLE_LIMIT_COMPANY,
        "warn_before": settings.IDLE_WARNING,
        "extend_url": "/accounts/extend/",
    }


def test_a_stranger_has_no_time_to_run_out(client):
    assert "idle" not in client.get("/").context

"""What every page is given."""

import pytest
from django.urls import reverse

from sosportal import context
from sosportal.context import CONTRASTS, MENU, Entry


@pytest.mark.parametrize("entry", MENU, ids=lambda entry: entry.view + entry.place)
def test_the_menu_leads_to_pages_and_places_that_exist(client, entry):
    response = client.get(reverse(entry.view))

    assert response.status_code == 200
    assert f'id="{entry.place}"' in response.content.decode()


def test_the_page_one_is_on_is_marked_in_the_menu(rf, monkeypatch):
    monkeypatch.setattr(context, "MENU", [Entry("방침", "privacy"), Entry("접근성", "accessibility")])

    menu = context.page(rf.get("/privacy/"))["menu"]

    assert [(entry["label"], entry["is_current"]) for entry in menu] == [("방침", True), ("접근성", False)]


@pytest.mark.parametrize("chosen", CONTRASTS)
def test_the_screen_people_chose_is_the_one_they_get(client, chosen):
    client.cookies["contrast"] = chosen

    assert f'<html lang="ko" data-krds-mode="{chosen}">' in client.get("/").content.decode()


def test_a_cookie_from_elsewhere_changes_nothing(client):
    client.cookies["contrast"] = '"><script>'

    assert '<html lang="ko" data-krds-mode="light">' in client.get("/").content.decode()

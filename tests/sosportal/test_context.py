"""What every page is given."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import User
from accounts.roles import Role
from sosportal import context
from sosportal.context import CONTRASTS, MENU, Entry
from tests import make


@pytest.mark.django_db
@pytest.mark.parametrize("entry", MENU, ids=lambda entry: entry.view + entry.place)
def test_the_menu_leads_to_pages_and_places_that_exist(client, entry):
    is_for_officials = entry.view.startswith("drive")
    make.sign_in(client, make.official(Role.MANAGER) if is_for_officials else make.person())

    response = client.get(reverse(entry.view))

    assert response.status_code == 200
    assert f'id="{entry.place}"' in response.content.decode() or not entry.place


@pytest.mark.parametrize(
    ("path", "marked"),
    [("/privacy/", "방침"), ("/companies/", "홍보관"), ("/companies/mine/7/", "우리 회사"), ("/", None)],
)
def test_of_several_entries_the_nearest_is_where_one_is(rf, monkeypatch, path, marked):
    entries = [Entry("절차", "home", "how"), Entry("방침", "privacy")]
    entries += [Entry("홍보관", "companies:showcases"), Entry("우리 회사", "companies:mine")]
    monkeypatch.setattr(context, "MENU", entries)

    menu = context.page(rf.get(path))["menu"]

    assert [entry["label"] for entry in menu if entry["is_current"]] == ([marked] if marked else [])


@pytest.mark.django_db
def test_members_are_led_to_their_company_and_officials_to_the_drive(rf, monkeypatch):
    entries = [entry for entry in MENU if entry.may is not None]
    monkeypatch.setattr(context, "MENU", entries)
    stranger, member, official = rf.get("/"), rf.get("/"), rf.get("/")
    stranger.user = AnonymousUser()
    member.user = make.person()
    official.user = make.official(Role.MANAGER)

    shown = [
        [str(entry["label"]) for entry in context.page(request)["menu"]] for request in (stranger, member, official)
    ]

    assert shown == [[], ["우리 회사", "애로 신청", "우리 애로", "현장방문"], ["회의", "가입 운동"]]


@pytest.mark.django_db
def test_an_expert_is_led_to_a_company_only_where_they_are_in_one(rf, monkeypatch):
    monkeypatch.setattr(context, "MENU", [entry for entry in MENU if entry.may is not None])
    alone, member = rf.get("/"), rf.get("/")
    alone.user, member.user = make.official(Role.EXPERT), make.owner(make.company())
    accounts.grant(member.user, Role.EXPERT, by=make.administrator())
    member.user = User.objects.get(pk=member.user.pk)

    shown = [[str(entry["label"]) for entry in context.page(request)["menu"]] for request in (alone, member)]

    assert shown == [["자문", "회의"], ["우리 회사", "애로 신청", "우리 애로", "현장방문", "자문", "회의"]]


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", CONTRASTS)
def test_the_screen_people_chose_is_the_one_they_get(client, chosen):
    client.cookies["contrast"] = chosen

    assert f'<html lang="ko" data-krds-mode="{chosen}">' in client.get("/").content.decode()


@pytest.mark.django_db
def test_a_cookie_from_elsewhere_changes_nothing(client):
    client.cookies["contrast"] = '"><script>'

    assert '<html lang="ko" data-krds-mode="light">' in client.get("/").content.decode()

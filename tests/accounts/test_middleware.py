import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import resolve

from accounts import actions, idle
from accounts.middleware import SecondFactorMiddleware
from accounts.models import User
from accounts.roles import GRANTED, Role
from tests import access, make

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/me/?a=1"}


def rested(client: Client, seconds: float) -> Client:
    """The session as it is after nobody was there for so long."""
    session = client.session
    session[idle.SEEN_AT] = time.time() - seconds
    session.save()
    return client


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def member(client) -> Client:
    make.sign_in(client, make.person())
    client.get("/accounts/me/")
    return client


@pytest.fixture
def officer(client) -> Client:
    make.sign_in(client, make.official(Role.OFFICER))
    client.get("/accounts/me/")
    return client


# --- Idle


def test_an_official_who_rested_too_long_is_signed_out_and_comes_back_to_the_same_page(officer, settings):
    rested(officer, settings.IDLE_LIMIT_STAFF + 1)

    response = officer.get("/accounts/me/?tab=1")

    assert response.url == "/accounts/login/?next=/accounts/me/%3Ftab%3D1"
    assert "오래 쓰지 않아 로그아웃했습니다" in said(response)
    assert "_auth_user_id" not in officer.session


def test_company_people_have_more_time_than_officials(member, settings):
    rested(member, settings.IDLE_LIMIT_STAFF + 1)

    assert member.get("/accounts/me/").status_code == 200
    assert settings.IDLE_LIMIT_STAFF <= 30 * 60
    assert settings.IDLE_LIMIT_COMPANY <= 60 * 60


def test_company_people_are_signed_out_as_well(member, settings):
    rested(member, settings.IDLE_LIMIT_COMPANY + 1)

    assert member.get("/accounts/me/").status_code == 302


def test_a_session_ends_after_its_longest_life_however_busy_it_was(member, settings):
    session = member.session
    session[idle.SIGNED_IN_AT] = time.time() - settings.SESSION_COOKIE_AGE - 1
    session.save()

    response = member.get("/accounts/me/")

    assert response.status_code == 302
    assert "로그인한 지 오래되어" in said(response)
    assert settings.SESSION_COOKIE_AGE <= 12 * 3600


def test_a_page_that_needs_nobody_goes_on_without_the_person(member, settings):
    rested(member, settings.IDLE_LIMIT_COMPANY + 1)

    response = member.get("/")

    assert response.status_code == 200
    assert not response.wsgi_request.user.is_authenticated


def test_a_form_sent_too_late_leads_back_to_its_page_not_to_its_address(member, settings):
    rested(member, settings.IDLE_LIMIT_COMPANY + 1)

    response = member.post("/accounts/me/edit/", headers={"Referer": "http://testserver/accounts/me/edit/?a=1"})

    assert response.url == "/accounts/login/?next=/accounts/me/edit/%3Fa%3D1"


def test_a_strangers_page_is_nowhere_to_come_back_to(member, settings):
    rested(member, settings.IDLE_LIMIT_COMPANY + 1)

    response = member.post("/accounts/me/edit/", headers={"Referer": "https://evil.example/x"})

    assert response.url == "/accounts/login/?next=/"


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(member, settings):
    rested(member, settings.IDLE_LIMIT_COMPANY + 1)

    response = member.get("/accounts/me/", headers=HTMX)

    assert response["HX-Redirect"] == "/accounts/login/?next=/accounts/me/%3Fa%3D1"


@pytest.mark.parametrize(
    ("somebody_is_there", "ask"),
    [
        (True, lambda client: client.get("/accounts/me/")),
        (True, lambda client: client.post("/accounts/extend/")),
        (True, lambda client: client.post("/accounts/me/edit/", headers=HTMX)),
        (False, lambda client: client.get("/accounts/extend/")),
        (False, lambda client: client.get("/accounts/me/", headers=HTMX)),
    ],
)
def test_only_what_a_person_does_counts_as_a_sign_of_life(member, settings, somebody_is_there, ask):
    rested(member, 600)

    ask(member)

    left = member.get("/accounts/extend/").json()["seconds_left"]
    assert (left > settings.IDLE_LIMIT_COMPANY - 60) is somebody_is_there


def test_a_busy_session_is_not_written_at_every_request(member, django_assert_num_queries):
    before = member.session[idle.SEEN_AT]

    member.get("/accounts/me/")

    assert member.session[idle.SEEN_AT] == before


def test_the_time_left_is_told_and_extended_and_nobody_gets_any_after_the_end(member, settings):
    rested(member, settings.IDLE_LIMIT_COMPANY - 100)
    before = member.get("/accounts/extend/").json()
    after = member.post("/accounts/extend/").json()
    rested(member, settings.IDLE_LIMIT_COMPANY + 1)

    too_late = member.post("/accounts/extend/")

    assert before == {"seconds_left": pytest.approx(100, abs=2)}
    assert after == {"seconds_left": settings.IDLE_LIMIT_COMPANY}
    assert (too_late.status_code, too_late.json()) == (401, {"seconds_left": 0})


# --- Second factor

OPEN = SecondFactorMiddleware.always_open
ENROL = SecondFactorMiddleware.to_enrol


def half_signed_in(client: Client, user: User) -> Client:
    """Password given, second factor not: as after sign-in by somebody who has none yet."""
    make.sign_in(client, user)
    Authenticator.objects.filter(user=user).delete()
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [record for record in records if record["method"] == "password"]
    session.save()
    return client


def answers(client: Client, user: User, ask) -> dict[str, tuple[int, str]]:
    """What each address says to somebody who is signed in by half: view → (status, where to)."""
    told = {}
    half_signed_in(client, user)
    for _, path in access.addresses():
        if "_auth_user_id" not in client.session:  # the last address signed them out
            half_signed_in(client, user)
        response = ask(path)
        told[resolve(path).view_name] = (response.status_code, response.get("Location", ""))
    return told


def test_without_a_second_factor_an_official_opens_nothing_but_the_way_to_one(client):
    told = answers(client, make.official(Role.MANAGER), client.get)

    let_in = {view for view, answer in told.items() if answer != (302, "/accounts/2fa/")}
    assert len(told) > 80
    assert let_in == OPEN | ENROL


def test_without_a_second_factor_an_official_sends_nothing_but_the_way_to_one(client):
    told = answers(client, make.official(Role.MANAGER), client.post)

    let_in = {view for view, (status, _) in told.items() if status != 403}
    assert let_in == OPEN | ENROL


def test_with_a_second_factor_that_this_session_did_not_use_an_official_opens_nothing_at_all(client):
    official = make.official(Role.MANAGER)

    def ask(path: str):
        Authenticator.objects.get_or_create(user=official, type=Authenticator.Type.TOTP, data={"secret": ""})
        return client.get(path)

    told = answers(client, official, ask)

    let_in = {view for view, (_, place) in told.items() if not place.startswith("/accounts/login/?next=")}
    assert let_in == OPEN


@pytest.mark.parametrize("role", sorted(GRANTED))
def test_every_role_needs_a_second_factor(client, role):
    half_signed_in(client, make.official(role))

    assert client.get("/")["Location"] == "/accounts/2fa/"


def test_an_administrator_needs_a_second_factor(client):
    half_signed_in(client, make.administrator())

    assert client.get("/admin/")["Location"] == "/accounts/2fa/"


def test_company_people_need_none(client):
    make.sign_in(client, make.person())

    assert client.get("/").status_code == 200


def test_a_role_given_while_somebody_is_signed_in_asks_for_a_second_factor_at_once(client):
    person = make.person()
    make.sign_in(client, person)
    assert client.get("/").status_code == 200

    actions.grant(person, Role.TEAM, by=make.administrator())

    assert client.get("/")["Location"] == "/accounts/2fa/"


def test_a_part_of_a_page_sends_the_whole_page_to_the_enrolment(client):
    half_signed_in(client, make.official(Role.MANAGER))

    assert client.get("/admin/", headers=HTMX)["HX-Redirect"] == "/accounts/2fa/"


def test_recovery_codes_alone_are_no_second_factor(client):
    official = make.official(Role.MANAGER)
    half_signed_in(client, official)
    Authenticator.objects.create(user=official, type=Authenticator.Type.RECOVERY_CODES, data={"seed": ""})

    assert client.get("/admin/")["Location"] == "/accounts/2fa/"


def test_an_official_outside_the_staff_networks_is_signed_out(officer, settings):
    settings.STAFF_NETWORKS = ["10.0.0.0/8"]

    response = officer.get("/accounts/me/", REMOTE_ADDR="203.0.113.7")

    assert response.status_code == 302
    assert "업무망" in said(response)
    assert "_auth_user_id" not in officer.session


def test_the_team_works_from_wherever_a_factory_stands(client, settings):
    settings.STAFF_NETWORKS = ["10.0.0.0/8"]
    make.sign_in(client, make.official(Role.TEAM))

    assert client.get("/", REMOTE_ADDR="203.0.113.7").status_code == 200

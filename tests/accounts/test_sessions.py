import re

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from notifications.models import Message
from tests import make
from tests.accounts.signing_in import give_password, is_signed_in

pytestmark = pytest.mark.django_db

NEW = "another-good-2027!"


def signed_in(person: User, agent: str = "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36") -> Client:
    client = Client(headers={"user-agent": agent})
    give_password(client, person.email)
    client.get("/accounts/me/")
    return client


def test_signing_in_gives_a_new_session_key_and_the_old_one_is_worth_nothing(client):
    person = make.person()
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.cookies["sos_session"] = before

    give_password(client, person.email)

    after = client.session.session_key
    old = Client()
    old.cookies["sos_session"] = before
    assert after != before
    assert old.get("/accounts/me/").status_code == 302
    assert client.get("/accounts/me/").status_code == 200


def test_signing_out_ends_the_session_for_whoever_kept_its_key():
    client = signed_in(make.person())
    key = client.session.session_key
    client.post("/accounts/logout/")

    thief = Client()
    thief.cookies["sos_session"] = key

    assert thief.get("/accounts/me/").status_code == 302


def test_opening_the_sign_out_page_signs_nobody_out():
    client = signed_in(make.person())

    client.get("/accounts/logout/")

    assert is_signed_in(client)


def test_changing_the_password_ends_every_other_session_and_keeps_this_one():
    person = make.person()
    here, there = signed_in(person), signed_in(person)
    before = here.session.session_key

    here.post("/accounts/password/change/", {"oldpassword": make.PASSWORD, "password1": NEW})

    assert here.get("/accounts/me/").status_code == 200
    assert here.session.session_key != before
    assert there.get("/accounts/me/").status_code == 302


def test_setting_a_forgotten_password_anew_ends_every_session_and_the_link_works_once():
    person = make.person()
    there, here = signed_in(person), Client()
    here.post("/accounts/password/reset/", {"email": person.email})
    link = re.search(r"http://localhost:\d+(/accounts/password/reset/key/\S+)", Message.objects.latest("pk").text)
    assert link

    form = here.get(link[1])
    done = here.post(form.url, {"password1": NEW})
    again = Client().get(link[1])

    assert done.url == "/accounts/password/reset/key/done/"
    assert there.get("/accounts/me/").status_code == 302
    assert "이미 썼거나 기한이 지난 주소입니다" in again.content.decode()
    give_password(here, person.email, NEW)
    assert is_signed_in(here)


def test_opening_the_link_twice_as_mail_scanners_do_uses_nothing_up():
    person = make.person()
    client = Client()
    client.post("/accounts/password/reset/", {"email": person.email})
    path = re.search(r"(/accounts/password/reset/key/\S+)", Message.objects.latest("pk").text)[1]
    Client().get(path)
    Client().head(path)

    form = client.get(path)

    assert client.post(form.url, {"password1": NEW}).url == "/accounts/password/reset/key/done/"


def test_a_stopped_account_is_out_with_its_next_request():
    person = make.person()
    client = signed_in(person)

    User.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get("/accounts/me/").status_code == 302


def test_the_list_names_each_device_and_signs_one_of_them_out():
    person = make.person()
    here = signed_in(person)
    there = signed_in(person, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")
    page = here.get("/accounts/sessions/").content.decode()

    here.post(f"/accounts/sessions/{UserSession.objects.get(session_key=there.session.session_key).pk}/end/")

    assert "윈도우 컴퓨터 · 크롬" in page
    assert "아이폰 · 사파리" in page
    assert page.count("이 기기</strong>") == 1
    assert there.get("/accounts/me/").status_code == 302
    assert here.get("/accounts/me/").status_code == 200


def test_nobody_signs_out_somebody_else():
    kim, lee = signed_in(make.person()), signed_in(make.person())

    answer = kim.post(f"/accounts/sessions/{UserSession.objects.get(session_key=lee.session.session_key).pk}/end/")

    assert answer.status_code == 404
    assert lee.get("/accounts/me/").status_code == 200


def test_all_other_devices_are_signed_out_at_once():
    person = make.person()
    here, there, yonder = signed_in(person), signed_in(person), signed_in(person)

    here.post("/accounts/sessions/")

    assert [client.get("/accounts/me/").status_code for client in (here, there, yonder)] == [200, 302, 302]


def test_the_session_cookie_is_for_our_pages_only_and_goes_with_the_browser(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    give_password(client, make.person().email)

    cookie = client.cookies["sos_session"]

    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["max-age"]) == (True, True, "Lax", "")


def test_where_somebody_is_signed_in_is_not_written_at_every_click():
    client = signed_in(make.person())

    with CaptureQueriesContext(connection) as questions:
        client.get("/accounts/me/")

    assert UserSession.objects.count() == 1
    assert [one["sql"] for one in questions if one["sql"].startswith("UPDATE")] == []

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import actions
from accounts.adapters import AccountAdapter, MFAAdapter, on_site
from accounts.models import User
from accounts.roles import Role
from accounts.second_factor import DEMO_SECRET
from notifications.models import Message
from tests import make
from tests.accounts.conftest import NOON
from tests.accounts.signing_in import code_of, give_code, give_password, is_signed_in, mailed_code, sign_up, with_app

pytestmark = pytest.mark.django_db


# --- Signing up


def test_somebody_new_signs_up_and_is_signed_in_by_the_code_from_the_mail(client):
    sent = sign_up(client)
    confirmed = client.post(sent.url, {"code": mailed_code("new@test.example")})

    person = User.objects.get(email="new@test.example")
    assert sent.url == "/accounts/confirm-email/"
    assert confirmed.url == "/"
    assert (person.name, person.phone) == ("김회원", "010-1234-5678")
    assert {consent.text.kind for consent in person.consents.all()} == {"TERMS", "PRIVACY"}
    assert EmailAddress.objects.get(user=person).verified
    assert is_signed_in(client)


def test_before_the_code_nobody_is_signed_in(client):
    sign_up(client)

    assert not is_signed_in(client)
    assert client.get("/accounts/me/").status_code == 302


def test_a_wrong_code_is_refused_and_the_fifth_ends_it(client):
    sign_up(client)
    right = mailed_code("new@test.example")
    wrong = "000000" if right != "000000" else "111111"

    pages = [client.post("/accounts/confirm-email/", {"code": wrong}) for _ in range(5)]
    late = client.post("/accounts/confirm-email/", {"code": right})

    assert [page.status_code for page in pages] == [200, 200, 200, 200, 302]
    assert "인증번호가 맞지 않습니다" in pages[0].content.decode()
    assert late.url == "/accounts/login/"
    assert not is_signed_in(client)


def test_the_code_is_six_digits_that_a_phone_offers_to_fill_in(client):
    sign_up(client)

    page = client.get("/accounts/confirm-email/").content.decode()

    assert re.fullmatch(r"\d{6}", mailed_code("new@test.example"))
    assert 'inputmode="numeric"' in page
    assert 'autocomplete="one-time-code"' in page


def test_nothing_is_half_stored_when_a_sign_up_fails(client, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(actions, "agree", fail)
    with pytest.raises(RuntimeError):
        sign_up(client)

    assert not User.objects.filter(email="new@test.example").exists()


# --- Signing in


@pytest.mark.parametrize(
    ("role", "place"), [(None, "/"), (Role.TEAM, "/"), (Role.OFFICER, "/admin/"), (Role.EXAMINER, "/admin/")]
)
def test_after_signing_in_everybody_gets_to_their_place(client, at, role, place):
    person = make.official(role) if role else make.person()
    secret = with_app(person)

    with at(0):
        give_password(client, person.email)
        signed_in = give_code(client, code_of(secret, at=NOON.timestamp()))

    assert signed_in.url == place


def test_who_wanted_a_page_gets_there(client):
    person = make.person()

    response = client.post(
        "/accounts/login/?next=/accounts/me/",
        {"login": person.email, "password": make.PASSWORD, "next": "/accounts/me/"},
    )

    assert response.url == "/accounts/me/"


HOSTILE = [
    "//evil.example/", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil.example",
    "http://testserver@evil.example/", "/%09/evil.example/..//evil.example", "java\tscript:alert(1)",
    "http://localhost:1/", "http://testserver.evil.example/", " //evil.example", "///evil.example",
    "\x00//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("wanted", HOSTILE)
def test_nobody_is_led_off_the_site(client, wanted):
    person = make.person()

    response = client.post("/accounts/login/", {"login": person.email, "password": make.PASSWORD, "next": wanted})

    assert response.status_code == 302
    assert re.fullmatch(r"/(?![/\\]).*", response.url), response.url


def test_an_official_signs_in_from_the_staff_networks_only_and_is_told_so(client, settings):
    settings.STAFF_NETWORKS = ["10.0.0.0/8"]
    official = make.official(Role.OFFICER)
    with_app(official)

    refused = give_password(client, official.email, REMOTE_ADDR="203.0.113.7")
    page = client.get(refused.url).content.decode()
    from_inside = give_password(client, official.email, REMOTE_ADDR="10.1.2.3")

    assert "업무망이 아닌 곳에서는" in page
    assert from_inside.url == "/accounts/2fa/authenticate/"


def test_company_people_sign_in_from_anywhere(client, settings):
    settings.STAFF_NETWORKS = ["10.0.0.0/8"]

    give_password(client, make.person().email, REMOTE_ADDR="203.0.113.7")

    assert is_signed_in(client)


def test_a_forged_header_does_not_bring_anybody_into_the_staff_networks(client, settings):
    settings.STAFF_NETWORKS = ["10.0.0.0/8"]
    settings.TRUSTED_PROXY_COUNT = 1
    official = make.official(Role.OFFICER)
    with_app(official)

    forged = give_password(client, official.email, headers={"X-Forwarded-For": "10.1.2.3, 203.0.113.7"})

    assert forged.url == "/accounts/login/"


# --- Mails


def test_a_link_leads_to_the_portals_own_address(settings):
    settings.SITE_URL = "https://sos.city.example"

    assert on_site("http://evil.example/accounts/signup/?a=1#b") == "https://sos.city.example/accounts/signup/?a=1#b"
    assert on_site("/accounts/signup/") == "https://sos.city.example/accounts/signup/"


@pytest.mark.parametrize("known", [True, False])
def test_whatever_host_a_request_names_the_mails_links_lead_to_the_site(client, settings, known):
    settings.SITE_URL = "https://sos.city.example"
    settings.ALLOWED_HOSTS = ["*"]
    email = make.person().email if known else "nobody@test.example"

    client.post("/accounts/password/reset/", {"email": email}, headers={"Host": "evil.example"})

    mail = Message.objects.get(to=email)
    assert "evil.example" not in mail.text + mail.html
    assert "https://sos.city.example/accounts/" in mail.text
    assert 'href="https://sos.city.example/accounts/' in mail.html


def test_an_unknown_host_is_refused(client, settings):
    settings.ALLOWED_HOSTS = ["testserver"]

    response = client.post("/accounts/password/reset/", {"email": "a@b.example"}, headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert Message.objects.count() == 0


def test_a_mail_is_readable_as_text_and_as_html_and_its_code_stands_out(client):
    sign_up(client)

    mail = Message.objects.get(to="new@test.example")
    assert mail.subject == "[기업SOS] 회원가입 인증번호"
    assert mail.is_secret
    assert mail.text.startswith("김회원 님, 기업SOS에 가입해 주셔서 고맙습니다.")
    assert f"<h1>{mailed_code(mail.to)}</h1>" in mail.html
    assert "style" not in mail.html
    assert "src=" not in mail.html


def test_what_somebody_calls_themselves_stays_text_in_a_mail(client):
    sign_up(client, name="<b>김</b>")

    assert "<b>" not in Message.objects.get(to="new@test.example").html


# --- Second factor


def test_the_demos_secret_signs_nobody_in_in_production(client, settings, at):
    official = make.official(Role.OFFICER)
    TOTP.activate(official, DEMO_SECRET)
    with at(0):
        give_password(client, official.email)
        settings.IN_PRODUCTION = True
        refused = give_code(client, code_of(DEMO_SECRET, at=NOON.timestamp()))
        settings.IN_PRODUCTION = False
        taken = give_code(client, code_of(DEMO_SECRET, at=NOON.timestamp()))

    assert refused.status_code == 200
    assert "번호가 맞지 않습니다" in refused.content.decode()
    assert taken.url == "/admin/"


def test_a_stored_secret_that_cannot_be_read_fits_no_code():
    with pytest.raises(ValidationError):
        MFAAdapter().decrypt("gibberish")


def test_an_official_keeps_the_last_second_factor(client):
    official = make.official(Role.OFFICER)
    make.sign_in(client, official)

    page = client.get("/accounts/2fa/totp/deactivate/").content.decode()
    client.post("/accounts/2fa/totp/deactivate/")

    assert "담당자 계정에는 2단계 인증이 꼭 있어야 합니다" in page
    assert Authenticator.objects.filter(user=official).count() == 1


def test_an_official_keeps_the_last_passkey(client):
    official = make.official(Role.OFFICER)
    make.sign_in(client, official)
    app = Authenticator.objects.get(user=official)
    passkey = Authenticator.objects.create(user=official, type=Authenticator.Type.WEBAUTHN, data={"name": "사무실"})
    url = f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/"

    first = client.post(url)
    Authenticator.objects.create(user=official, type=Authenticator.Type.WEBAUTHN, data={"name": "집"})
    app.delete()
    last = Authenticator.objects.get(user=official)
    second = client.post(f"/accounts/2fa/webauthn/keys/{last.pk}/remove/")

    assert first.url == second.url == "/accounts/2fa/webauthn/"
    assert list(Authenticator.objects.filter(user=official)) == [last]


def test_company_people_may_go_without_one(client):
    person = make.person()
    with_app(person)
    make.sign_in(client, person)

    client.post("/accounts/2fa/totp/deactivate/")

    assert Authenticator.objects.filter(user=person).count() == 0


def test_the_qr_code_is_a_picture_without_styles_or_scripts():
    svg = MFAAdapter().build_totp_svg("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ")

    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert not re.search(r"style|class|script|href", svg)


def test_passkeys_belong_to_the_site_whatever_host_a_request_names(settings):
    settings.SITE_HOST = "sos.city.example"

    assert MFAAdapter().get_public_key_credential_rp_entity() == {"id": "sos.city.example", "name": "기업SOS"}


def test_who_signed_in_a_moment_ago_is_not_asked_again_and_later_is(client, at):
    person = make.person()
    with at(0):
        give_password(client, person.email)
        fresh = client.get("/accounts/2fa/totp/activate/")
    with at(660):
        later = client.get("/accounts/2fa/totp/activate/")

    assert fresh.status_code == 200
    assert later.url == "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"


def test_korean_is_all_that_refusals_speak():
    words = [str(text) for text in {**AccountAdapter.error_messages, **MFAAdapter.error_messages}.values()]

    assert [text for text in words if not re.search("[가-힣]", text)] == []


@pytest.mark.django_db(transaction=True)
def test_a_fresh_second_factor_counts_for_the_session_that_set_it_up_and_for_no_other(client, at):
    official = make.official(Role.OFFICER)
    other = Client()
    with at(0):
        give_password(other, official.email)
        give_password(client, official.email)
        client.get("/accounts/2fa/totp/activate/")
        secret = client.session["mfa.totp.secret"]
        activated = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret, at=NOON.timestamp())})
        here, there = client.get("/admin/"), other.get("/admin/")

    assert activated.url == "/accounts/2fa/recovery-codes/"
    assert here.status_code == 200
    assert there.url == "/accounts/login/?next=/admin/"

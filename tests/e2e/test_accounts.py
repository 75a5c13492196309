"""People at the doors: signing up, the second factor, passkeys, the clock, the devices. Mail takes its real way."""

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from tests import make
from tests.accounts.signing_in import code_of
from tests.e2e.conftest import barriers, overflow

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("faults")]

PATIENCE = 10.0


@pytest.fixture(autouse=True)
def _site(settings, live_server) -> None:
    """The portal's own address is where the browser finds it."""
    settings.SITE_URL = live_server.url


def give_password(page: Page, live_server, email: str, password: str = make.PASSWORD) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("이메일").fill(email)
    page.get_by_label("비밀번호").fill(password)
    page.get_by_role("button", name="로그인", exact=True).click()


def mailed_to(postbox, email: str):
    """The newest mail in this postbox, once it is there."""
    until = time.monotonic() + PATIENCE
    while not postbox.to(email):
        assert time.monotonic() < until, "the mail did not arrive"
        time.sleep(0.05)
    return postbox.to(email)[-1]


@pytest.mark.usefixtures("worker")
def test_somebody_new_signs_up_on_a_phone_with_the_code_from_a_real_mail(page, live_server, postbox):
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("link", name="이메일로 회원가입").click()
    page.get_by_label("이름").fill("김새봄")
    page.get_by_label("이메일").fill("Saebom@Company.example")
    page.get_by_label("전화번호").fill("010 1234 5678")
    page.get_by_label("비밀번호").fill(make.PASSWORD)
    page.get_by_role("button", name="비밀번호 보기").click()
    expect(page.get_by_label("비밀번호")).to_have_attribute("type", "text")
    page.get_by_text("이용약관 글 보기").click()
    expect(page.get_by_text("제1조 (목적)")).to_be_visible()
    page.get_by_label("이용약관에 동의합니다").check()
    page.get_by_label("개인정보 수집·이용에 동의합니다").check()
    page.get_by_role("button", name="인증번호 받기").click()

    mail = mailed_to(postbox, "saebom@company.example")
    code = re.search(r"^(\d{6})\r?$", mail.get_body(("plain",)).get_content(), re.MULTILINE)
    assert overflow(page) == 0
    page.get_by_label("인증번호").fill(code[1])
    page.get_by_role("button", name="확인하고 계속하기").click()

    expect(page.get_by_text("saebom@company.example을(를) 확인했습니다")).to_be_visible()
    page.goto(f"{live_server.url}/accounts/me/")
    expect(page.get_by_text("010-1234-5678")).to_be_visible()
    person = User.objects.get(email="saebom@company.example")
    assert {consent.text.kind for consent in person.consents.all()} == {"TERMS", "PRIVACY"}
    assert mail["Subject"].strip() == "[기업SOS] 회원가입 인증번호"
    assert mail.get_body(("html",)).get_content().count(code[1]) == 1


def test_a_form_with_faults_says_what_to_do_and_loses_nothing(page, live_server):
    page.goto(f"{live_server.url}/accounts/signup/")
    page.evaluate("document.querySelector('form.form').noValidate = true")
    page.get_by_label("이름").fill("김새봄")
    page.get_by_label("전화번호").fill("모름")
    page.get_by_role("button", name="인증번호 받기").click()

    expect(page.get_by_role("alert").filter(has_text="고칠 곳이")).to_be_focused()
    expect(page.get_by_label("이름")).to_have_value("김새봄")
    expect(page.get_by_label("전화번호")).to_have_attribute("aria-invalid", "true")
    assert barriers(page) == []


@pytest.mark.usefixtures("worker")
def test_an_official_sets_up_an_authenticator_app_and_signs_in_with_it(page, live_server, postbox):
    officer = make.official(Role.OFFICER)

    give_password(page, live_server, officer.email)
    expect(page.get_by_text("먼저 2단계 인증을 켜 주십시오")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="인증 앱 등록하기").click()
    expect(page.get_by_role("heading", name="인증 앱 등록", level=1)).to_be_visible()
    assert page.locator("img.qr").evaluate("picture => picture.complete && picture.naturalWidth > 100")
    assert overflow(page) == 0
    secret = page.locator("#authenticator_secret").inner_text()
    page.get_by_label("인증번호").fill(code_of(secret, at=time.time()))
    page.get_by_role("button", name="등록하기").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="계속하기").click()
    expect(page).to_have_url(f"{live_server.url}/admin/")

    page.context.clear_cookies()
    give_password(page, live_server, officer.email)
    expect(page.get_by_role("heading", name="2단계 인증", level=1)).to_be_visible()
    page.goto(f"{live_server.url}/admin/")
    expect(page).to_have_url(re.compile("/accounts/"))  # half-way in is not in
    page.goto(f"{live_server.url}/accounts/2fa/authenticate/")
    page.get_by_label("인증번호").fill(code_of(secret, at=time.time() + 30))  # the first code is spent
    page.get_by_role("button", name="로그인", exact=True).click()

    expect(page).to_have_url(f"{live_server.url}/admin/")
    assert mailed_to(postbox, officer.email)["Subject"].strip() == "[기업SOS] 인증 앱을 등록했습니다"
    stored = Authenticator.objects.get(user=officer, type="totp").data
    assert secret not in str(stored)


@pytest.fixture
def authenticator(page: Page) -> Iterator[None]:
    """A device with a fingerprint reader, as the browser sees one."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield
    session.detach()


@pytest.mark.usefixtures("authenticator")
def test_a_passkey_is_registered_and_signs_in_without_a_password(page, live_server):
    officer = make.official(Role.OFFICER)

    give_password(page, live_server, officer.email)
    page.get_by_role("link", name="패스키 등록하기").click()
    page.get_by_label("알아볼 이름").fill("사무실 컴퓨터")
    page.get_by_role("button", name="등록하기").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/")
    expect(page.get_by_text("사무실 컴퓨터").first).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="패스키로 로그인").click()

    expect(page).to_have_url(f"{live_server.url}/admin/")


@pytest.mark.usefixtures("authenticator")
def test_a_passkey_serves_as_the_second_step_as_well(page, live_server):
    officer = make.official(Role.OFFICER)
    give_password(page, live_server, officer.email)
    page.get_by_role("link", name="패스키 등록하기").click()
    page.get_by_label("이 패스키만으로 로그인합니다").uncheck()
    page.get_by_role("button", name="등록하기").click()
    expect(page.locator(".codes li")).to_have_count(10)

    page.context.clear_cookies()
    give_password(page, live_server, officer.email)
    page.get_by_role("button", name="패스키로 확인").click()

    expect(page).to_have_url(f"{live_server.url}/admin/")


def test_a_passkey_that_is_not_there_is_told_in_words(page, live_server):
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    page.goto(f"{live_server.url}/accounts/login/")

    page.get_by_role("button", name="패스키로 로그인").click()

    expect(page.get_by_text("패스키를 쓰지 못했습니다")).to_be_visible()


def test_who_is_about_to_be_signed_out_is_warned_and_may_stay(page, live_server, settings, enter):
    settings.IDLE_LIMIT_COMPANY, settings.IDLE_WARNING = 8, 6
    enter(make.person())
    page.goto(f"{live_server.url}/accounts/me/")
    warning = page.get_by_role("dialog", name="곧 자동으로 로그아웃됩니다")
    expect(warning).to_be_visible(timeout=6000)

    with page.expect_response("**/accounts/extend/") as answer:
        warning.get_by_role("button", name="계속 사용하기").click()

    expect(warning).to_be_hidden()
    assert answer.value.json()["seconds_left"] == 8
    page.reload()
    expect(page.get_by_role("heading", name="내 정보", level=1)).to_be_visible()


def test_who_does_not_answer_is_signed_out_and_finds_the_way_back(page, live_server, settings, enter, faults):
    settings.IDLE_LIMIT_COMPANY, settings.IDLE_WARNING = 8, 2  # a slow machine may take seconds to show the page
    person = make.person()
    enter(person)
    page.goto(f"{live_server.url}/accounts/me/")
    expect(page.get_by_role("heading", name="내 정보", level=1)).to_be_visible()

    expect(page.get_by_text("오래 쓰지 않아 로그아웃했습니다")).to_be_visible(timeout=20_000)
    settings.IDLE_LIMIT_COMPANY = 600
    page.get_by_label("이메일").fill(person.email)
    page.get_by_label("비밀번호").fill(make.PASSWORD)
    page.get_by_role("button", name="로그인", exact=True).click()

    expect(page).to_have_url(f"{live_server.url}/accounts/me/")
    assert len(faults) == 1  # the browser notes that the server said: no time left
    assert "401" in faults.pop()


def test_the_list_of_devices_signs_another_one_out(page, live_server, enter):
    person = make.person()
    phone = Client(headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1"})
    make.sign_in(phone, person)
    assert phone.get("/accounts/me/").status_code == 200
    enter(person)

    page.goto(f"{live_server.url}/accounts/sessions/")
    page.get_by_role("button", name="로그아웃 아이폰 · 사파리").click()

    expect(page.get_by_text("그 기기에서 로그아웃했습니다")).to_be_visible()
    expect(page.get_by_text("아이폰 · 사파리")).to_have_count(0)
    assert phone.get("/accounts/me/").status_code == 302


def test_the_keyboard_alone_is_enough_to_sign_in(page, live_server):
    person = make.person()
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("이메일").focus()

    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(make.PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_text("로그인하셨습니다")).to_be_visible()
    assert page.context.cookies()[0]["name"] in {"sos_csrf", "sos_known", django_settings.SESSION_COOKIE_NAME}

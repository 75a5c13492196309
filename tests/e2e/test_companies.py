"""A company on a phone: from its number to three members. Mail goes over a real server."""

import re
import time
import zlib
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.roles import Role
from companies import actions
from companies.models import Company
from tests import make
from tests.e2e.conftest import barriers, overflow

pytestmark = [pytest.mark.e2e]

PATIENCE = 15.0


@pytest.fixture(autouse=True)
def _site(settings, live_server) -> None:
    """The portal's own address is where the browser finds it, and what leaflets and mails say."""
    settings.SITE_URL = live_server.url


def mailed(postbox, email: str, about: str) -> str:
    """The text of the newest mail to this address about this, once it is there."""
    until = time.monotonic() + PATIENCE
    while True:
        found = [mail for mail in postbox.to(email) if about in str(mail["Subject"])]
        if found:
            return found[-1].get_body(("plain",)).get_content()
        assert time.monotonic() < until, f"no mail to {email} about {about}"
        time.sleep(0.05)


def link_of(leaflet: Path) -> str:
    """Where the QR code on the page leads; the picture is a link as well."""
    objects = b"".join(
        zlib.decompress(part)
        for part in re.findall(rb"stream\n(x\xda.*?)\nendstream", leaflet.read_bytes(), re.DOTALL)
    )
    return re.search(rb"/URI ?\((http[^)]+)\)", objects)[1].decode()


def sound(page: Page) -> bool:
    """The page fits the phone and puts nothing in anybody's way."""
    return (overflow(page), barriers(page)) == (0, [])


def give_number(page: Page, live_server, number: str) -> None:
    page.goto(f"{live_server.url}/companies/register/")
    page.get_by_label("사업자등록번호").fill(number)
    page.get_by_role("button", name="회사 찾기").click()


def sign_up(page: Page, postbox, email: str, name: str) -> None:
    """Sign up where the browser stands, with the code from the mail."""
    page.get_by_label("이름").fill(name)
    page.get_by_label("이메일").fill(email)
    page.get_by_label("전화번호").fill("010 1234 5678")
    page.get_by_label("비밀번호").fill(make.PASSWORD)
    page.get_by_label("이용약관에 동의합니다").check()
    page.get_by_label("개인정보 수집·이용에 동의합니다").check()
    page.get_by_role("button", name="인증번호 받기").click()
    expect(page.get_by_label("인증번호")).to_be_visible()
    page.get_by_label("인증번호").fill(re.search(r"^(\d{6})\r?$", mailed(postbox, email, "인증번호"), re.MULTILINE)[1])
    page.get_by_role("button", name="확인하고 계속하기").click()


def let_in_two(page: Page, postbox, browser, live_server, tmp_path: Path) -> None:
    """From the company's page: one colleague by mail who has no account, one by the leaflet who has one."""
    page.get_by_label("함께할 동료의 이메일").fill("first@company.example")
    page.get_by_role("button", name="초대", exact=True).click()
    expect(page.get_by_text("first@company.example 주소로 초대를 보냈습니다")).to_be_visible()
    assert sound(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="QR 안내문").click()
    leaflet = tmp_path / "leaflet.pdf"
    download.value.save_as(leaflet)

    first = browser.new_context(locale="ko-KR", viewport={"width": 360, "height": 760}).new_page()
    first.goto(re.search(r"http\S+/companies/join/\S+", mailed(postbox, "first@company.example", "초대"))[0])
    first.get_by_role("link", name="회원가입하고 함께하기").click()
    sign_up(first, postbox, "first@company.example", "최하나")
    first.get_by_role("button", name="함께하기").click()
    expect(first.get_by_text("2분이 함께합니다")).to_be_visible()

    second = browser.new_context(locale="ko-KR", viewport={"width": 360, "height": 760}).new_page()
    person = make.person("최둘", email="second@company.example")
    second.goto(link_of(leaflet))
    assert sound(second)
    second.get_by_role("link", name="로그인하고 함께하기").click()
    second.get_by_label("이메일").fill(person.email)
    second.get_by_label("비밀번호").fill(make.PASSWORD)
    second.get_by_role("button", name="로그인", exact=True).click()
    second.get_by_role("button", name="함께하기").click()
    expect(second.get_by_role("heading", name="3인 가입을 이루었습니다 (3/3)")).to_be_visible()


@pytest.mark.usefixtures("worker", "faults")
def test_a_company_of_the_registry_comes_to_three(page, browser, live_server, enter, postbox, tmp_path):
    company = make.company("한빛정밀", address="한빛시 예시로 7")
    page.goto(live_server.url)
    page.get_by_role("link", name="사업자등록번호로 기업 등록").click()
    sign_up(page, postbox, "owner@company.example", "김처음")
    page.get_by_label("사업자등록번호").fill(company.shown_registration_no)
    page.get_by_role("button", name="회사 찾기").click()
    expect(page.get_by_role("heading", name="이 회사가 맞습니까?")).to_be_visible()
    assert sound(page)

    page.get_by_role("button", name="맞습니다, 등록합니다").click()
    expect(page.get_by_text("등록을 마쳤습니다")).to_be_visible()
    expect(page.get_by_role("heading", name="3인 가입, 한 분이 함께합니다")).to_be_visible()
    let_in_two(page, postbox, browser, live_server, tmp_path)

    page.reload()
    expect(page.get_by_role("heading", name="3인 가입을 이루었습니다 (3/3)")).to_be_visible()
    enter(make.official(Role.MANAGER))
    page.goto(f"{live_server.url}/drive/")
    expect(page.get_by_role("heading", name="1개 기업 가운데 1곳이 세 분을 채웠습니다.")).to_be_visible()
    assert sound(page)


@pytest.mark.usefixtures("worker")
def test_a_company_the_registry_does_not_know_waits_and_then_comes_to_three(
    page, browser, live_server, enter, postbox, tmp_path
):
    manager = make.official(Role.MANAGER)
    enter(make.person("김처음", email="owner@company.example"))
    give_number(page, live_server, "123-45-67890")
    expect(page.get_by_role("alert").get_by_text("마지막 숫자(0)가")).to_be_visible()
    assert sound(page)
    page.get_by_label("사업자등록번호").fill("123 45 67891")
    page.get_by_role("button", name="회사 찾기").click()
    page.get_by_label("회사 이름").fill("새한정공")
    page.get_by_label("공장 주소").fill("한빛시 예시로 9")
    page.get_by_role("button", name="회사 찾기").click()
    page.get_by_label("회사 대표전화").fill("0311234567")
    assert sound(page)
    page.get_by_role("button", name="등록 신청하기").click()
    expect(page.get_by_role("heading", name="등록 승인을 기다리고 있습니다.")).to_be_visible()
    expect(page.get_by_label("함께할 동료의 이메일")).to_have_count(0)
    assert sound(page)

    assert f"{live_server.url}/admin/" in mailed(postbox, manager.email, "승인이 필요합니다: 새한정공")
    actions.approve(Company.objects.get(), by=manager)
    page.goto(re.search(r"http\S+", mailed(postbox, "owner@company.example", "승인되었습니다"))[0])
    let_in_two(page, postbox, browser, live_server, tmp_path)

    assert Company.objects.drive_figures() == {"companies": 1, "joined": 1, "at_goal": 1, "seats": 3}


@pytest.mark.usefixtures("worker", "faults")
def test_an_owner_lets_somebody_in_with_one_tap_from_the_mail(page, live_server, enter, postbox):
    company = make.company("한빛정밀")
    owner = make.owner(company, email="owner@company.example")
    enter(make.person("오요청", email="asker@company.example"))
    give_number(page, live_server, company.registration_no)
    expect(page.get_by_role("heading", name="이미 가입한 회사입니다. 함께하시겠습니까?")).to_be_visible()
    assert sound(page)
    page.get_by_label("대표 계정 담당자에게 남길 말").fill("총무부입니다.")
    page.get_by_role("button", name="가입 요청하기").click()
    expect(page.get_by_text("답을 기다리는 가입 요청")).to_be_visible()
    link = re.search(r"http\S+/companies/decide/\S+", mailed(postbox, owner.email, "가입을 요청"))[0]

    page.context.clear_cookies()
    page.goto(link)
    assert sound(page)
    page.get_by_role("button", name="승인하기").click()

    expect(page.get_by_role("heading", name="오요청 님이 한빛정밀⁠에 함께합니다.")).to_be_visible()
    assert company.seats.active().count() == 2


@pytest.mark.usefixtures("faults")
def test_the_company_page_works_with_the_keyboard_in_high_contrast(page, live_server, enter):
    company = make.company("한빛정밀")
    owner = make.owner(company)
    member = make.member(company, "이회원")
    enter(owner)
    page.context.add_cookies([{"name": "contrast", "value": "high-contrast", "url": live_server.url}])
    page.goto(live_server.url + reverse("companies:home", args=[company.pk]))
    assert sound(page)

    page.locator("summary", has_text="대표 계정 이회원").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="넘기기 이회원")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_text("이회원 님에게 대표 계정을 넘겼습니다")).to_be_visible()
    assert company.seats.owners().get().person == member

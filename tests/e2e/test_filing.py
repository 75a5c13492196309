"""애로 신청 on a phone: kept while typing, found elsewhere, files that travel at once, one receipt, no script."""

import re

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from grievances.models import Attachment, Draft, Grievance
from tests import make
from tests.e2e.conftest import barriers, overflow

pytestmark = [pytest.mark.e2e]

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
KEPT = re.compile(r"\d\d:\d\d에 저장했습니다")


def file(name: str, content: bytes = PDF) -> dict:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


@pytest.fixture
def member(live_server, settings, enter):
    """A member of an approved company, signed in on the phone."""
    settings.SITE_URL = live_server.url
    person = make.owner(make.company(address="한빛시 예시산단로 12"))
    enter(person)
    return person


def write(page: Page, live_server) -> None:
    page.goto(f"{live_server.url}/grievances/new/")
    page.get_by_text("기반시설", exact=True).click()
    page.get_by_label("제목").fill("공장 앞 도로가 파였습니다")
    page.get_by_label("내용", exact=False).first.fill("지게차가 다니지 못합니다.")


def test_a_phone_files_with_a_file_in_one_page(page: Page, live_server, member, faults):
    write(page, live_server)
    expect(page.get_by_label("언제부터 그렇습니까?")).to_be_visible()
    expect(page.get_by_label("필요한 금액(만원)")).to_be_hidden()
    page.locator("input[type=file]").set_input_files([file("약도.pdf"), file("잘못.pdf")])
    expect(page.locator("li .small", has_text="올렸습니다")).to_have_count(2)
    page.get_by_role("button", name="빼기 잘못.pdf").click()
    expect(page.locator("li", has_text="잘못.pdf")).to_have_count(0)
    expect(page.locator("[data-saved]")).to_have_text(KEPT)
    assert (overflow(page), barriers(page)) == (0, [])

    page.get_by_role("button", name="신청하기").dblclick()
    page.wait_for_url("**/receipt/")

    expect(page.locator("h1")).to_have_text(Grievance.objects.get().receipt_no)
    assert [one.name for one in Grievance.objects.get().attachments.all()] == ["약도.pdf"]
    assert not Draft.objects.exists()
    assert (overflow(page), barriers(page)) == (0, [])


def test_what_was_begun_on_a_phone_is_finished_on_a_desk(page: Page, browser: Browser, live_server, member):
    write(page, live_server)
    page.locator("input[type=file]").set_input_files(file("약도.pdf"))
    expect(page.locator("[data-saved]")).to_have_text(KEPT)
    expect(page.locator("li .small", has_text="올렸습니다")).to_be_visible()
    desk = browser.new_context(locale="ko-KR", viewport={"width": 1280, "height": 800})
    cookie = make.sign_in(Client(), member).cookies[django_settings.SESSION_COOKIE_NAME]
    desk.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    other = desk.new_page()

    other.goto(f"{live_server.url}/grievances/new/")
    expect(other.get_by_label("제목")).to_have_value("공장 앞 도로가 파였습니다")
    expect(other.locator("li", has_text="약도.pdf")).to_be_visible()
    other.get_by_label("제목").fill("책상에서 고친 제목")
    expect(other.locator("[data-saved]")).to_have_text(KEPT)
    page.get_by_label("제목").fill("전화기에서 고친 제목")

    expect(page.get_by_text("다른 화면에서")).to_be_visible()
    assert Draft.objects.get().content["title"] == "책상에서 고친 제목"
    page.get_by_role("link", name="그 글 불러오기").click()
    expect(page.get_by_label("제목")).to_have_value("책상에서 고친 제목")
    desk.close()


def test_a_file_that_is_not_taken_says_why_beside_its_name(page: Page, live_server, member):
    page.goto(f"{live_server.url}/grievances/new/")

    page.locator("input[type=file]").set_input_files([file("빈 것.pdf", b""), file("약도.pdf")])

    expect(page.locator("li", has_text="빈 것.pdf")).to_contain_text("빈 파일입니다")
    expect(page.locator("li", has_text="약도.pdf")).to_contain_text("올렸습니다")
    assert Attachment.objects.count() == 1
    page.get_by_role("button", name="빼기 빈 것.pdf").click()
    expect(page.locator("li", has_text="빈 것.pdf")).to_have_count(0)


def test_without_a_script_it_is_filed_all_the_same(browser: Browser, live_server, member):
    plain = browser.new_context(java_script_enabled=False, locale="ko-KR", viewport={"width": 360, "height": 760})
    cookie = make.sign_in(Client(), member).cookies[django_settings.SESSION_COOKIE_NAME]
    plain.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = plain.new_page()
    page.goto(f"{live_server.url}/grievances/new/")

    page.get_by_text("기반시설", exact=True).click()
    page.get_by_role("button", name="고른 분야에서 더 묻는 것 보기").click()
    page.locator(".asked-more:visible").get_by_text("아니요", exact=True).click()
    page.locator("input[type=file]").set_input_files([file("약도.pdf")])
    page.get_by_role("button", name="신청하기").click()
    expect(page.get_by_text("제목을 적어 주십시오").first).to_be_visible()
    page.get_by_label("제목").fill("공장 앞 도로가 파였습니다")
    page.locator("#id_body").fill("지게차가 다니지 못합니다.")
    page.get_by_role("button", name="신청하기").click()

    page.wait_for_url("**/receipt/")
    case = Grievance.objects.get()
    expect(page.locator("h1")).to_have_text(case.receipt_no)
    assert [one.name for one in case.attachments.all()] == ["약도.pdf"]
    assert [extra["value"] for extra in case.extras] == ["아니요"]
    plain.close()

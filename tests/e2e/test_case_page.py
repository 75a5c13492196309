"""A case at an official's desk: answered by keyboard, shared with colleagues, filed over the phone."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from grievances import actions
from grievances.models import AnswerTemplate, Grievance
from grievances.workflow import Outcome, Status
from tests import make
from tests.e2e.conftest import barriers, overflow

pytestmark = pytest.mark.e2e

DESK, TABLET = {"width": 1280, "height": 900}, {"width": 768, "height": 1024}


@pytest.fixture
def desk(page, live_server, enter):
    """Sit somebody down before a case, or one of its forms."""
    page.set_viewport_size(DESK)

    def _open(user, case, move: str = "") -> None:
        enter(user)
        address = reverse("admin:grievances_grievance_change", args=[case.pk])
        page.goto(f"{live_server.url}{address}{f'?move={move}#move' if move else ''}")

    return _open


def test_an_officer_answers_with_a_template_and_a_preview_by_keyboard_alone(page, desk, faults):
    case = make.grievance(at=Status.IN_PROGRESS)
    AnswerTemplate.objects.create(name="보수 결과", text="{기업} 귀하. ‘{제목}’에 답합니다.", outcome=Outcome.SOLVED)
    desk(case.officer, case)

    page.keyboard.press("1")
    page.wait_for_url("**move=RESOLVE*")
    expect(page.get_by_label("답변 서식")).to_be_focused()
    page.get_by_label("답변 서식").select_option("해결 · 보수 결과")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("답변 필수")).to_have_value(f"한빛정밀 귀하. ‘{case.title}’에 답합니다.")
    page.keyboard.type(" 17일에 고쳤습니다.")
    page.get_by_role("button", name="메일 미리보기").press("Enter")
    expect(page.locator(".paper pre")).to_contain_text(f"{case.filer.name} 님,")
    expect(page.locator(".paper pre")).to_contain_text("17일에 고쳤습니다.")
    assert Grievance.objects.get().status == Status.IN_PROGRESS
    page.get_by_label("답변 필수").press("Control+Enter")

    expect(page.get_by_role("status").filter(has_text="답했습니다.")).to_be_visible()
    assert case.answers.get().text.endswith("17일에 고쳤습니다.")
    assert page.evaluate("sessionStorage.length") == 0
    assert "done-" not in page.url


def test_what_was_typed_outlives_a_reload_and_a_page_that_grew_old(page, desk):
    case = make.grievance(at=Status.IN_PROGRESS)
    desk(case.officer, case, "MESSAGE")
    page.get_by_label("보낼 글").fill("내일 나가 보겠습니다.")
    page.reload()
    expect(page.get_by_label("보낼 글")).to_have_value("내일 나가 보겠습니다.")
    expect(page.get_by_text("쓰시던 글을 되살렸습니다.")).to_be_visible()
    actions.message(case, "사진을 더 보냅니다.", by=case.filer)
    page.get_by_role("button", name="글 보내기").click()

    expect(page.get_by_text("그 사이 바뀐 것")).to_be_visible()
    expect(page.locator("[data-news]")).to_be_focused()
    expect(page.locator(".since")).to_contain_text("사진을 더 보냅니다.")
    expect(page.get_by_label("보낼 글")).to_have_value("내일 나가 보겠습니다.")
    page.get_by_role("button", name="글 보내기").click()

    expect(page.get_by_text("글을 보냈습니다.")).to_be_visible()
    assert case.history.latest("pk").note == "내일 나가 보겠습니다."


def test_a_template_asks_before_it_goes_over_what_was_typed(page, desk, faults):
    case = make.grievance(at=Status.IN_PROGRESS)
    AnswerTemplate.objects.create(name="보수 결과", text="서식")
    desk(case.officer, case, "RESOLVE")
    answer = page.get_by_label("답변 필수")
    answer.fill("쓴 글")
    page.get_by_label("답변 서식").select_option("보수 결과")

    page.get_by_role("button", name="넣기", exact=True).click()
    expect(answer).to_have_value("쓴 글")
    page.get_by_role("button", name="쓰신 글 뒤에 붙이기").click()
    expect(answer).to_have_value("쓴 글\n\n서식")


def test_colleagues_see_each_other_and_that_something_happened(page, desk, faults):
    case = make.grievance(at=Status.IN_PROGRESS)
    head = make.official(Role.HEAD, name="한과장")
    actions.note_viewing(case, by=head)
    desk(case.officer, case)
    expect(page.get_by_text("지금 함께 보는 사람: 한과장.")).to_be_visible()

    actions.note(case, "먼저 전화했습니다.", by=head)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.get_by_text("화면을 여신 뒤에 바뀐 것이 있습니다.")).to_be_visible()
    page.get_by_role("link", name="새로 보기").click()
    expect(page.get_by_text("먼저 전화했습니다.")).to_be_visible()


def test_keys_can_be_switched_off(page, desk):
    case = make.grievance(at=Status.IN_PROGRESS)
    desk(case.officer, case)
    page.keyboard.press("m")
    expect(page.locator("#memo_text")).to_be_focused()
    page.keyboard.type("1")
    page.get_by_role("button", name=re.compile("단축키 끄기")).click()

    page.keyboard.press("1")

    expect(page.get_by_role("button", name=re.compile("단축키 켜기"))).to_be_visible()
    assert "move=" not in page.url


def test_what_is_said_on_the_phone_is_filed_while_it_is_said(page, live_server, enter, faults):
    company = make.company("한빛정밀", address="경기도 안산시 단원구 산단로 12")
    make.company("한빛산업")
    owner = make.owner(company)
    make.category("교통·버스")
    page.set_viewport_size(DESK)
    enter(make.officer())
    page.goto(live_server.url + reverse("admin:grievances_grievance_on_behalf"))

    page.get_by_role("combobox", name=re.compile("^기업")).click()
    page.get_by_role("searchbox").fill("한빛정밀")
    page.get_by_role("option", name=re.compile("한빛정밀 · .* · 경기도 안산시")).click()
    page.get_by_label("신청한 회원").select_option(f"{owner.name} · 010-****-5678")
    page.get_by_text("교통·버스").click()
    page.get_by_label("제목").fill("통근버스가 서지 않습니다")
    page.get_by_label("내용").fill("정류장이 옮겨졌습니다.")
    page.get_by_label("내용").press("Control+Enter")

    expect(page.get_by_text(f"{owner.name} 님에게 신청 확인서를 보냈습니다.")).to_be_visible()
    case = Grievance.objects.get()
    assert (case.filer, case.company, case.title) == (owner, company, "통근버스가 서지 않습니다")


@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
def test_the_desk_has_no_barrier(page, live_server, desk, enter, contrast):
    running = make.grievance(at=Status.IN_PROGRESS)
    actions.note(running, "소관부터 가릴 것.", by=running.officer)
    actions.ask(running, "도면", timezone.localdate() + timedelta(days=5), by=running.officer)
    opened = make.filed(running.filer, of=running.company, title="다른 일")
    AnswerTemplate.objects.create(name="보수 결과", text="서식")
    page.context.add_cookies([{"name": "contrast", "value": contrast, "url": live_server.url}])
    troubles = {}

    def look(name: str) -> None:
        for window in (DESK, TABLET):
            page.set_viewport_size(window)
            found = barriers(page)
            if (wider := overflow(page)) > 0:
                found.append(f"the page is {wider} px wider than the window")
            troubles.update({f"{name} {window['width']}": found} if found else {})

    desk(running.officer, running, "RESOLVE")
    page.get_by_role("button", name="메일 미리보기").click()
    page.locator("[data-errors]").wait_for()
    look("answer with faults")
    desk(running.officer, running, "FIND_INFEASIBLE")
    look("dossier")
    desk(make.manager(), opened, "RECEIVE")
    look("receipt")
    page.goto(live_server.url + reverse("admin:grievances_grievance_on_behalf"))
    look("on behalf")

    assert page.evaluate("document.documentElement.dataset.krdsMode") == contrast
    assert troubles == {}
    assert settings.SESSION_COOKIE_NAME in {cookie["name"] for cookie in page.context.cookies()}

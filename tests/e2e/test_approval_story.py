"""결재: the officer writes at a desk, the head decides on a phone, and the company gets one answer."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from grievances.models import AnswerTemplate, Approval, Grievance
from grievances.workflow import Move, Outcome, Status
from notifications.models import Message
from tests import make
from tests.e2e.stages import PHONE, Stage, mail_to, words_of

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("story")]

WHY = "마친 날이 빠졌습니다. 적어서 다시 올려 주십시오."


@pytest.fixture
def head():
    """The head of a department that has its answers approved."""
    roads = make.department("도로과")
    roads.needs_approval = True
    roads.save(update_fields=["needs_approval"])
    return make.official(Role.HEAD, of=roads, name="김부장")


@pytest.fixture
def case(head) -> Grievance:
    AnswerTemplate.objects.create(
        name="현장에서 고쳤을 때",
        move=Move.RESOLVE,
        outcome=Outcome.SOLVED,
        text="‘{제목}’을 확인하고 고쳤습니다.\n\n한 일: \n마친 날: \n\n다시 불편하시면 {담당부서}에 알려 주십시오.",
    )
    return make.grievance(in_=make.department("도로과"), title="공장 앞 도로가 파였습니다")


def propose(stage: Stage, desk: Page, case: Grievance) -> None:
    """From the template, one of its places left empty."""
    desk.goto(f"/admin/grievances/grievance/{case.pk}/change/?move=RESOLVE")
    form = desk.locator("#move")
    expect(form).to_contain_text("부서장이 결재하면 바로 나갑니다. 시계는 계속 갑니다.")
    form.get_by_label(re.compile("^답변 서식")).select_option(label="해결 · 현장에서 고쳤을 때")
    form.get_by_role("button", name="넣기").click()
    answer = form.locator("textarea[name=answer]")
    answer.fill(answer.input_value().replace("한 일:", "한 일: 파인 곳 세 군데를 포장했습니다."))
    form.get_by_role("button", name="메일 미리보기").click()
    expect(desk.locator("[data-part=preview]")).to_contain_text("파인 곳 세 군데")
    stage.shoot(desk, "proposing")
    form.get_by_role("button", name=re.compile("^결재 올리기")).click()
    expect(desk.get_by_role("heading", name="결재를 기다립니다: 완료")).to_be_visible()
    stage.shoot(desk, "waiting")


def opened_from(stage: Stage, head, mail) -> Page:
    """The link of the mail, on a phone of 360 px."""
    phone = stage.page(head, viewport=PHONE)
    phone.goto(re.search(r"https?://\S+/approval/of/\d+/", words_of(mail))[0])
    expect(phone.get_by_role("heading", name="기업이 읽을 답변: 완료")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return phone


def is_reachable_by_thumb(page: Page, button) -> bool:
    """In the lower half of the screen without scrolling, and big enough to hit."""
    box = button.bounding_box()
    return box["y"] > page.viewport_size["height"] / 2 and box["height"] >= 48


def test_an_approval_on_a_360_px_screen(stage, case, head, postbox, worker):
    # The officer proposes at the desk; nothing reaches the company.
    desk = stage.page(case.officer)
    propose(stage, desk, case)
    mail = mail_to(postbox, head.email, "결재해 주십시오")
    assert not [one for one in postbox.to(case.filer.email) if "답변을 드립니다" in str(one["Subject"])]

    # The head opens the mail on a phone, sees what differs and what is missing, and sends it back.
    phone = opened_from(stage, head, mail)
    expect(phone.locator(".difference ins").first).to_contain_text("파인 곳 세 군데를 포장했습니다.")
    expect(phone.locator(".parts [data-there=no]")).to_contain_text("채우지 않음: 마친 날")
    expect(phone.locator(".clock")).to_contain_text("결재를 기다리는 동안에도 시계는 갑니다.")
    approve = phone.get_by_role("button", name="결재하기")
    assert is_reachable_by_thumb(phone, approve)
    assert is_reachable_by_thumb(phone, phone.get_by_role("link", name="돌려보내기"))
    stage.shoot(phone, "head-reads")
    phone.get_by_role("link", name="돌려보내기").click()
    phone.get_by_label(re.compile("^돌려보내는 까닭")).fill(WHY)
    phone.get_by_role("button", name="까닭을 적어 돌려보내기").click()
    expect(phone.locator(".messagelist, .messages")).to_contain_text("돌려보냈습니다")
    stage.shoot(phone, "sent-back")

    # The officer reads the reason first, and finds the words where they left them.
    assert WHY in words_of(mail_to(postbox, case.officer.email, "고쳐서 다시 올려 주십시오"))
    desk.goto(f"/admin/grievances/grievance/{case.pk}/change/")
    expect(desk.locator(".handing").first).to_contain_text(WHY)
    stage.shoot(desk, "returned")
    desk.get_by_role("link", name="고쳐서 다시 올리기").click()
    answer = desk.locator("#move textarea[name=answer]")
    expect(answer).to_have_value(re.compile("파인 곳 세 군데"))
    answer.fill(answer.input_value().replace("마친 날:", "마친 날: 11월 20일"))
    desk.locator("#move").get_by_role("button", name=re.compile("^결재 올리기")).click()
    expect(desk.get_by_role("heading", name="결재를 기다립니다: 완료")).to_be_visible()
    assert Approval.objects.latest("pk").content["began_with"]["name"] == "현장에서 고쳤을 때"

    # One tap, and the company has its answer, once.
    phone.goto("/admin/grievances/grievance/?queue=to-approve")
    expect(phone.get_by_role("link", name=re.compile("공장 앞 도로")).first).to_be_visible()
    phone.goto(f"/admin/grievances/approval/of/{case.pk}/")
    expect(phone.locator(".parts [data-there=no]")).to_have_count(0)
    stage.shoot(phone, "head-reads-again")
    phone.get_by_role("button", name="결재하기").click()
    expect(phone.locator(".messagelist, .messages")).to_contain_text("기업에 보냈습니다")
    stage.shoot(phone, "approved")
    assert "마친 날: 11월 20일" in words_of(mail_to(postbox, case.filer.email, "답변을 드립니다"))
    mail_to(postbox, case.officer.email, "결재했습니다")
    assert Message.objects.filter(to=case.filer.email, subject__contains="답변을 드립니다").count() == 1

    # Staff read who approved; the company does not.
    desk.goto(f"/admin/grievances/grievance/{case.pk}/change/")
    expect(desk.locator(".entries-of-case li").first).to_contain_text("김부장")
    portal = stage.page(case.filer, viewport=PHONE)
    portal.goto(case.get_absolute_url())
    expect(portal.locator("main")).to_contain_text("마친 날: 11월 20일")
    expect(portal.locator("main")).not_to_contain_text("결재")
    case.refresh_from_db()
    assert (case.status, case.answers.get().by) == (Status.RESOLVED, case.officer)

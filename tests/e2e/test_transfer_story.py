"""이관: nobody wants the case, and somebody holds it all the time. Each person at their own screen, with real mail."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from grievances.models import Custody, Grievance
from grievances.workflow import Move
from tests import make
from tests.e2e.stages import PHONE, Stage, mail_to, words_of

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("story")]

WHY_BUSES, WHY_SEWERS = "버스 정류장의 일입니다.", "도랑을 덮는 일입니다."
NOT_BUSES, NOT_SEWERS = "정류장이 아니라 보도의 일입니다.", "도랑은 저희 것이 아닙니다."
RULING = "정류장을 옮기는 것이 먼저입니다."


@pytest.fixture
def case() -> Grievance:
    """A case that 도로과 has, of a company whose owner filed it."""
    return make.grievance(title="버스가 서지 못합니다")


@pytest.fixture
def people():
    """An officer each of the two departments that are asked, and the coordinator."""
    of = {name: make.official(Role.OFFICER, of=make.department(name)) for name in ("대중교통과", "하수과")}
    return of["대중교통과"], of["하수과"], make.manager()


def desk_of(stage: Stage, person, case: Grievance, move: Move | None = None) -> Page:
    page = stage.page(person)
    page.goto(f"/admin/grievances/grievance/{case.pk}/change/" + (f"?move={move}" if move else ""))
    return page


def send(page: Page, case: Grievance, verb: str) -> None:
    page.locator("#move").get_by_role("button", name=re.compile(f"^{verb}")).click()
    expect(page.locator(".messagelist, .messages")).to_contain_text(case.receipt_no)


def offer(stage: Stage, case: Grievance, department: str, why: str) -> Page:
    page = desk_of(stage, case.officer, case, Move.OFFER_TRANSFER)
    page.locator("#move").get_by_label(re.compile("^맡아 달라고 할 부서")).select_option(label=department)
    page.locator("#move").get_by_label(re.compile("^까닭")).fill(why)
    stage.shoot(page, f"offering-{department}")
    send(page, case, "맡아 달라고 하기")
    expect(page.get_by_role("heading", name=f"{department}의 답을 기다립니다")).to_be_visible()
    stage.shoot(page, f"waiting-{department}")
    return page


def decline(stage: Stage, person, case: Grievance, *, asked_why: str, why: str) -> None:
    page = desk_of(stage, person, case)
    expect(page.get_by_role("heading", name="도로과가 이 사건을 맡아 달라고 합니다")).to_be_visible()
    expect(page.locator(".handing")).to_contain_text(asked_why)
    stage.shoot(page, "asked")
    page.locator(".handing").get_by_role("link", name="맡지 않기").click()
    page.locator("#move").get_by_label(re.compile("^까닭")).fill(why)
    send(page, case, "맡지 않기")
    expect(page).to_have_url(re.compile(r"/admin/grievances/grievance/(#.*)?$"))
    assert page.goto(f"/admin/grievances/grievance/{case.pk}/change/").status == 404


def test_after_two_declines_the_coordinator_says_who_has_it(stage, case, people, postbox, worker):
    driver, plumber, manager = people
    owner, sender, due_at = case.filer, case.officer, case.due_at

    # 도로과 offers it to 대중교통과, which does not want it.
    offer(stage, case, "대중교통과", WHY_BUSES)
    assert WHY_BUSES in words_of(mail_to(postbox, driver.email, "맡아 주십시오"))
    decline(stage, driver, case, asked_why=WHY_BUSES, why=NOT_BUSES)
    assert NOT_BUSES in words_of(mail_to(postbox, sender.email, "이관을 받지 않았습니다"))

    # Nor does 하수과. All that while 도로과 has it.
    offer(stage, case, "하수과", WHY_SEWERS)
    phone = stage.page(owner, viewport=PHONE)
    phone.goto(case.get_absolute_url())
    expect(phone.locator(".holder")).to_contain_text("도로과가 맡고 있습니다")
    decline(stage, plumber, case, asked_why=WHY_SEWERS, why=NOT_SEWERS)
    assert NOT_SEWERS in words_of(mail_to(postbox, manager.email, "담당부서를 정해 주십시오"))

    # The coordinator finds it in the list, reads both declines, and rules.
    page = stage.page(manager)
    page.goto("/admin/grievances/grievance/")
    page.get_by_role("link", name=re.compile("^담당부서를 정할 것")).click()
    page.get_by_role("link", name="버스가 서지 못합니다").click()
    expect(page.locator(".handing")).to_contain_text(NOT_BUSES)
    expect(page.locator(".handing")).to_contain_text(NOT_SEWERS)
    stage.shoot(page, "to-rule")
    page.locator(".handing").get_by_role("link", name="담당부서 정하기").click()
    page.locator("#move").get_by_label(re.compile("^담당부서")).select_option(label="대중교통과")
    page.locator("#move").get_by_label(re.compile("^담당자")).select_option(str(driver.pk))
    page.locator("#move").get_by_label(re.compile("^까닭")).fill(RULING)
    stage.shoot(page, "ruling")
    send(page, case, "담당부서 정하기")
    expect(page.locator("table.custody .whole")).to_be_visible()
    stage.shoot(page, "ruled")

    # 대중교통과 has it, the clock is what it was, and the company knows.
    ruled = Grievance.objects.get(pk=case.pk)
    assert (ruled.department.name, ruled.officer, ruled.due_at) == ("대중교통과", driver, due_at)
    assert RULING in words_of(mail_to(postbox, driver.email, "담당부서로 정해졌습니다"))
    told = words_of(mail_to(postbox, owner.email, "담당부서를 정했습니다"))
    assert "대중교통과에서 맡습니다. 처리기한은 그대로입니다." in told
    phone.reload()
    expect(phone.locator(".holder")).to_contain_text("대중교통과가 맡고 있습니다")
    for said in (NOT_BUSES, NOT_SEWERS, WHY_BUSES, "하수과"):
        expect(phone.locator("main")).not_to_contain_text(said)
    stage.shoot(phone, "company")
    units = list(Custody.objects.filter(grievance=case).values_list("department__name", flat=True))
    assert units == [None, "도로과", "대중교통과"]

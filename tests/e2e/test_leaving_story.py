"""Somebody is away for some days and then leaves: entered on a phone, handed over at a desk, read by the company."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Absence, User
from accounts.roles import Role
from grievances.models import Grievance
from tests import made_visits, make
from tests.e2e.conftest import barriers, overflow
from tests.e2e.stages import PHONE, Stage, mail_to, words_of
from visits.workflow import Status

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("story")]


def enters_days_off(stage: Stage, officer, colleague) -> None:
    phone = stage.page(officer, viewport=PHONE)
    phone.goto("/admin/accounts/absence/")
    phone.get_by_role("link", name="부재 넣기").click()
    phone.get_by_text("연가", exact=True).click()
    phone.get_by_label(re.compile("^마지막 날")).fill(f"{timezone.localdate() + timedelta(days=2)}")
    phone.get_by_label(re.compile("^대신 맡은 사람")).select_option(str(colleague.pk))
    assert overflow(phone) == 0
    assert barriers(phone) == []
    stage.shoot(phone, "entering")
    phone.get_by_role("button", name="부재 넣기").click()
    expect(phone.get_by_role("heading", name="이번 주 부재")).to_be_visible()
    expect(phone.locator(".absences")).to_contain_text("대신 이이음")
    assert overflow(phone) == 0
    assert barriers(phone) == []
    stage.shoot(phone, "entered")


def finds_their_cases(stage: Stage, colleague, case: Grievance) -> None:
    desk = stage.page(colleague)
    desk.goto("/admin/grievances/grievance/")
    desk.get_by_role("link", name=re.compile("^대신 맡은 사건")).click()
    expect(desk.get_by_role("link", name=case.title)).to_be_visible()
    expect(desk.locator(".flag").filter(has_text="담당자 부재")).to_be_visible()
    stage.shoot(desk, "standing-in")


def closes_the_account(stage: Stage, manager, officer, colleague) -> None:
    desk = stage.page(manager)
    desk.goto(f"/admin/accounts/user/{officer.pk}/stop/")
    desk.get_by_role("button", name="사용 중지").click()
    expect(desk.get_by_text("맡은 사건 1건, 앞으로 갈 방문 1건이 남아 있습니다.")).to_be_visible()
    stage.shoot(desk, "refused")
    desk.get_by_role("link", name="인계하기").click()
    assert barriers(desk) == []
    desk.get_by_label(re.compile("^모두 이어 맡을 사람")).select_option(str(colleague.pk))
    stage.shoot(desk, "handing-over")
    desk.get_by_role("button", name="넘기기").click()
    expect(desk.get_by_text("이이음 님에게 넘겼습니다: 맡은 사건 1건, 앞으로 갈 방문 1건.")).to_be_visible()
    stage.shoot(desk, "handed-over")
    desk.get_by_role("link", name="사용 중지").click()
    desk.get_by_role("button", name="사용 중지").click()
    expect(desk.get_by_text("김떠남 님의 계정을 중지했습니다.")).to_be_visible()


def test_whoever_leaves_hands_over_and_the_company_reads_the_new_name(stage, transactional_db, postbox, worker):
    company = made_visits.factory("한빛정밀")
    owner, manager = make.owner(company), make.manager()
    officer, colleague = make.official(Role.OFFICER, name="김떠남"), make.official(Role.OFFICER, name="이이음")
    case = make.grievance(by=owner, to=officer)
    made_visits.visit(Status.SCHEDULED, to=company, team=(officer,))

    enters_days_off(stage, officer, colleague)
    assert "대신 맡습니다" in str(mail_to(postbox, colleague.email, "김떠남 님을 대신 맡습니다")["Subject"])
    finds_their_cases(stage, colleague, case)
    closes_the_account(stage, manager, officer, colleague)

    assert Absence.objects.get().stand_in == colleague
    assert not User.objects.get(pk=officer.pk).is_active
    assert "맡은 사건 1건" in words_of(mail_to(postbox, colleague.email, "이어 맡은 일 2건"))
    assert "새 담당자: 이이음" in words_of(mail_to(postbox, owner.email, "담당자가 바뀌었습니다"))
    phone = stage.page(owner, viewport=PHONE)
    phone.goto(f"/grievances/{case.receipt_no}/")
    expect(phone.get_by_text("새 담당자: 이이음").first).to_be_visible()
    assert overflow(phone) == 0
    stage.shoot(phone, "the-new-name")

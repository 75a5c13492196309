"""A holiday is declared: from the manager's form to what the company reads.

Where SHOTS names a folder, every step leaves a picture there.
"""

import os
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from grievances import actions, clock, wording
from grievances.clock import SEOUL, Period, Unit
from grievances.models import Recount
from grievances.rulebook import Rulebook
from tests import make
from tests.e2e.conftest import barriers, overflow

pytestmark = pytest.mark.e2e

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 760}


def shoot(page: Page, name: str) -> None:
    """A picture of the step at the desk, on a phone, and in high contrast."""
    if folder := os.environ.get("SHOTS"):
        for size, viewport in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(viewport)
            page.screenshot(path=Path(folder) / f"{name}-{size}.png", full_page=True)
        page.evaluate("document.documentElement.dataset.krdsMode = 'high-contrast'")
        page.screenshot(path=Path(folder) / f"{name}-contrast.png", full_page=True)
        page.evaluate("document.documentElement.dataset.krdsMode = 'light'")


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SEOUL)


def test_a_holiday_is_looked_at_and_applied_and_the_company_reads_both_dates(enter, page, live_server, faults):
    case = make.grievance()
    calendar, tomorrow = Rulebook().calendar, timezone.localdate() + timedelta(days=1)
    declared = timezone.localdate(clock.due(Period(1, Unit.DAYS), _noon(tomorrow), calendar))
    promised = wording.day_words(case.due_at)
    manager = make.manager()
    enter(manager)
    page.goto(f"{live_server.url}/admin/grievances/holiday/add/")
    page.locator("[name=day]").fill(declared.isoformat())
    page.locator("[name=name]").fill("임시공휴일")
    page.get_by_role("button", name="미리 보기").click()

    expect(page.get_by_role("heading", name="아직 적용하지 않았습니다")).to_be_visible()
    expect(page.get_by_text("사건 1건의 처리기한이 바뀝니다.")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("임시공휴일")
    assert (barriers(page), overflow(page)) == ([], 0)
    shoot(page, "preview")

    page.get_by_role("button", name="확인하고 적용").click()
    page.get_by_role("link", name="얼마나 되었는지 보기").click()
    expect(page.get_by_text("차례를 기다리고 있습니다")).to_be_visible()
    shoot(page, "waiting")
    actions.take_up_recount(Recount.objects.get().pk)
    expect(page.get_by_text("진행 중인 사건을 모두 다시 셌습니다")).to_be_visible(timeout=15_000)
    assert (barriers(page), overflow(page)) == ([], 0)
    shoot(page, "done")

    enter(case.filer)
    page.goto(f"{live_server.url}{case.get_absolute_url()}")
    case.refresh_from_db()
    legal = wording.day_words(case.due_at)
    assert case.promised_at < case.due_at
    said = re.compile(re.escape(f"{promised}까지 답합니다. 법정기한은 {legal}까지입니다."))
    expect(page.get_by_text(said).first).to_be_visible()
    shoot(page, "company")

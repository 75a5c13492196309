"""장애, from the first word to the last sheet of paper: told of, read by a company, ended, caught up with.

Where SHOTS names a folder, every step leaves pictures there.
"""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from grievances import actions
from grievances.actions import recounting
from grievances.clock import LegalKind
from grievances.models import Grievance, Outage, Recount
from grievances.moment import as_of
from tests import make
from tests.e2e.conftest import barriers, overflow

pytestmark = pytest.mark.e2e

PHONE, DESK = {"width": 360, "height": 800}, {"width": 1280, "height": 900}
DESK_OF_OUTAGES = "/admin/grievances/outage/"


def field(moment: datetime) -> str:
    """As the browser's own calendar takes it."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def look(page: Page, name: str) -> None:
    """Nothing shuts anybody out, in either contrast; and it fits a phone."""
    before = page.viewport_size
    for size, contrast in ((PHONE, "light"), (PHONE, "high-contrast"), (DESK, "high-contrast"), (DESK, "light")):
        page.set_viewport_size(size)
        page.evaluate(f"document.documentElement.dataset.krdsMode = '{contrast}'")
        assert overflow(page) == 0
        if size == PHONE:
            assert barriers(page) == []
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{size['width']}-{contrast}.png", full_page=True)
    page.set_viewport_size(before)


def copy(page: Page, title: str, *, arrived_at: datetime) -> None:
    """What stands on a sheet of paper, into the form."""
    page.locator(".select2-selection").click()  # there once the script has taken the field over
    page.get_by_role("searchbox").fill("대한도금")
    page.get_by_role("option", name=re.compile("^대한도금")).click()
    page.get_by_label("도달일시").fill(field(arrived_at))
    page.get_by_text("기반시설", exact=True).click()
    page.get_by_label("제목").fill(title)
    page.get_by_label("내용").fill("적힌 대로 옮깁니다.")
    page.get_by_label("연락할 분").fill("최반장")
    page.get_by_label("연락할 전화").fill("010-9876-5432")


def test_an_outage_is_told_of_ended_and_caught_up_with(page, live_server, enter, faults):
    began = timezone.localtime() - timedelta(days=8)
    with as_of(began - timedelta(days=1)):
        case = actions.receive(
            make.filed(), LegalKind.GRIEVANCE, make.department(), by=make.manager(), officer=make.officer()
        )
    due_at, firm = case.due_at, make.company("대한도금")
    page.set_viewport_size(DESK)
    enter(make.manager())

    # Told of in two fields.
    page.goto(f"{live_server.url}{DESK_OF_OUTAGES}add/")
    page.get_by_label("쓸 수 없는 것").fill("신청과 파일 올리기")
    page.get_by_label("그동안 신청하실 곳").fill("전화 031-000-0000, 시청 3층 기업민원과 창구")
    page.get_by_text("지금이 아니라 전에 시작했거나").click()
    page.get_by_label("시작한 때").fill(field(began))
    look(page, "begin")
    page.get_by_role("button", name="장애 알리기").click()
    expect(page.get_by_role("region", name="장애 안내")).to_contain_text("신청과 파일 올리기")
    look(page, "lasting")
    page.goto(f"{live_server.url}/admin/")
    expect(page.get_by_role("link", name=re.compile("끝나지 않은 장애"))).to_be_visible()
    look(page, "start")

    # A company reads it before it types.
    enter(case.filer)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/grievances/new/")
    banner = page.get_by_role("region", name="장애 안내")
    expect(banner).to_contain_text("전화 031-000-0000")
    assert banner.bounding_box()["y"] < 10
    look(page, "company-new")
    page.goto(live_server.url)
    look(page, "home")

    # Ended, after a look at what moves.
    enter(make.manager())
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}{DESK_OF_OUTAGES}{Outage.objects.get().pk}/change/")
    page.get_by_role("region", name="끝내기").get_by_role("button", name="끝내기").click()
    expect(page.get_by_text("사건 1건의 처리기한이 바뀝니다.")).to_be_visible()
    look(page, "preview")
    assert Outage.objects.get().ended_at is None
    page.get_by_role("button", name="끝내기").click()
    expect(page.get_by_role("status").filter(has_text="장애를 끝냈습니다.")).to_be_visible()
    expect(page.get_by_role("region", name="장애 안내")).to_have_count(0)
    look(page, "ended")
    recounting.take_up_recount(Recount.objects.get().pk)
    case.refresh_from_db()
    assert case.due_at > due_at

    # What came on paper meanwhile, sheet after sheet.
    page.get_by_role("link", name="적어 넣기").click()
    for number in (1, 2):
        copy(page, f"종이 {number}", arrived_at=began + timedelta(hours=number))
        look(page, "entry")
        page.get_by_label("내용").press("Control+Enter")
        expect(page.get_by_role("cell", name=f"종이 {number}")).to_be_visible()
    entered = Grievance.objects.filter(company=firm).order_by("pk")
    assert [field(one.arrived_at) for one in entered] == [field(began + timedelta(hours=n)) for n in (1, 2)]

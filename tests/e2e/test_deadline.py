"""법정기한 계산기, as people meet it: on a phone and a desk, light and in high contrast."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import barriers, overflow

pytestmark = pytest.mark.e2e

HARD = (
    "/deadline/?kind=GRIEVANCE&received=2027-02-03T10:00&stop1=SUPPLEMENT&stop1_from=2027-02-04T11:00"
    "&stop1_until=2027-02-05T15:00&stop2=INVESTIGATION&stop2_from=2027-02-11T09:00&stop2_until=2027-02-12T18:00"
    "&stop3=OUTAGE&stop3_from=2027-02-16T10:00&stop3_until=2027-02-16T15:00&extended=5"
)


@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_stands_in_the_way_of_a_hard_answer(page: Page, live_server, faults, width, contrast):
    page.context.add_cookies([{"name": "contrast", "value": contrast, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(live_server.url + HARD)

    expect(page.get_by_role("heading", level=1)).to_contain_text("3월 2일")
    page.get_by_text("날짜별 표로 보기").click()
    assert barriers(page) == []
    assert overflow(page) == 0


def test_a_day_is_said_in_words(page: Page, live_server):
    page.goto(live_server.url + HARD)

    days = page.get_by_role("table", name="날짜마다 무엇으로 셌는지 보여 주는 달력")

    for words in (
        "2월 4일 목요일, 멈춤: 보완",
        "2월 8일 월요일, 쉬는 날: 설날 다음날",
        "2월 11일 목요일, 멈춤: 현장조사",
        "2월 16일 화요일, 멈춤: 장애",
        "3월 2일 화요일, 12일째: 처리기한",
    ):
        expect(days.get_by_role("cell", name=words, exact=True)).to_have_count(1)


def test_somebody_counts_a_period_of_their_own(page: Page, live_server, faults):
    page.goto(live_server.url + "/deadline/")
    expect(page.get_by_label("법정 처리기간")).to_be_hidden()

    page.get_by_label("민원 종류").select_option("STATUTORY")
    page.get_by_label("법정 처리기간").fill("20")
    page.get_by_label("접수일시").fill("2026-04-27T10:00")
    page.get_by_role("button", name="계산하기").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("5월 27일")
    expect(page.get_by_label("법정 처리기간")).to_have_value("20")

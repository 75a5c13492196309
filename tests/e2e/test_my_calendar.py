"""내 달력에 방문 넣기: the address is made, copied and changed."""

import pytest

from tests import make
from tests.e2e.conftest import barriers
from visits.models import CalendarFeed

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_somebody_makes_copies_and_changes_the_address_of_their_calendar(page, live_server, enter, faults):
    owner = make.owner(make.company())
    enter(owner)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)

    page.goto(f"{live_server.url}/visits/calendar/")
    empty = barriers(page)
    page.get_by_role("button", name="내 달력 주소 만들기").click()
    page.get_by_role("button", name="주소 복사").click()
    page.get_by_text("주소를 복사했습니다.").wait_for()
    first = CalendarFeed.objects.get().key
    copied = page.evaluate("navigator.clipboard.readText()")
    shown = page.get_by_role("link", name="달력 앱에서 열기").get_attribute("href")
    filled = barriers(page)
    page.get_by_role("button", name="새 주소로 바꾸기").click()
    page.get_by_text("새 주소를 만들었습니다").wait_for()

    assert (empty, filled) == ([], [])
    assert copied.endswith(f"/visits/feed/{first}.ics")
    assert shown == copied.replace("http:", "webcal:")
    assert page.get_by_label("내 달력 주소").input_value() != copied

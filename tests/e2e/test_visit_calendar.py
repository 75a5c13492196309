"""The office's calendar of visits in a browser: placed by keys alone and by dragging, without a barrier."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import made_visits as made
from tests import make
from tests.e2e.conftest import barriers, overflow
from visits.models import Visit
from visits.workflow import Status

pytestmark = pytest.mark.e2e

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
def calendar(page, live_server, enter):
    """Sit the office down before the month of a slot."""
    page.set_viewport_size(DESK)

    def _open(slot) -> None:
        enter(make.manager())
        page.goto(f"{live_server.url}{reverse('admin:visits_visit_calendar')}?month={slot.on:%Y-%m}")

    return _open


def test_a_request_is_offered_a_slot_by_keys_alone(page, calendar, faults):
    programme = made.programme()
    made.visit(of=programme, to=made.factory("가람사출"))
    asked = made.visit(of=programme, to=made.factory("다온도금"))
    slot = made.slot(programme)
    made.slot(programme, order=2)
    calendar(slot)

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("radio", name="다온도금")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="1 · 10:00–11:30")).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="2 · 14:00–15:30")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-chosen]")).to_contain_text("다온도금 →")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").filter(has_text="방문을 제안했습니다.")).to_be_visible()
    asked.refresh_from_db()
    assert (asked.status, asked.slot) == (Status.OFFERED, slot)


def test_a_request_is_dragged_to_a_slot_and_fixed(page, calendar, faults):
    programme = made.programme()
    made.slot(programme)
    slot, asked = made.slot(programme, order=2), made.visit(of=programme, to=made.factory("다온도금"))
    calendar(slot)

    page.locator(".request").filter(has_text="다온도금").drag_to(page.locator(".spot").filter(has_text="2 · 14:00"))
    expect(page.get_by_role("radio", name="2 · 14:00–15:30")).to_be_checked()
    assert Visit.objects.get().status == Status.REQUESTED
    page.get_by_role("button", name="전화로 정해 확정하기").click()

    expect(page.get_by_role("status").filter(has_text="방문을 확정하고 알렸습니다.")).to_be_visible()
    asked.refresh_from_db()
    assert (asked.status, asked.slot) == (Status.SCHEDULED, slot)


def test_a_scheduled_visit_is_dragged_to_another_slot_and_the_reason_is_asked_for(page, calendar):
    programme = made.programme()
    visit = made.visit(Status.SCHEDULED, of=programme, to=made.factory("다온도금"))
    slot = made.slot(programme, order=2)
    calendar(slot)

    page.locator(".spot").filter(has_text="다온도금").drag_to(page.locator(".spot").filter(has_text="2 · 14:00"))
    expect(page.get_by_role("button", name="제안하기")).to_be_hidden()
    page.get_by_role("button", name="일정 바꾸기").click()
    expect(page.get_by_role("alert")).to_contain_text("일정을 바꾸는 까닭을 적어 주십시오.")
    expect(page.get_by_role("radio", name="2 · 14:00–15:30")).to_be_checked()
    page.get_by_label("덧붙일 말").fill("시장 일정이 바뀌었습니다.")
    page.get_by_role("button", name="일정 바꾸기").click()

    expect(page.get_by_role("status").filter(has_text="일정을 바꾸고 모두에게 알렸습니다.")).to_be_visible()
    visit.refresh_from_db()
    assert visit.slot == slot


def test_without_a_script_the_radio_buttons_do_the_same(browser, live_server, enter, page):
    programme = made.programme()
    slot, asked = made.slot(programme), made.visit(of=programme, to=made.factory("다온도금"))
    enter(make.manager())
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state()).new_page()

    plain.goto(f"{live_server.url}{reverse('admin:visits_visit_calendar')}?month={slot.on:%Y-%m}")
    plain.get_by_role("radio", name="다온도금").check()
    plain.get_by_role("radio", name="1 · 10:00–11:30").check()
    plain.get_by_role("button", name="제안하기").click()

    expect(plain.get_by_text("방문을 제안했습니다.")).to_be_visible()
    asked.refresh_from_db()
    assert asked.status == Status.OFFERED


@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
def test_the_visits_desk_has_no_barrier(page, live_server, calendar, contrast):
    programme, team = made.programme(), made.member_of_team()
    slot, later = made.slot(programme), made.next_thursday() + timedelta(days=7)
    made.slot(programme, later)
    made.visit(of=programme, to=made.factory("가람사출"))
    fixed = made.visit(Status.SCHEDULED, of=programme, to=made.factory("다온도금"), on=slot, team=(team,))
    held = made.visit(Status.HELD, of=programme, to=made.factory("두레화학"), on=made.slot(programme, later, order=2))
    made.line(held)
    page.context.add_cookies([{"name": "contrast", "value": contrast, "url": live_server.url}])
    troubles = {}

    def look(name: str, address: str = "") -> None:
        if address:
            page.goto(live_server.url + address)
        for window in (DESK, PHONE):
            page.set_viewport_size(window)
            found = barriers(page)
            if (wider := overflow(page)) > 0:
                found.append(f"the page is {wider} px wider than the window")
            troubles.update({f"{name} {window['width']}": found} if found else {})

    calendar(slot)
    page.get_by_role("radio", name="가람사출").check()
    look("calendar")
    visits = reverse("admin:visits_visit_changelist")
    look("list", visits)
    look("roster", f"{reverse('admin:visits_visit_change', args=[fixed.pk])}?move=ROSTER")
    look("line", f"{reverse('admin:visits_visit_change', args=[held.pk])}?line=1")
    look("asking", reverse("admin:visits_visit_add"))

    assert page.evaluate("document.documentElement.dataset.krdsMode") == contrast
    assert troubles == {}

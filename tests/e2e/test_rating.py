"""만족도 in a browser: by keyboard alone, on a narrow phone, and for everybody."""

import pytest
from django.urls import reverse

from grievances.models import CallBack, Rating
from grievances.tokens import rating_token
from grievances.workflow import Solved, Status
from tests import make
from tests.e2e.conftest import barriers, overflow

pytestmark = pytest.mark.e2e


@pytest.fixture
def address(live_server) -> str:
    """The link of the mail about an infeasible case, whose page is the longest."""
    answer = make.grievance(Status.INFEASIBLE, title="산업단지 진입로가 좁습니다").answers.get()
    token = rating_token(answer.pk, answer.grievance.filer_id)
    return f"{live_server.url}{reverse('grievances:rate_by_link', args=[token])}"


def test_whoever_has_no_mouse_rates_from_the_mail(page, faults, address):
    page.goto(address)

    page.locator("input[name=solved]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("길은 그대로입니다.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=평가를 받았습니다. 고맙습니다.")

    rating = Rating.objects.get()
    assert (rating.solved, rating.score, rating.comment) == (Solved.NO, 1, "길은 그대로입니다.")
    assert CallBack.objects.get().rating == rating


@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_a_rating_are_for_everybody(page, live_server, faults, enter, address, width, contrast):
    page.context.add_cookies([{"name": "contrast", "value": contrast, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 800})

    def looked_at() -> list[str]:
        return [*barriers(page), *([f"wider by {overflow(page)}"] if overflow(page) > 0 else [])]

    page.goto(address)
    found = {"asked": looked_at()}
    faults_before = len(faults)
    page.get_by_role("button", name="평가 보내기").click()
    page.wait_for_selector("[data-errors]")
    del faults[faults_before:]  # the browser reports the 422 as an error of its own
    found["refused"] = looked_at()
    page.get_by_text("해결되지 않았습니다", exact=True).click()
    page.get_by_text("2점 불만족").click()
    page.get_by_role("button", name="평가 보내기").click()
    page.wait_for_selector("text=평가를 받았습니다. 고맙습니다.")
    found["rated"] = looked_at()
    enter(make.manager())
    for name, args in {"changelist": [], "change": [CallBack.objects.get().pk]}.items():
        page.goto(f"{live_server.url}{reverse(f'admin:grievances_callback_{name}', args=args)}")
        found[f"call-backs, {name}"] = looked_at()

    assert {where: what for where, what in found.items() if what} == {}

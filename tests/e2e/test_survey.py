"""사전조사 in a browser: answered on a phone, one click later a grievance; and for everybody."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from grievances.models import Grievance
from grievances.workflow import Channel
from tests import made_visits, make
from tests.e2e.conftest import barriers, overflow
from tests.visits.test_surveying import a_round, asked
from visits import actions
from visits.surveys import survey_link
from visits.workflow import Status

pytestmark = pytest.mark.e2e


def test_an_answer_on_a_phone_is_a_grievance_one_click_later(page, live_server, faults, enter):
    make.category("교통")
    invitation = asked()
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto(f"{live_server.url}{survey_link(invitation.pk, invitation.person_id)}")
    page.locator("[name=words_1]").fill("정문 앞 도로에 화물차가 밤새 서 있습니다.")
    page.get_by_label("걸림돌 1의 분야").select_option("교통")
    page.get_by_text("더 적기").click()
    page.locator("[name=words_2]").fill("야간 버스가 없습니다.")
    page.get_by_role("button", name="답 보내기").click()
    page.wait_for_selector("text=답을 받았습니다. 고맙습니다.")
    enter(make.manager())
    page.goto(f"{live_server.url}{reverse('admin:visits_presurvey_change', args=[invitation.survey_id])}")
    page.get_by_role("button", name="기업애로로").first.click()
    page.wait_for_selector("text=기업애로로 옮겼습니다.")

    case = Grievance.objects.get()
    assert (case.channel, case.company, case.filer) == (Channel.SURVEY, invitation.company, invitation.person)
    assert case.body == "정문 앞 도로에 화물차가 밤새 서 있습니다."
    assert page.get_by_role("link", name=case.receipt_no).count() == 1


@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_a_survey_are_for_everybody(page, live_server, faults, enter, width, contrast):
    make.category("교통")
    of, manager = made_visits.programme(), make.manager()
    waiting = made_visits.visit(Status.REQUESTED, of=of, to=made_visits.factory("기다림"))
    made_visits.visit(Status.REQUESTED, of=of, to=made_visits.factory("말없음"))
    by_phone = made_visits.visit(Status.REQUESTED, of=of, to=made_visits.factory("전화뿐"))
    by_phone.company.seats.update(left_at=timezone.now(), ended_by=manager)
    survey = a_round(of)
    page.context.add_cookies([{"name": "contrast", "value": contrast, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 800})

    def looked_at() -> list[str]:
        return [*barriers(page), *([f"wider by {overflow(page)}"] if overflow(page) > 0 else [])]

    def office(name: str, *args: int) -> str:
        return f"{live_server.url}{reverse(f'admin:visits_presurvey_{name}', args=args)}"

    enter(manager)
    found = {}
    pages = {"list": office("changelist"), "new": office("add"), "prepared": office("change", survey.pk)}
    for name, address in pages.items():
        page.goto(address)
        found[name] = looked_at()
    page.get_by_role("button", name="3곳에 보내기").click()
    page.wait_for_selector("text=사전조사를 보냈습니다.")
    actions.cancel(waiting, "공장이 쉽니다.", by=manager)
    invitation = survey.invitations.get(company=waiting.company)
    link = f"{live_server.url}{survey_link(invitation.pk, invitation.person_id)}"
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto(link)
    found["asked"] = looked_at()
    faults_before = len(faults)
    page.get_by_role("button", name="답 보내기").click()
    page.wait_for_selector("[data-errors]")
    del faults[faults_before:]  # the browser reports the 422 as an error of its own
    found["refused"] = looked_at()
    page.locator("[name=words_1]").fill("정문 앞 도로에 화물차가 밤새 서 있습니다.")
    page.get_by_text("찾아와 주기를 바랍니다.").click()
    page.get_by_role("button", name="답 보내기").click()
    page.wait_for_selector("text=답을 받았습니다. 고맙습니다.")
    found["said"] = looked_at()
    page.goto(f"{live_server.url}{reverse('visits:survey', args=['x'])}")
    del faults[faults_before:]  # and the 404
    found["closed"] = looked_at()
    enter(manager)
    page.goto(office("change", survey.pk))
    found["answers"] = looked_at()
    page.goto(office("answer", survey.pk, survey.invitations.get(company=by_phone.company).pk))
    found["by phone"] = looked_at()

    assert {where: what for where, what in found.items() if what} == {}

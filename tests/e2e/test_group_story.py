"""묶음, played: three companies with one road are answered at once, and the end of the lead ends nobody's case."""

import re

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from grievances.actions import grouping
from grievances.models import Grievance
from grievances.workflow import Solved, Status
from tests import make
from tests.e2e.stages import DESK, PHONE, mail_to, words_of

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("story")]

ROAD = "공단로 진입로가 파였습니다"
ANSWER = "세 곳에서 말씀하신 길을 다시 포장했습니다."


@pytest.fixture
def road():
    """One officer, and three companies that wrote of the same road."""
    officer = make.official(Role.OFFICER, of=make.department("도로과"), name="박도로")
    companies = [make.company(name, address="한빛시 공단로 1") for name in ("한빛정밀", "누리금속", "다솜화학")]
    return officer, [make.grievance(of=company, to=officer, title=ROAD) for company in companies]


def test_three_companies_are_answered_at_once_and_one_rates(stage, road, postbox, worker):
    officer, (lead, second, third) = road

    # From the page of one case to the group: what may be the same problem is suggested.
    page = stage.page(officer, viewport=DESK)
    page.goto(f"/admin/grievances/grievance/{lead.pk}/change/")
    page.get_by_role("link", name="같은 문제로 묶기").click()
    for case in (second, third):
        page.get_by_role("checkbox", name=re.compile(case.receipt_no)).check()
    stage.shoot(page, "picked")
    page.get_by_role("button", name="묶기").click()
    expect(page.get_by_role("heading", name="묶기 결과")).to_be_visible()
    page.get_by_role("link", name="대표 사건 보기").click()
    stage.shoot(page, "group")

    # One entry for all, one company in other words.
    page.locator("#group").get_by_role("link", name="완료").click()
    page.get_by_label(re.compile("^답변")).fill(ANSWER)
    page.get_by_role("radio", name="해결", exact=True).check()
    page.get_by_text(re.compile(f"이 기업에는 다르게 쓰기.*{third.company.name}")).click()
    page.get_by_label(re.compile(f"^{third.company.name}에 보낼 글")).fill("정문 앞까지 다시 포장했습니다.")
    stage.shoot(page, "one-for-all")
    page.get_by_role("button", name="고른 사건에 답변 보내기").click()
    expect(page.locator("table.results tbody tr")).to_have_count(3)
    stage.shoot(page, "answered")

    # Each company has its own answer in its own mail, and one rates it.
    assert set(Grievance.objects.values_list("status", flat=True)) == {Status.RESOLVED}
    for case, words in ((lead, ANSWER), (second, ANSWER), (third, "정문 앞까지 다시 포장했습니다.")):
        told = words_of(mail_to(postbox, case.filer.email, f"{case.receipt_no} 답변을 드립니다"))
        assert words in told
        assert not any(other.receipt_no in told for other in (lead, second, third) if other != case)
    told = words_of(mail_to(postbox, third.filer.email, f"{third.receipt_no} 답변을 드립니다"))
    stranger = stage.page(viewport=PHONE)
    stranger.goto(re.search(r"https?://\S+/grievances/rate/\S+", told)[0])
    stranger.get_by_text(str(Solved.YES.label), exact=True).click()
    stranger.get_by_text("5점 매우 만족").click()
    stranger.get_by_role("button", name="평가 보내기").click()
    expect(stranger.get_by_text("고맙습니다", exact=False).first).to_be_visible()
    assert [case.answers.filter(rating__isnull=False).count() for case in (lead, second, third)] == [0, 0, 1]


def test_the_end_of_the_lead_leaves_the_others_in_the_queue(stage, road):
    officer, (lead, second, third) = road
    for case in (second, third):
        grouping.group(case, lead, by=officer)

    # Whoever ends the lead is told before.
    page = stage.page(officer, viewport=DESK)
    page.goto(f"/admin/grievances/grievance/{lead.pk}/change/?move=RESOLVE")
    expect(page.get_by_text("이 사건을 끝내도 묶인 2건은 계속됩니다.")).to_be_visible()
    page.locator("#move").get_by_role("radio", name="해결", exact=True).check()
    page.locator("#move").get_by_label(re.compile("^답변$|^답변 ")).last.fill(ANSWER)
    stage.shoot(page, "ending-the-lead")
    page.locator("#move").get_by_role("button", name=re.compile("^답변 보내기")).click()
    page.wait_for_url(f"**/grievance/{lead.pk}/change/**")

    # The others wait in a queue of their own until one takes the lead.
    page.goto("/admin/grievances/grievance/?queue=left")
    expect(page.get_by_role("link", name=re.compile("대표가 끝난 묶음 2"))).to_be_visible()
    stage.shoot(page, "queue")
    page.goto(f"/admin/grievances/grievance/{second.pk}/change/")
    page.get_by_role("button", name="이 사건을 새 대표로").click()
    expect(page.locator(".messagelist, .messages")).to_contain_text("묶음의 대표가 되었습니다")
    stage.shoot(page, "new-lead")

    assert list(
        Grievance.objects.filter(pk__in=[second.pk, third.pk]).order_by("pk").values_list("status", "lead")
    ) == [
        (Status.IN_PROGRESS, None),
        (Status.IN_PROGRESS, second.pk),
    ]

"""Companies in the workplace, on a phone and at a desk."""

import pytest
from django.urls import reverse

from accounts.models import AccessLog
from accounts.roles import Role
from companies import actions
from companies.models import Company
from tests import make
from tests.e2e.conftest import barriers, overflow

pytestmark = pytest.mark.e2e

WINDOWS = {"phone": {"width": 360, "height": 760}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture
def firm(live_server):
    """A company with people in it and on their way to it, a double of it, and one that waits."""
    company = make.company("한빛정밀", phone="031-555-1234", address="경기도 안산시 단원구 산단로 12")
    owner = make.owner(company, "박대표", email="daepyo@test.example")
    make.member(company, "이회원")
    actions.invite(company, "a-rather-long-address-of-somebody@company.test.example", by=owner)
    actions.ask_to_join(company, by=make.person("최요청"), note="생산관리부에서 일합니다.")
    company.factories.create(row_key="1", name="한빛정밀(주)", factory_no="412731998123456", industry_name="도금업")
    actions.enter(make.registration_no(77), by=make.person("윤신청"), name="새솔산업")
    return company, make.company("한빛정밀(주)", address="경기도 안산시 단원구 산단로 12")


@pytest.mark.parametrize("window", WINDOWS)
def test_an_official_works_on_companies_without_a_barrier(page, live_server, enter, faults, firm, window):
    company, double = firm
    enter(make.official(Role.MANAGER))
    page.set_viewport_size(WINDOWS[window])
    troubles = {}

    def look(name: str) -> None:
        found = barriers(page)
        if (wider := overflow(page)) > 0:
            found.append(f"the page is {wider} px wider than the window")
        troubles.update({name: found} if found else {})

    for name, address in {
        "list": reverse("admin:companies_company_changelist"),
        "company": reverse("admin:companies_company_change", args=[company.pk]),
        "candidates": reverse("admin:companies_company_merge", args=[double.pk]),
        "preview": reverse("admin:companies_company_merge", args=[double.pk]) + f"?into={company.pk}",
        "reject": reverse("admin:companies_company_reject", args=[Company.objects.get(name="새솔산업").pk]),
        "export": reverse("admin:companies_company_export"),
        "reveal": reverse("admin:companies_company_reveal", args=[company.pk]),
    }.items():
        page.goto(live_server.url + address)
        look(name)
    page.get_by_label("까닭").fill("방문 일정 협의")
    page.get_by_role("button", name="펼쳐 보기").click()
    page.get_by_text("daepyo@test.example").wait_for()
    look("revealed")
    page.goto(live_server.url + reverse("admin:accounts_accesslog_changelist"))
    look("log")

    assert troubles == {}
    assert list(AccessLog.objects.order_by("number").values_list("what", "reason")) == [
        ("VIEW", ""),
        ("REVEAL", "방문 일정 협의"),
    ]

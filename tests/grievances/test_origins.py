"""Where a case came from: a link for whoever may follow it, and never one that leads off the site."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from grievances import actions
from grievances.workflow import Channel
from tests import make

pytestmark = pytest.mark.django_db

DESK = "/admin/visits/visit/1/change/"


def filed_from(label: str, link: str):
    """A case of a member that officials filed, with where it came from."""
    company = make.company()
    return actions.file_on_behalf(
        company,
        by=make.official(Role.MANAGER),
        key=uuid.uuid4(),
        channel=Channel.VISIT,
        arrived_at=timezone.now(),
        category=make.category(),
        title="가로등이 어두움",
        body="가로등이 어둡습니다",
        filer=make.owner(company),
        origin=actions.Origin(label, link),
    )


def pages_of(client, case) -> list[str]:
    """The company's page and the officials'."""
    for_company = make.sign_in(client, case.filer).get(case.get_absolute_url()).content.decode()
    desk = reverse("admin:grievances_grievance_change", args=[case.pk])
    return [for_company, make.sign_in(client, case.entered_by).get(desk).content.decode()]


def test_the_company_and_the_officials_follow_the_link_to_the_visit(client):
    case = filed_from("방문 V2026-00001의 약속 1", "/visits/V2026-00001/")

    pages = pages_of(client, case)

    assert all('<a href="/visits/V2026-00001/">방문 V2026-00001의 약속 1</a>' in page for page in pages)


def test_an_address_of_the_workplace_is_a_link_for_officials_alone(client):
    case = filed_from("간담회 V2026-00002의 약속 1", DESK)

    for_company, for_officials = pages_of(client, case)

    assert "간담회 V2026-00002의 약속 1" in for_company
    assert DESK not in for_company
    assert f'<a href="{DESK}">' in for_officials


@pytest.mark.parametrize(
    "link", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nothing_leads_off_the_site(client, link):
    case = filed_from("<b>어디</b>", link)

    pages = pages_of(client, case)

    assert all("&lt;b&gt;어디&lt;/b&gt;" in page for page in pages)
    assert all("evil.example" not in page and "javascript:" not in page for page in pages)

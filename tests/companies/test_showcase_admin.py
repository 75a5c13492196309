"""The city's side of the showcase: the queue, the look, the decisions."""

import re

import pytest

from accounts.roles import Role
from companies.showcase import actions
from companies.showcase.models import Showcase
from notifications.models import Message
from tests import make
from tests.companies import shows

pytestmark = pytest.mark.django_db

LIST = "/admin/companies/showcase/"


@pytest.fixture
def company():
    return make.company("한빛정밀")


@pytest.fixture
def owner(company):
    return make.owner(company)


@pytest.fixture
def manager(client):
    user = shows.manager()
    make.sign_in(client, user)
    return user


def words(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_what_waits_is_on_the_first_page_and_in_its_queue(client, company, owner, manager):
    shows.submitted(company, owner)
    shows.public(*shows.company("가온전자"))
    shows.draft(*shows.company("나래기계"))

    first, queue, everything = (words(client.get(path)) for path in ("/admin/", f"{LIST}?state=waiting", LIST))

    assert "확인을 기다리는 홍보관" in first
    assert "한빛정밀" in queue
    assert "가온전자" not in queue
    assert "가온전자" in everything
    assert "나래기계" not in everything


def test_the_look_shows_everything_the_public_will_see(client, company, owner, manager):
    draft = shows.draft(company, owner, strengths="ISO 9001", homepage="https://firm.example")
    shows.product(draft, owner)
    shows.video(draft, owner)
    showcase = actions.submit(draft, by=owner)

    page = words(client.get(f"{LIST}{showcase.pk}/change/"))

    for said in (
        shows.HEADLINE,
        "ISO 9001",
        "https://firm.example",
        "방열판",
        "사진 설명: 방열판 사진",
        "기계가 돕니다.",
    ):
        assert said in page
    assert "바뀐 곳" not in page
    assert "박*표 님이" in page
    assert owner.name not in page


def test_a_new_version_says_what_it_changes(client, company, owner, manager):
    shows.public(company, owner, products=("방열판", "기어"), headline="처음 소개")
    draft = shows.draft(company, owner, headline="고친 소개")
    heat_sink, gear = draft.products.all()
    actions.remove_product(heat_sink, by=owner)
    actions.change_product(gear, "기어", "새 설명", None, "기어 사진", by=owner)
    shows.product(draft, owner, "볼트")
    showcase = actions.submit(draft, by=owner)

    page = words(client.get(f"{LIST}{showcase.pk}/change/"))

    for line in ("한 줄 소개: 바뀜", "제품 ‘볼트’: 더함", "제품 ‘방열판’: 뺌", "제품 ‘기어’: 바뀜"):
        assert line in page
    assert "회사 소개: 바뀜" not in page


def test_a_manager_makes_it_public(client, company, owner, manager):
    showcase = shows.submitted(company, owner)

    response = client.post(f"{LIST}{showcase.pk}/publish/", {"seen": "1"}, follow=True)

    assert "한빛정밀 홍보관을 공개했습니다." in words(response)
    assert Showcase.objects.public().get().decided_by == manager


def test_a_manager_sends_it_back_with_a_reason(client, company, owner, manager):
    showcase = shows.submitted(company, owner)
    Message.objects.all().delete()

    without = client.post(f"{LIST}{showcase.pk}/send-back/", {"seen": "1", "reason": " "})
    response = client.post(
        f"{LIST}{showcase.pk}/send-back/", {"seen": "1", "reason": "사진을 더해 주십시오."}, follow=True
    )

    assert without.status_code == 422
    assert "필수 항목입니다" in words(without)
    assert "한빛정밀에 고칠 곳을 알렸습니다." in words(response)
    assert Showcase.objects.get().reason == "사진을 더해 주십시오."
    assert [mail.to for mail in Message.objects.all()] == [owner.email]


def test_a_decision_on_an_old_page_is_told_so(client, company, owner, manager):
    showcase = shows.submitted(company, owner)
    actions.submit(actions.recall(showcase, by=owner), by=owner)

    for seen in ("1", "", "x", "9" * 30, "\u0661"):
        response = client.post(f"{LIST}{showcase.pk}/publish/", {"seen": seen}, follow=True)
        assert "새 내용을 확인해 주십시오." in words(response)

    assert not Showcase.objects.public().exists()


def test_a_manager_takes_a_public_one_down_with_a_reason(client, company, owner, manager):
    showcase = shows.public(company, owner)

    response = client.post(f"{LIST}{showcase.pk}/take-down/", {"reason": "신고를 확인합니다."}, follow=True)

    assert "홍보관 공개를 멈추고" in words(response)
    assert not Showcase.objects.public().exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.EXAMINER])
def test_other_officials_do_not_get_in(client, company, owner, role):
    showcase = shows.submitted(company, owner)
    make.sign_in(client, make.official(role))

    codes = {client.get(LIST).status_code, client.get(f"{LIST}{showcase.pk}/change/").status_code}
    codes |= {client.post(f"{LIST}{showcase.pk}/publish/", {"seen": "1"}).status_code}

    assert codes == {403}
    assert not Showcase.objects.public().exists()


def test_what_a_company_is_still_writing_is_not_looked_at(client, company, owner, manager):
    draft = shows.draft(company, owner)

    assert client.get(f"{LIST}{draft.pk}/change/").status_code == 404
    assert client.get(f"{LIST}0x1/change/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_a_fixed_number_of_questions(client, manager, django_assert_max_num_queries, rows):
    for name in ("가온전자", "나래기계", "다솜화학")[:rows]:
        shows.submitted(*shows.company(name))
    client.get(LIST)

    with django_assert_max_num_queries(25) as asked:
        page = client.get(LIST).content.decode()

    of_ours = [query["sql"] for query in asked.captured_queries if 'FROM "companies_showcase"' in query["sql"]]
    assert page.count(shows.HEADLINE) == rows
    assert len(of_ours) == 3  # the queue's count, the list's count, the list

"""Companies in the workplace: found, decided on, joined; their people masked, and every look kept."""

import csv
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AccessLog
from accounts.roles import Role
from companies import actions
from companies.models import Company, IndustrialComplex, Industry
from companies.states import Approval
from tests import make
from tests.companies import shows

pytestmark = pytest.mark.django_db

COMPANIES = "/admin/companies/company/"
COMPLEXES = "/admin/companies/industrialcomplex/"
INDUSTRIES = "/admin/companies/industry/"


def to(page: str, company: Company, *more: int) -> str:
    return reverse(f"admin:companies_company_{page}", args=[company.pk, *more])


def lines() -> list[tuple[str, str, str, int, str]]:
    return list(
        AccessLog.objects.order_by("number").values_list("what", "by__name", "subject_label", "rows", "reason")
    )


def fresh(company: Company) -> Company:
    return Company.objects.get(pk=company.pk)


def waiting(name: str = "새솔산업") -> Company:
    """One that its first member has entered."""
    return actions.enter(make.registration_no(7000 + Company.objects.count()), by=make.person(), name=name)


def shown(client, **query: str) -> list[str]:
    return [company.name for company in client.get(COMPANIES, query).context["cl"].result_list]


@pytest.fixture
def manager(client):
    user = make.official(Role.MANAGER)
    make.sign_in(client, user)
    return user


@pytest.fixture
def firm():
    """A company with people in it and on their way to it."""
    company = make.company("한빛정밀", phone="031-555-1234", address="경기도 안산시 산단로 12")
    owner = make.owner(company, "박대표", email="daepyo@test.example")
    member = make.member(company, "이회원", email="hoewon@test.example")
    actions.invite(company, "choda@test.example", by=owner)
    actions.ask_to_join(company, by=make.person("최요청", email="yocheong@test.example"))
    company.factories.create(row_key="1", name="한빛정밀(주)", factory_no="F-1", phone="031-777-9999")
    return company, owner, member


SECRETS = [
    "daepyo@test.example", "hoewon@test.example", "choda@test.example", "yocheong@test.example",
    "박대표", "이회원", "최요청", "031-555-1234", "031-777-9999", "010-1234-5678",
]  # fmt: skip


# --- The list -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["한빛", "124-8", "5551234", "555-1234", "산단로 12", "한빛 산단로"])
def test_companies_are_found_by_a_part_of_what_is_known_of_them(client, manager, firm, words):
    make.company("다른기업", numbered=False, address="경기도 안산시 별망로 3")

    assert shown(client, q=words) == ["한빛정밀"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"members": "0"}, ["빈기업", "합친기업"]),
        ({"members": "1"}, ["새솔산업"]),
        ({"members": "2"}, ["한빛정밀"]),
        ({"members": "3"}, ["셋기업"]),
        ({"state": "pending"}, ["새솔산업"]),
        ({"state": "merged"}, ["합친기업"]),
        ({"state": "approved"}, ["빈기업", "셋기업", "한빛정밀"]),
        ({"source__exact": "OWN_ENTRY"}, ["새솔산업"]),
        ({"industrial_complex__isnull": "False", "q": ""}, ["셋기업"]),
    ],
)
def test_the_list_is_narrowed(client, manager, firm, query, names):
    park = IndustrialComplex.objects.create(name="반월", name_key="반월")
    full = make.company("셋기업", industrial_complex=park)
    make.owner(full)
    make.member(full)
    make.member(full)
    waiting()
    actions.merge(make.company("합친기업"), into=make.company("빈기업"), by=manager)

    assert shown(client, **query) == names


def test_the_list_shows_members_and_hides_most_of_the_phone(client, manager, firm):
    page = client.get(COMPANIES).content.decode()

    assert ">2명</td>" in page
    assert "031-****-1234" in page
    assert "031-555-1234" not in page
    assert "단지 밖" in page


def test_the_list_asks_the_database_a_fixed_number_of_questions(client, manager):
    client.get(COMPANIES)
    counts = []

    for rows in (1, 3):
        while Company.objects.count() < rows:
            number = Company.objects.count()
            park = IndustrialComplex.objects.create(name=f"단지{number}", name_key=f"단지{number}")
            trade = Industry.objects.create(name=f"업종{number}", name_key=f"업종{number}")
            make.owner(make.company(f"기업{number}", industrial_complex=park, industry=trade))
        with CaptureQueriesContext(connection) as questions:
            page = client.get(COMPANIES).content.decode()
        assert page.count(">1명</td>") == rows
        counts.append(len(questions))

    assert counts[0] == counts[1]


# --- The page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.MANAGER, Role.HEAD, Role.OFFICER, Role.EXAMINER])
def test_the_page_shows_its_people_masked_and_keeps_who_looked(client, firm, role):
    make.sign_in(client, make.official(role, name="보는이"))
    company, _, _ = firm

    page = client.get(to("change", company)).content.decode()

    assert [secret for secret in SECRETS if secret in page] == []
    for masked in ("박*표", "da***@test.example", "010-****-5678", "ch***@test.example", "최*청", "031-****-9999"):
        assert masked in page
    assert "대표 계정" in page
    assert lines() == [("VIEW", "보는이", "한빛정밀", 1, "")]


def test_the_page_asks_the_database_a_fixed_number_of_questions(client, manager, firm):
    company, owner, _ = firm
    client.get(to("change", company))
    counts = []

    for more in range(2):
        if more:
            make.member(company)
            actions.invite(company, "another@test.example", by=owner)
            actions.ask_to_join(company, by=make.person())
            company.factories.create(row_key="2", name="한빛정밀 2공장")
        with CaptureQueriesContext(connection) as questions:
            client.get(to("change", company))
        counts.append(len(questions))

    assert counts[0] == counts[1]


def test_all_is_shown_once_a_reason_is_given(client, firm):
    make.sign_in(client, make.official(Role.OFFICER, name="담당"))
    company, _, _ = firm

    asked, refused = client.get(to("reveal", company)), client.post(to("reveal", company), {"reason": ""})

    assert (asked.status_code, refused.status_code) == (200, 422)
    assert [secret for secret in SECRETS if secret in asked.content.decode() + refused.content.decode()] == []
    assert lines() == []

    page = client.post(to("reveal", company), {"reason": "방문 일정 협의"}).content.decode()

    assert [secret for secret in SECRETS if secret not in page] == []
    assert lines() == [("REVEAL", "담당", "한빛정밀", 1, "방문 일정 협의")]
    assert "박대표" not in client.get(to("change", company)).content.decode()


def test_nothing_of_a_company_is_written_by_a_form(client, firm):
    make.sign_in(client, make.administrator())
    company, _, _ = firm

    statuses = [client.post(to(page, company), {"name": "바뀜"}).status_code for page in ("change", "delete")]

    assert [*statuses, client.get(f"{COMPANIES}add/").status_code] == [403, 403, 403]
    assert fresh(company).name == "한빛정밀"


@pytest.mark.parametrize("role", [Role.HEAD, Role.OFFICER, Role.EXAMINER])
def test_only_managers_decide(client, firm, role):
    make.sign_in(client, make.official(role))
    company, _, _ = firm
    seat = company.seats.get(is_owner=False)
    entered = waiting()

    statuses = {
        client.post(to("approve", entered)).status_code,
        client.post(to("reject", entered), {"reason": "번호"}).status_code,
        client.post(to("merge", company), {"into": make.company("다른").pk}).status_code,
        client.post(to("add-owner", company, seat.pk)).status_code,
        client.post(to("remove", company, seat.pk)).status_code,
        client.post(f"{COMPANIES}export/", {"reason": "점검", "kind": "csv"}).status_code,
        client.get(COMPLEXES).status_code,
    }
    client.post(COMPANIES, {"_selected_action": [entered.pk], "action": ["", "approve_all"], "index": "1"})

    assert statuses == {403}
    assert fresh(entered).approval == Approval.PENDING
    assert company.seats.active().count() == 2


# --- Approvals ----------------------------------------------------------------------------------------------------


def test_what_waits_is_on_the_first_page_and_decided_after_a_question(client, manager):
    company = waiting()

    assert "<b>1건</b> 승인을 기다리는 기업" in client.get("/admin/").content.decode()
    assert "신청한 분이 이 기업의 대표 계정이 되어" in client.get(to("approve", company)).content.decode()
    assert fresh(company).approval == Approval.PENDING

    page = client.post(to("approve", company), follow=True).content.decode()

    assert "새솔산업의 등록을 승인했습니다." in page
    assert (fresh(company).approval, fresh(company).decided_by) == (Approval.APPROVED, manager)


def test_a_rejection_needs_a_reason(client, manager):
    company = waiting()

    refused = client.post(to("reject", company), {"reason": " "})

    assert refused.status_code == 422
    assert fresh(company).approval == Approval.PENDING

    client.post(to("reject", company), {"reason": "없는 주소입니다."})

    assert (fresh(company).approval, fresh(company).decision_reason) == (Approval.REJECTED, "없는 주소입니다.")


def test_what_is_decided_already_says_so(client, manager):
    company = waiting()
    actions.approve(company, by=manager)

    pages = [
        client.post(to("approve", company), follow=True).content.decode(),
        client.post(to("reject", company), {"reason": "늦음"}, follow=True).content.decode(),
    ]

    assert all("이미 결정된 등록입니다: 승인" in page for page in pages)


def test_several_are_approved_at_once_with_a_result_for_each(client, manager):
    first, second, done = waiting("하나산업"), waiting("두리산업"), waiting("끝난산업")
    actions.approve(done, by=manager)

    page = client.post(
        COMPANIES,
        {
            "_selected_action": [company.pk for company in (first, second, done)],
            "action": ["", "approve_all"],
            "index": "1",
        },
        follow=True,
    ).content.decode()

    assert "하나산업: 등록을 승인했습니다." in page
    assert "두리산업: 등록을 승인했습니다." in page
    assert "끝난산업: 이미 결정된 등록입니다: 승인" in page
    assert {fresh(company).approval for company in (first, second)} == {Approval.APPROVED}


# --- Seats --------------------------------------------------------------------------------------------------------


def test_a_company_that_lost_its_owner_gets_another(client, manager, firm):
    company, owner, member = firm
    seat = company.seats.get(person=member)

    client.post(to("add-owner", company, seat.pk))
    client.post(to("remove", company, company.seats.get(person=owner).pk))

    assert list(company.seats.active().values_list("person", "is_owner")) == [(member.pk, True)]


def test_the_only_owner_is_not_removed_while_others_are_there(client, manager, firm):
    company, owner, _ = firm

    page = client.post(to("remove", company, company.seats.get(person=owner).pk), follow=True).content.decode()

    assert "먼저 다른 분에게 대표 계정을 맡겨 주십시오." in page
    assert company.seats.active().count() == 2


def test_a_seat_of_another_company_is_not_reached(client, manager, firm):
    company, _, member = firm
    other = make.company("다른기업")

    response = client.post(to("remove", other, company.seats.get(person=member).pk))

    assert response.status_code == 404
    assert company.seats.active().count() == 2


# --- Doubles ------------------------------------------------------------------------------------------------------


def test_the_other_company_is_offered_by_its_name_or_searched(client, manager, firm):
    double = make.company("한빛 정밀", address="경기도 안산시 산단로 12")
    other = make.company("전혀다른", address="경기도 안산시 별망로 9")

    def offered(**query: str) -> set[int]:
        return {company.pk for company in client.get(to("merge", double), query).context["candidates"]}

    assert offered() == {firm[0].pk}
    assert offered(q="별망로") == {other.pk}
    assert offered(q="\x00") == {firm[0].pk}


def test_doubles_are_joined_after_a_preview(client, manager, firm):
    kept, owner, _ = firm
    double = make.company("한빛정밀(주)")
    other = make.owner(double, "윤대표")
    actions.take(actions.invite(double, owner.email, by=other), by=owner)
    double.factories.create(row_key="9", name="한빛정밀(주)")
    shows.draft(double, other)

    page = client.get(to("merge", double), {"into": kept.pk}).content.decode()

    assert "모두 옮깁니다. 두 기업에 다 있는 1명은 한 자리로 합칩니다." in page
    assert client.get(to("merge", double), {"into": kept.pk}).context["sides"] == [
        (
            "사업자등록번호",
            double.shown_registration_no,
            kept.shown_registration_no,
            "두 번호 모두 남는 기업을 찾아 줍니다.",
        ),
        ("회원", "2명", "2명", "모두 옮깁니다. 두 기업에 다 있는 1명은 한 자리로 합칩니다."),
        ("공장등록", "1건", "1건", "모두 옮깁니다."),
        ("열린 초대", "0건", "1건", "모두 옮깁니다. 같은 주소로 보낸 것은 하나만 남습니다."),
        ("가입 요청", "0건", "1건", "모두 옮깁니다. 같은 사람이 보낸 것은 하나만 남습니다."),
        ("홍보관", "1건", "0건", "모두 옮깁니다."),
        ("처리이력", f"{double.events.count()}건", f"{kept.events.count()}건",
         "그대로 있고, 남는 기업의 이력에서 함께 보입니다."),
    ]  # fmt: skip
    assert fresh(double).merged_into is None

    response = client.post(to("merge", double), {"into": kept.pk})

    assert response["Location"] == to("change", kept)
    assert fresh(double).merged_into == kept
    assert set(kept.seats.active().values_list("person__name", flat=True)) == {"박대표", "이회원", "윤대표"}
    assert (kept.factories.count(), kept.showcases.count()) == (2, 1)
    assert f'<a href="{to("change", kept)}">한빛정밀</a>' in client.get(to("change", double)).content.decode()


def test_a_merge_that_is_refused_says_why(client, manager, firm):
    page = client.post(to("merge", firm[0]), {"into": waiting().pk}, follow=True).content.decode()

    assert "승인되지 않은 기업은 합칠 수 없습니다." in page
    assert Company.objects.merged().count() == 0


@pytest.mark.parametrize("into", ["0", "x", "999999999999999999999", "self"])
def test_a_company_is_joined_with_one_that_is_there_and_another(client, manager, firm, into):
    into = str(firm[0].pk) if into == "self" else into

    statuses = [client.get(to("merge", firm[0]), {"into": into}), client.post(to("merge", firm[0]), {"into": into})]

    assert [response.status_code for response in statuses] == [404, 404]


# --- Out of the portal --------------------------------------------------------------------------------------------


def exported(client, kind: str, query: str = "") -> list[list[str]]:
    response = client.post(f"{COMPANIES}export/{query}", {"reason": "국장 보고", "kind": kind})
    content = b"".join(response.streaming_content)
    if kind == "xlsx":
        return [
            ["" if cell is None else str(cell) for cell in row]
            for row in load_workbook(BytesIO(content)).active.values
        ]
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_leaves_as_a_file_without_its_people_and_that_is_kept(client, manager, firm, kind):
    make.company("=HYPERLINK(1)", phone="+82-31", address="경기도 안산시 별망로 3\x0b")

    head, formula, row = exported(client, kind)

    assert (head[0], len(head)) == ("회사명", 11)
    assert (formula[0], formula[7]) == ("'=HYPERLINK(1)", "'+82-31")
    assert (row[0], row[1], row[7], row[9]) == ("한빛정밀", firm[0].shown_registration_no, "031-555-1234", "2")
    assert not any(secret in cell for cell in row for secret in ("박대표", "test.example", "010-"))
    assert lines() == [("EXPORT", "총괄담당", "기업 목록", 2, "국장 보고")]


def test_what_the_list_shows_is_what_leaves(client, manager, firm):
    make.company("다른기업")

    rows = exported(client, "csv", "?q=한빛&members=2")

    assert [row[0] for row in rows[1:]] == ["한빛정밀"]


def test_nothing_leaves_without_a_reason(client, manager, firm):
    response = client.post(f"{COMPANIES}export/", {"reason": " ", "kind": "csv"})

    assert response.status_code == 422
    assert "031-555-1234" not in response.content.decode()
    assert lines() == []


# --- 산업단지, 업종 ------------------------------------------------------------------------------------------------


def test_complexes_and_industries_are_kept(client, manager):
    client.post(f"{COMPLEXES}add/", {"name": "반월 도금단지"})
    client.post(f"{INDUSTRIES}add/", {"name": "도금업", "code": "25922"})
    park = IndustrialComplex.objects.get()
    make.company(industrial_complex=park)

    again = client.post(f"{COMPLEXES}add/", {"name": "반월도금단지"}).content.decode()
    client.post(f"{COMPLEXES}{park.pk}/change/", {"name": "반월특화단지"})

    assert "같은 이름이 이미 있습니다." in again
    assert ">1곳</td>" in client.get(COMPLEXES).content.decode()
    assert list(IndustrialComplex.objects.values_list("name", "name_key")) == [("반월특화단지", "반월특화단지")]
    assert Industry.objects.get().code == "25922"

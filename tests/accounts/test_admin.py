"""People, roles, departments and consent texts in the workplace."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tablib import Dataset

from accounts import actions
from accounts.models import ConsentText, Department, RoleGrant, User
from accounts.roles import Role
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/accounts/user/"
GRANTS = "/admin/accounts/rolegrant/"
DEPARTMENTS = "/admin/accounts/department/"
TEXTS = "/admin/accounts/consenttext/"


def page_of(person: User) -> str:
    return reverse("admin:accounts_user_change", args=[person.pk])


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


@pytest.fixture
def manager(client):
    user = make.official(Role.MANAGER)
    make.sign_in(client, user)
    return user


# --- 사람 ---------------------------------------------------------------------------------------------------------


def test_the_list_shows_roles_and_hides_most_of_address_and_number(client, manager):
    make.official(Role.OFFICER, of=make.department("도로과"), name="이도로")

    row = client.get(PEOPLE, {"q": "이도로"}).content.decode()

    assert "처리담당(도로과)" in row
    assert "010-****-5678" in row
    assert "010-1234-5678" not in row
    assert "pe***@test.example" in row


@pytest.mark.parametrize("words", ["나래", "narae@", "9876", "01098765432", "환경"])
def test_people_are_found_by_a_part_of_what_is_known_of_them(client, manager, words):
    found = make.person("박나래", email="narae@test.example")
    User.objects.filter(pk=found.pk).update(phone="010-9876-5432", unit="환경정책과")
    make.person("최다른")

    shown = client.get(PEOPLE, {"q": words}).context["cl"].result_list

    assert list(shown) == [found]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"role": "HEAD"}, {"최부서"}),
        ({"role": "none"}, {"김회원", "이퇴직", "관리자"}),
        ({"second_factor": "lacking"}, {"최부서", "관리자"}),
        ({"is_active__exact": "0"}, {"이퇴직"}),
        ({"role": "no-such"}, {"최부서", "김회원", "이퇴직", "관리자", "총괄담당"}),
    ],
)
def test_the_list_is_narrowed(client, manager, query, names):
    make.official(Role.HEAD, name="최부서")
    make.person("김회원")
    actions.stop(make.official(Role.HEAD, name="이퇴직"), by=manager)

    shown = client.get(PEOPLE, query).context["cl"].result_list

    assert {person.name for person in shown} == names


def test_the_list_of_people_asks_the_database_a_fixed_number_of_questions(client, manager):
    client.get(PEOPLE)
    counts = []

    for rows in (1, 3):
        while User.objects.filter(name="이담당").count() < rows:
            make.official(Role.OFFICER, of=make.department(f"부서{User.objects.count()}"), name="이담당")
        with CaptureQueriesContext(connection) as questions:
            page = client.get(PEOPLE, {"q": "이담당"}).content.decode()
        assert page.count("처리담당(부서") == rows
        counts.append(len(questions))

    assert counts[0] == counts[1]


def test_a_new_account_has_no_password_and_is_told_how_to_choose_one(client, manager, settings):
    response = client.post(
        f"{PEOPLE}add/",
        {
            "email": "New@City.example",
            "name": "한새로",
            "phone": "010-2222-3333",
            "unit": "도로과",
            "position": "주무관",
        },
    )

    person = User.objects.get(email="new@city.example")
    mail = Message.objects.get(to="new@city.example")
    assert response["Location"] == page_of(person)
    assert (person.name, person.phone, person.unit, person.position) == ("한새로", "010-2222-3333", "도로과", "주무관")
    assert not person.has_usable_password()
    assert f"{settings.SITE_URL}{reverse('account_reset_password')}" in mail.text


def test_an_address_is_taken_whatever_its_case(client, manager):
    make.person(email="taken@city.example")

    page = client.post(
        f"{PEOPLE}add/", {"email": "Taken@City.example", "name": "한새로", "phone": "010-2222-3333"}
    ).content.decode()

    assert "이미 쓰고 있는 이메일입니다." in page


def test_what_is_said_of_a_person_is_corrected_but_not_their_login(client, manager):
    person = make.person("김오타", email="typo@test.example")

    client.post(
        page_of(person),
        {"name": "김바름", "phone": "010-7777-8888", "unit": "도로과", "position": "", "email": "other@test.example"}
        | {f"consents-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")},
    )

    person = fresh(person)
    assert (person.name, person.phone, person.unit, person.email) == (
        "김바름",
        "010-7777-8888",
        "도로과",
        "typo@test.example",
    )


def test_no_page_shows_a_password_not_even_its_hash(client, manager):
    person = make.person()

    page = client.get(page_of(person)).content.decode()

    assert person.password not in page
    assert "비밀번호" not in page


def test_an_account_is_stopped_after_a_question(client, manager):
    person = make.official(Role.OFFICER, name="이퇴직")
    address = reverse("admin:accounts_user_stop", args=[person.pk])

    question = client.get(address).content.decode()

    assert "가진 역할이 모두 끝납니다." in question
    assert fresh(person).is_active

    page = client.post(address, follow=True).content.decode()

    assert "이퇴직 님의 계정을 중지했습니다." in page
    assert not fresh(person).is_active
    assert not person.grants.in_force(at=timezone.now()).exists()


def test_stopping_an_account_ends_its_sessions(client, manager):
    other = type(client)()
    person = make.official(Role.EXAMINER)
    make.sign_in(other, person)
    other.get("/admin/")

    actions.stop(person, by=manager)

    assert other.get("/admin/")["Location"].startswith("/accounts/login/")


def test_a_stopped_account_is_used_again_without_its_roles(client, manager):
    person = make.official(Role.OFFICER)
    actions.stop(person, by=manager)

    client.post(reverse("admin:accounts_user_resume", args=[person.pk]))

    assert fresh(person).is_active
    assert fresh(person).roles == frozenset()


def test_what_was_done_to_an_account_is_in_its_history(client, manager):
    person = make.person()
    client.post(reverse("admin:accounts_user_stop", args=[person.pk]))

    page = client.get(reverse("admin:accounts_user_history", args=[person.pk])).content.decode()

    assert "사용 중지" in page
    assert manager.name in page


def test_managers_stop_neither_themselves_nor_each_other_nor_the_administrator(client, manager):
    others = [manager, make.official(Role.MANAGER, name="다른총괄"), make.administrator()]

    statuses = [client.post(reverse("admin:accounts_user_stop", args=[person.pk])).status_code for person in others]

    assert statuses == [403, 403, 403]
    assert all(fresh(person).is_active for person in others)


def test_the_administrators_account_is_not_corrected_by_a_manager(client, manager):
    administrator = make.administrator()

    response = client.post(page_of(administrator), {"name": "바뀜", "phone": "010-1111-2222"})

    assert response.status_code == 403
    assert fresh(administrator).name == "관리자"
    with pytest.raises(PermissionDenied):
        actions.correct(administrator, "바뀜", "010-1111-2222", "", "", by=manager)


def test_an_examiner_reads_people_and_changes_nothing(client):
    make.sign_in(client, make.official(Role.EXAMINER))
    person = make.person("김회원")

    page = client.get(page_of(person)).content.decode()
    statuses = [
        client.post(page_of(person), {"name": "바뀜"}).status_code,
        client.get(f"{PEOPLE}add/").status_code,
        client.post(reverse("admin:accounts_user_stop", args=[person.pk])).status_code,
        client.get(f"{GRANTS}add/").status_code,
    ]

    assert "김회원" in page
    assert "저장" not in page
    assert "권한 부여</a></li>" not in page[page.index("<main") :]
    assert statuses == [403, 403, 403, 403]
    assert fresh(person).name == "김회원"


def test_nobody_is_deleted(client):
    make.sign_in(client, make.administrator())
    person = make.person()

    response = client.post(reverse("admin:accounts_user_delete", args=[person.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert fresh(person) == person


# --- 권한 부여 -----------------------------------------------------------------------------------------------------


def test_a_role_is_granted_with_its_department_and_its_last_day(client, manager):
    person, roads = make.person("이도로"), make.department("도로과")
    last = timezone.localdate() + timedelta(days=30)

    response = client.post(
        f"{GRANTS}add/", {"person": person.pk, "role": "OFFICER", "department": roads.pk, "until": last.isoformat()}
    )

    grant = RoleGrant.objects.get(person=person)
    assert response["Location"] == page_of(person)
    assert (grant.role, grant.department, grant.granted_by) == ("OFFICER", roads, manager)
    assert grant.until == timezone.make_aware(datetime(last.year, last.month, last.day, 23, 59, 59))  # noqa: DTZ001


def test_the_way_from_a_person_to_their_next_role_keeps_the_person(client, manager):
    person = make.person("이도로")

    page = client.get(page_of(person)).content.decode()
    form = client.get(f"{GRANTS}add/?person={person.pk}").content.decode()

    assert f'href="{GRANTS}add/?person={person.pk}"' in page
    assert f'<option value="{person.pk}" selected>이도로 · pe***@test.example</option>' in form


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"role": "OFFICER"}, "처리담당 역할에는 부서가 있어야 합니다. 부서를 고르십시오."),
        ({"role": "TEAM", "until": "2020-01-01"}, "지난 날입니다."),
        ({"role": "MANAGER"}, "올바르게 선택해 주세요."),
        ({"role": "EXAMINER"}, "이도로 님은 이미 민원심사관 역할을 가지고 있습니다."),
    ],
)
def test_a_grant_that_cannot_be_given_says_why(client, manager, said, answer):
    person = make.official(Role.EXAMINER, name="이도로")

    response = client.post(f"{GRANTS}add/", {"person": person.pk, **said})

    assert response.status_code == 422
    assert answer in response.content.decode()
    assert person.grants.count() == 1


def test_the_administrator_makes_managers(client):
    make.sign_in(client, make.administrator())
    person = make.person()

    client.post(f"{GRANTS}add/", {"person": person.pk, "role": "MANAGER"})

    assert fresh(person).roles == {Role.MANAGER}


def test_a_role_is_taken_away_after_a_question(client, manager):
    person = make.official(Role.TEAM, name="한지원")
    grant = person.grants.get()
    address = reverse("admin:accounts_rolegrant_revoke", args=[grant.pk])

    question = client.get(address).content.decode()

    assert "지금부터 한지원 님은 지원단·현장기동반 역할로 아무것도 보거나 할 수 없습니다." in question
    assert fresh(person).roles == {Role.TEAM}

    page = client.post(address, follow=True).content.decode()

    grant.refresh_from_db()
    assert "한지원 님의 지원단·현장기동반 역할을 거두었습니다." in page
    assert grant.ended_by == manager
    assert fresh(person).roles == frozenset()


def test_a_role_already_ended_is_not_ended_twice(client, manager):
    grant = make.official(Role.TEAM).grants.get()
    actions.revoke(grant, by=manager)

    page = client.post(reverse("admin:accounts_rolegrant_revoke", args=[grant.pk]), follow=True).content.decode()

    assert "이미 끝난 역할입니다." in page


def test_several_roles_are_taken_away_at_once_and_refusals_say_which(client, manager):
    team, chief = make.official(Role.TEAM, name="한지원"), make.official(Role.MANAGER, name="다른총괄")
    ended = make.official(Role.EXPERT, name="박위원")
    actions.revoke(ended.grants.get(), by=manager)

    page = client.post(
        GRANTS,
        {
            "_selected_action": [person.grants.get().pk for person in (team, chief, ended)],
            "action": ["", "revoke"],
            "index": "1",
        },
        follow=True,
    ).content.decode()

    assert "역할 1개를 거두었습니다." in page
    assert "다른총괄 · 총괄담당: 이 역할은 시스템관리자만 거둘 수 있습니다." in page
    assert "박위원 · 애로클리너 위원: 이미 끝난 역할입니다." in page
    assert (fresh(team).roles, fresh(chief).roles) == (frozenset(), {Role.MANAGER})


@pytest.mark.parametrize(
    ("query", "people"),
    [
        ({"state": "in-force"}, {"관리", "한지원", "박위원"}),
        ({"state": "ending-soon"}, {"박위원"}),
        ({"state": "ended"}, {"이퇴직"}),
        ({"role__exact": "TEAM"}, {"한지원", "이퇴직"}),
    ],
)
def test_the_list_of_grants_is_narrowed(client, query, people):
    manager = make.official(Role.MANAGER, name="관리")
    make.sign_in(client, manager)
    make.official(Role.TEAM, name="한지원")
    actions.revoke(make.official(Role.TEAM, name="이퇴직").grants.get(), by=manager)
    actions.grant(make.person("박위원"), Role.EXPERT, by=manager, until=timezone.now() + timedelta(days=9))

    shown = client.get(GRANTS, query).context["cl"].result_list

    assert {grant.person.name for grant in shown} == people


def test_the_list_of_grants_asks_the_database_a_fixed_number_of_questions(client, manager):
    client.get(GRANTS)
    counts = []

    for rows in (1, 3):
        while User.objects.filter(name="이담당").count() < rows:
            make.official(Role.OFFICER, of=make.department(f"부서{User.objects.count()}"), name="이담당")
        with CaptureQueriesContext(connection) as questions:
            page = client.get(GRANTS, {"q": "이담당"}).content.decode()
        assert page.count(">이담당</a>") == rows
        counts.append(len(questions))

    assert counts[0] == counts[1]


def test_a_grant_is_neither_rewritten_nor_deleted(client):
    make.sign_in(client, make.administrator())
    grant = make.official(Role.TEAM).grants.get()

    statuses = [
        client.post(reverse(f"admin:accounts_rolegrant_{page}", args=[grant.pk]), {"role": "HEAD"}).status_code
        for page in ("change", "delete")
    ]

    assert statuses == [403, 403]
    assert RoleGrant.objects.get(pk=grant.pk).role == "TEAM"


# --- 부서, 동의문 --------------------------------------------------------------------------------------------------


def test_a_department_is_added_and_shown_with_its_people(client, manager):
    client.post(f"{DEPARTMENTS}add/", {"name": "도로과", "phone": "031-000-0142", "duties": "도로", "is_active": "on"})
    make.official(Role.OFFICER, of=Department.objects.get(name="도로과"))
    gone = make.official(Role.HEAD, of=Department.objects.get(name="도로과"))
    actions.stop(gone, by=manager)

    page = client.get(DEPARTMENTS).content.decode()

    assert ">1명</td>" in page


def test_the_list_of_departments_asks_the_database_a_fixed_number_of_questions(client, manager):
    client.get(DEPARTMENTS)
    counts = []

    for rows in (1, 3):
        while Department.objects.filter(name__startswith="시험").count() < rows:
            make.official(Role.OFFICER, of=make.department(f"시험{Department.objects.count()}과"))
        with CaptureQueriesContext(connection) as questions:
            page = client.get(DEPARTMENTS, {"q": "시험"}).content.decode()
        assert page.count(">1명</td>") == rows
        counts.append(len(questions))

    assert counts[0] == counts[1]


def test_a_department_somebody_ever_worked_in_is_not_deleted(client):
    make.sign_in(client, make.administrator())
    make.official(Role.OFFICER, of=make.department("도로과"))
    address = reverse("admin:accounts_department_delete", args=[make.department("도로과").pk])

    page = client.get(address).content.decode()
    client.post(address, {"post": "yes"})

    assert "가리키고 있어 지우지 못합니다" in page
    assert Department.objects.filter(name="도로과").exists()


def sheet(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    """A spreadsheet of departments."""
    data = Dataset(*rows, headers=["부서명", "대표전화", "맡은 일", "운영 중"]).export("xlsx")
    return SimpleUploadedFile("부서.xlsx", data, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def test_departments_come_as_a_spreadsheet_after_a_preview(client, manager):
    Department.objects.create(name="도로과", phone="031-000-0001")
    new, changed = ("환경과", "031-000-0002", "환경", ""), ("도로과", "031-000-0003", "도로", "아니오")

    preview = client.post(
        f"{DEPARTMENTS}import/", {"import_file": sheet(new, changed), "format": "0", "resource": "0"}
    )

    page = preview.content.decode()
    assert "아직 아무것도 바꾸지 않았습니다." in page
    assert "style=" not in page
    assert not Department.objects.filter(name="환경과").exists()

    confirmation = {name: field.initial for name, field in preview.context["confirm_form"].fields.items()}
    confirmation |= preview.context["confirm_form"].initial
    done = client.post(f"{DEPARTMENTS}process_import/", confirmation, follow=True).content.decode()

    assert "새로 추가 1건, 고침 1건" in done
    assert set(Department.objects.values_list("name", "phone", "duties", "is_active")) == {
        ("환경과", "031-000-0002", "환경", True),
        ("도로과", "031-000-0003", "도로", False),
    }


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("도로과", "", "", "몰라요"), "예 또는 아니오로 적어 주십시오."),
        (("가" * 61, "", "", "예"), "60"),
        (("", "031-000-0001", "", "예"), "부서명"),
    ],
)
def test_a_spreadsheet_with_a_wrong_row_changes_nothing_and_says_where(client, manager, row, why):
    good = ("환경과", "", "", "예")

    page = client.post(
        f"{DEPARTMENTS}import/", {"import_file": sheet(good, row), "format": "0", "resource": "0"}
    ).content.decode()

    assert why in page
    assert "이대로 가져오기" not in page
    assert not Department.objects.exists()


def test_what_is_no_spreadsheet_is_refused(client, manager):
    junk = SimpleUploadedFile("부서.xlsx", b"not a spreadsheet")

    page = client.post(f"{DEPARTMENTS}import/", {"import_file": junk, "format": "0", "resource": "0"}).content.decode()

    assert "파일을 읽지 못했습니다" in page


def test_departments_leave_as_a_spreadsheet_that_runs_nothing(client, manager):
    Department.objects.create(name="도로과", duties="=1+1")

    response = client.post(f"{DEPARTMENTS}export/", {"format": "0", "resource": "0"})

    rows = Dataset().load(response.content, format="xlsx").dict
    assert [(row["부서명"], row["맡은 일"], row["운영 중"]) for row in rows] == [("도로과", "1+1", "예")]


def test_an_export_nobody_offered_leads_back_to_the_list(client, manager):
    assert client.get(f"{DEPARTMENTS}export/", {"no_such": "1"})["Location"] == DEPARTMENTS


def test_an_officer_takes_the_list_with_them_but_brings_none(client):
    make.sign_in(client, make.official(Role.OFFICER))

    assert client.get(f"{DEPARTMENTS}export/").status_code == 200
    assert client.get(f"{DEPARTMENTS}import/").status_code == 403


def test_a_new_version_of_a_consent_text_follows_the_newest(client):
    make.sign_in(client, make.administrator())
    newest = ConsentText.objects.filter(kind="TERMS").order_by("-version").first()
    before = newest.version if newest else 0

    client.post(f"{TEXTS}add/", {"kind": "TERMS", "is_required": "on", "body": "제1조 새 약관"})

    text = ConsentText.objects.get(body="제1조 새 약관")
    assert (text.kind, text.version, text.is_required) == ("TERMS", before + 1, True)


def test_a_published_text_is_not_edited(client):
    make.sign_in(client, make.administrator())
    text = ConsentText.objects.create(kind="NEWS", version=99, body="그대로", is_required=False)
    address = reverse("admin:accounts_consenttext_change", args=[text.pk])

    page = client.get(address).content.decode()
    response = client.post(address, {"kind": "NEWS", "body": "바뀜"})

    assert "그대로" in page
    assert "저장" not in page
    assert response.status_code == 403
    assert ConsentText.objects.get(pk=text.pk).body == "그대로"


def test_a_manager_reads_consent_texts_and_publishes_none(client, manager):
    assert client.get(TEXTS).status_code == 200
    assert client.get(f"{TEXTS}add/").status_code == 403
    with pytest.raises(PermissionDenied):
        actions.publish(ConsentText.Kind.TERMS, "-", is_required=True, by=manager)

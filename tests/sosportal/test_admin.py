"""The officials' workplace: who comes in, and what meets them."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import Department, User
from accounts.permissions import ADMIN_PERMISSIONS
from accounts.roles import OFFICIALS, Role
from companies import actions as firms
from companies.models import RegistryImport
from grievances import actions as cases
from grievances import moment
from grievances.actions import grouping, outages, reforming
from grievances.models import Grievance, MonthlyCheck
from grievances.workflow import Move, Outcome, Solved, Status
from meetings.workflow import Status as MeetingStatus
from notifications.models import Message
from sosportal.admin import Workplace
from sosportal.workplace import QUEUES, SECTIONS
from tests import made_meetings, made_visits, make
from tests.companies import shows
from tests.visits.hosts import with_minutes_of_last_week
from tests.visits.test_field_views import a_visit_before
from tests.visits.test_surveying import a_round, answered
from visits.actions.surveying import Named, Said
from visits.models import Blackout, Visit
from visits.workflow import Status as Visited

pytestmark = pytest.mark.django_db

INDEX = "/admin/"
OUTSIDERS = [Role.TEAM, Role.EXPERT, Role.COMMITTEE]
LISTS = sorted(place.model for places in SECTIONS.values() for place in places)


def undelivered(to: str = "kim@test.example") -> Message:
    return Message.objects.create(to=to, subject="처리 결과", text="답변", gave_up_at=timezone.now())


def listed(label: str) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


def menu(page: str) -> list[str]:
    """Addresses in the menu at the side."""
    nav = page[page.index('id="places"') : page.index("</nav>")]
    return re.findall(r'href="([^"]+)"', nav)


@pytest.mark.parametrize("address", [INDEX, "/admin/accounts/user/", "/admin/login/", "/admin/jsi18n/", "/admin/x/"])
def test_who_is_not_signed_in_is_sent_to_the_portals_own_sign_in(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/admin/")


def test_there_is_no_second_door_to_sign_in_by(client):
    user = make.official(Role.MANAGER)

    response = client.post("/admin/login/", {"username": user.email, "password": make.PASSWORD})

    assert response["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", sorted(OFFICIALS))
def test_officials_come_in(client, role):
    make.sign_in(client, make.official(role))

    response = client.get(INDEX)

    assert response.status_code == 200
    assert "오늘의 일" in response.content.decode()


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("address", [INDEX, "/admin/accounts/user/", "/admin/jsi18n/", "/admin/login/?next=/admin/"])
def test_roles_outside_the_city_hall_find_nothing_there(client, role, address):
    make.sign_in(client, make.official(role))

    response = client.get(address, follow=True)

    assert response.status_code == 404


def test_company_members_find_nothing_there(client):
    make.sign_in(client, make.person())

    response = client.get(INDEX)

    assert response.status_code == 404


def test_an_official_whose_account_is_stopped_is_out(client):
    user = make.official(Role.EXAMINER)
    make.sign_in(client, user)
    actions.stop(user, by=make.administrator())

    response = client.get(INDEX)

    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", sorted(OFFICIALS))
@pytest.mark.parametrize("label", LISTS)
def test_each_list_opens_for_the_roles_that_may_see_it_and_for_no_other(client, role, label):
    make.sign_in(client, make.official(role))
    app, model = label.split(".")
    may = f"{app}.view_{model}" in ADMIN_PERMISSIONS[role]

    response = client.get(listed(label))

    assert response.status_code == (200 if may else 403)


@pytest.mark.parametrize("role", sorted(OFFICIALS))
def test_the_menu_shows_what_opens_and_nothing_else(client, role):
    make.sign_in(client, make.official(role))
    may = {listed(label) for label in LISTS if "{}.view_{}".format(*label.split(".")) in ADMIN_PERMISSIONS[role]}

    page = client.get(INDEX).content.decode()

    pages = {
        reverse(place.page)
        for places in SECTIONS.values()
        for place in places
        if place.page and listed(place.model) in may
    }
    assert set(menu(page)) == {INDEX} | may | pages


def administrator() -> User:
    """시스템관리자 with a second factor."""
    user = make.administrator()
    make.sign_in(Client(), user)
    return user


def test_the_first_page_counts_what_waits_and_leads_to_it(client):
    administrator()
    manager = make.official(Role.MANAGER)
    undelivered()
    undelivered()
    lacking = make.official(Role.EXAMINER)
    actions.grant(lacking, Role.TEAM, by=manager, until=timezone.now() + timedelta(days=3))
    make.sign_in(client, manager)

    page = client.get(INDEX).content.decode()

    assert re.findall(r'<li>\s*<a href="([^"]+)"><b>(\d+)건</b> ([^<]+)</a>', page) == [
        ("/admin/notifications/message/?state=undelivered", "2", "전달하지 못한 알림"),
        ("/admin/accounts/user/?second_factor=lacking", "1", "2단계 인증을 등록하지 않은 사람"),
        ("/admin/accounts/rolegrant/?state=ending-soon", "1", "30일 안에 끝나는 역할"),
    ]


def test_the_first_page_says_when_nothing_waits(client):
    administrator()
    make.sign_in(client, make.official(Role.MANAGER))

    page = client.get(INDEX).content.decode()

    assert "지금 기다리는 일이 없습니다." in page
    assert f"기다리는 것이 없는 일: {', '.join(queue.name for queue in QUEUES)}" in page


def test_an_officer_hears_of_the_cases_of_their_department_only(client):
    officer = make.official(Role.OFFICER, of=make.department("도로과"))
    with moment.as_of(timezone.now() - timedelta(days=30)):
        make.grievance(to=officer)
        make.grievance(in_=make.department("환경정책과"))
        make.filed()
    make.sign_in(client, officer)

    page = client.get(INDEX).content.decode()

    assert re.findall(r'<li>\s*<a href="([^"]+)"><b>(\d+)건</b> ([^<]+)</a>', page) == [
        ("/admin/grievances/grievance/?queue=overdue", "1", "지연된 기업애로")
    ]
    assert "이관을 제안받은 기업애로" in page
    assert "깨어난 기업애로, 대표가 끝난 묶음, 회신을 물을 건의" in page


def cases_to_hand_over(manager) -> None:
    """One that this manager's department is asked to take, one it is asked about, one that nobody wanted."""
    roads, buses = make.department("도로과"), make.department("대중교통과")
    driver = make.official(Role.OFFICER, of=buses)
    actions.grant(manager, Role.OFFICER, by=make.administrator(), department=buses)
    offered = make.grievance(in_=roads)
    cases.offer_transfer(offered, buses, "버스의 일입니다.", by=offered.officer)
    asked = make.grievance(in_=roads)
    cases.consult(
        asked, "버스가 돌 수 있습니까?", timezone.localdate() + timedelta(days=2), by=asked.officer, department=buses
    )
    unwanted = make.grievance(in_=roads)
    for _ in range(2):
        unwanted = cases.offer_transfer(unwanted, buses, "버스의 일입니다.", by=unwanted.officer)
        unwanted = cases.decline_transfer(unwanted, "길의 일입니다.", by=driver)


def an_answer_to_approve(head) -> None:
    """One that waits for this head."""
    unit = make.department("하수과")
    Department.objects.filter(pk=unit.pk).update(needs_approval=True)
    actions.grant(head, Role.HEAD, by=make.administrator(), department=unit)
    case = make.grievance(to=make.official(Role.OFFICER, of=unit))
    said = {"outcome": Outcome.SOLVED, "answer": "고쳤습니다."}
    cases.propose(case, Move.RESOLVE, said, by=case.officer)


def cases_of_one_problem() -> None:
    """One whose lead has ended, and one with a proposal nobody has answered."""
    lead, left, asked = make.grievance(), make.grievance(), make.grievance()
    grouping.group(left, lead, by=lead.officer)
    cases.resolve(lead, Outcome.SOLVED, "고쳤습니다.", by=lead.officer)
    with moment.as_of(timezone.now() - timedelta(days=9)):
        reforming.suggest_reform(
            asked, "경기도", "예외를 두어 주십시오.", timezone.localdate() - timedelta(days=2), by=asked.officer
        )


def visits_that_wait() -> None:
    """One for a day, one for its minutes, one for the host's word, one on a day that was shut; two surveys."""
    programme, company = made_visits.programme("찾아가는 시장실"), made_visits.factory("넷째기업")
    answered(Said("박대표", [Named("야간 버스가 없습니다")]), Visited.REQUESTED)
    hit = made_visits.visit(Visited.SCHEDULED, of=programme, to=company)
    Blackout.objects.create(first_on=hit.on, last_on=hit.on, why="시의 행사")
    a_visit_before(made_visits.member_of_team(), to=company, of=programme)
    unconfirmed = with_minutes_of_last_week(company)
    Visit.objects.filter(pk=unconfirmed.pk).update(minutes_sent_at=timezone.now() - timedelta(days=4))
    a_round(made_visits.programme("현장방문"))


def meetings_that_wait() -> None:
    """One with an item to decide, one without minutes, one whose minutes are to be confirmed; and one to come."""
    made_meetings.meeting(about=(make.grievance(),), during=made_meetings.just_now())
    made_meetings.meeting(during=made_meetings.in_days(-1))
    made_meetings.meeting(at=MeetingStatus.HELD)
    made_meetings.meeting()


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.query)
def test_a_queue_leads_to_exactly_the_rows_it_counts(client, queue):
    manager = make.official(Role.MANAGER)
    undelivered()
    Message.objects.create(to="lee@test.example", subject="보낸 것", text="답변", sent_at=timezone.now())
    actions.grant(
        make.person("박위원"), Role.EXPERT, by=make.administrator(), until=timezone.now() + timedelta(days=3)
    )
    firms.enter(make.registration_no(1), by=make.person(), name="기다리는기업")
    firm = make.company("둘째기업")
    shows.submitted(firm, make.owner(firm))
    RegistryImport.objects.create(file_name="공장.csv", state=RegistryImport.State.CHECKED)
    with moment.as_of(timezone.now() - timedelta(days=30)):
        make.grievance()
    make.filed()
    make.grievance(Status.INFEASIBLE)
    watched = make.grievance(Status.INFEASIBLE)
    Grievance.objects.filter(pk=watched.pk).update(look_again_on=timezone.localdate())
    rated = make.grievance(Status.RESOLVED)
    cases.rate(rated.answers.get(), Solved.NO, 1, by=rated.filer)
    outages.begin("신청", "전화 031-000-0000", by=manager)
    today, figures = timezone.localdate(), {"counts": {"overdue": 0, "late": 0}}
    MonthlyCheck.objects.create(
        month=today.replace(day=1), counted_at=timezone.now(), figures=figures, reminded_on=today
    )
    visits_that_wait()
    meetings_that_wait()
    cases_to_hand_over(manager)
    an_answer_to_approve(manager)
    cases_of_one_problem()
    make.sign_in(client, manager)
    expected = {row.pk for row in queue.rows(timezone.now(), User.objects.get(pk=manager.pk))}

    page = client.get(f"{listed(queue.model)}?{queue.query}").context
    shown = page["cl"].result_list if "cl" in page else [row.case for row in page["work"].shown_rows]

    assert expected
    assert {row.pk for row in shown} == expected


def test_what_waits_stands_beside_its_list_on_every_page(client):
    undelivered()
    make.sign_in(client, make.official(Role.MANAGER))

    page = client.get(listed("accounts.department")).content.decode()

    assert '<span>1<span class="unseen">건 기다림</span></span>' in page


def test_the_first_page_asks_the_database_a_fixed_number_of_questions(client):
    make.sign_in(client, make.official(Role.MANAGER))
    client.get(INDEX)
    counts = []

    for _ in range(2):
        undelivered()
        with CaptureQueriesContext(connection) as questions:
            page = client.get(INDEX).content.decode()
        counts.append(len(questions))

    assert "<b>2건</b> 전달하지 못한 알림" in page
    assert counts[0] == counts[1]


def test_signing_out_and_the_password_are_the_portals(client):
    make.sign_in(client, make.official(Role.MANAGER))

    assert client.post("/admin/logout/")["Location"] == reverse("account_logout")
    assert client.get("/admin/password_change/")["Location"] == reverse("account_change_password")


def test_apps_have_no_page_of_their_own(client):
    make.sign_in(client, make.official(Role.MANAGER))

    assert client.get("/admin/accounts/")["Location"] == INDEX


def test_nothing_of_a_librarys_is_listed():
    labels = {model._meta.label_lower for model in admin.site._registry}

    assert labels == set(LISTS)


def test_a_list_without_a_place_in_the_menu_is_refused():
    class Stray(models.Model):
        class Meta:
            app_label = "sosportal"
            managed = False

        def __str__(self):
            return "-"

    with pytest.raises(ImproperlyConfigured, match=r"sosportal\.Stray has no place"):
        Workplace().register(Stray)


@pytest.mark.parametrize("desk", admin.site._registry.values(), ids=lambda desk: desk.opts.label_lower)
def test_no_list_shows_a_bare_yes_or_no(desk):
    shown = [name for name in (*desk.list_display, *desk.readonly_fields) if isinstance(name, str)]
    fields = {field.name: field for field in desk.opts.get_fields()}

    # Django draws these as pictures whose words are "True" and "False".
    assert [name for name in shown if isinstance(fields.get(name), models.BooleanField)] == []


def test_people_are_told_apart_where_one_is_looked_up(client):
    make.sign_in(client, make.official(Role.MANAGER))
    User.objects.filter(pk=make.person("이같은", email="first@test.example").pk).update(unit="도로과")
    User.objects.filter(pk=make.person("이같은", email="other@test.example").pk).update(unit="환경과")

    found = client.get(
        reverse("admin:autocomplete"),
        {"term": "이같은", "app_label": "accounts", "model_name": "rolegrant", "field_name": "person"},
    ).json()

    assert [person["text"] for person in found["results"]] == [
        "이같은 · 도로과 · fi***@test.example",
        "이같은 · 환경과 · ot***@test.example",
    ]

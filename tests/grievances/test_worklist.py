"""작업목록."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AccessLog
from accounts.roles import Role
from companies.models import IndustrialComplex
from grievances import actions, moment
from grievances.admin.worklist import flags
from grievances.clock import LegalKind
from grievances.models import Grievance, SavedFilter
from grievances.workflow import Outcome, Status
from tests import make

pytestmark = pytest.mark.django_db

LIST = "/admin/grievances/grievance/"
RECEIVE, ASSIGN, EXPORT = (f"{LIST}{route}/" for route in ("bulk/receive", "bulk/assign", "export"))


@pytest.fixture
def roads():
    return make.department("도로과")


@pytest.fixture
def officer(roads):
    return make.official(Role.OFFICER, of=roads, name="한도로")


@pytest.fixture
def manager(client):
    user = make.official(Role.MANAGER)
    make.sign_in(client, user)
    return user


def opened(client, query: str = ""):
    return client.get(LIST + query).context["work"]


def listed(client, query: str = "") -> list[str]:
    """Titles, as they stand."""
    return [row.case.title for row in opened(client, query).shown_rows]


def filed_ago(days: float, **content) -> Grievance:
    with moment.as_of(timezone.now() - timedelta(days=days)):
        return make.filed(**content)


def grievance_ago(days: float, **content) -> Grievance:
    with moment.as_of(timezone.now() - timedelta(days=days)):
        return make.grievance(**content)


def asked(case: Grievance) -> Grievance:
    return actions.ask(case, "도면", timezone.localdate() + timedelta(days=7), by=case.officer)


def kept(case: Grievance) -> Grievance:
    today = timezone.localdate()
    return actions.keep(
        case, "중간답변", target_on=today + timedelta(days=90), report_on=today + timedelta(days=30), by=case.officer
    )


@pytest.fixture
def day(officer):
    """One case of each kind that an official's day has."""
    watched = make.grievance(Status.INFEASIBLE, to=officer, title="다시 볼 것")
    Grievance.objects.filter(pk=watched.pk).update(look_again_on=timezone.localdate())
    make.grievance(Status.RESOLVED, to=officer, title="완료")
    make.grievance(Status.CLOSED, title="종결")
    asked(make.grievance(to=officer, title="기다림"))
    kept(make.grievance(to=officer, title="장기추진"))
    make.grievance(in_=make.department("환경정책과"), title="다른 부서")
    grievance_ago(40, to=officer, title="지연")
    make.filed(title="접수할 것")


# --- Whose cases, and which ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("queue", "titles"),
    [
        ("to-receive", ["접수할 것"]),
        ("waiting", ["기다림"]),
        ("overdue", ["지연"]),
        ("long-term", ["장기추진"]),
        ("running", ["지연", "접수할 것", "다른 부서", "기다림", "장기추진"]),
        ("watch", ["다시 볼 것"]),
        ("ended", ["종결", "완료", "다시 볼 것"]),
    ],
)
def test_a_queue_shows_what_waits_for_one_thing(client, manager, day, queue, titles):
    assert listed(client, f"?queue={queue}") == titles


def test_an_officer_sees_the_cases_of_their_department(client, officer, day):
    make.sign_in(client, officer)

    assert listed(client, "?queue=department") == ["지연", "기다림", "장기추진"]
    assert listed(client, "?queue=all") == ["장기추진", "기다림", "완료", "다시 볼 것", "지연"]


def test_a_case_of_another_department_is_not_counted_either(client, officer, day):
    make.sign_in(client, officer)

    work = opened(client)

    assert [(tab.queue.name, tab.count) for tab in work.tabs] == [
        ("깨어난 사건", "1"),
        ("내 담당", "3"),
        ("우리 부서", "3"),
        ("기업 답변 대기", "1"),
        ("기한 임박", "0"),
        ("지연", "1"),
        ("장기추진", "1"),
    ]


def test_a_managers_tabs_keep_their_order(client, manager, day):
    work = opened(client)

    assert [(tab.queue.name, tab.count) for tab in work.tabs] == [
        ("깨어난 사건", "1"),
        ("접수할 것", "1"),
        ("기업 답변 대기", "1"),
        ("기한 임박", "0"),
        ("지연", "1"),
        ("장기추진", "1"),
    ]
    assert [tab.queue.name for tab in work.more] == ["진행 중 모두", "끝난 것", "모두"]


def test_a_manager_begins_with_what_is_to_be_received_and_else_with_all_that_runs(client, manager):
    case = make.filed()
    first = opened(client).queue.key

    actions.withdraw(case, by=case.filer)

    assert (first, opened(client).queue.key) == ("to-receive", "running")


def test_an_officer_begins_with_their_own_and_else_with_the_departments(client, officer, roads):
    colleague = make.official(Role.OFFICER, of=roads)
    case = make.grievance(to=colleague)
    make.sign_in(client, officer)
    first = opened(client).queue.key

    actions.assign(case, officer, by=make.manager())

    assert (first, opened(client).queue.key) == ("department", "mine")


def test_rows_stand_under_what_makes_them_urgent(client, manager, day):
    rows = opened(client, "?queue=running").shown_rows

    assert [row.heading for row in rows] == [
        "지연 1건 — 기한이 지났습니다. 사유를 적고 오늘 답변합니다",
        "접수할 것 1건 — 도달 뒤 8근무시간 안에 접수합니다(영 제6조⑧)",
        "그 밖의 처리 중 3건 — 기한 순",
        "",
        "",
    ]


def test_a_row_says_in_words_what_its_bar_shows(client, manager, officer):
    case = make.grievance(to=officer, title="가로등이 꺼졌습니다")

    page = client.get(LIST + "?queue=running").content.decode()

    assert f'<a href="/admin/grievances/grievance/{case.pk}/change/">가로등이 꺼졌습니다</a>' in page
    assert f"{case.receipt_no} · 기반시설 · 고충 7일" in page
    assert '<span class="unseen">, 7일 중 ' in page or "가운데 아직 쓴 날이 없음" in page
    assert "한도로" in page


def test_a_row_says_what_lengthened_its_time_and_what_is_waited_for(client, manager, officer):
    make.extended(make.grievance(to=officer, title="늘린 것"))
    make.asked_for_consent(make.extended(make.grievance(to=officer, title="물은 것")))
    case, today = make.grievance(to=officer, title="조사하는 것"), timezone.localdate()
    actions.investigate(case, today, today + timedelta(days=2), "도로 폭을 잽니다.", by=officer)
    answered = make.extended(make.grievance(to=officer, title="답한 것"))
    actions.resolve(answered, Outcome.SOLVED, "고쳤습니다.", by=officer)

    rows = opened(client, "?queue=all").shown_rows

    assert {row.case.title: row.flags for row in rows} == {
        "늘린 것": ("연장 1회",),
        "물은 것": ("연장 1회", "동의 기다림"),
        "조사하는 것": ("현장조사 중",),
        "답한 것": (),
    }


def test_consent_is_not_waited_for_once_the_deadline_passed(officer):
    case = make.asked_for_consent(make.extended(make.grievance(to=officer)))
    (row,) = Grievance.objects.filter(pk=case.pk).for_worklist()

    said = [tuple(flags(row, at)) for at in (case.due_at, case.due_at + timedelta(seconds=1))]

    assert said == [("연장 1회", "동의 기다림"), ("연장 1회",)]


# --- Filters -------------------------------------------------------------------------------------------------------


def test_each_filter_narrows_the_list(client, manager, officer, roads):
    hub = IndustrialComplex.objects.create(name="안산스마트허브", name_key="안산스마트허브")
    chosen = grievance_ago(
        3,
        of=make.company("단지기업", industrial_complex=hub),
        to=officer,
        category=make.category("환경·안전"),
        title="고른 것",
    )
    make.grievance(in_=make.department("환경정책과"), title="다른 것")
    came = timezone.localdate(chosen.arrived_at)
    for query in (
        f"category={chosen.category_id}",
        f"complex={hub.pk}",
        f"department={roads.pk}",
        f"officer={officer.pk}",
        f"since={came - timedelta(days=1)}&until={came}",
    ):
        assert listed(client, f"?queue=running&{query}") == ["고른 것"], query
    assert sorted(listed(client, "?queue=running&kind=GRIEVANCE&status=IN_PROGRESS")) == ["고른 것", "다른 것"]
    assert listed(client, "?queue=running&kind=PROPOSAL") == []


def test_cases_without_an_officer_are_found(client, manager, officer, roads):
    make.grievance(to=officer, title="맡은 것")
    nobodys = make.filed(title="아무도 맡지 않은 것")
    actions.receive(nobodys, LegalKind.GRIEVANCE, roads, by=manager)

    assert listed(client, "?queue=running&officer=none") == ["아무도 맡지 않은 것"]


def test_a_value_nobody_offered_filters_nothing(client, manager):
    make.grievance(title="있는 것")

    assert listed(client, "?queue=running&category=x&officer=99999&since=yesterday&p=0&sort=x") == ["있는 것"]


def test_it_is_sorted_as_asked(client, manager):
    for days in (2, 3, 1):
        filed_ago(days, title=f"{days}일 전")

    assert listed(client, "?queue=running&sort=new") == ["1일 전", "2일 전", "3일 전"]
    assert listed(client, "?queue=running&sort=old") == ["3일 전", "2일 전", "1일 전"]


def test_page_after_page_shows_every_case_once(client, manager, monkeypatch):
    monkeypatch.setattr("grievances.admin.worklist.A_PAGE", 2)
    firm = make.company()
    owner = make.owner(firm)
    for number in range(5):
        make.filed(owner, of=firm, title=str(number))

    pages = [opened(client, f"?queue=to-receive&p={page}") for page in (1, 2, 3)]

    assert [[row.case.title for row in page.shown_rows] for page in pages] == [["0", "1"], ["2", "3"], ["4"]]
    assert [bool(page.next_page) for page in pages] == [True, True, False]
    assert pages[2].total == "5"


def test_nothing_is_counted_beyond_a_thousand(client, manager, monkeypatch):
    monkeypatch.setattr("grievances.admin.worklist.COUNTED", 2)
    make.filed()
    make.filed()

    work = opened(client)

    assert work.total == "1+"
    assert work.tabs[0].count == "1+"


# --- Looking for one -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["{year}-{number}", "{year}-{number:05d}", " {year} - {number} "])
def test_a_receipt_number_leads_straight_to_its_case(client, manager, words):
    case = make.filed()
    year, number = case.receipt_no.split("-")

    answer = client.get(LIST, {"q": words.format(year=year, number=int(number))})

    assert answer["Location"] == reverse("admin:grievances_grievance_change", args=[case.pk])


def test_a_bare_number_finds_this_years_case_and_offers_the_texts(client, manager):
    case = make.filed(title="찾는 것")
    number = int(case.receipt_no.split("-")[1])
    make.filed(title=f"{number}톤 트럭")

    assert listed(client, f"?q={number}") == ["찾는 것"]
    assert listed(client, f"?q={number}&queue=all&in=text")[0] == f"{number}톤 트럭"


def test_the_number_of_another_departments_case_leads_nowhere(client, officer):
    case = make.grievance(in_=make.department("환경정책과"))
    make.sign_in(client, officer)

    page = client.get(LIST, {"q": case.receipt_no})

    assert page.status_code == 200
    assert page.context["work"].shown_rows == []


def test_words_are_found_in_titles_texts_and_companies_in_ended_cases_too(client, manager):
    make.grievance(Status.RESOLVED, title="배관 누수", of=make.company("가나기계"))
    make.filed(title="소음", body="지붕에서누수가 있습니다", of=make.company("다라정밀"))
    make.filed(title="다른 일", of=make.company("마바화학"))

    assert sorted(listed(client, "?q=누수")) == ["배관 누수", "소음"]
    assert listed(client, "?q=마바") == ["다른 일"]
    assert listed(client, "?q=누수 다라") == ["소음"]
    assert listed(client, "?q=곶감") == []


@pytest.mark.parametrize(
    ("word", "index"), [("누수", "grievance_pairs"), ("가로등", "grievance_search"), ("cc", "grievance_pairs")]
)
def test_words_of_two_letters_and_longer_ones_have_an_index_each(word, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert index in Grievance.objects.search(word).values("pk").order_by().explain()


# --- Views that are kept -------------------------------------------------------------------------------------------


def test_a_view_is_saved_by_name_shown_and_removed(client, manager):
    client.post(f"{LIST}filters/", {"name": "급한 것", "query": "queue=overdue&kind=GRIEVANCE&p=3&next=//x"})
    saved = SavedFilter.objects.get()

    page = client.get(LIST).content.decode()
    answer = client.post(f"{LIST}filters/{saved.pk}/forget/")

    assert (saved.person, saved.name, saved.query) == (manager, "급한 것", "queue=overdue&kind=GRIEVANCE")
    assert '<a href="?queue=overdue&amp;kind=GRIEVANCE">급한 것</a>' in page
    assert answer["Location"] == LIST
    assert not SavedFilter.objects.exists()


def test_what_somebody_else_saved_is_not_there(client, manager):
    saved = actions.save_filter("남의 것", "queue=all", by=make.official(Role.OFFICER))

    assert client.post(f"{LIST}filters/{saved.pk}/forget/").status_code == 404
    assert "남의 것" not in client.get(LIST).content.decode()


# --- Several at once -----------------------------------------------------------------------------------------------


def test_several_are_received_with_a_result_for_each(client, manager, roads):
    infra = make.category("기반시설")
    infra.department = roads
    infra.save()
    case = make.filed(category=infra, title="접수되는 것")
    other = make.filed(category=make.category("갈 곳 없는 분야"), title="부서 없는 것")
    gone = make.filed(category=infra, title="그사이 취하된 것")
    actions.withdraw(gone, by=gone.filer)
    numbers = [case.receipt_no, other.receipt_no, gone.receipt_no]

    form = client.get(RECEIVE, {"case": numbers, "view": "queue=to-receive"}).content.decode()
    page = client.post(RECEIVE, {"case": numbers, "kind": "GRIEVANCE", "view": "queue=to-receive"})

    case.refresh_from_db()
    assert all(f'value="{number}" checked' in form for number in numbers)
    assert (case.status, case.department, case.legal_kind) == (Status.IN_PROGRESS, roads, "GRIEVANCE")
    assert [(one.case.title, one.is_done, one.words) for one in page.context["results"]] == [
        ("접수되는 것", True, "도로과에서 접수했습니다."),
        (
            "부서 없는 것",
            False,
            "‘갈 곳 없는 분야’ 분야에는 정해진 부서가 없습니다. 부서를 골라 주십시오.",
        ),
        ("그사이 취하된 것", False, "이 사건은 ‘종결’ 상태여서 지금은 ‘접수’ 처리를 할 수 없습니다."),
    ]


def test_what_was_refused_stays_chosen(client, manager):
    case = make.filed(category=make.category("갈 곳 없는 분야"))

    page = client.post(RECEIVE, {"case": [case.receipt_no], "kind": "GRIEVANCE", "view": "queue=to-receive"})
    back = page.context["back"]

    assert f'value="{case.receipt_no}" checked' in page.content.decode()
    assert back == f"{LIST}?case={case.receipt_no}&queue=to-receive"
    assert [row.is_chosen for row in client.get(back).context["work"].shown_rows] == [True]


def test_several_are_assigned_by_a_head_in_their_own_department_only(client, roads, officer):
    head = make.official(Role.HEAD, of=roads)
    stranger = make.official(Role.OFFICER, of=make.department("환경정책과"))
    ours = actions.receive(make.filed(), LegalKind.GRIEVANCE, roads, by=make.manager())
    theirs = make.grievance(to=stranger)
    make.sign_in(client, head)

    form = client.get(ASSIGN, {"case": [ours.receipt_no, theirs.receipt_no]}).context["form"]
    client.post(ASSIGN, {"case": [ours.receipt_no, theirs.receipt_no], "officer": officer.pk})

    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert sorted(person.name for person in form.fields["officer"].queryset) == sorted([head.name, officer.name])
    assert (ours.officer, theirs.officer) == (officer, stranger)


def test_nothing_happens_until_the_form_is_right(client, manager):
    case = make.filed()

    page = client.post(RECEIVE, {"case": [case.receipt_no]})

    case.refresh_from_db()
    assert page.status_code == 422
    assert "고칠 곳이 있습니다" in page.content.decode()
    assert case.status == Status.OPEN


def test_without_a_choice_there_is_nothing_to_do(client, manager):
    pages = [client.get(ASSIGN, {"case": case}) for case in ([], ["x\x00"], ["2099-00001"])]

    assert all("고른 사건이 없습니다." in page.content.decode() for page in pages)


@pytest.mark.parametrize(
    ("role", "received", "assigned"),
    [(Role.MANAGER, 200, 200), (Role.HEAD, 403, 200), (Role.OFFICER, 403, 403), (Role.EXAMINER, 403, 403)],
)
def test_each_role_finds_the_verbs_it_has(client, role, received, assigned):
    make.sign_in(client, make.official(role))

    page = client.get(LIST).content.decode()

    assert (client.get(RECEIVE).status_code, client.get(ASSIGN).status_code) == (received, assigned)
    assert ('data-key="r"' in page, 'data-key="a"' in page) == (received == 200, assigned == 200)


# --- Out of the portal ---------------------------------------------------------------------------------------------


def test_an_export_asks_why_keeps_it_and_holds_only_what_one_may_see(client, officer):
    make.grievance(to=officer, title="=우리 것", body="안에만 남는 글")
    make.grievance(in_=make.department("환경정책과"), title="남의 것")
    make.sign_in(client, officer)

    question = client.get(EXPORT, {"queue": "running"})
    answer = client.post(f"{EXPORT}?queue=running", {"reason": "월간 점검", "kind": "csv"})

    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    kept = AccessLog.objects.get(what=AccessLog.What.EXPORT)
    assert question.status_code == 200
    assert lines[0][:5] == ["접수번호", "처리상태", "분야", "민원 종류", "제목"]
    assert [line[4] for line in lines[1:]] == ["'=우리 것"]
    assert "안에만 남는 글" not in str(lines)
    assert (kept.by, kept.reason, kept.rows) == (officer, "월간 점검", 1)


def test_without_a_reason_nothing_leaves(client, manager):
    make.filed()

    answer = client.post(EXPORT, {"reason": "", "kind": "csv"})

    assert answer.status_code == 422
    assert not AccessLog.objects.filter(what=AccessLog.What.EXPORT).exists()


def test_an_export_as_a_workbook_follows_the_filters(client, manager):
    make.filed(title="나가는 것")
    make.grievance(Status.RESOLVED, title="남는 것")

    answer = client.post(f"{EXPORT}?queue=to-receive", {"reason": "월간 점검", "kind": "xlsx"})

    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert [row[4].value for row in book.active.iter_rows(min_row=2)] == ["나가는 것"]


# --- Doors, and what they cost -------------------------------------------------------------------------------------


def test_nothing_is_added_or_deleted_here(client, manager):
    case = make.filed()

    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{case.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}filters/").status_code == 405


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OFFICER])
def test_the_list_asks_the_same_few_questions_for_any_number_of_rows(client, role):
    user = make.official(role)
    make.sign_in(client, user)
    client.get(LIST)
    firm = make.company()
    owner, counts, shown = make.owner(firm), [], []

    for more in (1, 19):
        for _ in range(more):
            make.grievance(by=owner, of=firm, in_=make.department())
        with CaptureQueriesContext(connection) as questions:
            work = opened(client, "?queue=running")
        counts.append(len(questions))
        shown.append(len(work.shown_rows))

    assert shown == [1, 20]
    assert counts[0] == counts[1] <= 15

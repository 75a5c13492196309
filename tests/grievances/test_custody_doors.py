"""이관 in the workplace and on the company's page: what is asked of whom, and whose time it was."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from grievances import actions
from grievances.clock import SEOUL
from grievances.models import Grievance
from grievances.moment import as_of
from grievances.workflow import Move, Status
from tests import make

pytestmark = pytest.mark.django_db

LIST = "/admin/grievances/grievance/"
WHY, NO, NO_EITHER = "버스 노선의 일입니다.", "정류장은 도로의 일입니다.", "저희 일도 아닙니다."


@pytest.fixture
def buses():
    return make.department("대중교통과")


@pytest.fixture
def taker(buses):
    return make.official(Role.OFFICER, of=buses, name="한버스")


@pytest.fixture
def offered(buses):
    """A case of 도로과 that 대중교통과 is asked to take."""
    case = make.grievance(title="버스가 서지 않습니다")
    return actions.offer_transfer(case, buses, WHY, by=case.officer)


@pytest.fixture
def twice_declined(offered, taker):
    case = actions.decline_transfer(offered, NO, by=taker)
    sewers = make.department("하수과")
    case = actions.offer_transfer(case, sewers, WHY, by=case.officer)
    return actions.decline_transfer(case, NO_EITHER, by=make.official(Role.OFFICER, of=sewers))


def page_of(case) -> str:
    return reverse("admin:grievances_grievance_change", args=[case.pk])


def send(client, case, move: Move, **said):
    address = reverse("admin:grievances_grievance_move", args=[case.pk, move])
    return client.post(address, {"seen": case.history.latest("pk").pk, **said})


def words_of(page) -> str:
    found = re.sub(r"<[^>]+>", " ", page.content.decode())
    return re.sub(r"\s+", " ", unescape(found).replace("\u2060", "").replace("\u00a0", " "))


def moves_on(page) -> set[str]:
    return set(re.findall(r"\?move=(\w+)#move", page.content.decode()))


# --- The page of a case ----------------------------------------------------------------------------------------------


def test_who_is_asked_reads_first_who_asks_and_why_and_can_only_answer(client, offered, taker):
    make.sign_in(client, taker)

    page = client.get(page_of(offered))

    assert page.context["handing"].title == "도로과가 이 사건을 맡아 달라고 합니다"
    assert f"까닭: {WHY}" in words_of(page)
    assert "오늘이 1근무일째입니다. 답할 때까지 도로과가 맡고 시계는 갑니다." in words_of(page)
    assert moves_on(page) == {"ACCEPT_TRANSFER", "DECLINE_TRANSFER"}
    assert page.context["memo"] is None
    assert offered.filer.phone not in words_of(page)


def test_who_offered_reads_whose_answer_is_waited_for(client, buses):
    with as_of(datetime(2026, 9, 14, 10, 0, tzinfo=SEOUL)):
        case = make.grievance()
        case = actions.offer_transfer(case, buses, WHY, by=case.officer)
    make.sign_in(client, case.officer)

    with as_of(datetime(2026, 9, 16, 9, 0, tzinfo=SEOUL)):
        page = client.get(page_of(case))

    assert page.context["handing"].title == "대중교통과의 답을 기다립니다"
    assert "9월 14일(월) 10:00에 제안했고 오늘이 3근무일째입니다. 그때까지 도로과가 맡고 시계는 갑니다." in words_of(
        page
    )
    assert "TAKE_BACK" in moves_on(page)
    assert not {"ACCEPT_TRANSFER", "DECLINE_TRANSFER", "OFFER_TRANSFER"} & moves_on(page)


def test_an_offer_is_made_taken_back_made_again_and_taken_on_the_page(client, buses, taker):
    case = make.grievance()
    desk = make.sign_in(client, case.officer)

    assert send(desk, case, Move.OFFER_TRANSFER, department=buses.pk, reason=WHY).status_code == 302
    assert send(desk, case, Move.TAKE_BACK).status_code == 302
    assert send(desk, case, Move.OFFER_TRANSFER, department=buses.pk, reason=WHY).status_code == 302
    make.sign_in(client, taker)
    answer = send(client, case, Move.ACCEPT_TRANSFER, officer=taker.pk, note="")

    assert answer.url == f"{page_of(case)}#done-ACCEPT_TRANSFER"
    case = Grievance.objects.get(pk=case.pk)
    assert (case.department, case.officer, case.offered_to) == (buses, taker, None)


def test_the_holder_is_not_among_the_departments_and_a_reason_is_needed(client, offered):
    case = actions.take_back(offered, by=offered.officer)
    make.sign_in(client, case.officer)

    form = client.get(f"{page_of(case)}?move=OFFER_TRANSFER").context["move"].form
    answer = send(client, case, Move.OFFER_TRANSFER, department=case.department_id, reason="")

    assert case.department not in form.fields["department"].queryset
    assert answer.status_code == 422
    assert set(answer.context["move"].form.errors) == {"department", "reason"}


def test_who_declines_comes_back_to_the_list_for_the_case_is_no_longer_theirs_to_see(client, offered, taker):
    make.sign_in(client, taker)

    answer = send(client, offered, Move.DECLINE_TRANSFER, reason=NO)

    assert answer.url == f"{LIST}#done-DECLINE_TRANSFER"
    assert client.get(page_of(offered)).status_code == 404


def test_the_coordinator_reads_both_declines_and_rules(client, twice_declined, buses, taker):
    make.sign_in(client, make.manager())

    page = client.get(page_of(twice_declined))
    answer = send(
        client, twice_declined, Move.RULE_TRANSFER, department=buses.pk, officer=taker.pk, reason="노선이 먼저입니다."
    )

    assert page.context["handing"].title == "담당부서를 정해 주십시오"
    assert [line.entry.note for line in page.context["handing"].lines] == [NO, NO_EITHER]
    assert [(line.entry.get_move_display(), to) for line, to in page.context["holding"].offers] == [
        ("이관 제안", "대중교통과"),
        ("이관 거절", ""),
        ("이관 제안", "하수과"),
        ("이관 거절", ""),
    ]
    assert answer.status_code == 302
    ruled = Grievance.objects.get(pk=twice_declined.pk)
    assert (ruled.department, ruled.officer, ruled.rule_by) == (buses, taker, None)


def test_a_ruling_may_leave_the_case_where_it_is(client, twice_declined):
    make.sign_in(client, make.manager())

    send(
        client,
        twice_declined,
        Move.RULE_TRANSFER,
        department=twice_declined.department_id,
        reason="도로가 먼저입니다.",
    )

    ruled = Grievance.objects.get(pk=twice_declined.pk)
    assert (ruled.department.name, ruled.officer, ruled.rule_by) == ("도로과", twice_declined.officer, None)


def test_a_ruling_that_is_late_says_so(client, twice_declined):
    Grievance.objects.filter(pk=twice_declined.pk).update(rule_by=timezone.now() - timedelta(hours=1))
    make.sign_in(client, make.manager())

    page = client.get(page_of(twice_declined))

    assert page.context["handing"].is_late
    assert "정해야 했으나 늦어지고 있습니다." in words_of(page)


@pytest.mark.parametrize("move", [Move.ACCEPT_TRANSFER, Move.DECLINE_TRANSFER, Move.TAKE_BACK, Move.RULE_TRANSFER])
def test_the_forms_are_shut_to_those_who_only_read(client, request, move):
    case = request.getfixturevalue("twice_declined" if move == Move.RULE_TRANSFER else "offered")
    make.sign_in(client, make.official(Role.EXAMINER))

    page = client.get(f"{page_of(case)}?move={move}")

    assert page.context["move"] is None
    assert send(client, case, move, department=case.department_id, reason="까닭").status_code == 403


def test_the_page_asks_the_same_number_of_questions_however_often_a_case_was_offered(client, buses):
    case = make.grievance()
    make.sign_in(client, make.manager())
    client.get(page_of(case))
    counts = []

    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(case))
        counts.append(len(asked))
        case = actions.offer_transfer(case, buses, WHY, by=case.officer)
        case = actions.take_back(case, by=case.officer)

    assert len(set(counts)) == 1


# --- The work list ---------------------------------------------------------------------------------------------------


def tabs(page) -> dict[str, str]:
    return {tab.queue.name: tab.count for tab in page.context["work"].tabs}


def test_an_offered_case_is_in_a_queue_of_its_own_and_not_the_departments(client, buses, taker):
    with as_of(timezone.now() - timedelta(days=40)):
        case = make.grievance()
    offered = actions.offer_transfer(case, buses, WHY, by=case.officer)
    make.sign_in(client, taker)

    page = client.get(f"{LIST}?queue=offered")

    [row] = page.context["work"].shown_rows
    assert row.case == offered
    assert "이관 제안: 대중교통과의 답 기다림" in row.flags
    assert tabs(page) == {
        "이관을 제안받음": "1",
        "내 담당": "0",
        "우리 부서": "0",
        "기업 답변 대기": "0",
        "기한 임박": "0",
        "지연": "0",
        "장기추진": "0",
    }


def test_nobody_is_asked_has_no_such_queue(client, taker):
    make.grievance()
    make.sign_in(client, taker)

    assert "이관을 제안받음" not in tabs(client.get(LIST))


def test_what_is_to_be_ruled_on_is_the_coordinators_and_says_when_it_is_late(client, twice_declined):
    soon = make.manager()
    make.sign_in(client, soon)
    by = timezone.localtime(twice_declined.rule_by)

    [row] = client.get(f"{LIST}?queue=to-rule").context["work"].shown_rows
    Grievance.objects.filter(pk=twice_declined.pk).update(rule_by=timezone.now() - timedelta(hours=1))
    [late] = client.get(f"{LIST}?queue=to-rule").context["work"].shown_rows
    make.sign_in(client, twice_declined.officer)
    officers = client.get(f"{LIST}?queue=to-rule")

    assert [flag for flag in row.flags if f"{by:%H:%M}까지" in flag and flag.startswith("담당부서 지정")]
    assert "담당부서 지정 늦음" in late.flags
    assert officers.context["work"].shown_rows == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions_however_many_are_offered(client, buses, taker, rows):
    for _ in range(rows):
        case = make.grievance()
        actions.offer_transfer(case, buses, WHY, by=case.officer)
    make.sign_in(client, taker)
    client.get(f"{LIST}?queue=offered")

    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{LIST}?queue=offered")

    assert len(page.context["work"].shown_rows) == rows
    assert len(asked) == 14, "\n".join(one["sql"][:150] for one in asked)


# --- The company's page ----------------------------------------------------------------------------------------------


@pytest.mark.today("2026-11-23 10:00+09:00")
def test_the_company_reads_who_has_it_since_when_and_who_had_it_before(client, buses, taker):
    def at(day: int) -> datetime:
        return datetime(2026, 9, day, 10, 0, tzinfo=SEOUL)

    with as_of(at(14)):
        case = make.grievance()
    with as_of(at(16)):
        case = actions.offer_transfer(case, buses, WHY, by=case.officer)
    make.sign_in(client, case.filer)
    while_offered = words_of(client.get(case.get_absolute_url()))
    with as_of(at(17)):
        case = actions.accept_transfer(case, by=taker)

    words = words_of(client.get(case.get_absolute_url()))

    assert "9월 14일(월)부터 도로과가 맡고 있습니다." in while_offered
    assert "대중교통과" not in while_offered
    assert "9월 17일(목)부터 대중교통과가 맡고 있습니다." in words
    assert "그 전에 맡은 곳 도로과 9월 14일(월)부터 9월 17일(목)까지" in words
    assert WHY not in words


def test_the_company_reads_nothing_of_offers_that_were_declined(client, twice_declined):
    make.sign_in(client, twice_declined.filer)

    words = words_of(client.get(twice_declined.get_absolute_url()))

    assert not [said for said in ("대중교통과", "하수과", "이관", WHY, NO, NO_EITHER) if said in words]


@pytest.mark.today("2026-11-23 10:00+09:00")
def test_an_answered_case_was_held_by_whoever_answered_it(client):
    with as_of(datetime(2026, 9, 14, 10, 0, tzinfo=SEOUL)):
        case = make.grievance(Status.RESOLVED)
    make.sign_in(client, case.filer)

    assert "도로과가 9월 14일(월)에 맡았습니다." in words_of(client.get(case.get_absolute_url()))

"""회의록 as a sheet: what stands on it, that a screen reader reads it, and who takes it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog
from accounts.roles import Role
from grievances.moment import as_of
from tests import made_visits as made
from tests import make
from tests.grievances.test_documents import Sheet
from tests.visits import hosts
from tests.visits.hosts import CASE, REFUSED, SOLVED, WHY_NOT
from visits import actions
from visits.tokens import host_token
from visits.workflow import Status

pytestmark = pytest.mark.django_db


def address(visit) -> str:
    return reverse("visits:minutes_pdf", args=[visit.visit_no])


def taken(visit, by) -> Sheet:
    return Sheet(make.sign_in(Client(), by).get(address(visit)).content)


def test_the_sheet_says_who_was_where_and_what_was_promised():
    team = made.member_of_team("정지원")
    visit = hosts.with_minutes(team=(team,))
    case = visit.promises.get(said=CASE).grievance

    sheet = taken(visit, visit.requested_by)

    assert sheet.lacks("방문 회의록", visit.visit_no, "이동시장실", visit.company.name, "정지원", made.MINUTES) == []
    assert sheet.lacks(SOLVED, "현장 해결", CASE, "애로 접수", case.receipt_no, REFUSED, "불수용", WHY_NOT) == []
    assert sheet.lacks(f"{visit.on.year}년", "10:00–11:30", "아직 기업이 확인하지 않은 회의록입니다.") == []


def test_a_confirmed_sheet_says_by_whom_and_an_objection_how_it_was_settled():
    visit = hosts.with_minutes()
    person = visit.requested_by
    with as_of(visit.minutes_sent_at + timedelta(hours=1)):
        actions.object_(visit, by=person, lines={2: "가로등은 세 개입니다."})
        visit = actions.send_minutes(visit, by=make.manager(), settlement="세 개로 고쳤습니다.")
        visit = actions.confirm(visit, by=person, version=2)

    sheet = taken(visit, person)

    assert sheet.lacks(f"{person.name} 님이", "이 회의록을 확인하셨습니다.", "2판") == []
    assert "가로등은세개입니다.—세개로고쳤습니다." in sheet.words.replace(" ", "")


def test_a_screen_reader_reads_it():
    sheet = taken(visit := hosts.with_minutes(), visit.requested_by)

    assert sheet.root["/MarkInfo"]["/Marked"]
    assert sheet.root["/Lang"] == "ko"
    assert [len(sheet.tagged(name)) for name in ("H1", "Table")] == [1, 2]


def test_officials_and_the_link_take_the_same_sheet_and_officials_leave_a_line(client):
    visit = hosts.with_minutes()
    by_link = client.get(reverse("visits:host_minutes", args=[host_token(visit.pk, visit.requested_by.pk)]))

    by_official = make.sign_in(client, make.official(Role.MANAGER)).get(address(visit))

    assert (by_link.status_code, by_official.status_code) == (200, 200)
    assert by_link.headers["Content-Type"] == "application/pdf"
    assert by_link.headers["Content-Disposition"].startswith("attachment;")
    assert list(AccessLog.objects.values_list("what", "subject_id")) == [("DOWNLOAD", visit.visit_no)]


def test_nobody_else_takes_it_and_before_it_is_sent_nobody_does(client):
    sent, unsent = hosts.with_minutes(), made.visit(Status.HELD, to=made.factory("가람사출"), on=None, of=_other())
    stranger = make.owner(made.factory("다온도금"))

    by_stranger = make.sign_in(client, stranger).get(address(sent))
    before = make.sign_in(client, unsent.requested_by).get(address(unsent))
    by_link = client.get(reverse("visits:host_minutes", args=["1"]))

    assert (by_stranger.status_code, before.status_code, by_link.status_code) == (404, 404, 404)


def _other():
    return made.programme("현장방문")

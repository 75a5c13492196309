"""쉬는 날, 근무시간, 처리기간 in the admin: nothing is applied before it was looked at."""

import re
from datetime import date, datetime, time

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from grievances import actions
from grievances.actions import rules
from grievances.clock import SEOUL
from grievances.models import Holiday, LegalPeriod, Recount, WorkingHours
from grievances.moment import as_of
from grievances.workflow import ExtensionReason
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.today("2026-11-23 10:00+09:00")]

MONDAY = datetime(2026, 11, 23, 10, tzinfo=SEOUL)
HOLIDAYS, HOURS, PERIODS = (f"/admin/grievances/{name}/" for name in ("holiday", "workinghours", "legalperiod"))
DAY = {"day": "2026-11-26", "name": "임시공휴일", "kind": "TEMPORARY", "is_off": "on", "note": "국무회의 의결"}


@pytest.fixture
def desk() -> Client:
    return make.sign_in(Client(), make.manager())


@pytest.fixture
def case():
    with as_of(MONDAY):
        return make.grievance()


def text_of(answer) -> str:
    return " ".join(
        re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u2060", "").replace("\xa0", " ").split()
    )


def applied(desk: Client, address: str, form: dict[str, str]):
    """Looked at, then confirmed."""
    shown = desk.post(address, form)
    digest = re.search(r'name="apply" value="(\w+)"', shown.content.decode())[1]
    return desk.post(address, form | {"apply": digest}, follow=True)


def test_a_day_off_is_looked_at_before_it_is_applied(desk, case):
    answer = desk.post(f"{HOLIDAYS}add/", DAY)

    said = text_of(answer)
    assert "사건 1건의 처리기한이 바뀝니다" in said
    assert "12월 1일(화) 12월 2일(수) 1건" in said
    assert (Holiday.objects.count(), Recount.objects.count()) == (0, 0)
    assert 'value="국무회의 의결"' in answer.content.decode()


def test_what_was_looked_at_is_applied(desk, case):
    answer = applied(desk, f"{HOLIDAYS}add/", DAY)

    run = Recount.objects.get()
    assert Holiday.objects.get().day == date(2026, 11, 26)
    assert (run.reason, run.state) == ("11월\xa026일\u2060(목)\u2060은 쉬는 날입니다(임시공휴일).", "WAITING")
    assert f'href="/admin/grievances/recount/{run.pk}/change/"' in answer.content.decode()
    assert LogEntry.objects.get().get_change_message() == "추가되었습니다."


def test_what_was_changed_after_the_preview_is_looked_at_again(desk, case):
    shown = desk.post(f"{HOLIDAYS}add/", DAY).content.decode()
    digest = re.search(r'name="apply" value="(\w+)"', shown)[1]

    answer = desk.post(f"{HOLIDAYS}add/", DAY | {"day": "2026-11-27", "apply": digest})

    assert "아직 적용하지 않았습니다" in text_of(answer)
    assert Holiday.objects.count() == 0


def test_a_change_that_moves_nothing_says_so_and_starts_no_job(desk, case):
    said = text_of(desk.post(f"{HOLIDAYS}add/", DAY | {"day": "2026-11-28"}))
    applied(desk, f"{HOLIDAYS}add/", DAY | {"day": "2026-11-28"})

    assert "바뀌는 처리기한이 없습니다" in said
    assert (Holiday.objects.count(), Recount.objects.count()) == (1, 0)


def test_a_holiday_on_a_day_that_is_there_is_refused_in_words(desk):
    Holiday.objects.create(day=date(2026, 11, 26), name="임시공휴일")

    assert "이날은 이미 표에 있습니다" in text_of(desk.post(f"{HOLIDAYS}add/", DAY))


def test_a_holiday_from_the_calendar_is_switched_off_and_not_deleted(desk, case):
    row = Holiday.objects.create(day=date(2026, 11, 26), name="공휴일", kind="PUBLIC", is_filled=True)

    page = desk.get(f"{HOLIDAYS}{row.pk}/change/").content.decode()
    answer = desk.post(f"{HOLIDAYS}{row.pk}/delete/", {"post": "yes"})
    applied(desk, f"{HOLIDAYS}{row.pk}/change/", {"kind": "PUBLIC", "name": "공휴일"})

    row.refresh_from_db()
    assert f"{HOLIDAYS}{row.pk}/delete/" not in page
    assert (answer.status_code, row.is_off, row.day) == (403, False, date(2026, 11, 26))


def test_deleting_shows_what_it_moves_and_asks(desk):
    row = Holiday.objects.create(day=date(2026, 11, 24), name="임시공휴일")
    with as_of(MONDAY):
        make.grievance()

    said = text_of(desk.get(f"{HOLIDAYS}{row.pk}/delete/"))
    desk.post(f"{HOLIDAYS}{row.pk}/delete/", {"post": "yes"})

    assert "사건 1건의 처리기한이 바뀝니다" in said
    assert "쉬는 날이 아닙니다" in said
    assert (Holiday.objects.count(), Recount.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("times", "fault"),
    [
        (("09:00", "12:00", "13:00", "17:00"), "7시간입니다. 하루는 8시간이어야 합니다(법 제19조①)."),
        (("09:00", "12:00", "12:30", "18:00"), "8시간 30분입니다."),
        (("09:00", "08:00", "13:00", "18:00"), "점심은 업무를 시작한 뒤에 시작해야 합니다."),
        (("09:00", "13:00", "12:00", "17:00"), "점심이 시작하기 전에 끝납니다."),
        (("09:00", "12:00", "13:00", "12:30"), "업무는 점심이 끝난 뒤에 끝나야 합니다."),
    ],
)
def test_working_hours_are_eight_and_in_order(desk, times, fault):
    names = ("opens", "lunch_from", "lunch_until", "closes")

    answer = desk.post(f"{HOURS}add/", {"valid_from": "2027-01-01", **dict(zip(names, times, strict=True))})

    assert fault in text_of(answer)
    assert "working_hours_are_in_order" not in text_of(answer)


def test_working_hours_of_eight_are_kept(desk):
    form = {"opens": "08:30", "lunch_from": "12:00", "lunch_until": "12:30", "closes": "17:00"}

    applied(desk, f"{HOURS}add/", form | {"valid_from": "2027-01-01"})

    assert WorkingHours.objects.get(valid_from=date(2027, 1, 1)).closes == time(17)


PERIOD = {"kind": "STATUTORY", "matter": "공장설립등의 승인", "amount": "20", "unit": "DAYS", "article": "산업집적법"}


def test_few_days_are_kept_in_hours_and_it_is_said(desk):
    form = PERIOD | {"amount": "3", "valid_from": "2026-01-01"}

    said = text_of(desk.post(f"{PERIODS}add/", form))
    applied(desk, f"{PERIODS}add/", form)

    row = LegalPeriod.objects.get(kind="STATUTORY")
    assert "3일은 24근무시간으로 셉니다(법 제19조①)." in said
    assert (row.amount, row.unit) == (24, "HOURS")


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"matter": ""}, "법정 민원은 이름을 적으십시오."),
        ({"kind": "PROPOSAL"}, "이름은 법정 민원에만 적습니다."),
        ({"amount": "0"}, "처리기간은 1 이상이어야 합니다."),
    ],
)
def test_a_period_is_checked_in_words(desk, form, fault):
    answer = desk.post(f"{PERIODS}add/", PERIOD | {"valid_from": "2026-01-01"} | form)

    assert fault in text_of(answer)
    assert "legal_period_" not in text_of(answer)


def test_a_longer_period_moves_what_was_received_from_its_day_on(desk, case):
    form = {"kind": "GRIEVANCE", "amount": "10", "unit": "DAYS", "article": "조례 제3조", "valid_from": "2026-11-23"}

    said = text_of(desk.post(f"{PERIODS}add/", form))

    assert "12월 1일(화) 12월 4일(금) 1건" in said


def test_a_unit_that_extensions_are_not_counted_in_is_refused(desk, case):
    with as_of(MONDAY):
        actions.extend(case, ExtensionReason.FACTS, "현장을 더 보아야 합니다.", 3, by=case.officer)
    form = {"kind": "GRIEVANCE", "amount": "2", "unit": "MONTHS", "article": "조례", "valid_from": "2026-11-23"}

    shown = desk.post(f"{PERIODS}add/", form)

    assert "연장한 사건 1건의 처리기간 단위가 바뀌게 됩니다" in text_of(shown)
    assert 'name="apply"' not in shown.content.decode()


def test_the_only_period_of_a_kind_stays(desk):
    row = LegalPeriod.objects.get(kind="GRIEVANCE")

    answer = desk.post(f"{PERIODS}{row.pk}/delete/", {"post": "yes"}, follow=True)

    assert "하나뿐인 처리기간입니다" in text_of(answer)
    assert LegalPeriod.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("address", [HOLIDAYS, HOURS, PERIODS])
def test_an_examiner_reads_the_rules_and_changes_nothing(address):
    examiner = make.sign_in(Client(), make.official(Role.EXAMINER))

    assert examiner.get(address).status_code == 200
    assert examiner.get(f"{address}add/").status_code == 403


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.EXAMINER])
def test_only_a_manager_changes_the_rules(role):
    with pytest.raises(PermissionDenied):
        rules.keep_rule(Holiday(day=date(2026, 11, 26), name="임시공휴일"), by=make.official(role))


def test_the_page_of_a_run_says_how_far_it_is(desk, case):
    applied(desk, f"{HOLIDAYS}add/", DAY)
    run = Recount.objects.get()
    address = f"/admin/grievances/recount/{run.pk}/change/"

    waiting = desk.get(address)
    actions.take_up_recount(run.pk)
    done = desk.get(address, headers={"HX-Request": "true"})

    assert f'data-renew="{address}"' in waiting.content.decode()
    assert "차례를 기다리고 있습니다" in text_of(waiting)
    assert "data-renew" not in done.content.decode()
    assert "진행 중인 사건을 모두 다시 셌습니다" in text_of(done)


def test_the_lists_ask_the_same_number_of_questions_for_one_row_and_for_three(desk):
    lists = (HOLIDAYS, "/admin/grievances/recount/")
    asked = []
    desk.get(HOLIDAYS)  # What a process asks once is asked now.
    for number in (1, 2, 3):
        Holiday.objects.create(day=date(2026, 12, number), name="지역 휴무일")
        actions.recount_all("쉬는 날", by=make.manager())
        for address in lists:
            with CaptureQueriesContext(connection) as seen:
                assert desk.get(address).status_code == 200
            asked.append(len(seen))

    assert asked[-2:] == asked[:2]

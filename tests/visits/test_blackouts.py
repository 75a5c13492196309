"""금지기간 and the visits a holiday hits, on the pages of the workplace: shown before anything is saved."""

import re
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from grievances.clock import SEOUL
from grievances.models import Holiday
from grievances.moment import as_of
from tests import made_visits as made
from tests import make
from visits import actions
from visits.models import Blackout, Slot, Visit
from visits.workflow import Status

pytestmark = [pytest.mark.django_db, pytest.mark.today("2026-11-23 10:00+09:00")]

MONDAY = datetime(2026, 11, 23, 10, tzinfo=SEOUL)
THURSDAY = date(2026, 12, 3)
BLACKOUTS, HOLIDAYS = "/admin/visits/blackout/", "/admin/grievances/holiday/"
DAYS = {"first_on": "2026-12-01", "last_on": "2026-12-10", "why": "행정사무감사", "article": "", "programme": ""}
DAY_OFF = {"day": "2026-12-03", "name": "임시공휴일", "kind": "TEMPORARY", "is_off": "on", "note": "국무회의 의결"}


@pytest.fixture(autouse=True)
def _monday():
    with as_of(MONDAY):
        yield


@pytest.fixture
def desk() -> Client:
    return make.sign_in(Client(), make.manager())


def text_of(answer) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u2060", "").replace("\xa0", " ")
    return " ".join(plain.split())


def scheduled(name: str = "다온도금", programme=None) -> Visit:
    programme = programme or made.programme(f"{name} 프로그램")
    return made.visit(Status.SCHEDULED, of=programme, to=made.factory(name), on=made.slot(programme, THURSDAY))


# --- 금지기간 --------------------------------------------------------------------------------------------------------


def test_what_a_blackout_takes_away_and_whom_it_hits_is_shown_before_it_is_saved(desk):
    visit = scheduled()
    made.slot(visit.programme, THURSDAY, order=2)

    said = text_of(desk.post(f"{BLACKOUTS}add/", DAYS))

    assert "12월 1일(화) – 12월 10일(목). 아직 저장하지 않았습니다." in said
    assert "지워지는 빈 자리 1개" in said
    assert f"{visit.visit_no} 다온도금 12월 3일(목) 10:00–11:30 확정" in said
    assert (Blackout.objects.count(), Slot.objects.count()) == (0, 2)


def test_what_was_looked_at_is_saved_and_its_page_names_the_visits(desk):
    visit = scheduled()
    made.slot(visit.programme, THURSDAY, order=2)

    answer = desk.post(f"{BLACKOUTS}add/", DAYS | {"sure": "1"}, follow=True)

    kept = Blackout.objects.get()
    assert (kept.first_on, kept.last_on, kept.reason) == (date(2026, 12, 1), date(2026, 12, 10), "행정사무감사")
    assert answer.redirect_chain == [(f"{BLACKOUTS}{kept.pk}/change/", 302)]
    assert "금지기간을 저장했습니다. 빈 자리 1개를 지웠습니다." in text_of(answer)
    assert f'href="/admin/visits/visit/{visit.pk}/change/"' in answer.content.decode()
    assert (list(Slot.objects.all()), Visit.objects.get().status) == ([visit.slot], Status.SCHEDULED)


def test_the_days_of_an_election_are_counted_and_shown_with_article_and_exceptions(desk):
    said = text_of(desk.post(f"{BLACKOUTS}add/", {"election_on": "2027-03-31", "confirmed_on": "", "programme": ""}))

    assert "2027년 1월 30일(토) – 2027년 3월 31일(수). 아직 저장하지 않았습니다." in said
    assert "근거 공직선거법 제86조제2항제4호" in said
    assert "마목 집단민원이나 긴급한 민원이 생겼을 때 이를 해결하는 일" in said


def test_a_by_election_is_put_right_with_the_day_it_was_confirmed(desk):
    kept = actions.keep_election(date(2027, 3, 31), by=make.manager()).blackout
    form = {"election_on": "2027-03-31", "confirmed_on": "2027-02-15", "programme": "", "sure": "1"}

    answer = desk.post(f"{BLACKOUTS}{kept.pk}/change/", form, follow=True)

    kept.refresh_from_db()
    assert (kept.first_on, kept.last_on) == (date(2027, 2, 15), date(2027, 3, 31))
    assert 'value="2027-02-15"' in answer.content.decode()


def test_days_that_are_the_wrong_way_round_are_refused_and_nothing_typed_is_lost(desk):
    answer = desk.post(f"{BLACKOUTS}add/", DAYS | {"last_on": "2026-11-30", "sure": "1"})

    assert answer.status_code == 422
    assert "첫날보다 앞설 수 없습니다." in text_of(answer)
    assert 'value="행정사무감사"' in answer.content.decode()
    assert not Blackout.objects.exists()


def test_a_blackout_is_dropped_and_its_page_says_how_slots_come_back(desk):
    kept = actions.keep_blackout(Blackout(first_on=THURSDAY, last_on=THURSDAY, why="감사"), by=make.manager()).blackout

    answer = desk.post(f"{BLACKOUTS}{kept.pk}/drop/", follow=True)

    assert "시간대 만들기" in text_of(answer)
    assert not Blackout.objects.exists()


def test_the_examiner_looks_and_changes_nothing():
    kept = actions.keep_blackout(Blackout(first_on=THURSDAY, last_on=THURSDAY, why="감사"), by=make.manager()).blackout
    desk = make.sign_in(Client(), make.official(Role.EXAMINER))

    assert "감사" in text_of(desk.get(f"{BLACKOUTS}{kept.pk}/change/"))
    assert desk.post(f"{BLACKOUTS}{kept.pk}/change/", DAYS | {"sure": "1"}).status_code == 403
    assert desk.post(f"{BLACKOUTS}{kept.pk}/drop/").status_code == 403
    assert desk.get(f"{BLACKOUTS}add/").status_code == 403
    assert Blackout.objects.get().why == "감사"


@pytest.mark.parametrize("address", [BLACKOUTS, f"{BLACKOUTS}add/"])
def test_an_officer_has_no_business_there(address):
    desk = make.sign_in(Client(), make.official(Role.OFFICER))

    assert desk.get(address).status_code == 403


def test_the_page_asks_the_same_number_of_questions_for_one_visit_and_for_three(desk):
    kept = actions.keep_blackout(Blackout(first_on=THURSDAY, last_on=THURSDAY, why="감사"), by=make.manager()).blackout
    desk.get(BLACKOUTS)  # what a session asks once
    counts = []
    for names in (["다온도금"], ["가람사출", "한빛정밀"]):
        kept.delete()
        for name in names:
            scheduled(name)
        kept.save(force_insert=True)
        with CaptureQueriesContext(connection) as asked:
            said = text_of(desk.get(f"{BLACKOUTS}{kept.pk}/change/"))
        counts.append(("3건 있습니다" in said, len(asked)))

    assert [three for three, _asked in counts] == [False, True]
    assert counts[0][1] == counts[1][1]


# --- 쉬는 날 ---------------------------------------------------------------------------------------------------------


def declared(desk: Client):
    shown = desk.post(f"{HOLIDAYS}add/", DAY_OFF)
    digest = re.search(r'name="apply" value="(\w+)"', shown.content.decode())[1]
    return desk.post(f"{HOLIDAYS}add/", DAY_OFF | {"apply": digest}, follow=True)


def test_the_preview_of_a_holiday_shows_the_visits_it_hits(desk):
    visit = scheduled()

    answer = desk.post(f"{HOLIDAYS}add/", DAY_OFF)

    assert "아직 적용하지 않았습니다" in text_of(answer)
    assert f"{visit.visit_no} 다온도금 12월 3일(목) 10:00–11:30 확정" in text_of(answer)
    assert f'href="/admin/visits/visit/{visit.pk}/change/"' in answer.content.decode()
    assert not Holiday.objects.exists()


def test_a_day_that_is_worked_on_hits_nobody(desk):
    scheduled()

    answer = desk.post(f"{HOLIDAYS}add/", {key: value for key, value in DAY_OFF.items() if key != "is_off"})

    assert "아직 적용하지 않았습니다" in text_of(answer)
    assert "다온도금" not in text_of(answer)


def test_after_a_holiday_was_declared_the_way_to_its_visits_is_shown_and_free_slots_are_gone(desk):
    visit = scheduled()
    made.slot(visit.programme, THURSDAY, order=2)

    answer = declared(desk)

    assert "이날의 빈 방문 시간대 1개를 지웠습니다." in text_of(answer)
    assert "이날 잡힌 방문이 1건 있습니다: 다온도금 . 일정을 바꿀 방문 모두 보기" in text_of(answer)
    assert 'href="/admin/visits/visit/?state=hit"' in answer.content.decode()
    assert list(Slot.objects.all()) == [visit.slot]
    page = desk.get(f"{HOLIDAYS}{Holiday.objects.get().pk}/change/")
    assert f"{visit.visit_no} 다온도금" in text_of(page)


def test_the_workplace_counts_the_visits_that_wait_for_another_day(desk):
    scheduled()
    Holiday.objects.create(day=THURSDAY, name="임시공휴일", kind=Holiday.Kind.TEMPORARY)

    front = desk.get("/admin/")
    listed = desk.get("/admin/visits/visit/?state=hit")

    assert 'href="/admin/visits/visit/?state=hit"' in front.content.decode()
    assert "쉬는 날이나 금지기간에 잡힌 방문" in text_of(front)
    assert "다온도금" in text_of(listed)

"""The calendar of visits: what it shows, who waits beside it, and placing somebody in a slot."""

import uuid
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from companies.models import IndustrialComplex
from grievances.clock import SEOUL
from grievances.moment import as_of
from tests import made_visits as made
from tests import make
from visits import actions, wishes
from visits.calendar_page import span_of
from visits.models import Blackout, Programme, Visit
from visits.workflow import Status

PAGE, PLACE = reverse("admin:visits_visit_calendar"), reverse("admin:visits_visit_place")
TODAY = date(2026, 3, 18)
NOON = datetime(2026, 3, 18, 12, tzinfo=SEOUL)


@pytest.fixture
def office(client):
    return make.sign_in(client, make.manager())


def month_of(visit_or_slot) -> str:
    return f"{PAGE}?month={visit_or_slot.on:%Y-%m}"


def spots(page) -> dict[int, object]:
    """Slot by slot."""
    weeks = page.context["page"].weeks
    return {spot.slot.pk: spot for week in weeks for day in week for spot in day.spots}


def choice(visit: Visit) -> str:
    return f"{visit.pk}:{visit.history.latest('pk').pk}"


# --- Which days, and what people wish ---


@pytest.mark.parametrize(
    ("month", "week", "first", "last", "before", "after"),
    [
        ("2026-03", "", date(2026, 3, 1), date(2026, 4, 4), "month=2026-02", "month=2026-04"),
        ("2026-12", "", date(2026, 11, 29), date(2027, 1, 2), "month=2026-11", "month=2027-01"),
        ("", "2026-W12", date(2026, 3, 15), date(2026, 3, 21), "week=2026-W11", "week=2026-W13"),
        ("", "2026-W53", date(2026, 12, 27), date(2027, 1, 2), "week=2026-W52", "week=2027-W01"),
        ("2026-13", "", date(2026, 3, 1), date(2026, 4, 4), "month=2026-02", "month=2026-04"),
        ("0000-01", "x", date(2026, 3, 1), date(2026, 4, 4), "month=2026-02", "month=2026-04"),
        ("", "2025-W53", date(2026, 3, 1), date(2026, 4, 4), "month=2026-02", "month=2026-04"),
    ],
)
def test_whole_weeks_are_shown_and_anything_else_is_this_month(month, week, first, last, before, after):
    span = span_of(month, week, today=TODAY)

    assert (span.first, span.last, span.before, span.after) == (first, last, before, after)
    assert [len(days) for days in span.weeks] == [7] * ((last - first).days // 7 + 1)


@pytest.mark.parametrize(
    ("said", "fitting"),
    [
        ("3.26. 오후", {(26, 14)}),
        ("3월 26일 오전 또는 4.2.", {(26, 10)}),
        ("아무 목요일", {(19, 10), (26, 10), (26, 14)}),
        ("목요일 오후", {(26, 14)}),
        ("오전이면 아무 때나", {(19, 10), (26, 10)}),
        ("3월 셋째 주", set()),
        ("13.40.", set()),
        ("", set()),
    ],
)
def test_a_wish_is_read_as_far_as_it_can_be(said, fitting):
    times = [(19, 10), (26, 10), (26, 14)]

    read = wishes.read(said, since=TODAY)

    assert {
        (day, hour) for day, hour in times if wishes.fits(read, datetime(2026, 3, day, hour, tzinfo=SEOUL))
    } == fitting


def test_a_day_that_is_past_is_one_of_next_year():
    assert wishes.days_of(wishes.read("2.5.", since=TODAY)) == [date(2027, 2, 5)]


# --- What is shown ---


@pytest.mark.django_db
def test_each_slot_says_how_it_stands_and_who_would_like_it(office):
    programme, later = made.programme(), made.next_thursday() + timedelta(days=7)
    offered, fixed = made.slot(programme), made.slot(programme, order=2)
    free = made.slot(programme, later)
    made.visit(Status.OFFERED, of=programme, to=made.factory("다온도금"), on=offered)
    made.visit(Status.SCHEDULED, of=programme, to=made.factory("두레화학"), on=fixed)
    asked = made.visit(of=programme, to=made.factory("가람사출"))
    actions.amend(asked, by=asked.requested_by, wishes=f"{later.month}.{later.day}.")

    found = {**spots(office.get(month_of(offered))), **spots(office.get(month_of(free)))}

    looks = {pk: (spot.look, spot.label, spot.visit and spot.visit.host) for pk, spot in found.items()}
    assert looks == {
        offered.pk: ("offered", "제안", "다온도금"),
        fixed.pk: ("scheduled", "확정", "두레화학"),
        free.pk: ("free", "빈 자리", None),
    }
    assert [one.visit for one in found[free.pk].wished_by] == [asked]


@pytest.mark.django_db
def test_a_blackout_says_why_and_marks_the_visits_that_stand_in_it(office):
    programme = made.programme()
    slot, free = made.slot(programme), made.slot(programme, order=2)
    made.visit(Status.SCHEDULED, of=programme, on=slot)
    Blackout.objects.create(first_on=slot.on, last_on=slot.on, why="선거", article="공직선거법 제86조")

    page = office.get(month_of(slot))

    assert spots(page)[slot.pk].clash == "선거(공직선거법 제86조)에 잡혀 있습니다."
    assert (spots(page)[free.pk].look, spots(page)[free.pk].can_take) == ("shut", False)
    assert page.content.decode().count("선거(공직선거법 제86조)") == 2


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_what_happened_says_what_is_left_to_do(client):
    programme = made.programme()
    with as_of(NOON - timedelta(days=30)):
        old = made.slot(programme, date(2026, 3, 12))
        visit = made.visit(Status.HELD, of=programme, on=old)
    made.line(visit)

    spot = spots(make.sign_in(client, make.manager()).get(PAGE))[old.pk]

    assert (spot.look, spot.words, spot.badge.words, spot.badge.tone) == (
        "past",
        "약속 1, 남음 1",
        "회의록 안 보냄 6일",
        "late",
    )


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_whoever_waits_longest_comes_first_with_what_makes_it_fair(client):
    programme, complex_ = made.programme(), IndustrialComplex.objects.create(name="시험단지")
    known, new = made.factory("다온도금"), made.factory("가람사출")
    for company in (known, new):
        company.industrial_complex = complex_
        company.save(update_fields=["industrial_complex"])
    with as_of(NOON - timedelta(days=60)):
        made.visit(Status.CLOSED, of=programme, to=known, on=made.slot(programme, date(2026, 2, 26)))
    with as_of(NOON - timedelta(days=12)):
        first = made.visit(of=programme, to=new)
    second = made.visit(of=programme, to=known)

    page = make.sign_in(client, make.manager()).get(PAGE).context["page"]

    rows = [(one.visit, one.waits, one.nth, one.place, one.why_not) for one in page.requests]
    assert rows == [
        (first, "12일째", "처음 방문", "시험단지 · 지난 1년 1곳", ""),
        (second, "오늘", "2번째 방문, 마지막 2026. 2. 26.", "시험단지 · 지난 1년 1곳", ""),
    ]
    assert ("시험단지", 1) in page.complexes
    assert page.complexes[0][1] == 0


@pytest.mark.django_db
def test_two_who_wish_the_same_slot_are_told_of(office):
    programme = made.programme()
    slot = made.slot(programme)
    for name in ("가람사출", "다온도금"):
        asked = made.visit(of=programme, to=made.factory(name))
        actions.amend(asked, by=asked.requested_by, wishes=f"{slot.on.month}월 {slot.on.day}일")

    requests = office.get(month_of(slot)).context["page"].requests

    assert [list(one.warnings) for one in requests] == [[], ["같은 자리를 가람사출도 바랍니다."]]


@pytest.mark.django_db
def test_a_company_that_is_not_meant_is_said_to_be_none(office):
    visit = made.visit()
    visit.company.factories.all().delete()

    (one,) = office.get(PAGE).context["page"].requests

    assert one.why_not.startswith("시에 공장등록을 한 기업이 신청할 수 있습니다.")


@pytest.mark.django_db
def test_the_calendar_asks_as_much_for_three_visits_as_for_one(office):
    programme, later = made.programme(), made.next_thursday() + timedelta(days=7)
    here = month_of(made.slot(programme, order=2))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            office.get(here)
        return len(queries)

    made.visit(Status.SCHEDULED, of=programme, to=made.factory("가람사출"), on=made.slot(programme))
    made.visit(of=programme, to=made.factory("두레화학"))
    office.get(here)
    one = asked()
    made.visit(Status.SCHEDULED, of=programme, to=made.factory("다온도금"), on=Programme.objects.get().slots.last())
    made.visit(Status.HELD, of=programme, to=made.factory("미르정공"), on=made.slot(programme, later))
    for name in ("바른포장", "솔빛금형"):
        made.visit(of=programme, to=made.factory(name))

    assert asked() == one


@pytest.mark.django_db
def test_an_examiner_looks_and_places_nobody(client):
    programme = made.programme()
    slot, visit = made.slot(programme), made.visit(of=programme)
    examiner = make.sign_in(client, make.official(Role.EXAMINER))

    page = examiner.get(month_of(slot)).content.decode()
    sent = examiner.post(PLACE, {"visit": choice(visit), "slot": slot.pk, "act": "offer"})

    assert visit.company.name in page
    assert 'name="slot"' not in page
    assert sent.status_code == 403


@pytest.mark.django_db
def test_without_a_programme_it_says_what_to_do(office):
    assert "순회 프로그램이 아직 없습니다." in office.get(PAGE).content.decode()


# --- Placing ---


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "status"), [("offer", Status.OFFERED), ("schedule", Status.SCHEDULED)])
def test_who_waits_is_placed_in_a_free_slot(office, act, status):
    programme = made.programme()
    slot, visit = made.slot(programme), made.visit(of=programme)

    said = {"visit": choice(visit), "slot": slot.pk, "act": act, "note": "공장 앞에서 뵙겠습니다."}
    response = office.post(PLACE, said)

    visit.refresh_from_db()
    assert response.headers["Location"] == f"{PAGE}?programme={programme.pk}&month={slot.on:%Y-%m}"
    assert (visit.status, visit.slot, visit.history.latest("pk").note) == (status, slot, "공장 앞에서 뵙겠습니다.")


@pytest.mark.django_db
def test_a_scheduled_visit_is_moved_and_needs_a_reason(office):
    programme = made.programme()
    visit, slot = made.visit(Status.SCHEDULED, of=programme), made.slot(programme, order=2)
    said = {"visit": choice(visit), "slot": slot.pk, "act": "move"}

    refused = office.post(PLACE, said)
    office.post(PLACE, said | {"note": "시장 일정이 바뀌었습니다."})

    visit.refresh_from_db()
    assert refused.status_code == 409
    assert "일정을 바꾸는 까닭을 적어 주십시오." in refused.content.decode()
    assert (visit.status, visit.slot) == (Status.SCHEDULED, slot)


@pytest.mark.django_db
def test_a_slot_that_was_taken_meanwhile_is_refused_and_nothing_is_lost(office):
    programme = made.programme()
    slot, visit = made.slot(programme), made.visit(of=programme, to=made.factory("가람사출"))
    made.visit(Status.OFFERED, of=programme, to=made.factory("다온도금"), on=slot)

    said = {
        "visit": choice(visit),
        "slot": slot.pk,
        "act": "offer",
        "note": "공장 앞에서",
        "month": f"{slot.on:%Y-%m}",
    }
    page = office.post(PLACE, said)

    assert page.status_code == 409
    text = page.content.decode()
    for words in ("그 자리는 다온도금에 이미 주었습니다.", "공장 앞에서</textarea>", f'value="{choice(visit)}"'):
        assert words in text
    assert page.context["chosen"] == visit.pk
    assert Visit.objects.get(pk=visit.pk).status == Status.REQUESTED


@pytest.mark.django_db
def test_what_happened_to_the_visit_meanwhile_is_shown_first(office):
    programme = made.programme()
    slot, visit = made.slot(programme), made.visit(of=programme)
    old = choice(visit)
    actions.amend(visit, by=visit.requested_by, wishes="12월에만 됩니다")

    page = office.post(PLACE, {"visit": old, "slot": slot.pk, "act": "offer"})

    assert page.status_code == 409
    assert "화면을 여신 뒤에 이 방문에 다른 일이 있었습니다." in page.content.decode()
    assert (page.context["chosen"], page.context["slot"]) == (visit.pk, slot.pk)
    assert choice(visit) in page.content.decode()


@pytest.mark.django_db
def test_a_roster_that_is_elsewhere_is_shown_before_and_refused_after(office):
    programme, other = made.programme(), made.programme("현장방문")
    team = made.member_of_team("정지원")
    made.visit(Status.OFFERED, of=other, to=made.factory("다온도금"), on=made.slot(other), team=(team,))
    visit = made.visit(of=programme, to=made.factory("가람사출"))
    actions.set_roster(visit, [actions.Going("TEAM", team)], by=make.manager())
    slot = made.slot(programme)

    shown = spots(office.get(f"{month_of(slot)}&programme={programme.pk}&visit={visit.pk}"))[slot.pk]
    page = office.post(PLACE, {"visit": choice(visit), "slot": slot.pk, "act": "offer"})

    assert shown.busy == "정지원: 같은 시간에 다온도금 방문(10:00–11:30)"
    assert page.status_code == 409
    assert "한 사람이 같은 시간에 두 곳에 갈 수 없습니다." in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"act": "offer"}, ["누구를 찾아갈지 골라 주십시오.", "어느 자리에 찾아갈지 골라 주십시오."]),
        (
            {"act": "offer", "visit": "x:1", "slot": "0"},
            ["누구를 찾아갈지 골라 주십시오.", "그사이 없어진 자리입니다."],
        ),
    ],
)
def test_what_is_not_chosen_is_asked_for(office, said, words):
    made.programme()

    page = office.post(PLACE, said)

    assert page.status_code == 422
    for sentence in words:
        assert sentence in page.content.decode()


@pytest.mark.django_db
def test_a_request_that_was_just_entered_begins_at_the_next_free_slot(office):
    programme = made.programme()
    slot = made.slot(programme, made.next_thursday() + timedelta(days=70))
    visit = make_asked(programme)

    page = office.get(f"{PAGE}?visit={visit.pk}")

    assert page.context["span"].key == f"month={slot.on:%Y-%m}"
    assert f'data-pk="{visit.pk}" data-host="{visit.host}" data-status="REQUESTED" checked' in page.content.decode()


def make_asked(programme: Programme) -> Visit:
    """On behalf of a company, after a telephone call."""
    company = made.factory("솔빛금형")
    return actions.request(programme, company, by=make.manager(), key=uuid.uuid4(), topics="진입로")

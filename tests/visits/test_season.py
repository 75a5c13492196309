"""시즌: slots are made ahead, never on a day off or in a blackout; what is hit is told and never changed."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from grievances import rulebook
from grievances.clock import SEOUL
from grievances.models import Holiday
from grievances.moment import as_of
from grievances.workflow import MoveRefused
from tests import made_visits as made
from tests import make
from visits import actions, season
from visits.models import Blackout, Slot, SlotTime, Visit
from visits.slots import Shut
from visits.workflow import Status

pytestmark = [pytest.mark.django_db, pytest.mark.today("2026-11-23 10:00+09:00")]

MONDAY = datetime(2026, 11, 23, 10, tzinfo=SEOUL)
FIRST, LAST = date(2026, 11, 26), date(2026, 12, 17)
THURSDAYS = [date(2026, 11, 26), date(2026, 12, 3), date(2026, 12, 10), date(2026, 12, 17)]


@pytest.fixture(autouse=True)
def _monday():
    with as_of(MONDAY):
        yield


def holiday(day: date, name: str = "임시공휴일", *, is_off: bool = True) -> Holiday:
    return Holiday.objects.create(day=day, name=name, kind=Holiday.Kind.TEMPORARY, is_off=is_off)


def blackout(first: date, last: date, why: str = "행사", **fields) -> Blackout:
    return actions.keep_blackout(Blackout(first_on=first, last_on=last, why=why, **fields), by=make.manager()).blackout


def placed_on(day: date, name: str = "다온도금", at: Status = Status.SCHEDULED, programme=None) -> Visit:
    programme = programme or made.programme(f"{name} 프로그램")
    return made.visit(at, of=programme, to=made.factory(name), on=made.slot(programme, day))


# --- 시간대 만들기 -------------------------------------------------------------------------------------------


def test_slots_are_made_every_thursday_but_on_days_off_and_in_blackouts():
    programme, manager = made.programme(), make.manager()
    holiday(THURSDAYS[1])
    blackout(THURSDAYS[2], THURSDAYS[2], "시의회", article="조례 제3조")

    plan = actions.make_slots(programme, FIRST, LAST, by=manager)

    assert [(slot.on, slot.order) for slot in Slot.objects.all()] == [
        (THURSDAYS[0], 1),
        (THURSDAYS[0], 2),
        (THURSDAYS[3], 1),
        (THURSDAYS[3], 2),
    ]
    assert plan.shut == [Shut(THURSDAYS[1], "쉬는 날(임시공휴일)"), Shut(THURSDAYS[2], "시의회(조례 제3조)")]
    first = Slot.objects.first()
    assert first.during.lower == datetime.combine(THURSDAYS[0], time(10), SEOUL)


def test_made_again_nothing_is_doubled():
    programme, manager = made.programme(), make.manager()
    actions.make_slots(programme, FIRST, LAST, by=manager)
    before = list(Slot.objects.values_list("pk", flat=True))

    again = actions.make_slots(programme, FIRST, LAST, by=manager)

    assert (again.new, again.kept) == ([], 8)
    assert list(Slot.objects.values_list("pk", flat=True)) == before


def test_a_new_time_that_meets_a_slot_that_exists_is_left_out_with_its_reason():
    programme, manager = made.programme(), make.manager()
    made.slot(programme, FIRST)
    SlotTime.objects.create(programme=programme, order=3, begins=time(11), ends=time(12))

    plan = actions.make_slots(programme, FIRST, FIRST, by=manager)

    assert [one.order for _day, one in plan.new] == [2]
    assert plan.shut == [Shut(FIRST, "3번째 자리가 10:00–11:30 자리와 겹침")]


def test_times_of_a_day_that_overlap_make_one_slot():
    programme = made.programme()
    SlotTime.objects.create(programme=programme, order=3, begins=time(15), ends=time(16))

    plan = actions.make_slots(programme, FIRST, FIRST, by=make.manager())

    assert [one.order for _day, one in plan.new] == [1, 2]
    assert plan.shut == [Shut(FIRST, "3번째 자리가 14:00–15:30 자리와 겹침")]


def test_a_slot_of_today_that_has_begun_is_not_made():
    programme = made.programme(weekday=0)

    plan = actions.make_slots(programme, MONDAY.date(), MONDAY.date(), by=make.manager())

    assert [one.order for _day, one in plan.new] == [2]
    assert plan.shut == [Shut(MONDAY.date(), "1번째 자리는 이미 지난 시간")]


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (date(2026, 11, 19), LAST, "지난 날에는"),
        (LAST, FIRST, "첫날보다 앞섭니다"),
        (FIRST, FIRST + timedelta(days=367), "1년까지"),
        (FIRST, date(2027, 1, 7), "12월\xa031일"),
    ],
)
def test_days_for_which_no_slots_can_be_made_are_refused(first, last, refusal):
    programme = made.programme(last_on=date(2026, 12, 31))

    with pytest.raises(MoveRefused, match=refusal):
        actions.make_slots(programme, first, last, by=make.manager())

    assert not Slot.objects.exists()


def test_free_slots_on_days_that_were_shut_elsewhere_go_and_taken_ones_stay():
    programme = made.programme()
    visit = placed_on(FIRST, programme=programme)
    made.slot(programme, FIRST, order=2)
    made.slot(programme, LAST)
    holiday(FIRST)

    gone = [actions.look_after_slots(), actions.look_after_slots()]

    assert gone == [1, 0]
    assert list(Slot.objects.values_list("on", "order")) == [(FIRST, visit.slot.order), (LAST, 1)]


def test_a_programme_without_times_gets_no_slots():
    programme = made.programme()
    programme.times.all().delete()

    with pytest.raises(MoveRefused, match="하루의 자리가 없습니다"):
        actions.make_slots(programme, FIRST, LAST, by=make.manager())


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.TEAM, Role.EXAMINER])
def test_only_the_office_runs_a_season(role):
    programme, person = made.programme(), make.official(role)
    slot = made.slot(programme, FIRST)
    kept = blackout(LAST, LAST)

    for deed in (
        lambda: actions.make_slots(programme, FIRST, LAST, by=person),
        lambda: actions.drop_slot(slot, by=person),
        lambda: actions.drop_free_slots_on(FIRST, by=person),
        lambda: actions.keep_blackout(kept, by=person),
        lambda: actions.keep_election(LAST, by=person),
        lambda: actions.drop_blackout(kept, by=person),
        lambda: actions.keep_programme(programme, by=person),
        lambda: actions.keep_rows([], [], by=person),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_a_free_slot_is_removed_and_a_taken_one_stays():
    programme, manager = made.programme(), make.manager()
    free = made.slot(programme, FIRST, order=2)
    visit = placed_on(FIRST, programme=programme)

    actions.drop_slot(free, by=manager)
    with pytest.raises(MoveRefused, match="다온도금 방문이 잡힌 자리"):
        actions.drop_slot(visit.slot, by=manager)

    assert list(Slot.objects.all()) == [visit.slot]


# --- 금지기간 ----------------------------------------------------------------------------------------------


def test_a_blackout_removes_free_slots_and_leaves_visits_alone():
    programme = made.programme()
    visit = placed_on(FIRST, programme=programme)
    made.slot(programme, FIRST, order=2)
    outside = made.slot(programme, LAST)

    kept = actions.keep_blackout(Blackout(first_on=FIRST, last_on=THURSDAYS[1], why="감사"), by=make.manager())

    assert (kept.removed, [hit.visit for hit in kept.hits]) == (1, [visit])
    assert set(Slot.objects.all()) == {visit.slot, outside}
    assert Visit.objects.get().status == Status.SCHEDULED


def test_a_blackout_of_one_programme_leaves_the_others_alone():
    ours, other = made.programme(), made.programme("현장방문")
    made.slot(ours, FIRST)
    kept = made.slot(other, FIRST)

    blackout(FIRST, LAST, programme=ours)

    assert list(Slot.objects.all()) == [kept]
    assert season.why_not_on(kept) == ""


@pytest.mark.parametrize("verb", [actions.offer, actions.schedule])
def test_around_an_election_no_slot_is_taken_and_the_refusal_names_the_article_and_its_exceptions(verb):
    programme = made.programme()
    visit = made.visit(of=programme)
    actions.keep_election(date(2027, 1, 6), by=make.manager())
    slot = made.slot(programme, FIRST)

    with pytest.raises(MoveRefused) as refused:
        verb(visit, slot, by=make.manager())

    said = str(refused.value).replace("\xa0", " ").replace("\u2060", "")
    assert said.startswith(
        "11월 26일(목)은 방문하지 않는 기간입니다. 2027년 1월 6일 선거: 선거일 전 60일부터 선거일까지"
        "(공직선거법 제86조제2항제4호). 2027년 1월 6일(수) 뒤의 자리를 골라 주십시오. 법이 정한 예외는"
    )
    assert "마목 집단민원이나 긴급한 민원이 생겼을 때 이를 해결하는 일" in said


def test_a_visit_is_not_moved_to_a_day_off():
    programme = made.programme()
    visit = placed_on(FIRST, programme=programme)
    holiday(LAST)

    with pytest.raises(MoveRefused, match=r"쉬는 날\(임시공휴일\)"):
        actions.move_day(visit, made.slot(programme, LAST), "기업 사정", by=make.manager())


def test_the_days_of_an_election_are_kept_with_reason_and_article():
    kept = actions.keep_election(date(2026, 6, 3), by=make.manager()).blackout

    assert (kept.first_on, kept.last_on, kept.election_on) == (date(2026, 4, 4), date(2026, 6, 3), date(2026, 6, 3))
    assert kept.reason == "2026년 6월 3일 선거: 선거일 전 60일부터 선거일까지(공직선거법 제86조제2항제4호)"


def test_an_offer_for_a_day_that_became_a_day_off_is_not_accepted():
    visit = placed_on(FIRST, at=Status.OFFERED)
    holiday(FIRST)

    with pytest.raises(MoveRefused, match="다른 일정을 요청해 주십시오"):
        actions.accept(visit, by=visit.requested_by)


def test_where_a_blackout_is_dropped_slots_can_be_made_again():
    programme, manager = made.programme(), make.manager()
    kept = blackout(FIRST, LAST)

    actions.drop_blackout(kept, by=manager)

    assert len(actions.make_slots(programme, FIRST, LAST, by=manager).new) == 8


# --- 잡힌 방문 ---------------------------------------------------------------------------------------------


def test_hits_are_visits_ahead_on_a_day_off_or_in_a_blackout_with_the_reason():
    off, out, fine = placed_on(THURSDAYS[0]), placed_on(THURSDAYS[1], "가람사출"), placed_on(THURSDAYS[2], "한빛정밀")
    placed_on(THURSDAYS[0], "지난정밀", at=Status.NO_SHOW)
    holiday(THURSDAYS[0])
    blackout(THURSDAYS[1], THURSDAYS[1], "감사", programme=out.programme)
    blackout(THURSDAYS[2], THURSDAYS[2], "다른 프로그램", programme=off.programme)

    found = season.hits(at=MONDAY)

    assert [(hit.visit, hit.why) for hit in found] == [(off, "쉬는 날(임시공휴일)"), (out, "감사")]
    assert fine not in Visit.objects.hit(at=MONDAY)


def test_a_visit_that_is_over_is_no_hit():
    visit = placed_on(FIRST)
    holiday(FIRST)

    assert list(Visit.objects.hit(at=visit.begins_at - timedelta(minutes=1))) == [visit]
    assert list(Visit.objects.hit(at=visit.begins_at)) == []


def test_a_holiday_that_is_switched_off_hits_nobody():
    christmas_eve = date(2026, 12, 24)
    placed_on(christmas_eve)
    holiday(christmas_eve, is_off=False)

    assert season.hits(at=MONDAY) == []


def test_hits_are_found_with_the_same_number_of_questions_for_one_and_for_three():
    holiday(LAST)
    counts = []
    for names in (["다온도금"], ["가람사출", "한빛정밀"]):
        for name in names:
            visit = placed_on(THURSDAYS[0], name)
            blackout(THURSDAYS[0], THURSDAYS[0], programme=visit.programme)
        with CaptureQueriesContext(connection) as asked, rulebook.kept():
            hits = season.hits(at=MONDAY)
            assert all((hit.visit.host, hit.visit.programme.name, hit.visit.slot.on, hit.why) for hit in hits)
        counts.append((len(hits), len(asked)))

    assert [number for number, _asked in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]

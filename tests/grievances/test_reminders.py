"""Reminders: each at its moment, not before, not twice, and no more once there is nothing to wait for."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Absence, RoleGrant, User
from accounts.roles import Role
from companies import actions as companies
from grievances import actions, tasks
from grievances.models import Grievance, Reminder
from grievances.models.cases import SupplementRequest
from grievances.reminders import supplement_stages
from grievances.wording import until_words
from grievances.workflow import Outcome, Solved, Status
from notifications.models import Message
from sosportal.celery import app
from tests import make
from tests.grievances.at_once import at_once
from tests.grievances.people import SEOUL, People, seoul

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Monday, 23 November 2026, 10:00."""
    with time_machine.travel(seoul(23, 10), tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(clock) -> People:
    return People()


MEMBERS = ("owner", "filer", "colleague")


def to(names, subject: str) -> dict[str, str]:
    return dict.fromkeys(names, subject)


# --- Not received ---------------------------------------------------------------------------------------------------


def test_what_nobody_received_is_said_after_4_and_8_working_hours(people, clock):
    case = make.filed(people.filer, title="길이 파였습니다")
    name = f"{case.receipt_no} 길이 파였습니다"
    moments = [seoul(23, 14, 59), seoul(23, 15), seoul(23, 15, 10), seoul(24, 9, 59), seoul(24, 10), seoul(25, 10)]
    told = []

    for moment in moments:
        clock.move_to(moment)
        told.append(people.told())

    half, over = {"manager": f"아직 접수하지 않았습니다: {name}"}, {"manager": f"접수기한이 지났습니다: {name}"}
    assert told == [{}, half, {}, {}, over, {}]


def test_what_was_received_in_time_is_not_spoken_of(people, clock):
    people.case()

    clock.move_to(seoul(25, 10))

    assert people.told() == {}


# --- Supplements ----------------------------------------------------------------------------------------------------


def test_a_supplement_is_waited_for_half_way_the_day_before_and_when_its_time_is_over(people, clock):
    case = actions.ask(people.case(title="길"), "약도를 보내 주십시오.", date(2026, 11, 30), by=people.officer)
    half = seoul(23, 10) + (seoul(30, 23, 59, 59) - seoul(23, 10)) / 2
    second = timedelta(seconds=1)
    told = []

    for moment in (half - second, half, seoul(29, 7, 59), seoul(29, 8), seoul(30, 23, 59, 58), seoul(30, 23, 59, 59)):
        clock.move_to(moment)
        told.append(people.told())
        assert people.told() == {}

    last_day = " ".join(until_words(seoul(30)).split())  # a header is one line of plain spaces
    waits = to(MEMBERS, f"{case.receipt_no} 보완을 기다립니다: {last_day}")
    over = to(MEMBERS, f"{case.receipt_no} 보완기한이 지났습니다")
    assert told == [{}, waits, {}, waits, {}, over | {"officer": f"보완이 오지 않았습니다: {case.receipt_no} 길"}]


@pytest.mark.parametrize(
    ("asked", "last_day", "expected"),
    [
        (seoul(23, 10), 24, ["half 24 04:59", "over 24 23:59"]),
        (seoul(23, 10), 25, ["eve 24 08:00", "over 25 23:59"]),
        (seoul(23, 10), 26, ["eve 25 08:00", "over 26 23:59"]),
        (seoul(23, 10), 27, ["half 25 16:59", "eve 26 08:00", "over 27 23:59"]),
        (seoul(23, 10), 30, ["half 27 04:59", "eve 29 08:00", "over 30 23:59"]),
    ],
)
def test_a_short_time_is_not_cut_into_reminders_on_one_day(asked, last_day, expected):
    request = SupplementRequest(pk=7, asked_at=asked, reply_by=seoul(last_day, 23, 59, 59))

    stages = supplement_stages(request)

    found = [(stage.key.rpartition(":")[2], stage.at.astimezone(SEOUL).strftime("%d %H:%M")) for stage in stages]
    assert [" ".join(one) for one in found] == expected
    assert [stage.at for stage in stages] == sorted(stage.at for stage in stages)


def test_what_was_supplied_is_not_waited_for(people, clock):
    case = actions.ask(people.case(), "약도를 보내 주십시오.", date(2026, 11, 30), by=people.officer)
    actions.supplement(case, "보냅니다.", by=people.filer)

    clock.move_to(seoul(27, 9))

    assert set(people.told()) == {"officer"}  # of the half of the time that is used by then


def test_more_time_moves_the_reminders(people, clock):
    case = actions.ask(people.case(), "약도를 보내 주십시오.", date(2026, 11, 25), by=people.officer)
    clock.move_to(seoul(24, 8))
    assert set(people.told()) == set(MEMBERS)
    actions.ask_for_more_time(case, date(2026, 12, 10), "사진을 찍어야 합니다.", by=people.filer)

    told = []
    for moment in (seoul(24, 9), seoul(26, 9), seoul(9, 8, month=12)):
        clock.move_to(moment)
        told.append(sorted(people.told()))

    assert told == [[], [], sorted(MEMBERS)]


# --- Long-term ------------------------------------------------------------------------------------------------------


def test_a_report_is_called_for_a_week_before_and_once_its_day_has_passed(people, clock):
    case = people.case(title="길")
    promise = {"target_on": date(2027, 3, 31), "report_on": date(2026, 12, 15)}
    actions.keep(case, "예산을 세웁니다.", **promise, by=people.officer)
    both, told = ("officer", "head"), []

    for moment in (
        seoul(8, 7, 59, month=12),
        seoul(8, 8, month=12),
        seoul(15, 18, month=12),
        seoul(16, 8, month=12),
        seoul(20, 8, month=12),
    ):
        clock.move_to(moment)
        told.append(people.told())

    near = to(both, f"진행 상황을 보고할 날이 가깝습니다: {case.receipt_no} 길")
    passed = to(both, f"진행 상황을 보고할 날이 지났습니다: {case.receipt_no} 길")
    assert told == [{}, near, {}, passed, {}]


def test_a_report_that_was_given_is_called_for_again_with_the_next_one(people, clock):
    promise = {"target_on": date(2027, 3, 31), "by": people.officer}
    case = actions.keep(people.case(), "예산을 세웁니다.", report_on=date(2026, 12, 15), **promise)
    clock.move_to(seoul(14, 10, month=12))
    actions.keep(case, "예산안이 올라갔습니다.", report_on=date(2026, 12, 18), **promise)

    told = []
    for moment in (seoul(14, 11, month=12), seoul(16, 8, month=12), seoul(19, 8, month=12)):
        clock.move_to(moment)
        told.append(sorted(people.told()))

    assert told == [[], [], ["head", "officer"]]  # a report three days away was promised a minute ago


# --- Satisfaction ---------------------------------------------------------------------------------------------------


def test_whoever_does_not_rate_is_asked_twice_and_then_left_alone(people, clock):
    case = actions.resolve(people.case(), Outcome.SOLVED, "고쳤습니다.", by=people.officer)
    first, second, told = seoul(26, 10), seoul(3, 10, month=12), []

    for moment in (
        first - timedelta(seconds=1),
        first,
        second - timedelta(seconds=1),
        second,
        seoul(20, 10, month=12),
    ):
        clock.move_to(moment)
        told.append(people.told())

    asks = {"filer": f"{case.receipt_no} 해결되었는지 알려 주십시오"}
    last = {"filer": f"{case.receipt_no} 마지막으로 여쭙니다: 해결되었습니까?"}
    assert told == [{}, asks, {}, last, {}]
    mail = Message.objects.filter(person=people.filer).latest("pk")
    assert "/grievances/rate/" in mail.text
    assert "이 답변 평가하기" in mail.html


@pytest.mark.parametrize("end", ["rated", "reopened", "left"])
def test_nobody_is_asked_for_a_rating_that_is_no_longer_wanted(people, clock, end):
    case = actions.resolve(people.case(), Outcome.SOLVED, "고쳤습니다.", by=people.officer)
    if end == "rated":
        actions.rate(case.answers.get(), Solved.YES, 5, by=people.filer)
    elif end == "reopened":
        actions.reopen(case, "다시 파였습니다.", by=people.filer)
    else:
        companies.remove(case.company.seats.active().get(person=people.filer), by=people.owner)

    clock.move_to(seoul(27, 10))

    assert "filer" not in people.told()


# --- The watch list and call-backs ----------------------------------------------------------------------------------


def test_the_day_to_look_again_comes_once_a_date(people, clock):
    case = make.infeasible(people.case(title="길"), by=people.officer)
    actions.rate(case.answers.get(), Solved.YES, 5, by=people.filer)
    come = datetime.combine(case.look_again_on, datetime.min.time(), SEOUL)
    told = []

    for moment in (come + timedelta(hours=7), come + timedelta(hours=8), come + timedelta(days=3)):
        clock.move_to(moment)
        told.append(people.told())
    actions.look_again(
        Grievance.objects.get(pk=case.pk),
        "그대로입니다.",
        timezone.localdate() + timedelta(days=30),
        by=people.officer,
    )
    for days in (29, 31):
        clock.move_to(come + timedelta(days=3 + days))
        told.append(people.told())

    expected = {"officer": f"다시 볼 날이 되었습니다: {case.receipt_no} 길"}
    assert told == [{}, expected, {}, {}, expected]


def test_without_an_officer_the_heads_look_again(people, clock):
    case = make.infeasible(people.case(), by=people.officer)
    User.objects.filter(pk=people.officer.pk).update(is_active=False)

    clock.move_to(datetime.combine(case.look_again_on, datetime.min.time(), SEOUL) + timedelta(hours=9))

    assert set(people.told()) - {"filer"} == {"head"}


def test_a_call_that_nobody_made_in_two_working_days_is_called_for(people, clock):
    case = actions.resolve(people.case(title="길"), Outcome.SOLVED, "고쳤습니다.", by=people.officer)
    case = actions.rate(case.answers.get(), Solved.NO, 1, "그대로입니다.", by=people.filer)
    told = []

    for moment in (seoul(25, 20), seoul(26, 8), seoul(27, 8)):
        clock.move_to(moment)
        told.append(people.told())

    assert told == [{}, {"manager": f"전화하지 못했습니다: {case.receipt_no} 길"}, {}]
    assert "해결되지 않았습니다 · 1점\n그대로입니다." in Message.objects.latest("pk").text


def test_a_call_that_was_made_is_not_called_for(people, clock):
    case = actions.resolve(people.case(), Outcome.SOLVED, "고쳤습니다.", by=people.officer)
    case = actions.rate(case.answers.get(), Solved.NO, 1, by=people.filer)
    actions.call_back(case.answers.get().rating.call_back, "다시 가 보기로 함", by=people.manager)

    clock.move_to(seoul(27, 9))

    assert people.told() == {}


# --- Once, whatever happens -----------------------------------------------------------------------------------------


def test_after_days_of_silence_there_is_one_catch_up_and_not_three(people, clock):
    filed = make.filed(people.filer)
    asked = actions.ask(people.case(), "약도를 보내 주십시오.", date(2026, 11, 26), by=people.officer)

    clock.move_to(seoul(27, 9))
    told, again = people.told(), people.told()

    assert told == to(MEMBERS, f"{asked.receipt_no} 보완기한이 지났습니다") | {
        "officer": f"보완이 오지 않았습니다: {asked}",
        "manager": f"접수기한이 지났습니다: {filed}",
    }
    assert again == {}
    assert sorted(Reminder.objects.values_list("what", flat=True)) == ["NOT_RECEIVED"] * 2 + ["SUPPLEMENT"] * 2


def test_several_reminders_to_one_person_are_one_mail_that_names_them_all(people, clock):
    cases = [make.filed(people.filer, title=f"{number}번 길") for number in range(3)]

    clock.move_to(seoul(23, 15))
    told = people.told()

    mail = Message.objects.latest("pk")
    assert told == {"manager": "챙기실 일이 3건 있습니다"}
    assert mail.about == ", ".join(case.receipt_no for case in cases)
    for case in cases:
        assert f"아직 접수하지 않았습니다: {case}" in mail.text
        assert f"/admin/grievances/grievance/{case.pk}/change/" in mail.html


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_beats_at_the_same_moment_remind_once(people, clock):
    for _ in range(5):
        make.filed(people.filer)
    clock.move_to(seoul(23, 15))
    before = Message.objects.count()

    told = at_once(actions.remind, actions.remind, actions.remind)

    assert told == ["", "", ""]
    assert Reminder.objects.count() == 5
    assert Message.objects.count() == before + 1


def test_a_company_that_cannot_be_written_to_is_somebody_to_telephone(people, clock):
    case = actions.ask(people.case(), "약도를 보내 주십시오.", date(2026, 11, 30), by=people.officer)
    case.company.seats.update(left_at=timezone.now())

    clock.move_to(seoul(29, 9))
    actions.remind()

    lost = Message.objects.undelivered().get()
    assert (lost.about, lost.link) == (case.receipt_no, f"/admin/grievances/grievance/{case.pk}/change/")


def test_at_night_a_reminder_waits_for_the_morning(people, clock, settings):
    settings.QUIET_FROM, settings.QUIET_UNTIL = 21, 8
    make.filed(people.filer)

    clock.move_to(seoul(24, 23))
    actions.remind()

    assert Message.objects.latest("pk").try_at == seoul(25, 8)


def test_reminding_costs_the_same_for_one_case_and_for_many(people, clock):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert actions.remind() > 0
        return len(found)

    def one_of_each() -> None:
        make.filed(people.filer)
        actions.ask(people.case(), "약도", date(2026, 11, 30), by=people.officer)
        actions.resolve(people.case(), Outcome.SOLVED, "고쳤습니다.", by=people.officer)

    one_of_each()
    clock.move_to(seoul(27, 9))
    few = queries()
    clock.move_to(seoul(23, 10))
    for _ in range(5):
        one_of_each()
    clock.move_to(seoul(27, 9))

    assert queries() == few <= 24


def test_the_beat_knows_every_task():
    schedule = {entry["task"] for entry in app.conf.beat_schedule.values()}

    names = {str(getattr(task, "name", "")) for task in vars(tasks).values()}
    ours = {name for name in names if name.startswith("grievances.tasks.")}
    assert "grievances.tasks.remind" in ours
    assert ours - schedule == {"grievances.tasks.recount"}  # of one run; the sweep finds those that wait


# --- The digest of the week -----------------------------------------------------------------------------------------


def digests(people: People) -> dict[str, Message]:
    """Send them; what each gets."""
    last = Message.objects.order_by("pk").last()
    actions.send_digests()
    return {people.names[message.person_id]: message for message in Message.objects.filter(pk__gt=last.pk)}


def due(at: datetime) -> dict[str, datetime]:
    """The columns of a deadline, whatever the law says."""
    return {"half_at": at, "most_at": at, "due_at": at}


def test_on_monday_officers_and_heads_read_what_is_theirs(people, clock):
    late, near = people.case(title="늦은 것"), people.case(title="가까운 것")
    people.case(title="먼 것")
    actions.ask(people.case(), "약도", date(2026, 12, 20), by=people.officer)
    make.grievance(to=people.head)
    Grievance.objects.update(**due(seoul(20, 23, 59, 59, month=12)))
    Grievance.objects.filter(pk=late.pk).update(**due(seoul(27, 23, 59, 59)))
    Grievance.objects.filter(pk=near.pk).update(**due(seoul(30, 23, 59, 59)))

    clock.move_to(seoul(30, 8, 10))
    told = digests(people)

    assert set(told) == {"officer", "head"}
    assert told["officer"].subject == "[기업SOS] 이번 주 맡은 일: 지연 1건, 기한 임박 1건"
    named = f"· {late}: {until_words(seoul(27))}\n· {near}: {until_words(seoul(30))}"
    assert f"내 담당 4건 (지연 1건, 기한 임박 1건)\n{named}\n\n" in told["officer"].text
    assert "도로과 5건 (지연 1건, 기한 임박 1건)" in told["head"].text
    assert "내 담당 1건" in told["head"].text
    assert told["officer"].link == "/admin/grievances/grievance/"


def test_whoever_stands_in_reads_of_what_is_theirs_in_a_department_of_both(people, clock):
    case, elsewhere = people.case(), make.department("하수과")
    RoleGrant.objects.create(person=people.officer, role=Role.OFFICER, department=elsewhere, granted_by=people.manager)
    make.grievance(to=people.officer, in_=elsewhere)
    stand_in = make.official(Role.OFFICER, name="정대신")
    people.names[stand_in.pk] = "stand_in"
    monday = seoul(30).date()
    for away in (people.officer, people.head):
        accounts.enter_absence(away, monday, monday, Absence.Why.TRIP, by=away, stand_in=stand_in)

    clock.move_to(seoul(30, 8, 10))
    told = digests(people)["stand_in"].text

    assert f"대신 맡은 이담당 님 담당 1건 (지연 0건, 기한 임박 1건)\n· {case}" in told
    assert "도로과 1건" in told
    assert "내 담당" not in told
    assert "하수과" not in told


def test_a_digest_comes_once_a_week_even_if_the_beat_slept_on_monday(people, clock):
    people.case()
    counts = []

    for day, month in ((24, 11), (25, 11), (27, 11), (30, 11), (1, 12)):
        clock.move_to(seoul(day, 8, 10, month=month))
        counts.append(sorted(digests(people)))

    assert counts == [["head", "officer"], [], [], ["head", "officer"], []]


def test_on_a_day_off_there_is_no_digest(people, clock):
    people.case()

    clock.move_to(seoul(28, 8, 10))

    assert digests(people) == {}


def test_whoever_had_nothing_on_monday_is_not_written_to_on_tuesday(people, clock):
    clock.move_to(seoul(30, 8, 10))
    first = digests(people)
    clock.move_to(seoul(30, 10))
    people.case()
    clock.move_to(seoul(1, 8, 10, month=12))

    assert (first, digests(people)) == ({}, {})


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_beats_at_the_same_moment_send_one_digest(people, clock):
    people.case()
    before = Message.objects.count()

    at_once(actions.send_digests, actions.send_digests)

    assert Message.objects.count() == before + 2  # the officer and the head


def test_a_digest_names_ten_and_counts_the_rest(people, clock):
    for _ in range(12):
        people.case()
    Grievance.objects.update(**due(seoul(23, 23, 59, 59)))

    mail = digests(people)["officer"]

    assert mail.text.count("· 2026-") == 10
    assert "· 그 밖에 2건" in mail.text


def test_digests_cost_the_same_for_one_case_and_for_many(people, clock):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert actions.send_digests() > 0
        return len(found)

    people.case()
    few = queries()
    for _ in range(5):
        people.case()
    clock.move_to(seoul(30, 8, 10))

    assert queries() == few <= 12  # who was told this week and who is away are asked once each


def test_drafts_that_nobody_touched_for_30_days_are_forgotten(people, clock):
    company = people.filer.seats.get().company
    actions.save_draft(company, {"title": "쓰다 만 글"}, by=people.filer)

    clock.move_to(seoul(23, 9, month=12))
    tasks.forget_old_drafts()
    kept = people.filer.drafts.count()
    clock.move_to(seoul(23, 11, month=12))
    tasks.forget_old_drafts()

    assert (kept, people.filer.drafts.count()) == (1, 0)


def test_the_infeasible_and_the_resolved_are_both_asked_about(people, clock):
    make.infeasible(people.case(), by=people.officer)
    actions.resolve(people.case(), Outcome.EXPLAINED, "이렇습니다.", by=people.officer)

    clock.move_to(seoul(26, 10))

    assert people.told() == {"filer": "챙기실 일이 2건 있습니다"}
    assert Grievance.objects.filter(status__in=[Status.RESOLVED, Status.INFEASIBLE]).count() == 2

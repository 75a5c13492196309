"""The ledger as people see it."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from grievances import actions, ledgers
from grievances.clock import Period, Stop, Unit
from grievances.ledgers import Picture, Run
from grievances.models import Grievance
from grievances.workflow import ExtensionReason, Status
from tests import make
from tests.grievances.test_clock import CALENDAR, moment

WEEK = Period(7, Unit.DAYS)
ASKED = Stop(moment("2026-04-29 11:40"), moment("2026-04-30 10:05"), "보완")
INVESTIGATED = Stop(moment("2026-05-06 09:00"), moment("2026-05-08 18:00"), "현장조사")
FAILED = Stop(moment("2026-05-11 10:00"), moment("2026-05-11 15:00"), "장애")


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


def seen(run: Run, at: str) -> Picture:
    return ledgers.picture(run, CALENDAR, at=moment(at))


def week(*changes: Stop | int, promised_at: datetime | None = None) -> Run:
    return Run(WEEK, moment("2026-04-27 14:10"), changes, promised_at)


@pytest.mark.parametrize(
    ("run", "at", "said"),
    [
        (week(), "2026-04-29 09:00", "7일 중 3일째, 5월 7일(목)까지입니다."),
        (week(), "2026-05-02 09:00", "7일 중 4일째, 5월 7일(목)까지입니다."),
        (week(), "2026-05-07 23:00", "7일 중 7일째, 5월 7일(목)까지입니다."),
        (week(), "2026-05-08 00:00", "기한 5월 7일(목)이 지났습니다(1일째)."),
        (week(), "2026-05-12 09:00", "기한 5월 7일(목)이 지났습니다(3일째)."),
        (
            week(Stop(moment("2026-04-30 10:00"), None, "보완")),
            "2026-05-04 09:00",
            "7일 중 3일을 세고 멈추었습니다. 보완을 받으면 다시 셉니다.",
        ),
        (
            week(Stop(moment("2026-04-27 15:00"), None, "보완")),
            "2026-04-28 09:00",
            "7일을 세기 전에 멈추었습니다. 보완을 받으면 다시 셉니다.",
        ),
        (
            week(INVESTIGATED),
            "2026-05-07 10:00",
            "7일 중 5일을 세고 멈추었습니다. 현장조사를 마치면 다시 세어 5월 12일(화)까지입니다.",
        ),
        (week(INVESTIGATED), "2026-04-29 10:00", "7일 중 3일째, 5월 12일(화)까지입니다."),
        (week(FAILED), "2026-05-04 10:00", "7일 중 5일째, 5월 7일(목)까지입니다."),
        (week(5), "2026-05-08 09:00", "7일에 5일을 더해 12일 중 8일째, 5월 14일(목)까지입니다."),
        (week(5, 7), "2026-05-08 09:00", "7일에 5일과 7일을 더해 19일 중 8일째, 5월 26일(화)까지입니다."),
        (
            week(promised_at=moment("2026-05-06 23:59")),
            "2026-04-29 09:00",
            "7일 중 3일째, 5월 7일(목)까지입니다. 약속한 기한은 5월 6일(수)까지입니다.",
        ),
        (
            Run(WEEK, moment("2026-11-21 10:00")),
            "2026-11-22 09:00",
            "7일, 11월 23일(월)부터 세어 12월 1일(화)까지입니다.",
        ),
        (
            Run(Period(24, Unit.HOURS), moment("2026-04-27 15:00")),
            "2026-04-28 13:30",
            "24근무시간 중 7시간째, 4월 30일(목) 15:00까지입니다.",
        ),
        (
            Run(Period(3, Unit.HOURS), moment("2026-11-20 17:00")),
            "2026-11-23 12:00",
            "기한이 11월 23일(월) 11:00에 지났습니다.",
        ),
        (
            Run(Period(24, Unit.HOURS), moment("2026-04-27 15:00"), (Stop(moment("2026-04-27 16:20"), None, "보완"),)),
            "2026-04-28 10:00",
            "24근무시간 중 1시간 20분을 세고 멈추었습니다. 보완을 받으면 다시 셉니다.",
        ),
        (
            Run(Period(1, Unit.MONTHS), moment("2026-11-16 10:00")),
            "2026-11-18 10:00",
            "1개월 중 3일째, 12월 15일(화)까지입니다.",
        ),
        (
            Run(Period(1, Unit.MONTHS), moment("2026-11-16 10:00"), (1,)),
            "2026-12-20 10:00",
            "1개월에 1개월을 더해 2개월 중 35일째, 2027년 1월 15일(금)까지입니다.",
        ),
    ],
)
def test_one_sentence_says_how_far_it_is(run, at, said):
    assert plain(seen(run, at).sentence) == said


def test_every_day_has_its_mark_its_number_and_its_words():
    picture = seen(week(ASKED, INVESTIGATED, FAILED, 1), "2026-05-06 09:00")

    assert [(day.mark, day.number, day.notes, plain(day.words)) for day in picture.days] == [
        ("gone", "1", ("접수",), "4월 27일 월요일, 1일째: 접수한 날"),
        ("gone", "2", (), "4월 28일 화요일, 2일째: 근무일"),
        ("paused", "", ("보완",), "4월 29일 수요일, 멈춤: 보완"),
        ("paused", "", ("보완",), "4월 30일 목요일, 멈춤: 보완"),
        ("off", "", ("노동절",), "5월 1일 금요일, 쉬는 날: 노동절"),
        ("off", "", (), "5월 2일 토요일, 쉬는 날: 토요일"),
        ("off", "", (), "5월 3일 일요일, 쉬는 날: 일요일"),
        ("gone", "3", (), "5월 4일 월요일, 3일째: 근무일"),
        ("off", "", ("어린이날",), "5월 5일 화요일, 쉬는 날: 어린이날"),
        ("investigated", "", ("현장\u200b조사",), "5월 6일 수요일, 멈춤: 현장조사"),
        ("investigated", "", ("현장\u200b조사",), "5월 7일 목요일, 멈춤: 현장조사"),
        ("investigated", "", ("현장\u200b조사",), "5월 8일 금요일, 멈춤: 현장조사"),
        ("off", "", (), "5월 9일 토요일, 쉬는 날: 토요일"),
        ("off", "", (), "5월 10일 일요일, 쉬는 날: 일요일"),
        ("outage", "", ("장애",), "5월 11일 월요일, 멈춤: 장애"),
        ("left", "4", (), "5월 12일 화요일, 4일째: 근무일"),
        ("left", "5", (), "5월 13일 수요일, 5일째: 근무일"),
        ("left", "6", (), "5월 14일 목요일, 6일째: 근무일"),
        ("left", "7", (), "5월 15일 금요일, 7일째: 근무일"),
        ("off", "", (), "5월 16일 토요일, 쉬는 날: 토요일"),
        ("off", "", (), "5월 17일 일요일, 쉬는 날: 일요일"),
        ("due", "8", ("기한",), "5월 18일 월요일, 8일째: 처리기한"),
    ]
    assert [day.day for day in picture.days if day.is_today] == [date(2026, 5, 6)]
    assert [day.day for day in picture.days if day.is_added] == [date(2026, 5, 18)]


def test_a_case_that_is_looked_at_again_begins_anew():
    first = seen(Run(WEEK, moment("2026-04-27 14:10"), is_again=True), "2026-04-27 15:00").days[0]

    assert (first.notes, first.reason) == (("재검토",), "재검토를 시작한 날")


def test_each_day_names_the_rule_it_goes_by():
    days = {day.day: plain(day.article) for day in seen(week(ASKED, INVESTIGATED, FAILED, 2), "2026-05-06 09:00").days}

    assert days[date(2026, 4, 27)] == days[date(2026, 5, 5)] == "법 제19조②"
    assert days[date(2026, 4, 29)] == "시행령 제20조 제1호, 행정절차법 시행령 제11조"
    assert days[date(2026, 5, 6)] == "시행령 제17조⑤"
    assert days[date(2026, 5, 11)] == "시행령 제20조 제2호"
    assert days[date(2026, 5, 18)] == "시행령 제21조①"


def test_a_day_of_hours_says_how_many_of_them_count():
    stopped = Stop(moment("2026-04-28 10:00"), moment("2026-04-28 15:30"), "보완")
    run = Run(Period(16, Unit.HOURS), moment("2026-04-27 15:00"), (stopped,))

    days = seen(run, "2026-04-28 09:00").days

    assert [(day.day.day, day.mark, day.notes, day.counting) for day in days] == [
        (27, "gone", ("3시간", "접수"), "3시간(모두 3시간)"),
        (28, "gone", ("3시간 30분", "보완"), "3시간 30분(모두 6시간 30분)"),
        (29, "left", ("8시간",), "8시간(모두 14시간 30분)"),
        (30, "due", ("1시간 30분", "기한"), "1시간 30분(모두 16시간)"),
    ]


def test_weeks_begin_on_monday():
    weeks = seen(Run(WEEK, moment("2026-04-29 10:00")), "2026-04-29 10:00").weeks

    assert [[day.day.day if day else None for day in one.days] for one in weeks] == [
        [None, None, 29, 30, 1, 2, 3],
        [4, 5, 6, 7, 8, 9, 10],
        [11, None, None, None, None, None, None],
    ]


def test_many_weeks_in_which_nothing_happens_are_told_in_a_row():
    run = Run(Period(60, Unit.DAYS), moment("2026-04-27 10:00"), (ASKED,))

    weeks = seen(run, "2026-05-27 10:00").weeks

    assert [plain(one.folded) or one.days[-1].day.day for one in weeks[:-1]] == [
        3,
        "5월 4일–5월 24일, 3주: 3일째–16일째 · 쉬는 날: 어린이날",
        31,
        "6월 1일–7월 26일, 8주: 21일째–58일째 · 쉬는 날: 지방선거일, 제헌절",
    ]
    assert [day.number for day in weeks[-1].days if day] == ["59", "60"]


def test_a_long_wait_is_told_in_a_row():
    weeks = seen(week(Stop(moment("2026-04-29 10:00"), None, "보완")), "2026-06-26 10:00").weeks

    assert plain(weeks[1].folded) == (
        "5월 4일–6월 21일, 7주: 멈춤(보완) · 쉬는 날: 어린이날, 부처님오신날 대체 휴일, 지방선거일"
    )


def test_marks_are_explained_where_they_are():
    plain_run, hard = seen(week(), "2026-04-27 15:00"), seen(week(ASKED, INVESTIGATED, FAILED, 5), "2026-04-27 15:00")

    assert [mark for mark, _name, _meaning in plain_run.key] == ["gone", "left", "due", "off"]
    assert [mark for mark, _name, _meaning in hard.key] == [
        *("gone", "left", "due", "added", "paused", "investigated", "outage", "off")
    ]


def test_why_the_end_moved_is_told_step_by_step():
    night = Stop(moment("2026-05-09 10:00"), moment("2026-05-09 15:00"), "장애")

    steps = seen(week(ASKED, INVESTIGATED, night, 5), "2026-05-06 09:00").steps

    assert [(what, plain(until)) for what, until in steps] == [
        ("처음에는", "5월 7일(목)까지"),
        ("보완 2일을 빼면", "5월 11일(월)까지"),
        ("현장조사 3일을 빼면", "5월 14일(목)까지"),
        ("5일을 연장하면", "5월 21일(목)까지"),
    ]


def test_a_stop_that_lasts_says_that_the_end_is_open():
    asked = Stop(moment("2026-04-29 10:00"), None, "보완")

    picture = seen(week(asked), "2026-05-04 09:00")

    assert [(what, plain(until)) for what, until in picture.steps] == [
        ("처음에는", "5월 7일(목)까지"),
        ("보완 3일째", "끝나면 다시 정합니다."),
    ]
    assert picture.due_at is None


def test_an_hour_period_says_how_many_hours_it_stood_still():
    stopped = Stop(moment("2026-04-27 16:00"), moment("2026-04-28 10:30"), "보완")
    run = Run(Period(3, Unit.HOURS), moment("2026-04-27 15:00"), (stopped, 3))

    assert [(what, plain(until)) for what, until in seen(run, "2026-04-27 15:30").steps] == [
        ("처음에는", "4월 27일(월) 18:00까지"),
        ("보완 3시간 30분을 빼면", "4월 28일(화) 13:30까지"),
        ("3근무시간을 연장하면", "4월 28일(화) 16:30까지"),
    ]


def test_nothing_moved_tells_no_steps_and_names_the_days_off():
    picture = seen(week(), "2026-04-27 15:00")

    assert picture.steps == []
    assert picture.days_off == "쉬는 날 4일(노동절, 어린이날, 토·일요일 2일)은 세지 않습니다."


def test_the_days_off_between_leave_out_weekends():
    # The holiday of 2026-05-24 is a Sunday, its substitute the Monday after.
    assert ledgers.days_off_between(date(2026, 5, 5), date(2026, 5, 31), CALENDAR) == [
        (date(2026, 5, 5), "어린이날"),
        (date(2026, 5, 25), "부처님오신날 대체 휴일"),
    ]


@pytest.mark.django_db
def test_a_case_has_a_ledger_only_while_its_legal_clock_runs():
    now, soon = timezone.now(), timezone.localdate() + timedelta(days=30)
    running = make.grievance()
    kept = actions.keep(make.grievance(), "추진합니다.", target_on=soon, report_on=soon, by=running.officer)

    assert ledgers.of(running, at=now).due_on == timezone.localdate(running.due_at)
    assert ledgers.of(kept, at=now) is None
    for status in (Status.OPEN, Status.RESOLVED, Status.INFEASIBLE, Status.CLOSED):
        assert ledgers.of(make.grievance(status), at=now) is None


@pytest.mark.django_db
def test_the_ledger_of_a_case_ends_when_the_case_is_due():
    case = make.grievance()
    case = actions.extend(case, ExtensionReason.FACTS, "측량 결과를 기다립니다.", 5, by=case.officer)
    today = timezone.localdate()
    case = actions.investigate(case, today, today + timedelta(days=3), "현장을 잽니다.", by=case.officer)

    picture = ledgers.of(Grievance.objects.get(pk=case.pk), at=timezone.now())

    assert picture.due_at == case.due_at
    assert [what.split()[0] for what, _until in picture.steps] == ["처음에는", "5일을", "현장조사"]

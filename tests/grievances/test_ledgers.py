"""The ledger as people see it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from grievances import actions, ledgers
from grievances.clock import Period, Stop, Unit, ledger
from grievances.workflow import Status
from tests import make
from tests.grievances.test_clock import CALENDAR, moment

WEEK = Period(7, Unit.DAYS)


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


def sentence(period: Period, received: str, today: date, *stops: Stop) -> str:
    until = today if any(stop.end is None for stop in stops) else None
    found = ledger(period, moment(received), CALENDAR, stops, until=until)
    return plain(ledgers.picture(found, CALENDAR, today=today).sentence)


@pytest.mark.parametrize(
    ("period", "today", "said"),
    [
        (WEEK, date(2026, 11, 18), "법정기한 7일 중 오늘이 3일째입니다."),
        (WEEK, date(2026, 11, 22), "법정기한 7일 중 오늘이 5일째입니다."),
        (WEEK, date(2026, 11, 24), "법정기한 7일 중 오늘이 7일째입니다."),
        (WEEK, date(2026, 11, 25), "처리기한이 지났습니다."),
        (Period(24, Unit.HOURS), date(2026, 11, 16), "24근무시간 중 7시간 지났습니다."),
        (Period(1, Unit.MONTHS), date(2026, 11, 18), "1개월 중 3일 지났습니다."),
    ],
)
def test_the_sentence_says_how_far_it_is(period, today, said):
    assert sentence(period, "2026-11-16 10:00", today) == said


def test_what_comes_on_a_day_off_begins_on_the_next_working_day():
    assert sentence(WEEK, "2026-11-21 10:00", date(2026, 11, 22)) == "7일, 11월 23일(월)부터 셉니다."


def test_what_stands_still_says_so():
    stopped = Stop(moment("2026-11-18 10:00"), None, "보완")

    assert sentence(WEEK, "2026-11-16 10:00", date(2026, 11, 20), stopped) == "7일 중 2일 세고 멈추었습니다."


def test_every_day_has_its_mark_its_word_and_its_reason():
    stopped = Stop(moment("2026-11-18 10:00"), moment("2026-11-18 11:00"), "보완")
    found = ledger(Period(6, Unit.DAYS), moment("2026-11-17 10:00"), CALENDAR, [stopped])

    days = ledgers.picture(found, CALENDAR, today=date(2026, 11, 19)).days

    assert [(day.day.day, day.mark, day.number, day.note, day.reason) for day in days] == [
        (17, "gone", "1", "접수", "접수한 날"),
        (18, "paused", "", "멈춤", "보완"),
        (19, "gone", "2", "오늘", "근무일"),
        (20, "left", "3", "", "근무일"),
        (21, "off", "", "휴일", "토요일"),
        (22, "off", "", "휴일", "일요일"),
        (23, "left", "4", "", "근무일"),
        (24, "left", "5", "", "근무일"),
        (25, "due", "6", "기한", "처리기한"),
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

"""남은 시간, on the Wednesday of the drawings."""

from datetime import date, datetime, time, timedelta

import pytest

from grievances.clock import SEOUL, STANDARD_HOURS, Calendar, LegalKind, Unit
from grievances.days_off import day_off
from grievances.models import Grievance
from grievances.remaining import Remaining, remaining, working_days, working_time
from grievances.workflow import Status

CALENDAR = Calendar(day_off)
NOW = datetime(2026, 3, 18, 10, 20, tzinfo=SEOUL)
SOON_BY = datetime(2026, 3, 19, 23, 59, 59, tzinfo=SEOUL)
USED, NOW_CELL, LEFT = "used", "now", "left"


def at(day: int, hour: int = 23, minute: int = 59, *, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SEOUL)


def running(amount: int, due_at: datetime, unit: Unit = Unit.DAYS, **more) -> Grievance:
    return Grievance(
        status=Status.IN_PROGRESS,
        legal_kind=LegalKind.GRIEVANCE,
        period_amount=amount,
        period_unit=unit,
        due_at=due_at,
        run_at=at(2, 9, 0),
        **more,
    )


def seen(case: Grievance, now: datetime = NOW) -> Remaining:
    return remaining(case, at=now, soon_by=SOON_BY, calendar=CALENDAR)


def cells(used: int, left: int, *, now: bool = True) -> tuple[str, ...]:
    return (USED,) * (used - now) + (NOW_CELL,) * now + (LEFT,) * left


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (
            running(7, at(19)),
            Remaining("soon", "1일 남음", "3.19.(목)까지", cells(6, 1), "7일 중 6일째"),
        ),
        (
            running(7, at(20)),
            Remaining("running", "2일 남음", "3.20.(금)까지", cells(5, 2), "7일 중 5일째"),
        ),
        (
            running(7, at(18)),
            Remaining("soon", "오늘까지", "24시 마감", cells(7, 0), "7일 중 7일째"),
        ),
        (
            running(7, at(16)),
            Remaining("late", "2일 지남", "3.16.(월)까지", cells(7, 0, now=False), "7일을 다 쓰고 2일 지남"),
        ),
        (
            running(14, at(30), paused_at=at(16, 11)),
            Remaining(
                "still",
                "시계 멈춤",
                "보완 3.16.부터",
                cells(3, 11, now=False),
                "14일 중 3일 쓰고 멈춤",
            ),
        ),
        (
            running(14, at(30), paused_at=at(16, 11), extended_by=7, extended_times=1),
            Remaining("still", "시계 멈춤", "보완 3.16.부터", cells(5, 6, now=False), "21일 중 10일 쓰고 멈춤"),
        ),
        (
            running(7, at(27), investigated_until=date(2026, 3, 20)),
            Remaining(
                "still", "현장조사 3.20.까지", "3.27.(금)까지", cells(2, 5, now=False), "7일 중 2일 쓰고 현장조사"
            ),
        ),
        (
            running(7, at(20), investigated_until=date(2026, 3, 17)),
            Remaining("running", "2일 남음", "3.20.(금)까지", cells(5, 2), "7일 중 5일째"),
        ),
        (
            running(7, at(25), extended_by=5, extended_times=1),
            Remaining("running", "5일 남음", "3.25.(수)까지", cells(7, 5), "12일 중 7일째"),
        ),
        (
            running(7, at(23), promised_at=at(20)),
            Remaining("running", "3일 남음", "3.23.(월)까지, 약속 3.20.", cells(4, 3), "7일 중 4일째"),
        ),
        (
            running(7, at(19), promised_at=at(17)),
            Remaining("soon", "1일 남음", "3.19.(목)까지", cells(6, 1), "7일 중 6일째"),
        ),
        (
            running(2, at(1, month=4), Unit.MONTHS, investigated_until=date(2026, 3, 20)),
            Remaining("still", "현장조사 3.20.까지", "4.1.(수)까지"),
        ),
        (
            running(7, at(2), kept_at=at(2), target_on=date(2026, 9, 30), report_on=date(2026, 3, 31)),
            Remaining("running", "보고 3.31.(화)", "목표 9.30."),
        ),
        (
            running(7, at(2), kept_at=at(2), target_on=date(2027, 1, 4), report_on=date(2026, 3, 17)),
            Remaining("late", "보고 3.17.(화)", "목표 2027.1.4."),
        ),
        (
            running(3, at(18, 13, 20), Unit.HOURS),
            Remaining("soon", "2시간 남음", "13:20까지", cells(1, 2), "3근무시간 중 1시간째"),
        ),
        (
            running(3, at(17, 17, 0), Unit.HOURS),
            Remaining(
                "late",
                "2시간 20분 지남",
                "3.17.(화) 17:00까지",
                cells(3, 0, now=False),
                "3근무시간을 다 쓰고 2시간 20분 지남",
            ),
        ),
        (
            running(24, at(20, 18, 0), Unit.HOURS),
            Remaining("running", "2일 6시간 남음", "3.20.(금) 18:00까지", cells(1, 11), "24근무시간 중 2시간째"),
        ),
        (
            running(1, at(1, month=4), Unit.MONTHS),
            Remaining("running", "14일 남음", "4.1.(수)까지", cells(9, 7), "31일 중 17일째"),
        ),
        (
            Grievance(status=Status.OPEN, receive_by=at(18, 13, 30)),
            Remaining("running", "2시간 10분 남음", "13:30까지", cells(6, 2), "8근무시간 중 6시간째"),
        ),
        (
            Grievance(status=Status.OPEN, receive_by=at(18, 11, 0)),
            Remaining("soon", "40분 남음", "11:00까지", cells(8, 0), "8근무시간 중 8시간째"),
        ),
        (
            Grievance(status=Status.OPEN, receive_by=at(18, 9, 50)),
            Remaining("late", "30분 지남", "09:50까지", cells(8, 0, now=False), "8근무시간을 다 쓰고 30분 지남"),
        ),
        (Grievance(status=Status.RESOLVED, answered_at=at(2)), Remaining("ended", "답변 3.2.(월)")),
        (Grievance(status=Status.CLOSED, closed_at=at(2)), Remaining("ended", "종결 3.2.(월)")),
        (
            Grievance(status=Status.INFEASIBLE, answered_at=at(2), look_again_on=date(2026, 6, 1)),
            Remaining("ended", "다시 볼 날 6.1.(월)"),
        ),
        (
            Grievance(status=Status.INFEASIBLE, answered_at=at(2), look_again_on=date(2026, 3, 18)),
            Remaining("soon", "다시 볼 날 3.18.(수)"),
        ),
    ],
    ids=lambda value: value.words if isinstance(value, Remaining) else "",
)
def test_what_is_left_is_said_in_words_as_a_date_and_in_cells(case, expected):
    assert seen(case) == expected


def test_a_long_period_has_several_days_a_cell():
    case = running(60, NOW + timedelta(days=30))

    found = seen(case)

    assert len(found.cells) == 20
    assert found.words == "22일 남음"
    assert found.says == "60일 중 38일째"


def test_hours_are_those_of_the_day():
    # From Thursday on the city works from ten to seven.
    later = ((time(10), time(13)), (time(14), time(19)))
    calendar = Calendar(day_off, ((date.min, STANDARD_HOURS), (date(2026, 3, 19), later)))
    case = running(8, at(19, 10, 20), Unit.HOURS)

    found = remaining(case, at=NOW, soon_by=SOON_BY, calendar=calendar)

    assert (found.words, found.day, found.says) == ("7시간 남음", "3.19.(목) 10:20까지", "8근무시간 중 1시간째")


def test_on_a_weekend_nothing_is_a_working_day_late_yet():
    saturday = datetime(2026, 3, 21, 9, 0, tzinfo=SEOUL)

    assert seen(running(7, at(20)), saturday).words == "기한 지남"


def test_working_days_leave_out_weekends_and_holidays():
    # 1 May 2026 is a Friday and a day off, 5 May the children's day.
    assert working_days(date(2026, 4, 30), date(2026, 5, 6), day_off) == 2


def test_working_time_leaves_out_lunch_and_nights():
    begin, end = at(17, 16, 0), at(18, 14, 0)

    assert working_time(begin, end, CALENDAR) == timedelta(hours=6)

"""Reminders around a visit: each on its day, not before, not twice, and no more once nobody waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import User
from notifications.models import Message
from sosportal.celery import app
from tests import made_visits as made
from tests import make
from tests.grievances.at_once import at_once
from visits import actions, tasks
from visits.models import Visit, VisitReminder
from visits.wording import when_words
from visits.workflow import Part, Status

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")


def seoul(day: int, hour: int = 8, minute: int = 0, *, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SEOUL)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Monday, 23 November 2026, 10:00. The visits are on Thursday, 3 December, 10:00 to 11:30."""
    with time_machine.travel(seoul(23, 10, month=11), tick=False) as traveller:
        yield traveller


def told() -> dict[str, str]:
    """What one run told whom, by name."""
    since = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    actions.remind()
    found = Message.objects.filter(pk__gt=since).select_related("person").order_by("pk")
    names = [(one.person.name if one.person else one.to, one.subject.removeprefix("[기업SOS] ")) for one in found]
    assert len(names) == len(dict(names))
    return dict(names)


def over(clock, *moments: datetime) -> list[dict[str, str]]:
    """What was told at each of these moments, asked twice each."""
    found = []
    for moment in moments:
        clock.move_to(moment)
        found.append(told())
        assert told() == {}
    return found


def plain(during) -> str:
    return " ".join(when_words(during).split())


def going(visit: Visit, *people: tuple[Part, User]) -> Visit:
    return actions.set_roster(visit, [actions.Going(part, person) for part, person in people], by=make.manager())


# --- Before the visit ------------------------------------------------------------------------------------------------


def test_host_and_team_are_reminded_a_week_and_a_day_before(clock):
    visit = made.visit(Status.SCHEDULED, team=(made.member_of_team(),))
    moments = (seoul(26, 7, 59, month=11), seoul(26, month=11), seoul(27, month=11), seoul(2), seoul(3))

    found = over(clock, *moments)

    when = plain(visit.during)
    week = {"박대표": f"일주일 뒤 찾아뵙습니다: {when}", "정지원": f"일주일 뒤 한빛정밀 방문: {when}"}
    eve = {"박대표": f"내일 찾아뵙습니다: {when}", "정지원": f"내일 한빛정밀 방문: {when}"}
    assert found == [{}, week, {}, eve, {}]


def test_who_was_told_of_the_day_later_gets_only_what_is_still_ahead(clock):
    offered = made.visit(Status.OFFERED)
    clock.move_to(seoul(28, 9, month=11))
    actions.accept(offered, by=offered.requested_by)

    found = over(clock, seoul(28, 10, month=11), seoul(1), seoul(2))

    assert [list(one) for one in found] == [[], [], ["박대표"]]


def test_another_day_begins_anew_and_the_same_day_does_not(clock):
    programme = made.programme()
    visit = made.visit(Status.SCHEDULED, of=programme)
    assert [len(one) for one in over(clock, seoul(26, month=11))] == [1]
    actions.move_day(visit, made.slot(programme, order=2), "오후가 낫습니다.", by=make.manager())
    assert over(clock, seoul(27, month=11)) == [{}]
    later = made.slot(programme, visit.on + timedelta(days=7))
    actions.move_day(Visit.objects.get(), later, "시장님 일정이 바뀌었습니다.", by=make.manager())

    found = over(clock, seoul(2), seoul(3), seoul(9))

    assert [len(one) for one in found] == [0, 1, 1]


def test_after_days_of_silence_the_words_are_true_and_said_once(clock):
    visit = made.visit(Status.SCHEDULED)

    found = over(clock, seoul(30, month=11))

    assert found == [{"박대표": f"3일 뒤 찾아뵙습니다: {plain(visit.during)}"}]
    assert over(clock, seoul(3, 9)) == [{"박대표": f"오늘 찾아뵙습니다: {plain(visit.during)}"}]


@pytest.mark.parametrize("end", ["cancelled", "asked for another day"])
def test_what_does_not_take_place_is_not_spoken_of(clock, end):
    visit = made.visit(Status.SCHEDULED)
    if end == "cancelled":
        actions.cancel(visit, "공장이 쉽니다.", by=visit.requested_by)
    else:
        actions.ask_other(visit, "내년", by=visit.requested_by)

    assert over(clock, seoul(26, month=11), seoul(2), seoul(4), seoul(9)) == [{}] * 4


# --- The answer to an offer ------------------------------------------------------------------------------------------


def test_an_offer_is_recalled_the_day_before_and_the_office_told_when_its_day_passed(clock):
    visit = made.visit(Status.OFFERED)
    assert visit.reply_by.isoformat() == "2026-11-28"

    found = over(clock, seoul(27, 7, 59, month=11), seoul(27, month=11), seoul(28, month=11), seoul(29, month=11))

    assert [set(one) for one in found] == [set(), {"박대표"}, set(), {"총괄담당"}]
    assert found[3] == {"총괄담당": "답이 오지 않았습니다: 한빛정밀"}
    assert "/visits/link/" in Message.objects.filter(person=visit.requested_by).latest("pk").text


def test_a_change_of_the_roster_does_not_recall_an_offer_twice(clock):
    visit = made.visit(Status.OFFERED)
    team = made.member_of_team()
    first = over(clock, seoul(27, month=11))
    going(visit, (Part.TEAM, team))

    assert ([len(one) for one in first], over(clock, seoul(27, 9, month=11))) == ([1], [{}])


# --- The minutes -----------------------------------------------------------------------------------------------------


def test_whoever_went_is_asked_for_the_minutes_the_day_after_and_the_office_after_three(clock):
    writer, reader = made.member_of_team("정지원"), made.member_of_team("오위원")
    going(made.visit(Status.SCHEDULED), (Part.TEAM, writer), (Part.COMMITTEE, reader))

    found = over(clock, seoul(3, 20), seoul(4), seoul(5), seoul(6))

    asked, late = {"정지원": "회의록을 기다립니다: 한빛정밀"}, {"총괄담당": "회의록이 늦어지고 있습니다: 한빛정밀"}
    assert found[1:] == [asked, {}, late]


def test_where_nobody_went_who_writes_the_office_is_asked(clock):
    made.visit(Status.SCHEDULED)

    assert over(clock, seoul(4)) == [{"총괄담당": "회의록을 기다립니다: 한빛정밀"}]


def test_minutes_that_were_sent_are_not_asked_for(clock):
    visit = made.visit(Status.SCHEDULED)
    clock.move_to(seoul(3, 12))
    actions.keep_notes(visit, by=make.manager(), minutes=made.MINUTES)
    actions.send_minutes(actions.hold(visit, by=make.manager()), by=make.manager())

    assert over(clock, seoul(4)) == [{}]


def sent(clock) -> Visit:
    """A visit whose minutes went out in the afternoon of its day."""
    visit, manager = made.visit(Status.SCHEDULED), make.manager()
    clock.move_to(seoul(3, 15))
    actions.keep_notes(visit, by=manager, minutes=made.MINUTES)
    return actions.send_minutes(actions.hold(visit, by=manager), by=manager)


def test_unconfirmed_minutes_are_recalled_after_three_days_and_may_close_after_seven(clock):
    visit = sent(clock)

    found = over(clock, seoul(6, 7, 59), seoul(6), seoul(10, 14, 59), seoul(10, 15))

    recalled = {"박대표": f"{plain(visit.during)} 방문의 회의록을 확인해 주십시오"}
    assert found == [{}, recalled, {}, {"총괄담당": "확인 없이 정리를 끝낼 수 있습니다: 한빛정밀"}]
    assert actions.close(visit, by=make.manager()).status == Status.CLOSED


@pytest.mark.parametrize("answer", ["confirmed", "objected"])
def test_who_answered_the_minutes_is_left_alone(clock, answer):
    visit = sent(clock)
    if answer == "confirmed":
        actions.confirm(visit, by=visit.requested_by)
    else:
        actions.object_(visit, "온 사람이 다릅니다.", by=visit.requested_by)

    assert over(clock, seoul(6), seoul(11)) == [{}, {}]


def test_minutes_that_were_put_right_are_waited_for_anew(clock):
    visit, manager = sent(clock), make.manager()
    actions.object_(visit, "온 사람이 다릅니다.", by=visit.requested_by)
    clock.move_to(seoul(8, 10))
    actions.send_minutes(visit, by=manager, settlement="고쳤습니다.")

    found = over(clock, seoul(9), seoul(11))

    assert [list(one) for one in found] == [[], ["박대표"]]


def test_lines_nobody_decided_are_called_for_after_three_days(clock):
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))
    made.line(visit, "가로등이 어둡습니다", by=team)
    actions_at = seoul(6)
    assert over(clock, seoul(4)) == [{"정지원": "회의록을 기다립니다: 한빛정밀"}]

    found = over(clock, actions_at)

    assert found[0]["정지원"] == "정하지 않은 약속이 있습니다: 한빛정밀"
    text = Message.objects.filter(person=team).latest("pk").text
    assert "약속 가운데 1줄을 아직 정하지 않았습니다." in text
    assert "1. 가로등이 어둡습니다" in text


# --- Once, whatever happens ------------------------------------------------------------------------------------------


def test_several_reminders_to_one_person_are_one_mail(clock):
    programme, team = made.programme(), made.member_of_team()
    for order, name in ((1, "가람사출"), (2, "다온도금")):
        slot = made.slot(programme, order=order)
        made.visit(Status.SCHEDULED, of=programme, to=made.factory(name), on=slot, team=(team,))
    clock.move_to(seoul(26, month=11))
    before = Message.objects.count()

    actions.remind()

    mail = Message.objects.filter(person=team).latest("pk")
    assert Message.objects.count() == before + 3
    assert mail.subject == "[기업SOS] 챙기실 일이 2건 있습니다"
    assert ("가람사출" in mail.text, "다온도금" in mail.text) == (True, True)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_beats_at_the_same_moment_remind_once(clock):
    made.visit(Status.SCHEDULED, team=(made.member_of_team(),))
    clock.move_to(seoul(26, month=11))
    before = Message.objects.count()

    answers = at_once(actions.remind, actions.remind, actions.remind)

    assert answers == ["", "", ""]
    assert VisitReminder.objects.count() == 1
    assert Message.objects.count() == before + 2


def test_what_lies_too_far_back_is_let_rest(clock):
    made.visit(Status.SCHEDULED)

    assert over(clock, datetime(2027, 6, 1, 9, tzinfo=SEOUL)) == [{}]


def test_the_beat_reminds_by_day_and_the_task_may_run_twice(clock):
    made.visit(Status.SCHEDULED)
    clock.move_to(seoul(26, month=11))

    tasks.remind()
    tasks.remind()

    schedule = app.conf.beat_schedule["visits.remind"]
    assert schedule["task"] == "visits.tasks.remind"
    assert schedule["schedule"].hour == set(range(8, 21))
    assert VisitReminder.objects.count() == 1


def test_at_night_a_reminder_waits_for_the_morning(clock, settings):
    settings.QUIET_FROM, settings.QUIET_UNTIL = 21, 8
    visit = made.visit(Status.SCHEDULED)
    clock.move_to(seoul(26, 23, month=11))

    actions.remind()

    mail = Message.objects.filter(about=visit.visit_no).latest("pk")
    assert mail.try_at.astimezone(SEOUL) == seoul(27, month=11)

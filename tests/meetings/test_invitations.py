"""Who attends is told, answers, is reminded, and learns of every change; their calendars follow."""

import re
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from icalendar import Calendar
from psycopg.types.range import Range

from accounts.roles import Role
from grievances.workflow import MoveRefused
from meetings import actions, notices
from meetings.actions import Coming
from meetings.models import Meeting, MeetingReminder
from meetings.wording import when_words
from meetings.workflow import Kind, Status
from notifications.models import Message
from sosportal.celery import app
from tests import made_meetings as made
from tests import make
from tests.meetings.attendees import GUEST, betrayed, invited, last_mail, mails_since, seat_of, secret_case

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")


def seoul(day: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=SEOUL)


@pytest.fixture(autouse=True)
def clock():
    """Tuesday, 1 December 2026, 10:00."""
    with time_machine.travel(seoul(1, 10), tick=False) as traveller:
        yield traveller


def on_the(day: int) -> Range[datetime]:
    return Range(seoul(day, 14), seoul(day, 16))


def calendar_of(meeting: Meeting, client, person=None) -> Calendar:
    answer = client.get(notices.calendar_link(meeting, seat_of(meeting, person).key))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


# --- 참석 알리기 -----------------------------------------------------------------------------------------------------


def test_everybody_is_told_once_and_who_is_added_later_when_they_are_added():
    member, late, manager, since = (
        make.official(Role.COMMITTEE),
        make.official(Role.EXPERT),
        make.manager(),
        last_mail(),
    )
    meeting = invited(member, guests=(GUEST,))

    first = mails_since(since)
    actions.set_people(meeting, [Coming(member), GUEST, Coming(late)], by=manager)
    between = last_mail()
    actions.invite(meeting, by=manager)

    assert set(first) == {member.email, GUEST.email}
    assert set(mails_since(between)) == {late.email}
    with pytest.raises(MoveRefused, match="이미 알렸습니다"):
        actions.invite(meeting, by=manager)


def test_the_invitation_names_day_place_and_headings_and_asks_for_an_answer():
    case, member = make.grievance(), make.official(Role.COMMITTEE)
    since = last_mail()
    meeting = invited(member, about=(case,), during=on_the(10), guests=(GUEST,))

    told = mails_since(since)
    heading = made.item(meeting).heading

    for mail in told.values():
        assert f"1. {heading}" in mail.text
        assert when_words(meeting.during) in mail.text
        assert made.PLACE in mail.text
        assert "답해 주십시오" in mail.text
    assert f"/meetings/{meeting.meeting_no}/" in told[member.email].text
    assert re.search(r"/meetings/link/[^/\s]{20,}/", told[GUEST.email].text)
    assert (told[member.email].link, told[GUEST.email].link) == (f"/meetings/{meeting.meeting_no}/", "")


def test_no_mail_and_no_calendar_names_a_case(client):
    case, member, manager = secret_case(), make.official(Role.COMMITTEE), make.manager()
    plain = actions.plan(
        Kind.JOINT,
        made.in_days(9),
        "비밀 정공 회의실",
        by=manager,
        key=uuid.uuid4(),
        about=f"{case.filer.name} 님이 옵니다.",
    )
    actions.set_people(plain, [Coming(member), GUEST], by=manager)
    actions.put_on(plain, [case.receipt_no], by=manager)
    actions.word(plain.agenda.get(), f"{case.title} ({case.company.name})", by=manager)
    since = last_mail()

    meeting = actions.invite(plain, by=manager)
    actions.amend(
        meeting, by=manager, title="비밀정공 회의", during=made.in_days(10), place="비밀정공", about="비밀정공에서"
    )
    actions.cancel(meeting, f"{case.title} 사건이 풀렸습니다.", by=manager)

    mails = [one for to, one in ((m.to, m) for m in Message.objects.filter(pk__gt=since)) if to != manager.email]
    assert len(mails) == 6
    assert [betrayed(f"{mail.subject} {mail.text} {mail.html}") for mail in mails] == [[]] * 6
    assert betrayed(client.get(notices.calendar_link(meeting, seat_of(meeting).key)).content.decode()) == []
    assert "1번 안건" in mails[0].text


# --- 달력 ------------------------------------------------------------------------------------------------------------


def test_the_calendar_asks_moves_and_cancels_the_same_event(client):
    case, manager = make.grievance(), make.manager()
    meeting = invited(about=(case,), during=on_the(10), guests=(GUEST,))

    asked = calendar_of(meeting, client)
    moved = actions.amend(meeting, by=manager, title=meeting.title, during=on_the(11), place="도청", about="")
    again = calendar_of(meeting, client)
    actions.cancel(moved, "눈이 많이 옵니다.", by=manager)
    gone = calendar_of(meeting, client)

    events = [calendar.events[0] for calendar in (asked, again, gone)]
    assert [str(calendar["METHOD"]) for calendar in (asked, again, gone)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {str(event["UID"]) for event in events} == {f"{meeting.calendar_uid}@localhost"}
    assert events[0]["SEQUENCE"] < events[1]["SEQUENCE"] < events[2]["SEQUENCE"]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [event.start for event in events] == [seoul(10, 14), seoul(11, 14), seoul(11, 14)]
    assert [str(events[0]["LOCATION"]), str(events[1]["LOCATION"])] == [made.PLACE, "도청"]
    assert f"1. {made.item(meeting).heading}" in str(events[0]["DESCRIPTION"])
    assert str(events[0]["ATTENDEE"]) == f"mailto:{GUEST.email}"
    assert events[0]["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"


def test_the_calendar_of_a_guest_opens_no_door(client):
    meeting = invited(guests=(GUEST,))

    answer = client.get(notices.calendar_link(meeting, seat_of(meeting).key)).content.decode()

    assert "/meetings/" not in answer
    assert meeting.meeting_no in answer


def test_who_was_taken_off_is_told_and_learns_nothing_but_the_cancellation(client):
    case, manager = make.grievance(), make.manager()
    meeting = invited(make.official(Role.TEAM), about=(case,), guests=(GUEST,))
    key, since = seat_of(meeting).key, last_mail()

    actions.set_people(meeting, [Coming(meeting.attendees.get(person__isnull=False).person)], by=manager)

    told = mails_since(since)
    assert set(told) == {GUEST.email}
    assert "오시지 않아도 됩니다" in told[GUEST.email].subject
    (event,) = Calendar.from_ical(client.get(notices.calendar_link(meeting, key)).content).events
    assert (str(event["STATUS"]), str(event["SUMMARY"])) == ("CANCELLED", f"[취소] {meeting.meeting_no}")
    assert "DESCRIPTION" not in event


def test_who_was_taken_off_before_anybody_was_told_hears_nothing():
    meeting, manager = made.meeting(people=(make.official(Role.TEAM),)), make.manager()
    since = last_mail()

    actions.set_people(meeting, [], by=manager)

    assert mails_since(since) == {}


def test_who_is_taken_off_after_it_is_over_is_not_told_to_stay_away(clock):
    meeting, manager = invited(make.official(Role.TEAM), during=on_the(2), guests=(GUEST,)), make.manager()
    clock.move_to(seoul(2, 16))
    since = last_mail()

    actions.set_people(meeting, [GUEST], by=manager)
    actions.hold(meeting, made.MINUTES, by=manager)
    actions.set_people(meeting, [], by=manager)

    assert mails_since(since) == {}


def test_a_guest_with_another_address_is_told_there_and_the_old_link_is_dead(client):
    meeting, manager = invited(guests=(GUEST,)), make.manager()
    old, since = notices.guest_link(seat_of(meeting)), last_mail()
    opened = client.get(old).status_code

    actions.set_people(meeting, [replace(GUEST, email="park@province.example")], by=manager)
    closed = client.get(old).status_code
    actions.invite(meeting, by=manager)

    assert (opened, closed, client.get(old).status_code) == (200, 403, 403)
    assert set(mails_since(since)) == {"park@province.example"}
    assert client.get(notices.guest_link(seat_of(meeting))).status_code == 200


def test_a_guest_whose_address_is_put_right_afterwards_gets_the_minutes_there(clock, client):
    meeting, manager = invited(during=on_the(2), guests=(GUEST,)), make.manager()
    old = notices.guest_link(seat_of(meeting))
    clock.move_to(seoul(2, 16))
    held = actions.hold(meeting, made.MINUTES, by=manager)
    since = last_mail()

    actions.set_people(held, [replace(GUEST, email="park@province.example")], by=manager)
    actions.confirm(held, by=manager)

    assert set(mails_since(since)) == {"park@province.example"}
    assert client.get(old).status_code == 403


# --- What they answer ------------------------------------------------------------------------------------------------


def test_an_answer_stands_and_the_office_hears_only_of_who_does_not_come():
    member = make.official(Role.COMMITTEE)
    meeting = invited(member, guests=(GUEST,))
    since = last_mail()

    actions.reply(seat_of(meeting, member), by=member, is_coming=True)
    quiet = mails_since(since)
    actions.reply(seat_of(meeting), by=None, is_coming=False, instead="이도청 주무관", words="출장이 있습니다.")

    assert quiet == {}
    assert seat_of(meeting, member).is_coming is True
    guest = seat_of(meeting)
    assert (guest.is_coming, guest.instead, guest.reply) == (False, "이도청 주무관", "출장이 있습니다.")
    (mail,) = mails_since(since).values()
    assert mail.to == make.manager().email
    assert "이도청 주무관 님이 대신 옵니다" in mail.subject
    entry = meeting.history.latest("pk")
    assert (entry.by, entry.by_name, entry.unit) == (None, "박도청", "경기도 기업육성과")


def test_nobody_answers_for_somebody_else():
    member, other = make.official(Role.COMMITTEE), make.official(Role.EXPERT)
    meeting = invited(member, other, guests=(GUEST,))

    for seat, by in ((seat_of(meeting, member), other), (seat_of(meeting, member), None), (seat_of(meeting), other)):
        with pytest.raises(PermissionDenied):
            actions.reply(seat, by=by, is_coming=True)

    assert not meeting.attendees.filter(replied_at__isnull=False).exists()


def test_another_day_asks_everybody_again_and_another_place_does_not():
    member, manager = make.official(Role.COMMITTEE), make.manager()
    meeting = invited(member, during=on_the(10))
    actions.reply(seat_of(meeting, member), by=member, is_coming=True)
    same = {"by": manager, "title": meeting.title, "about": ""}

    actions.amend(meeting, during=on_the(10), place="도청", **same)
    stands = seat_of(meeting, member).is_coming
    since = last_mail()
    actions.amend(meeting, during=on_the(11), place="도청", **same)

    assert (stands, seat_of(meeting, member).is_coming) == (True, None)
    assert "다시 답해 주십시오" in mails_since(since)[member.email].text


def test_nobody_answers_after_the_end(clock):
    member = make.official(Role.COMMITTEE)
    meeting = invited(member, during=on_the(10))
    clock.move_to(seoul(10, 16))

    with pytest.raises(MoveRefused, match="끝난 회의"):
        actions.reply(seat_of(meeting, member), by=member, is_coming=True)


def test_the_database_refuses_somebody_who_comes_and_sends_another():
    seat = seat_of(invited(guests=(GUEST,)))
    seat.is_coming, seat.instead, seat.replied_at = True, "이도청", seoul(1)

    with pytest.raises(IntegrityError, match="attendee_who_sends_somebody_does_not_come"), transaction.atomic():
        seat.save()


# --- Reminders -------------------------------------------------------------------------------------------------------


def told() -> dict[str, str]:
    """What one run told whom."""
    since = last_mail()
    actions.remind()
    return {to: mail.subject.removeprefix("[기업SOS] ") for to, mail in mails_since(since).items()}


def test_a_week_and_a_day_before_those_are_reminded_who_may_come(clock):
    member, absent = make.official(Role.COMMITTEE), make.official(Role.EXPERT)
    meeting = invited(member, absent, during=on_the(10), guests=(GUEST,))
    actions.reply(seat_of(meeting, absent), by=absent, is_coming=False)

    runs = {}
    for day, hour in ((3, 7), (3, 9), (3, 9), (8, 20), (9, 9), (10, 9)):
        clock.move_to(seoul(day, hour))
        runs[day, hour] = [*runs.get((day, hour), []), told()]

    week = dict.fromkeys((member.email, GUEST.email), f"일주일 뒤 회의: {meeting.title}")
    eve = dict.fromkeys((member.email, GUEST.email), f"내일 회의: {meeting.title}")
    assert runs == {(3, 7): [{}], (3, 9): [week, {}], (8, 20): [{}], (9, 9): [eve], (10, 9): [{}]}


def test_who_was_told_today_is_not_reminded_today(clock):
    invited(make.official(Role.COMMITTEE), during=on_the(2))

    assert told() == {}


def test_minutes_that_nobody_writes_or_confirms_are_asked_for(clock):
    manager = make.manager()
    meeting = invited(make.official(Role.COMMITTEE), during=on_the(2))
    clock.move_to(seoul(2, 17))
    early = told()
    clock.move_to(seoul(3, 9))
    late = told()
    actions.hold(meeting, made.MINUTES, by=manager)
    clock.move_to(seoul(5, 9))
    soon = told()
    clock.move_to(seoul(6, 9))

    assert (early, soon) == ({}, {})
    assert late == {manager.email: f"회의록을 기다립니다: {meeting.title}"}
    assert told() == {manager.email: f"회의록을 확정하십시오: {meeting.title}"}
    assert set(MeetingReminder.objects.values_list("what", flat=True)) >= {"MINUTES", "UNCONFIRMED"}


def test_a_cancelled_meeting_reminds_nobody(clock):
    meeting = invited(make.official(Role.COMMITTEE), during=on_the(10))
    actions.cancel(meeting, "눈이 옵니다.", by=make.manager())
    clock.move_to(seoul(9, 9))

    assert told() == {}


def test_the_clock_of_the_portal_runs_the_reminders():
    entry = app.conf.beat_schedule["meetings.remind"]

    assert entry["task"] in app.tasks or entry["task"] == "meetings.tasks.remind"


# --- 회의록 ----------------------------------------------------------------------------------------------------------


def test_confirmed_minutes_go_to_everybody_who_was_asked(clock):
    case, member, manager = make.grievance(), make.official(Role.COMMITTEE), make.manager()
    meeting = invited(member, about=(case,), during=on_the(2), guests=(GUEST,))
    clock.move_to(seoul(2, 15))
    actions.decide(made.item(meeting), "DEFER", "다음 달에 다시 봅니다.", by=manager)
    held = actions.hold(meeting, made.MINUTES, by=manager)
    since = last_mail()

    actions.confirm(held, by=manager)

    told = mails_since(since)
    assert set(told) == {member.email, GUEST.email}
    assert "1. " in told[GUEST.email].text
    assert "다음 회의로" in told[GUEST.email].text
    assert Meeting.objects.get(pk=meeting.pk).status == Status.CONFIRMED


def test_a_guest_without_an_address_is_a_telephone_call():
    since = last_mail()

    invited(guests=(Coming(name="정무메일", body="노동청"),))

    (mail,) = mails_since(since).values()
    assert (mail.to, mail.gave_up_at is not None) == ("", True)
    assert timedelta(0) == mail.try_at - mail.written_at

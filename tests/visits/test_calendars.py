"""Calendars as programs read them: the same event over every change, and gone when it is cancelled (RFC 5545)."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.models import AccessLog, User
from companies import actions as companies
from tests import made_visits as made
from tests import make
from visits import actions, notices
from visits.models import CalendarFeed
from visits.workflow import Part, Status

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")


def subscribed(person: User) -> str:
    """The address of this person's calendar."""
    return f"/visits/feed/{actions.renew_feed(by=person).key}.ics"


def read(address: str, client: Client | None = None) -> Calendar:
    """What a calendar program makes of it."""
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def shown(calendar: Calendar) -> list[tuple[str, int]]:
    return [(str(event["STATUS"]), event["SEQUENCE"]) for event in calendar.events]


def entry_address(visit, person: User) -> str:
    return notices.going(visit.roster.get(person=person)).calendar


# --- What one event says ---------------------------------------------------------------------------------------------


def test_a_visit_opens_in_a_parser_and_says_when_and_where(client):
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))
    make.sign_in(client, visit.requested_by)

    calendar = read(f"/visits/{visit.visit_no}/visit.ics", client)

    (event,) = calendar.events
    assert (calendar["METHOD"], calendar["VERSION"], calendar.get_missing_tzids()) == ("PUBLISH", "2.0", set())
    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Asia/Seoul"]
    assert (event.start, event.end) == (visit.begins_at.astimezone(SEOUL), visit.ends_at.astimezone(SEOUL))
    assert event["DTSTART"].params["TZID"] == "Asia/Seoul"
    assert str(event["UID"]) == f"{visit.calendar_uid}@localhost"
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("이동시장실 · 한빛정밀", "한빛시 예시로 7")
    assert f"/visits/{visit.visit_no}/" in str(event["URL"])
    assert "기업민원과 031-000-0100" in str(event["DESCRIPTION"])
    assert event["LAST-MODIFIED"].dt == visit.history.latest("pk").at.replace(microsecond=0)


def test_a_single_visit_is_saved_as_a_file(client):
    visit = made.visit(Status.SCHEDULED)
    make.sign_in(client, visit.requested_by)

    answer = client.get(f"/visits/{visit.visit_no}/visit.ics")

    assert answer["Content-Disposition"] == f'attachment; filename="{visit.visit_no}.ics"'


def test_lines_end_and_are_folded_as_the_standard_says():
    visit = made.visit(Status.SCHEDULED, to=made.factory("한빛정밀공업과학기술산업" * 4))
    address = subscribed(visit.requested_by)

    body = Client().get(address).content

    lines = body.split(b"\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert b"\r" not in body.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert len([line for line in lines if line.startswith(b" ")]) >= 3
    assert all(line.decode() is not None for line in lines)  # no syllable is cut in two
    assert str(Calendar.from_ical(body).events[0]["SUMMARY"]) == f"이동시장실 · {visit.host}"


@pytest.mark.parametrize(
    "name",
    [
        "한빛;정밀,\\주식회사",
        "한빛\r\nBEGIN:VEVENT\r\nSUMMARY:다른 것",
        "한빛\rATTENDEE:mailto:x@y.z",
        "한빛\nSTATUS:CANCELLED",
    ],
    ids=["marks", "lines", "carriage return", "line feed"],
)
def test_a_name_cannot_write_lines_of_its_own(name):
    company = made.factory(name)
    visit = made.visit(Status.SCHEDULED, to=company)
    owner = visit.requested_by
    actions.amend(visit, by=owner, place=f"정문 {name}")

    calendar = read(subscribed(owner))

    (event,) = calendar.events
    assert str(event["SUMMARY"]) == f"이동시장실 · {' '.join(name.split())}"
    assert str(event["LOCATION"]) == f"정문 {' '.join(name.split())}"
    assert (str(event["STATUS"]), "ATTENDEE" in event) == ("CONFIRMED", False)


# --- Over changes ----------------------------------------------------------------------------------------------------


def test_an_event_keeps_its_uid_and_counts_its_changes():
    programme = made.programme()
    visit = made.visit(of=programme)
    owner, manager = visit.requested_by, make.manager()
    address, found = subscribed(owner), []

    def look() -> None:
        found.extend((str(e["UID"]), str(e["STATUS"]), e["SEQUENCE"], e.start) for e in read(address).events)

    look()
    first, second = made.slot(programme), made.slot(programme, order=2)
    visit = actions.offer(visit, first, by=manager)
    look()
    visit = actions.accept(visit, by=owner)
    look()
    visit = actions.move_day(visit, second, "시장님 일정이 바뀌었습니다.", by=manager)
    look()
    visit = actions.amend(visit, by=owner, place="제2공장 정문")
    look()
    visit = actions.ask_other(visit, "12월 셋째 주", by=owner)
    look()
    visit = actions.offer(visit, first, by=manager)
    look()

    uid, at_first, at_second = f"{visit.calendar_uid}@localhost", first.during.lower, second.during.lower
    assert found == [
        (uid, "TENTATIVE", 1, at_first),
        (uid, "CONFIRMED", 2, at_first),
        (uid, "CONFIRMED", 3, at_second),
        (uid, "CONFIRMED", 4, at_second),
        (uid, "CANCELLED", 5, at_second),
        (uid, "TENTATIVE", 6, at_first),
    ]


def test_a_cancelled_visit_is_taken_out_and_then_no_longer_spoken_of(client):
    visit = made.visit(Status.SCHEDULED)
    owner = visit.requested_by
    address = subscribed(owner)
    before = shown(read(address))

    actions.cancel(visit, "공장이 쉽니다.", by=owner)

    make.sign_in(client, owner)
    alone = read(f"/visits/{visit.visit_no}/visit.ics", client)
    assert before == [("CONFIRMED", 2)]
    assert shown(read(address)) == [("CANCELLED", 3)]
    assert (alone["METHOD"], shown(alone)) == ("CANCEL", [("CANCELLED", 3)])
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert shown(read(address)) == [("CANCELLED", 3)]
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert shown(read(address)) == []


def test_a_visit_stays_for_ninety_days():
    visit = made.visit(Status.SCHEDULED)
    address = subscribed(visit.requested_by)

    with time_machine.travel(visit.ends_at + timedelta(days=89)):
        near = shown(read(address))
    with time_machine.travel(visit.ends_at + timedelta(days=91)):
        far = shown(read(address))

    assert (near, far) == ([("CONFIRMED", 2)], [])


# --- Whoever goes along ----------------------------------------------------------------------------------------------


def test_the_address_in_the_mail_needs_no_signing_in_and_follows_the_roster():
    team, manager = made.member_of_team(), make.manager()
    visit = made.visit(Status.SCHEDULED, team=(team,))
    address = entry_address(visit, team)
    before = read(address)

    actions.set_roster(visit, [], by=manager)
    taken_off = read(address)
    actions.set_roster(visit, [actions.Going(Part.TEAM, team)], by=manager)
    back = read(address)

    assert (before["METHOD"], shown(before)) == ("PUBLISH", [("CONFIRMED", 3)])
    assert (taken_off["METHOD"], shown(taken_off)) == ("CANCEL", [("CANCELLED", 4)])
    assert (back["METHOD"], shown(back)) == ("PUBLISH", [("CONFIRMED", 5)])
    assert {str(one.events[0]["UID"]) for one in (before, taken_off, back)} == {f"{visit.calendar_uid}@localhost"}


def test_whoever_was_taken_off_learns_nothing_more():
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))
    address = entry_address(visit, team)
    actions.set_roster(visit, [], by=make.manager())

    body = Client().get(address).content.decode()

    assert "한빛정밀" not in body
    assert "예시로" not in body
    assert f"ATTENDEE:mailto:{team.email}" in body


def test_somebody_of_an_outside_body_has_an_address_too():
    manager = make.manager()
    guest = actions.Going(Part.OUTSIDE, name="김외부", body="상공회의소", email="guest@test.example")
    visit = actions.set_roster(made.visit(Status.SCHEDULED), [guest], by=manager)
    address = notices.going(visit.roster.get()).calendar
    before = read(address)

    actions.set_roster(visit, [], by=manager)

    assert (before["METHOD"], read(address)["METHOD"]) == ("PUBLISH", "CANCEL")


def test_a_cancelled_visit_is_taken_out_of_the_calendars_of_who_goes_along():
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))
    address, feed = entry_address(visit, team), subscribed(team)

    actions.cancel(visit, "공장이 쉽니다.", by=visit.requested_by)

    assert (read(address)["METHOD"], shown(read(address))) == ("CANCEL", [("CANCELLED", 4)])
    assert shown(read(feed)) == [("CANCELLED", 4)]


def test_a_made_up_address_opens_nothing(client):
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))
    address = entry_address(visit, team)

    statuses = [
        client.get(one).status_code
        for one in (f"{address[:-8]}xxxx.ics", "/visits/calendar/1.ics", "/visits/feed/1.ics", "/visits/feed/%00.ics")
    ]

    assert statuses == [404] * 4


# --- Whose feed ------------------------------------------------------------------------------------------------------


def test_a_feed_holds_ones_own_visits_and_nobody_elses():
    programme, team = made.programme(), made.member_of_team()
    mine, other = made.factory("가람사출"), made.factory("다온도금")
    visited = made.visit(Status.SCHEDULED, of=programme, to=mine, on=made.slot(programme), team=(team,))
    elsewhere = made.visit(Status.SCHEDULED, of=programme, to=other, on=made.slot(programme, order=2))

    hosts, teams = read(subscribed(visited.requested_by)), read(subscribed(team))
    managers = read(subscribed(make.manager()))

    assert [str(event["SUMMARY"]) for event in hosts.events] == ["이동시장실 · 가람사출"]
    assert [str(event["SUMMARY"]) for event in teams.events] == ["이동시장실 · 가람사출"]
    assert str(teams.events[0]["URL"]).endswith(f"/field/{visited.visit_no}/")
    assert str(hosts.events[0]["URL"]).endswith(f"/visits/{visited.visit_no}/")
    assert managers.events == []
    assert [str(e["SUMMARY"]) for e in read(subscribed(elsewhere.requested_by)).events] == ["이동시장실 · 다온도금"]


def test_who_lost_the_role_or_the_company_or_the_account_has_no_feed():
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))
    leaver, gone = make.member(visit.company), make.member(visit.company)
    addresses = [subscribed(person) for person in (team, leaver, gone)]
    assert [len(read(address).events) for address in addresses] == [1, 1, 1]

    team.grants.update(until=timezone.now())
    companies.remove(visit.company.seats.active().get(person=leaver), by=visit.requested_by)
    User.objects.filter(pk=gone.pk).update(is_active=False)

    answers = [Client().get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert read(entry_address(visit, team))["METHOD"] == "CANCEL"


def test_a_new_address_ends_the_old_one(client):
    visit = made.visit(Status.SCHEDULED)
    make.sign_in(client, visit.requested_by)
    client.post("/visits/calendar/renew/")
    old = CalendarFeed.objects.get().key

    answer = client.post("/visits/calendar/renew/", follow=True)

    new = CalendarFeed.objects.get().key
    assert f"http://localhost:8000/visits/feed/{new}.ics" in answer.content.decode()
    assert len(new) >= 43
    assert [Client().get(f"/visits/feed/{key}.ics").status_code for key in (old, new)] == [404, 200]


def test_the_page_makes_no_address_by_being_looked_at(client):
    make.sign_in(client, make.person())

    page = client.get("/visits/calendar/").content.decode()

    assert "내 달력 주소 만들기" in page
    assert not CalendarFeed.objects.exists()


def test_what_has_not_changed_is_not_sent_again():
    visit = made.visit(Status.SCHEDULED)
    address = subscribed(visit.requested_by)
    first = Client().get(address)
    tag = {"If-None-Match": first["ETag"]}

    same = Client().get(address, headers=tag)
    actions.amend(visit, by=visit.requested_by, place="제2공장 정문")
    changed = Client().get(address, headers=tag)

    assert (first["Cache-Control"], same.status_code, same.content) == ("private, no-cache", 304, b"")
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)


def test_no_secret_of_the_portal_is_in_a_feed():
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))

    body = Client().get(subscribed(team)).content.decode().replace("\r\n ", "")

    assert not re.search(r"/visits/(link|feed|calendar)/", body)
    assert visit.topics not in body
    assert team.email not in body


@pytest.mark.parametrize("rows", [1, 3])
def test_a_feed_asks_the_database_a_fixed_number_of_questions(django_assert_num_queries, rows):
    programme, team = made.programme(), made.member_of_team()
    for number in range(rows):
        slot = made.slot(programme, made.next_thursday() + timedelta(days=7 * number))
        made.visit(Status.SCHEDULED, of=programme, to=made.factory(f"회사 {number}"), on=slot, team=(team,))
    address = subscribed(team)

    with django_assert_num_queries(4):  # the address, the roles, the visits, which of them one goes along to
        calendar = read(address)

    assert len(calendar.events) == rows


# --- One visit, signed in --------------------------------------------------------------------------------------------


def test_one_visit_is_for_whoever_may_see_it_and_officials_leave_a_line(client):
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))
    address = f"/visits/{visit.visit_no}/visit.ics"
    lines = AccessLog.objects.count()
    statuses = {}

    for name, person in {
        "host": visit.requested_by,
        "team": team,
        "manager": make.manager(),
        "stranger": make.owner(make.company("다른 회사")),
        "other team": made.member_of_team("박지원"),
    }.items():
        statuses[name] = make.sign_in(Client(), person).get(address).status_code

    assert statuses == {"host": 200, "team": 200, "manager": 200, "stranger": 404, "other team": 404}
    assert AccessLog.objects.count() == lines + 2


def test_a_visit_without_a_time_has_no_calendar_entry(client):
    visit = made.visit()
    make.sign_in(client, visit.requested_by)

    assert client.get(f"/visits/{visit.visit_no}/visit.ics").status_code == 404

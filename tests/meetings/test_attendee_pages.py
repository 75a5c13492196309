"""What attendees read: the agenda by its headings, who comes, the minutes; never whose case it is."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from pypdf import PdfReader

from accounts import actions as accounts
from accounts.models import User
from accounts.roles import Role
from meetings import actions, minutes_pdf, tokens
from meetings.actions import Coming
from meetings.models import Meeting
from meetings.workflow import Status
from tests import made_meetings as made
from tests import make
from tests.meetings.attendees import (
    GUEST,
    SECRET_COMPANY,
    SECRET_PERSON,
    SECRET_TITLE,
    betrayed,
    invited,
    last_mail,
    mails_since,
    seat_of,
    secret_case,
)

pytestmark = pytest.mark.django_db

WORDS = f"{SECRET_COMPANY}의 {SECRET_PERSON} 님과 ‘{SECRET_TITLE}’을 살펴보았습니다."


def link_of(meeting: Meeting, verb: str = "") -> str:
    """The address in a guest's mail."""
    return f"/meetings/link/{tokens.guest_token(seat_of(meeting).key)}/{verb}"


def page_of(meeting: Meeting, verb: str = "") -> str:
    return f"/meetings/{meeting.meeting_no}/{verb}"


def confirmed(meeting: Meeting, *, words: str = WORDS) -> Meeting:
    """The same meeting after everything in it was decided, with words that tell too much."""
    manager = make.manager()
    with time_machine.travel(meeting.begins_at + timedelta(minutes=30)):
        for item in meeting.agenda.all():
            actions.decide(item, "DEFER", words, by=manager)
        held = actions.hold(meeting, words, came=[seat_of(meeting).pk], by=manager)
        return actions.confirm(held, by=manager)


# --- Who gets in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.TEAM, Role.EXPERT])
def test_whoever_attends_reads_the_agenda_and_a_colleague_does_not(client, role):
    case, member, other = make.grievance(), make.official(role), make.official(role)
    meeting = invited(member, about=(case,))

    page = make.sign_in(client, member).get(page_of(meeting))
    list_ = client.get("/meetings/")
    make.sign_in(client, other)

    assert made.item(meeting).heading in page.content.decode()
    assert meeting.title in list_.content.decode()
    assert client.get(page_of(meeting)).status_code == 404
    assert meeting.meeting_no not in client.get("/meetings/").content.decode()


def test_before_anybody_was_told_there_is_nothing_to_read(client):
    member = make.official(Role.COMMITTEE)
    meeting = made.meeting(people=(member,))
    make.sign_in(client, member)

    assert client.get(page_of(meeting)).status_code == 404


def test_a_role_that_was_taken_away_takes_the_meetings_along(client):
    member = make.official(Role.COMMITTEE)
    meeting = invited(member)
    make.sign_in(client, member)
    opened = client.get(page_of(meeting)).status_code

    member.grants.update(until=timezone.now())

    assert (opened, client.get(page_of(meeting)).status_code) == (200, 404)


def test_the_office_is_led_to_where_it_works_on_it(client):
    meeting = invited(make.official(Role.COMMITTEE))
    make.sign_in(client, make.manager())

    answer = client.get(page_of(meeting))

    assert answer.headers["Location"] == f"/admin/meetings/meeting/{meeting.pk}/change/"


def test_a_guest_reads_by_the_link_of_the_mail_and_nobody_by_another(client):
    meeting = invited(guests=(GUEST,), about=(make.grievance(),))

    page = client.get(link_of(meeting))

    assert made.item(meeting).heading in page.content.decode()
    assert "경기도 기업육성과" in page.content.decode()
    assert client.get("/meetings/link/abc/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=tokens.GUEST_DAYS + 1)):
        assert client.get(link_of(meeting)).status_code == 200  # a new mail has a new link
    old = link_of(meeting)
    with time_machine.travel(timezone.now() + timedelta(days=tokens.GUEST_DAYS + 1)):
        assert client.get(old).status_code == 404


def test_the_link_of_somebody_who_was_taken_off_says_so(client):
    meeting = invited(guests=(GUEST,))
    link = link_of(meeting)

    actions.set_people(meeting, [Coming(name="다른 사람")], by=make.manager())

    page = client.get(link)
    assert page.status_code == 403
    assert "오시지 않아도 됩니다" in page.content.decode()


# --- Nobody learns whose case it is ----------------------------------------------------------------------------------


def test_no_page_of_an_attendee_names_a_case_they_may_not_see(client):
    case, member = secret_case(), make.official(Role.COMMITTEE)
    meeting = invited(member, about=(case,), guests=(GUEST,))
    actions.word(meeting.agenda.get(), f"{case.title} {case.company.name}", by=make.manager())
    confirmed(meeting)
    make.sign_in(client, member)

    mine, guests, list_ = (
        client.get(path).content.decode() for path in (page_of(meeting), link_of(meeting), "/meetings/")
    )
    sheet = text_of(client.get(page_of(meeting, "minutes.pdf")).content)

    assert [betrayed(one) for one in (mine, guests, list_, sheet)] == [[]] * 4
    assert "○○기업의 담당자 님과 ‘1번 안건’" in mine
    assert "○○기업의 담당자 님과 ‘1번 안건’" in guests


def test_who_may_see_the_case_reads_its_title_with_the_way_to_it(client):
    case = secret_case()
    meeting = invited(case.officer, about=(case,))
    confirmed(invited_guest(meeting))
    make.sign_in(client, case.officer)

    page = client.get(page_of(meeting)).content.decode()

    assert f'href="/admin/grievances/grievance/{case.pk}/change/">{SECRET_TITLE}</a>' in page
    assert WORDS in page


def invited_guest(meeting: Meeting) -> Meeting:
    """The same with a guest."""
    manager = make.manager()
    standing = [Coming(one.person) for one in meeting.attendees.filter(person__isnull=False)]
    actions.set_people(meeting, [*standing, GUEST], by=manager)
    return actions.invite(meeting, by=manager)


def test_a_member_of_the_committee_reads_the_title_of_their_own_companys_case(client):
    case = secret_case()
    accounts.grant(case.filer, Role.COMMITTEE, by=make.administrator())
    meeting = invited(case.filer, about=(case,))
    make.sign_in(client, User.objects.get(pk=case.filer_id))

    page = client.get(page_of(meeting)).content.decode()

    assert f'href="/grievances/{case.receipt_no}/">{SECRET_TITLE}</a>' in page


# --- 참석 여부 -------------------------------------------------------------------------------------------------------


def test_a_guest_answers_without_signing_in(client):
    meeting = invited(guests=(GUEST,))
    link = link_of(meeting)

    answer = client.post(f"{link}reply/", {"answer": "sends", "instead": "이도청", "words": "늦습니다."})

    assert answer.headers["Location"] == link
    seat = seat_of(meeting)
    assert (seat.is_coming, seat.instead, seat.reply) == (False, "이도청", "늦습니다.")
    assert "이도청 님이 대신 참석" in client.get(link_of(meeting)).content.decode()


@pytest.mark.parametrize(("said", "asked"), [({}, "하나를 골라"), ({"answer": "sends"}, "대신 오실 분의 이름을")])
def test_half_an_answer_is_asked_for_again(client, said, asked):
    meeting = invited(guests=(GUEST,))

    page = client.post(link_of(meeting, "reply/"), said)

    assert page.status_code == 422
    assert asked in page.content.decode()
    assert seat_of(meeting).replied_at is None


def test_ours_answer_in_the_portal(client):
    member = make.official(Role.COMMITTEE)
    meeting = invited(member)
    make.sign_in(client, member)

    client.post(page_of(meeting, "reply/"), {"answer": "comes"})

    assert seat_of(meeting, member).is_coming is True
    assert "내 답: 참석 예정" in client.get(page_of(meeting)).content.decode()


def test_nobody_answers_in_a_meeting_they_were_not_asked_to(client):
    meeting = invited(make.official(Role.COMMITTEE))
    make.sign_in(client, make.official(Role.COMMITTEE))

    assert client.post(page_of(meeting, "reply/"), {"answer": "comes"}).status_code == 404


def test_an_answer_after_the_end_comes_back_with_the_reason(client):
    meeting = invited(guests=(GUEST,))
    link = link_of(meeting, "reply/")

    with time_machine.travel(meeting.ends_at + timedelta(minutes=1)):
        page = client.post(link, {"answer": "comes"})

    assert page.status_code == 422
    assert "끝난 회의입니다" in page.content.decode()


# --- 회의록 ----------------------------------------------------------------------------------------------------------


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_minutes_and_decisions_are_read_only_once_they_are_confirmed(client):
    member, manager = make.official(Role.COMMITTEE), make.manager()
    meeting = invited(member, about=(make.grievance(),), guests=(GUEST,))
    make.sign_in(client, member)
    with time_machine.travel(meeting.begins_at):
        actions.decide(made.item(meeting), "DEFER", "예산을 본 뒤에 정합니다.", by=manager)
        held = actions.hold(meeting, "도면을 함께 보았습니다.", by=manager)

    before = client.get(page_of(meeting)).content.decode()
    sheet_before = client.get(page_of(meeting, "minutes.pdf")).status_code
    actions.confirm(held, by=manager)
    after = client.get(page_of(meeting)).content.decode()
    sheet = client.get(link_of(meeting, "minutes.pdf"))

    said = ["예산을 본 뒤에 정합니다.", "도면을 함께 보았습니다."]
    assert [word in before for word in said] == [False, False]
    assert [word in after for word in said] == [True, True]
    assert (sheet_before, sheet.status_code, sheet["Content-Type"]) == (404, 200, "application/pdf")


@pytest.mark.parametrize("is_put_right", [False, True])
def test_who_came_without_being_told_stands_in_the_minutes_and_reads_them(client, is_put_right):
    member, late, manager = make.official(Role.COMMITTEE), make.official(Role.TEAM, name="늦온이"), make.manager()
    meeting = invited(member)
    actions.set_people(meeting, [Coming(member), Coming(late)], by=manager)
    came = [seat_of(meeting, late).pk]
    make.sign_in(client, late)

    with time_machine.travel(meeting.begins_at):
        held = actions.hold(meeting, made.MINUTES, came=[] if is_put_right else came, by=manager)
        if is_put_right:
            held = actions.write(held, made.MINUTES, came=came, by=manager)
        since = last_mail()
        confirmed = actions.confirm(held, by=manager)

    assert set(mails_since(since)) == {member.email, late.email}
    assert "늦온이" in client.get(page_of(meeting)).content.decode()
    assert "늦온이" in text_of(minutes_pdf.for_attendees(confirmed))


def test_the_sheet_for_attendees_has_headings_and_the_offices_has_cases():
    case = secret_case()
    meeting = confirmed(invited(guests=(GUEST,), about=(case,)))

    handed_on = text_of(minutes_pdf.for_attendees(meeting))
    kept = text_of(minutes_pdf.for_office(meeting, make.manager()))
    of_another_department = text_of(
        minutes_pdf.for_office(meeting, make.official(Role.OFFICER, of=make.department("다른과")))
    )

    assert (betrayed(handed_on), case.receipt_no in handed_on) == ([], False)
    assert (betrayed(of_another_department), case.receipt_no in of_another_department) == ([], False)
    assert (betrayed(kept), case.receipt_no in kept) == ([SECRET_TITLE, SECRET_COMPANY, SECRET_PERSON], True)
    assert made.item(meeting).heading in handed_on
    assert "박도청 (경기도 기업육성과): 참석" in handed_on


def test_the_sheet_is_tagged_for_screen_readers():
    meeting = confirmed(invited(guests=(GUEST,), about=(make.grievance(),)))

    root = PdfReader(BytesIO(minutes_pdf.for_attendees(meeting))).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ko"


# --- The same questions however many there are -----------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_asks_a_fixed_number_of_questions(client, django_assert_num_queries, rows):
    member = make.official(Role.COMMITTEE)
    meeting = invited(
        member,
        *(make.official(Role.TEAM) for _ in range(rows)),
        about=tuple(make.grievance() for _ in range(rows)),
    )
    make.sign_in(client, member)
    client.get(page_of(meeting))

    with django_assert_num_queries(14):  # whether they are in a company, too
        page = client.get(page_of(meeting)).content.decode()

    assert page.count('<li value="') == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(client, django_assert_num_queries, rows):
    member = make.official(Role.COMMITTEE)
    for day in range(rows):
        invited(member, about=(make.grievance(),), during=made.in_days(day + 3))
    make.sign_in(client, member)
    client.get("/meetings/")

    with django_assert_num_queries(12):
        page = client.get("/meetings/").content.decode()

    assert page.count("data-waits") == rows


def test_what_waits_for_an_answer_stands_out_and_what_was_stands_below(client):
    member, manager = make.official(Role.COMMITTEE), make.manager()
    gone = actions.cancel(invited(member, during=made.in_days(4)), "눈이 옵니다.", by=manager)
    ahead = invited(member, during=made.in_days(9))
    make.sign_in(client, member)

    page = client.get("/meetings/").content.decode()

    assert page.index("앞으로 열 회의") < page.index(ahead.meeting_no) < page.index("지난 회의")
    assert page.index("지난 회의") < page.index(gone.meeting_no)
    assert (page.count("data-waits"), Meeting.objects.get(pk=gone.pk).status) == (1, Status.CANCELLED)


def test_a_meeting_that_is_over_stands_with_what_was_though_nobody_wrote_its_minutes(client):
    member = make.official(Role.COMMITTEE)
    over = invited(member, during=made.in_days(2))
    held = made.meeting(Status.CONFIRMED, during=made.in_days(-9), people=(member,))
    held.attendees.update(invited_at=held.begins_at)
    ahead = invited(member, during=made.in_days(9))

    with time_machine.travel(over.ends_at + timedelta(hours=1)):
        make.sign_in(client, member)
        page = client.get("/meetings/").content.decode()

    found = sorted((page.index(meeting.meeting_no), meeting.pk) for meeting in (ahead, over, held))
    assert [pk for _place, pk in found] == [ahead.pk, over.pk, held.pk]
    assert page.count("지난 회의") == 1

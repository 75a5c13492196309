"""A meeting from its plan to its minutes; what it decides is done to the case."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from grievances import actions as grievances
from grievances.models import Grievance
from grievances.moment import as_of
from grievances.workflow import Move as CaseMove
from grievances.workflow import MoveRefused, Outcome
from grievances.workflow import Status as CaseStatus
from meetings import actions, permissions
from meetings.actions import Coming
from meetings.models import AgendaItem, Meeting
from meetings.workflow import DEFER, RULES, Kind, Move, Status
from notifications.models import Message
from tests import made_meetings as made
from tests import make

pytestmark = pytest.mark.django_db


def test_a_meeting_is_planned_once_however_often_the_form_is_sent():
    manager, key, during = make.manager(), uuid.uuid4(), made.in_days(7)

    first, second = (
        actions.plan(Kind.JOINT, during, made.PLACE, by=manager, key=key, title="공업로 합동회의") for _ in range(2)
    )

    assert first == second
    assert Meeting.objects.count() == 1
    assert (first.meeting_no, first.status) == (f"M{timezone.localdate().year}-001", Status.PLANNED)
    assert [entry.move for entry in first.history.all()] == [Move.PLAN]


def test_only_the_office_plans():
    officer = make.officer()

    with pytest.raises(PermissionDenied):
        actions.plan(Kind.ONE_STOP, made.in_days(7), made.PLACE, by=officer, key=uuid.uuid4())


def test_a_review_is_called_after_its_half_of_the_year():
    meeting = made.meeting(kind=Kind.REVIEW)

    half = "상" if meeting.on.month <= 6 else "하"
    assert meeting.title == f"{meeting.on.year}년 {half}반기 추진상황 보고회"


def test_every_number_that_cannot_be_put_on_has_its_own_sentence():
    case, closed = make.grievance(), make.grievance(CaseStatus.CLOSED)
    meeting = made.meeting(about=(case,))
    other = make.grievance()

    items, refused = actions.put_on(
        meeting, [other.receipt_no, case.receipt_no, closed.receipt_no, "2020-99999"], by=make.manager()
    )

    assert [(item.number, item.grievance) for item in items] == [(2, other)]
    assert refused == {
        case.receipt_no: "이미 1번 안건입니다.",
        closed.receipt_no: "종결된 사건은 올릴 수 없습니다.",
        "2020-99999": "이 접수번호의 사건이 없습니다.",
    }


def test_nothing_is_written_where_no_number_fits():
    meeting = made.meeting()

    with pytest.raises(actions.NothingPutOn) as refusal:
        actions.put_on(meeting, ["2020-99999"], by=make.manager())

    assert refusal.value.refused == {"2020-99999": "이 접수번호의 사건이 없습니다."}
    assert [entry.move for entry in meeting.history.all()] == [Move.PLAN]


def test_a_heading_tells_neither_title_nor_company():
    case = make.grievance(title="한빛정밀 앞 도로")

    item = made.item(made.meeting(about=(case,)))

    assert item.heading == "기반시설 · 산업단지 밖"


def test_what_a_meeting_saw_does_not_change_when_the_case_does():
    case = make.grievance()
    item = made.item(made.meeting(about=(case,)))
    saw = dict(item.snapshot)

    grievances.resolve(case, Outcome.SOLVED, "도로를 고쳤습니다.", by=case.officer)

    item.refresh_from_db()
    assert item.snapshot == saw
    assert (saw["receipt_no"], saw["title"], saw["status"]) == (case.receipt_no, case.title, "IN_PROGRESS")


def test_the_database_keeps_what_a_meeting_saw():
    item = made.item(made.meeting(about=(make.grievance(),)))

    with pytest.raises(DatabaseError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(snapshot={})


def test_a_decision_moves_the_case_and_both_remember_it():
    case = make.grievance()
    meeting = made.meeting(about=(case,), during=made.just_now())
    report_on = timezone.localdate() + timedelta(days=30)

    item = actions.decide(
        made.item(meeting),
        CaseMove.KEEP,
        "예산을 세워 내년에 고칩니다.",
        by=make.manager(),
        answer="내년 예산에 넣습니다.",
        target_on=report_on,
        report_on=report_on,
    )

    case = Grievance.objects.get(pk=case.pk)
    entry = case.history.latest("pk")
    assert (case.is_long_term, case.report_on) == (True, report_on)
    assert (item.decision, item.words, item.entry) == ("KEEP", "예산을 세워 내년에 고칩니다.", entry)
    assert entry.details["decided_in"] == {
        "label": f"{meeting.on.year}년 {meeting.on.month}월 {meeting.on.day}일 원스톱 처리회의",
        "link": f"/admin/meetings/meeting/{meeting.pk}/change/",
    }
    assert Message.objects.filter(person=case.filer, subject__contains="진행 상황").exists()


def test_what_the_case_refuses_leaves_the_item_undecided():
    case = make.grievance()
    meeting = made.meeting(about=(case,), during=made.just_now())
    today = timezone.localdate()

    with pytest.raises(MoveRefused, match="다음 보고일은 내일 이후"):
        actions.decide(
            made.item(meeting), "KEEP", "계속", by=make.manager(), answer="계속", target_on=today, report_on=today
        )

    assert not made.item(meeting).is_decided
    assert Move.DECIDE not in [entry.move for entry in meeting.history.all()]


def test_an_item_is_decided_exactly_once():
    meeting = made.meeting(Status.HELD, about=(make.grievance(),))

    with pytest.raises(MoveRefused, match="정할 안건이 없습니다"):
        actions.decide(made.item(meeting), DEFER, "다시", by=make.manager())

    with pytest.raises(DatabaseError), transaction.atomic():
        AgendaItem.objects.update(words="고친 말")


def test_nothing_is_decided_before_the_meeting_begins():
    meeting = made.meeting(about=(make.grievance(),))

    with pytest.raises(MoveRefused, match="아직 시작하지 않은 회의"):
        actions.decide(made.item(meeting), DEFER, "다음에", by=make.manager())


def test_an_officer_decides_nothing():
    case = make.grievance()
    meeting = made.meeting(about=(case,), during=made.just_now())

    with pytest.raises(PermissionDenied):
        actions.decide(made.item(meeting), DEFER, "다음에", by=case.officer)


def test_minutes_are_confirmed_once_everything_is_decided():
    case, manager = make.grievance(), make.manager()
    meeting = made.meeting(about=(case,), during=made.just_now())
    meeting = actions.hold(meeting, made.MINUTES, by=manager)

    with pytest.raises(MoveRefused, match="정하지 않은 안건이 1건"):
        actions.confirm(meeting, by=manager)

    actions.decide(made.item(meeting), DEFER, "경기도 답을 기다립니다.", by=manager)
    assert actions.confirm(meeting, by=manager).status == Status.CONFIRMED


def test_the_database_confirms_nothing_that_is_undecided():
    meeting = made.meeting(about=(make.grievance(),), during=made.just_now())
    meeting = actions.hold(meeting, made.MINUTES, by=make.manager())

    with pytest.raises(IntegrityError, match="undecided item"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(status="CONFIRMED", confirmed_at=timezone.now())


def test_a_meeting_that_decided_something_is_not_cancelled():
    manager = make.manager()
    meeting = made.meeting(about=(make.grievance(),), during=made.just_now())
    actions.decide(made.item(meeting), DEFER, "다음에", by=manager)

    with pytest.raises(MoveRefused, match="정한 안건이 있어"):
        actions.cancel(meeting, "겹침", by=manager)


def test_an_item_taken_off_leaves_the_numbers_of_the_others():
    cases, manager = (make.grievance(), make.grievance(), make.grievance()), make.manager()
    meeting = made.meeting(about=cases)

    actions.take_off(made.item(meeting, cases[1]), by=manager)

    assert list(meeting.agenda.values_list("number", "grievance")) == [(1, cases[0].pk), (3, cases[2].pk)]


def test_an_item_changes_places_with_the_one_before_it():
    cases = (make.grievance(), make.grievance())
    meeting = made.meeting(about=cases)

    actions.lift(made.item(meeting, cases[1]), by=make.manager())

    assert list(meeting.agenda.values_list("number", "grievance")) == [(1, cases[1].pk), (2, cases[0].pk)]


def test_whoever_stays_on_the_list_keeps_their_row():
    officer, head = make.official(Role.OFFICER, name="남는 사람"), make.official(Role.HEAD, name="가는 사람")
    meeting = made.meeting(people=(officer, head))
    kept = meeting.attendees.get(person=officer)
    guest = Coming(name="김도로", body="경기도", email="road@gg.example")

    actions.set_people(meeting, [Coming(officer), guest], by=make.manager())

    assert [(one.shown_name, one.pk == kept.pk) for one in meeting.attendees.for_page()] == [
        ("남는 사람", True),
        ("김도로", False),
    ]


def test_a_meeting_is_moved_to_another_day():
    meeting, during = made.meeting(), made.in_days(9)

    moved = actions.amend(meeting, by=make.manager(), title=meeting.title, during=during, place=meeting.place)

    assert (moved.during, moved.calendar_sequence) == (during, 1)
    assert list(meeting.history.latest("pk").details["after"]) == ["during"]


# --- Who knows of it ------------------------------------------------------------------------------------------------


def test_officials_see_meetings_about_their_cases_and_those_they_were_told_of():
    case, elsewhere = make.grievance(), make.department("환경과")
    other = make.official(Role.OFFICER, of=elsewhere)
    meeting = made.meeting(about=(case,), people=(other,))
    made.meeting()

    assert list(Meeting.objects.visible_to(case.officer)) == [meeting]
    assert list(Meeting.objects.visible_to(other)) == []

    meeting.attendees.update(invited_at=timezone.now())
    assert list(Meeting.objects.visible_to(other)) == [meeting]


def test_managers_and_examiners_see_every_meeting():
    made.meeting(), made.meeting()

    for person in (make.manager(), make.official(Role.EXAMINER)):
        assert Meeting.objects.visible_to(person).count() == 2


def test_companies_see_none():
    case = make.grievance()
    made.meeting(about=(case,))

    assert not Meeting.objects.visible_to(case.filer).exists()


# --- Where they stand -----------------------------------------------------------------------------------------------


def test_queues_hold_what_waits_for_the_office():
    case = make.grievance()
    running = made.meeting(about=(case,), during=made.just_now())
    held = made.meeting(Status.HELD)
    made.meeting(about=(make.grievance(),))
    with as_of(timezone.now() - timedelta(days=3)):
        over = made.meeting(during=made.in_days(-1))

    at = timezone.now()
    assert list(Meeting.objects.to_decide(at=at)) == [running]
    assert list(Meeting.objects.to_confirm()) == [held]
    assert list(Meeting.objects.to_close(at=at)) == [over]


def test_what_comes_stands_before_what_was():
    far, near = made.meeting(during=made.in_days(20)), made.meeting(during=made.in_days(3))
    was = made.meeting(Status.CONFIRMED)

    assert list(Meeting.objects.for_list(at=timezone.now())) == [near, far, was]


def test_what_was_put_off_waits_again_once_the_next_meeting_is_cancelled():
    case, manager = make.grievance(), make.manager()
    put_off = made.item(made.meeting(Status.HELD, about=(case,)))
    following = made.meeting(about=(case,))
    meanwhile = list(AgendaItem.objects.waiting_for_another(Kind.ONE_STOP))

    actions.cancel(following, "눈이 옵니다.", by=manager)

    assert meanwhile == []
    assert list(AgendaItem.objects.waiting_for_another(Kind.ONE_STOP)) == [put_off]


def test_what_was_put_off_waits_no_more_once_it_is_settled():
    solved, infeasible = make.grievance(), make.grievance(CaseStatus.INFEASIBLE)
    meeting = made.meeting(Status.HELD, about=(solved, infeasible))

    grievances.resolve(solved, Outcome.SOLVED, "고쳤습니다.", by=solved.officer)

    waiting = list(AgendaItem.objects.waiting_for_another(Kind.ONE_STOP))
    assert waiting == [made.item(meeting, infeasible)]


def test_every_move_is_offered_or_says_why_not():
    manager = make.manager()
    meeting = made.meeting(about=(make.grievance(),))

    offers = {offer.move: offer.hindrance for offer in permissions.moves_for(manager, meeting, at=timezone.now())}

    assert set(offers) == {move for move, rule in RULES.items() if Status.PLANNED in rule.sources}
    assert offers[Move.INVITE] == "참석할 사람이 없습니다. 먼저 참석자를 정하십시오."
    assert offers[Move.DECIDE].startswith("아직 시작하지 않은")

"""What must be true of meetings in the demo world. Asked where the world is made: making it takes long."""

from datetime import timedelta

from accounts.models import User
from grievances import actions as grievances
from grievances.models import Grievance
from meetings import actions
from meetings.models import AgendaItem, Meeting
from meetings.workflow import Kind, Status


def decisions_moved_their_cases() -> None:
    meeting = Meeting.objects.get(kind=Kind.ONE_STOP)
    assert meeting.status == Status.CONFIRMED
    assert list(meeting.agenda.order_by("number").values_list("decision", flat=True)) == ["KEEP", "RESOLVE", "FORWARD"]
    for item in meeting.agenda.select_related("entry"):
        assert item.entry.move == item.decision
        assert item.entry.details["decided_in"]["label"].endswith("원스톱 처리회의")


def the_last_review_looked_at_what_still_stands() -> None:
    meeting = Meeting.objects.get(kind=Kind.REVIEW, status=Status.CONFIRMED)
    assert meeting.agenda.count() == 86
    assert set(meeting.agenda.values_list("decision", "grievance__status")) == {
        ("KEEP", "IN_PROGRESS"),
        ("LOOK_AGAIN", "INFEASIBLE"),
    }
    assert not meeting.agenda.filter(snapshot__last__isnull=False).exclude(snapshot__last=None).exists()


def what_comes_is_announced(now) -> None:
    ahead = Meeting.objects.ahead()
    assert {meeting.kind for meeting in ahead} == {Kind.JOINT, Kind.COUNCIL, Kind.REVIEW}
    joint = ahead.get(kind=Kind.JOINT)
    assert now < joint.begins_at < now + timedelta(days=14)
    assert joint.attendees.filter(person=None).exclude(email="").count() == 3


def a_review_lists_exactly_what_is_long_term_or_infeasible_and_what_it_saw_stays() -> None:
    """The half-year review over the whole world: filled by one press, frozen for good."""
    manager = User.objects.get(email="manager@demo.example")
    review = Meeting.objects.get(kind=Kind.REVIEW, status=Status.PLANNED)
    due = set(Grievance.objects.long_term().values_list("pk", flat=True))
    due |= set(Grievance.objects.infeasible().values_list("pk", flat=True))

    actions.fill(review, by=manager)

    assert set(review.agenda.values_list("grievance", flat=True)) == due
    assert review.agenda.exclude(snapshot__last=None).count() == 86
    assert review.agenda.filter(snapshot__tried_count__gt=0).exclude(snapshot__last=None).exists()
    saw = dict(review.agenda.values_list("pk", "snapshot"))

    case = Grievance.objects.long_term().filter(officer__isnull=False).earliest("arrived_at")
    grievances.note(case, "보고회 뒤에 한 일", by=case.officer)
    assert dict(AgendaItem.objects.filter(meeting=review).values_list("pk", "snapshot")) == saw

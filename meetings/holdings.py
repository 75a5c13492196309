"""What hangs on people here: their seats in meetings ahead."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from accounts.leaving import Held, Holding
from accounts.models import User
from grievances.holdings import in_words
from meetings import actions, veils
from meetings.models import Meeting
from meetings.veils import NO_VEIL


class MeetingsAhead(Holding):
    """참석할 회의."""

    key, label = "meetings", "참석할 회의"
    hint = "참석자는 총괄담당이 바꿉니다."

    def rows(self, person: User, *, seen_by: User | None = None) -> Sequence[Held]:
        """Those they attend that are not over."""
        meetings = Meeting.objects.ahead().filter(attendees__person=person, during__endswith__gt=timezone.now())
        meetings = meetings.filter(pk__in=Meeting.objects.visible_to(seen_by).values("pk")) if seen_by else meetings
        found = list(meetings.order_by("during", "pk"))
        veil = veils.over(found, seen_by) if seen_by else NO_VEIL
        of_mails = veils.over(found, None) if found else NO_VEIL
        return [
            Held(
                one.pk,
                f"{one.meeting_no} {veil.over(one.title)}",
                reverse("admin:meetings_meeting_change", args=[one.pk]),
                mailed=f"{one.meeting_no} {of_mails.over(one.title)}",
            )
            for one in found
        ]

    def hand_over(self, row: Held, person: User, successor: User, *, by: User) -> None:
        """The successor comes instead, and is asked where others were; whoever comes anyway comes once."""
        meeting = Meeting.objects.with_newest_entry().get(pk=row.pk)
        staying = [
            actions.Coming(person=one.person, name=one.name, body=one.body, email=one.email)
            for one in meeting.attendees.for_page()
            if one.person_id not in {person.pk, successor.pk}
        ]
        coming = [*staying, actions.Coming(person=successor, body=successor.unit)]
        in_words(lambda: actions.set_people(meeting, coming, by=by, seen=meeting.newest_entry))
        if meeting.invited_at and meeting.attendees.filter(person=successor, invited_at__isnull=True).exists():
            in_words(lambda: actions.invite(meeting, by=by, only=[successor]))

"""참석자를 고를 때: who cannot be there at that time, and why."""

from collections.abc import Iterable

from accounts.models import Absence, away_words
from meetings.models import Attendee, Meeting
from meetings.workflow import AHEAD


def hindered(meeting: Meeting, people: Iterable[int]) -> dict[int, str]:
    """Of these people those who are away that day or in another meeting at that time, each with the words for it."""
    asked = list(people)
    away = Absence.objects.on(meeting.on).filter(person__in=asked).select_related("stand_in").order_by("pk")
    found = {one.person_id: away_words(one.last_on, one.stand_in.name if one.stand_in else "") for one in away}
    others = Attendee.objects.filter(
        person__in=asked, meeting__during__overlap=meeting.during, meeting__status__in=sorted(AHEAD)
    )
    for one in others.exclude(meeting=meeting).select_related("meeting").order_by("pk"):
        assert one.person_id is not None
        found[one.person_id] = " · ".join(filter(None, [found.get(one.person_id, ""), f"같은 때 {one.meeting.title}"]))
    return found

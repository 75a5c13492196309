"""Meetings with people: who is asked to come, and what reaches them."""

from accounts.models import User
from grievances.models import Grievance
from meetings import actions
from meetings.actions import Coming
from meetings.models import Attendee, Meeting
from notifications.models import Message
from tests import made_meetings as made
from tests import make

GUEST = Coming(name="박도청", body="경기도 기업육성과", email="guest@province.example")
SECRET_TITLE, SECRET_COMPANY, SECRET_PERSON = "공업로 침하 보수 요청", "비밀정공", "남궁비밀"


def invited(*people: User, about: tuple[Grievance, ...] = (), during=None, guests: tuple[Coming, ...] = ()) -> Meeting:
    """A meeting to which these people and guests were asked."""
    meeting, manager = made.meeting(about=about, during=during), make.manager()
    actions.set_people(meeting, [*(Coming(one) for one in people), *guests], by=manager)
    return actions.invite(meeting, by=manager)


def secret_case() -> Grievance:
    """A case that no attendee may see."""
    owner = make.owner(make.company(SECRET_COMPANY))
    User.objects.filter(pk=owner.pk).update(name=SECRET_PERSON)
    return make.grievance(by=User.objects.get(pk=owner.pk), title=SECRET_TITLE)


def seat_of(meeting: Meeting, person: User | None = None) -> Attendee:
    """The row of this person, or of the one guest."""
    return meeting.attendees.get(person=person)


def mails_since(since: int) -> dict[str, Message]:
    """What went to whom after this message, by address."""
    return {one.to: one for one in Message.objects.filter(pk__gt=since)}


def last_mail() -> int:
    """The newest message there is."""
    return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def betrayed(text: str) -> list[str]:
    """Which of the secrets a text tells."""
    return [word for word in (SECRET_TITLE, SECRET_COMPANY, SECRET_PERSON) if word in text]

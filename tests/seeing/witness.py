"""Who reads each mail at the moment it is written, and asks whether its reader may know of what it says."""

from collections.abc import Iterator

from accounts.models import User
from grievances.models import Consultation, Grievance
from meetings.models import Attendee
from notifications.models import Message
from tests.seeing.canaries import canaries_in, number_of
from visits.models import SurveyInvitation, Visit

WHAT_EXPERTS_READ = {"question", "told", "opinion"}
"""Of a case that an expert is asked about (decision 0013)."""


class Witness:
    """Wraps what the database is asked: a mail is judged in the middle of the move that wrote it.

    Whoever gave a case away, or is asked no more, is told so: that mail may repeat what they were rightly told before
    (its title, say), and nothing else.
    """

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.read = 0
        self._last, self._is_reading = 0, False
        self._told_before: set[tuple[int, int, str]] = set()

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith('INSERT INTO "notifications_message"') and not self._is_reading:
            self._is_reading = True
            try:
                self._look()
            finally:
                self._is_reading = False
        return result

    def _look(self) -> None:
        for message in Message.objects.filter(pk__gt=self._last).order_by("pk"):
            self.read, self._last = self.read + 1, message.pk
            self.wrong += (f"{message.subject} → {message.to}: {leak}" for leak in self._leaks(message))

    def _leaks(self, message: Message) -> Iterator[str]:
        told = set(canaries_in(f"{message.subject} {message.text} {message.html}"))
        every = {number_of(title) for title in Grievance.objects.values_list("title", flat=True)}
        told = {(number, field) for number, field in told if number in every}
        if message.person_id is None:
            if told and message.to and message.to not in _contacts():
                yield "an address that nobody gave"
            return
        seen = _seen_by(User.objects.get(pk=message.person_id))
        asked = _asked_of(message.person_id)
        for number, field in sorted(told):
            is_asked = number in asked and field in WHAT_EXPERTS_READ
            if number in seen or is_asked:
                self._told_before.add((message.person_id, number, field))
            elif (message.person_id, number, field) not in self._told_before:
                yield f"{field} of {number}"


def _seen_by(user: User) -> set[int]:
    return {number_of(title) for title in Grievance.objects.visible_to(user).values_list("title", flat=True)}


def _asked_of(person_id: int) -> set[int]:
    asked = Consultation.objects.filter(expert=person_id).values_list("grievance__title", flat=True)
    return {number_of(title) for title in asked}


def _contacts() -> set[str]:
    """Whoever has no account and was named by somebody who may name them."""
    columns = ((Grievance, "contact_email"), (Visit, "contact_email"), (SurveyInvitation, "email"))
    columns += ((Consultation, "email"), (Attendee, "email"))
    return {email for model, name in columns for email in model.objects.values_list(name, flat=True) if email}

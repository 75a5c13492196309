"""A meeting as those see it who attend: when and where, what it is about, who comes, and what it decided.

An item shows its heading; more of it only to who may see the case anyway. Whatever people typed goes through the veil.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from grievances.models import Grievance
from grievances.moment import now
from meetings import veils, wording
from meetings.forms.attending import ReplyForm
from meetings.models import AgendaItem, Attendee, Meeting
from meetings.notices import calendar_link
from meetings.permissions import hindrance
from meetings.tokens import guest_token
from meetings.veils import Veil
from meetings.workflow import Move, Status

MARKS = {
    Status.PLANNED: "OPEN",
    Status.INVITED: "IN_PROGRESS",
    Status.HELD: "IN_PROGRESS",
    Status.CONFIRMED: "RESOLVED",
    Status.CANCELLED: "CLOSED",
}
"""Which mark stands for a status."""


class Badge(NamedTuple):
    """A mark and its word."""

    mark: str
    label: str


class Line(NamedTuple):
    """One item of the agenda as this reader may read it."""

    number: int
    heading: str
    title: str
    link: str
    decision: str
    words: str


class Seat(NamedTuple):
    """Somebody who is asked to come."""

    name: str
    body: str
    answer: str
    is_reader: bool


class Row(NamedTuple):
    """One meeting in the list."""

    meeting: Meeting
    title: str
    part: str
    badge: Badge
    state: str
    waits: bool


@dataclass
class MeetingPage:
    """One meeting for one attendee, signed in (`person`) or by the link of a mail."""

    meeting: Meeting
    attendee: Attendee
    person: User | None
    at: datetime = field(default_factory=now)
    sent: ReplyForm | None = None

    # --- What is true now -------------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The sentence."""
        return wording.state_sentence(self.meeting, at=self.at)

    @property
    def badge(self) -> Badge:
        """Its mark."""
        return badge_of(self.meeting, self.attendee, at=self.at)

    @property
    def when(self) -> str:
        """Day and time."""
        return wording.when_words(self.meeting.during)

    @cached_property
    def veil(self) -> Veil:
        """Over whatever people typed. A guest sees no case."""
        return veils.over([self.meeting], self.person)

    @property
    def title(self) -> str:
        """What the meeting is called."""
        return self.veil.over(self.meeting.title)

    @property
    def place(self) -> str:
        """Where it is."""
        return self.veil.over(self.meeting.place)

    @property
    def about(self) -> str:
        """What the office says beforehand."""
        return self.veil.over(self.meeting.about)

    # --- 안건 -------------------------------------------------------------------------------------------------------

    @cached_property
    def lines(self) -> list[Line]:
        """The agenda; what was decided stands in it once the minutes are confirmed."""
        items = self.meeting.agenda.select_related("grievance").order_by("number")
        if self.person is not None:
            cases = Grievance.objects.filter(pk=OuterRef("grievance"))
            items = items.annotate(
                is_seen=Exists(cases.visible_to(self.person)), is_work=Exists(cases.visible_as_staff(self.person))
            )
        return [self._line(item) for item in items]

    def _line(self, item: AgendaItem) -> Line:
        title, link = self._case_of(item) if getattr(item, "is_seen", False) else ("", "")
        decision = wording.decision_words(item) if self.has_minutes else ""
        words = self.veil.over(item.words) if self.has_minutes else ""
        return Line(item.number, self.veil.over(item.heading), title, link, decision, words)

    def _case_of(self, item: AgendaItem) -> tuple[str, str]:
        """Who works on it is led to where they work; a member of the company to their own page."""
        case = item.grievance
        if getattr(item, "is_work", False):
            return case.title, reverse("admin:grievances_grievance_change", args=[case.pk])
        return case.title, case.get_absolute_url()

    # --- Who comes --------------------------------------------------------------------------------------------------

    @cached_property
    def seats(self) -> list[Seat]:
        """Everybody who was told; afterwards who was there."""
        return [self._seat(one) for one in self.meeting.attendees.for_page().filter(invited_at__isnull=False)]

    def _seat(self, one: Attendee) -> Seat:
        return Seat(one.shown_name, one.shown_body, answer_words(one), one.pk == self.attendee.pk)

    # --- 참석 여부 --------------------------------------------------------------------------------------------------

    @property
    def may_reply(self) -> bool:
        """Before it is over."""
        return not hindrance(Move.REPLY, self.meeting, at=self.at)

    @property
    def answer(self) -> str:
        """What this reader said."""
        return answer_words(self.attendee) if self.attendee.is_coming is not None else ""

    @property
    def form(self) -> ReplyForm:
        """What was sent and came back, or the answer that stands."""
        return self.sent or ReplyForm(initial=ReplyForm.standing(self.attendee))

    @property
    def reply_address(self) -> str:
        """Where the answer goes."""
        return self._address("reply")

    # --- 회의록 -----------------------------------------------------------------------------------------------------

    @property
    def has_minutes(self) -> bool:
        """Only what was confirmed is read."""
        return self.meeting.status == Status.CONFIRMED

    @property
    def minutes(self) -> str:
        """What was said."""
        return self.veil.over(self.meeting.minutes)

    @property
    def minutes_address(self) -> str:
        """The sheet."""
        return self._address("minutes_pdf")

    @property
    def calendar_address(self) -> str:
        """The .ics; none for a meeting that is over."""
        is_over = self.meeting.ends_at <= self.at or self.meeting.status == Status.CANCELLED
        return "" if is_over else calendar_link(self.meeting, self.attendee.key)

    def _address(self, name: str) -> str:
        if self.person is None:
            return reverse(f"meetings:guest_{name}", args=[guest_token(self.attendee.key)])
        return reverse(f"meetings:{name}", args=[self.meeting.meeting_no])


def answer_words(one: Attendee) -> str:
    """온다고 함, or, when it is over, whether they came."""
    if one.came is not None:
        return _("참석") if one.came else _("불참")
    if one.is_coming is None:
        return _("답을 기다림")
    if one.instead:
        return _("%s 님이 대신 참석") % one.instead
    return _("참석 예정") if one.is_coming else _("오지 못함")


def waits_for(meeting: Meeting, attendee: Attendee, *, at: datetime) -> bool:
    """Whether it waits for the answer of this attendee."""
    return attendee.is_coming is None and not hindrance(Move.REPLY, meeting, at=at)


def badge_of(meeting: Meeting, attendee: Attendee, *, at: datetime) -> Badge:
    """What waits for the reader is a state of its own to them."""
    if waits_for(meeting, attendee, at=at):
        return Badge("ASKED", _("답을 기다립니다"))
    return Badge(MARKS[Status(meeting.status)], str(meeting.get_status_display()))


def rows_of(meetings: Iterable[Meeting], reader: User, *, at: datetime) -> list[Row]:
    """What `for_list()` found, with its words; `part` is the heading a meeting stands under."""
    found = list(meetings)
    seats = {one.meeting_id: one for one in Attendee.objects.filter(person=reader, meeting__in=found)}
    veil = veils.over(found, reader)
    return [_row(meeting, seats[meeting.pk], veil, at) for meeting in found]


def _row(meeting: Meeting, attendee: Attendee, veil: Veil, at: datetime) -> Row:
    return Row(
        meeting,
        veil.over(meeting.title),
        _("지난 회의") if meeting.is_over else _("앞으로 열 회의"),
        badge_of(meeting, attendee, at=at),
        wording.state_sentence(meeting, at=at),
        waits_for(meeting, attendee, at=at),
    )

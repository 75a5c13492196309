"""Who is in the demo world, what time it is there, and how they come to ask."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import Department, User
from accounts.roles import Role
from companies.demo import OWN_COMPANY
from companies.models import Company, Seat
from grievances import actions, clock, rulebook
from grievances.clock import Calendar, Period, Unit
from grievances.demo.texts import Text, here
from grievances.models import Category, Grievance
from grievances.moment import now
from grievances.workflow import Channel

ARRIVALS = (
    Channel.ONLINE,
    Channel.PHONE,
    Channel.ONLINE,
    Channel.WALK_IN,
    Channel.SURVEY,
    Channel.LETTER,
    Channel.MEETING,
)
ENDED = {"answered": 91, "kept": 62, "infeasible": 24}
DAY = clock.HOURS_A_DAY
"""A working day in working hours."""


@dataclass(frozen=True)
class Filing:
    """Who asks what, and by which way. Without a member somebody of the city files."""

    text: Text
    company: Company
    member: User | None = None
    channel: Channel = Channel.ONLINE
    is_private: bool = False
    email: str = ""
    origin: actions.Origin | None = None


class World:
    """Who is there, and what becomes of what they ask."""

    def __init__(self, texts: list[Text], at: datetime) -> None:
        self.now, self.today_on = at, timezone.localdate(at)
        self.rules = rulebook.standing()
        self.chance = random.Random(20100902)  # noqa: S311 — an invented world, not a secret
        self.texts = texts
        self.categories = {category.name: category for category in Category.objects.all()}
        self.departments = {department.name: department for department in Department.objects.all()}
        self.manager = User.objects.get(email="manager@demo.example")
        self.officer = User.objects.get(email="officer@demo.example")
        self.officers = {name: cycle(people) for name, people in self._officers().items()}
        self.companies = list(
            Company.objects.filter(registration_no__startswith="999")
            .approved()
            .select_related("industry")
            .order_by("pk")
        )
        self.own_company = next(company for company in self.companies if company.name == OWN_COMPANY)
        self.with_members = set(Seat.objects.values_list("company", flat=True))
        self.seats = list(
            Seat.objects.active()
            .filter(company__in=self.companies)
            .exclude(company=self.own_company)
            .select_related("company", "person")
        )
        self.turns = {end: self._turns(end) for end in ENDED}

    def _officers(self) -> dict[str, list[User]]:
        people: dict[str, list[User]] = {}
        for person in User.objects.holding(Role.OFFICER, at=self.now).order_by("pk"):
            for department in person.departments:
                people.setdefault(department.name, []).append(person)
        return people

    def _turns(self, end: str) -> Iterator[Text]:
        """Texts in a shuffled round, so that neighbours differ."""
        fitting = [text for text in self.texts if text.can(end)]
        self.chance.shuffle(fitting)
        return cycle(fitting)

    def about(self, words: str) -> Text:
        """The text whose title has these words."""
        return next(text for text in self.texts if words in text.title)

    @property
    def calendar(self) -> Calendar:
        """달력 by the rules as they are at this point of the stories."""
        return self.rules.calendar

    # --- Time ---------------------------------------------------------------------------------------------------

    def ago(self, hours: float) -> datetime:
        """So many working hours before now."""
        left, on = timedelta(hours=hours), self.today_on
        while True:
            for begin, closes in reversed(self.calendar.working_spans(on)):
                end = min(closes, self.now)
                if end - begin >= left:
                    return end - left
                left -= max(end - begin, timedelta())
            on -= timedelta(days=1)

    def after(self, hours: float) -> datetime:
        """So many working hours after this moment of the story, give or take some minutes of work."""
        there = clock.due(Period(int(hours), Unit.HOURS), now(), self.calendar)
        minutes = timedelta(minutes=self.chance.randrange(2, 25))
        spans = self.calendar.working_spans(timezone.localdate(there))
        is_at_work = any(begin <= there + minutes < closes for begin, closes in spans)
        return there + minutes if is_at_work else max(there - minutes, now())

    def on(self, days: int) -> date:
        """So many days from today."""
        return self.today_on + timedelta(days=days)

    # --- Who asks what --------------------------------------------------------------------------------------------

    def file(self, filing: Filing, at: datetime | None = None) -> Grievance:
        """신청, by the member, or by the city for what arrived otherwise."""
        text, company = filing.text, filing.company
        content: dict[str, Any] = {
            "key": UUID(int=self.chance.getrandbits(128), version=4),
            "category": self.categories[text.category],
            "title": here(text.title, company),
            "body": here(text.body, company),
            "hoped_for": text.hoped_for,
            "place": company.address,
            "extras": [actions.Extra(label, here(value, company)) for label, value in text.extras],
        }
        if filing.channel == Channel.ONLINE:
            assert filing.member is not None
            return actions.file(company, by=filing.member, is_private=filing.is_private, **content)
        if filing.member is None:
            content |= {"contact_name": "시연 공장장", "contact_phone": company.phone, "contact_email": filing.email}
        arrived_at = at or now() - timedelta(minutes=20)
        return actions.file_on_behalf(
            company,
            by=self.manager,
            channel=filing.channel,
            arrived_at=arrived_at,
            filer=filing.member,
            origin=filing.origin,
            **content,
        )

    def around(self, days: float) -> datetime:
        """So many working days ago, at some time of that day."""
        return self.ago(days * DAY - (self.chance.random() * 3 if days >= 2 else 0))

    def filing(self, text: Text, days: float, channel: Channel = Channel.ONLINE) -> Filing:
        """By somebody who was a member by then."""
        began = self.ago(days * DAY)
        seat = self.chance.choice([seat for seat in self.seats if seat.joined_at < began])
        return Filing(text, seat.company, seat.person, channel)

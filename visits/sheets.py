"""하루 일정표: the visits of a day in the order of the road; of each whom to call, and what should be known before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Prefetch, Q
from django.template.loader import render_to_string

from companies.models import Company, Seat
from companies.printing import printed
from grievances.models import Grievance
from grievances.moment import now
from grievances.querysets import GrievanceQuerySet
from notifications.masking import masked_email, masked_name, masked_phone
from visits.models import Promise, RosterEntry, SurveyItem, Visit
from visits.querysets import VisitQuerySet
from visits.surveys import addressees, members_of
from visits.wording import when_words

EARLIER = 8
"""So many earlier promises stand on the sheet, the newest; more are counted."""


@dataclass(frozen=True)
class Contact:
    """Somebody of the host, and how to reach them."""

    name: str
    phone: str
    email: str

    @property
    def ways(self) -> str:
        """In the order in which people try."""
        return " · ".join(filter(None, (self.phone, self.email)))

    def masked(self) -> "Contact":
        """For those who look on."""
        return Contact(masked_name(self.name), masked_phone(self.phone), masked_email(self.email))


@dataclass(frozen=True)
class Stop:
    """One visit on the road."""

    number: int
    visit: Visit
    contacts: list[Contact]
    going: list[RosterEntry]
    cases: list[Grievance]
    promises: list[Promise]
    answers: list[SurveyItem]

    @property
    def when(self) -> str:
        """11월 26일(목) 10:00–11:30."""
        return when_words(self.visit.during)

    @property
    def hours(self) -> str:
        """10:00–11:30: the day stands above."""
        return self.when.rpartition(" ")[2]

    @property
    def place(self) -> str:
        """Where to go."""
        company = self.visit.company
        return self.visit.place or ((company.address or company.lot_address) if company else "")

    @property
    def checks(self) -> list[tuple[str, bool]]:
        """점검표: each line, and whether it is done."""
        return [(line, line in self.visit.checked) for line in self.visit.programme.checks]

    @property
    def earlier(self) -> list[Promise]:
        """The newest of the earlier promises."""
        return self.promises[:EARLIER]

    @property
    def more(self) -> int:
        """How many earlier promises there are besides."""
        return max(len(self.promises) - EARLIER, 0)


@dataclass(frozen=True)
class DaySheet:
    """A day."""

    on: date
    stops: list[Stop]
    printed_at: datetime

    @property
    def names(self) -> str:
        """Who is visited: 한빛정밀, 다온도금."""
        return ", ".join(stop.visit.host for stop in self.stops)


def day_sheet(on: date, visits: VisitQuerySet, *, cases: GrievanceQuerySet, names_people: bool = True) -> DaySheet:
    """The sheet of those of these visits that are on this day, in six questions, however many there are.

    `cases`: what the reader may know of the hosts' cases. `names_people`: whether contacts are shown in full.
    """
    roster = Prefetch("roster", RosterEntry.objects.for_page(), to_attr="going")
    relations = ("programme", "company__merged_into", "company__industrial_complex", "slot", "requested_by")
    found = list(visits.on_day(on).select_related(*relations).prefetch_related(roster))
    homes = {home for visit in found for home in _homes(visit)}
    seats, open_cases = members_of(homes), _open_cases(cases, homes)
    promises, answers = _earlier_promises(found, homes), _answers(found)
    stops = []
    for number, visit in enumerate(found, 1):
        contacts = _contacts(visit, [seat for home in _homes(visit) for seat in seats.get(home, [])])
        stops.append(
            Stop(
                number,
                visit,
                contacts=contacts if names_people else [contact.masked() for contact in contacts],
                going=getattr(visit, "going"),  # noqa: B009 – the query brings it
                cases=[case for case in open_cases if case.company_id in _homes(visit)],
                promises=[promise for promise in promises if _is_of(promise, visit)],
                answers=[item for item in answers if visit.pk in {item.visit_id, item.invitation.visit_id}],
            )
        )
    return DaySheet(on, stops, now())


def pdf(sheet: DaySheet) -> bytes:
    """On paper, as PDF/UA."""
    page = render_to_string("visits/sheets/day.html", {"sheet": sheet, "city": settings.CITY})
    return printed(page, render_to_string("visits/sheets/day.css"))


def file_name(sheet: DaySheet) -> str:
    """As it is saved."""
    return f"방문 일정 {sheet.on}.pdf"


def _homes(visit: Visit) -> list[int]:
    """The company, and what it was merged into."""
    company = visit.company
    return [pk for pk in (company.merged_into_id, company.pk) if pk] if company else []


def _contacts(visit: Visit, seats: list[Seat]) -> list[Contact]:
    """연락할 분: of an association the one who was named; of a company who asked, its owners, its telephone."""
    if visit.company is None:
        return [Contact(visit.contact_name, visit.contact_phone, visit.contact_email)]
    people = [Contact(person.name, person.phone, person.email) for person in addressees(seats, visit)]
    named = [Contact(visit.contact_name, visit.contact_phone, visit.contact_email)] if visit.contact_name else []
    return [*people, *named, *_switchboard(visit.company)]


def _switchboard(company: Company) -> list[Contact]:
    return [Contact("대표전화", company.phone, "")] if company.phone else []


def _open_cases(cases: GrievanceQuerySet, homes: Iterable[int]) -> list[Grievance]:
    """Nothing that somebody keeps from their colleagues: the sheet is read at their workplace."""
    found = cases.running().filter(company__in=list(homes), is_private=False).select_related("department")
    return list(found.order_by("arrived_at", "pk"))


def _earlier_promises(visits: list[Visit], homes: Iterable[int]) -> list[Promise]:
    """What was promised to these hosts before, the newest first."""
    known = list(homes)
    organizations = [visit.organization for visit in visits if visit.organization]
    of_hosts = Q(visit__company__in=known) | Q(company__in=known) | Q(visit__organization__in=organizations)
    found = Promise.objects.filter(of_hosts).exclude(visit__in=[visit.pk for visit in visits])
    return list(found.for_ledger(at=now()).order_by("-spoken_at", "-pk"))


def _is_of(promise: Promise, visit: Visit) -> bool:
    if visit.company is None:
        return promise.visit.organization == visit.organization
    return bool({promise.company_id, promise.visit.company_id} & set(_homes(visit)))


def _answers(visits: list[Visit]) -> list[SurveyItem]:
    """What the hosts named when they were asked before these visits."""
    asked = Q(invitation__visit__in=visits) | Q(visit__in=visits)
    return list(SurveyItem.objects.filter(asked).for_page())

"""What the page of a request shows: for which company, which programmes there are, and whether it may ask for one."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import uuid4

from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from companies.models import Company
from grievances.moment import now
from visits.forms.company import RequestForm
from visits.models import Programme, Visit
from visits.permissions import why_not_eligible


class Choice(NamedTuple):
    """A programme that runs now, and why this company cannot ask for it, if it cannot."""

    programme: Programme
    why_not: str


@dataclass
class RequestPage:
    """One person, about to ask for a visit to one of their companies."""

    person: User
    company: Company
    companies: list[Company]

    @classmethod
    def of(cls, person: User, wanted: str | None) -> "RequestPage | None":
        """The company asked for, else the one joined last. None without any."""
        companies = list(Company.objects.of_member(person).approved().order_by("-seats__joined_at"))
        by_key = {str(company.pk): company for company in companies}
        chosen = by_key.get(wanted or "") or (companies[0] if companies else None)
        return cls(person, chosen, companies) if chosen else None

    @cached_property
    def choices(self) -> list[Choice]:
        """Every programme that takes requests now."""
        on = timezone.localdate(now())
        running = Programme.objects.running(on=on)
        return [Choice(programme, why_not_eligible(self.company, programme, on=on)) for programme in running]

    @property
    def open(self) -> list[Programme]:
        """Those this company may ask for."""
        return [choice.programme for choice in self.choices if not choice.why_not]

    @cached_property
    def under_way(self) -> list[Visit]:
        """What was asked for already and has not taken place."""
        own = Visit.objects.visible_as_member(self.person).of_company(self.company)
        asked = own.requested() | own.offered() | own.scheduled()
        return list(asked.select_related("programme", "company", "slot").order_by("requested_at"))

    def form(self, data: QueryDict | None = None, sent: MultiValueDict[str, Any] | None = None) -> RequestForm:
        """The form, with what is known."""
        return RequestForm(self.open, data, sent, initial={"key": uuid4(), "place": self.company.address})

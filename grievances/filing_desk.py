"""What the filing page shows: for whom it is filed, what was typed before, what the company has open already."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.contrib.postgres.search import TrigramSimilarity
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from companies.models import Company
from grievances.files import COUNT_LIMIT, FILE_LIMIT, TOTAL_LIMIT, VIDEO_LIMIT
from grievances.forms.filing import FilingForm
from grievances.models import Attachment, Draft, Grievance
from grievances.querysets import ALIKE

OWN_CASES = 8


@dataclass
class FilingDesk:
    """One person, about to file for one of their companies."""

    person: User
    company: Company
    companies: list[Company]

    @classmethod
    def of(cls, person: User, wanted: str | None) -> "FilingDesk | None":
        """The company asked for; else the one with the newest draft, else the one joined last. None without any."""
        companies = list(Company.objects.of_member(person).approved().order_by("-seats__joined_at"))
        by_key = {str(company.pk): company for company in companies}
        if wanted in by_key:
            return cls(person, by_key[wanted], companies)
        drafted = [str(draft.company_id) for draft in Draft.objects.of(person)] if len(companies) > 1 else []
        return next((cls(person, by_key[key], companies) for key in (*drafted, *by_key) if key in by_key), None)

    @cached_property
    def draft(self) -> Draft | None:
        """쓰던 글 for this company."""
        return Draft.objects.of(self.person).filter(company=self.company).first()

    def form(self, data: QueryDict | None = None, sent: MultiValueDict[str, Any] | None = None) -> FilingForm:
        """The form, with what was typed before. One that was sent needs the draft only to count its files."""
        draft = self.draft if data is None or sent else None
        return FilingForm(self.company, draft, data, sent, initial={} if draft else {"key": uuid4()})

    @cached_property
    def files(self) -> list[Attachment]:
        """What is attached to the draft."""
        return list(self.draft.attachments.all()) if self.draft else []

    @cached_property
    def own_cases(self) -> list[Grievance]:
        """What this company has open already, so that nobody files twice."""
        seen = Grievance.objects.visible_as_member(self.person).of_company(self.company)
        return list(seen.running().for_company_list(self.person, at=timezone.now())[:OWN_CASES])

    def alike(self, title: str) -> list[str]:
        """접수번호 of what is open already under a title that sounds like this one."""
        if not title.strip():
            return []
        seen = Grievance.objects.visible_as_member(self.person).of_company(self.company).running()
        near = seen.annotate(near=TrigramSimilarity("title", title)).filter(near__gte=ALIKE)
        return list(near.order_by("-near").values_list("receipt_no", flat=True)[:OWN_CASES])

    @property
    def limits(self) -> dict[str, int]:
        """For the script, which refuses before anything travels."""
        return {"file": FILE_LIMIT, "video": VIDEO_LIMIT, "count": COUNT_LIMIT, "total": TOTAL_LIMIT}

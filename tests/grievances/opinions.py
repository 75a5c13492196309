"""Questions to others, for the tests about them."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from grievances import actions
from grievances.files import checked_all
from grievances.models import Attachment, Consultation, Grievance
from tests import make
from tests.companies import sent


def in_days(days: int):
    """A day from today on."""
    return timezone.localdate() + timedelta(days=days)


def asked(case: Grievance | None = None, *, by: User | None = None, days: int = 1, **whom: Any) -> Consultation:
    """A question that waits for an answer: to an expert unless somebody else is named."""
    case = case or make.grievance()
    if not whom.keys() & {"department", "expert", "body"}:
        whom["expert"] = make.official(Role.EXPERT, name="최세무")
    actions.consult(case, "폐수 배출 허가를 다시 받아야 합니까?", in_days(days), by=by or case.officer, **whom)
    return Consultation.objects.for_page().latest("pk")


def body(**more: Any) -> dict[str, Any]:
    """An outside body, as it is asked."""
    return {"body": "한국전력 시연지사", "contact": "이과장", "email": "power@body.example"} | more


def attached(case: Grievance, name: str = "한빛정밀 도면.png") -> Attachment:
    """A file that the company sent."""
    actions.message(case, "도면을 보냅니다.", by=case.filer, files=checked_all([sent.sent(sent.png(), name)]))
    return case.attachments.latest("pk")


def words_on(client: Client, address: str) -> str:
    """What a page says."""
    return client.get(address).content.decode()


def page_of(case: Grievance) -> str:
    """A case in the workplace."""
    return reverse("admin:grievances_grievance_change", args=[case.pk])

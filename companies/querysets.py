"""Questions about companies, who belongs to them, and how the drive goes."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Greatest

from accounts.models import User
from accounts.roles import OFFICIALS, Role
from companies import normalising, registration_no
from companies.states import Approval

if TYPE_CHECKING:
    from companies.models import Company, CompanyEvent, FactoryRecord, Invitation, JoinRequest, RegistryImport, Seat

GOAL = 3
"""1기업 3인 가입 운동: so many members of each company."""

SEES_EVERY_COMPANY = OFFICIALS | {Role.TEAM}
"""Those who work on the drive or visit factories."""

ALIKE = 0.45
"""From this trigram similarity on, two names may be one; below it the suggestions only confuse."""


class CompanyQuerySet(models.QuerySet["Company"]):
    """Companies, whether anybody has joined them yet or not."""

    def visible_to(self, user: User) -> Self:
        """What this user may know of beyond the showcase. Every view but the showcase starts here."""
        if user.is_superuser or user.roles & SEES_EVERY_COMPANY:
            return self.all()
        return self.of_member(user)

    def of_member(self, user: User) -> Self:
        """Companies in which this person has a seat now."""
        return self.filter(seats__person=user, seats__left_at__isnull=True)

    def standing(self) -> Self:
        """Not merged into another one."""
        return self.filter(merged_into__isnull=True)

    def approved(self) -> Self:
        """Known to the registry or approved by a manager."""
        return self.standing().filter(approval=Approval.APPROVED)

    def awaiting_approval(self) -> Self:
        """Entered by their first member and not decided yet; the longest waiting first."""
        return self.standing().filter(approval=Approval.PENDING).order_by("entered_at", "pk")

    def joined(self) -> Self:
        """With at least one member."""
        return self.filter(pk__in=self._with_a_member())

    def unjoined(self) -> Self:
        """Known, but without a member."""
        return self.exclude(pk__in=self._with_a_member())

    def with_seats(self) -> Self:
        """Each with the number of its members as `seat_count`."""
        return self.annotate(seat_count=Count("seats", filter=Q(seats__left_at__isnull=True)))

    def numbered(self, number: str) -> Self:
        """The company of this 사업자등록번호, however it is written; at most one."""
        return self.filter(registration_no=registration_no.clean(number))

    def search(self, text: str) -> Self:
        """Every word is part of the name, the number, a phone or an address of the company."""
        found = self
        for word in text.split():
            found = found.filter(search_text__icontains=word)
        return found

    def like(self, name: str, address: str = "") -> Self:
        """Companies whose name, or name and address, look like these; the likeliest first, as `likeness` 0 to 1."""
        key, place = normalising.name_key(name), normalising.address_key(address)
        by_name = TrigramSimilarity("name_key", key)
        by_place = Greatest(TrigramSimilarity("address_key", place), TrigramSimilarity("lot_address_key", place))
        return (
            self.standing()
            .filter(Q(name_key=key) | Q(name_key__trigram_similar=key))
            .annotate(likeness=(by_name + by_place) / 2 if place else by_name)
            .order_by("-likeness", "name_key", "pk")
        )

    def _with_a_member(self) -> models.QuerySet["Company", int]:
        members = self.model.objects.filter(seats__isnull=False, seats__left_at__isnull=True)
        return members.values_list("pk", flat=True)


class SeatQuerySet(models.QuerySet["Seat"]):
    """자리: who belongs to which company, from when until when."""

    def active(self) -> Self:
        """Not left."""
        return self.filter(left_at__isnull=True)

    def owners(self) -> Self:
        """대표 계정."""
        return self.active().filter(is_owner=True)

    def for_members_page(self) -> Self:
        """Owners first, then in the order of joining, with the person."""
        return self.select_related("person").order_by("-is_owner", "joined_at", "pk")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by whether they can still be taken."""

    def open(self, *, at: datetime) -> Self:
        """Can be taken now."""
        return self.filter(withdrawn_at__isnull=True, expires_at__gt=at, uses__lt=models.F("limit"))

    def standing(self) -> Self:
        """Neither used up nor withdrawn; may have expired, and can then be sent again."""
        return self.filter(withdrawn_at__isnull=True, uses__lt=models.F("limit"))


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    """Requests to join."""

    def open(self) -> Self:
        """Not decided yet, the longest waiting first."""
        return self.filter(decided_at__isnull=True).order_by("asked_at", "pk")


class FactoryRecordQuerySet(models.QuerySet["FactoryRecord"]):
    """Rows of the factory registry."""


class RegistryImportQuerySet(models.QuerySet["RegistryImport"]):
    """Runs of the registry import."""


class CompanyEventQuerySet(models.QuerySet["CompanyEvent"]):
    """처리이력 of companies."""

    def of(self, company: "Company") -> Self:
        """What happened to this company and to those merged into it, the newest first."""
        return (
            self.filter(Q(company=company) | Q(company__merged_into=company))
            .select_related("by", "subject")
            .order_by("-at", "-pk")
        )


def first_of(day: date) -> date:
    """The month a day lies in, as its first day."""
    return day.replace(day=1)

"""Questions about companies, who belongs to them, and how the drive goes."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from accounts.models import User
from accounts.roles import OFFICIALS, Role
from companies import normalising, registration_no
from companies.states import Approval, Source

if TYPE_CHECKING:
    from companies.models import Company, CompanyEvent, FactoryRecord, Invitation, JoinRequest, RegistryImport, Seat

GOAL = 3
"""1기업 3인 가입 운동: so many members of each company."""

SEES_EVERY_COMPANY = OFFICIALS | {Role.TEAM}
"""Those who work on the drive or visit factories."""

SETTLING = timedelta(days=7)
"""Nobody is reminded to invite others in the week in which they joined."""

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

    def on_the_drive(self) -> Self:
        """Companies the drive counts: everybody's, joined or not, each with its `seat_count`."""
        return self.approved().with_seats()

    def for_list(self) -> Self:
        """기업 목록 of the workplace: each with its complex, industry, members and what it became."""
        return self.with_seats().select_related("industrial_complex", "industry", "merged_into")

    def with_members(self, least: int, most: int | None = None) -> Self:
        """Those with at least, and at most, so many members."""
        found = self.with_seats().filter(seat_count__gte=least)
        return found if most is None else found.filter(seat_count__lte=most)

    def merged(self) -> Self:
        """Those that became part of another."""
        return self.filter(merged_into__isnull=False)

    def rejected(self) -> Self:
        """Those a manager did not let in."""
        return self.standing().filter(approval=Approval.REJECTED)

    def drive_figures(self) -> dict[str, int]:
        """1기업 3인 가입 운동: companies, those with a member, those with three, and members altogether."""
        return self.on_the_drive().aggregate(
            companies=Count("pk"),
            joined=Count("pk", filter=Q(seat_count__gte=1)),
            at_goal=Count("pk", filter=Q(seat_count__gte=GOAL)),
            seats=Coalesce(Sum("seat_count"), 0),
        )

    def to_call(self) -> Self:
        """Whom to call next: those nearest to three members first, those without any last."""
        return (
            self.on_the_drive()
            .filter(seat_count__lt=GOAL)
            .select_related("industrial_complex", "industry")
            .order_by("-seat_count", "name_key", "pk")
        )

    def for_export(self) -> Self:
        """The list of the drive as it leaves the portal, by complex and name."""
        return (
            self.on_the_drive()
            .annotate(last_joined_at=Max("seats__joined_at", filter=Q(seats__left_at__isnull=True)))
            .select_related("industrial_complex", "industry")
            .order_by("industrial_complex__name", "name_key", "pk")
        )

    def to_nudge(self, *, at: datetime) -> Self:
        """가입 안내: one or two members, switched on, not reminded this month, and not just growing."""
        month = timezone.localdate(at).replace(day=1)
        return (
            self.on_the_drive()
            .annotate(last_joined_at=Max("seats__joined_at", filter=Q(seats__left_at__isnull=True)))
            .filter(wants_nudges=True, seat_count__gt=0, seat_count__lt=GOAL, last_joined_at__lt=at - SETTLING)
            .exclude(nudges__month=month)
            .order_by("pk")
        )

    def seated(self, count: int) -> Self:
        """Of those `with_seats`, the ones with so many members."""
        return self.filter(seat_count=count)

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

    def matching(self, number: str, name: str = "", address: str = "") -> Self:
        """기업 등록: what the registry knows and nobody has joined, by number, else by name and address."""
        free = self.standing().filter(source=Source.REGISTRY).unjoined()
        if free.numbered(number).exists():
            return free.numbered(number).select_related("industrial_complex", "industry")
        return (
            free.filter(registration_no__isnull=True)
            .like(name, address)
            .filter(likeness__gte=ALIKE)
            .select_related("industrial_complex", "industry")
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
        return self.active().select_related("person").order_by("-is_owner", "joined_at", "pk")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by whether they can still be taken."""

    def open(self, *, at: datetime) -> Self:
        """Can be taken now."""
        return self.filter(withdrawn_at__isnull=True, expires_at__gt=at, uses__lt=models.F("limit"))

    def standing(self) -> Self:
        """Neither used up nor withdrawn; may have expired, and can then be sent again."""
        return self.filter(withdrawn_at__isnull=True, uses__lt=models.F("limit"))

    def for_members_page(self) -> Self:
        """Standing ones, the newest first, with who made them."""
        return self.standing().select_related("made_by").order_by("-made_at", "-pk")

    def by_mail(self) -> Self:
        """Those for one address."""
        return self.exclude(email="")


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    """Requests to join."""

    def open(self) -> Self:
        """Not decided yet, the longest waiting first."""
        return self.filter(decided_at__isnull=True).order_by("asked_at", "pk")

    def for_members_page(self) -> Self:
        """Open ones, with who asks."""
        return self.open().select_related("person")

    def for_asker(self) -> Self:
        """Open ones, with the company asked."""
        return self.open().select_related("company")


class FactoryRecordQuerySet(models.QuerySet["FactoryRecord"]):
    """Rows of the factory registry."""


class RegistryImportQuerySet(models.QuerySet["RegistryImport"]):
    """Runs of the registry import."""

    def owed(self) -> Self:
        """Work for a worker, the longest waiting first."""
        return self.filter(state__in=["CHECKING", "APPLYING"]).order_by("pk")

    def checked(self) -> Self:
        """Wait for a person to bring them in or to drop them."""
        return self.filter(state="CHECKED").order_by("pk")


class CompanyEventQuerySet(models.QuerySet["CompanyEvent"]):
    """처리이력 of companies."""

    def of(self, company: "Company") -> Self:
        """What happened to this company and to those merged into it, the newest first."""
        return (
            self.filter(Q(company=company) | Q(company__merged_into=company))
            .select_related("by", "subject")
            .order_by("-at", "-pk")
        )

    def for_members(self) -> Self:
        """Without who asked to join and was turned down: that is for owners."""
        return self.exclude(what__in=["ASKED_TO_JOIN", "DECLINED", "ASK_WITHDRAWN"])

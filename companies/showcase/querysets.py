"""Questions about showcases: which are public, which wait, who may see a file."""

from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery, Sum

from accounts.models import User
from accounts.roles import Role
from companies import normalising
from companies.showcase.workflow import WORKED_ON, State
from companies.states import Approval

if TYPE_CHECKING:
    from companies.models import Company, IndustrialComplex, Industry
    from companies.showcase.models import Product, Showcase, StoredFile

OUTSIDE = "outside"
"""단지 밖, as a choice beside the industrial complexes."""

RECENT = 20
"""So many decisions tell how long one usually takes; fewer than `ENOUGH` tell nothing."""
ENOUGH = 5


class ShowcaseQuerySet(models.QuerySet["Showcase"]):
    """Versions of showcases."""

    def public(self) -> Self:
        """What everybody may see."""
        return self.filter(
            state=State.PUBLISHED, company__merged_into__isnull=True, company__approval=Approval.APPROVED
        )

    def worked_on(self) -> Self:
        """Being written, or waiting for the city."""
        return self.filter(state__in=WORKED_ON)

    def waiting(self) -> Self:
        """확인을 기다리는 것; the longest waiting first."""
        return self.filter(state=State.SUBMITTED, company__merged_into__isnull=True).order_by("submitted_at", "pk")

    def handed_in(self) -> Self:
        """Everything but what a company is still writing."""
        return self.exclude(state=State.DRAFT).filter(company__merged_into__isnull=True)

    def sent_back(self) -> Self:
        """되돌린 것, not handed in again yet."""
        return self.filter(state=State.SENT_BACK, company__merged_into__isnull=True)

    def visible_to(self, user: User) -> Self:
        """Beyond what is public: those of one's own company, and all for those who decide."""
        if user.is_superuser or Role.MANAGER in user.roles:
            return self.all()
        return self.filter(company__seats__person=user, company__seats__left_at__isnull=True)

    def in_complex(self, chosen: str) -> Self:
        """Of one industrial complex, or outside of all."""
        if not chosen:
            return self
        return self.filter(company__industrial_complex=None if chosen == OUTSIDE else chosen)

    def in_industry(self, chosen: str) -> Self:
        """Of one industry."""
        return self.filter(company__industry=chosen) if chosen else self

    def search(self, text: str) -> Self:
        """Every word is part of the company's name or of what it shows, blanks and marks apart.

        A word of two syllables has no full trigram, so the index does not help it; there are hundreds of showcases,
        not hundreds of thousands, and reading them all takes milliseconds.
        """
        found = self
        for word in text.split():
            shown, name = normalising.place_key(word), normalising.name_key(word)
            found = found.filter(Q(search_key__contains=shown) | Q(company__name_key__contains=name))
        return found

    def for_list(self) -> Self:
        """A page of the public list: with the company, its place and its products, in three queries."""
        return (
            self.select_related("company__industrial_complex", "company__industry")
            .prefetch_related(Prefetch("products", _products()))
            .order_by("company__name_key", "pk")
        )

    def for_page(self) -> Self:
        """One showcase with all it shows."""
        return self.select_related(
            "company__industrial_complex", "company__industry", "submitted_by", "decided_by"
        ).prefetch_related(Prefetch("products", _products()), "media__file")

    def for_worklist(self) -> Self:
        """The officials' list."""
        return self.select_related("company__industrial_complex", "submitted_by", "decided_by")

    def complexes(self) -> "models.QuerySet[IndustrialComplex]":
        """Industrial complexes in which one of these lies."""
        found: models.QuerySet[IndustrialComplex] = apps.get_model(
            "companies", "IndustrialComplex"
        )._default_manager.all()
        return found.filter(companies__showcases__in=self).distinct()

    def industries(self) -> "models.QuerySet[Industry]":
        """Industries of these."""
        found: models.QuerySet[Industry] = apps.get_model("companies", "Industry")._default_manager.all()
        return found.filter(companies__showcases__in=self).distinct()


def _products() -> "models.QuerySet[Product]":
    products: models.QuerySet[Product] = apps.get_model("companies", "Product")._default_manager.all()
    return products.select_related("picture")


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Files of showcases."""

    def public(self) -> Self:
        """Shown on a page that everybody may see."""
        shown: models.QuerySet[Showcase] = apps.get_model("companies", "Showcase").objects.public()
        return self.filter(
            Exists(shown.filter(products__picture=OuterRef("pk"))) | Exists(shown.filter(media__file=OuterRef("pk")))
        )

    def visible_to(self, user: User) -> Self:
        """Those of one's own company, and all for those who decide."""
        if user.is_superuser or Role.MANAGER in user.roles:
            return self.all()
        return self.filter(company__seats__person=user, company__seats__left_at__isnull=True)

    def unused(self) -> Self:
        """Shown by no version any more."""
        return self.filter(products__isnull=True, media__isnull=True)

    def weight(self) -> int:
        """Bytes on the disk."""
        return self.aggregate(sum=Sum(F("size") + F("small_size")))["sum"] or 0


def usual_days(*, at: datetime) -> int | None:
    """After how many days the city usually decided lately; None while there is too little to say so."""
    event = apps.get_model("companies", "CompanyEvent")
    asked = event.objects.filter(
        company=OuterRef("company"), what=event.What.SHOWCASE_SUBMITTED, at__lte=OuterRef("at")
    ).order_by("-at")
    decided = (
        event.objects.filter(what__in=[event.What.SHOWCASE_PUBLISHED, event.What.SHOWCASE_RETURNED], at__lte=at)
        .annotate(asked_at=Subquery(asked.values("at")[:1]))
        .filter(asked_at__isnull=False)
        .order_by("-at")[:RECENT]
    )
    waits = [row.at - row.asked_at for row in decided]
    return median(waits).days + 1 if len(waits) >= ENOUGH else None


def weight_of(company: "Company") -> int:
    """Bytes of all files of one company."""
    return company.showcase_files.weight()

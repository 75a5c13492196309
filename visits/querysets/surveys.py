"""사전조사: rounds, who is asked, and what they name."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from companies.models import Company

if TYPE_CHECKING:
    from visits.models import PreSurvey, SurveyInvitation, SurveyItem, Visit


class PreSurveyQuerySet(models.QuerySet["PreSurvey"]):
    """사전조사."""

    def prepared(self) -> Self:
        """Waiting for somebody to send them."""
        return self.filter(sent_at__isnull=True)

    def open(self, *, on: date | None = None) -> Self:
        """Sent, and still taking answers."""
        return self.filter(sent_at__isnull=False, closes_on__gte=on or timezone.localdate())

    def closed(self, *, on: date) -> Self:
        """마감: sent, and past its closing day."""
        return self.filter(sent_at__isnull=False, closes_on__lt=on)

    def for_list(self) -> Self:
        """With all that the list of rounds shows."""
        return self.with_response().select_related("programme", "industrial_complex")

    def to_send(self, *, on: date) -> Self:
        """보낼 사전조사: prepared, and not past its closing day."""
        return self.prepared().filter(closes_on__gte=on)

    def to_look_at(self) -> Self:
        """살펴볼 답이 있는 것: a company named something or wants a visit, and nobody has taken it up yet."""
        items = apps.get_model("visits", "SurveyItem").objects.untaken()
        wishes = apps.get_model("visits", "SurveyInvitation").objects.wishing()
        return self.filter(Q(pk__in=items.values("invitation__survey")) | Q(pk__in=wishes.values("survey")))

    def with_response(self) -> Self:
        """Each with how many companies were `asked`, how many `answered`, and how many things are `untaken`."""
        untaken = Q(invitations__items__isnull=False, invitations__items__taken_at__isnull=True)
        return self.annotate(
            asked=Count("invitations", distinct=True),
            answered=Count("invitations", filter=Q(invitations__answered_at__isnull=False), distinct=True),
            untaken=Count("invitations__items", filter=untaken, distinct=True),
        )


class SurveyInvitationQuerySet(models.QuerySet["SurveyInvitation"]):
    """조사 대상."""

    def reachable(self) -> Self:
        """Somebody of it can be written to."""
        return self.filter(Q(person__isnull=False) | ~Q(email=""))

    def wishing(self) -> Self:
        """방문을 바라는 곳, not settled yet."""
        return self.filter(wants_visit=True, wish_settled_at__isnull=True)

    def to_tell(self) -> Self:
        """메일을 적을 것: not asked yet, or to be reminded and not reminded yet."""
        remind = Q(survey__reminded_at__isnull=False, reminded_at__isnull=True)
        return self.reachable().filter(Q(asked_at__isnull=True) | remind, answered_at__isnull=True)

    def rounds_to_tell(self) -> list[int]:
        """Rounds some mails of which are still to be written."""
        return list(self.to_tell().order_by().values_list("survey", flat=True).distinct())

    def for_page(self) -> Self:
        """With all that the page of a round shows of them."""
        found = self.select_related("survey__programme", "company__merged_into", "visit__slot", "person")
        items = apps.get_model("visits", "SurveyItem").objects.for_page()
        return found.prefetch_related(models.Prefetch("items", items)).order_by("company__name_key", "pk")


class SurveyItemQuerySet(models.QuerySet["SurveyItem"]):
    """조사에서 나온 것."""

    def untaken(self) -> Self:
        """Nobody has made anything of it yet."""
        return self.filter(taken_at__isnull=True)

    def of_visit(self, visit: "Visit") -> Self:
        """What the host named before this visit, and what was made a topic of it."""
        return self.filter(Q(invitation__visit=visit) | Q(visit=visit)).for_page()

    def of_company(self, company: Company) -> Self:
        """All that the company, and those merged into it, ever named; the newest answer first."""
        named = Q(invitation__company=company) | Q(invitation__company__merged_into=company)
        return self.filter(named).for_page().order_by("-invitation__answered_at", "invitation", "number")

    def for_page(self) -> Self:
        """With the round it was named in, and what became of it."""
        return self.select_related("invitation__survey", "category", "grievance", "visit").order_by(
            "invitation", "number"
        )

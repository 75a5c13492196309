"""Questions about what others are asked: opinions, approvals, changes of the law."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, F, Q

from accounts.models import User
from accounts.roles import Role
from grievances.workflow import RUNNING

if TYPE_CHECKING:
    from grievances.models import Approval, Consultation, Expertise, Reform


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """의견 요청."""

    def waiting(self) -> Self:
        """Neither answered nor taken back."""
        return self.filter(answered_at__isnull=True, taken_back_at__isnull=True)

    def late(self, *, at: datetime) -> Self:
        """Past the moment they were to be answered by."""
        return self.waiting().filter(reply_by__lt=at)

    def asked_of(self, user: User) -> Self:
        """Asked of this person as an expert, or of a department they work in."""
        mine = [department.pk for department in user.departments]
        return self.filter(Q(expert=user) | Q(department__in=mine), taken_back_at__isnull=True)

    def of_expert(self, user: User) -> Self:
        """Asked of this person as an expert, as long as they are one; what was taken back says so."""
        return self.filter(expert=user) if Role.EXPERT in user.roles else self.none()

    def of_bodies(self) -> Self:
        """Asked of an outside body, which comes by its link."""
        return self.filter(kind="BODY")

    def of_department_in(self, user: User) -> Self:
        """Waiting for a department this person works in."""
        return self.waiting().filter(department__in=[department.pk for department in user.departments])

    def due_first(self) -> Self:
        """What has to be answered soonest, then what is over, the newest first."""
        return self.order_by(F("answered_at").desc(nulls_first=True), "reply_by", "-pk")

    def for_page(self) -> Self:
        """With what a page or a letter says of them."""
        return self.select_related(
            "department",
            "expert",
            "asked_by",
            "grievance__company",
            "grievance__category",
            "grievance__department",
            "grievance__officer",
        )

    def opens_cases_to(self, user: User) -> Self:
        """Those for which a department may read the case: while it is asked, and as long as the case runs."""
        mine = [department.pk for department in user.departments]
        return self.filter(
            Q(answered_at__isnull=True) | Q(grievance__status__in=sorted(RUNNING)),
            department__in=mine,
            taken_back_at__isnull=True,
        )


class ExpertiseQuerySet(models.QuerySet["Expertise"]):
    """위원 분야."""

    def of(self, people: Iterable[User]) -> Self:
        """What these people know about."""
        return self.filter(person__in=people)

    def with_load(self) -> Self:
        """Each with how many questions wait for that person, as `to_answer`."""
        waiting = Q(person__consultations__answered_at__isnull=True, person__consultations__taken_back_at__isnull=True)
        return self.annotate(to_answer=Count("person__consultations", filter=waiting))


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """결재."""

    def waiting(self) -> Self:
        """Not decided yet."""
        return self.filter(state="WAITING")

    def decided(self) -> Self:
        """Approved, sent back, or taken back."""
        return self.exclude(state="WAITING")

    def for_reminders(self) -> Self:
        """With what a mail says of the case."""
        return self.select_related("grievance__company", "grievance__department", "grievance__officer")

    def waiting_for(self, user: User) -> Self:
        """결재할 것, the longest first: of departments this person heads, or stands in as head of; never their own."""
        headed = {grant.department_id for grant in user.grants_held if grant.role == Role.HEAD}
        waiting = self.waiting().filter(grievance__department__in=headed).exclude(proposed_by=user)
        return waiting.order_by("proposed_at", "pk")

    def visible_to(self, user: User) -> Self:
        """Of cases this official sees. What waits or was decided is no business of whoever is only asked."""
        cases = apps.get_model("grievances", "Grievance")._default_manager
        return self.filter(grievance__in=cases.visible_as_staff(user).answered_for_by(user).order_by().values("pk"))

    def with_people(self) -> Self:
        """With who proposed and who decided."""
        return self.select_related("proposed_by", "decided_by")

    def for_page(self) -> Self:
        """With the case and all that the head reads of it."""
        case = ("company", "category", "department", "officer", "filer")
        return self.with_people().select_related("proposal", *(f"grievance__{name}" for name in case))


class ReformQuerySet(models.QuerySet["Reform"]):
    """제도개선 건의."""

    def visible_as_staff(self, user: User) -> Self:
        """Of cases that the workplace shows this official."""
        cases = apps.get_model("grievances", "Grievance")._default_manager.visible_as_staff(user)
        return self.filter(grievance__in=cases.values("pk"))

    def answered_for_by(self, user: User) -> Self:
        """Of cases that this person's unit answers for."""
        cases = apps.get_model("grievances", "Grievance")._default_manager.answered_for_by(user)
        return self.filter(grievance__in=cases.values("pk"))

    def for_list(self) -> Self:
        """With the case and what a row or a mail says of it."""
        return self.select_related("grievance__company", "grievance__department", "grievance__officer", "sent_by")

    def answered(self) -> Self:
        """With a reply."""
        return self.filter(replied_on__isnull=False)

    def waiting(self) -> Self:
        """Without a reply."""
        return self.filter(replied_on__isnull=True)

    def to_ask_about(self, *, on: date) -> Self:
        """Without a reply on the day it was to be asked about."""
        return self.waiting().filter(ask_again_on__lte=on)

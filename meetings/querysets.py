"""Questions about meetings, their agendas and who comes, as the field asks them."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Value, When

from accounts.models import Department, User
from accounts.roles import OF_A_DEPARTMENT, Role
from grievances.models import Grievance
from grievances.workflow import Status as CaseStatus
from meetings.workflow import AHEAD, DEFER, MET, Kind, Status

if TYPE_CHECKING:
    from meetings.models import AgendaItem, Attendee, Meeting

SEES_EVERY_MEETING = frozenset({Role.MANAGER, Role.EXAMINER})
SETTLED = [CaseStatus.RESOLVED, CaseStatus.CLOSED]
"""Cases that wait for no meeting any more; one that is 처리 불가 is looked at again."""


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """회의 by where they stand and who may know of them."""

    def visible_to(self, user: User) -> Self:
        """What this user may know exists. Every view starts here."""
        if user.is_superuser or user.roles & SEES_EVERY_MEETING:
            return self.all()
        return self.filter(self._attended_by(user) | self._about_cases_of(user))

    def visible_as_attendee(self, user: User) -> Self:
        """The attendees' own pages: meetings to which this person was asked."""
        return self.filter(self._attended_by(user))

    def _attended_by(self, user: User) -> Q:
        """Whoever was told of it. A role that was taken away takes the meetings along."""
        if not user.is_active or not (user.roles or user.is_superuser):
            return Q(pk__in=[])
        coming = apps.get_model("meetings", "Attendee").objects.filter(person=user, invited_at__isnull=False)
        return Q(pk__in=coming.values("meeting"))

    def _about_cases_of(self, user: User) -> Q:
        """Officials see the meetings that are about a case which they see at work."""
        if not user.roles & OF_A_DEPARTMENT:
            return Q(pk__in=[])
        cases = Grievance.objects.visible_as_staff(user).values("pk")
        items = apps.get_model("meetings", "AgendaItem").objects.filter(grievance__in=cases)
        return Q(pk__in=items.values("meeting"))

    # --- Where they stand ---------------------------------------------------------------------------------------

    def ahead(self) -> Self:
        """Planned or announced, not held; the next one first."""
        return self.filter(status__in=sorted(AHEAD)).order_by("during", "pk")

    def took_place(self) -> Self:
        """마침 and 회의록 확정."""
        return self.filter(status__in=sorted(MET))

    def cancelled(self) -> Self:
        """취소."""
        return self.filter(status=Status.CANCELLED)

    def begun(self, *, at: datetime) -> Self:
        """Not confirmed and not cancelled, and their time has come."""
        return self.filter(status__in=sorted(AHEAD | {Status.HELD}), during__startswith__lte=at)

    def to_decide(self, *, at: datetime) -> Self:
        """결정할 안건이 있는 것: their time has come, and an item waits."""
        return self.begun(at=at).filter(Exists(_undecided()))

    def to_confirm(self) -> Self:
        """확정할 회의록: held, everything decided."""
        return self.filter(~Exists(_undecided()), status=Status.HELD)

    def to_close(self, *, at: datetime) -> Self:
        """마칠 것: over, everything decided, and nobody wrote the minutes."""
        return self.filter(~Exists(_undecided()), status__in=sorted(AHEAD), during__endswith__lt=at)

    def of_kind(self, kind: str) -> Self:
        """원스톱 처리회의, 합동회의 …"""
        return self.filter(kind=kind)

    # --- What pages show ----------------------------------------------------------------------------------------

    def with_newest_entry(self) -> Self:
        """`newest_entry`: the last move, so that a page can say what it was opened with."""
        return self.annotate(newest_entry=Max("history__pk"))

    def for_list(self, *, at: datetime) -> Self:
        """What comes, the next one first; then what was, the newest first. With counts of the agenda."""
        comes = Q(status__in=sorted(AHEAD), during__endswith__gt=at)
        return self.annotate(
            item_count=Count("agenda"),
            undecided_count=Count("agenda", filter=Q(agenda__decided_at__isnull=True)),
            is_over=Case(When(comes, then=Value(False)), default=Value(True)),
            near=Case(When(comes, then=F("during")), default=None),
        ).order_by("is_over", "near", "-during", "-pk")


def _undecided() -> models.QuerySet["AgendaItem"]:
    items: AgendaItemQuerySet = apps.get_model("meetings", "AgendaItem")._default_manager.all()
    return items.undecided().filter(meeting=OuterRef("pk"))


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    """안건."""

    def visible_to(self, user: User) -> Self:
        """Items whose case this person sees at work: with its title, its company and what the meeting saw."""
        return self.filter(grievance__in=Grievance.objects.visible_as_staff(user).values("pk"))

    def for_reader(self, user: User) -> Self:
        """Every item with `opens_case`: whether this person reads more of it than number, heading and decision."""
        cases = Grievance.objects.visible_as_staff(user).filter(pk=OuterRef("grievance"))
        return self.annotate(opens_case=Exists(cases)).order_by("number")

    def undecided(self) -> Self:
        """정하지 않은 안건."""
        return self.filter(decided_at__isnull=True)

    def decided(self) -> Self:
        """정한 안건."""
        return self.filter(decided_at__isnull=False)

    def of_department(self, department: Department) -> Self:
        """Of cases that this department has now."""
        return self.filter(grievance__department=department)

    def of_reviews(self) -> Self:
        """Of 추진상황 보고회 that took place, the newest first."""
        items = self.filter(meeting__kind=Kind.REVIEW, meeting__status__in=sorted(MET))
        return items.select_related("meeting").order_by("-meeting__during", "-pk")

    def waiting_for_another(self, kind: str) -> Self:
        """다음 회의로: put off by a meeting of this kind, on no agenda since that still counts, and not settled."""
        later = self.model._default_manager.filter(grievance=OuterRef("grievance"), pk__gt=OuterRef("pk"))
        later = later.exclude(meeting__status=Status.CANCELLED)
        waiting = self.filter(~Exists(later), decision=DEFER, meeting__kind=kind)
        return waiting.exclude(grievance__status__in=SETTLED).select_related("grievance")


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    """참석자."""

    def told(self) -> Self:
        """Those who were asked to come, and can be written to."""
        return self.for_page().filter(Q(person__is_active=True) | Q(person__isnull=True), invited_at__isnull=False)

    def for_page(self) -> Self:
        """With who they are; ours first."""
        return self.select_related("person").order_by(F("person").asc(nulls_last=True), "pk")

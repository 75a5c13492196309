"""누가 맡고 있는지: whose a case is from when until when, and offers to hand it over."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from accounts.models import Department, User
from grievances.models.cases import Grievance
from grievances.querysets import CustodyQuerySet, TransferQuerySet


class Span(Func):
    """From one moment until before the other; without an end if that is not known yet."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Custody(models.Model):
    """맡은 동안: one unit's own time on a case. Without a department the unit that receives all of them has it."""

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="custodies", editable=False)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+", editable=False)
    since = models.DateTimeField(editable=False)
    until = models.DateTimeField(null=True, editable=False)

    objects = CustodyQuerySet.as_manager()

    class Meta:
        verbose_name = "맡은 동안"
        verbose_name_plural = "맡은 동안"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grievance"], condition=Q(until__isnull=True), name="custody_is_held_by_one_unit_now"
            ),
            models.CheckConstraint(
                name="custody_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            ExclusionConstraint(
                name="custody_is_held_by_one_unit_at_a_time",
                expressions=[
                    ("grievance", RangeOperators.EQUAL),
                    (Span("since", "until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.department or ''}"


class Transfer(models.Model):
    """이관 제안: a department is asked to take a case. Until it says yes, whoever offers keeps case and clock."""

    class State(models.TextChoices):
        """How it ended."""

        OFFERED = "OFFERED", "답을 기다림"
        ACCEPTED = "ACCEPTED", "받음"
        DECLINED = "DECLINED", "거절"
        TAKEN_BACK = "TAKEN_BACK", "거둠"
        LAPSED = "LAPSED", "사건이 끝남"

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="transfers", editable=False)
    from_department = models.ForeignKey(Department, models.PROTECT, related_name="+", editable=False)
    to_department = models.ForeignKey(Department, models.PROTECT, related_name="+", editable=False)
    reason = models.TextField("까닭", editable=False)
    offered_at = models.DateTimeField("제안일시", editable=False)
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    state = models.CharField("상태", max_length=10, choices=State, default=State.OFFERED, editable=False)
    answered_at = models.DateTimeField("답한 때", null=True, editable=False)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    words = models.TextField("답한 말", blank=True, editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "이관 제안"
        verbose_name_plural = "이관 제안"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grievance"], condition=Q(state="OFFERED"), name="transfer_is_offered_once_at_a_time"
            ),
            models.CheckConstraint(
                name="transfer_goes_to_another_department", condition=~Q(from_department=F("to_department"))
            ),
            models.CheckConstraint(name="transfer_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="transfer_answered_says_when",
                condition=Q(state="OFFERED", answered_at__isnull=True)
                | (~Q(state="OFFERED") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(name="transfer_declined_says_why", condition=~Q(state="DECLINED") | ~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} → {self.to_department}"

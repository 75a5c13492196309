"""What lengthens the time for a case: 연장, and the company's consent to a second one (시행령 §21)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.triggers import never_emptied
from grievances.models.cases import Grievance, HistoryEntry
from grievances.querysets import ConsentRequestQuerySet, ExtensionQuerySet
from grievances.workflow import ExtensionReason


class Extension(models.Model):
    """기한연장: by how much, why, from when to when. Written once."""

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="extensions", editable=False)
    entry = models.OneToOneField(HistoryEntry, models.PROTECT, related_name="extension", editable=False)
    ordinal = models.PositiveSmallIntegerField(_("몇 번째"), editable=False)
    reason = models.CharField(_("연장 사유"), max_length=15, choices=ExtensionReason, editable=False)
    explanation = models.TextField(_("설명"), editable=False)
    amount = models.PositiveSmallIntegerField(_("늘린 만큼"), editable=False)
    """In the unit of the case's period."""
    from_due_at = models.DateTimeField(_("연장 전 기한"), editable=False)
    to_due_at = models.DateTimeField(_("연장 뒤 기한"), editable=False)
    extended_at = models.DateTimeField(_("연장일시"), editable=False)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = "기한연장"
        verbose_name_plural = "기한연장"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="extension_is_the_first_or_the_second", condition=Q(ordinal__in=[1, 2])),
            models.CheckConstraint(name="extension_lengthens", condition=Q(amount__gte=1)),
            models.CheckConstraint(name="extension_is_explained", condition=~Q(explanation="")),
            models.CheckConstraint(
                name="extension_moves_the_deadline_back", condition=Q(to_due_at__gt=F("from_due_at"))
            ),
            models.CheckConstraint(
                name="extension_has_a_legal_reason",
                condition=~Q(reason__in=["WORKLOAD", "LATE_ASSIGNMENT", "ABSENCE"]),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="extension_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("extensions_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.ordinal}차"


class ConsentRequest(models.Model):
    """연장 동의: whether the company agrees to a second extension. Its answer is the extension (시행령 §21① 단서)."""

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="consent_requests", editable=False)
    reason = models.CharField(_("연장 사유"), max_length=15, choices=ExtensionReason, editable=False)
    explanation = models.TextField(_("설명"), editable=False)
    amount = models.PositiveSmallIntegerField(_("늘릴 만큼"), editable=False)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(_("물은 때"), editable=False)
    agreed = models.BooleanField(_("동의"), null=True, editable=False)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    ended_at = models.DateTimeField(_("끝난 때"), null=True, editable=False)

    objects = ConsentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "연장 동의"
        verbose_name_plural = "연장 동의"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grievance"], condition=Q(ended_at__isnull=True), name="consent_is_asked_once_at_a_time"
            ),
            models.CheckConstraint(
                name="consent_answered_says_by_whom",
                condition=Q(agreed__isnull=True, answered_by__isnull=True)
                | Q(agreed__isnull=False, answered_by__isnull=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.asked_at:%Y-%m-%d}"

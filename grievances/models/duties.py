"""월간 점검: that the city looked at how the month before was handled, and what it mended."""

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.triggers import never_emptied
from grievances.querysets import MonthlyCheckQuerySet


class MonthlyCheck(models.Model):
    """월간 점검 (시행령 §22, 시행규칙 §7). Its figures stay as they were on the day they were counted."""

    month = models.DateField("점검하는 달", unique=True, editable=False)  # its first day
    counted_at = models.DateTimeField("집계한 때", editable=False)
    figures = models.JSONField("수치", encoder=DjangoJSONEncoder, editable=False)
    reminded_on = models.DateField("마지막으로 알린 날", editable=False)
    checked_at = models.DateTimeField("확인한 때", null=True, editable=False)
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="확인한 사람"
    )
    remark = models.TextField("고친 것", blank=True, editable=False)

    objects = MonthlyCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "월간 점검"
        verbose_name_plural = "월간 점검"
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(name="monthly_check_is_of_a_whole_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="monthly_check_done_says_by_whom_and_what_was_mended",
                condition=Q(checked_at__isnull=True, checked_by__isnull=True, remark="")
                | (Q(checked_at__isnull=False, checked_by__isnull=False) & ~Q(remark="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="monthly_check_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="monthly_check_figures_are_frozen", fields=["month", "counted_at", "figures"]),
            never_emptied("monthly_checks_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.month.year}년 {self.month.month}월 점검"

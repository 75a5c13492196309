"""What the workplace keeps beside the cases."""

from django.db import models
from django.utils import timezone

from accounts.models import User
from grievances.models.cases import Grievance


class SavedFilter(models.Model):
    """저장한 조건: a view of the work list somebody comes back to."""

    person = models.ForeignKey(User, models.CASCADE, related_name="saved_filters", editable=False)
    name = models.CharField("이름", max_length=40)
    query = models.CharField("조건", max_length=500)

    class Meta:
        verbose_name = "저장한 조건"
        verbose_name_plural = "저장한 조건"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_filter_is_named_once")]

    def __str__(self) -> str:
        return self.name


class Viewing(models.Model):
    """함께 보는 사람: who has a case open in the workplace, and when we last heard of them."""

    grievance = models.ForeignKey(Grievance, models.CASCADE, related_name="viewings", editable=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+", editable=False)
    seen_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = "함께 보는 사람"
        verbose_name_plural = "함께 보는 사람"
        constraints = [models.UniqueConstraint(fields=["grievance", "person"], name="viewing_is_one_a_person")]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.person_id}"


class Reminder(models.Model):
    """알려 준 것: that a reminder went out. The row keeps it from happening twice."""

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="reminders", editable=False)
    what = models.CharField("무엇", max_length=30, editable=False)
    key = models.CharField("어느 것", max_length=40, blank=True, editable=False)
    sent_at = models.DateTimeField("보낸 일시", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "알려 준 것"
        verbose_name_plural = "알려 준 것"
        constraints = [
            models.UniqueConstraint(fields=["grievance", "what", "key"], name="reminder_goes_out_once"),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.what}"


class Digest(models.Model):
    """주간 알림: that somebody was told of their week. The row keeps it from happening twice."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    week = models.CharField("주", max_length=8, editable=False, help_text="2026-W48")
    sent_at = models.DateTimeField("보낸 일시", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "주간 알림"
        verbose_name_plural = "주간 알림"
        constraints = [models.UniqueConstraint(fields=["person", "week"], name="digest_goes_out_once_a_week")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.week}"

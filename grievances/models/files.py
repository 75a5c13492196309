"""What somebody is writing, and files of drafts and cases."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from companies.models import Company
from grievances.files import Kind
from grievances.models.cases import Grievance, HistoryEntry
from grievances.querysets import (
    AttachmentQuerySet,
    DraftQuerySet,
)


def where_kept(_instance: models.Model, _name: str) -> str:
    """A made-up name: what the file was called is a column, not a path."""
    return f"grievances/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}"


class Draft(models.Model):
    """쓰던 글: what somebody is writing for a company, kept while they type. One a person and company."""

    person = models.ForeignKey(User, models.CASCADE, related_name="drafts", editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="drafts", editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    content = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "쓰던 글"
        verbose_name_plural = "쓰던 글"
        constraints = [
            models.UniqueConstraint(fields=["person", "company"], name="draft_is_one_a_person_and_company"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.company_id}"

    @property
    def version(self) -> str:
        """What a page says it was opened with."""
        return self.saved_at.isoformat()


class Attachment(models.Model):
    """붙임: a file of a case, or of a draft that becomes one. Only ever downloaded, by whoever may see the case."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    grievance = models.ForeignKey(Grievance, models.PROTECT, null=True, related_name="attachments", editable=False)
    entry = models.ForeignKey(HistoryEntry, models.PROTECT, null=True, related_name="attachments", editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="attachments", editable=False)
    file = models.FileField("파일", upload_to=where_kept, editable=False)
    kind = models.CharField("종류", max_length=5, choices=Kind, editable=False)
    name = models.CharField("이름", max_length=120, editable=False)
    size = models.PositiveBigIntegerField("크기", editable=False)
    digest = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    uploaded_at = models.DateTimeField("올린 일시", default=timezone.now, editable=False)
    is_internal = models.BooleanField("직원만 봄", default=False, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "붙임"
        verbose_name_plural = "붙임"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_is_of_a_case_or_a_draft",
                condition=Q(draft__isnull=False, grievance__isnull=True, entry__isnull=True)
                | Q(draft__isnull=True, grievance__isnull=False, entry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is taken from."""
        return reverse("grievances:file", args=[self.key])

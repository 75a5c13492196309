"""문서: what the city hands over in writing, as it was on the day, with the code by which anybody can check it."""

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.triggers import never_emptied
from grievances.models.cases import Grievance, HistoryEntry
from grievances.querysets import DocumentQuerySet


class Document(models.Model):
    """통지서. Its facts are kept as they were; the sheet is printed from them whenever somebody asks for it."""

    class Kind(models.TextChoices):
        """The statutory form (시행규칙 별지)."""

        RECEIPT = "RECEIPT", _("접수증")  # 제2호서식
        EXTENSION = "EXTENSION", _("처리기간 연장 통지서")  # 제5호서식
        PROGRESS = "PROGRESS", _("처리진행상황 통지서")  # 제6호서식
        DUNNING = "DUNNING", _("독촉장")  # 제7호서식

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="documents", editable=False)
    entry = models.ForeignKey(
        HistoryEntry, models.PROTECT, null=True, related_name="documents", editable=False, verbose_name="처리이력"
    )
    kind = models.CharField(_("문서"), max_length=9, choices=Kind, editable=False)
    code = models.CharField(_("문서확인번호"), max_length=19, unique=True, editable=False)
    issued_at = models.DateTimeField(_("발급일시"), editable=False)
    facts = models.JSONField(_("적힌 것"), encoder=DjangoJSONEncoder, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "문서"
        verbose_name_plural = "문서"
        ordering = ["pk"]
        indexes = [models.Index(fields=["grievance", "kind"], name="document_of_grievance")]
        triggers = [
            pgtrigger.Protect(name="document_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("documents_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"

    def get_absolute_url(self) -> str:
        """Where whoever may see the case takes it."""
        return reverse("grievances:document", args=[self.grievance.receipt_no, self.code])

    @property
    def is_internal(self) -> bool:
        """독촉장 goes to the head of the department, not to the company."""
        return self.kind == self.Kind.DUNNING

"""결재: an answer that waits for the head of the department."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import User
from grievances.models.cases import Grievance, HistoryEntry
from grievances.querysets import ApprovalQuerySet
from grievances.workflow import Move


class Approval(models.Model):
    """결재 올린 것: a move as it will be made, word for word, once the head approves. The clock keeps running."""

    class State(models.TextChoices):
        """How it stands."""

        WAITING = "WAITING", "결재 대기"
        APPROVED = "APPROVED", "결재함"
        RETURNED = "RETURNED", "돌려보냄"
        TAKEN_BACK = "TAKEN_BACK", "거둠"

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="approvals", editable=False)
    move = models.CharField("할 일", max_length=20, choices=Move, editable=False)
    content = models.JSONField("내용", encoder=DjangoJSONEncoder, editable=False)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="올린 사람")
    proposed_at = models.DateTimeField("올린 때", editable=False)
    proposal = models.OneToOneField(HistoryEntry, models.PROTECT, related_name="approval", editable=False)
    state = models.CharField("상태", max_length=10, choices=State, default=State.WAITING, editable=False)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="결재한 사람"
    )
    decided_at = models.DateTimeField("결재한 때", null=True, editable=False)
    words = models.TextField("돌려보내는 까닭", blank=True, editable=False)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = "결재"
        verbose_name_plural = "결재"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grievance"], condition=Q(state="WAITING"), name="approval_is_asked_for_once_at_a_time"
            ),
            models.CheckConstraint(
                name="approval_decided_says_when",
                condition=Q(state="WAITING", decided_at__isnull=True)
                | (~Q(state="WAITING") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(name="approval_returned_says_why", condition=~Q(state="RETURNED") | ~Q(words="")),
            models.CheckConstraint(
                name="approval_is_of_an_answer", condition=Q(move__in=["RESOLVE", "FIND_INFEASIBLE", "KEEP"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.get_move_display()}"

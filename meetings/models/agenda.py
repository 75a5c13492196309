"""What is on an agenda: a case as the meeting saw it, and what it decided."""

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.triggers import never_emptied
from grievances.models import Grievance, HistoryEntry
from meetings.models.meetings import Meeting
from meetings.querysets import AgendaItemQuerySet
from meetings.workflow import DECISION_CHOICES

HEADING_LIMIT, WORDS_LIMIT = 80, 1000


class AgendaItem(models.Model):
    """안건. What the meeting saw of the case never changes afterwards, and it decides once."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda", editable=False)
    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="agenda_items", editable=False)
    number = models.PositiveSmallIntegerField("차례", editable=False)
    heading = models.CharField("안건 이름", max_length=HEADING_LIMIT)
    """What attendees read who may not see the case: neither its title nor its company."""
    snapshot = models.JSONField("그때의 모습", encoder=DjangoJSONEncoder, editable=False)
    put_on_at = models.DateTimeField("올린 때", editable=False)
    put_on_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)

    decision = models.CharField("결정", max_length=20, choices=DECISION_CHOICES, blank=True, editable=False)
    words = models.TextField("결정한 말", max_length=WORDS_LIMIT, blank=True, editable=False)
    decided_at = models.DateTimeField("결정한 때", null=True, editable=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    entry = models.OneToOneField(HistoryEntry, models.PROTECT, null=True, related_name="agenda_item", editable=False)

    objects = AgendaItemQuerySet.as_manager()

    opens_case: bool
    """What `for_reader()` puts beside the columns."""

    class Meta:
        verbose_name = "안건"
        verbose_name_plural = "안건"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "grievance"], name="agenda_has_a_case_once"),
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="agenda_has_a_number_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="agenda_item_has_a_heading", condition=~Q(heading="")),
            models.CheckConstraint(
                name="agenda_item_decided_says_what_when_and_who",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, decision="", words="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="") & ~Q(words="")),
            ),
            models.CheckConstraint(
                name="agenda_item_that_moved_its_case_has_the_entry",
                condition=(Q(decision__in=["", "DEFER"]) & Q(entry__isnull=True))
                | (~Q(decision__in=["", "DEFER"]) & Q(entry__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="agenda_item_keeps_what_it_saw",
                fields=["meeting", "grievance", "snapshot", "put_on_at", "put_on_by"],
            ),
            pgtrigger.Trigger(
                name="agenda_item_is_decided_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False),
                func="""
                    IF (NEW.decision, NEW.words, NEW.decided_at, NEW.decided_by_id, NEW.entry_id) IS DISTINCT FROM
                       (OLD.decision, OLD.words, OLD.decided_at, OLD.decided_by_id, OLD.entry_id) THEN
                        RAISE EXCEPTION 'What was decided about item % stays.', OLD.number;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="agenda_item_that_is_decided_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__decided_at__isnull=False),
            ),
            never_emptied("agendas_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.heading}"

    @property
    def is_decided(self) -> bool:
        """Whether the meeting is through with it."""
        return self.decided_at is not None

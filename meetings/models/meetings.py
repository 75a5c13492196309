"""A meeting, who comes, and what happened to it."""

import uuid
from datetime import date, datetime

import pgtrigger
from django.contrib.postgres.fields import DateTimeRangeField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.triggers import never_emptied
from meetings.querysets import AttendeeQuerySet, MeetingQuerySet
from meetings.workflow import Kind, Move, Status

MINUTES_LIMIT = 10_000


class MeetingCounter(models.Model):
    """The last 회의번호 given out in a year. Its row is the queue in which plans wait for each other."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"M{self.year}-{self.last:03d}"


class Meeting(models.Model):
    """회의."""

    meeting_no = models.CharField("회의번호", max_length=10, unique=True, editable=False)
    kind = models.CharField("종류", max_length=8, choices=Kind, editable=False)
    title = models.CharField("이름", max_length=80)
    during = DateTimeRangeField("때")
    place = models.CharField("곳", max_length=200)
    about = models.TextField("안내", max_length=2000, blank=True)
    status = models.CharField("상태", max_length=9, choices=Status, default=Status.PLANNED, editable=False)
    minutes = models.TextField("회의록", max_length=MINUTES_LIMIT, blank=True)
    held_at = models.DateTimeField("마친 때", null=True, editable=False)
    confirmed_at = models.DateTimeField("확정한 때", null=True, editable=False)
    invited_at = models.DateTimeField("알린 때", null=True, editable=False)
    plan_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # a form sent twice plans once
    calendar_uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)

    objects = MeetingQuerySet.as_manager()

    # What querysets put beside the columns: `with_newest_entry()`, `for_list()`.
    newest_entry: int | None
    is_over: bool
    item_count: int
    undecided_count: int

    class Meta:
        verbose_name = "회의"
        verbose_name_plural = "회의"
        ordering = ["-during", "-pk"]
        indexes = [models.Index(fields=["status", "during"], name="meeting_by_status")]
        constraints = [
            models.CheckConstraint(
                name="meeting_has_a_beginning_and_an_end",
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
            ),
            models.CheckConstraint(
                name="meeting_that_took_place_says_when",
                condition=Q(status__in=["HELD", "CONFIRMED"], held_at__isnull=False)
                | (~Q(status__in=["HELD", "CONFIRMED"]) & Q(held_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="meeting_confirmed_says_when_and_what",
                condition=(Q(status="CONFIRMED", confirmed_at__isnull=False) & ~Q(minutes=""))
                | (~Q(status="CONFIRMED") & Q(confirmed_at__isnull=True)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="meeting_is_never_deleted", operation=pgtrigger.Delete),
            never_emptied("meetings_are_never_emptied"),
            pgtrigger.ReadOnly(name="meeting_stays_what_it_is", fields=["meeting_no", "kind", "plan_key"]),
            # Whoever puts an item on or decides one meanwhile holds the meeting's row.
            pgtrigger.Trigger(
                name="meeting_confirmed_has_no_undecided_item",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.confirmed_at IS NOT NULL AND EXISTS (
                        SELECT 1 FROM meetings_agendaitem WHERE meeting_id = NEW.id AND decided_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'Meeting % has an undecided item.', NEW.meeting_no
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_confirmed_has_no_undecided_item';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_no} {self.title}"

    def get_absolute_url(self) -> str:
        """Where attendees read it."""
        return reverse("meetings:detail", args=[self.meeting_no])

    @property
    def begins_at(self) -> datetime:
        """When it begins."""
        begins: datetime = self.during.lower
        return begins

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        ends: datetime = self.during.upper
        return ends

    @property
    def on(self) -> date:
        """Its day."""
        return timezone.localdate(self.begins_at)

    @property
    def is_review(self) -> bool:
        """추진상황 보고회, which fills its own agenda."""
        return self.kind == Kind.REVIEW


class Attendee(models.Model):
    """참석자: somebody of ours, or of another body."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendees", editable=False)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name="사람"
    )
    name = models.CharField("이름", max_length=40, blank=True)  # of another body, who has no account
    body = models.CharField("소속", max_length=80, blank=True)
    email = models.EmailField("이메일", blank=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    invited_at = models.DateTimeField("알린 때", null=True, editable=False)
    is_coming = models.BooleanField("온다고 함", null=True, editable=False)
    instead = models.CharField("대신 오는 사람", max_length=60, blank=True, editable=False)
    reply = models.CharField("답하며 한 말", max_length=300, blank=True, editable=False)
    replied_at = models.DateTimeField("답한 때", null=True, editable=False)
    came = models.BooleanField("왔음", null=True, editable=False)

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = "참석자"
        verbose_name_plural = "참석자"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="attendee_names_a_person_or_says_who_it_is", condition=Q(person__isnull=False) | ~Q(name="")
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(person__isnull=False),
                name="attendee_is_named_once_a_meeting",
            ),
            models.CheckConstraint(
                name="attendee_who_replied_says_when",
                condition=Q(is_coming__isnull=True, replied_at__isnull=True)
                | Q(is_coming__isnull=False, replied_at__isnull=False),
            ),
            models.CheckConstraint(
                name="attendee_who_sends_somebody_does_not_come", condition=Q(instead="") | Q(is_coming=False)
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name people read."""
        return self.person.name if self.person else self.name

    @property
    def shown_body(self) -> str:
        """Where they come from."""
        return self.body or (self.person.unit if self.person else "")

    @property
    def address(self) -> str:
        """Where they are written to."""
        return self.person.email if self.person else self.email


class MeetingReminder(models.Model):
    """알려 준 것: that a reminder went out. The row keeps it from happening twice."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="reminders", editable=False)
    what = models.CharField("무엇", max_length=30, editable=False)
    key = models.CharField("어느 것", max_length=40, blank=True, editable=False)
    sent_at = models.DateTimeField("보낸 일시", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "알려 준 것"
        verbose_name_plural = "알려 준 것"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "what", "key"], name="meeting_reminder_goes_out_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.what}"


class MeetingEntry(models.Model):
    """회의이력: one move. Written once, never changed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="history", editable=False)
    move = models.CharField("한 일", max_length=10, choices=Move, editable=False)
    from_status = models.CharField("앞 상태", max_length=9, choices=Status, blank=True, editable=False)
    to_status = models.CharField("뒤 상태", max_length=9, choices=Status, editable=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="한 사람")
    by_name = models.CharField("한 사람의 이름", max_length=40, editable=False)  # a guest has no account
    unit = models.CharField("그때의 소속", max_length=80, blank=True, editable=False)
    at = models.DateTimeField("일시", editable=False)
    note = models.TextField("내용", blank=True, editable=False)
    details = models.JSONField("자세히", default=dict, encoder=DjangoJSONEncoder, editable=False)

    class Meta:
        verbose_name = "회의이력"
        verbose_name_plural = "회의이력"
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(name="meeting_entry_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("meeting_entries_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.get_move_display()}"

"""A visit, what happened to it, who goes along, and its files."""

import uuid
from datetime import date, datetime

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.triggers import never_emptied
from companies.models import Company, Seat
from grievances.files import Kind
from visits.models.programmes import Programme, Slot
from visits.querysets import RosterEntryQuerySet, VisitEntryQuerySet, VisitQuerySet
from visits.workflow import PLACED, Move, Part, Status

TEXT_LIMIT, MINUTES_LIMIT = 2000, 10_000


def where_kept(_instance: models.Model, _name: str) -> str:
    """A made-up name: what the file was called is a column, not a path."""
    return f"visits/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}"


class VisitCounter(models.Model):
    """The last 방문번호 given out in a year. Its row is the queue in which requests wait for each other."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"V{self.year}-{self.last:05d}"


class Visit(models.Model):
    """현장방문, or 간담회 where an association is the host."""

    visit_no = models.CharField(_("방문번호"), max_length=12, unique=True, editable=False)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="visits", editable=False, verbose_name=_("순회 프로그램")
    )
    status = models.CharField(_("상태"), max_length=9, choices=Status, default=Status.REQUESTED, editable=False)

    # The host: a company, or an association with somebody to call.
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, related_name="visits", editable=False, verbose_name=_("기업")
    )
    organization = models.CharField(_("경제단체"), max_length=80, blank=True)
    contact_name = models.CharField(_("연락할 분"), max_length=40, blank=True)
    contact_phone = models.CharField(_("연락할 전화"), max_length=20, blank=True)
    contact_email = models.EmailField(_("연락할 이메일"), blank=True)

    # What was asked.
    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", editable=False, verbose_name=_("신청한 사람")
    )
    requested_at = models.DateTimeField(_("신청일시"), editable=False)
    request_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    wishes = models.CharField(_("바라는 때"), max_length=200, blank=True)
    topics = models.TextField(_("이야기할 것"), max_length=TEXT_LIMIT)
    present = models.CharField(_("함께할 분"), max_length=300, blank=True)
    place = models.CharField(_("찾아갈 곳"), max_length=200, blank=True)

    # When. What was cancelled keeps the time it had, so that calendars can take it out.
    slot = models.OneToOneField(Slot, models.PROTECT, null=True, related_name="visit", editable=False)
    during = DateTimeRangeField(_("시간"), null=True, editable=False)
    reply_by = models.DateField(_("답할 날"), null=True, editable=False)  # of an offer
    calendar_uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)

    # What was seen and said.
    checked = models.JSONField("점검한 것", default=list, editable=False)
    met = models.CharField(_("만난 분"), max_length=300, blank=True)  # of the company
    minutes = models.TextField(_("회의록"), max_length=MINUTES_LIMIT, blank=True)
    held_at = models.DateTimeField(_("방문을 마친 때"), null=True, editable=False)
    minutes_version = models.PositiveSmallIntegerField("회의록 판", default=0, editable=False)
    minutes_sent_at = models.DateTimeField(_("회의록을 보낸 때"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("기업이 확인한 때"), null=True, editable=False)
    confirmed_by = models.CharField(_("확인한 분"), max_length=40, blank=True, editable=False)
    closed_at = models.DateTimeField(_("정리를 끝낸 때"), null=True, editable=False)

    # 만족도, by the host, once.
    score = models.PositiveSmallIntegerField(_("점수"), null=True, editable=False)
    comment = models.CharField(_("한마디"), max_length=500, blank=True, editable=False)

    objects = VisitQuerySet.as_manager()

    # What querysets put beside the columns: `with_newest_entry()`, `for_list()`, `for_month()`, `waiting_for()`,
    # `for_calendar()`.
    newest_entry: int | None
    changed_at: datetime
    promise_count: int
    left_count: int
    roster_count: int
    visited_before: int
    last_visited_on: date | None
    has_factory: bool
    takes_part: bool

    class Meta:
        verbose_name = "현장방문"
        verbose_name_plural = "현장방문"
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(fields=["programme", "status", "requested_at"], name="visit_of_programme"),
            models.Index(fields=["company", "-requested_at"], name="visit_of_company"),
            models.Index(fields=["status", "requested_at"], name="visit_by_status"),
        ]
        constraints = [
            models.CheckConstraint(
                name="visit_has_one_host",
                condition=Q(company__isnull=False, organization="")
                | (Q(company__isnull=True) & ~Q(organization="") & ~Q(contact_name="")),
            ),
            models.CheckConstraint(
                name="visit_that_is_placed_has_a_slot",
                condition=Q(status__in=sorted(PLACED), slot__isnull=False, during__isnull=False)
                | (~Q(status__in=sorted(PLACED)) & Q(slot__isnull=True)),
            ),
            models.CheckConstraint(
                name="visit_that_took_place_says_when",
                condition=Q(status__in=["HELD", "CLOSED"], held_at__isnull=False)
                | (~Q(status__in=["HELD", "CLOSED"]) & Q(held_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="visit_closed_says_when",
                condition=Q(status="CLOSED", closed_at__isnull=False)
                | (~Q(status="CLOSED") & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="visit_is_confirmed_after_its_minutes_went_out",
                condition=Q(confirmed_at__isnull=True, confirmed_by="")
                | (Q(confirmed_at__gte=F("minutes_sent_at")) & ~Q(confirmed_by="")),
            ),
            models.CheckConstraint(
                name="visit_score_is_one_to_five",
                condition=Q(score__isnull=True, comment="") | Q(score__gte=1, score__lte=5),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="visit_is_never_deleted", operation=pgtrigger.Delete),
            never_emptied("visits_are_never_emptied"),
            pgtrigger.ReadOnly(
                name="visit_says_when_it_was_asked_for",
                fields=["visit_no", "programme", "requested_at", "request_key"],
            ),
            # Whoever adds a line meanwhile holds the visit's row (promise_line_is_decided_where_all_is_settled).
            pgtrigger.Trigger(
                name="visit_closed_has_no_undecided_promise",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.status IN ('CLOSED') AND EXISTS (
                        SELECT 1 FROM visits_promise WHERE visit_id = NEW.id AND state = 'UNDECIDED'
                    ) THEN
                        RAISE EXCEPTION 'Visit % has an undecided promise.', NEW.visit_no
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_closed_has_no_undecided_promise';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_no} {self.host}"

    def get_absolute_url(self) -> str:
        """Its page for the company; officials are led on to the admin."""
        return reverse("visits:detail", args=[self.visit_no])

    @property
    def host(self) -> str:
        """Who is visited."""
        return self.company.name if self.company else self.organization

    @property
    def is_meeting(self) -> bool:
        """간담회 with an association."""
        return self.company_id is None

    @property
    def begins_at(self) -> datetime | None:
        """When it begins."""
        return self.during.lower if self.during else None

    @property
    def ends_at(self) -> datetime | None:
        """When it ends."""
        return self.during.upper if self.during else None

    @property
    def on(self) -> date | None:
        """Its day."""
        return timezone.localdate(self.begins_at) if self.begins_at else None

    @property
    def is_confirmed(self) -> bool:
        """The host agrees with the minutes."""
        return self.confirmed_at is not None

    @cached_property
    def company_seats(self) -> list[Seat]:
        """자리 of the host with their people; none of an association. Asked once a visit that was read."""
        if self.company is None:
            return []
        homes = {self.company.merged_into_id or self.company.pk, self.company.pk}
        seats = Seat.objects.active().filter(company__in=homes, person__is_active=True)
        return list(seats.select_related("person").order_by("pk"))


class VisitEntry(models.Model):
    """방문이력: one move. Written once, never changed."""

    class Side(models.TextChoices):
        """Whose move it was."""

        COMPANY = "COMPANY", _("기업")
        CITY = "CITY", _("시")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="history", editable=False)
    move = models.CharField("한 일", max_length=12, choices=Move, editable=False)
    from_status = models.CharField("앞 상태", max_length=9, choices=Status, blank=True, editable=False)
    to_status = models.CharField("뒤 상태", max_length=9, choices=Status, editable=False)
    side = models.CharField("누구 쪽", max_length=7, choices=Side, editable=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="한 사람")
    by_name = models.CharField("한 사람의 이름", max_length=40, editable=False)  # who came by a link has no account
    unit = models.CharField("그때의 부서", max_length=60, blank=True, editable=False)
    at = models.DateTimeField("일시", editable=False)
    note = models.TextField("내용", blank=True, editable=False)
    is_internal = models.BooleanField("직원만 봄", default=False, editable=False)
    details = models.JSONField("자세히", default=dict, encoder=DjangoJSONEncoder, editable=False)

    objects = VisitEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "방문이력"
        verbose_name_plural = "방문이력"
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(name="visit_entry_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("visit_entries_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.get_move_display()}"


class RosterEntry(models.Model):
    """명단: one person who goes along. With an account nobody is in two places at a time."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="roster", editable=False)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="rosters", verbose_name="사람"
    )
    part = models.CharField("무엇으로", max_length=10, choices=Part)
    name = models.CharField("이름", max_length=40, blank=True)  # of an outside body, who has no account
    body = models.CharField("소속", max_length=60, blank=True)
    email = models.EmailField("이메일", blank=True)
    during = DateTimeRangeField(null=True, editable=False)  # the visit's time, while it stands
    came = models.BooleanField("왔음", null=True, editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = RosterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "명단"
        verbose_name_plural = "명단"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="roster_names_a_person_or_says_who_it_is", condition=Q(person__isnull=False) | ~Q(name="")
            ),
            models.UniqueConstraint(
                fields=["visit", "person"], condition=Q(person__isnull=False), name="roster_has_a_person_once_a_visit"
            ),
            ExclusionConstraint(
                name="roster_has_a_person_in_one_place_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(person__isnull=False, during__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name people read."""
        return self.person.name if self.person else self.name


class VisitFile(models.Model):
    """방문 자료: what the host shows, and photographs of the day. For whoever may see the visit."""

    class Purpose(models.TextChoices):
        """What it is for."""

        MATERIAL = "MATERIAL", _("자료")
        PHOTO = "PHOTO", _("사진")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # made by the phone: sent twice, kept once
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="files", editable=False)
    promise = models.ForeignKey("visits.Promise", models.PROTECT, null=True, related_name="files", editable=False)
    purpose = models.CharField(max_length=8, choices=Purpose, editable=False)
    side = models.CharField("누구 쪽", max_length=7, choices=VisitEntry.Side, editable=False)
    file = models.FileField("파일", upload_to=where_kept, editable=False)
    kind = models.CharField("종류", max_length=5, choices=Kind, editable=False)
    name = models.CharField("이름", max_length=120, editable=False)
    caption = models.CharField("설명", max_length=120, blank=True)
    size = models.PositiveBigIntegerField("크기", editable=False)
    digest = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    uploaded_at = models.DateTimeField("올린 일시", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "방문 자료"
        verbose_name_plural = "방문 자료"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is taken from."""
        return reverse("visits:file", args=[self.key])


class VisitReminder(models.Model):
    """알려 준 것: that a reminder or a follow-through went out. The row keeps it from happening twice."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="reminders", editable=False)
    what = models.CharField("무엇", max_length=30, editable=False)
    key = models.CharField("어느 것", max_length=40, blank=True, editable=False)
    sent_at = models.DateTimeField("보낸 일시", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "알려 준 것"
        verbose_name_plural = "알려 준 것"
        constraints = [
            models.UniqueConstraint(fields=["visit", "what", "key"], name="visit_reminder_goes_out_once"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.what}"


class CalendarFeed(models.Model):
    """내 달력 주소: an address only its person knows. Renewing it ends the old one."""

    person = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed", editable=False)
    key = models.CharField(max_length=64, unique=True, editable=False)
    renewed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "달력 주소"
        verbose_name_plural = "달력 주소"

    def __str__(self) -> str:
        return str(self.person_id)

"""What the legal clock goes by, as rows the city keeps: days off, working hours, periods, and outages."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from grievances.clock import Hours, LegalKind, Period, Unit
from grievances.querysets import OutageQuerySet

NAME_LIMIT = 60


class Holiday(models.Model):
    """쉬는 날: a day the city does not work, beside weekends (관공서의 공휴일에 관한 규정)."""

    class Kind(models.TextChoices):
        """What makes it one."""

        PUBLIC = "PUBLIC", _("공휴일")
        SUBSTITUTE = "SUBSTITUTE", _("대체공휴일")
        ELECTION = "ELECTION", _("선거일")
        TEMPORARY = "TEMPORARY", _("임시공휴일")
        LOCAL = "LOCAL", _("지역 휴무일")

    day = models.DateField("날", unique=True)
    name = models.CharField("이름", max_length=NAME_LIMIT)
    kind = models.CharField("종류", max_length=10, choices=Kind, default=Kind.TEMPORARY)
    is_off = models.BooleanField(
        "쉽니다", default=True, help_text="꺼 두면 그날은 일하는 날입니다. 잘못 들어온 공휴일은 지우지 말고 끄십시오."
    )
    note = models.CharField(
        "근거", max_length=200, blank=True, help_text="예: 국무회의 의결 2026. 1. 14., 관보 제00000호"
    )
    is_filled = models.BooleanField("달력에서 채움", default=False, editable=False)

    class Meta:
        verbose_name = "쉬는 날"
        verbose_name_plural = "쉬는 날"
        ordering = ["-day"]
        constraints = [models.CheckConstraint(name="holiday_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


class WorkingHours(models.Model):
    """근무시간 from a day on (시행령 §8의3). Eight a day, lunch out (법 §19①)."""

    valid_from = models.DateField("시작하는 날", unique=True)
    opens = models.TimeField("업무 시작")
    lunch_from = models.TimeField("점심 시작")
    lunch_until = models.TimeField("점심 끝")
    closes = models.TimeField("업무 끝")
    note = models.CharField("근거", max_length=200, blank=True)

    class Meta:
        verbose_name = "근무시간"
        verbose_name_plural = "근무시간"
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="working_hours_are_in_order",
                condition=Q(opens__lt=F("lunch_from"))
                & Q(lunch_from__lte=F("lunch_until"))
                & Q(lunch_until__lt=F("closes")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M} (점심 {self.lunch_from:%H:%M}–{self.lunch_until:%H:%M})"

    @property
    def hours(self) -> Hours:
        """As the clock takes them."""
        return (self.opens, self.lunch_from), (self.lunch_until, self.closes)


class LegalPeriod(models.Model):
    """처리기간 of a legal kind from a day on; chosen by the day of receipt (시행령 §14–17, §19; 법 §17).

    법정 has a row for each matter, by its name: every law publishes a period of its own.
    """

    kind = models.CharField("민원 종류", max_length=21, choices=LegalKind)
    matter = models.CharField(
        "법정 민원 이름", max_length=NAME_LIMIT, blank=True, help_text="법정 민원만 적습니다. 예: 공장설립등의 승인"
    )
    amount = models.PositiveSmallIntegerField("처리기간")
    unit = models.CharField("단위", max_length=6, choices=Unit)
    article = models.CharField("근거", max_length=120, help_text="예: 민원 처리에 관한 법률 시행령 제17조①")
    valid_from = models.DateField("시작하는 날", help_text="이날부터 접수한 사건에 씁니다.")

    class Meta:
        verbose_name = "처리기간"
        verbose_name_plural = "처리기간"
        ordering = ["kind", "matter", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "matter", "valid_from"], name="legal_period_begins_once_a_day"),
            models.CheckConstraint(name="legal_period_lasts", condition=Q(amount__gte=1)),
            models.CheckConstraint(
                name="legal_period_names_its_matter_where_it_is_statutory",
                condition=(Q(kind="STATUTORY") & ~Q(matter="")) | (~Q(kind="STATUTORY") & Q(matter="")),
            ),
            # 5일 이하는 시간으로 센다 (법 §19①): fewer days are kept in hours.
            models.CheckConstraint(
                name="legal_period_of_few_days_is_in_hours", condition=~Q(unit="DAYS") | Q(amount__gte=6)
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [str(self.get_kind_display()), self.matter, str(self.period)]))

    @property
    def period(self) -> Period:
        """As the clock takes it."""
        return Period(self.amount, Unit(self.unit))


class Outage(models.Model):
    """장애: the portal, or a part of it, could not be used.

    The clocks of cases received before it stand still (시행령 §6의2, §20 2호; faults from 2026-05-06 on, 부칙 §3).
    """

    began_at = models.DateTimeField("시작한 때")
    ended_at = models.DateTimeField("끝난 때", null=True, blank=True)
    what = models.CharField("무엇을 쓸 수 없는지", max_length=200, help_text="예: 신청과 파일 올리기")
    alternative = models.CharField(
        "그동안 쓰는 길", max_length=200, help_text="예: 전화 031-000-0000, 시청 3층 기업민원과 창구"
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="적은 사람")

    objects = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = "장애"
        verbose_name_plural = "장애"
        ordering = ["-began_at"]
        constraints = [
            models.CheckConstraint(
                name="outage_ends_after_it_begins",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("began_at")),
            ),
            # One that lasts has no end: so there is never a second one beside it.
            ExclusionConstraint(
                name="outages_do_not_overlap",
                expressions=[(Func("began_at", "ended_at", function="TSTZRANGE"), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Recount(models.Model):
    """기한 다시 셈: all running deadlines counted anew after the city changed what the clock goes by."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "WAITING", "기다림"
        RUNNING = "RUNNING", "세는 중"
        DONE = "DONE", "마침"

    reason = models.CharField("까닭", max_length=200, editable=False, help_text="기업이 읽습니다.")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="바꾼 사람")
    asked_at = models.DateTimeField("바꾼 때", editable=False)
    state = models.CharField("상태", max_length=7, choices=State, default=State.WAITING, editable=False)
    cases = models.PositiveIntegerField("살필 사건", default=0, editable=False)
    done = models.PositiveIntegerField("살핀 사건", default=0, editable=False)
    moved = models.PositiveIntegerField("옮긴 사건", default=0, editable=False)
    told = models.PositiveIntegerField("알린 사람", default=0, editable=False)
    after_company = models.BigIntegerField(default=0, editable=False)
    """The companies up to this one are done; the next batch goes on behind it."""
    worked_at = models.DateTimeField("마지막으로 센 때", null=True, editable=False)
    finished_at = models.DateTimeField("마친 때", null=True, editable=False)

    class Meta:
        verbose_name = "기한 다시 셈"
        verbose_name_plural = "기한 다시 셈"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="recount_done_says_when",
                condition=(Q(state="DONE") & Q(finished_at__isnull=False))
                | (~Q(state="DONE") & Q(finished_at__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return self.reason

"""순회 프로그램: what is offered to whom, on which days, by which people."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from companies.models import Company
from visits.querysets import BlackoutQuerySet, ProgrammeQuerySet, SlotQuerySet, TeamMemberQuerySet
from visits.workflow import Part


class TeamMember(models.Model):
    """지원단·현장기동반 … : who can be put on a roster, and as what."""

    person = models.ForeignKey(User, models.PROTECT, related_name="team_seats", verbose_name="사람")
    part = models.CharField("무엇으로", max_length=10, choices=Part)
    body = models.CharField("소속", max_length=60, blank=True)
    is_active = models.BooleanField("활동 중", default=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "지원단·현장기동반"
        verbose_name_plural = "지원단·현장기동반"
        ordering = ["part", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "part"], name="team_member_is_one_a_person_and_part")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_part_display()}"


class Programme(models.Model):
    """순회 프로그램: 이동시장실, 현장방문, 멘토링."""

    class Kind(models.TextChoices):
        """What it is like."""

        MAYOR = "MAYOR", _("이동시장실")
        DISTRICT = "DISTRICT", _("현장방문")
        MENTORING = "MENTORING", _("멘토링")

    class Eligible(models.TextChoices):
        """Who may ask for a visit."""

        REGISTERED = "REGISTERED", _("시에 공장등록을 한 기업")
        MEMBERS = "MEMBERS", _("가입한 기업")
        PARTICIPANTS = "PARTICIPANTS", _("참여기업으로 뽑힌 기업")

    class Weekday(models.IntegerChoices):
        """요일."""

        MONDAY = 0, _("월요일")
        TUESDAY = 1, _("화요일")
        WEDNESDAY = 2, _("수요일")
        THURSDAY = 3, _("목요일")
        FRIDAY = 4, _("금요일")

    name = models.CharField(_("이름"), max_length=60, unique=True)
    kind = models.CharField(_("종류"), max_length=9, choices=Kind)
    about = models.TextField(_("소개"), blank=True, help_text="기업이 신청하기 전에 읽습니다.")
    eligible = models.CharField(_("신청할 수 있는 기업"), max_length=12, choices=Eligible, default=Eligible.REGISTERED)
    weekday = models.PositiveSmallIntegerField(_("요일"), choices=Weekday, default=Weekday.THURSDAY)
    first_on = models.DateField(_("시작하는 날"))
    last_on = models.DateField(_("끝나는 날"), null=True, blank=True, help_text="비워 두면 계속합니다.")
    every_month = models.PositiveSmallIntegerField(
        "한 달에 적어도", default=0, help_text="참여기업마다 한 달에 적어도 몇 번 찾아가는지. 0이면 정하지 않습니다."
    )
    checklist = models.TextField("점검표", blank=True, help_text="한 줄에 하나씩. 현장에서 하나씩 지웁니다.")
    team = models.ManyToManyField(
        TeamMember,
        blank=True,
        related_name="programmes",
        verbose_name="함께 가는 사람",
        help_text="비워 두면 모두입니다.",
    )
    is_open = models.BooleanField(_("신청을 받음"), default=True)

    objects = ProgrammeQuerySet.as_manager()

    # What querysets put beside the columns: `with_waiting()`.
    waiting: int

    class Meta:
        verbose_name = "순회 프로그램"
        verbose_name_plural = "순회 프로그램"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="programme_ends_after_it_begins",
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
            ),
            models.CheckConstraint(name="programme_is_on_a_working_weekday", condition=Q(weekday__lte=4)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def checks(self) -> list[str]:
        """점검표, a line each."""
        return [line.strip() for line in self.checklist.splitlines() if line.strip()]


class SlotTime(models.Model):
    """하루의 자리: which slots a day of the programme has."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="times")
    order = models.PositiveSmallIntegerField("차례")
    begins = models.TimeField("시작")
    ends = models.TimeField("끝")

    class Meta:
        verbose_name = "하루의 자리"
        verbose_name_plural = "하루의 자리"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "order"], name="slot_time_has_its_own_place_in_the_day"),
            models.CheckConstraint(name="slot_time_ends_after_it_begins", condition=Q(ends__gt=F("begins"))),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.begins:%H:%M}–{self.ends:%H:%M}"


class Participation(models.Model):
    """참여기업: a company that a programme looks after for some time, and by whom (혁신허브: 20 companies, 2 each)."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="participations")
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name="기업")
    consultants = models.ManyToManyField(TeamMember, blank=True, related_name="+", verbose_name="컨설턴트")
    first_on = models.DateField("시작하는 날", default=timezone.localdate)
    last_on = models.DateField("끝나는 날", null=True, blank=True)

    class Meta:
        verbose_name = "참여기업"
        verbose_name_plural = "참여기업"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "company"], name="participation_is_one_a_company"),
            models.CheckConstraint(
                name="participation_ends_after_it_begins",
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.company)


class Blackout(models.Model):
    """금지기간: days on which nobody is visited, and the reason people are told."""

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="blackouts",
        verbose_name="순회 프로그램",
        help_text="비워 두면 모든 프로그램입니다.",
    )
    first_on = models.DateField("첫날")
    last_on = models.DateField("마지막 날")
    why = models.CharField("까닭", max_length=200)
    article = models.CharField("근거", max_length=120, blank=True)
    election_on = models.DateField("선거일", null=True, blank=True, editable=False)

    objects = BlackoutQuerySet.as_manager()

    class Meta:
        verbose_name = "금지기간"
        verbose_name_plural = "금지기간"
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="blackout_ends_after_it_begins", condition=Q(last_on__gte=F("first_on"))),
            models.CheckConstraint(name="blackout_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.first_on:%Y-%m-%d}–{self.last_on:%Y-%m-%d} {self.why}"

    def covers(self, day: date) -> bool:
        """Whether it forbids this day."""
        return self.first_on <= day <= self.last_on

    @property
    def reason(self) -> str:
        """까닭 with its article."""
        return f"{self.why}({self.article})" if self.article else self.why


class Slot(models.Model):
    """방문 시간대: one place of one day of a programme. Taken by one visit at most."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="slots", editable=False)
    on = models.DateField("날", editable=False)
    order = models.PositiveSmallIntegerField("차례", editable=False)
    during = DateTimeRangeField("시간", editable=False)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = "방문 시간대"
        verbose_name_plural = "방문 시간대"
        ordering = ["on", "order"]
        indexes = [models.Index(fields=["on", "order"], name="slot_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["programme", "on", "order"], name="slot_has_its_own_place_in_the_day"),
            ExclusionConstraint(
                name="slots_of_a_programme_do_not_overlap",
                expressions=[("programme", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        begins, ends = timezone.localtime(self.during.lower), timezone.localtime(self.during.upper)
        return f"{begins:%Y-%m-%d %H:%M}–{ends:%H:%M}"

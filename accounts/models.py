"""People, the departments they work in, the roles they hold, what they agreed to."""

from datetime import date

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.functional import cached_property  # prefetching knows this one, not functools's
from django.utils.translation import gettext_lazy as _

from accounts.querysets import (
    AbsenceQuerySet,
    AccessLogQuerySet,
    ConsentQuerySet,
    ConsentTextQuerySet,
    DepartmentQuerySet,
    RoleGrantQuerySet,
    UserManager,
    UserQuerySet,
)
from accounts.roles import GRANTED, OF_A_DEPARTMENT, OFFICIALS, Role
from accounts.triggers import DIGEST, never_emptied


class Department(models.Model):
    """담당부서: a unit of the city that takes cases."""

    name = models.CharField("부서명", max_length=60, unique=True)
    phone = models.CharField("대표전화", max_length=20, blank=True)
    duties = models.CharField("맡은 일", max_length=200, blank=True)
    is_active = models.BooleanField("운영 중", default=True)
    needs_approval = models.BooleanField(
        "결재", default=False, help_text="담당자의 답변·처리 불가·장기추진을 부서장이 결재한 뒤에 보냅니다."
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "부서"
        verbose_name_plural = "부서"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail address is the login; one account a person (개인정보의 안전성 확보조치 기준 §5)."""

    email = models.EmailField(_("이메일"), unique=True, error_messages={"unique": _("이미 쓰고 있는 이메일입니다.")})
    name = models.CharField(_("이름"), max_length=40)
    phone = models.CharField(
        _("전화번호"),
        max_length=20,
        validators=[
            RegexValidator(
                r"^(0[0-9]{1,3}-?[0-9]{3,4}-?[0-9]{4}|1[568][0-9]{2}-?[0-9]{4})\Z",
                _("전화번호를 010-1234-5678처럼 적어 주십시오."),
            )
        ],
    )
    unit = models.CharField(_("부서·소속"), max_length=60, blank=True)
    position = models.CharField(_("직위"), max_length=40, blank=True)
    is_active = models.BooleanField("사용 중", default=True)
    joined_at = models.DateTimeField("가입일시", default=timezone.now, editable=False)

    objects = UserManager.from_queryset(UserQuerySet)()

    # What querysets put beside the columns: `with_absence()`.
    away_until: date | None
    away_stand_in: str | None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "phone"]

    class Meta:
        verbose_name = "사람"
        verbose_name_plural = "사람"
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_is_one_whatever_the_case"),
            models.CheckConstraint(condition=~Q(name=""), name="user_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name people read."""
        return self.name

    def get_short_name(self) -> str:
        """The name people read; Korean names have no short form."""
        return self.name

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles held now, for oneself or for a head who is away. A fresh instance sees a change."""
        return frozenset(Role(grant.role) for grant in self.grants_held)

    @cached_property
    def grants_held(self) -> "list[RoleGrant]":
        """Own ones, and those of heads one stands in for (부재), in departments where one works oneself."""
        own = {grant.department_id for grant in self.grants_in_force}
        stood_in_for = [grant for grant in self._grants_today if grant.person_id != self.pk]
        return [*self.grants_in_force, *(grant for grant in stood_in_for if grant.department_id in own)]

    @cached_property
    def grants_in_force(self) -> "list[RoleGrant]":
        """The rows behind one's own roles held now, with their departments."""
        return [grant for grant in self._grants_today if grant.person_id == self.pk]

    @cached_property
    def _grants_today(self) -> "list[RoleGrant]":
        """Own ones and those of heads one stands in for, in the one query of a request."""
        if not self.is_active:
            return []
        held = RoleGrant.objects.in_force(at=timezone.now()).held_by(self, on=timezone.localdate())
        return list(held.select_related("department"))

    @property
    def departments(self) -> "frozenset[Department]":
        """Departments in which a role is held now."""
        return frozenset(grant.department for grant in self.grants_in_force if grant.department)

    @property
    def is_official(self) -> bool:
        """Works in the admin."""
        return self.is_superuser or bool(self.roles & OFFICIALS)

    @property
    def is_staff(self) -> bool:
        """Django's word for those whom the admin lets in."""
        return self.is_active and self.is_official

    @property
    def needs_second_factor(self) -> bool:
        """Sees what belongs to others, so a password alone is not enough (개인정보의 안전성 확보조치 기준 §6)."""
        return self.is_superuser or bool(self.grants_in_force)


class RoleGrant(models.Model):
    """권한 부여: who holds which role, from when until when, by whose hand.

    A row says what was and is never rewritten: taking a role away sets its end. Kept three years at the least
    (개인정보의 안전성 확보조치 기준 §5 ③).
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name="사람")
    role = models.CharField("역할", max_length=10, choices=[c for c in Role.choices if c[0] in GRANTED])
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="부서"
    )
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="부여한 사람"
    )
    since = models.DateTimeField("시작", default=timezone.now)
    until = models.DateTimeField("끝", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="회수한 사람"
    )

    objects = RoleGrantQuerySet.as_manager()

    # What querysets put beside the columns: `with_stand_in()`.
    away_until: date | None
    away_stand_in: str | None
    stood_in_by: int | None

    class Meta:
        verbose_name = "권한 부여"
        verbose_name_plural = "권한 부여"
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="role_grant_is_of_a_role_the_city_gives", condition=Q(role__in=sorted(GRANTED))
            ),
            models.CheckConstraint(
                name="role_grant_of_a_department_role_names_the_department",
                condition=~Q(role__in=sorted(OF_A_DEPARTMENT)) | Q(department__isnull=False),
            ),
            models.CheckConstraint(
                name="role_grant_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(
                fields=["person", "role", "department"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="role_grant_is_open_once_a_person_role_and_department",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="role_grant_is_never_deleted", operation=pgtrigger.Delete),
            never_emptied("role_grants_are_never_emptied"),
            pgtrigger.ReadOnly(
                name="role_grant_says_what_was", fields=["person", "role", "department", "granted_by", "since"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


class Days(Func):
    """From one day to the other, both included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Absence(models.Model):
    """부재: days on which somebody is not there, and who stands in for them.

    A head's stand-in decides as the head does. One that was cancelled held until then.
    """

    class Why(models.TextChoices):
        """까닭."""

        LEAVE = "LEAVE", "연가"
        TRIP = "TRIP", "출장"
        TRAINING = "TRAINING", "교육"
        LONG = "LONG", "휴직"
        OTHER = "OTHER", "기타"

    person = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name="사람")
    first_on = models.DateField("첫날")
    last_on = models.DateField("마지막 날")
    why = models.CharField("까닭", max_length=8, choices=Why)
    stand_in = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="stood_in_for", verbose_name="대신 맡은 사람"
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="넣은 사람")
    entered_at = models.DateTimeField("넣은 때", db_default=Now(), editable=False)
    cancelled_at = models.DateTimeField("거둔 때", null=True, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "부재"
        verbose_name_plural = "부재"
        ordering = ["first_on", "pk"]
        indexes = [
            models.Index(
                fields=["stand_in", "first_on", "last_on"],
                condition=Q(stand_in__isnull=False, cancelled_at__isnull=True),
                name="absence_by_stand_in",
            )
        ]
        constraints = [
            models.CheckConstraint(name="absence_ends_after_it_begins", condition=Q(last_on__gte=F("first_on"))),
            models.CheckConstraint(
                name="absence_stand_in_is_another_person",
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("person")),
            ),
            ExclusionConstraint(
                name="absence_is_one_a_person_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (Days("first_on", "last_on", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_why_display()} {self.first_on:%Y-%m-%d}–{self.last_on:%Y-%m-%d}"

    @property
    def words(self) -> str:
        """부재 (3월 4일까지, 대신 김담당)."""
        return away_words(self.last_on, self.stand_in.name if self.stand_in else "")


def away_words(last_on: date, stand_in: str = "") -> str:
    """How a list says that somebody is not there."""
    year = f"{last_on.year}년 " if last_on.year != timezone.localdate().year else ""
    until = f"{year}{last_on.month}월 {last_on.day}일까지"
    return f"부재 ({until}, 대신 {stand_in})" if stand_in else f"부재 ({until})"


class ConsentText(models.Model):
    """동의문: one version of something people agree to, word for word."""

    class Kind(models.TextChoices):
        """What the text is about."""

        TERMS = "TERMS", _("이용약관")
        PRIVACY = "PRIVACY", _("개인정보 수집·이용")
        NEWS = "NEWS", _("기업 지원 소식 받기")

    kind = models.CharField("종류", max_length=10, choices=Kind)
    version = models.PositiveSmallIntegerField("판")
    body = models.TextField("내용")
    is_required = models.BooleanField("필수")
    published_at = models.DateTimeField("게시일시", db_default=Now(), editable=False)

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = "동의문"
        verbose_name_plural = "동의문"
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="consent_text_version_is_one_a_kind"),
        ]
        triggers = [
            pgtrigger.Protect(name="consent_text_stays_as_agreed", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("consent_texts_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}판"


class Consent(models.Model):
    """동의: who agreed to which version, when, and when they took it back (개인정보 보호법 §15, §22, §37)."""

    person = models.ForeignKey(User, models.CASCADE, related_name="consents", verbose_name="사람")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents", verbose_name="동의문")
    given_at = models.DateTimeField("동의일시", default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField("철회일시", null=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "동의"
        verbose_name_plural = "동의"
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "text"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_stands_once_a_person_and_text",
            ),
            models.CheckConstraint(
                name="consent_is_withdrawn_after_it_was_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.text}"


class AccessLog(models.Model):
    """접속기록: who read whose data, when, from where and what for (개인정보의 안전성 확보조치 기준 §8).

    Lines are added and never changed. The database numbers them without gaps and seals each with the seal of the line
    before, so that whoever gets past the triggers leaves a chain that does not hold (`manage.py check_access_log`).
    Kept two years, which the standard asks of whoever keeps data of 50,000 people or more.
    """

    class What(models.TextChoices):
        """How the data were read."""

        VIEW = "VIEW", "보기"
        REVEAL = "REVEAL", "펼쳐 보기"
        DOWNLOAD = "DOWNLOAD", "내려받기"
        EXPORT = "EXPORT", "내보내기"

    number = models.BigIntegerField("번호", db_default=0, unique=True, editable=False)
    at = models.DateTimeField("일시", db_default=Now(), editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="accesses", editable=False, verbose_name="본 사람")
    roles = models.CharField("그때의 역할", max_length=120, blank=True, editable=False)
    address = models.GenericIPAddressField("접속지", editable=False)
    what = models.CharField("한 일", max_length=10, choices=What, editable=False)
    # Whose data: this app knows nothing of companies or cases, so a kind and a key point to them.
    subject_kind = models.CharField("정보의 종류", max_length=20, editable=False)
    subject_id = models.CharField("정보주체 번호", max_length=40, blank=True, editable=False)
    subject_label = models.CharField("누구의 정보", max_length=150, editable=False)
    rows = models.PositiveIntegerField("건수", default=1, editable=False)
    reason = models.CharField("까닭", max_length=300, blank=True, editable=False)
    previous = models.CharField(max_length=64, db_default="", editable=False)
    digest = models.CharField(max_length=64, db_default="", editable=False)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = "접속기록"
        verbose_name_plural = "접속기록"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="access_log_by_subject"),
            models.Index(fields=["at"], name="access_log_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_log_says_what_for",
                condition=~Q(what__in=["REVEAL", "EXPORT"]) | ~Q(reason=""),
            ),
        ]
        triggers = [
            # Whoever adds a line waits for the one who adds the line before, until that is committed.
            pgtrigger.Trigger(
                name="access_log_is_chained",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("last", "record")],
                func=f"""
                    PERFORM pg_advisory_xact_lock(x'4143434553534C4F'::bigint);
                    SELECT number, digest INTO last FROM accounts_accesslog ORDER BY number DESC LIMIT 1;
                    NEW.number := COALESCE(last.number, 0) + 1;
                    NEW.previous := COALESCE(last.digest, '');
                    NEW.digest := {" ".join(DIGEST.format(row="NEW").split())};
                    RETURN NEW;
                """,  # noqa: S608 – nothing in it comes from outside
            ),
            pgtrigger.Protect(name="access_log_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("access_logs_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.by} · {self.get_what_display()}"

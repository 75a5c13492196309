"""People, the departments they work in, the roles they hold, what they agreed to."""

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.functional import cached_property  # prefetching knows this one, not functools's
from django.utils.translation import gettext_lazy as _

from accounts.querysets import (
    ConsentQuerySet,
    ConsentTextQuerySet,
    DepartmentQuerySet,
    RoleGrantQuerySet,
    UserManager,
    UserQuerySet,
)
from accounts.roles import GRANTED, OF_A_DEPARTMENT, OFFICIALS, Role
from accounts.triggers import never_emptied


class Department(models.Model):
    """담당부서: a unit of the city that takes cases."""

    name = models.CharField("부서명", max_length=60, unique=True)
    phone = models.CharField("대표전화", max_length=20, blank=True)
    duties = models.CharField("맡은 일", max_length=200, blank=True)
    is_active = models.BooleanField("운영 중", default=True)

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
        """Roles held now. Asked once a request; a fresh instance sees a change."""
        return frozenset(Role(grant.role) for grant in self.grants_in_force)

    @cached_property
    def grants_in_force(self) -> "list[RoleGrant]":
        """The rows behind the roles held now, with their departments."""
        if not self.is_active:
            return []
        return list(self.grants.in_force(at=timezone.now()).select_related("department"))

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
        return self.is_superuser or bool(self.roles)


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

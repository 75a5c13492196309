"""Questions about people and their roles."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.db import connection, models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Replace
from django.utils import timezone

from accounts.roles import OF_A_DEPARTMENT, Role
from accounts.triggers import DIGEST

if TYPE_CHECKING:
    from accounts.models import Absence, AccessLog, Consent, ConsentText, Department, RoleGrant, User


SOON = timedelta(days=30)
"""So long before a role ends, somebody should think about who has it next."""


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Departments."""

    def for_list(self, *, at: datetime) -> Self:
        """부서 목록: with the number of people who hold a role in it now."""
        in_force = Q(grants__person__is_active=True, grants__since__lte=at) & (
            Q(grants__until__isnull=True) | Q(grants__until__gt=at)
        )
        return self.annotate(people=Count("grants__person", filter=in_force, distinct=True))


SECOND_FACTORS = ("totp", "webauthn")
"""What counts as a second factor. Recovery codes only stand in for one."""


def _grants_in_force(at: datetime) -> "RoleGrantQuerySet":
    """Grants that give their holder something now: in force, and the holder's account in use."""
    grants: RoleGrantQuerySet = apps.get_model("accounts", "RoleGrant")._default_manager.all()
    return grants.in_force(at=at).filter(person__is_active=True)


class UserQuerySet(models.QuerySet["User"]):
    """People by what they hold."""

    def for_list(self, *, at: datetime) -> Self:
        """사람 목록: with the roles held now and whether a second factor is registered, in two queries."""
        return self.annotate(
            has_second_factor=self._has_second_factor(),
            phone_digits=Replace(F("phone"), Value("-"), Value("")),
        ).prefetch_related(
            Prefetch("grants", _grants_in_force(at).select_related("department"), to_attr="grants_in_force")
        )

    def holding(self, role: Role, *, at: datetime) -> Self:
        """Those who hold the role now."""
        return self.filter(Exists(_grants_in_force(at).of(role).filter(person=OuterRef("pk"))))

    def working_in(self, departments: Sequence[int] | None, *, at: datetime) -> Self:
        """Those who may be given cases of these departments, or of any."""
        grants = _grants_in_force(at).filter(role__in=sorted(OF_A_DEPARTMENT), person=OuterRef("pk"))
        if departments is not None:
            grants = grants.filter(department__in=departments)
        return self.filter(Exists(grants)).order_by("name", "pk")

    def looked_after_by(self, user: "User", *, at: datetime) -> Self:
        """Those whose absences and leaving are this person's to see to (`permissions.may_look_after`), by name."""
        there = _grants_in_force(at).filter(person=OuterRef("pk"))
        if not (user.is_superuser or Role.MANAGER in user.roles):
            headed = [grant.department_id for grant in user.grants_held if grant.role == Role.HEAD]
            there = there.filter(department__in=headed)
        return self.filter(Exists(there)).order_by("name", "pk")

    def with_absence(self, *, on: date) -> Self:
        """Each with `away_until`, the last day of an absence of this day, and `away_stand_in`, a name."""
        away: AbsenceQuerySet = apps.get_model("accounts", "Absence")._default_manager.all()
        away = away.on(on).filter(person=OuterRef("pk"))
        return self.annotate(
            away_until=Subquery(away.values("last_on")), away_stand_in=Subquery(away.values("stand_in__name"))
        )

    def without_role(self, *, at: datetime) -> Self:
        """Those who hold none now."""
        return self.exclude(Exists(_grants_in_force(at).filter(person=OuterRef("pk"))))

    def lacking_second_factor(self, *, at: datetime) -> Self:
        """Those who need a second factor (`User.needs_second_factor`) and have not registered one."""
        needs = Q(is_superuser=True) | Exists(_grants_in_force(at).filter(person=OuterRef("pk")))
        return self.filter(needs, ~self._has_second_factor(), is_active=True)

    def _has_second_factor(self) -> Exists:
        return Exists(self.model.objects.filter(pk=OuterRef("pk"), authenticator__type__in=SECOND_FACTORS))


class UserManager(BaseUserManager["User"]):
    """People by their e-mail address, which is their login."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The address is compared without regard to case, as people type it."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: str) -> "User":
        """A person with a login. `fields` are those of the model (name, phone, unit, position)."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: str) -> "User":
        """A system administrator. Used by `manage.py createsuperuser` only."""
        user = self.create_user(email, password, **fields)
        user.is_superuser = True
        user.save(using=self._db, update_fields=["is_superuser"])
        return user


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Who holds which role, and when."""

    def in_force(self, *, at: datetime) -> Self:
        """Grants that hold at this moment."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)

    def of(self, role: Role) -> Self:
        """Grants of one role."""
        return self.filter(role=role)

    def held_by(self, person: "User", *, on: date) -> Self:
        """Somebody's own, and those of heads for whom they stand in on this day."""
        away: AbsenceQuerySet = apps.get_model("accounts", "Absence")._default_manager.all()
        heads = away.on(on).filter(stand_in=person).values("person")
        return self.filter(Q(person=person) | Q(role=Role.HEAD, person__in=heads, person__is_active=True))

    def with_stand_in(self, *, on: date) -> Self:
        """Each with `away_until`, while its holder is not there on this day, and `stood_in_by` (`away_stand_in`)."""
        away: AbsenceQuerySet = apps.get_model("accounts", "Absence")._default_manager.all()
        away = away.on(on).filter(person=OuterRef("person"))
        return self.annotate(
            away_until=Subquery(away.values("last_on")),
            stood_in_by=Subquery(away.values("stand_in")),
            away_stand_in=Subquery(away.values("stand_in__name")),
        )

    def ended(self, *, at: datetime) -> Self:
        """Grants that hold no longer."""
        return self.filter(until__lte=at)

    def ending_soon(self, *, at: datetime) -> Self:
        """Grants that hold now and end within `SOON`."""
        return self.in_force(at=at).filter(until__lte=at + SOON)

    def for_list(self) -> Self:
        """권한 부여 목록: with all its names."""
        return self.select_related("person", "department", "granted_by", "ended_by")


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """부재: who is not there on which days."""

    def visible_to(self, user: "User") -> Self:
        """Everybody's for those who look after all cases, else one's own and those of one's departments."""
        if user.is_superuser or user.roles & {Role.MANAGER, Role.EXAMINER}:
            return self.all()
        units = [department.pk for department in user.departments]
        there = RoleGrantQuerySet(apps.get_model("accounts", "RoleGrant")).in_force(at=timezone.now())
        colleagues = there.filter(department__in=units).values("person")
        return self.filter(Q(person=user) | Q(stand_in=user) | Q(person__in=colleagues))

    def standing(self) -> Self:
        """Not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def on(self, day: date) -> Self:
        """Those that cover this day."""
        return self.within(day, day)

    def within(self, first: date, last: date) -> Self:
        """Those that touch these days."""
        return self.standing().filter(first_on__lte=last, last_on__gte=first)

    def ahead(self, *, on: date) -> Self:
        """Under way on this day, or still to come."""
        return self.standing().filter(last_on__gte=on)

    def for_list(self) -> Self:
        """With the names, the earliest first."""
        return self.select_related("person", "stand_in").order_by("first_on", "person__name", "pk")


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    """Versions of what people agree to."""

    def current(self) -> Self:
        """The newest version of each kind, the required ones first, the terms before all."""
        return self.filter(pk__in=self.order_by("kind", "-version").distinct("kind").values("pk")).order_by(
            "-is_required", "-kind"
        )

    def offered_to(self, person: "User") -> Self:
        """Optional ones that the person does not agree to now."""
        given = person.consents.standing().values("text__kind")
        return self.current().filter(is_required=False).exclude(kind__in=given)


class ConsentQuerySet(models.QuerySet["Consent"]):
    """What people agreed to."""

    def for_list(self) -> Self:
        """With the words agreed to, the required ones first."""
        return self.select_related("text").order_by("-text__is_required", "-text__kind", "-given_at")

    def standing(self) -> Self:
        """Given and not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class AccessLogQuerySet(models.QuerySet["AccessLog"]):
    """접속기록: who read whose data."""

    def for_list(self) -> Self:
        """접속기록 목록: the newest first, with who it was."""
        return self.select_related("by").order_by("-number")

    def about(self, kind: str, key: str) -> Self:
        """Of one person's or company's data."""
        return self.filter(subject_kind=kind, subject_id=key)

    def broken(self) -> list[int]:
        """Numbers at which the chain does not hold: a line was changed, left out or put in. Empty when all is well.

        The database reckons line by line in the order of the numbers, so that two years of lines cost no memory here.
        """
        with connection.cursor() as cursor:
            cursor.execute(BROKEN)
            return [number for (number,) in cursor.fetchall()]


BROKEN = f"""
    SELECT number FROM (
        SELECT line.*, lag(digest) OVER chain AS digest_before, lag(number) OVER chain AS number_before
        FROM accounts_accesslog AS line WINDOW chain AS (ORDER BY number)
    ) AS line
    WHERE digest <> {DIGEST.format(row="line")}
        OR previous <> COALESCE(digest_before, CASE number WHEN 1 THEN '' ELSE previous END)
        OR number <> COALESCE(number_before + 1, number)
    ORDER BY number
"""  # noqa: S608 – nothing in it comes from outside

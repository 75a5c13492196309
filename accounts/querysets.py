"""Questions about people and their roles."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from accounts.roles import Role

if TYPE_CHECKING:
    from accounts.models import Consent, ConsentText, RoleGrant, User


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


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    """Versions of what people agree to."""

    def current(self) -> Self:
        """The newest version of each kind, the required ones first."""
        return self.filter(pk__in=self.order_by("kind", "-version").distinct("kind").values("pk")).order_by(
            "-is_required", "kind"
        )


class ConsentQuerySet(models.QuerySet["Consent"]):
    """What people agreed to."""

    def standing(self) -> Self:
        """Given and not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

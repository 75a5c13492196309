"""Signing in with the e-mail address, and Django's permissions answered from the roles held."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.models import User
from accounts.permissions import ADMIN_PERMISSIONS


class RoleBackend(AuthenticationBackend):  # type: ignore[misc]
    """Permissions are not stored per person: they follow from the roles in force (`ADMIN_PERMISSIONS`)."""

    def get_user_permissions(self, user_obj: User | AnonymousUser, obj: Model | None = None) -> set[str]:
        """All permissions of the roles held now; none for one object alone."""
        if obj is not None or not isinstance(user_obj, User) or not user_obj.is_active:
            return set()
        return set().union(*(ADMIN_PERMISSIONS.get(role, frozenset()) for role in user_obj.roles))

    def get_group_permissions(self, user_obj: User | AnonymousUser, obj: Model | None = None) -> set[str]:
        """Groups are not used."""
        return set()

"""Builders: plain and fixed. They reach a state by the actions that lead there."""

import itertools
import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts import actions
from accounts.models import Department, User
from accounts.roles import OF_A_DEPARTMENT, Role

_count = itertools.count(1)

PASSWORD = "gongdan-sos-2026!"


def person(name: str = "김회원", *, email: str = "") -> User:
    """Somebody with a verified address and no role."""
    user = User.objects.create_user(
        email=email or f"person{next(_count)}@test.example", password=PASSWORD, name=name, phone="010-1234-5678"
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def administrator() -> User:
    """시스템관리자: who gives the first roles."""
    user = person("관리자")
    user.is_superuser = True
    user.save(update_fields=["is_superuser"])
    return user


def department(name: str = "도로과") -> Department:
    """담당부서."""
    return Department.objects.get_or_create(name=name, defaults={"phone": "031-000-0142"})[0]


def official(role: Role, *, of: Department | None = None, name: str = "") -> User:
    """Somebody who holds this role now."""
    user = person(name or str(role.label))
    if role in OF_A_DEPARTMENT and of is None:
        of = department()
    actions.grant(user, role, by=User.objects.filter(is_superuser=True).first() or administrator(), department=of)
    return User.objects.get(pk=user.pk)


def sign_in(client: Client, user: User) -> Client:
    """Sign in as people do: with the second factor where one is needed."""
    client.force_login(user, backend="accounts.backends.RoleBackend")
    session = client.session
    records = [{"method": "password", "at": time.time(), "email": user.email}]
    if user.needs_second_factor:
        factor, _ = Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}}
        )
        records.append({"method": "mfa", "at": time.time(), "id": factor.pk, "type": "totp"})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session.save()
    return client

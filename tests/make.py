"""Builders: plain and fixed. They reach a state by the actions that lead there."""

import itertools
import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts import actions
from accounts.models import Department, User
from accounts.roles import OF_A_DEPARTMENT, Role
from accounts.second_factor import DEMO_SECRET, sealed
from companies import actions as companies
from companies.models import Company
from companies.normalising import address_key, name_key
from companies.registration_no import check_digit
from companies.states import Approval, Source

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
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": sealed(DEMO_SECRET)}}
        )
        records.append({"method": "mfa", "at": time.time(), "id": factor.pk, "type": "totp"})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def registration_no(serial: int) -> str:
    """A 사업자등록번호 that could be: the serial number decides it."""
    nine = f"124{81 + serial // 9000:02d}{serial % 9000 + 1:04d}"
    return f"{nine}{check_digit(nine)}"


def company(name: str = "한빛정밀", *, numbered: bool = True, address: str = "", **fields: Any) -> Company:
    """A company of the registry that nobody has joined yet."""
    return Company.objects.create(
        name=name,
        name_key=name_key(name),
        registration_no=registration_no(next(_count)) if numbered else None,
        address=address,
        address_key=address_key(address),
        source=Source.REGISTRY,
        approval=Approval.APPROVED,
        **fields,
    )


def owner(of: Company, name: str = "박대표", *, email: str = "") -> User:
    """Who registered the company."""
    user = person(name, email=email)
    companies.register(of, number=of.registration_no or registration_no(next(_count)), by=user)
    return user


def member(of: Company, name: str = "이회원", *, email: str = "") -> User:
    """Somebody an owner invited."""
    user, inviter = person(name, email=email), of.seats.owners().earliest("joined_at").person
    companies.take(companies.invite(of, user.email, by=inviter), by=user)
    return user

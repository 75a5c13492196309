"""Builders: plain and fixed. They reach a state by the actions that lead there."""

import itertools
import time
import uuid
from datetime import timedelta
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import Department, User
from accounts.roles import OF_A_DEPARTMENT, Role
from accounts.second_factor import DEMO_SECRET, sealed
from companies import actions as companies
from companies.models import Company
from companies.normalising import address_key, name_key
from companies.registration_no import check_digit
from companies.states import Approval, Source
from grievances import actions as grievances
from grievances.clock import LegalKind
from grievances.models import Category, Grievance
from grievances.workflow import ExtensionReason, Limit, Outcome, Status

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


def category(name: str = "기반시설") -> Category:
    """분야."""
    return Category.objects.get_or_create(name=name)[0]


def _holder(role: Role, of: Department | None = None) -> User:
    """Somebody who holds the role, the same one for every case of a test."""
    held = User.objects.holding(role, at=timezone.now())
    held = held.filter(grants__department=of) if of else held
    return held.first() or official(role, of=of)


def manager() -> User:
    """총괄담당."""
    return _holder(Role.MANAGER)


def officer(of: Department | None = None) -> User:
    """처리담당 of the department."""
    return _holder(Role.OFFICER, of or department())


def filed(by: User | None = None, *, of: Company | None = None, **content: Any) -> Grievance:
    """A grievance that a member filed and nobody received yet."""
    of = of or (by.seats.active().first().company if by else company())
    by = by or (owner(of) if not of.seats.active().exists() else of.seats.owners().first().person)
    words = {
        "category": category(),
        "title": "공장 앞 도로가 파였습니다",
        "body": "지게차가 다니지 못합니다.",
    } | content
    return grievances.file(of, by=by, key=uuid.uuid4(), **words)


def grievance(
    at: Status = Status.IN_PROGRESS,
    *,
    by: User | None = None,
    of: Company | None = None,
    to: User | None = None,
    in_: Department | None = None,
    **content: Any,
) -> Grievance:
    """A grievance that real moves brought to this status. `to`: the officer who has it; `in_`: their department."""
    case = filed(by, of=of, **content)
    if at == Status.OPEN:
        return case
    if at == Status.CLOSED:
        return grievances.withdraw(case, by=case.filer)
    unit = in_ or (next(iter(to.departments)) if to else department())
    holder = to or officer(unit)
    case = grievances.receive(case, LegalKind.GRIEVANCE, unit, by=manager(), officer=holder)
    if at == Status.RESOLVED:
        return grievances.resolve(case, Outcome.SOLVED, "도로를 고쳤습니다.", by=holder)
    if at == Status.INFEASIBLE:
        return infeasible(case, by=holder)
    return case


def infeasible(case: Grievance, *, by: User) -> Grievance:
    """처리 불가 with a whole dossier."""
    return grievances.find_infeasible(
        case,
        "지금은 할 수 없습니다.",
        limit=Limit.LAW,
        provision="도로법 제61조",
        tried="점용 허가를 검토했습니다.",
        could_change="국토교통부가 시행령을 바꾸면 됩니다.",
        remedies="행정심판을 청구하실 수 있습니다.",
        look_again_on=timezone.localdate() + timedelta(days=90),
        by=by,
    )


def extended(case: Grievance, *, by: User | None = None, amount: int = 3) -> Grievance:
    """기한연장, the first, for a reason of the law."""
    reason = ExtensionReason.COOPERATION
    return grievances.extend(case, reason, "경기도의 의견을 기다립니다.", amount, by=by or case.officer)


def asked_for_consent(case: Grievance, *, amount: int = 3) -> Grievance:
    """연장 동의 요청: a second extension that waits for the company's answer."""
    reason = ExtensionReason.FACTS
    return grievances.ask_consent(case, reason, "측량을 맡겼고 30일에 끝납니다.", amount, by=case.officer)

"""What is done to people's roles and consents."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Consent, ConsentText, Department, RoleGrant, User
from accounts.permissions import may_grant
from accounts.roles import OF_A_DEPARTMENT, Role


class Refused(Exception):  # noqa: N818 — it is an answer to the user, not an error
    """A refusal the user can understand: a Korean sentence that says what to do."""


@transaction.atomic
def grant(
    person: User, role: Role, *, by: User, department: Department | None = None, until: datetime | None = None
) -> RoleGrant:
    """권한 부여. Give a role from now on; `until` is None while no end is planned.

    A department role without its department, and a role already held, are refused.
    """
    if not may_grant(by, role):
        raise PermissionDenied
    if role in OF_A_DEPARTMENT and department is None:
        raise Refused(f"{role.label} 역할에는 부서가 있어야 합니다. 부서를 고르십시오.")
    now = timezone.now()
    User.objects.select_for_update().get(pk=person.pk)
    if person.grants.in_force(at=now).of(role).filter(department=department).exists():
        raise Refused(f"{person.name} 님은 이미 {role.label} 역할을 가지고 있습니다.")
    return RoleGrant.objects.create(
        person=person, role=role, department=department, granted_by=by, since=now, until=until
    )


@transaction.atomic
def revoke(role_grant: RoleGrant, *, by: User) -> RoleGrant:
    """권한 회수. End a role now; the row stays."""
    if not may_grant(by, Role(role_grant.role)):
        raise PermissionDenied
    role_grant = RoleGrant.objects.select_for_update().get(pk=role_grant.pk)
    now = timezone.now()
    if role_grant.until is not None and role_grant.until <= now:
        raise Refused("이미 끝난 역할입니다.")
    role_grant.until = max(now, role_grant.since)
    role_grant.ended_by = by
    role_grant.save(update_fields=["until", "ended_by"])
    return role_grant


@transaction.atomic
def agree(person: User, texts: Iterable[ConsentText]) -> None:
    """동의. Record that the person agreed to these versions now; what already stands stays as it is."""
    for text in texts:
        Consent.objects.get_or_create(person=person, text=text, withdrawn_at=None)


@transaction.atomic
def take_back(consent: Consent, *, by: User) -> Consent:
    """동의 철회 (개인정보 보호법 §37). Only what is optional can be taken back while the account is used."""
    consent = Consent.objects.select_for_update(of=("self",)).select_related("text").get(pk=consent.pk)
    if consent.person_id != by.pk:
        raise PermissionDenied
    if consent.text.is_required:
        raise Refused("이용에 꼭 필요한 동의입니다. 철회하려면 탈퇴를 신청해 주십시오.")
    if consent.withdrawn_at is None:
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
    return consent

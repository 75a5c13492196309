"""The lists companies are grouped by."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from companies import normalising
from companies.models import IndustrialComplex, Industry
from companies.permissions import may_keep_lists


@transaction.atomic
def name_complex(row: IndustrialComplex, name: str, *, by: User) -> IndustrialComplex:
    """산업단지 더하기, 이름 고치기. The registry import knows it by the name's key."""
    if not may_keep_lists(by):
        raise PermissionDenied
    row.name, row.name_key = name, normalising.place_key(name)
    row.save()
    return row


@transaction.atomic
def name_industry(row: Industry, name: str, code: str, *, by: User) -> Industry:
    """업종 더하기, 이름과 코드 고치기."""
    if not may_keep_lists(by):
        raise PermissionDenied
    row.name, row.name_key, row.code = name, normalising.place_key(name), code
    row.save()
    return row

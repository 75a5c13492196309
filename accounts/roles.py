"""The roles of product.md §3: pure data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is to the portal. One person may hold several."""

    COMPANY = "COMPANY", _("기업회원")
    MANAGER = "MANAGER", _("총괄담당")
    OFFICER = "OFFICER", _("처리담당")
    HEAD = "HEAD", _("부서장")
    TEAM = "TEAM", _("지원단·현장기동반")
    EXPERT = "EXPERT", _("애로클리너 위원")
    COMMITTEE = "COMMITTEE", _("소통위원회")
    EXAMINER = "EXAMINER", _("민원심사관")


GRANTED = frozenset(Role) - {Role.COMPANY}
"""Roles the city gives by a row. A company's member is one by their seat instead.

Whoever holds one of these sees what belongs to others, so each of them needs a second factor.
"""

OFFICIALS = frozenset({Role.MANAGER, Role.OFFICER, Role.HEAD, Role.EXAMINER})
"""Those who work in the admin."""

OF_A_DEPARTMENT = frozenset({Role.OFFICER, Role.HEAD})
"""Roles that mean nothing without the department they are held in."""

"""How a company came to us and whether its first member was let in: pure data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """Where we know a company from."""

    REGISTRY = "REGISTRY", _("공장등록현황")
    OWN_ENTRY = "OWN_ENTRY", _("직접 입력")


class Approval(models.TextChoices):
    """Whether the first member of a company has been let in."""

    PENDING = "PENDING", _("승인 대기")
    APPROVED = "APPROVED", _("승인")
    REJECTED = "REJECTED", _("반려")

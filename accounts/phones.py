"""전화번호: typed as people like, kept in one form."""

import re
import unicodedata

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

SPOKEN = re.compile(r"[\s().\-‐‑–—·/]+")
"""What people put between the digits."""

PARTS = re.compile(
    r"(?P<code>02|050[0-9]|0[1-9][0-9])(?P<middle>[0-9]{3,4})(?P<last>[0-9]{4})"
    r"|(?P<service>1[568][0-9]{2})(?P<number>[0-9]{4})"
)

is_phone = RegexValidator(
    r"^(0[0-9]{1,3}-[0-9]{3,4}-[0-9]{4}|1[568][0-9]{2}-[0-9]{4})\Z",
    _("전화번호를 010-1234-5678처럼 적어 주십시오."),
)


def hyphenated(text: str) -> str:
    """010 1234 5678, 01012345678 and +82 10-1234-5678 are all 010-1234-5678. What is no number stays as it is."""
    digits = SPOKEN.sub("", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+|00)820?", "0", digits)
    parts = PARTS.fullmatch(digits)
    return "-".join(part for part in parts.groups() if part) if parts else text.strip()

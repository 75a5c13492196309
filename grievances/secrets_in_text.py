"""주민등록번호, 외국인등록번호, 카드번호 in what somebody types: not needed here, so the writer is told in time.

A 주민등록번호 may not be kept without a law that asks for it (개인정보 보호법 제24조의2). Only what is certain enough
is reported: a warning that is mostly wrong is soon ignored.

- 주민등록번호 and 외국인등록번호: a day of birth, a digit for sex and century, and a check digit in all numbers that
  were given out before October 2020; since then the last digits are random (주민등록법 시행규칙 제2조).
- 법인등록번호 has the same shape, but a check digit of another kind, and people write its name before it.
- Cards: ISO/IEC 7812-1, the check digit of its annex B, and the first digits of the networks that are used here.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Secret(models.TextChoices):
    """What kind of number it is."""

    RESIDENT = "RESIDENT", _("주민등록번호")
    FOREIGNER = "FOREIGNER", _("외국인등록번호")
    CARD = "CARD", _("카드번호")


@dataclass(frozen=True)
class Sensitive:
    """A number that should not be there, shown so far that its writer finds it."""

    kind: Secret
    excerpt: str

    @property
    def sentence(self) -> str:
        """What its writer is told."""
        told = gettext("%(kind)s로 보이는 숫자(%(excerpt)s)가 있습니다. 여기에는 필요하지 않으니 지워 주십시오.")
        return told % {"kind": self.kind.label, "excerpt": self.excerpt}


_APART = r"[ \-.~_/]"
_PERSON = re.compile(rf"(?<!\d)(?<!\d-)(\d{{6}})({_APART}{{0,3}})(\d{{7}})(?!\d)(?!-\d)")
_CARD = re.compile(
    r"(?<!\d)(?<!\d-)(?:"
    r"\d{4}([ \-.]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?"  # Most of them, 16 to 19 digits.
    r"|\d{4}([ \-.]?)\d{6}\2\d{4,5}"  # American Express, Diners Club.
    r")(?!\d)(?!-\d)"
)
# First digits and lengths. Cards for use in Korea only begin with 9.
_NETWORKS = re.compile(
    r"4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-59]|[689]\d)\d{11}"
    r"|35(?:2[89]|[3-8]\d)\d{12,15}|6(?:011|4[4-9]\d|5\d\d|2\d\d)\d{12,15}|9[2-9]\d{14}"
)

_LAST_BIRTH = 2060
"""Beyond it nobody was born: Korean bar codes begin with 880. A fixed year, so that today does not matter."""


def found(text: str) -> list[Sensitive]:
    """The numbers of people and cards in a text, in the order they stand in."""
    plain = "".join(_plain(one) for one in text)
    hits: list[tuple[int, Sensitive]] = []
    for match in _PERSON.finditer(plain):
        before = plain[max(0, match.start() - 20) : match.start()]
        if kind := _person(match[1] + match[3], apart=bool(match[2]), before=before):
            hits.append((match.start(), Sensitive(kind, f"{match[1]}-*******")))
    for match in _CARD.finditer(plain):
        digits = re.sub(r"\D", "", match[0])
        if _NETWORKS.fullmatch(digits) and _luhn(digits):
            hits.append((match.start(), Sensitive(Secret.CARD, f"{digits[:4]}-****-****-{digits[-4:]}")))
    return [hit for _place, hit in sorted(hits, key=lambda one: one[0])]


def _plain(one: str) -> str:
    """A digit or a dash of any script as the usual one; every other character as it is."""
    if one.isdecimal():
        return str(unicodedata.decimal(one))
    return "-" if unicodedata.category(one) == "Pd" or one in "−·" else one


def _person(digits: str, *, apart: bool, before: str) -> Secret | None:
    named = re.findall(r"주민|외국인|생년|법인", before)[-1:]
    if not _is_birth(digits) or named == ["법인"]:
        return None
    if not _checks(digits) and not named and (not apart or _is_company(digits)):
        return None
    return Secret.FOREIGNER if digits[6] in "5678" else Secret.RESIDENT


def _is_birth(digits: str) -> bool:
    if digits[6] in "90":  # Born in the 19th century.
        return False
    century = 1900 if digits[6] in "1256" else 2000
    if century + int(digits[:2]) > _LAST_BIRTH:
        return False
    try:
        dt.date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True


def _checks(digits: str) -> bool:
    """The check digit of a person's number; a foreigner's is two more."""
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=False)
    )
    return int(digits[12]) in {(11 - total % 11) % 10, (13 - total % 11) % 10 if digits[6] in "5678" else -1}


def _is_company(digits: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, (1, 2) * 6, strict=False))
    return int(digits[12]) == -total % 10


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0

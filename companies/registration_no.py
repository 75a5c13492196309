"""사업자등록번호: ten digits NNN-NN-NNNNN, the last of which checks the others.

The first three digits are the tax office that gave the number, the next two the kind of business, then a serial
number of four and the check digit.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
LENGTH = 10
FIRST_OFFICE = 101


def clean(text: str) -> str:
    """The number without hyphens, dots and blanks, full-width digits made plain; what is no digit else stays in."""
    return re.sub(r"[\s\-‐-―−.·]", "", unicodedata.normalize("NFKC", text))


def shown(number: str) -> str:
    """As people write it: 123-45-67891."""
    return f"{number[:3]}-{number[3:5]}-{number[5:]}" if len(number) == LENGTH else number


def check_digit(nine: str) -> int:
    """The tenth digit that belongs to the first nine."""
    digits = [int(digit) for digit in nine]
    total = sum(digit * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) + digits[8] * 5 // 10
    return (10 - total % 10) % 10


def problem(number: str) -> str:
    """What is wrong with the number, in a sentence that names the place; empty when nothing is."""
    digits = clean(number)
    if re.fullmatch(r"[0-9]{10}", digits):
        return _unknown(digits)
    if not digits:
        return _("사업자등록번호를 적어 주십시오.")
    if not re.fullmatch(r"[0-9]+", digits):
        return _("사업자등록번호는 숫자로만 되어 있습니다. 글자나 기호가 섞였는지 확인해 주십시오.")
    return _wrong_length(number, len(digits))


def _unknown(digits: str) -> str:
    """Name the group that no number has, or the check digit."""
    if int(digits[:3]) < FIRST_OFFICE:
        return _("앞 세 자리(%s)를 다시 확인해 주십시오. 그렇게 시작하는 번호는 없습니다.") % digits[:3]
    if digits[3:5] == "00":
        return _("가운데 두 자리(00)를 다시 확인해 주십시오. 가운데가 00인 번호는 없습니다.")
    if digits[5:9] == "0000":
        return _("뒤 다섯 자리(%s)를 다시 확인해 주십시오. 그렇게 끝나는 번호는 없습니다.") % digits[5:]
    if int(digits[9]) != check_digit(digits[:9]):
        return (
            _(
                "마지막 숫자(%s)가 앞의 아홉 숫자와 맞지 않습니다. "
                "숫자 하나가 틀렸거나 두 숫자의 자리가 바뀌었을 수 있으니 사업자등록증과 한 자리씩 견주어 주십시오."
            )
            % digits[9]
        )
    return ""


def _wrong_length(number: str, length: int) -> str:
    """Name the group of 3-2-5 that is too short or too long, where hyphens or blanks tell the groups apart."""
    groups = [group for group in re.split(r"[\s\-‐-―−.·]+", unicodedata.normalize("NFKC", number)) if group]
    if len(groups) == 3:
        places = (
            (3, _("앞자리(%s)는 세 자리여야 합니다. 앞자리를 다시 확인해 주십시오.")),
            (2, _("가운데 자리(%s)는 두 자리여야 합니다. 가운데 자리를 다시 확인해 주십시오.")),
            (5, _("뒷자리(%s)는 다섯 자리여야 합니다. 뒷자리를 다시 확인해 주십시오.")),
        )
        for group, (right, sentence) in zip(groups, places, strict=True):
            if len(group) != right:
                return sentence % group
    if length < LENGTH:
        return _("사업자등록번호는 숫자 10자리입니다. %d자리가 모자랍니다.") % (LENGTH - length)
    return _("사업자등록번호는 숫자 10자리입니다. %d자리가 더 많습니다.") % (length - LENGTH)

"""Keys under which two spellings of one name or address meet, and phones as the registry should have had them."""

import re
import unicodedata

from accounts.phones import hyphenated

# The legal form, written in full or in brackets, before or after the name (상법 §170; 민법 §32; 협동조합 stays: it is
# part of the name people know).
_FORMS = re.compile(
    r"\((?:주|유|합|자|명|사|재|의|농|영)\)|주식회사|유한책임회사|유한회사|합자회사|합명회사"
    r"|농업회사법인|어업회사법인|영농조합법인|사단법인|재단법인|의료법인|사회복지법인"
    r"|^주\)|\(주$|(?:,\s*)?(?:co\.?,?\s*ltd\.?|inc\.?|corp\.?)$",
    re.IGNORECASE,
)
_PROVINCE = re.compile(
    r"^(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주"
    r"|충청북|충청남|전라북|전라남|경상북|경상남)(?:특별자치시|특별자치도|특별시|광역시|도|시)?(?=\s)"
)
_ROAD = re.compile(r"^.*?(?:로|길)\s*(?:지하\s*)?\d+(?:\s*-\s*\d+)?(?!\d|\s*번?[가-힣]?길)")
_LOT = re.compile(r"^.*?(?:동|리|가|읍|면)\s*(?:산\s*)?\d+(?:\s*-\s*\d+)?(?![\d가-힣]*(?:로|길|동|리|가)(?:\s|$|\d))")
_NO_PHONE = re.compile(r"^(?:미등록|미기재|없음|해당\s*없음|비공개|[-.\s]*|0+)$")


def name_key(name: str) -> str:
    """A company's name without its legal form, blanks and marks: `㈜한빛 정밀` and `한빛정밀 주식회사` are one."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    bare = _only_letters(_FORMS.sub(" ", plain))
    return bare or _only_letters(plain) or plain


def place_key(name: str) -> str:
    """The name of an industrial complex or an industry without blanks and marks."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    return _only_letters(plain) or plain


def address_key(address: str) -> str:
    """An address down to the building or lot number, without province, blanks, floor and what stands in brackets."""
    plain = unicodedata.normalize("NFKC", address).strip().casefold()
    plain = re.sub(r"\([^)]*\)?|\[[^\]]*\]?", " ", plain)
    plain = _PROVINCE.sub("", plain.split(",")[0].strip()).strip()
    found = _ROAD.match(plain) or _LOT.match(plain)
    kept = found.group() if found else plain
    return re.sub(r"번지|[^\w-]|_", "", kept)


def phone(text: str) -> str:
    """The phone as text with its hyphens; empty for 미등록 and the like; what is no known number stays as it came."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    if _NO_PHONE.match(plain):
        return ""
    return hyphenated(plain)


def _only_letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)

"""가리기: what a case is about, without whose it is, for people who are asked for an opinion and nothing else.

What we know of the company goes (its name, numbers, places, people, products), and what looks like an address of any
kind. It is a beginning, not a promise: the officer reads it before it is shown, and is told what still looks like
somebody.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.phones import hyphenated
from companies.models import Company, FactoryRecord, Seat
from companies.showcase.models import Product
from grievances import secrets_in_text
from grievances.models import Grievance

COMPANY, PERSON, PRODUCT, NUMBER, PLACE = "○○기업", "담당자", "○○제품", "(번호)", "(주소)"
PHONE, EMAIL, LINK = "(전화번호)", "(이메일)", "(누리집 주소)"
TELLING_PRODUCT = 4
"""A shorter word, 볼트 or 금형, names a trade and not a company."""
TELLING_PART = 3
"""A shorter part of a name, 한국 or 시연, is a word of any text."""
TELLING_PHONE = 8
"""Fewer digits, 112 or an extension, are anybody's."""

# What companies.normalising takes off a name, as it stands in the middle of a text.
_FORM = (
    r"(?:주식회사|유한회사|유한책임회사|합자회사|합명회사|농업회사법인|어업회사법인|영농조합법인|영어조합법인"
    r"|사단법인|재단법인|의료법인|학교법인|사회복지법인|㈜|㈔|[(（]\s*[주유합자명사재의농영]\s*[)）]"
    r"|,?\s?(?<![a-z])(?:co\.?,?\s?ltd|inc|corp)(?![a-z])\.?)"
)
_FORMS = re.compile(_FORM, re.IGNORECASE)
_SITE = r"공장|지점|지사|지부|본사|본점|사업장|사업소|사업부|영업소|영업점|사무소|출장소|창고"
_NUMBERED = r"제\s?[\d일이삼사]|\d"
_OF_A_FIRM = re.compile(rf"(?:\s+(?:{_NUMBERED}|본|신|구)?|\s*(?:{_NUMBERED}))\s?(?:{_SITE})$")
_NO_NAME = re.compile(rf"(?:{_NUMBERED}|본|신|구|(?:기업)?부설)?\s?(?:{_SITE}|연구소|연구원|센터|현장)")
_PLACE_NAME = re.compile(r"[가-힣]{1,3}[시군구도읍면동리]")
_APART = r"[\s\-.·ㆍ‧_/]*"
_PHONES = re.compile(
    r"(?<!\d)(?:\+?82[-. ]?)?0?\d{1,3}[-. )]{1,2}\d{3,4}[-. ]\d{4}(?!\d)|(?<!\d)01[016789]\d{7,8}(?!\d)"
    r"|(?<!\d)(?:\+|00)82[-. ]?0?\d{8,10}(?!\d)"
)
_BUSINESS_NO = re.compile(r"(?<!\d)\d{3}[-. ]\d{2}[-. ]\d{5}(?!\d)")
_RECEIPT_NO = re.compile(r"(?<!\d)20\d\d\s*-\s*\d{5}(?!\d)")
_EMAILS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_LINKS = re.compile(r"(?:https?://|www\.)[^\s<>)]+")
_ROADS = re.compile(r"[가-힣A-Za-z0-9]+(?:로|길)(?:\s?\d+번?길)?\s?\d+(?:-\d+)?")
_LOTS = re.compile(r"[가-힣]+(?:동|리|가)\s?(?:산\s?)?\d+(?:-\d+)?")

_TITLES = "대표|사장|회장|이사|전무|상무|부장|차장|과장|대리|주임|팀장|공장장|소장|실장|반장"
_SURNAMES = "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진지엄채원천방공"
_LOOKS_LIKE = (
    (re.compile(rf"(?<![가-힣])[{_SURNAMES}][가-힣]{{2}}\s?(?:{_TITLES})"), "사람 이름"),
    (
        re.compile(
            rf"{_FORM}\s*(?!○)[가-힣A-Za-z0-9]+|(?<![○가-힣A-Za-z0-9])[가-힣A-Za-z0-9]+\s*{_FORM}", re.IGNORECASE
        ),
        "회사 이름",
    ),
    (_EMAILS, "이메일"),
    (_PHONES, "전화번호"),
    (_BUSINESS_NO, "사업자등록번호"),
    (_RECEIPT_NO, "접수번호"),
    (_LINKS, "누리집 주소"),
    (re.compile(rf"(?:{_ROADS.pattern})(?=[\s,.)]|$|에|의|앞|옆|번지)"), "주소"),
    (re.compile(rf"(?:{_LOTS.pattern})번지"), "주소"),
)


@dataclass(frozen=True)
class Known:
    """What would say whose case it is."""

    names: frozenset[str]
    numbers: frozenset[str]
    places: frozenset[str]
    people: frozenset[str]
    products: frozenset[str]


def known_of(case: Grievance) -> Known:
    """The company and those merged into it, the rows of the registry behind it, its people, what it makes."""
    firms = list(Company.objects.filter(pk__in={case.company_id, case.company.merged_into_id or case.company_id}))
    firms += Company.objects.filter(merged_into__in=firms)
    factories = list(FactoryRecord.objects.filter(company__in=firms))
    people = [seat.person for seat in Seat.objects.filter(company__in=firms).select_related("person")]
    people += [case.filer] if case.filer else []
    sold = Product.objects.filter(showcase__company__in=firms).values_list("name", flat=True)
    rows: list[Company | FactoryRecord] = [*firms, *factories]
    made = [word.strip() for row in rows for word in re.split(r"[,/·;]", row.products)]
    phones = [case.contact_phone, *(row.phone for row in rows), *(person.phone for person in people)]
    numbers = [_digits(row.registration_no or "") for row in rows] + [_digits(case.receipt_no)]
    return Known(
        names=_said(name for row in rows for name in _called(row.name)),
        numbers=_said([*numbers, *(number for phone in phones for number in _phones(phone))]),
        places=_said({place for row in rows for place in (row.address, row.lot_address)} | {case.place}),
        people=_said([case.contact_name, *(person.name for person in people)]),
        products=_said({*sold, *(word for word in made if len(word) >= TELLING_PRODUCT)}),
    )


def bare(name: str) -> str:
    """A company's name without what kind of company it is."""
    return " ".join(_FORMS.sub(" ", unicodedata.normalize("NFC", name)).split())


def _called(name: str) -> set[str]:
    """What people call the company: 한빛정밀(주)제2공장 is 한빛정밀 too, and 제2공장 is anybody's."""
    said = {bare(name), bare(unicodedata.normalize("NFKC", name))}
    parts = {part.strip() for part in _FORMS.split(name)} | {_OF_A_FIRM.sub("", one) for one in said}
    said |= {part for part in parts if len(part) >= TELLING_PART and not _PLACE_NAME.fullmatch(part)}
    return {one for one in said if not _NO_NAME.fullmatch(one)}


def told_of(case: Grievance) -> str:
    """What an outsider reads of the case, as it is proposed to the officer."""
    parts = [("", case.body), ("바라는 결과", case.hoped_for)]
    parts += [(str(extra["label"]), str(extra["value"])) for extra in case.extras]
    words = [f"{label}\n{said}".strip() for label, said in parts if said.strip()]
    return masked("\n\n".join([case.title, *words]), known_of(case))


def masked(text: str, known: Known) -> str:
    """The text with plain words where it says whose it is. The longest names go first: others may be part of them."""
    text = unicodedata.normalize("NFC", text)
    for place in _longest_first(known.places):
        text = text.replace(place, PLACE)
    for kind, said in ((_EMAILS, EMAIL), (_LINKS, LINK)):
        text = kind.sub(said, text)
    for pattern in _names(known.names):
        text = pattern.sub(COMPANY, text)
    text = _PHONES.sub(PHONE, text)
    for digits in _longest_first(known.numbers):
        text = _number(digits).sub(NUMBER, text)
    for kind, said in ((_BUSINESS_NO, NUMBER), (_RECEIPT_NO, NUMBER)):
        text = kind.sub(said, text)
    for pattern in _within(known.places):
        text = pattern.sub(PLACE, text)
    for product in _longest_first(known.products):
        text = _word(product).sub(PRODUCT, text)
    for person in _longest_first(known.people):
        text = _word(person).sub(PERSON, text)
    return text


def betrayals(text: str, known: Known) -> list[str]:
    """What may under no circumstances stand in a masked text, because it is certain whose it is."""
    plain = unicodedata.normalize("NFKC", text)
    found = ["기업 이름"] if any(pattern.search(plain) for pattern in _names(known.names)) else []
    return found + (["번호"] if any(_number(digits).search(plain) for digits in known.numbers) else [])


def suspicions(text: str, known: Known) -> list[str]:
    """What may still say whose it is: each with what it looks like. The officer decides."""
    found = [(match[0].strip(), what) for kind, what in _LOOKS_LIKE for match in kind.finditer(text)]
    found += [(one, "사람 이름") for one in known.people if _word(one).search(text)]
    found += [(one, "제품 이름") for one in known.products if _word(one).search(text)]
    found += [(one.excerpt, str(one.kind.label)) for one in secrets_in_text.found(text)]
    return [f"{what}: {said}" for said, what in dict.fromkeys(found)]


def _names(names: Iterable[str]) -> list[re.Pattern[str]]:
    """A name however it is spaced, with what kind of company it is before, after and between its words.

    A short one only where a word begins with it. How many forms stand together is bounded: who writes 5,000 letters
    of them is not to be waited for.
    """
    patterns = []
    for name in _longest_first(names):
        words = [r"[\s\u200b]*".join(map(re.escape, word)) for word in name.split()]
        letters = rf"[\s\u200b]*(?:{_FORM}[\s\u200b]*){{0,3}}".join(words)
        begins = "" if len(name) >= TELLING_PART else r"(?<![가-힣A-Za-z0-9])"
        before = rf"(?:(?:{_FORM}\s*){{1,3}}|{begins})"
        patterns.append(re.compile(rf"{before}{letters}(?:\s*{_FORM}){{0,3}}", re.IGNORECASE))
    return patterns


def _number(digits: str) -> re.Pattern[str]:
    """However it is spaced; a phone from abroad as well: +82 10 for 010."""
    said = _APART.join(digits)
    if digits.startswith("0"):
        said = rf"(?:\+?(?:00)?82{_APART})?0?{_APART}{_APART.join(digits[1:])}"
    return re.compile(rf"(?<!\d){said}(?!\d)")


def _within(places: Iterable[str]) -> list[re.Pattern[str]]:
    """The road and its number, the lot: an address as people shorten it."""
    parts = {match[0] for place in places for kind in (_ROADS, _LOTS) for match in kind.finditer(place)}
    return [re.compile(rf"{re.escape(part).replace(r'\ ', r'\s?')}(?!\d)") for part in _longest_first(parts)]


def _word(word: str) -> re.Pattern[str]:
    """Where it begins a word; Korean words go on after their end."""
    return re.compile(rf"(?<![가-힣A-Za-z0-9]){re.escape(word)}")


def _phones(text: str) -> set[str]:
    """The digits of the phones in a field; the registry has several in one, or words beside them."""
    found: set[str] = set()
    for part in re.split(r"[,/;·\n]", text):
        found |= {_digits(hyphenated(match[0])) for match in _PHONES.finditer(part)} or {_digits(hyphenated(part))}
    return {digits for digits in found if len(digits) >= TELLING_PHONE}


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _said(words: Iterable[str]) -> frozenset[str]:
    """Those that say something: one letter masks half a text."""
    return frozenset(unicodedata.normalize("NFC", word.strip()) for word in words if len(word.strip()) > 1)


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))

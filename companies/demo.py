"""The demo world, part two: some 300 invented companies, their members, and what waits to be decided.

Nobody can take them for real ones: their numbers begin with 999, a tax office that does not exist, their phones are
of the exchange 031-000, and they stand in 시연구. What chance decides is decided the same way every time.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.demo import NotHere
from accounts.models import User
from companies import actions
from companies.models import Company, CompanyEvent, FactoryRecord, IndustrialComplex, Industry, Seat
from companies.normalising import address_key, name_key, place_key
from companies.registration_no import check_digit
from companies.showcase import demo as showcases
from companies.states import Approval, Source

COMPANIES = 300
OWN_COMPANY = "예시정밀㈜"
"""Where owner@ and staff@ belong."""

# 산업단지, its share of the companies in percent, and its roads. The last one is 단지 밖.
COMPLEXES = [
    ("안산스마트허브", 55, ("산단로", "별망로", "해안로", "시화호수로")),
    ("반월도금단지", 15, ("도금로", "신원로")),
    ("테콤단지", 15, ("만해로", "테콤길")),
    ("", 15, ("예시로", "중앙대로", "당골길")),
]
# 업종, what such a company makes, and the share of companies in percent.
INDUSTRIES = [
    ("금속 가공제품 제조업", "정밀 가공품", 14),
    ("도금업", "도금 부품", 13),
    ("인쇄회로기판 제조업", "인쇄회로기판", 11),
    ("자동차 부품 제조업", "자동차 부품", 12),
    ("금형 제조업", "사출 금형", 10),
    ("플라스틱 제품 제조업", "플라스틱 사출품", 9),
    ("반도체 제조용 기계 제조업", "반도체 장비 부품", 8),
    ("화학제품 제조업", "산업용 화학제품", 6),
    ("염색 가공업", "염색 원단", 6),
    ("전기장비 제조업", "배전 부품", 5),
    ("식료품 제조업", "가공식품", 3),
    ("종이 및 판지 제조업", "포장용 판지", 3),
]
FIRST = (
    "가온",
    "누리",
    "다솜",
    "라온",
    "마루",
    "바른",
    "새벽",
    "아라",
    "자람",
    "차오름",
    "푸른",
    "한결",
    "해솔",
    "미리내",
    "늘찬",
)
SECOND = ("정밀", "금속", "테크", "산업", "전자", "기공", "화학", "이엔지", "하이텍", "소재", "금형", "오토")
FORMS = ("㈜{}", "(주){}", "{} 주식회사", "{}", "주식회사 {}")
SURNAMES = ("김", "이", "박", "최", "정", "강", "조", "윤", "장", "임")
GIVEN = ("가람", "나래", "다온", "라라", "마음", "바다", "새롬", "아름", "하늘", "한별", "보람", "소담")
UNITS = ("생산관리부", "총무부", "환경안전팀", "품질관리부", "경영지원팀", "연구소")
SEATS, SEAT_WEIGHTS = (0, 1, 2, 3, 4), (44, 20, 15, 15, 6)
MONTHS_OF_JOINING = 13


def load() -> None:
    """Make the world once; what is there stays as it is."""
    if settings.IN_PRODUCTION:
        raise NotHere("시연 자료는 실제 운영 환경에 넣을 수 없습니다.")
    if not Company.objects.numbered(number(0)).exists():
        with transaction.atomic():
            chance = random.Random(20110831)  # noqa: S311 — an invented world, not a secret
            companies = _companies(chance)
            _factories(companies)
            _join(companies, chance)
            _leave_open(companies)
    showcases.load()


def number(serial: int) -> str:
    """A number that is right but nobody's."""
    nine = f"99910{serial + 1:04d}"
    return f"{nine}{check_digit(nine)}"


def _companies(chance: random.Random) -> list[Company]:
    complexes = {name: _complex(name) for name, _share, _roads in COMPLEXES if name}
    industries = [_industry(name) for name, _product, _share in INDUSTRIES]
    names = _names(chance)
    made = []
    for serial in range(COMPANIES):
        place, _share, roads = chance.choices(COMPLEXES, weights=[share for _, share, _ in COMPLEXES])[0]
        at = chance.choices(range(len(INDUSTRIES)), weights=[share for _, _, share in INDUSTRIES])[0]
        name = OWN_COMPANY if serial == 0 else next(names)
        address = f"한빛시 시연구 {chance.choice(roads)} {serial + 1}"
        # One in six stands in the registry without its number, so that it is found by name and address only.
        is_numbered = serial % 6 != 5
        made.append(
            Company(
                registration_no=number(serial) if is_numbered else None,
                name=name,
                name_key=name_key(name),
                address=address,
                address_key=address_key(address),
                phone=f"031-000-{1000 + serial}",
                industrial_complex=complexes.get(place),
                industry=industries[at],
                employees=chance.choice((4, 7, 9, 12, 18, 25, 33, 48, 70, 120)),
                products=INDUSTRIES[at][1],
                source=Source.REGISTRY,
                approval=Approval.APPROVED,
            )
        )
    return Company.objects.bulk_create(made)


def _factories(companies: list[Company]) -> None:
    FactoryRecord.objects.bulk_create(
        FactoryRecord(
            company=company,
            row_key=f"demo-{serial}",
            factory_no=f"시연-{serial + 1:05d}",
            registration_no=company.registration_no or "",
            name=company.name,
            address=company.address,
            phone=company.phone,
            complex_name=company.industrial_complex.name if company.industrial_complex else "",
            industry_name=company.industry.name if company.industry else "",
            employees=company.employees,
            products=company.products,
        )
        for serial, company in enumerate(companies)
    )


def _join(companies: list[Company], chance: random.Random) -> None:
    """Members, spread over the last year as a drive spreads them: slowly, then faster."""
    now = timezone.now()
    moments = [_moments(serial, company, chance, now) for serial, company in enumerate(companies)]
    people = iter(_people(sum(len(joined) for joined in moments), chance))
    seats = []
    for serial, (company, joined) in enumerate(zip(companies, moments, strict=True)):
        members = _own_people() if serial == 0 else [next(people) for _ in joined]
        for person, moment in zip(members, joined, strict=True):
            is_first = person is members[0]
            added_by = None if is_first else members[0]
            seats.append(
                Seat(
                    company=company,
                    person=person,
                    is_owner=is_first,
                    is_founder=is_first,
                    joined_at=moment,
                    added_by=added_by,
                )
            )
    Seat.objects.bulk_create(seats)
    What = CompanyEvent.What  # noqa: N806 — a class
    CompanyEvent.objects.bulk_create(
        CompanyEvent(
            company=seat.company,
            what=What.REGISTERED if seat.is_founder else What.JOINED,
            at=seat.joined_at,
            by=seat.person,
            subject=seat.person,
        )
        for seat in seats
    )


def _leave_open(companies: list[Company]) -> None:
    """What waits for somebody: an approval, a request, invitations."""
    own = companies[0]
    owner = own.seats.owners().get().person
    applicant, asker = _people(2, random.Random(7), first=9001)  # noqa: S311
    actions.enter(
        number(COMPANIES),
        by=applicant,
        name="새길하이텍㈜",
        address="한빛시 시연구 예시로 77",
        phone="031-000-1777",
        employees=6,
    )
    actions.ask_to_join(own, by=asker, note="총무부에서 급여를 맡고 있습니다.")
    actions.invite(own, "colleague@demo.example", by=owner)
    actions.make_leaflet(own, by=owner)


def _own_people() -> list[User]:
    """Those who sign in as a company."""
    return list(User.objects.filter(email__in=["owner@demo.example", "staff@demo.example"]).order_by("pk"))


def _moments(serial: int, company: Company, chance: random.Random, now: datetime) -> list[datetime]:
    """When a company's members joined, the first one first."""
    count = 2 if serial == 0 else chance.choices(SEATS, SEAT_WEIGHTS)[0] if company.registration_no else 0
    days = [int(30 * MONTHS_OF_JOINING * chance.random() ** 1.6) + 1 for _ in range(count)]
    if serial == 0:
        days = [350, 330]  # long enough to have seen a case from its filing to its end
    return [now - timedelta(days=day, minutes=chance.randrange(600)) for day in sorted(days, reverse=True)]


def _people(count: int, chance: random.Random, *, first: int = 1) -> list[User]:
    """Members whom nobody signs in as."""
    locked = make_password(None)
    people = User.objects.bulk_create(
        User(
            email=f"member{at:04d}@demo.example",
            password=locked,
            name=chance.choice(SURNAMES) + chance.choice(GIVEN),
            phone=f"031-000-{at:04d}",
            unit=chance.choice(UNITS),
        )
        for at in range(first, first + count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )
    return people


def _names(chance: random.Random) -> Iterator[str]:
    """Names that no two companies share, with the legal form now here, now there."""
    words = [f"{first}{second}" for first in FIRST for second in SECOND]
    words += [f"{first}{middle}{second}" for first in FIRST for middle in ("빛", "솔") for second in SECOND]
    chance.shuffle(words)
    return (chance.choice(FORMS).format(word) for word in words)


def _complex(name: str) -> IndustrialComplex:
    return IndustrialComplex.objects.get_or_create(name_key=place_key(name), defaults={"name": name})[0]


def _industry(name: str) -> Industry:
    return Industry.objects.get_or_create(name_key=place_key(name), defaults={"name": name})[0]

"""The demo world, part one: invented departments, and one account a role (product.md §14).

Everybody knows their password and the secret of their second factor, so nothing here runs in production.
"""

from functools import cache
from typing import NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import actions
from accounts.models import Consent, ConsentText, Department, RoleGrant, User
from accounts.roles import Role
from accounts.second_factor import DEMO_SECRET

PASSWORD = "demo-sos-2026!"  # noqa: S105 — the demo's, printed when it starts

# 기업애로 14개 분야를 맡는 부서. The numbers are of an area's exchange that has no subscribers.
DEPARTMENTS = [
    ("기업민원과", "031-000-0100", "기업애로 접수·배정·총괄, 기타"),
    ("기업지원과", "031-000-0110", "자금·금융, 판로·마케팅, 기술·인증"),
    ("일자리정책과", "031-000-0120", "인력·교육"),
    ("투자유치과", "031-000-0130", "수출·통상(FTA), 산업단지 입지"),
    ("건축허가과", "031-000-0140", "공장설립·인허가"),
    ("도로과", "031-000-0142", "도로·주차·가로등"),
    ("하수과", "031-000-0150", "상하수도"),
    ("정보통신과", "031-000-0160", "CCTV·통신"),
    ("대중교통과", "031-000-0170", "교통·버스"),
    ("환경정책과", "031-000-0180", "환경"),
    ("안전총괄과", "031-000-0190", "산업안전·재난"),
    ("규제개혁팀", "031-000-0200", "규제·제도개선"),
    ("세정과", "031-000-0210", "세무·회계"),
    ("노사협력과", "031-000-0220", "노무·고용"),
    ("법무담당관", "031-000-0230", "법률·계약(납품단가)"),
    ("감사담당관", "031-000-0240", "민원심사, 반복민원 감사"),
]


class Account(NamedTuple):
    """One account of the demo."""

    local: str
    name: str
    what: str
    role: Role | None = None
    department: str = ""
    unit: str = ""
    position: str = ""

    @property
    def email(self) -> str:
        """owner@demo.example."""
        return f"{self.local}@demo.example"

    @property
    def has_second_factor(self) -> bool:
        """Everybody but the people of companies."""
        return self.role is not None or self.local == "admin"


ACCOUNTS = [
    Account("owner", "시연 대표", "기업회원 (대표 계정)", unit="예시정밀㈜", position="대표이사"),
    Account("staff", "시연 직원", "기업회원", unit="예시정밀㈜ 생산관리부", position="과장"),
    Account("manager", "시연 총괄담당", "총괄담당", Role.MANAGER, "기업민원과", position="주무관"),
    Account("officer", "시연 처리담당", "처리담당", Role.OFFICER, "도로과", position="주무관"),
    Account("head", "시연 부서장", "부서장", Role.HEAD, "도로과", position="과장"),
    Account("team", "시연 지원단원", "지원단·현장기동반", Role.TEAM, unit="예시산업진흥원", position="책임"),
    Account("expert", "시연 전문위원", "애로클리너 위원", Role.EXPERT, unit="예시세무회계사무소", position="세무사"),
    Account("committee", "시연 소통위원", "소통위원회", Role.COMMITTEE, position="위원"),
    Account("examiner", "시연 민원심사관", "민원심사관", Role.EXAMINER, "감사담당관", position="팀장"),
    Account("admin", "시연 관리자", "시스템관리자", unit="정보통신과", position="주무관"),
]

# Who handles cases in the other departments. They sign in like officer@; nobody needs to.
COLLEAGUES = [
    Account(f"officer{number:02}", f"시연 {name}", "처리담당", Role.OFFICER, department, position="주무관")
    for number, (department, name) in enumerate(
        [
            ("도로과", "가람"),
            ("기업민원과", "나래"),
            ("기업지원과", "다온"),
            ("기업지원과", "라라"),
            ("일자리정책과", "마음"),
            ("투자유치과", "바다"),
            ("건축허가과", "새롬"),
            ("하수과", "아름"),
            ("정보통신과", "하늘"),
            ("대중교통과", "한별"),
            ("환경정책과", "보람"),
            ("안전총괄과", "소담"),
            ("규제개혁팀", "이든"),
            ("세정과", "다솔"),
            ("노사협력과", "도담"),
            ("법무담당관", "슬기"),
        ],
        2,
    )
]

# 지원단 32명 (team@ is one of them), 현장기동반 15명 and consultants: of the city and of invented bodies around it.
BODIES = (
    "예시산업진흥원",
    "기업지원과",
    "예시상공회의소",
    "예시신용보증재단",
    "도로과",
    "예시산업단지공단",
    "환경정책과",
    "예시경영자협의회",
)
SQUAD_UNITS = ("도로과", "하수과", "안전총괄과", "정보통신과", "대중교통과")
CONSULTING = ("예시경영컨설팅", "예시기술지도원", "예시노무법인", "예시특허사무소", "예시디자인진흥원")
TEAM_SIZE, SQUAD_SIZE, CONSULTANTS_COUNT = 32, 15, 10
_NAMES = (
    "가온 가을 고운 구름 그루 기쁨 나루 나무 누리 누림 늘봄 다래 다미 다솜 단비 달래 도란 두리 라온 마루 모아 무늬 "
    "물결 미르 바름 버들 별하 봄들 빛나 산들 새결 샛별 솔미 시내 아라 아리 어진 여울 예솔 온새 윤슬 은별 이슬 잎새 "
    "자람 재우 정겨 찬별 초롱 큰솔 타래 토리 푸름 하람 한결 해든"
)


def _along() -> list[Account]:
    """Who goes along on visits. They sign in like team@; nobody needs to."""
    names = iter(_NAMES.split())
    sorts = (
        ("team", range(2, TEAM_SIZE + 1), "지원단", BODIES, "책임"),
        ("squad", range(1, SQUAD_SIZE + 1), "현장기동반", SQUAD_UNITS, "주무관"),
        ("consultant", range(1, CONSULTANTS_COUNT + 1), "컨설턴트", CONSULTING, "위원"),
    )
    return [
        Account(
            f"{sort}{number:02}",
            f"시연 {next(names)}",
            what,
            Role.TEAM,
            unit=units[number % len(units)],
            position=position,
        )
        for sort, numbers, what, units, position in sorts
        for number in numbers
    ]


ALONG = _along()


class NotHere(Exception):  # noqa: N818 — it is an answer to whoever typed the command
    """The demo world has no place where real people work."""


def load() -> None:
    """Make what is missing of the demo; what is there stays as it is."""
    if settings.IN_PRODUCTION:
        raise NotHere("시연 자료는 실제 운영 환경에 넣을 수 없습니다.")
    with transaction.atomic():
        for name, phone, duties in DEPARTMENTS:
            Department.objects.get_or_create(name=name, defaults={"phone": phone, "duties": duties})
        administrator = _administrator()
        for number, account in enumerate([*ACCOUNTS, *COLLEAGUES]):
            if not User.objects.filter(email=account.email).exists():
                _open(account, number=number, by=administrator)
        _open_all(ALONG, first=len(ACCOUNTS) + len(COLLEAGUES), by=administrator)


def describe() -> str:
    """The accounts as a table, for whoever starts the demo."""
    rows = [f"  {account.email:<25} {account.what}" for account in ACCOUNTS]
    return "\n".join(
        [
            *rows,
            f"  {f'{COLLEAGUES[0].local}@ … {COLLEAGUES[-1].local}@':<25} 부서마다 처리담당",
            f"  {f'{ALONG[0].local}@ … squad{SQUAD_SIZE}@':<25} 지원단 {TEAM_SIZE}명과 현장기동반 {SQUAD_SIZE}명",
            f"  비밀번호: {PASSWORD}",
            f"  2단계 인증 키 (기업회원 말고 모두): {DEMO_SECRET}",
            "  지금 쓸 6자리 번호: .venv/bin/python manage.py demo_code",
        ]
    )


def current_code() -> str:
    """What an authenticator app set up with the demo's key shows now."""
    now = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(DEMO_SECRET, now[len(now) // 2])))


def _administrator() -> User:
    account = ACCOUNTS[-1]
    administrator = User.objects.filter(email=account.email).first()
    if administrator is None:
        administrator = _open(account, number=len(ACCOUNTS) - 1, by=None)
        administrator.is_superuser = True
        administrator.save(update_fields=["is_superuser"])
    return administrator


@cache
def _hashed() -> str:
    """A hash takes a third of a second, on purpose; all of them share the password."""
    return make_password(PASSWORD)


def _open(account: Account, *, number: int, by: User | None) -> User:
    person = User.objects.create_user(
        account.email,
        None,
        name=account.name,
        phone=f"031-000-09{number:02}",
        unit=account.unit or account.department,
        position=account.position,
    )
    person.password = _hashed()
    person.save(update_fields=["password"])
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    actions.agree(person, ConsentText.objects.current().filter(is_required=True))
    if account.has_second_factor:
        TOTP.activate(person, DEMO_SECRET)
    if account.role and by:
        department = Department.objects.filter(name=account.department).first()
        actions.grant(person, account.role, by=by, department=department)
    return person


def _open_all(accounts: list[Account], *, first: int, by: User) -> None:
    """The same for many who hold one role outside of departments, each kind of row in one statement."""
    there = set(User.objects.filter(email__in=[account.email for account in accounts]).values_list("email", flat=True))
    people = User.objects.bulk_create(
        User(
            email=account.email,
            password=_hashed(),
            name=account.name,
            phone=f"031-000-09{first + number:02}",
            unit=account.unit,
            position=account.position,
        )
        for number, account in enumerate(accounts)
        if account.email not in there
    )
    texts = list(ConsentText.objects.current().filter(is_required=True))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )
    Consent.objects.bulk_create(Consent(person=person, text=text) for person in people for text in texts)
    Authenticator.objects.bulk_create(
        Authenticator(user=person, type=Authenticator.Type.TOTP, data={"secret": encrypt(DEMO_SECRET)})
        for person in people
    )
    RoleGrant.objects.bulk_create(RoleGrant(person=person, role=Role.TEAM, granted_by=by) for person in people)

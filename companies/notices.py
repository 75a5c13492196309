"""Who hears of what happens in a company, as a table, and the words."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RoleGrant, User
from accounts.roles import Role
from companies import tokens
from companies.models import CompanyEvent
from notifications.actions import tell

type Link = Callable[[User | None], str]


class To(StrEnum):
    """Who is told."""

    SUBJECT = "SUBJECT"  # whom it happened to
    OWNERS = "OWNERS"  # the company's owners but whoever did it, and but the subject
    MEMBERS = "MEMBERS"  # every member but whoever did it
    MANAGERS = "MANAGERS"  # 총괄담당 of the city
    ADDRESS = "ADDRESS"  # an address that belongs to nobody yet


class Notice(NamedTuple):
    """One mail: to whom, its subject, its words. Placeholders: company, by, person, note, link."""

    to: To
    subject: str | Promise
    text: str | Promise
    is_secret: bool = False


W = CompanyEvent.What

NOTICES: dict[str, list[Notice]] = {
    W.REGISTERED: [
        Notice(
            To.SUBJECT,
            gettext_lazy("%(company)s 등록을 마쳤습니다"),
            gettext_lazy(
                "%(company)s의 대표 계정이 되셨습니다.\n\n"
                "한 회사에 세 분이 함께하면 한 분이 자리를 비워도 답변을 놓치지 않습니다. 동료를 초대해 주십시오.\n"
                "%(link)s"
            ),
        )
    ],
    W.ENTERED: [
        Notice(
            To.SUBJECT,
            gettext_lazy("%(company)s 등록 신청을 받았습니다"),
            gettext_lazy(
                "담당자가 확인한 뒤 결과를 메일로 알려 드립니다.\n\n"
                "지금까지 적으신 내용은 여기서 보실 수 있습니다.\n%(link)s"
            ),
        ),
        Notice(
            To.MANAGERS,
            "기업 등록 승인이 필요합니다: %(company)s",
            "공장등록현황에 없는 기업을 %(person)s 님이 등록 신청했습니다.\n\n"
            "업무 화면에서 확인해 주십시오.\n%(link)s",
        ),
    ],
    W.APPROVED: [
        Notice(
            To.MEMBERS,
            gettext_lazy("%(company)s 등록이 승인되었습니다"),
            gettext_lazy("이제 애로를 신청하고 동료를 초대하실 수 있습니다.\n%(link)s"),
        )
    ],
    W.REJECTED: [
        Notice(
            To.SUBJECT,
            gettext_lazy("%(company)s 등록을 승인하지 못했습니다"),
            gettext_lazy("까닭: %(note)s\n\n내용을 고쳐 다시 신청하실 수 있습니다.\n%(link)s"),
        )
    ],
    W.INVITED: [
        Notice(
            To.ADDRESS,
            gettext_lazy("%(by)s 님이 %(company)s에 초대했습니다"),
            gettext_lazy(
                "기업SOS에서 %(company)s의 애로를 함께 신청하고 답변을 함께 보실 수 있습니다.\n\n"
                "아래 주소에서 함께하기를 눌러 주십시오. "
                "이 주소는 받으신 분만, 한 번만 쓸 수 있고 14일 뒤에 닫힙니다.\n"
                "%(link)s\n\n"
                "모르는 초대라면 그냥 두셔도 됩니다. 누르지 않으면 아무 일도 일어나지 않습니다."
            ),
            is_secret=True,
        )
    ],
    W.INVITATION_WITHDRAWN: [
        Notice(
            To.ADDRESS,
            gettext_lazy("%(company)s 초대가 거두어졌습니다"),
            gettext_lazy(
                "앞서 보낸 초대 주소는 이제 열리지 않습니다.\n\n잘못된 일이라면 초대한 분에게 다시 부탁해 주십시오."
            ),
        )
    ],
    W.LEAFLET_MADE: [
        Notice(
            To.OWNERS,
            gettext_lazy("%(by)s 님이 %(company)s QR 안내문을 만들었습니다"),
            gettext_lazy(
                "QR로 들어온 분은 바로 회원이 됩니다. 우리 회사 화면에서 언제든 거두실 수 있습니다.\n%(link)s"
            ),
        )
    ],
    W.ASKED_TO_JOIN: [
        Notice(
            To.OWNERS,
            gettext_lazy("%(person)s 님이 %(company)s 가입을 요청했습니다"),
            gettext_lazy(
                "이메일: %(email)s\n남긴 말: %(note)s\n\n"
                "우리 회사 분이 맞으면 아래 주소에서 승인해 주십시오. "
                "승인하면 회사의 애로와 답변을 함께 보게 됩니다.\n"
                "%(link)s"
            ),
            is_secret=True,
        )
    ],
    W.DECLINED: [
        Notice(
            To.SUBJECT,
            gettext_lazy("%(company)s 가입 요청이 받아들여지지 않았습니다"),
            gettext_lazy("잘못된 일이라면 회사의 대표 계정 담당자에게 직접 초대를 부탁해 주십시오."),
        )
    ],
    W.JOINED: [
        Notice(
            To.SUBJECT,
            gettext_lazy("%(company)s와(과) 함께하게 되셨습니다"),
            gettext_lazy("이제 회사의 애로를 신청하고 답변을 함께 보실 수 있습니다.\n%(link)s"),
        ),
        Notice(
            To.OWNERS,
            gettext_lazy("%(person)s 님이 %(company)s에 함께합니다"),
            gettext_lazy("모르는 분이라면 우리 회사 화면에서 내보내실 수 있습니다.\n%(link)s"),
        ),
    ],
    W.OWNER_ADDED: [
        Notice(
            To.SUBJECT,
            gettext_lazy("%(company)s의 대표 계정을 함께 맡으셨습니다"),
            gettext_lazy("%(by)s 님이 함께 맡겼습니다. 가입 요청을 결정하고 회원을 관리하실 수 있습니다.\n%(link)s"),
        ),
        Notice(
            To.OWNERS,
            gettext_lazy("%(person)s 님이 %(company)s의 대표 계정을 함께 맡습니다"),
            gettext_lazy("%(by)s 님이 정했습니다.\n%(link)s"),
        ),
    ],
    W.HANDED_OVER: [
        Notice(
            To.SUBJECT,
            gettext_lazy("%(company)s의 대표 계정을 넘겨받으셨습니다"),
            gettext_lazy("%(by)s 님이 넘겼습니다. 가입 요청을 결정하고 회원을 관리하실 수 있습니다.\n%(link)s"),
        ),
        Notice(
            To.OWNERS,
            gettext_lazy("%(company)s의 대표 계정이 %(person)s 님에게 넘어갔습니다"),
            gettext_lazy("%(by)s 님이 넘겼습니다.\n%(link)s"),
        ),
    ],
    W.LEFT: [
        Notice(
            To.OWNERS,
            gettext_lazy("%(person)s 님이 %(company)s에서 나갔습니다"),
            gettext_lazy("그동안 신청한 애로와 주고받은 내용은 회사에 그대로 남습니다.\n%(link)s"),
        )
    ],
    W.REMOVED: [
        Notice(
            To.SUBJECT,
            gettext_lazy("%(company)s 회원에서 빠지셨습니다"),
            gettext_lazy(
                "이제 %(company)s의 내용은 보실 수 없습니다. "
                "잘못된 일이라면 회사의 대표 계정 담당자에게 물어봐 주십시오."
            ),
        ),
        Notice(
            To.OWNERS,
            gettext_lazy("%(by)s 님이 %(person)s 님을 %(company)s에서 내보냈습니다"),
            gettext_lazy("신청한 애로와 주고받은 내용은 회사에 그대로 남습니다.\n%(link)s"),
        ),
    ],
    W.MERGED: [
        Notice(
            To.MEMBERS,
            gettext_lazy("두 번 등록된 기업을 %(company)s(으)로 합쳤습니다"),
            gettext_lazy("두 곳의 회원과 기록은 모두 그대로 있습니다.\n%(link)s"),
        )
    ],
}
NOTICES[W.INVITED_AGAIN] = NOTICES[W.INVITED]

NUDGE_SUBJECT = gettext_lazy("%(company)s: 세 분까지 %(missing)d자리 남았습니다")
NUDGE_TEXT = gettext_lazy(
    "지금 %(count)d분이 함께하고 있습니다. "
    "한 회사에 세 분이 함께하면 한 분이 자리를 비워도 답변을 놓치지 않습니다.\n\n"
    "동료 초대하기\n%(link)s\n\n"
    "이 안내를 그만 받으시려면\n%(off)s"
)


def home_of(event: CompanyEvent) -> Link:
    """The company's own page, the same for everybody."""
    return lambda _reader: tokens.link("companies:home", event.company_id)


def announce(event: CompanyEvent, *, link: Link | None = None, address: str = "") -> None:
    """Tell those the table names. `link` makes the address each reader gets, `address` is who is nobody yet."""
    link = link or home_of(event)
    for notice in NOTICES.get(event.what, []):
        for email, reader in _recipients(notice.to, event, address):
            words = {
                "company": event.company.name,
                "by": event.by.name if event.by else "",
                "person": event.subject.name if event.subject else "",
                "email": event.subject.email if event.subject else "",
                "note": event.note or "—",
                "link": link(reader),
            }
            send(
                email,
                notice.subject % words,
                notice.text % words,
                is_secret=notice.is_secret,
                reader=reader,
                link=words["link"] if "%(link)s" in str(notice.text) and not notice.is_secret else "",
                at_night=reader is not None and reader == event.by,  # a receipt
            )


def send(
    email: str,
    subject: str,
    text: str,
    *,
    is_secret: bool = False,
    reader: User | None = None,
    link: str = "",
    at_night: bool = False,
) -> None:
    """One mail, signed by the unit that runs the portal; `link` is where its reader's inbox leads."""
    city = settings.CITY
    signature = _("%(city)s %(unit)s · 전화 %(phone)s (%(hours)s)") % {
        "city": city["name"],
        "unit": city["unit"],
        "phone": city["phone"],
        "hours": city["hours"],
    }
    tell(
        email,
        f"{settings.EMAIL_SUBJECT_PREFIX}{' '.join(subject.split())}"[:200],
        f"{text}\n\n{signature}\n",
        is_secret=is_secret,
        person_id=reader.pk if reader else None,
        link=link.removeprefix(settings.SITE_URL),
        at_night=at_night,
    )


def _recipients(to: To, event: CompanyEvent, address: str) -> Iterable[tuple[str, User | None]]:
    match to:
        case To.ADDRESS:
            return [(address, None)] if address else []
        case To.SUBJECT:
            people = [event.subject] if event.subject else []
        case To.MANAGERS:
            grants = RoleGrant.objects.in_force(at=timezone.now()).of(Role.MANAGER).select_related("person")
            people = [grant.person for grant in grants]
        case To.MEMBERS | To.OWNERS:
            seats = event.company.seats.active().select_related("person")
            seats = seats.owners() if to is To.OWNERS else seats
            spared = {event.by_id, event.subject_id if to is To.OWNERS else None}
            people = [seat.person for seat in seats if seat.person_id not in spared]
    return [(person.email, person) for person in people if person.is_active]

"""What every page is given, whatever it is about."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from companies.permissions import may_see_drive
from grievances.models import Outage
from notifications.models import Message

CONTRAST_COOKIE = "contrast"
# 기본 화면, 고대비, 기기 설정 따름. The words are those of KRDS's data-krds-mode.
CONTRASTS = {
    "light": _("기본"),
    "high-contrast": _("고대비"),
    "system": _("기기 설정 따름"),
}


class Entry(NamedTuple):
    """One line of the main menu: where it leads is a name of urls.py, with a place on that page if need be."""

    label: str | Promise
    view: str
    place: str = ""
    may: Callable[[User], bool] | None = None  # whom it is for; None: for everybody, signed in or not


def goes_along(user: User) -> bool:
    """지원단·현장기동반: whoever may be on the roster of a visit as a matter of course."""
    return Role.TEAM in user.roles


def advises(user: User) -> bool:
    """애로클리너 위원: whoever is asked for advice."""
    return Role.EXPERT in user.roles


def attends_meetings(user: User) -> bool:
    """위원, 지원단, 전문가, officials: whoever may be asked to one. A member of a company never is."""
    return bool(user.roles - {Role.COMPANY})


def is_of_a_company(user: User) -> bool:
    """Not an official: those have their own workplace. Not an expert or a committee member who is in no company."""
    return not user.is_staff and (not user.roles or user.seats.active().exists())


# 주 메뉴. An app that gets its first page adds its entry here, in the order people meet them.
MENU = [
    Entry(_("우리 회사"), "companies:mine", may=is_of_a_company),
    Entry(_("애로 신청"), "grievances:new", may=is_of_a_company),
    Entry(_("우리 애로"), "grievances:list", may=is_of_a_company),
    Entry(_("현장방문"), "visits:list", may=is_of_a_company),
    Entry(_("진행 절차"), "home", "how"),
    Entry(_("처리 현황"), "home", "figures"),
    Entry(_("기업 홍보관"), "companies:showcases"),
    Entry("현장", "field:today", may=goes_along),
    Entry(_("자문"), "opinions:list", may=advises),
    Entry(_("회의"), "meetings:list", may=attends_meetings),
    Entry("가입 운동", "drive:progress", may=may_see_drive),
]


def contrast_of(request: HttpRequest) -> str:
    """The screen this reader chose; what the cookie says is believed only if it is one of ours."""
    chosen = request.COOKIES.get(CONTRAST_COOKIE, "light")
    return chosen if chosen in CONTRASTS else "light"


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the city, the screen, the menu. Without a user no more than one question to the database."""
    return {
        "city": settings.CITY,
        "is_demo": settings.IS_DEMO,
        "contrast": contrast_of(request),
        "contrasts": CONTRASTS.items(),
        "menu": _menu(request),
        "unread": _unread(request),
        "outage": SimpleLazyObject(_outage),
    }


def _outage() -> Any:
    """장애 that lasts: asked for by each page that is drawn, so that all processes begin, and cease, to tell of it."""
    return Outage.objects.lasting(at=timezone.now()).first()


def _unread(request: HttpRequest) -> Any:
    """How many messages wait in the reader's inbox; counted where a page says it, and once."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return 0
    return SimpleLazyObject(Message.objects.inbox_of(user).unread().count)


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries this reader may use. Of those that lead to where they are, the nearest is marked."""
    user = getattr(request, "user", None)
    known = user if isinstance(user, User) else None
    kept = {may: known is not None and may(known) for may in {entry.may for entry in MENU} if may}
    entries = [(entry, reverse(entry.view)) for entry in MENU if entry.may is None or kept[entry.may]]
    above = [url for entry, url in entries if not entry.place and request.path.startswith(url)]
    here = max(above, key=len, default=None)
    return [
        {
            "label": entry.label,
            "url": f"{url}#{entry.place}" if entry.place else url,
            "is_current": not entry.place and url == here,
        }
        for entry, url in entries
    ]

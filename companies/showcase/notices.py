"""Who hears of which step of a showcase, as a table, and the words."""

from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from companies import tokens
from companies.showcase.models import Showcase
from companies.showcase.workflow import Move
from notifications.actions import tell


class Notice(NamedTuple):
    """One mail to the company's owners. Placeholders: company, by, reason, link."""

    subject: str | Promise
    text: str | Promise
    tells_sender: bool = False
    """Whoever handed the showcase in hears of it too; else whoever did the step is left out."""


NOTICES: dict[Move, Notice] = {
    Move.SUBMIT: Notice(
        _("%(company)s 홍보관 공개를 신청했습니다"),
        _(
            "%(by)s 님이 %(company)s 홍보관의 공개를 신청했습니다. 시에서 내용을 확인하면 결과를 알려 드립니다.\n"
            "확인하는 동안에도 신청을 거두고 고칠 수 있습니다.\n\n%(link)s"
        ),
    ),
    Move.RECALL: Notice(
        _("%(company)s 홍보관 공개 신청을 거두었습니다"),
        _("%(by)s 님이 공개 신청을 거두었습니다. 고친 뒤에 다시 신청할 수 있습니다.\n\n%(link)s"),
    ),
    Move.PUBLISH: Notice(
        _("%(company)s 홍보관을 공개했습니다"),
        _("시에서 내용을 확인하고 %(company)s 홍보관을 공개했습니다. 이제 누구나 볼 수 있습니다.\n\n%(link)s"),
        tells_sender=True,
    ),
    Move.SEND_BACK: Notice(
        _("%(company)s 홍보관에 고칠 곳이 있습니다"),
        _(
            "시에서 홍보관 내용을 확인했습니다. 공개하기 전에 아래를 고쳐 주십시오.\n\n%(reason)s\n\n"
            "고친 뒤에 다시 공개를 신청하시면 됩니다.\n%(link)s"
        ),
        tells_sender=True,
    ),
    Move.WITHDRAW: Notice(
        _("%(company)s 홍보관을 내렸습니다"),
        _(
            "%(by)s 님이 홍보관을 내렸습니다. 이제 우리 회사 사람만 봅니다.\n"
            "다시 공개하려면 공개를 신청해 주십시오.\n\n%(link)s"
        ),
    ),
    Move.TAKE_DOWN: Notice(
        _("%(company)s 홍보관 공개를 멈추었습니다"),
        _(
            "시에서 홍보관 공개를 멈추었습니다. 까닭은 아래와 같습니다.\n\n%(reason)s\n\n"
            "고친 뒤에 다시 공개를 신청하실 수 있습니다.\n%(link)s"
        ),
        tells_sender=True,
    ),
}


def announce(showcase: Showcase, move: Move, *, by: User, reason: str = "") -> None:
    """Write the mails that this step owes."""
    notice = NOTICES[move]
    company = showcase.company
    public = move == Move.PUBLISH
    words = {
        "company": company.name,
        "by": by.name,
        "reason": reason,
        "link": tokens.link("companies:showcase" if public else "companies:showcase_edit", company.pk),
    }
    for person in _told(showcase, by, tells_sender=notice.tells_sender):
        tell(
            person.email,
            f"{settings.EMAIL_SUBJECT_PREFIX}{notice.subject % words}",
            f"{person.name} 님,\n\n{notice.text % words}\n",
            person_id=person.pk,
            link=words["link"].removeprefix(settings.SITE_URL),
            at_night=False,
        )


def _told(showcase: Showcase, by: User, *, tells_sender: bool) -> list[User]:
    """Owners, and of those who have left nobody."""
    seats = showcase.company.seats.for_members_page().active()
    told = [seat.person for seat in seats if seat.is_owner or (tells_sender and seat.person == showcase.submitted_by)]
    return [person for person in told if person != by]

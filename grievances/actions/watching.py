"""깨움: an infeasible case is looked at again before its day, because what stood in the way has changed."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from grievances import moment, permissions
from grievances.actions.moving import Changes, advance, need
from grievances.models import Grievance, HistoryEntry, ProvisionChange
from grievances.notices import Occasion, named, owed, signature
from grievances.notices.table import WOKEN
from grievances.recipients import People
from grievances.workflow import Move, MoveRefused
from notifications.actions import tell_all
from notifications.letters import letter
from notifications.notice import Owed, gathered

IN_A_LINK = 300
"""So much of what was written fits into an address."""


def wake(grievance: Grievance, why: str, *, by: User, details: Changes | None = None) -> HistoryEntry:
    """깨움. Nobody is told here: whoever wakes several cases tells each person once."""
    woken: list[HistoryEntry] = []

    def change(_case: Grievance, at: datetime) -> Changes:
        return {"woken_at": at}

    advance(grievance, Move.WAKE, by=by, note=why, details=details, change=change, record=woken.append)
    return woken[0]


@transaction.atomic
def note_change(
    provision: str,
    changed_on: date,
    words: str,
    *,
    by: User,
    source: str = "",
    wakes: Collection[int] | None = None,
) -> ProvisionChange:
    """조문 바뀜. Wakes the infeasible cases that cite the provision; `wakes`: of them only these."""
    if not permissions.may_note_changes(by):
        raise PermissionDenied
    _check_change(provision, changed_on, words)
    noted = ProvisionChange.objects.create(
        provision=provision.strip(),
        changed_on=changed_on,
        words=words.strip(),
        source=source,
        noted_by=by,
        noted_at=moment.now(),
    )
    why = f"{noted.provision}: {noted.words}"
    told = {"provision_changed": noted.provision, "changed_on": changed_on, "change": noted.pk}
    found = [case for case in Grievance.objects.citing(provision) if wakes is None or case.pk in wakes]
    tell_of_woken([wake(case, why, by=by, details=told) for case in found])
    return noted


def suggest_change(provision: str, changed_on: date, words: str, *, by: User, source: str = "") -> None:
    """조문 바뀜 알리기: an officer saw it; the coordinators are told, and the form is filled in for them."""
    _check_change(provision, changed_on, words)
    lines = [
        f"{by.unit} {by.name} 님이 조문이 바뀌었다고 알려 왔습니다.".strip(),
        f"{provision.strip()} ({changed_on:%Y-%m-%d}): {words.strip()}",
        "맞으면 적어 주십시오. 이 조문을 든 처리 불가 사건이 깨어납니다.",
    ]
    said = {"provision": provision.strip(), "changed_on": changed_on, "words": words[:IN_A_LINK], "source": source}
    mails = [_to(person, f"바뀐 조문: {provision.strip()}", lines, urlencode(said)) for person in _managers()]
    tell_all(map(named, mails), at=moment.now())


def _to(person: User, subject: str, lines: list[str], said: str) -> Owed:
    """The button of the mail opens the form filled in."""
    page = reverse("admin:grievances_provisionchange_add")
    button = ("조문 바뀜 적기", f"{page}?{said}")
    mail = letter(greeting=f"{person.name} 님,", lines=lines, link=button, signature=signature())
    return Owed(to=person.email, subject=subject, text=mail.text, html=mail.html, person_id=person.pk, link=page)


def _managers() -> list[User]:
    return list(User.objects.holding(Role.MANAGER, at=timezone.now()).filter(is_active=True).order_by("pk"))


def _check_change(provision: str, changed_on: date, words: str) -> None:
    need(provision, "어느 법령 몇 조가 바뀌었는지 적어 주십시오.")
    need(words, "무엇이 어떻게 바뀌었는지 적어 주십시오. 사건을 맡은 사람이 읽습니다.")
    if changed_on > timezone.localdate(moment.now()):
        raise MoveRefused("아직 시행되지 않은 조문입니다. 시행하는 날이 되면 적어 주십시오.")


def tell_of_woken(entries: Iterable[HistoryEntry]) -> None:
    """Officers and heads: one mail a person, however many of their cases woke."""
    woken = list(entries)
    if not woken or moment.in_silence():
        return
    people = People([entry.grievance for entry in woken])
    told = [
        mail
        for entry in woken
        for notice in WOKEN
        for mail in owed(notice, Occasion(entry.grievance, entry.at, entry), people)
    ]
    once = {(mail.to, mail.about): mail for mail in told}.values()  # officer and head may be one person
    mails = gathered(once, subject=_("깨어난 사건이 %(count)d건 있습니다"))
    tell_all(map(named, mails), at=woken[0].at)

"""What those hear who are asked for an opinion. An expert or an outside body hears nothing of whose case it is.

The officials' side of it is rows of the common table, as with every move.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _L  # noqa: N812

from accounts.models import RoleGrant, User
from accounts.roles import OF_A_DEPARTMENT, Role
from grievances import tokens, wording
from grievances.models import Consultation
from grievances.moment import in_silence
from grievances.notices.telling import case_link, named, signature
from notifications.actions import tell_all
from notifications.letters import letter
from notifications.notice import Owed


class Words(NamedTuple):
    """The subject and the sentences; `asks`: whether there is still something to answer."""

    subject: str | Promise
    lines: Sequence[str | Promise]
    asks: bool = True


_ONCE = _L("더 걸리면 같은 화면에서 답할 날을 한 번 늦추실 수 있습니다.")

TO_THE_ASKED: dict[str, Words] = {
    "ASKED": Words(
        _L("의견을 여쭙니다: %(reply_by)s"),
        [_L("%(unit)s 의견을 여쭙니다. %(reply_by)s 답해 주십시오."), _L("%(question)s"), _ONCE],
    ),
    "HALF": Words(
        _L("의견을 기다립니다: %(reply_by)s"),
        [_L("여쭌 것에 %(reply_by)s 답해 주십시오."), _L("%(question)s"), _ONCE],
    ),
    "EVE": Words(
        _L("곧 답하실 때입니다: %(reply_by)s"),
        [_L("여쭌 것에 %(reply_by)s 답해 주십시오."), _L("%(question)s"), _ONCE],
    ),
    "PASSED": Words(
        _L("의견을 아직 받지 못했습니다"),
        [_L("%(reply_by)s 답해 주시기로 했습니다. 지금이라도 답해 주십시오."), _L("%(question)s")],
    ),
    "TAKEN_BACK": Words(
        _L("의견을 주지 않으셔도 됩니다"),
        [_L("여쭌 것을 거두었습니다. 답하지 않으셔도 됩니다. 고맙습니다."), _L("%(question)s")],
        asks=False,
    ),
    "ENDED": Words(
        _L("의견을 주지 않으셔도 됩니다"),
        [_L("사건이 마무리되어 답하지 않으셔도 됩니다. 고맙습니다."), _L("%(question)s")],
        asks=False,
    ),
}


def tell_asked(what: str, asked: Consultation, *, at: datetime) -> None:
    """Owe the mails, in the transaction of their cause."""
    if not in_silence():
        tell_all(map(named, to_asked(what, asked)), at=at)


def to_asked(what: str, asked: Consultation) -> Iterable[Owed]:
    """One mail for everybody behind the question: the expert, all of the department, the body's address.

    Whoever is an expert no more could not open the question and hears nothing of it.
    """
    words = TO_THE_ASKED[what]
    match asked.kind:
        case Consultation.Kind.BODY:
            yield _one(words, asked, None)
        case Consultation.Kind.EXPERT:
            assert asked.expert is not None
            if Role.EXPERT in asked.expert.roles:
                yield _one(words, asked, asked.expert)
        case Consultation.Kind.DEPARTMENT:
            for person in _of_the_department(asked):
                yield _one(words, asked, person)


def _of_the_department(asked: Consultation) -> list[User]:
    held = RoleGrant.objects.in_force(at=timezone.now()).filter(
        role__in=sorted(OF_A_DEPARTMENT), department=asked.department_id, person__is_active=True
    )
    people = {grant.person_id: grant.person for grant in held.select_related("person").order_by("person_id")}
    return list(people.values())


def _one(words: Words, asked: Consultation, person: User | None) -> Owed:
    said = {
        "reply_by": wording.until_words(asked.reply_by),
        "unit": _("%s에서") % wording.unit_of(asked.grievance),
        "question": asked.question,
    }
    name = person.name if person else asked.contact or asked.body
    is_of_the_city = asked.kind == Consultation.Kind.DEPARTMENT
    # A department that is asked no more sees the case no more.
    door = door_of(asked) if words.asks or not is_of_the_city else ""
    subject = str(words.subject % said)
    button = {True: _("보고 답하기"), False: _("물음 보기")}[words.asks]
    mail = letter(
        greeting=_("%s 님,") % name,
        lines=[str(line) % said for line in words.lines],
        facts=_facts(asked),
        link=(button, door) if door else None,
        signature=signature(),
    )
    return Owed(
        to=person.email if person else asked.email,
        subject=f"{asked.grievance.receipt_no} {subject}" if is_of_the_city else subject,
        text=mail.text,
        html=mail.html,
        person_id=person.pk if person else None,
        about=asked.grievance.receipt_no if is_of_the_city else "",
        link=door,
    )


def _facts(asked: Consultation) -> list[tuple[str, str]]:
    """Who asks, and how to reach them. Only a department of the city reads which case it is."""
    case, by = asked.grievance, asker_of(asked)
    found = []
    if asked.kind == Consultation.Kind.DEPARTMENT:
        found += [(_("접수번호"), case.receipt_no), (_("제목"), case.title), ("기업", case.company.name)]
    who = " ".join(filter(None, [wording.unit_of(case), by.name, by.position]))
    return [*found, (_("묻는 사람"), who), (_("전화"), by.phone or wording.phone_of(case))]


def asker_of(asked: Consultation) -> User:
    """Who is to be asked back: who asked, while they work where the case is; otherwise the officer who has it now."""
    by, officer = asked.asked_by, asked.grievance.officer
    if officer is None or officer.pk == by.pk or asked.grievance.department in by.departments:
        return by
    return officer


def door_of(asked: Consultation) -> str:
    """Where whoever is asked reads and answers it: the workplace, the experts' pages, or a link."""
    match asked.kind:
        case Consultation.Kind.DEPARTMENT:
            return f"{case_link(asked.grievance, for_company=False)}#opinions"
        case Consultation.Kind.EXPERT:
            return asked.get_absolute_url()
        case _:
            return reverse("opinions:by_link", args=[tokens.opinion_token(asked.pk)])

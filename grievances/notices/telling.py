"""The words of a notice, and the telling itself.

Every mail names the case, the reason, and the unit, name and phone of whoever speaks (시행령 §31).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from grievances import permissions, tokens, wording
from grievances.clock import Unit
from grievances.models import Grievance, HistoryEntry
from grievances.moment import in_silence
from grievances.notices.table import CITY, COMPANY, DISCONTENT, NOTICES, Notice
from grievances.querysets import REOPENED_WITHIN
from grievances.recipients import OUTSIDE, People, To
from grievances.workflow import Channel, Move
from notifications.actions import tell_all
from notifications.letters import letter, whole_address
from notifications.notice import Owed, said

WITH_DOCUMENT = {Move.RECEIVE, Move.EXTEND, Move.AGREE}
"""Moves that hand over a document; the company's letter says where it lies."""


@dataclass(frozen=True)
class Occasion:
    """What a notice speaks of: a case, the move where there was one, and words of its own."""

    case: Grievance
    at: datetime
    entry: HistoryEntry | None = None
    answer_id: int | None = None
    words: Mapping[str, str] = field(default_factory=dict)


def announce(entry: HistoryEntry) -> None:
    """Tell those the table names, in the transaction of the move, in one statement."""
    lines = [notice for notice in NOTICES[Move(entry.move)] if notice.side in {None, entry.side}]
    _announce(lines, entry)


def announce_discontent(entry: HistoryEntry) -> None:
    """만족도 2점 이하, or not solved: somebody calls back."""
    _announce([DISCONTENT], entry)


def _announce(lines: Sequence[Notice], entry: HistoryEntry) -> None:
    """Whoever is told twice of one move is told once: head and officer may be one person."""
    if in_silence():
        return
    occasion, people = Occasion(entry.grievance, entry.at, entry), People([entry.grievance])
    heard: set[str] = set()
    told: list[Owed] = []
    for one in (one for notice in lines for one in owed(notice, occasion, people)):
        if not one.to or one.to not in heard:
            told.append(one)
            heard.add(one.to)
    if told:
        tell_all(map(named, told), at=entry.at)


def named(one: Owed) -> Owed:
    """With the portal's name in front of the subject, as it leaves the house."""
    return replace(one, subject=f"{settings.EMAIL_SUBJECT_PREFIX}{one.subject}")


def owed(notice: Notice, occasion: Occasion, people: People) -> Iterable[Owed]:
    """One mail for everybody the line names. Whoever made the move knows; only the company gets it in writing."""
    case, entry = occasion.case, occasion.entry
    mover = entry.by_id if entry and notice.to not in OUTSIDE and not _is_of_a_guest(entry) else None
    if mover is not None and notice.to == To.OFFICER and mover == case.officer_id:
        return
    found = people.behind(notice.to, case)
    words = _words(occasion)
    if entry and entry.move in WITH_DOCUMENT and notice.to == To.COMPANY:
        words["document"] = _document(entry)
    for person in found:
        if person.pk != mover:
            yield _one(notice, occasion, words, person)
    if not found and notice.to == To.COMPANY:
        yield _one(notice, occasion, words, None)


def _one(notice: Notice, occasion: Occasion, words: Mapping[str, str], person: User | None) -> Owed:
    """`person` None: a company without members, reached by the contact that was noted, or by nothing but a call."""
    case, lines = occasion.case, said(notice.lines, words)
    link = case_link(case, for_company=person is not None and notice.to in OUTSIDE)
    if person and notice.to == To.SENDER and not permissions.at_desk(person, case):
        link = ""  # The case is another unit's by now, and shut to them.
    button: tuple[str, str] | None = (_("사건 보기"), link) if person and link else None
    if notice.asks_to_approve and person:
        link = reverse("admin:grievances_approval_of_case", args=[case.pk])
        button = ("결재하러 가기", link)
    answer_id = occasion.entry.answer.pk if notice.asks_to_rate and occasion.entry else occasion.answer_id
    if notice.asks_to_rate and answer_id and person and person.pk == case.filer_id:
        button = (_("이 답변 평가하기"), rating_link(answer_id, person))
        lines.append(_("사건 화면: %s") % whole_address(link))
        lines.append(_("해결되었는지 한 번만 알려 주십시오. 로그인하지 않아도 됩니다."))
    if person and words.get("document"):
        lines.append(words["document"])
    name = person.name if person else case.contact_name
    mail = letter(
        greeting=_("%s 님,") % name if name else "",
        lines=lines,
        facts=facts(occasion, for_company=notice.to in OUTSIDE),
        link=button,
        signature=signature(),
    )
    return Owed(
        to=person.email if person else case.contact_email,
        subject=" ".join(str(notice.subject % words).split()),
        text=mail.text,
        html=mail.html,
        person_id=person.pk if person else None,
        about=case.receipt_no,
        link=link,
        at_night=notice.at_night,
    )


def facts(occasion: Occasion, *, for_company: bool) -> list[tuple[str, str]]:
    """What every notice names (시행령 §31): the number, who is in charge, and who speaks where that is another."""
    case, entry = occasion.case, occasion.entry
    charge = " ".join(filter(None, [wording.unit_of(case), wording.officer_words(case)]))
    found = [(_("접수번호"), case.receipt_no), (_("제목"), case.title)]
    if not for_company:
        found.append(("기업", case.company.name))
    found += [(_("담당"), charge), (_("전화"), wording.phone_of(case))]
    if entry and _is_of_a_guest(entry):
        found.append(("보낸 사람", entry.details["who"]))
    elif entry and entry.side == CITY and entry.by_id != case.officer_id:
        unit = entry.unit or str(settings.CITY["unit"])
        found.append(
            (_("보낸 사람"), " ".join(filter(None, [unit, entry.by.name, entry.by.position, entry.by.phone])))
        )
    if entry and entry.side == COMPANY and not for_company:
        found.append(("보낸 사람", entry.by.name))
    return found


def _is_of_a_guest(entry: HistoryEntry) -> bool:
    """An outside body answered by its link; the line stands under whoever asked them, who does not know yet."""
    return bool(entry.details.get("by_link"))


def signature() -> str:
    """The unit that runs the portal."""
    city = settings.CITY
    return _("%(city)s %(unit)s · 전화 %(phone)s (%(hours)s)") % {
        "city": city["name"],
        "unit": city["unit"],
        "phone": city["phone"],
        "hours": city["hours"],
    }


def case_link(case: Grievance, *, for_company: bool) -> str:
    """Where this reader sees the case. Of whom nobody could tell, officials read."""
    if for_company:
        return case.get_absolute_url()
    return reverse("admin:grievances_grievance_change", args=[case.pk])


def rating_link(answer_id: int, person: User) -> str:
    """Where the member who filed rates without signing in."""
    return reverse("grievances:rate_by_link", args=[tokens.rating_token(answer_id, person.pk)])


def _words(occasion: Occasion) -> dict[str, str]:
    case, entry = occasion.case, occasion.entry
    details = entry.details if entry else {}
    body = details.get("body", "")
    return {
        "receipt_no": case.receipt_no,
        "title": case.title,
        "company_subject": wording.subject(case.company.name),
        "note": entry.note if entry else "",
        "outcome": case.get_outcome_display(),
        "legal_kind": case.get_legal_kind_display(),
        "period": str(case.period or ""),
        "state": wording.state_sentence(case, at=occasion.at),
        "receive_by": wording.until_words(case.receive_by, Unit.HOURS),
        "arrived_at": wording.day_words(case.arrived_at),
        "by_channel": wording.towards(str(Channel(case.channel).label)),
        "towards_body": wording.towards(body) if body else "",
        "earlier": ", ".join(details.get("earlier", [])),
        "reopen_by": _said(case.answered_at + REOPENED_WITHIN) if case.answered_at else "",
        "explanation": details.get("explanation") or (entry.note if entry else ""),
        "from_unit": details.get("from") or wording.unit_of(case),
        "to_unit": details.get("to", ""),
        "rule_by": wording.until_words(case.rule_by, Unit.HOURS) if case.rule_by else "",
        "from_due": _due(case, details.get("from_due_at")),
        "to_due": _due(case, details.get("to_due_at")),
        **{name: _said(details.get(name, "")) for name in _SAID},
        **occasion.words,
    }


def _document(entry: HistoryEntry) -> str:
    """접수증, 연장 통지서: its name and where it lies."""
    document = entry.documents.select_related("grievance").first()
    return f"{document.get_kind_display()}(PDF): {whole_address(document.get_absolute_url())}" if document else ""


def _due(case: Grievance, moment: datetime | None) -> str:
    return wording.until_words(moment, case.period_unit) if moment else ""


def _said(value: date | str) -> str:
    """A moment is said as the end of something, a day as a day."""
    if isinstance(value, datetime):
        return wording.until_words(value)
    return wording.day_words(value) if isinstance(value, date) else value


_SAID = (
    *("reply_by", "limit", "provision", "tried", "could_change", "remedies", "look_again_on"),
    *("body", "contact", "consent", "extension_reason", "investigation_from", "investigated_until"),
    *("companies", "reform_body", "reform_reply", "ask_again_on"),
    *("asked", "who", "answer_by"),
    "proposed",
)
"""Facts of a move that its entry carries in words."""

"""Who hears of which move of a visit, as a table, and the telling itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _L  # noqa: N812

from accounts.models import User
from accounts.roles import Role
from grievances.moment import in_silence
from grievances.notices.telling import named, signature
from grievances.wording import day_words
from grievances.wording import subject as subject_
from notifications.actions import tell_all
from notifications.letters import letter, whole_address
from notifications.notice import Owed, Reader, said
from visits import tokens, wording
from visits.models import RosterEntry, Visit, VisitEntry
from visits.workflow import WRITERS, Move, Part

COMPANY, CITY = VisitEntry.Side.COMPANY, VisitEntry.Side.CITY


class To(StrEnum):
    """Who is told."""

    HOST = "HOST"  # who asked and the owners; of an association, or of a company without members, the contact
    ROSTER = "ROSTER"  # who goes along, with the calendar entry
    WRITERS = "WRITERS"  # of those whoever logs the visit, or the office where nobody does
    MAYOR = "MAYOR"  # 시장실, as it went along
    CAME = "CAME"  # who was put on the roster by this move
    WENT = "WENT"  # who was taken off it
    OFFICE = "OFFICE"  # 총괄담당


WITH_CALENDAR = frozenset({To.ROSTER, To.CAME, To.WENT})


class Notice(NamedTuple):
    """One line: to whom, the subject, the words. `side`: only when this side made the move."""

    to: To
    subject: str | Promise
    lines: Sequence[str | Promise]
    side: VisitEntry.Side | None = None
    button: str | Promise = _L("방문 보기")
    at_night: bool = False


@dataclass(frozen=True)
class Occasion:
    """What a notice speaks of: a visit, the move where there was one, and words of its own."""

    visit: Visit
    at: datetime
    entry: VisitEntry | None = None
    words: Mapping[str, str] = field(default_factory=dict)


NOTICES: dict[Move, list[Notice]] = {
    Move.REQUEST: [
        Notice(
            To.HOST,
            _L("%(visit_no)s 방문 신청을 받았습니다"),
            [_L("‘%(programme)s’ 방문 신청을 받았습니다."), _L("빈 날을 찾아 일정을 제안드리겠습니다.")],
            side=COMPANY,
            at_night=True,
        ),
        Notice(
            To.HOST,
            _L("%(visit_no)s 방문 신청을 대신 적었습니다"),
            [
                _L("말씀하신 방문을 시에서 대신 신청했습니다."),
                _L("다르게 적힌 곳이 있으면 알려 주십시오."),
            ],
            side=CITY,
        ),
        Notice(
            To.OFFICE,
            "일정을 정할 방문: %(host)s",
            ["%(host_subject)s 방문을 신청했습니다.", "바라는 때: %(wishes)s"],
            side=COMPANY,
        ),
    ],
    Move.AMEND: [
        Notice(
            To.HOST,
            _L("%(visit_no)s 방문 내용을 바꾸었습니다"),
            [
                _L("말씀하신 대로 방문 내용을 바꾸었습니다. 바뀐 것: %(changed)s"),
                _L("다르게 적힌 곳이 있으면 알려 주십시오."),
            ],
            side=CITY,
        ),
        Notice(
            To.ROSTER,
            "방문 내용이 바뀌었습니다: %(host)s",
            ["%(host)s 방문 내용이 바뀌었습니다. 바뀐 것: %(changed)s"],
        ),
        Notice(
            To.OFFICE,
            "방문 신청 내용이 바뀌었습니다: %(host)s",
            ["%(host_subject)s 신청 내용을 바꾸었습니다. 바뀐 것: %(changed)s"],
            side=COMPANY,
        ),
    ],
    Move.ADD_FILES: [
        Notice(
            To.OFFICE,
            "방문 자료가 올라왔습니다: %(host)s",
            ["%(host_subject)s 방문 때 볼 자료를 올렸습니다."],
            side=COMPANY,
        )
    ],
    Move.OFFER: [
        Notice(
            To.HOST,
            _L("%(when)s 방문을 제안드립니다"),
            [
                _L("%(when)s에 찾아뵈려고 합니다. 괜찮으시면 받아들여 주십시오."),
                _L("%(reply_by)s까지 답해 주십시오. 다른 날이 좋으시면 그렇게 알려 주십시오."),
                _L("전하는 말: %(note)s"),
            ],
            button=_L("답하기"),
        ),
        Notice(
            To.ROSTER,
            "%(when)s %(host)s 방문을 제안했습니다",
            ["%(host)s에 %(when)s 방문을 제안했습니다. 그때를 비워 두십시오.", "받아들이면 다시 알려 드립니다."],
        ),
    ],
    Move.ACCEPT: [
        Notice(
            To.HOST,
            _L("%(when)s 방문이 확정되었습니다"),
            [_L("%(when)s에 찾아뵙습니다."), _L("보여 주실 자료가 있으면 미리 올려 주십시오.")],
        ),
        Notice(To.ROSTER, "%(when)s %(host)s 방문", ["%(when)s %(host)s 방문에 함께 갑니다."]),
        Notice(
            To.OFFICE,
            "방문 일정을 받아들였습니다: %(host)s",
            ["%(host_subject)s %(when)s 방문을 받아들였습니다."],
            side=COMPANY,
        ),
    ],
    Move.ASK_OTHER: [
        Notice(
            To.ROSTER,
            "방문 일정을 다시 잡습니다: %(host)s",
            ["%(host)s 방문 일정을 다시 잡습니다. 정해지면 알려 드립니다."],
        ),
        Notice(
            To.OFFICE,
            "다른 일정을 바랍니다: %(host)s",
            ["%(host_subject)s 다른 일정을 요청했습니다.", "바라는 때: %(note)s"],
        ),
    ],
    Move.SCHEDULE: [
        Notice(
            To.HOST,
            _L("%(when)s 방문이 확정되었습니다"),
            [
                _L("말씀 나눈 대로 %(when)s에 찾아뵙습니다."),
                _L("전하는 말: %(note)s"),
                _L("보여 주실 자료가 있으면 미리 올려 주십시오."),
            ],
        ),
        Notice(To.ROSTER, "%(when)s %(host)s 방문", ["%(when)s %(host)s 방문에 함께 갑니다."]),
    ],
    Move.MOVE_DAY: [
        Notice(
            To.HOST,
            _L("방문 일정이 바뀌었습니다: %(when)s"),
            [
                _L("방문 일정을 바꾸었습니다. 새 일정은 %(when)s입니다."),
                _L("까닭: %(note)s"),
                _L("어려우시면 다른 일정을 요청해 주십시오."),
            ],
        ),
        Notice(
            To.ROSTER,
            "방문 일정이 바뀌었습니다: %(host)s",
            ["%(host)s 방문의 새 일정은 %(when)s입니다.", "까닭: %(note)s"],
        ),
    ],
    Move.DECLINE: [
        Notice(
            To.HOST,
            _L("%(visit_no)s 방문이 어렵게 되었습니다"),
            [_L("신청하신 방문을 이번에는 하기 어렵습니다."), _L("까닭: %(note)s")],
        ),
        Notice(
            To.ROSTER, "%(host)s 방문을 하지 않습니다", ["%(host)s 방문을 하지 않기로 했습니다.", "까닭: %(note)s"]
        ),
    ],
    Move.CANCEL: [
        Notice(
            To.HOST,
            _L("%(visit_no)s 방문이 취소되었습니다"),
            [_L("신청하신 방문을 취소했습니다."), _L("까닭: %(note)s")],
        ),
        Notice(
            To.ROSTER, "%(host)s 방문이 취소되었습니다", ["%(when)s %(host)s 방문이 취소되었습니다.", "까닭: %(note)s"]
        ),
        Notice(
            To.OFFICE,
            "방문이 취소되었습니다: %(host)s",
            ["%(host_subject)s 방문을 취소했습니다.", "까닭: %(note)s"],
            side=COMPANY,
        ),
    ],
    Move.ROSTER: [
        Notice(
            To.CAME,
            "함께 가 주십시오: %(host)s 방문",
            ["%(when)s %(host)s 방문 명단에 올랐습니다.", "어려우시면 총괄담당에게 알려 주십시오."],
        ),
        Notice(To.WENT, "%(host)s 방문 명단에서 빠졌습니다", ["%(when)s %(host)s 방문에는 가지 않으셔도 됩니다."]),
    ],
    Move.LOG: [],
    Move.NO_SHOW: [
        Notice(
            To.HOST,
            _L("%(visit_no)s 방문에서 만나지 못했습니다"),
            [_L("%(when)s에 찾아갔으나 만나지 못했습니다. 다시 신청하실 수 있습니다.")],
        ),
        Notice(
            To.OFFICE,
            "만나지 못했습니다: %(host)s",
            ["%(when)s %(host)s 방문에서 만나지 못했습니다.", "까닭: %(note)s"],
        ),
    ],
    Move.SEND_MINUTES: [
        Notice(
            To.HOST,
            _L("%(when)s 방문의 회의록을 확인해 주십시오"),
            [
                _L("찾아뵙고 들은 것과 약속드린 것을 적었습니다. 맞는지 확인해 주십시오."),
                _L("말씀하신 이의를 이렇게 했습니다: %(note)s"),
                _L("다르게 적힌 줄이 있으면 그 줄에 이의를 내실 수 있습니다. 로그인하지 않아도 됩니다."),
            ],
            button=_L("회의록 확인하기"),
        )
    ],
    Move.CONFIRM: [
        Notice(
            To.OFFICE,
            "회의록을 확인했습니다: %(host)s",
            ["%(host_subject)s 회의록을 확인했습니다. 정리를 끝낼 수 있습니다."],
        )
    ],
    Move.OBJECT: [
        Notice(
            To.WRITERS,
            "회의록에 이의가 있습니다: %(host)s",
            ["%(host_subject)s 회의록에 이의를 냈습니다.", "고쳐서 다시 보내 주십시오."],
        ),
        Notice(
            To.OFFICE,
            "회의록에 이의가 있습니다: %(host)s",
            ["%(host_subject)s 회의록에 이의를 냈습니다.", "고쳐서 다시 보내 주십시오."],
        ),
    ],
    Move.CLOSE: [
        Notice(
            To.HOST,
            _L("%(visit_no)s 방문 정리를 마쳤습니다"),
            [
                _L("방문 정리를 마쳤습니다. 시간을 내 주셔서 고맙습니다."),
                _L("%(follow_through)s"),
                _L("전하는 말: %(note)s"),
            ],
        )
    ],
}


def announce(entry: VisitEntry) -> None:
    """Tell those the table names, in the transaction of the move. The host has its own moves in writing, too."""
    occasion = Occasion(entry.visit, entry.at, entry)
    tell(occasion, [notice for notice in NOTICES[Move(entry.move)] if notice.side in {None, entry.side}])


def tell(occasion: Occasion, notices: Iterable[Notice]) -> None:
    """Owe the mails of these lines, all in one statement, each person one."""
    if in_silence():
        return
    heard: set[str] = set()
    told: list[Owed] = []
    for one in (one for notice in notices for one in owed(notice, occasion)):
        if not one.to or one.to not in heard:
            told.append(one)
            heard.add(one.to)
    if told:
        tell_all(map(named, told), at=occasion.at)


def owed(notice: Notice, occasion: Occasion) -> Iterable[Owed]:
    """One mail for everybody the line names."""
    mover = occasion.entry.by_id if occasion.entry and notice.to != To.HOST else None
    words = _words(occasion)
    for reader in readers(notice.to, occasion):
        if mover is None or reader.person_id != mover:
            yield _one(notice, occasion, words, reader)


def _one(notice: Notice, occasion: Occasion, words: Mapping[str, str], reader: Reader) -> Owed:
    lines = said(notice.lines, words)
    if reader.calendar and notice.to in WITH_CALENDAR:
        label = _("달력에 넣기: %s") if occasion.visit.slot_id and notice.to != To.WENT else _("달력에서 빼기: %s")
        lines.append(label % whole_address(reader.calendar))
    mail = letter(
        greeting=_("%s 님,") % reader.name if reader.name else "",
        lines=lines,
        facts=facts(occasion.visit),
        link=(str(notice.button), reader.door) if reader.door else None,
        signature=signature(),
    )
    return Owed(
        to=reader.email,
        subject=" ".join(str(notice.subject % words).split()),
        text=mail.text,
        html=mail.html,
        person_id=reader.person_id,
        about=occasion.visit.visit_no,
        link=reader.link,
        at_night=notice.at_night,
    )


def readers(to: To, occasion: Occasion) -> list[Reader]:
    """Who is behind a word of the table, now. Of a visit that never had a time nobody who goes along is told."""
    visit = occasion.visit
    match to:
        case To.HOST:
            return hosts(visit)
        case To.ROSTER | To.WRITERS | To.MAYOR:
            parts = _PARTS.get(to, frozenset(Part))
            found = _going(visit, lambda entry: entry.part in parts) if visit.during else []
            return found or (office(visit) if to == To.WRITERS else [])
        case To.CAME | To.WENT:
            return _changed(visit, occasion, "came" if to == To.CAME else "went")
    return office(visit)


_PARTS = {To.WRITERS: WRITERS, To.MAYOR: frozenset({Part.MAYOR})}


def office(visit: Visit) -> list[Reader]:
    """총괄담당."""
    people = User.objects.holding(Role.MANAGER, at=timezone.now())
    return [Reader(one.email, one.name, _desk(visit), _desk(visit), one.pk) for one in people]


def _desk(visit: Visit) -> str:
    return reverse("admin:visits_visit_change", args=[visit.pk])


def hosts(visit: Visit) -> list[Reader]:
    """Who asked and the owners, each with a link of their own that needs no signing in; else the contact.

    Of a contact without an address the officials read whom to telephone.
    """
    people = {
        seat.person_id: seat.person
        for seat in visit.company_seats
        if seat.is_owner or seat.person_id == visit.requested_by_id
    }
    if people:
        page = visit.get_absolute_url()
        return [Reader(one.email, one.name, page, host_link(visit, one.pk), one.pk) for one in people.values()]
    return [Reader(visit.contact_email, visit.contact_name, _desk(visit), host_link(visit, None))]


def host_link(visit: Visit, person_id: int | None) -> str:
    """Where the host reads and answers without signing in."""
    return reverse("visits:host_link", args=[tokens.host_token(visit.pk, person_id)])


def going(entry: RosterEntry) -> Reader:
    """Somebody who goes along. Without an account there is only the calendar entry."""
    calendar = calendar_link(entry.visit_id, entry.person_id, entry.key)
    if entry.person is None:
        return Reader(entry.email, entry.name, "", "", calendar=calendar)
    page = reverse("field:visit", args=[entry.visit.visit_no])
    return Reader(entry.person.email, entry.person.name, page, page, entry.person_id, calendar)


def calendar_link(visit_id: int, person_id: int | None, key: UUID) -> str:
    """Where somebody who goes along fetches the visit for their calendar, and later its cancellation."""
    return reverse("visits:roster_ics", args=[tokens.calendar_token(visit_id, person_id, key)])


def _going(visit: Visit, belongs: Callable[[RosterEntry], bool]) -> list[Reader]:
    """Those on the roster who can be written to."""
    entries = [entry for entry in visit.roster.for_page() if belongs(entry)]
    return [going(one) for one in entries if (one.person.is_active if one.person else one.email)]


def _changed(visit: Visit, occasion: Occasion, which: str) -> list[Reader]:
    """Whom the move of the roster named. Of a visit that has no time yet nobody is told."""
    if not visit.slot_id or occasion.entry is None:
        return []
    rows = occasion.entry.details.get(which, [])
    if which == "came":
        names = {(row["person"], row["name"]) for row in rows}
        return _going(visit, lambda entry: (entry.person_id, entry.shown_name) in names)
    people = User.objects.in_bulk([row["person"] for row in rows if row["person"]])
    return [
        Reader(
            person.email if (person := people.get(row["person"])) else row["email"],
            row["name"],
            "",
            "",
            row["person"],
            calendar_link(visit.pk, row["person"], UUID(row["key"])),
        )
        for row in rows
        if row["person"] or row["email"]
    ]


def facts(visit: Visit) -> list[tuple[str, str]]:
    """What every notice names: the number, who is visited, when and where, and whom to call."""
    host = _("경제단체") if visit.is_meeting else _("기업")
    found = [(_("방문번호"), visit.visit_no), (_("프로그램"), visit.programme.name), (host, visit.host)]
    if visit.during:
        found.append((_("일시") if visit.slot_id else _("잡았던 일시"), wording.when_words(visit.during)))
    if visit.place or visit.slot_id:
        found.append((_("장소"), visit.place or _("정해지는 대로 알려 드립니다")))
    return [*found, (_("담당"), f"{settings.CITY['unit']} {settings.CITY['phone']}")]


def _words(occasion: Occasion) -> dict[str, str]:
    visit = occasion.visit
    return {
        "visit_no": visit.visit_no,
        "host": visit.host,
        "host_subject": subject_(visit.host),
        "programme": visit.programme.name,
        "when": wording.when_words(visit.during),
        "wishes": visit.wishes or _("아무 때나"),
        "reply_by": day_words(visit.reply_by) if visit.reply_by else "",
        "note": occasion.entry.note if occasion.entry else "",
        "changed": _changed_fields(occasion),
        "follow_through": _follow_through(occasion),
        **occasion.words,
    }


def _changed_fields(occasion: Occasion) -> str:
    """What 신청 내용 변경 touched, by name."""
    after = occasion.entry.details.get("after", {}) if occasion.entry else {}
    return ", ".join(str(field.verbose_name) for field in Visit._meta.fields if field.name in after)


def _follow_through(occasion: Occasion) -> str:
    """What is still to come after the closing, where something was promised."""
    if occasion.entry is None or occasion.entry.move != Move.CLOSE or not occasion.visit.promises.exists():
        return ""
    return _("약속이 어떻게 되어 가는지 방문한 날부터 30일, 60일, 90일에 알려 드립니다.")

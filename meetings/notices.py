"""Who hears of which move of a meeting, as a table, and the telling itself.

Attendees read headings only, whatever they may see elsewhere: a mail is forwarded and printed.
"""

from collections.abc import Iterable, Mapping, Sequence
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
from meetings import tokens, veils, wording
from meetings.models import Attendee, Meeting, MeetingEntry
from meetings.veils import Veil
from meetings.workflow import Move, Status
from notifications.actions import tell_all
from notifications.letters import letter, whole_address
from notifications.notice import Owed, Reader, said


class To(StrEnum):
    """Who is told."""

    CALLED = "CALLED"  # whom this move told for the first time
    ATTENDEES = "ATTENDEES"  # everybody who was told of it before
    EXPECTED = "EXPECTED"  # the same without those who said that they cannot come
    WENT = "WENT"  # who was taken off before it is over, and had been told
    OFFICE = "OFFICE"  # 총괄담당


WITH_CALENDAR = frozenset({To.CALLED, To.ATTENDEES, To.EXPECTED, To.WENT})


class Notice(NamedTuple):
    """One line: to whom, the subject, the words."""

    to: To
    subject: str | Promise
    lines: Sequence[str | Promise]
    button: str | Promise = _L("회의 보기")


@dataclass(frozen=True)
class Occasion:
    """What a notice speaks of: a meeting, the move where there was one, and words of its own."""

    meeting: Meeting
    at: datetime
    entry: MeetingEntry | None = None
    words: Mapping[str, str] = field(default_factory=dict)


_AGENDA = _L("안건\n%(agenda)s")
_ANSWER = _L("오실 수 있는지 답해 주십시오. 어려우시면 대신 오실 분을 알려 주셔도 됩니다.")

NOTICES: dict[Move, list[Notice]] = {
    Move.INVITE: [
        Notice(
            To.CALLED,
            _L("회의에 모십니다: %(title)s"),
            [_L("‘%(title)s’에 모십니다. %(when)s, %(place)s"), _AGENDA, _L("%(about)s"), _ANSWER],
            button=_L("참석 여부 답하기"),
        )
    ],
    Move.SET_PEOPLE: [
        Notice(
            To.WENT,
            _L("오시지 않아도 됩니다: %(title)s"),
            [_L("알려 드렸던 ‘%(title)s’에 오시지 않아도 됩니다. 시간을 비워 두셨다면 풀어 주십시오.")],
        )
    ],
    Move.AMEND: [
        Notice(
            To.ATTENDEES,
            _L("회의가 바뀌었습니다: %(title)s"),
            [
                _L("회의가 바뀌었습니다. 바뀐 것: %(changed)s"),
                _L("이제 %(when)s, %(place)s에서 엽니다."),
                _L("%(about)s"),
                _L("%(answer_again)s"),
            ],
        )
    ],
    Move.CANCEL: [
        Notice(
            To.ATTENDEES,
            _L("회의를 취소했습니다: %(title)s"),
            [_L("%(when)s에 열려던 회의를 취소했습니다."), _L("까닭: %(note)s")],
        )
    ],
    Move.REPLY: [
        Notice(
            To.OFFICE,
            "%(reply)s: %(who)s, %(title)s",
            ["%(who)s 님이 %(when)s 회의에 답했습니다. %(reply)s", "%(note)s"],
        )
    ],
    Move.CONFIRM: [
        Notice(
            To.ATTENDEES,
            _L("회의록을 보내 드립니다: %(title)s"),
            [_L("%(when)s에 연 회의의 회의록이 확정되었습니다."), _L("%(decisions)s")],
            button=_L("회의록 보기"),
        )
    ],
}
"""Moves that are not here are told to nobody: the page shows the agenda as it is, and reminders name it anew."""


def announce(entry: MeetingEntry) -> None:
    """Tell those the table names, in the transaction of the move, in one statement. Who comes is no news."""
    if in_silence() or (entry.move == Move.REPLY and entry.details.get("is_coming")):
        return
    occasion = Occasion(entry.meeting, entry.at, entry)
    told = [one for notice in NOTICES.get(Move(entry.move), []) for one in owed(notice, occasion)]
    if told:
        tell_all(map(named, told), at=entry.at)


def owed(notice: Notice, occasion: Occasion) -> Iterable[Owed]:
    """One mail for everybody the line names. Whoever made the move knows."""
    found = readers(notice.to, occasion)
    if not found:
        return
    veil = Veil(()) if notice.to == To.OFFICE else veils.over([occasion.meeting], None)
    words = {name: veil.over(said) for name, said in _words(occasion).items()}
    facts = [(name, veil.over(said)) for name, said in _facts(occasion.meeting)]
    mover = occasion.entry.by_id if occasion.entry and notice.to != To.CALLED else None
    for reader in found:
        if mover is None or reader.person_id != mover:
            yield _one(notice, occasion, reader, words, facts)


def _one(
    notice: Notice, occasion: Occasion, reader: Reader, words: Mapping[str, str], facts: list[tuple[str, str]]
) -> Owed:
    lines = said(notice.lines, words)
    if reader.calendar and notice.to in WITH_CALENDAR and not occasion.meeting.held_at:
        is_off = notice.to == To.WENT or occasion.meeting.status == Status.CANCELLED
        label = _("달력에서 빼기: %s") if is_off else _("달력에 넣기: %s")
        lines.append(label % whole_address(reader.calendar))
    mail = letter(
        greeting=_("%s 님,") % reader.name,
        lines=lines,
        facts=facts,
        link=(str(notice.button), reader.door) if reader.door else None,
        signature=signature(),
    )
    return Owed(
        to=reader.email,
        subject=" ".join(str(notice.subject % words).split()),
        text=mail.text,
        html=mail.html,
        person_id=reader.person_id,
        about=occasion.meeting.meeting_no,
        link=reader.link,
    )


def readers(to: To, occasion: Occasion) -> list[Reader]:
    """Who is behind a word of the table, now."""
    meeting, details = occasion.meeting, occasion.entry.details if occasion.entry else {}
    match to:
        case To.OFFICE:
            desk = reverse("admin:meetings_meeting_change", args=[meeting.pk])
            people = User.objects.holding(Role.MANAGER, at=timezone.now())
            return [Reader(one.email, one.name, desk, desk, one.pk) for one in people]
        case To.WENT:
            is_over = meeting.held_at or meeting.ends_at <= occasion.at
            return [] if is_over else _gone(meeting, [row for row in details.get("went", []) if row["was_told"]])
        case To.CALLED:
            called = set(details.get("called", []))
            return [_reader(meeting, one) for one in meeting.attendees.told() if one.pk in called]
    told = [one for one in meeting.attendees.told() if to == To.ATTENDEES or one.is_coming is not False]
    return [_reader(meeting, one) for one in told]


def _reader(meeting: Meeting, one: Attendee) -> Reader:
    calendar = calendar_link(meeting, one.key)
    if one.person is None:
        return Reader(one.email, one.name, "", guest_link(one), calendar=calendar)
    page = reverse("meetings:detail", args=[meeting.meeting_no])
    return Reader(one.person.email, one.person.name, page, page, one.person_id, calendar)


def _gone(meeting: Meeting, rows: Sequence[Mapping[str, object]]) -> list[Reader]:
    """Whom the move took off. There is no page for them any more, only the cancellation."""
    people = User.objects.in_bulk([row["person"] for row in rows if row["person"]])
    return [
        Reader(
            person.email if (person := people.get(row["person"])) else str(row["email"]),
            str(row["name"]),
            "",
            "",
            person.pk if person else None,
            calendar_link(meeting, UUID(str(row["key"]))),
        )
        for row in rows
    ]


def guest_link(attendee: Attendee) -> str:
    """Where somebody without an account reads the meeting and answers."""
    return reverse("meetings:guest", args=[tokens.guest_token(attendee.key)])


def calendar_link(meeting: Meeting, attendee_key: UUID) -> str:
    """Where an attendee fetches the meeting for their calendar, and later its cancellation."""
    return reverse("meetings:ics", args=[tokens.calendar_token(meeting.pk, attendee_key)])


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    """What every notice names: the number, when and where, and whom to call."""
    return [
        (_("회의번호"), meeting.meeting_no),
        (_("회의"), meeting.title),
        (_("때"), wording.when_words(meeting.during)),
        (_("곳"), meeting.place),
        (_("담당"), f"{settings.CITY['unit']} {settings.CITY['phone']}"),
    ]


def _words(occasion: Occasion) -> dict[str, str]:
    meeting, entry = occasion.meeting, occasion.entry
    details = entry.details if entry else {}
    items = list(meeting.agenda.order_by("number"))
    after = details.get("after", {})
    names = {one.name: str(one.verbose_name) for one in Meeting._meta.fields}
    return {
        "title": meeting.title,
        "when": wording.when_words(meeting.during),
        "place": meeting.place,
        "about": meeting.about,
        "agenda": "\n".join(f"{item.number}. {item.heading}" for item in items),
        "decisions": "\n".join(f"{item.number}. {item.heading}: {wording.decision_words(item)}" for item in items),
        "changed": ", ".join(names[name] for name in after if name in names),
        "answer_again": str(_ANSWER_AGAIN) if "during" in after else "",
        "who": entry.by_name if entry else "",
        "reply": details.get("said", ""),
        "note": entry.note if entry else "",
        **occasion.words,
    }


_ANSWER_AGAIN = _L("때가 바뀌었으니 오실 수 있는지 다시 답해 주십시오.")

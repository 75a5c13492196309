"""Who hears of which move, as a table, and the words (product: 알림 표)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from grievances import tokens, wording
from grievances.models import Grievance, HistoryEntry
from grievances.workflow import Move
from notifications.actions import tell_all
from notifications.letters import letter
from notifications.notice import Owed


class To(StrEnum):
    """Who is told."""

    COMPANY = "COMPANY"  # the members who may see the case; without any, the contact that was noted
    UNIT = "UNIT"  # the officer; without one the department's heads and officers; without a department the managers
    HEADS = "HEADS"  # heads of the department
    OFFICER = "OFFICER"  # the assigned officer
    MANAGERS = "MANAGERS"  # 총괄담당


class Notice(NamedTuple):
    """One line: to whom, the subject, the words. `side`: only when this side made the move."""

    to: To
    subject: str | Promise
    lines: Sequence[str | Promise]
    side: HistoryEntry.Side | None = None
    at_night: bool = False
    asks_to_rate: bool = False


COMPANY, CITY = HistoryEntry.Side.COMPANY, HistoryEntry.Side.CITY
_L = gettext_lazy

NOTICES: dict[Move, list[Notice]] = {
    Move.FILE: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 신청을 받았습니다"),
            [_L("‘%(title)s’ 신청이 도달했습니다."), _L("%(state)s")],
            at_night=True,
        ),
        Notice(
            To.MANAGERS,
            "접수할 것: %(receipt_no)s %(title)s",
            ["%(company)s의 신청이 도달했습니다.", "%(receive_by)s 접수해야 합니다(시행령 제6조⑧)."],
        ),
    ],
    Move.AMEND: [
        Notice(To.UNIT, "신청 내용이 바뀌었습니다: %(receipt_no)s", ["%(company)s이(가) 신청 내용을 바꾸었습니다."])
    ],
    Move.RECEIVE: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 접수했습니다"),
            [_L("‘%(title)s’을(를) 접수했습니다."), _L("%(state)s")],
        ),
        Notice(To.UNIT, "새로 맡은 사건: %(receipt_no)s %(title)s", ["%(state)s", "%(note)s"]),
    ],
    Move.ASSIGN: [Notice(To.OFFICER, "배정받은 사건: %(receipt_no)s %(title)s", ["%(state)s", "%(note)s"])],
    Move.ASK: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 보완이 필요합니다"),
            [_L("%(note)s"), _L("%(reply_by)s 보내 주십시오. 그동안 처리기한은 멈춥니다.")],
        )
    ],
    Move.MORE_TIME: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 보완기한이 늘었습니다"),
            [_L("새 보완기한은 %(reply_by)s입니다.")],
        ),
        Notice(To.UNIT, "보완기한이 늘었습니다: %(receipt_no)s", ["%(reply_by)s 보완하겠다고 합니다.", "%(note)s"]),
    ],
    Move.SUPPLEMENT: [
        Notice(To.UNIT, "보완이 왔습니다: %(receipt_no)s %(title)s", ["%(state)s", "%(note)s"], side=COMPANY),
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 보완을 받았습니다"),
            [_L("처리기한이 다시 흐릅니다."), _L("%(state)s")],
        ),
    ],
    Move.KEEP: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 길게 추진합니다"),
            [_L("%(note)s"), _L("%(state)s")],
        )
    ],
    Move.RESOLVE: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 답변을 드립니다: %(outcome)s"),
            [
                _L("%(note)s"),
                _L("해결되지 않았다면 90일 안에 재검토를 요청하실 수 있습니다."),
            ],
            asks_to_rate=True,
        )
    ],
    Move.FIND_INFEASIBLE: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 답변을 드립니다: 지금은 할 수 없습니다"),
            [
                _L("%(note)s"),
                _L("걸림돌(%(limit)s): %(provision)s"),
                _L("해 본 것: %(tried)s"),
                _L("바꿀 수 있는 곳: %(could_change)s"),
                _L("구제 방법: %(remedies)s"),
                _L("%(look_again_on)s에 다시 살핍니다."),
            ],
            asks_to_rate=True,
        )
    ],
    Move.LOOK_AGAIN: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 다시 살펴보았습니다"),
            [_L("%(note)s"), _L("%(look_again_on)s에 다시 살핍니다.")],
        )
    ],
    Move.FORWARD: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s %(body)s(으)로 이송했습니다"),
            [_L("%(note)s"), _L("받은 기관: %(body)s, %(contact)s")],
        ),
        Notice(To.OFFICER, "이송했습니다: %(receipt_no)s", ["받은 기관: %(body)s"]),
    ],
    Move.WITHDRAW: [
        Notice(To.UNIT, "취하했습니다: %(receipt_no)s %(title)s", ["%(note)s"]),
        Notice(To.COMPANY, _L("%(receipt_no)s 취하를 받았습니다"), [_L("더 하실 일은 없습니다.")]),
    ],
    Move.RETURN: [Notice(To.COMPANY, _L("%(receipt_no)s 돌려드립니다(반려)"), [_L("%(note)s")])],
    Move.CLOSE_REPEAT: [Notice(To.COMPANY, _L("%(receipt_no)s 마쳤습니다"), [_L("%(note)s")])],
    Move.REOPEN: [
        Notice(To.COMPANY, _L("%(receipt_no)s 다시 살핍니다"), [_L("재검토를 시작했습니다."), _L("%(state)s")]),
        Notice(To.UNIT, "재검토: %(receipt_no)s %(title)s", ["%(note)s", "%(state)s"]),
        Notice(To.HEADS, "재검토: %(receipt_no)s %(title)s", ["%(note)s", "%(state)s"]),
    ],
    Move.CORRECT: [
        Notice(
            To.COMPANY,
            _L("%(receipt_no)s 신청 내용을 바로잡았습니다"),
            [_L("동의하신 대로 명백한 잘못을 바로잡았습니다."), _L("%(note)s")],
        )
    ],
    Move.MESSAGE: [
        Notice(To.UNIT, "기업이 글을 남겼습니다: %(receipt_no)s", ["%(note)s"], side=COMPANY),
        Notice(To.COMPANY, _L("%(receipt_no)s 담당자가 글을 남겼습니다"), [_L("%(note)s")], side=CITY),
    ],
    Move.NOTE: [],
    Move.RATE: [],
}

DISCONTENT = Notice(
    To.MANAGERS,
    "다시 전화할 것: %(receipt_no)s %(title)s",
    ["%(company)s의 평가: %(note)s", "답변한 사람이 아닌 분이 2근무일 안에 전화해 주십시오."],
)


def announce(entry: HistoryEntry) -> None:
    """Tell those the table names, in the transaction of the move, in one statement."""
    heard: set[str] = set()
    owed: list[Owed] = []
    for notice in NOTICES[Move(entry.move)]:
        if notice.side in {None, entry.side}:
            for one in _owed(notice, entry, entry.grievance):
                # Whoever is told twice of one move is told once: head and officer may be one person.
                if not one.to or one.to not in heard:
                    owed.append(one)
                    heard.add(one.to)
    if owed:
        tell_all(owed, at=entry.at)


def announce_discontent(entry: HistoryEntry) -> None:
    """만족도 2점 이하, or not solved: somebody calls back."""
    tell_all(_owed(DISCONTENT, entry, entry.grievance), at=entry.at)


def tell(notice: Notice, grievance: Grievance) -> list[Owed]:
    """What a reminder about a case owes to whom; the words know nothing of a move."""
    return list(_owed(notice, None, grievance))


def _owed(notice: Notice, entry: HistoryEntry | None, grievance: Grievance) -> Iterable[Owed]:
    words = _words(grievance, entry)
    subject = " ".join(str(notice.subject % words).split())
    lines = [line for line in (str(line % words).strip() for line in notice.lines) if line]
    people = recipients(notice.to, grievance)
    addresses: list[tuple[str, User | None]] = [(person.email, person) for person in people]
    if notice.to == To.COMPANY and not people:
        addresses = [(grievance.contact_email, None)]
    # Whoever did it knows; only the company gets it in writing.
    spared = entry.by_id if entry and notice.to != To.COMPANY else None
    for email, person in addresses:
        if person is None or person.pk != spared:
            yield _one(notice, grievance, entry, email, person, subject, lines)


def _one(
    notice: Notice,
    grievance: Grievance,
    entry: HistoryEntry | None,
    email: str,
    person: User | None,
    subject: str,
    lines: Sequence[str],
) -> Owed:
    link = case_link(grievance, for_company=notice.to == To.COMPANY)
    button: tuple[str, str] | None = (_("사건 보기"), link)
    lines = list(lines)
    if person is None:
        button = None
    elif notice.asks_to_rate and entry is not None and person.pk == grievance.filer_id:
        button = (_("이 답변 평가하기"), rating_link(entry.answer.pk, person))
        lines.append(_("해결되었는지 한 번만 알려 주십시오. 로그인하지 않아도 됩니다."))
    words = letter(
        greeting=_("%s 님,") % person.name if person else "",
        lines=lines,
        facts=facts(grievance),
        link=button,
        signature=signature(),
    )
    return Owed(
        to=email,
        subject=f"{settings.EMAIL_SUBJECT_PREFIX}{subject}"[:200],
        text=words.text,
        html=words.html,
        person_id=person.pk if person else None,
        about=grievance.receipt_no,
        link=link,
        at_night=notice.at_night,
    )


def facts(grievance: Grievance) -> list[tuple[str, str]]:
    """What every notice names (시행령 §31): the number and who is in charge."""
    return [
        (_("접수번호"), grievance.receipt_no),
        (_("제목"), grievance.title),
        (_("담당"), " ".join(filter(None, [wording.unit_of(grievance), wording.officer_words(grievance)]))),
        (_("전화"), wording.phone_of(grievance)),
    ]


def signature() -> str:
    """The unit that runs the portal."""
    city = settings.CITY
    return _("%(city)s %(unit)s · 전화 %(phone)s (%(hours)s)") % {
        "city": city["name"],
        "unit": city["unit"],
        "phone": city["phone"],
        "hours": city["hours"],
    }


def case_link(grievance: Grievance, *, for_company: bool) -> str:
    """Where this reader sees the case."""
    if for_company:
        return grievance.get_absolute_url()
    return reverse("admin:grievances_grievance_change", args=[grievance.pk])


def rating_link(answer_id: int, person: User) -> str:
    """Where the member who filed rates without signing in."""
    return reverse("grievances:rate_by_link", args=[tokens.rating_token(answer_id, person.pk)])


def recipients(to: To, grievance: Grievance) -> list[User]:
    """The people behind a word of the table, each once."""
    match to:
        case To.COMPANY:
            return company_people(grievance)
        case To.OFFICER:
            return _officer(grievance)
        case To.HEADS:
            return _holding({Role.HEAD}, grievance)
        case To.MANAGERS:
            return _managers()
        case To.UNIT:
            return _officer(grievance) or _holding({Role.HEAD, Role.OFFICER}, grievance) or _managers()


def _officer(grievance: Grievance) -> list[User]:
    return [grievance.officer] if grievance.officer and grievance.officer.is_active else []


def _managers() -> list[User]:
    return list(User.objects.filter(is_active=True).holding(Role.MANAGER, at=timezone.now()).order_by("pk"))


def company_people(grievance: Grievance) -> list[User]:
    """Members who may see the case: all of them, or of a private one its filer and the owners."""
    home = grievance.company.merged_into_id or grievance.company_id
    seats = grievance.company.seats.model.objects.active().filter(company__in={home, grievance.company_id})
    people = {
        seat.person_id: seat.person
        for seat in seats.select_related("person").order_by("pk")
        if seat.person.is_active
        and (not grievance.is_private or seat.is_owner or seat.person_id == grievance.filer_id)
    }
    return list(people.values())


def _holding(roles: set[Role], grievance: Grievance) -> list[User]:
    """People of the department in these roles; nobody while no department has the case."""
    if grievance.department is None:
        return []
    grants = grievance.department.grants.in_force(at=timezone.now()).filter(role__in=sorted(roles))
    return list(User.objects.filter(pk__in=grants.values("person"), is_active=True).order_by("pk"))


def _words(grievance: Grievance, entry: HistoryEntry | None) -> dict[str, str]:
    details = entry.details if entry else {}
    return {
        "receipt_no": grievance.receipt_no,
        "title": grievance.title,
        "company": grievance.company.name,
        "unit": wording.unit_of(grievance),
        "note": entry.note if entry else "",
        "outcome": grievance.get_outcome_display(),
        "state": wording.state_sentence(grievance, at=entry.at if entry else timezone.now()),
        "receive_by": wording.until_words(grievance.receive_by, "HOURS"),
        **{name: _said(details.get(name, "")) for name in _SAID},
    }


def _said(value: date | str) -> str:
    """A moment is said as the end of something, a day as a day."""
    if isinstance(value, datetime):
        return wording.until_words(value)
    return wording.day_words(value) if isinstance(value, date) else value


_SAID = ("reply_by", "limit", "provision", "tried", "could_change", "remedies", "look_again_on", "body", "contact")
"""Facts of a move that its entry carries in words."""

"""What is reminded of when nothing happens around a visit: from when on, whom, in which words.

How stages come due is in `grievances.stages`. Days are days of the calendar: a stage begins in the morning of its
day. Nothing here writes.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _L  # noqa: N812

from grievances import stages
from grievances.clock import SEOUL
from grievances.stages import Ledger, Stage, Waiting, morning_of
from grievances.wording import day_words
from visits import wording
from visits.models import Objection, Promise, Visit, VisitEntry, VisitReminder
from visits.notices import Notice, To
from visits.querysets import VisitQuerySet
from visits.workflow import CLOSED_UNCONFIRMED_AFTER, Move, PromiseState, Status

WEEK_BEFORE, DAY_BEFORE = 7, 1
LOG_AFTER, LOG_LATE_AFTER = 1, 3
CONFIRM_AFTER = 3
DECIDE_AFTER = 3
FOLLOW_THROUGH = (30, 60, 90)
"""Days after the visit on which host and 시장실 read what became of each promise."""
BROUGHT_UP_FOR = timedelta(days=30)
"""What was due longer ago is let rest: nobody had the portal then."""


LEDGER = Ledger(VisitReminder, "visit")

type Due = stages.Due[Visit, Notice]
type Found = Iterator[Waiting[Visit, Notice]]


AHEAD = (
    Notice(
        To.HOST,
        _L("%(ahead)s 찾아뵙습니다: %(when)s"),
        [
            _L("%(ahead)s %(when)s에 찾아뵙습니다."),
            _L("보여 주실 자료가 있으면 미리 올려 주십시오. 어려우시면 다른 일정을 요청해 주십시오."),
        ],
    ),
    Notice(
        To.ROSTER,
        "%(ahead)s %(host)s 방문: %(when)s",
        ["%(ahead)s %(when)s %(host)s 방문에 함께 갑니다."],
    ),
)
ANSWER = Notice(
    To.HOST,
    _L("%(reply_by)s까지 답을 기다립니다: %(when)s 방문"),
    [
        _L("%(when)s에 찾아뵙고 싶다고 제안드렸습니다. %(reply_by)s까지 답해 주십시오."),
        _L("다른 날이 좋으시면 그렇게 알려 주십시오."),
    ],
    button=_L("답하기"),
)
UNANSWERED = Notice(
    To.OFFICE,
    "답이 오지 않았습니다: %(host)s",
    [
        "%(host_subject)s %(when)s 방문 제안에 %(reply_by)s까지 답하지 않았습니다.",
        "전화로 묻거나 자리를 풀어 주십시오.",
    ],
)
LOG = Notice(
    To.WRITERS,
    "회의록을 기다립니다: %(host)s",
    [
        "%(when)s %(host)s 방문의 회의록이 아직 가지 않았습니다.",
        "들은 것과 약속을 적어 보내 주십시오. 만나지 못했으면 ‘만나지 못함’으로 남겨 주십시오.",
    ],
    button="회의록 쓰기",
)
LOG_LATE = LOG._replace(
    to=To.OFFICE,
    subject="회의록이 늦어지고 있습니다: %(host)s",
    lines=["%(when)s %(host)s 방문의 회의록이 3일이 지나도 가지 않았습니다.", "다녀온 사람에게 물어봐 주십시오."],
    button="방문 보기",
)
CONFIRM = Notice(
    To.HOST,
    _L("%(when)s 방문의 회의록을 확인해 주십시오"),
    [
        _L("%(sent)s에 보내 드린 회의록을 아직 확인하지 않으셨습니다."),
        _L("맞으면 확인을 눌러 주십시오. 다르게 적힌 줄이 있으면 이의를 내실 수 있습니다. 로그인하지 않아도 됩니다."),
    ],
    button=_L("회의록 확인하기"),
)
UNCONFIRMED = Notice(
    To.OFFICE,
    "확인 없이 정리를 끝낼 수 있습니다: %(host)s",
    ["%(host_subject)s %(sent)s에 받은 회의록을 7일이 지나도 확인하지 않았습니다.", "이제 정리를 끝낼 수 있습니다."],
)
DECIDE = Notice(
    To.WRITERS,
    "정하지 않은 약속이 있습니다: %(host)s",
    ["%(when)s %(host)s 방문에서 들은 약속 가운데 %(count)s줄을 아직 정하지 않았습니다.", "%(lines)s"],
    button="약속 정하기",
)
PROMISES = Notice(
    To.HOST,
    _L("%(days)s일이 지났습니다: %(when)s 방문의 약속"),
    [
        _L("%(when)s에 찾아뵙고 들은 말씀이 어떻게 되었는지 알려 드립니다."),
        _L("%(lines_for_host)s"),
        _L("%(last)s"),
    ],
)
PROMISES_OF_CITY = Notice(
    To.MAYOR,
    "방문 뒤 %(days)s일: %(host)s 약속",
    ["%(when)s %(host)s 방문에서 들은 것이 어떻게 되었는지 알려 드립니다.", "%(lines)s"],
)


def _ahead(at: datetime) -> Found:
    """방문 앞: a week and a day before. Who scheduled later gets only what is still ahead."""
    today = timezone.localdate(at, SEOUL)
    near = _for_reminders(Visit.objects.scheduled()).filter(
        slot__during__startswith__gt=at, slot__on__lte=today + timedelta(days=WEEK_BEFORE)
    )
    settled = _last_moves(near, Move.ACCEPT, Move.SCHEDULE, Move.MOVE_DAY)
    for visit in near:
        on = _day_of(visit)
        stages = [Stage(f"{on}:{days}", morning_of(on, -days), AHEAD) for days in (WEEK_BEFORE, DAY_BEFORE)]
        _entry, at_which = settled[visit.pk]
        yield Waiting(visit, _later(stages, at_which), {"ahead": _ahead_words((on - today).days)})


def _ahead_words(days: int) -> str:
    return {0: _("오늘"), 1: _("내일"), 7: _("일주일 뒤")}.get(days) or _("%d일 뒤") % days


def _answer(at: datetime) -> Found:
    """제안의 답: the day before, and when its day has passed."""
    offered = _for_reminders(Visit.objects.offered())
    asked = _last_moves(offered, Move.OFFER)
    for visit in offered:
        assert visit.reply_by is not None
        entry, at_which = asked[visit.pk]
        eve = Stage(f"{entry}:eve", morning_of(visit.reply_by, -1), (ANSWER,))
        over = Stage(f"{entry}:over", morning_of(visit.reply_by, 1), (UNANSWERED,))
        yield Waiting(visit, _later([eve, over], at_which))


def _log(at: datetime) -> Found:
    """회의록: whoever went is asked the day after, the office when nothing went out for three days."""
    owed = Q(status=Status.SCHEDULED) | Q(status=Status.HELD, minutes_sent_at__isnull=True)
    for visit in _for_reminders(Visit.objects.filter(owed, slot__during__endswith__lt=at)):
        on = _day_of(visit)
        stages = [Stage(f"{on}:log", morning_of(on, LOG_AFTER), (LOG,))]
        yield Waiting(visit, [*stages, Stage(f"{on}:late", morning_of(on, LOG_LATE_AFTER), (LOG_LATE,))])


def _confirm(at: datetime) -> Found:
    """회의록 확인: the host after three days; the office once it may close. An objection is the city's to answer."""
    standing = Objection.objects.filter(visit=OuterRef("pk"), settled_at__isnull=True)
    for visit in _for_reminders(Visit.objects.to_confirm().filter(~Exists(standing))):
        assert visit.minutes_sent_at is not None
        sent_on, version = timezone.localdate(visit.minutes_sent_at, SEOUL), visit.minutes_version
        stages = [
            Stage(f"{version}:host", morning_of(sent_on, CONFIRM_AFTER), (CONFIRM,)),
            Stage(f"{version}:office", visit.minutes_sent_at + CLOSED_UNCONFIRMED_AFTER, (UNCONFIRMED,)),
        ]
        yield Waiting(visit, stages, {"sent": day_words(sent_on)})


def _decide(at: datetime) -> Found:
    """정하지 않은 약속, three days after the visit."""
    held = Visit.objects.filter(status__in=[Status.SCHEDULED, Status.HELD], promises__state=PromiseState.UNDECIDED)
    for visit in _for_reminders(held.distinct()).prefetch_related("promises"):
        on, left = _day_of(visit), [line for line in visit.promises.all() if not line.is_decided]
        said = "\n".join(map(_line, left))
        stages = [Stage(str(on), morning_of(on, DECIDE_AFTER), (DECIDE,))]
        yield Waiting(visit, stages, {"count": str(len(left)), "lines": said})


def _follow_through(at: datetime) -> Found:
    """약속 이행: what became of each line of minutes that went out before."""
    today = timezone.localdate(at, SEOUL)
    first, last = FOLLOW_THROUGH[0], FOLLOW_THROUGH[-1] + BROUGHT_UP_FOR.days
    met = Visit.objects.took_place().filter(
        minutes_sent_at__isnull=False,
        promises__isnull=False,
        slot__on__range=(today - timedelta(days=last), today - timedelta(days=first)),
    )
    promises = Prefetch("promises", Promise.objects.for_page())
    for visit in _for_reminders(met.distinct()).prefetch_related(promises):
        assert visit.minutes_sent_at is not None
        on, lines = _day_of(visit), visit.promises.all()
        stages = [Stage(str(days), morning_of(on, days), _TOLD, words=_told_after(days)) for days in FOLLOW_THROUGH]
        said = {
            name: "\n\n".join(f"{_line(one)}\n→ {say(one, at=at)}" for one in lines)
            for name, say in (("lines", wording.became), ("lines_for_host", wording.became_for_host))
        }
        yield Waiting(visit, _later(stages, visit.minutes_sent_at), said)


_TOLD = (PROMISES, PROMISES_OF_CITY, PROMISES_OF_CITY._replace(to=To.OFFICE))


def _told_after(days: int) -> dict[str, str]:
    is_last = days == FOLLOW_THROUGH[-1]
    last = _("이번이 마지막 알림입니다. 이 뒤에는 방문 화면에서 이어 보실 수 있습니다.") if is_last else ""
    return {"days": str(days), "last": last}


REMINDERS: dict[str, Callable[[datetime], Found]] = {
    "AHEAD": _ahead,
    "ANSWER": _answer,
    "LOG": _log,
    "CONFIRM": _confirm,
    "DECIDE": _decide,
    "FOLLOW_THROUGH": _follow_through,
}


def due(*, at: datetime) -> list[Due]:
    """Everything to be reminded of now that nobody was reminded of yet."""
    return stages.due(REMINDERS, LEDGER, at=at, since=at - BROUGHT_UP_FOR)


def _for_reminders(visits: VisitQuerySet) -> VisitQuerySet:
    return visits.select_related("programme", "company").order_by("pk")


def _last_moves(visits: VisitQuerySet, *moves: Move) -> dict[int, tuple[int, datetime]]:
    """The last of these moves of each visit: its entry, and when it was."""
    made = VisitEntry.objects.filter(move__in=moves, visit__in=visits.order_by().values("pk"))
    rows = made.order_by().values_list("visit").annotate(Max("pk"), Max("at"))
    return {visit: (entry, at) for visit, entry, at in rows}


def _later(stages: Iterable[Stage[Notice]], at: datetime) -> list[Stage[Notice]]:
    """Nobody is reminded of what they were told a minute ago."""
    return [stage for stage in stages if stage.at > at]


def _line(promise: Promise) -> str:
    return f"{promise.number}. {Truncator(' '.join(promise.said.split())).chars(120)}"


def _day_of(visit: Visit) -> date:
    assert visit.on is not None
    return visit.on

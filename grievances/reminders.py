"""What is reminded of when nothing happens, as a table: from when on, whom, in which words.

How stages come due is in `stages`. Nothing here writes.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Case, CharField, DateTimeField, Exists, F, Func, IntegerField, OuterRef, Value, When
from django.db.models.functions import Cast, Concat, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _L  # noqa: N812

from grievances import clock, rulebook, stages, wording
from grievances.clock import SEOUL, Period, Unit
from grievances.models import (
    Answer,
    Approval,
    CallBack,
    Document,
    Grievance,
    HistoryEntry,
    Outage,
    Reform,
    Reminder,
    SupplementRequest,
    Transfer,
)
from grievances.notices import Notice
from grievances.querysets import GrievanceQuerySet
from grievances.recipients import To
from grievances.stages import MORNING, Ledger, Stage, Waiting, morning_of
from grievances.workflow import Move

_FROM_MIDNIGHT = timedelta(hours=MORNING.hour)
"""What is reminded of by the day begins at this hour of it."""
HALF_TO_RECEIVE = Period(4, Unit.HOURS)
TO_ANSWER = Period(16, Unit.HOURS)
"""이관 제안: two working days, then the heads of the department that is asked hear of it."""
NEAR = timedelta(days=7)
"""So long before a report is due, whoever writes it should begin."""
RATE_AFTER = (timedelta(days=3), timedelta(days=10))
"""만족도: two reminders, then silence."""
WOKEN_WITHIN = timedelta(days=7)
"""Whoever is in charge of a case that woke, or of a proposal without a reply, has so long before the head hears."""
SILENT_AFTER = timedelta(days=31)
PROGRESS_DAYS = 30
"""처리진행상황 is told so many days after 접수, and again after as many (시행령 §23)."""


LEDGER = Ledger(Reminder, "grievance")

type Due = stages.Due[Grievance, Notice]
type Found = Iterator[Waiting[Grievance, Notice]]


NOT_RECEIVED_HALF = Notice(
    To.MANAGERS,
    "아직 접수하지 않았습니다: %(receipt_no)s %(title)s",
    ["도달한 지 4근무시간이 지났습니다. %(receive_by)s 접수해야 합니다(시행령 제6조⑧)."],
)
NOT_RECEIVED = Notice(
    To.MANAGERS,
    "접수기한이 지났습니다: %(receipt_no)s %(title)s",
    ["%(receive_by)s 접수해야 했습니다(시행령 제6조⑧). 지금 접수해 주십시오."],
)
HALF = Notice(To.CHARGE, "처리기간의 절반이 지났습니다: %(receipt_no)s %(title)s", ["%(state)s"])
MOST = Notice(
    To.CHARGE,
    "처리기간의 80%%가 지났습니다: %(receipt_no)s %(title)s",
    ["%(state)s", "기한 안에 어려우면 지나기 전에 기한연장이나 장기추진을 정하십시오(시행령 제21조)."],
)
LAST_DAY = Notice(
    To.CHARGE,
    "오늘까지 답할 것: %(receipt_no)s %(title)s",
    ["%(due)s 답해야 합니다. 오늘이 마지막 날입니다."],
)
OVERDUE = Notice(
    To.CHARGE,
    "처리기한이 지났습니다: %(receipt_no)s %(title)s",
    ["%(due)s 답해야 했습니다. 오늘로 %(late)s근무일째 늦고 있습니다. 오늘 답변하십시오.", "%(dunning)s"],
)
PROGRESS = Notice(
    To.COMPANY,
    _L("%(receipt_no)s 처리 상황을 알려 드립니다"),
    [
        _L("‘%(title)s’ 애로를 접수한 지 %(days)s일이 되어 처리 상황을 알려 드립니다(시행령 제23조)."),
        _L("%(state)s"),
        _L("처리완료 예정: %(expected)s"),
        _L("최근에 한 일:\n%(progress)s"),
    ],
)
SUPPLEMENT = Notice(
    To.COMPANY,
    _L("%(receipt_no)s 보완을 기다립니다: %(reply_by)s"),
    [
        _L("아래 보완을 %(reply_by)s 보내 주십시오. 보내실 때까지 처리기한은 멈춰 있습니다."),
        _L("%(what)s"),
        _L("더 걸리면 사건 화면에서 보완기한을 늘리실 수 있습니다."),
    ],
)
SUPPLEMENT_PASSED = Notice(
    To.COMPANY,
    _L("%(receipt_no)s 보완기한이 지났습니다"),
    [
        _L("보완을 %(reply_by)s 보내 주셔야 했으나 오지 않았습니다. 지금이라도 보내시면 이어서 처리합니다."),
        _L("%(what)s"),
        _L("한 번 더 요청드려도 오지 않으면 신청을 돌려드릴 수 있습니다(시행령 제24조·제25조)."),
    ],
)
SUPPLEMENT_PASSED_UNIT = Notice(
    To.UNIT,
    "보완이 오지 않았습니다: %(receipt_no)s %(title)s",
    [
        "보완기한이 %(reply_by)s였습니다.",
        "10일 안의 기한을 정해 다시 요구하십시오. 두 번 요구했다면 반려할 수 있습니다(시행령 제24조③, 제25조).",
    ],
)
REPORT_NEAR = Notice(
    To.OFFICER,
    "진행 상황을 보고할 날이 가깝습니다: %(receipt_no)s %(title)s",
    ["기업에 %(report_on)s까지 진행 상황을 알리기로 했습니다.", "%(state)s"],
)
REPORT_PASSED = Notice(
    To.OFFICER,
    "진행 상황을 보고할 날이 지났습니다: %(receipt_no)s %(title)s",
    ["기업에 %(report_on)s까지 알리기로 했으나 알리지 않았습니다. 오늘 알리고 다음 보고일을 정하십시오."],
)
RATE = Notice(
    To.FILER,
    _L("%(receipt_no)s 해결되었는지 알려 주십시오"),
    [_L("‘%(title)s’ 애로에 답변을 드렸습니다."), _L("%(state)s")],
    asks_to_rate=True,
)
RATE_LAST = RATE._replace(
    subject=_L("%(receipt_no)s 마지막으로 여쭙니다: 해결되었습니까?"),
    lines=[*RATE.lines, _L("이 답변을 다시 여쭙지 않겠습니다.")],
)
LOOK_AGAIN = Notice(
    To.CHARGE,
    "다시 볼 날이 되었습니다: %(receipt_no)s %(title)s",
    [
        "처리 불가로 답하며 %(look_again_on)s에 다시 살피기로 했습니다.",
        "걸림돌이 그대로인지 보고 ‘다시 살핌’에 적거나, 풀렸으면 재검토를 시작하십시오.",
    ],
)
TO_APPROVE = Notice(
    To.APPROVERS,
    "결재를 기다립니다: %(receipt_no)s %(title)s",
    ["%(proposed)s 결재를 기다리고 있습니다. 그동안에도 처리기한은 흐릅니다.", "%(state)s"],
    asks_to_approve=True,
)
APPROVE_SOON = TO_APPROVE._replace(
    subject="처리기간의 80%%가 지났는데 결재를 기다립니다: %(receipt_no)s %(title)s",
)
LOOK_AGAIN_LATE = Notice(
    To.CHARGE,
    "다시 보지 않았습니다: %(receipt_no)s %(title)s",
    [
        "깨어난 지 한 주가 지났습니다. 오늘 살펴보고 ‘다시 살핌’에 적거나, 풀렸으면 재검토를 시작하십시오.",
        "%(state)s",
    ],
)
ASK_ABOUT_REFORM = Notice(
    To.CHARGE,
    "회신을 물을 건의: %(reform_body)s %(reform_sent_on)s · %(receipt_no)s %(title)s",
    [
        "%(reform_sent_on)s %(reform_body)s에 한 건의의 회신이 오지 않았습니다.",
        "물어보고, 회신이나 다시 물을 날을 사건에 적으십시오.",
    ],
)
CALL_BACK = Notice(
    To.MANAGERS,
    "전화하지 못했습니다: %(receipt_no)s %(title)s",
    ["%(company_subject)s 답변에 만족하지 못했습니다. %(call_by)s 전화하기로 했습니다.", "%(rating)s"],
)

OFFER_WAITS = Notice(
    To.OFFERED_HEADS,
    "이관 제안에 답하지 않았습니다: %(receipt_no)s %(title)s",
    [
        "%(from_unit)s에서 맡아 달라고 한 지 2근무일이 지났습니다.",
        "까닭: %(offer)s",
        "맡거나, 까닭을 적고 맡지 않겠다고 답해 주십시오.",
    ],
)
TO_RULE_HALF = Notice(
    To.MANAGERS,
    "아직 담당부서를 정하지 않았습니다: %(receipt_no)s %(title)s",
    ["이관이 두 번 거절된 지 4근무시간이 지났습니다. %(rule_by)s 담당부서를 정해야 합니다."],
)
TO_RULE = Notice(
    To.MANAGERS,
    "담당부서를 정할 때가 지났습니다: %(receipt_no)s %(title)s",
    ["이관이 두 번 거절되었고 %(rule_by)s 담당부서를 정해야 했습니다. 지금 정해 주십시오."],
)


def _both(notice: Notice) -> tuple[Notice, ...]:
    """The officer, and the head of the department."""
    return notice, notice._replace(to=To.HEADS)


def _all_the_way_up(notice: Notice) -> tuple[Notice, ...]:
    """The officer, the head, and those who answer for all departments (독촉)."""
    return *_both(notice), notice._replace(to=To.MANAGERS), notice._replace(to=To.EXAMINERS)


_BY_STAGE = {"half": (HALF,), "most": _both(MOST), "last": _both(LAST_DAY), "over": _all_the_way_up(OVERDUE)}


def _not_received(at: datetime) -> Found:
    """접수 전: after half of the time for it, and when it is over."""
    calendar = rulebook.standing().calendar
    for case in Grievance.objects.open().for_notices().order_by("pk").iterator():
        half = clock.due(HALF_TO_RECEIVE, case.arrived_at, calendar)
        yield Waiting(
            case,
            [Stage("half", half, (NOT_RECEIVED_HALF,)), Stage("over", case.receive_by, (NOT_RECEIVED,))],
        )


def _deadline(at: datetime) -> Found:
    """처리기한: half of the legal time, four fifths, the last day, and each working day that it is late.

    The database finds the stage of each case and leaves out what was said of it. A key begins with the moment the
    answer is due: another moment makes every stage valid anew.
    """
    today, day_begun = timezone.localdate(at, SEOUL), timezone.localdate(at - _FROM_MIDNIGHT, SEOUL)
    nearly = {"most_at__lte": at, "due_at__lt": _midnight_after(day_begun)}
    stage = Case(
        When(due_at__lt=at, then=Value(f"over:{today}")),
        When(**nearly, then=Value("last")),
        When(most_at__lte=at, then=Value("most")),
        default=Value("half"),
    )
    due_in_utc = Func(Value("UTC"), F("due_at"), function="timezone", output_field=DateTimeField())
    due_words = Func(due_in_utc, Value("YYYYMMDDHH24MISS:"), function="to_char", output_field=CharField())
    running = Grievance.objects.on_the_clock().filter(half_at__lte=at)
    if rulebook.standing().calendar.is_day_off(today) or Outage.objects.lasting(at=at).exists():
        running = running.filter(due_at__gte=at)  # nobody is told of a delay that nobody can end now
    for case, key in _not_said(running.annotate(key=Concat(due_words, stage)), "DEADLINE"):
        assert case.due_at is not None
        name = key.split(":")[1]
        words = {"due": wording.until_words(case.due_at, case.period_unit)}
        paper = Document.Kind.DUNNING if name == "over" else None
        yield Waiting(case, [Stage(key, at, _BY_STAGE[name], paper)], words)


def _progress(at: datetime) -> Found:
    """처리진행상황: every 30 days since 접수 that the case is in hand; after a 재검토 those that come after it."""
    today = timezone.localdate(at - _FROM_MIDNIGHT, SEOUL)
    long_running = Grievance.objects.in_progress().filter(
        received_at__lt=_midnight_after(today - timedelta(days=PROGRESS_DAYS))
    )
    counted = long_running.annotate(ordinal=_times(Value(today)), before=_times(_day_of("run_at")))
    owed = counted.filter(before__lt=F("ordinal")).annotate(key=Cast("ordinal", CharField()))
    for case, key in _not_said(owed, "PROGRESS"):
        assert case.received_at is not None
        words = {"days": str((today - timezone.localdate(case.received_at, SEOUL)).days)}
        yield Waiting(case, [Stage(key, at, (PROGRESS,), Document.Kind.PROGRESS)], words)


def _times(until: Value | TruncDate) -> Func:
    """How often 30 days have passed since 접수."""
    return Func(
        until,
        _day_of("received_at"),
        template=f"((%(expressions)s) / {PROGRESS_DAYS})",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )


def _day_of(moment: str) -> TruncDate:
    return TruncDate(moment, tzinfo=SEOUL)


def _not_said(cases: GrievanceQuerySet, what: str) -> Iterator[tuple[Grievance, str]]:
    """Those whose `key` was not written down yet, with it."""
    said = Reminder.objects.filter(grievance=OuterRef("pk"), what=what, key=OuterRef("key"))
    fresh = cases.filter(~Exists(said)).for_notices().select_related("filer").defer("body", "search_text")
    for case in fresh.order_by("due_at", "pk").iterator():
        yield case, case.key  # type: ignore[attr-defined]


def _supplement(at: datetime) -> Found:
    """보완: half-way, the day before, and when its time is over."""
    asked = SupplementRequest.objects.standing().filter(grievance__paused_at__isnull=False)
    for request in asked.for_reminders().iterator():
        yield Waiting(
            request.grievance,
            supplement_stages(request),
            {"what": request.what, "reply_by": wording.until_words(request.reply_by)},
        )


def supplement_stages(request: SupplementRequest) -> list[Stage[Notice]]:
    """A short time has no half, and nobody is reminded at the moment they are asked."""
    last_day = timezone.localdate(request.reply_by, SEOUL)
    half = request.asked_at + (request.reply_by - request.asked_at) / 2
    eve = morning_of(last_day - timedelta(days=1))
    stages = []
    if eve <= request.asked_at or half.astimezone(SEOUL).date() < eve.date():
        stages.append(Stage(f"{request.pk}:half", half, (SUPPLEMENT,)))
    if eve > request.asked_at:
        stages.append(Stage(f"{request.pk}:{last_day}:eve", eve, (SUPPLEMENT,)))
    over = (SUPPLEMENT_PASSED, SUPPLEMENT_PASSED_UNIT)
    return [*stages, Stage(f"{request.pk}:{last_day}:over", request.reply_by, over)]


def _report(at: datetime) -> Found:
    """장기추진: a week before the next report, and when its day has passed."""
    kept = Grievance.objects.long_term().filter(report_on__lte=timezone.localdate(at + NEAR, SEOUL))
    said = HistoryEntry.objects.filter(move=Move.KEEP, grievance__in=kept.values("pk")).order_by("pk")
    promised = dict(said.values_list("grievance", "at"))  # the last one counts
    for case in kept.for_notices().order_by("pk").iterator():
        assert case.report_on is not None
        assert case.kept_at is not None
        near, over = morning_of(case.report_on - NEAR), morning_of(case.report_on + timedelta(days=1))
        stages = [Stage(f"{case.report_on}:over", over, _both(REPORT_PASSED))]
        if near > promised.get(case.pk, case.kept_at):
            stages.insert(0, Stage(f"{case.report_on}:near", near, _both(REPORT_NEAR)))
        yield Waiting(case, stages, {"report_on": wording.day_words(case.report_on)})


def _rating(at: datetime) -> Found:
    """만족도: answered, not rated."""
    first, second = RATE_AFTER
    unrated = Answer.objects.unrated().filter(answered_at__gt=at - SILENT_AFTER, answered_at__lte=at - first)
    for answer in unrated.for_reminders().iterator():
        stages = [
            Stage(f"{answer.pk}:first", answer.answered_at + first, (RATE,)),
            Stage(f"{answer.pk}:second", answer.answered_at + second, (RATE_LAST,)),
        ]
        yield Waiting(answer.grievance, stages, answer_id=answer.pk)


def _watch_list(at: datetime) -> Found:
    """깨어난 사건: on its day, and when nobody looked for a week, on which the head hears of it, too."""
    today = timezone.localdate(at, SEOUL)
    for case in Grievance.objects.woken(on=today).for_notices().order_by("pk").iterator():
        day = case.look_again_on
        assert day is not None
        if day <= today:
            stages_of_day = [
                Stage(str(day), morning_of(day), (LOOK_AGAIN,)),
                Stage(f"{day}:late", morning_of(day, WOKEN_WITHIN.days), _both(LOOK_AGAIN_LATE)),
            ]
            yield Waiting(case, stages_of_day, {"look_again_on": wording.day_words(day)})
        elif case.woken_at is not None:
            woke_on = timezone.localdate(case.woken_at, SEOUL)
            late = morning_of(woke_on, WOKEN_WITHIN.days)
            yield Waiting(case, [Stage(f"woken:{woke_on}", late, _both(LOOK_AGAIN_LATE))])


def _reforms(at: datetime) -> Found:
    """제도개선 건의: no reply on the day it was to be asked about, and none a week later."""
    for reform in Reform.objects.to_ask_about(on=timezone.localdate(at, SEOUL)).for_list().order_by("pk").iterator():
        day, key = reform.ask_again_on, f"{reform.pk}:{reform.ask_again_on}"
        late = Stage(f"{key}:late", morning_of(day, WOKEN_WITHIN.days), _both(ASK_ABOUT_REFORM))
        words = {"reform_body": reform.body, "reform_sent_on": wording.day_words(reform.sent_on)}
        yield Waiting(reform.grievance, [Stage(key, morning_of(day), (ASK_ABOUT_REFORM,)), late], words)


def _offers(at: datetime) -> Found:
    """이관 제안: nobody answered for two working days."""
    calendar = rulebook.standing().calendar
    for transfer in Transfer.objects.standing().for_reminders().order_by("pk").iterator():
        over = clock.due(TO_ANSWER, transfer.offered_at, calendar)
        yield Waiting(transfer.grievance, [Stage(str(transfer.pk), over, (OFFER_WAITS,))], {"offer": transfer.reason})


def _rulings(at: datetime) -> Found:
    """담당부서 지정: after half of the time for it, and when it is over."""
    calendar = rulebook.standing().calendar
    for transfer in Transfer.objects.calling_for_a_ruling().for_reminders().iterator():
        case = transfer.grievance
        assert case.rule_by is not None
        assert transfer.answered_at is not None
        half = clock.due(HALF_TO_RECEIVE, transfer.answered_at, calendar)
        stages_of_ruling = [
            Stage(f"{transfer.pk}:half", half, (TO_RULE_HALF,)),
            Stage(f"{transfer.pk}:over", case.rule_by, (TO_RULE,)),
        ]
        yield Waiting(case, stages_of_ruling)


def _call_backs(at: datetime) -> Found:
    """다시 전화: nobody did within two working days."""
    for task in CallBack.objects.overdue(at=at).for_reminders().iterator():
        rating = task.rating
        said = "\n".join(filter(None, [f"{rating.get_solved_display()} · {rating.score}점", rating.comment]))
        yield Waiting(
            rating.answer.grievance,
            [Stage(str(task.pk), task.due_at, (CALL_BACK,))],
            {"call_by": wording.until_words(task.due_at), "rating": said},
        )


def _approval(at: datetime) -> Found:
    """결재: nobody decided within 4 and 8 working hours, or four fifths of the legal time are over."""
    calendar = rulebook.standing().calendar
    waiting = Approval.objects.waiting().for_reminders().order_by("pk")
    for approval in waiting.iterator():
        yield Waiting(
            approval.grievance, approval_stages(approval, calendar), {"proposed": approval.get_move_display()}
        )


def approval_stages(approval: Approval, calendar: clock.Calendar) -> list[Stage[Notice]]:
    """By the moment of each. A kept or paused case has no legal time that could run out."""
    case, since = approval.grievance, approval.proposed_at
    half, whole = (clock.due(period, since, calendar) for period in (HALF_TO_RECEIVE, clock.TO_RECEIVE))
    urgent = _and_managers(APPROVE_SOON)
    most = None if case.is_paused or case.is_long_term else case.most_at
    was_late = most is not None and most <= since
    stages = [
        Stage(f"{approval.pk}:half", half, urgent if was_late else (TO_APPROVE,)),
        Stage(f"{approval.pk}:whole", whole, _and_managers(TO_APPROVE)),
    ]
    if most is not None and not was_late:
        # Another deadline makes the stage valid anew.
        stages.append(Stage(f"{approval.pk}:most:{most:%Y%m%d%H%M}", most, urgent))
    return sorted(stages, key=lambda stage: stage.at)


def _and_managers(notice: Notice) -> tuple[Notice, ...]:
    """Whoever is to decide, and those who answer for all departments."""
    return notice, notice._replace(to=To.MANAGERS, asks_to_approve=False)


REMINDERS: dict[str, Callable[[datetime], Found]] = {
    "NOT_RECEIVED": _not_received,
    "DEADLINE": _deadline,
    "PROGRESS": _progress,
    "SUPPLEMENT": _supplement,
    "REPORT": _report,
    "RATING": _rating,
    "WATCH_LIST": _watch_list,
    "REFORM": _reforms,
    "OFFER": _offers,
    "RULING": _rulings,
    "CALL_BACK": _call_backs,
    "APPROVAL": _approval,
}


def due(*, at: datetime) -> list[Due]:
    """Everything to be reminded of now that nobody was reminded of yet."""
    return stages.due(REMINDERS, LEDGER, at=at)


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, SEOUL)

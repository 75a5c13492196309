"""처리기한 알림, 독촉장, 처리진행상황 통지: each at its moment, to the right people, once."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from grievances import actions, duties, rulebook
from grievances.clock import LegalKind
from grievances.models import Document, Grievance, Holiday, Outage, Reminder
from grievances.wording import day_words, until_words
from grievances.workflow import ExtensionReason, Outcome
from notifications.models import Message
from tests import make
from tests.grievances.at_once import at_once
from tests.grievances.people import SEOUL, People, seoul

pytestmark = pytest.mark.django_db

MEMBERS = ("owner", "filer", "colleague")
BOTH = ("officer", "head")
ALL = ("officer", "head", "manager", "examiner")
HALF, MOST = "처리기간의 절반이 지났습니다", "처리기간의 80%가 지났습니다"
LAST, OVER = "오늘까지 답할 것", "처리기한이 지났습니다"
PROGRESS = "{} 처리 상황을 알려 드립니다"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Monday, 23 November 2026, 10:00: what is received now is due with Tuesday, 1 December."""
    with time_machine.travel(seoul(23, 10), tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(clock) -> People:
    return People()


def said(people: People, clock, *moments: datetime) -> list[dict[str, str]]:
    """What everybody is told at these moments."""
    found = []
    for moment in moments:
        clock.move_to(moment)
        found.append(people.told())
        assert people.told() == {}
    return found


def to(names, subject: str, case: Grievance) -> dict[str, str]:
    return dict.fromkeys(names, f"{subject}: {case.receipt_no} {case.title}")


def text_for(person: User) -> str:
    return Message.objects.filter(person=person).latest("pk").text


def urgent(people: People) -> Grievance:
    """기타: three working hours, from now."""
    return actions.receive(
        make.filed(people.filer, title="길"),
        LegalKind.OTHER,
        make.department(),
        by=people.manager,
        officer=people.officer,
    )


# --- 처리기한 -------------------------------------------------------------------------------------------------------


def test_at_half_at_four_fifths_and_on_the_last_day_officer_and_head_are_told(people, clock):
    case = people.case(title="길")

    found = said(
        people,
        clock,
        seoul(25, 20),
        seoul(26, 8),  # the fourth of seven days
        seoul(27, 20),
        seoul(30, 8),  # the sixth
        seoul(1, 7, 59, month=12),
        seoul(1, 8, month=12),
        seoul(1, 20, month=12),
    )

    assert found == [{}, to(["officer"], HALF, case), {}, to(BOTH, MOST, case), {}, to(BOTH, LAST, case), {}]
    assert f"{until_words(seoul(1, month=12))} 답해야 합니다." in text_for(people.head)


def test_hours_are_reminded_of_while_they_run(people, clock):
    case = urgent(people)  # until 14:00

    found = said(
        people, clock, seoul(23, 11, 29), seoul(23, 11, 30), seoul(23, 13, 23), seoul(23, 13, 24), seoul(23, 14)
    )

    assert found == [{}, to(["officer"], HALF, case), {}, to(BOTH, LAST, case), {}]
    assert "14:00까지 답해야 합니다." in text_for(people.officer)


def test_who_is_late_is_told_every_working_day_and_all_the_way_up(people, clock):
    case = people.case(title="길")
    Holiday.objects.create(day=date(2026, 12, 3), name="임시공휴일")
    days = [2, 3, 4, 5, 6, 7]

    found = said(people, clock, seoul(1, 20, month=12), *(seoul(day, 8, month=12) for day in days))

    late = to(ALL, OVER, case)
    assert found == [to(BOTH, LAST, case), late, {}, late, {}, {}, late]
    assert "오늘로 3근무일째 늦고 있습니다." in text_for(people.examiner)  # 2, 4 and 7 December


def test_hours_are_late_from_the_minute_they_are_over(people, clock):
    case = urgent(people)

    found = said(people, clock, seoul(23, 14), seoul(23, 14, 0, 1), seoul(23, 18), seoul(24, 8))

    late = to(ALL, OVER, case)
    assert found == [to(BOTH, LAST, case), late, {}, late]
    assert "14:00까지 답해야 했습니다. 오늘로 2근무일째" in text_for(people.officer)


def test_after_silence_only_the_newest_goes_out(people, clock):
    case = people.case(title="길")

    found = said(people, clock, seoul(4, 9, month=12), seoul(7, 9, month=12))

    assert found == [to(ALL, OVER, case)] * 2
    assert "3근무일째" in Message.objects.filter(person=people.head).order_by("pk")[0].text
    assert Document.objects.filter(kind=Document.Kind.DUNNING).count() == 1


@pytest.mark.parametrize("end", ["answered", "asked", "kept", "withdrawn"])
def test_what_does_not_run_is_not_late(people, clock, end):
    case = people.case()
    if end == "answered":
        actions.resolve(case, Outcome.SOLVED, "고쳤습니다.", by=people.officer)
    elif end == "asked":
        actions.ask(case, "약도를 보내 주십시오.", date(2026, 12, 20), by=people.officer)
    elif end == "kept":
        promise = {"target_on": date(2027, 3, 31), "report_on": date(2026, 12, 31)}
        actions.keep(case, "예산을 세웁니다.", **promise, by=people.officer)
    else:
        actions.withdraw(case, by=people.filer)

    clock.move_to(seoul(4, 9, month=12))
    actions.remind()

    assert not Reminder.objects.filter(what="DEADLINE").exists()
    assert not Document.objects.filter(kind=Document.Kind.DUNNING).exists()


def test_an_extension_makes_every_stage_valid_anew(people, clock):
    case = people.case(title="길")
    clock.move_to(seoul(1, 9, month=12))
    assert people.told() == to(BOTH, LAST, case)
    actions.extend(case, ExtensionReason.FACTS, "측량을 기다립니다.", 7, by=people.officer)  # due 10 December

    found = said(
        people,
        clock,
        seoul(2, 9, month=12),
        seoul(3, 9, month=12),
        seoul(8, 9, month=12),
        seoul(10, 9, month=12),
        seoul(11, 9, month=12),
    )

    assert found == [
        to(["officer"], HALF, case),
        {},
        to(BOTH, MOST, case),
        to(BOTH, LAST, case),
        to(ALL, OVER, case),
    ]


def test_a_pause_moves_the_stages(people, clock):
    case = people.case(title="길")
    actions.ask(case, "약도를 보내 주십시오.", date(2026, 12, 20), by=people.officer)
    clock.move_to(seoul(24, 10))
    actions.supplement(case, "보냅니다.", by=people.filer)  # both days are out: due 3 December

    found = said(people, clock, seoul(27, 20), seoul(30, 8), seoul(2, 8, month=12), seoul(3, 8, month=12))

    assert found == [{}, to(["officer"], HALF, case), to(BOTH, MOST, case), to(BOTH, LAST, case)]


def test_while_an_outage_lasts_nobody_is_told_of_a_delay(people, clock):
    case = people.case(title="길")
    fault = Outage.objects.create(
        began_at=seoul(2, 7, month=12), what="신청", alternative="전화", entered_by=people.manager
    )

    found = said(people, clock, seoul(2, 8, month=12))
    fault.ended_at = seoul(2, 8, 30, month=12)
    fault.save()

    assert found == [{}]
    assert said(people, clock, seoul(2, 9, month=12)) == [to(ALL, OVER, case)]


def test_without_an_officer_the_head_hears_of_it_once(people, clock):
    case = people.case(title="길")
    User.objects.filter(pk=people.officer.pk).update(is_active=False)

    found = said(people, clock, seoul(26, 9), seoul(30, 9), seoul(2, 9, month=12))

    assert found == [to(["head"], HALF, case), to(["head"], MOST, case), to(ALL[1:], OVER, case)]


@pytest.mark.parametrize(
    ("due_at", "on", "expected"),
    [
        (seoul(27, 23, 59, 59), seoul(30, 8), 1),  # the weekend between is no delay
        (seoul(27, 23, 59, 59), seoul(1, 8, month=12), 2),
        (seoul(27, 14), seoul(27, 15), 1),
        (seoul(27, 14), seoul(30, 8), 2),
    ],
)
def test_a_delay_is_counted_in_working_days(due_at, on, expected):
    assert duties.late_days(due_at, rulebook.standing().calendar, at=on) == expected


# --- 독촉장 ---------------------------------------------------------------------------------------------------------


def test_a_dunning_is_issued_to_the_head_once_and_named_every_day(people, clock):
    case = people.case(title="길")
    texts = []

    for day in (2, 3):
        clock.move_to(seoul(day, 8, month=12))
        people.told()
        texts.append([text_for(getattr(people, name)) for name in ALL])

    dunning = Document.objects.get(kind=Document.Kind.DUNNING)
    assert (dunning.grievance_id, dunning.issued_at, dunning.is_internal) == (case.pk, seoul(2, 8, month=12), True)
    facts = {"overdue_days": 1, "heads": [people.head.name], "due": "2026년 12월 1일(화)까지", "unit": "도로과"}
    assert dunning.facts | facts == dunning.facts
    issued = (
        f"{day_words(date(2026, 12, 2))} 도로과 부서장 부서장님께 독촉장을 발급했습니다(문서확인번호 {dunning.code}"
    )
    assert all(issued in text for day in texts for text in day)


def test_another_deadline_that_passes_is_dunned_for_again(people, clock):
    case = people.case()
    clock.move_to(seoul(2, 8, month=12))
    actions.remind()
    actions.resolve(Grievance.objects.get(pk=case.pk), Outcome.SOLVED, "고쳤습니다.", by=people.officer)
    actions.reopen(Grievance.objects.get(pk=case.pk), "다시 파였습니다.", by=people.filer)  # due 10 December

    for day in (10, 11, 14):
        clock.move_to(seoul(day, 8, month=12))
        actions.remind()

    dunnings = Document.objects.filter(kind=Document.Kind.DUNNING)
    assert [one.issued_at for one in dunnings] == [seoul(2, 8, month=12), seoul(11, 8, month=12)]


def test_a_department_without_a_head_is_dunned_all_the_same(people, clock):
    people.case()
    User.objects.filter(pk=people.head.pk).update(is_active=False)

    clock.move_to(seoul(2, 8, month=12))
    people.told()

    assert Document.objects.get(kind=Document.Kind.DUNNING).facts["heads"] == []
    assert "도로과에 독촉장을 발급했습니다" in text_for(people.examiner)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_beats_at_the_same_moment_issue_one_dunning_and_one_progress_notice(people, clock):
    people.case()
    clock.move_to(seoul(23, 9, month=12))

    told = at_once(actions.remind, actions.remind, actions.remind)

    assert told == ["", "", ""]
    papers = Document.objects.exclude(kind=Document.Kind.RECEIPT).values_list("kind", flat=True)
    assert sorted(papers) == [Document.Kind.DUNNING, Document.Kind.PROGRESS]


# --- 처리진행상황 통지 ----------------------------------------------------------------------------------------------


def kept(people: People) -> Grievance:
    """장기추진 until March, with a report in February."""
    promise = {"target_on": date(2027, 3, 31), "report_on": date(2027, 2, 26)}
    return actions.keep(people.case(title="길"), "예산을 세웁니다.", **promise, by=people.officer)


def test_after_30_days_and_every_30_days_the_company_is_told_how_far_it_is(people, clock):
    case = kept(people)
    january = datetime(2027, 1, 22, 8, tzinfo=SEOUL)

    found = said(people, clock, seoul(23, 7, 59, month=12), seoul(23, 8, month=12), seoul(24, 8, month=12), january)

    told = dict.fromkeys(MEMBERS, PROGRESS.format(case.receipt_no))
    assert found == [{}, told, {}, told]
    first, second = Document.objects.filter(kind=Document.Kind.PROGRESS)
    assert (first.issued_at, second.issued_at) == (seoul(23, 8, month=12), january)
    assert first.facts["progress"] == [
        "2026년 11월 23일 김신청 님이 신청했습니다",
        "2026년 11월 23일 기업민원과가 접수하고 담당부서를 정했습니다",
        "2026년 11월 23일 도로과가 진행 상황을 알렸습니다",
    ]
    text = text_for(people.filer)
    for words in ("접수한 지 60일이 되어", "· 2026년 11월 23일 도로과가", second.get_absolute_url(), "이담당"):
        assert text.count(words) == 1


@pytest.mark.parametrize("now", ["running", "asked", "kept"])
def test_the_expected_day_is_what_is_true_now(people, clock, now):
    case = people.case()
    if now == "asked":
        actions.ask(case, "약도를 보내 주십시오.", date(2027, 1, 20), by=people.officer)
    elif now == "kept":
        actions.keep(case, "예산", target_on=date(2027, 3, 31), report_on=date(2027, 2, 26), by=people.officer)

    clock.move_to(seoul(23, 9, month=12))
    actions.remind()

    expected = {
        "running": "2026년 12월 1일(화)까지",
        "asked": "보완을 받은 뒤 정해집니다",
        "kept": "2027년 3월 31일(수)까지",
    }
    notice = Document.objects.get(kind=Document.Kind.PROGRESS)
    assert notice.facts["expected"] == expected[now]
    assert f"처리완료 예정: {expected[now]}" in text_for(people.filer)


def test_after_months_of_silence_one_progress_notice_goes_out(people, clock):
    kept(people)

    found = said(people, clock, datetime(2027, 2, 1, 9, tzinfo=SEOUL), datetime(2027, 2, 2, 9, tzinfo=SEOUL))

    assert [set(one) for one in found] == [set(MEMBERS), set()]
    assert "접수한 지 70일이 되어" in text_for(people.owner)


def test_what_was_answered_and_reopened_counts_on_from_the_receipt(people, clock):
    case = actions.resolve(people.case(), Outcome.SOLVED, "고쳤습니다.", by=people.officer)
    clock.move_to(seoul(28, 9, month=12))
    actions.reopen(case, "다시 파였습니다.", by=people.filer)

    days = (seoul(28, 10, month=12), datetime(2027, 1, 21, 9, tzinfo=SEOUL), datetime(2027, 1, 22, 9, tzinfo=SEOUL))
    counts = []
    for day in days:
        clock.move_to(day)
        actions.remind()
        counts.append(Document.objects.filter(kind=Document.Kind.PROGRESS).count())

    assert counts == [0, 0, 1]


def test_the_notice_names_the_last_moves_the_company_may_read(people, clock):
    case = kept(people)
    actions.note(case, "직원만 봅니다.", by=people.officer)
    for number in range(4):
        actions.message(case, f"{number}번째 글", by=people.officer)

    found = duties.done_so_far([case])[case.pk]

    assert [sentence.split("일 ", 1)[1] for sentence in found] == [
        "도로과가 진행 상황을 알렸습니다",
        *["도로과가 글을 남겼습니다"] * 4,
    ]


# --- Costs ----------------------------------------------------------------------------------------------------------


def test_reminders_and_papers_cost_the_same_for_3_cases_and_for_30(people, clock):
    def queries(cases: int, *, day: int) -> int:
        for _ in range(cases):
            people.case()
        clock.move_to(seoul(day, 9, month=12))
        with CaptureQueriesContext(connection) as found:
            assert actions.remind() >= 2 * cases  # late, and in hand for 30 days
        return len(found)

    few = queries(3, day=23)
    clock.move_to(seoul(23, 10))

    # Each kind of thing that may wait is looked for once: offers, rulings, approvals, proposals, opinions, too.
    assert queries(30, day=24) == few <= 27

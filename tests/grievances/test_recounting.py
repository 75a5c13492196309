"""법정기한 다시 셈: what a change of the rules does to running cases, and whom it tells."""

import threading
import time as time_module
import uuid
from datetime import date, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from grievances import actions, tasks
from grievances.actions import recounting
from grievances.clock import SEOUL, LegalKind
from grievances.models import Grievance, HistoryEntry, Holiday, LegalPeriod, Outage, Recount, WorkingHours
from grievances.moment import as_of
from grievances.recounts import foreseen
from grievances.rulebook import Rulebook
from grievances.workflow import Channel, ExtensionReason, Move, Status
from notifications.models import Message
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.today("2026-11-23 10:00+09:00")]

MONDAY = datetime(2026, 11, 23, 10, tzinfo=SEOUL)
"""Seven working days on it is Tuesday, December 1."""
REASON = "11월 26일(목)은 임시공휴일입니다."


def day_off(on: date = date(2026, 11, 26), **fields) -> Holiday:
    return Holiday.objects.create(day=on, name="임시공휴일", **fields)


def received(**wishes) -> Grievance:
    with as_of(MONDAY):
        return make.grievance(**wishes)


def recounted(reason: str = REASON, *, by=None) -> Recount:
    run = actions.recount_all(reason, by=by or make.manager())
    actions.take_up_recount(run.pk)
    run.refresh_from_db()
    return run


def due_on(case: Grievance) -> date:
    case.refresh_from_db()
    return timezone.localdate(case.due_at)


def letters() -> list[Message]:
    return list(
        Message.objects.filter(subject__contains="다시 ").exclude(subject__contains="마쳤습니다").order_by("pk")
    )


def test_a_day_off_moves_the_legal_deadline_and_keeps_the_promised_one():
    case = received()
    before = case.due_at
    day_off()

    run = recounted()

    assert (due_on(case), case.promised_at) == (date(2026, 12, 2), before)
    assert (run.state, run.cases, run.done, run.moved, run.told) == ("DONE", 1, 1, 1, 1)
    call_command("check_deadlines")


def test_the_reminders_move_with_the_deadline():
    case = received()
    day_off()

    recounted()

    case.refresh_from_db()
    local = [timezone.localtime(moment, SEOUL).date() for moment in (case.half_at, case.most_at)]
    assert local == [date(2026, 11, 27), date(2026, 12, 1)]


def test_the_history_says_from_when_to_when_and_why():
    case = received()
    day_off()
    manager = make.manager()

    recounted(by=manager)

    entry = case.history.get(move=Move.RECOUNT)
    assert (entry.by, entry.side, entry.note) == (manager, HistoryEntry.Side.CITY, REASON)
    assert [
        timezone.localdate(datetime.fromisoformat(entry.details[name])) for name in ("from_due_at", "to_due_at")
    ] == [
        date(2026, 12, 1),
        date(2026, 12, 2),
    ]


def test_the_first_promise_stands_however_often_the_deadline_moves():
    case = received()
    before = case.due_at
    for day in (25, 26, 27):
        day_off(date(2026, 11, day))
        recounted()

    assert (due_on(case), case.promised_at) == (date(2026, 12, 4), before)


def test_a_deadline_that_comes_back_is_the_promised_one_again():
    case = received()
    holiday = day_off()
    recounted()
    holiday.delete()

    recounted()

    assert (due_on(case), case.promised_at) == (date(2026, 12, 1), None)


def test_a_deadline_that_comes_earlier_promises_nothing():
    day_off()
    case = received()
    Holiday.objects.update(is_off=False)

    recounted()

    assert (due_on(case), case.promised_at) == (date(2026, 12, 1), None)
    assert "약속" not in letters()[0].text


def test_each_member_of_a_company_gets_one_letter_of_all_cases_they_may_see():
    company = make.company()
    owner = make.owner(company)
    member, filer = make.member(company), make.member(company)
    mine = received(by=filer, title="우리 공장 도로")
    secret = received(by=filer, title="사장님만 볼 것", is_private=True)
    day_off()

    recounted()

    said = {letter.person: (mine.receipt_no in letter.text, secret.receipt_no in letter.text) for letter in letters()}
    assert said == {owner: (True, True), filer: (True, True), member: (True, False)}
    assert len(letters()) == 3
    assert all(REASON in letter.text and "도로과" in letter.text for letter in letters())


def test_a_letter_names_the_promised_and_the_legal_date():
    case = received()
    day_off()

    recounted()

    (letter,) = letters()
    text = letter.text.replace("\u2060", "").replace("\xa0", " ")
    assert letter.link == case.get_absolute_url()
    assert "법정기한: 12월 1일(화)까지 → 12월 2일(수)까지" in text
    assert "약속한 기한: 12월 1일(화)까지" in text


def test_a_company_without_members_is_told_by_the_contact_that_was_noted():
    company = make.company()
    said = {"contact_name": "김반장", "contact_email": "line3@company.example", "contact_phone": "031-000-0001"}
    with as_of(MONDAY):
        first, second = (
            actions.file_on_behalf(
                company,
                by=make.manager(),
                channel=Channel.PHONE,
                arrived_at=MONDAY,
                key=uuid.uuid4(),
                category=make.category(),
                title=f"가로등 {number}",
                body="꺼졌습니다.",
                **said,
            )
            for number in (1, 2)
        )
        for case in (first, second):
            actions.receive(case, LegalKind.GRIEVANCE, make.department(), by=make.manager())
    day_off()

    run = recounted()

    (letter,) = letters()
    assert (letter.to, letter.person, run.told) == ("line3@company.example", None, 1)
    assert letter.about == f"{first.receipt_no}, {second.receipt_no}"


def test_a_case_that_waits_is_counted_anew_without_a_word():
    owner, officer = make.owner(make.company()), make.officer()
    waiting, kept = received(by=owner, to=officer), received(by=owner, to=officer)
    with as_of(MONDAY):
        actions.ask(waiting, "약도", date(2026, 12, 10), by=officer)
        actions.keep(kept, "길게 봅니다.", target_on=date(2027, 6, 1), report_on=date(2026, 12, 20), by=officer)
    day_off()

    run = recounted()

    assert [due_on(case) for case in (waiting, kept)] == [date(2026, 12, 2)] * 2
    assert [case.promised_at for case in (waiting, kept)] == [None, None]
    assert (run.done, run.moved, run.told, letters()) == (2, 0, 0, [])
    assert not HistoryEntry.objects.filter(move=Move.RECOUNT).exists()
    call_command("check_deadlines")


def test_the_time_to_receive_moves_too():
    with as_of(datetime(2026, 11, 25, 17, tzinfo=SEOUL)):
        case = make.filed()
    day_off()

    run = recounted()

    case.refresh_from_db()
    assert timezone.localtime(case.receive_by, SEOUL) == datetime(2026, 11, 27, 17, tzinfo=SEOUL)
    assert (run.done, run.moved, letters()) == (1, 0, [])


def test_what_has_ended_stays_as_it_is():
    with as_of(MONDAY):
        case = make.grievance(Status.RESOLVED)
    before = case.due_at
    day_off()

    run = recounted()

    case.refresh_from_db()
    assert (case.due_at, run.done, run.moved) == (before, 0, 0)


def test_extensions_pauses_and_outages_are_counted_as_one_by_one():
    owner, officer = make.owner(make.company()), make.officer()
    plain, extended, waited, looked = [received(by=owner, to=officer) for _ in range(4)]
    with as_of(MONDAY + timedelta(hours=3)):
        actions.extend(extended, ExtensionReason.FACTS, "현장을 더 보아야 합니다.", 3, by=officer)
        actions.ask(waited, "약도", date(2026, 12, 10), by=officer)
        actions.investigate(looked, date(2026, 11, 24), date(2026, 11, 25), "현장을 봅니다.", by=officer)
    with as_of(MONDAY + timedelta(days=1)):
        actions.supplement(Grievance.objects.get(pk=waited.pk), "여기 있습니다.", by=owner)
    Outage.objects.create(
        began_at=datetime(2026, 11, 27, 9, tzinfo=SEOUL),
        ended_at=datetime(2026, 11, 27, 18, tzinfo=SEOUL),
        what="신청",
        alternative="전화",
        entered_by=make.manager(),
    )
    day_off()

    recounted()

    assert [due_on(case) for case in (plain, extended, waited, looked)] == [
        date(2026, 12, 3),
        date(2026, 12, 8),
        date(2026, 12, 7),
        date(2026, 12, 7),
    ]
    call_command("check_deadlines")


def test_hours_are_counted_to_the_minute():
    with as_of(datetime(2026, 11, 25, 17, 20, tzinfo=SEOUL)):
        case = actions.receive(make.filed(), LegalKind.OTHER, make.department(), by=make.manager())
    day_off()

    recounted()

    case.refresh_from_db()
    assert timezone.localtime(case.due_at, SEOUL) == datetime(2026, 11, 27, 11, 20, tzinfo=SEOUL)
    call_command("check_deadlines")


def test_a_period_that_changes_is_written_on_the_case():
    case = received()
    LegalPeriod.objects.filter(kind=LegalKind.GRIEVANCE).update(amount=10)

    recounted()

    case.refresh_from_db()
    assert (due_on(case), case.period_amount) == (date(2026, 12, 4), 10)


def test_other_hours_move_what_is_counted_in_hours():
    with as_of(datetime(2026, 11, 23, 17, tzinfo=SEOUL)):
        case = actions.receive(make.filed(), LegalKind.OTHER, make.department(), by=make.manager())
    WorkingHours.objects.create(
        valid_from=date(2026, 11, 24), opens=time(8), lunch_from=time(12), lunch_until=time(13), closes=time(17)
    )

    recounted()

    case.refresh_from_db()
    assert timezone.localtime(case.due_at, SEOUL) == datetime(2026, 11, 24, 10, tzinfo=SEOUL)


def test_whoever_changed_the_rules_hears_that_it_is_done():
    received()
    day_off()
    manager = make.manager()

    run = recounted(by=manager)

    (letter,) = Message.objects.filter(subject__contains="다시 셈을 마쳤습니다")
    assert (letter.person, letter.link) == (manager, f"/admin/grievances/recount/{run.pk}/change/")
    assert "1건을 살펴 1건의 처리기한을 옮기고 1명에게 알렸습니다." in letter.text


def test_a_run_that_is_done_is_not_done_again():
    received()
    day_off()
    run = recounted()
    said = Message.objects.count()

    actions.take_up_recount(run.pk)

    assert (Message.objects.count(), actions.owed_recounts()) == (said, [])


def test_two_changes_tell_a_company_once_if_the_first_run_sees_both():
    received()
    day_off()
    first = actions.recount_all(REASON, by=make.manager())
    day_off(date(2026, 11, 27))
    second = actions.recount_all(REASON, by=make.manager())

    for run in (first, second):
        actions.take_up_recount(run.pk)

    assert len(letters()) == 1
    assert [run.moved for run in Recount.objects.order_by("pk")] == [1, 0]


def test_a_case_that_was_missed_is_found_before_the_run_ends():
    """Its company was merged into one that the run has passed already."""
    early, late = make.company("먼저"), make.company("나중")
    cases = [received(of=late), received(of=make.company("끝"))]
    day_off()
    run = actions.recount_all(REASON, by=make.manager())
    Recount.objects.filter(pk=run.pk).update(state="RUNNING", after_company=late.pk)

    actions.take_up_recount(run.pk)

    assert early.pk < late.pk
    assert [due_on(case) for case in cases] == [date(2026, 12, 2)] * 2
    assert len(letters()) == 2


def test_a_preview_changes_nothing_and_counts_what_would_move():
    case, other = received(), received(of=make.company("둘째"))
    before = case.due_at

    found = recounting.preview(day_off)

    assert (found.cases, found.changed, found.later, found.earlier, found.companies) == (2, 2, 2, 0, 2)
    assert found.groups == ((date(2026, 12, 1), date(2026, 12, 2), 2),)
    assert found.furthest_later.receipt_no in {case.receipt_no, other.receipt_no}
    case.refresh_from_db()
    assert (case.due_at, Holiday.objects.count()) == (before, 0)


def test_a_preview_says_how_many_are_late_before_and_after():
    received()
    with as_of(datetime(2026, 12, 2, 9, tzinfo=SEOUL)):
        found = recounting.preview(day_off)

    assert (found.overdue_before, found.overdue_after) == (1, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_asks_the_same_number_of_questions_however_many_cases_there_are(count, django_assert_num_queries):
    for number in range(count):
        received(of=make.company(f"회사{number}"))

    with django_assert_num_queries(7):
        foreseen(Rulebook())


# --- Real commits ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_leaves_a_batch_to_the_first():
    received()
    day_off()
    run = actions.recount_all(REASON, by=make.manager())

    def second() -> None:
        actions.take_up_recount(run.pk)
        connection.close()

    with transaction.atomic():
        Recount.objects.select_for_update().get(pk=run.pk)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(20)
        assert not thread.is_alive()

    run.refresh_from_db()
    assert (run.state, run.done) == ("WAITING", 0)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_finds_what_no_hint_reached(worker):
    case = received()
    day_off()
    run = Recount.objects.create(reason=REASON, by=make.manager(), asked_at=timezone.now())

    tasks.sweep_recounts()

    until = time_module.monotonic() + 30
    while Recount.objects.get(pk=run.pk).state != "DONE" and time_module.monotonic() < until:
        time_module.sleep(0.1)
    assert due_on(case) == date(2026, 12, 2)

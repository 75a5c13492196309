"""월간 점검: counted once, told, called for until a manager confirms it, and frozen."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from grievances import actions, duties
from grievances.clock import LegalKind
from grievances.models import Grievance, Holiday, MonthlyCheck
from grievances.workflow import ExtensionReason, MoveRefused, Outcome
from notifications.models import Message
from tests import make
from tests.grievances.at_once import at_once
from tests.grievances.people import People, seoul

pytestmark = pytest.mark.django_db

LIST = reverse("admin:grievances_monthlycheck_changelist")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Monday, 2 November 2026: the first working day of the month."""
    with time_machine.travel(seoul(2, 8, 20), tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(clock) -> People:
    """They have held their roles since September."""
    clock.move_to(seoul(1, 8, month=9))
    found = People()
    clock.move_to(seoul(2, 8, 20))
    return found


def told(people: People) -> dict[str, str]:
    """Look after the months; who is told what by it."""
    last = Message.objects.order_by("pk").last()
    actions.look_after_months()
    new = Message.objects.filter(pk__gt=last.pk if last else 0)
    return {people.names[one.person_id]: one.subject.removeprefix("[기업SOS] ") for one in new}


def checked(people: People) -> MonthlyCheck:
    actions.look_after_months()
    return MonthlyCheck.objects.get()


def page_of(check: MonthlyCheck) -> str:
    return reverse("admin:grievances_monthlycheck_change", args=[check.pk])


# --- The figures ----------------------------------------------------------------------------------------------------


class October:
    """A month made by hand: what happens on which day is written beside what it adds to the figures."""

    def __init__(self, people: People, clock) -> None:
        self.people, self.clock = people, clock
        self.officer = people.officer

    def on(self, day: int, hour: int = 10, month: int = 10) -> None:
        self.clock.move_to(seoul(day, hour, month=month))

    def received(self, to=None) -> Grievance:
        return make.grievance(by=self.people.filer, to=to or self.officer)

    def happen(self) -> None:
        self.on(1, month=9)
        other = make.official(Role.OFFICER, of=make.department("교통과"))
        long_term, in_time_by_word = self.received(), self.received()
        before = self.received()
        promise = {"target_on": date(2027, 3, 31), "report_on": date(2026, 12, 15), "by": self.officer}
        actions.keep(long_term, "예산을 세웁니다.", **promise)  # 30 days on 1 October, 60 on the 31st: 2 owed
        in_time_by_word = actions.keep(in_time_by_word, "예산을 세웁니다.", **promise)  # on 1 October: 1 owed
        actions.resolve(before, Outcome.SOLVED, "9월의 답변", by=self.officer)

        self.on(6)
        prompt, tardy = self.received(), make.filed(self.people.filer)
        self.on(8)
        actions.resolve(prompt, Outcome.SOLVED, "고쳤습니다.", by=self.officer)  # in time
        tardy = actions.receive(  # after 16 working hours; due on the 19th
            tardy, LegalKind.GRIEVANCE, make.department(), by=self.people.manager, officer=self.officer
        )
        self.on(12)
        lengthened = self.received()
        self.on(13)
        looked_at, elsewhere = self.received(), self.received(other)  # due on the 26th and the 21st
        actions.investigate(looked_at, date(2026, 10, 14), date(2026, 10, 16), "현장", by=self.officer)
        self.on(14)
        actions.ask(self.received(), "약도를 보내 주십시오.", date(2026, 11, 20), by=self.officer)
        self.on(15)
        lengthened = actions.extend(lengthened, ExtensionReason.FACTS, "측량", 7, by=self.officer)
        self.on(20)
        actions.resolve(tardy, Outcome.SOLVED, "늦었습니다.", by=self.officer)  # too late
        actions.resolve(in_time_by_word, Outcome.SOLVED, "다 했습니다.", by=self.officer)  # told of it in time
        lengthened = actions.ask_consent(lengthened, ExtensionReason.FACTS, "장마", 7, by=self.officer)
        actions.agree(lengthened, by=self.people.filer)  # due on 9 November, half on 26 October
        self.on(30, 9)
        actions.remind()  # two late and dunned, one half; one progress notice where two were owed
        self.late = [elsewhere.receipt_no, looked_at.receipt_no]

        self.on(2, 8, month=11)
        self.received()


def test_the_figures_of_a_month_are_those_counted_by_hand(people, clock):
    october = October(people, clock)
    october.happen()
    clock.move_to(seoul(2, 8, 20))

    figures = checked(people).figures

    assert figures["counts"] == {
        "received": 6,
        "received_late": 1,
        "answered": 3,
        "answered_in_time": 2,
        "late": 1,
        "extended_first": 1,
        "extended_second": 1,
        "investigated": 1,
        "progress_owed": 3,
        "progress_sent": 1,
        "reminded": 3,
        "dunned": 2,
        "paused": 1,
        "overdue": 2,
    }
    assert figures["overdue"] == october.late
    assert sorted(figures["departments"]) == sorted(
        [make.department(name).pk, name, 1] for name in ("도로과", "교통과")
    )


@pytest.mark.parametrize(("cases", "at_most"), [(1, 14), (10, 14)])
def test_counting_costs_the_same_for_one_case_and_for_many(people, clock, cases, at_most):
    clock.move_to(seoul(1, 10, month=9))
    for _ in range(cases):
        make.grievance(by=people.filer)
    clock.move_to(seoul(2, 8, 20))

    with CaptureQueriesContext(connection) as found:
        figures = duties.figures(date(2026, 10, 1), at=seoul(2, 8, 20))

    assert figures["counts"]["overdue"] == cases
    assert figures["counts"]["progress_owed"] == 2 * cases
    assert len(found) <= at_most


@pytest.mark.parametrize(
    ("day", "month"), [(date(2026, 11, 2), date(2026, 10, 1)), (date(2027, 1, 31), date(2026, 12, 1))]
)
def test_the_month_before_is_checked(day, month):
    assert duties.month_before(day) == month


# --- Who hears of it, and when --------------------------------------------------------------------------------------


def test_managers_and_examiners_are_told_with_the_figures(people, clock):
    October(people, clock).happen()
    clock.move_to(seoul(2, 8, 20))

    found = told(people)

    assert found == dict.fromkeys(["manager", "examiner"], "2026년 10월 점검: 지연 2건, 기한을 넘긴 답변 1건")
    mail = Message.objects.filter(person=people.manager).latest("pk")
    for words in ("접수: 6건", "독촉장: 2건", "시행규칙 제7조", page_of(MonthlyCheck.objects.get())):
        assert words in mail.text


def test_it_is_counted_once_and_called_for_from_the_3rd_until_it_is_confirmed(people, clock):
    found = []

    for day in (1, 2, 3, 4, 5):
        clock.move_to(seoul(day, 8, 20))
        found.append(set(told(people)))
        assert told(people) == {}
    actions.confirm_month(MonthlyCheck.objects.get(), "배수로를 고쳤습니다.", by=people.manager)
    clock.move_to(seoul(6, 8, 20))
    found.append(set(told(people)))

    assert found == [set(), {"manager", "examiner"}, {"manager"}, {"manager"}, {"manager"}, set()]
    assert MonthlyCheck.objects.count() == 1


def test_a_month_that_begins_with_five_days_off_is_counted_by_the_5th(people, clock):
    for day in (2, 3, 4, 5):
        Holiday.objects.create(day=date(2026, 11, day), name="임시공휴일")
    found = []

    for day in (4, 5):
        clock.move_to(seoul(day, 8, 20))
        found.append(set(told(people)))

    assert found == [set(), {"manager", "examiner"}]


def test_after_silence_the_month_is_counted_late_rather_than_never(people, clock):
    clock.move_to(seoul(18, 8, 20))

    assert set(told(people)) == {"manager", "examiner"}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_beats_at_the_same_moment_count_once(people, clock):
    before = Message.objects.count()

    assert at_once(actions.look_after_months, actions.look_after_months) == ["", ""]

    assert (MonthlyCheck.objects.count(), Message.objects.count()) == (1, before + 2)


# --- Confirming -----------------------------------------------------------------------------------------------------


def test_a_manager_confirms_once_with_what_was_mended(people):
    check = checked(people)

    actions.confirm_month(check, " 배수로를 고쳤습니다. ", by=people.manager)

    check.refresh_from_db()
    assert (check.checked_at, check.checked_by, check.remark) == (
        seoul(2, 8, 20),
        people.manager,
        "배수로를 고쳤습니다.",
    )
    with pytest.raises(MoveRefused, match="이미 확인한 점검입니다"):
        actions.confirm_month(check, "또", by=people.manager)


@pytest.mark.parametrize("who", ["examiner", "officer", "head", "owner"])
def test_nobody_else_confirms(people, who):
    with pytest.raises(PermissionDenied):
        actions.confirm_month(checked(people), "고쳤습니다.", by=getattr(people, who))

    assert MonthlyCheck.objects.open().count() == 1


def test_figures_that_were_counted_do_not_change(people):
    check = checked(people)

    with pytest.raises(DatabaseError, match="Cannot update rows"):
        MonthlyCheck.objects.filter(pk=check.pk).update(figures={})


# --- The pages ------------------------------------------------------------------------------------------------------


def test_the_list_and_the_page_show_the_figures_and_lead_into_the_work_list(client, people, clock):
    October(people, clock).happen()
    clock.move_to(seoul(2, 8, 20))
    check = checked(people)
    make.sign_in(client, people.manager)

    rows, page = client.get(LIST).content.decode(), client.get(page_of(check)).content.decode()

    for words in ("2026년 10월 점검", "확인할 것", "2건", "1건"):
        assert words in rows
    for words in ("8근무시간을 넘겨 접수", "<dd>6건</dd>", "확인했습니다", "교통과의 지금 지연"):
        assert words in page
    for number in check.figures["overdue"]:
        link = f"{reverse('admin:grievances_grievance_changelist')}?queue=all&amp;q={number}"
        assert f'href="{link}">{number}</a>' in page


def test_the_form_confirms_and_the_page_keeps_the_remark(client, people):
    check = checked(people)
    make.sign_in(client, people.manager)

    refused = client.post(page_of(check), {"remark": " "})
    response = client.post(page_of(check), {"remark": "배수로를 고쳤습니다."})
    again = client.post(page_of(check), {"remark": "또"}, follow=True)

    page = client.get(page_of(check)).content.decode()
    assert (refused.status_code, response.headers["Location"]) == (422, LIST)
    assert "배수로를 고쳤습니다." in page
    assert 'name="remark"' not in page
    assert "이미 확인한 점검입니다." in again.content.decode()


def test_an_examiner_reads_and_an_officer_does_not(client, people):
    check = checked(people)

    seen = make.sign_in(client, people.examiner).get(page_of(check))
    posted = client.post(page_of(check), {"remark": "고쳤습니다."})
    shut = make.sign_in(client, people.officer).get(page_of(check))

    assert 'name="remark"' not in seen.content.decode()
    assert (seen.status_code, posted.status_code, shut.status_code) == (200, 403, 403)


def test_a_check_to_confirm_waits_on_the_first_page(client, people, clock):
    check = checked(people)
    make.sign_in(client, people.manager)

    before = client.get(reverse("admin:index")).content.decode()
    actions.confirm_month(check, "고칠 것이 없었습니다.", by=people.manager)
    after = client.get(reverse("admin:index")).content.decode()

    address = f"{LIST}?state=open"
    assert f'href="{address}"' in before
    assert f'href="{address}"' not in after

"""제도개선 건의: to whom the city turned, what it heard, and what the company reads of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from grievances import actions
from grievances.actions import reforming
from grievances.models import Grievance, Reform
from grievances.moment import as_of
from grievances.workflow import Move, MoveRefused, Status
from notifications.models import Message
from tests import make
from tests.grievances.at_once import at_once

pytestmark = pytest.mark.django_db

ASKS = "도로법 제61조에 소규모 공장의 예외를 두어 주십시오."
LIST = reverse("admin:grievances_reform_changelist")


def today():
    return timezone.localdate()


def suggested(case: Grievance, *, days: int = 60, body: str = "국토교통부") -> Reform:
    reforming.suggest_reform(case, body, ASKS, today() + timedelta(days=days), by=case.officer)
    return case.reforms.latest("pk")


def old(case: Grievance, *, days_ago: int, days: int) -> Reform:
    """Proposed so many days ago, to be asked about after `days`."""
    with as_of(timezone.now() - timedelta(days=days_ago)):
        sent_on = today() - timedelta(days=days_ago)
        reforming.suggest_reform(case, "경기도", ASKS, sent_on + timedelta(days=days), by=case.officer)
    return case.reforms.latest("pk")


def test_a_proposal_is_kept_and_the_company_is_told():
    case = make.grievance(Status.INFEASIBLE)

    reform = suggested(case)

    assert (reform.body, reform.words, reform.sent_on, reform.sent_by) == ("국토교통부", ASKS, today(), case.officer)
    entry = case.history.latest("pk")
    assert (entry.move, entry.is_internal, entry.note) == (Move.SUGGEST_REFORM, False, ASKS)
    mail = Message.objects.get(to=case.filer.email, subject__contains="국토교통부에 제도를 고쳐 달라고")
    assert ASKS in mail.text


@pytest.mark.parametrize(
    ("body", "words", "days", "told"),
    [
        (" ", ASKS, 9, "어디에 건의했는지"),
        ("경기도", " ", 9, "무엇을 바꾸어"),
        ("경기도", ASKS, 0, "내일부터 한 해 안의 날"),
        ("경기도", ASKS, 400, "내일부터 한 해 안의 날"),
    ],
)
def test_a_proposal_says_to_whom_what_and_when_it_is_asked_about(body, words, days, told):
    case = make.grievance()

    with pytest.raises(MoveRefused, match=told):
        reforming.suggest_reform(case, body, words, today() + timedelta(days=days), by=case.officer)
    with pytest.raises(PermissionDenied):
        reforming.suggest_reform(case, "경기도", ASKS, today() + timedelta(days=9), by=case.filer)


def test_a_reply_is_told_and_written_once():
    case = make.grievance(Status.INFEASIBLE)
    reform = suggested(case)

    reforming.record_reply(case, reform, Reform.Reply.REFUSED, "형평에 어긋나 어렵다고 합니다.", by=case.officer)

    reform.refresh_from_db()
    assert (reform.reply, reform.replied_on) == (Reform.Reply.REFUSED, today())
    mail = Message.objects.get(to=case.filer.email, subject__contains="회신이 왔습니다: 불수용")
    assert "형평에 어긋나" in mail.text
    with pytest.raises(MoveRefused, match="이미 적은 회신은 바꾸지 않습니다"):
        reforming.record_reply(case, reform, Reform.Reply.ACCEPTED, "바꾼답니다.", by=case.officer)
    assert Grievance.objects.get(pk=case.pk).woken_at is None


def test_what_is_accepted_wakes_a_case_that_was_infeasible():
    case = make.grievance(Status.INFEASIBLE)
    reform = suggested(case)
    head = make.official(Role.HEAD, of=case.department)

    after = reforming.record_reply(case, reform, Reform.Reply.ACCEPTED, "시행령을 고친답니다.", by=case.officer)

    assert after.woken_at is not None
    assert list(Grievance.objects.woken(on=today())) == [case]
    assert Message.objects.filter(to=head.email, subject__contains="깨어난 사건").exists()


def test_what_is_accepted_wakes_nothing_that_still_runs():
    case = make.grievance()
    reform = suggested(case)

    after = reforming.record_reply(case, reform, Reform.Reply.ACCEPTED, "고친답니다.", by=case.officer)

    assert (after.woken_at, after.status) == (None, Status.IN_PROGRESS)


def test_a_proposal_of_another_case_is_not_answered_here():
    case, other = make.grievance(), make.grievance()
    reform = suggested(other)

    with pytest.raises(MoveRefused, match="이 사건에서 회신을 기다리는 건의가 아닙니다"):
        reforming.record_reply(case, reform, Reform.Reply.REFUSED, "어렵답니다.", by=case.officer)
    with pytest.raises(MoveRefused, match="이 사건에서"):
        reforming.ask_again(case, reform, today() + timedelta(days=5), "아직이랍니다.", by=case.officer)


def test_the_day_to_ask_moves_with_what_was_heard_and_the_company_does_not_read_it():
    case = make.grievance()
    reform = old(case, days_ago=30, days=20)
    assert list(Reform.objects.to_ask_about(on=today())) == [reform]

    reforming.ask_again(case, reform, today() + timedelta(days=14), "담당 주무관: 검토 중", by=case.officer)

    assert not Reform.objects.to_ask_about(on=today()).exists()
    entry = case.history.latest("pk")
    assert (entry.move, entry.is_internal) == (Move.NOTE, True)


def test_on_its_day_whoever_is_in_charge_hears_once_and_after_a_week_the_head():
    case = make.grievance(Status.INFEASIBLE)
    head = make.official(Role.HEAD, of=case.department)
    old(case, days_ago=40, days=39)
    Message.objects.all().delete()

    actions.remind()
    actions.remind()
    assert list(Message.objects.filter(subject__contains="회신을 물을 건의").values_list("to", flat=True)) == [
        case.officer.email
    ]
    with as_of(timezone.now() + timedelta(days=8)):
        actions.remind()

    assert Message.objects.filter(to=head.email, subject__contains="회신을 물을 건의").count() == 1


def test_of_two_proposals_of_one_case_neither_is_forgotten():
    case = make.grievance(Status.INFEASIBLE)
    for body in ("경기도", "국토교통부"):
        with as_of(timezone.now() - timedelta(days=40)):
            sent_on = today() - timedelta(days=40)
            reforming.suggest_reform(case, body, ASKS, sent_on + timedelta(days=39), by=case.officer)
    Message.objects.all().delete()

    actions.remind()

    told = " ".join(Message.objects.filter(to=case.officer.email).values_list("text", flat=True))
    assert "경기도에 한 건의의 회신이 오지 않았습니다" in told
    assert "국토교통부에 한 건의의 회신이 오지 않았습니다" in told


@pytest.mark.django_db(transaction=True)
def test_of_two_replies_written_at_once_one_stands():
    case = make.grievance()
    reform, officer = suggested(case), case.officer

    told = at_once(
        lambda: reforming.record_reply(case, reform, Reform.Reply.REFUSED, "어렵답니다.", by=officer),
        lambda: reforming.record_reply(case, reform, Reform.Reply.PARTLY, "일부 고친답니다.", by=officer),
    )

    assert sorted(map(bool, told)) == [False, True]
    assert case.history.filter(move=Move.REFORM_ANSWERED).count() == 1


# --- Doors ----------------------------------------------------------------------------------------------------------


def move_of(case: Grievance, name: str) -> str:
    return reverse("admin:grievances_grievance_move", args=[case.pk, name])


def test_officials_propose_and_note_the_reply_on_the_page_of_the_case(client):
    case = make.grievance(Status.INFEASIBLE)
    make.sign_in(client, case.officer)
    seen = case.history.latest("pk").pk
    said = {"body": "경기도", "proposal": ASKS, "sent_on": f"{today()}", "seen": seen}

    client.post(move_of(case, "SUGGEST_REFORM"), said | {"ask_again_on": f"{today() + timedelta(days=30)}"})
    reform = case.reforms.get()
    page = client.get(f"{reverse('admin:grievances_grievance_change', args=[case.pk])}?move=REFORM_ANSWERED")
    client.post(
        move_of(case, "REFORM_ANSWERED"),
        {
            "reform": reform.pk,
            "reply": "LONG_TERM",
            "answer": "내년에 봅니다.",
            "replied_on": f"{today()}",
            "seen": case.history.latest("pk").pk,
        },
    )

    assert "경기도" in page.content.decode()
    reform.refresh_from_db()
    assert (reform.reply, reform.reply_words) == (Reform.Reply.LONG_TERM, "내년에 봅니다.")


def test_the_company_reads_what_was_proposed_and_what_came_of_it(client):
    case = make.grievance(Status.INFEASIBLE)
    reform = suggested(case)
    make.sign_in(client, case.filer)

    before = client.get(case.get_absolute_url()).content.decode()
    reforming.record_reply(case, reform, Reform.Reply.REFUSED, "형평에 어긋나 어렵다고 합니다.", by=case.officer)
    after = client.get(case.get_absolute_url()).content.decode()

    assert ASKS in before
    assert "회신을 기다립니다" in before
    assert "회신이 왔습니다: 불수용" in after


def test_the_list_shows_each_department_its_own_and_what_is_to_be_asked_about(client):
    mine, theirs = make.grievance(), make.grievance(in_=make.department("대중교통과"))
    late, fresh, other = old(mine, days_ago=30, days=20), suggested(mine), suggested(theirs)
    make.sign_in(client, mine.officer)

    own = client.get(LIST).context["cl"].result_list
    make.sign_in(client, make.manager())
    every = client.get(LIST).context["cl"].result_list
    to_ask = client.get(f"{LIST}?state=to-ask").context["cl"].result_list

    assert list(own) == [late, fresh]
    assert set(every) == {late, fresh, other}
    assert list(to_ask) == [late]


def test_what_is_to_be_asked_about_is_so_by_the_unit_that_answers_for_the_case(client):
    mine, theirs = make.grievance(), make.grievance(in_=make.department("대중교통과"))
    own, other = old(mine, days_ago=30, days=20), old(theirs, days_ago=30, days=20)
    on = today() + timedelta(days=7)
    actions.consult(theirs, "도로를 고칠 수 있습니까?", on, by=theirs.officer, department=mine.department)
    make.sign_in(client, mine.officer)

    every = client.get(LIST).context["cl"].result_list
    to_ask = client.get(f"{LIST}?state=to-ask").context["cl"].result_list

    assert set(every) == {own, other}
    assert list(to_ask) == [own]


def test_the_list_asks_a_fixed_number_of_questions(client):
    make.sign_in(client, make.manager())
    suggested(make.grievance())
    client.get(LIST)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            suggested(make.grievance())
        with CaptureQueriesContext(connection) as asked:
            page = client.get(LIST)
        counts.append((len(page.context["cl"].result_list), len(asked)))

    assert [rows for rows, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]

"""What stands in the way of a move that the table gives: numbers and moments of the statute."""

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from companies import actions as companies
from grievances import actions, permissions
from grievances.clock import LegalKind, Unit
from grievances.models import CallBack, Grievance, Holiday, LegalPeriod, Outage, Rating, WorkingHours
from grievances.moment import as_of
from grievances.querysets import REOPENED_WITHIN
from grievances.workflow import RULES, ClosingReason, Move, MoveRefused, Outcome, Solved, Status
from tests import make
from tests.grievances.casts import ago, soon
from tests.grievances.moves_together import OF_THE_ASKED, OF_THE_OFFERED
from tests.grievances.test_rules import MAKE, stage  # noqa: F401

pytestmark = pytest.mark.django_db


def day(moment: datetime):
    return timezone.localdate(moment)


def in_hand(days_ago: int = 60) -> Grievance:
    """Received so many days ago, with a period that has long passed."""
    with as_of(ago(days_ago)):
        return make.grievance()


def asked(case: Grievance, *, days_ago: int, until: int) -> Grievance:
    """보완요구 so many days ago, whose time ended `until` days ago."""
    with as_of(ago(days_ago)):
        return actions.ask(case, "약도를 보내 주십시오.", day(ago(until)), by=case.officer)


def offered(case: Grievance, move: Move, by: User) -> str:
    """What the page says beside the button."""
    (offer,) = [offer for offer in permissions.moves_for(by, case, at=timezone.now()) if offer.move == move]
    return offer.hindrance


def refused(deed) -> str:
    with pytest.raises(MoveRefused) as told:
        deed()
    return str(told.value)


# --- RETURN ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("requests", [0, 1])
def test_a_case_is_not_returned_before_two_requests_lapsed(requests):
    case = in_hand()
    if requests:
        case = asked(case, days_ago=50, until=41)

    told = refused(lambda: actions.return_(case, "보완이 오지 않았습니다.", by=case.officer))

    sentence = f"답 없는 보완요구가 두 번 있어야 반려할 수 있습니다(시행령 제25조). 지금 {requests}번입니다."
    assert told == offered(case, Move.RETURN, case.officer) == sentence


def test_a_second_request_whose_time_still_runs_does_not_count():
    case = asked(asked(in_hand(), days_ago=50, until=41), days_ago=5, until=-3)

    assert "지금 1번입니다" in refused(lambda: actions.return_(case, "오지 않았습니다.", by=case.officer))


def test_after_two_requests_lapsed_a_case_is_returned():
    case = asked(asked(in_hand(), days_ago=50, until=41), days_ago=30, until=21)

    case = actions.return_(case, "두 번 요구한 약도가 오지 않았습니다.", by=case.officer)

    assert (case.status, case.closing_reason, case.paused_at) == (Status.CLOSED, ClosingReason.RETURNED, None)
    assert case.supplement_requests.standing().count() == 0


def test_a_request_that_was_supplied_or_that_the_city_ended_is_not_held_against_the_company():
    with as_of(ago(60)):
        case = make.grievance()
    case = asked(case, days_ago=58, until=50)
    with as_of(ago(55)):
        case = actions.supplement(case, "보냅니다.", by=case.filer)
    case = asked(case, days_ago=54, until=45)
    case = asked(case, days_ago=40, until=35)
    with as_of(ago(38)):
        case = actions.keep(case, "예산을 세웁니다.", target_on=soon(90), report_on=soon(30), by=case.officer)

    assert "지금 1번입니다" in refused(lambda: actions.return_(case, "오지 않았습니다.", by=case.officer))


def test_requests_before_a_second_look_do_not_count_for_the_new_run():
    case = asked(asked(in_hand(), days_ago=50, until=41), days_ago=30, until=21)
    with as_of(ago(10)):
        case = actions.resolve(case, Outcome.EXPLAINED, "설명드립니다.", by=case.officer)
        case = actions.reopen(case, "다시 봐 주십시오.", by=case.filer)

    assert "지금 0번입니다" in refused(lambda: actions.return_(case, "오지 않았습니다.", by=case.officer))


# --- REOPEN ---------------------------------------------------------------------------------------------------------


def answered(days_ago: int) -> Grievance:
    with as_of(ago(days_ago)):
        return make.grievance(Status.RESOLVED)


def test_the_company_asks_for_a_second_look_within_ninety_days():
    case, late = answered(REOPENED_WITHIN.days - 1), answered(REOPENED_WITHIN.days + 1)

    told = refused(lambda: actions.reopen(late, "다시 봐 주십시오.", by=late.filer))
    again = actions.reopen(case, "다시 봐 주십시오.", by=case.filer)

    assert timedelta(days=90) == REOPENED_WITHIN
    assert told == offered(late, Move.REOPEN, late.filer)
    assert told == "재검토는 답변을 받은 날부터 90일 안에 요청할 수 있습니다. 이어진 일이라면 새로 신청해 주십시오."
    assert (again.status, again.reopened, again.arrived_at) == (Status.IN_PROGRESS, 1, case.arrived_at)


def test_a_manager_looks_again_at_any_time():
    late = answered(400)

    assert actions.reopen(late, "법이 바뀌었습니다.", by=make.manager()).status == Status.IN_PROGRESS


def test_a_second_look_starts_the_clock_anew_and_keeps_the_first_answer():
    case = answered(30)
    first = case.answers.get()

    case = actions.reopen(case, "다시 봐 주십시오.", by=case.filer)

    assert case.due_at > timezone.now() > first.answered_at
    assert (case.outcome, case.answered_at, case.run_at > first.answered_at) == ("", None, True)
    assert list(case.answers.all()) == [first]


# --- ASK, MORE_TIME, SUPPLEMENT -------------------------------------------------------------------------------------


def test_nobody_is_asked_twice_while_there_is_time():
    case = asked(in_hand(), days_ago=3, until=-3)

    told = refused(lambda: actions.ask(case, "사진도 보내 주십시오.", soon(), by=case.officer))

    assert told == offered(case, Move.ASK, case.officer)
    assert told == "이미 보완을 요구했고 기한이 남아 있습니다. 더 필요한 것은 소통으로 알려 주십시오."


def test_the_second_request_gives_ten_days_at_most():
    case = asked(in_hand(), days_ago=20, until=10)

    told = refused(lambda: actions.ask(case, "약도를 보내 주십시오.", soon(11), by=case.officer))
    again = actions.ask(case, "약도를 보내 주십시오.", soon(10), by=case.officer)

    assert told == "다시 요구하는 보완은 10일 안으로 정해야 합니다(시행령 제24조③)."
    assert [request.ended_at is None for request in again.supplement_requests.all()] == [False, True]
    assert again.pauses.count() == 1


def test_the_first_request_may_give_longer():
    case = make.grievance()

    assert actions.ask(case, "약도를 보내 주십시오.", soon(40), by=case.officer).is_paused


@pytest.mark.parametrize("days", [0, -1])
def test_a_request_ends_after_today(days):
    case = make.grievance()

    told = refused(lambda: actions.ask(case, "약도를 보내 주십시오.", soon(days), by=case.officer))

    assert told == "보완기한은 내일 이후로 정해 주십시오."


def test_a_kept_case_is_asked_by_message_only():
    case = make.grievance()
    case = actions.keep(case, "중간답변", target_on=soon(90), report_on=soon(30), by=case.officer)

    told = refused(lambda: actions.ask(case, "약도를 보내 주십시오.", soon(), by=case.officer))

    assert told == offered(case, Move.ASK, case.officer)
    assert "소통으로" in told


def test_more_time_is_given_twice():
    case = make.grievance()
    case = actions.ask(case, "약도를 보내 주십시오.", soon(3), by=case.officer)
    for days in (5, 9):
        case = actions.ask_for_more_time(case, soon(days), "사진을 찍어야 합니다.", by=case.filer)

    told = refused(lambda: actions.ask_for_more_time(case, soon(12), "더 필요합니다.", by=case.filer))

    assert told == offered(case, Move.MORE_TIME, case.filer)
    assert told == "보완기간은 두 번까지 늘릴 수 있습니다(시행령 제24조②). 지금 있는 것부터 보내 주십시오."
    assert day(case.supplement_requests.get().reply_by) == soon(9)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (3, "지금 보완기한보다 뒤의 날을 골라 주십시오."),
        (31, "한 번에 30일까지 늘릴 수 있습니다. 더 가까운 날을 골라 주십시오."),
    ],
)
def test_more_time_is_later_than_now_and_not_for_ever(days, sentence):
    case = make.grievance()
    case = actions.ask(case, "약도를 보내 주십시오.", soon(3), by=case.officer)

    assert refused(lambda: actions.ask_for_more_time(case, soon(days), "까닭", by=case.filer)) == sentence


@pytest.mark.parametrize("move", [Move.SUPPLEMENT, Move.MORE_TIME])
def test_without_a_request_there_is_nothing_to_supplement(move):
    case = make.grievance()

    told = refused(
        lambda: (
            actions.supplement(case, "보냅니다.", by=case.filer)
            if move == Move.SUPPLEMENT
            else actions.ask_for_more_time(case, soon(9), "까닭", by=case.filer)
        )
    )

    assert told == offered(case, move, case.filer)
    assert told == "지금은 보완을 요구받은 것이 없습니다. 더 알릴 것은 소통으로 보내 주십시오."


def test_days_of_a_pause_are_not_counted():
    with as_of(timezone.make_aware(datetime(2026, 9, 1, 10))):  # noqa: DTZ001
        case = make.grievance()
    with as_of(timezone.make_aware(datetime(2026, 9, 2, 10))):  # noqa: DTZ001
        case = actions.ask(case, "약도를 보내 주십시오.", datetime(2026, 9, 10).date(), by=case.officer)  # noqa: DTZ001
    due = day(case.due_at)
    with as_of(timezone.make_aware(datetime(2026, 9, 8, 10))):  # noqa: DTZ001
        case = actions.supplement(case, "보냅니다.", by=case.filer)

    # 1 September is the first day; 2 to 8 (five working days) are out, so six more follow from the 9th.
    assert (due.isoformat(), day(case.due_at).isoformat()) == ("2026-09-09", "2026-09-16")


# --- KEEP, CLOSE_REPEAT, RECEIVE ------------------------------------------------------------------------------------


def test_a_case_that_is_overdue_is_answered_and_not_kept():
    case = in_hand()

    told = refused(lambda: actions.keep(case, "중간답변", target_on=soon(90), report_on=soon(30), by=case.officer))

    assert told == offered(case, Move.KEEP, case.officer)
    assert told == "중간답변은 처리기한 안에 해야 합니다. 기한이 지났으니 완료나 처리 불가로 답해 주십시오."


def test_a_kept_case_is_never_overdue_and_reports_again():
    case = make.grievance()
    case = actions.keep(case, "중간답변", target_on=soon(90), report_on=soon(30), by=case.officer)
    kept_at, later = case.kept_at, timezone.now() + timedelta(days=40)

    with as_of(later):
        case = actions.keep(case, "다음 보고", target_on=soon(120), report_on=soon(70), by=case.officer)

    assert not case.is_overdue(at=later)
    assert (case.kept_at, case.report_on) == (kept_at, soon(70))


@pytest.mark.parametrize(("target", "report"), [(90, 0), (20, 30)])
def test_a_report_comes_tomorrow_or_later_and_before_the_target(target, report):
    case = make.grievance()

    assert refused(
        lambda: actions.keep(case, "중간답변", target_on=soon(target), report_on=soon(report), by=case.officer)
    )


def test_two_cases_answered_before_this_one_was_received_make_it_a_repeat():
    owner, manager = make.owner(make.company()), make.manager()
    first, second = (make.grievance(Status.RESOLVED, by=owner) for _ in range(2))
    third = make.grievance(by=owner)
    since, unanswered = make.grievance(Status.RESOLVED, by=owner), make.filed(owner)
    stranger = make.grievance(Status.RESOLVED)

    too_few = [
        refused(lambda earlier=earlier: actions.close_repeat(third, earlier, "같은 내용", by=manager))
        for earlier in ([first], [first, first], [first, unanswered], [first, since], [first, third], [])
    ]
    of_another = refused(lambda: actions.close_repeat(third, [first, second, stranger], "같은 내용", by=manager))
    closed = actions.close_repeat(third, [first, second], "같은 내용", by=manager)

    sentence = "이 사건을 접수하기 전에 같은 내용에 답한 사건이 두 건 있어야 합니다(법 제23조①)."
    assert set(too_few) == {sentence}
    assert of_another == "같은 기업의 사건만 적을 수 있습니다."
    assert (closed.status, closed.closing_reason) == (Status.CLOSED, ClosingReason.REPEATED)
    assert closed.history.latest("pk").details == {"earlier": [first.receipt_no, second.receipt_no]}


def test_a_case_beside_one_that_goes_on_is_a_duplicate():
    owner, manager = make.owner(make.company()), make.manager()
    kept, ended = make.filed(owner), make.grievance(Status.CLOSED, by=owner)
    double = make.filed(owner)

    told = {
        refused(lambda e=e: actions.close_repeat(double, e, "겹쳤습니다.", by=manager, as_duplicate=True))
        for e in ([], [ended], [double])
    }
    closed = actions.close_repeat(double, [kept], "겹쳤습니다.", by=manager, as_duplicate=True)

    assert told == {"이어서 처리할 사건을 하나 적어 주십시오."}
    assert closed.closing_reason == ClosingReason.DUPLICATE


def test_cases_of_a_company_that_was_merged_count_as_the_same_companys():
    double, home = make.company("한빛정밀(주)"), make.company("한빛정밀")
    filer, manager = make.owner(double), make.manager()
    earlier = [make.grievance(Status.RESOLVED, by=filer, of=double) for _ in range(2)]
    make.owner(home)
    companies.merge(double, into=home, by=manager)

    third = make.filed(home.seats.owners().first().person, of=home)

    assert actions.close_repeat(third, earlier, "같은 내용", by=manager).closing_reason == ClosingReason.REPEATED


def test_a_case_under_a_law_of_its_own_needs_its_period():
    case, manager = make.filed(), make.manager()

    told = refused(lambda: actions.receive(case, LegalKind.STATUTORY, make.department(), by=manager))
    received = actions.receive(case, LegalKind.STATUTORY, make.department(), by=manager, days=20)

    assert told == "법정 민원은 그 법령이 정한 처리기간(일)을 적으십시오."
    assert str(received.period) == "20일"


def test_only_people_of_the_department_are_assigned():
    case, stranger = make.grievance(), make.official("OFFICER", of=make.department("세정과"), name="남과")

    told = refused(lambda: actions.assign(case, stranger, by=make.manager()))
    again = refused(lambda: actions.assign(case, case.officer, by=make.manager()))

    assert told == "남과 님은 도로과 소속이 아닙니다. 그 부서의 담당자를 고르십시오."
    assert again == f"이미 {case.officer.name} 님이 맡고 있습니다."


# --- RATE -----------------------------------------------------------------------------------------------------------


def test_an_answer_is_rated_once_and_by_whoever_filed():
    company = make.company()
    owner = make.owner(company)
    filer = make.member(company)
    case = make.grievance(Status.RESOLVED, by=filer, of=company)
    answer = case.answers.get()

    for somebody in (owner, make.manager(), case.officer):
        with pytest.raises(PermissionDenied):
            actions.rate(answer, Solved.YES, 5, by=somebody)
    actions.rate(answer, Solved.PARTLY, 3, "반은 됐습니다.", by=filer)
    told = refused(lambda: actions.rate(answer, Solved.YES, 5, by=filer))

    assert told == offered(case, Move.RATE, filer) == "이 답변은 이미 평가하셨습니다. 고맙습니다."
    assert (Rating.objects.get().solved, Rating.objects.get().score) == (Solved.PARTLY, 3)


def test_an_answer_that_is_looked_at_again_is_rated_no_more_and_the_next_one_is():
    case = make.grievance(Status.RESOLVED)
    first = case.answers.get()
    case = actions.reopen(case, "다시 봐 주십시오.", by=case.filer)
    case = actions.resolve(case, Outcome.SOLVED, "이제 고쳤습니다.", by=case.officer)

    told = refused(lambda: actions.rate(first, Solved.YES, 5, by=case.filer))
    actions.rate(case.answers.last(), Solved.YES, 5, by=case.filer)

    assert told == "다시 살피고 있는 답변입니다. 새 답변이 나오면 그때 평가해 주십시오."
    assert Rating.objects.get().answer == case.answers.last()


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_is_one_to_five(score):
    case = make.grievance(Status.RESOLVED)

    assert refused(lambda: actions.rate(case.answers.get(), Solved.YES, score, by=case.filer))
    assert Rating.objects.count() == 0


@pytest.mark.parametrize(
    ("solved", "score", "calls"),
    [(Solved.YES, 5, 0), (Solved.YES, 3, 0), (Solved.YES, 2, 1), (Solved.NO, 5, 1), (Solved.PARTLY, 1, 1)],
)
def test_whoever_is_not_content_is_called_by_somebody_else(solved, score, calls):
    case = make.grievance(Status.RESOLVED)

    actions.rate(case.answers.get(), solved, score, by=case.filer)

    assert CallBack.objects.count() == calls


# --- The cost of a move ---------------------------------------------------------------------------------------------


USUAL = 14
COUNTS_ANEW = {
    Move.RECEIVE: 17,  # and whose time ends and whose begins
    Move.SUPPLEMENT: 15,
    Move.INVESTIGATE: 15,
    Move.INVESTIGATE_LONGER: 16,
    Move.END_INVESTIGATION: 15,
    Move.EXTEND: 17,
    Move.ASK_CONSENT: 15,
    Move.AGREE: 21,
    Move.PROPOSE: 15,  # it is tried out, and taken back
    Move.APPROVE: 21,  # what was proposed goes out at once
}
"""They read the rulebook (periods, days off, hours, outages) and what stopped the clock; some hand over a paper."""
MAKERS = {
    **dict.fromkeys([Move.RECEIVE, Move.FORWARD, Move.CLOSE_REPEAT, Move.RULE_TRANSFER], "the manager"),
    **dict.fromkeys([Move.PROPOSE, Move.TAKE_PROPOSAL_BACK], "the officer"),
    **dict.fromkeys([*OF_THE_OFFERED, *OF_THE_ASKED], "another department's officer"),
}
OF_THE_COMPANY = {move for move in MAKE if Role.COMPANY in RULES[move].by}
STATUS = {
    Move.RECEIVE: Status.OPEN,
    Move.REOPEN: Status.RESOLVED,
    Move.RATE: Status.RESOLVED,
    Move.LOOK_AGAIN: Status.INFEASIBLE,
    Move.WAKE: Status.INFEASIBLE,
}


def cost(stage, move: Move) -> list[str]:  # noqa: F811
    """What a move asks the database; it leaves no trace."""
    who = "who filed" if move in OF_THE_COMPANY else MAKERS.get(move, "the head")
    case = stage.case(move, STATUS.get(move, Status.IN_PROGRESS), private=False)
    by = User.objects.get(pk=stage.people[who].user.pk)
    with transaction.atomic():
        stage.prepare(move, case)
        with CaptureQueriesContext(connection) as asked:
            MAKE[move](case, stage, by)
        transaction.set_rollback(True)
    return [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]


def test_a_move_asks_so_many_questions_and_no_more_where_there_is_more_to_read(stage):  # noqa: F811
    """With three members to be told; the same for two more, and for a table full of days off, periods and outages."""
    company = stage.people["who filed"].user.seats.get().company
    assert company.seats.active().count() >= 3

    few = {move: cost(stage, move) for move in MAKE}
    make.member(company), make.member(company)
    fill_the_rulebook(by=stage.people["the manager"].user)
    many = {move: len(cost(stage, move)) for move in MAKE}

    over = {move: len(asked) for move, asked in few.items() if len(asked) > COUNTS_ANEW.get(move, USUAL)}
    assert over == {}, "\n".join(sql[:200] for move in over for sql in few[move])
    assert {move: (len(few[move]), asked) for move, asked in many.items() if asked > len(few[move])} == {}


def fill_the_rulebook(by: User) -> None:
    """As it stands after years."""
    first = timezone.localdate() - timedelta(days=3)
    Holiday.objects.bulk_create(Holiday(day=first - timedelta(days=n), name="지난 휴일") for n in range(100))
    for number in range(5):
        WorkingHours.objects.create(
            valid_from=first.replace(year=first.year - 1) - timedelta(days=number),
            opens=time(9),
            lunch_from=time(12),
            lunch_until=time(13),
            closes=time(18),
        )
    LegalPeriod.objects.bulk_create(
        LegalPeriod(
            kind=LegalKind.STATUTORY,
            matter=f"민원 {number}",
            amount=10,
            unit=Unit.DAYS,
            article="그 법",
            valid_from=first,
        )
        for number in range(50)
    )
    for number in range(1, 20):
        began = ago(number * 2)
        Outage.objects.create(
            began_at=began, ended_at=began + timedelta(hours=1), what="모두", alternative="전화", entered_by=by
        )

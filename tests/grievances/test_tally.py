"""공개 현황: what is counted, and what is never added up."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from grievances import actions
from grievances.clock import SEOUL
from grievances.models import Grievance
from grievances.moment import as_of
from grievances.tally import Figures
from grievances.workflow import Channel, Solved, Status
from tests import make

pytestmark = pytest.mark.django_db


def figures() -> Figures:
    now = timezone.now()
    return Grievance.objects.figures(since=now - timedelta(days=365), at=now)


def rated(solved: Solved, score: int = 4) -> Grievance:
    case = make.grievance(at=Status.RESOLVED)
    return actions.rate(case.answers.get(), solved, score, by=case.filer)


def test_the_parts_make_the_whole_on_either_side():
    make.grievance(at=Status.OPEN)
    make.grievance(at=Status.IN_PROGRESS)
    make.grievance(at=Status.INFEASIBLE)
    make.grievance(at=Status.CLOSED)
    make.grievance(at=Status.RESOLVED)
    rated(Solved.YES)

    found = figures()

    assert (found.received, found.resolved, found.in_progress, found.infeasible, found.closed) == (6, 2, 2, 1, 1)
    assert (found.solved, found.partly, found.unsolved, found.unrated) == (1, 0, 0, 1)
    assert found.rated_percent == 50


def test_only_what_the_company_calls_solved_is_solved():
    rated(Solved.YES)
    rated(Solved.PARTLY)
    rated(Solved.NO)
    infeasible = make.grievance(at=Status.INFEASIBLE)
    actions.rate(infeasible.answers.get(), Solved.YES, 5, by=infeasible.filer)

    found = figures()

    assert (found.solved, found.partly, found.unsolved, found.unrated) == (1, 1, 1, 0)


def test_a_case_answered_again_counts_once_and_by_its_last_answer():
    case = rated(Solved.NO, 1)
    case = actions.reopen(case, "그대로입니다.", by=case.filer)
    actions.resolve(case, "SOLVED", "다시 고쳤습니다.", by=case.officer)

    found = figures()

    assert (found.received, found.resolved, found.unsolved, found.unrated) == (1, 1, 0, 1)


def test_a_case_opened_again_is_in_progress_whatever_was_said_of_its_answer():
    case = rated(Solved.YES)
    actions.reopen(case, "그대로입니다.", by=case.filer)

    found = figures()

    assert (found.received, found.in_progress, found.resolved, found.solved) == (1, 1, 0, 0)


def test_working_days_run_from_arrival_to_answer_without_days_off():
    filed = datetime(2026, 5, 4, 10, tzinfo=SEOUL)  # a Monday; the 5th is a holiday
    answered = datetime(2026, 5, 11, 16, tzinfo=SEOUL)
    with as_of(filed):
        case = make.grievance()
    with as_of(answered):
        actions.resolve(case, "SOLVED", "고쳤습니다.", by=case.officer)

    found = Grievance.objects.figures(since=filed, at=answered)

    assert found.working_days == 4  # 6, 7, 8 and 11 May


def test_overdue_is_a_part_of_in_progress():
    with as_of(timezone.now() - timedelta(days=40)):
        make.grievance()
    make.grievance()

    found = figures()

    assert (found.in_progress, found.overdue) == (2, 1)


def test_what_came_earlier_is_counted_apart():
    now = timezone.now()
    with as_of(now - timedelta(days=500)):
        make.grievance(at=Status.RESOLVED)
    make.grievance(at=Status.RESOLVED)

    earlier = Grievance.objects.earlier_figures(before=now - timedelta(days=365))

    assert (figures().received, earlier.received, earlier.resolved) == (1, 1, 1)


def test_two_cases_are_too_few_to_be_nameless():
    make.grievance()
    make.grievance()
    few = figures()
    make.grievance()

    assert not few.is_nameless
    assert figures().is_nameless


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_for_cases_days_off_and_hours_however_many_there_are(django_assert_num_queries, rows):
    for _ in range(rows):
        rated(Solved.YES)

    with django_assert_num_queries(3):
        assert figures().solved == rows


def test_what_came_by_phone_counts_like_what_came_online():
    company = make.company()
    actions.file_on_behalf(
        company,
        by=make.manager(),
        key="5f0c7f0e-1f3a-4a51-9a5e-0d6f6a1f2b3c",
        channel=Channel.PHONE,
        arrived_at=timezone.now() - timedelta(hours=1),
        category=make.category(),
        title="가로등이 꺼졌습니다",
        body="밤에 어둡습니다.",
        contact_phone="031-000-1234",
    )

    assert figures().received == 1

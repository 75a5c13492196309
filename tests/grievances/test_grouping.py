"""묶음: several companies with one problem, handled as one, each keeping what is its own."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.roles import Role
from grievances import actions
from grievances.actions import grouping
from grievances.clock import LegalKind
from grievances.models import Grievance
from grievances.workflow import Move, MoveRefused, Outcome, Status
from notifications.models import Message
from tests import make
from tests.grievances.at_once import at_once

pytestmark = pytest.mark.django_db

ROAD = "공단로 진입로가 파였습니다"


def case(name: str, **content) -> Grievance:
    return make.grievance(of=make.company(name), title=ROAD, **content)


@pytest.fixture
def three():
    """A lead and two that follow it, all with the same officer."""
    lead, *others = [case(name) for name in ("한빛정밀", "누리금속", "다솜화학")]
    return [lead, *(grouping.group(one, lead, by=one.officer) for one in others)]


def leads(*cases: Grievance) -> list[Grievance | None]:
    return [Grievance.objects.get(pk=one.pk).lead for one in cases]


def test_a_case_follows_another_and_keeps_all_that_is_its_own():
    lead, other = case("한빛정밀"), case("누리금속")

    grouped = grouping.group(other, lead, by=other.officer)

    assert (grouped.lead, grouped.status, grouped.officer) == (lead, Status.IN_PROGRESS, other.officer)
    assert (grouped.due_at, grouped.company) == (other.due_at, other.company)
    assert lead.history.filter(move=Move.GROUP).count() == 0


def test_the_company_reads_that_others_have_the_same_problem_and_no_name_of_them(three):
    lead, second, third = three

    (mail,) = Message.objects.filter(about=third.receipt_no, subject__contains="함께 다룹니다")
    (earlier,) = Message.objects.filter(about=second.receipt_no, subject__contains="함께 다룹니다")

    assert "모두 3개 기업입니다." in mail.text
    assert "개 기업입니다" not in earlier.text  # of two, each would know the other
    for hidden in ("한빛정밀", "누리금속", lead.receipt_no, second.receipt_no):
        assert hidden not in mail.text


@pytest.mark.parametrize("ended", [Status.RESOLVED, Status.INFEASIBLE, Status.CLOSED])
def test_what_has_ended_neither_leads_nor_follows(ended):
    running, over = case("한빛정밀"), case("누리금속", at=ended)

    with pytest.raises(MoveRefused, match="대표로 고른 사건이 끝났습니다"):
        grouping.group(running, over, by=make.manager())
    with pytest.raises(MoveRefused, match="상태여서"):
        grouping.group(over, running, by=make.manager())


def test_there_is_one_level_and_no_ring(three):
    lead, second, _third = three
    alone = case("가온전자")
    by = lead.officer

    with pytest.raises(MoveRefused, match="다른 묶음에 들어 있습니다"):
        grouping.group(alone, second, by=by)
    with pytest.raises(MoveRefused, match="다른 사건들의 대표입니다"):
        grouping.group(lead, alone, by=by)
    with pytest.raises(MoveRefused, match="이미 묶음에 들어 있습니다"):
        grouping.group(second, alone, by=by)
    with pytest.raises(MoveRefused, match="자기 자신과"):
        grouping.group(alone, alone, by=by)

    assert leads(lead, alone) == [None, None]


def test_a_company_is_in_a_group_once(three):
    lead, second, _third = three
    again = make.grievance(of=second.company, title=ROAD)

    with pytest.raises(MoveRefused, match="이 기업의 사건이 이미 묶음에 있습니다"):
        grouping.group(again, lead, by=again.officer)


def test_whoever_groups_two_cases_works_on_both():
    buses = make.department("대중교통과")
    ours, theirs = case("한빛정밀"), case("누리금속", in_=buses)

    for one, lead, by in ((ours, theirs, ours.officer), (ours, theirs, theirs.officer), (theirs, ours, ours.officer)):
        with pytest.raises(PermissionDenied):
            grouping.group(one, lead, by=by)

    assert grouping.group(ours, theirs, by=make.manager()).lead == theirs


def test_a_case_leaves_its_group_and_the_others_stay(three):
    lead, second, third = three

    grouping.ungroup(second, "길이 다릅니다.", by=second.officer)

    assert leads(lead, second, third) == [None, None, lead]
    with pytest.raises(MoveRefused, match="묶음에 들어 있지 않습니다"):
        grouping.ungroup(second, by=second.officer)
    assert Message.objects.filter(about=second.receipt_no, subject__contains="이제 따로 다룹니다").exists()


def test_ending_the_lead_leaves_the_others_running_and_in_the_queue(three):
    lead, second, third = three
    assert not Grievance.objects.left_by_their_lead().exists()

    actions.resolve(lead, Outcome.SOLVED, "길을 고쳤습니다.", by=lead.officer)

    left = Grievance.objects.left_by_their_lead().order_by("pk")
    assert [(one, one.status) for one in left] == [(second, Status.IN_PROGRESS), (third, Status.IN_PROGRESS)]
    actions.resolve(second, Outcome.SOLVED, "고쳤습니다.", by=second.officer)
    grouping.ungroup(third, by=third.officer)
    assert not Grievance.objects.left_by_their_lead().exists()


def test_one_of_them_takes_the_lead_and_no_company_is_bothered(three):
    lead, second, third = three
    actions.resolve(lead, Outcome.SOLVED, "길을 고쳤습니다.", by=lead.officer)
    before = Message.objects.exclude(about=lead.receipt_no).count()

    left = grouping.take_the_lead(second, by=second.officer)

    assert (left, leads(second, third)) == ([], [None, second])
    assert not Grievance.objects.left_by_their_lead().exists()
    assert Message.objects.exclude(about=lead.receipt_no).count() == before
    newest = third.history.latest("pk")
    assert (newest.move, newest.is_internal) == (Move.NOTE, True)
    assert second.receipt_no not in newest.note  # who reads this case may not know that one


def test_the_lead_is_taken_only_from_one_that_ended(three):
    lead, second, _third = three

    with pytest.raises(MoveRefused, match="아직 처리 중입니다"):
        grouping.take_the_lead(second, by=second.officer)
    with pytest.raises(MoveRefused, match="묶음에 들어 있지 않습니다"):
        grouping.take_the_lead(lead, by=lead.officer)


def test_what_the_new_leads_officer_does_not_work_on_waits_for_who_does(three):
    lead, second, third = three
    buses = make.department("대중교통과")
    theirs = grouping.group(case("가온전자", in_=buses), lead, by=make.manager())
    actions.resolve(lead, Outcome.SOLVED, "길을 고쳤습니다.", by=lead.officer)

    left = grouping.take_the_lead(second, by=second.officer)

    assert left == [theirs]
    assert list(Grievance.objects.left_by_their_lead()) == [theirs]
    assert grouping.group(theirs, second, by=make.manager()).lead == second  # whose lead ended may follow another
    assert leads(third) == [second]


def test_cases_that_may_be_of_the_same_problem_are_suggested_the_likest_first():
    mine = case("한빛정밀")
    other_matter = make.grievance(
        of=make.company("라온섬유"), title="정책자금 금리가 높습니다", category=make.category("자금·금융")
    )
    likely = case("누리금속")
    ended = case("다솜화학", at=Status.RESOLVED)
    own = make.grievance(of=mine.company, title=ROAD)

    found = list(Grievance.objects.all().like(mine))

    assert found[:1] == [likely]
    assert not {other_matter, ended, own, mine} & set(found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_two_who_group_the_same_cases_make_no_ring(_again):
    first, second = case("한빛정밀"), case("누리금속")
    officer = first.officer

    told = at_once(
        lambda: grouping.group(first, second, by=officer), lambda: grouping.group(second, first, by=officer)
    )

    assert sorted(map(bool, told)) == [False, True]
    assert sorted(map(bool, leads(first, second))) == [False, True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_two_who_group_at_once_make_no_second_level(_again):
    first, second, third = (case(name) for name in ("한빛정밀", "누리금속", "다솜화학"))
    officer = first.officer

    told = at_once(
        lambda: grouping.group(first, second, by=officer), lambda: grouping.group(second, third, by=officer)
    )

    assert sorted(map(bool, told)) == [False, True]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM grievances_grievance one JOIN grievances_grievance two ON one.lead_id = two.id"
            " WHERE two.lead_id IS NOT NULL"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_lead_at_once_one_does(three):
    lead, second, third = three
    actions.resolve(lead, Outcome.SOLVED, "길을 고쳤습니다.", by=lead.officer)
    second, third = (Grievance.objects.get(pk=one.pk) for one in (second, third))

    told = at_once(
        lambda: grouping.take_the_lead(second, by=lead.officer), lambda: grouping.take_the_lead(third, by=lead.officer)
    )

    assert sorted(map(bool, told)) == [False, True]
    assert sorted(map(bool, leads(second, third))) == [False, True]


def test_a_case_that_nobody_received_is_grouped_by_the_coordinator():
    lead = case("한빛정밀")
    fresh = make.filed(of=make.company("누리금속"), title=ROAD)

    grouped = grouping.group(fresh, lead, by=make.manager())
    received = actions.receive(grouped, LegalKind.GRIEVANCE, lead.department, by=make.manager(), officer=lead.officer)

    assert received.lead == lead
    with pytest.raises(PermissionDenied):
        grouping.ungroup(received, by=make.official(Role.OFFICER, of=make.department("세정과")))

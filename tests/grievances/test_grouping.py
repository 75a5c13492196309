"""묶음: several companies with one problem, handled as one, each keeping what is its own."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Department
from accounts.roles import Role
from companies import actions as companies
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


@pytest.fixture
def merged():
    """The lead's company, and a case of another row of it that was merged into it."""
    lead = case("한빛정밀")
    double = case("한빛정밀 주식회사")
    companies.merge(double.company, into=lead.company, by=make.manager())
    return lead, Grievance.objects.get(pk=double.pk)


def test_companies_that_were_merged_are_one_in_a_group(merged):
    lead, double = merged
    other = case("누리금속")

    with pytest.raises(MoveRefused, match="이 기업의 사건이 이미 묶음에 있습니다"):
        grouping.group(double, lead, by=double.officer)
    with pytest.raises(MoveRefused, match="이 기업의 사건이 이미 묶음에 있습니다"):
        grouping.group(lead, double, by=double.officer)
    grouping.group(other, lead, by=other.officer)
    Grievance.objects.filter(pk=double.pk).update(lead=lead)

    assert Grievance.objects.grouped_under(lead.pk).companies() == 2


def test_a_company_that_was_merged_is_not_suggested_to_itself(merged):
    lead, double = merged
    other = case("누리금속")

    assert list(Grievance.objects.like(lead)) == [other]
    assert list(Grievance.objects.like(double)) == [other]
    assert set(Grievance.objects.like(other)) == {lead, double}


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


# --- Doors ----------------------------------------------------------------------------------------------------------

MANY = reverse("admin:grievances_grievance_group_many")


def page_of(one: Grievance) -> str:
    return reverse("admin:grievances_grievance_change", args=[one.pk])


def together(lead: Grievance, name: str) -> str:
    return reverse("admin:grievances_grievance_together", args=[lead.pk, name])


def entry(*cases: Grievance, **said) -> dict:
    """The form as the page sends it."""
    seen = {f"seen-{one.pk}": one.history.latest("pk").pk for one in cases}
    return {"case": [one.receipt_no for one in cases], **seen, **said}


def test_what_was_picked_in_the_work_list_is_grouped_row_by_row(client):
    lead, second, over = case("한빛정밀"), case("누리금속"), case("다솜화학", at=Status.RESOLVED)
    make.sign_in(client, lead.officer)
    numbers = [one.receipt_no for one in (lead, second, over)]

    asked = client.get(MANY, {"case": numbers})
    done = client.post(MANY, {"case": numbers, "lead": lead.pk})

    assert [one.receipt_no for one in asked.context["chosen"]] == numbers
    assert [(result.case, result.is_done) for result in done.context["results"]] == [(second, True), (over, False)]
    assert "상태여서" in done.context["results"][1].words
    assert leads(second, over) == [lead, None]


def test_the_page_of_a_case_leads_to_what_may_be_the_same_problem(client):
    mine, likely = case("한빛정밀"), case("누리금속")
    hidden = case("다솜화학", in_=make.department("대중교통과"))
    make.sign_in(client, mine.officer)

    page = client.get(MANY, {"case": mine.receipt_no, "near": "1"})

    assert f"{MANY}?near=1&amp;case={mine.receipt_no}" in client.get(page_of(mine)).content.decode()
    assert page.context["chosen"] == [mine, likely]
    assert page.context["suggested"] == [likely]
    assert hidden.receipt_no not in page.content.decode()


def test_a_lead_alone_is_refused_and_what_was_suggested_stays(client):
    mine, likely = case("한빛정밀"), case("누리금속")
    make.sign_in(client, mine.officer)
    asked = client.get(MANY, {"case": mine.receipt_no, "near": "1"}).content.decode()
    shown = re.findall(r'name="shown" value="([^"]+)"', asked)

    page = client.post(MANY, {"case": mine.receipt_no, "lead": mine.pk, "shown": shown})

    assert shown == [mine.receipt_no, likely.receipt_no]
    assert (page.status_code, leads(mine, likely)) == (422, [None, None])
    assert page.context["form"].non_field_errors() == ["대표 사건과 함께 묶을 사건을 하나 이상 고르십시오."]
    assert (page.context["chosen"], page.context["suggested"]) == ([mine, likely], [likely])
    assert {one.pk for one in page.context["form"].fields["lead"].queryset} == {mine.pk, likely.pk}
    numbers = [mine.receipt_no, likely.receipt_no]
    client.post(MANY, {"case": numbers, "lead": mine.pk, "shown": shown})
    assert leads(mine, likely) == [None, mine]


def test_one_entry_goes_to_all_each_by_its_own_move(client, three):
    lead, _second, third = three
    make.sign_in(client, lead.officer)
    said = {"outcome": "SOLVED", "answer": "길을 고쳤습니다."}

    page = client.post(
        together(lead, "RESOLVE"), entry(*three, **said, **{f"words-{third.pk}": "정문 앞까지 고쳤습니다."})
    )

    assert [result.is_done for result in page.context["results"]] == [True, True, True]
    answers = [one.answers.get() for one in three]
    assert [answer.text for answer in answers] == ["길을 고쳤습니다.", "길을 고쳤습니다.", "정문 앞까지 고쳤습니다."]
    for one in three:
        mail = Message.objects.get(to=one.filer.email, subject__contains=f"{one.receipt_no} 답변을 드립니다")
        assert "평가하기" in mail.text
        assert not {other.receipt_no for other in three if other != one} & set(mail.text.split())


def test_what_could_not_be_sent_is_said_and_nothing_typed_is_lost(client, three):
    lead, second, third = three
    make.sign_in(client, lead.officer)
    stale = entry(*three, text="다음 주에 고칩니다.", **{f"words-{third.pk}": "귀사 앞부터 고칩니다."})
    actions.message(third, "언제 됩니까?", by=third.filer)

    page = client.post(together(lead, "MESSAGE"), stale)

    assert [(one.case, one.is_done) for one in page.context["results"]] == [
        (lead, True),
        (second, True),
        (third, False),
    ]
    assert "바뀐 것이 있습니다" in page.context["results"][2].words
    (left,) = page.context["picks"]
    assert (left.member.case, left.words, left.is_picked) == (third, "귀사 앞부터 고칩니다.", True)
    again = client.post(
        together(lead, "MESSAGE"), entry(third, text="다음 주에 고칩니다.", **{f"words-{third.pk}": left.words})
    )
    assert [one.is_done for one in again.context["results"]] == [True]


def test_the_words_for_one_company_are_cleaned_before_anything_is_sent(client, three):
    lead, _second, third = three
    make.sign_in(client, lead.officer)
    said = {"text": "다음 주에 고칩니다.", f"words-{third.pk}": "귀사\x00 앞부터\u200b 고칩니다."}
    too_long = said | {f"words-{third.pk}": "가" * 5001}

    refused = client.post(together(lead, "MESSAGE"), entry(*three, **too_long))
    before = Message.objects.filter(subject__contains="소통").count()
    page = client.post(together(lead, "MESSAGE"), entry(*three, **said))

    (words,) = refused.context["form"].non_field_errors()
    assert (refused.status_code, words.startswith("다솜화학에 보낼 글: "), before) == (422, True, 0)
    assert [pick.is_picked for pick in refused.context["picks"]] == [True, True, True]
    assert [one.is_done for one in page.context["results"]] == [True, True, True]
    notes = [one.history.filter(move=Move.MESSAGE).values_list("note", flat=True) for one in three]
    assert list(map(list, notes)) == [["다음 주에 고칩니다."], ["다음 주에 고칩니다."], ["귀사 앞부터 고칩니다."]]


def test_the_coordinator_is_offered_only_what_the_table_lets_them_tell(client, three):
    lead, _second, _third = three
    make.sign_in(client, make.manager())

    entries = client.get(page_of(lead)).context["group"].entries
    make_answers = [client.get(together(lead, name)).status_code for name in ("RESOLVE", "FIND_INFEASIBLE", "KEEP")]
    message = client.get(together(lead, "MESSAGE")).status_code
    make.sign_in(client, lead.officer)

    assert [url for url, _label in entries] == [together(lead, "MESSAGE")]
    assert (make_answers, message) == ([403, 403, 403], 200)
    assert len(client.get(page_of(lead)).context["group"].entries) == 4


def test_a_department_whose_head_approves_is_not_passed_by(client, three):
    lead, second, _third = three
    buses = make.department("대중교통과")
    theirs = grouping.group(case("가온전자", in_=buses), lead, by=make.manager())
    Department.objects.filter(pk=buses.pk).update(needs_approval=True)
    both = make.official(Role.OFFICER, of=lead.department, name="겸임 담당")
    accounts.grant(both, Role.OFFICER, by=make.administrator(), department=buses)
    make.sign_in(client, both)

    page = client.post(together(lead, "RESOLVE"), entry(second, theirs, outcome="SOLVED", answer="길을 고쳤습니다."))

    results = {result.case: result for result in page.context["results"]}
    assert (results[second].is_done, results[theirs].is_done) == (True, True)
    assert "결재" in results[theirs].words
    asked = Grievance.objects.get(pk=theirs.pk)
    assert (asked.status, asked.proposed_at is None, asked.answers.count()) == (Status.IN_PROGRESS, False, 0)


def test_somebody_elses_cases_are_neither_shown_nor_counted(client, three):
    lead, second, third = three
    theirs = grouping.group(case("가온전자", in_=make.department("대중교통과")), lead, by=make.manager())
    make.sign_in(client, lead.officer)

    page = client.get(page_of(lead))

    group = page.context["group"]
    assert ([one.case for one in group.members], group.hides) == ([lead, second, third], True)
    assert "가온전자" not in page.content.decode()
    assert theirs.receipt_no not in page.content.decode()
    make.sign_in(client, theirs.officer)
    other = client.get(page_of(theirs)).content.decode()
    assert lead.receipt_no not in other
    assert "한빛정밀" not in other


def test_whoever_ends_the_lead_is_told_before_that_the_others_go_on(client, three):
    lead, second, _third = three
    make.sign_in(client, lead.officer)

    ending = client.get(f"{page_of(lead)}?move=RESOLVE").content.decode()
    asking = client.get(f"{page_of(lead)}?move=ASK").content.decode()
    follower = client.get(f"{page_of(second)}?move=RESOLVE").content.decode()

    assert "이 사건을 끝내도 묶인 2건은 계속됩니다" in ending
    assert "계속됩니다" not in asking
    assert "계속됩니다" not in follower


def test_with_one_press_another_takes_the_lead(client, three):
    lead, second, third = three
    actions.resolve(lead, Outcome.SOLVED, "고쳤습니다.", by=lead.officer)
    make.sign_in(client, second.officer)

    page = client.get(page_of(second)).content.decode()
    client.post(reverse("admin:grievances_grievance_lead", args=[second.pk]))

    assert "이 사건을 새 대표로" in page
    assert leads(second, third) == [None, second]


def test_the_examiner_reads_the_group_and_does_nothing_to_it(client, three):
    lead, _second, _third = three
    make.sign_in(client, make.official(Role.EXAMINER))

    page = client.get(page_of(lead))

    assert (len(page.context["group"].members), page.context["group"].entries) == (3, [])
    assert client.get(together(lead, "MESSAGE")).status_code == 403
    assert client.get(MANY).status_code == 403
    assert client.get(together(lead, "CLOSE_REPEAT")).status_code == 404


def test_the_page_of_a_lead_asks_a_fixed_number_of_questions(client):
    lead = case("한빛정밀")
    grouping.group(case("누리금속"), lead, by=lead.officer)
    make.sign_in(client, lead.officer)
    client.get(page_of(lead))
    counts = []

    for name in ("", "다솜화학", "가온전자"):
        if name:
            grouping.group(case(name), lead, by=lead.officer)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(page_of(lead))
        counts.append((len(page.context["group"].members), len(asked)))

    assert [members for members, _ in counts] == [2, 3, 4]
    assert len({number for _, number in counts}) == 1


def test_the_company_reads_how_many_they_are_and_no_name(client, three):
    lead, second, third = three
    make.sign_in(client, third.filer)
    of_three = client.get(third.get_absolute_url()).content.decode()
    grouping.ungroup(second, by=second.officer)

    of_two = client.get(third.get_absolute_url()).content.decode()

    assert "모두 3개 기업입니다." in of_three
    assert "다른 기업의 애로와 함께 다룹니다." in of_two
    assert "개 기업입니다" not in of_two
    for hidden in ("한빛정밀", "누리금속", lead.receipt_no, second.receipt_no):
        assert hidden not in of_three

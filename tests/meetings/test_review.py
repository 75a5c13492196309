"""추진상황 보고회: it fills its own agenda, sees each case once, and shows what was tried since the last one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from grievances import actions as grievances
from grievances.models import Grievance
from grievances.moment import as_of
from grievances.workflow import Move as CaseMove
from grievances.workflow import MoveRefused, Outcome
from grievances.workflow import Status as CaseStatus
from meetings import actions
from meetings.snapshots import read
from meetings.workflow import Kind, Status
from tests import made_meetings as made
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    return made.meeting(kind=Kind.REVIEW, during=made.just_now())


def test_it_takes_every_long_term_and_every_infeasible_case_and_no_other(review):
    kept, infeasible = made.kept(), make.grievance(CaseStatus.INFEASIBLE)
    make.grievance(), make.grievance(CaseStatus.RESOLVED), make.grievance(CaseStatus.OPEN)

    items = actions.fill(review, by=make.manager())

    assert {item.grievance_id for item in items} == {kept.pk, infeasible.pk}
    assert [item.number for item in items] == [1, 2]
    assert review.history.latest("pk").details["numbers"] == [1, 2]


def test_filled_again_it_takes_the_new_ones_only_and_leaves_what_it_saw(review):
    first, manager = made.kept(), make.manager()
    actions.fill(review, by=manager)
    saw = review.agenda.get().snapshot
    grievances.message(first, "예산이 통과되었습니다.", by=first.officer)
    later = made.kept()

    actions.fill(review, by=manager)

    assert list(review.agenda.values_list("grievance", "number")) == [(first.pk, 1), (later.pk, 2)]
    assert review.agenda.first().snapshot == saw


def test_filled_with_nothing_new_it_says_so(review):
    made.kept()
    actions.fill(review, by=make.manager())

    with pytest.raises(MoveRefused, match="새로 올릴 사건이 없습니다"):
        actions.fill(review, by=make.manager())


def test_only_a_review_fills_itself():
    with pytest.raises(MoveRefused, match="추진상황 보고회만"):
        actions.fill(made.meeting(), by=make.manager())


def test_by_hand_it_takes_no_case_that_is_neither(review):
    case = make.grievance()

    with pytest.raises(actions.NothingPutOn) as refusal:
        actions.put_on(review, [case.receipt_no], by=make.manager())

    assert refusal.value.refused == {case.receipt_no: "보고회에는 장기추진이나 처리 불가인 사건만 올립니다."}


def test_it_shows_how_a_case_stood_at_the_last_review_and_what_was_tried_since(review):
    case = made.kept()
    before = made.last_review(case)
    with as_of(before.begins_at - timedelta(days=3)):
        grievances.message(case, "도면을 받았습니다.", by=case.officer)
    grievances.message(case, "설계를 맡겼습니다.", by=case.officer)

    (item,) = actions.fill(review, by=make.manager())

    item.refresh_from_db()
    saw = read(item.snapshot)
    assert saw["last"]["meeting"] == before.pk
    assert saw["last"]["title"] == before.title
    assert (saw["last"]["decision"], saw["last"]["words"]) == ("내부 메모", "계속 지켜봅니다.")
    assert saw["tried"][0]["words"] == "설계를 맡겼습니다."
    assert saw["tried"][-1]["words"] == "도면을 받았습니다."
    assert "내부 메모" not in [line["what"] for line in saw["tried"]]
    assert all(line["at"] > before.agenda.get().put_on_at for line in saw["tried"])


def test_what_it_saw_of_an_infeasible_case_names_what_stands_in_the_way(review):
    make.grievance(CaseStatus.INFEASIBLE)

    (item,) = actions.fill(review, by=make.manager())

    item.refresh_from_db()
    assert (item.snapshot["limit"], item.snapshot["provision"]) == ("법령", "도로법 제61조")
    assert item.snapshot["look_again_on"] == str(item.grievance.look_again_on)


def test_a_case_that_ends_before_it_is_decided_keeps_what_was_seen(review):
    case = made.kept()
    actions.fill(review, by=make.manager())
    saw = review.agenda.get().snapshot

    grievances.resolve(Grievance.objects.get(pk=case.pk), Outcome.SOLVED, "고쳤습니다.", by=case.officer)

    assert review.agenda.get().snapshot == saw
    day = timezone.localdate() + timedelta(days=30)
    said = {"answer": "계속", "report_on": day, "target_on": day}
    with pytest.raises(MoveRefused, match="완료"):
        actions.decide(review.agenda.get(), CaseMove.KEEP, "계속", by=make.manager(), **said)


# --- Many at once ---------------------------------------------------------------------------------------------------


def together(meeting, **said):
    address = reverse("admin:meetings_meeting_together", args=[meeting.pk])
    day = timezone.localdate() + timedelta(days=90)
    return address, {"what": "KEEP", "day": day, "text": "계속 추진합니다.", "words": "계속 추진"} | said


def test_rows_are_decided_together_and_refused_one_by_one(client, review):
    long, short = made.kept(), made.kept(in_days=40)
    make.grievance(CaseStatus.INFEASIBLE)
    actions.fill(review, by=make.manager())
    rows = {item.grievance_id: item.pk for item in review.agenda.all()}
    office = make.sign_in(client, make.manager())

    address, said = together(review, items=[rows[long.pk], rows[short.pk]])
    answer = office.post(address, said)

    assert answer.status_code == 409
    assert review.agenda.get(grievance=long).decision == "KEEP"
    assert not review.agenda.get(grievance=short).is_decided
    text = answer.content.decode()
    assert "안건 1건을 정했습니다." in text
    assert "목표일은 다음 보고일과 같거나 뒤여야 합니다." in text
    assert "계속 추진합니다." in text


def test_nothing_is_decided_together_without_a_pick(client, review):
    made.kept()
    actions.fill(review, by=make.manager())
    office = make.sign_in(client, make.manager())

    address, said = together(review)
    answer = office.post(address, said)

    assert answer.status_code == 422
    assert not review.agenda.decided().exists()


def test_infeasible_rows_are_put_to_another_day_together(client, review):
    case = make.grievance(CaseStatus.INFEASIBLE)
    actions.fill(review, by=make.manager())
    office = make.sign_in(client, make.manager())

    address, said = together(review, what="LOOK_AGAIN", items=[review.agenda.get().pk])
    answer = office.post(address, said)

    assert answer.status_code == 302
    assert Grievance.objects.get(pk=case.pk).look_again_on == said["day"]


def test_an_officer_decides_nothing_together(client, review):
    case = made.kept()
    actions.fill(review, by=make.manager())
    make.sign_in(client, case.officer)

    address, said = together(review, items=[review.agenda.get().pk])

    assert client.post(address, said).status_code == 403


def test_the_agenda_is_narrowed_to_a_department_and_to_what_is_left(client, review):
    mine = made.kept()
    other = made.kept(make.grievance(in_=make.department("환경과")))
    actions.fill(review, by=make.manager())
    office = make.sign_in(client, make.manager())
    page = reverse("admin:meetings_meeting_change", args=[review.pk])

    def shown(query):
        return [row.case.pk for row in office.get(f"{page}?{query}").context["agenda"].rows]

    assert set(shown("")) == {mine.pk, other.pk}
    assert shown(f"department={other.department_id}") == [other.pk]
    actions.decide(made.item(review, mine), "DEFER", "다음에", by=make.manager())
    assert shown("left=1") == [other.pk]


def test_a_review_is_confirmed_once_all_its_rows_are_decided(review):
    made.kept()
    manager = make.manager()
    actions.fill(review, by=manager)
    actions.hold(review, made.MINUTES, by=manager)

    with pytest.raises(MoveRefused, match="1건 있습니다"):
        actions.confirm(review, by=manager)

    actions.decide(review.agenda.get(), "DEFER", "다음에", by=manager)
    assert actions.confirm(review, by=manager).status == Status.CONFIRMED

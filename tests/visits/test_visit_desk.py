"""The office's list of visits and the page of one: what is there, what can be done, and to whom the doors are open."""

import uuid
from contextlib import ExitStack
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLog
from accounts.roles import Role
from grievances.workflow import Channel
from tests import made_visits as made
from tests import make
from visits import actions
from visits.models import Programme, TeamMember, Visit
from visits.workflow import Move, Part, PromiseState, Status

pytestmark = pytest.mark.django_db

LIST = reverse("admin:visits_visit_changelist")
ADD, MEETING = reverse("admin:visits_visit_add"), reverse("admin:visits_visit_meeting")
CALENDAR = reverse("admin:visits_visit_calendar")


def page_of(visit: Visit) -> str:
    return reverse("admin:visits_visit_change", args=[visit.pk])


def move_of(visit: Visit, move: Move) -> str:
    return reverse("admin:visits_visit_move", args=[visit.pk, move])


def on_line(what: str, visit: Visit, number: int) -> str:
    return reverse(f"admin:visits_visit_{what}", args=[visit.pk, number])


def seen(visit: Visit) -> int:
    return visit.history.latest("pk").pk


def shown(page) -> list[int]:
    return [visit.pk for visit in page.context["cl"].result_list]


def no_outside() -> dict[str, str]:
    return {"outside-TOTAL_FORMS": "0", "outside-INITIAL_FORMS": "0"}


@pytest.fixture
def office(client):
    return make.sign_in(client, make.manager())


@pytest.fixture
def after(client):
    """Go to the day after a visit, and sit down at the office's desk."""
    with ExitStack() as stack:

        def _go(visit: Visit, *, days: int = 1):
            stack.enter_context(time_machine.travel(visit.ends_at + timedelta(days=days), tick=False))
            return make.sign_in(client, make.manager())

        yield _go


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_each_state_its_own(office):
    programme, later = made.programme(), made.next_thursday() + timedelta(days=7)
    asked = made.visit(of=programme, to=made.factory("가람사출"))
    offered = made.visit(Status.OFFERED, of=programme, to=made.factory("다온도금"), on=made.slot(programme))
    fixed = made.visit(Status.SCHEDULED, of=programme, to=made.factory("두레화학"), on=made.slot(programme, order=2))
    over = made.visit(Status.CLOSED, of=programme, to=made.factory("미르정공"), on=made.slot(programme, later))

    states = ("requested", "offered", "scheduled", "took-place", "hit")
    found = {state: shown(office.get(f"{LIST}?state={state}")) for state in states}
    page = office.get(LIST)

    assert found == {
        "requested": [asked.pk],
        "offered": [offered.pk],
        "scheduled": [fixed.pk],
        "took-place": [over.pk],
        "hit": [],
    }
    assert shown(page) == [over.pk, fixed.pk, offered.pk, asked.pk]
    for words in (asked.visit_no, "다온도금", 'data-visit="SCHEDULED">확정', "기업 수락"):
        assert words in page.content.decode()


def test_what_is_to_be_done_follows_the_clock(client):
    visit = made.visit(Status.SCHEDULED)
    states = ("to-log", "to-confirm", "unconfirmed", "to-close")

    def on_day(days: int) -> list[str]:
        with time_machine.travel(visit.ends_at + timedelta(days=days), tick=False):
            office = make.sign_in(client, make.manager())
            return [state for state in states if shown(office.get(f"{LIST}?state={state}"))]

    before, next_day = on_day(-1), on_day(1)
    with time_machine.travel(visit.ends_at + timedelta(days=1), tick=False):
        actions.keep_notes(visit, by=make.manager(), minutes=made.MINUTES)
        actions.send_minutes(actions.hold(visit, by=make.manager()), by=make.manager())

    assert (before, next_day) == ([], ["to-log"])
    assert (on_day(2), on_day(5), on_day(9)) == (
        ["to-confirm"],
        ["to-confirm", "unconfirmed"],
        ["to-confirm", "unconfirmed", "to-close"],
    )


def test_a_visit_with_an_undecided_line_is_not_to_be_closed(after):
    visit = made.visit(Status.HELD)
    made.line(visit)
    Visit.objects.filter(pk=visit.pk).update(minutes_sent_at=visit.ends_at)

    office = after(visit, days=9)

    assert shown(office.get(f"{LIST}?state=to-close")) == []


def test_the_list_has_exactly_the_visits_a_report_counts(office):
    programme, other = made.programme(), made.programme("현장방문")
    first, second = made.next_thursday(), made.next_thursday() + timedelta(days=7)
    one = made.visit(Status.HELD, of=programme, to=made.factory("가람사출"), on=made.slot(programme, first))
    met = made.meeting(of=programme, on=made.slot(programme, first, order=2))
    late = made.visit(Status.CLOSED, of=programme, to=made.factory("다온도금"), on=made.slot(programme, second))
    made.visit(Status.NO_SHOW, of=programme, to=made.factory("두레화학"), on=made.slot(programme, second, order=2))
    made.visit(Status.HELD, of=other, to=made.factory("미르정공"), on=made.slot(other, first))

    def rows(query: str) -> set[int]:
        return set(shown(office.get(f"{LIST}?programme={programme.pk}&{query}")))

    assert rows(f"from={first}&to={second}") == {one.pk, met.pk, late.pk}
    assert rows(f"from={first}&to={first}") == {one.pk, met.pk}
    assert rows(f"from={first}&to={second}&host=company") == {one.pk, late.pk}
    assert rows(f"from={first}&to={second}&host=association") == {met.pk}
    assert rows(f"from={first}&to=2026-06-31") == {one.pk, met.pk, late.pk}  # There is no such day.


def test_visits_are_found_by_number_and_host(office):
    visit = made.visit(to=made.factory("가람사출"))
    meeting = made.meeting("스마트허브 모임")

    assert shown(office.get(f"{LIST}?q={visit.visit_no}")) == [visit.pk]
    assert shown(office.get(f"{LIST}?q=가람")) == [visit.pk]
    assert shown(office.get(f"{LIST}?q=스마트허브")) == [meeting.pk]


def test_the_list_asks_as_much_for_three_rows_as_for_one(office):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            office.get(LIST)
        return len(queries)

    made.visit(to=made.factory("가람사출"))
    office.get(LIST)
    one = asked()
    made.visit(Status.SCHEDULED, to=made.factory("다온도금"))
    made.visit(Status.CLOSED, to=made.factory("두레화학"), on=made.slot(Programme.objects.get(), order=2))

    assert asked() == one


# --- The page -------------------------------------------------------------------------------------------------------


def test_the_page_says_what_is_true_first_and_keeps_that_it_was_opened(office):
    visit = made.visit(Status.OFFERED)

    page = office.get(page_of(visit)).content.decode()

    assert page.index("방문을 제안드렸습니다") < page.index("지금 할 수 있는 일")
    for words in ("정문 앞 불법주차", "박대표", "010-1234-5678", "한빛시 예시로 7", "처음 방문합니다."):
        assert words in page
    log = AccessLog.objects.get(what=AccessLog.What.VIEW)
    assert (log.by, log.subject_id) == (make.manager(), visit.visit_no)


def test_the_page_shows_what_hinders_a_move(office):
    visit = made.visit(Status.SCHEDULED)

    page = office.get(page_of(visit))

    possible = {button.step.key for buttons in page.context["groups"].values() for button in buttons}
    assert possible == {Move.MOVE_DAY, Move.ROSTER, Move.AMEND, Move.ADD_FILES, Move.CANCEL}
    assert {button.step.key for button in page.context["hindered"]} == {Move.LOG, Move.NO_SHOW}
    assert "아직 방문하는 날이 아닙니다." in page.content.decode()


def test_an_examiner_reads_with_people_masked_and_moves_nothing(client):
    visit = made.visit()
    examiner = make.sign_in(client, make.official(Role.EXAMINER))

    page = examiner.get(page_of(visit)).content.decode()
    sent = examiner.post(move_of(visit, Move.DECLINE), {"reason": "이번에는 어렵습니다.", "seen": seen(visit)})

    assert "읽기만 할 수 있습니다" in page
    assert "박대표" not in page
    assert "010-1234-5678" not in page
    assert sent.status_code == 403
    assert examiner.get(ADD).status_code == 403
    assert Visit.objects.get().status == Status.REQUESTED


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD])
def test_other_officials_find_the_doors_shut(client, role):
    visit = made.visit()
    make.sign_in(client, make.official(role))

    assert [client.get(address).status_code for address in (LIST, page_of(visit), ADD, CALENDAR)] == [403] * 4


def test_the_company_finds_nothing_there(client):
    visit = made.visit()
    make.sign_in(client, visit.requested_by)

    assert [client.get(address).status_code for address in (LIST, page_of(visit), ADD, CALENDAR)] == [404] * 4


def test_the_page_asks_as_much_for_three_promises_as_for_one(after):
    visit = made.visit(Status.HELD, team=(made.member_of_team(),))
    made.line(visit)
    office = after(visit)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            office.get(page_of(visit))
        return len(queries)

    office.get(page_of(visit))
    one = asked()
    for said in ("배수로가 막혔습니다", "버스가 없습니다"):
        made.line(visit, said)

    assert asked() == one


# --- The moves ------------------------------------------------------------------------------------------------------


def test_a_slot_is_offered_from_the_page(office):
    visit, slot = made.visit(), made.slot(Programme.objects.get())

    response = office.post(
        move_of(visit, Move.OFFER), {"slot": slot.pk, "note": "천천히 보여 주십시오.", "seen": seen(visit)}
    )

    visit.refresh_from_db()
    assert response.headers["Location"] == page_of(visit)
    assert (visit.status, visit.slot, visit.history.latest("pk").note) == (
        Status.OFFERED,
        slot,
        "천천히 보여 주십시오.",
    )


def test_without_a_reason_nothing_is_declined_and_it_says_so(office):
    visit = made.visit()

    page = office.post(move_of(visit, Move.DECLINE), {"reason": " ", "seen": seen(visit)})

    assert page.status_code == 422
    assert "고칠 곳이 1군데 있습니다." in page.content.decode()
    assert Visit.objects.get().status == Status.REQUESTED


def test_what_somebody_did_meanwhile_is_shown_and_what_was_typed_stays(office):
    visit = made.visit(Status.OFFERED)
    old = seen(visit)
    actions.ask_other(visit, "12월 셋째 주", by=visit.requested_by)

    said = {"reason": "이번 시즌은 찼습니다.", "seen": old}
    page = office.post(move_of(visit, Move.DECLINE), said)
    again = office.post(move_of(visit, Move.DECLINE), said | {"seen": page.context["seen"]})

    assert page.status_code == 409
    assert "12월 셋째 주" in page.content.decode()
    assert "이번 시즌은 찼습니다." in page.content.decode()
    assert again.status_code == 302
    assert Visit.objects.get().status == Status.DECLINED


def test_the_roster_shows_who_is_elsewhere_before_it_is_saved(office):
    programme, other = made.programme(), made.programme("현장방문")
    busy, free = made.member_of_team("정지원"), made.member_of_team("한기동", Part.SQUAD)
    made.visit(Status.OFFERED, of=programme, to=made.factory("다온도금"), on=made.slot(programme), team=(busy,))
    visit = made.visit(Status.OFFERED, of=other, to=made.factory("가람사출"), on=made.slot(other))

    form = office.get(f"{page_of(visit)}?move=ROSTER").context["move"].form

    assert [(part, [one.person for one, _ in people]) for part, people in form.groups] == [
        ("지원단", [busy]),
        ("현장기동반", [free]),
    ]
    assert {one.person: one.elsewhere for one in form.candidates} == {
        busy: "같은 시간에 다온도금 방문(10:00–11:30)",
        free: "",
    }


def test_a_roster_is_kept_with_an_officer_and_somebody_from_outside(office):
    visit, team, officer = made.visit(Status.OFFERED), made.member_of_team(), make.officer()
    rows = {
        "outside-TOTAL_FORMS": "2",
        "outside-INITIAL_FORMS": "0",
        "outside-0-name": "오과장",
        "outside-0-part": "OUTSIDE",
        "outside-0-body": "산업단지공단",
        "outside-0-email": "oh@test.example",
        "outside-1-part": "OUTSIDE",
    }

    office.post(
        move_of(visit, Move.ROSTER),
        {"people": [f"{team.pk}:TEAM"], "officer": officer.pk, "seen": seen(visit), **rows},
    )

    assert [(one.shown_name, one.part, one.body) for one in visit.roster.for_page()] == [
        (team.name, Part.TEAM, ""),
        (officer.name, Part.OFFICER, officer.unit),
        ("오과장", Part.OUTSIDE, "산업단지공단"),
    ]


def test_a_roster_that_clashes_is_refused_in_place(office):
    programme, other = made.programme(), made.programme("현장방문")
    busy = made.member_of_team("정지원")
    made.visit(Status.OFFERED, of=programme, to=made.factory("다온도금"), on=made.slot(programme), team=(busy,))
    visit = made.visit(Status.OFFERED, of=other, to=made.factory("가람사출"), on=made.slot(other))

    said = {"people": [f"{busy.pk}:TEAM"], "seen": seen(visit), **no_outside()}
    page = office.post(move_of(visit, Move.ROSTER), said)

    assert page.status_code == 409
    assert "정지원: 같은 시간에 다온도금 방문" in page.content.decode()
    assert page.context["move"].form.groups[0][1][0][1] is True
    assert not visit.roster.exists()


def test_somebody_of_the_roster_who_left_the_team_can_be_taken_off(office):
    team = made.member_of_team()
    visit = made.visit(Status.OFFERED, team=(team,))
    TeamMember.objects.update(is_active=False)

    before = office.get(f"{page_of(visit)}?move=ROSTER").context["move"].form.groups
    office.post(move_of(visit, Move.ROSTER), {"seen": seen(visit), **no_outside()})

    assert [(part, len(people)) for part, people in before] == [("지원단", 1)]
    assert not visit.roster.exists()


def test_the_office_writes_the_minutes_at_its_desk_and_sends_them(after):
    team = made.member_of_team()
    visit = made.visit(Status.SCHEDULED, team=(team,))
    entry = visit.roster.get()
    office = after(visit)

    blank = office.get(f"{page_of(visit)}?move=LOG").context["move"].form
    said = {"came": [entry.pk], "met": "박대표", "minutes": made.MINUTES, "before": blank["before"].value()}
    office.post(move_of(visit, Move.LOG), said | {"seen": seen(visit)})
    office.post(move_of(visit, Move.SEND_MINUTES), {"seen": seen(visit)})

    visit.refresh_from_db()
    entry.refresh_from_db()
    assert (visit.status, visit.met, visit.minutes, visit.minutes_version, entry.came) == (
        Status.HELD,
        "박대표",
        made.MINUTES,
        1,
        True,
    )


def test_minutes_another_one_wrote_meanwhile_are_not_written_over_unseen(after):
    visit = made.visit(Status.HELD)
    office = after(visit)
    blank = office.get(f"{page_of(visit)}?move=LOG").context["move"].form
    said = {"met": "", "minutes": "내가 쓴 글", "before": blank["before"].value(), "seen": seen(visit)}
    actions.keep_notes(visit, by=make.manager(), minutes="현장에서 쓴 글")

    page = office.post(move_of(visit, Move.LOG), said)
    fresh = page.context["move"].form["before"].value()
    again = office.post(move_of(visit, Move.LOG), said | {"before": fresh})

    assert page.status_code == 422
    assert "현장에서 쓴 글" in page.content.decode()
    assert again.status_code == 302
    assert Visit.objects.get().minutes == "내가 쓴 글"


def test_minutes_are_sent_again_with_what_was_done_about_the_objection(after):
    visit = made.visit(Status.HELD)
    line = made.line(visit)
    office = after(visit)
    actions.decide(line, made.SOLVED, by=make.manager())
    actions.send_minutes(visit, by=make.manager())
    actions.object_(visit, by=visit.requested_by, lines={1: "아직 어둡습니다"})

    page = office.get(page_of(visit)).content.decode()
    refused = office.post(move_of(visit, Move.SEND_MINUTES), {"settlement": "", "seen": seen(visit)})
    office.post(move_of(visit, Move.SEND_MINUTES), {"settlement": "1번 줄을 고쳤습니다.", "seen": seen(visit)})

    assert "아직 어둡습니다" in page
    assert refused.status_code == 422
    assert visit.objections.get().settlement == "1번 줄을 고쳤습니다."


def test_a_visit_is_closed_when_the_company_has_confirmed(after):
    visit = made.visit(Status.HELD)
    office = after(visit)
    actions.send_minutes(visit, by=make.manager())

    early = office.post(move_of(visit, Move.CLOSE), {"note": "", "seen": seen(visit)})
    actions.confirm(visit, by=visit.requested_by)
    office.post(move_of(visit, Move.CLOSE), {"note": "", "seen": seen(visit)})

    assert early.status_code == 409
    assert "기업의 확인을 기다립니다" in early.content.decode()
    assert Visit.objects.get().status == Status.CLOSED


# --- The lines ------------------------------------------------------------------------------------------------------


def test_a_line_is_added_and_becomes_a_grievance(after):
    visit, category = made.visit(Status.HELD), make.category()
    office = after(visit)
    said = {"key": uuid.uuid4(), "said": "배수로가 막혔습니다", "spoken_at": f"{visit.begins_at:%Y-%m-%dT%H:%M}"}

    office.post(reverse("admin:visits_visit_add_line", args=[visit.pk]), said)
    ending = {"state": "GRIEVANCE", "title": "배수로 막힘", "category": category.pk}
    office.post(on_line("decide", visit, 1), ending)

    line = visit.promises.get()
    assert (line.said, line.state, line.grievance.title, line.grievance.channel) == (
        "배수로가 막혔습니다",
        PromiseState.GRIEVANCE,
        "배수로 막힘",
        Channel.VISIT,
    )


def test_a_refusal_without_its_reason_comes_back_with_what_was_chosen(after):
    visit = made.visit(Status.HELD)
    made.line(visit)
    office = after(visit)

    page = office.post(on_line("decide", visit, 1), {"state": "NOT_ACCEPTED", "reason": ""})

    assert page.status_code == 409
    assert "기업이 읽을 설명이나 까닭을 적어 주십시오." in page.content.decode()
    assert page.context["opened"].form["state"].value() == "NOT_ACCEPTED"
    assert visit.promises.get().state == PromiseState.UNDECIDED


def test_a_line_is_put_right_or_dropped_until_the_minutes_went_out(after):
    visit = made.visit(Status.HELD)
    line = made.line(visit)
    made.line(visit, "잘못 적은 줄")
    office = after(visit)
    said = {"key": line.key, "said": "가로등이 깜빡입니다", "spoken_at": f"{visit.begins_at:%Y-%m-%dT%H:%M}"}

    office.post(on_line("said", visit, 1), said)
    office.post(on_line("drop", visit, 2))
    actions.decide(visit.promises.get(), made.SOLVED, by=make.manager())
    actions.send_minutes(visit, by=make.manager())
    kept = office.post(on_line("drop", visit, 1), follow=True)

    assert visit.promises.get().said == "가로등이 깜빡입니다"
    assert "보낸 회의록에 있는 줄은 지울 수 없습니다" in kept.content.decode()


# --- Asking for somebody --------------------------------------------------------------------------------------------


def test_the_office_asks_for_a_company_once_however_often_it_is_sent(office):
    programme, company = made.programme(), made.factory("가람사출")
    said = {"key": uuid.uuid4(), "programme": programme.pk, "company": company.pk, "topics": "진입로가 좁습니다"}

    first = office.post(ADD, said)
    office.post(ADD, said)

    visit = Visit.objects.get()
    assert first.headers["Location"] == f"{CALENDAR}?programme={programme.pk}&visit={visit.pk}"
    assert (visit.company, visit.topics, visit.place, visit.requested_by) == (
        company,
        "진입로가 좁습니다",
        "한빛시 예시로 7",
        make.manager(),
    )


def test_a_company_without_a_factory_is_refused_with_the_reason(office):
    programme, company = made.programme(), make.company("늘품식품")

    page = office.post(
        ADD, {"key": uuid.uuid4(), "programme": programme.pk, "company": company.pk, "topics": "진입로"}
    )

    assert page.status_code == 409
    assert "공장등록을 한 기업이 신청할 수 있습니다" in page.content.decode()
    assert not Visit.objects.exists()


def test_a_meeting_with_an_association_needs_somebody_to_call(office):
    programme = made.programme()
    said = {
        "key": uuid.uuid4(),
        "programme": programme.pk,
        "organization": "스마트허브 모임",
        "contact_name": "최사무",
        "topics": "인력난",
    }

    refused = office.post(MEETING, said)
    office.post(MEETING, said | {"contact_phone": "031-000-0100"})

    assert refused.status_code == 422
    visit = Visit.objects.get()
    assert (visit.host, visit.is_meeting, visit.contact_phone) == ("스마트허브 모임", True, "031-000-0100")

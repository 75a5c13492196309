"""방문 기록: written on phones, sent twice, by two people, late."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.roles import Role
from grievances.models import Grievance
from grievances.moment import as_of
from grievances.workflow import Channel, MoveRefused
from tests import made_visits as made
from tests import make
from visits import actions
from visits.actions.logging import Differs, Seen, ending_mark, mark, words_mark
from visits.models import Promise
from visits.workflow import Move, Part, PromiseState, Status

pytestmark = pytest.mark.django_db

NOTHING_SEEN = {"checked": (), "came": ()}


@pytest.fixture
def team():
    return made.member_of_team()


@pytest.fixture
def visit(team):
    return made.visit(Status.SCHEDULED, team=(team, made.member_of_team("박현장")))


@pytest.fixture(autouse=True)
def _in_the_middle_of_the_visit(request):
    if "visit" not in request.fixturenames:
        yield
        return
    with as_of(request.getfixturevalue("visit").ends_at):
        yield


def a_line(visit, said="가로등이 어둡습니다", **fields):
    return actions.Line(fields.pop("key", uuid.uuid4()), said, visit.begins_at, **fields)


def test_a_line_sent_twice_is_kept_once(visit, team):
    line = a_line(visit)

    first = actions.keep_line(visit, line, by=team)
    again = actions.keep_line(visit, line, by=team)

    assert again == first
    assert visit.promises.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_line_that_arrives_twice_at_once_is_kept_once(visit, team):
    line, together, refused = a_line(visit), threading.Barrier(2), []

    def send():
        together.wait()
        try:
            with as_of(visit.ends_at):
                actions.keep_line(visit, line, by=team)
        except Exception as error:  # noqa: BLE001 – the test names whatever it was
            refused.append(error)
        finally:
            connection.close()

    phones = [threading.Thread(target=send) for _ in range(2)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()

    assert refused == []
    assert visit.promises.count() == 1


def test_two_lines_of_two_phones_get_two_numbers(visit, team):
    numbers = [actions.keep_line(visit, a_line(visit, said), by=team).number for said in ("하나", "둘")]

    assert numbers == [1, 2]


def test_the_key_of_another_visits_line_is_refused(visit, team):
    line = actions.keep_line(visit, a_line(visit), by=team)
    other = made.visit(
        Status.SCHEDULED, to=made.factory("다온도금"), on=made.slot(visit.programme, order=2), team=(team,)
    )

    with as_of(other.ends_at), pytest.raises(MoveRefused, match="다른 방문에 적은 줄"):
        actions.keep_line(other, actions.Line(line.key, "다른 말", other.begins_at), by=team)


def test_a_line_of_the_future_is_refused(visit, team):
    line = actions.Line(uuid.uuid4(), "아직 안 한 말", visit.ends_at + timedelta(minutes=1))

    with pytest.raises(MoveRefused, match="지금보다 뒤"):
        actions.keep_line(visit, line, by=team)


def test_words_that_somebody_else_changed_are_not_overwritten(visit, team):
    first = actions.keep_line(visit, a_line(visit, "가로등"), by=team)
    stale = words_mark(first)
    actions.keep_line(visit, a_line(visit, "가로등 두 개", key=first.key, seen=stale), by=team)

    with pytest.raises(Differs) as refusal:
        actions.keep_line(visit, a_line(visit, "가로등 세 개", key=first.key, seen=stale), by=team)

    first.refresh_from_db()
    assert refusal.value.theirs == {"said": "가로등 두 개"}
    assert first.said == "가로등 두 개"


def test_an_end_that_somebody_else_chose_is_not_overwritten(visit, team):
    line = actions.keep_line(visit, a_line(visit), by=team)
    stale = ending_mark(line)
    actions.decide(line, made.SOLVED, by=team)
    mine = actions.Ending(PromiseState.NOT_ACCEPTED, reason="근거가 없습니다.", seen=stale)

    with pytest.raises(Differs) as refusal:
        actions.decide(line, mine, by=team)

    assert refusal.value.theirs == {"state": "현장 해결", "reason": ""}


def test_minutes_that_somebody_else_changed_are_not_overwritten(visit, team):
    based_on_nothing = Seen(mark(""), mark(""), **NOTHING_SEEN)
    actions.keep_notes(visit, by=team, minutes="먼저 쓴 글", met="", seen=based_on_nothing)

    with pytest.raises(Differs) as refusal:
        actions.keep_notes(visit, by=team, minutes="나중 글", met="", seen=based_on_nothing)

    visit.refresh_from_db()
    assert refusal.value.theirs == {"minutes": "먼저 쓴 글"}
    assert visit.minutes == "먼저 쓴 글"


def test_the_same_minutes_sent_again_are_no_news(visit, team):
    based_on_nothing = Seen(mark(""), mark(""), **NOTHING_SEEN)

    for _time in range(2):
        actions.keep_notes(visit, by=team, minutes="회의록", met="김대표", seen=based_on_nothing)

    visit.refresh_from_db()
    assert (visit.minutes, visit.met) == ("회의록", "김대표")


def test_ticks_of_two_phones_stand_beside_each_other(visit, team):
    first, second = visit.roster.order_by("pk").values_list("pk", flat=True)
    nobody = Seen(mark(""), mark(""), checked=(), came=())
    actions.keep_notes(visit, by=team, checked=["안전모"], came=[first], seen=nobody)

    actions.keep_notes(visit, by=team, checked=["도면"], came=[second], seen=nobody)

    visit.refresh_from_db()
    assert visit.checked == ["도면", "안전모"]
    assert set(visit.roster.filter(came=True).values_list("pk", flat=True)) == {first, second}


def test_a_grievance_is_filed_once_with_the_moment_it_was_spoken(visit, team):
    line = actions.keep_line(visit, a_line(visit, "배수로가 막혔습니다"), by=team)
    ending = actions.Ending(PromiseState.GRIEVANCE, title="배수로 막힘", category=make.category())

    for _time in range(2):
        actions.keep_line(visit, a_line(visit, "배수로가 막혔습니다", key=line.key), by=team)
        actions.decide(line, ending, by=team)

    case = Grievance.objects.get()
    assert (case.channel, case.arrived_at, case.company) == (Channel.VISIT, visit.begins_at, visit.company)
    assert case.promise == line


def test_a_line_of_an_association_meeting_becomes_the_case_of_the_company_that_spoke(team):
    company, programme = made.factory("가람사출"), made.programme()
    owner = make.owner(company)
    meeting = actions.request_meeting(
        programme,
        organization="단지 협의회",
        contact_name="김국장",
        contact_phone="031-000-0000",
        contact_email="office@test.example",
        by=make.manager(),
        key=uuid.uuid4(),
        topics="주차",
    )
    meeting = actions.schedule(meeting, made.slot(programme), by=make.manager())
    meeting = actions.set_roster(meeting, [actions.Going(Part.TEAM, team)], by=make.manager())
    ending = actions.Ending(PromiseState.GRIEVANCE, title="주차", category=make.category())

    with as_of(meeting.ends_at):
        line = actions.keep_line(meeting, a_line(meeting, "주차장이 모자랍니다", company=company), by=team)
        case = actions.decide(line, ending, by=team).grievance

    assert (case.company, case.filer, case.contact_email) == (company, owner, "")


def test_two_phones_that_end_a_visit_end_it_once(visit, team):
    stale = type(visit).objects.get(pk=visit.pk)
    actions.hold(visit, by=team)

    held = actions.hold(stale, by=team)

    assert held.status == Status.HELD
    assert visit.history.filter(move=Move.LOG).count() == 1


def test_a_line_is_dropped_until_the_minutes_are_sent(visit, team):
    first, second = (actions.keep_line(visit, a_line(visit, said), by=team) for said in ("하나", "둘"))
    actions.drop_line(first, by=team)
    actions.drop_line(first, by=team)
    actions.decide(second, made.SOLVED, by=team)
    actions.keep_notes(visit, by=team, minutes=made.MINUTES)
    sent = actions.send_minutes(actions.hold(visit, by=team), by=team)

    with pytest.raises(MoveRefused, match="보낸 회의록에 있는 줄"):
        actions.drop_line(Promise.objects.get(), by=team)

    assert sent.promises.get() == second


def test_a_confirmed_visit_takes_nothing_more(visit, team):
    actions.keep_notes(visit, by=team, minutes=made.MINUTES)
    sent = actions.send_minutes(actions.hold(visit, by=team), by=team)
    confirmed = actions.confirm(sent, by=visit.requested_by)

    with pytest.raises(MoveRefused, match="기업이 회의록을 확인했습니다"):
        actions.keep_line(confirmed, a_line(visit), by=team)
    with pytest.raises(MoveRefused, match="기업이 회의록을 확인했습니다"):
        actions.keep_notes(confirmed, by=team, minutes="더")


def test_who_only_reads_along_writes_nothing(visit):
    reader = make.official(Role.COMMITTEE)
    actions.set_roster(visit, [actions.Going(Part.COMMITTEE, reader)], by=make.manager())

    with pytest.raises(PermissionDenied):
        actions.keep_line(visit, a_line(visit), by=reader)

"""The minutes go out, come back confirmed or with objections, and then the visit is settled."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from grievances.moment import as_of
from grievances.workflow import MoveRefused
from tests import made_visits as made
from tests import make
from visits import actions
from visits.models import Objection
from visits.workflow import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    """A held visit with two decided lines whose minutes went out, in the hour after it."""
    visit, manager = made.visit(Status.HELD), make.manager()
    with as_of(visit.ends_at + timedelta(hours=1)):
        for said, ending in (("가로등", made.SOLVED), ("용수 요금", made.EXPLAINED)):
            line = actions.keep_line(visit, actions.Line(uuid.uuid4(), said, visit.begins_at), by=manager)
            actions.decide(line, ending, by=manager)
        yield actions.send_minutes(visit, by=manager)


def test_minutes_do_not_go_out_while_a_line_is_undecided():
    visit, manager = made.visit(Status.HELD), make.manager()
    with as_of(visit.ends_at + timedelta(hours=1)):
        actions.keep_line(visit, actions.Line(uuid.uuid4(), "가로등", visit.begins_at), by=manager)

        with pytest.raises(MoveRefused, match="정하지 않은 약속이 1줄"):
            actions.send_minutes(visit, by=manager)


def test_a_member_confirms_and_scores_once(sent):
    confirmed = actions.confirm(sent, by=sent.requested_by, version=1, score=5, comment="고맙습니다")

    assert (confirmed.confirmed_by, confirmed.score, confirmed.comment) == (sent.requested_by.name, 5, "고맙습니다")
    with pytest.raises(MoveRefused, match="이미 확인하신"):
        actions.confirm(sent, by=sent.requested_by, score=1)


def test_a_guest_confirms_by_name(sent):
    confirmed = actions.confirm(sent, by=None, guest="최공장장")

    assert confirmed.confirmed_by == "최공장장"
    entry = confirmed.history.last()
    assert (entry.by, entry.by_name, entry.side) == (None, "최공장장", "COMPANY")


def test_a_guest_without_a_name_is_asked_for_it(sent):
    with pytest.raises(MoveRefused, match="이름을 적어"):
        actions.confirm(sent, by=None, guest=" ")


def test_nobody_of_the_city_confirms_for_the_company(sent):
    with pytest.raises(PermissionDenied):
        actions.confirm(sent, by=make.manager())


def test_an_objection_names_its_line_and_is_settled_with_words(sent):
    objected = actions.object_(sent, by=sent.requested_by, lines={2: "검토하겠다고 하셨습니다.", 1: " "})
    with pytest.raises(MoveRefused, match="이의가 남아"):
        actions.close(objected, by=make.manager())
    with pytest.raises(MoveRefused, match="한 줄로 적어"):
        actions.send_minutes(objected, by=make.manager())

    again = actions.send_minutes(objected, by=make.manager(), settlement="그 줄을 고쳤습니다.")

    assert again.minutes_version == 2
    objection = Objection.objects.get()
    assert (objection.promise.number, objection.words, objection.settlement) == (
        2,
        "검토하겠다고 하셨습니다.",
        "그 줄을 고쳤습니다.",
    )


def test_an_objection_to_nothing_is_asked_what_it_means(sent):
    with pytest.raises(MoveRefused, match="어느 줄이"):
        actions.object_(sent, by=sent.requested_by)
    with pytest.raises(MoveRefused, match="없는 줄입니다: 7"):
        actions.object_(sent, by=sent.requested_by, lines={7: "그런 말은 없었습니다."})
    assert Objection.objects.count() == 0


def test_who_read_an_older_version_is_told(sent):
    again = actions.send_minutes(sent, by=make.manager())

    with pytest.raises(MoveRefused, match="그사이 고쳐졌습니다"):
        actions.confirm(again, by=sent.requested_by, version=1)


def test_minutes_that_are_changed_after_they_went_out_are_confirmed_only_when_sent_again(sent):
    manager, line = make.manager(), sent.promises.get(number=1)
    changed = actions.keep_notes(sent, by=manager, minutes="나중에 고친 글")

    with pytest.raises(MoveRefused, match="회의록을 고치고 있습니다"):
        actions.confirm(changed, by=sent.requested_by, version=1)

    again = actions.send_minutes(changed, by=manager)
    actions.decide(line, made.EXPLAINED, by=manager)
    with pytest.raises(MoveRefused, match="회의록을 고치고 있습니다"):
        actions.confirm(again, by=sent.requested_by, version=2)
    with pytest.raises(MoveRefused, match="지울 수 없습니다"):
        actions.drop_line(line, by=manager)


def test_what_the_host_does_not_read_takes_no_minutes_back(sent):
    ticked = actions.keep_notes(sent, by=make.manager(), checked=["안전모"], minutes=sent.minutes)

    assert ticked.minutes_sent_at == sent.minutes_sent_at
    assert actions.confirm(ticked, by=sent.requested_by, version=1).is_confirmed


def test_confirmed_minutes_are_not_written_in_any_more(sent):
    confirmed = actions.confirm(sent, by=sent.requested_by)

    with pytest.raises(MoveRefused, match="기업이 회의록을 확인했습니다"):
        actions.keep_notes(confirmed, by=make.manager(), minutes="나중에 고친 글")


def test_without_an_answer_the_visit_may_be_closed_after_a_week(sent):
    with pytest.raises(MoveRefused, match="7일이 지나면"):
        actions.close(sent, by=make.manager())

    with as_of(sent.minutes_sent_at + timedelta(days=7)):
        closed = actions.close(sent, by=make.manager())

    assert (closed.status, closed.confirmed_at) == (Status.CLOSED, None)

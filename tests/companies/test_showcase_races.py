"""Two people at one showcase at the same moment. Threads of their own, real commits."""

import pytest

from companies.showcase import actions
from companies.showcase.models import Showcase
from tests import make
from tests.companies import shows
from tests.companies.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.mark.parametrize("attempt", range(2))
def test_two_colleagues_begin_at_once_and_work_on_the_same_draft(attempt):
    company, owner = shows.company()
    people = [owner, make.member(company)]

    told = at_once(*[lambda person=person: actions.start(company, by=person) for person in people])

    assert told == ["", ""]
    assert Showcase.objects.count() == 1


@pytest.mark.parametrize("attempt", range(2))
def test_of_two_decisions_at_once_one_stands(attempt):
    company, owner = shows.company()
    showcase = shows.submitted(company, owner)
    one, other = shows.manager(), shows.manager()

    told = at_once(
        lambda: actions.publish(showcase, seen=1, by=one),
        lambda: actions.send_back(showcase, "까닭", seen=1, by=other),
    )

    assert told[0] == ""
    assert "다른 분이 결정했습니다" in told[1]
    assert company.events.filter(what__in=["SHOWCASE_PUBLISH", "SHOWCASE_RETURN"]).count() == 1


@pytest.mark.parametrize("attempt", range(2))
def test_what_is_recalled_while_it_is_let_through_ends_in_one_of_both(attempt):
    company, owner = shows.company()
    showcase = shows.submitted(company, owner)
    manager = shows.manager()

    told = at_once(
        lambda: actions.publish(showcase, seen=1, by=manager),
        lambda: actions.recall(showcase, by=owner),
    )

    assert told[0] == ""
    assert told[1] != ""
    assert Showcase.objects.get().state in {"PUBLISHED", "DRAFT"}

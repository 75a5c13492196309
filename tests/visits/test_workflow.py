"""The table of moves, and that everything that speaks of moves knows all of them."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.roles import Role
from tests import made_visits as made
from tests import make
from visits import permissions
from visits.models import Visit
from visits.notices import NOTICES
from visits.workflow import AHEAD, MET, PLACED, RULES, Move, Status, refusal

pytestmark = pytest.mark.django_db


def test_every_move_has_a_rule_and_a_notice():
    assert set(RULES) == set(NOTICES) == set(Move)


def test_every_status_can_be_reached():
    assert {rule.to for rule in RULES.values()} - {None} == set(Status)


def test_what_has_a_slot_and_what_took_place():
    assert {Status.HELD, Status.CLOSED, Status.NO_SHOW} == PLACED - AHEAD
    assert MET < PLACED


def test_a_refusal_names_the_status_and_the_move():
    assert refusal(Move.OFFER, Status.HELD) == (
        "이 방문은 ‘방문 마침’ 상태여서 지금은 ‘일정 제안’ 처리를 할 수 없습니다."
    )


@pytest.mark.parametrize("status", list(Status))
def test_who_is_offered_which_moves_follows_the_table(status):
    team = made.member_of_team()
    visit = made.visit(status, team=(team,))
    owner, manager = visit.requested_by, make.manager()
    visit = Visit.objects.for_page().get(pk=visit.pk)

    def offered(user, *, as_company=False):
        at = visit.ends_at or visit.requested_at
        return {offer.move for offer in permissions.moves_for(user, visit, at=at, as_company=as_company)}

    def of_the_table(role):
        return {move for move, rule in RULES.items() if status in rule.sources and role in rule.by}

    assert offered(manager) == of_the_table(Role.MANAGER)
    assert offered(owner, as_company=True) == of_the_table(Role.COMPANY)
    on_roster = visit.roster.exists()
    assert offered(team) == (of_the_table(Role.TEAM) if on_roster else set())
    assert offered(make.official(Role.EXAMINER)) == set()
    assert offered(make.owner(make.company("남의 회사")), as_company=True) == set()


def test_the_document_shows_what_the_command_prints():
    document, out = (settings.BASE_DIR / "docs/visits.md").read_text(), StringIO()
    call_command("visit_workflow", stdout=out)

    between = document.partition("<!-- workflow: begin -->")[2].partition("<!-- workflow: end -->")[0]

    assert between.strip() == out.getvalue().strip()

"""Every move of the table is one that somebody can make, read about, and see in the demo."""

import pytest
from django.conf import settings

from accounts.roles import Role
from grievances import wording
from grievances.admin.moves import STEPS
from grievances.case_page import VERBS
from grievances.notices.table import NOTICES
from grievances.workflow import RULES, Move
from sosportal.celery import app
from tests import access

DOORS = {
    Move.FILE: "grievances:new",  # nobody has the case yet; officials: admin:grievances_grievance_on_behalf
    Move.RATE: "grievances:rate",  # also by a link, without signing in
    Move.ADVISE: "opinions:give",  # whoever is asked has the question, not the case
    Move.POSTPONE: "opinions:postpone",
    Move.TAKE_QUESTION_BACK: "admin:grievances_grievance_opinion",  # on the question it takes back
    Move.PROPOSE: "admin:grievances_grievance_move",  # the step of the answer itself, where the department says so
    Move.TAKE_PROPOSAL_BACK: "admin:grievances_approval_take_back",
    Move.APPROVE: "admin:grievances_approval_approve",
    Move.SEND_BACK: "admin:grievances_approval_send_back",
    Move.GROUP: "admin:grievances_grievance_group_many",  # it takes several cases at once
    Move.HAND_OVER: "admin:accounts_user_hand_over",  # on the page of whoever leaves
    Move.WAKE: "admin:grievances_provisionchange_add",  # what changed wakes all that cite it
}
"""Moves whose door is neither a step of the case page in the workplace nor a verb of the company's: where it is."""
BY_A_JOB = {Move.RECOUNT: "grievances.tasks.recount"}
"""Moves that nobody's hand makes: the task that does."""
READ_BY_THEIR_LABEL = {
    Move.ASSIGN: "it is internal: the history of the workplace names the move and who is in charge",
    Move.NOTE: "it is internal: what was written stands there by itself",
}
"""Moves without a sentence of their own in the story of the case."""


@pytest.mark.parametrize("move", Move)
def test_a_move_has_exactly_one_kind_of_door(move):
    in_tables = move in {step.move for step in STEPS.values()} | {verb.move for verb in VERBS.values()}

    assert [in_tables, move in DOORS, move in BY_A_JOB].count(True) == 1


def test_the_doors_beside_the_tables_are_there():
    app.loader.import_default_modules()
    names = {name for name, _path in access.addresses()}

    assert set(DOORS.values()) - names == set()
    assert [task for task in BY_A_JOB.values() if task not in app.tasks] == []


@pytest.mark.parametrize("move", Move)
def test_a_move_is_told_in_the_story_of_its_case(move):
    by_company, by_city = Role.COMPANY in RULES[move].by, bool(RULES[move].by - {Role.COMPANY})

    assert (move in wording._BY_COMPANY) == by_company
    if move not in BY_A_JOB:
        assert (move in wording._BY_CITY) == (by_city and move not in READ_BY_THEIR_LABEL)


def test_a_move_without_a_sentence_is_internal():
    assert {move for move in READ_BY_THEIR_LABEL if not RULES[move].is_internal} == set()


@pytest.mark.parametrize("move", Move)
def test_a_move_says_who_hears_of_it_and_has_a_row_in_the_documents(move):
    rows = (settings.BASE_DIR / "docs/workflow.md").read_text()

    assert move in NOTICES
    assert f"| {move.label} `{move.value}` |" in rows

"""The table of moves is what is printed, and what a meeting can decide is what the cases can do."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command

from grievances.admin.moves import STEPS as CASE_STEPS
from meetings.actions import DOES
from meetings.admin.moves import STEPS
from meetings.workflow import DECISIONS, RULES, Move, Status

ELSEWHERE = {Move.PLAN, Move.WORD, Move.ORDER, Move.TAKE_OFF, Move.DECIDE, Move.REPLY}
"""Moves with doors of their own: the form of a new meeting, the page of an item, the attendees' pages."""


def test_the_document_shows_what_the_command_prints():
    document, out = (settings.BASE_DIR / "docs/meetings.md").read_text(), StringIO()
    call_command("meeting_workflow", stdout=out)

    between = document.partition("<!-- workflow: begin -->")[2].partition("<!-- workflow: end -->")[0]

    assert between.strip() == out.getvalue().strip()


def test_every_move_has_a_rule_and_a_door():
    assert set(RULES) == set(Move)
    assert {step.move for step in STEPS.values()} == set(Move) - ELSEWHERE


def test_nothing_leads_out_of_what_is_over():
    over = {Status.CONFIRMED, Status.CANCELLED}

    assert not [move for move, rule in RULES.items() if rule.sources & over]


def test_every_decision_is_done_by_an_action_and_has_a_form():
    assert set(DOES) == set(DECISIONS)
    assert set(DECISIONS) <= {step.move for step in CASE_STEPS.values()}

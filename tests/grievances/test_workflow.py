"""The table itself: whole, printed, and the same in the documents."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command

from accounts.roles import Role
from grievances import notices
from grievances.workflow import ANSWERED, ENDED, RULES, RUNNING, Move, Status, refusal


def printed() -> str:
    out = StringIO()
    call_command("workflow", stdout=out)
    return out.getvalue().strip()


def test_every_move_has_a_rule_and_says_who_hears_of_it():
    assert set(RULES) == set(Move)
    assert set(notices.NOTICES) == set(Move)
    assert {move for move, rule in RULES.items() if not rule.needs} == set()
    assert {move for move, rule in RULES.items() if not rule.by} == {Move.RECOUNT}


def test_the_document_shows_what_the_command_prints():
    document = (settings.BASE_DIR / "docs/workflow.md").read_text()

    between = document.partition("<!-- workflow: begin -->")[2].partition("<!-- workflow: end -->")[0]

    assert between.strip() == printed()


def test_the_table_has_a_row_and_the_diagram_an_arrow_for_every_move():
    table, diagram = printed().split("```mermaid")

    assert table.count("\n| ") == len(Move) + 1
    assert [move for move in Move if f"`{move.value}`" not in table] == []
    assert [move for move in Move if str(move.label) not in diagram] == []
    arrows = sum(len(rule.sources) or 1 for rule in RULES.values() if rule.to)
    assert diagram.count(" --> ") == arrows + len(Status) + 1


def test_a_move_that_nobodys_hand_makes_says_who_makes_it():
    (row,) = [line for line in printed().splitlines() if f"`{Move.RECOUNT}`" in line]

    assert row.split("|")[4].strip() == "작업 (규칙을 바꾼 총괄담당의 이름으로)"
    assert "|  |" not in printed()


def test_a_case_comes_from_filing_and_every_status_is_reached():
    reached = {rule.to for rule in RULES.values() if rule.to}

    assert [move for move, rule in RULES.items() if not rule.sources] == [Move.FILE]
    assert reached == set(Status)
    assert set(Status) == RUNNING | ENDED
    assert {Status.CLOSED} == ENDED - ANSWERED


def test_nobody_outside_the_case_makes_moves_and_nothing_the_company_does_is_kept_from_it():
    outside = {Role.EXAMINER, Role.TEAM, Role.EXPERT, Role.COMMITTEE}

    assert {move for move, rule in RULES.items() if rule.by & outside} == {Move.ADVISE, Move.POSTPONE}
    assert {move for move, rule in RULES.items() if rule.is_internal} == {
        Move.ASSIGN,
        Move.OFFER_TRANSFER,
        Move.TAKE_BACK,
        Move.DECLINE_TRANSFER,
        Move.CONSULT,
        Move.ADVISE,
        Move.POSTPONE,
        Move.TAKE_QUESTION_BACK,
        Move.PROPOSE,
        Move.TAKE_PROPOSAL_BACK,
        Move.APPROVE,
        Move.SEND_BACK,
        Move.WAKE,
        Move.NOTE,
    }
    assert {move for move, rule in RULES.items() if rule.is_internal and Role.COMPANY in rule.by} == set()


def test_a_refusal_names_the_move_and_where_the_case_stands():
    assert str(refusal(Move.RETURN, Status.OPEN)) == (
        "이 사건은 ‘접수 대기’ 상태여서 지금은 ‘반려’ 처리를 할 수 없습니다."
    )

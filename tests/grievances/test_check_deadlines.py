"""manage.py check_deadlines: stored deadlines against their histories."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from grievances import actions
from grievances.models import Grievance
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases():
    """One that runs, one that waits, one that waited and one that was opened again."""
    soon = timezone.localdate() + timedelta(days=5)
    officer, owner = make.officer(), make.owner(make.company())
    running, waiting, waited = [make.grievance(by=owner, to=officer) for _ in range(3)]
    waiting = actions.ask(waiting, "약도", soon, by=officer)
    waited = actions.supplement(actions.ask(waited, "약도", soon, by=officer), "여기 있습니다.", by=owner)
    again = actions.reopen(make.infeasible(make.grievance(by=owner, to=officer), by=officer), "다시", by=owner)
    return running, waiting, waited, again


def test_what_moves_did_is_what_the_history_says(cases, capsys):
    call_command("check_deadlines")

    assert "처리 중인 4건의 처리기한이 모두 이력과 같습니다." in capsys.readouterr().out


def test_a_planted_error_is_found(cases, capsys):
    running, *_ = cases
    Grievance.objects.filter(pk=running.pk).update(due_at=running.due_at + timedelta(days=1))

    with pytest.raises(CommandError, match="4건 가운데 1건"):
        call_command("check_deadlines")

    assert running.receipt_no in capsys.readouterr().out

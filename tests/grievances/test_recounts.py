"""다시 셈, from plain values: the same deadlines as from the rows themselves."""

from datetime import date, datetime

import pytest

from grievances import actions, deadlines
from grievances.clock import SEOUL
from grievances.models import Grievance
from grievances.moment import as_of
from grievances.recounts import Counting, counted
from grievances.rulebook import Rulebook
from tests import make

pytestmark = pytest.mark.django_db


def test_what_stood_still_is_left_out_as_the_moves_left_it_out():
    with as_of(datetime(2026, 11, 2, 10, tzinfo=SEOUL)):
        case = make.grievance(title="보도가 꺼졌습니다")
    with as_of(datetime(2026, 11, 3, 10, tzinfo=SEOUL)):
        case = actions.investigate(
            case, date(2026, 11, 3), date(2026, 11, 12), "보도 아래를 살핍니다.", by=case.officer
        )

    found = next(counted(Grievance.objects.all(), Counting(Rulebook())))

    assert not found.changes
    assert found.anew.due_at == case.due_at == deadlines.deadline(case).due_at
    assert case.due_at.astimezone(SEOUL).date() == date(2026, 11, 20)

"""안건표 as a file: its days are the city's."""

from datetime import UTC, datetime

import pytest
import time_machine

from meetings import actions, agenda_sheet
from tests import made_meetings as made
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.today("2026-11-23 10:00+09:00")]


def test_its_days_are_those_of_the_city():
    manager = make.manager()
    with time_machine.travel(datetime(2026, 11, 30, 23, 0, tzinfo=UTC)):  # eight in the morning of 1 December
        meeting = made.meeting(about=(make.grievance(),), during=made.just_now())
        actions.decide(made.item(meeting), "DEFER", "다음에 봅니다.", by=manager)

    columns, row = agenda_sheet.table(agenda_sheet.lines_of(meeting, manager))

    said = dict(zip(columns, row, strict=True))
    assert (said["신청일"], said["정한 날"]) == ("2026-12-01", "2026-12-01")

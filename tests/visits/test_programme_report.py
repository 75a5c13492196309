"""`manage.py programme_report`."""

import json
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from grievances.clock import SEOUL
from grievances.moment import as_of
from grievances.workflow import Status as CaseStatus
from tests import made_visits as made
from visits.workflow import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    """One visit on a Thursday of March 2011, of which one grievance was solved and one waits."""
    found = made.programme(last_on=date(2011, 12, 31))
    with as_of(datetime(2011, 2, 1, 10, tzinfo=SEOUL)):
        visit = made.visit(Status.HELD, of=found, on=made.slot(found, date(2011, 3, 10)))
        made.became(visit, CaseStatus.RESOLVED)
        made.became(visit, CaseStatus.OPEN)
    return found


def _said(*arguments: str) -> str:
    out = StringIO()
    call_command("programme_report", *arguments, stdout=out)
    return out.getvalue()


def test_it_prints_the_published_table(programme):
    said = _said("이동시장실", "--from", "2010-09-01", "--to", "2011-12-31")

    assert said.splitlines() == [
        "이동시장실 2010-09-01–2011-12-31",
        "기업 방문                1회",
        "경제단체 간담회          0회",
        "기업애로                 2건",
        "  완료                   1건",
        "  처리 중                1건",
        "  처리 불가              0건",
        "  종결                   0건",
    ]


def test_json_has_the_names_that_other_systems_read(programme):
    said = _said("안산 기업SOS 이동시장실", "--json", "--from", "2011-03-10", "--to", "2011-03-10")

    assert json.loads(said) == {
        "companies": 1,
        "associations": 0,
        "grievances": 2,
        "resolved": 1,
        "in_progress": 1,
        "infeasible": 0,
        "closed": 0,
    }


def test_without_days_it_is_the_whole_programme(programme):
    assert _said("이동시장실").splitlines()[:2] == [
        "이동시장실 2010-09-01–2011-12-31",
        "기업 방문                1회",
    ]


def test_the_day_after_is_another_period(programme):
    assert json.loads(_said("이동시장실", "--from", "2011-03-11", "--json"))["companies"] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("멘토링",), "‘멘토링’에 맞는 프로그램이 없습니다. 있는 프로그램은 ‘이동시장실’, ‘현장시장실’입니다."),
        (
            ("시장실",),
            "‘시장실’에 맞는 프로그램이 여럿입니다: ‘이동시장실’, ‘현장시장실’. 이름을 끝까지 적어 주십시오.",
        ),
        (("이동시장실", "--from", "9월"), "‘9월’은(는) 날짜가 아닙니다. 2010-09-01처럼 적어 주십시오."),
        (("이동시장실", "--to", "2011-02-29"), "‘2011-02-29’은(는) 날짜가 아닙니다. 2010-09-01처럼 적어 주십시오."),
        (
            ("이동시장실", "--from", "2011-04-01", "--to", "2011-03-01"),
            "끝나는 날(2011-03-01)이 시작하는 날(2011-04-01)보다 앞섭니다.",
        ),
    ],
)
def test_what_it_cannot_do_it_says_in_a_sentence(programme, arguments, sentence):
    made.programme("현장시장실")

    with pytest.raises(CommandError) as refusal:
        _said(*arguments)

    assert str(refusal.value) == sentence


def test_without_a_programme_it_says_so():
    with pytest.raises(CommandError, match="아직 프로그램이 없습니다"):
        _said("이동시장실")

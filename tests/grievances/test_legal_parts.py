"""답변이 갖출 것: what is missing is found, and what is there is not called missing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from grievances import legal_parts
from grievances.models import Grievance
from grievances.wording import day_words
from grievances.workflow import Limit, Move, Outcome
from tests import make

pytestmark = pytest.mark.django_db

DAY = timezone.localdate() + timedelta(days=90)
DOSSIER = {
    "answer": "지금은 할 수 없습니다.",
    "limit": Limit.LAW,
    "provision": "도로법 제61조",
    "tried": "점용 허가를 검토했습니다.",
    "could_change": "국토교통부가 시행령을 바꾸면 됩니다.",
    "remedies": "90일 안에 행정심판을 청구하실 수 있습니다.",
    "look_again_on": DAY,
}


@pytest.fixture
def case() -> Grievance:
    return make.grievance()


def missing(move: Move, said: dict, case: Grievance, template: str = "") -> list[str]:
    parts = legal_parts.parts(move, said, case, template=template, at=timezone.now())
    assert legal_parts.missing(parts) == sum(not part.is_there for part in parts)
    assert [part.is_there for part in parts] == sorted(part.is_there for part in parts)
    return [part.name for part in parts if not part.is_there]


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({}, []),
        ({"provision": "도로법"}, ["근거 조문이나 제도"]),
        ({"provision": "올해 예산에 없음", "limit": Limit.BUDGET}, []),
        ({"remedies": "도와 드리겠습니다."}, ["구제 방법", "구제 방법의 기한"]),
        ({"remedies": "행정심판을 청구하실 수 있습니다."}, ["구제 방법의 기한"]),
        ({"look_again_on": timezone.localdate() - timedelta(days=1)}, ["다시 볼 날"]),
    ],
)
def test_a_dossier_lacks_what_the_statute_asks_for(case, change, names):
    assert missing(Move.FIND_INFEASIBLE, DOSSIER | change, case) == names


@pytest.mark.parametrize(
    ("outcome", "answer", "names"),
    [
        (Outcome.SOLVED, "고쳤습니다.", []),
        (Outcome.PARTLY_SOLVED, "반만 고쳤습니다.", ["까닭과 구제 방법"]),
        (Outcome.PARTLY_SOLVED, "반만 고쳤습니다. 이의신청을 하실 수 있습니다.", []),
    ],
)
def test_what_is_refused_in_part_needs_a_remedy(case, outcome, answer, names):
    assert missing(Move.RESOLVE, {"outcome": outcome, "answer": answer}, case) == names


def test_days_of_a_long_term_answer_have_to_lie_ahead(case):
    passed = timezone.localdate() - timedelta(days=1)

    found = missing(Move.KEEP, {"answer": "예산에 올렸습니다.", "target_on": DAY, "report_on": passed}, case)

    assert found == ["다음 보고일"]


def test_today_has_not_passed_but_is_too_soon(case):
    today, passed = timezone.localdate(), timezone.localdate() - timedelta(days=1)
    said = {"answer": "예산에 올렸습니다.", "target_on": today, "report_on": passed}

    parts = legal_parts.parts(Move.KEEP, said, case, at=timezone.now())

    told = {part.name: part.says for part in parts if not part.is_there}
    assert told == {
        "목표일": f"{day_words(today)}은 오늘입니다. 내일 이후로 적으십시오",
        "다음 보고일": f"{day_words(passed)}은 지났습니다",
    }


def test_whoever_answers_has_a_name_and_a_phone(case):
    case.officer.phone = case.department.phone = ""
    assert missing(Move.RESOLVE, {"outcome": Outcome.SOLVED, "answer": "고쳤습니다."}, case) == ["연락처"]

    case.officer = None

    assert "담당자 이름" in missing(Move.RESOLVE, {"outcome": Outcome.SOLVED, "answer": "고쳤습니다."}, case)


def test_places_of_the_template_that_were_left_empty_are_named(case):
    template = "확인했습니다.\n\n한 일: \n마친 날: \n\n도로과"
    said = {"outcome": Outcome.SOLVED, "answer": "확인했습니다.\n\n한 일: 포장\n마친 날: \n\n도로과"}

    assert missing(Move.RESOLVE, said, case, template) == ["서식의 빈자리"]

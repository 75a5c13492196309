"""분야와 답변 서식 in the workplace."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.roles import Role
from grievances.actions import lists
from grievances.models import AnswerTemplate, Category
from grievances.workflow import Move, Outcome
from tests import make

pytestmark = pytest.mark.django_db

CATEGORIES, TEMPLATES = "/admin/grievances/category/", "/admin/grievances/answertemplate/"


@pytest.fixture
def manager(client):
    user = make.official(Role.MANAGER)
    make.sign_in(client, user)
    return user


def sent(*questions: dict, **fields) -> dict:
    """A category's form as the browser sends it, with its questions."""
    form = {"name": "전력", "examples": "정전, 증설", "position": 15, "is_active": "on", "department": ""} | fields
    rows = {
        f"questions-{number}-{name}": value
        for number, question in enumerate(questions)
        for name, value in ({"position": 10, "is_active": "on", "choices": "", "help_text": ""} | question).items()
    }
    return form | rows | {"questions-TOTAL_FORMS": len(questions), "questions-INITIAL_FORMS": 0}


def test_a_category_is_added_with_what_it_asks(client, manager):
    roads = make.department("도로과")
    asked = {"label": "어떤 일입니까?", "kind": "CHOICE", "choices": "정전\n \n증설 ", "is_required": "on"}

    answer = client.post(f"{CATEGORIES}add/", sent(asked, department=roads.pk))

    category = Category.objects.get(name="전력")
    question = category.questions.get()
    assert answer.status_code == 302
    assert (category.department, category.position, category.is_active) == (roads, 15, True)
    assert (question.label, question.choices, question.is_required) == ("어떤 일입니까?", "정전\n증설", True)


def test_a_question_with_nothing_to_choose_is_refused(client, manager):
    answer = client.post(f"{CATEGORIES}add/", sent({"label": "어떤 일입니까?", "kind": "CHOICE", "choices": "정전"}))

    assert "고를 것을 한 줄에 하나씩, 둘 이상 적어 주십시오." in answer.content.decode()
    assert not Category.objects.filter(name="전력").exists()


def test_a_category_in_use_is_put_out_of_use_and_not_deleted(client, manager):
    category = make.filed().category

    deleted = client.post(f"{CATEGORIES}{category.pk}/delete/", {"post": "yes"})
    client.post(f"{CATEGORIES}{category.pk}/change/", sent(name=category.name) | {"is_active": ""})

    category.refresh_from_db()
    assert deleted.status_code == 403
    assert category.is_active is False


def test_a_template_is_kept_and_only_one_that_resolves_has_an_outcome(client, manager):
    words = {"name": "가로등", "category": "", "text": "{기업} 귀중", "is_active": "on"}

    refused = client.post(f"{TEMPLATES}add/", words | {"move": Move.ASK, "outcome": Outcome.SOLVED})
    client.post(f"{TEMPLATES}add/", words | {"move": Move.RESOLVE, "outcome": Outcome.SOLVED})

    template = AnswerTemplate.objects.get(name="가로등")
    assert "결과는 ‘완료’ 서식에서만 고릅니다." in refused.content.decode()
    assert (template.move, template.outcome, template.text) == (Move.RESOLVE, Outcome.SOLVED, "{기업} 귀중")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.EXAMINER])
@pytest.mark.parametrize("address", [CATEGORIES, TEMPLATES])
def test_others_find_the_lists_shut(client, role, address):
    make.sign_in(client, make.official(role))

    assert client.get(address).status_code == 403
    assert client.post(f"{address}add/").status_code == 403


def test_the_actions_ask_for_themselves():
    officer = make.official(Role.OFFICER)
    category = Category(name="전력")

    with pytest.raises(PermissionDenied):
        lists.keep_category(category, by=officer)
    with pytest.raises(PermissionDenied):
        lists.keep_questions([], by=officer)
    with pytest.raises(PermissionDenied):
        lists.keep_template(AnswerTemplate(name="가로등", text="글"), by=officer)

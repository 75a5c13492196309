"""다시 전화: the list, one of them, and what was heard."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import AccessLog
from accounts.roles import Role
from grievances import actions
from grievances.models import CallBack
from grievances.workflow import Move, Solved, Status
from tests import make

pytestmark = pytest.mark.django_db

LIST = reverse("admin:grievances_callback_changelist")


def discontent(comment: str = "그대로입니다.", **content) -> CallBack:
    case = make.grievance(Status.RESOLVED, **content)
    case = actions.rate(case.answers.get(), Solved.NO, 1, comment, by=case.filer)
    return case.answers.get().rating.call_back


def page_of(task: CallBack) -> str:
    return reverse("admin:grievances_callback_change", args=[task.pk])


def test_the_list_shows_what_is_to_be_done_first(client):
    done, late, fresh = discontent(title="한 것"), discontent(title="늦은 것"), discontent(title="새 것")
    actions.call_back(done, "사과드렸습니다.", by=make.manager())
    CallBack.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))

    page = make.sign_in(client, make.manager()).get(LIST)

    assert [task.pk for task in page.context["cl"].result_list] == [late.pk, fresh.pk, done.pk]
    text = page.content.decode()
    for words in ("한빛정밀", "해결되지 않았습니다 · 1점", "전화함", "늦음", "전화할 것", make.officer().name):
        assert words in text


@pytest.mark.parametrize(("state", "expected"), [("open", [1, 2]), ("late", [1]), ("done", [0])])
def test_each_filter_shows_its_own(client, state, expected):
    tasks = [discontent(), discontent(), discontent()]
    actions.call_back(tasks[0], "사과드렸습니다.", by=make.manager())
    CallBack.objects.filter(pk=tasks[1].pk).update(due_at=timezone.now() - timedelta(hours=1))

    page = make.sign_in(client, make.manager()).get(f"{LIST}?state={state}")

    assert [task.pk for task in page.context["cl"].result_list] == [tasks[number].pk for number in expected]


def test_a_manager_calls_and_writes_down_what_was_heard(client):
    task, manager = discontent(), make.manager()

    before = make.sign_in(client, manager).get(page_of(task)).content.decode()
    response = client.post(page_of(task), {"heard": "표지판이 없어 위험하다고 합니다. 월요일에 가 봅니다."})

    case = task.rating.answer.grievance
    for words in ("그대로입니다.", "도로를 고쳤습니다.", case.filer.name, case.filer.phone, "전화했습니다"):
        assert words in before
    task.refresh_from_db()
    assert response.headers["Location"] == LIST
    assert (task.taken_by, task.note) == (manager, "표지판이 없어 위험하다고 합니다. 월요일에 가 봅니다.")
    note = case.history.last()
    assert (note.move, note.is_internal, note.by) == (Move.NOTE, True, manager)
    assert task.note in client.get(page_of(task)).content.decode()


def test_without_words_nothing_is_done_and_it_says_so(client):
    task = discontent()

    page = make.sign_in(client, make.manager()).post(page_of(task), {"heard": " "})

    task.refresh_from_db()
    assert page.status_code == 422
    assert "고칠 곳이 1군데 있습니다." in page.content.decode()
    assert task.done_at is None


def test_whoever_answered_may_not_be_who_calls_and_reads_why(client):
    both = make.officer()
    task = discontent(to=both)
    accounts.grant(both, Role.MANAGER, by=make.administrator())

    page = make.sign_in(client, both).get(page_of(task))
    response = client.post(page_of(task), {"heard": "괜찮다고 합니다."})

    assert "답변한 분은 전화할 수 없습니다." in page.content.decode()
    assert 'name="heard"' not in page.content.decode()
    assert response.status_code == 403
    assert not CallBack.objects.done().exists()


def test_what_somebody_did_already_is_not_done_again(client):
    task = discontent()
    actions.call_back(task, "사과드렸습니다.", by=make.manager())
    other = make.official(Role.MANAGER)

    page = make.sign_in(client, other).post(page_of(task), {"heard": "또 전화했습니다."}, follow=True)

    task.refresh_from_db()
    assert "이미 전화했습니다." in page.content.decode()
    assert task.note == "사과드렸습니다."


def test_an_examiner_reads_with_the_phone_masked_and_calls_nobody(client):
    task = discontent()

    page = make.sign_in(client, make.official(Role.EXAMINER)).get(page_of(task)).content.decode()
    response = client.post(page_of(task), {"heard": "괜찮다고 합니다."})

    assert "그대로입니다." in page
    assert task.rating.by.phone not in page
    assert task.rating.by.name not in page
    assert 'name="heard"' not in page
    assert response.status_code == 403


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD])
def test_who_works_on_cases_does_not_see_the_list(client, role):
    task = discontent()
    make.sign_in(client, make.official(role))

    assert [client.get(path).status_code for path in (LIST, page_of(task))] == [403, 403]


def test_opening_one_leaves_a_line_in_the_access_log(client):
    task, manager = discontent(), make.manager()
    make.sign_in(client, manager)

    client.get(LIST)
    client.get(page_of(task))

    case = task.rating.answer.grievance
    (line,) = AccessLog.objects.about("기업애로", case.receipt_no)
    assert (line.by, line.what) == (manager, AccessLog.What.VIEW)


@pytest.mark.parametrize("number", ["0", "x", "9" * 30])
def test_what_is_not_there_is_not_found(client, number):
    make.sign_in(client, make.manager())

    assert client.get(f"{LIST}{number}/change/").status_code == 404


def test_what_people_said_is_text_on_the_page(client):
    task = discontent("<script>alert(1)</script>{{ 7 }}")

    text = make.sign_in(client, make.manager()).get(page_of(task)).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }}" in text


def test_the_list_asks_the_database_the_same_for_one_and_for_many(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(LIST).status_code == 200
        return len(found)

    discontent()
    make.sign_in(client, make.manager())
    client.get(LIST)
    few = queries()
    for _ in range(5):
        discontent()

    assert queries() == few <= 12


def test_a_call_is_due_in_two_working_days():
    with time_machine.travel("2026-11-26 16:00+09:00"):  # a Thursday
        task = discontent()

    assert timezone.localtime(task.due_at).strftime("%m-%d %H:%M") == "11-30 23:59"

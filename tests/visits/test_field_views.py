"""현장: who sees which visit, what is kept, and what the phone is told."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from accounts.roles import Role
from grievances.models import Grievance
from grievances.moment import as_of
from grievances.workflow import Channel
from tests import made_visits as made
from tests import make
from tests.visits.test_photos import heic, photograph
from visits import actions
from visits.actions.logging import mark
from visits.models import Visit
from visits.workflow import Part, PromiseState, Status

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture
def team():
    return made.member_of_team()


@pytest.fixture
def visit(team):
    """It was last Thursday; nothing is written yet."""
    return a_visit_before(team)


@pytest.fixture
def phone(client, team):
    return make.sign_in(client, team)


def a_visit_before(*team, to=None, of=None, weeks=1, order=1) -> Visit:
    """Scheduled three weeks before for a Thursday that is over now."""
    today = timezone.localdate()
    on = today - timedelta(days=(today.weekday() - 3) % 7 or 7) - timedelta(weeks=weeks - 1)
    of = of or made.programme(f"이동시장실 {uuid.uuid4().hex[:6]}")
    slot = made.slot(of, on, order)
    with as_of(slot.during.lower - timedelta(days=21)):
        return made.visit(Status.SCHEDULED, of=of, to=to, on=slot, team=team)


def line_of(visit, key=None, **fields):
    """(address, what is sent)."""
    typed = {"said": "가로등이 어둡습니다", "spoken": "10:26"} | fields
    return reverse("field:line", args=[visit.visit_no, key or uuid.uuid4()]), typed


def notes_of(visit, **fields):
    """(address, what is sent)."""
    typed = {"minutes": "", "met": "", "minutes_seen": mark(""), "met_seen": mark("")} | fields
    return reverse("field:notes", args=[visit.visit_no]), typed


# --- Who sees what ------------------------------------------------------------------------------------------------


def test_today_shows_the_visits_of_the_roster_and_no_others(phone, team, visit):
    a_visit_before(made.member_of_team("박현장"), to=made.factory("다온도금"))
    ahead = made.visit(Status.SCHEDULED, of=made.programme("현장방문"), to=made.factory("가람사출"), team=(team,))

    page = phone.get(reverse("field:today"))

    assert page.context["page"].to_write == [visit]
    assert page.context["page"].coming == [ahead]
    assert "다온도금" not in page.content.decode()


def test_today_says_that_there_is_nothing(client):
    make.sign_in(client, make.official(Role.OFFICER))

    page = client.get(reverse("field:today"))

    assert page.status_code == 200
    assert "오늘은 가실 방문이 없습니다." in page.content.decode()


def test_a_role_that_ended_takes_the_visits_along(client, visit, team):
    team.grants.update(until=timezone.now())
    make.sign_in(client, type(team).objects.get(pk=team.pk))

    assert client.get(reverse("field:visit", args=[visit.visit_no])).status_code == 404


@pytest.mark.parametrize("role", [Role.TEAM, Role.MANAGER, Role.OFFICER])
def test_a_visit_on_whose_roster_one_is_not_is_not_there(client, visit, role):
    make.sign_in(client, make.official(role))
    address, typed = line_of(visit)

    assert client.get(reverse("field:visit", args=[visit.visit_no])).status_code == 404
    assert client.post(address, typed).status_code == 404
    assert visit.promises.count() == 0


def test_looking_at_a_company_leaves_a_line_in_the_access_log(phone, visit, team):
    phone.get(reverse("field:visit", args=[visit.visit_no]))

    line = AccessLog.objects.latest("pk")
    assert (line.by, line.what, line.subject_label) == (team, AccessLog.What.VIEW, visit.company.name)


def test_who_only_reads_along_gets_no_form_and_no_cases(client, visit):
    reader = make.official(Role.COMMITTEE)
    going = [actions.Going(entry.part, entry.person) for entry in visit.roster.all()]
    actions.set_roster(visit, [*going, actions.Going(Part.COMMITTEE, reader)], by=make.manager())
    case = make.grievance(of=visit.company)
    make.sign_in(client, reader)

    page = client.get(reverse("field:visit", args=[visit.visit_no])).content.decode()

    assert "약속 한 줄 더하기" not in page
    assert case.title not in page
    assert client.get(reverse("field:case", args=[case.receipt_no])).status_code == 404


def test_the_kit_shows_the_cases_of_the_host_but_none_kept_from_colleagues(phone, visit):
    case = make.grievance(of=visit.company, title="진입로가 꺼졌습니다")
    make.grievance(of=visit.company, title="동료가 몰라야 할 일", is_private=True)

    page = phone.get(reverse("field:visit", args=[visit.visit_no])).content.decode()

    assert case.title in page
    assert "동료가 몰라야 할 일" not in page


def test_a_case_is_shown_without_what_the_city_writes_to_itself(phone, visit):
    case = make.grievance(of=visit.company, title="진입로가 꺼졌습니다")

    page = phone.get(reverse("field:case", args=[case.receipt_no]))

    assert page.status_code == 200
    assert "진입로가 꺼졌습니다" in page.content.decode()


def test_the_case_of_another_company_is_not_there(phone, visit):
    case = make.grievance(of=make.company("다온도금"))

    assert phone.get(reverse("field:case", args=[case.receipt_no])).status_code == 404


def test_a_day_costs_as_many_questions_with_three_visits_as_with_one(phone, visit, team):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            phone.get(reverse("field:today"))
        return len(asked)

    questions()  # what is asked once a process
    with_one = questions()
    for weeks, name in ((2, "다온도금"), (3, "가람사출")):
        a_visit_before(team, to=made.factory(name), weeks=weeks)

    assert questions() == with_one


def test_a_visit_costs_as_many_questions_with_three_lines_as_with_one(phone, visit, team):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            phone.get(reverse("field:visit", args=[visit.visit_no]))
        return len(asked)

    made.line(visit, by=team)
    questions()  # what is asked once a process
    with_one = questions()
    for _line in range(2):
        made.line(visit, by=team)

    assert questions() == with_one


def test_the_worker_comes_from_where_it_works(client):
    script = client.get(reverse("field:worker"))

    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert b"fetch" in script.content


# --- What is kept -------------------------------------------------------------------------------------------------


def test_the_phone_is_told_what_is_kept(phone, visit):
    address, typed = line_of(visit)

    told = phone.post(address, typed, headers=JSON).json()

    line = visit.promises.get()
    assert (told["number"], told["undecided"]) == (1, 1)
    assert (line.said, timezone.localtime(line.spoken_at).strftime("%H:%M")) == ("가로등이 어둡습니다", "10:26")


def test_what_one_person_typed_is_not_taken_from_another(phone, visit, team):
    address, typed = line_of(visit)

    answer = phone.post(address, typed, headers=JSON | {"X-Field-Person": str(team.pk + 1)})

    assert answer.status_code == 401
    assert visit.promises.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_line_at_the_same_time_is_kept_once(visit, team):
    address, typed = line_of(visit, state=PromiseState.GRIEVANCE, title="가로등", category=make.category().pk)
    together, answers = threading.Barrier(2), []

    def send():
        phone = make.sign_in(Client(), team)
        together.wait()
        answers.append(phone.post(address, typed, headers=JSON).status_code)
        connections.close_all()

    phones = [threading.Thread(target=send) for _ in range(2)]
    for one in phones:
        one.start()
    for one in phones:
        one.join()

    assert answers == [200, 200]
    assert visit.promises.count() == 1
    assert Grievance.objects.count() == 1


def test_a_line_becomes_a_grievance_on_the_page(phone, visit):
    address, typed = line_of(visit, state=PromiseState.GRIEVANCE, category=make.category().pk)

    page = phone.post(address, typed, follow=True).content.decode()

    case, line = Grievance.objects.get(), visit.promises.get()
    assert (case.title, case.channel, case.arrived_at) == (line.said, Channel.VISIT, line.spoken_at)
    assert case.receipt_no in page


def test_words_are_kept_where_the_end_is_refused(phone, visit):
    address, typed = line_of(visit, state=PromiseState.NOT_ACCEPTED)

    answer = phone.post(address, typed, headers=JSON)

    assert answer.status_code == 422
    assert answer.json()["faults"] == {"__all__": ["기업이 읽을 설명이나 까닭을 적어 주십시오."]}
    assert visit.promises.get().state == PromiseState.UNDECIDED


def test_a_line_without_words_comes_back_with_what_is_missing(phone, visit):
    address, typed = line_of(visit, said=" ")

    answer = phone.post(address, typed)

    assert answer.status_code == 422
    assert "무엇을 말씀하셨는지 적어 주십시오." in answer.content.decode()


def test_both_texts_come_back_where_somebody_else_wrote_minutes(phone, visit, team):
    actions.keep_notes(visit, by=team, minutes="동료가 쓴 글")
    address, typed = notes_of(visit, minutes="내가 쓴 글")

    told = phone.post(address, typed, headers=JSON)
    page = phone.post(address, typed)

    assert (told.status_code, told.json()["theirs"]) == (409, {"minutes": "동료가 쓴 글"})
    assert page.status_code == 409
    assert "동료가 쓴 글" in page.content.decode()
    assert "내가 쓴 글" in page.content.decode()
    again = page.context["page"].notes.data
    phone.post(address, typed | {"minutes_seen": again["minutes_seen"]})
    assert Visit.objects.get(pk=visit.pk).minutes == "내가 쓴 글"


def test_a_confirmed_visit_refuses(phone, visit, team):
    actions.keep_notes(visit, by=team, minutes=made.MINUTES)
    sent = actions.send_minutes(actions.hold(visit, by=team), by=team)
    actions.confirm(sent, by=visit.requested_by)
    address, typed = line_of(visit)

    answer = phone.post(address, typed, headers=JSON)

    assert answer.status_code == 422
    assert "기업이 회의록을 확인했습니다" in answer.json()["faults"]["__all__"][0]
    assert visit.promises.count() == 0


def test_a_visit_is_logged_held_and_sent_without_a_script(phone, visit):
    entry = visit.roster.get()
    phone.post(*notes_of(visit, minutes=made.MINUTES, met="김대표", came=[entry.pk]))
    phone.post(*line_of(visit, state=PromiseState.SOLVED))
    phone.post(reverse("field:hold", args=[visit.visit_no]))

    for _press in range(2):
        phone.post(reverse("field:minutes", args=[visit.visit_no]), {"version": 0})

    done = Visit.objects.get(pk=visit.pk)
    entry.refresh_from_db()
    assert (done.status, done.met, done.minutes_version, entry.came) == (Status.HELD, "김대표", 1, True)


def test_before_the_day_nothing_is_taken_and_the_page_says_so(phone, team):
    ahead = made.visit(Status.SCHEDULED, team=(team,))

    answer = phone.post(reverse("field:hold", args=[ahead.visit_no]))

    assert answer.status_code == 422
    assert "아직 방문하는 날이 아닙니다." in answer.content.decode()
    assert Visit.objects.get(pk=ahead.pk).status == Status.SCHEDULED


def test_nobody_was_there(phone, visit):
    phone.post(reverse("field:no_show", args=[visit.visit_no]), {"reason": "문이 잠겨 있었습니다."})

    assert Visit.objects.get(pk=visit.pk).status == Status.NO_SHOW


def test_a_line_is_dropped(phone, visit, team):
    line = made.line(visit, by=team)

    phone.post(reverse("field:drop_line", args=[visit.visit_no, line.key]))

    assert visit.promises.count() == 0


def test_a_photograph_is_kept_once_and_taken_out_again(phone, visit, team):
    line, key = made.line(visit, by=team), uuid.uuid4()
    address = reverse("field:photo", args=[visit.visit_no, key])

    for _time in range(2):
        answer = phone.post(address, {"photo": photograph(), "caption": "배수로", "line": line.key}, headers=JSON)

    assert (answer.status_code, visit.files.get().promise) == (200, line)
    assert "배수로" in answer.json()["html"]
    phone.post(reverse("field:drop_photo", args=[visit.visit_no, key]))
    assert visit.files.count() == 0


def test_heic_is_refused_with_what_to_do(phone, visit):
    address = reverse("field:photo", args=[visit.visit_no, uuid.uuid4()])

    answer = phone.post(address, {"photo": heic()}, headers=JSON)

    assert answer.status_code == 422
    assert "JPG" in str(answer.json()["faults"])
    assert visit.files.count() == 0

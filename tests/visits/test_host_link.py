"""The link of a mail: the host reads and answers without signing in, and only what is the host's."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from companies import actions as companies
from grievances.moment import as_of
from notifications.models import Message
from tests import made_visits as made
from tests import make
from tests.visits import hosts
from tests.visits.hosts import CASE, moves, newest
from visits import actions
from visits.tokens import HOST_DAYS, host_token
from visits.workflow import Move, Part, PromiseState, Status

pytestmark = pytest.mark.django_db


def link(visit, person=None) -> str:
    return reverse("visits:host_link", args=[host_token(visit.pk, person.pk if person else None)])


def answer(client, visit, verb, person=None, **words):
    token = host_token(visit.pk, person.pk if person else None)
    return client.post(reverse("visits:host_answer", args=[token, verb]), {"seen": newest(visit), **words})


def text_of(response) -> str:
    return unescape(response.content.decode())


def main_of(response) -> str:
    return re.search(r"<main.*</main>", text_of(response), re.DOTALL)[0]


def meeting(at: Status = Status.OFFERED):
    """간담회 with an association, whose contact has no account."""
    visit = actions.request_meeting(
        made.programme(),
        "도금조합",
        by=make.manager(),
        key=uuid.uuid4(),
        topics="용수 요금",
        contact_name="최사무국장",
    )
    return actions.offer(visit, made.slot(visit.programme), by=make.manager()) if at == Status.OFFERED else visit


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_the_mail_of_the_offer_leads_to_the_question(client):
    visit = made.visit(Status.OFFERED)
    mail = Message.objects.filter(to=visit.requested_by.email, subject__contains="제안드립니다").get()

    page = text_of(client.get(re.search(r"/visits/link/[^\s/]+/", mail.text)[0]))

    assert "찾아뵈어도 되겠습니까?" in page
    assert "이날로 받아들이기" in page
    assert "답하시는 분" not in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_only_opens_the_link_has_answered_nothing(client, method):
    visit = made.visit(Status.OFFERED)

    response = getattr(client, method)(link(visit, visit.requested_by))

    visit.refresh_from_db()
    assert response.status_code == 200
    assert (visit.status, moves(visit)) == (Status.OFFERED, [Move.REQUEST, Move.OFFER])


def test_the_page_tells_no_more_than_the_host_may_read(client):
    visit = made.visit(Status.SCHEDULED, team=(made.member_of_team(),))
    other = made.visit(Status.REQUESTED, to=made.factory("다온도금"))

    page = text_of(client.get(link(visit, visit.requested_by)))

    assert "함께 갈 사람을 정했습니다" not in page
    assert other.visit_no not in page
    assert "방문 취소하기" not in page
    assert "/visits/files/" not in page


def test_a_line_that_became_a_case_says_how_it_stands_and_leads_nowhere(client):
    visit = hosts.with_minutes()

    page = text_of(client.get(link(visit, visit.requested_by)))

    assert "접수하고 담당부서를 정합니다." in page
    assert "/grievances/" not in re.search(r"<main.*</main>", page, re.DOTALL)[0]


def test_at_a_meeting_a_case_of_a_company_shows_its_state_and_nothing_else(client):
    visit, company = meeting(), made.factory("다온도금")
    visit = actions.accept(visit, by=None, guest="최사무국장")
    with as_of(visit.ends_at):
        line = actions.keep_line(
            visit,
            actions.Line(uuid.uuid4(), CASE, visit.begins_at, company=company),
            by=make.manager(),
        )
        ending = actions.Ending(PromiseState.GRIEVANCE, title="비밀스러운 제목", category=make.category())
        case = actions.decide(line, ending, by=make.manager()).grievance
        actions.keep_notes(visit, by=make.manager(), minutes=made.MINUTES)
        actions.hold(visit, by=make.manager())
        actions.send_minutes(visit, by=make.manager())

    page = main_of(client.get(link(visit)))

    assert CASE in page
    assert re.search(r'class="became">\s*접수 대기', page)
    assert f"애로 {case.receipt_no}" not in page
    assert "비밀스러운 제목" not in page


def test_the_link_stays_within_the_site(client):
    visit = made.visit(Status.OFFERED)

    response = client.get(link(visit, visit.requested_by))

    assert response.headers["Referrer-Policy"] == "same-origin"


# --- Answering -------------------------------------------------------------------------------------------------------


def test_a_member_accepts_by_the_link_under_their_own_name(client):
    visit = made.visit(Status.OFFERED)

    response = answer(client, visit, "accept", visit.requested_by)

    entry = visit.history.latest("pk")
    assert re.fullmatch(r"/visits/link/[^/]+/", response.headers["Location"])
    assert (entry.move, entry.by, entry.by_name) == (Move.ACCEPT, visit.requested_by, visit.requested_by.name)


def test_the_contact_of_an_association_says_who_they_are(client):
    visit = meeting()
    page = text_of(client.get(link(visit)))

    without = answer(client, visit, "accept", guest="")
    accepted = answer(client, visit, "accept", guest="박부장")

    entry = visit.history.latest("pk")
    assert 'value="최사무국장"' in page
    assert (without.status_code, accepted.status_code) == (422, 302)
    assert (entry.move, entry.by, entry.by_name) == (Move.ACCEPT, None, "박부장")


def test_another_day_is_asked_for_by_the_link(client):
    visit = made.visit(Status.OFFERED)

    answer(client, visit, "ask-other", visit.requested_by, half="오전", wishes="다음 주")

    visit.refresh_from_db()
    assert (visit.status, visit.wishes) == (Status.REQUESTED, "오전, 다음 주")


def test_the_minutes_are_confirmed_and_objected_to_by_the_link(client):
    visit = hosts.with_minutes()
    person = visit.requested_by

    with as_of(visit.minutes_sent_at + timedelta(hours=1)):
        answer(client, visit, "object", person, line_1="문 앞이 아니라 옆입니다.")
        objected = list(visit.objections.values_list("promise__number", "words", "by_name"))
        answer(client, visit, "confirm", person, version=1, score=5)

    visit.refresh_from_db()
    assert objected == [(1, "문 앞이 아니라 옆입니다.", person.name)]
    assert (visit.confirmed_by, visit.score) == (person.name, 5)


@pytest.mark.parametrize("verb", ["amend", "add-files", "cancel", "no-such"])
def test_what_is_not_for_the_link_is_not_there(client, verb):
    visit = made.visit(Status.OFFERED)

    response = answer(client, visit, verb, visit.requested_by, reason="까닭")

    assert response.status_code == 404
    assert moves(visit) == [Move.REQUEST, Move.OFFER]


def test_an_answer_that_came_too_late_keeps_its_words(client):
    visit = made.visit(Status.OFFERED)
    actions.decline(visit, "이번 시즌은 찼습니다.", by=make.manager())

    response = answer(client, visit, "ask-other", visit.requested_by, wishes="12월 셋째 주")

    assert response.status_code == 422
    assert "보내지 못한 글입니다." in text_of(response)
    assert "12월 셋째 주" in text_of(response)


# --- Whose link it is ------------------------------------------------------------------------------------------------


def test_wrong_and_expired_links_lead_to_one_and_the_same_page(client):
    visit = made.visit(Status.OFFERED)
    good = host_token(visit.pk, visit.requested_by.pk)
    with time_machine.travel(timezone.now() - timedelta(days=HOST_DAYS, minutes=1), tick=False):
        old = host_token(visit.pk, visit.requested_by.pk)
    wrong = [good[:-1] + ("a" if good[-1] != "a" else "b"), "1", old, host_token(0, None)]

    answers = [client.get(reverse("visits:host_link", args=[token])) for token in wrong]

    assert [response.status_code for response in answers] == [404] * 4
    assert len({main_of(response) for response in answers}) == 1
    assert visit.visit_no not in text_of(answers[0])


def test_whoever_lost_the_seat_is_told_so_and_changes_nothing(client):
    visit = made.visit(Status.OFFERED)
    colleague = make.member(visit.company)
    companies.leave(visit.company, by=colleague)

    read, sent = client.get(link(visit, colleague)), answer(client, visit, "accept", colleague)

    visit.refresh_from_db()
    assert (read.status_code, sent.status_code, visit.status) == (403, 403, Status.OFFERED)
    assert "지금은 이 회사의 회원이 아니어서" in text_of(read)
    assert visit.visit_no not in text_of(read)


def test_a_person_of_another_company_is_not_let_in_by_a_number(client):
    visit, stranger = made.visit(Status.OFFERED), make.owner(made.factory("다온도금"))

    assert client.get(link(visit, stranger)).status_code == 403


def test_an_official_s_number_opens_nothing(client):
    visit = made.visit(Status.OFFERED, team=(made.member_of_team(part=Part.TEAM),))

    assert client.get(link(visit, visit.roster.get().person)).status_code == 403

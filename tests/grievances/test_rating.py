"""만족도: by the link of the mail, and in the portal."""

import random
import re

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from companies import actions as companies
from grievances import actions
from grievances.models import CallBack, HistoryEntry, Rating
from grievances.tokens import RATING_DAYS, rating_token, read_rating_token
from grievances.workflow import Move, Outcome, Solved, Status
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

CONTENT = {"solved": "PARTLY", "score": "3", "comment": "길은 고쳤지만 표지판이 없습니다."}


def link(answer, person=None) -> str:
    token = rating_token(answer.pk, (person or answer.grievance.filer).pk)
    return reverse("grievances:rate_by_link", args=[token])


def answered(**fields):
    return make.grievance(Status.RESOLVED, **fields).answers.get()


def the_rest(response) -> str:
    """The page without what differs from one request to the next."""
    return re.sub(r'(csrfmiddlewaretoken" value|name="next" value|nonce)="[^"]*"', "", response.content.decode())


def test_the_mail_leads_the_filer_to_the_answer_and_nothing_is_chosen_yet(client):
    answer = answered()
    mail = Message.objects.filter(person=answer.grievance.filer).latest("pk")
    (path,) = set(re.findall(r"https?://[^/\s]+(/grievances/rate/\S+)", mail.text))

    page = client.get(path)

    text = page.content.decode()
    assert page.status_code == 200
    for words in (answer.grievance.title, answer.text, answer.by.name, answer.entry.unit):
        assert words in text
    assert [*re.findall(r'name="solved" value="(\w+)"', text)] == ["YES", "PARTLY", "NO"]
    assert [*re.findall(r'name="score" value="(\w+)"', text)] == ["1", "2", "3", "4", "5"]
    assert " checked" not in text


def test_the_whole_dossier_is_read_before_it_is_rated(client):
    answer = make.grievance(Status.INFEASIBLE).answers.get()

    text = client.get(link(answer)).content.decode()

    for words in ("법령", answer.provision, answer.tried, answer.could_change, answer.remedies):
        assert words in text


@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_only_opens_the_link_has_said_nothing(client, method):
    answer = answered()
    before = HistoryEntry.objects.count(), Message.objects.count()

    response = getattr(client, method)(link(answer), CONTENT)

    assert response.status_code == 200
    assert (Rating.objects.count(), HistoryEntry.objects.count(), Message.objects.count()) == (0, *before)


def test_a_rating_by_link_is_kept_word_for_word_and_shown(client):
    answer = answered()
    path = link(answer)

    page = client.post(path, CONTENT, follow=True)

    rating = Rating.objects.get()
    assert (rating.answer, rating.solved, rating.score, rating.comment, rating.by) == (
        answer,
        Solved.PARTLY,
        3,
        CONTENT["comment"],
        answer.grievance.filer,
    )
    assert page.redirect_chain == [(path, 302)]
    for words in ("평가를 받았습니다. 고맙습니다.", "일부만 해결되었습니다", "3점 보통", CONTENT["comment"]):
        assert words in page.content.decode()


def test_the_second_rating_changes_nothing(client):
    answer = answered()
    client.post(link(answer), CONTENT)

    again = client.post(link(answer), {"solved": "NO", "score": "1"})

    rating = Rating.objects.get()
    assert (rating.solved, rating.score) == (Solved.PARTLY, 3)
    assert "3점 보통" in again.content.decode()
    assert not CallBack.objects.exists()


def test_what_is_missing_is_said_and_what_was_written_is_kept(client):
    answer = answered()

    page = client.post(link(answer), {"score": "4", "comment": "<b>고맙습니다</b>"})

    text = page.content.decode()
    assert page.status_code == 422
    assert "셋 가운데 하나를 골라 주십시오." in text
    assert re.search(r'name="score" value="4"[^>]* checked', text)
    assert "&lt;b&gt;고맙습니다&lt;/b&gt;" in text
    assert not Rating.objects.exists()


@pytest.mark.parametrize("content", [{"score": "0"}, {"score": "6"}, {"score": "3.5"}, {"solved": "MAYBE"}])
def test_only_what_the_form_offers_counts(client, content):
    page = client.post(link(answered()), CONTENT | content)

    assert page.status_code == 422
    assert not Rating.objects.exists()


def test_whoever_is_not_content_is_told_who_calls_and_until_when(client):
    answer = answered()

    page = client.post(link(answer), {"solved": "NO", "score": "2"}, follow=True)

    due = timezone.localtime(CallBack.objects.get().due_at)
    assert f"{due.month}월\xa0{due.day}일" in page.content.decode()
    assert "다른 직원이" in page.content.decode()


def test_wrong_expired_and_reopened_links_lead_to_one_and_the_same_page(client):
    answer, reopened = answered(), answered()
    actions.reopen(reopened.grievance, "다시 파였습니다.", by=reopened.grievance.filer)
    wrong = [reverse("grievances:rate_by_link", args=[token]) for token in ("x", "a:b:c", "%00", "한글")]
    pages = [client.get(path) for path in (*wrong, link(reopened))]
    good = link(answer)

    with time_machine.travel(timezone.now() + timezone.timedelta(days=RATING_DAYS, minutes=1)):
        pages += [client.get(good), client.post(good, CONTENT)]

    assert {page.status_code for page in pages} == {404}
    assert len({the_rest(page) for page in pages[:-1]}) == 1
    assert not Rating.objects.exists()


def test_a_link_to_an_answer_that_was_reopened_does_not_rate_the_next_one(client):
    first = answered()
    case = actions.reopen(first.grievance, "다시 파였습니다.", by=first.grievance.filer)
    case = actions.resolve(case, Outcome.SOLVED, "다시 고쳤습니다.", by=case.officer)

    old, new = client.post(link(first), CONTENT), client.post(link(case.answers.last()), CONTENT)

    assert (old.status_code, new.status_code) == (404, 302)
    assert Rating.objects.get().answer == case.answers.last()


def test_a_rated_answer_still_shows_what_was_said_after_the_case_was_reopened(client):
    answer = answered()
    client.post(link(answer), CONTENT)
    actions.reopen(answer.grievance, "표지판을 세워 주십시오.", by=answer.grievance.filer)

    page = client.get(link(answer))

    assert (page.status_code, "3점 보통" in page.content.decode()) == (200, True)


def test_no_link_but_the_filers_rates(client):
    company = make.company()
    owner = make.owner(company)
    answer = answered(by=make.member(company))

    page = client.post(link(answer, owner), CONTENT)

    assert page.status_code == 403
    assert not Rating.objects.exists()


def test_whoever_lost_the_seat_is_told_so(client):
    company = make.company()
    owner, member = make.owner(company), make.member(company)
    answer = answered(by=member)
    companies.remove(company.seats.active().get(person=member), by=owner)

    pages = [client.get(link(answer)), client.post(link(answer), CONTENT)]

    for page in pages:
        assert page.status_code == 403
        assert "지금은 이 회사의 회원이 아니어서 평가하실 수 없습니다." in page.content.decode()
        assert answer.text not in page.content.decode()
    assert not Rating.objects.exists()


def test_the_link_stays_within_the_site(client):
    page = client.get(link(answered()))

    assert page.headers["Referrer-Policy"] in {"same-origin", "strict-origin"}
    assert page.headers["Cache-Control"] == "no-store"
    assert re.findall(r'(?:href|src|action)="(?:https?:)?//', page.content.decode()) == []


def test_no_other_signature_of_ours_opens_it():
    claims = {"answer": 1, "person": 1}

    assert read_rating_token(signing.TimestampSigner(salt="companies.decide").sign_object(claims)) is None
    assert read_rating_token(signing.dumps(claims)) is None


def test_no_flipped_byte_is_accepted():
    token = rating_token(12, 34).encode()
    one_bit = [(place, 1 << bit) for place in range(len(token)) for bit in range(8)]
    dice = random.Random(4)
    many = [(dice.randrange(len(token)), dice.randrange(1, 256)) for _ in range(10_000)]
    accepted = []

    for place, flip in one_bit + many:
        changed = bytearray(token)
        changed[place] ^= flip
        if read_rating_token(bytes(changed).decode("utf-8", "replace")) is not None:
            accepted.append((place, flip))

    assert read_rating_token(token.decode()) == (12, 34)
    assert accepted == []


# --- In the portal --------------------------------------------------------------------------------------------------


def rate_url(case) -> str:
    return reverse("grievances:rate", args=[case.receipt_no])


def test_the_filer_rates_in_the_portal(client):
    answer = answered()
    case = answer.grievance

    response = make.sign_in(client, case.filer).post(rate_url(case), CONTENT)

    assert (response.status_code, response.headers["Location"]) == (302, case.get_absolute_url())
    assert Rating.objects.get().answer == answer
    assert case.history.last().move == Move.RATE


def test_in_the_portal_too_nothing_written_is_lost(client):
    case = answered().grievance

    page = make.sign_in(client, case.filer).post(rate_url(case), {"comment": "표지판이 없습니다."})

    assert page.status_code == 422
    assert page.content.decode().count("고칠 곳이 2군데 있습니다.") == 1
    assert "표지판이 없습니다." in page.content.decode()


def test_a_colleague_may_not_rate_in_the_portal(client):
    company = make.company()
    owner = make.owner(company)
    case = answered(by=make.member(company)).grievance

    response = make.sign_in(client, owner).post(rate_url(case), CONTENT)

    assert response.status_code == 403
    assert not Rating.objects.exists()


@pytest.mark.parametrize("stranger", ["owner", "officer", "manager"])
def test_nobody_outside_the_company_finds_the_door(client, stranger):
    case = answered().grievance
    person = {"owner": lambda: make.owner(make.company("다른 회사")), "officer": make.officer, "manager": make.manager}

    response = make.sign_in(client, person[stranger]()).post(rate_url(case), CONTENT)

    assert response.status_code == 404
    assert not Rating.objects.exists()


@pytest.mark.parametrize("again", [CONTENT, {}])
def test_a_second_rating_in_the_portal_is_refused_in_words(client, again):
    case = answered().grievance
    make.sign_in(client, case.filer).post(rate_url(case), CONTENT)

    response = client.post(rate_url(case), again)

    assert response.status_code == 302
    assert [str(message) for message in response.wsgi_request._messages][-1].startswith(
        "이 답변은 이미 평가하셨습니다"
    )
    assert Rating.objects.count() == 1


def test_what_is_not_answered_yet_cannot_be_rated(client):
    case = make.grievance()

    response = make.sign_in(client, case.filer).post(rate_url(case), CONTENT)

    assert response.headers["Location"] == case.get_absolute_url()
    assert not Rating.objects.exists()


def test_rating_stays_within_the_budget_of_a_move(client):
    case, by_mail = answered().grievance, answered()
    make.sign_in(client, case.filer)
    client.get("/")

    with CaptureQueriesContext(connection) as in_the_portal:
        client.post(rate_url(case), {"solved": "NO", "score": "1"})
    client.logout()
    path = link(by_mail)
    with CaptureQueriesContext(connection) as by_link:
        client.post(path, {"solved": "NO", "score": "1"})

    assert CallBack.objects.count() == 2
    assert (len(in_the_portal), len(by_link)) == (19, 17)

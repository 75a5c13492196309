"""사전조사 by its link: the form, what was said, and who may not."""

import random
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from companies import actions as companies
from grievances.moment import as_of
from notifications.models import Message
from tests import make
from tests.grievances.test_rating import the_rest
from tests.visits.test_surveying import asked
from visits import actions
from visits.actions import surveying
from visits.models import SurveyInvitation, SurveyItem
from visits.surveys import survey_link
from visits.tokens import SURVEY_DAYS, host_token, read_survey_token, survey_token
from visits.workflow import Status

pytestmark = pytest.mark.django_db

CONTENT = {"words_1": "정문 앞 불법주차", "category_1": "", "name": "박대표", "phone": "01012345678"}


def link(invitation: SurveyInvitation) -> str:
    return survey_link(invitation.pk, invitation.person_id)


def test_the_mail_leads_to_a_form_that_knows_who_answers(client):
    invitation = asked()
    mail = Message.objects.get(about=str(invitation.survey))
    (path,) = set(re.findall(r"https?://[^/\s]+(/visits/survey/\S+)", mail.text))

    page = client.get(path)

    text = page.content.decode()
    assert page.status_code == 200
    for words in (invitation.company.name, invitation.survey.question, "찾아뵙습니다"):
        assert words in text
    assert re.search(r'name="name" value="박대표"', text)
    assert re.search(r'name="phone" value="010-1234-5678"', text)
    assert 'name="wants_visit"' not in text  # it is visited anyway


@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_only_opens_the_link_has_said_nothing(client, method):
    invitation = asked()
    before = Message.objects.count()

    response = getattr(client, method)(link(invitation), CONTENT)

    assert response.status_code == 200
    assert (SurveyInvitation.objects.get().answered_at, SurveyItem.objects.count()) == (None, 0)
    assert Message.objects.count() == before


def test_an_answer_is_kept_and_shown_and_can_be_changed(client):
    invitation, category = asked(), make.category("교통")
    path = link(invitation)

    page = client.post(
        path, CONTENT | {"words_3": "야간 버스가 없습니다", "category_3": str(category.pk)}, follow=True
    )
    form = client.get(f"{path}?change=1").content.decode()
    client.post(path, CONTENT | {"words_1": "주차만 걱정입니다"})

    assert page.redirect_chain == [(path, 302)]
    for words in ("답을 받았습니다. 고맙습니다.", "정문 앞 불법주차", "야간 버스가 없습니다", "교통", "010-1234-5678"):
        assert words in page.content.decode()
    assert re.search(r"<textarea[^>]*words_2[^>]*>\s*야간 버스가 없습니다", form)
    assert list(SurveyItem.objects.values_list("words", "category")) == [("주차만 걱정입니다", None)]
    assert SurveyInvitation.objects.get().person == invitation.person


def test_whoever_has_nothing_to_say_says_so(client):
    invitation = asked()

    page = client.post(link(invitation), {"nothing": "on", "name": "박대표"}, follow=True)

    kept = SurveyInvitation.objects.get()
    assert (kept.answered_by, kept.items.count(), "지금은 없음" in page.content.decode()) == ("박대표", 0, True)


def test_who_is_not_visited_yet_may_wish_for_it(client):
    invitation = asked(Status.REQUESTED)
    visit = invitation.visit
    actions.cancel(visit, "바쁩니다.", by=visit.requested_by)

    client.post(link(invitation), {"wants_visit": "on", "wishes": "12월 셋째 주", "name": "박대표"})

    kept = SurveyInvitation.objects.get()
    assert (kept.wants_visit, kept.wishes) == (True, "12월 셋째 주")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words_1": "  "}, "걸림돌을 한 가지라도"),
        ({"name": ""}, "이름을 적어 주십시오"),
        ({"phone": "12"}, "010-1234-5678처럼"),
        ({"words_2": "나" * 1001}, "1000"),
        ({"category_1": "999999"}, "올바르게"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_that_was_typed_is_lost(client, wrong, said):
    content = CONTENT | {"words_2": "<b>둘째</b>"} | wrong
    if "words_1" in wrong:
        content["words_2"] = ""

    page = client.post(link(asked()), content)

    text = page.content.decode()
    assert (page.status_code, SurveyItem.objects.count()) == (422, 0)
    assert said in text
    for name in ("words_1", "words_2", "name", "phone"):
        typed = content[name].strip().replace("<", "&lt;").replace(">", "&gt;")
        assert typed in text


def test_who_answers_after_the_end_is_told_and_keeps_the_words(client):
    invitation = asked()
    path = link(invitation)

    with as_of(timezone.now() + timedelta(days=6)):
        opened, sent = client.get(path), client.post(path, CONTENT)

    assert (opened.status_code, sent.status_code) == (200, 422)
    assert "끝난 조사입니다." in opened.content.decode()
    assert "끝났습니다" in sent.content.decode()
    assert CONTENT["words_1"] in sent.content.decode()
    assert not SurveyItem.objects.exists()


def test_once_somebody_took_it_up_the_answer_is_only_shown(client):
    invitation = asked()
    path = link(invitation)
    client.post(path, CONTENT)
    case = surveying.make_grievance(SurveyItem.objects.get(), by=make.manager(), category=make.category())

    text = client.get(f"{path}?change=1").content.decode()

    assert f"기업애로 {case.receipt_no}로 옮겼습니다." in text
    assert "살피기 시작했습니다" in text
    assert "<textarea" not in text


def test_wrong_changed_expired_and_left_links_lead_to_one_and_the_same_page(client):
    invitation = asked()
    good = link(invitation)
    left = make.member(invitation.company)
    of_left = survey_link(invitation.pk, left.pk)
    companies.leave(invitation.company, by=left)
    host = host_token(invitation.pk, invitation.person_id)
    foreign = survey_link(invitation.pk, make.person().pk)
    wrong = [reverse("visits:survey", args=[token]) for token in ("x", "a:b:c", host, "한글")]
    nobody = survey_link(999_999, invitation.person_id)

    pages = [client.get(path) for path in (*wrong, good[:-2] + "/", of_left, foreign, nobody)]
    with time_machine.travel(timezone.now() + timedelta(days=SURVEY_DAYS, minutes=1)):
        pages.append(client.get(good))
        pages.append(client.post(good, CONTENT))

    shown = {re.sub(r'action="[^"]*"', "", the_rest(page)).replace("?next=", "") for page in pages}
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r"/visits/survey/[^\"<]*", "", text) for text in shown}) == 1
    assert not SurveyItem.objects.exists()


def test_a_token_for_something_else_is_none_for_this():
    claims = {"invitation": 1, "person": 2}

    assert read_survey_token(signing.TimestampSigner(salt="visits.host").sign_object(claims)) is None
    assert read_survey_token(signing.dumps(claims)) is None


def test_no_changed_byte_is_accepted():
    token = survey_token(12, 34).encode()
    dice = random.Random(7)

    accepted = []
    for _try in range(10_000):
        changed = bytearray(token)
        changed[dice.randrange(len(token))] ^= 1 << dice.randrange(8)
        if bytes(changed) != token and read_survey_token(bytes(changed).decode("utf-8", "replace")) is not None:
            accepted.append(bytes(changed))

    assert accepted == []
    assert read_survey_token(token.decode()) == (12, 34)


def test_the_form_does_not_take_what_another_site_sends():
    invitation = asked()

    page = Client(enforce_csrf_checks=True).post(link(invitation), CONTENT)

    assert (page.status_code, SurveyItem.objects.count()) == (403, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_a_fixed_number_of_questions(client, rows):
    invitation = asked()
    path = link(invitation)
    client.post(path, CONTENT | {f"words_{number + 1}": f"걸림돌 {number}" for number in range(rows)})

    with CaptureQueriesContext(connection) as said:
        shown = client.get(path)
    with CaptureQueriesContext(connection) as form:
        client.get(f"{path}?change=1")

    assert shown.content.decode().count("<dt>걸림돌 ") == rows
    assert (len(said), len(form)) == (5, 6)  # outage, invitation, items, members, visit; categories

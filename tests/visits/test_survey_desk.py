"""사전조사 in the workplace: looked at, sent, and taken up."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from accounts.roles import Role
from companies.models import IndustrialComplex
from grievances.models import Grievance
from grievances.moment import as_of
from grievances.workflow import Channel
from notifications.models import Message
from sosportal.workplace import QUEUES
from tests import made_visits, make
from tests.visits.test_surveying import SAID, a_round, answered, asked
from visits.actions import surveying
from visits.actions.surveying import Named, Said
from visits.models import PreSurvey, SurveyInvitation, SurveyItem, Visit
from visits.workflow import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    """A manager, signed in."""
    person = make.manager()
    make.sign_in(client, person)
    return person


def page_of(survey: PreSurvey) -> str:
    return reverse("admin:visits_presurvey_change", args=[survey.pk])


def to(item: SurveyItem, verb: str) -> str:
    return reverse("admin:visits_presurvey_item", args=[item.invitation.survey_id, item.pk, verb])


def content(survey: PreSurvey, **fields) -> dict[str, str]:
    return {"question": survey.question, "closes_on": survey.closes_on.isoformat(), "industrial_complex": ""} | fields


def test_before_it_is_sent_the_page_shows_who_is_asked(client, manager):
    visit = made_visits.visit(Status.OFFERED)
    survey = a_round(visit.programme)
    visit.requested_by.name = "김철수"
    visit.requested_by.save()

    page = client.get(page_of(survey)).content.decode()

    for words in (visit.company.name, "김*수", "1곳에 보내기", survey.question):
        assert words in page
    assert visit.requested_by.email not in page
    assert not Message.objects.filter(about=str(survey)).exists()


def test_what_was_edited_is_kept_and_sent_at_once(client, manager):
    visit = made_visits.visit(Status.REQUESTED)
    survey = a_round(visit.programme)

    client.post(page_of(survey), content(survey, question="무엇이 힘드십니까?", send="1"))

    survey.refresh_from_db()
    mail = Message.objects.get(about=str(survey))
    assert (survey.sent_by, survey.question) == (manager, "무엇이 힘드십니까?")
    assert (mail.to, "무엇이 힘드십니까?" in mail.text) == (visit.requested_by.email, True)


def test_whoever_changes_the_recipients_looks_at_them_before_they_are_written_to(client, manager):
    place = IndustrialComplex.objects.create(name="한빛산단", name_key="한빛산단")
    make.owner(make.company("가나", industrial_complex=place))
    survey = a_round(made_visits.visit(Status.REQUESTED).programme)
    sent = content(survey, industrial_complex=str(place.pk), send="1")

    page = client.post(page_of(survey), sent, follow=True).content.decode()
    unsent = PreSurvey.objects.get().sent_at
    client.post(page_of(survey), sent)

    assert "받을 기업이 바뀌었습니다" in page
    assert (unsent, PreSurvey.objects.get().sent_by) == (None, manager)


def test_a_closing_day_of_yesterday_is_refused_and_what_was_typed_is_kept(client, manager):
    survey = a_round(made_visits.visit(Status.REQUESTED).programme)
    yesterday = timezone.localdate() - timedelta(days=1)

    page = client.post(page_of(survey), content(survey, question="새 글", closes_on=yesterday.isoformat(), send="1"))

    assert (page.status_code, PreSurvey.objects.get().sent_at) == (422, None)
    assert "마감일은 내일이나 그 뒤여야 합니다" in page.content.decode()
    assert "새 글" in page.content.decode()


def test_a_round_for_a_complex_is_added_by_hand(client, manager):
    of = made_visits.programme()
    place = IndustrialComplex.objects.create(name="한빛산단", name_key="한빛산단")
    address = reverse("admin:visits_presurvey_add")
    month = re.search(r'value="(\d{4}-\d{2}-01)"', client.get(address).content.decode())[1]
    closes_on = (timezone.localdate() + timedelta(days=9)).isoformat()
    fields = {"programme": of.pk, "month": month, "industrial_complex": place.pk, "closes_on": closes_on}

    first = client.post(address, fields | {"question": "무엇이 걸림돌입니까?"})
    again = client.post(address, fields | {"question": "무엇이 걸림돌입니까?"})

    survey = PreSurvey.objects.get()
    assert (survey.industrial_complex, survey.month.isoformat(), first.url) == (place, month, page_of(survey))
    assert (again.status_code, "이미 있습니다" in again.content.decode()) == (422, True)


def test_the_answers_stand_with_the_response_and_the_telephone_list(client, manager):
    place = IndustrialComplex.objects.create(name="한빛산단", name_key="한빛산단")
    for name in ("답함", "말없음"):
        make.owner(make.company(name, industrial_complex=place))
    make.company("전화뿐", industrial_complex=place, phone="031-000-0199")
    survey = surveying.send_round(a_round(industrial_complex=place), by=manager)
    surveying.answer(survey.invitations.get(company__name="답함"), SAID)

    page = client.get(page_of(survey)).content.decode()
    listed = client.get(reverse("admin:visits_presurvey_changelist")).content.decode()

    for words in ("3곳 가운데 1곳, 33%", "답하지 않은 기업 1곳", "전화로 물어볼 기업 1곳", "031-000-0199", SAID.phone):
        assert words in page
    assert ("3곳 가운데 1곳, 33%" in listed, "2가지" in listed) == (True, True)
    assert AccessLog.objects.filter(subject_kind="사전조사", subject_id=str(survey.pk), by=manager).count() == 1


@pytest.mark.parametrize(
    ("verb", "became"),
    [("topic", (True, False)), ("grievance", (False, True)), ("look", (False, False))],
)
def test_one_click_makes_a_topic_or_a_grievance_of_it(client, manager, verb, became):
    invitation = answered(Said("박대표", [Named("정문 앞 주차", make.category())]))
    item = invitation.items.get()

    opened = client.get(to(item, verb))
    response = client.post(to(item, verb))

    item = SurveyItem.objects.get()
    assert opened.status_code == response.status_code == 302
    assert response.url == f"{page_of(invitation.survey)}#asked-{invitation.pk}"
    assert (item.visit is not None, item.grievance is not None, item.taken_by) == (*became, manager)
    page = client.get(page_of(invitation.survey)).content.decode()
    assert {"topic": "방문 주제 <a", "grievance": "기업애로 <a", "look": "살펴봄"}[verb] in page


def test_where_the_company_chose_no_category_it_is_chosen_beside_the_button(client, manager):
    item, category = answered().items.first(), make.category("교통")

    refused = client.post(to(item, "grievance"), {"category": "x"}, follow=True)
    client.post(to(item, "grievance"), {"category": str(category.pk)})

    case = Grievance.objects.get()
    assert "분야를 골라 주십시오" in refused.content.decode()
    assert (case.channel, case.category) == (Channel.SURVEY, category)


def test_without_a_visit_the_wish_becomes_a_request(client, manager):
    place = IndustrialComplex.objects.create(name="한빛산단", name_key="한빛산단")
    company = made_visits.factory()
    company.industrial_complex = place
    company.save()
    make.owner(company)
    survey = surveying.send_round(a_round(industrial_complex=place), by=manager)
    said = Said("박대표", [Named("주차"), Named("버스")], wants_visit=True, wishes="목요일")
    invitation = surveying.answer(survey.invitations.get(), said)
    before = client.get(page_of(survey)).content.decode()

    client.post(reverse("admin:visits_presurvey_visit", args=[survey.pk, invitation.pk]))

    visit = Visit.objects.get()
    after = client.get(page_of(survey)).content.decode()
    assert ("모두 묶어 방문 신청으로" in before, "방문 신청으로" in after) == (True, False)
    assert (visit.topics, visit.wishes, visit.survey_items.count()) == ("주차\n버스", "목요일", 2)


def test_one_thing_alone_becomes_a_request_and_a_wish_can_be_settled_by_telephone(client, manager):
    invitation = answered(Said("박대표", [Named("주차"), Named("버스")]), Status.REQUESTED)
    made_visits.actions.cancel(invitation.visit, "바쁩니다.", by=manager)
    item = invitation.items.first()

    client.post(to(item, "visit"))
    SurveyInvitation.objects.update(wants_visit=True, wish_settled_at=None)
    client.post(reverse("admin:visits_presurvey_look", args=[invitation.survey_id, invitation.pk]))

    assert Visit.objects.filter(status=Status.REQUESTED).get().topics == "주차"
    assert SurveyInvitation.objects.get().wish_settled_at is not None


def test_what_was_heard_on_the_telephone_is_written_down(client, manager):
    invitation = asked()
    address = reverse("admin:visits_presurvey_answer", args=[invitation.survey_id, invitation.pk])

    opened = client.get(address)
    empty = client.post(address, {"name": "최부장"})
    client.post(address, {"name": "최부장", "words_1": "단수가 잦습니다"})

    invitation.refresh_from_db()
    assert (opened.status_code, empty.status_code) == (200, 422)
    assert (invitation.answered_by, invitation.items.get().words) == ("최부장", "단수가 잦습니다")


def test_the_silent_are_reminded_by_a_button_once(client, manager):
    survey = asked().survey
    address = reverse("admin:visits_presurvey_remind", args=[survey.pk])

    client.get(address)
    unread = Message.objects.filter(about=str(survey)).count()
    client.post(address)
    client.post(address)

    assert (unread, Message.objects.filter(about=str(survey)).count()) == (1, 2)
    assert "한 번 더 알렸습니다" in client.get(page_of(survey)).content.decode()


def test_the_examiner_reads_and_does_nothing(client):
    invitation = answered()
    item, survey = invitation.items.first(), invitation.survey
    make.sign_in(client, make.official(Role.EXAMINER))

    page = client.get(page_of(survey))
    refused = [
        client.post(to(item, "look")),
        client.post(reverse("admin:visits_presurvey_remind", args=[survey.pk])),
        client.post(reverse("admin:visits_presurvey_visit", args=[survey.pk, invitation.pk])),
        client.get(reverse("admin:visits_presurvey_answer", args=[survey.pk, invitation.pk])),
        client.get(reverse("admin:visits_presurvey_add")),
    ]

    text = page.content.decode()
    assert page.status_code == 200
    assert ("정문 앞 불법주차" in text, "박*표" in text, SAID.phone in text) == (True, True, False)
    assert "formaction" not in text
    assert [response.status_code for response in refused] == [403] * 5


@pytest.mark.parametrize(("who", "status"), [(Role.OFFICER, 403), (Role.TEAM, 404)])
def test_others_do_not_come_in(client, who, status):
    survey = asked().survey
    make.sign_in(client, make.official(who))

    assert client.get(page_of(survey)).status_code == status


def test_what_waits_stands_on_the_first_page_until_it_is_done(manager):
    queues = {queue.name: queue for queue in QUEUES if queue.model == "visits.presurvey"}
    at = timezone.now()

    def waiting() -> list[int]:
        return [queues[name].rows(at, manager).count() for name in ("보낼 사전조사", "살펴볼 조사 답")]

    visit = made_visits.visit(Status.OFFERED)
    survey = a_round(visit.programme)
    found = [waiting()]
    surveying.send_round(survey, by=manager)
    found.append(waiting())
    invitation = surveying.answer(survey.invitations.get(), Said("박대표", [Named("주차")]))
    found.append(waiting())
    surveying.note_item(invitation.items.get(), by=manager)
    found.append(waiting())

    assert found == [[1, 0], [0, 0], [0, 1], [0, 0]]


def test_a_round_past_its_day_that_nobody_sent_waits_no_more(client, manager):
    survey = a_round()

    with as_of(timezone.now() + timedelta(days=6)):
        page = client.get(page_of(survey)).content.decode()

    assert "보내지 않음" in page
    assert not PreSurvey.objects.to_send(on=survey.closes_on + timedelta(days=1)).exists()


def test_the_page_of_the_visit_shows_what_was_answered_before_it(client, manager):
    invitation = answered(Said("박대표", [Named("버스가 없습니다", make.category()), Named("단수가 잦습니다")]))
    case = surveying.make_grievance(invitation.items.first(), by=manager)

    page = client.get(reverse("admin:visits_visit_change", args=[invitation.visit_id])).content.decode()

    for words in ("버스가 없습니다", f"기업애로 {case.receipt_no}", "단수가 잦습니다", f"#asked-{invitation.pk}"):
        assert words in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_database_a_fixed_number_of_questions(client, manager, rows):
    of = made_visits.programme()
    for number in range(rows):
        made_visits.visit(Status.REQUESTED, of=of, to=made_visits.factory(f"기업{number}"))
        made_visits.visit(Status.REQUESTED, of=of, to=made_visits.factory(f"말없음{number}"))
    survey = a_round(of)
    client.get(page_of(survey))

    with CaptureQueriesContext(connection) as prepared:
        client.get(page_of(survey))
    surveying.send_round(survey, by=manager)
    for invitation in survey.invitations.filter(company__name__startswith="기업"):
        surveying.answer(invitation, SAID)
    with CaptureQueriesContext(connection) as answers:
        page = client.get(page_of(survey)).content.decode()
    with CaptureQueriesContext(connection) as listed:
        client.get(reverse("admin:visits_presurvey_changelist"))

    assert page.count("야간 버스가 없습니다") == rows
    assert (len(prepared), len(answers), len(listed)) == (17, 19, 12)

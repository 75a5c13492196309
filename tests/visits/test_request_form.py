"""방문 신청: who may ask is said before anything is typed, nothing typed is lost, and one form is one visit."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import made_visits as made
from tests import make
from visits.models import Participation, Programme, Visit
from visits.workflow import Status

pytestmark = pytest.mark.django_db

ASK = "/visits/request/"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
TOPICS = "정문 앞 불법주차\n야간 가로등"


@pytest.fixture
def programme():
    return made.programme(about="시장과 담당 부서가 함께 갑니다.")


@pytest.fixture
def company(programme):
    return made.factory()


@pytest.fixture
def member(client, company):
    person = make.owner(company)
    make.sign_in(client, person)
    return person


def asked(programme: Programme, **words) -> dict:
    return {"key": str(uuid.uuid4()), "programme": programme.pk, "topics": TOPICS, **words}


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


# --- Before anything is typed ----------------------------------------------------------------------------------------


def test_the_programmes_are_explained_before_the_form(client, member, programme):
    page = text_of(client.get(ASK))

    assert page.index("시장과 담당 부서가 함께 갑니다.") < page.index('<form class="form"')
    assert "목요일마다" in page
    assert "시에 공장등록을 한 기업" in page
    assert "우리 회사가 신청할 수 있습니다." in page


def test_one_programme_is_chosen_beforehand_and_the_place_is_the_company_s(client, member, company, programme):
    page = text_of(client.get(ASK))

    assert re.search(rf'name="programme" value="{programme.pk}"[^>]* checked', page)
    assert f'name="place" value="{company.address}"' in page


def test_of_several_programmes_none_is_chosen_beforehand(client, member, programme):
    made.programme("현장방문")

    page = text_of(client.get(ASK))

    assert page.count('name="programme"') == 2
    assert "checked" not in re.search(r'name="programme".*name="topics"', page)[0].split('name="half"')[0]


def test_a_company_without_a_factory_is_told_why_not_and_what_to_do(client, programme):
    make.sign_in(client, make.owner(make.company("가람유통")))

    page = text_of(client.get(ASK))

    assert "지금은 신청하실 수 있는 방문이 없습니다." in page
    assert "시에 공장등록을 한 기업이 신청할 수 있습니다." in page
    assert 'href="/grievances/new/"' in page
    assert 'name="topics"' not in page


def test_a_programme_for_others_is_explained_and_cannot_be_chosen(client, member, programme):
    hub = made.programme("혁신허브", eligible=Programme.Eligible.PARTICIPANTS)

    page = text_of(client.get(ASK))
    answer = client.post(ASK, asked(hub))

    assert "참여기업으로 뽑힌 기업을 찾아가는 프로그램입니다." in page
    assert f'name="programme" value="{hub.pk}"' not in page
    assert answer.status_code == 422
    assert not Visit.objects.exists()


def test_a_participant_may_ask(client, member, company, programme):
    hub = made.programme("혁신허브", eligible=Programme.Eligible.PARTICIPANTS)
    Participation.objects.create(programme=hub, company=company)

    client.post(ASK, asked(hub))

    assert Visit.objects.get().programme == hub


def test_a_season_that_is_over_is_not_offered(client, member, programme):
    made.programme("지난 시즌", last_on=timezone.localdate() - timedelta(days=1))

    assert "지난 시즌" not in text_of(client.get(ASK))


def test_whoever_has_no_company_is_led_to_one(client):
    make.sign_in(client, make.person())

    page = text_of(client.get(ASK))

    assert "먼저 회사를 등록해 주십시오." in page
    assert 'name="topics"' not in page


def test_what_was_asked_for_already_is_pointed_out(client, member, company, programme):
    visit = made.visit(to=company)

    page = text_of(client.get(ASK))

    assert "이미 신청하신 방문이 있습니다" in page
    assert visit.visit_no in page


# --- What is sent ----------------------------------------------------------------------------------------------------


def test_a_request_is_kept_with_everything_that_was_said(client, member, company, programme):
    words = {"half": "오후", "wishes": "12월 둘째 주는 피해 주십시오", "present": "대표", "place": "제2공장"}
    file = SimpleUploadedFile("약도.pdf", PDF)

    answer = client.post(ASK, asked(programme, **words, attachments=[file]), follow=True)

    visit = Visit.objects.get()
    assert (visit.status, visit.company, visit.requested_by) == (Status.REQUESTED, company, member)
    assert (visit.topics, visit.present, visit.place) == (TOPICS, "대표", "제2공장")
    assert visit.wishes == "오후, 12월 둘째 주는 피해 주십시오"
    assert [file.name for file in visit.files.all()] == ["약도.pdf"]
    assert f"방문번호는 {visit.visit_no}입니다." in text_of(answer)
    assert "일정을 찾고 있습니다." in text_of(answer)
    assert "빈 날을 찾아 제안드립니다." in text_of(answer)


def test_a_form_sent_twice_is_one_visit(client, member, programme):
    form = asked(programme)

    first, second = client.post(ASK, form), client.post(ASK, form)

    assert first.headers["Location"] == second.headers["Location"]
    assert Visit.objects.count() == 1


def test_nothing_that_was_typed_is_lost(client, member, programme):
    form = asked(programme, half="오전", wishes="화요일은 어렵습니다", present="공장장", place="제2공장")

    answer = client.post(ASK, {**form, "topics": ""})

    page = text_of(answer)
    assert answer.status_code == 422
    assert "무엇을 이야기하고 싶으신지 적어 주십시오." in page
    assert all(f'value="{word}"' in page for word in ("화요일은 어렵습니다", "공장장", "제2공장", form["key"]))
    assert re.search(r'value="오전"[^>]* checked', page)


def test_a_file_of_a_strange_kind_is_named(client, member, programme):
    answer = client.post(ASK, asked(programme, attachments=[SimpleUploadedFile("도면.exe", b"MZ" + bytes(80))]))

    assert answer.status_code == 422
    assert "도면.exe" in text_of(answer)
    assert not Visit.objects.exists()


def test_nobody_asks_for_a_visit_to_another_company(client, member, company, programme):
    other = made.factory("다온도금")

    client.post(ASK, asked(programme, company=other.pk))

    assert Visit.objects.get().company == company


def test_whoever_belongs_to_two_companies_says_which(client, member, company, programme):
    other = made.factory("다온도금")
    make.owner(other, email="second@test.example")
    other.seats.create(person=member, joined_at=timezone.now())

    page = text_of(client.get(f"{ASK}?company={other.pk}"))
    client.post(ASK, asked(programme, company=other.pk))

    assert f'name="company" value="{other.pk}"' in page
    assert Visit.objects.get().company == other

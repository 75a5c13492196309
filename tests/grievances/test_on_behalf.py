"""대신 신청: one screen, the true moment it arrived, the receipt to whom it belongs."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from accounts.roles import Role
from grievances.models import Attachment, Grievance
from grievances.workflow import Channel
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
URL = "/admin/grievances/grievance/on-behalf/"


def spoken(company, **changed) -> dict:
    """What an official types while somebody is on the phone."""
    arrived_at = timezone.localtime() - timedelta(hours=3)
    return {
        "key": str(uuid4()),
        "company": company.pk,
        "channel": "PHONE",
        "arrived_at": f"{arrived_at:%Y-%m-%dT%H:%M}",
        "category": make.category().pk,
        "title": "정문 앞 가로등이 꺼졌습니다",
        "body": "2주 전부터 어둡습니다.",
        "contact_name": "최반장",
        "contact_phone": "010-9876-5432",
    } | changed


def text_of(response) -> str:
    return unescape(response.content.decode())


def test_the_address_stays_what_others_lead_to():
    assert reverse("admin:grievances_grievance_on_behalf") == URL


def test_what_came_by_phone_is_filed_with_the_moment_it_came(client):
    company, officer = make.company(), make.officer()
    make.sign_in(client, officer)
    sent = spoken(company, contact_email="banjang@test.example", files=[SimpleUploadedFile("사진.pdf", PDF)])

    response = client.post(URL, sent, follow=True)

    case = Grievance.objects.get()
    assert (case.company, case.channel, case.entered_by, case.filer) == (company, Channel.PHONE, officer, None)
    assert f"{timezone.localtime(case.arrived_at):%Y-%m-%dT%H:%M}" == sent["arrived_at"]
    assert list(Attachment.objects.values_list("grievance", "name")) == [(case.pk, "사진.pdf")]
    assert Message.objects.filter(to="banjang@test.example", about=case.receipt_no).count() == 1
    assert case.receipt_no in text_of(response)
    assert "최반장 님에게 신청 확인서를 보냈습니다." in text_of(response)


def test_the_receipt_goes_to_the_member_it_is_filed_for(client):
    company = make.company()
    owner = make.owner(company)
    make.sign_in(client, make.officer())

    client.post(URL, spoken(company, filer=owner.pk, contact_name="", contact_phone=""))

    case = Grievance.objects.get()
    assert case.filer == owner
    assert Message.objects.filter(to=owner.email, about=case.receipt_no).count() == 1


def test_a_manager_is_led_to_the_case_and_an_officer_not_to_a_closed_door(client):
    company = make.company()
    make.sign_in(client, make.manager())
    for_manager = text_of(client.post(URL, spoken(company), follow=True))
    make.sign_in(client, make.officer())

    for_officer = text_of(client.post(URL, spoken(company, title="다른 일"), follow=True))

    assert "사건 보기" in for_manager
    assert "사건 보기" not in for_officer
    assert "접수번호를 전화로 알려 주십시오." in for_officer


def test_the_same_form_sent_twice_gives_one_receipt(client):
    make.sign_in(client, make.officer())
    sent = spoken(make.company())

    numbers = [re.search(r"\d{4}-\d{5}", text_of(client.post(URL, sent, follow=True))).group() for _ in range(2)]
    changed = client.post(URL, sent | {"title": "딴 제목"})

    assert numbers[0] == numbers[1]
    assert Grievance.objects.count() == 1
    assert changed.status_code == 409
    assert numbers[0] in changed.context["form"].non_field_errors()[0]
    assert "딴 제목" in text_of(changed)


@pytest.mark.parametrize("role", [Role.TEAM, Role.EXAMINER])
def test_those_who_do_not_work_on_cases_may_not_file(client, role):
    make.sign_in(client, make.official(role))

    statuses = {client.get(URL).status_code, client.post(URL, spoken(make.company())).status_code}

    assert statuses <= {403, 404}
    assert not Grievance.objects.exists()


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"contact_name": ""}, {"contact_name"}),
        ({"contact_phone": ""}, {"contact_name"}),
        ({"arrived_at": ""}, {"arrived_at"}),
        ({"channel": "ONLINE"}, {"channel"}),
        ({"company": ""}, {"company"}),
        ({"company": "x"}, {"company"}),
        ({"company": "9" * 18}, {"company"}),
        ({"company": "9" * 30}, {"company"}),
        ({"category": "999999", "title": " "}, {"category", "title"}),
    ],
)
def test_what_is_missing_is_asked_for_and_the_rest_stays(client, changed, faults):
    make.sign_in(client, make.officer())

    response = client.post(URL, spoken(make.company()) | changed)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == faults
    assert "2주 전부터 어둡습니다." in text_of(response)
    assert not Grievance.objects.exists()


def test_what_has_not_arrived_yet_is_refused_in_words(client):
    make.sign_in(client, make.officer())
    tomorrow = timezone.localtime() + timedelta(days=1)

    response = client.post(URL, spoken(make.company(), arrived_at=f"{tomorrow:%Y-%m-%dT%H:%M}"))

    assert response.status_code == 409
    assert "도달일시가 지금보다 뒤입니다." in text_of(response)


def test_only_members_of_the_company_may_be_the_filer(client):
    company, stranger = make.company(), make.owner(make.company("다른 회사"))
    make.sign_in(client, make.officer())

    response = client.post(URL, spoken(company, filer=stranger.pk))

    assert set(response.context["form"].errors) == {"filer"}


def test_members_of_the_chosen_company_are_offered_and_the_access_log_says_so(client):
    company = make.company()
    owner = make.owner(company)
    make.owner(make.company("다른 회사"), name="남이사")
    officer = make.officer()
    make.sign_in(client, officer)

    page = text_of(client.get(URL, {"company": company.pk}))

    assert f"{owner.name} · 010-****-5678" in page
    assert "남이사" not in page
    assert AccessLog.objects.values_list("what", "by", "subject_kind", "subject_id").get() == (
        "VIEW",
        officer.pk,
        "기업",
        str(company.pk),
    )


def test_a_residents_number_is_pointed_out_once(client):
    make.sign_in(client, make.officer())
    sent = spoken(make.company(), body="대표 주민등록번호는 900101-1234568입니다.")

    warned = client.post(URL, sent)
    client.post(URL, sent | {"anyway": "1"})

    assert set(warned.context["form"].errors) == {"body"}
    assert "그래도 넣기" in text_of(warned)
    assert Grievance.objects.get().body == sent["body"]

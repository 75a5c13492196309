"""애로 신청: the form, the draft, the files, the receipt."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from companies import actions as companies
from companies.states import Approval, Source
from grievances import actions
from grievances.files import checked
from grievances.models import Attachment, Category, Draft, Grievance, Question
from tests import make

pytestmark = pytest.mark.django_db

NEW = "/grievances/new/"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def member(client):
    """A member of an approved company, signed in."""
    person = make.owner(make.company(address="한빛시 예시산단로 12"))
    make.sign_in(client, person)
    return person


def paper(name: str = "약도.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def form(person, **changed) -> dict:
    """The form as a browser sends it, filled in."""
    return {
        "company": person.seats.get().company_id,
        "key": str(uuid.uuid4()),
        "seen": "",
        "category": make.category().pk,
        "title": "공장 앞 도로가 파였습니다",
        "body": "지게차가 다니지 못합니다.",
        "place": "정문 앞",
        "hoped_for": "임시로라도 메워 주십시오.",
        "seen_by": "ALL",
    } | changed


def draft_of(person) -> Draft | None:
    return Draft.objects.of(person).first()


# --- Filing -------------------------------------------------------------------------------------------------------


def test_a_member_files_and_is_shown_the_receipt(client, member):
    answer = client.post(NEW, form(member), follow=True)

    case = Grievance.objects.get()
    assert answer.redirect_chain == [(f"/grievances/{case.receipt_no}/receipt/", 302)]
    assert case.receipt_no in answer.content.decode()
    assert (case.filer, case.title, case.place, case.hoped_for, case.is_private) == (
        member,
        "공장 앞 도로가 파였습니다",
        "정문 앞",
        "임시로라도 메워 주십시오.",
        False,
    )


def test_the_page_knows_the_company_and_asks_nothing_twice(client, member):
    page = client.get(NEW).content.decode()

    assert 'value="한빛시 예시산단로 12"' in page
    assert member.phone in page
    assert member.email in page


def test_an_empty_form_comes_back_with_what_is_missing_and_nothing_lost(client, member):
    answer = client.post(NEW, form(member, title="", category="", body="지게차가 못 갑니다."))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "분야를 하나 골라 주십시오" in page
    assert "제목을 적어 주십시오" in page
    assert "지게차가 못 갑니다." in page
    assert Grievance.objects.count() == 0


def test_the_same_form_twice_gives_the_same_receipt(client, member):
    sent = form(member)

    first, second = client.post(NEW, sent), client.post(NEW, sent)

    assert first["Location"] == second["Location"]
    assert Grievance.objects.count() == 1


def test_other_words_under_the_same_key_lead_to_what_was_filed(client, member):
    sent = form(member)
    client.post(NEW, sent)

    answer = client.post(NEW, sent | {"body": "다른 내용입니다."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert f'href="/grievances/{Grievance.objects.get().receipt_no}/"' in page
    assert "다른 내용입니다." in page


def test_only_the_chosen_category_asks_more(client, member):
    chosen, other = Category.objects.get(name="기반시설"), Category.objects.get(name="자금·금융")
    since, danger = chosen.questions.get(kind="DAY"), chosen.questions.get(kind="YES_NO")
    Question.objects.filter(pk=danger.pk).update(is_required=True)
    amount = other.questions.get(kind="NUMBER")
    Question.objects.filter(pk=amount.pk).update(is_required=True)
    sent = form(member, category=chosen.pk, **{f"question_{since.pk}": "2026-05-04", f"question_{amount.pk}": "많이"})

    missing = client.post(NEW, sent)
    client.post(NEW, sent | {f"question_{danger.pk}": "예"})

    assert missing.status_code == 422
    assert [extra["label"] for extra in Grievance.objects.get().extras] == [since.label, danger.label]
    assert Grievance.objects.get().extras[1]["value"] == "예"


def test_a_number_is_read_as_people_type_it(client, member):
    category = Category.objects.get(name="자금·금융")
    amount = category.questions.get(kind="NUMBER")

    client.post(NEW, form(member, category=category.pk, **{f"question_{amount.pk}": "5,000"}))

    assert Grievance.objects.get().extras == [{"label": amount.label, "value": "5,000"}]


def test_a_resident_number_is_pointed_out_once(client, member):
    sent = form(member, body="대표 주민등록번호는 800101-1234567입니다.")

    warned = client.post(NEW, sent)
    client.post(NEW, sent | {"anyway": "1"})

    assert warned.status_code == 422
    assert "주민등록번호로 보이는 숫자" in warned.content.decode()
    assert "그래도 보내기" in warned.content.decode()
    assert Grievance.objects.count() == 1


def test_what_is_private_is_kept_from_colleagues_but_not_from_the_owner(client, member):
    company = member.seats.get().company
    filer, colleague = make.member(company), make.member(company, "최동료")
    make.sign_in(client, filer)

    client.post(NEW, form(filer, seen_by="ONLY_ME"))

    case = Grievance.objects.get()
    assert case in Grievance.objects.visible_as_member(member)
    assert case not in Grievance.objects.visible_as_member(colleague)


def test_nobody_files_without_a_company(client):
    make.sign_in(client, make.person())

    page = client.get(NEW)

    assert "먼저 회사를 등록해 주십시오" in page.content.decode()
    assert client.post(NEW, {"title": "제목"}).status_code == 200
    assert Grievance.objects.count() == 0


def test_who_waits_for_approval_is_told_so(client, member):
    company = member.seats.get().company
    company.approval, company.source = Approval.PENDING, Source.OWN_ENTRY
    company.save()

    page = client.get(NEW).content.decode()

    assert "승인되면 신청하실 수 있습니다" in page
    assert company.name in page


def test_with_several_companies_one_is_chosen(client, member):
    other = make.company("둘째정밀")
    make.owner(other)
    companies.take(companies.invite(other, member.email, by=other.seats.owners().get().person), by=member)
    first = member.seats.exclude(company=other).get().company

    page = client.get(f"{NEW}?company={first.pk}").content.decode()
    client.post(NEW, form_for(first))

    assert f"?company={other.pk}" in page
    assert Grievance.objects.get().company == first


def form_for(company) -> dict:
    return {
        "company": company.pk,
        "key": str(uuid.uuid4()),
        "category": make.category().pk,
        "title": "제목",
        "body": "내용",
        "seen_by": "ALL",
    }


def test_a_company_one_is_no_member_of_is_not_filed_for(client, member):
    other = make.company("남의회사")
    make.owner(other)

    client.post(NEW, form(member, company=other.pk))

    assert list(Grievance.objects.values_list("company__name", flat=True)) == ["한빛정밀"]


def test_what_is_open_already_is_shown_beside_the_form(client, member):
    mine = make.filed(member, title="가로등이 꺼졌습니다")

    page = client.get(NEW).content.decode()

    assert "가로등이 꺼졌습니다" in page
    assert mine.get_absolute_url() in page


# --- The draft ----------------------------------------------------------------------------------------------------


def save(client, person, **changed):
    return client.post(reverse("grievances:draft"), form(person, **changed))


def test_what_is_typed_is_kept_and_found_again(client, member):
    answer = save(client, member, body="반쯤 쓴 글").json()

    page = client.get(NEW).content.decode()
    assert "저장했습니다" in answer["words"]
    assert "반쯤 쓴 글" in page
    assert "쓰던 글이 있습니다" in page
    assert answer["key"] in page


def test_another_screen_does_not_overwrite_what_was_saved_since(client, member):
    first = save(client, member, body="사무실에서 쓴 글").json()
    second = save(client, member, body="전화기에서 쓴 글", seen=first["seen"]).json()

    late = save(client, member, body="사무실에서 다시 쓴 글", seen=first["seen"])

    assert late.status_code == 409
    assert late.json()["other"] is True
    assert draft_of(member).content["body"] == "전화기에서 쓴 글"
    assert draft_of(member).version == second["seen"]


def test_a_first_file_and_first_words_do_not_stand_in_each_others_way(client, member):
    """The script sends both without waiting for the other's answer."""
    attach(client, member, paper())
    words = save(client, member, body="먼저 쓴 글")
    attach(client, member, paper("사진.pdf"))

    assert words.status_code == 200
    assert draft_of(member).content["body"] == "먼저 쓴 글"
    assert draft_of(member).attachments.count() == 2


def test_the_writer_may_choose_this_screen(client, member):
    save(client, member, body="사무실에서 쓴 글")

    answer = save(client, member, body="전화기에서 쓴 글", over="1")

    assert answer.status_code == 200
    assert draft_of(member).content["body"] == "전화기에서 쓴 글"


def test_a_form_that_was_filed_leaves_no_draft_behind(client, member):
    sent = form(member)
    client.post(NEW, sent)

    late = client.post(reverse("grievances:draft"), sent)

    assert late.status_code == 409
    assert late.json()["filed"] == Grievance.objects.get().get_absolute_url()
    assert draft_of(member) is None


def test_a_draft_is_thrown_away_with_its_files(client, member):
    save(client, member)
    actions.attach_to_draft(draft_of(member), checked(paper()), by=member)

    client.post(reverse("grievances:discard"), {"company": member.seats.get().company_id})

    assert draft_of(member) is None
    assert Attachment.objects.count() == 0


def test_a_warning_comes_while_typing(client, member):
    answer = save(client, member, body="주민등록번호 800101-1234567").json()

    assert "주민등록번호로 보이는 숫자" in answer["warnings"][0]


# --- Files --------------------------------------------------------------------------------------------------------


def attach(client, person, file, **changed):
    return client.post(reverse("grievances:add_file"), form(person, file=file, **changed))


def test_a_file_travels_at_once_and_becomes_part_of_the_case(client, member):
    kept = attach(client, member, paper())
    client.post(NEW, form(member, key=kept.json()["key"]))

    case = Grievance.objects.get()
    assert kept.status_code == 201
    assert [(one.name, one.draft) for one in case.attachments.all()] == [("약도.pdf", None)]
    assert draft_of(member) is None


def test_a_file_that_is_not_taken_says_why_beside_its_name(client, member):
    answer = attach(client, member, paper("도면.zip", b"PK\x03\x04" + b"\0" * 40))

    assert answer.status_code == 422
    assert answer.json()["words"].startswith("도면.zip: ")
    assert Attachment.objects.count() == 0


def test_a_file_that_never_came_is_asked_for_again(client, member):
    answer = client.post(reverse("grievances:add_file"), {"company": member.seats.get().company_id})

    assert (answer.status_code, answer.json()["words"]) == (422, "파일이 오지 않았습니다. 다시 골라 주십시오.")


def test_a_file_is_taken_out_again(client, member):
    kept = attach(client, member, paper()).json()

    gone = client.post(reverse("grievances:drop_file", args=[kept["file"]]))

    assert gone.status_code == 204
    assert Attachment.objects.count() == 0


def test_nobody_takes_out_the_file_of_another(client, member):
    kept = attach(client, member, paper()).json()
    make.sign_in(client, make.member(member.seats.get().company))

    assert client.post(reverse("grievances:drop_file", args=[kept["file"]])).status_code == 404
    assert Attachment.objects.count() == 1


def test_without_a_script_files_go_with_the_form(client, member):
    client.post(NEW, form(member, attachments=[paper(), paper("사진.pdf", PDF + b"\n")]))

    assert sorted(one.name for one in Grievance.objects.get().attachments.all()) == ["사진.pdf", "약도.pdf"]


def test_files_of_a_form_that_comes_back_stay_with_the_draft(client, member):
    sent = form(member, title="", attachments=[paper()])
    page = client.post(NEW, sent).content.decode()
    client.post(NEW, sent | {"title": "제목", "attachments": []})

    assert "약도.pdf" in page
    assert [one.name for one in Grievance.objects.get().attachments.all()] == ["약도.pdf"]


def test_without_a_script_a_file_is_taken_out_and_the_words_stay(client, member):
    kept = attach(client, member, paper()).json()

    answer = client.post(NEW, form(member, body="반쯤 쓴 글", drop=kept["file"]), follow=True)

    assert Attachment.objects.count() == 0
    assert "반쯤 쓴 글" in answer.content.decode()


def test_without_a_script_the_questions_of_a_category_are_asked_for(client, member):
    category = Category.objects.get(name="자금·금융")

    page = client.post(NEW, form(member, category=category.pk, show="1"), follow=True).content.decode()

    assert f'data-for="{category.pk}" hidden' not in page
    assert f'<fieldset class="asked-more" data-for="{category.pk}">' in page


def test_saved_for_later_leads_to_the_list_that_offers_it(client, member):
    answer = client.post(NEW, form(member, title="나중에 쓸 제목", leave="1"), follow=True)

    assert answer.redirect_chain == [("/grievances/", 302)]
    assert "쓰던 글 이어 쓰기" in answer.content.decode()
    assert draft_of(member).content["title"] == "나중에 쓸 제목"


# --- The receipt --------------------------------------------------------------------------------------------------


def test_the_receipt_says_when_what_happens_next(client, member):
    case = make.filed(member)

    page = client.get(f"/grievances/{case.receipt_no}/receipt/").content.decode()

    assert "접수하고 담당부서를 정합니다" in page
    assert case.title in page


def test_the_receipt_of_another_company_is_not_there(client, member):
    case = make.filed()

    assert client.get(f"/grievances/{case.receipt_no}/receipt/").status_code == 404


# --- Figures ------------------------------------------------------------------------------------------------------


def test_filing_asks_the_database_few_questions(client, member):
    client.post(NEW, form(member))
    kept = attach(client, member, paper()).json()

    sent = form(member, key=kept["key"])

    with CaptureQueriesContext(connection) as asked:
        client.post(NEW, sent)

    assert Grievance.objects.count() == 2
    assert len(asked) <= 19, "\n".join(query["sql"][:150] for query in asked)

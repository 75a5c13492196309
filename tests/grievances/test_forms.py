"""What a company types, as clean values."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from grievances.forms.company import FindForm
from grievances.forms.filing import FilingForm
from grievances.forms.words import FilesField, Number
from grievances.models import Category, Question
from tests import make

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.mark.parametrize(("typed", "meant"), [("5,000", 5000), (" 12 000 ", 12000), ("", None), (None, None)])
def test_a_number_is_read_as_people_type_it(typed, meant):
    assert Number(required=False).clean(typed) == meant


def test_every_file_that_is_refused_is_named():
    sent = [SimpleUploadedFile("좋은 것.pdf", PDF), SimpleUploadedFile("빈 것.pdf", b"")]

    with pytest.raises(Exception, match=r"빈 것\.pdf: 빈 파일입니다"):
        FilesField().clean(sent)


def test_files_that_are_there_already_count():
    field = FilesField()
    field.already = 10

    with pytest.raises(Exception, match="10개까지"):
        field.clean([SimpleUploadedFile("하나 더.pdf", PDF)])


def test_what_cannot_be_looked_for_is_not_looked_for():
    assert FindForm(QueryDict("show=nothing&q=%20가로등%20")).wish == {"show": "", "q": "가로등"}


def _form(category: str, **answers: str) -> FilingForm:
    typed = QueryDict(mutable=True)
    typed.update(
        {
            "key": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
            "category": str(Category.objects.get(name=category).pk),
            "title": "제목",
            "body": "내용",
            "seen_by": "ALL",
            **answers,
        }
    )
    return FilingForm(make.company(), None, typed, MultiValueDict())


@pytest.mark.django_db
def test_answers_are_kept_in_the_words_people_read():
    since, danger = (f"question_{one.pk}" for one in Question.objects.filter(category__name="기반시설"))

    form = _form("기반시설", **{since: "2025-05-04", danger: "예"})

    assert form.is_valid()
    assert [extra.value for extra in form.content["extras"]] == ["2025년\xa05월\xa04일\u2060(일)\u2060", "예"]


@pytest.mark.django_db
def test_a_question_that_is_not_asked_any_more_is_not_asked():
    question = Question.objects.get(category__name="인력·교육")
    Question.objects.filter(pk=question.pk).update(is_active=False)

    assert f"question_{question.pk}" not in _form("인력·교육").fields


@pytest.mark.django_db
def test_a_choice_is_one_of_those_offered():
    question = Question.objects.get(category__name="자금·금융", kind="CHOICE")

    assert _form("자금·금융", **{f"question_{question.pk}": "시설자금"}).is_valid()
    assert not _form("자금·금융", **{f"question_{question.pk}": "여행자금"}).is_valid()


@pytest.mark.django_db
def test_numbers_of_people_are_pointed_out_in_every_text():
    form = _form("기타", title="800101-1234567의 일", hoped_for="카드 4111-1111-1111-1111로 내겠습니다.")

    assert set(form.errors) == {"title", "hoped_for"}


@pytest.mark.django_db
def test_what_is_typed_so_far_is_kept_right_or_wrong():
    kept = _form("기타", title="", body="반\x00쯤").draft_content()

    assert (kept["title"], kept["body"], "key" in kept) == ("", "반쯤", False)

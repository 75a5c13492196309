import pytest

from accounts.forms import OwnDetailsForm, PersonForm
from accounts.models import ConsentText
from tests import make

pytestmark = pytest.mark.django_db

GIVEN = {"name": "김회원", "phone": "010 1234 5678", "consent_TERMS": "on", "consent_PRIVACY": "on"}


def test_the_newest_texts_are_asked_for_and_nothing_is_ticked_beforehand():
    ConsentText.objects.create(kind=ConsentText.Kind.TERMS, version=2, body="둘째 판", is_required=True)

    form = PersonForm()

    assert [(text.kind, text.version, field.value()) for text, field in form.consents] == [
        ("TERMS", 2, None),
        ("PRIVACY", 1, None),
        ("NEWS", 1, None),
    ]
    assert "checked" not in str(form)


@pytest.mark.parametrize("missing", ["consent_TERMS", "consent_PRIVACY", "name", "phone"])
def test_what_is_needed_is_needed(missing):
    form = PersonForm({**GIVEN, missing: ""})

    assert list(form.errors) == [missing]


def test_what_is_optional_never_stands_in_the_way():
    form = PersonForm(GIVEN)

    assert form.is_valid()
    assert form.cleaned_data["phone"] == "010-1234-5678"
    assert form.cleaned_data["consent_NEWS"] is False


def test_what_was_ticked_is_kept_with_its_version_and_nothing_else(rf):
    person = make.person()
    form = PersonForm(GIVEN)
    assert form.is_valid()

    form.signup(rf.post("/"), person)

    kept = person.consents.order_by("text__kind").values_list("text__kind", "text__version", "withdrawn_at")
    assert list(kept) == [("PRIVACY", 1, None), ("TERMS", 1, None)]


def test_one_corrects_ones_name_and_phone_but_not_ones_address():
    person = make.person()

    form = OwnDetailsForm(
        {"name": "이회원", "phone": "0310000142", "email": "x@y.z", "is_superuser": "1"}, instance=person
    )

    assert form.is_valid()
    assert form.cleaned_data == {"name": "이회원", "phone": "031-000-0142", "unit": "", "position": ""}

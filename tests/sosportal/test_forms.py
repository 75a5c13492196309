"""Fields as people and screen readers meet them."""

import re

import pytest
from django import forms

from accounts.inputs import DayInput


class Everything(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="제목", help_text="한 문장이면 됩니다.")
    body = forms.CharField(label="내용", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="종류", choices=[("a", "가"), ("b", "나")])
    one = forms.ChoiceField(label="하나", choices=[("a", "가"), ("b", "나")], widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(
        label="여럿",
        choices=[("a", "가"), ("b", "나")],
        widget=forms.CheckboxSelectMultiple,
        help_text="모두 고르십시오.",
    )
    day = forms.DateField(label="날", widget=DayInput)
    photo = forms.FileField(label="사진", help_text="20MB까지")
    agreed = forms.BooleanField(label="동의")
    ticket = forms.CharField(widget=forms.HiddenInput, required=False)


def field(html: str, name: str) -> str:
    """The part of a rendered form that belongs to one field."""
    groups = re.split(r'(?=<(?:div|fieldset) class="field")', html)
    return next(group for group in groups if f'name="{name}"' in group)


@pytest.mark.parametrize("name", ["title", "body", "kind", "day", "photo", "agreed"])
def test_a_single_input_has_a_label_of_its_own(name):
    html = field(str(Everything()), name)

    assert f'<label for="id_{name}"' in html or f'for="id_{name}"' in html
    assert html.count(f'id="id_{name}"') == 1
    assert "<fieldset" not in html


@pytest.mark.parametrize(("name", "legend"), [("one", "하나"), ("some", "여럿")])
def test_a_group_of_options_has_a_legend(name, legend):
    html = field(str(Everything()), name)

    assert re.search(rf"<legend>{legend}\s", html)
    assert html.count(f'name="{name}"') == 2


def test_what_must_and_what_may_be_filled_in_is_said_in_words():
    html = str(Everything())

    assert '<span class="must">필수</span>' in field(html, "title")
    assert '<span class="may">선택</span>' in field(html, "body")


def test_a_field_that_cannot_be_changed_asks_for_nothing():
    class Fixed(forms.Form):
        company = forms.CharField(label="회사", disabled=True)

    html = str(Fixed(initial={"company": "예시정밀㈜"}))

    assert "예시정밀㈜" in html
    assert "필수" not in html


@pytest.mark.parametrize("name", ["title", "photo"])
def test_help_is_tied_to_its_input(name):
    html = field(str(Everything()), name)

    assert f'id="id_{name}_helptext"' in html
    assert f'aria-describedby="id_{name}_helptext"' in html


def test_a_fault_is_tied_to_its_input_and_marked():
    html = field(str(Everything({})), "title")

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert re.search(r'id="id_title_error">\s*<svg class="mark" aria-hidden="true"', html)


def test_a_fault_of_a_file_is_tied_to_its_input_too():
    html = field(str(Everything({})), "photo")

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_photo_helptext id_photo_error"' in html


def test_a_fault_of_a_group_is_tied_to_its_legend():
    html = field(str(Everything({})), "some")

    assert '<fieldset class="field" aria-describedby="id_some_helptext id_some_error">' in html


def test_what_people_wrote_is_shown_as_text():
    html = field(str(Everything({"title": '"><script>alert(1)</script>'})), "title")

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_hidden_fields_carry_no_label():
    html = str(Everything(initial={"ticket": "x1"}))

    assert html.count("ticket") == 2  # name and id
    assert '<input type="hidden" name="ticket" value="x1" id="id_ticket">' in html


def test_a_day_is_written_as_the_browsers_calendar_wants_it():
    html = str(Everything({"day": "2026-05-04"})["day"])

    assert 'type="date"' in html
    assert 'value="2026-05-04"' in html

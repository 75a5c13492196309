"""Components, each with what it promises in its first lines."""

import re
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string

from sosportal.templatetags import components

COMPONENTS = sorted(path.name for path in (settings.BASE_DIR / "templates/components").glob("*.html"))


def visit(rf, question: dict[str, str] | None = None):
    """A stranger's request."""
    request = rf.get("/", question)
    request.user = AnonymousUser()
    return request


def shown(html: str) -> str:
    """What is left of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("name", COMPONENTS)
def test_the_style_guide_shows_every_component(client, name):
    response = client.get("/styleguide/")

    assert f"components/{name}" in {template.name for template in response.templates}


def test_the_style_guide_names_what_it_shows(client):
    text = shown(client.get("/styleguide/").content.decode())

    assert [name for name in COMPONENTS if name.removesuffix(".html") not in text] == []


def test_a_wrapping_component_sees_only_what_it_is_given():
    template = Template(
        "{% load components %}{% component 'components/alert.html' kind='info' %}<b>{{ secret }}</b>{% endcomponent %}"
    )

    html = template.render(Context({"secret": "<i>", "title": "밖의 제목"}))

    assert "<b>&lt;i&gt;</b>" in html
    assert "밖의 제목" not in html


@pytest.mark.parametrize(
    ("kind", "drawn", "mark", "word"),
    [
        ("info", "info", "info", "안내"),
        ("success", "success", "success", "완료"),
        ("warning", "warning", "warning", "주의"),
        ("danger", "danger", "danger", "오류"),
        ("error", "danger", "danger", "오류"),
    ],
)
def test_an_alert_says_its_kind_by_shape_word_and_colour(kind, drawn, mark, word):
    html = render_to_string("components/alert.html", {"kind": kind, "text": "저장했습니다."})

    assert f'data-kind="{drawn}"' in html
    assert re.search(rf"marks(\.\w+)?\.svg#{mark}\"", html)
    assert shown(html) == f"{word}: 저장했습니다."


def test_a_late_case_says_so_in_words():
    html = render_to_string(
        "components/status_badge.html", {"status": "IN_PROGRESS", "label": "처리 중", "overdue": True}
    )

    assert shown(html) == "처리 중 지연"
    assert 'data-status="IN_PROGRESS"' in html


def test_a_button_with_an_address_is_a_link_and_without_one_a_button():
    link = render_to_string("components/button.html", {"label": "자세히", "href": "/x/"}).strip()
    button = render_to_string("components/button.html", {"label": "보내기", "disabled": True}).strip()

    assert link == '<a class="button" href="/x/">자세히</a>'
    assert button == '<button class="button" type="submit" disabled>보내기</button>'


def test_pages_keep_the_rest_of_the_question(rf):
    page = Paginator(range(95), 10).page(4)
    template = Template('{% include "components/pagination.html" with page=page only %}')

    html = template.render(RequestContext(visit(rf, {"q": "도로", "page": "4"}), {"page": page}))

    assert '<a href="?q=%EB%8F%84%EB%A1%9C&amp;page=3" rel="prev">' in html
    assert re.search(r'<a href="[^"]*page=4" aria-current="page">4', html)
    assert shown(html).replace("쪽", "").split() == ["이전", "1", "2", "3", "4", "5", "…", "10", "다음"]


def test_one_page_needs_no_numbers(rf):
    page = Paginator(range(5), 10).page(1)
    template = Template('{% include "components/pagination.html" with page=page only %}')

    assert template.render(RequestContext(visit(rf), {"page": page})).strip() == ""


def test_the_steps_say_where_one_is():
    html = render_to_string("components/step_indicator.html", {"steps": ["약관", "기업", "담당자"], "current": 2})

    assert html.count('aria-current="step"') == 1
    assert shown(html) == "약관 마침 2 기업 3 담당자"


def test_the_error_summary_leads_to_each_fault_and_says_what_is_kept():
    class Filing(forms.Form):
        title = forms.CharField(label="제목")
        kind = forms.ChoiceField(label="분야", choices=[("a", "가")], widget=forms.RadioSelect)
        photo = forms.FileField(label="사진", required=False)

        def clean(self):
            raise forms.ValidationError("오늘은 이미 신청하셨습니다.")

    html = render_to_string("components/error_summary.html", {"form": Filing({})})

    assert re.findall(r'href="(#[^"]+)">([^<]+)<', html) == [
        ("#id_title", "제목: 필수 항목입니다."),
        ("#id_kind_0", "분야: 필수 항목입니다."),
    ]
    assert "<li>오늘은 이미 신청하셨습니다.</li>" in html
    assert "고칠 곳이 3군데 있습니다. 쓰신 내용은 그대로 있습니다." in shown(html)
    assert "다만 사진 칸은 다시 채워 주십시오." in shown(html)


def test_a_form_without_faults_has_no_summary():
    class Filing(forms.Form):
        title = forms.CharField()

    assert render_to_string("components/error_summary.html", {"form": Filing({"title": "x"})}).strip() == ""


def test_the_timeline_tells_the_city_from_the_company_in_words():
    entries = [
        {"by": "city", "at": datetime(2026, 5, 4, 7, 20, tzinfo=UTC), "what": "접수했습니다", "said": ""},
        {"by": "company", "at": datetime(2026, 4, 27, 0, 32, tzinfo=UTC), "what": "신청했습니다", "said": "<급함>"},
    ]

    html = render_to_string("components/timeline.html", {"entries": entries})

    assert re.findall(r"#(gone|left)\"", html) == ["gone", "left"]
    assert "시" in shown(html).split()
    assert "기업" in shown(html).split()
    assert "&lt;급함&gt;" in html


def test_a_day_is_said_as_people_say_it_and_never_broken(time_machine):
    time_machine.move_to("2026-05-06T00:00:00+09:00")

    assert components.day(date(2026, 5, 4)) == "5월\u00a04일\u2060(월)"
    assert components.day(date(2025, 12, 31)) == "2025년\u00a012월\u00a031일\u2060(수)"


def test_a_moment_is_told_in_seoul(time_machine):
    time_machine.move_to("2026-05-06T00:00:00+09:00")

    assert components.moment(datetime(2026, 5, 4, 16, 20, tzinfo=UTC)) == "5월\u00a05일\u2060(화) 01:20"

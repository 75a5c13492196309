"""Letters: both halves say the same, and nothing of it is code."""

import re
from html.parser import HTMLParser

import pytest

from notifications.letters import letter

WHOLE = {
    "greeting": "박대표 님,",
    "lines": ["애로를 접수했습니다.", "5월 14일(목)까지 답변드립니다."],
    "facts": [("접수번호", "2026-00017"), ("담당 부서", "도로과"), ("담당자", "김담당"), ("전화", "031-000-0142")],
    "link": ("진행 상황 보기", "/somewhere/2026-00017/"),
    "signature": "한빛시 기업민원과 · 전화 031-000-0100",
}


class Words(HTMLParser):
    """What a reader of the HTML half reads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if data.strip() and self.lasttag != "title":
            self.words.append(data.strip())


@pytest.fixture(autouse=True)
def _known_address(settings):
    settings.SITE_URL = "https://sos.test.example"


def test_the_plain_half_is_a_letter_by_itself():
    assert letter(**WHOLE).text == (
        "박대표 님,\n\n"
        "애로를 접수했습니다.\n\n"
        "5월 14일(목)까지 답변드립니다.\n\n"
        "접수번호: 2026-00017\n담당 부서: 도로과\n담당자: 김담당\n전화: 031-000-0142\n\n"
        "진행 상황 보기\nhttps://sos.test.example/somewhere/2026-00017/\n\n"
        "한빛시 기업민원과 · 전화 031-000-0100\n"
    )


def test_both_halves_say_the_same_in_the_same_order():
    both = letter(**WHOLE)

    said = [word for line in both.text.split("\n") for word in re.split(": ", line) if word]
    assert Words(both.html).words == said


def test_the_button_leads_where_the_plain_address_leads():
    both = letter(**WHOLE)

    hrefs = [attrs["href"] for tag, attrs in Words(both.html).tags if tag == "a"]
    assert hrefs == ["https://sos.test.example/somewhere/2026-00017/"]
    assert hrefs[0] in both.text


def test_what_people_wrote_is_never_markup():
    evil = '<script>alert("1")</script>&'
    both = letter(greeting=evil, lines=[evil], facts=[(evil, evil)], link=(evil, "/x/"), signature=evil)

    assert "script" not in {tag for tag, _ in Words(both.html).tags}
    assert Words(both.html).words.count(evil) == 6
    assert both.text.count(evil) == 6


def test_what_there_is_nothing_of_leaves_no_trace():
    both = letter(lines=["한 줄"], signature="누가")

    assert both.text == "한 줄\n\n누가\n"
    assert Words(both.html).words == ["한 줄", "누가"]
    assert {"table", "a", "h2"}.isdisjoint(tag for tag, _ in Words(both.html).tags)


def test_lines_within_a_paragraph_are_kept():
    both = letter(lines=["첫 줄\n둘째 줄"], signature="누가")

    assert "첫 줄\n둘째 줄" in both.text
    assert re.search(r"첫 줄<br>\s*둘째 줄", both.html)


def test_nothing_is_fetched_when_it_is_read():
    tags = Words(letter(**WHOLE).html).tags

    assert {"img", "link", "script", "iframe"}.isdisjoint(tag for tag, _ in tags)
    assert not [attrs for _, attrs in tags if "src" in attrs or "url(" in (attrs.get("style") or "")]

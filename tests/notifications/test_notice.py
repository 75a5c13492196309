"""One mail a person, not one a case."""

import pytest

from notifications.letters import letter
from notifications.notice import Owed, gathered

SUBJECT = "처리기한이 가까운 기업애로 %(count)d건"


def owed(number: int, to="officer@test.example", **fields) -> Owed:
    text = f"김담당 님,\n\n{number}번 건의 처리기한이 3일 남았습니다.\n\n기업민원과 · 전화 031-000-0100\n"
    return Owed(
        to, f"기한 3일 전: {number}번", text, about=f"2026-{number:05d}", link=f"/somewhere/{number}/", **fields
    )


def test_whoever_is_owed_one_gets_it_as_it_is():
    one, other = owed(1), owed(2, "head@test.example")

    assert gathered([one, other], subject=SUBJECT) == [one, other]


def test_several_to_one_address_become_one_with_every_case_and_its_link(settings):
    settings.SITE_URL = "https://sos.test.example"

    (mail,) = gathered([owed(1, person_id=7), owed(2, person_id=7)], subject=SUBJECT)

    assert mail.text == (
        "김담당 님,\n\n"
        "기한 3일 전: 1번\n\n1번 건의 처리기한이 3일 남았습니다.\n\n자세히 보기\nhttps://sos.test.example/somewhere/1/\n\n"
        "기한 3일 전: 2번\n\n2번 건의 처리기한이 3일 남았습니다.\n\n자세히 보기\nhttps://sos.test.example/somewhere/2/\n\n"
        "기업민원과 · 전화 031-000-0100\n"
    )
    assert (mail.to, mail.subject, mail.person_id) == (
        "officer@test.example",
        "처리기한이 가까운 기업애로 2건",
        7,
    )
    assert (mail.about, mail.link) == ("2026-00001, 2026-00002", "")
    for fact in ("김담당 님,", "기한 3일 전: 2번", "https://sos.test.example/somewhere/2/", "031-000-0100"):
        assert mail.html.count(fact) in {1, 2}, fact


def test_who_speaks_for_a_case_stays_with_it_where_that_differs():
    rows = [Owed("a@test.example", f"{who} 건", f"{who} 본문\n\n{who} 담당") for who in ("도로과", "하수과")]

    (mail,) = gathered(rows, subject=SUBJECT)

    assert mail.text == "도로과 건\n\n도로과 본문\n\n도로과 담당\n\n하수과 건\n\n하수과 본문\n\n하수과 담당\n"


def test_the_same_short_text_about_two_cases_is_said_with_each():
    rows = [Owed("a@test.example", f"{number}번 건", "기한이 오늘입니다.") for number in (1, 2)]

    (mail,) = gathered(rows, subject=SUBJECT)

    assert mail.text == "1번 건\n\n기한이 오늘입니다.\n\n2번 건\n\n기한이 오늘입니다.\n"


def test_the_button_of_a_letter_stays_its_button(settings):
    settings.SITE_URL = "https://sos.test.example"
    letters = [letter(lines=[f"{n}번 건입니다."], link=(f"{n}번 열기", f"/{n}/"), signature="도로과") for n in (1, 2)]
    rows = [Owed("a@test.example", f"[기업SOS] {n}번", *one, link=f"/{n}/") for n, one in enumerate(letters, 1)]

    (mail,) = gathered(rows, subject=SUBJECT)

    assert mail.text == (
        "1번\n\n1번 건입니다.\n\n1번 열기\nhttps://sos.test.example/1/\n\n"
        "2번\n\n2번 건입니다.\n\n2번 열기\nhttps://sos.test.example/2/\n\n도로과\n"
    )
    assert mail.html.count('<a href="https://sos.test.example/') == 2


def test_an_address_that_the_text_has_is_not_said_twice(settings):
    settings.SITE_URL = "https://sos.test.example"
    rows = [
        Owed("a@test.example", f"{number}번", f"보기\nhttps://sos.test.example/{number}/", link=f"/{number}/")
        for number in (1, 2)
    ]

    (mail,) = gathered(rows, subject=SUBJECT)

    assert mail.text == "1번\n\n보기\nhttps://sos.test.example/1/\n\n2번\n\n보기\nhttps://sos.test.example/2/\n"


@pytest.mark.parametrize("fields", [{"to": ""}, {"is_secret": True}])
def test_calls_to_be_made_and_secrets_are_never_gathered(fields):
    rows = [owed(1, **fields), owed(1, **fields), owed(2, **fields)]

    assert gathered(rows, subject=SUBJECT) == rows


@pytest.mark.parametrize(("nights", "at_night"), [((True, True), True), ((True, False), False)])
def test_one_that_can_wait_makes_all_wait(nights, at_night):
    rows = [owed(number, at_night=night) for number, night in enumerate(nights)]

    (mail,) = gathered(rows, subject=SUBJECT)

    assert mail.at_night is at_night


def test_one_place_for_all_is_the_place_of_the_one():
    rows = [Owed("a@test.example", str(number), "-", link="/same/") for number in (1, 2)]

    (mail,) = gathered(rows, subject=SUBJECT)

    assert mail.link == "/same/"

"""Who attends a meeting: a guest answers from the mail on a phone, the committee reads agenda and minutes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from psycopg.types.range import Range

from accounts.roles import Role
from meetings import actions
from meetings.models import Meeting
from tests import make
from tests.e2e.conftest import barriers
from tests.e2e.stages import PHONE, mail_to, words_of
from tests.meetings.attendees import GUEST, betrayed, invited, seat_of, secret_case

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("story")]

HEADING = "기반시설 · 진입로 침하"


def fits(page: Page) -> bool:
    """Nothing is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def held_and_confirmed(meeting: Meeting) -> None:
    """The day has come: the office decides, writes the minutes and confirms them, naming more than it should."""
    begins, manager, case = timezone.now() - timedelta(hours=1), make.manager(), meeting.agenda.get().grievance
    Meeting.objects.filter(pk=meeting.pk).update(during=Range(begins, begins + timedelta(hours=2)))
    said = f"{case.company.name}의 ‘{case.title}’을 살폈습니다."
    actions.decide(meeting.agenda.get(), "DEFER", f"{case.company.name}에 다시 갑니다.", by=manager)
    actions.confirm(actions.hold(meeting, said, came=[seat_of(meeting).pk], by=manager), by=manager)


def test_a_guest_answers_on_a_phone_and_the_committee_reads_agenda_and_minutes(
    transactional_db, stage, postbox, worker
):
    case, member = secret_case(), make.official(Role.COMMITTEE, name="최위원")
    meeting = invited(member, about=(case,), guests=(GUEST,))
    actions.word(meeting.agenda.get(), HEADING, by=make.manager())

    # The guest reads the mail, opens the link on a phone and answers with the keyboard.
    mail = words_of(mail_to(postbox, GUEST.email, "회의에 모십니다"))
    assert betrayed(mail) == []
    phone = stage.page(viewport=PHONE)
    phone.goto(re.search(r"https?://\S+/meetings/link/\S+", mail)[0])
    expect(phone.get_by_role("heading", name=HEADING)).to_be_visible()
    assert (barriers(phone), fits(phone), betrayed(phone.content())) == ([], True, [])
    stage.shoot(phone, "asked")
    phone.get_by_role("radio", name="갑니다", exact=True).focus()
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Tab")
    phone.keyboard.type("이도청 주무관")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("답을 받았습니다", exact=False)).to_be_visible()
    expect(phone.get_by_text("이도청 주무관 님이 대신 참석").first).to_be_visible()
    stage.shoot(phone, "answered")
    mail_to(postbox, make.manager().email, "이도청 주무관 님이 대신 옵니다")

    # A member of the committee finds it in the menu.
    desk = stage.page(member)
    desk.goto("/")
    desk.get_by_role("link", name="회의", exact=True).first.click()
    stage.shoot(desk, "list")
    desk.get_by_role("link", name=meeting.title).click()
    expect(desk.get_by_role("heading", name=HEADING)).to_be_visible()
    desk.get_by_text("갑니다", exact=True).first.click()
    desk.get_by_role("button", name="답 보내기").click()
    expect(desk.get_by_text("내 답: 참석 예정")).to_be_visible()
    assert (barriers(desk), betrayed(desk.content())) == ([], [])
    stage.shoot(desk, "agenda")

    # Afterwards both read the minutes; whose case it was is in none of them.
    held_and_confirmed(meeting)
    told = words_of(mail_to(postbox, member.email, "회의록을 보내 드립니다"))
    phone.reload()
    desk.reload()
    for window in (phone, desk):
        expect(window.get_by_role("heading", name="회의록", exact=True)).to_be_visible()
        expect(window.get_by_text("○○기업에 다시 갑니다.")).to_be_visible()
        assert (barriers(window), betrayed(window.content())) == ([], [])
    assert (fits(phone), betrayed(told)) == (True, [])
    with desk.expect_download(timeout=60_000) as download:
        desk.get_by_role("link", name="회의록 내려받기 (PDF)").click()
    assert download.value.suggested_filename == f"{meeting.meeting_no} 회의록.pdf"
    stage.shoot(phone, "minutes")
    phone.context.add_cookies([{"name": "contrast", "value": "high-contrast", "url": stage.url}])
    phone.reload()
    assert barriers(phone) == []
    stage.shoot(phone, "high-contrast")

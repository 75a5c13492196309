"""What lengthens the time for a case, each side at its own screen: 보완, 연장, the consent to a second one, 현장조사.

It is September 2026. Where SHOTS names a folder, every step leaves pictures there.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from grievances import deadlines
from grievances.clock import SEOUL
from grievances.models import Document, Grievance
from grievances.workflow import Move
from notifications.models import Message
from tests import make
from tests.e2e.conftest import barriers, overflow

pytestmark = pytest.mark.e2e

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 760}
WHY = "경기도에 도로 점용을 물었고, 9월 25일에 답이 옵니다."


class Street:
    """One browser; who sits before it changes."""

    def __init__(self, page: Page, url: str, enter: Callable) -> None:
        self.page, self.url, self.enter, self.taken = page, url, enter, 0

    def desk(self, case: Grievance, move: str = "") -> Page:
        """The officer's case page, or one of its forms."""
        self.page.set_viewport_size(DESK)
        self.enter(case.officer)
        address = reverse("admin:grievances_grievance_change", args=[case.pk])
        self.page.goto(f"{self.url}{address}{f'?move={move}#move' if move else ''}")
        return self.page

    def company(self, case: Grievance, address: str = "") -> Page:
        """The company's page of the case, on a phone."""
        self.page.set_viewport_size(PHONE)
        self.enter(case.filer)
        self.page.goto(f"{self.url}{address or case.get_absolute_url()}")
        return self.page

    def send(self, verb: str) -> None:
        """Press the button of the form that stands open."""
        self.page.locator("#move").get_by_role("button", name=re.compile(f"^{verb}")).click()

    def look(self, name: str) -> None:
        """Nothing shuts anybody out, on a phone or at a desk; and a picture for whoever wants to see it."""
        assert barriers(self.page) == []
        before = self.page.viewport_size
        for size in (PHONE, DESK):
            self.page.set_viewport_size(size)
            assert overflow(self.page) == 0
            for contrast in ("light", "high-contrast"):
                self._shoot(f"{name}-{size['width']}-{contrast}", contrast)
        self.page.set_viewport_size(before)

    def _shoot(self, name: str, contrast: str) -> None:
        if folder := os.environ.get("SHOTS"):
            self.page.evaluate(f"document.documentElement.dataset.krdsMode = '{contrast}'")
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
            self.page.evaluate("document.documentElement.dataset.krdsMode = 'light'")


@contextmanager
def on(moment: str) -> Iterator[None]:
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=SEOUL)):
        yield


@pytest.fixture
def street(page, live_server, enter) -> Street:
    page.set_default_timeout(20_000)
    return Street(page, live_server.url, enter)


@pytest.fixture
def case() -> Grievance:
    """고충 of Monday, 14 September: seven days, to the 22nd."""
    with on("2026-09-14 10:00"):
        return make.grievance()


def due_on(case: Grievance) -> str:
    case.refresh_from_db()
    assert case.due_at == deadlines.deadline(case).due_at
    return timezone.localdate(case.due_at).isoformat()


def letters(case: Grievance) -> list[str]:
    """Subjects of what the company was sent, the newest last."""
    found = Message.objects.filter(person=case.filer, about=case.receipt_no).order_by("pk")
    return [message.subject.partition(f"{case.receipt_no} ")[2].replace("\u2060", "") for message in found]


def plain(words: str) -> str:
    """As somebody types it."""
    return words.replace("\u00a0", " ").replace("\u2060", "")


def test_a_supplement_stops_the_clock_and_its_return_starts_it_again(street, case, faults):
    with on("2026-09-15 10:00"):
        page = street.desk(case, Move.ASK)
        page.get_by_label("빠진 것").fill("점용할 곳의 약도를 보내 주십시오.")
        street.send("보완 요구하기")
        expect(page.locator(".sentence")).to_have_text("도로과가 보완을 기다립니다. 그동안 처리기한은 멈춥니다.")

        page = street.company(case)
        expect(page.get_by_text("보내실 때까지 처리기한은 멈춰 있습니다.")).to_be_visible()
        street.look("supplement-asked")

    with on("2026-09-17 10:00"):
        page = street.company(case)
        page.get_by_label("보완하신 내용").fill("정문에서 30미터입니다.")
        page.get_by_role("button", name="보완 보내기").click()
        expect(page.locator(".state-sentence")).to_have_text(re.compile(r"9월.29일.\(화\).까지 답합니다\."))

    # 15, 16 and 17 are out; 24 to 26 is 추석.
    assert due_on(case) == "2026-09-29"


def test_an_extension_takes_a_reason_of_the_law_and_a_second_one_the_companys_yes(street, case):
    with on("2026-09-16 10:00"):
        page = street.desk(case, Move.EXTEND)
        street.look("extend")
        page.get_by_label("설명").fill(WHY)
        page.get_by_label("얼마나").select_option(label=amount_of(page, "3일"))
        for words in ("업무가 많음", "담당자 지정이 늦음", "담당자가 자리에 없음"):
            page.get_by_role("radio", name=words).check()
            street.send("연장하고 통지하기")
            expect(page.locator("[data-errors]")).to_contain_text(
                f"‘{words}’은(는) 연장 사유가 될 수 없습니다(시행령 제21조②)."
            )
            expect(page.get_by_label("설명")).to_have_value(WHY)
        street.look("extend-refused")
        assert due_on(case) == "2026-09-22"

        page.get_by_role("radio", name="관계 기관·부서의 협조 필요").focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="메일 미리보기").press("Enter")
        expect(page.locator(".paper pre")).to_contain_text(WHY)
        assert due_on(case) == "2026-09-22"
        page.get_by_label("설명").press("Control+Enter")
        expect(page.get_by_role("status").filter(has_text="기업에 통지했습니다.")).to_be_visible()
        street.look("extended-desk")

        assert due_on(case) == "2026-09-29"
        assert letters(case)[-1] == "처리기한이 늘었습니다: 9월 29일(화)까지"
        assert Document.objects.filter(grievance=case, kind=Document.Kind.EXTENSION).count() == 1

        page = street.company(case)
        expect(page.locator(".state-sentence")).to_have_text(re.compile(r"9월.29일.\(화\).까지 답합니다\."))
        expect(page.locator(".story li").first).to_contain_text(WHY)
        street.look("extended-company")

    with on("2026-09-21 10:00"):
        page = street.desk(case, Move.ASK_CONSENT)
        page.get_by_role("radio", name="사실관계·현장 확인 필요").check()
        page.get_by_label("설명").fill("측량을 맡겼고 30일에 끝납니다.")
        page.get_by_label("얼마나").select_option("3")
        street.send("동의 묻기")
        expect(page.get_by_role("heading", name="연장에 동의하는지 기다립니다")).to_be_visible()
        street.look("consent-asked-desk")
        assert due_on(case) == "2026-09-29"

        page = street.company(case, "/grievances/")
        expect(page.locator(".case-row").first).to_contain_text("답을 기다립니다")
        street.look("consent-asked-list")
        page.get_by_role("link", name=case.title).click()
        question = page.locator("#consent")
        expect(question).to_contain_text("측량을 맡겼고 30일에 끝납니다.")
        assert [plain(words) for words in question.locator("dd").all_inner_texts()] == [
            "9월 29일(화)까지",
            "10월 2일(금)까지",
        ]
        street.look("consent-asked-company")
        page.get_by_role("button", name="동의합니다").press("Enter")
        expect(page.locator(".state-sentence")).to_have_text(re.compile(r"10월.2일.\(금\).까지 답합니다\."))
        street.look("agreed-company")

    assert due_on(case) == "2026-10-02"
    assert (case.extended_times, case.history.latest("pk").by) == (2, case.filer)
    assert letters(case)[-1] == "동의하신 대로 처리기한이 늘었습니다: 10월 2일(금)까지"


def amount_of(page: Page, amount: str) -> str:
    """The option as it is read, with its day."""
    found = page.get_by_label("얼마나").locator("option").all_inner_texts()
    (chosen,) = [words for words in found if words.startswith(f"{amount} →")]
    assert plain(chosen) == "3일 → 9월 29일(화)까지"
    return chosen


def test_a_company_that_declines_keeps_its_deadline(street, case, faults):
    with on("2026-09-16 10:00"):
        make.extended(case)
    with on("2026-09-17 10:00"):
        make.asked_for_consent(case)

        page = street.company(case)
        page.get_by_label("담당자에게 하실 말씀").fill("이달 안에 답이 필요합니다.")
        page.get_by_role("button", name="동의하지 않습니다").click()

        expect(page.get_by_text("동의하지 않으신 것을 담당자에게 알렸습니다. 기한은 그대로입니다.")).to_be_visible()
        expect(page.locator("#consent")).to_have_count(0)
        expect(page.locator(".story li").first).to_contain_text("이달 안에 답이 필요합니다.")
        assert due_on(case) == "2026-09-29"

        page = street.desk(case)
        expect(page.locator(".entries-of-case li").first).to_contain_text("이달 안에 답이 필요합니다.")
        street.look("declined-desk")


def test_an_investigation_is_planned_prolonged_and_ended_on_the_page(street, case, faults):
    with on("2026-09-16 10:00"):
        page = street.desk(case, Move.INVESTIGATE)
        street.look("investigate")
        page.get_by_label("마치는 날").fill("2026-09-18")
        page.get_by_label("무엇을 조사하는지").fill("도로 폭을 재러 도로과 두 사람이 갑니다.")
        street.send("현장조사 정하기")
        expect(page.locator(".sentence")).to_have_text(re.compile(r"9월.18일.\(금\).까지 현장을 조사하고"))
        assert due_on(case) == "2026-09-29"

        page = street.company(case)
        street.look("investigated-company")

        page = street.desk(case, Move.INVESTIGATE_LONGER)
        street.look("investigate-longer")
        page.get_by_label("새로 마치는 날").select_option("2026-09-21")
        page.get_by_label("더 걸리는 까닭").fill("비가 와서 하루 더 잽니다.")
        street.send("현장조사 늘리기")
        expect(page.locator(".sentence")).to_have_text(re.compile(r"9월.21일.\(월\).까지 현장을 조사하고"))
        street.look("investigated-desk")
        assert due_on(case) == "2026-09-30"

    with on("2026-09-18 15:00"):
        page = street.desk(case, Move.END_INVESTIGATION)
        page.get_by_label("조사 결과").fill("폭이 4미터로, 넓힐 수 있습니다.")
        street.send("현장조사 마치기")
        expect(page.get_by_role("status").filter(has_text="현장조사를 마쳤습니다.")).to_be_visible()

    assert due_on(case) == "2026-09-29"


def test_without_a_script_the_reasons_are_refused_and_the_question_is_answered(browser, live_server, case):
    with on("2026-09-16 10:00"):
        page = browser.new_context(locale="ko-KR", java_script_enabled=False).new_page()

        def come(user) -> None:
            cookie = make.sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME]
            page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

        come(case.officer)
        page.goto(f"{live_server.url}{reverse('admin:grievances_grievance_change', args=[case.pk])}?move=EXTEND")
        page.get_by_label("업무가 많음").check()
        page.get_by_label("설명").fill(WHY)
        page.get_by_label("얼마나").select_option("2")
        page.get_by_role("button", name=re.compile("^연장하고")).click()
        expect(page.locator("[data-errors]")).to_contain_text("시행령 제21조②")
        assert page.get_by_label("설명").input_value() == WHY
        assert page.get_by_label("얼마나").input_value() == "2"
        page.get_by_label("천재지변 등 불가항력").check()
        page.get_by_role("button", name=re.compile("^연장하고")).click()
        assert due_on(case) == "2026-09-28"

        make.asked_for_consent(case)
        come(case.filer)
        page.goto(f"{live_server.url}{case.get_absolute_url()}")
        page.get_by_role("button", name="동의합니다").click()
        expect(page.locator(".state-sentence")).to_contain_text("까지 답합니다.")

    assert (due_on(case), case.extended_times) == ("2026-10-01", 2)

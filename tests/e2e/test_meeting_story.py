"""A one-stop meeting whose three decisions move three cases, and a review that fills its own agenda.

Real mail, a real worker, the coordinator at a desk.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from grievances.models import Grievance
from grievances.workflow import Status as CaseStatus
from meetings.models import Meeting
from meetings.workflow import Status
from tests import made_meetings as made
from tests import make
from tests.e2e.stages import mail_to, words_of

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("story")]


@pytest.fixture
def cases(transactional_db):
    """Three companies, each with something that one department alone cannot do."""
    titles = ("진입도로가 좁습니다", "신호등이 고장났습니다", "고속도로 나들목이 없습니다")
    return [
        make.grievance(of=make.company(f"시험정밀{number}"), title=title) for number, title in enumerate(titles, 1)
    ]


def plans(desk: Page, kind: str) -> Meeting:
    """A meeting that has just begun."""
    begins = timezone.localtime() - timedelta(minutes=5)
    desk.goto("/admin/meetings/meeting/add/")
    desk.get_by_text(kind, exact=True).click()
    desk.locator("#plan_on").fill(f"{begins:%Y-%m-%d}")
    desk.locator("#plan_begins").fill(f"{begins:%H:%M}")
    desk.locator("#plan_ends").fill("23:59")
    desk.locator("#plan_place").fill("시청 3층 상황실")
    desk.get_by_role("button", name="회의 만들기").click()
    desk.wait_for_url(re.compile(r"/admin/meetings/meeting/\d+/change/"))
    return Meeting.objects.get(pk=re.search(r"/(\d+)/change/", desk.url)[1])


def opens(desk: Page, meeting: Meeting, number: int, decision: str) -> None:
    desk.goto(f"/admin/meetings/meeting/{meeting.pk}/items/{number}/")
    desk.locator(".moves").get_by_role("link", name=re.compile(f"^{decision}")).click()
    expect(desk.locator("#decide-title")).to_have_text(decision)


def sends(desk: Page, meeting: Meeting, words: str) -> None:
    desk.locator("#decide_words").fill(words)
    desk.get_by_role("button", name="이렇게 정하기").click()
    desk.wait_for_url(re.compile(rf"/admin/meetings/meeting/{meeting.pk}/change/#item"))


def test_three_decisions_move_three_cases(stage, cases, worker, postbox):
    manager, later = make.manager(), timezone.localdate() + timedelta(days=60)
    desk = stage.page(manager)

    # The coordinator calls the units together and puts three cases on.
    meeting = plans(desk, "원스톱 처리회의")
    desk.get_by_role("link", name=re.compile("^안건 올리기")).click()
    desk.locator("#move_receipt_nos").fill("\n".join(case.receipt_no for case in cases))
    desk.get_by_role("button", name="안건 올리기").click()
    expect(desk.locator(".agenda > li")).to_have_count(3)
    stage.shoot(desk, "agenda")

    # What the case refuses stays undecided, with all that was typed.
    opens(desk, meeting, 1, "장기추진")
    desk.locator("#move_answer").fill("설계를 마치고 내년에 넓힙니다.")
    desk.locator("#move_target_on").fill(f"{timezone.localdate() + timedelta(days=10)}")
    desk.locator("#move_report_on").fill(f"{later}")
    desk.locator("#decide_words").fill("설계를 먼저 한다.")
    desk.get_by_role("button", name="이렇게 정하기").click()
    expect(desk.get_by_text("목표일은 다음 보고일과 같거나 뒤여야 합니다.").first).to_be_visible()
    expect(desk.locator("#move_answer")).to_have_value("설계를 마치고 내년에 넓힙니다.")
    stage.shoot(desk, "refused")

    # Three decisions.
    desk.locator("#move_target_on").fill(f"{later}")
    sends(desk, meeting, "설계를 먼저 하고 내년에 넓힌다.")
    opens(desk, meeting, 2, "완료")
    desk.get_by_text("해결", exact=True).first.click()
    desk.locator("#move_answer").fill("오늘 신호등을 고쳤습니다.")
    sends(desk, meeting, "그 자리에서 고쳤다.")
    opens(desk, meeting, 3, "이송")
    desk.locator("#move_body").fill("도로공사")
    desk.locator("#move_contact").fill("설계처 031-000-0999")
    desk.locator("#move_reason").fill("나들목은 도로공사가 정합니다.")
    sends(desk, meeting, "도로공사에 넘긴다.")
    stage.shoot(desk, "decided")

    # Minutes, confirmed for good.
    desk.goto(f"/admin/meetings/meeting/{meeting.pk}/change/?move=HOLD")
    desk.locator("#move_minutes").fill("세 부서가 함께 살폈다.")
    desk.get_by_role("button", name="회의 마치기").click()
    desk.get_by_role("link", name=re.compile("^회의록 확정")).click()
    desk.get_by_role("button", name="회의록 확정하기").click()
    expect(desk.get_by_text("회의록을 확정했습니다.").first).to_be_visible()
    stage.shoot(desk, "confirmed")

    kept, solved, gone = [Grievance.objects.get(pk=case.pk) for case in cases]
    assert (kept.is_long_term, kept.report_on) == (True, later)
    assert (solved.status, gone.status) == (CaseStatus.RESOLVED, CaseStatus.CLOSED)
    assert Meeting.objects.get(pk=meeting.pk).status == Status.CONFIRMED

    # Each company is told.
    for case, words in zip(cases, ("설계를 마치고", "오늘 신호등을 고쳤습니다.", "도로공사"), strict=True):
        mails = [mail_to(postbox, case.filer.email, case.receipt_no)]
        mails += [mail for mail in postbox.to(case.filer.email) if case.receipt_no in str(mail["Subject"])]
        assert any(words in words_of(mail) for mail in mails)


def test_a_review_lists_what_is_long_term_or_infeasible_and_keeps_what_it_saw(stage, transactional_db):
    long, shut = made.kept(), make.grievance(CaseStatus.INFEASIBLE)
    make.grievance(), make.grievance(CaseStatus.RESOLVED)
    desk = stage.page(make.manager())

    meeting = plans(desk, "추진상황 보고회")
    desk.get_by_role("link", name=re.compile("^안건 채우기")).click()
    desk.get_by_role("button", name="안건 채우기").click()
    expect(desk.locator(".agenda > li")).to_have_count(2)
    saw = dict(meeting.agenda.values_list("grievance", "snapshot"))
    assert set(saw) == {long.pk, shut.pk}

    # The long-term one goes on; what the review saw of it stays.
    number = meeting.agenda.get(grievance=long).number
    desk.get_by_label(f"{number}번 고르기", exact=True).check()
    desk.get_by_text("고른 안건 함께 정하기").click()
    desk.locator("#together_day").fill(f"{timezone.localdate() + timedelta(days=90)}")
    desk.locator("#together_text").fill("계속 추진합니다.")
    desk.locator("#together_words").fill("계속 추진한다.")
    desk.get_by_role("button", name="고른 안건 정하기").click()
    expect(desk.get_by_text("안건 1건을 정했습니다.")).to_be_visible()
    stage.shoot(desk, "together")
    assert Grievance.objects.get(pk=long.pk).report_on == timezone.localdate() + timedelta(days=90)
    assert dict(meeting.agenda.values_list("grievance", "snapshot")) == saw

"""The mayor's office on the road: asked for, offered, accepted, logged beside a machine, confirmed, followed through.

Real mail, a real worker, and each person at their own screen.
"""

import re
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from psycopg.types.range import Range

from grievances.models import Category, Grievance
from grievances.workflow import Channel, Outcome
from grievances.workflow import Status as CaseStatus
from tests import made_visits as made
from tests import make
from tests.e2e.stages import PHONE, Stage, mail_to, words_of
from tests.visits.test_photos import photograph
from visits import tasks
from visits.models import Slot, Visit
from visits.workflow import Move, PromiseState, Status

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("story")]

SOLVED_LINE = "정문 앞 불법주차를 단속해 주십시오"
CASE_LINE = "뒷길 배수로가 막혀 자재창고로 물이 듭니다"
REFUSED_LINE = "산업용수 요금을 깎아 주십시오"


@pytest.fixture
def city(transactional_db):
    """A coordinator, somebody of the team, an officer who will answer, and slots for next Thursday."""
    roads = make.department("도로과")
    Category.objects.filter(name="기반시설").update(department=roads)
    programme = made.programme(about="시장실이 공장으로 찾아갑니다.")
    made.slot(programme)
    made.slot(programme, order=2)
    return programme, make.manager(), made.member_of_team("정지원"), make.officer(roads)


@pytest.fixture
def firm(transactional_db):
    """A registered factory and its owner."""
    company = made.factory("한빛정밀")
    return company, make.owner(company)


def on_the_day(visit: Visit, begins_at: datetime) -> Visit:
    """The day has come: the calendar is turned to it, as nobody waits for a week in a test."""
    during = Range(begins_at, begins_at + timedelta(minutes=90))
    Slot.objects.filter(pk=visit.slot_id).update(on=timezone.localdate(begins_at), during=during)
    visit.roster.update(during=during)
    Visit.objects.filter(pk=visit.pk).update(during=during)
    return Visit.objects.get(pk=visit.pk)


def asks_for_a_visit(stage: Stage, owner) -> Visit:
    phone = stage.page(owner, viewport=PHONE)
    phone.goto("/visits/")
    phone.get_by_role("link", name=re.compile("신청")).last.click()
    phone.wait_for_url("**/visits/request/**")
    expect(phone.get_by_text("우리 회사가 신청할 수 있습니다.")).to_be_visible()
    phone.get_by_label(re.compile("^무엇을 이야기하고 싶으십니까")).fill("정문 앞 주차, 배수로, 용수 요금")
    phone.get_by_text("오전", exact=True).first.click()
    stage.shoot(phone, "asking")
    phone.get_by_role("button", name="방문 신청하기").click()
    phone.wait_for_url(re.compile(r"/visits/V\d{4}-\d{5}/"))
    stage.shoot(phone, "asked")
    return Visit.objects.get(visit_no=re.search(r"V\d{4}-\d{5}", phone.url)[0])


def offers_a_slot(stage: Stage, manager, visit: Visit) -> None:
    desk = stage.page(manager)
    month = f"{made.next_thursday():%Y-%m}"
    desk.goto(f"/admin/visits/visit/calendar/?programme={visit.programme_id}&month={month}")
    desk.get_by_role("radio", name=re.compile(visit.host)).first.check()
    desk.locator(".spot input[name=slot]").first.check()
    stage.shoot(desk, "choosing")
    desk.get_by_role("button", name=re.compile("^제안하기")).click()
    expect(desk.locator(".messagelist, .messages")).to_contain_text(visit.host)
    stage.shoot(desk, "offered")


def puts_on_the_roster(stage: Stage, manager, visit: Visit, person) -> None:
    desk = stage.page(manager)
    desk.goto(f"/admin/visits/visit/{visit.pk}/change/?move=ROSTER")
    desk.get_by_role("checkbox", name=re.compile(person.name)).check()
    stage.shoot(desk, "roster")
    desk.get_by_role("button", name=re.compile("명단")).last.click()
    expect(desk.locator(".messagelist, .messages")).to_be_visible()


def says(phone: Page, words: str, end: str, **more: str) -> None:
    """One line with its end."""
    phone.get_by_role("button", name="약속 한 줄 더하기").click()
    card = phone.get_by_role("article").last
    card.get_by_label("말씀하신 것").fill(words)
    card.get_by_label(end).check()
    for label, value in more.items():
        card.get_by_label(label).fill(value)
    card.get_by_role("button", name="이 줄 저장").click()


def logs_the_visit(stage: Stage, team, visit: Visit) -> None:
    phone = stage.page(team, viewport=PHONE)
    phone.goto("/field/")
    phone.get_by_role("link", name=re.compile(visit.host)).first.click()
    expect(phone.locator("body[data-reopens]")).to_be_attached()
    says(phone, SOLVED_LINE, "현장 해결")
    net = phone.locator("[data-net]")
    expect(net).to_contain_text(re.compile(r"모두 보냈습니다 \d\d:\d\d"), timeout=15_000)

    phone.context.set_offline(True)
    says(phone, CASE_LINE, "애로 접수", **{"사건 제목": "뒷길 배수로 막힘"})
    says(phone, REFUSED_LINE, "불수용", 설명·까닭="조례에 감면 근거가 없습니다.")
    with phone.expect_file_chooser() as chooser:
        phone.get_by_role("button", name="사진 찍기").click()
    picture = photograph(size=(2400, 1800)).read()
    chooser.value.set_files({"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": picture})
    phone.get_by_label("무엇이 보입니까?").fill("막힌 배수로")
    phone.get_by_role("button", name="올리기").click()
    phone.get_by_label("회의록").fill(made.MINUTES)
    expect(net).to_contain_text("약속 2줄, 사진 1장")
    stage.shoot(phone, "offline")
    assert visit.promises.count() == 1

    phone.context.set_offline(False)
    expect(net).to_contain_text(re.compile(r"모두 보냈습니다 \d\d:\d\d"), timeout=20_000)
    stage.shoot(phone, "online")
    phone.get_by_role("button", name="방문 마치기").click()
    phone.get_by_role("button", name="회의록 보내기").click()
    expect(phone.get_by_text("회의록을 보냈습니다", exact=False).first).to_be_visible()


def confirms(stage: Stage, link: str) -> None:
    """From the mail, without signing in."""
    stranger = stage.page(viewport=PHONE)
    stranger.goto(link)
    for words in (made.MINUTES, SOLVED_LINE, CASE_LINE, REFUSED_LINE, "조례에 감면 근거가 없습니다."):
        expect(stranger.get_by_text(words).first).to_be_visible()
    stranger.get_by_text("5점 매우 만족").click()
    stage.shoot(stranger, "minutes")
    stranger.get_by_role("button", name="맞습니다. 확인합니다").click()
    expect(stranger.get_by_text("확인하셨습니다", exact=False).first).to_be_visible()
    stage.shoot(stranger, "confirmed")


def answers(stage: Stage, manager, officer, case: Grievance) -> None:
    desk = stage.page(manager)
    desk.goto(f"/admin/grievances/grievance/{case.pk}/change/?move=RECEIVE")
    desk.get_by_role("radio", name=re.compile("고충")).check()
    desk.get_by_label(re.compile("^담당부서")).select_option(label="도로과")
    desk.locator("#move").get_by_role("button", name=re.compile("^접수하기")).click()
    expect(desk.locator(".messagelist, .messages")).to_contain_text(case.receipt_no)
    desk = stage.page(officer)
    desk.goto(f"/admin/grievances/grievance/{case.pk}/change/?move=RESOLVE")
    expect(desk.get_by_role("link", name=re.compile("방문 V")).first).to_be_visible()
    desk.get_by_text("해결", exact=True).first.click()
    desk.locator("#move").get_by_label(re.compile("^답변 ")).last.fill("배수로를 뚫었습니다.")
    desk.locator("#move").get_by_role("button", name=re.compile("^답변 보내기")).click()
    expect(desk.locator(".messagelist, .messages")).to_contain_text(case.receipt_no)


def test_a_visit_from_the_request_to_the_follow_through(stage, city, firm, postbox, worker):
    (programme, manager, team, officer), (company, owner) = city, firm

    # The company asks on a phone, and everybody who has to know hears of it.
    visit = asks_for_a_visit(stage, owner)
    assert (visit.programme, visit.company, visit.status) == (programme, company, Status.REQUESTED)
    mail_to(postbox, owner.email, "방문 신청을 받았습니다")
    mail_to(postbox, manager.email, "일정을 정할 방문")

    # The office offers a slot on the calendar, and puts somebody of the team on the roster.
    offers_a_slot(stage, manager, visit)
    puts_on_the_roster(stage, manager, visit, team)
    offer = mail_to(postbox, owner.email, "방문을 제안드립니다")
    assert Visit.objects.get(pk=visit.pk).status == Status.OFFERED

    # The company accepts from the mail; the team has it in its calendar.
    stranger = stage.page(viewport=PHONE)
    stranger.goto(re.search(r"https?://\S+/visits/link/\S+", words_of(offer))[0])
    stage.shoot(stranger, "offer")
    stranger.get_by_role("button", name="이날로 받아들이기").click()
    expect(stranger.get_by_text("찾아뵙습니다", exact=False).first).to_be_visible()
    assert Visit.objects.get(pk=visit.pk).status == Status.SCHEDULED
    assert ".ics" in words_of(mail_to(postbox, team.email, "방문"))

    # On the day the team logs it over a network that goes away in the middle.
    on_the_day(Visit.objects.get(pk=visit.pk), timezone.now() - timedelta(hours=25))
    logs_the_visit(stage, team, visit)
    states = dict(visit.promises.values_list("said", "state"))
    assert states == {
        SOLVED_LINE: PromiseState.SOLVED,
        CASE_LINE: PromiseState.GRIEVANCE,
        REFUSED_LINE: PromiseState.NOT_ACCEPTED,
    }
    assert visit.files.count() == 1
    case = Grievance.objects.get()
    assert (case.channel, case.company, case.filer) == (Channel.VISIT, company, owner)
    assert case.arrived_at == visit.promises.get(said=CASE_LINE).spoken_at

    # The company confirms the minutes from the mail.
    minutes = mail_to(postbox, owner.email, "회의록을 확인해 주십시오")
    confirms(stage, re.search(r"https?://\S+/visits/link/\S+", words_of(minutes))[0])
    held = Visit.objects.get(pk=visit.pk)
    assert (held.confirmed_by, held.score) == (owner.name, 5)

    # The grievance is answered like any other, and says where it came from.
    answers(stage, manager, officer, case)
    case.refresh_from_db()
    assert (case.status, case.outcome) == (CaseStatus.RESOLVED, Outcome.SOLVED)
    phone = stage.page(owner, viewport=PHONE)
    phone.goto(f"/grievances/{case.receipt_no}/")
    expect(phone.get_by_role("link", name=re.compile("방문 V")).first).to_be_visible()
    phone.goto(f"/visits/{visit.visit_no}/")
    expect(phone.get_by_text(case.receipt_no, exact=False).first).to_be_visible()
    stage.shoot(phone, "promises")

    # A month later the company and the mayor's office hear what became of it, once.
    then = timezone.now() - timedelta(days=31)
    on_the_day(held, then)
    Visit.objects.filter(pk=visit.pk).update(held_at=then, minutes_sent_at=then, confirmed_at=then)
    tasks.remind()
    told = words_of(mail_to(postbox, owner.email, "30일"))
    assert all(words in told for words in (SOLVED_LINE, "뒷길 배수로", REFUSED_LINE))
    mail_to(postbox, manager.email, "30일")
    tasks.remind()
    assert len([mail for mail in postbox.to(owner.email) if "30일" in str(mail["Subject"])]) == 1
    assert [entry.move for entry in visit.history.all()] == [
        *(Move.REQUEST, Move.OFFER, Move.ROSTER, Move.ACCEPT, Move.LOG, Move.SEND_MINUTES, Move.CONFIRM),
    ]

    # What the programme did is one line of its report.
    call_command("programme_report", programme.name)

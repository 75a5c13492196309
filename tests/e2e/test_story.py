"""The main job, from filing to satisfaction: real mail, a real worker, and each person at their own screen."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from grievances.models import Category, Grievance
from grievances.workflow import Move, Outcome, Solved, Status
from tests import make
from tests.e2e.stages import PHONE, Stage, mail_to, words_of

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("story")]


@pytest.fixture
def city():
    """A coordinator, an officer of the roads department, and the category that leads there."""
    roads = make.department("도로과")
    Category.objects.filter(name="기반시설").update(department=roads)
    return make.manager(), make.officer(roads)


@pytest.fixture
def firm():
    """A company with an owner and a member of its staff."""
    company = make.company("한빛정밀", address="한빛시 공단로 1")
    return make.owner(company), make.member(company, "이회원")


def case_of(receipt_no: str) -> Grievance:
    return Grievance.objects.get(receipt_no=receipt_no)


def file_a_grievance(stage: Stage, member, *, title: str, body: str, attach: bool) -> str:
    page = stage.page(member, viewport=PHONE)
    page.goto("/grievances/new/")
    page.get_by_text("기반시설", exact=True).click()
    page.get_by_label(re.compile("^제목")).fill(title)
    page.get_by_label(re.compile("^내용")).fill(body)
    if attach:
        pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
        page.locator("input[type=file]").first.set_input_files(
            {"name": "약도.pdf", "mimeType": "application/pdf", "buffer": pdf}
        )
        expect(page.get_by_role("button", name=re.compile("^빼기"))).to_be_visible()
    stage.shoot(page, "filing")
    page.get_by_role("button", name="신청하기").click()
    page.wait_for_url("**/receipt/")
    stage.shoot(page, "receipt")
    return re.search(r"\d{4}-\d{5}", page.url)[0]


def open_move(page: Page, case: Grievance, move: Move) -> None:
    page.goto(f"/admin/grievances/grievance/{case.pk}/change/?move={move}")


def send(page: Page, case: Grievance, verb: str) -> None:
    page.locator("#move").get_by_role("button", name=re.compile(f"^{verb}")).click()
    page.wait_for_url(f"**/grievance/{case.pk}/change/**")
    expect(page.locator(".messagelist, .messages")).to_contain_text(case.receipt_no)


def receive(stage: Stage, manager, receipt_no: str) -> Grievance:
    page, case = stage.page(manager), case_of(receipt_no)
    open_move(page, case, Move.RECEIVE)
    page.get_by_role("radio", name=re.compile("고충")).check()
    stage.shoot(page, "receiving")
    send(page, case, "접수하기")
    return case_of(receipt_no)


def test_a_grievance_from_filing_to_the_rating_in_the_mail(stage, city, firm, postbox, worker):  # noqa: PLR0915
    (manager, officer), (owner, member) = city, firm

    # A member of the company's staff files on a phone; the receipt comes by mail, to the owner as well.
    receipt_no = file_a_grievance(
        stage, member, title="공장 앞 도로가 파였습니다", body="지게차가 다니지 못합니다.", attach=True
    )
    assert receipt_no in words_of(mail_to(postbox, member.email, "신청을 받았습니다"))
    mail_to(postbox, owner.email, "신청을 받았습니다")
    mail_to(postbox, manager.email, "접수할 것")

    # The coordinator receives it.
    case = receive(stage, manager, receipt_no)
    assert (case.status, case.department.name) == (Status.IN_PROGRESS, "도로과")
    assert "031-000-0142" in words_of(mail_to(postbox, member.email, "접수했습니다"))
    mail_to(postbox, officer.email, receipt_no)

    # The officer takes the file and asks for what is missing; the clock stands still.
    desk = stage.page(officer)
    desk.goto(f"/admin/grievances/grievance/{case.pk}/change/")
    with desk.expect_download() as taken:
        desk.get_by_role("link", name=re.compile("약도.pdf")).first.click()
    assert taken.value.suggested_filename == "약도.pdf"
    open_move(desk, case, Move.ASK)
    desk.get_by_label(re.compile("^빠진 것")).fill("파인 곳의 사진을 보내 주십시오.")
    stage.shoot(desk, "asking")
    send(desk, case, "보완 요구하기")
    assert case_of(receipt_no).is_paused
    assert "파인 곳의 사진" in words_of(mail_to(postbox, member.email, "보완이 필요합니다"))

    # The company supplements from the phone; the clock runs again.
    phone = stage.page(member, viewport=PHONE)
    phone.goto(f"/grievances/{receipt_no}/")
    expect(phone.get_by_text("파인 곳의 사진을 보내 주십시오.").first).to_be_visible()
    stage.shoot(phone, "asked")
    phone.get_by_label(re.compile("^보완하신 내용")).fill("정문에서 20m 앞입니다.")
    phone.get_by_role("button", name="보완 보내기").click()
    expect(phone.get_by_text("처리기한이 다시 흐릅니다", exact=False).first).to_be_visible()
    assert not case_of(receipt_no).is_paused
    mail_to(postbox, officer.email, "보완이 왔습니다")

    # The officer answers, having seen the mail as it goes out.
    open_move(desk, case, Move.RESOLVE)
    desk.get_by_text("해결", exact=True).first.click()
    desk.locator("#move").get_by_label(re.compile("^답변 ")).last.fill("11월 30일까지 다시 포장하겠습니다.")
    desk.locator("#move").get_by_role("button", name="메일 미리보기").click()
    expect(desk.locator("[data-part=preview]")).to_contain_text("11월 30일까지 다시 포장하겠습니다.")
    stage.shoot(desk, "answering")
    send(desk, case, "답변 보내기")

    # Whoever filed rates from the mail without signing in; looking at the page is no answer.
    answer = mail_to(postbox, member.email, "답변을 드립니다")
    link = re.search(r"https?://\S+/grievances/rate/\S+", words_of(answer))[0]
    assert "/rate/" not in words_of(mail_to(postbox, owner.email, "답변을 드립니다"))
    stranger = stage.page(viewport=PHONE)
    stranger.goto(link)
    expect(stranger.get_by_text("11월 30일까지 다시 포장하겠습니다.").first).to_be_visible()
    assert not case.answers.get().__class__.objects.filter(rating__isnull=False).exists()
    stranger.get_by_text("해결되었습니다", exact=True).click()
    stranger.get_by_text("5점 매우 만족").click()
    stage.shoot(stranger, "rating")
    stranger.get_by_role("button", name="평가 보내기").click()
    expect(stranger.get_by_text("고맙습니다", exact=False).first).to_be_visible()
    stage.shoot(stranger, "rated")

    rating = case.answers.get().rating
    assert (rating.solved, rating.score, rating.by) == (Solved.YES, 5, member)
    assert case_of(receipt_no).outcome == Outcome.SOLVED
    assert [entry.move for entry in case.history.all()] == [
        Move.FILE,
        Move.RECEIVE,
        Move.ASK,
        Move.SUPPLEMENT,
        Move.RESOLVE,
        Move.RATE,
    ]


def dossier(page: Page) -> dict[str, Callable[[], None]]:
    """처리 불가, part by part."""
    form = page.locator("#move")
    soon = f"{timezone.localdate() + timedelta(days=120):%Y-%m-%d}"
    return {
        "무엇이 막는가": lambda: form.get_by_text("법령", exact=True).click(),
        "조문이나 제도": lambda: form.get_by_label(re.compile("^조문이나 제도")).fill("국토계획법 제77조"),
        "해 본 것": lambda: form.get_by_label(re.compile("^해 본 것")).fill("건폐율 특례를 살폈습니다."),
        "누가 무엇을": lambda: form.get_by_label(re.compile("^누가 무엇을")).fill(
            "국토교통부가 시행령을 바꾸면 됩니다."
        ),
        "구제 방법": lambda: form.get_by_label(re.compile("^구제 방법")).fill("90일 안에 행정심판을 청구하십시오."),
        "답변": lambda: form.get_by_label(re.compile("^답변 ")).last.fill("지금은 더 지을 수 없습니다."),
        "다시 볼 날": lambda: form.get_by_label(re.compile("^다시 볼 날")).fill(soon),
    }


def test_an_infeasible_grievance_is_opened_again_and_kept(stage, city, firm, postbox, worker):
    (manager, officer), (_owner, member) = city, firm
    receipt_no = file_a_grievance(
        stage, member, title="공장을 늘릴 수 없습니다", body="건폐율에 막힙니다.", attach=False
    )
    case = receive(stage, manager, receipt_no)

    # 처리 불가 is a dossier: without its parts it does not go out, and nothing that was typed is lost.
    desk = stage.page(officer)
    open_move(desk, case, Move.FIND_INFEASIBLE)
    parts = dossier(desk)
    parts.pop("구제 방법")()
    for part in parts.values():
        part()
    desk.locator("#move").get_by_label(re.compile("^구제 방법")).fill("")
    desk.locator("#move").get_by_role("button", name=re.compile("^처리 불가로 답하기")).click()
    expect(desk.locator("#move").get_by_label(re.compile("^조문이나 제도"))).to_have_value("국토계획법 제77조")
    assert case_of(receipt_no).status == Status.IN_PROGRESS
    desk.locator("#move").get_by_label(re.compile("^구제 방법")).fill("90일 안에 행정심판을 청구하십시오.")
    stage.shoot(desk, "dossier")
    send(desk, case, "처리 불가로 답하기")
    text = words_of(mail_to(postbox, member.email, "지금은 할 수 없습니다"))
    assert all(said in text for said in ("국토계획법 제77조", "행정심판", "국토교통부"))

    # The company reads why, in plain words, and asks for a second look.
    phone = stage.page(member, viewport=PHONE)
    phone.goto(f"/grievances/{receipt_no}/")
    expect(phone.get_by_text("국토계획법 제77조").first).to_be_visible()
    stage.shoot(phone, "infeasible")
    reopening = phone.locator("form[action$='/reopen/']")
    if not reopening.is_visible():
        phone.locator("summary", has=phone.get_by_text("재검토", exact=False)).first.click()
    reopening.locator("textarea").fill("시행령이 지난달 바뀌었습니다.")
    reopening.get_by_role("button").last.click()
    expect(phone.get_by_text("재검토를 요청했습니다", exact=False).first).to_be_visible()
    again = case_of(receipt_no)
    assert (again.status, again.look_again_on, again.arrived_at) == (Status.IN_PROGRESS, None, case.arrived_at)
    mail_to(postbox, officer.email, "재검토")

    # The officer keeps it long-term; the company knows when it hears again.
    open_move(desk, case, Move.KEEP)
    form = desk.locator("#move")
    form.get_by_label(re.compile("^중간답변")).fill("지구단위계획을 바꾸겠습니다.")
    form.get_by_label(re.compile("^목표일")).fill(f"{timezone.localdate() + timedelta(days=300):%Y-%m-%d}")
    stage.shoot(desk, "keeping")
    send(desk, case, "중간답변 보내기")
    kept = case_of(receipt_no)
    assert kept.is_long_term
    assert kept.report_on == timezone.localdate() + timedelta(days=30)
    mail_to(postbox, member.email, "진행 상황을 알려 드립니다")
    phone.goto(f"/grievances/{receipt_no}/")
    expect(phone.get_by_text("길게 추진합니다", exact=False).first).to_be_visible()
    stage.shoot(phone, "kept")


def test_an_official_who_is_not_of_the_department_sees_nothing_of_it(stage, city, firm):
    (manager, _officer), (_owner, member) = city, firm
    receipt_no = file_a_grievance(stage, member, title="우리만의 일", body="내용", attach=False)
    case = receive(stage, manager, receipt_no)
    page = stage.page(make.official(Role.OFFICER, of=make.department("세정과")))

    answer = page.goto(f"/admin/grievances/grievance/{case.pk}/change/")
    listed = page.goto("/admin/grievances/grievance/?queue=all")

    assert answer.status == 404
    assert listed.status == 200
    assert "우리만의 일" not in page.content()

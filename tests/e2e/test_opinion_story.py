"""An opinion on a masked case, by people who can see nothing else: an expert with two factors, a body by its link."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from accounts.second_factor import DEMO_SECRET, sealed
from grievances.models import Consultation, Grievance
from tests import make
from tests.accounts.signing_in import code_of
from tests.e2e.conftest import barriers, overflow
from tests.e2e.stages import PHONE, Stage, mail_to, words_of
from tests.grievances.opinions import attached

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("story")]

QUESTION = "설비를 바꾸면 폐수 배출 허가를 다시 받아야 합니까?"
OPINION = "다시 받아야 합니다. 배출량이 30퍼센트 넘게 늘기 때문입니다."


@pytest.fixture
def case(transactional_db) -> Grievance:
    """A case whose words say everywhere whose it is, and a drawing named after the company."""
    firm = make.company("한빛정밀", address="시연시 시연구 산단로 101", products="정밀감속기")
    case = make.grievance(
        by=make.owner(firm, "박대표"),
        title="한빛정밀 도금 설비를 바꾸려 합니다",
        body="한빛정밀(산단로 101)은 정밀감속기를 도금합니다. 문의는 박대표 010-9876-5432로 주십시오.",
    )
    attached(case, "한빛정밀 도면.png")
    return case


@pytest.fixture
def expert(transactional_db) -> User:
    """Somebody who knows about the environment, with an authenticator app."""
    person = make.official(Role.EXPERT, name="최환경")
    kind = Authenticator.Type.TOTP
    Authenticator.objects.create(user=person, type=kind, data={"secret": sealed(DEMO_SECRET)})
    return person


def secrets_of(case: Grievance) -> list[str]:
    """What nobody outside may read."""
    firm = case.company
    people = ["박대표", "010-9876-5432", "산단로 101", "정밀감속기"]
    return [firm.name, firm.shown_registration_no, firm.registration_no, case.receipt_no, *people]


def read_by(page: Page) -> str:
    """All there is to a page: its words, and what its source carries besides."""
    return page.content() + page.title() + page.url


def asks(stage: Stage, case: Grievance, button: str, fill) -> None:
    """The officer opens the form, reads what will be shown, and asks."""
    desk = stage.page(case.officer)
    desk.goto(f"/admin/grievances/grievance/{case.pk}/change/")
    desk.get_by_role("link", name=re.compile(button)).click()
    told = desk.get_by_label(re.compile("^보여 주는 내용"))
    assert "○○기업" in told.input_value()
    assert not [secret for secret in secrets_of(case) if secret in told.input_value()]
    desk.get_by_label(re.compile("^묻는 것")).fill(QUESTION)
    fill(desk)
    stage.shoot(desk, "asking")
    desk.locator("#move form .buttons button").first.click()
    expect(desk.get_by_text("아직 답하지 않은 의견 1건")).to_be_visible()
    stage.shoot(desk, "asked")


def signs_in(stage: Stage, person: User) -> Page:
    """With a password and the six digits of the app."""
    phone = stage.page(viewport=PHONE)
    phone.goto("/accounts/login/")
    phone.locator("input[name=login]").fill(person.email)
    phone.locator("input[name=password]").fill(make.PASSWORD)
    phone.locator("input[name=password]").press("Enter")
    phone.get_by_label("인증번호").fill(code_of(DEMO_SECRET, at=time.time()))
    phone.get_by_role("button", name="로그인", exact=True).click()
    phone.wait_for_url(lambda url: "authenticate" not in url)
    return phone


def test_an_expert_advises_on_a_masked_case_and_sees_nothing_else(stage, case, expert, postbox, worker):
    def fill(desk: Page) -> None:
        desk.get_by_label(re.compile("^물을 위원")).select_option(str(expert.pk))
        desk.get_by_label(re.compile("한빛정밀 도면")).check()

    asks(stage, case, "위원에게 자문", fill)
    question = Consultation.objects.get()
    mail = mail_to(postbox, expert.email, "의견을 여쭙니다")
    assert not [secret for secret in secrets_of(case) if secret in words_of(mail) + str(mail["Subject"])]

    phone = signs_in(stage, expert)
    phone.goto("/")
    phone.goto("/opinions/")
    listed = read_by(phone)
    stage.shoot(phone, "expert-list")
    assert (barriers(phone), overflow(phone)) == ([], 0)
    phone.get_by_role("link", name=QUESTION).click()
    expect(phone.get_by_text("의견을 여쭙니다", exact=True)).to_be_visible()
    expect(phone.get_by_text("어느 기업의 일인지 알 수 없게 가렸습니다.")).to_be_visible()
    read = read_by(phone)
    stage.shoot(phone, "expert-question")
    assert (barriers(phone), overflow(phone)) == ([], 0)
    with phone.expect_download() as taken:
        phone.get_by_role("link", name="붙임 1").click()
    assert taken.value.suggested_filename == "붙임 1.png"
    phone.locator("textarea[name=answer]").fill(OPINION)
    phone.get_by_role("button", name="의견 보내기").click()
    expect(phone.get_by_text("의견을 보냈습니다. 고맙습니다.")).to_be_visible()
    stage.shoot(phone, "expert-answered")
    assert not [secret for secret in secrets_of(case) if secret in listed + read + read_by(phone)]

    file = case.attachments.get()
    for address in (
        case.get_absolute_url(),
        file.get_absolute_url(),
        f"/admin/grievances/grievance/{case.pk}/change/",
    ):
        answer = phone.request.get(address, max_redirects=0)
        assert answer.status in {302, 403, 404}, address
        assert case.company.name not in answer.text()
    assert phone.request.get(case.get_absolute_url()).status == 404
    assert phone.request.get(file.get_absolute_url()).status == 404
    phone.goto("/grievances/")
    assert not [secret for secret in secrets_of(case) if secret in read_by(phone)]
    assert phone.request.get("/opinions/00000000-0000-4000-8000-000000000000/").status == 404

    mail_to(postbox, case.officer.email, "의견이 왔습니다")
    desk = stage.page(case.officer)
    desk.goto(f"/admin/grievances/grievance/{case.pk}/change/")
    expect(desk.locator("#opinions").get_by_text(OPINION)).to_be_visible()
    stage.shoot(desk, "officer-reads")
    assert question.key == Consultation.objects.get(answer=OPINION).key


def test_an_outside_body_answers_by_the_link_of_its_mail(stage, case, postbox, worker):
    def fill(desk: Page) -> None:
        desk.get_by_label(re.compile("^물을 기관")).fill("한국전력 시연지사")
        desk.get_by_label(re.compile("^이메일")).fill("power@body.example")

    asks(stage, case, "외부기관에 묻기", fill)
    mail = words_of(mail_to(postbox, "power@body.example", "의견을 여쭙니다"))
    link = re.search(r"https?://\S+/opinions/answer/\S+", mail)[0]

    phone = stage.page(viewport=PHONE)
    phone.goto(link)
    read = read_by(phone)
    stage.shoot(phone, "body-question")
    assert (barriers(phone), overflow(phone)) == ([], 0)
    phone.locator("textarea[name=answer]").fill(OPINION)
    phone.locator("#give_name").fill("이과장")
    phone.get_by_role("button", name="의견 보내기").click()
    expect(phone.get_by_text("의견을 보냈습니다. 고맙습니다.")).to_be_visible()
    stage.shoot(phone, "body-answered")

    assert not [secret for secret in secrets_of(case) if secret in mail + read + read_by(phone)]
    assert Consultation.objects.get().answered_by == "이과장"
    mail_to(postbox, case.officer.email, "의견이 왔습니다")
    owner = stage.page(case.filer, viewport=PHONE)
    owner.goto(case.get_absolute_url())
    assert OPINION not in read_by(owner)

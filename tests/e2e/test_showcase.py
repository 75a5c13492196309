"""The showcase in a browser: made on a phone, let through by the city, seen by everybody."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from companies import uploads
from companies.models import Company, IndustrialComplex
from companies.normalising import place_key
from companies.showcase import actions, drawing
from companies.showcase.models import Medium, Showcase
from tests import make
from tests.companies import sent, shows
from tests.e2e.conftest import barriers, overflow

pytestmark = pytest.mark.e2e

PHONE, DESK = {"width": 360, "height": 760}, {"width": 1280, "height": 900}


def full(company, owner) -> Showcase:
    """A draft with one of everything."""
    draft = shows.draft(
        company,
        owner,
        description="스물다섯 해째 금형을 만듭니다.\n\n한 개도 받습니다.",
        strengths="시제품 3일\nISO 9001",
        founded_year=1999,
        homepage="https://firm.example",
    )
    for name in ("방열판", "기어"):
        shows.product(draft, owner, name)
    shows.video(draft, owner, content=sent.playable_mp4())
    shows.slides(draft, owner)
    actions.add_medium(draft, Medium.What.LINK, "소개 영상", link="https://video.example/1", by=owner)
    return draft


def published(name: str = "한빛정밀") -> tuple[Showcase, User]:
    complex_, _ = IndustrialComplex.objects.get_or_create(name="예시단지", name_key=place_key("예시단지"))
    company, owner = shows.company(name, industrial_complex=complex_)
    showcase = actions.submit(full(company, owner), by=owner)
    return actions.publish(showcase, seen=1, by=shows.manager()), owner


def test_a_company_makes_its_page_on_a_phone_and_everybody_sees_it(page, live_server, enter, faults, tmp_path):
    photo = tmp_path / "사진.jpg"
    photo.write_bytes(sent.jpeg_from_a_phone())
    company = make.company("한빛정밀")
    owner = make.owner(company)
    page.set_viewport_size(PHONE)
    enter(owner)

    page.goto(f"{live_server.url}/companies/{company.pk}/")
    page.get_by_role("button", name="홍보관 만들기").click()
    page.get_by_role("link", name="쓰기").click()
    page.get_by_label("한 줄 소개").fill("금형을 만듭니다")
    page.get_by_label("회사 소개").fill("스물다섯 해째 만듭니다.")
    page.get_by_role("button", name="저장하기").click()
    expect(page.get_by_text("회사 소개를 저장했습니다.")).to_be_visible()
    page.get_by_role("link", name="제품 더하기").click()
    page.get_by_label("제품 이름").fill("방열판")
    page.locator("input[type=file]").set_input_files(photo)
    page.get_by_label("사진 설명").fill("은색 방열판")
    page.get_by_role("button", name="저장하기").click()
    expect(page.get_by_text("제품을 더했습니다.")).to_be_visible()
    page.get_by_role("button", name="공개 신청하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("시에서 확인하고 있습니다.")

    enter(shows.manager())
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}/admin/companies/showcase/?state=waiting")
    page.get_by_role("link", name="한빛정밀").click()
    page.get_by_role("button", name="공개하기").click()
    expect(page.get_by_text("한빛정밀 홍보관을 공개했습니다.")).to_be_visible()

    page.context.clear_cookies()
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/companies/?q=방열")
    page.get_by_role("link", name="한빛정밀").click()
    picture = page.get_by_role("img", name="은색 방열판")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("contrast", ["light", "high-contrast"])
def test_nobody_meets_a_barrier(page, live_server, enter, faults, contrast, window):
    showcase, owner = published()
    actions.start(showcase.company, by=owner)
    waiting = actions.submit(full(*shows.company("가온전자")), by=owner_of("가온전자"))
    base = f"/companies/{showcase.company_id}"
    page.set_viewport_size(window)
    page.context.add_cookies([{"name": "contrast", "value": contrast, "url": live_server.url}])
    troubles = {}

    def look(*paths: str) -> None:
        for path in paths:
            page.goto(live_server.url + path)
            found = barriers(page)
            if overflow(page) > 0:
                found.append(f"{overflow(page)} px wider than the window")
            if found:
                troubles[path] = found

    look("/companies/", "/companies/?q=없는말", f"{base}/")
    enter(owner)
    product, medium = owner_draft(showcase).products.first(), owner_draft(showcase).media.first()
    look(
        f"{base}/showcase/edit/",
        f"{base}/showcase/about/",
        f"{base}/showcase/preview/",
        f"{base}/showcase/products/new/",
        f"{base}/showcase/products/{product.pk}/",
        f"{base}/showcase/media/new/video/",
        f"{base}/showcase/media/{medium.pk}/",
    )
    enter(make.owner(make.company("나래기계")))
    look(f"/companies/{Company.objects.get(name='나래기계').pk}/showcase/edit/")
    enter(shows.manager())
    look("/admin/companies/showcase/", f"/admin/companies/showcase/{waiting.pk}/change/")

    assert troubles == {}


def owner_of(name: str):
    return Company.objects.get(name=name).seats.owners().get().person


def owner_draft(showcase: Showcase) -> Showcase:
    return showcase.company.showcases.worked_on().get()


def test_the_video_plays_and_jumps(page, live_server, faults):
    showcase, _ = published()
    answers = []
    page.on("response", lambda answer: answers.append(answer.status) if "/files/" in answer.url else None)

    page.goto(f"{live_server.url}/companies/{showcase.company_id}/")
    video = page.locator("video")
    video.scroll_into_view_if_needed()
    played = video.evaluate(
        """async video => {
            video.muted = true;
            await video.play();
            await new Promise(done => video.addEventListener("ended", done, {once: true}));
            video.currentTime = 0.5;
            await new Promise(done => video.addEventListener("seeked", done, {once: true}));
            return [video.videoWidth, Math.round(video.duration), video.currentTime];
        }"""
    )

    assert played == [320, 1, 0.5]
    assert 206 in answers


def test_nothing_somebody_sent_runs_when_it_is_opened(page, live_server, enter):
    """Each kind with as much script in it as gets through; opened by itself, as a link in a mail would."""
    company = make.company("한빛정밀")
    owner = make.owner(company)
    draft = shows.draft(company, owner)
    files = [
        shows.product(draft, owner).picture,
        shows.video(draft, owner, content=sent.mp4(telling=sent.CANARY)).file,
        shows.slides(draft, owner, content=b"<html>" + sent.CANARY + b"</html>").file,
    ]
    ran = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    enter(owner)
    downloads = []
    page.on("download", lambda download: downloads.append(download.suggested_filename))

    for file in files:
        page.goto(f"{live_server.url}/companies/")
        page.evaluate("url => { location.href = url }", file.get_absolute_url())
        page.wait_for_timeout(700)

    assert ran == []
    assert downloads == ["제품 목록.pdf"]


def test_a_file_that_is_too_big_is_refused_before_it_travels(page, live_server, enter, tmp_path):
    big = tmp_path / "큰 사진.jpg"
    with big.open("wb") as file:
        file.truncate(uploads.PICTURE_LIMIT + 1)
    company = make.company("한빛정밀")
    owner = make.owner(company)
    shows.draft(company, owner)
    enter(owner)

    page.goto(live_server.url + reverse("companies:showcase_product_new", args=[company.pk]))
    page.locator("input[type=file]").set_input_files(big)
    said = page.locator("input[type=file]").evaluate("input => input.validationMessage")
    page.get_by_role("button", name=re.compile("빼기")).click()
    afterwards = page.locator("input[type=file]").evaluate("input => input.validity.customError")

    assert said == "파일이 너무 큽니다. 20MB까지 올릴 수 있습니다."
    assert afterwards is False


def test_a_page_without_pictures_stands_as_well(page, live_server, faults):
    company, owner = shows.company("가온전자")
    shows.public(company, owner)
    page.set_viewport_size(PHONE)

    page.goto(f"{live_server.url}/companies/{company.pk}/")

    expect(page.get_by_role("heading", level=1)).to_have_text("가온전자")
    assert page.get_by_role("heading", name="제품").count() == 0
    assert overflow(page) <= 0


def test_the_film_of_the_demo_world_plays(page, live_server):
    company, owner = shows.company("가온전자")
    draft = shows.draft(company, owner)
    shows.video(draft, owner, content=drawing.film())
    actions.publish(actions.submit(draft, by=owner), seen=1, by=shows.manager())

    page.goto(f"{live_server.url}/companies/{company.pk}/")
    ready = page.locator("video").evaluate(
        "video => new Promise(done => video.readyState >= 2 ? done(video.videoWidth)"
        " : video.addEventListener('loadeddata', () => done(video.videoWidth), {once: true}))"
    )

    assert ready == 600

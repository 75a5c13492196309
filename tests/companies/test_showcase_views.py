"""The showcase over HTTP: what the public sees, what a company does, and who gets which file."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.urls import reverse

from accounts.roles import Role
from companies import uploads
from companies.models import Company, IndustrialComplex, Industry
from companies.normalising import place_key
from companies.showcase import actions
from companies.showcase.models import Medium, Showcase, StoredFile
from tests import make
from tests.companies import sent, shows

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return make.company("한빛정밀")


@pytest.fixture
def owner(company):
    return make.owner(company)


def words(response) -> str:
    """The page's words without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def body(response) -> bytes:
    """All of it; the test client closes the file behind it at its end."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def on_the_disk(stored: StoredFile) -> bytes:
    return Path(stored.file.path).read_bytes()


def place(name: str) -> IndustrialComplex:
    return IndustrialComplex.objects.create(name=name, name_key=place_key(name))


def trade(name: str) -> Industry:
    return Industry.objects.create(name=name, name_key=place_key(name))


class TestTheList:
    def test_it_shows_what_is_public_and_nothing_else(self, client):
        shows.public(*shows.company("가온전자"), products=("회로기판",))
        shows.draft(*shows.company("나래기계"))
        shows.submitted(*shows.company("다솜화학"))

        page = words(client.get("/companies/"))

        assert "기업 1곳" in page
        assert "가온전자" in page
        assert "제품: 회로기판" in page
        assert "나래기계" not in page
        assert "다솜화학" not in page

    def test_an_empty_portal_says_so(self, client):
        assert "아직 공개한 기업이 없습니다" in words(client.get("/companies/"))

    @pytest.mark.parametrize("asked", ["누수", "센서", "누수 센서", "가온", "(주)가온", "IoT", "iot", "누수센서"])
    def test_it_is_searched_by_parts_of_names_and_products_two_syllables_included(self, client, asked):
        shows.public(*shows.company("가온전자"), products=("누수 센서 IoT-3",))
        shows.public(*shows.company("나래기계"), products=("감속기",))

        page = words(client.get("/companies/", {"q": asked}))

        assert "찾으신 기업 1곳" in page
        assert "가온전자" in page
        assert "나래기계" not in page

    def test_a_search_without_result_says_what_to_do(self, client):
        shows.public(*shows.company("가온전자"))

        page = words(client.get("/companies/", {"q": "없는말"}))

        assert "찾으신 조건에 맞는 기업이 없습니다" in page
        assert "모두 보기" in page

    def test_it_is_narrowed_by_complex_and_industry(self, client):
        complex_, industry = place("예시단지"), trade("금형 제조업")
        shows.public(*shows.company("가온전자", industrial_complex=complex_, industry=industry))
        shows.public(*shows.company("나래기계", industrial_complex=complex_))
        shows.public(*shows.company("다솜화학", industry=industry))

        found = {
            asked: re.findall(r"companies/(\d+)/\">", client.get(f"/companies/?{asked}").content.decode())
            for asked in (f"complex={complex_.pk}", f"industry={industry.pk}", "complex=outside", "complex=nonsense")
        }

        pks = [str(row.pk) for row in Company.objects.order_by("name_key")]
        assert found == {
            f"complex={complex_.pk}": pks[:2],
            f"industry={industry.pk}": [pks[0], pks[2]],
            "complex=outside": [pks[2]],
            "complex=nonsense": pks,
        }

    def test_only_places_and_trades_with_something_to_see_can_be_chosen(self, client):
        place("빈단지")
        shows.public(*shows.company("가온전자", industrial_complex=place("예시단지")))

        page = client.get("/companies/").content.decode()

        assert "예시단지</option>" in page
        assert "빈단지" not in page

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_the_database_a_fixed_number_of_questions(self, client, django_assert_num_queries, rows):
        for name in ("가온전자", "나래기계", "다솜화학")[:rows]:
            shows.public(*shows.company(name, industrial_complex=place(f"{name} 단지")), products=("하나", "둘"))

        with django_assert_num_queries(6):  # complexes, industries, count, showcases, products, outage
            page = client.get("/companies/").content.decode()

        assert page.count('class="firm"') == rows
        assert page.count("<img") == rows

    def test_a_member_finds_the_way_to_their_own_from_it(self, client, company, owner):
        make.sign_in(client, owner)

        page = client.get("/companies/").content.decode()

        assert f'<a href="/companies/{company.pk}/showcase/edit/">한빛정밀 홍보관 꾸미기</a>' in page

    def test_it_is_paged(self, client, monkeypatch):
        monkeypatch.setattr("companies.showcase.views.PER_PAGE", 1)
        for name in ("가온전자", "나래기계"):
            shows.public(*shows.company(name))

        second = words(client.get("/companies/?page=2"))

        assert "나래기계" in second
        assert "가온전자" not in second

    def test_a_merged_or_rejected_company_is_not_shown(self, client, company, owner):
        shows.public(company, owner)
        Company.objects.filter(pk=company.pk).update(merged_into=make.company("다른 회사"))

        assert "기업 0곳" in words(client.get("/companies/"))


class TestThePage:
    def test_everybody_sees_a_public_one_with_all_it_shows(self, client, company, owner):
        draft = shows.draft(
            company,
            owner,
            description="첫 문단\n\n둘째 문단",
            strengths="ISO 9001\n특허 3건",
            founded_year=1999,
            homepage="https://firm.example/",
        )
        product, video, slides = shows.product(draft, owner), shows.video(draft, owner), shows.slides(draft, owner)
        actions.add_medium(draft, Medium.What.LINK, "소개 영상", link="https://video.example/watch?v=1", by=owner)
        actions.publish(actions.submit(draft, by=owner), seen=1, by=shows.manager())

        response = client.get(f"/companies/{company.pk}/")

        page, text = response.content.decode(), words(response)
        for said in ("한빛정밀", shows.HEADLINE, "첫 문단", "둘째 문단", "ISO 9001", "특허 3건", "1999년", "방열판"):
            assert said in text
        assert 'alt="방열판 사진"' in page
        assert f'src="{product.picture.small_url}"' in page
        assert f'src="{video.file.get_absolute_url()}#t=0.1"' in page
        assert f'href="{slides.file.get_absolute_url()}"' in page
        assert "기계가 돕니다." in text
        assert 'href="https://firm.example/" rel="noopener noreferrer nofollow external">firm.example<' in page
        assert 'href="https://video.example/watch?v=1" rel="noopener' in page
        assert "다른 누리집(video.example)이 열립니다" in text
        assert "<iframe" not in page

    def test_it_names_no_person_and_no_way_to_one(self, client, company, owner):
        Company.objects.filter(pk=company.pk).update(phone="031-555-1234", address="한빛시 예시로 9")
        shows.public(company, owner, products=("방열판",))

        page = client.get(f"/companies/{company.pk}/").content.decode()

        for secret in (owner.name, owner.email, owner.phone, "031-555-1234", "예시로 9", company.registration_no):
            assert secret not in page

    def test_a_company_without_one_is_not_there_for_strangers(self, client, company, owner):
        shows.submitted(company, owner)
        missing = f"/companies/{company.pk + 1000}/"
        stranger = shows.company("가온전자")[1]

        answers = [client.get(f"/companies/{company.pk}/"), client.get(missing)]
        make.sign_in(client, stranger)
        answers += [client.get(f"/companies/{company.pk}/"), client.get(missing)]

        assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
        assert len(answers[2].content) - len(answers[3].content) in {-6, -3, 0}  # the path in `next`

    def test_its_members_are_shown_how_to_begin(self, client, company, owner):
        make.sign_in(client, owner)

        before = words(client.get(f"/companies/{company.pk}/"))
        response = client.post(f"/companies/{company.pk}/showcase/start/", follow=True)
        after = words(client.get(f"/companies/{company.pk}/"))

        assert "우리 회사 홍보관을 아직 만들지 않았습니다." in before
        assert "작성 중입니다. 우리 회사 사람만 봅니다." in words(response)
        assert "이어서 꾸미기" in after

    def test_a_merged_company_leads_to_the_one_it_became(self, client, company, owner):
        other, its_owner = shows.company("가온전자")
        shows.public(other, its_owner)
        Company.objects.filter(pk=company.pk).update(merged_into=other)

        assert client.get(f"/companies/{company.pk}/")["Location"] == f"/companies/{other.pk}/"

    @pytest.mark.parametrize("products", [1, 3])
    def test_it_asks_the_database_a_fixed_number_of_questions(
        self, client, company, owner, django_assert_num_queries, products
    ):
        shows.public(company, owner, products=("하나", "둘", "셋")[:products])

        with django_assert_num_queries(5):  # company, showcase, products, media, outage
            page = client.get(f"/companies/{company.pk}/").content.decode()

        assert page.count("<figure>") == products

    def test_what_people_wrote_stays_text(self, client, company, owner):
        shows.public(company, owner, headline="<script>alert(1)</script>", description="{{ 7*7 }}<img src=x>")

        page = client.get(f"/companies/{company.pk}/").content.decode()

        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "{{ 7*7 }}&lt;img src=x&gt;" in page


class TestTheDesk:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, owner):
        make.sign_in(client, owner)

    def desk(self, client, company) -> str:
        return words(client.get(f"/companies/{company.pk}/showcase/edit/"))

    def test_its_first_sentence_says_how_far_it_is(self, client, company, owner):
        said = []
        shows.draft(company, owner)
        said.append(self.desk(client, company))
        showcase = actions.submit(company.showcases.get(), by=owner)
        said.append(self.desk(client, company))
        actions.send_back(showcase, "사진을 더해 주십시오.", seen=1, by=shows.manager())
        said.append(self.desk(client, company))
        showcase = actions.submit(showcase, by=owner)
        actions.publish(showcase, seen=2, by=shows.manager())
        said.append(self.desk(client, company))
        actions.start(company, by=owner)
        said.append(self.desk(client, company))

        sentences = [
            "작성 중입니다. 우리 회사 사람만 봅니다.",
            "시에서 확인하고 있습니다.",
            "공개하기 전에 고칠 곳이 있습니다.",
            "누구나 볼 수 있게 공개하고 있습니다.",
            "고친 내용은 아직 공개하지 않았습니다.",
        ]
        assert [sentence in page for sentence, page in zip(sentences, said, strict=True)] == [True] * 5
        assert "사진을 더해 주십시오." in said[2]

    def test_whoever_waits_is_told_how_many_are_before_them_and_nothing_that_is_not_known(
        self, client, company, owner
    ):
        shows.submitted(*shows.company("가온전자"))
        shows.submitted(company, owner)

        page = self.desk(client, company)

        assert "앞에 1곳이 기다리고 있습니다." in page
        assert "요즘은 보통" not in page

    def test_the_words_are_kept_and_put_in_order(self, client, company, owner):
        client.post(f"/companies/{company.pk}/showcase/start/")

        response = client.post(
            f"/companies/{company.pk}/showcase/about/",
            {
                "headline": "  금형을\u202e  만듭니다 ",
                "description": "첫 줄\r\n둘째 줄",
                "strengths": " ISO 9001 \r\n\r\n특허",
                "founded_year": "1999",
                "homepage": "firm.example",
                "state": "PUBLISHED",
                "company": "1",
                "submissions": "9",
            },
        )

        assert response["Location"] == f"/companies/{company.pk}/showcase/edit/#about"
        kept = Showcase.objects.get()
        assert (kept.headline, kept.description, kept.strengths) == (
            "금형을 만듭니다",
            "첫 줄\n둘째 줄",
            "ISO 9001\n특허",
        )
        assert (kept.founded_year, kept.homepage) == (1999, "https://firm.example")
        assert (kept.state, kept.company, kept.submissions) == ("DRAFT", company, 0)

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("homepage", "http://firm.example", "https로 시작하는 주소를 적어 주십시오."),
            ("homepage", "javascript:alert(1)", "https로 시작하는 주소를 적어 주십시오."),
            ("homepage", "https://city.example@evil.example/", "누구나 열 수 있는 홈페이지 주소를"),
            ("homepage", "https://127.0.0.1/", "누구나 열 수 있는 홈페이지 주소를"),
            ("homepage", "https://localhost/", "누구나 열 수 있는 홈페이지 주소를"),
            ("strengths", "하나\n둘\n셋\n넷\n다섯\n여섯", "강점은 다섯 줄까지"),
            ("strengths", "가" * 61, "한 줄은 60자까지"),
            ("founded_year", "2999", "아직 오지 않은 해입니다."),
            ("founded_year", "1e999", "정수를 입력하세요"),
            ("headline", "", "필수 항목입니다"),
            ("headline", "가" * 81, "80"),
        ],
    )
    def test_a_fault_is_said_and_everything_written_stays(self, client, company, owner, field, value, said):
        shows.draft(company, owner)
        written = {"headline": "새 소개", "description": "길게 쓴 소개글", "strengths": "강점 하나"}

        response = client.post(f"/companies/{company.pk}/showcase/about/", written | {field: value})

        assert response.status_code == 422
        assert said in words(response)
        for name, text in written.items():
            assert name == field or text in response.content.decode()
        assert Showcase.objects.get().headline == shows.HEADLINE

    def test_a_product_is_added_with_its_picture(self, client, company, owner):
        shows.draft(company, owner)

        response = client.post(
            f"/companies/{company.pk}/showcase/products/new/",
            {"name": "방열판", "picture_text": "은색 방열판", "picture": sent.sent(sent.jpeg_from_a_phone())},
        )

        assert response.status_code == 302, words(response)
        kept = StoredFile.objects.get()
        assert b"Secret" not in on_the_disk(kept)
        assert "방열판" in self.desk(client, company)

    def test_a_wrong_picture_is_said_and_the_words_stay(self, client, company, owner):
        shows.draft(company, owner)

        response = client.post(
            f"/companies/{company.pk}/showcase/products/new/",
            {"name": "방열판", "picture_text": "은색 방열판", "picture": sent.sent(b"GIF89a" + sent.CANARY)},
        )

        assert response.status_code == 422
        assert "JPG, PNG, WEBP 사진이 아닙니다." in words(response)
        assert 'value="은색 방열판"' in response.content.decode()
        assert StoredFile.objects.count() == 0

    def test_a_product_is_changed_without_a_new_picture(self, client, company, owner):
        product = shows.product(shows.draft(company, owner), owner)
        path = f"/companies/{company.pk}/showcase/products/{product.pk}/"

        shown = client.get(path).content.decode()
        client.post(path, {"name": "새 이름", "picture_text": "새 글", "description": ""})

        assert 'value="방열판"' in shown
        product.refresh_from_db()
        assert (product.name, product.picture_text, product.picture.width) == ("새 이름", "새 글", 80)

    def test_a_full_shelf_is_said_and_the_words_stay(self, client, company, owner, monkeypatch):
        shows.draft(company, owner)
        monkeypatch.setattr(actions, "PRODUCTS", 0)

        response = client.post(
            f"/companies/{company.pk}/showcase/products/new/",
            {"name": "방열판", "picture_text": "은색", "picture": sent.sent(sent.png())},
        )

        assert response.status_code == 422
        assert "제품은 0개까지" in words(response)
        assert 'value="방열판"' in response.content.decode()

    def test_products_move_and_go(self, client, company, owner):
        draft = shows.draft(company, owner)
        first, second = shows.product(draft, owner, "하나"), shows.product(draft, owner, "둘")
        base = f"/companies/{company.pk}/showcase/products"

        client.post(f"{base}/{second.pk}/move/up/")
        moved = [product.name for product in draft.products.all()]
        client.post(f"{base}/{first.pk}/remove/")

        assert moved == ["둘", "하나"]
        assert [product.name for product in draft.products.all()] == ["둘"]

    @pytest.mark.parametrize(
        ("what", "fields", "kind"),
        [
            ("video", {"transcript": "기계가 돕니다."}, "MP4"),
            ("slides", {}, "PDF"),
            ("link", {"link": "video.example/1"}, None),
        ],
    )
    def test_videos_slides_and_links_are_added(self, client, company, owner, what, fields, kind):
        shows.draft(company, owner)
        files = {"video": sent.sent(sent.mp4(), "v.mp4"), "slides": sent.sent(sent.pdf(), "s.pdf")}
        fields = fields | {"title": "제목"} | ({"file": files[what]} if what in files else {})

        response = client.post(f"/companies/{company.pk}/showcase/media/new/{what}/", fields)

        assert response.status_code == 302, words(response)
        medium = Medium.objects.get()
        assert (medium.title, medium.file.kind if medium.file else None) == ("제목", kind)
        assert medium.link == ("https://video.example/1" if what == "link" else "")

    def test_a_video_needs_its_transcript_and_everything_a_title(self, client, company, owner):
        shows.draft(company, owner)

        response = client.post(
            f"/companies/{company.pk}/showcase/media/new/video/", {"file": sent.sent(sent.mp4(), "v.mp4")}
        )

        assert response.status_code == 422
        assert words(response).count("필수 항목입니다") >= 2

    def test_title_and_transcript_can_be_changed_without_sending_the_file_again(self, client, company, owner):
        medium = shows.video(shows.draft(company, owner), owner)
        path = f"/companies/{company.pk}/showcase/media/{medium.pk}/"

        shown = client.get(path).content.decode()
        client.post(path, {"title": "새 제목", "transcript": "새 글"})
        client.post(f"{path}remove/")

        assert "기계가 돕니다." in shown
        assert 'type="file"' not in shown
        assert not Medium.objects.exists()

    def test_an_unknown_kind_of_medium_is_not_there(self, client, company, owner):
        shows.draft(company, owner)

        assert client.get(f"/companies/{company.pk}/showcase/media/new/zip/").status_code == 404

    def test_it_goes_to_the_city_and_back_and_is_hidden(self, client, company, owner):
        base = f"/companies/{company.pk}/showcase"
        shows.draft(company, owner)

        states = []
        for verb in ("submit", "recall", "submit"):
            client.post(f"{base}/{verb}/")
            states.append(Showcase.objects.get().state)
        actions.publish(Showcase.objects.get(), seen=2, by=shows.manager())
        client.post(f"{base}/withdraw/")
        states.append(Showcase.objects.get().state)

        assert states == ["SUBMITTED", "DRAFT", "SUBMITTED", "DRAFT"]

    def test_a_stale_page_is_answered_with_a_sentence(self, client, company, owner):
        shows.submitted(company, owner)

        response = client.post(f"/companies/{company.pk}/showcase/submit/", follow=True)

        assert "이미 공개를 신청하셨습니다." in words(response)

    def test_the_preview_is_the_page_itself(self, client, company, owner):
        draft = shows.draft(company, owner)
        shows.product(draft, owner)

        page = words(client.get(f"/companies/{company.pk}/showcase/preview/"))

        assert "미리보기입니다." in page
        assert shows.HEADLINE in page
        assert "방열판" in page

    def test_a_manager_looks_at_the_preview_and_an_officer_does_not(self, client, company, owner):
        shows.submitted(company, owner)
        path = f"/companies/{company.pk}/showcase/preview/"

        answers = []
        for role in (Role.MANAGER, Role.OFFICER):
            make.sign_in(client, make.official(role))
            answers.append(client.get(path).status_code)

        assert answers == [200, 404]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_the_database_a_fixed_number_of_questions(self, client, company, owner, rows):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        draft = shows.draft(company, owner)
        for n in range(rows):
            shows.product(draft, owner, f"제품 {n}")
            shows.slides(draft, owner, f"자료 {n}")
        client.get("/companies/")

        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = client.get(f"/companies/{company.pk}/showcase/edit/").content.decode()

        of_ours = [query["sql"] for query in asked if "companies_" in query["sql"]]
        assert page.count('class="modal" id="remove-product-') == rows
        assert len(of_ours) == 7  # company, versions, products, media, files, standing, weight


class TestOthers:
    """Nobody but the members reaches the desk, whatever they know of its addresses."""

    def test_members_of_other_companies_find_nothing_there(self, client, company, owner):
        draft = shows.draft(company, owner)
        product, medium = shows.product(draft, owner), shows.slides(draft, owner)
        stranger = shows.company("가온전자")[1]
        make.sign_in(client, stranger)
        base = {"pk": company.pk}
        paths = [
            reverse(f"companies:{name}", kwargs=base | more)
            for name, more in [
                ("showcase_edit", {}),
                ("showcase_about", {}),
                ("showcase_start", {}),
                ("showcase_preview", {}),
                ("showcase_submit", {}),
                ("showcase_recall", {}),
                ("showcase_withdraw", {}),
                ("showcase_product_new", {}),
                ("showcase_product", {"product": product.pk}),
                ("showcase_product_move", {"product": product.pk, "direction": "up"}),
                ("showcase_product_remove", {"product": product.pk}),
                ("showcase_medium_new", {"what": "link"}),
                ("showcase_medium", {"medium": medium.pk}),
                ("showcase_medium_remove", {"medium": medium.pk}),
            ]
        ]

        answers = {path: {client.get(path).status_code, client.post(path).status_code} for path in paths}

        assert {path: codes for path, codes in answers.items() if codes - {404, 405} or 404 not in codes} == {}
        assert draft.products.count() == draft.media.count() == 1

    def test_a_product_of_another_company_is_not_reached_through_ones_own(self, client, company, owner):
        product = shows.product(shows.draft(company, owner), owner)
        mine, me = shows.company("가온전자")
        shows.draft(mine, me)
        make.sign_in(client, me)

        path = f"/companies/{mine.pk}/showcase/products/{product.pk}/"

        assert [client.get(path).status_code, client.post(f"{path}remove/").status_code] == [404, 404]

    def test_whoever_left_is_a_stranger(self, client, company, owner):
        shows.draft(company, owner)
        leaver = make.member(company)
        make.sign_in(client, leaver)
        path = f"/companies/{company.pk}/showcase/edit/"

        before = client.get(path).status_code
        company.seats.filter(person=leaver).update(left_at="2999-01-01T00:00Z")

        assert (before, client.get(path).status_code) == (200, 404)


class TestFiles:
    @pytest.fixture
    def stored(self, company, owner) -> StoredFile:
        return shows.product(shows.draft(company, owner), owner).picture

    def test_those_of_an_unpublished_showcase_are_not_there_for_strangers(self, client, stored, company):
        stranger = shows.company("가온전자")[1]
        paths = [stored.get_absolute_url(), stored.small_url]

        codes = [client.get(path).status_code for path in paths]
        for user in (stranger, make.official(Role.OFFICER), make.official(Role.EXAMINER)):
            make.sign_in(client, user)
            codes += [client.get(path).status_code for path in paths]

        assert codes == [404] * 8

    def test_members_and_those_who_decide_see_them_privately(self, client, stored, owner):
        answers = []
        for user in (owner, shows.manager()):
            make.sign_in(client, user)
            answers.append(client.get(stored.get_absolute_url()))

        assert [answer.status_code for answer in answers] == [200, 200]
        assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}
        assert [body(answer) for answer in answers] == [on_the_disk(stored)] * 2

    def test_those_of_a_public_page_are_everybodys_until_it_is_taken_down(self, client, company, owner):
        showcase = shows.public(company, owner, products=("방열판",))
        path = showcase.products.get().picture.get_absolute_url()

        shown = client.get(path)
        body(shown)
        actions.withdraw(showcase, by=owner)
        gone = client.get(path)

        assert (shown.status_code, gone.status_code) == (200, 404)
        assert shown["Cache-Control"] == "public, no-cache"
        assert "Set-Cookie" not in shown

    def test_a_new_picture_of_a_public_page_stays_hidden_until_it_is_let_through(self, client, company, owner):
        shows.public(company, owner, products=("방열판",))
        draft = actions.start(company, by=owner)
        new = shows.product(draft, owner, "새 제품").picture

        assert client.get(new.get_absolute_url()).status_code == 404

    def test_a_file_is_not_reached_through_another_company(self, client, company, owner):
        showcase = shows.public(company, owner, products=("방열판",))
        other = make.company("가온전자")
        key = showcase.products.get().picture.key

        assert client.get(f"/companies/{other.pk}/files/{key}/").status_code == 404

    def test_every_kind_has_its_one_type_and_may_do_nothing(self, client, company, owner):
        draft = shows.draft(company, owner)
        files = [shows.product(draft, owner).picture, shows.video(draft, owner).file, shows.slides(draft, owner).file]
        make.sign_in(client, owner)

        answers = [client.get(file.get_absolute_url()) for file in files]
        for answer in answers:
            body(answer)

        assert [answer["Content-Type"] for answer in answers] == ["image/webp", "video/mp4", "application/pdf"]
        assert [answer["Content-Disposition"].partition(";")[0] for answer in answers] == [
            "inline",
            "inline",
            "attachment",
        ]
        for answer in answers:
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Security-Policy"].startswith("default-src 'none'; sandbox;")
            assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert unquote(answers[2]["Content-Disposition"]).endswith("filename*=utf-8''제품 목록.pdf")

    def test_there_is_no_small_one_of_a_pdf(self, client, company, owner):
        slides = shows.slides(shows.draft(company, owner), owner)
        make.sign_in(client, owner)

        assert client.get(slides.file.small_url).status_code == 404

    def test_a_copy_that_is_still_right_is_not_sent_again(self, client, company, owner):
        showcase = shows.public(company, owner, products=("방열판",))
        path = showcase.products.get().picture.get_absolute_url()
        first = client.get(path)
        body(first)

        second = client.get(path, headers={"If-None-Match": first["ETag"]})

        assert (second.status_code, second.content) == (304, b"")
        assert second["Cache-Control"] == "public, no-cache"


class TestParts:
    """An iPhone plays nothing from a server that does not answer with parts."""

    @pytest.fixture
    def video(self, company, owner, client) -> tuple[str, bytes]:
        stored = shows.video(shows.draft(company, owner), owner).file
        make.sign_in(client, owner)
        return stored.get_absolute_url(), on_the_disk(stored)

    @pytest.mark.parametrize(
        ("asked", "start", "end"),
        [
            ("bytes=0-1", 0, 2),
            ("bytes=0-", 0, None),
            ("bytes=100-199", 100, 200),
            ("bytes=2000-", 2000, None),
            ("bytes=100-999999999", 100, None),
            ("bytes=-10", -10, None),
            ("bytes=-999999999", 0, None),
        ],
    )
    def test_the_part_asked_for_comes(self, client, video, asked, start, end):
        path, content = video

        response = client.get(path, headers={"Range": asked})

        part = content[start:end]
        first = start % len(content)
        assert response.status_code == 206
        assert body(response) == part
        assert response["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(content)}"
        assert response["Content-Length"] == str(len(part))

    @pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=5-2", "bytes=-0"])
    def test_a_part_that_is_not_there_is_said(self, client, video, asked):
        path, content = video

        response = client.get(path, headers={"Range": asked})

        assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(content)}")

    @pytest.mark.parametrize(
        "asked", ["", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=١-٢", "bytes=" + "9" * 30]
    )
    def test_what_is_not_understood_brings_the_whole(self, client, video, asked):
        path, content = video

        response = client.get(path, headers={"Range": asked})

        assert (response.status_code, body(response)) == (200, content)
        assert response["Accept-Ranges"] == "bytes"

    def test_a_part_of_another_version_brings_the_whole(self, client, video):
        path, content = video

        response = client.get(path, headers={"Range": "bytes=0-1", "If-Range": '"another"'})

        assert (response.status_code, body(response)) == (200, content)

    def test_a_question_about_the_file_opens_nothing(self, client, video):
        path, _ = video

        response = client.head(path, headers={"Range": "bytes=0-1"})

        assert (response.status_code, response["Content-Length"]) == (206, "2")
        assert response.content == b""


class TestBodies:
    def test_each_address_takes_what_its_file_needs(self):
        from companies.showcase import views

        limits = {name: getattr(views, name).body_limit for name in ("product_new", "product_edit", "medium_new")}

        assert limits == {
            "product_new": uploads.PICTURE_LIMIT,
            "product_edit": uploads.PICTURE_LIMIT,
            "medium_new": uploads.VIDEO_LIMIT,
        }

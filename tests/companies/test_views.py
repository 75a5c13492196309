"""The pages of companies: what a person meets, step by step, and what they are told when it does not work."""

import re
import zlib

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from accounts.roles import Role
from companies import actions, tokens
from companies.models import Company, Invitation, JoinRequest
from companies.states import Approval
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

REGISTER = "/companies/register/"


def page(response) -> str:
    """The page's words without its markup, and without the glue between a name and its particle."""
    words = response.content.decode().replace("\N{WORD JOINER}", "")
    return " ".join(re.sub(r"<[^>]+>", " ", words).split())


def link_in(mail: Message, view: str) -> str:
    """The address in a mail, as the test client takes it."""
    return re.search(rf"https?://[^/]+(/companies/{view}/\S+)", mail.text)[1]


def queries(client, url: str) -> int:
    """How many queries the page takes once the session has settled."""
    client.get(url)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(url).status_code == 200
    return len(taken)


@pytest.fixture
def person(client):
    user = make.person("김처음")
    make.sign_in(client, user)
    return user


class TestRegistering:
    def test_a_wrong_number_is_told_where_it_is_wrong_and_kept_in_the_field(self, client, person):
        response = client.post(REGISTER, {"number": "123-45-67890"})

        assert response.status_code == 422
        assert "마지막 숫자(0)가 앞의 아홉 숫자와 맞지 않습니다" in page(response)
        assert 'value="123-45-67890"' in response.content.decode()

    def test_a_known_number_is_shown_to_confirm_and_then_registered(self, client, person):
        company = make.company(address="한빛시 예시로 7")
        shown = client.post(REGISTER, {"number": f" {company.shown_registration_no} "}, follow=True)

        done = client.post(reverse("companies:register_match"), {"company": company.pk}, follow=True)

        assert "이 회사가 맞습니까?" in page(shown)
        assert "한빛시 예시로 7" in page(shown)
        assert done.redirect_chain[-1][0] == reverse("companies:home", args=[company.pk])
        assert "등록을 마쳤습니다" in page(done)
        assert company.seats.get().person == person

    def test_an_unknown_number_is_looked_for_by_name_and_address(self, client, person):
        make.company("한빛정공", numbered=False, address="한빛시 예시로 700")
        right = make.company("(주)한빛정밀", numbered=False, address="경기도 한빛시 예시로 7, 2층")
        make.company("전혀다른상사", numbered=False, address="한빛시 예시로 7")
        client.post(REGISTER, {"number": "1234567891"})

        shown = client.post(
            reverse("companies:register_find"), {"name": "한빛정밀", "address": "한빛시 예시로 7"}, follow=True
        )
        client.post(reverse("companies:register_match"), {"company": right.pk})

        assert "우리 회사를 골라 주십시오" in page(shown)
        assert "전혀다른상사" not in page(shown)
        right.refresh_from_db()
        assert right.registration_no == "1234567891"
        assert right.seats.get().person == person

    def test_what_the_registry_does_not_know_is_entered_and_waits(self, client, person):
        client.post(REGISTER, {"number": "1234567891"})
        asked = client.post(
            reverse("companies:register_find"), {"name": "새한정공", "address": "한빛시 예시로 9"}, follow=True
        )

        done = client.post(
            reverse("companies:register_entry"),
            {"name": "새한정공", "address": "한빛시 예시로 9", "phone": "0311234567", "employees": "12"},
            follow=True,
        )

        assert asked.redirect_chain[-1][0] == reverse("companies:register_entry")
        assert 'value="새한정공"' in asked.content.decode()
        assert "등록 승인을 기다리고 있습니다" in page(done)
        company = Company.objects.get()
        assert (company.approval, company.phone, company.employees) == (Approval.PENDING, "031-123-4567", 12)

    def test_none_of_these_leads_to_own_entry(self, client, person):
        make.company("한빛정밀", numbered=False, address="한빛시 예시로 7")
        client.post(REGISTER, {"number": "1234567891"})
        client.post(reverse("companies:register_find"), {"name": "한빛정밀", "address": "한빛시 예시로 7"})

        response = client.post(reverse("companies:register_match"), {"company": "none"})

        assert response["Location"] == reverse("companies:register_entry")

    def test_a_company_that_was_not_offered_cannot_be_taken(self, client, person):
        offered = make.company("한빛정밀", numbered=False, address="한빛시 예시로 7")
        other = make.company("다른상사", numbered=False, address="한빛시 예시로 8")
        client.post(REGISTER, {"number": "1234567891"})
        client.post(reverse("companies:register_find"), {"name": "한빛정밀", "address": "한빛시 예시로 7"})

        response = client.post(reverse("companies:register_match"), {"company": other.pk})

        assert response.status_code == 422
        assert not offered.seats.exists()
        assert not other.seats.exists()

    def test_a_taken_number_offers_to_ask_and_tells_nothing_of_who_is_there(self, client, person):
        company = make.company("비밀정밀", address="한빛시 숨은로 1", phone="031-999-8888")
        owner = make.owner(company, "박숨은")

        shown = client.post(REGISTER, {"number": company.registration_no}, follow=True)
        done = client.post(reverse("companies:register_taken"), {"note": "총무부입니다."}, follow=True)

        assert "이미 가입한 회사입니다. 함께하시겠습니까?" in page(shown)
        for secret in ("비밀정밀", "숨은로", "031-999-8888", "박숨은", owner.email, "1명"):
            assert secret not in page(shown)
        assert "가입을 요청했습니다" in page(done)
        assert JoinRequest.objects.get().note == "총무부입니다."

    def test_the_number_of_a_merged_company_leads_to_what_it_became(self, client, person):
        kept, double = make.company(), make.company("한빛정밀(주)")
        make.owner(kept)
        actions.merge(double, into=kept, by=make.official(Role.MANAGER))

        client.post(REGISTER, {"number": double.registration_no})
        client.post(reverse("companies:register_taken"))

        assert JoinRequest.objects.get().company == kept

    @pytest.mark.parametrize("step", ["register_find", "register_match", "register_entry", "register_taken"])
    def test_a_step_without_the_ones_before_begins_anew(self, client, person, step):
        response = client.get(reverse(f"companies:{step}"))

        assert response["Location"] == REGISTER

    def test_the_loser_of_a_race_may_ask_to_join(self, client, person):
        company = make.company()
        client.post(REGISTER, {"number": company.registration_no})
        matched = client.get(reverse("companies:register_match"))
        make.owner(company)

        response = client.post(reverse("companies:register_match"), {"company": company.pk}, follow=True)

        assert "이 회사가 맞습니까?" in page(matched)
        assert response.status_code == 200
        assert not company.seats.filter(person=person).exists()


class TestJoining:
    @pytest.fixture
    def firm(self):
        company = make.company()
        return company, make.owner(company)

    def mail(self, firm, email: str = "a@test.example") -> Message:
        company, owner = firm
        actions.invite(company, email, by=owner)
        return Message.objects.filter(to=email).first()

    def test_looking_at_an_invitation_takes_nothing(self, client, firm):
        url = link_in(self.mail(firm), "join")

        response = client.get(url)

        assert "한빛정밀에서 초대했습니다" in page(response)
        assert f"/accounts/signup/?next={url}" in response.content.decode()
        assert Invitation.objects.get().uses == 0

    def test_the_invited_person_joins(self, client, firm):
        url = link_in(self.mail(firm), "join")
        colleague = make.person(email="a@test.example")
        make.sign_in(client, colleague)

        response = client.post(url, follow=True)

        assert response.redirect_chain[-1][0] == reverse("companies:home", args=[firm[0].pk])
        assert "함께하게 되셨습니다" in page(response)

    def test_who_is_not_signed_in_signs_in_first_and_comes_back(self, client, firm):
        url = link_in(self.mail(firm), "join")

        response = client.post(url)

        assert response["Location"] == f"/accounts/login/?next={url}"
        assert Invitation.objects.get().uses == 0

    def test_another_address_is_told_so_and_not_whose_it_is(self, client, firm):
        url = link_in(self.mail(firm, "secret.colleague@test.example"), "join")
        stranger = make.person(email="stranger@test.example")
        make.sign_in(client, stranger)

        seen, sent = client.get(url), client.post(url)

        for response in (seen, sent):
            assert response.status_code == 410
            assert "다른 이메일로 온 초대입니다" in page(response)
            assert "stranger@test.example" in page(response)
            assert "secret.colleague" not in page(response)
        assert firm[0].seats.count() == 1

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            ({"withdrawn_at": timezone.now()}, "거두어진 초대입니다"),
            ({"uses": 1, "used_at": timezone.now()}, "이미 쓴 초대입니다"),
            ({"expires_at": timezone.now()}, "기한이 지난 초대입니다"),
        ],
        ids=["withdrawn", "used", "expired"],
    )
    def test_an_invitation_that_is_over_says_why(self, client, firm, spoil, reason):
        url = link_in(self.mail(firm), "join")
        Invitation.objects.update(**spoil)

        response = client.get(url)

        assert response.status_code == 410
        assert reason in page(response)

    def test_the_link_before_the_last_one_is_told_to_look_for_a_newer(self, client, firm):
        url = link_in(self.mail(firm), "join")
        actions.send_again(Invitation.objects.get(), by=firm[1])

        response = client.get(url)

        assert response.status_code == 404
        assert "더 새로 받은 초대가 있으면 그 주소를 열어 주십시오" in page(response)

    @pytest.mark.parametrize("token", ["x", "x.y", "한글", "a" * 300])
    def test_a_guess_opens_nothing(self, client, token):
        response = client.get(reverse("companies:join", args=[token]))

        assert response.status_code == 404
        assert "쓸 수 없는 초대 주소입니다" in page(response)


class TestDeciding:
    @pytest.fixture
    def asked(self):
        company = make.company()
        owner = make.owner(company)
        request = actions.ask_to_join(company, by=make.person("오요청"), note="총무부입니다.")
        mail = Message.objects.get(to=owner.email, subject__contains="가입을 요청")
        return request, link_in(mail, "decide")

    def test_the_link_shows_first_and_one_tap_accepts(self, client, asked):
        request, url = asked

        seen = client.get(url)
        before = JoinRequest.objects.get().outcome
        done = client.post(url)

        assert "오요청 님이 한빛정밀에 함께하기를 바랍니다" in page(seen)
        assert "총무부입니다." in page(seen)
        assert seen.content.decode().count("<button") - client.get("/privacy/").content.decode().count("<button") == 1
        assert before == ""
        assert "오요청 님이 한빛정밀에 함께합니다" in page(done)
        assert request.company.seats.active().count() == 2

    def test_a_second_tap_is_told_that_it_is_decided(self, client, asked):
        _, url = asked
        client.post(url)

        response = client.post(url)

        assert response.status_code == 410
        assert "이미 결정된 요청입니다" in page(response)

    def test_the_link_of_somebody_who_is_no_owner_any_more_opens_nothing(self, client, asked):
        request, url = asked
        company = request.company
        member = make.member(company)
        actions.hand_over(company.seats.get(person=member), by=company.seats.owners().get().person)

        response = client.post(url)

        assert response.status_code == 404
        assert company.seats.active().count() == 2

    def test_a_link_made_for_something_else_opens_nothing(self, client, asked):
        request, _ = asked
        seat = request.company.seats.get()
        token = tokens.said("nudges-off", request=request.pk, seat=seat.pk)

        response = client.post(reverse("companies:decide", args=[token]))

        assert response.status_code == 404


class TestNudgesOff:
    def test_the_link_asks_first(self, client):
        company = make.company()
        make.owner(company)
        url = reverse("companies:nudges_off", args=[tokens.said("nudges-off", seat=company.seats.get().pk)])

        seen = client.get(url)
        still = Company.objects.get().wants_nudges
        done = client.post(url)

        assert "그만 받으시겠습니까?" in page(seen)
        assert still
        assert "가입 안내를 껐습니다" in page(done)
        assert not Company.objects.get().wants_nudges


class TestHome:
    @pytest.fixture
    def firm(self, client):
        company = make.company()
        owner = make.owner(company)
        make.sign_in(client, owner)
        return company, owner

    def url(self, company: Company, verb: str = "", *args: int) -> str:
        return reverse(f"companies:{verb or 'home'}", args=[company.pk, *args])

    def test_who_has_no_company_is_shown_the_way_to_one(self, client, person):
        response = client.get(reverse("companies:mine"))

        assert "아직 함께하는 회사가 없습니다" in page(response)
        assert REGISTER in response.content.decode()

    def test_mine_leads_to_the_company_joined_last(self, client, person):
        for name in ("먼저", "나중"):
            company = make.company(name)
            actions.register(company, number=company.registration_no, by=person)

        response = client.get(reverse("companies:mine"), follow=True)

        assert "나중" in page(response).split("·")[0]
        assert "먼저" in page(response)

    def test_a_request_is_the_first_thing_an_owner_sees(self, client, firm):
        company, _ = firm
        actions.ask_to_join(company, by=make.person("오요청"))

        response = client.get(self.url(company))

        assert "지금 하실 일이 2가지 있습니다" in page(response)
        assert "오요청 님이 가입을 요청했습니다" in page(response)

    def test_a_member_neither_sees_requests_nor_the_owners_buttons(self, client, firm):
        company, _ = firm
        actions.ask_to_join(company, by=make.person("오요청"))
        make.sign_in(client, make.member(company))

        response = client.get(self.url(company))

        assert "오요청" not in page(response)
        assert "내보내기" not in page(response)
        assert "나가기" in page(response)

    @pytest.mark.parametrize(
        ("members", "sentence"), [(1, "한 분이"), (2, "2분이"), (3, "이루었습니다 (3/3)"), (4, "(4/3)")]
    )
    def test_the_three_seats_are_told_in_words(self, client, firm, members, sentence):
        company, _ = firm
        for _ in range(members - 1):
            make.member(company)

        response = client.get(self.url(company))

        assert sentence in page(response)
        assert response.content.decode().count("#seat-taken") == min(members, 3)
        assert response.content.decode().count("#seat-free") == max(0, 3 - members)

    def test_an_owner_invites_and_sends_again_and_withdraws(self, client, firm):
        company, _ = firm

        invited = client.post(self.url(company, "invite"), {"email": "a@test.example"}, follow=True)
        invitation = company.invitations.get()
        again = client.post(self.url(company, "send_again", invitation.pk), follow=True)
        gone = client.post(self.url(company, "withdraw", invitation.pk), follow=True)

        assert "a@test.example 주소로 초대를 보냈습니다" in page(invited)
        assert "초대를 다시 보냈습니다" in page(again)
        assert "초대를 거두었습니다" in page(gone)

    def test_a_wrong_address_keeps_what_was_typed(self, client, firm):
        company, _ = firm

        response = client.post(self.url(company, "invite"), {"email": "a@"})

        assert response.status_code == 422
        assert 'value="a@"' in response.content.decode()

    def test_a_refusal_is_shown_on_the_page(self, client, firm):
        company, owner = firm

        response = client.post(self.url(company, "invite"), {"email": owner.email}, follow=True)

        assert "이미 함께하고 계십니다" in page(response)

    def test_an_owner_decides_on_the_page(self, client, firm):
        company, _ = firm
        yes = actions.ask_to_join(company, by=make.person("오요청"))
        no = actions.ask_to_join(company, by=make.person("유요청"))

        accepted = client.post(self.url(company, "accept", yes.pk), follow=True)
        declined = client.post(self.url(company, "decline", no.pk), follow=True)

        assert "오요청 님이 함께합니다" in page(accepted)
        assert "가입 요청을 거절했습니다" in page(declined)
        assert company.seats.active().count() == 2

    def test_an_owner_removes_after_being_asked(self, client, firm):
        company, _ = firm
        seat = company.seats.get(person=make.member(company, "이회원"))

        asked = client.get(self.url(company, "remove", seat.pk))
        still = company.seats.active().count()
        done = client.post(self.url(company, "remove", seat.pk), follow=True)

        assert "이회원 님을 한빛정밀에서 내보내시겠습니까?" in page(asked)
        assert still == 2
        assert "이회원 님을 내보냈습니다" in page(done)

    def test_an_owner_hands_over_and_leaves(self, client, firm):
        company, _ = firm
        seat = company.seats.get(person=make.member(company))

        first = client.post(self.url(company, "leave"), follow=True)
        client.post(self.url(company, "hand_over", seat.pk))
        asked = client.get(self.url(company, "leave"))
        done = client.post(self.url(company, "leave"), follow=True)

        assert "먼저 다른 분에게 대표 계정을 넘겨" in page(first)
        assert "한빛정밀에서 나가시겠습니까?" in page(asked)
        assert "한빛정밀에서 나가셨습니다" in page(done)
        assert client.get(self.url(company)).status_code == 404

    def test_an_owner_puts_the_phone_right(self, client, firm):
        company, _ = firm

        client.post(self.url(company, "correct"), {"phone": "031 123 4567", "employees": "30", "products": "금형"})

        company.refresh_from_db()
        assert (company.phone, company.employees, company.products) == ("031-123-4567", 30, "금형")

    def test_a_member_does_not_put_anything_right(self, client, firm):
        company, _ = firm
        make.sign_in(client, make.member(company))

        response = client.post(self.url(company, "correct"), {"phone": "031-123-4567"})

        assert response.status_code == 403

    def test_the_reminder_is_switched_on_the_page(self, client, firm):
        company, _ = firm

        client.post(self.url(company, "nudges"), {"wanted": "0"})
        off = Company.objects.get().wants_nudges
        client.post(self.url(company, "nudges"), {"wanted": "1"})

        assert (off, Company.objects.get().wants_nudges) == (False, True)

    def test_the_leaflet_is_a_tagged_pdf_with_our_city_and_a_link_that_works(self, client, firm):
        company, _ = firm

        response = client.post(self.url(company, "leaflet"))

        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-")
        objects = b"".join(
            zlib.decompress(part)
            for part in re.findall(rb"stream\n(x\xda.*?)\nendstream", response.content, re.DOTALL)
        )
        assert b"/StructTreeRoot" in objects
        assert b"Noto-Sans-CJK-KR" in objects
        link = re.search(rb"/URI ?\(http://[^/]+([^)]+)\)", objects)[1].decode()
        assert "한빛정밀에서 초대했습니다" in page(Client().get(link))
        assert company.invitations.get().kind == Invitation.Kind.LEAFLET

    def test_the_page_takes_as_many_queries_for_three_of_each_as_for_one(self, client, firm):
        company, owner = firm
        self.grow(company, owner)
        with_one = queries(client, self.url(company))
        self.grow(company, owner)
        self.grow(company, owner)

        with_three = queries(client, self.url(company))

        assert with_three == with_one

    def grow(self, company: Company, owner) -> None:
        make.member(company)
        actions.invite(company, make.person().email, by=owner)
        actions.ask_to_join(company, by=make.person())


class TestDrive:
    @pytest.fixture
    def world(self):
        for at, members in enumerate([0, 1, 2, 3]):
            company = make.company(f"기업{at}", phone=f"031-000-000{at}")
            for n in range(members):
                make.member(company) if n else make.owner(company)

    @pytest.mark.parametrize("role", [Role.MANAGER, Role.OFFICER, Role.HEAD, Role.EXAMINER, Role.TEAM])
    def test_those_who_work_on_it_see_it(self, client, world, role):
        make.sign_in(client, make.official(role))

        response = client.get("/drive/")

        assert "4개 기업 가운데 1곳이 세 분을 채웠습니다" in page(response)
        assert "회원 6명" in page(response)
        calls = re.findall(r"기업\d(?= \d명)", page(response))
        assert calls == ["기업2", "기업1", "기업0"]
        assert "031-000-0002" in page(response)

    @pytest.mark.parametrize("role", [Role.EXPERT, Role.COMMITTEE])
    def test_others_with_a_role_do_not(self, client, role):
        make.sign_in(client, make.official(role))

        assert client.get("/drive/").status_code == 403

    def test_a_member_of_a_company_does_not(self, client):
        company = make.company()
        make.sign_in(client, make.owner(company))

        assert client.get("/drive/").status_code == 403
        assert client.post("/drive/companies.csv", {"reason": "보고 싶어서"}).status_code == 403
        assert not AccessLog.objects.exists()

    def test_the_list_is_narrowed_down(self, client, world):
        make.sign_in(client, make.official(Role.MANAGER))

        by_seats, by_phone = client.get("/drive/?seats=1"), client.get("/drive/?q=000-0002")

        assert re.findall(r"기업\d(?= \d명)", page(by_seats)) == ["기업1"]
        assert re.findall(r"기업\d(?= \d명)", page(by_phone)) == ["기업2"]

    def test_a_filter_that_cannot_be_narrows_nothing(self, client, world):
        make.sign_in(client, make.official(Role.MANAGER))

        response = client.get("/drive/?seats=9&complex=999&page=x")

        assert response.status_code == 200
        assert len(re.findall(r"기업\d(?= \d명)", page(response))) == 3

    def test_the_csv_asks_for_a_reason(self, client, world):
        make.sign_in(client, make.official(Role.MANAGER))

        response = client.post("/drive/companies.csv", {"reason": ""})

        assert response.status_code == 422
        assert not AccessLog.objects.exists()

    def test_the_csv_keeps_who_took_it_and_runs_nothing(self, client, world):
        make.company('=HYPERLINK("http://evil.example")', phone="+82-31")
        manager = make.official(Role.MANAGER)
        make.sign_in(client, manager)

        response = client.post("/drive/companies.csv", {"reason": "읍면동 통보용 명단"})

        text = b"".join(response.streaming_content).decode("utf-8-sig")
        kept = AccessLog.objects.get(what=AccessLog.What.EXPORT)
        assert (kept.by, kept.reason, kept.rows) == (manager, "읍면동 통보용 명단", 5)
        assert len(text.splitlines()) == 6
        assert "\"'=HYPERLINK" in text
        assert ",'+82-31," in text

    def test_the_page_takes_as_many_queries_for_three_as_for_one(self, client):
        make.sign_in(client, make.official(Role.MANAGER))
        make.owner(make.company())
        with_one = queries(client, "/drive/")
        for _ in range(2):
            make.owner(make.company())

        with_three = queries(client, "/drive/")

        assert with_three == with_one

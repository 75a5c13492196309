"""What is done in companies, and what those concerned are told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions import Refused
from accounts.roles import Role
from companies import actions
from companies.models import Company, CompanyEvent, Invitation, JoinRequest, Seat
from companies.states import Approval, Source
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db
What = CompanyEvent.What


def told(*, to: str) -> list[str]:
    """Subjects of the mails to this address, the newest first."""
    return list(Message.objects.filter(to=to).values_list("subject", flat=True))


def last_event(company: Company) -> tuple[str, str | None, str | None]:
    event = company.events.latest("pk")
    return event.what, event.by and event.by.name, event.subject and event.subject.name


def in_the_inbox(person) -> list[tuple[str, str]]:
    """Subjects and where they lead, the newest first."""
    return list(Message.objects.inbox_of(person).values_list("subject", "link"))


def entered(name: str = "새한정공") -> tuple[Company, object]:
    applicant = make.person("정신청")
    company = actions.enter(
        make.registration_no(5000), by=applicant, name=name, address="한빛시 예시로 9", phone="031-123-4567"
    )
    return company, applicant


class TestInboxes:
    def test_members_find_what_they_were_told_and_a_way_to_it(self):
        company = make.company()

        owner = make.owner(company)

        assert in_the_inbox(owner) == [("[기업SOS] 한빛정밀 등록을 마쳤습니다", f"/companies/mine/{company.pk}/")]

    def test_who_was_put_out_is_led_nowhere(self):
        company = make.company()
        owner, member = make.owner(company), make.member(company)

        actions.remove(company.seats.get(person=member), by=owner)

        assert in_the_inbox(member)[0] == ("[기업SOS] 한빛정밀 회원에서 빠지셨습니다", "")

    def test_what_opens_a_door_is_for_the_postbox_alone(self):
        company = make.company()
        owner = make.owner(company)

        actions.ask_to_join(company, by=make.person())

        assert Message.objects.filter(to=owner.email, is_secret=True).count() == 1
        assert len(in_the_inbox(owner)) == 1

    def test_at_night_only_whoever_did_it_is_told_at_once(self, settings):
        settings.QUIET_FROM, settings.QUIET_UNTIL = 21, 8
        company = make.company()
        owner, member = make.owner(company), make.member(company)
        night = datetime(2027, 5, 7, 23, 0, tzinfo=ZoneInfo("Asia/Seoul"))

        with time_machine.travel(night, tick=False):
            newcomer = make.owner(make.company("새한정공"))
            actions.hand_over(company.seats.get(person=member), by=owner)

        tried = dict(Message.objects.filter(written_at=night).values_list("to", "try_at"))
        assert tried == {newcomer.email: night, member.email: night + timedelta(hours=9)}


class TestRegistering:
    def test_the_first_member_of_a_registry_company_owns_it_at_once(self):
        company, person = make.company(), make.person("김처음")

        actions.register(company, number=company.registration_no, by=person)

        seat = company.seats.get()
        assert (seat.person, seat.is_owner, seat.is_founder) == (person, True, True)
        assert last_event(company) == (What.REGISTERED, "김처음", "김처음")
        assert told(to=person.email) == ["[기업SOS] 한빛정밀 등록을 마쳤습니다"]

    def test_a_registry_company_without_a_number_gets_the_one_that_was_typed(self):
        company = make.company(numbered=False)

        actions.register(company, number="123-45-67891", by=make.person())

        company.refresh_from_db()
        assert company.registration_no == "1234567891"

    def test_another_number_than_the_registrys_is_refused(self):
        company = make.company()

        with pytest.raises(Refused, match="공장등록현황에 있는 사업자등록번호와 다릅니다"):
            actions.register(company, number="1234567891", by=make.person())

    def test_a_company_with_members_cannot_be_registered_again(self):
        company = make.company()
        make.owner(company)

        with pytest.raises(Refused, match="가입을 요청하실 수 있습니다"):
            actions.register(company, number=company.registration_no, by=make.person())

    def test_a_company_that_everybody_left_can_be_registered_again(self):
        company = make.company()
        actions.leave(company, by=make.owner(company))
        person = make.person()

        actions.register(company, number=company.registration_no, by=person)

        assert [seat.person for seat in company.seats.active()] == [person]

    def test_a_company_the_registry_does_not_know_waits_for_a_manager(self):
        manager = make.official(Role.MANAGER)

        company, applicant = entered()

        assert (company.source, company.approval) == (Source.OWN_ENTRY, Approval.PENDING)
        assert company.seats.owners().get().person == applicant
        assert told(to=manager.email) == ["[기업SOS] 기업 등록 승인이 필요합니다: 새한정공"]
        assert told(to=applicant.email) == ["[기업SOS] 새한정공 등록 신청을 받았습니다"]

    def test_a_wrong_number_cannot_be_entered(self):
        with pytest.raises(Refused, match="마지막 숫자"):
            actions.enter("123-45-67890", by=make.person(), name="가")

        assert not Company.objects.exists()

    def test_a_number_that_has_members_cannot_be_entered(self):
        company, _ = entered()

        with pytest.raises(Refused, match="이미 가입한 회사의 번호입니다"):
            actions.enter(company.registration_no, by=make.person(), name="다른회사")

        assert Company.objects.get().name == "새한정공"

    def test_a_pending_company_lets_nobody_in(self):
        company, applicant = entered()

        with pytest.raises(Refused, match="승인된 뒤에"):
            actions.invite(company, "a@test.example", by=applicant)


class TestApproval:
    def test_a_manager_approves_and_the_applicant_is_told(self):
        company, applicant = entered()
        manager = make.official(Role.MANAGER)

        approved = actions.approve(company, by=manager)

        assert (approved.approval, approved.decided_by) == (Approval.APPROVED, manager)
        assert last_event(company)[0] == What.APPROVED
        assert told(to=applicant.email)[0] == "[기업SOS] 새한정공 등록이 승인되었습니다"

    def test_a_rejection_says_why_ends_the_seat_and_leaves_room_for_a_second_try(self):
        company, applicant = entered()

        actions.reject(company, "번호와 상호가 서로 다릅니다.", by=make.official(Role.MANAGER))

        mail = Message.objects.filter(to=applicant.email).first()
        assert "번호와 상호가 서로 다릅니다." in mail.text
        assert not company.seats.active().exists()
        again = actions.enter(company.registration_no, by=applicant, name="새한정공(주)", address="", phone="")
        assert (again.pk, again.approval, again.decision_reason) == (company.pk, Approval.PENDING, "")

    def test_a_rejection_without_a_reason_is_refused(self):
        company, _ = entered()

        with pytest.raises(Refused, match="까닭"):
            actions.reject(company, " ", by=make.official(Role.MANAGER))

    def test_a_decided_company_is_not_decided_again(self):
        company, _ = entered()
        manager = make.official(Role.MANAGER)
        actions.approve(company, by=manager)

        with pytest.raises(Refused, match="이미 결정된 등록입니다: 승인"):
            actions.reject(company, "늦었습니다.", by=manager)

    @pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.EXAMINER, Role.TEAM])
    def test_nobody_but_a_manager_decides(self, role):
        company, _ = entered()

        with pytest.raises(PermissionDenied):
            actions.approve(company, by=make.official(role))


class TestInvitations:
    def test_an_invited_colleague_takes_a_seat(self):
        company = make.company()
        owner, colleague = make.owner(company), make.person("최동료")
        invitation = actions.invite(company, colleague.email.upper(), by=owner)

        seat = actions.take(invitation, by=colleague)

        assert (seat.company, seat.is_owner, seat.added_by, seat.invitation) == (company, False, owner, invitation)
        assert last_event(company) == (What.JOINED, "최동료", "최동료")
        assert told(to=owner.email)[0] == "[기업SOS] 최동료 님이 한빛정밀에 함께합니다"
        assert "[기업SOS] 한빛정밀와(과) 함께하게 되셨습니다" in told(to=colleague.email)

    def test_the_token_is_in_the_mail_and_nowhere_else(self):
        company = make.company()

        invitation = actions.invite(company, "a@test.example", by=make.owner(company))

        mail = Message.objects.get(to="a@test.example")
        token = mail.text.partition("/companies/join/")[2].partition("/")[0]
        assert len(token) > 30
        assert mail.is_secret
        assert token not in str(Invitation.objects.filter(pk=invitation.pk).values().get())
        assert token not in str(list(company.events.values()))

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (lambda i, owner: actions.withdraw(i, by=owner), "거두어진 초대입니다"),
            (lambda i, owner: actions.take(i, by=make.person(email="a@test.example")), "이미 쓴 초대입니다"),
            (
                lambda i, owner: Invitation.objects.filter(pk=i.pk).update(expires_at=timezone.now()),
                "기한이 지난 초대입니다",
            ),
        ],
        ids=["withdrawn", "used", "expired"],
    )
    def test_an_invitation_that_is_over_says_so(self, spoil, reason):
        company = make.company()
        owner = make.owner(company)
        invitation = actions.invite(company, "a@test.example", by=owner)
        spoil(invitation, owner)

        with pytest.raises(Refused, match=reason):
            actions.take(invitation, by=make.person())

    def test_an_invitation_is_for_the_invited_address_only(self):
        company = make.company()
        invitation = actions.invite(company, "a@test.example", by=make.owner(company))

        with pytest.raises(Refused, match="다른 이메일로 온 초대입니다"):
            actions.take(invitation, by=make.person(email="b@test.example"))

        assert company.seats.count() == 1

    def test_an_invitation_lasts_fourteen_days(self):
        company = make.company()
        invitation = actions.invite(company, "a@test.example", by=make.owner(company))
        colleague = make.person(email="a@test.example")

        later = time_machine.travel(timezone.now() + timedelta(days=14, minutes=1), tick=False)
        with later, pytest.raises(Refused, match="기한이 지난"):
            actions.take(invitation, by=colleague)

    def test_sending_again_closes_the_old_link_and_opens_a_new_one(self):
        company = make.company()
        owner = make.owner(company)
        invitation = actions.invite(company, "a@test.example", by=owner)
        before = Invitation.objects.get(pk=invitation.pk)
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())

        again = actions.send_again(invitation, by=owner)

        assert again.token_digest != before.token_digest
        assert not again.has_expired
        assert Message.objects.filter(to="a@test.example").count() == 2

    def test_one_address_is_not_invited_twice(self):
        company = make.company()
        owner = make.owner(company)
        actions.invite(company, "a@test.example", by=owner)

        with pytest.raises(Refused, match="이미 초대를 보냈습니다"):
            actions.invite(company, "A@test.example", by=owner)

    def test_a_member_is_not_invited(self):
        company = make.company()
        owner = make.owner(company)

        with pytest.raises(Refused, match="이미 함께하고 계십니다"):
            actions.invite(company, owner.email, by=owner)

    def test_a_leaflet_lets_in_so_many_and_no_more(self):
        company = make.company()
        leaflet, link = actions.make_leaflet(company, by=make.owner(company))
        Invitation.objects.filter(pk=leaflet.pk).update(limit=1)
        actions.take(leaflet, by=make.person())

        with pytest.raises(Refused, match="정해진 인원이 모두"):
            actions.take(leaflet, by=make.person())

        assert "/companies/join/" in link
        assert company.seats.active().count() == 2

    def test_there_is_an_end_to_open_invitations(self):
        company = make.company()
        owner = make.owner(company)
        for at in range(actions.STANDING_INVITATIONS):
            actions.invite(company, f"a{at}@test.example", by=owner)

        with pytest.raises(Refused, match="열린 초대가 너무 많습니다"):
            actions.make_leaflet(company, by=owner)

    def test_a_member_may_invite_and_take_back_their_own_but_not_others(self):
        company = make.company()
        owner = make.owner(company)
        member = make.member(company)
        own = actions.invite(company, "a@test.example", by=member)
        others = actions.invite(company, "b@test.example", by=owner)

        actions.withdraw(own, by=member)

        with pytest.raises(PermissionDenied):
            actions.withdraw(others, by=member)

    def test_a_stranger_invites_nobody(self):
        company = make.company()
        make.owner(company)

        with pytest.raises(PermissionDenied):
            actions.invite(company, "a@test.example", by=make.person())


class TestAskingToJoin:
    def test_an_owner_accepts(self):
        company, asker = make.company(), make.person("오요청")
        owner = make.owner(company)
        request = actions.ask_to_join(company, by=asker, note="총무부입니다.")

        actions.accept(request, by=owner)

        request.refresh_from_db()
        assert (request.outcome, request.decided_by) == (JoinRequest.Outcome.ACCEPTED, owner)
        assert company.seats.active().filter(person=asker, added_by=owner).exists()
        mail = Message.objects.filter(to=owner.email, subject__contains="가입을 요청").get()
        assert "총무부입니다." in mail.text
        assert "/companies/decide/" in mail.text
        assert "[기업SOS] 한빛정밀와(과) 함께하게 되셨습니다" in told(to=asker.email)

    def test_an_owner_declines(self):
        company, asker = make.company(), make.person()
        owner = make.owner(company)
        request = actions.ask_to_join(company, by=asker)

        actions.decline(request, by=owner)

        assert not company.seats.filter(person=asker).exists()
        assert told(to=asker.email) == ["[기업SOS] 한빛정밀 가입 요청이 받아들여지지 않았습니다"]

    def test_a_decided_request_is_not_decided_again(self):
        company, asker = make.company(), make.person()
        owner = make.owner(company)
        request = actions.ask_to_join(company, by=asker)
        actions.decline(request, by=owner)

        with pytest.raises(Refused, match="이미 결정된 요청입니다: 거절"):
            actions.accept(request, by=owner)

    def test_a_member_does_not_decide(self):
        company = make.company()
        make.owner(company)
        member = make.member(company)
        request = actions.ask_to_join(company, by=make.person())

        with pytest.raises(PermissionDenied):
            actions.accept(request, by=member)

    def test_nobody_asks_twice(self):
        company, asker = make.company(), make.person()
        make.owner(company)
        actions.ask_to_join(company, by=asker)

        with pytest.raises(Refused, match="이미 요청하셨습니다"):
            actions.ask_to_join(company, by=asker)

    def test_nobody_asks_everywhere(self):
        asker = make.person()
        for _ in range(actions.OPEN_REQUESTS):
            company = make.company()
            make.owner(company)
            actions.ask_to_join(company, by=asker)
        company = make.company()
        make.owner(company)

        with pytest.raises(Refused, match="답을 기다리는 요청이 너무 많습니다"):
            actions.ask_to_join(company, by=asker)

    def test_who_comes_in_by_invitation_has_no_request_left_open(self):
        company, asker = make.company(), make.person()
        owner = make.owner(company)
        request = actions.ask_to_join(company, by=asker)

        actions.take(actions.invite(company, asker.email, by=owner), by=asker)

        request.refresh_from_db()
        assert request.outcome == JoinRequest.Outcome.LAPSED

    def test_the_asker_takes_the_request_back(self):
        company, asker = make.company(), make.person()
        make.owner(company)
        request = actions.ask_to_join(company, by=asker)

        actions.take_back_request(request, by=asker)

        assert not company.join_requests.open().exists()
        with pytest.raises(PermissionDenied):
            actions.take_back_request(request, by=make.person())


class TestSeats:
    @pytest.fixture
    def firm(self):
        company = make.company()
        return company, make.owner(company), make.member(company, "이회원")

    def seat(self, company: Company, person) -> Seat:
        return company.seats.active().get(person=person)

    def test_the_ownership_is_handed_over(self, firm):
        company, owner, member = firm

        actions.hand_over(self.seat(company, member), by=owner)

        assert self.seat(company, member).is_owner
        assert not self.seat(company, owner).is_owner
        assert last_event(company) == (What.HANDED_OVER, "박대표", "이회원")
        assert told(to=member.email)[0] == "[기업SOS] 한빛정밀의 대표 계정을 넘겨받으셨습니다"

    def test_the_ownership_is_shared(self, firm):
        company, owner, member = firm

        actions.add_owner(self.seat(company, member), by=owner)

        assert company.seats.owners().count() == 2

    def test_a_member_hands_nothing_over_and_removes_nobody(self, firm):
        company, owner, member = firm

        for action in (actions.hand_over, actions.add_owner, actions.remove):
            with pytest.raises(PermissionDenied):
                action(self.seat(company, owner), by=member)

    def test_the_only_owner_does_not_leave_the_others_alone(self, firm):
        company, owner, _ = firm

        with pytest.raises(Refused, match="먼저 다른 분에게 대표 계정을 넘겨"):
            actions.leave(company, by=owner)

    def test_a_leaver_loses_access_at_once_and_the_company_keeps_the_rest(self, firm):
        company, owner, member = firm
        invitation = actions.invite(company, "a@test.example", by=member)

        actions.leave(company, by=member)

        assert not Company.objects.visible_to(member).exists()
        assert company.seats.filter(person=member, left_at__isnull=False, ended_by=member).exists()
        assert told(to=owner.email)[0] == "[기업SOS] 이회원 님이 한빛정밀에서 나갔습니다"
        invitation.refresh_from_db()
        assert invitation.withdrawn_at is not None

    def test_an_owner_removes_a_member(self, firm):
        company, owner, member = firm

        actions.remove(self.seat(company, member), by=owner)

        assert not Company.objects.of_member(member).exists()
        assert last_event(company) == (What.REMOVED, "박대표", "이회원")
        assert told(to=member.email)[0] == "[기업SOS] 한빛정밀 회원에서 빠지셨습니다"

    def test_who_was_removed_may_be_invited_back(self, firm):
        company, owner, member = firm
        actions.remove(self.seat(company, member), by=owner)

        actions.take(actions.invite(company, member.email, by=owner), by=member)

        assert company.seats.filter(person=member).count() == 2

    def test_an_owner_does_not_remove_themselves(self, firm):
        company, owner, _ = firm

        with pytest.raises(Refused, match="나가기"):
            actions.remove(self.seat(company, owner), by=owner)

    def test_an_owner_of_one_company_moves_nobody_in_another(self, firm):
        company, _, member = firm
        stranger = make.owner(make.company("다른회사"))

        for action in (actions.hand_over, actions.add_owner, actions.remove):
            with pytest.raises(PermissionDenied):
                action(self.seat(company, member), by=stranger)


class TestMerging:
    def test_everything_of_both_is_kept(self):
        kept, double = make.company("한빛정밀"), make.company("한빛정밀(주)")
        owner, other = make.owner(kept), make.owner(double, "윤대표")
        colleague = make.member(double, "강동료")
        actions.take(actions.invite(double, owner.email, by=other), by=owner)
        actions.invite(double, "a@test.example", by=other)
        asked = actions.ask_to_join(double, by=make.person())
        double.factories.create(row_key="1", name="한빛정밀(주)")
        manager = make.official(Role.MANAGER)

        actions.merge(double, into=kept, by=manager)

        assert set(kept.seats.active().values_list("person__name", "is_owner")) == {
            ("박대표", True),
            ("윤대표", True),
            ("강동료", False),
        }
        assert kept.seats.filter(person=owner).count() == 2
        assert kept.invitations.standing().get().email == "a@test.example"
        assert kept.join_requests.open().get() == asked
        assert kept.factories.count() == 1
        assert CompanyEvent.objects.of(kept).filter(company=double).exists()
        assert Company.objects.standing().get() == kept
        assert told(to=colleague.email)[0] == "[기업SOS] 두 번 등록된 기업을 한빛정밀(으)로 합쳤습니다"

    def test_the_number_moves_to_a_company_that_has_none(self):
        kept, double = make.company(numbered=False), make.company("한빛정밀(주)")
        number = double.registration_no

        actions.merge(double, into=kept, by=make.official(Role.MANAGER))

        kept.refresh_from_db()
        assert kept.registration_no == number

    def test_two_numbers_both_stay_findable(self):
        kept, double = make.company(), make.company("한빛정밀(주)")

        actions.merge(double, into=kept, by=make.official(Role.MANAGER))

        assert Company.objects.numbered(double.registration_no).get().merged_into == kept

    def test_a_company_is_not_merged_twice_or_into_itself(self):
        kept, double, manager = make.company(), make.company("한빛정밀(주)"), make.official(Role.MANAGER)
        actions.merge(double, into=kept, by=manager)

        for one, other in ((double, kept), (kept, kept)):
            with pytest.raises(Refused, match="이미 합쳐졌거나 같은 기업"):
                actions.merge(one, into=other, by=manager)

    def test_only_a_manager_merges(self):
        kept, double = make.company(), make.company("한빛정밀(주)")

        with pytest.raises(PermissionDenied):
            actions.merge(double, into=kept, by=make.owner(kept))


class TestNudges:
    def firm(self, members: int) -> Company:
        company = make.company(f"기업{members}")
        for at in range(members):
            make.member(company) if at else make.owner(company, email=f"owner{members}@test.example")
        return company

    def nudged(self) -> list[str]:
        return sorted(Message.objects.filter(subject__contains="자리 남았습니다").values_list("to", flat=True))

    def test_owners_of_companies_with_one_or_two_members_are_reminded_once_a_month(self):
        from companies import tasks

        for members in range(4):
            self.firm(members)
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            tasks.nudge()
            tasks.nudge()

        assert self.nudged() == ["owner1@test.example", "owner2@test.example"]

    def test_the_week_of_joining_is_left_in_peace(self):
        from companies import tasks

        self.firm(1)

        tasks.nudge()

        assert self.nudged() == []

    def test_an_owner_switches_it_off(self):
        company = self.firm(1)
        actions.switch_nudges(company, wanted=False, by=company.seats.get().person)

        done = actions.nudge(company, month=timezone.localdate())

        assert not done
        assert self.nudged() == []
        assert last_event(company)[0] == What.NUDGES_OFF

    def test_a_member_does_not_switch_it(self):
        company = self.firm(2)
        member = company.seats.get(is_owner=False).person

        with pytest.raises(PermissionDenied):
            actions.switch_nudges(company, wanted=False, by=member)

"""The life of a showcase: who may do what, when, and what is left behind."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import Refused
from accounts.roles import Role
from companies import uploads
from companies.models import Company, CompanyEvent
from companies.showcase import actions
from companies.showcase.models import Medium, Product, Showcase, StoredFile
from companies.showcase.querysets import usual_days
from companies.showcase.workflow import MEDIA, PRODUCTS, RULES, Move, State
from companies.states import Approval, Source
from notifications.models import Message
from sosportal.celery import app
from tests import make
from tests.companies import sent, shows

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings) -> Path:
    """Where files lie."""
    return settings.MEDIA_ROOT


@pytest.fixture
def company() -> Company:
    return make.company("한빛정밀")


@pytest.fixture
def owner(company):
    return make.owner(company)


@pytest.fixture
def manager():
    return shows.manager()


def on_the_disk(media: Path) -> int:
    return sum(path.is_file() for path in media.rglob("*"))


def events(of: Company) -> list[str]:
    return [event.what for event in of.events.filter(what__startswith="SHOWCASE").order_by("pk")]


class TestWriting:
    def test_a_company_starts_with_an_empty_draft_and_gets_the_same_one_again(self, company, owner):
        colleague = make.member(company)

        first, second = actions.start(company, by=owner), actions.start(company, by=colleague)

        assert first == second
        assert (first.state, first.headline) == (State.DRAFT, "")

    def test_a_company_that_was_not_let_in_yet_waits(self, company, owner):
        Company.objects.filter(pk=company.pk).update(source=Source.OWN_ENTRY, approval=Approval.PENDING)

        with pytest.raises(Refused, match="승인된 뒤에"):
            actions.start(company, by=owner)

    def test_only_its_members_write_it(self, company, owner, manager):
        draft = shows.draft(company, owner)
        _, stranger = shows.company("가온전자")
        leaver = make.member(company)
        company.seats.filter(person=leaver).update(left_at=timezone.now())

        for nobody in (stranger, leaver, manager):
            with pytest.raises(PermissionDenied):
                actions.start(company, by=nobody)
            with pytest.raises(PermissionDenied):
                shows.draft(company, nobody)
            with pytest.raises(PermissionDenied):
                shows.product(draft, nobody)

        assert Product.objects.count() == 0

    def test_products_keep_their_order_and_change_places(self, company, owner):
        draft = shows.draft(company, owner)
        first, second, third = (shows.product(draft, owner, name) for name in ("하나", "둘", "셋"))

        actions.move_product(third, up=True, by=owner)
        actions.move_product(first, up=True, by=owner)
        actions.move_product(second, up=False, by=owner)

        assert [product.name for product in draft.products.all()] == ["하나", "셋", "둘"]

    def test_a_new_picture_takes_the_place_and_the_file_of_the_old_one(
        self, company, owner, media, django_capture_on_commit_callbacks
    ):
        product = shows.product(shows.draft(company, owner), owner)
        before = product.picture
        picture = uploads.picture(sent.sent(sent.png((90, 90))))

        with django_capture_on_commit_callbacks(execute=True):
            changed = actions.change_product(
                product, "새 이름", "", picture, "새 사진", picture_name="b.png", by=owner
            )

        assert (changed.picture.width, changed.picture.name) == (90, "b.png.webp")
        assert not StoredFile.objects.filter(pk=before.pk).exists()
        assert on_the_disk(media) == 2

    def test_a_file_goes_with_the_last_row_that_shows_it(
        self, company, owner, media, django_capture_on_commit_callbacks
    ):
        shows.public(company, owner, products=("방열판",))
        draft = actions.start(company, by=owner)

        with django_capture_on_commit_callbacks(execute=True):
            actions.remove_product(draft.products.get(), by=owner)
        still_public = on_the_disk(media)
        with django_capture_on_commit_callbacks(execute=True):
            actions.publish(actions.submit(draft, by=owner), seen=2, by=shows.manager())

        assert still_public == 2
        assert on_the_disk(media) == 0
        assert StoredFile.objects.count() == 0

    def test_files_lie_under_made_up_names_inside_the_media_folder(self, company, owner, media):
        draft = shows.draft(company, owner)
        file = sent.sent(sent.pdf(), "../../../evil\u202egpj.sh")

        medium = actions.add_medium(draft, Medium.What.SLIDES, "자료", file=file, by=owner)

        path = Path(medium.file.file.path)
        assert path.is_relative_to(media / "showcase")
        assert path.suffix == ".pdf"
        assert "evil" not in str(path)
        assert medium.file.name == "evilgpj.sh.pdf"

    def test_there_is_room_for_so_many_products_and_no_more(self, company, owner):
        draft = shows.draft(company, owner)
        for n in range(PRODUCTS):
            shows.product(draft, owner, f"제품 {n}")

        with pytest.raises(Refused, match="제품은 12개까지"):
            shows.product(draft, owner, "하나 더")

    def test_there_is_room_for_so_many_media_and_no_more(self, company, owner):
        draft = shows.draft(company, owner)
        for n in range(MEDIA):
            actions.add_medium(draft, Medium.What.LINK, f"{n}", link="https://video.example/1", by=owner)

        with pytest.raises(Refused, match="영상·자료는 6개까지"):
            shows.slides(draft, owner)

    def test_the_files_of_a_company_have_their_quota(self, company, owner, monkeypatch, media):
        draft = shows.draft(company, owner)
        monkeypatch.setattr(actions, "QUOTA", 2000)

        with pytest.raises(Refused, match="남아 있습니다"), transaction.atomic():
            shows.slides(draft, owner, content=bytes(3000))

        assert StoredFile.objects.count() == 0
        assert on_the_disk(media) == 0

    def test_a_full_disk_is_said_and_leaves_no_row(self, company, owner, settings):
        draft = shows.draft(company, owner)
        settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "tests.companies.sent.FullDisk"}}

        with pytest.raises(Refused, match="저장할 자리가 없습니다"), transaction.atomic():
            shows.slides(draft, owner)

        assert StoredFile.objects.count() == 0


class TestHandingInAndDeciding:
    def test_the_city_is_asked_once_the_company_says_something(self, company, owner):
        with pytest.raises(Refused, match="한 줄 소개와 회사 소개"):
            actions.submit(actions.start(company, by=owner), by=owner)

        showcase = shows.submitted(company, owner)

        assert (showcase.state, showcase.submissions, showcase.submitted_by) == (State.SUBMITTED, 1, owner)

    def test_nothing_changes_while_the_city_looks(self, company, owner):
        draft = shows.draft(company, owner)
        product, medium = shows.product(draft, owner), shows.slides(draft, owner)
        showcase = actions.submit(draft, by=owner)

        attempts = [
            lambda: shows.draft(company, owner),
            lambda: shows.product(showcase, owner),
            lambda: actions.change_product(product, "다른 이름", "", None, "글", by=owner),
            lambda: actions.move_product(product, up=True, by=owner),
            lambda: actions.remove_product(product, by=owner),
            lambda: shows.slides(showcase, owner),
            lambda: actions.change_medium(medium, "다른 제목", by=owner),
            lambda: actions.remove_medium(medium, by=owner),
            lambda: actions.submit(showcase, by=owner),
        ]

        for attempt in attempts:
            with pytest.raises(Refused):
                attempt()
        assert showcase.products.get().name == "방열판"
        assert showcase.media.get().title == "제품 목록"

    def test_what_was_recalled_can_be_changed_and_handed_in_again(self, company, owner):
        showcase = actions.recall(shows.submitted(company, owner), by=owner)

        again = actions.submit(shows.draft(company, owner, headline="고친 소개"), by=owner)

        assert showcase.state == State.DRAFT
        assert (again.headline, again.submissions) == ("고친 소개", 2)
        assert events(company) == ["SHOWCASE_SUBMIT", "SHOWCASE_RECALL", "SHOWCASE_SUBMIT"]

    def test_only_a_manager_decides(self, company, owner):
        showcase = shows.submitted(company, owner)

        for nobody in (owner, make.official(Role.OFFICER), make.official(Role.EXAMINER), make.person()):
            with pytest.raises(PermissionDenied):
                actions.publish(showcase, seen=1, by=nobody)
            with pytest.raises(PermissionDenied):
                actions.send_back(showcase, "까닭", seen=1, by=nobody)

        assert not Showcase.objects.public().exists()

    def test_the_public_sees_the_old_version_until_the_new_one_is_let_through(self, company, owner, manager):
        shows.public(company, owner, products=("방열판",), headline="처음 소개")
        changed = shows.submitted(company, owner, headline="고친 소개")
        shown_meanwhile = Showcase.objects.public().get().headline

        actions.publish(changed, seen=changed.submissions, by=manager)

        assert shown_meanwhile == "처음 소개"
        assert [row.headline for row in company.showcases.all()] == ["고친 소개"]
        assert [product.name for product in Showcase.objects.public().get().products.all()] == ["방열판"]

    def test_what_was_sent_back_carries_its_reason_until_it_is_handed_in_again(self, company, owner, manager):
        shows.public(company, owner, headline="처음 소개")
        changed = shows.submitted(company, owner, headline="최고의 회사")

        back = actions.send_back(changed, "‘최고’의 근거를 적어 주십시오.", seen=changed.submissions, by=manager)
        reason = back.reason
        again = shows.submitted(company, owner, headline="고친 소개")

        assert (back.state, reason) == (State.SENT_BACK, "‘최고’의 근거를 적어 주십시오.")
        assert again.reason == ""
        assert Showcase.objects.public().get().headline == "처음 소개"
        assert company.events.get(what="SHOWCASE_RETURN").note == reason

    def test_a_decision_is_about_what_its_maker_saw(self, company, owner, manager):
        seen = shows.submitted(company, owner, headline="얌전한 소개")
        actions.recall(seen, by=owner)
        shows.submitted(company, owner, headline="다른 소개")

        with pytest.raises(Refused, match="새 내용을 확인"):
            actions.publish(seen, seen=seen.submissions, by=manager)

        assert not Showcase.objects.public().exists()

    def test_the_second_of_two_decisions_is_told_so(self, company, owner, manager):
        showcase = shows.submitted(company, owner)
        actions.publish(showcase, seen=1, by=manager)

        with pytest.raises(Refused, match="다른 분이 결정"):
            actions.send_back(showcase, "까닭", seen=1, by=shows.manager())

        assert Showcase.objects.public().get() == showcase

    def test_every_move_has_a_rule_and_every_step_an_event_and_its_words(self):
        from companies.showcase import notices
        from companies.showcase.workflow import REFUSALS

        assert set(RULES) == set(Move) == set(REFUSALS)
        assert set(actions.EVENTS) == set(notices.NOTICES) == set(Move) - {Move.EDIT}


class TestTakingDown:
    def test_the_company_hides_its_page_at_once_and_keeps_its_work(self, company, owner):
        showcase = shows.public(company, owner, products=("방열판",))

        actions.withdraw(showcase, by=make.member(company))

        assert not Showcase.objects.public().exists()
        kept = company.showcases.get()
        assert (kept.state, kept.headline, kept.products.count()) == (State.DRAFT, shows.HEADLINE, 1)
        assert events(company)[-1] == "SHOWCASE_HIDE"

    def test_with_a_draft_beside_it_only_the_draft_stays(self, company, owner):
        showcase = shows.public(company, owner, headline="처음 소개")
        shows.draft(company, owner, headline="고치는 중")

        actions.withdraw(showcase, by=owner)

        assert [row.headline for row in company.showcases.all()] == ["고치는 중"]

    def test_the_city_takes_a_page_down_with_a_reason(self, company, owner, manager):
        showcase = shows.public(company, owner)
        Message.objects.all().delete()

        actions.take_down(showcase, "신고된 내용을 확인해 주십시오.", by=manager)

        kept = company.showcases.get()
        assert (kept.state, kept.reason) == (State.SENT_BACK, "신고된 내용을 확인해 주십시오.")
        assert "신고된 내용을 확인해 주십시오." in Message.objects.get(to=owner.email).text

    def test_a_page_that_is_down_is_not_taken_down_twice(self, company, owner, manager):
        showcase = shows.public(company, owner)
        actions.withdraw(showcase, by=owner)

        with pytest.raises(Refused, match="이미 공개하지 않는"):
            actions.withdraw(showcase, by=owner)
        with pytest.raises(Refused, match="이미 공개하지 않는"):
            actions.take_down(showcase, "까닭", by=manager)


class TestTelling:
    def test_owners_hear_of_each_step_and_whoever_did_it_does_not(self, company, owner, manager):
        colleague, bystander = make.member(company, "최직원"), make.member(company, "구경꾼")
        Message.objects.all().delete()

        showcase = shows.submitted(company, colleague)
        actions.send_back(showcase, "사진을 더해 주십시오.", seen=1, by=manager)
        showcase = shows.submitted(company, owner)
        actions.publish(showcase, seen=2, by=manager)

        assert [(mail.to, mail.subject.partition("] ")[2]) for mail in Message.objects.order_by("pk")] == [
            (owner.email, "한빛정밀 홍보관 공개를 신청했습니다"),
            (owner.email, "한빛정밀 홍보관에 고칠 곳이 있습니다"),
            (colleague.email, "한빛정밀 홍보관에 고칠 곳이 있습니다"),
            (owner.email, "한빛정밀 홍보관을 공개했습니다"),
        ]
        assert not Message.objects.filter(to=bystander.email).exists()
        told = Message.objects.get(to=colleague.email)
        assert "사진을 더해 주십시오." in told.text
        assert f"/companies/{company.pk}/showcase/edit/" in told.text

    def test_whoever_has_left_hears_nothing(self, company, owner, manager):
        colleague = make.member(company)
        showcase = shows.submitted(company, colleague)
        company.seats.filter(person=colleague).update(left_at=timezone.now())
        Message.objects.all().delete()

        actions.publish(showcase, seen=1, by=manager)

        assert [mail.to for mail in Message.objects.all()] == [owner.email]


class TestMerging:
    def test_a_showcase_goes_along_with_its_company(self, company, owner):
        shows.public(company, owner, products=("방열판",))
        other = make.company("한빛정밀 제2공장")

        actions.follow_merge(company, other)

        assert other.showcases.get().products.get().picture.company == other
        assert not company.showcases.exists()

    def test_the_one_that_is_there_stays(self, company, owner):
        shows.public(company, owner, headline="옛 소개")
        other, its_owner = shows.company("한빛정밀 제2공장")
        shows.public(other, its_owner, headline="새 소개")

        actions.follow_merge(company, other)

        assert [row.headline for row in other.showcases.all()] == ["새 소개"]


class TestSweeping:
    def test_files_of_nobody_go_after_a_day_and_all_others_stay(self, company, owner, media):
        shows.product(shows.draft(company, owner), owner)
        orphan = media / "showcase" / "ab" / "orphan.webp"
        orphan.parent.mkdir()
        orphan.write_bytes(b"x")
        half = media / "tmpx.upload"
        half.write_bytes(b"x")

        soon = actions.sweep(at=timezone.now() + timedelta(hours=23))
        later = actions.sweep(at=timezone.now() + timedelta(hours=25))

        assert (soon, later) == (0, 2)
        assert on_the_disk(media) == 2

    def test_a_new_portal_has_nothing_to_sweep(self):
        assert actions.sweep(at=timezone.now()) == 0

    def test_it_happens_every_night(self, settings, media):
        orphan = media / "showcase" / "ab" / "orphan.webp"
        orphan.parent.mkdir(parents=True)
        orphan.write_bytes(b"x")

        task = settings.CELERY_BEAT_SCHEDULE["companies.sweep_files"]["task"]
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            app.tasks[task]()

        assert not orphan.exists()


class TestWhatTheDatabaseRefuses:
    """Whatever must never be false, tried past the actions."""

    def refused(self, constraint: str, change) -> None:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            change()

    def test_two_public_ones_or_two_drafts_of_one_company(self, company, owner):
        shows.public(company, owner)
        draft = shows.draft(company, owner)
        rows = Showcase.objects.filter(pk=draft.pk)

        self.refused("showcase_is_worked_on_once", lambda: company.showcases.create(started_by=owner))
        self.refused(
            "showcase_is_public_once",
            lambda: rows.update(
                state="PUBLISHED",
                submissions=1,
                submitted_at=timezone.now(),
                submitted_by=owner,
                decided_at=timezone.now(),
                decided_by=owner,
            ),
        )

    @pytest.mark.parametrize(
        ("constraint", "change"),
        [
            ("showcase_submitted_says_who_and_when", {"state": "SUBMITTED"}),
            ("showcase_decided_says_who_and_when", {"state": "SENT_BACK", "reason": "까닭"}),
            ("showcase_sent_back_says_why", {"reason": "까닭"}),
            ("showcase_homepage_is_https", {"homepage": "http://firm.example"}),
            ("showcase_homepage_is_https", {"homepage": "javascript:alert(1)"}),
        ],
    )
    def test_a_state_without_its_facts(self, company, owner, constraint, change):
        draft = shows.draft(company, owner)

        self.refused(constraint, lambda: Showcase.objects.filter(pk=draft.pk).update(**change))

    def test_a_picture_without_words_and_a_video_without_a_transcript(self, company, owner):
        draft = shows.draft(company, owner)
        shows.product(draft, owner)
        video = shows.video(draft, owner)

        self.refused("product_has_a_name", lambda: draft.products.update(picture_text=""))
        self.refused("medium_video_can_be_read", lambda: draft.media.filter(pk=video.pk).update(transcript=""))
        self.refused("medium_is_a_file_or_a_link", lambda: draft.media.update(link="https://video.example"))


class TestHowLongItTakes:
    def test_too_few_decisions_say_nothing(self, company, owner, manager):
        showcase = shows.submitted(company, owner)
        actions.publish(showcase, seen=1, by=manager)

        assert usual_days(at=timezone.now()) is None

    def test_the_middle_of_the_last_decisions_counts_in_days_begun(self, company, owner, manager):
        now = timezone.now()
        for n, waited in enumerate([1, 30, 30, 30, 500]):
            with time_machine.travel(now + timedelta(days=30 * n), tick=False):
                showcase = shows.submitted(company, owner)
            with time_machine.travel(now + timedelta(days=30 * n, hours=waited), tick=False):
                actions.send_back(showcase, "까닭", seen=showcase.submissions, by=manager)

        assert CompanyEvent.objects.filter(what="SHOWCASE_RETURN").count() == 5
        assert usual_days(at=now + timedelta(days=300)) == 2

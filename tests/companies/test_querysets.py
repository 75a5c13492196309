"""Questions about companies."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from companies import actions, drive
from companies.models import Company, IndustrialComplex, Industry, Seat
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OFFICER, Role.HEAD, Role.EXAMINER, Role.TEAM])
def test_who_works_for_the_city_sees_every_company(role):
    make.company()

    assert Company.objects.visible_to(make.official(role)).count() == 1


@pytest.mark.parametrize("role", [Role.EXPERT, Role.COMMITTEE])
def test_other_roles_see_none(role):
    make.company()

    assert not Company.objects.visible_to(make.official(role)).exists()


def test_a_member_sees_their_own_company_once_and_no_other():
    ours, _other = make.company(), make.company("다른회사")
    owner = make.owner(ours)
    make.member(ours)

    assert list(Company.objects.visible_to(owner)) == [ours]


@pytest.mark.parametrize(
    "text",
    [
        "빛정",
        "한빛 정밀",
        "정밀 예시로",
        "124-81",
        "12481",
        "031-123",
        "0311234",
        "예시로 7",
        "원시동 777",
        "한빛정밀 1234567",
    ],
)
def test_any_part_of_name_number_phone_or_address_finds_the_company(text):
    Company.objects.filter(
        pk=make.company("(주)한빛 정밀", phone="031-123-4567", address="한빛시 예시로 7").pk
    ).update(registration_no="1248100006", lot_address="한빛시 원시동 777-1")
    make.company("다른회사", phone="02-999-8888", address="먼시 먼로 99", numbered=False)

    found = Company.objects.search(text)

    assert [company.name for company in found] == ["(주)한빛 정밀"]


def test_the_search_uses_its_index():
    with connection.cursor() as cursor:
        # On an empty table every other way is as good.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")

    plan = Company.objects.search("한빛정밀").order_by().explain()

    assert "company_search" in plan


def test_a_search_for_nothing_and_for_signs_breaks_nothing():
    make.company()

    assert Company.objects.search("  ").count() == 1
    assert Company.objects.search("100%_\\ '").count() == 0


def test_the_likeliest_company_comes_first():
    make.company("한빛정밀", numbered=False, address="한빛시 먼로 99")
    right = make.company("한빛정밀(주)", numbered=False, address="경기도 한빛시 예시로 7, 2층")
    make.company("새벽화학", numbered=False, address="한빛시 예시로 7")

    found = Company.objects.matching("1234567891", "㈜한빛 정밀", "한빛시 예시로 7 (가동)")

    assert [company.address for company in found] == [right.address, "한빛시 먼로 99"]


def test_who_is_joined_merged_or_numbered_is_not_offered_by_name():
    joined = make.company("한빛정밀", numbered=False)
    make.owner(joined)
    make.company("한빛정밀")
    double, kept = make.company("한빛정밀", numbered=False), make.company("전혀다른상사")
    actions.merge(double, into=kept, by=make.official(Role.MANAGER))

    assert not Company.objects.matching("1234567891", "한빛정밀").exists()


class TestDrive:
    @pytest.fixture
    def world(self):
        hub = IndustrialComplex.objects.create(name="가단지", name_key="가단지")
        metal = Industry.objects.create(name="도금업", name_key="도금업")
        for at, members in enumerate([0, 1, 3, 4]):
            company = make.company(
                f"기업{at}", industrial_complex=hub if at < 3 else None, industry=metal if at else None
            )
            for n in range(members):
                make.member(company) if n else make.owner(company)
        gone = make.company("떠난회사")
        actions.leave(gone, by=make.owner(gone))

    def test_the_figures_count_companies_members_and_goals(self, world):
        assert Company.objects.drive_figures() == {"companies": 5, "joined": 3, "at_goal": 2, "seats": 8}

    def test_there_are_figures_without_companies_too(self):
        assert Company.objects.drive_figures() == {"companies": 0, "joined": 0, "at_goal": 0, "seats": 0}

    def test_complexes_and_what_lies_outside(self, world):
        assert drive.by_complex() == [drive.Progress("가단지", 3, 2, 1), drive.Progress("단지 밖", 2, 1, 1)]

    def test_industries_and_the_rest(self, world):
        assert drive.by_industry() == [drive.Progress("도금업", 3, 3, 2), drive.Progress("그 밖의 업종", 2, 0, 0)]

    def test_small_industries_share_a_line(self):
        for at in range(drive.LARGEST + 2):
            industry = Industry.objects.create(name=f"업종{at:02}", name_key=f"업종{at:02}")
            make.company(industry=industry)

        rows = drive.by_industry()

        assert len(rows) == drive.LARGEST + 1
        assert rows[-1] == drive.Progress("그 밖의 업종", 2, 0, 0)

    def test_months_count_by_the_moment_of_the_third_member_in_seoul(self):
        seoul, company = timezone.get_current_timezone(), make.company()
        moments = [
            datetime(2026, 1, 31, 12, tzinfo=seoul),
            datetime(2026, 3, 1, 0, 30, tzinfo=seoul),  # still February in UTC
            datetime(2026, 4, 2, tzinfo=seoul),
        ]
        Seat.objects.bulk_create(
            Seat(company=company, person=make.person(), is_owner=True, joined_at=moment) for moment in moments
        )

        months = drive.by_month(date(2026, 5, 20))

        assert (len(months), months[0].first) == (drive.MONTHS, date(2025, 6, 1))
        assert [(month.joined, month.reached, month.at_goal) for month in months[-5:]] == [
            (1, 0, 0),
            (0, 0, 0),
            (1, 0, 0),
            (1, 1, 1),
            (0, 0, 1),
        ]

    def test_nobody_is_nudged_twice_or_against_their_will(self):
        later = timezone.now() + timedelta(days=8)
        one, two, unwilling = make.company("하나"), make.company("둘"), make.company("싫음", wants_nudges=False)
        for company in (one, two, unwilling):
            make.owner(company)
        actions.nudge(two, month=timezone.localdate(later))

        assert list(Company.objects.to_nudge(at=later)) == [one]

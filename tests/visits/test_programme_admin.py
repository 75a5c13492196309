"""순회 프로그램, its slots and its people, on the pages of the workplace."""

import re
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from grievances.clock import SEOUL
from grievances.models import Holiday
from grievances.moment import as_of
from tests import made_visits as made
from tests import make
from visits.models import Programme, Slot, SlotTime, TeamMember
from visits.workflow import Part, Status

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 10, tzinfo=SEOUL)
PROGRAMMES, TEAM = "/admin/visits/programme/", "/admin/visits/teammember/"
SPAN = {"first": "2026-11-26", "last": "2026-12-10"}


@pytest.fixture(autouse=True)
def _monday():
    with as_of(MONDAY):
        yield


@pytest.fixture
def desk() -> Client:
    return make.sign_in(Client(), make.manager())


def text_of(answer) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u2060", "").replace("\xa0", " ")
    return " ".join(plain.split())


def slots_of(programme: Programme) -> str:
    return f"{PROGRAMMES}{programme.pk}/slots/"


def sent(programme: Programme | None = None, **rows: str) -> dict[str, str]:
    """The form of a programme as a browser sends it, with one time of the day and no companies."""
    fields = {
        "name": "이동시장실",
        "kind": "MAYOR",
        "weekday": "3",
        "first_on": "2026-11-01",
        "last_on": "",
        "about": "",
        "eligible": "REGISTERED",
        "is_open": "on",
        "checklist": "안전모\n명함",
        "every_month": "0",
        "participations-TOTAL_FORMS": "0",
        "participations-INITIAL_FORMS": "0",
        "times-TOTAL_FORMS": "1",
        "times-INITIAL_FORMS": "0",
        "times-0-order": "1",
        "times-0-begins": "10:00",
        "times-0-ends": "11:30",
    }
    return fields | rows


# --- The programme -------------------------------------------------------------------------------------


def test_a_programme_is_made_with_the_times_of_its_day(desk):
    answer = desk.post(f"{PROGRAMMES}add/", sent())

    programme = Programme.objects.get()
    assert (answer.status_code, programme.name, programme.checks) == (302, "이동시장실", ["안전모", "명함"])
    assert [str(one) for one in programme.times.all()] == ["1. 10:00–11:30"]


def test_a_mentoring_programme_has_companies_each_with_its_consultants(desk):
    company = make.company("다온도금")
    consultants = [TeamMember.objects.get(person=made.member_of_team(name, Part.CONSULTANT)) for name in ("가", "나")]
    form = sent(kind="MENTORING", eligible="PARTICIPANTS", every_month="1") | {
        "participations-TOTAL_FORMS": "1",
        "participations-0-company": str(company.pk),
        "participations-0-consultants": [str(one.pk) for one in consultants],
        "participations-0-first_on": "2026-12-01",
        "participations-0-last_on": "",
    }

    desk.post(f"{PROGRAMMES}add/", form)

    participation = Programme.objects.get().participations.get()
    assert (participation.company, list(participation.consultants.all())) == (company, consultants)


def test_the_page_asks_the_same_number_of_questions_for_one_company_and_for_three(desk):
    programme = made.programme(kind="MENTORING", eligible="PARTICIPANTS")
    consultants = [TeamMember.objects.get(person=made.member_of_team(name, Part.CONSULTANT)) for name in ("가", "나")]
    desk.get(PROGRAMMES)  # what a session asks once
    counts = []
    for names in (["다온도금"], ["가람사출", "한빛정밀"]):
        for name in names:
            programme.participations.create(company=make.company(name)).consultants.set(consultants)
        with CaptureQueriesContext(connection) as asked:
            page = desk.get(f"{PROGRAMMES}{programme.pk}/change/").content.decode()
        counts.append((len(re.findall(r'name="participations-\d-consultants"[^>]* checked', page)), len(asked)))

    assert [ticked for ticked, _asked in counts] == [2, 6]
    assert counts[0][1] == counts[1][1]


def test_a_company_that_takes_part_stays_itself_and_its_consultants_change(desk):
    programme = made.programme(kind="MENTORING", eligible="PARTICIPANTS")
    company, other = make.company("다온도금"), make.company("가람사출")
    row = programme.participations.create(company=company)
    made.member_of_team("가", Part.CONSULTANT)
    form = sent(name=programme.name, kind="MENTORING", eligible="PARTICIPANTS") | {
        "times-TOTAL_FORMS": "0",
        "participations-TOTAL_FORMS": "1",
        "participations-INITIAL_FORMS": "1",
        "participations-0-id": str(row.pk),
        "participations-0-company": str(other.pk),
        "participations-0-consultants": [str(TeamMember.objects.get().pk)],
        "participations-0-first_on": "2026-12-01",
        "participations-0-last_on": "",
    }

    answer = desk.post(f"{PROGRAMMES}{programme.pk}/change/", form)

    row.refresh_from_db()
    assert answer.status_code == 302
    assert (row.company, [str(one) for one in row.consultants.all()]) == (company, ["가 · 컨설턴트"])


def test_a_consultant_who_was_just_added_can_be_chosen(desk):
    programme = made.programme(kind="MENTORING", eligible="PARTICIPANTS")
    before = desk.get(f"{PROGRAMMES}{programme.pk}/change/").content.decode()
    made.member_of_team("나중온", Part.CONSULTANT)

    after = desk.get(f"{PROGRAMMES}{programme.pk}/change/").content.decode()

    assert ("participations-__prefix__-consultants" in before, "나중온 · 컨설턴트" in before) == (True, False)
    assert "나중온 · 컨설턴트" in after


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"last_on": "2026-10-01"}, "시작하는 날보다 앞설 수 없습니다."),
        ({"every_month": "1"}, "참여기업으로 뽑힌 기업을 찾아가는 프로그램에만"),
        ({"times-0-ends": "09:00"}, "시작보다 뒤여야 합니다."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(desk, wrong, said):
    answer = desk.post(f"{PROGRAMMES}add/", sent() | wrong)

    assert said in text_of(answer)
    assert not Programme.objects.exists()


def test_two_times_of_a_day_change_places(desk):
    programme = made.programme()
    first, second = programme.times.all()
    form = sent(name=programme.name) | {
        "times-TOTAL_FORMS": "2",
        "times-INITIAL_FORMS": "2",
        "times-0-id": str(first.pk),
        "times-0-order": "1",
        "times-0-begins": "10:00",
        "times-0-ends": "11:30",
        "times-0-DELETE": "on",
        "times-1-id": str(second.pk),
        "times-1-order": "1",
        "times-1-begins": "14:00",
        "times-1-ends": "15:30",
    }

    answer = desk.post(f"{PROGRAMMES}{programme.pk}/change/", form)

    assert answer.status_code == 302
    assert [str(one) for one in SlotTime.objects.all()] == ["1. 14:00–15:30"]


def test_a_programme_is_never_deleted(desk):
    programme = made.programme()

    assert desk.post(f"{PROGRAMMES}{programme.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_list_asks_the_same_number_of_questions_for_one_programme_and_for_three(desk):
    desk.get(PROGRAMMES)  # what a session asks once
    counts = []
    for names in (["이동시장실"], ["현장방문", "혁신허브"]):
        for name in names:
            made.slot(made.programme(name), date(2026, 12, 3))
        with CaptureQueriesContext(connection) as asked:
            said = text_of(desk.get(PROGRAMMES))
        counts.append((said.count("1개(빈 자리 1)"), len(asked)))

    assert [rows for rows, _asked in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


# --- 시간대 -----------------------------------------------------------------------------------------------


def test_what_would_be_made_and_which_days_are_shut_is_shown_before_it_is_made(desk):
    programme = made.programme()
    Holiday.objects.create(day=date(2026, 12, 3), name="임시공휴일", kind=Holiday.Kind.TEMPORARY)

    said = text_of(desk.post(slots_of(programme), SPAN))

    assert "아직 만들지 않았습니다" in said
    assert "새 시간대 4개 , 만들지 않는 것 1건 입니다." in said.replace("건입니다", "건 입니다")
    assert "12월 3일(목) 쉬는 날(임시공휴일)" in said
    assert "11월 26일(목) 10:00–11:30 · 14:00–15:30" in said
    assert not Slot.objects.exists()


def test_what_was_looked_at_is_made(desk):
    programme = made.programme()

    answer = desk.post(slots_of(programme), SPAN | {"sure": "1"}, follow=True)

    assert answer.redirect_chain == [(slots_of(programme), 302)]
    assert "시간대 6개를 만들었습니다." in text_of(answer)
    assert Slot.objects.count() == 6


def test_days_in_the_past_are_refused(desk):
    answer = desk.post(slots_of(made.programme()), SPAN | {"first": "2026-11-01", "sure": "1"})

    assert answer.status_code == 422
    assert "지난 날에는 시간대를 만들 수 없습니다." in text_of(answer)
    assert not Slot.objects.exists()


def test_a_free_slot_is_removed_from_the_page_and_a_taken_one_has_no_button(desk):
    programme = made.programme()
    free = made.slot(programme, date(2026, 12, 3), order=2)
    taken = made.slot(programme, date(2026, 12, 3))
    made.visit(Status.OFFERED, of=programme, to=made.factory("다온도금"), on=taken)

    page = desk.get(slots_of(programme)).content.decode()
    answer = desk.post(f"{slots_of(programme)}{free.pk}/drop/", follow=True)

    assert (f"{free.pk}/drop/" in page, f"{taken.pk}/drop/" in page) == (True, False)
    assert "빈 자리를 지웠습니다" in text_of(answer)
    assert list(Slot.objects.all()) == [taken]


def test_a_taken_slot_is_not_removed_and_the_page_says_why(desk):
    programme = made.programme()
    taken = made.slot(programme, date(2026, 12, 3))
    made.visit(Status.OFFERED, of=programme, to=made.factory("다온도금"), on=taken)

    answer = desk.post(f"{slots_of(programme)}{taken.pk}/drop/", follow=True)

    assert "다온도금 방문이 잡힌 자리라 지울 수 없습니다." in text_of(answer)
    assert list(Slot.objects.all()) == [taken]


def test_a_slot_of_another_programme_is_not_removed_here(desk):
    ours, other = made.programme(), made.programme("현장방문")
    kept = made.slot(other, date(2026, 12, 3))

    desk.post(f"{slots_of(ours)}{kept.pk}/drop/")

    assert list(Slot.objects.all()) == [kept]


def test_the_examiner_looks_at_slots_and_makes_none():
    programme = made.programme()
    slot = made.slot(programme, date(2026, 12, 3))
    desk = make.sign_in(Client(), make.official(Role.EXAMINER))

    assert "앞으로의 시간대 1개" in text_of(desk.get(slots_of(programme)))
    assert desk.post(slots_of(programme), SPAN | {"sure": "1"}).status_code == 403
    assert desk.post(f"{slots_of(programme)}{slot.pk}/drop/").status_code == 403
    assert list(Slot.objects.all()) == [slot]


def test_the_page_of_slots_asks_the_same_number_of_questions_for_one_and_for_three(desk):
    programme = made.programme()
    desk.get(PROGRAMMES)  # what a session asks once
    counts = []
    for days in ([date(2026, 12, 3)], [date(2026, 12, 10), date(2026, 12, 17)]):
        for day in days:
            made.visit(Status.OFFERED, of=programme, to=made.factory(f"{day} 공장"), on=made.slot(programme, day))
        with CaptureQueriesContext(connection) as asked:
            said = text_of(desk.get(slots_of(programme)))
        counts.append((said.count("일정 제안"), len(asked)))

    assert [rows for rows, _asked in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


# --- 지원단·현장기동반 -----------------------------------------------------------------------------------------


def test_the_team_is_listed_part_by_part(desk):
    for name, part in (("다기동", Part.SQUAD), ("나지원", Part.TEAM), ("가지원", Part.TEAM), ("라시장", Part.MAYOR)):
        made.member_of_team(name, part)

    said = text_of(desk.get(TEAM))

    assert re.findall("가지원|나지원|다기동|라시장", said) == [
        "라시장",
        "가지원",
        "나지원",
        "다기동",
    ]


def test_a_team_of_32_and_a_squad_of_15_fit_one_page_with_a_fixed_number_of_questions(desk):
    desk.get(PROGRAMMES)  # what a session asks once
    counts = []
    for part, size in ((Part.TEAM, 32), (Part.SQUAD, 15)):
        for number in range(size):
            made.member_of_team(f"{part.label} {number}", part)
        with CaptureQueriesContext(connection) as asked:
            page = desk.get(TEAM).content.decode()
        counts.append((page.count('class="field-name"'), len(asked)))

    assert [rows for rows, _asked in counts] == [32, 47]
    assert counts[0][1] == counts[1][1]


def test_somebody_with_a_role_is_put_on_the_team(desk):
    person = make.official(Role.TEAM, name="정지원")

    desk.post(f"{TEAM}add/", {"person": person.pk, "part": Part.SQUAD, "body": "상공회의소", "is_active": "on"})

    member = TeamMember.objects.get()
    assert (member.person, member.part, member.body) == (person, Part.SQUAD, "상공회의소")


def test_somebody_without_a_role_is_refused_with_what_to_do(desk):
    person = make.person()

    answer = desk.post(f"{TEAM}add/", {"person": person.pk, "part": Part.TEAM, "body": "", "is_active": "on"})

    assert "역할이 없는 사람입니다. 먼저 역할을 주십시오." in text_of(answer)
    assert not TeamMember.objects.exists()


def test_who_lost_the_role_can_still_be_put_to_rest(desk):
    member = TeamMember.objects.create(person=make.person(), part=Part.TEAM)

    desk.post(f"{TEAM}{member.pk}/change/", {"part": Part.TEAM, "body": ""})

    member.refresh_from_db()
    assert not member.is_active


def test_a_person_is_on_the_list_of_a_part_once(desk):
    person = made.member_of_team("정지원")

    answer = desk.post(f"{TEAM}add/", {"person": person.pk, "part": Part.TEAM, "body": "", "is_active": "on"})

    assert TeamMember.objects.count() == 1
    assert "고칠 곳이 있습니다" in text_of(answer)

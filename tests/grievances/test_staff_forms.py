"""What officials fill in: offers that fit the case, and values as the actions take them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.roles import Role
from grievances.forms.staff import AskForm, AssignForm, CorrectForm, InfeasibleForm, KeepForm, ReceiveForm, ResolveForm
from grievances.workflow import Limit, Outcome, Status
from tests import make

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 16, 10, 0, tzinfo=ZoneInfo("Asia/Seoul"))


def choices_of(form, name: str) -> list:
    return list(form.fields[name].choices)


def test_each_kind_says_its_period_and_the_day_it_would_be_due():
    form = ReceiveForm(case=make.filed(), at=MONDAY)

    said = [label.replace("\u2060", "").replace("\u00a0", " ") for _kind, label in choices_of(form, "legal_kind")]

    assert said == [
        "고충 · 7일 · 3월 24일(화)까지",
        "질의-법령 · 14일 · 4월 2일(목)까지",
        "질의-제도 · 7일 · 3월 24일(화)까지",
        "건의 · 14일 · 4월 2일(목)까지",
        "기타 · 3근무시간 · 3월 16일(월) 14:00까지",
        "법정 · 그 법령의 처리기간",
    ]


def test_officers_are_offered_under_their_departments_and_those_who_left_are_not():
    road, bus = make.department("도로과"), make.department("대중교통과")
    anna = make.official(Role.OFFICER, of=road, name="안주무")
    head = make.official(Role.HEAD, of=bus, name="부과장")
    gone = make.official(Role.OFFICER, of=road, name="간주무")
    gone.is_active = False
    gone.save()
    make.official(Role.MANAGER)

    form = ReceiveForm(case=make.filed(), at=timezone.now())

    assert choices_of(form, "officer") == [
        ("", "부서에 맡기고 나중에 배정"),
        ("대중교통과", [(head.pk, "부과장")]),
        ("도로과", [(anna.pk, "안주무")]),
    ]


def test_a_case_is_assigned_within_its_department():
    case = make.grievance()
    make.official(Role.OFFICER, of=make.department("환경과"), name="환주무")

    form = AssignForm(case=case, at=timezone.now())

    assert [unit for unit, _people in choices_of(form, "officer")] == ["", "도로과"]


def test_an_answer_is_given_as_the_action_takes_it():
    form = ResolveForm({"outcome": "EXPLAINED", "answer": " 안내했습니다.\r\n\r\n"}, case=make.grievance(), at=MONDAY)

    assert form.is_valid()
    assert form.cleaned_data == {"outcome": Outcome.EXPLAINED, "answer": "안내했습니다.", "files": []}


@pytest.mark.parametrize(
    "missing", ["limit", "provision", "tried", "could_change", "remedies", "answer", "look_again_on"]
)
def test_no_part_of_the_dossier_may_be_missing(missing):
    whole = dict.fromkeys(("provision", "tried", "could_change", "remedies", "answer"), "글")
    sent = whole | {"limit": Limit.LAW, "look_again_on": "2027-01-04"}
    case = make.grievance()

    form = InfeasibleForm(sent | {missing: ""}, case=case, at=MONDAY)

    assert InfeasibleForm(sent, case=case, at=MONDAY).is_valid()
    assert set(form.errors) == {missing}


def test_days_lie_ahead_and_begin_where_they_usually_do():
    case = make.grievance()

    ask, keep = AskForm(case=case, at=MONDAY), KeepForm(case=case, at=MONDAY)

    assert ask["reply_on"].value() == "2026-03-26"
    assert keep["report_on"].value() == "2026-04-15"
    assert 'min="2026-03-17"' in str(ask["reply_on"])


def test_a_correction_begins_with_what_stands_there():
    case = make.grievance(place="산단로 12")
    case.category.is_active = False
    case.category.save()

    form = CorrectForm(case=case, at=timezone.now() + timedelta(days=1))

    assert form["title"].value() == case.title
    assert form["place"].value() == "산단로 12"
    assert (case.category_id, case.category.name) in [
        (key.value, label) for key, label in choices_of(form, "category") if key
    ]
    assert case.status == Status.IN_PROGRESS

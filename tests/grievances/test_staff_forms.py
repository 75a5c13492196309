"""What officials fill in: offers that fit the case, and values as the actions take them."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from grievances import actions, rulebook
from grievances.clock import SEOUL, LegalKind, Unit
from grievances.forms.lengthening import ExtendForm, InvestigateForm, InvestigateLongerForm
from grievances.forms.staff import AskForm, AssignForm, CorrectForm, InfeasibleForm, KeepForm, ReceiveForm, ResolveForm
from grievances.models import Grievance, LegalPeriod
from grievances.moment import as_of
from grievances.workflow import ExtensionReason, Limit, Outcome, Status
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.today("2026-09-14 10:00+09:00")]

MONDAY = datetime(2026, 3, 16, 10, 0, tzinfo=SEOUL)


def choices_of(form, name: str) -> list:
    return list(form.fields[name].choices)


def plain(words: str) -> str:
    return words.replace("\u2060", "").replace("\u00a0", " ")


def test_each_kind_says_its_period_and_the_day_it_would_be_due():
    form = ReceiveForm(case=make.filed(), at=MONDAY)

    assert [plain(label) for _kind, label in choices_of(form, "legal_kind")] == [
        "고충 · 7일 · 3월 24일(화)까지",
        "질의-법령 · 14일 · 4월 2일(목)까지",
        "질의-제도 · 7일 · 3월 24일(화)까지",
        "건의 · 14일 · 4월 2일(목)까지",
        "기타 · 3근무시간 · 3월 16일(월) 14:00까지",
        "법정 · 그 밖 (기간을 직접 적음)",
    ]


def test_what_the_city_wrote_into_its_table_is_offered_by_name():
    LegalPeriod.objects.create(
        kind=LegalKind.STATUTORY, matter="공장설립등의 승인", amount=20, unit=Unit.DAYS, valid_from=MONDAY.date()
    )
    LegalPeriod.objects.create(
        kind=LegalKind.STATUTORY, matter="내일부터 있는 민원", amount=9, unit=Unit.DAYS, valid_from=date(2026, 3, 17)
    )
    LegalPeriod.objects.create(kind=LegalKind.GRIEVANCE, amount=6, unit=Unit.DAYS, valid_from=MONDAY.date())
    unit = make.department()

    form = ReceiveForm(
        {"legal_kind": "STATUTORY:공장설립등의 승인", "days": "3", "department": unit.pk}, case=make.filed(), at=MONDAY
    )

    assert [plain(label) for _kind, label in choices_of(form, "legal_kind")][::5] == [
        "고충 · 6일 · 3월 23일(월)까지",
        "법정 · 공장설립등의 승인 · 20일 · 4월 10일(금)까지",
    ]
    assert len(choices_of(form, "legal_kind")) == 7
    assert form.is_valid()
    assert (form.cleaned_data["legal_kind"], form.cleaned_data["matter"], form.cleaned_data["days"]) == (
        LegalKind.STATUTORY,
        "공장설립등의 승인",
        None,
    )


def test_a_matter_nobody_wrote_down_cannot_be_chosen():
    form = ReceiveForm(
        {"legal_kind": "STATUTORY:없는 민원", "department": make.department().pk}, case=make.filed(), at=MONDAY
    )

    assert set(form.errors) == {"legal_kind"}


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


# --- What lengthens the time ---------------------------------------------------------------------------------------

R = ExtensionReason
FORBIDDEN = "사유가 될 수 없는 것 (시행령 제21조②)"


def received(on: str, kind: LegalKind = LegalKind.GRIEVANCE) -> Grievance:
    with as_of(datetime.fromisoformat(on).replace(tzinfo=SEOUL)):
        return actions.receive(make.filed(), kind, make.department(), by=make.manager(), officer=make.officer())


def at(on: str) -> datetime:
    return datetime.fromisoformat(on).replace(tzinfo=SEOUL)


def test_the_forbidden_reasons_stand_apart_and_can_be_picked():
    case = received("2026-09-14 10:00")

    form = ExtendForm({"reason": "WORKLOAD", "explanation": "글", "amount": "1"}, case=case, at=at("2026-09-16 10:00"))

    assert choices_of(form, "reason") == [
        *[(one, one.label) for one in (R.COOPERATION, R.FACTS, R.FORCE_MAJEURE, R.SIMILAR)],
        (FORBIDDEN, [(one, one.label) for one in (R.WORKLOAD, R.LATE_ASSIGNMENT, R.ABSENCE)]),
    ]
    assert form.is_valid()
    assert form.cleaned_data == {"reason": R.WORKLOAD, "explanation": "글", "amount": 1}
    assert 'role="group" aria-labelledby="move_reason_apart"' in str(form["reason"])


def test_a_case_of_the_older_law_has_the_one_reason_of_that_law():
    form = ExtendForm(case=received("2026-05-04 10:00"), at=at("2026-05-06 10:00"))

    assert choices_of(form, "reason") == [(R.UNAVOIDABLE, R.UNAVOIDABLE.label)]
    assert form["reason"].value() == R.UNAVOIDABLE


@pytest.mark.parametrize(
    ("kind", "offered"),
    [
        (LegalKind.GRIEVANCE, {1: "1일 → 9월 23일(수)까지", 2: "2일 → 9월 28일(월)까지", 7: "7일 → 10월 6일(화)까지"}),
        (LegalKind.OTHER, {1: "1근무시간 → 9월 14일(월) 15:00까지", 3: "3근무시간 → 9월 14일(월) 17:00까지"}),
    ],
)
def test_each_amount_says_where_it_leads_and_there_is_none_beyond_the_law(kind, offered):
    case = received("2026-09-14 10:00", kind)

    form = ExtendForm(case=case, at=at("2026-09-14 10:30"))

    said = {int(value): plain(label) for value, label in choices_of(form, "amount") if value}
    assert {amount: said[amount] for amount in offered} == offered
    assert list(said) == list(range(1, max(offered) + 1))


def test_all_amounts_are_counted_by_one_reading_of_the_rules(django_assert_num_queries):
    case = received("2026-09-14 10:00", LegalKind.PROPOSAL)

    with django_assert_num_queries(5), rulebook.kept():  # periods, days off, hours, outages; and the pauses
        form = ExtendForm(case=case, at=at("2026-09-16 10:00"))

    assert len(choices_of(form, "amount")) == 1 + 14


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (None, "9월 16일(수)부터 9월 18일(금)까지면 9월 29일(화)까지 답합니다."),
        (("2026-09-17", "2026-09-17"), "9월 17일(목)부터 9월 17일(목)까지면 9월 23일(수)까지 답합니다."),
        (("2026-09-17", "2026-10-01"), ""),
        (("2026-09-17", "어제"), ""),
    ],
)
def test_an_investigation_says_which_day_of_answer_follows(sent, says):
    data = {"first": sent[0], "last": sent[1], "reason": "글"} if sent else None

    form = InvestigateForm(data, case=received("2026-09-14 10:00"), at=at("2026-09-16 10:00"))

    assert plain(form["last"].help_text).partition("넣지 않습니다. ")[2] == says
    assert 'min="2026-09-16"' in str(form["first"])


def test_an_investigation_is_prolonged_to_one_of_seven_days():
    case = received("2026-09-14 10:00")
    with as_of(at("2026-09-16 10:00")):
        case = actions.investigate(case, date(2026, 9, 16), date(2026, 9, 18), "폭을 잽니다.", by=case.officer)

    form = InvestigateLongerForm({"last": "2026-09-21", "reason": "비"}, case=case, at=at("2026-09-17 10:00"))

    offered = [(value, plain(label)) for value, label in choices_of(form, "last")[1:]]
    assert offered[2] == ("2026-09-21", "9월 21일(월) → 9월 30일(수)까지 답합니다")
    assert [value for value, _label in offered] == [f"2026-09-{day}" for day in range(19, 26)]
    assert form.is_valid()
    assert form.cleaned_data == {"last": date(2026, 9, 21), "reason": "비"}

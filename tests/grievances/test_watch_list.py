"""다시 볼 사건: what wakes it, who hears of it, and where it is read."""

import re
from datetime import datetime, time, timedelta
from urllib.parse import quote

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from accounts.roles import Role
from grievances import actions
from grievances.actions import watching
from grievances.clock import SEOUL
from grievances.models import Grievance, HistoryEntry, ProvisionChange
from grievances.moment import as_of
from grievances.workflow import Move, MoveRefused, Status
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

ROAD_LAW = "「도로법」 §61"  # builders write 도로법 제61조
WORDS = "점용 허가의 기준이 느슨해졌습니다."
LIST = reverse("admin:grievances_answer_changelist")
ADD = reverse("admin:grievances_provisionchange_add")


def today():
    return timezone.localdate()


def infeasible(**content) -> Grievance:
    return make.grievance(Status.INFEASIBLE, **content)


def woken() -> list[Grievance]:
    return list(Grievance.objects.woken(on=today()).order_by("pk"))


def test_a_change_of_the_law_wakes_the_cases_that_rest_on_it():
    case, running, resolved = infeasible(), make.grievance(), make.grievance(Status.RESOLVED)

    change = watching.note_change(ROAD_LAW, today(), WORDS, by=make.manager())

    assert woken() == [case]
    entry = case.history.latest("pk")
    assert (entry.move, entry.is_internal, entry.details["change"]) == (Move.WAKE, True, change.pk)
    assert entry.note == f"{ROAD_LAW}: {WORDS}"
    assert {one.history.filter(move=Move.WAKE).count() for one in (running, resolved)} == {0}


def test_what_another_provision_stops_sleeps_on():
    infeasible()

    watching.note_change("도로법 제62조", today(), WORDS, by=make.manager())
    watching.note_change("도로법 시행령 제61조", today(), WORDS, by=make.manager())

    assert (woken(), ProvisionChange.objects.count()) == ([], 2)


def test_the_manager_leaves_out_what_does_not_belong():
    case, other = infeasible(), infeasible()

    watching.note_change(ROAD_LAW, today(), WORDS, by=make.manager(), wakes=[case.pk])

    assert woken() == [case]
    assert other.history.filter(move=Move.WAKE).count() == 0


def test_an_answer_of_before_wakes_nothing():
    case = actions.reopen(infeasible(), "다시 봅니다.", by=make.manager())
    actions.resolve(case, "SOLVED", "풀렸습니다.", by=case.officer)

    watching.note_change(ROAD_LAW, today(), WORDS, by=make.manager())

    assert woken() == []


def test_each_officer_and_head_hears_once_however_many_cases_woke():
    head = make.official(Role.HEAD, of=make.department())
    cases = [infeasible() for _ in range(3)]
    officer = cases[0].officer
    Message.objects.all().delete()

    watching.note_change(ROAD_LAW, today(), WORDS, by=make.manager())

    told = Message.objects.filter(subject__contains="깨어난 사건이 3건 있습니다")
    assert sorted(told.values_list("to", flat=True)) == sorted([officer.email, head.email])
    assert Message.objects.count() == 2
    assert all(case.receipt_no in mail.text for mail in Message.objects.all() for case in cases)


@pytest.mark.parametrize(
    ("provision", "day", "words", "told"),
    [
        (" ", 0, WORDS, "어느 법령 몇 조가"),
        (ROAD_LAW, 0, " ", "무엇이 어떻게"),
        (ROAD_LAW, 1, WORDS, "아직 시행되지 않은"),
    ],
)
def test_a_change_says_which_and_what_and_has_happened(provision, day, words, told):
    with pytest.raises(MoveRefused, match=told):
        watching.note_change(provision, today() + timedelta(days=day), words, by=make.manager())


def test_only_the_coordinator_notes_a_change():
    with pytest.raises(PermissionDenied):
        watching.note_change(ROAD_LAW, today(), WORDS, by=make.officer())


def test_looking_again_or_opening_again_puts_it_to_sleep():
    looked, opened = infeasible(), infeasible()
    watching.note_change(ROAD_LAW, today(), WORDS, by=make.manager())

    actions.look_again(looked, "아직입니다.", today() + timedelta(days=60), by=looked.officer)
    actions.reopen(opened, "풀렸습니다.", by=make.manager())

    assert woken() == []


def test_nobody_looks_for_a_week_and_the_head_hears():
    head = make.official(Role.HEAD, of=make.department())
    case = infeasible()
    with as_of(timezone.now() - timedelta(days=8)):
        watching.note_change(ROAD_LAW, today() - timedelta(days=9), WORDS, by=make.manager())
    Message.objects.all().delete()

    actions.remind()
    actions.remind()

    late = Message.objects.filter(subject__contains="다시 보지 않았습니다")
    assert set(late.values_list("to", flat=True)) == {case.officer.email, head.email}
    assert late.count() == 2


def test_its_day_comes_and_the_officer_hears_and_after_a_week_the_head():
    head = make.official(Role.HEAD, of=make.department())
    case = infeasible()
    Grievance.objects.filter(pk=case.pk).update(look_again_on=today())
    with as_of(datetime.combine(today(), time(12), SEOUL)):
        actions.remind()
    assert list(Message.objects.filter(subject__contains="다시 볼 날").values_list("to", flat=True)) == [
        case.officer.email
    ]

    with as_of(datetime.combine(today() + timedelta(days=7), time(12), SEOUL)):
        actions.remind()

    late = Message.objects.filter(subject__contains="다시 보지 않았습니다")
    assert set(late.values_list("to", flat=True)) == {case.officer.email, head.email}


# --- Doors ----------------------------------------------------------------------------------------------------------


def test_the_manager_sees_what_would_wake_and_unticks_before_it_is_noted(client):
    case, other = infeasible(title="첫 진입로"), infeasible(title="둘째 진입로")
    make.sign_in(client, make.manager())
    said = {"provision": ROAD_LAW, "changed_on": f"{today()}", "words": WORDS, "source": ""}

    shown = client.post(ADD, said)
    assert [one.receipt_no for one in shown.context["cases"]] == [case.receipt_no, other.receipt_no]
    assert ProvisionChange.objects.count() == 0
    done = client.post(ADD, said | {"sure": ROAD_LAW, "case": [case.receipt_no]})

    change = ProvisionChange.objects.get()
    assert (done.status_code, woken()) == (302, [case])
    look = client.get(reverse("admin:grievances_provisionchange_change", args=[change.pk]))
    assert [one.pk for one in look.context["cases"]] == [case.pk]
    assert "1건" in client.get(reverse("admin:grievances_provisionchange_changelist")).content.decode()


@pytest.mark.parametrize("wrong", [{"source": "가나다 라"}, {"tomorrow": True}, {"words": ""}])
def test_what_was_unticked_stays_so_when_the_note_is_refused(client, wrong):
    case, other = infeasible(title="첫 진입로"), infeasible(title="둘째 진입로")
    make.sign_in(client, make.manager())
    said = {"provision": ROAD_LAW, "changed_on": f"{today()}", "words": WORDS, "source": "", "sure": ROAD_LAW}
    if wrong.pop("tomorrow", False):
        said["changed_on"] = f"{today() + timedelta(days=1)}"

    page = client.post(ADD, said | wrong | {"case": [case.receipt_no]})

    html = page.content.decode()
    assert (page.status_code, ProvisionChange.objects.count()) == (422, 0)
    assert f'value="{case.receipt_no}" checked>' in html
    assert f'value="{other.receipt_no}">' in html


def test_a_day_to_come_is_refused_beside_its_field_before_any_case_is_shown(client):
    infeasible()
    make.sign_in(client, make.manager())
    tomorrow = today() + timedelta(days=1)

    page = client.post(ADD, {"provision": ROAD_LAW, "changed_on": f"{tomorrow}", "words": WORDS, "source": ""})

    assert (page.status_code, page.context["cases"]) == (422, None)
    assert "아직 시행되지 않은" in page.context["form"].errors["changed_on"][0]


def test_the_long_address_of_a_law_is_kept_and_one_too_long_is_refused(client):
    infeasible()
    make.sign_in(client, make.manager())
    law = "https://www.law.go.kr/" + quote("법령/국토의계획및이용에관한법률시행령/제71조")
    said = {"provision": ROAD_LAW, "changed_on": f"{today()}", "words": WORDS, "sure": ROAD_LAW}

    refused = client.post(ADD, said | {"source": f"{law}{'0' * 1000}"})
    client.post(ADD, said | {"source": law})

    assert len(law) > 200
    assert list(refused.context["form"].errors) == ["source"]
    assert ProvisionChange.objects.get().source == law


def test_what_an_officer_saw_goes_to_the_coordinator_and_wakes_nothing(client):
    case, manager = infeasible(), make.manager()
    make.sign_in(client, case.officer)
    said = {"provision": ROAD_LAW, "changed_on": f"{today()}", "words": WORDS, "source": ""}

    client.post(ADD, said | {"sure": ROAD_LAW, "case": [case.receipt_no]})

    assert (woken(), ProvisionChange.objects.count()) == ([], 0)
    mail = Message.objects.get(subject__contains="바뀐 조문")
    assert mail.to == manager.email
    make.sign_in(client, manager)
    address = re.search(r"/admin/\S+provisionchange/add/\?\S+", mail.text)[0]
    assert client.get(address).context["form"]["provision"].value() == ROAD_LAW


def test_a_page_that_only_reads_is_shut_to_the_examiner(client):
    make.sign_in(client, make.official(Role.EXAMINER))

    assert client.get(LIST).status_code == 200
    assert client.get(ADD).status_code == 403


def test_the_case_says_first_of_all_why_it_woke(client):
    case = infeasible()
    watching.note_change(ROAD_LAW, today(), WORDS, by=make.manager())
    make.sign_in(client, make.manager())

    page = client.get(reverse("admin:grievances_grievance_change", args=[case.pk]))

    handing = page.context["handing"]
    assert (handing.title, [line.entry.note for line in handing.lines]) == (
        "깨어난 사건입니다",
        [f"{ROAD_LAW}: {WORDS}"],
    )
    assert [button.step.move for button in handing.buttons] == [Move.LOOK_AGAIN, Move.REOPEN]


def test_the_watch_list_shows_each_department_its_own(client):
    buses = make.department("대중교통과")
    mine, theirs = infeasible(title="진입로"), infeasible(title="버스 노선", in_=buses)
    make.grievance(title="처리 중인 것")
    make.sign_in(client, mine.officer)

    mine_only = client.get(LIST).context["cl"].result_list
    make.sign_in(client, make.manager())
    both = client.get(LIST).context["cl"].result_list
    narrowed = client.get(f"{LIST}?department={buses.pk}&limit=LAW").context["cl"].result_list

    assert [one.grievance for one in mine_only] == [mine]
    assert {one.grievance for one in both} == {mine, theirs}
    assert [one.grievance for one in narrowed] == [theirs]


def test_the_watch_list_asks_a_fixed_number_of_questions(client):
    make.sign_in(client, make.manager())
    infeasible()
    client.get(LIST)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            infeasible()
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"{LIST}?state=")
        counts.append((len(page.context["cl"].result_list), len(asked)))

    assert [rows for rows, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


def test_the_watch_list_leaves_the_house_with_a_reason(client):
    case = infeasible()
    make.sign_in(client, make.manager())
    address = reverse("admin:grievances_answer_export")

    asked = client.post(address, {"kind": "csv", "reason": ""})
    given = client.post(address, {"kind": "csv", "reason": "보고회 자료"})

    assert asked.status_code == 422
    assert case.receipt_no in b"".join(given.streaming_content).decode()
    assert AccessLog.objects.filter(what=AccessLog.What.EXPORT, reason="보고회 자료").exists()


def test_the_company_does_not_read_that_it_woke(client):
    case = infeasible()
    watching.note_change(ROAD_LAW, today(), WORDS, by=make.manager())
    make.sign_in(client, case.filer)

    page = client.get(case.get_absolute_url()).content.decode()

    assert WORDS not in page
    assert HistoryEntry.objects.filter(grievance=case, move=Move.WAKE).exists()

"""The doors of 부재 and 인계: open to the right people, shut to the others, with a fixed number of questions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Absence, AccessLog
from accounts.roles import Role
from grievances.models import Grievance
from notifications.models import Message
from tests import make
from tests.accounts.test_absences import away

pytestmark = pytest.mark.django_db

WEEK, ENTER = "/admin/accounts/absence/", "/admin/accounts/absence/add/"


def sees(user, address: str) -> str:
    answer = make.sign_in(Client(), user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def hand_over_page(person) -> str:
    return f"/admin/accounts/user/{person.pk}/hand-over/"


# --- 부재


def test_an_officer_enters_their_own_absence_and_the_stand_in_is_told():
    officer, colleague = make.official(Role.OFFICER, name="김담당"), make.official(Role.OFFICER, name="이동료")
    today = timezone.localdate()
    form = {
        "person": officer.pk,
        "why": "TRIP",
        "first_on": f"{today}",
        "last_on": f"{today + timedelta(days=1)}",
        "stand_in": colleague.pk,
    }

    answer = make.sign_in(Client(), officer).post(ENTER, form, follow=True)

    absence = Absence.objects.get()
    assert (absence.person, absence.stand_in, absence.why, absence.entered_by) == (officer, colleague, "TRIP", officer)
    assert said(answer)[0].startswith("김담당 님의 부재를 넣었습니다")
    (mail,) = Message.objects.all()
    assert (mail.person_id, mail.subject.startswith("[기업SOS] 김담당 님을 대신 맡습니다")) == (colleague.pk, True)


def test_an_officer_can_pick_nobody_else_as_away_and_nobody_of_another_department():
    officer, colleague = make.official(Role.OFFICER), make.official(Role.OFFICER, name="이동료")
    stranger = make.official(Role.OFFICER, of=make.department("하수과"), name="박남")
    form = {"why": "LEAVE", "first_on": f"{timezone.localdate()}", "last_on": f"{timezone.localdate()}"}
    client = make.sign_in(Client(), officer)

    answers = [
        client.post(ENTER, form | {"person": colleague.pk}),
        client.post(ENTER, form | {"person": officer.pk, "stand_in": stranger.pk}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not Absence.objects.exists()
    assert "박남" not in sees(officer, ENTER)
    assert "이동료" in sees(officer, ENTER)


@pytest.mark.parametrize("role", [Role.HEAD, Role.MANAGER])
def test_heads_and_managers_enter_those_of_others(role):
    officer, by = make.official(Role.OFFICER), make.official(role)
    form = {"person": officer.pk, "why": "OTHER", "first_on": f"{timezone.localdate()}"}

    answer = make.sign_in(Client(), by).post(ENTER, form | {"last_on": form["first_on"]})

    assert answer.status_code == 302
    assert Absence.objects.get().entered_by == by
    assert Message.objects.get().person_id == officer.pk


def test_days_that_overlap_are_refused_in_words():
    officer = make.official(Role.OFFICER)
    away(officer, last=3)
    form = {"person": officer.pk, "why": "LEAVE", "first_on": f"{timezone.localdate()}"}

    answer = make.sign_in(Client(), officer).post(ENTER, form | {"last_on": form["first_on"]})

    assert answer.status_code == 422
    assert "이미 넣은 부재와 겹칩니다" in answer.content.decode()


def test_the_week_shows_the_own_department_and_to_managers_all():
    officer, stranger = (
        make.official(Role.OFFICER, name="김담당"),
        make.official(Role.OFFICER, of=make.department("하수과"), name="박남"),
    )
    away(officer), away(stranger)

    assert "박남" not in sees(officer, WEEK)
    assert "김담당" in sees(officer, WEEK)
    assert {"박남", "김담당"} <= {name for name in ("박남", "김담당") if name in sees(make.manager(), WEEK)}


def test_an_absence_is_cancelled_by_its_owner_and_by_no_colleague():
    officer, colleague = make.official(Role.OFFICER), make.official(Role.OFFICER)
    absence = away(officer, stand_in=colleague)
    address = f"{WEEK}{absence.pk}/cancel/"

    refused = make.sign_in(Client(), colleague).post(address)
    done = make.sign_in(Client(), officer).post(address)

    assert (refused.status_code, done.status_code) == (403, 302)
    absence.refresh_from_db()
    assert absence.cancelled_at is not None


@pytest.mark.parametrize("role", [Role.TEAM, Role.EXPERT, Role.COMMITTEE])
def test_nobody_outside_the_workplace_comes_in(role):
    client = make.sign_in(Client(), make.official(role))

    assert {client.get(address).status_code for address in (WEEK, ENTER)} <= {302, 403, 404}


def test_the_week_asks_the_same_number_of_questions_however_many_are_away():
    head = make.official(Role.HEAD)
    client = make.sign_in(Client(), head)
    asked = []
    for _ in range(2):
        for _more in range(2):
            away(make.official(Role.OFFICER), stand_in=head)
        client.get(WEEK)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(WEEK)
        asked.append(len(queries))

    assert asked[0] == asked[1]


# --- 인계


def test_a_manager_hands_everything_over_with_one_press():
    officer, successor = make.official(Role.OFFICER, name="김떠남"), make.official(Role.OFFICER, name="이이음")
    cases = [make.grievance(to=officer) for _ in range(2)]
    client = make.sign_in(Client(), make.manager())
    page = client.get(hand_over_page(officer)).content.decode()
    assert all(case.receipt_no in page for case in cases)

    answer = client.post(hand_over_page(officer), {"everything": successor.pk}, follow=True)

    assert said(answer) == ["이이음 님에게 넘겼습니다: 맡은 사건 2건."]
    assert set(Grievance.objects.values_list("officer", flat=True)) == {successor.pk}
    assert "김떠남 님에게 남은 일이 없습니다. 이제 계정을 중지할 수 있습니다." in answer.content.decode()


def test_a_press_without_anybody_is_refused_in_words():
    officer = make.official(Role.OFFICER)
    make.grievance(to=officer)

    answer = make.sign_in(Client(), make.manager()).post(hand_over_page(officer), {})

    assert answer.status_code == 422
    assert "이어 맡을 사람을 고르십시오." in answer.content.decode()


def test_the_refusal_to_close_an_account_leads_to_the_page():
    officer = make.official(Role.OFFICER, name="김떠남")
    make.grievance(to=officer)
    client = make.sign_in(Client(), make.manager())

    answer = client.post(f"/admin/accounts/user/{officer.pk}/stop/", follow=True)

    (refusal,) = said(answer)
    assert refusal.startswith("김떠남 님에게 맡은 사건 1건이 남아 있습니다. 먼저 다른 사람에게 넘기십시오.")
    assert refusal.endswith(f'<a href="{hand_over_page(officer)}">인계하기</a>')


def test_a_head_hands_over_for_their_own_people_and_for_nobody_else():
    officer, stranger = make.official(Role.OFFICER), make.official(Role.OFFICER, of=make.department("하수과"))
    client = make.sign_in(Client(), make.official(Role.HEAD))

    assert client.get(hand_over_page(officer)).status_code == 200
    assert client.get(hand_over_page(stranger)).status_code == 403


@pytest.mark.parametrize("role", [Role.OFFICER, Role.EXAMINER])
def test_the_page_is_shut_to_others(role):
    officer = make.official(Role.OFFICER)

    assert make.sign_in(Client(), make.official(role)).get(hand_over_page(officer)).status_code == 403


def test_opening_the_page_is_written_down():
    officer, manager = make.official(Role.OFFICER), make.manager()

    make.sign_in(Client(), manager).get(hand_over_page(officer))

    assert AccessLog.objects.filter(by=manager, subject_id=str(officer.pk)).count() == 1


def test_the_page_asks_the_same_number_of_questions_however_much_hangs():
    officer, client = make.official(Role.OFFICER), make.sign_in(Client(), make.manager())
    asked = []
    for _ in range(2):
        make.grievance(to=officer), make.grievance(to=officer)
        client.get(hand_over_page(officer))
        with CaptureQueriesContext(connection) as queries:
            client.get(hand_over_page(officer))
        asked.append(len(queries))

    assert asked[0] == asked[1]

"""알림 in the workplace."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from notifications import actions
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

LIST = "/admin/notifications/message/"


def message(*, is_secret: bool = False, gave_up: bool = True, text: str = "답변드립니다.") -> Message:
    return Message.objects.create(
        to="kimhana@test.example",
        subject="처리 결과",
        text=text,
        is_secret=is_secret,
        gave_up_at=timezone.now() if gave_up else None,
        last_error="SMTPRecipientsRefused" if gave_up else "",
    )


@pytest.fixture
def manager(client):
    user = make.official(Role.MANAGER)
    make.sign_in(client, user)
    return user


def test_the_list_hides_most_of_an_address(client, manager):
    message()

    page = client.get(LIST).content.decode()

    assert "ki***@test.example" in page
    assert "kimhana@test.example" not in page


@pytest.mark.parametrize(
    ("state", "subjects"), [("undelivered", {"가"}), ("waiting", {"나"}), ("sent", {"다"}), ("told", {"라"})]
)
def test_the_list_is_narrowed_by_how_far_messages_have_come(client, manager, state, subjects):
    now = timezone.now()
    Message.objects.create(to="a@test.example", subject="가", text="-", gave_up_at=now)
    Message.objects.create(to="a@test.example", subject="나", text="-")
    Message.objects.create(to="a@test.example", subject="다", text="-", sent_at=now)
    Message.objects.create(to="a@test.example", subject="라", text="-", gave_up_at=now, told_at=now)

    shown = client.get(LIST, {"state": state}).context["cl"].result_list

    assert {row.subject for row in shown} == subjects


def test_a_filter_value_nobody_offered_changes_nothing(client, manager):
    message()

    response = client.get(LIST, {"state": "no-such"})

    assert len(response.context["cl"].result_list) == 1


def test_a_message_given_up_is_sent_again_from_the_list(client, manager):
    one, other = message(), message()

    page = client.post(
        LIST, {"_selected_action": [one.pk], "action": ["", "try_again"], "index": "1"}, follow=True
    ).content.decode()

    assert "1건을 다시 보냅니다." in page
    assert set(Message.objects.undelivered()) == {other}
    assert set(Message.objects.due(at=timezone.now())) == {one}


def test_a_message_given_up_is_sent_again_from_its_page_and_that_is_noted(client, manager):
    one = message()

    client.post(reverse("admin:notifications_message_again", args=[one.pk]))

    assert set(Message.objects.due(at=timezone.now())) == {one}
    assert "다시 보내기" in client.get(reverse("admin:notifications_message_history", args=[one.pk])).content.decode()


def test_who_was_telephoned_is_noted_from_the_message_and_leaves_the_list(client, manager):
    one, other = (actions.tell("", "처리 결과", "답변드립니다.", about="2026-00017") for _ in range(2))
    before = client.get(reverse("admin:notifications_message_change", args=[one.pk])).content.decode()

    after = client.post(reverse("admin:notifications_message_told", args=[one.pk]), follow=True).content.decode()

    assert "전화로 알렸음" in before
    assert "다시 보내기" not in before
    assert "전화로 알렸음" not in after
    assert set(Message.objects.undelivered()) == {other}
    assert "전화로 알림" in client.get(reverse("admin:notifications_message_history", args=[one.pk])).content.decode()


def test_who_was_telephoned_is_noted_from_the_list(client, manager):
    nobody, waiting = actions.tell("", "처리 결과", "-"), actions.tell("a@test.example", "답변", "-")

    page = client.post(
        LIST,
        {"_selected_action": [nobody.pk, waiting.pk], "action": ["", "tell_otherwise"], "index": "1"},
        follow=True,
    ).content.decode()

    assert "1건을 전화로 알린 것으로 적었습니다." in page
    assert "답변: 이미 보냈거나 보내는 중인 알림입니다." in page
    assert not Message.objects.undelivered().exists()


def test_whom_nobody_told_is_listed_with_what_it_is_about(client, manager):
    actions.tell("", "처리 결과", "-", about="2026-00017", link="/somewhere/2026-00017/")
    actions.tell("a@test.example", "다른 일", "-", about="2026-00018")

    page = client.get(LIST, {"state": "undelivered"}).content.decode()

    assert '<a class="nowrap" href="/somewhere/2026-00017/">2026-00017</a>' in page
    assert "이메일 없음" in page
    assert "받는 사람의 이메일이 없습니다. 전화로 알려 주십시오." in page
    assert "다른 일" not in page


def test_a_door_that_only_the_reader_may_open_is_no_link_for_officials(client, manager):
    door = f"/visits/survey/{'k' * 40}/"
    actions.tell("", "사전조사", "-", about="11월 사전조사", link=door)

    page = client.get(LIST, {"state": "undelivered"}).content.decode()

    assert "11월 사전조사" in page
    assert door not in page


def test_messages_are_found_by_what_they_are_about(client, manager):
    actions.tell("a@test.example", "한 건", "-", about="2026-00017")
    actions.tell("a@test.example", "다른 건", "-", about="2026-00018")

    shown = client.get(LIST, {"q": "00017"}).context["cl"].result_list

    assert [row.subject for row in shown] == ["한 건"]


@pytest.mark.parametrize("verb", ["again", "told"])
def test_who_may_only_look_presses_nothing(client, verb):
    make.sign_in(client, make.official(Role.EXAMINER))
    one = message()

    response = client.post(reverse(f"admin:notifications_message_{verb}", args=[one.pk]))

    assert response.status_code == 403
    assert set(Message.objects.undelivered()) == {one}


@pytest.mark.parametrize("verb", ["again", "told"])
def test_looking_at_the_address_of_a_verb_does_nothing(client, manager, verb):
    one = message()

    response = client.get(reverse(f"admin:notifications_message_{verb}", args=[one.pk]))

    assert response.status_code == 405
    assert set(Message.objects.undelivered()) == {one}


def test_a_refusal_says_which_message_and_why(client, manager):
    secret, plain = message(is_secret=True, text=""), message()

    page = client.post(
        LIST, {"_selected_action": [secret.pk, plain.pk], "action": ["", "try_again"], "index": "1"}, follow=True
    ).content.decode()

    assert "처리 결과: 인증번호나 1회용 주소가 든 알림은 내용을 지웠습니다." in page
    assert "1건을 다시 보냅니다." in page
    assert set(Message.objects.undelivered()) == {secret}


def test_only_what_was_given_up_is_sent_again():
    waiting = message(gave_up=False)

    with pytest.raises(actions.Refused, match="이미 보냈거나"):
        actions.try_again(waiting, by=make.official(Role.MANAGER))


def test_others_may_not_send_again():
    one = message()

    with pytest.raises(PermissionDenied):
        actions.try_again(one, by=make.official(Role.EXAMINER))

    assert set(Message.objects.undelivered()) == {one}


def test_nobody_reads_a_code_meant_for_somebody_else(client, manager):
    secret = message(is_secret=True, gave_up=False, text="인증번호는 482913입니다.")
    plain = message(gave_up=False, text="답변 482913")

    hidden = client.get(reverse("admin:notifications_message_change", args=[secret.pk])).content.decode()
    shown = client.get(reverse("admin:notifications_message_change", args=[plain.pk])).content.decode()

    assert "482913" not in hidden
    assert "보여 주지 않습니다" in hidden
    assert "답변 482913" in shown


def test_what_was_written_is_neither_changed_nor_deleted(client):
    make.sign_in(client, make.administrator())
    one = message()

    statuses = [
        client.post(reverse(f"admin:notifications_message_{page}", args=[one.pk]), {"subject": "바뀜"}).status_code
        for page in ("change", "delete")
    ]

    assert statuses == [403, 403]
    assert Message.objects.get() == one
    assert Message.objects.get().subject == "처리 결과"


def test_the_list_asks_the_database_a_fixed_number_of_questions(client, manager):
    client.get(LIST)
    counts = []

    for rows in (1, 3):
        while Message.objects.count() < rows:
            message()
        with CaptureQueriesContext(connection) as questions:
            page = client.get(LIST).content.decode()
        assert page.count('data-state="undelivered"') == rows
        counts.append(len(questions))

    assert counts[0] == counts[1]

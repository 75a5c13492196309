"""알림함."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from notifications import actions
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

INBOX = "/inbox/"


def told(person, subject="답변이 도착했습니다", **fields) -> Message:
    return actions.tell(person.email, subject, "답변드립니다.", person_id=person.pk, **fields)


@pytest.fixture
def reader(client):
    person = make.person()
    make.sign_in(client, person)
    return person


def shown(client, **query) -> list[str]:
    return [message.subject for message in client.get(INBOX, query).context["page"]]


def test_everybody_sees_their_own_the_newest_first(client, reader):
    told(reader, "먼저")
    told(reader, "나중")
    told(make.person(), "남의 것")

    assert shown(client) == ["나중", "먼저"]


def test_codes_and_links_that_open_an_account_are_not_here(client, reader):
    told(reader, "인증번호", is_secret=True)
    told(reader, "답변")

    assert shown(client) == ["답변"]
    assert 'class="bell"' in client.get(INBOX).content.decode()
    assert client.post(reverse("inbox:open", args=[Message.objects.get(is_secret=True).pk])).status_code == 404


def test_what_could_not_be_mailed_is_here_all_the_same(client, reader):
    actions.tell("", "답변", "답변드립니다.", person_id=reader.pk)

    assert shown(client) == ["답변"]


def test_looking_reads_nothing(client, reader):
    told(reader)

    client.get(INBOX)

    assert Message.objects.unread().count() == 1


def test_the_title_leaves_out_who_speaks_and_opens_what_has_somewhere_to_lead(client, reader):
    told(reader, "[기업SOS] 길이 있습니다", link="/accounts/me/")
    told(reader, "[기업SOS] 길이 없습니다")

    page = client.get(INBOX).content.decode()

    pk = Message.objects.get(link="/accounts/me/").pk
    assert f'<h3><button class="bare" form="open-{pk}">길이 있습니다</button></h3>' in page
    assert "<h3>길이 없습니다</h3>" in page
    assert page.count("읽음으로 표시<span") == 1


def test_opening_reads_it_and_leads_to_what_it_is_about(client, reader):
    one, other = told(reader, link="/accounts/me/"), told(reader)

    response = client.post(reverse("inbox:open", args=[one.pk]))

    assert response["Location"] == "/accounts/me/"
    assert list(Message.objects.unread()) == [other]


def test_one_that_leads_nowhere_is_read_and_the_list_comes_back(client, reader):
    one = told(reader)

    response = client.post(reverse("inbox:open", args=[one.pk]))

    assert response["Location"] == INBOX
    assert not Message.objects.unread().exists()


def test_nobody_opens_what_is_somebody_elses(client, reader):
    other = told(make.person(), link="/accounts/me/")

    response = client.post(reverse("inbox:open", args=[other.pk]))

    assert response.status_code == 404
    assert list(Message.objects.unread()) == [other]


def test_everything_of_mine_is_read_at_once(client, reader):
    told(reader)
    told(reader)
    other = told(make.person())

    page = client.post(reverse("inbox:read_all"), follow=True).content.decode()

    assert "모두 읽음으로 표시했습니다." in page
    assert list(Message.objects.unread()) == [other]


@pytest.mark.parametrize("name", ["inbox:read_all", "inbox:open"])
def test_an_address_that_changes_something_is_no_page(client, reader, name):
    one = told(reader)

    response = client.get(reverse(name, args=[one.pk] if name == "inbox:open" else []))

    assert response.status_code == 405
    assert list(Message.objects.unread()) == [one]


def test_only_what_is_unread_is_shown_where_one_asks(client, reader):
    actions.read(told(reader, "읽은 것"))
    told(reader, "새 것")

    assert shown(client, show="unread") == ["새 것"]


def test_unread_is_said_in_words(client, reader):
    actions.read(told(reader, "읽은 것"))
    told(reader, "새 것")

    page = client.get(INBOX).content.decode()

    assert page.count('data-read="no"') == page.count('<span class="reading">읽지 않음</span>') == 1
    assert page.count('data-read="yes"') == page.count('<span class="reading">읽음</span>') == 1


def test_a_long_inbox_has_pages_that_keep_the_filter(client, reader):
    for number in range(21):
        told(reader, f"{number}번")

    page = client.get(INBOX, {"show": "unread", "page": 2})

    assert [message.subject for message in page.context["page"]] == ["0번"]
    assert "?show=unread&amp;page=1" in page.content.decode()


def test_an_empty_inbox_says_what_will_be_here(client, reader):
    assert "아직 알림이 없습니다" in client.get(INBOX).content.decode()
    assert "읽지 않은 알림이 없습니다" in client.get(INBOX, {"show": "unread"}).content.decode()


def test_the_past_is_sorted_by_when_it_was(client, reader):
    told(reader, "오늘")
    actions.tell_all(
        [actions.Owed(reader.email, "지난달", "-", person_id=reader.pk)], at=timezone.now() - timedelta(days=30)
    )

    assert shown(client) == ["오늘", "지난달"]


def test_what_was_written_is_never_markup(client, reader):
    actions.tell(reader.email, "<b>제목</b>", "<script>1</script>", person_id=reader.pk)

    page = client.get(INBOX).content.decode()

    assert "&lt;b&gt;제목" in page
    assert "&lt;script&gt;1" in page
    assert "<b>제목" not in page


def test_the_header_counts_what_is_unread(client, reader):
    assert 'class="bell"' not in client.get("/accounts/me/").content.decode()

    told(reader)
    told(reader)

    assert ">알림 2건</a>" in client.get("/accounts/me/").content.decode()


def test_the_workplace_counts_it_too(client):
    manager = make.official(Role.MANAGER)
    make.sign_in(client, manager)
    unread = manager.messages.count()
    told(manager)

    assert f"<strong>알림 {unread + 1}건</strong>" in client.get("/admin/").content.decode()


@pytest.mark.parametrize("path", [INBOX, "/accounts/me/"])
def test_one_message_and_twenty_cost_the_same_questions(client, reader, path):
    client.get(path)
    counts = []

    for rows in (1, 20):
        while Message.objects.count() < rows:
            told(reader, link="/accounts/me/", about="2026-00017")
        with CaptureQueriesContext(connection) as questions:
            page = client.get(path).content.decode()
        assert f">알림 {rows}건</a>" in page
        counts.append(len(questions))

    counted = [query["sql"] for query in questions if "COUNT(*)" in query["sql"] and "read_at" in query["sql"]]
    assert len(counted) == 1
    assert counts[0] == counts[1]

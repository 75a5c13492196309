"""접속기록: who read whose data, and that nobody rewrites it."""

import hashlib
import json
import threading
from io import StringIO

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions
from accounts.actions import Refused, Subject
from accounts.addresses import NOWHERE
from accounts.models import AccessLog, User
from accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db

LOG = "/admin/accounts/accesslog/"
COMPANY = Subject("기업", "7", "한빛정밀")
What = AccessLog.What


def note(what: str = What.VIEW, *, by: User, reason: str = "", about: Subject = COMPANY) -> AccessLog:
    return actions.note_access(What(what), about, by=by, address=NOWHERE, reason=reason)


def lines() -> list[tuple[str, str, str, str]]:
    return list(AccessLog.objects.order_by("number").values_list("what", "by__name", "subject_label", "reason"))


def said(*options: str) -> str:
    out = StringIO()
    call_command("check_access_log", *options, stdout=out)
    return out.getvalue().strip()


def page_of(person: User) -> str:
    return reverse("admin:accounts_user_change", args=[person.pk])


# --- The line -----------------------------------------------------------------------------------------------------


def test_a_line_says_who_in_which_role_from_where_whose_what_and_why():
    examiner = make.official(Role.EXAMINER, name="심사관")

    line = note(What.REVEAL, by=examiner, reason=" 민원 확인 ")

    line.refresh_from_db()
    assert (line.number, line.by, line.roles, line.address) == (1, examiner, "민원심사관", "0.0.0.0")
    assert (line.subject_kind, line.subject_id, line.subject_label) == ("기업", "7", "한빛정밀")
    assert (line.what, line.reason, line.rows) == ("REVEAL", "민원 확인", 1)


@pytest.mark.parametrize("what", [What.REVEAL, What.EXPORT])
def test_more_than_a_look_needs_a_reason(what):
    person = make.official(Role.MANAGER)

    with pytest.raises(Refused, match="까닭"):
        note(what, by=person, reason="  ")
    with pytest.raises(IntegrityError, match="access_log_says_what_for"), transaction.atomic():
        AccessLog.objects.create(what=what, by=person, address="0.0.0.0", subject_kind="기업", subject_label="x")

    assert not AccessLog.objects.exists()


def test_people_read_about_themselves_without_a_line():
    person, other = make.official(Role.MANAGER), make.person()

    note(by=person, about=actions.person_as_subject(person))
    note(by=person, about=actions.person_as_subject(other))

    assert lines() == [("VIEW", "총괄담당", f"김*원 {other.email[:2]}***@test.example", "")]


# --- Written once -------------------------------------------------------------------------------------------------


def rewritings() -> dict:
    table = AccessLog._meta.db_table

    def raw(statement: str):
        def run() -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement)

        return run

    return {
        "save": lambda: AccessLog(pk=AccessLog.objects.get().pk, reason="바꿈").save(update_fields=["reason"]),
        "update": lambda: AccessLog.objects.update(reason="바꿈"),
        "bulk_update": lambda: AccessLog.objects.bulk_update(
            [AccessLog(pk=AccessLog.objects.get().pk, reason="바꿈")], ["reason"]
        ),
        "delete": lambda: AccessLog.objects.get().delete(),
        "delete all": lambda: AccessLog.objects.all().delete(),
        "UPDATE": raw(f"UPDATE {table} SET reason = '바꿈'"),
        "DELETE": raw(f"DELETE FROM {table}"),
        "TRUNCATE": raw(f"TRUNCATE {table}"),
        "TRUNCATE CASCADE": raw("TRUNCATE accounts_user CASCADE"),
    }


@pytest.mark.parametrize("way", sorted(rewritings()))
def test_no_way_leads_to_rewriting_a_line(way):
    note(What.REVEAL, by=make.person(), reason="처음 까닭")

    with pytest.raises(DatabaseError, match=r"Cannot|cannot"), transaction.atomic():
        rewritings()[way]()

    assert AccessLog.objects.get().reason == "처음 까닭"


# --- The chain ----------------------------------------------------------------------------------------------------


def test_each_line_is_sealed_with_the_seal_of_the_one_before():
    person = make.person()
    AccessLog.objects.bulk_create(
        [
            AccessLog(
                what="VIEW", by=person, address="203.0.113.9", subject_kind="기업", subject_label=f"'기업 \"{n}\"",
                number=99, digest="forged", previous="forged",
            )
            for n in range(3)
        ]
    )  # fmt: skip

    first, second, third = AccessLog.objects.order_by("number")

    microseconds = round(second.at.timestamp() * 1_000_000)
    spoken = [
        first.digest, 2, microseconds, person.pk, "", "203.0.113.9", "VIEW", "기업", "", "'기업 \"1\"", 1, "",
    ]  # fmt: skip
    assert [line.number for line in (first, second, third)] == [1, 2, 3]
    assert (first.previous, third.previous) == ("", second.digest)
    assert second.digest == hashlib.sha256(json.dumps(spoken, ensure_ascii=False).encode()).hexdigest()
    assert AccessLog.objects.broken() == []


@pytest.mark.parametrize(
    ("plant", "numbers"),
    [
        ("UPDATE accounts_accesslog SET reason = '바꿈' WHERE number = 2", [2]),
        ("UPDATE accounts_accesslog SET at = at - interval '1 microsecond' WHERE number = 2", [2]),
        ("UPDATE accounts_accesslog SET digest = repeat('0', 64) WHERE number = 2", [2, 3]),
        ("DELETE FROM accounts_accesslog WHERE number = 2", [3]),
        ("UPDATE accounts_accesslog SET number = 9 WHERE number = 3", [4, 9]),
        ("UPDATE accounts_accesslog SET previous = 'x' WHERE number = 1", [1]),
    ],
)
def test_the_check_finds_a_planted_error(plant, numbers):
    person = make.person()
    for _ in range(4):
        note(by=person)
    assert said().startswith("접속기록이 모두 맞습니다. 4:")

    with pgtrigger.ignore("accounts.AccessLog:access_log_is_written_once"), connection.cursor() as cursor:
        cursor.execute(plant)

    assert AccessLog.objects.broken()[: len(numbers)] == numbers
    with pytest.raises(CommandError, match="맞지 않습니다"):
        said()


def test_lines_cut_off_the_end_are_missed_by_whoever_kept_the_last_seal():
    person = make.person()
    note(by=person)
    note(by=person)
    kept = said().split()[-1]
    assert said("--holds", kept)

    with pgtrigger.ignore("accounts.AccessLog:access_log_is_written_once"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_accesslog WHERE number = 2")

    assert said().startswith("접속기록이 모두 맞습니다. 1:")
    with pytest.raises(CommandError, match="2번 줄이 그때와 같지 않거나 없습니다"):
        said("--holds", kept)


def test_an_empty_log_is_said_to_be_empty():
    assert said() == "접속기록이 없습니다."


@pytest.mark.django_db(transaction=True)
def test_lines_written_at_once_make_one_chain():
    person = make.person()

    def write() -> None:
        try:
            for _ in range(5):
                note(by=person)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert list(AccessLog.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 21))
    assert AccessLog.objects.broken() == []


# --- The doors ----------------------------------------------------------------------------------------------------


def test_an_examiner_sees_a_person_masked_and_the_look_is_kept(client):
    make.sign_in(client, make.official(Role.EXAMINER))
    person = make.person("김회원", email="hoewon@test.example")

    page = client.get(page_of(person), headers={"X-Forwarded-For": "198.51.100.1"}).content.decode()

    assert "ho***@test.example" in page
    assert "010-****-5678" in page
    assert "hoewon@test.example" not in page
    assert "010-1234-5678" not in page
    assert lines() == [("VIEW", "민원심사관", "김*원 ho***@test.example", "")]


def test_a_manager_who_opens_the_form_leaves_a_line(client):
    make.sign_in(client, make.official(Role.MANAGER))
    person = make.person("김회원", email="hoewon@test.example")

    page = client.get(page_of(person)).content.decode()

    assert "010-1234-5678" in page
    assert lines() == [("VIEW", "총괄담당", "김*원 ho***@test.example", "")]


def test_all_is_shown_once_a_reason_is_given(client):
    make.sign_in(client, make.official(Role.EXAMINER))
    person = make.person("김회원", email="hoewon@test.example")
    address = reverse("admin:accounts_user_reveal", args=[person.pk])

    asked, refused = client.get(address), client.post(address, {"reason": " "})

    assert (asked.status_code, refused.status_code) == (200, 422)
    assert "hoewon@test.example" not in asked.content.decode() + refused.content.decode()
    assert lines() == []

    shown = client.post(address, {"reason": "연락 요청"})

    assert "hoewon@test.example" in shown.content.decode()
    assert "010-1234-5678" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert lines() == [("REVEAL", "민원심사관", "김*원 ho***@test.example", "연락 요청")]


def test_nothing_is_shown_to_roles_that_do_not_see_people(client):
    make.sign_in(client, make.official(Role.OFFICER))
    address = reverse("admin:accounts_user_reveal", args=[make.person().pk])

    statuses = [client.get(address).status_code, client.post(address, {"reason": "궁금"}).status_code]

    assert statuses == [403, 403]
    assert lines() == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EXAMINER])
def test_the_log_is_searched_and_narrowed(client, role):
    reader = make.official(role, name="읽는이")
    make.sign_in(client, reader)
    found = note(What.REVEAL, by=make.person("박보기"), reason="전화 확인")
    note(by=reader, about=Subject("사람", "1", "홍*동"))

    shown = [
        [line.number for line in client.get(LOG, query).context["cl"].result_list]
        for query in (
            {"q": "박보기"},
            {"q": "전화"},
            {"q": "한빛"},
            {"what__exact": "REVEAL"},
            {"subject_kind": "기업"},
        )
    ]

    assert shown == [[found.number]] * 5


def test_a_line_is_read_and_nothing_else(client):
    make.sign_in(client, make.administrator())
    line = note(by=make.person())
    pages = {page: reverse(f"admin:accounts_accesslog_{page}", args=[line.pk]) for page in ("change", "delete")}

    assert client.get(pages["change"]).status_code == 200
    assert [client.post(page, {"post": "yes"}).status_code for page in pages.values()] == [403, 403]
    assert client.get(f"{LOG}add/").status_code == 403
    assert AccessLog.objects.get() == line


def test_the_log_asks_the_database_a_fixed_number_of_questions(client):
    make.sign_in(client, make.official(Role.EXAMINER))
    client.get(LOG)
    counts = []

    for rows in (1, 3):
        while AccessLog.objects.count() < rows:
            note(by=make.person(f"본사람{AccessLog.objects.count()}"))
        with CaptureQueriesContext(connection) as questions:
            page = client.get(LOG).content.decode()
        assert page.count("기업 · 한빛정밀") == rows
        counts.append(len(questions))

    assert counts[0] == counts[1]

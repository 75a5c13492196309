import pytest
from django.test import Client

from accounts.roles import Role
from notifications.models import Message
from tests import make
from tests.accounts.conftest import NOON
from tests.accounts.signing_in import code_of, give_code, give_password, is_signed_in, sign_up, with_app

pytestmark = pytest.mark.django_db

WAIT = "여러 번 틀려 잠시 막았습니다. 15분 뒤"


def guess(client: Client, email: str, times: int, **extra) -> list[bool]:
    """Wrong passwords; whether each was still tried."""
    pages = [give_password(client, email, f"wrong-guess-{number}", **extra) for number in range(times)]
    return [page.status_code == 200 and WAIT not in page.content.decode() for page in pages]


def test_five_wrong_passwords_in_a_quarter_of_an_hour_are_all_an_account_takes(client, at):
    person = make.person()

    with at(0):
        tried = guess(client, person.email, 7)
        give_password(client, person.email)

    assert tried == [True] * 5 + [False] * 2
    assert not is_signed_in(client)


def test_it_does_not_matter_how_the_address_is_written_or_which_host_is_asked(client, at, settings):
    settings.ALLOWED_HOSTS = ["*"]
    person = make.person(email="kim@test.example")

    with at(0):
        guess(client, "KIM@test.example", 3)
        guess(client, "kim@test.example", 2, headers={"Host": "other.example"})

        assert guess(client, "kim@test.example", 1) == [False]
    assert person.is_active


def test_the_owner_gets_in_again_after_a_quarter_of_an_hour(client, at):
    person = make.person()
    with at(0):
        guess(client, person.email, 5)
    with at(901):
        give_password(client, person.email)

    assert is_signed_in(client)


def test_strangers_who_guess_do_not_keep_the_owner_out_of_a_browser_used_before(client, at):
    person = make.person()
    with at(0):
        give_password(client, person.email)
        client.post("/accounts/logout/")
        stranger = Client()
        assert guess(stranger, person.email, 6) == [True] * 5 + [False]

        give_password(client, person.email)

    assert is_signed_in(client)


def test_a_browser_used_before_has_no_endless_tries_either(client, at):
    person = make.person()
    with at(0):
        give_password(client, person.email)
        client.post("/accounts/logout/")

        assert guess(client, person.email, 6) == [True] * 5 + [False]


def test_thirty_wrong_passwords_are_all_an_address_on_the_net_takes(client, at):
    with at(0):
        tried = [guess(client, f"nobody{number}@test.example", 1)[0] for number in range(32)]
        elsewhere = guess(client, "nobody@test.example", 1, REMOTE_ADDR="203.0.113.7")

    assert tried == [True] * 30 + [False] * 2
    assert elsewhere == [True]


def test_an_invented_proxy_header_does_not_start_a_new_count(client, at):
    with at(0):
        tried = [
            guess(client, f"nobody{number}@test.example", 1, headers={"X-Forwarded-For": f"203.0.113.{number}"})[0]
            for number in range(32)
        ]

    assert tried == [True] * 30 + [False] * 2


def test_signing_in_with_a_second_factor_does_not_clear_the_count_of_the_address(client, at):
    person = make.person()
    secret = with_app(person)
    with at(0):
        for number in range(29):
            guess(client, f"nobody{number}@test.example", 1)
    with at(120):
        give_password(client, person.email)
        give_code(client, code_of(secret, at=NOON.timestamp() + 120))
        assert is_signed_in(client)
        client.post("/accounts/logout/")

        tried = [guess(client, f"somebody{number}@test.example", 1)[0] for number in range(2)]

    assert tried == [True, False]


def test_five_wrong_codes_and_then_a_wait(client, at):
    official = make.official(Role.OFFICER)
    secret = with_app(official)
    with at(0):
        give_password(client, official.email)
        pages = [give_code(client, "abcdef").content.decode() for _ in range(5)]
        right = give_code(client, code_of(secret, at=NOON.timestamp()))
        other = Client()
        give_password(other, official.email)
        again = give_code(other, code_of(secret, at=NOON.timestamp()))

    assert ["번호가 맞지 않습니다" in page for page in pages] == [True] * 5
    assert WAIT in right.content.decode()
    assert WAIT in again.content.decode()
    assert not is_signed_in(client)


def test_the_counts_lie_where_all_workers_see_them(settings):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 10_000


def test_too_much_is_answered_in_our_words_with_the_time_to_wait(client, at):
    with at(0):
        pages = [client.post("/accounts/password/reset/", {"email": "kim@test.example"}) for _ in range(6)]

    assert [page.status_code for page in pages] == [302] * 5 + [429]
    assert pages[-1]["Retry-After"] == "900"
    assert "늦어도 15분 뒤에는 다시 하실 수 있습니다" in pages[-1].content.decode()


def test_codes_cannot_be_asked_for_without_end(client, at):
    with at(0):
        sign_up(client)
    for number in range(1, 13):
        with at(11 * number):
            client.post("/accounts/confirm-email/", {"action": "resend"})

    assert Message.objects.filter(to="new@test.example").count() == 6

"""Walk over every address of the URLconf: who gets in, what the answers carry, what a stranger can change."""

from collections.abc import Callable, Iterable

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.roles import Role
from tests import access, make

pytestmark = pytest.mark.django_db

ADDRESSES = access.addresses()


def those_that(
    fail: Callable[[str, HttpResponse], object], answers: Iterable[tuple[str, HttpResponse]]
) -> dict[str, int]:
    """The addresses whose answer fails, with its status."""
    return {name: response.status_code for name, response in answers if fail(name, response)}


def every_answer(client: Client, **query: str) -> Iterable[tuple[str, HttpResponse]]:
    """What each address says to a GET; signing out is asked last of all."""
    for name, path in sorted(ADDRESSES, key=lambda address: address[0] == "account_logout"):
        yield name, client.get(path, query)


def test_the_access_table_knows_every_address_and_no_other():
    named = {name for name, _ in ADDRESSES if name.partition(":")[0] not in access.NAMESPACES}

    assert named == set(access.ADDRESSES)


def test_nobody_gets_in_where_a_sign_in_is_needed(client):
    def is_wrong(name: str, response: HttpResponse) -> bool:
        if access.audience(name) == access.ANYBODY:
            return response.status_code == 403 or response.status_code >= 500
        to_sign_in = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
        return not (to_sign_in or response.status_code in {401, 405})

    assert those_that(is_wrong, every_answer(client)) == {}


def test_a_member_of_a_company_does_not_get_into_the_officials_rooms(client):
    make.sign_in(client, make.person())

    def is_wrong(name: str, response: HttpResponse) -> bool:
        closed = response.status_code in {302, 403, 404, 405}
        return response.status_code >= 500 or (access.audience(name) == access.OFFICIALS and not closed)

    assert those_that(is_wrong, every_answer(client)) == {}


def test_no_answer_lacks_its_headers(client):
    make.sign_in(client, make.official(Role.MANAGER))

    def is_wrong(name: str, response: HttpResponse) -> bool:
        policy = response.headers.get("Content-Security-Policy", "")
        return not (
            (("default-src 'none'" in policy and "frame-ancestors 'none'" in policy) or policy == "sandbox")
            and "unsafe" not in policy
            and response.headers.get("X-Content-Type-Options") == "nosniff"
            and response.headers.get("Referrer-Policy") in {"same-origin", "no-referrer"}
            and response.headers.get("Cross-Origin-Opener-Policy") == "same-origin"
            and any(word in response.headers.get("Cache-Control", "") for word in ("no-store", "private", "public"))
        )

    assert those_that(is_wrong, every_answer(client)) == {}


def test_nothing_is_changed_without_a_token():
    strict = Client(enforce_csrf_checks=True)
    make.sign_in(strict, make.official(Role.MANAGER))
    refused = {403, 404, 405}

    answers = ((name, strict.post(path, {"name": "바뀜"})) for name, path in ADDRESSES)

    assert those_that(lambda name, response: response.status_code not in refused, answers) == {}


def test_strange_input_breaks_nothing(client):
    make.sign_in(client, make.official(Role.MANAGER))
    strange = {"q": "\x00", "next": "\x00", "page": "9" * 30, "p": "-1", "o": "१२", "to": "Infinity"}

    answers = every_answer(client, **strange)

    assert those_that(lambda name, response: response.status_code >= 500, answers) == {}

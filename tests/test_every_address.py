"""Walk over every address of the URLconf: who gets in, what the answers carry, what a stranger can change."""

import pytest
from django.test import Client

from accounts.roles import Role
from tests import access, make

pytestmark = pytest.mark.django_db

NAMES = [name for name, _ in access.addresses()]


@pytest.fixture(params=access.addresses(), ids=lambda address: address[0])
def address(request) -> tuple[str, str]:
    return request.param


def test_the_access_table_knows_every_address_and_no_other():
    namespaced = {name for name in NAMES if name.partition(":")[0] in access.NAMESPACES}

    assert set(NAMES) - namespaced == set(access.ADDRESSES)


def test_nobody_gets_in_where_a_sign_in_is_needed(client, address):
    name, path = address

    response = client.get(path)

    if access.audience(name) == access.ANYBODY:
        assert response.status_code != 403
        assert response.status_code < 500
    else:
        assert response.status_code in {302, 401, 405}, response.content[:200]
        if response.status_code == 302:
            assert response["Location"].startswith("/accounts/login/")


def test_a_company_member_does_not_get_into_the_officials_rooms(client, address):
    name, path = address
    make.sign_in(client, make.person())

    response = client.get(path)

    assert response.status_code < 500
    if access.audience(name) == access.OFFICIALS:
        assert response.status_code in {302, 403, 404}
        assert "관리" not in response.content.decode()


def test_no_answer_lacks_its_headers(client, address):
    _, path = address
    make.sign_in(client, make.official(Role.MANAGER))

    headers = client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"] or "private" in headers["Cache-Control"]


def test_nothing_is_changed_without_a_token(address):
    name, path = address
    strict = Client(enforce_csrf_checks=True)
    make.sign_in(strict, make.official(Role.MANAGER))

    response = strict.post(path, {"name": "바뀜"})

    assert response.status_code in {302, 403, 404, 405}, response.content[:200]
    assert name != "accounts:me" or response.status_code == 403


def test_a_zero_byte_breaks_nothing(client, address):
    _, path = address
    make.sign_in(client, make.official(Role.MANAGER))

    response = client.get(path, {"q": "\x00", "next": "\x00", "page": "\x00", "p": "9" * 30, "o": "-1", "to": "\x00"})

    assert response.status_code < 500

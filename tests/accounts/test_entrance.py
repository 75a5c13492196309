import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.roles import Role
from tests import make
from tests.accounts.conftest import NOON
from tests.accounts.signing_in import code_of, give_code, give_password, is_signed_in, sign_up, with_app

pytestmark = pytest.mark.django_db


def now(seconds: float = 0) -> float:
    return NOON.timestamp() + seconds


def test_a_code_opens_one_door_once_for_as_long_as_it_could_be_taken(at):
    official = make.official(Role.OFFICER)
    secret = with_app(official)
    first, second = Client(), Client()
    with at(0):
        give_password(first, official.email)
        give_code(first, code_of(secret, at=now()))
    with at(45):  # the window of the code is over, the tolerance for slow clocks is not
        give_password(second, official.email)
        page = give_code(second, code_of(secret, at=now()))

    assert is_signed_in(first)
    assert not is_signed_in(second)
    assert "이미 쓴 번호입니다" in page.content.decode()


def test_the_next_code_opens_the_next_door(at):
    official = make.official(Role.OFFICER)
    secret = with_app(official)
    clients = [Client(), Client()]

    for number, client in enumerate(clients):
        with at(30 * number):
            give_password(client, official.email)
            give_code(client, code_of(secret, at=now(30 * number)))

    assert [is_signed_in(client) for client in clients] == [True, True]


def test_a_code_of_another_persons_app_is_no_good(client, at):
    official, other = make.official(Role.OFFICER), make.official(Role.OFFICER)
    with_app(official)
    with at(0):
        give_password(client, official.email)
        give_code(client, code_of(with_app(other), at=now()))

    assert not is_signed_in(client)


@pytest.mark.parametrize("seconds", [-61, 61])
def test_a_code_of_long_ago_or_of_the_future_is_no_good(client, at, seconds):
    official = make.official(Role.OFFICER)
    secret = with_app(official)
    with at(0):
        give_password(client, official.email)
        give_code(client, code_of(secret, at=now(seconds)))

    assert not is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_the_code_that_set_the_app_up_does_not_sign_in_as_well(client, at):
    person = make.person()
    other = Client()
    with at(0):
        give_password(client, person.email)
        client.get("/accounts/2fa/totp/activate/")
        code = code_of(client.session["mfa.totp.secret"], at=now())
        client.post("/accounts/2fa/totp/activate/", {"code": code})
        give_password(other, person.email)
        give_code(other, code)

    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert not is_signed_in(other)


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_stands_in_once(client, at):
    person = make.person()
    with at(0):
        give_password(client, person.email)
        client.get("/accounts/2fa/totp/activate/")
        client.post("/accounts/2fa/totp/activate/", {"code": code_of(client.session["mfa.totp.secret"], at=now())})
        recovery = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
        clients = [Client(), Client()]
        for other in clients:
            give_password(other, person.email)
            give_code(other, recovery[0])

    assert len(recovery) == 10
    assert [is_signed_in(other) for other in clients] == [True, False]
    stored = Authenticator.objects.get(user=person, type="recovery_codes").data
    assert not any(code in str(stored) for code in recovery)


@pytest.mark.parametrize(
    "password", ["short-1!", "1029384756102", "password1234", "new@test.example", "김회원김회원김회원", "01012345678a"]
)
def test_a_password_that_is_easily_guessed_is_refused_in_korean(client, password):
    page = sign_up(client, password1=password)

    assert page.status_code == 200
    assert [error for error in page.context["form"].errors["password1"] if error.isascii()] == []


def test_the_rules_of_a_password_are_told_before_it_is_typed(client):
    page = client.get("/accounts/signup/").content.decode()

    assert "10자 이상으로 정해 주십시오" in page
    assert page.count('type="password"') == 1
    assert 'data-show="비밀번호 보기"' in page


def test_no_input_hides_its_name_in_itself(client):
    make.sign_in(client, make.person())
    pages = [
        "/accounts/password/change/",
        "/accounts/email/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
    ]
    entrance = [Client().get(path) for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")]

    contents = [page.content.decode() for page in [*entrance, *map(client.get, pages)]]

    assert ["placeholder=" in content for content in contents] == [False] * len(contents)

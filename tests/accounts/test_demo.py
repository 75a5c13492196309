import re
from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import demo
from accounts.models import Consent, Department, RoleGrant, User
from accounts.roles import Role
from tests.accounts.signing_in import give_code, give_password, is_signed_in

pytestmark = pytest.mark.django_db

COUNTED = (User, EmailAddress, Department, RoleGrant, Consent)


def rows() -> list[int]:
    return [model.objects.count() for model in COUNTED]


def test_loading_twice_changes_nothing():
    demo.load()
    once = rows()

    demo.load()

    assert rows() == once
    assert once[0] == len(demo.ACCOUNTS) + len(demo.COLLEAGUES) + len(demo.ALONG) == 82


def test_a_team_of_32_and_a_squad_of_15_sign_in_like_everybody(client):
    demo.load()

    holding = User.objects.holding(Role.TEAM, at=timezone.now())
    sorts = Counter(re.sub(r"\d+@.*|@.*", "", person.email) for person in holding)
    assert sorts == {"team": 32, "squad": 15, "consultant": 10}
    give_password(client, "squad15@demo.example", demo.PASSWORD)
    give_code(client, demo.current_code())
    assert is_signed_in(client)


@pytest.mark.parametrize("account", demo.ACCOUNTS, ids=lambda account: account.local)
def test_each_account_signs_in_to_its_place(client, account):
    demo.load()

    give_password(client, account.email, demo.PASSWORD)
    if account.has_second_factor:
        assert not is_signed_in(client)
        give_code(client, demo.current_code())

    person = User.objects.get(email=account.email)
    assert is_signed_in(client)
    assert person.roles == ({account.role} if account.role else set())
    assert client.get("/accounts/start/").url == ("/admin/" if person.is_official else "/")


def test_what_is_invented_says_so():
    demo.load()

    assert all(person.name.startswith("시연 ") for person in User.objects.all())
    assert all(department.phone.startswith("031-000-") for department in Department.objects.all())


def test_the_table_names_every_account_and_what_is_needed_to_sign_in():
    table = demo.describe()

    assert all(account.email in table for account in demo.ACCOUNTS)
    assert "demo-sos-2026!" in table
    assert "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" in table
    assert "demo_code" in table


def test_the_code_of_the_moment_is_said(capsys):
    call_command("demo_code")

    said = capsys.readouterr().out.strip()
    assert said == demo.current_code()
    assert len(said) == 6


def test_nothing_of_it_is_to_be_had_in_production(settings):
    settings.IN_PRODUCTION = True

    with pytest.raises(demo.NotHere):
        demo.load()
    for command in ("load_demo", "demo_code"):
        with pytest.raises(CommandError):
            call_command(command)
    assert User.objects.count() == 0

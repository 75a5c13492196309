"""What the settings make of the environment. The file is run as it stands, apart from the tests' own settings."""

import os
import runpy
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FILE = settings.BASE_DIR / "sosportal/settings.py"

PRODUCTION = {
    "SOS_MODE": "production",
    "SECRET_KEY": "only-for-this-test-" + "kq7Zw2" * 8,
    "SITE_URL": "https://sos.city.example",
    "DATABASE_URL": "postgresql://sos:p%40ss@db.internal:5433/sos?sslmode=require",
    "REDIS_URL": "redis://:secret@queue:6379/0",
    "EMAIL_URL": "smtp://user:p%40ss@mail.city.example:587?tls=1",
    "DEFAULT_FROM_EMAIL": "기업SOS <sos@city.example>",
    "CITY_NAME": "예시시",
    "CITY_UNIT": "기업민원과",
    "CITY_PHONE": "031-000-0000",
    "CITY_ADDRESS": "예시시 예시로 2",
}


@pytest.fixture
def read(monkeypatch, tmp_path):
    """The settings for an environment that holds only what is given."""

    def _read(**environment: str) -> dict:
        for name in set(os.environ) - {"PATH", "HOME"}:
            monkeypatch.delenv(name)
        for name, value in ({"SOS_HOME": str(tmp_path)} | environment).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(FILE))

    return _read


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"SOS_MODE"}))
def test_production_does_not_start_without_what_it_needs(read, name):
    with pytest.raises(ImproperlyConfigured, match=name):
        read(**{key: value for key, value in PRODUCTION.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("SECRET_KEY", "short", "50 random characters"),
        ("SITE_URL", "http://sos.city.example", "https://"),
        ("DATABASE_URL", "sqlite:///sos.db", "postgresql://"),
        ("EMAIL_URL", "mail.city.example", "smtp://"),
        ("DEFAULT_FROM_EMAIL", "기업SOS", "address"),
        ("SOS_MODE", "staging", "demo, test or production"),
        ("OFFICIAL_BANNER", "yes", "0 or 1"),
        ("STAFF_NETWORKS", "10.0.0.0/8, office", "10.0.0.0/8"),
        ("QUIET_FROM", "24", "hours from 0 to 23"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_with_what_it_must_be(read, name, value, complaint):
    with pytest.raises(ImproperlyConfigured, match=complaint):
        read(**PRODUCTION | {name: value})


def test_addresses_are_taken_apart(read):
    production = read(**PRODUCTION)

    database = production["DATABASES"]["default"]
    assert {key: database[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "sos",
        "USER": "sos",
        "PASSWORD": "p@ss",
        "HOST": "db.internal",
        "PORT": "5433",
    }
    assert database["OPTIONS"]["sslmode"] == "require"
    assert "statement_timeout=15000" in database["OPTIONS"]["options"]
    assert "lock_timeout=4000" in database["OPTIONS"]["options"]
    assert production["DELIVERY_OPTIONS"] == {
        "host": "mail.city.example",
        "port": 587,
        "username": "user",
        "password": "p@ss",
        "use_ssl": False,
        "use_tls": True,
        "timeout": 10,
    }
    assert production["ALLOWED_HOSTS"] == ["sos.city.example"]


def test_the_demo_needs_nothing_and_answers_this_machine_only(read):
    demo = read()

    assert demo["IS_DEMO"] is True
    assert set(demo["ALLOWED_HOSTS"]) == {"localhost", "127.0.0.1", "[::1]", "testserver"}
    assert demo["DEBUG"] is False


def test_nights_are_quiet_in_production_and_the_demo_knows_none(read):
    hours = [(settings["QUIET_FROM"], settings["QUIET_UNTIL"]) for settings in (read(**PRODUCTION), read())]
    chosen = read(**PRODUCTION, QUIET_FROM="22", QUIET_UNTIL="7")

    assert hours == [(21, 8), (0, 0)]
    assert (chosen["QUIET_FROM"], chosen["QUIET_UNTIL"]) == (22, 7)


def test_the_demo_keeps_its_own_key_to_itself(read, tmp_path):
    first, second = read()["SECRET_KEY"], read()["SECRET_KEY"]

    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.e2e
def test_the_deployment_check_is_silent_in_production():
    check = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **PRODUCTION},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (check.returncode, check.stderr) == (0, "")
    assert check.stdout == "System check identified no issues (0 silenced).\n"

"""docker-compose.yml, as far as it can be tested without Docker."""

import ast
import fnmatch
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml
from celery.bin.beat import beat
from celery.bin.worker import worker
from django.conf import settings
from django.core.management import get_commands

from sosportal.services.servers import LOCALE

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "sosportal"}
DEMO_ONLY = {"PORT"}
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?P<otherwise>:[?-][^}]*)?\}")
ANSWERS = {
    "SECRET_KEY": "k" * 10 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN",
    "SITE_URL": "https://sos.city.example",
    "POSTGRES_PASSWORD": "p" * 48,
    "VALKEY_PASSWORD": "v" * 48,
    "EMAIL_URL": "smtp://sos:secret@mail.city.example:587?tls=1",
    "DEFAULT_FROM_EMAIL": "기업SOS <sos@city.example>",
    "CITY_NAME": "한빛시",
    "CITY_UNIT": "기업민원과",
    "CITY_PHONE": "031-000-0100",
    "CITY_ADDRESS": "한빛시 예시로 1",
}


def read_by(path):
    """The variables a file of ours reads: by `env("NAME")` and its like, or from `os.environ` itself."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Name(id="env" | "needed" | "claims" | "listed"), args=[ast.Constant(value), *_]):
                names.add(value)
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="environ")), args=[ast.Constant(value), *_]):
                names.add(value)
            case ast.Subscript(value=ast.Attribute(attr="environ"), slice=ast.Constant(value)):
                names.add(value)
    return names - {"DJANGO_SETTINGS_MODULE"}


def filled_in(value):
    """What compose makes of a value when `.env` holds ANSWERS."""

    def answer(match):
        otherwise = match["otherwise"] or ""
        return ANSWERS.get(match["name"], otherwise.removeprefix(":-"))

    return VARIABLE.sub(answer, value)


def test_every_variable_it_passes_is_read_and_every_variable_read_is_passed():
    read = read_by(ROOT / "sosportal" / "settings.py") | read_by(ROOT / "deploy" / "gunicorn.py")

    passed = set().union(*(service["environment"] for service in OURS.values()))

    assert passed == read - DEMO_ONLY


def test_every_variable_it_asks_for_is_in_the_example_and_the_other_way_round():
    asked = {match["name"] for match in VARIABLE.finditer(TEXT)}

    listed = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / "deploy" / ".env.example").read_text(), re.MULTILINE))

    assert asked == listed


def test_there_is_no_default_for_anything_secret():
    required = {match["name"] for match in VARIABLE.finditer(TEXT) if (match["otherwise"] or "").startswith(":?")}

    example = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / "deploy" / ".env.example").read_text(), re.MULTILINE))

    assert {"SECRET_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD", "EMAIL_URL"} <= required
    assert set(example) == required
    assert set(example.values()) == {""}
    for match in VARIABLE.finditer(TEXT):
        if re.search("PASSWORD|SECRET|EMAIL", match["name"]):
            assert match["otherwise"].startswith(":?"), f"{match['name']} has a default"


def test_images_are_pinned_to_a_release():
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    images = [service["image"] for service in SERVICES.values() if service["image"] != "sosportal"]

    assert len(images) == 3
    assert len(bases) == 3
    for image in [*images, *bases]:
        assert re.fullmatch(r"[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z0-9-]+)?", image), f"{image} is not pinned"


def test_the_database_is_made_with_the_locale_of_the_embedded_one():
    arguments = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()

    assert set(LOCALE) <= set(arguments)


def test_only_the_proxy_can_be_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert SERVICES["postgres"]["networks"] == SERVICES["valkey"]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"] == {"internal": True}
    for service in SERVICES.values():
        assert "privileged" not in service
        assert "network_mode" not in service


def test_our_containers_may_do_nothing_but_their_work():
    assert set(OURS) == {"migrate", "web", "worker", "beat"}
    for service in OURS.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    assert re.search(r"^USER sos$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_every_part_that_stays_up_has_a_health_check_and_a_way_to_restart():
    for name, service in SERVICES.items():
        if name != "migrate":
            assert "healthcheck" in service, f"{name} has no health check"
            assert service["restart"] == "unless-stopped"


def test_commands_exist():
    commands = [OURS[name]["command"] for name in OURS]
    scripts = [word for command in commands for word in command if word.startswith("deploy/")]
    managed = re.findall(r"manage\.py (\w+)", (ROOT / "deploy" / "migrate.sh").read_text())

    for command in commands:
        assert shutil.which(command[0], path=f"{Path(sys.executable).parent}:/bin:/usr/bin")
    for script in [*scripts, *OURS["web"]["healthcheck"]["test"][2:]]:
        assert (ROOT / script).is_file()
        assert f"!{script}" in (ROOT / ".dockerignore").read_text().splitlines()
    assert managed == ["check", "migrate", "createcachetable"]
    assert set(managed) <= set(get_commands())


@pytest.mark.parametrize(("name", "command"), [("worker", worker), ("beat", beat)])
def test_celery_understands_its_options(name, command):
    program, *words = OURS[name]["command"]
    assert (program, words[:3]) == ("celery", ["-A", "sosportal", name])

    options, rest, _ = command.make_parser(click.Context(command)).parse_args(words[3:])

    assert options
    assert rest == []


def test_gunicorn_understands_its_options():
    checked = subprocess.run(
        [sys.executable, "-m", *OURS["web"]["command"], "--check-config"],
        cwd=ROOT,
        env=os.environ | {"WEB_CONCURRENCY": "2"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_image_holds_every_app_and_no_data():
    patterns = (ROOT / ".dockerignore").read_text().split("\n")
    taken = [line.removeprefix("!") for line in patterns if line.startswith("!")]
    ours = {app.partition(".")[0] for app in settings.INSTALLED_APPS if (ROOT / app.partition(".")[0]).is_dir()}

    assert "*" in patterns
    assert ours | {"templates", "static", "manage.py"} <= set(taken)
    for secret in (".env", ".sos", ".git", "deploy/.env.example"):
        assert not any(fnmatch.fnmatch(secret, pattern) for pattern in taken)


def test_production_starts_with_these_variables_and_has_nothing_to_remark():
    environment = {key: filled_in(value) for key, value in OURS["migrate"]["environment"].items()}

    checked = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.stdout == "System check identified no issues (0 silenced).\n"
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_production_does_not_start_without(missing):
    environment = {key: filled_in(value) for key, value in OURS["web"]["environment"].items()} | {missing: ""}

    refused = subprocess.run(
        [sys.executable, "-c", "import sosportal.settings"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].endswith(f"{missing} is not set. Production does not start without it.")


def test_the_proxy_speaks_to_the_web_containers_and_limits_bodies():
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text()

    asked = set(re.findall(r"\{\$([A-Z_]+)\}", caddyfile))

    assert asked == set(SERVICES["proxy"]["environment"])
    assert re.search(r"dynamic a \{\s+name web\s+port 8000\b", caddyfile)
    assert re.search(r"request_body \{\s+max_size \d+MB\s+\}", caddyfile)
    assert caddyfile.count("{") == caddyfile.count("}")

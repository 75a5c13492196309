"""The catalogues: what is compiled is what is written."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import gettext as translated

from accounts.roles import Role
from tests import make

CATALOGUES = sorted((Path(settings.BASE_DIR) / "sosportal/locale").rglob("*.po"))


def written(catalogue: Path) -> dict[str | tuple[str, int], str]:
    """What a .po file says, by message."""
    entries: dict[str | tuple[str, int], str] = {}
    for block in re.split(r"\n\s*\n", catalogue.read_text()):
        parts = {
            keyword: "".join(ast.literal_eval(line) for line in lines.strip().splitlines())
            for keyword, lines in re.findall(r'^(msg\S+) ((?:".*"\n?)+)', block, re.MULTILINE)
        }
        if "msgstr" in parts:
            entries[parts["msgid"]] = parts["msgstr"]
        elif "msgstr[0]" in parts:
            entries[parts["msgid"], 0] = parts["msgstr[0]"]
    return entries


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_compiled_as_it_is_written(catalogue):
    with catalogue.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog

    # The empty message is the head; compiling brings it into an order of its own.
    assert {key: text for key, text in written(catalogue).items() if key} == {
        key: text for key, text in compiled.items() if key
    }


def test_our_words_come_before_the_librarys():
    assert translated("0 of %(cnt)s selected") % {"cnt": 6} == "6건 중 0건 고름"
    assert translated("Format") == "형식"


@pytest.mark.django_db
def test_the_admins_scripts_speak_our_words():
    client = make.sign_in(Client(), make.official(Role.MANAGER))

    script = client.get("/admin/jsi18n/").content.decode()

    assert "%(cnt)s\\uac74 \\uc911 %(sel)s\\uac74 \\uace0\\ub984" in script or "%(cnt)s건 중 %(sel)s건 고름" in script

"""What the linters cannot say."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = settings.BASE_DIR
APPS = sorted(
    Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == ROOT
)  # ours, not libraries'
PYTHON = [path for app in APPS for path in sorted(app.rglob("*.py")) if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository, or, where there is no git, nothing to check."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def found(pattern: str, paths: list[Path], *, but: set[str] = frozenset()) -> list[str]:
    """`file:line` of each match."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        if path.name not in but
        for number, line in enumerate(path.read_text(errors="ignore").splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_only_actions_assign_a_status():
    assert found(r"\.status\s*=[^=]", PYTHON, but={"actions.py"}) == []


def test_no_error_is_swallowed_wholesale():
    assert found(r"except Exception\b|except\s*:", PYTHON) == []


def test_nothing_is_left_for_later():
    assert found(r"TODO|FIXME|XXX|raise NotImplementedError", PYTHON + TEMPLATES) == []


def test_select_related_names_its_relations():
    assert found(r"select_related\(\)", PYTHON) == []


def test_views_hold_no_queries_by_status_and_save_nothing():
    doors = [path for path in PYTHON if path.stem in {"views", "admin", "tasks", "urls"}]

    assert found(r"\.save\(|\.filter\(status=|\.create\(|\.delete\(\)", doors) == []


@pytest.mark.parametrize("path", [path for path in PYTHON if path.stem == "views"], ids=lambda path: path.parent.name)
def test_views_are_short(path):
    functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]

    def length(function: ast.FunctionDef) -> int:
        """Lines of the body, without its docstring."""
        body = function.body[1:] if ast.get_docstring(function) else function.body
        return body[-1].end_lineno - body[0].lineno + 1 if body else 0

    assert {function.name: length(function) for function in functions if length(function) > 15} == {}


def test_templates_hold_no_inline_style_or_script():
    pattern = r"""\sstyle=|<style|\son\w+=["']|<script(?![^>]*\bsrc=)(?![^>]*type="application/json")"""

    # The file is the picture of a mail: mail programs know no style sheets.
    assert found(pattern, [path for path in TEMPLATES if "mail" not in path.parent.parts[-1:]]) == []


def test_templates_escape_everything():
    assert found(r"\|safe\b|autoescape off|mark_safe", TEMPLATES + PYTHON) == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates/components").glob("*.html")), ids=lambda path: path.stem)
def test_a_component_opens_with_its_contract(path):
    assert path.read_text().lstrip().startswith("{% comment %}")


def test_templates_include_components_with_only_what_they_need():
    included = r"""{%\s*include\s+["']components/(?:(?!\bonly\b).)*%}"""

    assert found(included, TEMPLATES) == []


def test_no_request_leaves_the_site():
    sources = TEMPLATES + sorted((ROOT / "static").rglob("*.css")) + sorted((ROOT / "static").rglob("*.js"))

    elsewhere = r"""(?:src|href|action)=["']https?://(?!www\.w3\.org)|url\(["']?https?:|@import ["']https?:"""

    assert found(elsewhere, sources) == []


def test_the_repository_names_no_machine_and_no_registry():
    here = f"{ROOT}/"
    addresses = (r'"resolved":\s*"https?:', r"^registry\s*=", r"--(extra-)?index" + "-url ", "pypi" + r"\.org/simple")
    pattern = "|".join((re.escape(here), *addresses))
    lines = found(pattern, tracked())

    # The lock's own recipe names the option that keeps addresses out.
    assert [line for line in lines if not line.startswith(("Makefile", "tests/test_house_rules.py"))] == []


def test_every_migration_has_a_name_that_says_what_it_does():
    automatic = re.compile(r"^\d{4}_(auto_|alter_.*_and_more|.*_and_more$)")
    named = [path.stem for app in APPS for path in (app / "migrations").glob("0*.py")]

    assert [name for name in named if automatic.match(name)] == []

"""What the style sheets promise."""

import re
from pathlib import Path

from django.conf import settings

STYLES = settings.BASE_DIR / "static" / "css"
SHEETS = sorted(STYLES.rglob("*.css"))
BUILT = settings.BASE_DIR / "build" / "static"


def rules(path: Path) -> str:
    """A style sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def test_only_the_tokens_say_colours():
    colour = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", re.IGNORECASE)

    said = {path.name: colour.findall(rules(path)) for path in SHEETS if path.parent.name != "tokens"}

    assert {name: found for name, found in said.items() if found} == {}


def test_every_value_that_is_used_is_given():
    used, given = set(), set()
    for sheet in (BUILT / "css").glob("*.css"):
        used |= set(re.findall(r"var\((--[\w-]+)", sheet.read_text()))
        given |= set(re.findall(r"(--[\w-]+):", sheet.read_text()))

    assert "--ink" in used
    assert used - given == set()


def test_high_contrast_gives_every_colour_that_light_gives():
    structure = {"--face", "--radius", "--section"}
    light, contrast = (
        set(re.findall(r"(--[\w-]+):", rules(STYLES / "tokens" / f"{name}.css")))
        for name in ("light", "high-contrast")
    )

    sizes = {name for name in light if re.match(r"--(gap-|text-|h\d|state)", name)}
    assert light - contrast - structure - sizes == set()


def test_two_fonts_are_served_and_no_more():
    assert sorted(path.name for path in (BUILT / "fonts").iterdir()) == [
        "PretendardGOV-Bold.subset.woff2",
        "PretendardGOV-Regular.subset.woff2",
    ]


def test_style_sheets_fetch_nothing_but_fonts():
    fetched = set(re.findall(r"url\(([^)]+)\)", "".join(path.read_text() for path in (BUILT / "css").glob("*.css"))))

    assert {url for url in fetched if not url.strip("\"'").startswith("../fonts/")} == set()

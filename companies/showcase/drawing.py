"""Pictures for the demo world, drawn by us: abstract products on a quiet ground, the same ones every time."""

import math
from collections.abc import Callable
from functools import cache
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

type Colour = tuple[int, int, int]
type Drawing = Callable[[ImageDraw.ImageDraw, Colour], None]

WIDTH, HEIGHT = 1200, 900
_FINER = 2  # Drawn twice as large and made smaller, so that edges are smooth.
_GROUND: tuple[Colour, Colour] = ((247, 249, 252), (223, 229, 236))

STEEL, COPPER, BLUE, GREEN = (138, 150, 164), (184, 115, 68), (37, 99, 196), (38, 122, 82)
AMBER, VIOLET, RED, INK = (214, 148, 32), (112, 92, 176), (190, 62, 48), (44, 54, 68)


def picture(drawing: Drawing, colour: Colour) -> Image.Image:
    """The product with its shadow."""
    return _on_the_ground(_shape(drawing, colour))


def photo(drawing: Drawing, colour: Colour) -> bytes:
    """As somebody would send it."""
    buffer = BytesIO()
    picture(drawing, colour).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def booklet(drawings: list[tuple[Drawing, Colour]]) -> bytes:
    """소개 자료: one picture a page, as PDF."""
    first, *others = [picture(drawing, colour) for drawing, colour in drawings]
    buffer = BytesIO()
    first.save(buffer, "PDF", save_all=True, append_images=others, resolution=110)
    return buffer.getvalue()


@cache
def film() -> bytes:
    """A wheel that turns, as mp4.

    Pillow writes moving pictures as an image sequence (ISO/IEC 23008-12). Its track is that of a video in all but
    name; with the name of one, browsers play it.
    """
    wheel = _shape(gear, STEEL).reduce(2)
    first, *others = [_on_the_ground(wheel.rotate(-3 * n, Image.Resampling.BICUBIC)) for n in range(20)]
    buffer = BytesIO()
    first.save(buffer, "AVIF", save_all=True, append_images=others, duration=90, speed=10)
    content = buffer.getvalue()
    movie = content.index(b"moov")
    head = content[:movie].replace(b"ftypavis", b"ftypisom").replace(b"meta", b"free", 1)
    return head + content[movie:].replace(b"pict", b"vide", 1)


def _shape(drawing: Drawing, colour: Colour) -> Image.Image:
    shape = Image.new("RGBA", (WIDTH * _FINER, HEIGHT * _FINER), (0, 0, 0, 0))
    drawing(ImageDraw.Draw(shape), colour)
    return shape.reduce(_FINER)


def _on_the_ground(shape: Image.Image) -> Image.Image:
    """The shadow is blurred on a quarter of the size: it has no edges to lose."""
    shadow = shape.getchannel("A").reduce(4).point(lambda alpha: alpha * 90 // 255)
    shadow = shadow.filter(ImageFilter.GaussianBlur(5)).resize(shape.size)
    below = ImageChops.offset(shadow, shape.width // 90, shape.height // 40)
    ground = _ground().resize(shape.size)
    ground.paste((20, 30, 50), mask=below)
    ground.paste(shape, mask=shape)
    return ground


def gear(on: ImageDraw.ImageDraw, colour: Colour) -> None:
    """A toothed wheel."""
    x, y = _middle()
    teeth, points = 18, []
    for tooth in range(teeth):
        for part, radius in ((0, 560), (0.22, 640), (0.5, 640), (0.72, 560)):
            angle = 2 * math.pi * (tooth + part) / teeth
            points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    on.polygon(points, fill=colour)
    _disc(on, x, y, 500, _lighter(colour, 0.18))
    _disc(on, x, y, 440, colour)
    for hole in range(6):
        angle = math.pi / 3 * hole
        _disc(on, x + 300 * math.cos(angle), y + 300 * math.sin(angle), 92, _GROUND[1])
    _disc(on, x, y, 170, _lighter(colour, 0.35))
    _disc(on, x, y, 96, _GROUND[0])


def heat_sink(on: ImageDraw.ImageDraw, colour: Colour) -> None:
    """A block with fins."""
    for fin in range(13):
        left = 520 + fin * 108
        on.rounded_rectangle((left, 380, left + 62, 1260), 16, fill=_lighter(colour, 0.12 + 0.02 * fin))
        on.rectangle((left + 46, 396, left + 62, 1260), fill=_darker(colour, 0.12))
    on.rounded_rectangle((440, 1200, 1960, 1420), 26, fill=colour)
    on.rectangle((466, 1214, 1934, 1246), fill=_lighter(colour, 0.35))


def circuit(on: ImageDraw.ImageDraw, colour: Colour) -> None:
    """A board with its tracks and pads."""
    on.rounded_rectangle((420, 300, 1980, 1500), 48, fill=colour)
    gold = (222, 184, 92)
    for lane in range(9):
        y = 400 + lane * 112
        bend = 820 + (lane * 167) % 720
        on.line((520, y, bend, y, bend + 112, y + 56, 1880, y + 56), fill=_lighter(colour, 0.28), width=16)
        for x in (520, 1880):
            _disc(on, x, y + (56 if x > 1000 else 0), 30, gold)
    on.rounded_rectangle((930, 640, 1470, 1120), 22, fill=INK)
    for leg in range(9):
        for y in (604, 1124):
            on.rectangle((966 + leg * 54, y, 990 + leg * 54, y + 34), fill=gold)
    _disc(on, 1000, 710, 20, _lighter(INK, 0.4))


def mould(on: ImageDraw.ImageDraw, colour: Colour) -> None:
    """Two halves of a mould with four cavities."""
    for left, top, tone in ((430, 420, 0.0), (560, 300, 0.2)):
        on.rounded_rectangle((left, top, left + 1400, top + 1000), 30, fill=_lighter(colour, tone))
    for column in range(2):
        for row in range(2):
            x, y = 760 + column * 620, 480 + row * 420
            on.rounded_rectangle((x, y, x + 380, y + 250), 90, fill=_darker(colour, 0.28))
            on.rounded_rectangle((x + 26, y + 30, x + 380, y + 250), 80, fill=_darker(colour, 0.12))
    on.line((1260, 340, 1260, 1260), fill=_darker(colour, 0.28), width=18)
    for x in (640, 1880):
        for y in (370, 1220):
            _disc(on, x, y, 36, _darker(colour, 0.35))


def caps(on: ImageDraw.ImageDraw, colour: Colour) -> None:
    """Round parts in rows, one of them lying open."""
    for row in range(3):
        for column in range(4):
            x, y = 600 + column * 400, 480 + row * 400
            tone = 0.32 * ((row + column) % 3) / 2
            _disc(on, x, y, 168, _lighter(colour, tone))
            _disc(on, x - 10, y - 14, 128, _lighter(colour, tone + 0.2))
            _disc(on, x, y, 96, _lighter(colour, tone) if (row, column) != (1, 2) else INK)


def bolts(on: ImageDraw.ImageDraw, colour: Colour) -> None:
    """Bolts side by side, from short to long."""
    for number in range(6):
        x, length = 560 + number * 256, 420 + number * 120
        top = 1380 - length
        on.rounded_rectangle((x - 52, top, x + 52, 1400), 20, fill=_lighter(colour, 0.1))
        for turn in range((length - 110) // 44):
            y = 1370 - turn * 44
            on.line((x - 52, y, x + 52, y - 22), fill=_darker(colour, 0.18), width=12)
        on.rounded_rectangle((x - 98, top - 104, x + 98, top + 16), 22, fill=colour)
        on.rounded_rectangle((x - 40, top - 92, x + 98, top + 4), 18, fill=_lighter(colour, 0.24))


def rings(on: ImageDraw.ImageDraw, colour: Colour) -> None:
    """A polished ring inside another."""
    x, y = _middle()
    for radius, tone in ((640, 0.0), (600, 0.3), (520, 0.08), (440, 0.42), (300, 0.16)):
        _disc(on, x, y, radius, _lighter(colour, tone))
    _disc(on, x, y, 260, _GROUND[0])
    for hole in range(16):
        angle = math.radians(22.5 * hole)
        _disc(on, x + 560 * math.cos(angle), y + 560 * math.sin(angle), 20, _darker(colour, 0.4))


def fabric(on: ImageDraw.ImageDraw, colour: Colour) -> None:
    """Folded cloth in five tones."""
    for fold in range(5):
        top = 330 + fold * 210
        wave = [(420 + x * 40, top + 46 * math.sin(x / 5 + fold * 0.8)) for x in range(40)]
        on.polygon([*wave, (1980, top + 330), (420, top + 330)], fill=_lighter(colour, 0.44 - 0.11 * fold))
    on.rectangle((420, 1420, 1980, 1520), fill=_darker(colour, 0.1))


def boxes(on: ImageDraw.ImageDraw, colour: Colour) -> None:
    """Three boxes, stacked."""
    for left, top, wide, tall in ((460, 840, 700, 620), (1220, 840, 700, 620), (820, 300, 720, 540)):
        lid = 96
        on.polygon(
            [(left, top), (left + lid, top - lid), (left + wide + lid, top - lid), (left + wide, top)],
            fill=_lighter(colour, 0.42),
        )
        on.polygon(
            [
                (left + wide, top),
                (left + wide + lid, top - lid),
                (left + wide + lid, top + tall - lid),
                (left + wide, top + tall),
            ],
            fill=_darker(colour, 0.22),
        )
        on.rectangle((left, top, left + wide, top + tall), fill=colour)
        on.rectangle((left + wide // 2 - 44, top, left + wide // 2 + 44, top + tall), fill=_lighter(colour, 0.22))


def jars(on: ImageDraw.ImageDraw, colour: Colour) -> None:
    """Three jars with labels."""
    for number, x in enumerate((640, 1200, 1760)):
        on.rounded_rectangle((x - 220, 560, x + 220, 1440), 90, fill=_lighter(colour, 0.14 * number))
        on.rounded_rectangle((x - 176, 420, x + 176, 590), 34, fill=INK)
        on.rounded_rectangle((x - 170, 820, x + 170, 1200), 20, fill=_GROUND[0])
        on.rectangle((x - 120, 900, x + 120, 930), fill=colour)
        on.rectangle((x - 120, 980, x + 40, 1004), fill=STEEL)


def _middle() -> tuple[int, int]:
    return WIDTH * _FINER // 2, HEIGHT * _FINER // 2


def _disc(on: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: Colour) -> None:
    on.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _ground() -> Image.Image:
    light, dark = _GROUND
    ground = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        ground.putpixel((0, y), _mixed(light, dark, y / HEIGHT))
    return ground


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _lighter(colour: Colour, share: float) -> Colour:
    return _mixed(colour, (255, 255, 255), min(share, 0.9))


def _darker(colour: Colour, share: float) -> Colour:
    return _mixed(colour, (0, 0, 0), share)

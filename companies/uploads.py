"""Files people send: what they are by their content, what is kept of them, and what they are called.

Nothing is believed of a file's name or of the type its browser names. Pictures are drawn anew, so that nothing but the
picture is left of them. The format rules are those of ISO/IEC 14496-12 (mp4), ISO 32000-1 §7.5 (PDF), RFC 2083 (PNG),
ITU-T T.81 (JPEG) and RFC 9649 (WebP).
"""

import re
import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, Any, NamedTuple, Protocol

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.base import File
from django.core.files.uploadhandler import FileUploadHandler
from django.db import models
from django.http import HttpRequest
from django.http.request import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

MB = 1024 * 1024
PICTURE_LIMIT, VIDEO_LIMIT, SLIDES_LIMIT = 20 * MB, 200 * MB, 30 * MB
USUAL_BODY, STRANGERS_BODY = 40 * MB, 2 * MB
"""What an address takes in one request unless its view says more, and what it takes of whoever is not signed in."""

LARGE_SIDE, SMALL_SIDE = 1600, 640
"""The longer side of a picture, as kept for its page and for lists."""
PIXELS = 50_000_000
PIXELS_AT_ONCE = 24_000_000
"""A JPEG can be read at a fraction of its size, everything else has to be unpacked whole: 24 million are 96 MB."""

# Pillow says what it thinks of a picture twice as large; we ask the header before anything is unpacked.
Image.MAX_IMAGE_PIXELS = PIXELS


class Kind(models.TextChoices):
    """What a file is."""

    JPEG = "JPEG", "JPG"
    PNG = "PNG", "PNG"
    WEBP = "WEBP", "WEBP"
    MP4 = "MP4", "MP4"
    PDF = "PDF", "PDF"

    @property
    def content_type(self) -> str:
        """The one type it is served as."""
        return {"MP4": "video/mp4", "PDF": "application/pdf"}.get(self.value, f"image/{self.value.lower()}")

    @property
    def suffix(self) -> str:
        """The end of its name."""
        return f".{self.value.lower()}"


class Picture(NamedTuple):
    """A picture drawn anew, large and small."""

    large: bytes
    small: bytes
    width: int
    height: int


# --- What is it? --------------------------------------------------------------------------------------------------

PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
_FROM_AN_APPLE = {b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1", b"heim", b"heis"}
# Brands of plain mp4 files, by the registry of the MP4 Registration Authority (mp4ra.org).
_MP4 = {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1"}
_MP4 |= {b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"dash", b"mp71", b"av01", b"hvc1", b"f4v "}


def sniff(file: IO[bytes]) -> Kind | None:
    """The kind its first bytes say; None for everything we do not take."""
    file.seek(0)
    head = file.read(64)
    file.seek(0)
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if re.match(rb"%PDF-[12]\.\d", head):
        return Kind.PDF
    if head[4:8] == b"ftyp" and head[8:12] in _MP4:
        return Kind.MP4
    return None


def is_heic(file: IO[bytes]) -> bool:
    """Whether its first bytes say that it is a picture as an iPhone takes them."""
    file.seek(0)
    head = file.read(12)
    return head[4:8] == b"ftyp" and head[8:12] in _FROM_AN_APPLE


def is_quicktime(file: IO[bytes]) -> bool:
    """Whether its first bytes say that it is a film as an iPhone takes them."""
    file.seek(0)
    return file.read(12)[4:] == b"ftypqt  "


def check_size(file: File[bytes], limit: int) -> None:
    """Refuse what is larger, with both figures."""
    if file.size > limit:
        raise ValidationError(
            _("파일이 너무 큽니다. %(limit)dMB까지 올릴 수 있습니다. 고르신 파일은 %(size).1fMB입니다."),
            params={"limit": limit // MB, "size": file.size / MB},
            code="too_big",
        )


# --- Pictures -----------------------------------------------------------------------------------------------------

# What Pillow's decoders raise on bytes that are not what they claim to be.
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)
_TOO_MANY = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def picture(file: File[bytes]) -> Picture:
    """The picture and nothing else: no position, no camera, no second file behind it. Refuses what is none."""
    check_size(file, PICTURE_LIMIT)
    kind = sniff(file)
    if kind is None and is_heic(file):
        raise ValidationError(_("아이폰 사진(HEIC)입니다. JPG로 바꾸어 올려 주십시오."), code="heic")
    if kind is None or kind not in PICTURES:
        raise ValidationError(
            _("JPG, PNG, WEBP 사진이 아닙니다. 이름이 아니라 내용으로 가립니다."),
            code="no_picture",
        )
    with _opened(file, kind) as opened:
        opened.thumbnail((LARGE_SIDE, LARGE_SIDE))  # Reads a JPEG at the fraction it needs.
        large = _plain(ImageOps.exif_transpose(opened))
        small = large.copy()
        small.thumbnail((SMALL_SIDE, SMALL_SIDE))
        return Picture(_as_webp(large), _as_webp(small), large.width, large.height)


def same_picture(file: File[bytes], kind: Kind, *, side: int, quality: int) -> bytes:
    """The picture drawn anew in its own format, upright, its longer side at most `side`, and nothing else."""
    with _opened(file, kind) as opened:
        if opened.width * opened.height > PIXELS_AT_ONCE:  # Then it can be read at half its size.
            opened.draft(None, (opened.width // 2, opened.height // 2))
        opened.thumbnail((side, side), reducing_gap=1.0)
        ImageOps.exif_transpose(opened, in_place=True)
        buffer = BytesIO()
        # Somebody waits for ten of them: a little larger is better than several times as long.
        _plain(opened).save(buffer, kind.value, quality=quality, method=1, compress_level=3)
        return buffer.getvalue()


@contextmanager
def _opened(file: File[bytes], kind: Kind) -> Iterator[Image.Image]:
    """The picture with nothing but its header read. What turns out to be wrong with it becomes a sentence."""
    try:
        with Image.open(file, formats=(kind.value,)) as opened:
            readable_in_part = opened.format in {"JPEG", "MPO"} and not opened.info.get("progressive")
            if opened.width * opened.height > (PIXELS if readable_in_part else PIXELS_AT_ONCE):
                raise _too_many_pixels()
            yield opened
    except _TOO_MANY as bomb:
        raise _too_many_pixels() from bomb
    except _UNREADABLE as reason:
        raise ValidationError(_("사진을 읽을 수 없습니다. 파일이 깨진 듯합니다."), code="broken") from reason


def _plain(image: Image.Image) -> Image.Image:
    """Pixels in the web's colours, on a canvas that knows nothing of the file they came from."""
    profile = image.info.get("icc_profile")
    if profile and image.mode == "RGB":
        try:
            given = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"))
        except ImageCms.PyCMSError:
            converted = None  # A profile nobody can read: the colours stay as they are.
        image = converted or image
    mode = "RGBA" if image.has_transparency_data else "RGB"
    canvas = Image.new(mode, image.size)
    canvas.paste(image if image.mode == mode else image.convert(mode))
    return canvas


def _as_webp(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "WEBP", quality=82, method=4)
    return buffer.getvalue()


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("사진의 가로세로가 너무 큽니다. JPG는 5천만 화소, 그 밖의 사진은 2천4백만 화소까지 올릴 수 있습니다."),
        code="too_many_pixels",
    )


# --- Videos -------------------------------------------------------------------------------------------------------


class Box(NamedTuple):
    """A part of an mp4 file: where it begins, where its content begins, where both end."""

    type: bytes
    start: int
    content: int
    end: int


_NESTED = {b"moov", b"trak", b"moof", b"traf"}
# Where cameras and phones write the place, the maker and the owner.
_TELLING = {b"udta", b"meta", b"uuid"}
_BOXES_AT_MOST = 100_000


def video(file: File[bytes], limit: int = VIDEO_LIMIT) -> File[bytes]:
    """An mp4 file from its first byte to its last, with what tells of place and maker blanked out."""
    check_size(file, limit)
    if sniff(file) != Kind.MP4:
        if is_quicktime(file):
            raise ValidationError(
                _("아이폰 동영상(MOV)입니다. MP4로 바꾸어 올리거나 영상 주소를 적어 주십시오."), code="quicktime"
            )
        raise ValidationError(_("MP4 영상이 아닙니다. 이름이 아니라 내용으로 가립니다."), code="no_video")
    found = list(boxes(file, file.size))
    if not {b"moov", b"mdat"} <= {box.type for box in found}:
        raise _broken_video()
    for box in found:
        if box.type in _TELLING:
            _blank(file, box)
    file.seek(0)
    return file


def boxes(file: IO[bytes], size: int) -> Iterator[Box]:
    """Every box that can tell something, the outer before the inner. They must fill their space to the byte."""
    spaces = [(0, size, 0)]
    for _count in range(_BOXES_AT_MOST):
        start, end, depth = spaces.pop()
        box = _box_at(file, start, end)
        yield box
        if box.end < end:
            spaces.append((box.end, end, depth))
        if box.type in _NESTED and depth < len(_NESTED) and box.content < box.end:
            spaces.append((box.content, box.end, depth + 1))
        if not spaces:
            return
    raise _broken_video()


def _box_at(file: IO[bytes], start: int, end: int) -> Box:
    file.seek(start)
    head = file.read(16)
    size, kind, header = int.from_bytes(head[:4]), head[4:8], 8
    if size == 1:
        size, header = int.from_bytes(head[8:16]), 16
    elif size == 0:  # It goes on to the end.
        size = end - start
    if len(head) < header or size < header or start + size > end or not kind.isascii():
        raise _broken_video()
    return Box(kind, start, start + header, start + size)


def _blank(file: IO[bytes], box: Box) -> None:
    """Make it free space of the same size, so that nothing else moves."""
    file.seek(box.start + 4)
    file.write(b"free")
    file.seek(box.content)
    left = box.end - box.content
    while left:
        left -= file.write(bytes(min(left, MB)))


def _broken_video() -> ValidationError:
    return ValidationError(
        _("영상을 읽을 수 없습니다. 파일이 깨졌거나 MP4가 아닌 내용이 섞여 있습니다."), code="broken"
    )


# --- Slides -------------------------------------------------------------------------------------------------------


def slides(file: File[bytes], limit: int = SLIDES_LIMIT) -> File[bytes]:
    """A PDF with its beginning and its end. What else is in it stays: it is only ever downloaded, never shown."""
    check_size(file, limit)
    if sniff(file) != Kind.PDF:
        raise ValidationError(
            _("PDF가 아닙니다. 자료를 PDF로 저장해 올려 주십시오."),
            code="no_pdf",
        )
    file.seek(max(0, file.size - 2048))
    if b"%%EOF" not in file.read():
        raise ValidationError(_("PDF가 끝까지 올라오지 않았습니다. 다시 골라 주십시오."), code="broken")
    file.seek(0)
    return file


# --- Names --------------------------------------------------------------------------------------------------------

NAME_LIMIT = 100
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
_KEPT = {"\n", "\u200d"}  # The joiner holds composed emoji together.
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)


def plain_text(text: str) -> str:
    """Text in NFC, without what cannot be seen: control characters, and marks that turn the reading direction."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(one for one in composed if one in _KEPT or unicodedata.category(one) not in _UNSEEN)


class _Ending(Protocol):
    """Whatever says how the names of its files end."""

    @property
    def suffix(self) -> str: ...


def plain_name(name: str, kind: _Ending) -> str:
    """What a file is called when it is shown or downloaded: Hangul kept, no path, an end that tells the truth."""
    shown = plain_text(name).replace("\n", " ")
    stem = PurePosixPath(shown.replace("\\", "/")).name
    while PurePosixPath(stem).suffix.lower() == kind.suffix:
        stem = PurePosixPath(stem).stem
    stem = re.sub(r'[<>:"/|?*%;]', " ", stem)
    stem = re.sub(r"\s+", " ", stem).strip(" .-_~")[:NAME_LIMIT].rstrip(" .")
    return f"{_RESERVED.sub('_', stem) or '파일'}{kind.suffix}"


# --- How much at once ---------------------------------------------------------------------------------------------


def takes[View: Callable[..., object]](limit: int) -> Callable[[View], View]:
    """Let a view receive a larger body than the usual one."""

    def mark(view: View) -> View:
        view.body_limit = limit  # type: ignore[attr-defined]
        return view

    return mark


class Gate(FileUploadHandler):
    """Refuse a body by the size it declares, before a byte of it is read or written anywhere."""

    request: HttpRequest

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 – Django's signature
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        """Read nothing; only compare."""
        match, user = self.request.resolver_match, getattr(self.request, "user", None)
        limit = getattr(match.func, "body_limit", USUAL_BODY) if match else USUAL_BODY
        if user is None or not user.is_authenticated:
            limit = STRANGERS_BODY  # The forms that are open to everybody take no files.
        if content_length > limit + MB:  # The form's other fields and the frame around the file.
            raise RequestDataTooBig(f"The body declares {content_length} bytes; {limit} are taken here.")
        return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass it on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""

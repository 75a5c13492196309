"""첨부파일. What may be attached to a grievance: known by its content, freed of what betrays, named plainly.

- Pictures (JPG, PNG, WEBP) are evidence and personal at once: they are drawn anew in their own format at up to 4,000
  pixels, so that detail stays while place, camera and whatever stood behind the picture go. Phones write more behind
  a photograph (a short film, notes of their own), so that is no reason to refuse one.
- HEIC cannot be drawn by us. It is kept as it is, place included, once its boxes add up; it is only ever downloaded.
- MP4 keeps its pictures; the boxes that tell of place and maker are blanked out (`companies.uploads.video`).
- Documents are kept as they are or refused. Refused is what runs by itself (macros, scripts, PostScript), what fetches
  from elsewhere when it is opened, what is locked, and what unpacks to far more than it is.

Formats: HWP 5.0 (Hancom, 한글문서파일형식 5.0, §3), [MS-CFB], OWPML (KS X 6101), ECMA-376 part 2, and for zip
PKWARE's APPNOTE.TXT 6.3.
"""

import hashlib
import re
import stat
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.utils.translation import gettext_lazy as _
from olefile import OleFileIO
from olefile.olefile import DEFECT_INCORRECT

from companies import uploads
from companies.uploads import MB

FILE_LIMIT, VIDEO_LIMIT = 20 * MB, 100 * MB
COUNT_LIMIT, TOTAL_LIMIT = 10, 150 * MB
"""How many files one form takes, and how many bytes they are together."""
COMPANY_QUOTA = 2 * 1024 * MB
"""What a company may keep in all its cases; the action that keeps it compares."""

PICTURE_SIDE, PICTURE_QUALITY = 4000, 88


class Kind(models.TextChoices):
    """What a file is."""

    PDF = "PDF", "PDF"
    HWP = "HWP", "HWP"
    HWPX = "HWPX", "HWPX"
    DOCX = "DOCX", "DOCX"
    XLSX = "XLSX", "XLSX"
    PPTX = "PPTX", "PPTX"
    JPEG = "JPEG", "JPG"
    PNG = "PNG", "PNG"
    WEBP = "WEBP", "WEBP"
    HEIC = "HEIC", "HEIC"
    MP4 = "MP4", "MP4"

    @property
    def content_type(self) -> str:
        """The one type it is served as."""
        return _CONTENT_TYPES.get(self, f"image/{self.value.lower()}")

    @property
    def suffix(self) -> str:
        """The end of its name."""
        return ".jpg" if self == Kind.JPEG else f".{self.value.lower()}"


_CONTENT_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.HWP: "application/x-hwp",
    Kind.HWPX: "application/hwp+zip",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Kind.MP4: "video/mp4",
}
_OTHER_ENDINGS = {Kind.JPEG: (".jpeg", ".jpe", ".jfif"), Kind.HEIC: (".heif",), Kind.MP4: (".m4v",)}


@dataclass(frozen=True)
class Checked:
    """A file that may be kept."""

    content: File[bytes]
    kind: Kind
    name: str
    size: int
    digest: str


# --- The doors ----------------------------------------------------------------------------------------------------


def checked(file: File[bytes]) -> Checked:
    """What is kept of a file. Refuses with a sentence that says what to do instead."""
    if not file.size:
        raise ValidationError(_("빈 파일입니다. 내용이 있는 파일을 골라 주십시오."), code="empty")
    try:
        kind, content = _read(file)
    except ValidationError as refusal:
        if refusal.code == "broken":  # Whoever noticed it, one sentence says what to do.
            raise _broken() from refusal
        raise
    uploads.check_size(content, VIDEO_LIMIT if kind == Kind.MP4 else FILE_LIMIT)
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return Checked(content, kind, _name(file.name or "", kind), content.size, digest.hexdigest())


def checked_all(files: Sequence[File[bytes]], *, already: int = 0, already_bytes: int = 0) -> list[Checked]:
    """What is kept of the files of one form. Each refusal names its file."""
    if already + len(files) > COUNT_LIMIT:
        raise ValidationError(
            _("파일은 %(limit)d개까지 올릴 수 있습니다. 모두 %(count)d개입니다."),
            params={"limit": COUNT_LIMIT, "count": already + len(files)},
            code="too_many",
        )
    total = already_bytes + sum(file.size for file in files)
    if total > TOTAL_LIMIT:
        raise ValidationError(
            _("파일을 모두 더해 %(limit)dMB까지 올릴 수 있습니다. 지금은 %(size).1fMB입니다."),
            params={"limit": TOTAL_LIMIT // MB, "size": total / MB},
            code="too_big_together",
        )
    kept, refused = [], []
    for file in files:
        try:
            kept.append(checked(file))
        except ValidationError as refusal:
            shown = uploads.plain_text(file.name or "").replace("\n", " ")[:60]
            params = {"name": shown, "reason": refusal.messages[0]}
            refused.append(ValidationError(_("%(name)s: %(reason)s"), code=refusal.code, params=params))
    if refused:
        raise ValidationError(refused)
    return kept


def _name(name: str, kind: Kind) -> str:
    stem = name
    while PurePosixPath(stem).suffix.lower() in _OTHER_ENDINGS.get(kind, ()):
        stem = stem[: stem.rindex(".")]
    return uploads.plain_name(stem, kind)


def _read(file: File[bytes]) -> tuple[Kind, File[bytes]]:
    """What it is and what is kept of it. Nothing larger than its limit is looked into."""
    seen = uploads.sniff(file)
    if seen == uploads.Kind.MP4:
        content = uploads.video(file, VIDEO_LIMIT)
        _check_nothing_behind(content)
        return Kind.MP4, content
    head = file.read(600)
    uploads.check_size(file, FILE_LIMIT)
    if seen in uploads.PICTURES:
        drawn = uploads.same_picture(file, seen, side=PICTURE_SIDE, quality=PICTURE_QUALITY)
        return Kind(seen.value), ContentFile(drawn, name=file.name)
    if seen == uploads.Kind.PDF:
        return Kind.PDF, _pdf(file)
    if head.startswith(b"PK\x03\x04"):
        return _package(file), file
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(file, head), file
    if uploads.is_heic(file):
        return _heic(file), file
    raise _not_taken(head)


# --- What is said of the rest -------------------------------------------------------------------------------------


def _broken() -> ValidationError:
    return ValidationError(
        _("파일을 읽을 수 없습니다. 깨졌거나 끝까지 올라오지 않았습니다. 다시 저장해 올려 주십시오."), code="broken"
    )


def _active() -> ValidationError:
    return ValidationError(
        _("매크로처럼 스스로 실행되는 내용이 들어 있습니다. PDF로 저장해 올려 주십시오."), code="active"
    )


def _fetching() -> ValidationError:
    return ValidationError(
        _("열 때 다른 곳에서 내용을 불러오는 문서입니다. PDF로 저장해 올려 주십시오."), code="fetching"
    )


def _locked() -> ValidationError:
    return ValidationError(
        _("암호나 보안이 걸린 문서입니다. 보안을 풀어 저장하거나 PDF로 저장해 올려 주십시오."), code="locked"
    )


def _swollen() -> ValidationError:
    return ValidationError(
        _("열면 지나치게 커지는 문서입니다. 나누어 저장하거나 PDF로 저장해 올려 주십시오."), code="swollen"
    )


def _two_in_one() -> ValidationError:
    return ValidationError(_("다른 파일이 뒤에 붙어 있습니다. 새로 저장해 올려 주십시오."), code="two_in_one")


def _archive() -> ValidationError:
    return ValidationError(_("압축 파일은 받지 않습니다. 압축을 풀어 하나씩 올려 주십시오."), code="archive")


def _old() -> ValidationError:
    return ValidationError(
        _("오래된 형식의 문서입니다. PDF나 docx, xlsx, pptx, hwpx로 저장해 올려 주십시오."), code="old"
    )


def _unknown() -> ValidationError:
    return ValidationError(
        _(
            "받을 수 없는 파일입니다. 이름이 아니라 내용으로 가립니다. "
            "PDF, 한글, 워드·엑셀·파워포인트 문서, 사진(JPG, PNG, WEBP, HEIC)이나 영상(MP4)으로 올려 주십시오."
        ),
        code="unknown",
    )


# Alzip's two formats are as common here as zip.
_ARCHIVES = (b"PK", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"ALZ\x01", b"EGGA")
# What companies' document security writes first (Fasoo, SoftCamp).
_SECURED = (b"\x9b DRMONE", b"SCDSA")
_OTHER_PICTURES = (b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00", b"8BPS")
_HWP_3 = b"HWP Document File V"


def _not_taken(head: bytes) -> ValidationError:
    if head.startswith(_ARCHIVES):
        return _archive()
    if head.startswith(_SECURED):
        return _locked()
    if head.startswith((_HWP_3, b"{\\rtf")):
        return _old()
    if head[4:12] in {b"ftypavif", b"ftypavis"} or head.startswith(_OTHER_PICTURES):
        return ValidationError(_("JPG나 PNG가 아닌 그림입니다. JPG로 바꾸어 올려 주십시오."), code="picture")
    if head[4:12] == b"ftypqt  ":
        return ValidationError(_("아이폰 동영상(MOV)입니다. MP4로 바꾸어 올려 주십시오."), code="quicktime")
    return _unknown()


# --- PDF, HEIC ----------------------------------------------------------------------------------------------------

_EOCD = struct.Struct("<4s4H2LH")
"""The last record of a zip archive: sign, four counts, size and start of the directory, length of the comment."""


def _check_nothing_behind(file: File[bytes]) -> None:
    """No archive ends where this file ends: one would read the file from behind as if it were nothing else."""
    file.seek(max(0, file.size - _EOCD.size - 0xFFFF))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        comment = tail[at + _EOCD.size :]
        if len(tail) - at >= _EOCD.size and len(comment) == int.from_bytes(tail[at + 20 : at + 22], "little"):
            raise _two_in_one()
        at = tail.rfind(b"PK\x05\x06", 0, at)
    file.seek(0)


def _pdf(file: File[bytes]) -> File[bytes]:
    _check_nothing_behind(file)
    file.seek(max(0, file.size - 2048))
    _before, end, behind = file.read().rpartition(b"%%EOF")
    if not end:
        raise _broken()
    if behind.strip(b"\x00\t\n\f\r \x1a"):
        raise _two_in_one()
    file.seek(0)
    return file


def _heic(file: File[bytes]) -> Kind:
    if b"meta" not in {box.type for box in uploads.boxes(file, file.size)}:
        raise _broken()
    _check_nothing_behind(file)
    return Kind.HEIC


# --- HWP ----------------------------------------------------------------------------------------------------------

_ENTRIES_AT_MOST = 2_000
_SCRIPT_AT_MOST = 256 * 1024


class _Compound(OleFileIO):  # type: ignore[type-arg]  # at run time it takes none
    """An OLE file with as many entries as a document has. The library compares each with every other."""

    def _load_direntry(self, sid: int) -> Any:
        if sid > _ENTRIES_AT_MOST:
            raise OSError
        return super()._load_direntry(sid)


def _compound(file: File[bytes], head: bytes) -> Kind:
    """한글 5.0 문서. Every other OLE file is refused."""
    _check_tables(file, head)
    # What the library raises: OSError of its own kind, and on bytes it did not foresee, whatever Python says of them.
    try:
        with _Compound(raise_defects=DEFECT_INCORRECT) as ole:
            ole.open(file)
            _check_hwp(ole, file.size)
    except (OSError, ValueError, IndexError, KeyError, OverflowError, RecursionError, struct.error) as reason:
        raise _broken() from reason
    _check_nothing_behind(file)
    return Kind.HWP


def _check_tables(file: File[bytes], head: bytes) -> None:
    """The header may claim as many sectors for its tables as the file has room for: the library believes it."""
    if len(head) < 512:
        raise _broken()
    (shift,) = struct.unpack_from("<H", head, 30)
    (tables,) = struct.unpack_from("<L", head, 44)
    if shift not in {9, 12}:
        raise _broken()
    sectors = file.size >> shift
    if tables > 2 * (sectors * 4 >> shift) + 128:
        raise _broken()


def _check_hwp(ole: _Compound, size: int) -> None:
    known = {"/".join(path).lower() for path in ole.listdir(storages=True)}
    if "encryptedpackage" in known:
        raise _locked()
    if "fileheader" not in known:
        raise _old() if known & {"worddocument", "workbook", "book", "powerpoint document"} else _unknown()
    header = ole.openstream("FileHeader").read(40)
    if not header.startswith(b"HWP Document File\x00") or len(header) < 40 or header[35] != 5:
        raise _broken()
    flags = int.from_bytes(header[36:40], "little")
    # 암호, 배포용, DRM, 공인인증서 암호화, 공인인증서 DRM: what nobody can look into is not taken.
    if flags & (1 << 1 | 1 << 2 | 1 << 4 | 1 << 8 | 1 << 10):
        raise _locked()
    if any(re.search(r"(^|/)(_?vba|macros(/|$))|\.e?ps$", name) for name in known):
        raise _active()
    for path in ole.listdir():
        if not ole.get_size(path):  # Not everybody writes an empty stream as the library expects it.
            continue
        content = ole.openstream(path).read()  # Whole, or the library complains.
        size -= len(content)
        if size < 0:  # Then they lie one over the other.
            raise _broken()
        if path[0].lower() == "scripts" and path[-1].lower() != "jscriptversion":
            _check_script(_unpacked(content, compressed=bool(flags & 1)))


def _unpacked(stream: bytes, *, compressed: bool) -> bytes:
    if not compressed:
        return stream
    try:
        return zlib.decompressobj(-15).decompress(stream, _SCRIPT_AT_MOST)
    except zlib.error as reason:
        raise _broken() from reason


# Every HWP document carries a script that does nothing: two names, and functions without content.
_NAMES_ONLY = re.compile(r"var\s+\w+\s*=\s*[\w.]+(?:\.ItemFromName\(\"[^\"\\\n]*\"\))?\s*;")
_EMPTY_FUNCTION = re.compile(r"function\s+\w+\s*\([\w\s,]*\)\s*\{\s*(?://\s*todo\s*:?\s*)?\}")


def _check_script(script: bytes) -> None:
    """Refuse a script that does anything. Lengths stand between its parts; they look like single letters."""
    text = script.decode("utf-16-le" if b"\x00" in script else "utf-8", errors="replace")
    left = _EMPTY_FUNCTION.sub("", _NAMES_ONLY.sub("", text))
    if len(script) >= _SCRIPT_AT_MOST or re.search(r"[!-~]{2}", left):
        raise _active()


# --- HWPX, DOCX, XLSX, PPTX ---------------------------------------------------------------------------------------

_MEMBERS_AT_MOST, _DIRECTORY_AT_MOST = 5_000, MB
_ALWAYS_ALLOWED, _TIMES, _NEVER_ALLOWED = 50 * MB, 100, 400 * MB
"""What a document may unpack to: 50 MB, or a hundred times its size where that is more, but never beyond 400 MB."""
_XML_AT_MOST = 4 * MB
_EMBEDDED = re.compile(r"/embeddings/[^/]+\.(?:docx|xlsx|pptx)$", re.IGNORECASE)
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe")
# What the libraries raise on bytes they did not foresee.
_NO_ARCHIVE = (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, struct.error, zlib.error)


def _package(file: File[bytes]) -> Kind:
    _check_directory(file)
    try:
        with ZipFile(file) as archive:
            members = {member.filename: member for member in archive.infolist()}
            if len({name.lower() for name in members}) != len(archive.infolist()):
                raise _broken()
            families = {"mimetype", "[Content_Types].xml"} & members.keys()
            if len(families) != 1:
                raise _unknown() if families else _archive()
            if sum(member.file_size for member in members.values()) > _allowed(file.size):
                raise _swollen()
            for member in members.values():
                _check_member(archive, member)
            return _hwpx(archive, members) if "mimetype" in families else _office(archive, members)
    except (*_NO_ARCHIVE, expat.ExpatError) as reason:
        raise _broken() from reason


def _allowed(size: int) -> int:
    return min(max(_ALWAYS_ALLOWED, _TIMES * size), _NEVER_ALLOWED)


def _check_directory(file: File[bytes]) -> None:
    """The directory ends where the file ends and is short enough to be read. Nothing stands behind it."""
    if file.size < _EOCD.size:
        raise _broken()
    file.seek(file.size - _EOCD.size)
    sign, disk, first_disk, here, count, size, start, comment = _EOCD.unpack(file.read())
    if sign != b"PK\x05\x06":
        _check_nothing_behind(file)  # An archive with a comment: the comment is what stands behind.
        raise _broken()
    if count > _MEMBERS_AT_MOST or size > _DIRECTORY_AT_MOST:
        raise _swollen()
    if disk or first_disk or here != count or comment or start + size + _EOCD.size != file.size:
        raise _broken()
    file.seek(0)


def _check_member(archive: ZipFile, member: ZipInfo) -> None:
    """A name that stays inside, a method that documents use, and no program or archive as its content."""
    parts = member.orig_filename.removesuffix("/").split("/")
    if not all(parts) or {".", ".."} & set(parts) or re.search(r"[\x00-\x1f\\:]", member.orig_filename):
        raise _unknown()
    if stat.S_ISLNK(member.external_attr >> 16):
        raise _unknown()
    if member.flag_bits & 1:
        raise _locked()
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise _broken()
    with archive.open(member) as content:  # This also compares it with what stands before the content.
        head = content.read(8)
    if head.startswith(_PROGRAMS):
        raise _active()
    if head.startswith(_ARCHIVES) and not _EMBEDDED.search(member.filename):
        raise _archive()


def _part(archive: ZipFile, member: ZipInfo) -> bytes:
    """The content of a part that we read ourselves. It is never longer than it says it is."""
    if member.file_size > _XML_AT_MOST:
        raise _swollen()
    return archive.read(member)


def _hwpx(archive: ZipFile, members: dict[str, ZipInfo]) -> Kind:
    """한글 문서(OWPML)."""
    if _part(archive, members["mimetype"]).strip() != b"application/hwp+zip" or "Contents/content.hpf" not in members:
        raise _unknown()
    manifest = members.get("META-INF/manifest.xml")
    if manifest and b"encryption-data" in _part(archive, manifest):
        raise _locked()
    for name, member in members.items():
        if name.lower().startswith("scripts/") and not member.is_dir():
            _check_script(_part(archive, member).removeprefix(b"\xff\xfe").removeprefix(b"\xef\xbb\xbf"))
        if re.search(r"\.e?ps$", name, re.IGNORECASE):
            raise _active()
    return Kind.HWPX


_RUNNING = re.compile(r"macro|vbaproject|vbadata|activex", re.IGNORECASE)
# A link waits for a click, a linked workbook for a yes, a film for its button. Everything else that stands elsewhere
# is fetched when the document is opened; on the city's own network it would not even be seen.
_WAITING = {"hyperlink", "video", "audio", "media", "externalLinkPath", "externalLinkLongPath"}
_WAITING |= {"xlPathMissing", "xlStartup", "xlAlternateStartup", "xlLibrary"}
_ON_THE_OWN_DISK = re.compile(r"(?:file:///)?[A-Za-z]:[\\/]|(?![\\/]{2})[^:]+$")
_ODD_TARGET = re.compile(r"\s*(?:mhtml|ms-[\w-]+|search-ms|javascript|vbscript|data):|.*!x-usc:", re.IGNORECASE)


def _office(archive: ZipFile, members: dict[str, ZipInfo]) -> Kind:
    """워드, 엑셀, 파워포인트 문서. What it is stands in its table of content types."""
    if any(_RUNNING.search(name) for name in members):
        raise _active()
    mains = {f"{kind.content_type}.main+xml": kind for kind in (Kind.DOCX, Kind.XLSX, Kind.PPTX)}
    found = set()

    def see_type(_element: str, said: dict[str, str]) -> None:
        content_type = said.get("ContentType", "")
        if _RUNNING.search(content_type):
            raise _active()
        if content_type in mains:
            found.add(mains[content_type])

    _read_elements(_part(archive, members["[Content_Types].xml"]), see_type)
    if len(found) != 1 or "_rels/.rels" not in members:
        raise _unknown()
    relations = [member for name, member in members.items() if name.lower().endswith(".rels")]
    if sum(member.file_size for member in relations) > _XML_AT_MOST:
        raise _swollen()
    for member in relations:
        _read_elements(_part(archive, member), _check_relation)
    return found.pop()


def _check_relation(_element: str, said: dict[str, str]) -> None:
    target, relation = said.get("Target", ""), said.get("Type", "").rpartition("/")[2]
    if said.get("TargetMode", "").lower() != "external":
        return
    # The template on the author's own disk is not there for anybody else.
    if _ODD_TARGET.match(target) or (relation not in _WAITING and not _ON_THE_OWN_DISK.match(target)):
        raise _fetching()


def _read_elements(xml: bytes, see: Callable[[str, dict[str, str]], None]) -> None:
    """Show each element with its attributes. No part of a document declares entities, so none may."""

    def refuse(*_declaration: object) -> None:
        raise _broken()

    parser = expat.ParserCreate()
    parser.StartElementHandler = see
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(xml, True)

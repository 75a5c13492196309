"""Files as people and attackers send them, made on the spot."""

import errno
import io
import struct
import zipfile
import zlib

from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

CANARY = b"<script>alert('canary')</script>"


def image(size: tuple[int, int] = (320, 240), mode: str = "RGB") -> Image.Image:
    """A picture with something to see in it."""
    picture = Image.new(mode, size, (20, 90, 160, 255)[: len(mode)])
    picture.paste((230, 120, 20, 255)[: len(mode)], (size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2))
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def jpeg(size: tuple[int, int] = (320, 240), **options) -> bytes:
    return encoded(image(size), **options)


def png(size: tuple[int, int] = (320, 240)) -> bytes:
    return encoded(image(size), "PNG")


def webp(size: tuple[int, int] = (320, 240)) -> bytes:
    return encoded(image(size), "WEBP")


def jpeg_from_a_phone() -> bytes:
    """Turned by its orientation, with the place, the camera's name and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCameraMaker"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (IFDRational(37), IFDRational(19), IFDRational(123, 10))
    place[3], place[4] = "E", (IFDRational(126), IFDRational(49), IFDRational(456, 10))
    return encoded(image((320, 240)), exif=exif, comment=b"SecretComment")


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("canary.html", CANARY)
    return buffer.getvalue()


def pixel_flood(side: int = 50_000) -> bytes:
    """A PNG of a few bytes whose header says 50,000 × 50,000."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def mp4(*, telling: bytes = b"", brand: bytes = b"isom", behind: bytes = b"") -> bytes:
    """The frame of an mp4 file without pictures; `telling` stands where phones write the place."""
    place = box(b"udta", box(b"\xa9xyz", telling)) if telling else b""
    track = box(b"trak", box(b"tkhd", bytes(84)) + place)
    movie = box(b"moov", box(b"mvhd", bytes(100)) + track + place)
    return box(b"ftyp", brand + bytes(4) + brand) + movie + box(b"mdat", bytes(2000)) + behind


def playable_mp4() -> bytes:
    """A second of AV1. Pillow writes it as a picture that moves; the same content under the name of a video plays."""
    frames = [Image.new("RGB", (320, 180), (25 * n, 90, 160)) for n in range(10)]
    content = encoded(frames[0], "AVIF", save_all=True, append_images=frames[1:], duration=100)
    return as_video(content)


def as_video(content: bytes) -> bytes:
    """An image sequence (ISO/IEC 23008-12) named as what it also is, a video track."""
    movie = content.index(b"moov")
    head, tail = content[:movie], content[movie:]
    head = head.replace(b"ftypavis", b"ftypisom").replace(b"meta", b"free", 1)
    return head + tail.replace(b"pict", b"vide", 1)


def pdf(content: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + content + b"\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def sent(content: bytes, name: str = "사진.jpg", content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    """As it arrives in a form."""
    return SimpleUploadedFile(name, content, content_type=content_type)


class FullDisk(FileSystemStorage):
    """A disk without room."""

    def _save(self, name, content) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

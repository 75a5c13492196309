"""Attachments: what is taken, what is refused and with which words, what is left of it, and how it is named."""

import hashlib
import io
import os
import random
import stat
import struct
import subprocess
import sys
import time
import zipfile

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image

from grievances import files
from grievances.files import Kind, checked, checked_all
from tests.companies import sent
from tests.grievances import documents as made

MB = files.MB
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
ADVICE = {
    "empty": "내용이 있는 파일을 골라 주십시오.",
    "broken": "다시 저장해 올려 주십시오.",
    "active": "PDF로 저장해 올려 주십시오.",
    "fetching": "PDF로 저장해 올려 주십시오.",
    "locked": "보안을 풀어 저장하거나 PDF로 저장해 올려 주십시오.",
    "swollen": "나누어 저장하거나 PDF로 저장해 올려 주십시오.",
    "two_in_one": "새로 저장해 올려 주십시오.",
    "archive": "압축을 풀어 하나씩 올려 주십시오.",
    "old": "PDF나 docx, xlsx, pptx, hwpx로 저장해 올려 주십시오.",
    "picture": "JPG로 바꾸어 올려 주십시오.",
    "quicktime": "MP4로 바꾸어 올려 주십시오.",
    "unknown": "사진(JPG, PNG, WEBP, HEIC)이나 영상(MP4)으로 올려 주십시오.",
    "too_many_pixels": "그 밖의 사진은 2천4백만 화소까지 올릴 수 있습니다.",
}
"""How the sentence of each refusal ends."""

# --- The corpus: what is sent, and what becomes of it -------------------------------------------------------------

TAKEN = {
    "pdf": (sent.pdf, Kind.PDF),
    "pdf 2.0": (lambda: sent.pdf().replace(b"1.7", b"2.0"), Kind.PDF),
    "pdf with blanks behind": (lambda: sent.pdf() + b"\r\n\0\0", Kind.PDF),
    "pdf that carries a picture": (lambda: sent.pdf(sent.jpeg()), Kind.PDF),
    "hwp": (made.hwp, Kind.HWP),
    "hwp not compressed": (lambda: made.hwp(flags=0), Kind.HWP),
    "hwp of 3 MB": (lambda: made.hwp(body=random.Random(1).randbytes(3_000_000)), Kind.HWP),
    "hwp with pictures": (lambda: made.hwp(more={"BinData/BIN0001.jpg": sent.jpeg()}), Kind.HWP),
    "hwp with a form": (lambda: made.hwp(names=made.NAMES + made.FORM), Kind.HWP),
    "hwp without any script": (lambda: made.hwp(names="", source=""), Kind.HWP),
    "hwp with a thousand streams": (lambda: made.hwp(empty=1_000), Kind.HWP),
    "hwpx": (made.hwpx, Kind.HWPX),
    "hwpx with a line break in its type": (lambda: made.hwpx(mimetype=b"application/hwp+zip\n"), Kind.HWPX),
    "docx": (made.office, Kind.DOCX),
    "xlsx": (lambda: made.office("xlsx"), Kind.XLSX),
    "pptx": (lambda: made.office("pptx"), Kind.PPTX),
    "docx with links": (lambda: made.related(("hyperlink", "https://www.ansan.go.kr/a?b=c")), Kind.DOCX),
    "docx with a template on the author's disk": (
        lambda: made.related(("attachedTemplate", "file:///C:\\Users\\kim\\양식.dotx")),
        Kind.DOCX,
    ),
    "docx linked to a workbook": (lambda: made.related(("externalLinkPath", "2025년 매출.xlsx")), Kind.DOCX),
    "docx with a film elsewhere": (lambda: made.related(("video", "https://youtu.be/abc")), Kind.DOCX),
    "docx with a chart's workbook": (
        lambda: made.office(more={"word/embeddings/Microsoft_Excel_Sheet.xlsx": made.office("xlsx")}),
        Kind.DOCX,
    ),
    "xlsx that packs a lot": (lambda: made.office("xlsx", {"xl/worksheets/sheet1.xml": b"<c/>" * 10 * MB}), Kind.XLSX),
    "jpg": (sent.jpeg, Kind.JPEG),
    "jpg as a phone takes it": (sent.jpeg_from_a_phone, Kind.JPEG),
    "jpg + zip": (lambda: sent.jpeg() + sent.zipped(), Kind.JPEG),
    "jpg + html": (lambda: sent.jpeg() + sent.CANARY, Kind.JPEG),
    "jpg with html as its comment": (lambda: sent.jpeg(comment=sent.CANARY), Kind.JPEG),
    "png": (sent.png, Kind.PNG),
    "png + zip": (lambda: sent.png() + sent.zipped(), Kind.PNG),
    "webp": (sent.webp, Kind.WEBP),
    "webp + js": (lambda: sent.webp() + sent.CANARY, Kind.WEBP),
    "heic": (made.heic, Kind.HEIC),
    "heic named mif1": (lambda: made.heic(brand=b"mif1"), Kind.HEIC),
    "mp4": (sent.mp4, Kind.MP4),
    "mp4 that tells its place": (lambda: sent.mp4(telling=b"+37.3219+126.8309/"), Kind.MP4),
}

REFUSED = {
    "nothing": (bytes, "empty"),
    "one byte": (lambda: b"\0", "unknown"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "unknown"),
    "html": (lambda: b"<!doctype html>" + sent.CANARY, "unknown"),
    "xhtml": (lambda: b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "unknown"),
    "script": (lambda: b"alert('canary')", "unknown"),
    "exe": (lambda: b"MZ" + bytes(600), "unknown"),
    "elf": (lambda: b"\x7fELF" + bytes(600), "unknown"),
    "shell": (lambda: b"#!/bin/sh\nrm -rf /\n", "unknown"),
    "text": ("안녕하십니까".encode, "unknown"),
    "csv": (lambda: b"=cmd|'/c calc'!A1,2", "unknown"),
    "eml": (lambda: b"From: a@b.c\nContent-Type: text/html\n\n" + sent.CANARY, "unknown"),
    "wav": (lambda: b"RIFF" + bytes(4) + b"WAVE" + bytes(40), "unknown"),
    "gif": (lambda: sent.encoded(sent.image(), "GIF"), "picture"),
    "gif + js": (lambda: b"GIF89a/*" + bytes(20) + b"*/=1;alert('canary')", "picture"),
    "bmp": (lambda: sent.encoded(sent.image(), "BMP"), "picture"),
    "tiff": (lambda: sent.encoded(sent.image(), "TIFF"), "picture"),
    "avif": (lambda: sent.encoded(sent.image(), "AVIF"), "picture"),
    "mov": (lambda: sent.mp4(brand=b"qt  "), "quicktime"),
    # Archives.
    "zip": (sent.zipped, "archive"),
    "zip of nothing": (lambda: made.zipped({}), "archive"),
    "zip with a docx inside": (lambda: made.zipped({"문서.docx": made.office()}), "archive"),
    "jar": (
        lambda: made.zipped({"META-INF/MANIFEST.MF": b"Main-Class: A", "A.class": b"\xca\xfe\xba\xbe"}),
        "archive",
    ),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100), "archive"),
    "rar": (lambda: b"Rar!\x1a\x07\x01\0" + bytes(100), "archive"),
    "gzip": (lambda: b"\x1f\x8b\x08" + bytes(100), "archive"),
    "alz": (lambda: b"ALZ\x01" + bytes(100), "archive"),
    "egg": (lambda: b"EGGA" + bytes(100), "archive"),
    # Old, locked, secured.
    "doc": (lambda: made.ole({"WordDocument": b"text" * 2000, "1Table": b"x"}), "old"),
    "doc with macros": (lambda: made.ole({"WordDocument": b"text" * 2000, "Macros/dir": b"x"}), "old"),
    "xls": (lambda: made.ole({"Workbook": b"text" * 2000}), "old"),
    "ppt": (lambda: made.ole({"PowerPoint Document": b"text" * 2000}), "old"),
    "msi": (lambda: made.ole({"Property": b"x" * 600}), "unknown"),
    "hwp 3": (lambda: b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05" + bytes(600), "old"),
    "rtf": (lambda: b"{\\rtf1\\ansi text}", "old"),
    "docx with a password": (
        lambda: made.ole({"EncryptionInfo": b"x" * 200, "EncryptedPackage": bytes(9000)}),
        "locked",
    ),
    "Fasoo": (lambda: b"\x9b DRMONE  This Document is encrypted and protected by Fasoo DRM" + bytes(600), "locked"),
    "SoftCamp": (lambda: b"SCDSA002" + bytes(600), "locked"),
    "hwp with a password": (lambda: made.hwp(flags=0b11), "locked"),
    "hwp for reading only": (lambda: made.hwp(flags=0b101), "locked"),
    "hwp with DRM": (lambda: made.hwp(flags=0b10001), "locked"),
    "hwpx with a password": (
        lambda: made.hwpx({"META-INF/manifest.xml": b"<odf:encryption-data/>"}),
        "locked",
    ),
    "docx with a locked part": (lambda: locked(made.office()), "locked"),
    # What runs by itself.
    "hwp with a script": (lambda: made.hwp(source=made.SOMETHING), "active"),
    "hwp with a script between the names": (lambda: made.hwp(names=made.NAMES + "eval('1');"), "active"),
    "hwp with a script in a comment": (
        lambda: made.hwp(source="function OnDocument_New() { //todo : @cc_on x()\r\n}"),
        "active",
    ),
    "hwp with a script not compressed": (lambda: made.hwp(flags=0, source=made.SOMETHING), "active"),
    "hwp with a second script": (lambda: made.hwp(more={"Scripts/Other": made.deflated(b"run('calc')")}), "active"),
    "hwp with VBA": (lambda: made.hwp(more={"_VBA_PROJECT_CUR/dir": b"x"}), "active"),
    "hwp with PostScript": (lambda: made.hwp(more={"BinData/BIN0001.eps": b"%!PS"}), "active"),
    "hwpx with a script": (
        lambda: made.hwpx({"Scripts/more.js": made.SOMETHING.encode("utf-16")}),
        "active",
    ),
    "hwpx with PostScript": (lambda: made.hwpx({"BinData/image1.PS": b"%!PS"}), "active"),
    "docx with macros": (lambda: made.office(more={"word/vbaProject.bin": b"x"}), "active"),
    "docm": (lambda: made.office(content_type=MACRO), "active"),
    "docx that is also a docm": (lambda: made.office(override=f'<Override ContentType="{MACRO}"/>'), "active"),
    "xlsx with macros of 1992": (lambda: made.office("xlsx", {"xl/macrosheets/sheet1.xml": b"<x/>"}), "active"),
    "docx with ActiveX": (lambda: made.office(more={"word/activeX/activeX1.xml": b"<x/>"}), "active"),
    "docx with a program": (lambda: made.office(more={"word/media/image1.png": b"MZ" + bytes(100)}), "active"),
    # What fetches.
    "docx with a template elsewhere": (
        lambda: made.related(("attachedTemplate", "https://a.example/b.dotm")),
        "fetching",
    ),
    "docx with a template on a share": (
        lambda: made.related(("attachedTemplate", "\\\\10.0.0.1\\b.dotm")),
        "fetching",
    ),
    "docx with a template by file:": (
        lambda: made.related(("attachedTemplate", "file://10.0.0.1/b.dotm")),
        "fetching",
    ),
    "docx with an object elsewhere": (
        lambda: made.related(("oleObject", "mhtml:http://a.example!x-usc:b")),
        "fetching",
    ),
    "docx with a picture elsewhere": (lambda: made.related(("image", "http://a.example/dot.png")), "fetching"),
    "docx with a frame elsewhere": (lambda: made.related(("frame", "//a.example/b.html")), "fetching"),
    "docx with a link that runs": (lambda: made.related(("hyperlink", "javascript:alert(1)")), "fetching"),
    # What does not add up.
    "ole without content": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "broken"),
    "hwp cut in its text": (lambda: made.hwp()[:-3000], "broken"),
    "hwp cut in its header": (lambda: made.hwp()[:400], "broken"),
    "hwp of another name": (lambda: made.hwp(header=b"HWP Document FilX".ljust(256, b"\0")), "broken"),
    "hwp of another version": (lambda: made.hwp(header=made.hwp_header(version=3)), "broken"),
    "hwp + zip": (lambda: made.hwp() + sent.zipped(), "two_in_one"),
    "hwpx of another type": (lambda: made.hwpx(mimetype=b"application/epub+zip"), "unknown"),
    "hwpx without content": (lambda: made.zipped({"mimetype": b"application/hwp+zip"}), "unknown"),
    "hwpx and docx": (lambda: made.office(more={"mimetype": b"application/hwp+zip"}), "unknown"),
    "odt": (lambda: made.zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "unknown"),
    "docx cut": (lambda: made.office()[:-10], "broken"),
    "docx cut in half": (lambda: made.office()[:400], "broken"),
    "docx + html": (lambda: made.office() + sent.CANARY, "broken"),
    "docx with a comment": (lambda: commented(made.office()), "two_in_one"),
    "docx behind html": (lambda: sent.CANARY + made.office(), "unknown"),
    "dotx": (lambda: made.office(content_type=MAIN.replace("document.main", "template.main")), "unknown"),
    "docx and xlsx": (
        lambda: made.office(
            override=f'<Override ContentType="{MAIN.replace("wordprocessingml.document", "spreadsheetml.sheet")}"/>'
        ),
        "unknown",
    ),
    "docx that declares entities": (
        lambda: made.office(more={"word/_rels/a.rels": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "broken",
    ),
    "docx with broken relations": (lambda: made.office(more={"word/_rels/a.rels": b"<a><b></a>"}), "broken"),
    "docx with a zip inside": (lambda: made.office(more={"word/media/image1.png": sent.zipped()}), "archive"),
    "docx with a zip where workbooks stand": (
        lambda: made.office(more={"word/embeddings/a.zip": sent.zipped()}),
        "archive",
    ),
    "docx with a link to /etc": (
        lambda: made.office(more={made.record("word/a", attributes=stat.S_IFLNK | 0o777): b"/etc/passwd"}),
        "unknown",
    ),
    "docx that climbs": (lambda: made.office(more={"../../etc/cron.d/a": b"x"}), "unknown"),
    "docx with a root": (lambda: made.office(more={made.record("/etc/passwd"): b"x"}), "unknown"),
    "docx with a backslash": (lambda: made.office(more={made.record("word\\..\\a"): b"x"}), "unknown"),
    "docx with a drive": (lambda: made.office(more={made.record("C:/a"): b"x"}), "unknown"),
    "docx with one name twice": (lambda: made.office(more={"WORD/document.xml": b"<x/>"}), "broken"),
    "docx packed unusually": (lambda: made.office(more={made.record("a", method=zipfile.ZIP_LZMA): b"x"}), "broken"),
    "pdf behind html": (lambda: b"<!doctype html>\n" + sent.pdf(sent.CANARY), "unknown"),
    "pdf + html": (lambda: sent.pdf() + b"<html>" + sent.CANARY, "two_in_one"),
    "pdf + zip": (lambda: sent.pdf() + sent.zipped(), "two_in_one"),
    "pdf + zip that ends as a pdf": (lambda: sent.pdf() + commented(sent.zipped(), b"%%EOF"), "two_in_one"),
    "pdf cut": (lambda: b"%PDF-1.7\n" + bytes(5000), "broken"),
    "jpg cut": (lambda: sent.jpeg()[:1500], "broken"),
    "jpg that is none": (lambda: b"\xff\xd8\xff" + sent.CANARY * 5, "broken"),
    "png that is none": (lambda: b"\x89PNG\r\n\x1a\n" + sent.CANARY * 5, "broken"),
    "heic cut": (lambda: made.heic()[:-1], "broken"),
    "heic + zip": (lambda: made.heic(behind=sent.zipped()), "broken"),
    "heic + zip in a box": (lambda: made.heic(behind=sent.box(b"free", sent.zipped())), "two_in_one"),
    "heic without its table": (lambda: made.heic(meta=b"free"), "broken"),
    "mp4 + zip": (lambda: sent.mp4(behind=sent.zipped()), "broken"),
    "mp4 + zip in a box": (lambda: sent.mp4(behind=sent.box(b"free", sent.zipped())), "two_in_one"),
    "mp4 cut": (lambda: sent.mp4()[:-1], "broken"),
}


def locked(content: bytes) -> bytes:
    """The same archive, each member marked as enciphered."""
    changed = bytearray(content)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(sign)
        while place >= 0:
            changed[place + at] |= 1
            place = content.find(sign, place + 1)
    return bytes(changed)


def commented(content: bytes, comment: bytes = sent.CANARY) -> bytes:
    """The same archive with a comment behind it."""
    return content[:-2] + struct.pack("<H", len(comment)) + comment


def refusal(content: bytes, name: str = "첨부.pdf") -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        checked(sent.sent(content, name))
    return refused.value


@pytest.mark.parametrize("case", TAKEN)
def test_what_is_taken_is_known_by_its_content_whatever_it_is_called(case):
    make, kind = TAKEN[case]
    content = make()

    kept = checked(sent.sent(content, "이름.exe", "text/html"))

    whole = kept.content.read()
    assert (kept.kind, kept.name) == (kind, f"이름.exe{kind.suffix}")
    assert (kept.size, kept.digest) == (len(whole), hashlib.sha256(whole).hexdigest())
    if kind in {Kind.JPEG, Kind.PNG, Kind.WEBP}:
        assert sent.CANARY not in whole
        assert b"PK\x05\x06" not in whole
    elif "tells" not in case:
        assert whole == content


@pytest.mark.parametrize("name", ["첨부.pdf", "사진.jpg"])
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_told_what_to_do_whatever_it_is_called(case, name):
    make, code = REFUSED[case]

    refused = refusal(make(), name)

    assert (refused.code, refused.messages[0][-len(ADVICE[code]) :]) == (code, ADVICE[code])


def test_the_corpus_is_large_enough():
    assert len(TAKEN) + len(REFUSED) >= 130


class TestPictures:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_detail_stays_and_what_the_phone_wrote_goes(self, kind):
        exif = Image.open(io.BytesIO(sent.jpeg_from_a_phone())).getexif()
        content = sent.encoded(sent.image((3000, 2000)), kind, exif=exif)

        kept = checked(sent.sent(content, "현장.jpg")).content.read()

        picture = Image.open(io.BytesIO(kept))
        assert (picture.format, picture.size) == (kind, (2000, 3000)), "upright, and not one pixel less"
        assert dict(picture.getexif()) == {}
        assert b"Secret" in content
        assert b"Secret" not in kept

    @pytest.mark.parametrize(("size", "kept"), [((4200, 100), (4000, 95)), ((8100, 6000), (4000, 2963))])
    def test_a_larger_one_is_brought_down_to_4000_pixels(self, size, kept):
        content = sent.encoded(Image.new("RGB", size, (20, 90, 160)))

        picture = Image.open(checked(sent.sent(content)).content)

        assert picture.size == kept

    @pytest.mark.parametrize("side", [7_100, 15_000, 50_000, 2**31 - 1])
    def test_a_flood_of_pixels_is_refused_by_its_header(self, side):
        began = time.process_time()

        code = refusal(sent.pixel_flood(side)).code

        assert code in {"too_many_pixels", "broken"}
        assert time.process_time() - began < 2


def test_a_film_loses_its_place():
    kept = checked(sent.sent(sent.mp4(telling=b"+37.3219+126.8309/ SecretPhone"), "영상.mp4")).content.read()

    assert b"+37.3219" not in kept
    assert b"Secret" not in kept


# --- Bombs --------------------------------------------------------------------------------------------------------


def zeros(make, size: int, *, says: int | None = None, name: str = "word/zeros.xml") -> bytes:
    """A document with so many zeros in it, packed a thousandfold. It may say that there are fewer."""
    packed, checksum = made.packed_zeros(size)
    member = made.record(name, method=zipfile.ZIP_STORED)
    return made.relabelled(make(more={member: packed}), name, checksum, size if says is None else says)


def elements(size: int) -> bytes:
    return b"<a>" + b"<b/>" * (size // 4) + b"</a>"


def overlapping() -> bytes:
    """Many entries of the directory that share one content (Fifield, A better zip bomb, 2019)."""
    content = made.office(more={"word/a": b"x" * 1000})
    start = content.rindex(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    last = bytearray(content[start:end])
    copies = b""
    for number in range(500):
        one = bytearray(last)
        one[46:] = b"word/%c" % (98 + number % 20) if number < 20 else b"wor%03d" % number
        copies += bytes(one)
    directory = content.index(b"PK\x01\x02")
    size, count = end + len(copies) - directory, content.count(b"PK\x01\x02") + 500
    return content[:end] + copies + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, directory, 0)


def endless() -> bytes:
    """A table of tables that points to itself and claims two billion entries."""
    content = bytearray(made.hwp())
    (table,) = struct.unpack_from("<L", content, 76)
    here = len(content) // 512 - 1
    content += struct.pack("<128L", *[table] * 127, here)
    struct.pack_into("<L", content, 44, 2**31)
    struct.pack_into("<2L", content, 68, here, (2**31 - 109 + 126) // 127)
    return bytes(content)


def circling() -> bytes:
    """A directory whose last sector points back to its first, in a file as large as we take."""
    content = bytearray(made.hwp(body=random.Random(1).randbytes(6_000_000)))
    (first,) = struct.unpack_from("<L", content, 48)
    (table,) = struct.unpack_from("<L", content, 76 + 4 * (first // 128))
    struct.pack_into("<L", content, (table + 1) * 512 + 4 * (first % 128), first)
    return bytes(content)


def shared() -> bytes:
    """A thousand streams that all begin in the same long chain, each a sector later."""
    content = bytearray(made.hwp(body=random.Random(1).randbytes(6_000_000), empty=1_000))
    body = content.index("Section0".encode("utf-16-le"))
    start, size = struct.unpack_from("<2L", content, body + 116)
    for number in range(1_000):
        at = content.index(f"{number:06}".encode("utf-16-le"))
        struct.pack_into("<2L", content, at + 116, start + number + 1, size - 512 * (number + 1))
    return bytes(content)


def branch() -> bytes:
    """A directory that is no tree but a line of 1,900."""
    content = bytearray(made.hwp(empty=1_900))
    places = [content.index(f"{number:06}".encode("utf-16-le")) for number in range(1_900)]
    first = places[0]
    root = content.index("Root Entry".encode("utf-16-le"))
    ids = [(place - root) // 128 for place in places]
    for place, following in zip(places, [*ids[1:], made.NONE], strict=True):
        struct.pack_into("<2L", content, place + 68, following, made.NONE)
    struct.pack_into("<L", content, root + 76, (first - root) // 128)
    return bytes(content)


BOMBS = {
    "1 GB of zeros in a docx": (lambda: zeros(made.office, 1024 * MB), "swollen"),
    "1 GB of zeros in a hwpx": (lambda: zeros(made.hwpx, 1024 * MB), "swollen"),
    "1 GB of zeros that says it is short": (lambda: zeros(made.office, 1024 * MB, says=100), "broken"),
    "relations of 200 MB that say they are short": (
        lambda: zeros(made.office, 200 * MB, says=100, name="word/_rels/a.rels"),
        "broken",
    ),
    "42.zip": (lambda: made.zipped({f"{n}.zip": made.zipped({"a": bytes(MB)}) for n in range(16)}), "archive"),
    "a zip in a docx in a docx": (lambda: made.office(more={"word/a": made.office(more={"a": bytes(MB)})}), "archive"),
    "relations of 30 MB": (lambda: made.office(more={"word/_rels/a.rels": elements(30 * MB)}), "swollen"),
    "a million relations": (lambda: made.office(more={"word/_rels/a.rels": elements(3 * MB)}), "taken"),
    "members one over the other": (overlapping, "broken"),
    "60,000 members": (lambda: made.many(60_000), "swollen"),
    "60,000 members that say they are few": (lambda: made.many(60_000, says=3), "swollen"),
    "20,000 members that say they are few": (lambda: made.many(20_000, says=3), "archive"),
    "5,000 members": (lambda: made.office(more=dict.fromkeys(map(str, range(4_900)), b"")), "taken"),
    "an ole of 50,000 entries": (lambda: made.hwp(empty=50_000), "broken"),
    "an ole of 2,000 entries": (lambda: made.hwp(empty=1_900), "taken"),
    "an ole whose tables have no end": (endless, "broken"),
    "an ole whose directory turns in a circle": (circling, "broken"),
    "an ole whose streams are one": (shared, "broken"),
    "an ole of one long branch": (branch, "broken"),
    "a hwp script of 20 MB": (lambda: made.hwp(source=" " * 10 * MB), "active"),
    "50,000 x 50,000 pixels": (sent.pixel_flood, "too_many_pixels"),
    "a million boxes": (lambda: made.heic(behind=sent.box(b"free", b"") * 1_000_000), "broken"),
}
# What the operating system noted as the most memory in use is set back before each file.
MEASURE = """
import os, re, sys, time
from pathlib import Path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosportal.settings")
import django
django.setup()
from django.core.exceptions import ValidationError
from django.core.files.base import File
from grievances.files import checked

def most():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

for path in sorted(Path(sys.argv[1]).iterdir(), key=lambda path: int(path.name)):
    Path("/proc/self/clear_refs").write_text("5")
    before, began, code = most(), time.process_time(), "taken"
    with path.open("r+b") as file:
        try:
            checked(File(file))
        except ValidationError as refused:
            code = refused.code
        print(code, most() - before, time.process_time() - began)
"""


def test_a_bomb_costs_two_seconds_and_50_mib_at_most(tmp_path):
    """In a process of its own, from files on a disk, as large uploads are. Its own seconds: others work beside it."""
    for number, (make, _code) in enumerate(BOMBS.values()):
        (tmp_path / str(number)).write_bytes(make())

    run = subprocess.run(
        [sys.executable, "-c", MEASURE, tmp_path],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(settings.BASE_DIR)},
    )

    measured = dict(zip(BOMBS, map(str.split, run.stdout.splitlines()), strict=True))
    assert {case: said for case, (said, _memory, _seconds) in measured.items()} == {
        case: code for case, (_make, code) in BOMBS.items()
    }
    assert {case: memory for case, (_said, memory, _seconds) in measured.items() if float(memory) > 50} == {}
    assert {case: seconds for case, (_said, _memory, seconds) in measured.items() if float(seconds) > 2} == {}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow remarks on damaged EXIF and reads on.
@pytest.mark.parametrize("kind", ["hwp", "hwpx", "docx", "xlsx", "heic", "mp4", "pdf", "jpg"])
def test_no_damage_makes_anything_but_a_file_or_a_sentence(kind):
    chance = random.Random(20261122)
    make, _kind = TAKEN[kind]
    sample, outcomes = make(), set()

    for _ in range(200):
        content = bytearray(sample)
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            outcomes.add(checked(sent.sent(bytes(content))).kind)
        except ValidationError as refused:
            outcomes.add(refused.code)

    assert outcomes <= {*Kind, *ADVICE}
    assert len(outcomes) > 1


class TestNames:
    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("견적서.pdf", "견적서.pdf"),
            ("견적서.PDF", "견적서.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("/etc/passwd", "passwd.pdf"),
            ("..\\..\\windows\\system.ini", "system.ini.pdf"),
            ("C:\\Users\\kim\\견적서.pdf", "견적서.pdf"),
            ("견적\x00서.pdf", "견적서.pdf"),
            ("가" * 100 + ".pdf", "가" * 100 + ".pdf"),
            ("가" * 300, "가" * 100 + ".pdf"),
            ("\u1112\u1161\u11ab\u1100\u1173\u11af.hwp", "한글.hwp.pdf"),
            ("😀 현장 👨‍👩‍👧.pdf", "😀 현장 👨‍👩‍👧.pdf"),
            ("견적\x07\x1b[31m서.pdf", "견적[31m서.pdf"),
            ("견적서\r\nSet-Cookie: a=b.pdf", "견적서 Set-Cookie a=b.pdf"),
            ("견적서\u202efdp.exe", "견적서fdp.exe.pdf"),
            ("\u200b\u200b", "파일.pdf"),
            (".", "파일.pdf"),
            ("..", "파일.pdf"),
            ("", "파일.pdf"),
            ("CON.pdf", "_.pdf"),
            ("com1.txt", "_.txt.pdf"),
            ("-rf.pdf", "rf.pdf"),
            ("--help", "help.pdf"),
            ("견적서.pdf.exe", "견적서.pdf.exe.pdf"),
            ("견적서.exe.pdf", "견적서.exe.pdf"),
            (".htaccess", "htaccess.pdf"),
            ('견"적;서?.pdf', "견 적 서.pdf"),
            ("\ud800견적서.pdf", "견적서.pdf"),
        ],
        ids=ascii,
    )
    def test_a_name_is_shown_without_tricks(self, given, shown):
        file = sent.sent(sent.pdf())
        file._name = given  # Django's own cleaning must not be what saves us.

        assert checked(file).name == shown

    @pytest.mark.parametrize(
        ("given", "content", "shown"),
        [
            ("현장.jpeg", sent.jpeg(), "현장.jpg"),
            ("현장.JPG", sent.jpeg(), "현장.jpg"),
            ("현장.png", sent.jpeg(), "현장.png.jpg"),
            ("현장.heif", made.heic(), "현장.heic"),
            ("영상.M4V", sent.mp4(), "영상.mp4"),
            ("한글.hwp", made.hwp(), "한글.hwp"),
            ("한글.hwp", made.hwpx(), "한글.hwp.hwpx"),
        ],
    )
    def test_the_end_of_a_name_tells_the_truth(self, given, content, shown):
        assert checked(sent.sent(content, given)).name == shown


class TestLimits:
    def test_too_many_bytes_are_refused_with_both_figures(self):
        content = sent.pdf(bytes(20 * MB))

        assert refusal(content).messages == [
            "파일이 너무 큽니다. 20MB까지 올릴 수 있습니다. 고르신 파일은 20.0MB입니다."
        ]

    def test_a_film_may_be_larger(self):
        film = sent.mp4(behind=sent.box(b"free", bytes(30 * MB)))

        assert checked(sent.sent(film, "영상.mp4")).kind == Kind.MP4

    def test_but_not_as_large_as_one_likes(self):
        film = sent.sent(sent.mp4(), "영상.mp4")
        film.size = 101 * MB

        with pytest.raises(ValidationError, match="100MB까지"):
            checked(film)

    def test_ten_files_at_once(self):
        kept = checked_all([sent.sent(sent.pdf(), f"{n}.pdf") for n in range(10)])

        assert [one.name for one in kept] == [f"{n}.pdf" for n in range(10)]

    def test_not_eleven(self):
        with pytest.raises(ValidationError) as refused:
            checked_all([sent.sent(sent.pdf()) for _ in range(4)], already=7)

        assert refused.value.messages == ["파일은 10개까지 올릴 수 있습니다. 모두 11개입니다."]

    def test_not_more_than_150_mb_together(self):
        with pytest.raises(ValidationError) as refused:
            checked_all([sent.sent(sent.pdf(bytes(MB)))], already=1, already_bytes=149 * MB + 500_000)

        assert refused.value.messages == ["파일을 모두 더해 150MB까지 올릴 수 있습니다. 지금은 150.5MB입니다."]

    def test_every_refusal_names_its_file(self):
        several = [
            sent.sent(sent.zipped(), "도면\u202e.zip"),
            sent.sent(sent.pdf(), "견적서.pdf"),
            sent.sent(b"", "빈.txt"),
        ]

        with pytest.raises(ValidationError) as refused:
            checked_all(several)

        assert refused.value.messages == [
            "도면.zip: 압축 파일은 받지 않습니다. 압축을 풀어 하나씩 올려 주십시오.",
            "빈.txt: 빈 파일입니다. 내용이 있는 파일을 골라 주십시오.",
        ]


def test_each_kind_is_served_as_one_type():
    assert {kind.suffix: kind.content_type for kind in Kind} == {
        ".pdf": "application/pdf",
        ".hwp": "application/x-hwp",
        ".hwpx": "application/hwp+zip",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".jpg": "image/jpeg",
        ".png": "image/png",
        ".webp": "image/webp",
        ".heic": "image/heic",
        ".mp4": "video/mp4",
    }

"""Files people send: what is taken, what is refused and with which words, and what is left of what is taken."""

import io
import random
import resource
import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from accounts.models import User
from companies import uploads
from companies.uploads import Kind, plain_name, plain_text
from tests.companies import sent


def refusal(check, content: bytes, name: str = "사진.jpg") -> str:
    """What somebody is told who sends this."""
    with pytest.raises(ValidationError) as refused:
        check(sent.sent(content, name))
    return refused.value.messages[0]


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


class TestPictures:
    @pytest.mark.parametrize("content", [sent.jpeg(), sent.png(), sent.webp()], ids=["jpg", "png", "webp"])
    def test_the_three_kinds_become_one(self, content):
        picture = uploads.picture(sent.sent(content))

        assert (opened(picture.large).format, opened(picture.small).format) == ("WEBP", "WEBP")
        assert (picture.width, picture.height) == (320, 240)

    def test_a_large_picture_is_kept_in_two_bounded_sizes(self):
        picture = uploads.picture(sent.sent(sent.jpeg((4000, 3000))))

        assert (picture.width, picture.height) == (1600, 1200)
        assert opened(picture.large).size == (1600, 1200)
        assert opened(picture.small).size == (640, 480)

    def test_a_small_picture_is_not_blown_up(self):
        picture = uploads.picture(sent.sent(sent.png((50, 40))))

        assert opened(picture.large).size == opened(picture.small).size == (50, 40)

    def test_place_camera_and_comment_are_gone_and_the_picture_stands_upright(self):
        content = sent.jpeg_from_a_phone()

        picture = uploads.picture(sent.sent(content))

        assert opened(content).getexif().get_ifd(0x8825), "the phone wrote a place"
        assert b"Secret" in content
        for kept in (picture.large, picture.small):
            assert dict(opened(kept).getexif()) == {}
            assert b"Secret" not in kept
            assert b"EXIF" not in kept
        assert (picture.width, picture.height) == (240, 320)

    def test_what_is_transparent_stays_so(self):
        glass = sent.encoded(Image.new("RGBA", (40, 40), (10, 20, 30, 0)), "PNG")

        picture = uploads.picture(sent.sent(glass))

        assert opened(picture.large).convert("RGBA").getpixel((20, 20))[3] == 0

    @pytest.mark.parametrize("mode", ["L", "P", "CMYK", "LA", "1"])
    def test_every_way_to_write_colours_is_understood(self, mode):
        kind = "JPEG" if mode == "CMYK" else "PNG"
        content = sent.encoded(sent.image().convert(mode), kind)

        picture = uploads.picture(sent.sent(content))

        assert opened(picture.large).size == (320, 240)

    def test_a_second_file_behind_a_picture_does_not_stay(self):
        content = sent.jpeg() + sent.zipped()

        picture = uploads.picture(sent.sent(content))

        assert sent.CANARY in content
        assert b"PK" not in picture.large
        assert sent.CANARY not in picture.large

    @pytest.mark.parametrize(
        "content",
        [
            b"GIF89a/*" + bytes(20) + b"*/=1;alert('canary')",
            b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
            b"<!doctype html>" + sent.CANARY,
            b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
            sent.pdf(sent.CANARY),
            sent.zipped(),
            b"MZ" + bytes(100),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            b"BM" + bytes(100),
            sent.mp4(),
            b"RIFF" + bytes(4) + b"WAVE" + bytes(40),
            b"\x00",
        ],
        ids=["gif+js", "svg", "html", "xhtml", "pdf", "zip", "exe", "ole", "bmp", "mp4", "wav", "nul"],
    )
    def test_what_is_no_picture_is_refused_whatever_it_is_called(self, content):
        assert refusal(uploads.picture, content, "사진.jpg") == (
            "JPG, PNG, WEBP 사진이 아닙니다. 이름이 아니라 내용으로 가립니다."
        )

    @pytest.mark.parametrize("head", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x20\x00\x00\x00WEBPVP8 "])
    def test_the_right_first_bytes_alone_make_no_picture(self, head):
        assert refusal(uploads.picture, head + sent.CANARY * 5) == ("사진을 읽을 수 없습니다. 파일이 깨진 듯합니다.")

    def test_half_a_picture_is_refused(self):
        content = sent.jpeg()

        assert refusal(uploads.picture, content[: len(content) // 2]) == (
            "사진을 읽을 수 없습니다. 파일이 깨진 듯합니다."
        )

    def test_an_iphone_picture_is_told_what_to_do(self):
        heic = sent.box(b"ftyp", b"heic" + bytes(4) + b"mif1") + bytes(200)

        assert refusal(uploads.picture, heic, "IMG_1.HEIC") == ("아이폰 사진(HEIC)입니다. JPG로 바꾸어 올려 주십시오.")

    @pytest.mark.parametrize("side", [7_100, 9_500, 15_000, 50_000, 2**31 - 1])
    def test_a_flood_of_pixels_is_refused_before_it_is_unpacked(self, side):
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()

        said = refusal(uploads.picture, sent.pixel_flood(side))

        assert "화소까지 올릴 수 있습니다" in said or "읽을 수 없습니다" in said
        assert time.monotonic() - began < 2
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024

    def test_a_progressive_jpeg_that_must_be_unpacked_whole_is_held_to_the_lower_limit(self):
        content = sent.encoded(Image.new("L", (6000, 5000)), progressive=True)

        assert "화소까지" in refusal(uploads.picture, content)

    def test_too_many_bytes_are_refused_with_both_figures(self):
        assert refusal(uploads.picture, sent.jpeg() + bytes(21 * uploads.MB)) == (
            "파일이 너무 큽니다. 20MB까지 올릴 수 있습니다. 고르신 파일은 21.0MB입니다."
        )

    @pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow remarks on damaged EXIF and reads on.
    def test_no_damage_makes_anything_but_a_picture_or_a_sentence(self):
        chance = random.Random(20261122)
        samples = [sent.jpeg_from_a_phone(), sent.png((60, 60)), sent.webp((60, 60))]
        outcomes = set()

        for _ in range(300):
            content = bytearray(chance.choice(samples))
            for _ in range(chance.randint(1, 12)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            try:
                outcomes.add(opened(uploads.picture(sent.sent(bytes(content))).large).format)
            except ValidationError as refused:
                outcomes.add(refused.code)

        assert outcomes == {"WEBP", "broken", "no_picture"}


class TestVideos:
    def test_an_mp4_passes_whole(self):
        content = sent.mp4()

        assert uploads.video(sent.sent(content, "영상.mp4")).read() == content

    def test_the_place_it_was_taken_at_is_blanked_out_and_nothing_moves(self):
        content = sent.mp4(telling=b"+37.3219+126.8309/ SecretPhone")

        kept = uploads.video(sent.sent(content, "영상.mp4")).read()

        assert b"+37.3219" in content
        assert b"+37.3219" not in kept
        assert b"Secret" not in kept
        assert b"udta" not in kept
        assert len(kept) == len(content)
        assert kept.index(b"mdat") == content.index(b"mdat")
        assert kept.count(b"free") == 2

    def test_a_long_box_is_blanked_out_too(self):
        told = b"\x00\x00\x00\x01uuid" + (16 + 30).to_bytes(8) + b"+37.3219+126.8309 SecretPhone!"
        content = sent.mp4(behind=told)

        kept = uploads.video(sent.sent(content, "영상.mp4")).read()

        assert b"Secret" not in kept
        assert len(kept) == len(content)

    @pytest.mark.parametrize(
        "content",
        [
            sent.mp4(behind=sent.zipped()),
            sent.mp4(behind=sent.CANARY),
            sent.mp4()[:-1],
            sent.box(b"ftyp", b"isom" + bytes(8)) + sent.box(b"mdat", bytes(50)),
            sent.box(b"ftyp", b"isom" + bytes(8)) + b"\x00\x00\x00\x04moov",
            sent.box(b"ftyp", b"isom" + bytes(8)) + b"\x00\x00\x00\x01moov" + (2**63).to_bytes(8),
        ],
        ids=["zip behind", "html behind", "cut", "without a film", "box of no size", "box without end"],
    )
    def test_what_does_not_add_up_is_refused(self, content):
        assert refusal(uploads.video, content, "영상.mp4") == (
            "영상을 읽을 수 없습니다. 파일이 깨졌거나 MP4가 아닌 내용이 섞여 있습니다."
        )

    @pytest.mark.parametrize("content", [b"<!doctype html>" + sent.CANARY, sent.zipped(), sent.jpeg(), sent.pdf()])
    def test_what_is_no_mp4_is_refused_whatever_it_is_called(self, content):
        assert refusal(uploads.video, content, "영상.mp4") == "MP4 영상이 아닙니다. 이름이 아니라 내용으로 가립니다."

    def test_an_iphone_video_is_told_what_to_do(self):
        assert refusal(uploads.video, sent.mp4(brand=b"qt  "), "IMG_1.MOV").startswith("아이폰 동영상(MOV)입니다.")

    def test_boxes_nested_without_end_are_not_followed(self):
        content = b""
        for _ in range(5000):
            content = sent.box(b"moov", content)

        video = sent.box(b"ftyp", b"isom" + bytes(8)) + content + sent.box(b"mdat", b"")

        assert uploads.video(sent.sent(video, "영상.mp4")).size == len(video)

    def test_a_million_empty_boxes_are_not_counted_to_their_end(self):
        content = sent.box(b"ftyp", b"isom" + bytes(8)) + sent.box(b"free", b"") * 1_000_000
        began = time.monotonic()

        assert "읽을 수 없습니다" in refusal(uploads.video, content, "영상.mp4")
        assert time.monotonic() - began < 2


class TestSlides:
    def test_a_pdf_passes_whole(self):
        content = sent.pdf(b"2 0 obj")

        assert uploads.slides(sent.sent(content, "자료.pdf")).read() == content

    @pytest.mark.parametrize(
        "content",
        [
            b"<!doctype html>\n" + sent.pdf(sent.CANARY),
            b"\n" + sent.pdf(),
            b"%!PS-Adobe-3.0",
            sent.zipped(),
            sent.jpeg(),
        ],
        ids=["html before", "not at the start", "postscript", "zip", "jpg"],
    )
    def test_what_does_not_begin_as_a_pdf_is_refused(self, content):
        assert refusal(uploads.slides, content, "자료.pdf") == "PDF가 아닙니다. 자료를 PDF로 저장해 올려 주십시오."

    def test_a_pdf_without_its_end_is_refused(self):
        said = refusal(uploads.slides, b"%PDF-1.7\n" + bytes(5000), "자료.pdf")

        assert said == "PDF가 끝까지 올라오지 않았습니다. 다시 골라 주십시오."


class TestNames:
    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("제품 목록.pdf", "제품 목록.pdf"),
            ("한글.hwp", "한글.hwp.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("..\\..\\windows\\system.ini", "system.ini.pdf"),
            ("/etc/passwd", "passwd.pdf"),
            ("자료.pdf.exe", "자료.pdf.exe.pdf"),
            ("자료.PDF.pdf", "자료.pdf"),
            ("자료\u202efdp.exe", "자료fdp.exe.pdf"),
            ("자료\x00\r\nSet-Cookie: a=b.pdf", "자료 Set-Cookie a=b.pdf"),
            ("-rf.pdf", "rf.pdf"),
            (".htaccess", "htaccess.pdf"),
            ("CON.pdf", "_.pdf"),
            ("com1.txt", "_.txt.pdf"),
            ("   ", "파일.pdf"),
            ("", "파일.pdf"),
            (".", "파일.pdf"),
            ("😀 자료.pdf", "😀 자료.pdf"),
            ('a"b;c.pdf', "a b c.pdf"),
        ],
    )
    def test_a_name_is_shown_without_tricks(self, given, shown):
        assert plain_name(given, Kind.PDF) == shown

    def test_decomposed_hangul_is_composed(self):
        assert plain_name("\u1112\u1161\u11ab\u1100\u1173\u11af.pdf", Kind.PDF) == "한글.pdf"

    def test_a_name_of_300_bytes_of_hangul_is_cut_between_letters(self):
        assert plain_name("가" * 300, Kind.PDF) == "가" * 100 + ".pdf"

    def test_text_keeps_its_lines_and_loses_what_cannot_be_seen(self):
        assert plain_text("첫 줄\r\n둘째\u200b 줄\u202e\x07\rA\u0308") == "첫 줄\n둘째 줄\nÄ"


class TestTheGate:
    """How much an address takes at once, by what a request declares."""

    @staticmethod
    def asked(size: int, limit: int | None, user: object = None) -> None:
        view = uploads.takes(limit)(lambda: None) if limit else (lambda: None)
        request = RequestFactory().post("/")
        request.resolver_match = type("Match", (), {"func": view})()
        request.user = user or User()
        uploads.Gate(request).handle_raw_input(io.BytesIO(), {}, size, "b")

    def test_a_body_within_the_limit_passes(self):
        self.asked(uploads.VIDEO_LIMIT + 1000, uploads.VIDEO_LIMIT)
        self.asked(uploads.USUAL_BODY, None)
        self.asked(uploads.STRANGERS_BODY, None, AnonymousUser())

    @pytest.mark.parametrize(
        ("size", "limit"), [(uploads.VIDEO_LIMIT + 2 * uploads.MB, uploads.VIDEO_LIMIT), (10 * 1024**3, None)]
    )
    def test_a_body_beyond_it_is_refused_unread(self, size, limit):
        with pytest.raises(RequestDataTooBig):
            self.asked(size, limit)

    def test_whoever_is_not_signed_in_sends_no_files_anywhere(self):
        with pytest.raises(RequestDataTooBig):
            self.asked(uploads.STRANGERS_BODY + 2 * uploads.MB, uploads.VIDEO_LIMIT, AnonymousUser())

    def test_what_is_sent_reaches_the_handlers_behind_it(self, client):
        gate = uploads.Gate(RequestFactory().post("/"))

        assert gate.receive_data_chunk(b"part", 0) == b"part"
        assert gate.file_complete(4) is None


def test_a_file_larger_than_the_memory_limit_of_forms_arrives(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    file = SimpleUploadedFile("사진.jpg", sent.jpeg((1200, 900), quality=100))

    request = RequestFactory().post("/", {"picture": file})

    assert file.size > 1000
    assert uploads.picture(request.FILES["picture"]).width == 1200


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_answered_with_a_page_that_says_so(client):
    file = SimpleUploadedFile("영상.mp4", bytes(uploads.STRANGERS_BODY + 2 * uploads.MB))

    response = client.post("/accounts/login/", {"file": file})

    assert response.status_code == 413
    assert "보내신 파일이 너무 큽니다" in response.content.decode()

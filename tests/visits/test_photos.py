"""방문 사진: drawn anew, kept once, taken out again."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from grievances.files import checked
from grievances.moment import as_of
from grievances.workflow import MoveRefused
from tests import made_visits as made
from visits import actions
from visits.actions.files import drop_photo
from visits.workflow import Status

pytestmark = pytest.mark.django_db


def photograph(*, size: tuple[int, int] = (640, 480)) -> SimpleUploadedFile:
    """A JPEG that says with which phone it was taken, and where."""
    exif, file = Image.Exif(), io.BytesIO()
    exif[Base.Model] = "전화기 3000"
    place = exif.get_ifd(IFD.GPSInfo)
    place[GPS.GPSLatitudeRef], place[GPS.GPSLatitude] = "N", (37.0, 19.0, 12.5)
    place[GPS.GPSLongitudeRef], place[GPS.GPSLongitude] = "E", (126.0, 48.0, 3.1)
    Image.new("RGB", size, "grey").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG_0001.jpg", file.getvalue(), "image/jpeg")


def heic() -> SimpleUploadedFile:
    """As small as a HEIC file can be."""
    boxes = (b"ftyp" + b"heic\0\0\0\0mif1heic", b"meta" + bytes(4), b"mdat" + bytes(8))
    return SimpleUploadedFile("IMG_0001.HEIC", b"".join((len(box) + 4).to_bytes(4) + box for box in boxes))


@pytest.fixture
def team():
    return made.member_of_team()


@pytest.fixture
def visit(team):
    made_visit = made.visit(Status.SCHEDULED, team=(team,))
    with as_of(made_visit.ends_at):
        yield made_visit


def test_the_place_where_a_photograph_was_taken_goes(visit, team):
    sent = photograph()
    assert Image.open(sent).getexif().get_ifd(IFD.GPSInfo)
    sent.seek(0)

    kept = actions.add_photo(visit, checked(sent), key=uuid.uuid4(), by=team, caption="막힌 배수로")

    with kept.file.open() as file, Image.open(file) as picture:
        assert (dict(picture.getexif()), picture.format, picture.size) == ({}, "JPEG", (640, 480))
        file.seek(0)
        assert b"3000" not in file.read()


def test_a_photograph_sent_twice_is_kept_once(visit, team):
    key = uuid.uuid4()

    first = actions.add_photo(visit, checked(photograph()), key=key, by=team)
    again = actions.add_photo(visit, checked(photograph()), key=key, by=team)

    assert again == first
    assert visit.files.get() == first


def test_a_photograph_belongs_to_a_line(visit, team):
    line = actions.keep_line(visit, actions.Line(uuid.uuid4(), "배수로", visit.begins_at), by=team)

    kept = actions.add_photo(visit, checked(photograph()), key=uuid.uuid4(), by=team, promise_key=line.key)

    assert kept.promise == line


def test_what_cannot_be_freed_of_its_place_is_refused_with_what_to_do(visit, team):
    with pytest.raises(MoveRefused, match="JPG"):
        actions.add_photo(visit, checked(heic()), key=uuid.uuid4(), by=team)

    assert visit.files.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_photograph_taken_out_is_gone_with_its_file(visit, team):
    kept = actions.add_photo(visit, checked(photograph()), key=uuid.uuid4(), by=team)
    storage, name = kept.file.storage, kept.file.name
    assert storage.exists(name)

    drop_photo(kept, by=team)
    drop_photo(kept, by=team)

    assert visit.files.count() == 0
    assert not storage.exists(name)

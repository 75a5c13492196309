"""Files through the real doors: taken or refused by the form, and handed out so that they can do nothing."""

import unicodedata
import uuid
from email.message import Message as Headers
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from companies.downloads import INERT
from grievances import actions
from grievances.files import Kind
from grievances.models import Attachment, Draft
from tests import make
from tests.companies import sent
from tests.grievances.test_files import REFUSED, TAKEN

pytestmark = pytest.mark.django_db

NAMES = [
    "../../etc/passwd",
    "..\\..\\windows\\system.ini",
    "가" * 300,
    "\u1112\u1161\u11ab\u1100\u1173\u11af.hwp",
    "😀 현장 👨‍👩‍👧.pdf",
    "견적서\r\nSet-Cookie: a=b.pdf",
    "견적서\u202efdp.exe",
    "CON.pdf",
    "-rf.pdf",
    'a"; filename="b.html',
    "%0d%0aSet-Cookie: a=b",
]


@pytest.fixture
def draft(client) -> Draft:
    """Somebody signed in, with a form begun."""
    person = make.owner(make.company())
    make.sign_in(client, person)
    return actions.save_draft(person.seats.get().company, {"title": "쓰던 글"}, by=person)


def add(client, draft, content: bytes, name: str):
    file = SimpleUploadedFile("x", content, "text/html")
    file._name = name  # Django's own cleaning must not be what saves us.
    said = {"company": draft.company_id, "key": str(uuid.uuid4()), "file": file}
    return client.post("/grievances/new/files/", said)


def saved_as(answer) -> str:
    """The name a browser saves it under (RFC 6266), which is in the header and in no second one."""
    header = answer.headers["Content-Disposition"]
    assert "\r" not in header
    assert "\n" not in header
    parsed = Headers()
    parsed["Content-Disposition"] = header
    assert parsed.get_content_disposition() == "attachment"
    name = header.partition("filename*=utf-8''")[2] or parsed.get_filename()
    return unquote(name)


def test_the_whole_corpus_is_refused_or_handed_out_inert(client, draft):
    wrong, taken = {}, 0

    for case, (content, *_rest) in {**TAKEN, **REFUSED}.items():
        answer = add(client, draft, content(), "첨부.html")
        if answer.status_code != 201:
            refused = answer.status_code in {413, 422} and case in REFUSED and answer.json()["words"]
            wrong |= {} if refused else {case: answer.status_code}
            continue
        attachment = Attachment.objects.get()
        given = client.get(f"/grievances/files/{attachment.key}/")
        found = (
            given.headers["Content-Type"],
            given.headers["Content-Security-Policy"],
            given.headers["X-Content-Type-Options"],
            given.headers["Content-Disposition"].partition(";")[0],
            given.headers["Cache-Control"],
            given.headers["Cross-Origin-Resource-Policy"],
            b"".join(given.streaming_content) == attachment.file.read(),
        )
        attachment.file.close()
        said = (
            Kind(attachment.kind).content_type,
            INERT,
            "nosniff",
            "attachment",
            "private, no-store",
            "same-origin",
            True,
        )
        wrong |= {} if found == said and case in TAKEN else {case: found}
        client.post(f"/grievances/new/files/{attachment.key}/drop/")
        taken += 1

    assert wrong == {}
    assert taken == len(TAKEN)
    assert len(TAKEN) + len(REFUSED) >= 60


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_reaches_the_browser_as_it_is_shown_and_splits_no_header(client, draft, name):
    answer = add(client, draft, sent.pdf(), name)

    attachment = Attachment.objects.get()
    given = client.get(f"/grievances/files/{attachment.key}/")
    given.close()
    assert answer.status_code == 201
    assert saved_as(given) == attachment.name == unicodedata.normalize("NFC", attachment.name)
    assert given.headers["Content-Disposition"].isascii()
    assert "Set-Cookie" not in given.headers
    assert attachment.file.name.rpartition("/")[2].isalnum()
    assert not set(attachment.name) & set('/\\"\r\n\0')

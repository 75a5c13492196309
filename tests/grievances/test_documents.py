"""The notices on paper: what they hold, who may take them, and how anybody finds out whether one is ours."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import Message as Headers
from io import BytesIO
from urllib.parse import unquote

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from accounts.models import AccessLog
from accounts.roles import Role
from companies.downloads import INERT
from grievances import actions, documents
from grievances.actions.documents import issue
from grievances.clock import SEOUL, LegalKind
from grievances.models import Document, Grievance
from grievances.moment import as_of
from grievances.workflow import ExtensionReason
from notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

K = Document.Kind
WHY = "상수도관의 위치를 함께 확인해야 합니다."


def at(text: str):
    return as_of(datetime.fromisoformat(text).replace(tzinfo=SEOUL))


@pytest.fixture
def case() -> Grievance:
    """고충 of Monday, 14 September 2026: seven days, to the 22nd."""
    firm = make.company("한빛정밀")
    filer, unit = make.owner(firm, "박대표"), make.department("도로과")
    officer = make.official(Role.OFFICER, of=unit, name="이도로")
    with at("2026-09-14 10:00"):
        return make.grievance(by=filer, to=officer, title="공장 앞 도로가 파였습니다")


def extended(case: Grievance, words: str = WHY) -> Document:
    with at("2026-09-15 10:00"):
        actions.extend(case, ExtensionReason.COOPERATION, words, 7, by=case.officer)
    return case.documents.get(kind=K.EXTENSION)


def dunned(case: Grievance) -> Document:
    facts = {"overdue_days": 3, "heads": ["김부장"]}
    return issue(K.DUNNING, case, at=datetime(2026, 9, 28, 9, 0, tzinfo=SEOUL), facts=facts)


class Sheet:
    """A PDF as it is read: the words of each page, and what a screen reader is told of them."""

    def __init__(self, content: bytes) -> None:
        self.reader = PdfReader(BytesIO(content))
        self.root = self.reader.trailer["/Root"]
        self.words = " ".join(" ".join(page.extract_text() for page in self.reader.pages).split())
        self.tags = list(self._walk(self.root["/StructTreeRoot"]["/K"]))

    def _walk(self, kids: object) -> Iterator[DictionaryObject]:
        found = getattr(kids, "get_object", lambda: kids)()
        if isinstance(found, ArrayObject):
            for kid in found:
                yield from self._walk(kid)
        elif isinstance(found, DictionaryObject) and "/S" in found:
            yield found
            yield from self._walk(found.get("/K", ArrayObject()))

    def tagged(self, name: str) -> list[DictionaryObject]:
        return [tag for tag in self.tags if tag["/S"] == f"/{name}"]

    def lacks(self, *words: str) -> list[str]:
        return [word for word in words if word not in self.words]


def taken(document: Document, by) -> Sheet:
    """The sheet as somebody downloads it."""
    return Sheet(make.sign_in(Client(), by).get(document.get_absolute_url()).content)


# --- What stands on the sheets --------------------------------------------------------------------------------------

IN_CHARGE = ("담당 부서", "한빛시 도로과", "담당자", "이도로", "전화", "031-000-0142")
OF_THE_CASE = (
    *("접수번호", "민원명", "공장 앞 도로가 파였습니다", "민원인", "한빛정밀", "신청한 사람: 박대표"),
    *("접수일시", "2026년 9월 14일 10:00", "처리기간", "7일", "처리완료 예정일"),
)


@pytest.fixture(autouse=True)
def _a_phone_of_the_department(case) -> None:
    """The officer has a phone of their own; the sheet names it."""
    case.officer.phone = "031-000-0142"
    case.officer.save(update_fields=["phone"])


def test_the_receipt_says_what_was_received_and_until_when_it_is_answered(case):
    with at("2026-09-14 11:00"):
        document = issue(K.RECEIPT, case, at=datetime(2026, 9, 14, 11, 0, tzinfo=SEOUL))

    sheet = taken(document, case.filer)

    assert sheet.lacks("별지 제2호서식", "접수증", case.receipt_no, *OF_THE_CASE, *IN_CHARGE) == []
    assert sheet.lacks("민원 종류", "고충", "2026년 9월 22일(화)까지", "제6조제2항", "2026년 9월 14일") == []
    assert sheet.lacks("문서확인번호", document.code, "/documents/check/") == []
    assert len(sheet.reader.pages) == 1


def test_the_receipt_is_issued_with_the_receipt(case):
    assert [(one.kind, one.issued_at) for one in case.documents.all()] == [(K.RECEIPT, case.received_at)]


def test_the_notice_of_an_extension_says_why_and_from_when_to_when(case):
    document = extended(case)

    sheet = taken(document, case.filer)

    assert sheet.lacks("별지 제5호서식", "민원 처리기간 연장 통지서", case.receipt_no, *OF_THE_CASE, *IN_CHARGE) == []
    assert sheet.lacks("첫 번째", "관계 기관·부서의 협조 필요", WHY, "제21조제3항", "2026년 9월 15일") == []
    assert "연장 전 처리완료 예정일 2026년 9월 22일(화)까지" in sheet.words
    assert "연장 후 처리완료 예정일 2026년 10월 6일(화)까지" in sheet.words
    assert len(sheet.reader.pages) == 1


def test_the_notice_of_a_second_extension_says_that_the_company_agreed(case):
    extended(case)
    with at("2026-09-17 10:00"):
        asked = actions.ask_consent(case, ExtensionReason.FACTS, "관을 다시 파 보아야 합니다.", 7, by=case.officer)
        actions.agree(asked, by=case.filer)

    sheet = taken(case.documents.filter(kind=K.EXTENSION).last(), case.filer)

    assert sheet.lacks("두 번째(민원인의 동의를 받음)", "사실관계·현장 확인 필요", "관을 다시 파 보아야 합니다.") == []


def test_the_notice_of_progress_says_what_was_done_and_when_it_will_be_answered(case):
    facts = {
        "progress": ["9월 14일 접수했습니다.", "9월 20일 현장을 조사했습니다."],
        "expected": "2026년 11월 3일까지",
    }
    document = issue(K.PROGRESS, case, at=datetime(2026, 10, 14, 9, 0, tzinfo=SEOUL), facts=facts)

    sheet = taken(document, case.filer)

    assert sheet.lacks("별지 제6호서식", "민원처리진행상황 통지서", case.receipt_no, *OF_THE_CASE, *IN_CHARGE) == []
    assert sheet.lacks(*facts["progress"], "처리완료 예정일 2026년 11월 3일까지", "제23조제1항") == []
    assert len(sheet.reader.pages) == 1


def test_the_reminder_to_the_head_says_how_late_it_is(case):
    document = dunned(case)

    sheet = taken(document, case.officer)

    assert sheet.lacks("별지 제7호서식", "민원 처리 독촉장", case.receipt_no, *OF_THE_CASE, *IN_CHARGE) == []
    assert sheet.lacks("도로과 부서장 김부장 귀하", "2026년 9월 22일(화)까지", "지난 근무일 3일", "제28조제2항") == []
    assert sheet.lacks("지체 없이 처리하고", "한빛시 민원심사관") == []
    assert len(sheet.reader.pages) == 1


def test_a_deadline_in_hours_is_printed_with_its_hour():
    with at("2026-09-14 10:00"):
        case = actions.receive(make.filed(), LegalKind.OTHER, make.department(), by=make.manager())

    sheet = Sheet(documents.pdf(case.documents.get()))

    assert sheet.lacks("2026년 9월 14일(월) 14:00까지", "아직 정하지 않았습니다") == []


@pytest.mark.parametrize("kind", K)
def test_a_screen_reader_is_told_what_is_a_heading_a_table_and_a_picture(case, kind):
    facts = {
        K.RECEIPT: {},
        K.EXTENSION: {"ordinal": 1, "reason": "r", "explanation": WHY, "from_due_at": "a", "to_due_at": "b"},
        K.PROGRESS: {"progress": ["접수했습니다."], "expected": "a"},
        K.DUNNING: {"overdue_days": 1, "heads": ["김부장"]},
    }
    document = issue(kind, case, at=case.received_at, facts=facts[kind])

    sheet = Sheet(documents.pdf(document))

    heads, cells = sheet.tagged("TH"), sheet.tagged("TD")
    assert sheet.root["/MarkInfo"]["/Marked"] == True  # noqa: E712 — a boolean object of the PDF
    assert sheet.root["/Lang"] == "ko"
    assert sheet.root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert sheet.reader.metadata.title == f"{documents.FORMS[kind].title} {case.receipt_no}"
    assert len(sheet.tagged("H1")) == 1
    assert len(sheet.tagged("H2")) >= 3
    assert len(sheet.tagged("Table")) >= 2
    named = {head["/ID"] for head in heads if "/ID" in head}
    assert [cell for cell in cells if not set(cell["/A"]["/Headers"]) & named] == []
    assert len(named) >= 8
    assert [figure["/Alt"] for figure in sheet.tagged("Figure")] == ["QR 코드: 이 문서를 확인하는 주소"]
    (link,) = {one.get_object()["/A"]["/URI"] for one in sheet.reader.pages[0]["/Annots"]}
    assert link == documents.check_address(document.code)


def test_long_words_flow_on_to_a_second_page(case):
    words = "상수도관의 위치를 함께 확인해야 합니다. " * 60 + "가" * 200 + " <b>끝</b>입니다."
    document = extended(case, words.strip())

    sheet = Sheet(documents.pdf(document))

    assert len(sheet.reader.pages) == 2
    assert "<b>끝</b>입니다." in sheet.words.replace(" ", "")
    assert sheet.lacks(document.code, "1 / 2쪽", "2 / 2쪽") == []


def test_a_sheet_stays_as_it_was_on_its_day(case):
    document = case.documents.get()
    before = Sheet(documents.pdf(document)).words

    actions.amend(case, title="바뀐 제목", by=case.filer)
    type(case.company).objects.filter(pk=case.company.pk).update(name="바뀐회사")
    extended(case)

    assert "바뀐" not in before
    assert Sheet(documents.pdf(Document.objects.get(pk=document.pk))).words == before


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_a_document_is_neither_changed_nor_deleted(case, deed):
    row = case.documents.filter(kind=K.RECEIPT)

    with pytest.raises(DatabaseError, match="document_is_written_once"), transaction.atomic():
        row.update(code="2222-2222-2222-2222") if deed == "update" else row.delete()

    assert row.count() == 1


# --- Who may take one -----------------------------------------------------------------------------------------------


def test_the_company_saves_it_under_a_korean_name_and_nothing_in_it_runs(client, case):
    document = extended(case)
    make.sign_in(client, case.filer)

    given = client.get(document.get_absolute_url())

    assert document.get_absolute_url() == f"/grievances/{case.receipt_no}/documents/{document.code}/"
    assert given.headers["Content-Type"] == "application/pdf"
    assert given.headers["Content-Security-Policy"] == INERT
    assert given.headers["Cache-Control"] == "private, no-store"
    assert saved_as(given) == f"{case.receipt_no} 연장 통지서.pdf"
    assert not AccessLog.objects.filter(what=AccessLog.What.DOWNLOAD).exists()


def saved_as(answer) -> str:
    header = Headers()
    header["Content-Disposition"] = answer.headers["Content-Disposition"]
    assert header.get_content_disposition() == "attachment"
    return unquote(answer.headers["Content-Disposition"].partition("filename*=utf-8''")[2])


def test_what_an_official_takes_is_written_down(client, case):
    examiner = make.official(Role.EXAMINER)
    make.sign_in(client, examiner)

    given = client.get(case.documents.get().get_absolute_url())

    log = AccessLog.objects.get(what=AccessLog.What.DOWNLOAD)
    assert given.status_code == 200
    assert log.by_id == examiner.pk
    assert log.subject_label == f"{case.receipt_no} 한빛정밀 접수증"


def test_a_reminder_to_the_head_is_nothing_for_the_company(client, case):
    document = dunned(case)

    seen = {}
    for who in (case.filer, make.person(), case.officer, make.official(Role.EXAMINER)):
        answer = make.sign_in(Client(), who).get(document.get_absolute_url())
        page = make.sign_in(Client(), who).get(case.get_absolute_url(), follow=True).content.decode()
        seen[who] = (answer.status_code, document.code in page)

    assert list(seen.values()) == [(404, False), (404, False), (200, True), (200, True)]


def test_the_address_names_the_case_of_the_document(client, case):
    other = make.grievance(by=case.filer)
    make.sign_in(client, case.filer)

    answer = client.get(f"/grievances/{other.receipt_no}/documents/{case.documents.get().code}/")

    assert answer.status_code == 404


@pytest.mark.parametrize("side", ["company", "city"])
def test_a_case_shows_its_documents_in_one_question(client, case, side):
    make.sign_in(client, case.filer if side == "company" else case.officer)
    before = questions(client, case)
    document = extended(case)
    for _ in range(3):
        issue(K.PROGRESS, case, at=case.received_at, facts={"progress": [], "expected": ""})

    page = client.get(case.get_absolute_url(), follow=True).content.decode()

    assert f'href="{document.get_absolute_url()}" download>처리기간 연장 통지서</a>' in page
    assert page.count(" download>처리진행상황 통지서</a>") == 3
    assert questions(client, case) == before == 1


def questions(client: Client, case: Grievance) -> int:
    """So many of those the page asks the database are about documents."""
    with CaptureQueriesContext(connection) as asked:
        client.get(case.get_absolute_url(), follow=True)
    return sum('FROM "grievances_document"' in one["sql"] for one in asked.captured_queries)


def test_the_letters_of_a_move_lead_to_its_document(case):
    receipt, extension = case.documents.get(), extended(case)

    letters = {one.subject: one.text for one in Message.objects.filter(to=case.filer.email)}

    led = {
        "접수증" if "접수했습니다" in subject else "연장": [
            one.get_absolute_url() in text for one in (receipt, extension)
        ]
        for subject, text in letters.items()
        if "접수했습니다" in subject or "처리기한이 늘었습니다" in subject
    }
    assert led == {"접수증": [True, False], "연장": [False, True]}


# --- Whether a paper is ours ----------------------------------------------------------------------------------------

CHECK = "/documents/check/"


def test_anybody_compares_a_paper_with_what_was_issued(client, case):
    document = extended(case)

    page = client.get(CHECK, {"code": document.code})

    words = page.content.decode()
    assert page.status_code == 200
    assert page.context["found"] == [
        ("문서", "처리기간 연장 통지서"),
        ("접수번호", case.receipt_no),
        ("발급일시", "2026-09-15 10:00"),
        ("발급 부서", "한빛시 도로과"),
        ("전화", "031-000-0142"),
        ("처리완료 예정일", "2026년 10월 6일(화)까지"),
        ("기업", "한○정밀"),
    ]
    assert "시가 발급한 문서가 맞습니다." in words
    assert [word for word in (case.title, "한빛정밀", "박대표", "이도로", WHY) if word in words] == []


def test_of_a_reminder_to_the_head_only_its_day_is_told(client, case):
    page = client.get(CHECK, {"code": dunned(case).code})

    assert page.context["found"] == [("문서", "독촉장"), ("발급일시", "2026-09-28 09:00")]
    assert case.receipt_no not in page.content.decode()


@pytest.mark.parametrize(
    "typed",
    [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code.replace('-', '  ')}\t", lambda code: code],
    ids=["small letters", "no dashes", "blanks", "as printed"],
)
def test_it_does_not_matter_how_a_code_is_typed(client, case, typed):
    page = client.get(CHECK, {"code": typed(case.documents.get().code)})

    assert page.status_code == 200
    assert page.context["found"][1] == ("접수번호", case.receipt_no)


def test_full_width_letters_are_the_same_letters():
    assert documents.normalised("ａｂｃｄ－efgh_2345 6789") == "ABCD-EFGH-2345-6789"


@pytest.mark.parametrize("typed", ["", " ", "ABCD", "ABCD-EFGH-2345-678", "가나다라-EFGH-2345-6789", "\x00" * 16])
def test_what_can_be_no_code_is_said_to_be_none(client, typed):
    page = client.get(CHECK, {"code": typed})

    assert page.status_code == 422
    assert page.context["form"].errors["code"]


def test_a_code_nobody_gave_out_says_whom_to_call(client, case):
    page = client.get(CHECK, {"code": "2222-3333-4444-5555"})

    words = page.content.decode()
    assert page.status_code == 404
    assert "이 번호로 발급한 문서가 없습니다." in words
    assert "그 문서를 믿지 마시고" in words
    assert "031-000-0100" in words


def test_codes_cannot_be_tried_without_end_and_right_ones_do_not_count(client, case):
    right = {"code": case.documents.get().code}
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=SEOUL)

    with time_machine.travel(noon, tick=False):
        good = [client.get(CHECK, right).status_code for _ in range(31)]
        tried = [client.get(CHECK, {"code": f"2222-3333-4444-{5000 + n}"}).status_code for n in range(31)]
        shut = client.get(CHECK, right)
        elsewhere = client.get(CHECK, right, REMOTE_ADDR="203.0.113.7")
    with time_machine.travel(noon + timedelta(minutes=15, seconds=1), tick=False):
        later = client.get(CHECK, right)

    assert good == [200] * 31
    assert tried == [404] * 30 + [429]
    assert (shut.status_code, shut.headers["Retry-After"]) == (429, "900")
    assert "15분 뒤에 다시 확인해 주십시오." in shut.content.decode()
    assert case.receipt_no not in shut.content.decode()
    assert (elsewhere.status_code, later.status_code) == (200, 200)


def test_every_page_leads_to_the_check(client):
    assert f'<a href="{CHECK}">문서 확인</a>' in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("한빛정밀", "한○정밀"),
        ("(주)한빛정밀", "(주)한○정밀"),
        ("한빛정밀 주식회사", "한○정밀 주식회사"),
        ("반도체소재산업", "반○체소○산업"),
        ("SK 테크", "S○ 테크"),
        ("삼우", "삼○"),
    ],
)
def test_a_company_is_recognised_by_who_knows_it_only(name, shown):
    assert documents.partly_hidden(name) == shown

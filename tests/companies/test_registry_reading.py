"""Files as offices send them."""

import codecs
from datetime import UTC, date, datetime

import openpyxl
import pytest

from companies.registry.reading import Line, Unreadable, open_table

TEXT = "회사명,주소,전화번호\n한빛정밀,예시로 1,031-000-0001\n㈜새봄,예시로 2,미등록\n"
LINES = [Line(2, ("한빛정밀", "예시로 1", "031-000-0001")), Line(3, ("㈜새봄", "예시로 2", "미등록"))]


@pytest.fixture
def read(tmp_path):
    def read(content: str | bytes, encoding: str = "utf-8"):
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return open_table(path)

    return read


@pytest.fixture
def workbook(tmp_path):
    def workbook(*sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for number, rows in enumerate(sheets):
            sheet = book.create_sheet(f"시트{number + 1}")
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "book.xlsx")
        return open_table(tmp_path / "book.xlsx")

    return workbook


@pytest.mark.parametrize(
    ("encoding", "kind"),
    [
        ("utf-8", "CSV · UTF-8 · 쉼표"),
        ("utf-8-sig", "CSV · UTF-8(BOM) · 쉼표"),
        ("cp949", "CSV · CP949 · 쉼표"),
        ("utf-16", "CSV · UTF-16 · 쉼표"),
    ],
)
def test_every_encoding_reads_the_same(read, encoding, kind):
    table = read(TEXT, encoding)

    assert (table.kind, list(table.lines())) == (kind, LINES)


@pytest.mark.parametrize(("separator", "name"), [("\t", "탭"), (";", "쌍반점"), ("|", "세로줄")])
def test_every_separator_reads_the_same(read, separator, name):
    table = read(TEXT.replace(",", separator))

    assert (table.kind, list(table.lines())) == (f"CSV · UTF-8 · {name}", LINES)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_reads_the_same(read, end):
    assert list(read(TEXT.replace("\n", end)).lines()) == LINES


def test_titles_and_blank_lines_may_stand_above_the_header(read):
    table = read('\n\n2026년 공장등록현황\n"단위: 명, 개소",,\n,,\n' + TEXT)

    assert table.header.names == ("회사명", "주소", "전화번호")
    assert [line.cells for line in table.lines()] == [line.cells for line in LINES]


def test_blank_lines_are_no_lines_of_the_table(read):
    assert [line.number for line in read(TEXT + "\n,,\n  , ,\n하나,예시로 3,\n").lines()] == [2, 3, 7]


def test_a_header_cell_may_hold_a_line_break(read):
    table = read('"회사\n명",주소,"종업원\n합계"\n한빛정밀,예시로 1,3\n')

    assert table.header.names == ("회사 명", "주소", "종업원 합계")
    assert [line.cells for line in table.lines()] == [("한빛정밀", "예시로 1", "3")]


def test_a_quoted_cell_may_hold_commas_quotes_and_line_breaks(read):
    (line,) = read('회사명,주소,생산품\n한빛정밀,"예시로 1, 2층","밸브\n""특수"" 관, 2"" 관"\n').lines()

    assert line == Line(2, ("한빛정밀", "예시로 1, 2층", '밸브\n"특수" 관, 2" 관'))


def test_blanks_before_a_quoted_cell_do_not_matter(read):
    (line,) = read('회사명, 주소\n  한빛정밀,  "예시로 1, 2층"\n').lines()

    assert line.cells == ("한빛정밀", "예시로 1, 2층")


def test_a_quotation_mark_inside_a_cell_opens_nothing(read):
    first, second = read('회사명,생산품,주소\n한빛정밀,2" 관,예시로 1\n새봄,관,예시로 2\n').lines()

    assert first.cells == ("한빛정밀", '2" 관', "예시로 1")
    assert second.cells == ("새봄", "관", "예시로 2")


@pytest.mark.parametrize(
    "rest",
    ["새봄,예시로 2,관\n", '새봄,"예시로 2, 2층",관\n', '"새봄","예시로 2","관"\n' * 2, "새봄,예시로 2,관\n" * 100],
    ids=["plain", "quoted", "all quoted", "long"],
)
def test_a_quotation_that_is_never_closed_costs_its_own_line_only(read, rest):
    lines = list(read('회사명,주소,생산품\n한빛정밀,"예시로 1,밸브\n' + rest).lines())

    assert lines[0] == Line(2, ("한빛정밀", "예시로 1", "밸브"), "따옴표가 닫히지 않아 칸을 나눌 수 없습니다.")
    assert len(lines) == 1 + rest.count("\n")
    assert {line.fault for line in lines[1:]} == {""}
    assert {line.cells[0] for line in lines[1:]} == {"새봄"}


def test_a_line_wider_than_the_header_is_at_fault(read):
    (line,) = read("회사명,주소,전화번호\n한빛정밀,예시로 1, 2층,031-000-0001\n").lines()

    assert line.cells == ("한빛정밀", "예시로 1", "2층, 031-000-0001")
    assert line.fault.startswith("칸이 머리글보다 1개 많습니다.")


def test_a_line_may_be_narrower_than_the_header(read):
    (line,) = read("회사명,주소,전화번호\n한빛정밀,예시로 1\n").lines()

    assert line == Line(2, ("한빛정밀", "예시로 1", ""))


def test_a_single_broken_byte_does_not_change_the_encoding(read):
    lines = list(read(TEXT.encode() + "깨진\n".encode()[:-2] + b",x\n").lines())

    assert lines[:2] == LINES
    assert lines[2].cells[0] == "깨\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "빈 파일"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), ".xls"),
        (b"<html><table><tr><td>x", "HTML"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "CSV나 XLSX 파일이 아닙니다"),
        (b"PK\x03\x04 not a zip at all", "손상"),
        (b"\xff\x80\xff\xfe" * 500, "글자를 읽을 수 없습니다"),
        ("이름,값\n가,나\n".encode(), "찾은 칸: 이름, 값, 가, 나"),
        ("회사명\n한빛정밀\n".encode(), "머리글 줄을 찾지 못했습니다"),
    ],
)
def test_what_is_no_registry_file_is_refused_with_the_reason(read, content, words):
    with pytest.raises(Unreadable, match=words.replace(".", r"\.")):
        read(content)


def test_a_refused_file_hears_which_columns_were_looked_for(read):
    with pytest.raises(Unreadable) as refusal:
        read("이름,값\n가,나\n")

    assert all(name in str(refusal.value) for name in ("회사명", "업체명", "주소", "공장관리번호", "사업자등록번호"))


def test_a_workbook_reads_as_people_see_it(workbook):
    midnight = datetime(2020, 1, 2, tzinfo=UTC).replace(tzinfo=None)  # a workbook knows no time zones

    table = workbook(
        [["안내"], ["이 파일은 …"]],
        [
            ["공장등록현황"],
            [],
            ["회사명", "주소", "종업원수", "전화번호", "등록일", "공장관리번호"],
            ["한빛정밀", "예시로 1", 12.0, 312345678, midnight, 411900000000123],
            [None, None, None, None, None, None],
            ["새봄", "예시로 2", 3.5, None, date(2021, 3, 4), True],
        ],
    )

    assert table.kind == "XLSX · 시트2"
    assert list(table.lines()) == [
        Line(4, ("한빛정밀", "예시로 1", "12", "312345678", "2020-01-02", "411900000000123")),
        Line(6, ("새봄", "예시로 2", "3.5", "", "2021-03-04", "True")),
    ]


def test_a_workbook_may_have_two_header_lines(workbook):
    table = workbook([["회사명", "주소", "종업원", None], [None, None, "남", "여"], ["한빛정밀", "예시로 1", 3, 4]])

    assert table.header.names == ("회사명", "주소", "종업원(남)", "종업원(여)")
    assert [line.cells for line in table.lines()] == [("한빛정밀", "예시로 1", "3", "4")]


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip")

    with pytest.raises(Unreadable, match="손상"):
        open_table(tmp_path / "a.xlsx")


def test_a_workbook_that_unpacks_into_too_much_is_refused(tmp_path, monkeypatch):
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(1_000_000))
    monkeypatch.setattr("companies.registry.reading.MOST_UNPACKED", 999_999)

    with pytest.raises(Unreadable, match="너무 큽니다"):
        open_table(tmp_path / "a.xlsx")


def test_the_byte_order_mark_is_no_part_of_the_first_name(read):
    assert read(codecs.BOM_UTF8 + TEXT.encode()).header.names[0] == "회사명"

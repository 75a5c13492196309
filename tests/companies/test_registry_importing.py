"""What a file changes, line by line, and that nothing is lost or counted twice."""

import io
import random
from collections import Counter

import pytest
from django.utils import timezone

from companies.models import Company, CompanyEvent, FactoryRecord, IndustrialComplex, Industry, RegistryImport
from companies.registry import samples
from companies.registry.importing import bring_in
from companies.states import Approval, Source
from tests import make

pytestmark = pytest.mark.django_db

HEADER = "회사명,사업자등록번호,공장관리번호,도로명주소,지번주소,업종명,전화번호,단지명,종업원수,생산품,대표자"
NUMBER, OTHER_NUMBER = "123-45-67891", "220-81-62517"


@pytest.fixture
def bring(tmp_path):
    """Bring in lines of a file; says created, updated, unchanged, rejected."""

    def bring(*lines: str | dict[str, str], header: str = HEADER, writes: bool = True):
        names = header.split(",")
        text = [line if isinstance(line, str) else ",".join(line.get(name, "") for name in names) for line in lines]
        path = tmp_path / "file.csv"
        path.write_text("\n".join([header, *text]))
        run = RegistryImport.objects.create(file_name="a.csv", state="APPLYING") if writes else None
        bring.rejects = io.StringIO()
        bring.outcome = bring_in(path, run=run, rejects=bring.rejects, tell=lambda done, rows: None)
        tally = bring.outcome.tally
        assert tally.rows == tally.created + tally.updated + tally.unchanged + tally.rejected == len(lines)
        return tally.created, tally.updated, tally.unchanged, tally.rejected

    return bring


def line(**cells: str) -> dict[str, str]:
    return {"회사명": "한빛정밀", "도로명주소": "한빛시 예시로 1"} | cells


# --- New ----------------------------------------------------------------------------------------------------------


def test_a_new_company_is_the_registrys_approved_and_has_no_members(bring):
    bring(
        line(
            회사명="㈜ 한빛정밀",
            사업자등록번호=NUMBER,
            공장관리번호="4127",
            지번주소="한빛시 성곡동 12번지",
            업종명="도금업 외 2 종",
            전화번호="0310000001",
            단지명="안산 스마트허브",
            종업원수="12명",
            생산품="밸브",
            대표자="홍길동",
        )
    )

    company = Company.objects.get()
    record = FactoryRecord.objects.get()
    assert (company.source, company.approval, company.seats.count()) == (Source.REGISTRY, Approval.APPROVED, 0)
    assert (company.name, company.name_key, company.registration_no) == ("(주)한빛정밀", "한빛정밀", "1234567891")
    assert (company.address, company.address_key) == ("한빛시 예시로 1", "한빛시예시로1")
    assert (company.lot_address, company.lot_address_key) == ("한빛시 성곡동 12번지", "한빛시성곡동12")
    assert (company.phone, company.employees, company.products) == ("031-000-0001", 12, "밸브")
    assert (company.industry.name, company.industrial_complex.name) == ("도금업", "안산 스마트허브")
    assert (record.company, record.factory_no, record.industry_name, record.more_industries) == (
        company,
        "4127",
        "도금업",
        2,
    )
    assert record.raw["대표자"] == "홍길동"
    assert record.brought_by == RegistryImport.objects.get()


def test_complexes_and_industries_meet_whatever_their_spelling(bring):
    IndustrialComplex.objects.create(name="안산스마트허브", name_key="안산스마트허브")

    bring(
        line(단지명="안산 스마트허브", 업종명="기타 가공기계"),
        line(회사명="새봄", 단지명="안산스마트허브", 업종명="기타가공 기계"),
    )

    assert IndustrialComplex.objects.count() == Industry.objects.count() == 1
    assert set(Company.objects.values_list("industrial_complex__name", flat=True)) == {"안산스마트허브"}


def test_an_industry_is_known_by_its_code_before_its_name(bring):
    Industry.objects.create(code="25922", name="도금업", name_key="도금업")

    bring("한빛정밀,예시로 1,도금 처리업,25922", header="회사명,주소,업종명,업종코드")

    assert Company.objects.get().industry.name == "도금업"


def test_the_lines_of_one_factory_are_records_of_one_company(bring):
    counts = bring(
        line(공장관리번호="4127", 업종명="도금업"), line(공장관리번호="4127", 업종명="절삭업", 회사명="한빛")
    )

    assert counts == (2, 0, 0, 0)
    assert FactoryRecord.objects.filter(company=Company.objects.get()).count() == 2


def test_repeated_names_in_other_places_are_other_companies(bring):
    bring(line(), line(도로명주소="한빛시 예시로 2"), line(회사명="(주)한빛정밀", 도로명주소="한빛시 예시로 1, 3층"))

    assert Company.objects.count() == 2


def test_one_name_and_place_with_two_numbers_are_two_workplaces(bring):
    bring(line(사업자등록번호=NUMBER), line(사업자등록번호=OTHER_NUMBER, 업종명="도금업"))

    assert set(Company.objects.values_list("registration_no", flat=True)) == {"1234567891", "2208162517"}


def test_the_same_line_twice_in_a_file_is_one_record(bring):
    assert bring(line(), line(), line()) == (1, 0, 2, 0)
    assert FactoryRecord.objects.count() == 1


def test_two_lines_of_one_factory_and_industry_that_differ_are_two_records(bring):
    lines = [line(전화번호="031-000-0001"), line(전화번호="031-000-0002"), line(전화번호="031-000-0001")]

    assert bring(*lines) == (2, 0, 1, 0)
    assert bring(*lines) == (0, 0, 3, 0)


# --- Known --------------------------------------------------------------------------------------------------------


def test_a_company_is_found_by_its_number_whatever_its_name(bring):
    known = make.company("옛이름")

    bring(line(사업자등록번호=known.shown_registration_no))

    assert FactoryRecord.objects.get().company == known
    known.refresh_from_db()
    assert known.name == "옛이름"


def test_a_company_without_number_is_found_by_name_and_place_and_gets_its_number(bring):
    known = make.company("(주)한빛정밀", numbered=False, address="경기도 한빛시 예시로 1 (성곡동)")

    bring(line(사업자등록번호=NUMBER))

    known.refresh_from_db()
    assert (known.registration_no, known.factories.count(), Company.objects.count()) == ("1234567891", 1, 1)


def test_a_company_is_found_by_its_lot_too(bring):
    bring(line(도로명주소="", 지번주소="한빛시 성곡동 12번지"))

    bring(line(지번주소="한빛시 성곡동 12", 업종명="도금업"))

    assert Company.objects.get().address == "한빛시 예시로 1"


def test_what_was_merged_is_found_under_the_company_that_stands(bring):
    standing = make.company("선 회사")
    merged = make.company("합쳐진 회사")
    Company.objects.filter(pk=merged.pk).update(merged_into=standing)

    bring(line(사업자등록번호=merged.shown_registration_no))

    assert FactoryRecord.objects.get().company == standing


def test_twice_the_same_file_changes_nothing(bring):
    lines = [line(전화번호="미등록", 종업원수="1 200", 대표자="홍길동"), line(회사명="새봄", 업종명="도금업 외 2 종")]
    lines[0]["종업원수"] = "12"
    bring(*lines)
    before = list(FactoryRecord.objects.values()), list(Company.objects.values())

    assert bring(*lines) == (0, 0, 2, 0)
    assert (list(FactoryRecord.objects.values()), list(Company.objects.values())) == before
    assert CompanyEvent.objects.count() == 0


def test_the_order_and_numbering_of_lines_do_not_matter(bring):
    bring("1,한빛정밀,예시로 1", "2,새봄,예시로 2", header="순번,회사명,주소")

    assert bring("1,새봄,예시로 2", "2,한빛정밀,예시로 1", header="순번,회사명,주소") == (0, 0, 2, 0)


def test_what_changed_is_updated_and_shown(bring):
    bring(line(공장관리번호="4127", 전화번호="031-000-0001"))

    counts = bring(line(공장관리번호="4127", 전화번호="031-000-0002", 회사명="한빛"))

    assert counts == (0, 1, 0, 0)
    assert bring.outcome.changes == [
        {
            "line": 2,
            "name": "한빛",
            "what": "updated",
            "fields": [["회사명", "한빛정밀", "한빛"], ["전화번호", "031-000-0001", "031-000-0002"]],
        }
    ]
    company = Company.objects.get()
    assert (company.name, company.name_key, company.phone) == ("한빛", "한빛", "031-000-0002")
    event = CompanyEvent.objects.get()
    assert (event.what, event.note) == ("CORRECTED", "공장등록현황에서: 대표전화, 회사 이름")


def test_what_has_no_field_counts_as_a_change_too(bring):
    bring(line(대표자="홍길동"))

    assert bring(line(대표자="성춘향")) == (0, 1, 0, 0)
    assert FactoryRecord.objects.get().raw["대표자"] == "성춘향"


def test_what_was_corrected_by_hand_stays(bring):
    bring(line(전화번호="031-000-0001", 종업원수="3"))
    Company.objects.update(phone="010-1111-2222")

    bring(line(전화번호="031-000-0009", 종업원수="4"))

    company = Company.objects.get()
    assert (company.phone, company.employees) == ("010-1111-2222", 4)
    assert FactoryRecord.objects.get().phone == "031-000-0009"


def test_a_column_that_a_file_lacks_clears_nothing(bring):
    bring(line(공장관리번호="4127", 전화번호="031-000-0001", 대표자="홍길동", 지번주소="성곡동 12"))

    counts = bring("4127,한빛정밀,한빛시 예시로 1", header="공장관리번호,회사명,주소")

    assert counts == (0, 0, 1, 0)
    record = FactoryRecord.objects.get()
    assert (record.phone, record.lot_address, record.raw["대표자"]) == ("031-000-0001", "성곡동 12", "홍길동")


def test_a_cell_that_a_file_empties_is_emptied_in_the_record_only(bring):
    bring(line(전화번호="031-000-0001"))

    assert bring(line(전화번호="미등록")) == (0, 1, 0, 0)
    assert FactoryRecord.objects.get().phone == ""
    assert Company.objects.get().phone == "031-000-0001"


def test_the_only_line_of_a_factory_is_its_record_whatever_industry_it_names(bring):
    bring(line(공장관리번호="4127", 업종명="도금업"))

    lines = [line(공장관리번호="4127", 업종명="절삭업")]

    assert bring(*lines) == (0, 1, 0, 0)
    assert bring(*lines) == (0, 0, 1, 0)
    assert FactoryRecord.objects.get().industry_name == "절삭업"
    assert Company.objects.get().industry.name == "절삭업"


def test_a_factory_that_changes_its_number_moves_to_the_company_of_that_number(bring):
    bring(line(공장관리번호="4127", 사업자등록번호=NUMBER))

    counts = bring(line(공장관리번호="4127", 사업자등록번호=OTHER_NUMBER))

    assert counts == (0, 1, 0, 0)
    assert FactoryRecord.objects.get().company.registration_no == "2208162517"
    assert Company.objects.count() == 2


def test_a_members_company_keeps_its_members_and_its_approval(bring):
    known = make.company()
    owner = make.owner(known)

    bring(line(사업자등록번호=known.shown_registration_no, 전화번호="031-000-0001"))

    known.refresh_from_db()
    assert [seat.person for seat in known.seats.active()] == [owner]
    assert known.phone == "031-000-0001"


# --- Preview and rejects ------------------------------------------------------------------------------------------


def test_a_preview_counts_as_the_import_will_and_writes_nothing(bring):
    bring(line(전화번호="1"), line(회사명="새봄"))
    lines = [
        line(전화번호="2"),
        line(회사명="새봄"),
        line(회사명="온새"),
        line(회사명="온새", 업종명="도금업"),
        line(회사명=""),
    ]
    before = list(Company.objects.values()), list(FactoryRecord.objects.values()), Industry.objects.count()

    preview = bring(*lines, writes=False), bring.outcome

    assert (list(Company.objects.values()), list(FactoryRecord.objects.values()), Industry.objects.count()) == before
    assert preview[0] == (2, 1, 1, 1)
    assert bring(*lines) == preview[0]
    assert bring.outcome.findings | {"corrected_companies": 0} == preview[1].findings | {"corrected_companies": 0}


def test_a_preview_counts_a_company_of_many_batches_once(bring, monkeypatch):
    monkeypatch.setattr("companies.registry.importing.BATCH", 2)
    lines = [
        line(업종명="가"),
        line(회사명="새봄"),
        line(업종명="나"),
        line(사업자등록번호=NUMBER, 회사명="온새"),
        line(사업자등록번호=NUMBER, 회사명="다온"),
        line(공장관리번호="4", 회사명="아람"),
        line(공장관리번호="4", 업종명="다"),
    ]

    bring(*lines, writes=False)
    preview = bring.outcome.new_companies
    bring(*lines)

    assert preview == bring.outcome.new_companies == Company.objects.count() == 4


def test_a_reject_says_its_line_and_why_and_stops_nothing(bring):
    counts = bring(line(사업자등록번호="123-45-67890"), line(회사명="새봄"), "=쪽지,1,2")

    assert counts == (1, 0, 0, 2)
    assert [(reject["line"], reject["reason"].split(":")[0]) for reject in bring.outcome.rejects] == [
        (2, "사업자등록번호 123-45-67890"),
        (4, "사업자등록번호 1"),
    ]
    lines = bring.rejects.getvalue().split("\r\n")
    assert lines[0] == f"\ufeff{HEADER},사유"
    assert lines[1].startswith("한빛정밀,123-45-67890,,한빛시 예시로 1,,,,,,,,2번째 줄: 사업자등록번호 123-45-67890")
    assert lines[2].startswith("'=쪽지,1,2,")


def test_rejects_that_were_put_right_can_come_in(bring):
    bring(line(사업자등록번호="123-45-67890", 전화번호="-", 대표자="+홍"))
    header, *lines = bring.rejects.getvalue().removeprefix("\ufeff").strip().split("\r\n")

    counts = bring(lines[0].replace("67890", "67891", 1), header=header)

    assert counts == (1, 0, 0, 0)
    record = FactoryRecord.objects.get()
    assert (record.phone, record.raw["대표자"]) == ("", "+홍")
    assert "사유" not in record.raw
    assert bring(line(사업자등록번호=NUMBER, 전화번호="-", 대표자="+홍")) == (0, 0, 1, 0)


def test_only_the_first_rejects_and_changes_are_shown(bring):
    bring(*[line(회사명=f"회사{n}") for n in range(40)], *[line(회사명="")] * 40)

    assert len(bring.outcome.changes) == len(bring.outcome.rejects) == 30


# --- Everything at once -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_whatever_a_file_holds_every_line_is_accounted_for(bring, seed):
    chance = random.Random(seed)
    pools = {
        "회사명": [
            "한빛",
            "㈜한빛",
            " 새봄 ",
            "",
            "-",
            "온새(주)",
            '"따옴,표"',
            "회사명",
            '"두\n줄"',
            "한" * 130,
            "\x00널",
            "=1+1",
        ],
        "사업자등록번호": [
            "",
            "",
            "",
            NUMBER,
            OTHER_NUMBER,
            "123-45-67890",
            "미등록",
            "1.2E+09",
            "１２３４５６７８９１",
        ],
        "공장관리번호": ["", "", "1", "2", "3", "4.1E+14"],
        "도로명주소": ["예시로 1", '"예시로 1, 2층"', "예시로 2", "", "-"],
        "지번주소": ["", "성곡동 1", "성곡동 2번지"],
        "업종명": ["", "도금업", "도금업 외 2 종", "절삭업"],
        "전화번호": ["", "-", "미등록", "031-000-0001", "031-000-0001~8", "312345678"],
        "종업원수": ["", "-", "1", '"1,234"', "3명", "많음"],
        "생산품": ["", '2" 관', "밸브"],
    }
    lines = [{name: chance.choice(pool) for name, pool in pools.items()} for _ in range(300)]
    lines += [chance.choice(["가,나,다,라,마,바,사,아,자,차,카,타", "줄 하나", ",,,,,,,,,,x"]) for _ in range(20)]
    chance.shuffle(lines)

    first = bring(*lines)
    again = bring(*lines)

    assert first[0] > 50
    assert first[3] > 50
    assert again == (0, 0, first[0] + first[1] + first[2], first[3])
    assert FactoryRecord.objects.count() == first[0]
    assert Counter(FactoryRecord.objects.values_list("company__merged_into", flat=True)) == {None: first[0]}


def test_the_files_of_the_demo_are_what_the_generator_writes():
    assert {path.name: path.read_bytes() for path in samples.FOLDER.iterdir()} == samples.demo_files()


def test_the_files_of_the_demo_come_in():
    tallies = []
    for name in (samples.UTF8, samples.CP949, samples.UTF8):
        run = RegistryImport.objects.create(file_name=name, state="APPLYING", started_at=timezone.now())
        outcome = bring_in(samples.FOLDER / name, run=run, rejects=io.StringIO(), tell=lambda done, rows: None)
        tallies.append((outcome.tally.created, outcome.tally.updated, outcome.tally.unchanged, outcome.tally.rejected))

    assert tallies == [(150, 0, 0, 4), (50, 150, 0, 0), (0, 0, 150, 4)]


@pytest.mark.parametrize("lines", [1, 400])
def test_a_batch_asks_the_database_a_fixed_number_of_questions(tmp_path, django_assert_max_num_queries, lines):
    path = tmp_path / "file.csv"
    made = samples.national(samples.factories(lines, seed=3))
    path.write_text(samples.as_csv(samples.NATIONAL_HEADER, made))
    run = RegistryImport.objects.create(file_name="a.csv", state="APPLYING")

    with django_assert_max_num_queries(16):
        bring_in(path, run=run, rejects=io.StringIO(), tell=lambda done, rows: None)

    assert FactoryRecord.objects.count() == lines

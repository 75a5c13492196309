"""가리기: what we know of a company goes, what looks like an address goes, and the rest is named to the officer."""

import time

import pytest

from companies.models import FactoryRecord
from companies.normalising import name_key
from grievances import actions, masking
from grievances.masking import Known, betrayals, masked, suspicions, told_of
from grievances.models import Consultation
from grievances.workflow import MoveRefused
from tests import make
from tests.grievances.opinions import asked, body

KNOWN = Known(
    names=frozenset({"한빛정밀"}),
    numbers=frozenset({"1248100017", "202600017"}),
    places=frozenset({"시연시 시연구 산단로 101 (시연동)", "시연동 12-3"}),
    people=frozenset({"박대표", "김반장"}),
    products=frozenset({"HB-200 감속기"}),
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("한빛정밀은 도금을 합니다.", "○○기업은 도금을 합니다."),
        ("㈜한빛정밀, 주식회사 한빛정밀, 한빛정밀(주)", "○○기업, ○○기업, ○○기업"),
        ("저희 한빛 정밀 공장", "저희 ○○기업 공장"),
        ("사업자등록번호 124-81-00017", "사업자등록번호 (번호)"),
        ("1248100017입니다.", "(번호)입니다."),
        ("접수번호 2026-00017 건", "접수번호 (번호) 건"),
        ("다른 회사 123-45-67890도", "다른 회사 (번호)도"),
        ("산단로 101 앞길", "(주소) 앞길"),
        ("산단로101 앞길", "(주소) 앞길"),
        ("시연시 시연구 산단로 101 (시연동)입니다.", "(주소)입니다."),
        ("산단로 1012는 다른 곳", "산단로 1012는 다른 곳"),
        ("박대표가 김반장에게 말했습니다.", "담당자가 담당자에게 말했습니다."),
        ("031-123-4567, 010-1234-5678, 01012345678로", "(전화번호), (전화번호), (전화번호)로"),
        ("+821012345678, +82 10-1234-5678, 0082 1012345678, +82311234567", ", ".join(["(전화번호)"] * 4)),
        ("hanbit@hanbit.example로, www.hanbit.example 에", "(이메일)로, (누리집 주소) 에"),
        ("HB-200 감속기를 만듭니다.", "○○제품를 만듭니다."),
        ("2026-11-22에 30일 동안 3,000만 원", "2026-11-22에 30일 동안 3,000만 원"),
    ],
)
def test_what_says_whose_it_is_becomes_a_plain_word(text, told):
    assert masked(text, KNOWN) == told


@pytest.mark.parametrize("text", ["한빛정밀", "한빛  정밀", "㈜한빛정밀의", "１２４８１０００１７", "124 81 00017"])
def test_the_name_and_the_number_are_found_however_they_are_written(text):
    assert betrayals(f"앞 {text} 뒤", KNOWN) != []


@pytest.mark.parametrize("text", ["○○기업은 도금을 합니다.", "한 번 빛을 정밀하게", "124-81-000170"])
def test_what_is_no_identity_is_none(text):
    assert betrayals(text, KNOWN) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("이순신 과장이 압니다.", ["사람 이름: 이순신 과장"]),
        ("주식회사 다른공업과 거래합니다.", ["회사 이름: 주식회사 다른공업과"]),
        ("공단로 55 앞입니다.", ["주소: 공단로 55"]),
        ("031-000-0000으로", ["전화번호: 031-000-0000"]),
        ("박대표", ["사람 이름: 박대표"]),
        ("900101-1234568", ["주민등록번호: 900101-*******"]),
        ("앞으로 3개월, 도로 2곳, 별도로 30일", []),
        ("담당자가 ○○기업의 ○○제품을 (주소)에서", []),
    ],
)
def test_what_still_looks_like_somebody_is_named(text, found):
    assert suspicions(text, KNOWN) == found


def test_a_short_name_is_masked_only_where_a_word_begins():
    known = Known(frozenset({"대한"}), *[frozenset()] * 4)

    assert masked("대한(주)는 위대한 회사", known) == "○○기업는 위대한 회사"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("농업회사법인 주식회사 푸른들", "농업회사법인 주식회사 푸른들은 푸른들 공장을", "○○기업은 ○○기업 공장을"),
        ("농업회사법인 (주)푸른들", "푸른들, 농업회사법인(주)푸른들, (농)푸른들", "○○기업, ○○기업, ○○기업"),
        ("한빛정밀(주)제2공장", "한빛정밀(주) 제2공장, 한빛정밀, 남의 제2공장", "○○기업, ○○기업, 남의 제2공장"),
        ("㈜한빛정밀 제2공장", "한빛정밀의 도로", "○○기업의 도로"),
        ("(재)시연연구원", "시연연구원과 재단법인 시연연구원", "○○기업과 ○○기업"),
        ("시연시(재)연구원", "시연시의 연구원, 시연시 연구원", "시연시의 연구원, ○○기업"),
        ("（주）한빛정밀", "（주）한빛정밀, 한빛정밀 （주）, 한빛정밀", "○○기업, ○○기업, ○○기업"),
        ("Hanbit Co., Ltd.", "HANBIT CO.,LTD와 Hanbit의", "○○기업와 ○○기업의"),
        ("(주)대한", "주식회사대한은 위대한 회사", "○○기업은 위대한 회사"),
        ("본사", "본사 앞 도로", "본사 앞 도로"),
    ],
)
@pytest.mark.django_db
def test_a_company_is_masked_whatever_kind_it_is_and_however_it_is_called(name, text, told):
    case = make.grievance(of=make.company(name))

    known = masking.known_of(case)

    assert masked(text, known) == told
    assert (betrayals(text, known) == []) == (text == told)
    assert betrayals(told, known) == []


FORMS = [f"({letter})" for letter in "주유합자명사재의농영"]
FORMS += ["주식회사", "유한책임회사", "유한회사", "합자회사", "합명회사", "농업회사법인", "어업회사법인"]
FORMS += ["영농조합법인", "사단법인", "재단법인", "의료법인", "사회복지법인"]


@pytest.mark.parametrize("form", FORMS)
def test_what_the_registry_takes_off_a_name_is_taken_off_here(form):
    assert name_key(f"{form}한빛정밀") == "한빛정밀"
    assert masking.bare(f"{form}한빛정밀") == masking.bare(f"한빛정밀 {form}") == "한빛정밀"


@pytest.mark.parametrize("piece", ["주식회사 ", "(주)", "한빛정밀 ", "한 빛 ", "한빛정밀(주)", "co., ", " ", "한"])
def test_a_long_text_of_anything_is_masked_at_once(piece):
    text = (piece * 5000)[:5000]
    known = Known(frozenset({"한빛정밀 제2공장", "대한"}), *[frozenset()] * 4)

    begun = time.process_time()
    masked(text, known)
    betrayals(text, known)

    assert time.process_time() - begun < 3


@pytest.mark.django_db
def test_phones_of_the_company_and_its_people_are_numbers_however_they_are_written():
    company = make.company(phone="031-123-4567")
    FactoryRecord.objects.create(
        company=company, row_key="한빛2", name="한빛정밀", phone="031-222-3333(내선 12), 0314445555"
    )
    case = make.grievance(of=company)
    case.contact_phone = "02-777-8888"
    text = "0311234567, 031-1234567, 0312223333, 031-4445555, 027778888, 010-12345678, 내선 12"

    known = masking.known_of(case)

    told = masked(text, known)
    assert told == f"{', '.join(['(번호)'] * 6)}, 내선 12"
    assert masked("031-123-4567", known) == "(전화번호)"
    assert [betrayals(one, known) for one in text.split(", ")] == [["번호"]] * 6 + [[]]
    abroad = ["+82311234567", "+82 (0)31-123-4567", "82-31-123-4567", "0082 31 123 4567"]
    assert [betrayals(one, known) for one in abroad] == [["번호"]] * 4
    assert betrayals(told, known) == []


@pytest.mark.django_db
def test_everything_we_know_of_the_company_goes():
    company = make.company("㈜한빛정밀", address="시연시 시연구 산단로 101", products="볼트, 정밀감속기")
    FactoryRecord.objects.create(
        company=company, row_key="한빛2", name="한빛정밀 제2공장", lot_address="시연동 12-3", phone="031-111-2222"
    )
    owner = make.owner(company, "박대표")
    case = make.grievance(
        by=owner,
        title="한빛정밀 진입로가 좁습니다",
        body="저는 박대표입니다. 한빛정밀 제2공장(시연동 12-3)에서 정밀감속기와 볼트를 만듭니다. 031-111-2222",
        hoped_for="산단로 101 앞을 넓혀 주십시오.",
    )

    told = told_of(case)

    assert told == (
        "○○기업 진입로가 좁습니다\n\n"
        "저는 담당자입니다. ○○기업((주소))에서 ○○제품와 볼트를 만듭니다. (전화번호)\n\n"
        "바라는 결과\n(주소) 앞을 넓혀 주십시오."
    )
    assert betrayals(told, masking.known_of(case)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("whom", [{}, body()], ids=["expert", "body"])
def test_an_outsider_is_told_the_masked_case_of_itself(whom):
    case = make.grievance(body="한빛정밀 앞 도로가 파였습니다.")

    question = asked(case, **whom)

    assert question.is_masked
    assert question.told == "공장 앞 도로가 파였습니다\n\n○○기업 앞 도로가 파였습니다."


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["told", "question"])
def test_a_masked_question_that_names_the_company_is_refused(where):
    case = make.grievance()
    words = {"question": "허가가 필요합니까?", "told": "도금 공장입니다."} | {where: "한빛정밀의 일입니다."}
    question = words.pop("question")

    with pytest.raises(MoveRefused, match="기업 이름"):
        actions.consult(case, question, case.due_at.date(), by=case.officer, **body(), **words)

    assert not Consultation.objects.exists()


@pytest.mark.django_db
def test_the_company_is_named_only_for_a_reason_that_is_kept():
    case = make.grievance()

    question = asked(case, told="한빛정밀의 일입니다.", unmasked_because="허가대장을 찾아야 합니다.")

    entry = case.history.latest("pk")
    assert not question.is_masked
    assert entry.details["unmasked_because"] == "허가대장을 찾아야 합니다."

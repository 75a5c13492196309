"""조문, in the spellings of real files."""

from itertools import product

import pytest

from grievances.provisions import CIRCLED, cites

ONE_AND_THE_SAME = [
    "도로법 제61조제3항",
    "도로법 제61조 제3항",
    "「도로법」 제61조제3항",
    "『도로법』제61조 제3항에 따라 점용 허가가 필요합니다.",
    "도로법 §61③",
    "도로법 §61 ③",
    "도로법 61조 3항",
    "도로법제61조③",
    "도로법 제61조(도로의 점용 허가) 제3항",
    "도로법 제61조제1항 및 제3항",
    "도로법 제61조①·③",
    "국유재산법 제30조, 도로법 제61조③",
    "도로법 제60조부터 제62조까지",
    "도로법 제61조",
    "도로법: 점용 허가",
    "도로법(법률 제12345호) 제61조제3항",
    "도로법 제61조(점용(굴착 포함)의 허가) 제3항",
    "진입로 점용 불가(「도로법」 제61조제3항)",
    "진입로 점용 불가（도로법 §61③）",
    "국유재산법·도로법 제61조③",
    "도로법 제38조(하천법 제33조), 제61조제3항",
    "도로법(시행령 제54조를 포함) 제61조제3항",
    "도로법 시행령 제54조, 법 제61조제3항",
    "도로법 제38조는 공사를, 제61조제3항은 점용을 정함",
    "도로법 제38조의 규정에 따른 허가와 제61조제3항",
    "국유재산법 제30조, 도로법에 따른 점용은 제61조제3항",
    "도로법 제38조는 방법을, 제61조제3항은 허가를 정함",
]
SOMETHING_ELSE = [
    "도로법 제61조제1항",
    "도로법 제61조의3",
    "도로법 §61의2③",
    "도로법 제6조제3항",
    "도로법 시행령 제61조제3항",
    "도로법 제38조, 같은 법 시행령 제61조제3항",
    "유료도로법 제61조제3항",
    "사도법 제61조제3항",
    "도로법 제38조, 하천법 제61조제3항",
    "도로법 제38조 및 시행령 제61조제3항",
    "하천법 제33조(도로법 제38조), 제61조제3항",
    "도로법 제38조에 따른 위탁계약서 제61조제3항",
    "도로법 제38조에 따르되 하천법을 적용하여 제61조제3항",
    "도로법 제38조, 청소년활동법 제61조제3항",
    "도로법 제38조, 하천법 시행령 제61조제3항",
    "예산이 없습니다.",
]


@pytest.mark.parametrize("text", ONE_AND_THE_SAME)
def test_one_provision_is_found_in_every_spelling(text):
    assert cites(text, "도로법 제61조 제3항")
    assert cites(text, "「도로법」 §61③")


@pytest.mark.parametrize("text", SOMETHING_ELSE)
def test_a_neighbour_is_not_taken_for_it(text):
    assert not cites(text, "도로법 제61조 제3항")


@pytest.mark.parametrize(
    ("text", "provision"),
    [
        ("민원 처리에 관한 법률 §6의2③", "민원처리에 관한 법률 제6조의2 제3항"),
        ("민원처리에관한법률 제6조의 2 제3항", "민원 처리에 관한 법률 §6의2③"),
        (
            "산업집적활성화 및 공장설립에 관한 법률 제33조(산업단지관리기본계획의 수립), 제38조(입주계약 등)",
            "산업집적법 제38조제1항",
        ),
        ("산집법 38조 1항", "산업집적활성화 및 공장설립에 관한 법률 제38조"),
        (
            "국토의 계획 및 이용에 관한 법률 제77조(용도지역의 건폐율), 같은 법 시행령 제84조",
            "국토의 계획 및 이용에 관한 법률 시행령 제84조",
        ),
        (
            "여객자동차 운수사업법 제10조(사업계획의 변경), 제50조(재정 지원): 손실을 시 예산으로 메워야 합니다.",
            "여객자동차운수사업법 제50조",
        ),
        (
            "외국인근로자의 고용 등에 관한 법률 제18조(취업활동 기간의 제한), 제18조의2",
            "외국인고용법 §18의2",
        ),
        ("한빛시 도시계획 조례 제52조", "한빛시 도시계획조례 제52조제1항"),
        ("공유재산 및 물품 관리법 제13조(영구시설물의 축조 금지)", "공유재산 및 물품 관리법"),
        ("건축법 제44조 및 시행령 제28조", "건축법 시행령 제28조"),
        ("「건축법」 제44조, 시행령 제28조", "건축법 시행령 제28조"),
        ("건축법 제44조(같은 법 시행령 제28조)", "건축법 시행령 제28조"),
        ("건축법 시행령 제28조, 시행규칙 제3조", "건축법 시행규칙 제3조"),
        ("진입도로 너비 4m 미만 (건축법 제44조)", "건축법 제44조"),
        ("접도 의무(「건축법」 제44조)", "건축법 제44조"),
        ("건축법 제11조는 허가를, 제44조는 도로를 정함", "건축법 제44조"),
        ("건축법 제11조에 따른 허가와 제44조", "건축법 제44조"),
        ("국토계획법시행령 제71조", "국토의 계획 및 이용에 관한 법률 시행령 제71조"),
        (
            "대\u00b7중소기업 상생협력 촉진에 관한 법률 제21조",
            "대\u318d중소기업 상생협력 촉진에 관한 법률 제21조",
        ),
        ("중소벤처기업부의 해당 연도 사업 공고: 상시 근로자 20명 이상", "해당 연도 사업 공고"),
    ],
)
def test_real_files_are_understood(text, provision):
    assert cites(text, provision)


@pytest.mark.parametrize(
    ("text", "provision"),
    [
        ("국토의 계획 및 이용에 관한 법률 제77조, 같은 법 시행령 제84조", "국토의 계획 및 이용에 관한 법률 제84조"),
        ("외국인근로자의 고용 등에 관한 법률 제18조의2", "외국인고용법 제18조"),
        ("도로법 시행령 제54조", "도로법"),
        ("도로법 제61조", ""),
        ("도로법 제61조", " "),
    ],
)
def test_what_only_looks_like_it_is_left_alone(text, provision):
    assert not cites(text, provision)


def test_a_row_of_articles_is_not_counted_through():
    assert cites("도로법 제1조~제9999조" + ", 제1조~제9999조" * 500, "도로법 제61조 제3항")
    assert not cites("도로법 제1조~제9999999999조", "도로법 제61조 제3항")
    assert not cites(f"도로법 제1조의{'9' * 4900}", "도로법 제61조 제3항")
    assert cites("도로법 제61조 제3항", "도로법 제60조부터 제70조까지")


LAWS = ["도로법", "하천법 시행령", "산업집적활성화 및 공장설립에 관한 법률", "한빛시 주차장 조례"]


@pytest.mark.parametrize("law", LAWS)
def test_however_it_is_written_it_is_the_same(law):
    for article, branch, paragraph, *how in product((3, 33, 120), (0, 2), (1, 4, 11), *[(False, True)] * 3):
        is_tight, has_sign, is_quoted = how
        name = law.replace(" ", "") if is_tight else law
        name = f"「{name}」" if is_quoted else name
        twig = f"의{branch}" if branch else ""
        number = f"§{article}{twig}" if has_sign else f"제{article}조{twig}"
        written = f"{name} {number}{CIRCLED[paragraph - 1] if has_sign else f'제{paragraph}항'}"

        assert cites(f"{written}: 할 수 없습니다.", f"{law} 제{article}조{twig} 제{paragraph}항"), written
        assert not cites(written, f"{law} 제{article}조{twig} 제{paragraph + 1}항"), written
        assert not cites(written, f"{law} 제{article + 1}조"), written
        assert not cites(written, f"유료{law} 제{article}조{twig}"), written

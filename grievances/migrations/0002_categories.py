"""분야 a city starts with; each can be changed in the admin."""

from django.db import migrations

# (분야, 보기, [(묻는 말, 도움말, 답하는 법, 고를 것)])
CATEGORIES = [
    (
        "자금·금융",
        "대출, 보증, 이자 지원",
        [
            ("필요한 금액(만원)", "", "NUMBER", ""),
            ("어디에 쓰실 자금입니까?", "", "CHOICE", "운전자금\n시설자금\n기타"),
        ],
    ),
    ("인력·교육", "채용, 외국인 근로자, 직무교육", [("필요한 인원(명)", "", "NUMBER", "")]),
    ("판로·마케팅", "공공구매, 전시회, 홍보", []),
    ("수출·통상(FTA)", "통관, 원산지 증명, 해외 전시", [("상대 나라", "", "LINE", "")]),
    ("기술·인증·R&D", "인증, 시험, 연구개발 과제", [("인증이나 과제 이름", "", "LINE", "")]),
    ("입지·공장설립·인허가", "공장등록, 증설, 용도변경", [("어느 기관의 어떤 인허가입니까?", "", "LINE", "")]),
    (
        "기반시설",
        "도로, 주차, 가로등, 상하수도, CCTV",
        [("언제부터 그렇습니까?", "", "DAY", ""), ("다친 사람이 있거나 위험합니까?", "", "YES_NO", "")],
    ),
    (
        "교통·버스",
        "노선, 배차, 통근버스, 신호",
        [("노선이나 정류장", "", "LINE", ""), ("불편한 시간대", "예: 밤 10시 교대 뒤", "LINE", "")],
    ),
    ("환경·안전", "악취, 폐수, 소음, 산업안전", [("지도·점검이나 행정처분을 받으셨습니까?", "", "YES_NO", "")]),
    (
        "규제·제도개선",
        "맞지 않는 규정, 중복 규제",
        [("걸리는 법령이나 조례", "아는 만큼만 적어 주십시오.", "LINE", "")],
    ),
    ("세무·회계", "지방세, 감면, 세무조사", []),
    ("노무·고용", "임금, 근로시간, 고용지원금", []),
    ("법률·계약(납품단가)", "납품단가, 하도급, 분쟁", []),
    ("기타", "어디에 넣을지 모르실 때", []),
]


def bring(apps, schema_editor) -> None:  # noqa: ANN001
    categories = apps.get_model("grievances", "Category").objects
    questions_of = apps.get_model("grievances", "Question").objects
    for position, (name, examples, questions) in enumerate(CATEGORIES, 1):
        category = categories.create(name=name, examples=examples, position=position * 10)
        for place, (label, help_text, kind, choices) in enumerate(questions, 1):
            questions_of.create(
                category=category, label=label, help_text=help_text, kind=kind, choices=choices, position=place * 10
            )


def take_away(apps, schema_editor) -> None:  # noqa: ANN001
    apps.get_model("grievances", "Category").objects.filter(name__in=[name for name, *_ in CATEGORIES]).delete()


class Migration(migrations.Migration):
    dependencies = [("grievances", "0001_initial")]

    operations = [migrations.RunPython(bring, take_away)]

"""The demo world's showcases: eight that are public, one that waits for the city, one that was sent back.

Companies, words and pictures are invented; the pictures are drawn when they are loaded.
"""

from functools import cache
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from companies import uploads
from companies.models import Company
from companies.showcase import actions, drawing
from companies.showcase.drawing import AMBER, BLUE, COPPER, GREEN, INK, RED, STEEL, VIOLET, Colour, Drawing
from companies.showcase.models import Medium, Showcase


class Ware(NamedTuple):
    """One product: what it is called, what it is, what its picture shows, and how to draw it."""

    name: str
    description: str
    picture_text: str
    drawn: Drawing
    colour: Colour


class Show(NamedTuple):
    """What a company of one industry shows."""

    industry: str
    headline: str
    description: str
    strengths: str
    founded_year: int
    homepage: str
    wares: tuple[Ware, ...]


PUBLIC = (
    Show(
        "금속 가공제품 제조업",
        "도면 한 장으로 시작하는 정밀 가공, 사흘이면 시제품이 나옵니다",
        "축과 기어, 방열판을 깎습니다. 한 개도 받습니다.\n\n"
        "도면이 없으면 부품을 재서 그려 드립니다. 알루미늄, 스테인리스, 구리를 다루고 치수는 세 번 잽니다.",
        "시제품 평균 3일\n5축 가공기 6대\n3차원 측정기로 전수 검사\nISO 9001",
        2004,
        "https://firm-metal.example",
        (
            Ware(
                "정밀 평기어",
                "모듈 1에서 6까지, 이빨 면을 갈아 소리를 줄였습니다.",
                "회색 강철 기어. 가운데 축 구멍과 둥근 구멍 여섯 개가 있다.",
                drawing.gear,
                STEEL,
            ),
            Ware(
                "압출 방열판",
                "전력 장비용 알루미늄 방열판입니다. 핀 간격을 1mm 단위로 바꿔 드립니다.",
                "위로 선 핀 열세 장이 넓은 받침에 붙은 은색 방열판.",
                drawing.heat_sink,
                STEEL,
            ),
            Ware(
                "구리 체결 볼트",
                "전기가 흐르는 곳에 쓰는 무산소동 볼트입니다. 길이 여섯 가지를 늘 갖추고 있습니다.",
                "짧은 것부터 긴 것까지 한 줄로 세운 구릿빛 볼트 여섯 개.",
                drawing.bolts,
                COPPER,
            ),
        ),
    ),
    Show(
        "도금업",
        "3가 크롬과 무전해 니켈로 규제 걱정 없는 표면을 만듭니다",
        "6가 크롬을 쓰지 않는 도금 라인을 갖추었습니다. 작은 볼트부터 지름 1m 링까지 도금합니다.\n\n"
        "두께는 X선으로 재고 성적서를 함께 보냅니다.",
        "6가 크롬 쓰지 않음\n두께 성적서 기본 제공\n염수분무 720시간",
        1996,
        "https://firm-plating.example",
        (
            Ware(
                "니켈 도금 볼트",
                "염수분무 720시간을 견딥니다.",
                "은빛으로 도금한 볼트 여섯 개가 길이 순서로 서 있다.",
                drawing.bolts,
                STEEL,
            ),
            Ware(
                "장식 크롬 링",
                "3가 크롬으로 올린 밝은 은색입니다.",
                "밝은 은색 고리. 둘레에 작은 구멍 열여섯 개가 있다.",
                drawing.rings,
                STEEL,
            ),
        ),
    ),
    Show(
        "인쇄회로기판 제조업",
        "시제품 24시간, 여덟 층까지 만드는 회로기판",
        "회로를 보내시면 하루 안에 시제품을 보냅니다. 양산은 한 달에 이만 장까지 합니다.\n\n"
        "설계를 받으면 만들기 어려운 곳을 먼저 알려 드립니다.",
        "시제품 24시간\n2층~8층\n설계 검토 무료\nUL 인증",
        2011,
        "https://firm-pcb.example",
        (
            Ware(
                "전력 제어 기판",
                "두꺼운 동박 4온스로 전류 60A를 견딥니다.",
                "초록 기판 가운데 검은 칩이 있고 양쪽으로 금빛 단자가 늘어서 있다.",
                drawing.circuit,
                GREEN,
            ),
            Ware(
                "센서 기판",
                "손톱만 한 센서 기판입니다.",
                "파란 기판 가운데 검은 칩이 있고 가는 배선이 양쪽으로 뻗어 있다.",
                drawing.circuit,
                BLUE,
            ),
        ),
    ),
    Show(
        "자동차 부품 제조업",
        "전기차 감속기 기어를 소리 없이 돌아가게 만듭니다",
        "감속기에 들어가는 기어와 링을 단조부터 연삭까지 한 곳에서 만듭니다.\n\n"
        "소음은 소수점 한 자리까지 재서 보냅니다.",
        "IATF 16949\n단조·열처리·연삭 한 공장\n기어 소음 전수 측정",
        1989,
        "https://firm-auto.example",
        (
            Ware(
                "감속기 기어",
                "이뿌리까지 연삭한 헬리컬 기어입니다.",
                "짙은 회색 기어. 이빨 열여덟 개가 고르게 나 있다.",
                drawing.gear,
                INK,
            ),
            Ware(
                "베어링 하우징 링",
                "알루미늄 다이캐스팅 뒤에 안쪽을 깎았습니다.",
                "은색 고리 안에 더 밝은 고리가 겹쳐 있다.",
                drawing.rings,
                STEEL,
            ),
        ),
    ),
    Show(
        "금형 제조업",
        "네 번 찍어 네 개가 똑같이 나오는 사출 금형",
        "화장품 용기와 자동차 내장재 금형을 만듭니다. 첫 시험 사출에 고객을 모십니다.\n\n"
        "금형 수명은 백만 번을 보증합니다.",
        "백만 번 보증\n유동 해석 포함\n시험 사출 3회 무료",
        2001,
        "",
        (
            Ware(
                "네 칸 사출 금형",
                "같은 제품 네 개를 한 번에 찍습니다.",
                "회색 금형 두 짝. 앞면에 둥근 모서리의 오목한 칸 네 개가 있다.",
                drawing.mould,
                STEEL,
            ),
        ),
    ),
    Show(
        "플라스틱 제품 제조업",
        "재생 원료를 절반 섞어도 색이 고른 뚜껑",
        "음료와 화장품 뚜껑을 하루 사십만 개 만듭니다. 재생 원료를 절반까지 섞습니다.\n\n"
        "색은 카메라로 하나하나 가려냅니다.",
        "재생 원료 50%\n하루 40만 개\n색 차이 전수 검사",
        2008,
        "https://firm-plastic.example",
        (
            Ware(
                "음료 뚜껑",
                "28mm, 재생 원료 50%입니다.",
                "파란 둥근 뚜껑 열두 개가 세 줄로 놓여 있고 하나는 안쪽이 보인다.",
                drawing.caps,
                BLUE,
            ),
            Ware(
                "화장품 뚜껑",
                "무광 보라색, 소량도 만듭니다.",
                "보라색 둥근 뚜껑 열두 개가 세 줄로 놓여 있다.",
                drawing.caps,
                VIOLET,
            ),
        ),
    ),
    Show(
        "반도체 제조용 기계 제조업",
        "공정실 안에서 20년 버티는 링과 척을 만듭니다",
        "식각 장비에 들어가는 고순도 링을 만듭니다. 닳으면 다시 갈아 드립니다.",
        "재연마 서비스\n청정실 조립\n수출 5개국",
        2013,
        "https://firm-semi.example",
        (
            Ware(
                "포커스 링",
                "지름 300mm, 평탄도 2마이크로미터입니다.",
                "은색 고리. 안쪽이 크게 뚫려 있고 둘레에 작은 구멍이 있다.",
                drawing.rings,
                STEEL,
            ),
            Ware(
                "냉각판",
                "핀을 촘촘히 세워 온도를 고르게 합니다.",
                "넓은 받침 위에 얇은 핀이 빽빽하게 선 은색 판.",
                drawing.heat_sink,
                BLUE,
            ),
        ),
    ),
    Show(
        "염색 가공업",
        "물을 반만 쓰는 염색으로 다섯 가지 보라를 냅니다",
        "폴리에스터 원단을 염색합니다. 물을 다시 걸러 쓰고 색은 연구실에서 하루 만에 맞춥니다.",
        "물 사용량 절반\n색 맞춤 하루\n소량 10m부터",
        1993,
        "",
        (
            Ware(
                "다섯 색 보라 원단",
                "연보라부터 짙은 보라까지 이어 염색했습니다.",
                "연한 보라에서 짙은 보라까지 다섯 겹으로 접힌 원단.",
                drawing.fabric,
                VIOLET,
            ),
        ),
    ),
)

WAITING = Show(
    "식료품 제조업",
    "소금을 줄인 장아찌를 병에 담습니다",
    "시에서 나는 채소로 장아찌를 담급니다. 소금은 보통의 육 할만 씁니다.",
    "소금 40% 줄임\nHACCP",
    2017,
    "",
    (
        Ware(
            "저염 장아찌 3종",
            "무, 오이, 고추를 한 병씩 담았습니다.",
            "빨간 병 세 개. 검은 뚜껑과 흰 이름표가 있다.",
            drawing.jars,
            RED,
        ),
    ),
)

SENT_BACK = Show(
    "종이 및 판지 제조업",
    "대한민국 1등 포장 상자",
    "재생 판지로 상자를 만듭니다. 크기는 원하시는 대로 맞춥니다.",
    "재생 판지 100%",
    2009,
    "",
    (
        Ware(
            "재생 판지 상자",
            "무게 30kg까지 견딥니다.",
            "누런 판지 상자 세 개가 두 층으로 쌓여 있다.",
            drawing.boxes,
            AMBER,
        ),
    ),
)
WHY_SENT_BACK = "한 줄 소개의 ‘대한민국 1등’은 근거를 함께 적거나 빼 주십시오. 사진과 나머지 글은 좋습니다."


def load() -> None:
    """Make the showcases once; where there is one already, nothing happens."""
    manager = User.objects.filter(email="manager@demo.example").first()
    if manager is None or Showcase.objects.exists():
        return
    with transaction.atomic():
        for number, show in enumerate(PUBLIC):
            showcase = _submitted(show, with_media=number == 0)
            if showcase is not None:
                actions.publish(showcase, seen=showcase.submissions, by=manager)
        _submitted(WAITING)
        returned = _submitted(SENT_BACK)
        if returned is not None:
            actions.send_back(returned, WHY_SENT_BACK, seen=returned.submissions, by=manager)


def _submitted(show: Show, *, with_media: bool = False) -> Showcase | None:
    """By the first company of its industry that has members; none if the demo has no such company."""
    companies = Company.objects.approved().joined().filter(industry__name=show.industry, showcases__isnull=True)
    company = companies.order_by("pk").first()
    if company is None:
        return None
    owner = company.seats.owners().select_related("person").earliest("joined_at").person
    showcase = actions.describe(
        actions.start(company, by=owner),
        headline=show.headline,
        description=show.description,
        strengths=show.strengths,
        founded_year=show.founded_year,
        homepage=show.homepage,
        by=owner,
    )
    for ware in show.wares:
        actions.add_product(
            showcase,
            ware.name,
            ware.description,
            _picture(ware),
            ware.picture_text,
            picture_name=f"{ware.name}.jpg",
            by=owner,
        )
    if with_media:
        _add_media(showcase, show, by=owner)
    return actions.submit(showcase, by=owner)


def _add_media(showcase: Showcase, show: Show, *, by: User) -> None:
    """One of each kind, so that each can be seen."""
    video = uploads.video(_sent(drawing.film(), "기어가 도는 모습.mp4"))
    slides = uploads.slides(
        _sent(drawing.booklet([(ware.drawn, ware.colour) for ware in show.wares]), "제품 그림.pdf")
    )
    What = Medium.What  # noqa: N806 — a class
    transcript = "소리 없는 영상입니다. 회색 기어가 제자리에서 천천히 돕니다."
    actions.add_medium(showcase, What.VIDEO, "기어가 도는 모습", file=video, transcript=transcript, by=by)
    actions.add_medium(showcase, What.SLIDES, "제품 그림", file=slides, by=by)
    actions.add_medium(showcase, What.LINK, "공장 둘러보기", link="https://video.example/tour", by=by)


@cache
def _picture(ware: Ware) -> uploads.Picture:
    return uploads.picture(_sent(drawing.photo(ware.drawn, ware.colour), f"{ware.name}.jpg"))


def _sent(content: bytes, name: str) -> ContentFile[bytes]:
    """As it would arrive."""
    return ContentFile(content, name)

"""What the demo's companies ask and its city answers, in words that were made up."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from companies.models import Company
from grievances.clock import LegalKind
from grievances.workflow import Outcome

FILE = Path(__file__).parent.parent / "demo_files" / "texts.toml"

DEPARTMENT_OF = {
    "자금·금융": "기업지원과",
    "인력·교육": "일자리정책과",
    "판로·마케팅": "기업지원과",
    "수출·통상(FTA)": "투자유치과",
    "기술·인증·R&D": "기업지원과",
    "입지·공장설립·인허가": "건축허가과",
    "기반시설": "도로과",
    "교통·버스": "대중교통과",
    "환경·안전": "환경정책과",
    "규제·제도개선": "규제개혁팀",
    "세무·회계": "세정과",
    "노무·고용": "노사협력과",
    "법률·계약(납품단가)": "법무담당관",
    "기타": "기업민원과",
}
PRAISE = ("빨리 나와 주셔서 고맙습니다.", "말한 그대로 되었습니다.", "", "", "담당자가 친절했습니다.")
DOUBTS = ("반은 되었고 반은 기다립니다.", "나머지도 언제 되는지 알려 주시면 좋겠습니다.", "")
BLAME = ("전과 달라진 것이 없습니다.", "답은 빨랐지만 현장은 그대로입니다.")
HEARD = "전화로 사과하고 들음. 담당부서가 이번 주에 다시 나가기로 함."
STILL_SHUT = "보고회에서 다시 살폈습니다. 걸림돌은 그대로입니다. 바꿀 수 있는 곳에 다시 건의했습니다."
STILL_GOING = "보고회에서 다시 살폈습니다. 올해 몫을 마쳤고 남은 것을 이어 갑니다."
TWICE_ANSWERED = "같은 내용에 두 번 답해 드렸고 달라진 것이 없어 마칩니다(법 제23조)."


@dataclass(frozen=True)
class Text:
    """What one company asks, and what it may be answered."""

    category: str
    kind: LegalKind
    title: str
    body: str
    hoped_for: str
    outcome: Outcome
    answer: str
    department: str = ""
    interim: str = ""
    ask: str = "무엇이 언제부터 그런지 알 수 있는 사진과 서류를 보내 주십시오."
    dossier: dict[str, Any] = field(default_factory=dict)
    extras: list[list[str]] = field(default_factory=list)
    is_recent: bool = False
    matter: str = ""

    @property
    def unit(self) -> str:
        """담당부서."""
        return self.department or DEPARTMENT_OF[self.category]

    def can(self, end: str) -> bool:
        """Whether it has words for this end."""
        return bool({"answered": self.answer, "kept": self.interim, "infeasible": self.dossier}[end])


def read() -> tuple[list[Text], list[dict[str, str]]]:
    """What is asked, and the 답변 서식."""
    words = tomllib.loads(FILE.read_text())
    return [_text(one) for one in words["text"]], words["template"]


def here(words: str, company: Company) -> str:
    """The words with the company's road: 한빛시 시연구 산단로 12."""
    return words.format(road=company.address.split()[-2])


def _text(words: dict[str, Any]) -> Text:
    return Text(**words | {"kind": LegalKind(words["kind"]), "outcome": Outcome(words["outcome"])})
